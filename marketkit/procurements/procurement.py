"""Tables of a procurement itself: its description, its lots, and the history of what happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import MoneyMinor, TextList
from marketkit.db import Base
from marketkit.procurements.choices import EventKind, Procedure, Regime, ReservedFor
from marketkit.procurements.organisations import CURRENCY, Buyer, Unit, money_columns, now, stored_money
from marketkit.procurements.search import fold
from marketkit.procurements.states import State
from marketkit.values import Money
from marketkit.versions import Versioned

TITLE = 200


class Procurement(Versioned, Base):
    """Something a buyer means to buy, from the need to its end. `reference` is unique for the buyer ("2026/041").

    `winners` is how many suppliers shall win (a framework has several); `estimate_minor` the estimated value of the
    whole contract, options included, without VAT. References to units carry the buyer, so that the database itself
    refuses a unit of somebody else's.
    """

    __tablename__ = "procurement"
    __table_args__ = (
        UniqueConstraint("id", "buyer_id"),
        UniqueConstraint("buyer_id", "reference"),
        ForeignKeyConstraint(["initiating_unit_id", "buyer_id"], ["unit.id", "unit.buyer_id"]),
        CheckConstraint("winners >= 1", name="winners_positive"),
        CheckConstraint(
            "(estimate_minor IS NULL AND estimate_currency IS NULL AND price_year IS NULL) OR "
            "(estimate_minor >= 0 AND estimate_currency IS NOT NULL AND price_year IS NOT NULL)",
            name="estimate_is_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"), index=True)
    reference: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(TITLE))
    need: Mapped[str] = mapped_column(Text, default="")
    resident_change: Mapped[str] = mapped_column(Text, default="")
    cpv_codes: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    nuts_codes: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    policy_goals: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    estimate_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    estimate_currency: Mapped[str | None] = mapped_column(CURRENCY)
    price_year: Mapped[int | None]
    regime: Mapped[Regime | None]
    procedure: Mapped[Procedure | None]
    reserved_for: Mapped[ReservedFor] = mapped_column(default=ReservedFor.NONE)
    winners: Mapped[int] = mapped_column(default=1)
    archive_case: Mapped[str | None] = mapped_column(String(60))
    initiating_unit_id: Mapped[int | None] = mapped_column()
    state: Mapped[State] = mapped_column(default=State.NEED, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    search_text: Mapped[str] = mapped_column(Text)

    buyer: Mapped[Buyer] = relationship(foreign_keys=[buyer_id])
    initiating_unit: Mapped[Unit | None] = relationship(
        primaryjoin=lambda: Procurement.initiating_unit_id == Unit.id,
        foreign_keys=[initiating_unit_id],
        viewonly=True,
    )
    benefits: Mapped[list[BenefitingUnit]] = relationship(
        back_populates="procurement", cascade="all, delete-orphan", order_by=lambda: BenefitingUnit.unit_id
    )
    lots: Mapped[list[Lot]] = relationship(
        back_populates="procurement", cascade="all, delete-orphan", order_by=lambda: Lot.number
    )

    @property
    def estimate(self) -> Money | None:
        return stored_money(self.estimate_minor, self.estimate_currency, self.price_year)

    @estimate.setter
    def estimate(self, value: Money | None) -> None:
        self.estimate_minor, self.estimate_currency, self.price_year = money_columns(value)

    @property
    def results_are_open(self) -> bool:
        """Whether the award has been decided, so that those who were kept out of the evaluation may read it."""
        return State.AWARDED.place <= self.state.place <= State.ENDED.place

    @property
    def benefiting_units(self) -> list[Unit]:
        """The units that gain by it, also outside the buyer, by name."""
        return sorted((benefit.unit for benefit in self.benefits), key=lambda unit: unit.full_name)

    @property
    def benefiting_unit_ids(self) -> tuple[int, ...]:
        return tuple(sorted(benefit.unit_id for benefit in self.benefits))

    @benefiting_unit_ids.setter
    def benefiting_unit_ids(self, unit_ids: Iterable[int]) -> None:
        standing = {benefit.unit_id: benefit for benefit in self.benefits}
        self.benefits = [
            standing.get(unit_id) or BenefitingUnit(unit_id=unit_id, buyer_id=self.buyer_id)
            for unit_id in sorted(set(unit_ids))
        ]


@event.listens_for(Procurement, "before_insert")
@event.listens_for(Procurement, "before_update")
def _fold_for_search(_mapper: object, _connection: object, row: Procurement) -> None:
    row.search_text = fold(f"{row.reference} {row.title} {row.need or ''} {row.archive_case or ''}")


class BenefitingUnit(Base):
    """A unit that gains by a procurement."""

    __tablename__ = "benefiting_unit"
    __table_args__ = (
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        ForeignKeyConstraint(["unit_id", "buyer_id"], ["unit.id", "unit.buyer_id"]),
    )

    procurement_id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)

    procurement: Mapped[Procurement] = relationship(back_populates="benefits")
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: BenefitingUnit.unit_id == Unit.id,
        foreign_keys=[unit_id],
        viewonly=True,
    )


class Lot(Versioned, Base):
    """A part of a procurement that can be won on its own. `number` counts from 1 within the procurement."""

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id", "buyer_id"),
        UniqueConstraint("procurement_id", "number"),
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("winners >= 1", name="winners_positive"),
        CheckConstraint(
            "(estimate_minor IS NULL AND estimate_currency IS NULL AND price_year IS NULL) OR "
            "(estimate_minor >= 0 AND estimate_currency IS NOT NULL AND price_year IS NOT NULL)",
            name="estimate_is_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE))
    description: Mapped[str] = mapped_column(Text, default="")
    cpv_codes: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    estimate_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    estimate_currency: Mapped[str | None] = mapped_column(CURRENCY)
    price_year: Mapped[int | None]
    winners: Mapped[int] = mapped_column(default=1)

    procurement: Mapped[Procurement] = relationship(back_populates="lots")

    @property
    def estimate(self) -> Money | None:
        return stored_money(self.estimate_minor, self.estimate_currency, self.price_year)

    @estimate.setter
    def estimate(self, value: Money | None) -> None:
        self.estimate_minor, self.estimate_currency, self.price_year = money_columns(value)


class ProcurementEvent(Base):
    """A line of a procurement's history; never edited. What `details` holds depends on `kind`.

    state: `from_state`, `to_state` and the reason; changed: the names of the fields; feature: a code such as
    "evaluations.result-issued" in `source` and a sentence in `details`.
    """

    __tablename__ = "procurement_event"
    __table_args__ = (
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None]
    kind: Mapped[EventKind]
    source: Mapped[str] = mapped_column(String(80), default="procurements")
    from_state: Mapped[State | None]
    to_state: Mapped[State | None]
    reason: Mapped[str | None] = mapped_column(Text)
    details: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
