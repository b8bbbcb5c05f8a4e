"""the whole evaluation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from marketkit.evaluations.record import fingerprint, stored_bid
from marketkit.sourcing.bids import read_bids
from marketkit.sourcing.reader import read_strategy

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("assigned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_assignment_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_assignment_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assignment_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        info={"append_only": True},
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "bid_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("envelope", sa.String(length=40), nullable=False),
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_bid_opening_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_bid_opening_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_opening")),
        sa.UniqueConstraint(
            "procurement_id", "envelope", "round", name=op.f("uq_bid_opening_procurement_id_envelope_round")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("bid_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_opening_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "conflict_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_conflict_declaration_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id", "buyer_id"],
            ["supplier.id", "supplier.buyer_id"],
            name=op.f("fk_conflict_declaration_supplier_id_buyer_id_supplier"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_conflict_declaration_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
        info={"append_only": True},
    )
    with op.batch_alter_table("conflict_declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_declaration_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_conflict_declaration_procurement_id"), ["procurement_id"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_decision_decided_by_id_user")),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_decision_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_decision_reverses_id_procurement_id_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_decision_id_procurement_id")),
        sa.UniqueConstraint("procurement_id", "number", name=op.f("uq_decision_procurement_id_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "evaluation_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scoring_mode", sa.String(length=40), nullable=False),
        sa.Column("two_envelopes", sa.Boolean(), nullable=False),
        sa.Column("spread_limit", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.Column("variants_allowed", sa.Boolean(), nullable=False),
        sa.Column("lot_limit", sa.Integer(), nullable=True),
        sa.Column("level_texts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "lot_limit IS NULL OR lot_limit >= 1", name=op.f("ck_evaluation_plan_lot_limit_positive")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_evaluation_plan_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_evaluation_plan_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_plan")),
        sa.UniqueConstraint(
            "procurement_id", "number", name=op.f("uq_evaluation_plan_procurement_id_number")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("evaluation_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_plan_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_handover_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_handover_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_handover_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        info={"append_only": True},
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "quality_closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_quality_closing_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_quality_closing_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_closing")),
        info={"append_only": True},
    )
    with op.batch_alter_table("quality_closing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_closing_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_quality_closing_procurement_id"), ["procurement_id"], unique=False
        )

    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_requirement_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_requirement_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_requirement_id_procurement_id")),
        sa.UniqueConstraint("procurement_id", "number", name=op.f("uq_requirement_procurement_id_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirement_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "bid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("is_variant", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_bid_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["lot_id", "procurement_id", "buyer_id"],
            ["lot.id", "lot.procurement_id", "lot.buyer_id"],
            name=op.f("fk_bid_lot_id_procurement_id_buyer_id_lot"),
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_bid_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id", "buyer_id"],
            ["supplier.id", "supplier.buyer_id"],
            name=op.f("fk_bid_supplier_id_buyer_id_supplier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_bid_id_procurement_id")),
        sa.UniqueConstraint(
            "procurement_id", "lot_id", "label", name=op.f("uq_bid_procurement_id_lot_id_label")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "contract_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_contract_signature_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_contract_signature_decision_id_procurement_id_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_signature")),
        info={"append_only": True},
    )
    with op.batch_alter_table("contract_signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_signature_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_signature_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("price_to_tie", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_disclosure_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_disclosure_decision_id_procurement_id_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        info={"append_only": True},
    )
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "evaluation_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_evaluation_report_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_evaluation_report_decision_id_procurement_id_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_report")),
        sa.UniqueConstraint(
            "decision_id",
            "language",
            "is_public",
            "number",
            name=op.f("uq_evaluation_report_decision_id_language_is_public_number"),
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("evaluation_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_report_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evaluation_report_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_letter_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_letter_decision_id_procurement_id_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id", "buyer_id"],
            ["supplier.id", "supplier.buyer_id"],
            name=op.f("fk_letter_supplier_id_buyer_id_supplier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint(
            "decision_id", "supplier_id", "number", name=op.f("uq_letter_decision_id_supplier_id_number")
        ),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_letter_id_procurement_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "letter_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("electronically", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("addresses", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_letter_terms_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_letter_terms_decision_id_procurement_id_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_terms")),
        info={"append_only": True},
    )
    with op.batch_alter_table("letter_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_terms_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_terms_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "letters_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("electronically", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_letters_sent_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_letters_sent_decision_id_procurement_id_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters_sent")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_letters_sent_decision_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("letters_sent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_sent_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "standstill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("electronically", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("earliest_signing", sa.Date(), nullable=False),
        sa.Column("workings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_standstill_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_standstill_decision_id_procurement_id_decision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standstill")),
        info={"append_only": True},
    )
    with op.batch_alter_table("standstill", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standstill_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_standstill_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "strategy_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("strategy_version_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("audit_number", sa.Integer(), nullable=False),
        sa.Column("audit_hash", sa.String(length=64), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("corrected_documents", sa.Text(), nullable=True),
        sa.Column("deadline_review", sa.Text(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["locked_by_id"], ["user.id"], name=op.f("fk_strategy_lock_locked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["evaluation_plan.id"], name=op.f("fk_strategy_lock_plan_id_evaluation_plan")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_strategy_lock_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["strategy_version_id", "procurement_id"],
            ["strategy_version.id", "strategy_version.procurement_id"],
            name=op.f("fk_strategy_lock_strategy_version_id_procurement_id_strategy_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_lock")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_strategy_lock_id_procurement_id")),
        sa.UniqueConstraint("procurement_id", "number", name=op.f("uq_strategy_lock_procurement_id_number")),
        info={"append_only": True},
    )
    with op.batch_alter_table("strategy_lock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_strategy_lock_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "letter_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user.id"], name=op.f("fk_letter_approval_approved_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["letter_id", "procurement_id"],
            ["letter.id", "letter.procurement_id"],
            name=op.f("fk_letter_approval_letter_id_procurement_id_letter"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_approval")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_letter_approval_letter_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("letter_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_approval_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "moderation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_moderation_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_moderation_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_moderation_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
        sa.UniqueConstraint(
            "bid_id", "criterion", "number", name=op.f("uq_moderation_bid_id_criterion_number")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_moderation_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "price_inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_price_inquiry_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_price_inquiry_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_price_inquiry_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_inquiry")),
        info={"append_only": True},
    )
    with op.batch_alter_table("price_inquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_inquiry_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_price_inquiry_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "rejection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=True),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("out", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(bid_id IS NULL) <> (supplier_id IS NULL)", name=op.f("ck_rejection_bid_or_supplier")
        ),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_rejection_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_rejection_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_rejection_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id", "buyer_id"],
            ["supplier.id", "supplier.buyer_id"],
            name=op.f("fk_rejection_supplier_id_buyer_id_supplier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejection")),
        info={"append_only": True},
    )
    with op.batch_alter_table("rejection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rejection_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rejection_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "requirement_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_requirement_finding_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_requirement_finding_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id", "procurement_id"],
            ["requirement.id", "requirement.procurement_id"],
            name=op.f("fk_requirement_finding_requirement_id_procurement_id_requirement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_finding")),
        info={"append_only": True},
    )
    with op.batch_alter_table("requirement_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirement_finding_bid_id"), ["bid_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_requirement_finding_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "secret_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("claimed_because", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_secret_claim_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_secret_claim_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_secret_claim_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_claim")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_secret_claim_id_procurement_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("secret_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secret_claim_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secret_claim_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("bid_file_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bid_file_id"], ["bid_file.id"], name=op.f("fk_submission_bid_file_id_bid_file")
        ),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_submission_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_submission_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("bid_id", "number", name=op.f("uq_submission_bid_id_number")),
        sa.UniqueConstraint("id", "bid_id", name=op.f("uq_submission_id_bid_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_assessment_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_assessment_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "bid_id"],
            ["submission.id", "submission.bid_id"],
            name=op.f("fk_assessment_submission_id_bid_id_submission"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assessment_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint(
            "bid_id",
            "criterion",
            "user_id",
            "number",
            name=op.f("uq_assessment_bid_id_criterion_user_id_number"),
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            "ix_assessment_of_procurement", ["procurement_id", "bid_id", "criterion"], unique=False
        )

    op.create_table(
        "bid_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("envelope", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_bid_document_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "bid_id"],
            ["submission.id", "submission.bid_id"],
            name=op.f("fk_bid_document_submission_id_bid_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_document")),
        sa.UniqueConstraint("key", name=op.f("uq_bid_document_key")),
        info={"append_only": True},
    )
    with op.batch_alter_table("bid_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_document_bid_id"), ["bid_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_document_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "bid_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_bid_figure_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "bid_id"],
            ["submission.id", "submission.bid_id"],
            name=op.f("fk_bid_figure_submission_id_bid_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_figure")),
        info={"append_only": True},
    )
    with op.batch_alter_table("bid_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_figure_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_figure_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "priced_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_priced_option_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "bid_id"],
            ["submission.id", "submission.bid_id"],
            name=op.f("fk_priced_option_submission_id_bid_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priced_option")),
        info={"append_only": True},
    )
    with op.batch_alter_table("priced_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_priced_option_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_priced_option_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "secret_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kept_secret", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id", "procurement_id"],
            ["secret_claim.id", "secret_claim.procurement_id"],
            name=op.f("fk_secret_decision_claim_id_procurement_id_secret_claim"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_secret_decision_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret_decision")),
        info={"append_only": True},
    )
    with op.batch_alter_table("secret_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secret_decision_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_secret_decision_claim_id"), ["claim_id"], unique=False)

    op.create_table(
        "submission_taken_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bid_id", "procurement_id"],
            ["bid.id", "bid.procurement_id"],
            name=op.f("fk_submission_taken_back_bid_id_procurement_id_bid"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_submission_taken_back_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "bid_id"],
            ["submission.id", "submission.bid_id"],
            name=op.f("fk_submission_taken_back_submission_id_bid_id_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_taken_back")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_submission_taken_back_submission_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("submission_taken_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_taken_back_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_submission_taken_back_procurement_id"), ["procurement_id"], unique=False
        )

    op.create_table(
        "tie_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("calculation_id", sa.Integer(), nullable=False),
        sa.Column("bids", sa.Text(), nullable=False),
        sa.Column("witnesses", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["calculation_id"], ["calculation.id"], name=op.f("fk_tie_draw_calculation_id_calculation")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_tie_draw_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_tie_draw_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie_draw")),
        info={"append_only": True},
    )
    with op.batch_alter_table("tie_draw", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tie_draw_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tie_draw_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "decision_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("calculation_id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.Column("winners", sa.Text(), nullable=False),
        sa.Column("workings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calculation_id"],
            ["calculation.id"],
            name=op.f("fk_decision_outcome_calculation_id_calculation"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "procurement_id"],
            ["decision.id", "decision.procurement_id"],
            name=op.f("fk_decision_outcome_decision_id_procurement_id_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["tie_draw.id"], name=op.f("fk_decision_outcome_draw_id_tie_draw")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_outcome")),
        info={"append_only": True},
    )
    with op.batch_alter_table("decision_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_outcome_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_outcome_decision_id"), ["decision_id"], unique=False)

    with op.batch_alter_table("calculation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lock_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("lot_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("inputs", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("inputs_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch_op.alter_column("bid_file_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_calculation_lot_id_procurement_id_buyer_id_lot"),
            "lot",
            ["lot_id", "procurement_id", "buyer_id"],
            ["id", "procurement_id", "buyer_id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_calculation_lock_id_procurement_id_strategy_lock"),
            "strategy_lock",
            ["lock_id", "procurement_id"],
            ["id", "procurement_id"],
        )

    _keep_inputs(op.get_bind())
    with op.batch_alter_table("calculation", schema=None) as batch_op:
        batch_op.alter_column("inputs", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("inputs_sha256", existing_type=sa.String(length=64), nullable=False)


def _keep_inputs(connection: sa.Connection) -> None:
    """Write beside each calculation what was scored, read from the file of bids it was made from."""
    calculation = sa.table(
        "calculation",
        sa.column("id", sa.Integer),
        sa.column("bid_file_id", sa.Integer),
        sa.column("strategy_version_id", sa.Integer),
        sa.column("inputs", sa.JSON),
        sa.column("inputs_sha256", sa.String),
    )
    files = sa.table(
        "bid_file", sa.column("id", sa.Integer), sa.column("file_name"), sa.column("content", sa.LargeBinary)
    )
    versions = sa.table(
        "strategy_version",
        sa.column("id", sa.Integer),
        sa.column("file_name"),
        sa.column("content", sa.LargeBinary),
    )
    made_from = (
        sa.select(
            calculation.c.id, versions.c.content, versions.c.file_name, files.c.content, files.c.file_name
        )
        .join(versions, versions.c.id == calculation.c.strategy_version_id)
        .join(files, files.c.id == calculation.c.bid_file_id)
    )
    rows = connection.execute(made_from).all()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS calculation_no_update")
    elif rows:
        connection.exec_driver_sql("ALTER TABLE calculation DISABLE TRIGGER calculation_no_update")
    for id_, strategy, strategy_name, bids, bids_name in rows:
        stored = [
            stored_bid(bid)
            for bid in read_bids(bytes(bids), bids_name, read_strategy(bytes(strategy), strategy_name))
        ]
        connection.execute(
            calculation.update()
            .where(calculation.c.id == id_)
            .values(inputs=stored, inputs_sha256=fingerprint(stored))
        )
    if rows and connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ALTER TABLE calculation ENABLE TRIGGER calculation_no_update")


def downgrade() -> None:
    with op.batch_alter_table("calculation", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_calculation_lock_id_procurement_id_strategy_lock"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_calculation_lot_id_procurement_id_buyer_id_lot"), type_="foreignkey"
        )
        batch_op.alter_column("bid_file_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("reason")
        batch_op.drop_column("inputs_sha256")
        batch_op.drop_column("inputs")
        batch_op.drop_column("lot_id")
        batch_op.drop_column("lock_id")

    with op.batch_alter_table("decision_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_outcome_decision_id"))
        batch_op.drop_index(batch_op.f("ix_decision_outcome_buyer_id"))

    op.drop_table("decision_outcome")
    with op.batch_alter_table("tie_draw", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tie_draw_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_tie_draw_buyer_id"))

    op.drop_table("tie_draw")
    with op.batch_alter_table("submission_taken_back", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_taken_back_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_submission_taken_back_buyer_id"))

    op.drop_table("submission_taken_back")
    with op.batch_alter_table("secret_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secret_decision_claim_id"))
        batch_op.drop_index(batch_op.f("ix_secret_decision_buyer_id"))

    op.drop_table("secret_decision")
    with op.batch_alter_table("priced_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_priced_option_submission_id"))
        batch_op.drop_index(batch_op.f("ix_priced_option_buyer_id"))

    op.drop_table("priced_option")
    with op.batch_alter_table("bid_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_figure_submission_id"))
        batch_op.drop_index(batch_op.f("ix_bid_figure_buyer_id"))

    op.drop_table("bid_figure")
    with op.batch_alter_table("bid_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_document_buyer_id"))
        batch_op.drop_index(batch_op.f("ix_bid_document_bid_id"))

    op.drop_table("bid_document")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_of_procurement")
        batch_op.drop_index(batch_op.f("ix_assessment_buyer_id"))

    op.drop_table("assessment")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_submission_buyer_id"))

    op.drop_table("submission")
    with op.batch_alter_table("secret_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secret_claim_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_secret_claim_buyer_id"))

    op.drop_table("secret_claim")
    with op.batch_alter_table("requirement_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirement_finding_buyer_id"))
        batch_op.drop_index(batch_op.f("ix_requirement_finding_bid_id"))

    op.drop_table("requirement_finding")
    with op.batch_alter_table("rejection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rejection_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_rejection_buyer_id"))

    op.drop_table("rejection")
    with op.batch_alter_table("price_inquiry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_inquiry_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_price_inquiry_buyer_id"))

    op.drop_table("price_inquiry")
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_buyer_id"))

    op.drop_table("moderation")
    with op.batch_alter_table("letter_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_approval_buyer_id"))

    op.drop_table("letter_approval")
    with op.batch_alter_table("strategy_lock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_strategy_lock_buyer_id"))

    op.drop_table("strategy_lock")
    with op.batch_alter_table("standstill", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standstill_decision_id"))
        batch_op.drop_index(batch_op.f("ix_standstill_buyer_id"))

    op.drop_table("standstill")
    with op.batch_alter_table("letters_sent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_sent_buyer_id"))

    op.drop_table("letters_sent")
    with op.batch_alter_table("letter_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_terms_decision_id"))
        batch_op.drop_index(batch_op.f("ix_letter_terms_buyer_id"))

    op.drop_table("letter_terms")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_decision_id"))
        batch_op.drop_index(batch_op.f("ix_letter_buyer_id"))

    op.drop_table("letter")
    with op.batch_alter_table("evaluation_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_report_decision_id"))
        batch_op.drop_index(batch_op.f("ix_evaluation_report_buyer_id"))

    op.drop_table("evaluation_report")
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_decision_id"))
        batch_op.drop_index(batch_op.f("ix_disclosure_buyer_id"))

    op.drop_table("disclosure")
    with op.batch_alter_table("contract_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_signature_decision_id"))
        batch_op.drop_index(batch_op.f("ix_contract_signature_buyer_id"))

    op.drop_table("contract_signature")
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_bid_buyer_id"))

    op.drop_table("bid")
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirement_buyer_id"))

    op.drop_table("requirement")
    with op.batch_alter_table("quality_closing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quality_closing_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_quality_closing_buyer_id"))

    op.drop_table("quality_closing")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_handover_buyer_id"))

    op.drop_table("handover")
    with op.batch_alter_table("evaluation_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_plan_buyer_id"))

    op.drop_table("evaluation_plan")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_buyer_id"))

    op.drop_table("decision")
    with op.batch_alter_table("conflict_declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_declaration_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_conflict_declaration_buyer_id"))

    op.drop_table("conflict_declaration")
    with op.batch_alter_table("bid_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_opening_buyer_id"))

    op.drop_table("bid_opening")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_buyer_id"))

    op.drop_table("assignment")
