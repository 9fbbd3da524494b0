"""Search by the beginnings of words: an index each engine has of its own, with one meaning.

Every word typed must begin a word of the person's folded name or staff number. SQLite keeps the
words in an FTS5 table beside `person`, brought up to date by triggers; PostgreSQL in a GIN index
over the same words (no extension needed). Made by migration 0003.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    cast,
    column,
    func,
    inspect,
    literal,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ClauseElement, Executable

from app.core.scoping import guard_copy, unscoped
from app.personnel.models import Person

#: SQLite's table of words: its rowid is the id of the person.
WORDS = table("person_words", column("rowid"), column("person_words"))
guard_copy("person_words")

_TRIGGERS = {
    "person_words_add": "AFTER INSERT ON person BEGIN"
    " INSERT INTO person_words(rowid, words) VALUES (new.id, new.search_text); END",
    "person_words_edit": "AFTER UPDATE OF search_text ON person"
    " WHEN old.search_text IS NOT new.search_text BEGIN"
    " UPDATE person_words SET words = new.search_text WHERE rowid = new.id; END",
    "person_words_delete": "AFTER DELETE ON person BEGIN DELETE FROM person_words WHERE rowid = old.id; END",
}


def begins_a_word(words: Sequence[str], text_column: Any = Person.search_text) -> ColumnElement[bool]:
    """Every word begins a word of the search text: read from the text itself, on either engine."""
    found = text_column
    return and_(*(or_(found.like(f"{word}%"), found.like(f"% {word}%")) for word in words))


def found_by_postgresql(words: Sequence[str]) -> ColumnElement[bool]:
    """The same, answered by PostgreSQL's index."""
    lexemes = func.array_to_tsvector(func.string_to_array(Person.search_text, text("' '")))
    wanted: Any = bindparam(None, " & ".join(f"'{word}':*" for word in words))
    return lexemes.op("@@")(cast(wanted, TSQUERY))


def expected_by_postgresql(session: Session, words: Sequence[str]) -> int:
    """How many people PostgreSQL's statistics expect to hold the words; nothing is read."""
    query = select(literal(1)).select_from(Person).where(found_by_postgresql(words))
    plan = (
        session.connection()
        .execute(_Explain(query), execution_options=unscoped("a plan, no rows"))
        .scalar_one()
    )
    return int(plan[0]["Plan"]["Plan Rows"])


class _Explain(Executable, ClauseElement):
    """A statement's plan as JSON."""

    inherit_cache = False

    def __init__(self, query: Any) -> None:
        self.query = query


@compiles(_Explain)
def _compile_explain(element: _Explain, compiler: Any, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.query, **options)}"


def matched_by_sqlite(words: Sequence[str]) -> ColumnElement[bool]:
    """The condition on WORDS for the same, answered by SQLite's index."""
    return WORDS.c.person_words.match(" AND ".join(f'"{word}"*' for word in words))


def found_by_sqlite(words: Sequence[str]) -> ColumnElement[bool]:
    """The same as a condition on Person; every match is read, so there should be few."""
    found: ColumnElement[bool] = Person.id.in_(select(WORDS.c.rowid).where(matched_by_sqlite(words)))
    return found


def mend(connection: Connection) -> bool:
    """Make SQLite's triggers anew if a migration that copied the table lost them; whether it did."""
    if connection.dialect.name != "sqlite" or not inspect(connection).has_table("person_words"):
        return False
    options: dict[str, Any] = unscoped("index of words")
    query = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'person'")
    known = set(connection.execute(query, execution_options=options).scalars())
    if known >= _TRIGGERS.keys():
        return False
    for name, body in _TRIGGERS.items():
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"), execution_options=options)
        connection.execute(text(f"CREATE TRIGGER {name} {body}"), execution_options=options)
    empty = text("INSERT INTO person_words(person_words) VALUES ('delete-all')")
    connection.execute(empty, execution_options=options)
    refill = text("INSERT INTO person_words(rowid, words) SELECT id, search_text FROM person")
    connection.execute(refill, execution_options=options)
    return True
