"""The published list of CPV codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "official_cpv",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("check_digit", sa.String(length=1), nullable=True),
        sa.Column("en", sa.String(length=300), nullable=True),
        sa.Column("nb", sa.String(length=300), nullable=True),
        sa.Column("of_whole", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_official_cpv")),
    )


def downgrade() -> None:
    op.drop_table("official_cpv")
