"""Lists that are uploaded to be imported into the roadmap."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("list_name", sa.String(length=100), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_list_upload_buyer_id_buyer")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_list_upload_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_upload")),
    )
    with op.batch_alter_table("list_upload", schema=None) as batch_op:
        batch_op.create_index("ix_list_upload_by_list", ["buyer_id", "list_name", "applied_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_list_upload_created_by_id"), ["created_by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("list_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_list_upload_created_by_id"))
        batch_op.drop_index("ix_list_upload_by_list")

    op.drop_table("list_upload")
