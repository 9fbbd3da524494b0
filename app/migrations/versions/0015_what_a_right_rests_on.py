"""what a right rests on: who gave a consent, how long the grants of a session hold

Consents older than this do not tell who gave them; sessions older than this end by their other limits.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grants_until", sa.Date(), nullable=True))
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("given_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_consent_given_by_id"), ["given_by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_given_by_id"))
        batch_op.drop_column("given_by_id")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_column("grants_until")
