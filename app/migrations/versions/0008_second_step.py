"""second step of sign-in, recovery codes, identities of a provider

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_totp",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _of_account("account_totp"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_totp")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=256), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        _of_account("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "half_sign_in",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        _of_account("half_sign_in"),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_half_sign_in")),
    )
    op.create_index(op.f("ix_half_sign_in_ends_at"), "half_sign_in", ["ends_at"])
    op.create_table(
        "external_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        _of_account("external_identity"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("issuer", "claim", "subject", name="uq_external_identity_issuer"),
        sa.UniqueConstraint("issuer", "account_id", name="uq_external_identity_account_id"),
    )
    for table in ("recovery_code", "half_sign_in", "external_identity"):
        op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])
    no = sa.false()
    op.add_column("account_session", sa.Column("must_enrol", sa.Boolean(), nullable=False, server_default=no))
    with op.batch_alter_table("account_session") as batch:
        batch.alter_column("must_enrol", existing_type=sa.Boolean(), server_default=None)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id_ab_user")
    return sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    with op.batch_alter_table("account_session") as batch:
        batch.drop_column("must_enrol")
    for table in ("external_identity", "half_sign_in", "recovery_code", "account_totp"):
        op.drop_table(table)
