"""grade and step

The index of the grade holds the step beside it: «ngạch 01.003 bậc 5 trở lên» is counted without reading the rows.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_NAME = "ix_person_grade_id"
_BEFORE = ["grade_id", "sort_key", "id", "home_path", "is_removed", "record_state"]


def upgrade() -> None:
    op.drop_index(_NAME, table_name="person")
    op.create_index(_NAME, "person", [*_BEFORE, "pay_step"])


def downgrade() -> None:
    op.drop_index(_NAME, table_name="person")
    op.create_index(_NAME, "person", _BEFORE)
