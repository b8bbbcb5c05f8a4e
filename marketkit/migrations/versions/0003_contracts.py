"""Contracts: templates kept as they were, answers, drafts, and what was signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "template_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_template_version_sha256")),
        info={"append_only": True},
    )
    with op.batch_alter_table("template_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_template_version_template"), ["template"], unique=False)

    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_contract_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_contract_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_contract_id_procurement_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "model_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("recommended", sa.String(length=40), nullable=False),
        sa.Column("chosen", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "chosen = recommended OR reason <> ''", name=op.f("ck_model_choice_own_choice_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_model_choice_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_model_choice_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_choice")),
        info={"append_only": True},
    )
    with op.batch_alter_table("model_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_choice_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_model_choice_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "contract_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("parameter", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id", "procurement_id"],
            ["contract.id", "contract.procurement_id"],
            name=op.f("fk_contract_answer_contract_id_procurement_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_contract_answer_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_answer")),
        sa.UniqueConstraint(
            "contract_id", "parameter", "number", name=op.f("uq_contract_answer_contract_id_parameter_number")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("contract_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_answer_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "contract_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("template_version_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id", "procurement_id"],
            ["contract.id", "contract.procurement_id"],
            name=op.f("fk_contract_template_contract_id_procurement_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_contract_template_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["template_version_id"],
            ["template_version.id"],
            name=op.f("fk_contract_template_template_version_id_template_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_template")),
        info={"append_only": True},
    )
    with op.batch_alter_table("contract_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_template_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "issued_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.String(length=40), nullable=False),
        sa.Column("template_version_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("answers_hash", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("generator", sa.String(length=40), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id", "procurement_id"],
            ["contract.id", "contract.procurement_id"],
            name=op.f("fk_issued_draft_contract_id_procurement_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_issued_draft_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["template_version_id"],
            ["template_version.id"],
            name=op.f("fk_issued_draft_template_version_id_template_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_draft")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_issued_draft_contract_id_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("issued_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_draft_contract_id"), ["contract_id"], unique=False)

    op.create_table(
        "signed_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=True),
        sa.Column("value_with_options_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(value_minor IS NULL) = (currency IS NULL)", name=op.f("ck_signed_contract_value_is_whole")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id", "procurement_id"],
            ["contract.id", "contract.procurement_id"],
            name=op.f("fk_signed_contract_contract_id_procurement_id_contract"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_signed_contract_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_contract")),
        info={"append_only": True},
    )
    with op.batch_alter_table("signed_contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_contract_contract_id"), ["contract_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("signed_contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signed_contract_contract_id"))

    op.drop_table("signed_contract")
    with op.batch_alter_table("issued_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issued_draft_contract_id"))

    op.drop_table("issued_draft")
    with op.batch_alter_table("contract_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_template_contract_id"))

    op.drop_table("contract_template")
    with op.batch_alter_table("contract_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_answer_contract_id"))

    op.drop_table("contract_answer")
    with op.batch_alter_table("model_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_model_choice_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_model_choice_buyer_id"))

    op.drop_table("model_choice")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_contract_buyer_id"))

    op.drop_table("contract")
    with op.batch_alter_table("template_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_template_version_template"))

    op.drop_table("template_version")
