"""ended units and grounds

The decision that ends a unit, the paper that asks for a lost password, the ground of a day off.

Going down forgets these; the files of the papers stay.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("end_decision", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("end_decision_on", sa.Date(), nullable=True))
    with op.batch_alter_table("lost_password", schema=None) as batch_op:
        batch_op.add_column(sa.Column("head_title", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("scan_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_lost_password_scan_id"), "stored_file", ["scan_id"], ["id"]
        )
    with op.batch_alter_table("holiday", schema=None) as batch_op:
        batch_op.add_column(sa.Column("legal_ground", sa.String(length=500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("holiday", schema=None) as batch_op:
        batch_op.drop_column("legal_ground")
    with op.batch_alter_table("lost_password", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_lost_password_scan_id"), type_="foreignkey")
        batch_op.drop_column("scan_id")
        batch_op.drop_column("head_title")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("end_decision_on")
        batch_op.drop_column("end_decision")
