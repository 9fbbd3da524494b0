"""indexes of people for lists, counts and search by the beginnings of words

Revision ID: 0003
Revises: 0002
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_QUICK = ("personnel_kind_id", "employment_status_id", "grade_id")
_BRANCH = (
    "home_path", "is_removed", "record_state", "personnel_kind_id", "sex", "birth_on", "home_unit_id",
    "sort_key", "id", "search_text",
)  # fmt: skip
_NAME = ("sort_key", "id", "home_path", "is_removed", "record_state", "home_unit_id", "search_text")
_STATE = ("record_state", "sort_key", "id", "home_path", "is_removed")


def upgrade() -> None:
    _leave_out_punctuation()
    op.drop_index("ix_person_home_path_sort_key", "person")
    op.drop_index("ix_person_sort_key", "person")
    op.create_index("ix_person_branch", "person", _BRANCH)
    op.create_index("ix_person_name", "person", _NAME)
    op.create_index("ix_person_record_state", "person", _STATE)
    for name in _QUICK:
        columns = [name, "sort_key", "id", "home_path", "is_removed", "record_state"]
        op.create_index(f"ix_person_{name}", "person", columns)
    for statement in _MAKE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in _UNMAKE[op.get_bind().dialect.name]:
        op.execute(statement)
    for name in ("branch", "name", "record_state", *_QUICK):
        op.drop_index(f"ix_person_{name}", "person")
    op.create_index("ix_person_sort_key", "person", ["sort_key", "id"])
    op.create_index("ix_person_home_path_sort_key", "person", ["home_path", "sort_key", "id"])


def _leave_out_punctuation() -> None:
    """What is searched is words alone: ct-cc-000012 becomes ct cc 000012."""
    person = sa.table("person", sa.column("id"), sa.column("search_text"))
    connection, last = op.get_bind(), 0
    while True:
        query = sa.select(person).where(person.c.id > last).order_by(person.c.id).limit(5000)
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].id
        words = [{"row": row.id, "words": " ".join(re.findall(r"[^\W_]+", row.search_text))} for row in rows]
        changed = [pair for pair, row in zip(words, rows, strict=True) if pair["words"] != row.search_text]
        if changed:
            update = sa.update(person).where(person.c.id == sa.bindparam("row"))
            connection.execute(update.values(search_text=sa.bindparam("words")), changed)


# The same statements stand in app/personnel/word_index.py, which mends what a later migration may lose.
_MAKE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE person_words USING fts5(words, content='', contentless_delete=1, detail=none,"
        " prefix='1 2 3 4 5 6 7', tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER person_words_add AFTER INSERT ON person BEGIN"
        " INSERT INTO person_words(rowid, words) VALUES (new.id, new.search_text); END",
        "CREATE TRIGGER person_words_edit AFTER UPDATE OF search_text ON person"
        " WHEN old.search_text IS NOT new.search_text BEGIN"
        " UPDATE person_words SET words = new.search_text WHERE rowid = new.id; END",
        "CREATE TRIGGER person_words_delete AFTER DELETE ON person BEGIN"
        " DELETE FROM person_words WHERE rowid = old.id; END",
        "INSERT INTO person_words(rowid, words) SELECT id, search_text FROM person",
    ),
    "postgresql": (
        "CREATE INDEX person_words ON person"
        " USING gin (array_to_tsvector(string_to_array(search_text, ' ')))",
    ),
}
_UNMAKE = {
    "sqlite": (
        "DROP TRIGGER person_words_add",
        "DROP TRIGGER person_words_edit",
        "DROP TRIGGER person_words_delete",
        "DROP TABLE person_words",
    ),
    "postgresql": ("DROP INDEX person_words",),
}
