"""The roadmap: entries with their versions, what was said and done about them, the list and its search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE entry_search USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4')",
)
POSTGRESQL = (
    "CREATE TABLE entry_search (entry_id integer CONSTRAINT pk_entry_search PRIMARY KEY "
    "CONSTRAINT fk_entry_search_entry_id_current_entry REFERENCES current_entry (entry_id) ON DELETE CASCADE, "
    "words tsvector NOT NULL)",
    "CREATE INDEX ix_entry_search_words ON entry_search USING gin (words)",
)


def upgrade() -> None:
    op.create_table(
        "roadmap_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=90), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("source_list", sa.String(length=100), nullable=True),
        sa.Column("source_key", sa.String(length=200), nullable=True),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(source_list IS NULL) = (source_key IS NULL)", name=op.f("ck_roadmap_entry_source_is_whole")
        ),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_roadmap_entry_buyer_id_buyer")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_roadmap_entry_created_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_entry")),
        sa.UniqueConstraint("buyer_id", "key", name=op.f("uq_roadmap_entry_buyer_id_key")),
        sa.UniqueConstraint(
            "buyer_id",
            "source_list",
            "source_key",
            name=op.f("uq_roadmap_entry_buyer_id_source_list_source_key"),
        ),
        sa.UniqueConstraint("buyer_id", "year", "serial", name=op.f("uq_roadmap_entry_buyer_id_year_serial")),
        sa.UniqueConstraint("id", "buyer_id", name=op.f("uq_roadmap_entry_id_buyer_id")),
    )
    with op.batch_alter_table("roadmap_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roadmap_entry_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "current_entry",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=90), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("window_start", sa.Date(), nullable=True),
        sa.Column("window_end", sa.Date(), nullable=True),
        sa.Column("window_precision", sa.String(length=40), nullable=True),
        sa.Column("contract_start", sa.Date(), nullable=True),
        sa.Column("value_low_minor", sa.BigInteger(), nullable=True),
        sa.Column("value_high_minor", sa.BigInteger(), nullable=True),
        sa.Column("value_currency", sa.String(length=3), nullable=True),
        sa.Column("procedure", sa.String(length=40), nullable=True),
        sa.Column("contract_model", sa.String(length=100), nullable=False),
        sa.Column("for_small", sa.Boolean(), nullable=True),
        sa.Column("for_non_profit", sa.Boolean(), nullable=True),
        sa.Column("confidence", sa.String(length=40), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_reviewed_on", sa.Date(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("sort_window", sa.Date(), nullable=False),
        sa.Column("sort_title", sa.String(length=200), nullable=False),
        sa.Column("sort_value", sa.BigInteger(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["roadmap_entry.id", "roadmap_entry.buyer_id"],
            name=op.f("fk_current_entry_entry_id_buyer_id_roadmap_entry"),
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_current_entry")),
        sa.UniqueConstraint("entry_id", "buyer_id", name=op.f("uq_current_entry_entry_id_buyer_id")),
    )
    with op.batch_alter_table("current_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_current_entry_by_change", ["buyer_id", "changed_at", "entry_id"], unique=False
        )
        batch_op.create_index(
            "ix_current_entry_by_review", ["buyer_id", "standing", "last_reviewed_on"], unique=False
        )
        batch_op.create_index(
            "ix_current_entry_by_title", ["buyer_id", "sort_title", "entry_id"], unique=False
        )
        batch_op.create_index("ix_current_entry_by_unit", ["buyer_id", "unit"], unique=False)
        batch_op.create_index(
            "ix_current_entry_by_value", ["buyer_id", "sort_value", "entry_id"], unique=False
        )
        batch_op.create_index(
            "ix_current_entry_by_window", ["buyer_id", "sort_window", "entry_id"], unique=False
        )
        batch_op.create_index(
            "ix_current_entry_by_window_end", ["buyer_id", "standing", "window_end"], unique=False
        )

    op.create_table(
        "dialogue_record",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("told_whom", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_dialogue_record_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["roadmap_entry.id", "roadmap_entry.buyer_id"],
            name=op.f("fk_dialogue_record_entry_id_buyer_id_roadmap_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_record")),
        info={"append_only": True},
    )
    with op.batch_alter_table("dialogue_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dialogue_record_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dialogue_record_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "entry_draft",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["user.id"], name=op.f("fk_entry_draft_changed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["roadmap_entry.id", "roadmap_entry.buyer_id"],
            name=op.f("fk_entry_draft_entry_id_buyer_id_roadmap_entry"),
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_draft")),
    )
    with op.batch_alter_table("entry_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_draft_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "entry_review",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_entry_review_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["roadmap_entry.id", "roadmap_entry.buyer_id"],
            name=op.f("fk_entry_review_entry_id_buyer_id_roadmap_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_review")),
        info={"append_only": True},
    )
    with op.batch_alter_table("entry_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_review_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_review_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_plan_version_number_positive")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_plan_version_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["roadmap_entry.id", "roadmap_entry.buyer_id"],
            name=op.f("fk_plan_version_entry_id_buyer_id_roadmap_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_plan_version_entry_id_number")),
        sa.UniqueConstraint("id", "entry_id", name=op.f("uq_plan_version_id_entry_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_version_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_version_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "current_cpv",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["current_entry.entry_id", "current_entry.buyer_id"],
            name=op.f("fk_current_cpv_entry_id_buyer_id_current_entry"),
        ),
        sa.PrimaryKeyConstraint("entry_id", "code", name=op.f("pk_current_cpv")),
    )
    with op.batch_alter_table("current_cpv", schema=None) as batch_op:
        batch_op.create_index("ix_current_cpv_by_code", ["buyer_id", "code", "entry_id"], unique=False)

    op.create_table(
        "current_place",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["current_entry.entry_id", "current_entry.buyer_id"],
            name=op.f("fk_current_place_entry_id_buyer_id_current_entry"),
        ),
        sa.PrimaryKeyConstraint("entry_id", "code", name=op.f("pk_current_place")),
    )
    with op.batch_alter_table("current_place", schema=None) as batch_op:
        batch_op.create_index("ix_current_place_by_code", ["buyer_id", "code", "entry_id"], unique=False)

    op.create_table(
        "entry_link",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("procurement_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("notice_kind", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(procurement_id IS NULL) <> (url = '')", name=op.f("ck_entry_link_leads_to_one")),
        sa.CheckConstraint("NOT withdrawn OR reason <> ''", name=op.f("ck_entry_link_withdrawal_has_reason")),
        sa.CheckConstraint(
            "withdrawn = (replaces_id IS NOT NULL)", name=op.f("ck_entry_link_withdrawal_replaces")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_entry_link_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["roadmap_entry.id", "roadmap_entry.buyer_id"],
            name=op.f("fk_entry_link_entry_id_buyer_id_roadmap_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["procurement_id", "buyer_id"],
            ["procurement.id", "procurement.buyer_id"],
            name=op.f("fk_entry_link_procurement_id_buyer_id_procurement"),
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id", "entry_id"],
            ["entry_link.id", "entry_link.entry_id"],
            name=op.f("fk_entry_link_replaces_id_entry_id_entry_link"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_link")),
        sa.UniqueConstraint("id", "entry_id", name=op.f("uq_entry_link_id_entry_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_entry_link_replaces_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("entry_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_link_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_link_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_link_procurement_id"), ["procurement_id"], unique=False)

    op.create_table(
        "plan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "buyer_id"],
            ["roadmap_entry.id", "roadmap_entry.buyer_id"],
            name=op.f("fk_plan_change_entry_id_buyer_id_roadmap_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "entry_id"],
            ["plan_version.id", "plan_version.entry_id"],
            name=op.f("fk_plan_change_version_id_entry_id_plan_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
        sa.UniqueConstraint("version_id", "field", name=op.f("uq_plan_change_version_id_field")),
        info={"append_only": True},
    )
    with op.batch_alter_table("plan_change", schema=None) as batch_op:
        batch_op.create_index("ix_plan_change_buyer_id_id", ["buyer_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_change_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "notice_details",
        sa.Column("buyer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyer.id"], name=op.f("fk_notice_details_buyer_id_buyer")),
        sa.PrimaryKeyConstraint("buyer_id", name=op.f("pk_notice_details")),
    )

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE entry_search")
    op.drop_table("notice_details")
    with op.batch_alter_table("plan_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_change_entry_id"))
        batch_op.drop_index("ix_plan_change_buyer_id_id")

    op.drop_table("plan_change")
    with op.batch_alter_table("entry_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_link_procurement_id"))
        batch_op.drop_index(batch_op.f("ix_entry_link_entry_id"))
        batch_op.drop_index(batch_op.f("ix_entry_link_buyer_id"))

    op.drop_table("entry_link")
    with op.batch_alter_table("current_place", schema=None) as batch_op:
        batch_op.drop_index("ix_current_place_by_code")

    op.drop_table("current_place")
    with op.batch_alter_table("current_cpv", schema=None) as batch_op:
        batch_op.drop_index("ix_current_cpv_by_code")

    op.drop_table("current_cpv")
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_version_entry_id"))
        batch_op.drop_index(batch_op.f("ix_plan_version_buyer_id"))

    op.drop_table("plan_version")
    with op.batch_alter_table("entry_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_review_entry_id"))
        batch_op.drop_index(batch_op.f("ix_entry_review_buyer_id"))

    op.drop_table("entry_review")
    with op.batch_alter_table("entry_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_draft_buyer_id"))

    op.drop_table("entry_draft")
    with op.batch_alter_table("dialogue_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_record_entry_id"))
        batch_op.drop_index(batch_op.f("ix_dialogue_record_buyer_id"))

    op.drop_table("dialogue_record")
    with op.batch_alter_table("current_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_current_entry_by_window_end")
        batch_op.drop_index("ix_current_entry_by_window")
        batch_op.drop_index("ix_current_entry_by_value")
        batch_op.drop_index("ix_current_entry_by_unit")
        batch_op.drop_index("ix_current_entry_by_title")
        batch_op.drop_index("ix_current_entry_by_review")
        batch_op.drop_index("ix_current_entry_by_change")

    op.drop_table("current_entry")
    with op.batch_alter_table("roadmap_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_entry_buyer_id"))

    op.drop_table("roadmap_entry")
