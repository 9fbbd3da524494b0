"""attachments

Files of records and their entries. Going down forgets which file belongs to what; the contents stay on the disk.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The media types of Office documents are longer than 60 letters.
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(60), type_=sa.String(100), nullable=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_kind", sa.String(length=60), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("document_kind", sa.String(length=40), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sensitive_group", sa.String(length=40), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.String(length=1000), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_attachment_file_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attachment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_person", ["person_id", "entry_kind", "entry_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_person")

    op.drop_table("attachment")
    # Contents nobody can name any more; scans of other things are shorter.
    op.execute(sa.text("DELETE FROM stored_file WHERE length(media_type) > 60"))
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(100), type_=sa.String(60), nullable=False)
