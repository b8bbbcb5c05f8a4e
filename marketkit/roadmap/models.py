"""Tables of the roadmap: entries with their published versions, what was said and done about them, and the list.

What was published is only added to. `current_entry` and the two tables of its codes repeat what the newest version
says, so that the list needs no look into versions; publishing keeps them.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, declared_attr, foreign, mapped_column, relationship

from marketkit.account.models import User
from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import MoneyMinor
from marketkit.db import Base
from marketkit.procurements.choices import Procedure
from marketkit.procurements.models import Buyer, Procurement
from marketkit.procurements.organisations import CURRENCY, now
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import DialogueKind, Reason, Standing
from marketkit.values import Money, Precision, Window
from marketkit.versions import Versioned

ENTRY = (["entry_id", "buyer_id"], ["roadmap_entry.id", "roadmap_entry.buyer_id"])


class LinkKind(enum.Enum):
    """What an entry led to."""

    PROCUREMENT = "procurement"
    NOTICE = "notice"


class RoadmapEntry(Base):
    """An entry under its lasting address. `key` is the buyer's slug, the year it was made and a number of that year.

    `source_list` and `source_key` name the row of an imported list it came from. `drafts` counts how often an
    unpublished plan of it was saved; it only grows, so that no draft can be taken for another.
    """

    __tablename__ = "roadmap_entry"
    __table_args__ = (
        UniqueConstraint("id", "buyer_id"),
        UniqueConstraint("buyer_id", "key"),
        UniqueConstraint("buyer_id", "year", "serial"),
        UniqueConstraint("buyer_id", "source_list", "source_key"),
        CheckConstraint("(source_list IS NULL) = (source_key IS NULL)", name="source_is_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"), index=True)
    key: Mapped[str] = mapped_column(String(90))
    year: Mapped[int]
    serial: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    source_list: Mapped[str | None] = mapped_column(String(100))
    source_key: Mapped[str | None] = mapped_column(String(200))
    invented: Mapped[bool] = mapped_column(default=False)
    drafts: Mapped[int] = mapped_column(default=0)

    buyer: Mapped[Buyer] = relationship(viewonly=True)
    draft: Mapped[EntryDraft | None] = relationship(viewonly=True)
    versions: Mapped[list[PlanVersionRow]] = relationship(
        viewonly=True, order_by=lambda: PlanVersionRow.number
    )
    current: Mapped[CurrentEntry | None] = relationship(viewonly=True)


class EntryDraft(Versioned, Base):
    """The plan of an entry that is being worked on and differs from what is published. Gone once it is published."""

    __tablename__ = "entry_draft"
    __table_args__ = (ForeignKeyConstraint(*ENTRY),)

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    buyer_id: Mapped[int] = mapped_column(index=True)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    entry: Mapped[RoadmapEntry] = relationship(viewonly=True)
    changed_by: Mapped[User | None] = relationship(viewonly=True)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a declared attribute receives the class
        # The number is the entry's own count, see RoadmapEntry.drafts.
        return {"version_id_col": cls.__table__.c.version, "version_id_generator": False}


class Recorded:
    """What every row that is only added to has: its entry, when and by whom it was written."""

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    entry_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PlanVersionRow(Recorded, Base):
    """A published plan. `number` counts from 1 in its entry; `on` is the day of `at` in the buyer's zone."""

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("id", "entry_id"),
        UniqueConstraint("entry_id", "number"),
        ForeignKeyConstraint(*ENTRY),
        CheckConstraint("number >= 1", name="number_positive"),
        {"info": APPEND_ONLY},
    )

    number: Mapped[int]
    on: Mapped[date]
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[Reason]
    note: Mapped[str] = mapped_column(Text, default="")

    entry: Mapped[RoadmapEntry] = relationship(viewonly=True)
    created_by: Mapped[User | None] = relationship(viewonly=True)
    changes: Mapped[list[PlanChange]] = relationship(viewonly=True, order_by=lambda: PlanChange.id)


class PlanChange(Base):
    """One field that a version changed. `id` only grows: whoever has read up to one asks for what came since."""

    __tablename__ = "plan_change"
    __table_args__ = (
        UniqueConstraint("version_id", "field"),
        ForeignKeyConstraint(*ENTRY),
        ForeignKeyConstraint(["version_id", "entry_id"], ["plan_version.id", "plan_version.entry_id"]),
        Index("ix_plan_change_buyer_id_id", "buyer_id", "id"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int]
    entry_id: Mapped[int] = mapped_column(index=True)
    version_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(40))
    old: Mapped[Any] = mapped_column(JSON)
    new: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[Reason]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    version: Mapped[PlanVersionRow] = relationship(viewonly=True)
    entry: Mapped[RoadmapEntry] = relationship(viewonly=True)


class EntryReview(Recorded, Base):
    """Somebody looked at the published plan and said that it is still right."""

    __tablename__ = "entry_review"
    __table_args__ = (ForeignKeyConstraint(*ENTRY), {"info": APPEND_ONLY})

    on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")


