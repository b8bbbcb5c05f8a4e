"""The first tables: audit, accounts, the spine, strategies and evaluations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "buyer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_number", sa.String(length=30), nullable=True),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("ocid_prefix", sa.String(length=40), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_type", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyer")),
        sa.UniqueConstraint("organisation_number", name=op.f("uq_buyer_organisation_number")),
        sa.UniqueConstraint("slug", name=op.f("uq_buyer_slug")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_failure_identity_hash"), ["identity_hash"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("totp_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_membership_buyer_id_buyer")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("user_id", "buyer_id", name=op.f("uq_membership_user_id_buyer_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "session_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_session_record_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_record")),
        sa.UniqueConstraint("hash", name=op.f("uq_session_record_hash")),
    )
    with op.batch_alter_table("session_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_record_last_seen"), ["last_seen"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_record_user_id"), ["user_id"], unique=False)

    op.create_table(
        "supplier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("organisation_number", sa.String(length=30), nullable=True),
        sa.Column("size_class", sa.String(length=40), nullable=True),
        sa.Column("non_profit", sa.Boolean(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_supplier_buyer_id_buyer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint(
            "buyer_id",
            "country",
            "organisation_number",
            name=op.f("uq_supplier_buyer_id_country_organisation_number"),
        ),
        sa.UniqueConstraint("id", "buyer_id", name=op.f("uq_supplier_id_buyer_id")),
    )
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("partner", sa.String(length=200), nullable=True),
        sa.Column("organisation_number", sa.String(length=30), nullable=True),
        sa.Column("budget_minor", sa.BigInteger(), nullable=True),
        sa.Column("budget_currency", sa.String(length=3), nullable=True),
        sa.Column("budget_year", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(budget_minor IS NULL AND budget_currency IS NULL AND budget_year IS NULL) OR (budget_minor IS NOT NULL AND budget_currency IS NOT NULL AND budget_year IS NOT NULL)",
            name=op.f("ck_unit_budget_is_whole"),
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_unit_buyer_id_buyer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("buyer_id", "name", name=op.f("uq_unit_buyer_id_name")),
        sa.UniqueConstraint("id", "buyer_id", name=op.f("uq_unit_id_buyer_id")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "procurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("resident_change", sa.Text(), nullable=False),
        sa.Column("cpv_codes", sa.Text(), nullable=False),
        sa.Column("nuts_codes", sa.Text(), nullable=False),
        sa.Column("policy_goals", sa.Text(), nullable=False),
        sa.Column("estimate_minor", sa.BigInteger(), nullable=True),
        sa.Column("estimate_currency", sa.String(length=3), nullable=True),
        sa.Column("price_year", sa.Integer(), nullable=True),
        sa.Column("regime", sa.String(length=40), nullable=True),
        sa.Column("procedure", sa.String(length=40), nullable=True),
        sa.Column("reserved_for", sa.String(length=40), nullable=False),
        sa.Column("winners", sa.Integer(), nullable=False),
        sa.Column("archive_case", sa.String(length=60), nullable=True),
        sa.Column("initiating_unit_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(estimate_minor IS NULL AND estimate_currency IS NULL AND price_year IS NULL) OR (estimate_minor >= 0 AND estimate_currency IS NOT NULL AND price_year IS NOT NULL)",
            name=op.f("ck_procurement_estimate_is_whole"),
        ),
        sa.CheckConstraint("winners >= 1", name=op.f("ck_procurement_winners_positive")),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_procurement_buyer_id_buyer")),
        sa.ForeignKeyConstraint(
            ["initiating_unit_id", "buyer_id"],
            ["unit.id", "unit.buyer_id"],
            name=op.f("fk_procurement_initiating_unit_id_buyer_id_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurement")),
        sa.UniqueConstraint("buyer_id", "reference", name=op.f("uq_procurement_buyer_id_reference")),
        sa.UniqueConstraint("id", "buyer_id", name=op.f("uq_procurement_id_buyer_id")),
    )
    with op.batch_alter_table("procurement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procurement_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_procurement_state"), ["state"], unique=False)

    op.create_table(
        "agreed_measure",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("unit_of_measure", sa.String(length=60), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("owning_unit_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT withdrawn OR replaces_id IS NOT NULL", name=op.f("ck_agreed_measure_withdrawal_replaces")
        ),
        sa.CheckConstraint(
            "replaces_id IS NULL OR reason IS NOT NULL", name=op.f("ck_agreed_measure_correction_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["owning_unit_id", "buyer_id"],
            ["unit.id", "unit.buyer_id"],
            name=op.f("fk_agreed_measure_owning_unit_id_buyer_id_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_agreed_measure_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id", "procurement_id"],
            ["agreed_measure.id", "agreed_measure.procurement_id"],
            name=op.f("fk_agreed_measure_replaces_id_procurement_id_agreed_measure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_measure")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_agreed_measure_id_procurement_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_agreed_measure_replaces_id")),
    )
    with op.batch_alter_table("agreed_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreed_measure_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agreed_measure_procurement_id"), ["procurement_id"], unique=False
        )

    op.create_table(
        "benefiting_unit",
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_benefiting_unit_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "buyer_id"],
            ["unit.id", "unit.buyer_id"],
            name=op.f("fk_benefiting_unit_unit_id_buyer_id_unit"),
        ),
        sa.PrimaryKeyConstraint("procurement_id", "unit_id", name=op.f("pk_benefiting_unit")),
    )
    with op.batch_alter_table("benefiting_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefiting_unit_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "bid_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_bid_file_created_by_id_user")),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_bid_file_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_file")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_bid_file_id_procurement_id")),
        sa.UniqueConstraint("procurement_id", "number", name=op.f("uq_bid_file_procurement_id_number")),
    )
    with op.batch_alter_table("bid_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_file_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "hand_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("bid", sa.String(length=200), nullable=False),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_hand_decision_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_hand_decision_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_decision")),
    )
    with op.batch_alter_table("hand_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_decision_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_decision_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "lot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("cpv_codes", sa.Text(), nullable=False),
        sa.Column("estimate_minor", sa.BigInteger(), nullable=True),
        sa.Column("estimate_currency", sa.String(length=3), nullable=True),
        sa.Column("price_year", sa.Integer(), nullable=True),
        sa.Column("winners", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(estimate_minor IS NULL AND estimate_currency IS NULL AND price_year IS NULL) OR (estimate_minor >= 0 AND estimate_currency IS NOT NULL AND price_year IS NOT NULL)",
            name=op.f("ck_lot_estimate_is_whole"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_lot_number_positive")),
        sa.CheckConstraint("winners >= 1", name=op.f("ck_lot_winners_positive")),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_lot_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint(
            "id", "procurement_id", "buyer_id", name=op.f("uq_lot_id_procurement_id_buyer_id")
        ),
        sa.UniqueConstraint("procurement_id", "number", name=op.f("uq_lot_procurement_id_number")),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "option",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("precision", sa.String(length=40), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=True),
        sa.Column("value_currency", sa.String(length=3), nullable=True),
        sa.Column("price_year", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(value_minor IS NULL) = (value_currency IS NULL)", name=op.f("ck_option_value_is_whole")
        ),
        sa.CheckConstraint(
            "NOT withdrawn OR replaces_id IS NOT NULL", name=op.f("ck_option_withdrawal_replaces")
        ),
        sa.CheckConstraint("earliest <= latest", name=op.f("ck_option_window_in_order")),
        sa.CheckConstraint(
            "replaces_id IS NULL OR reason IS NOT NULL", name=op.f("ck_option_correction_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_option_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id", "procurement_id"],
            ["option.id", "option.procurement_id"],
            name=op.f("fk_option_replaces_id_procurement_id_option"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_option")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_option_id_procurement_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_option_replaces_id")),
    )
    with op.batch_alter_table("option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_option_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_option_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "procurement_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_procurement_event_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procurement_event")),
    )
    with op.batch_alter_table("procurement_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procurement_event_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_procurement_event_procurement_id"), ["procurement_id"], unique=False
        )

    op.create_table(
        "strategy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_strategy_version_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_strategy_version_procurement_id_buyer_id_procurement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_version")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_strategy_version_id_procurement_id")),
        sa.UniqueConstraint(
            "procurement_id", "number", name=op.f("uq_strategy_version_procurement_id_number")
        ),
    )
    with op.batch_alter_table("strategy_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_strategy_version_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "award",
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=True),
        sa.Column("value_currency", sa.String(length=3), nullable=True),
        sa.Column("price_year", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(value_minor IS NULL) = (value_currency IS NULL)", name=op.f("ck_award_value_is_whole")
        ),
        sa.CheckConstraint(
            "NOT withdrawn OR replaces_id IS NOT NULL", name=op.f("ck_award_withdrawal_replaces")
        ),
        sa.CheckConstraint("place >= 1", name=op.f("ck_award_place_positive")),
        sa.CheckConstraint(
            "replaces_id IS NULL OR reason IS NOT NULL", name=op.f("ck_award_correction_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id", "procurement_id", "buyer_id"],
            ["lot.id", "lot.procurement_id", "lot.buyer_id"],
            name=op.f("fk_award_lot_id_procurement_id_buyer_id_lot"),
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_award_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id", "procurement_id"],
            ["award.id", "award.procurement_id"],
            name=op.f("fk_award_replaces_id_procurement_id_award"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id", "buyer_id"],
            ["supplier.id", "supplier.buyer_id"],
            name=op.f("fk_award_supplier_id_buyer_id_supplier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_award_id_procurement_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_award_replaces_id")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "calculation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("strategy_version_id", sa.Integer(), nullable=False),
        sa.Column("bid_file_id", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bid_file_id", "procurement_id"],
            ["bid_file.id", "bid_file.procurement_id"],
            name=op.f("fk_calculation_bid_file_id_procurement_id_bid_file"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_calculation_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_calculation_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["strategy_version_id", "procurement_id"],
            ["strategy_version.id", "strategy_version.procurement_id"],
            name=op.f("fk_calculation_strategy_version_id_procurement_id_strategy_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calculation")),
        sa.UniqueConstraint("procurement_id", "number", name=op.f("uq_calculation_procurement_id_number")),
    )
    with op.batch_alter_table("calculation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calculation_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "sharing_term",
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("to_supplier_id", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(to_unit_id IS NULL) <> (to_supplier_id IS NULL)", name=op.f("ck_sharing_term_goes_to_one")
        ),
        sa.CheckConstraint(
            "NOT withdrawn OR replaces_id IS NOT NULL", name=op.f("ck_sharing_term_withdrawal_replaces")
        ),
        sa.CheckConstraint(
            "replaces_id IS NULL OR reason IS NOT NULL", name=op.f("ck_sharing_term_correction_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id", "procurement_id"],
            ["agreed_measure.id", "agreed_measure.procurement_id"],
            name=op.f("fk_sharing_term_measure_id_procurement_id_agreed_measure"),
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_sharing_term_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id", "procurement_id"],
            ["sharing_term.id", "sharing_term.procurement_id"],
            name=op.f("fk_sharing_term_replaces_id_procurement_id_sharing_term"),
        ),
        sa.ForeignKeyConstraint(
            ["to_supplier_id", "buyer_id"],
            ["supplier.id", "supplier.buyer_id"],
            name=op.f("fk_sharing_term_to_supplier_id_buyer_id_supplier"),
        ),
        sa.ForeignKeyConstraint(
            ["to_unit_id", "buyer_id"],
            ["unit.id", "unit.buyer_id"],
            name=op.f("fk_sharing_term_to_unit_id_buyer_id_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing_term")),
        sa.UniqueConstraint("id", "procurement_id", name=op.f("uq_sharing_term_id_procurement_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_sharing_term_replaces_id")),
    )
    with op.batch_alter_table("sharing_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sharing_term_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharing_term_procurement_id"), ["procurement_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sharing_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sharing_term_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_sharing_term_buyer_id"))

    op.drop_table("sharing_term")
    with op.batch_alter_table("calculation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calculation_buyer_id"))

    op.drop_table("calculation")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_award_buyer_id"))

    op.drop_table("award")
    with op.batch_alter_table("strategy_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_strategy_version_buyer_id"))

    op.drop_table("strategy_version")
    with op.batch_alter_table("procurement_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procurement_event_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_procurement_event_buyer_id"))

    op.drop_table("procurement_event")
    with op.batch_alter_table("option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_option_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_option_buyer_id"))

    op.drop_table("option")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_buyer_id"))

    op.drop_table("lot")
    with op.batch_alter_table("hand_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hand_decision_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_hand_decision_buyer_id"))

    op.drop_table("hand_decision")
    with op.batch_alter_table("bid_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_file_buyer_id"))

    op.drop_table("bid_file")
    with op.batch_alter_table("benefiting_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefiting_unit_buyer_id"))

    op.drop_table("benefiting_unit")
    with op.batch_alter_table("agreed_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreed_measure_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_agreed_measure_buyer_id"))

    op.drop_table("agreed_measure")
    with op.batch_alter_table("procurement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procurement_state"))
        batch_op.drop_index(batch_op.f("ix_procurement_buyer_id"))

    op.drop_table("procurement")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_buyer_id"))

    op.drop_table("unit")
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplier_buyer_id"))

    op.drop_table("supplier")
    with op.batch_alter_table("session_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_record_user_id"))
        batch_op.drop_index(batch_op.f("ix_session_record_last_seen"))

    op.drop_table("session_record")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_buyer_id"))

    op.drop_table("membership")
    op.drop_table("user")
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_failure_identity_hash"))

    op.drop_table("sign_in_failure")
    op.drop_table("buyer")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_buyer_id"))

    op.drop_table("audit_entry")
