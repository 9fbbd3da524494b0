"""The index of the log of access is a moment behind its lines

Revision ID: 0009
Revises: 0008
"""

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("access_log_head", schema=None) as batch_op:
        batch_op.add_column(sa.Column("indexed", sa.Integer(), nullable=False, server_default="0"))
    # Until now every line was sorted in as it was written.
    op.execute("UPDATE access_log_head SET indexed = number")


def downgrade() -> None:
    _sort_in_the_rest(op.get_bind())
    with op.batch_alter_table("access_log_head", schema=None) as batch_op:
        batch_op.drop_column("indexed")


def _sort_in_the_rest(connection: sa.Connection) -> None:
    """Earlier releases want every line in the index."""
    waiting = sa.text(
        "SELECT access_log.id, ids, packed FROM access_log LEFT JOIN access_log_ids ON line_id = access_log.id"
        " WHERE access_log.id > (SELECT indexed FROM access_log_head) ORDER BY access_log.id"
    )
    put = sa.text("INSERT INTO access_log_person (line_id, person_id) VALUES (:line, :person)")
    for line, ids, packed in connection.execute(waiting).all():
        text = zlib.decompress(packed).decode() if packed else ids
        rows = [{"line": line, "person": person} for person in _ids(text)]
        if rows:
            connection.execute(put, rows)


def _ids(text: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