class EntryLink(Recorded, Base):
    """What an entry led to: a procurement of ours, or a notice published elsewhere (its address, kind and day).

    Taken back by a later row that names it, is marked `withdrawn` and says why.
    """

    __tablename__ = "entry_link"
    __table_args__ = (
        ForeignKeyConstraint(*ENTRY),
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        UniqueConstraint("id", "entry_id"),
        UniqueConstraint("replaces_id"),
        ForeignKeyConstraint(["replaces_id", "entry_id"], ["entry_link.id", "entry_link.entry_id"]),
        CheckConstraint("withdrawn = (replaces_id IS NOT NULL)", name="withdrawal_replaces"),
        CheckConstraint("NOT withdrawn OR reason <> ''", name="withdrawal_has_reason"),
        CheckConstraint("(procurement_id IS NULL) <> (url = '')", name="leads_to_one"),
        {"info": APPEND_ONLY},
    )

    kind: Mapped[LinkKind]
    procurement_id: Mapped[int | None] = mapped_column(index=True)
    url: Mapped[str] = mapped_column(String(500), default="")
    notice_kind: Mapped[str] = mapped_column(String(60), default="")
    on: Mapped[date | None]
    replaces_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    withdrawn: Mapped[bool] = mapped_column(default=False)

    entry: Mapped[RoadmapEntry] = relationship(viewonly=True)
    procurement: Mapped[Procurement | None] = relationship(
        viewonly=True,
        foreign_keys=[procurement_id],
        primaryjoin=lambda: EntryLink.procurement_id == Procurement.id,
    )


class DialogueRecord(Recorded, Base):
    """What was told to whom in the dialogue with the market, so that nobody knew more than others unseen."""

    __tablename__ = "dialogue_record"
    __table_args__ = (ForeignKeyConstraint(*ENTRY), {"info": APPEND_ONLY})

    held_on: Mapped[date]
    kind: Mapped[DialogueKind]
    told_whom: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)

    created_by: Mapped[User | None] = relationship(viewonly=True)


class NoticeDetails(Versioned, Base):
    """What a planning notice says of the buyer beyond its name and number: an address, codes, by field of NoticeBuyer."""

    __tablename__ = "notice_details"

    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"), primary_key=True, autoincrement=False)
    details: Mapped[dict[str, str]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class CurrentEntry(Base):
    """What the newest version of an entry says, for the list. Kept by publishing; never the source of anything.

    The columns `sort_…` are never empty, so that a page can go on after any row: entries without a window stand last,
    as do those without a value, whose `sort_value` is -1. `search_text` holds folded words.
    """

    __tablename__ = "current_entry"
    __table_args__ = (
        ForeignKeyConstraint(*ENTRY),
        UniqueConstraint("entry_id", "buyer_id"),
        Index("ix_current_entry_by_window", "buyer_id", "sort_window", "entry_id"),
        Index("ix_current_entry_by_change", "buyer_id", "changed_at", "entry_id"),
        Index("ix_current_entry_by_title", "buyer_id", "sort_title", "entry_id"),
        Index("ix_current_entry_by_value", "buyer_id", "sort_value", "entry_id"),
        Index("ix_current_entry_by_unit", "buyer_id", "unit"),
        Index("ix_current_entry_by_review", "buyer_id", "standing", "last_reviewed_on"),
        Index("ix_current_entry_by_window_end", "buyer_id", "standing", "window_end"),
    )

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    buyer_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(90))
    title: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(200))
    standing: Mapped[Standing]
    ended_on: Mapped[date | None]
    window_start: Mapped[date | None]
    window_end: Mapped[date | None]
    window_precision: Mapped[Precision | None]
    contract_start: Mapped[date | None]
    value_low_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    value_high_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    value_currency: Mapped[str | None] = mapped_column(CURRENCY)
    procedure: Mapped[Procedure | None]
    contract_model: Mapped[str] = mapped_column(String(100))
    for_small: Mapped[bool | None]
    for_non_profit: Mapped[bool | None]
    confidence: Mapped[Confidence | None]
    first_published_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    last_reviewed_on: Mapped[date]
    version_number: Mapped[int]
    invented: Mapped[bool]
    sort_window: Mapped[date]
    sort_title: Mapped[str] = mapped_column(String(200))
    sort_value: Mapped[int] = mapped_column(MoneyMinor)
    search_text: Mapped[str] = mapped_column(Text, deferred=True)

    entry: Mapped[RoadmapEntry] = relationship(viewonly=True)
    # By the entry alone, though the key holds the buyer too: a page's codes are then found without the rows themselves.
    cpv: Mapped[list[CurrentCpv]] = relationship(
        viewonly=True,
        primaryjoin=lambda: CurrentEntry.entry_id == foreign(CurrentCpv.entry_id),
        order_by=lambda: CurrentCpv.code,
    )
    places: Mapped[list[CurrentPlace]] = relationship(
        viewonly=True,
        primaryjoin=lambda: CurrentEntry.entry_id == foreign(CurrentPlace.entry_id),
        order_by=lambda: CurrentPlace.code,
    )

    @property
    def window(self) -> Window | None:
        if self.window_start is None or self.window_end is None or self.window_precision is None:
            return None
        return Window(self.window_start, self.window_end, self.window_precision)

    @property
    def value_low(self) -> Money | None:
        return self._money(self.value_low_minor)

    @property
    def value_high(self) -> Money | None:
        return self._money(self.value_high_minor)

    def _money(self, minor: int | None) -> Money | None:
        return None if minor is None or self.value_currency is None else Money(minor, self.value_currency)

    def is_overdue(self, today: date) -> bool:
        """The window has passed and nothing has started."""
        return self.standing.is_open and self.window_end is not None and self.window_end < today


class CurrentCode:
    """One code of an entry's newest version, for filters by its beginning."""

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    buyer_id: Mapped[int]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - a declared attribute receives the class
        return (
            ForeignKeyConstraint(
                ["entry_id", "buyer_id"], ["current_entry.entry_id", "current_entry.buyer_id"]
            ),
            Index(f"ix_{cls.__tablename__}_by_code", "buyer_id", "code", "entry_id"),  # type: ignore[attr-defined]
        )


class CurrentCpv(CurrentCode, Base):
    __tablename__ = "current_cpv"


class CurrentPlace(CurrentCode, Base):
    __tablename__ = "current_place"
