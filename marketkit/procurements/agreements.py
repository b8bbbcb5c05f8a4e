"""Tables of what was decided and agreed in a procurement, written by any feature and read by all. Only appended to.

A correction is a new row that names the one it replaces and says why; a row that is withdrawn altogether is replaced
by one marked `withdrawn`. What stands now are the rows that nothing replaces and that are not withdrawn.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import MoneyMinor
from marketkit.db import Base
from marketkit.procurements.organisations import CURRENCY, now, stored_money
from marketkit.values import Money, Precision, Window


def _whole(minor: str, currency: str) -> CheckConstraint:
    """An amount stands with its currency, or neither stands."""
    return CheckConstraint(f"({minor} IS NULL) = ({currency} IS NULL)", name="value_is_whole")


class Appended:
    """What every row of these tables has: its procurement, its origin, and what it corrects.

    `source` says where it comes from ("bid:12", "contract:3"); `actor_id` is a user's number or None.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(120))
    replaces_id: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)
    withdrawn: Mapped[bool] = mapped_column(default=False)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - a declared attribute receives the class
        name: str = cls.__tablename__  # type: ignore[attr-defined]
        own: tuple[Any, ...] = getattr(cls, "own_constraints", lambda: ())()
        return (
            ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
            # A correction stays in its procurement, and each row is corrected once: corrections form a line.
            UniqueConstraint("id", "procurement_id"),
            UniqueConstraint("replaces_id"),
            ForeignKeyConstraint(["replaces_id", "procurement_id"], [f"{name}.id", f"{name}.procurement_id"]),
            CheckConstraint("replaces_id IS NULL OR reason IS NOT NULL", name="correction_has_reason"),
            CheckConstraint("NOT withdrawn OR replaces_id IS NOT NULL", name="withdrawal_replaces"),
            *own,
            {"info": APPEND_ONLY},
        )


class Award(Appended, Base):
    """A supplier has won, the whole procurement or one lot. `place` is the rank it won with, from 1."""

    __tablename__ = "award"

    supplier_id: Mapped[int]
    lot_id: Mapped[int | None]
    place: Mapped[int] = mapped_column(default=1)
    decided_on: Mapped[date]
    value_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    value_currency: Mapped[str | None] = mapped_column(CURRENCY)
    price_year: Mapped[int | None]

    @classmethod
    def own_constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(["supplier_id", "buyer_id"], ["supplier.id", "supplier.buyer_id"]),
            ForeignKeyConstraint(
                ["lot_id", "procurement_id", "buyer_id"], ["lot.id", "lot.procurement_id", "lot.buyer_id"]
            ),
            CheckConstraint("place >= 1", name="place_positive"),
            _whole("value_minor", "value_currency"),
        )

    @property
    def value(self) -> Money | None:
        return stored_money(self.value_minor, self.value_currency, self.price_year)


class AgreedMeasure(Appended, Base):
    """Something measurable that was agreed: from `baseline` to `target`, in `unit_of_measure`, by `due`.

    `owning_unit_id` is the unit that answers for it; also a partner's.
    """

    __tablename__ = "agreed_measure"

    name: Mapped[str] = mapped_column(String(200))
    baseline: Mapped[Fraction | None]
    target: Mapped[Fraction]
    unit_of_measure: Mapped[str] = mapped_column(String(60))
    due: Mapped[date]
    owning_unit_id: Mapped[int | None]

    @classmethod
    def own_constraints(cls) -> tuple[Any, ...]:
        return (ForeignKeyConstraint(["owning_unit_id", "buyer_id"], ["unit.id", "unit.buyer_id"]),)


class Option(Appended, Base):
    """A right the buyer has and need not use (more time, more volume), to be used within a window."""

    __tablename__ = "option"

    name: Mapped[str] = mapped_column(String(200))
    terms: Mapped[str] = mapped_column(Text)
    earliest: Mapped[date]
    latest: Mapped[date]
    precision: Mapped[Precision]
    value_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    value_currency: Mapped[str | None] = mapped_column(CURRENCY)
    price_year: Mapped[int | None]

    @classmethod
    def own_constraints(cls) -> tuple[Any, ...]:
        return (
            CheckConstraint("earliest <= latest", name="window_in_order"),
            _whole("value_minor", "value_currency"),
        )

    @property
    def window(self) -> Window:
        return Window(self.earliest, self.latest, self.precision)

    @property
    def value(self) -> Money | None:
        return stored_money(self.value_minor, self.value_currency, self.price_year)


class SharingTerm(Appended, Base):
    """How a gain is shared: `percent` (0 to 100) of what a measure yields goes to a unit, or to the supplier."""

    __tablename__ = "sharing_term"

    measure_id: Mapped[int | None]
    to_unit_id: Mapped[int | None]
    to_supplier_id: Mapped[int | None]
    percent: Mapped[Fraction]
    terms: Mapped[str] = mapped_column(Text)

    @classmethod
    def own_constraints(cls) -> tuple[Any, ...]:
        return (
            ForeignKeyConstraint(
                ["measure_id", "procurement_id"], ["agreed_measure.id", "agreed_measure.procurement_id"]
            ),
            ForeignKeyConstraint(["to_unit_id", "buyer_id"], ["unit.id", "unit.buyer_id"]),
            ForeignKeyConstraint(["to_supplier_id", "buyer_id"], ["supplier.id", "supplier.buyer_id"]),
            CheckConstraint("(to_unit_id IS NULL) <> (to_supplier_id IS NULL)", name="goes_to_one"),
        )
