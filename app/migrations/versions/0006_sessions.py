"""sessions, counted sign-ins, earlier passwords

Revision ID: 0006
Revises: 0005
"""

import datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("refresh_hash", sa.String(length=64), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_why", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ab_user.id"],
            name=op.f("fk_account_session_account_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("id_hash", name=op.f("uq_account_session_id_hash")),
    )
    op.create_index("ix_account_session_account_id_ended_at", "account_session", ["account_id", "ended_at"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_ends_at"), "sign_in_attempt", ["ends_at"])
    op.create_table(
        "account_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["ab_user.id"],
            name=op.f("fk_account_password_account_id_ab_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_password")),
    )
    op.create_index(op.f("ix_account_password_account_id"), "account_password", ["account_id"])
    # When the passwords there are were set is not known: their time starts now.
    op.add_column("ab_user", sa.Column("password_set_at", sa.DateTime(), nullable=True))
    accounts = sa.table("ab_user", sa.column("password_set_at", sa.DateTime()))
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    op.execute(accounts.update().values(password_set_at=now))
    with op.batch_alter_table("ab_user") as batch:
        batch.alter_column("password_set_at", existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("ab_user") as batch:
        batch.drop_column("password_set_at")
    for table in ("account_password", "sign_in_attempt", "account_session"):
        op.drop_table(table)
