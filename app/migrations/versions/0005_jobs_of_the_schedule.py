"""jobs of the schedule: without an owner, once for each day

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("job") as job:
        job.alter_column("account_id", existing_type=sa.Integer(), nullable=True)
        job.add_column(sa.Column("slot", sa.String(length=80), nullable=True))
        job.create_unique_constraint(op.f("uq_job_slot"), ["slot"])


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE account_id IS NULL")
    with op.batch_alter_table("job") as job:
        job.drop_constraint(op.f("uq_job_slot"), type_="unique")
        job.drop_column("slot")
        job.alter_column("account_id", existing_type=sa.Integer(), nullable=False)
