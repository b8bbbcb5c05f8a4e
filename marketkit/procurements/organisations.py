"""Tables of those who take part: the buyer, the units with a budget of their own, the suppliers."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from marketkit.columns import MoneyMinor, TextList
from marketkit.db import Base
from marketkit.procurements.choices import SizeClass
from marketkit.procurements.search import fold
from marketkit.values import Money
from marketkit.versions import Versioned

COUNTRY = String(2)
CURRENCY = String(3)


def now() -> datetime:
    return datetime.now(UTC)


def stored_money(minor: int | None, currency: str | None, price_year: int | None) -> Money | None:
    """The amount that three columns hold, or None where none was given."""
    return None if minor is None or currency is None else Money(minor, currency, price_year)


def money_columns(value: Money | None) -> tuple[int | None, str | None, int | None]:
    """An amount as the three columns that hold it."""
    return (None, None, None) if value is None else (value.minor, value.currency, value.price_year)


class Buyer(Versioned, Base):
    """An organisation that buys. Every other row belongs to one; an installation can hold several.

    `slug` is its part of every address, `zone` an IANA time zone, `languages` codes in order of preference,
    `ocid_prefix` the prefix registered with the Open Contracting Partnership.
    """

    __tablename__ = "buyer"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation_number: Mapped[str | None] = mapped_column(String(30), unique=True)
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Oslo")
    languages: Mapped[tuple[str, ...]] = mapped_column(TextList, default=("nb", "en"))
    currency: Mapped[str] = mapped_column(CURRENCY, default="NOK")
    ocid_prefix: Mapped[str | None] = mapped_column(String(40))
    is_example: Mapped[bool] = mapped_column(default=False)
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    logo_type: Mapped[str | None] = mapped_column(String(20))


class Unit(Versioned, Base):
    """A part of the buyer's organisation, or of a partner's outside it, that may have a budget of its own.

    `partner` names the outside organisation; without it the unit is the buyer's own. The budget is for one year.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("id", "buyer_id"),
        UniqueConstraint("buyer_id", "name"),
        CheckConstraint(
            "(budget_minor IS NULL AND budget_currency IS NULL AND budget_year IS NULL) OR "
            "(budget_minor IS NOT NULL AND budget_currency IS NOT NULL AND budget_year IS NOT NULL)",
            name="budget_is_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    partner: Mapped[str | None] = mapped_column(String(200))
    organisation_number: Mapped[str | None] = mapped_column(String(30))
    budget_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    budget_currency: Mapped[str | None] = mapped_column(CURRENCY)
    budget_year: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def is_outside(self) -> bool:
        return self.partner is not None

    @property
    def full_name(self) -> str:
        """The name, with the outside organisation's where it is a partner's."""
        return f"{self.name}, {self.partner}" if self.partner else self.name

    @property
    def budget(self) -> Money | None:
        return stored_money(self.budget_minor, self.budget_currency, self.budget_year)

    @budget.setter
    def budget(self, value: Money | None) -> None:
        self.budget_minor, self.budget_currency, self.budget_year = money_columns(value)


class Supplier(Versioned, Base):
    """An organisation that submits bids to a buyer. Known per buyer: one buyer's notes are not another's.

    `organisation_number` follows the rules of `country` (ISO 3166-1 alpha-2); `search_text` is what is searched in.
    """

    __tablename__ = "supplier"
    __table_args__ = (
        UniqueConstraint("id", "buyer_id"),
        UniqueConstraint("buyer_id", "country", "organisation_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(COUNTRY, default="NO")
    organisation_number: Mapped[str | None] = mapped_column(String(30))
    size_class: Mapped[SizeClass | None]
    non_profit: Mapped[bool] = mapped_column(default=False)
    is_example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    search_text: Mapped[str] = mapped_column(String(400))


@event.listens_for(Supplier, "before_insert")
@event.listens_for(Supplier, "before_update")
def _fold_for_search(_mapper: object, _connection: object, row: Supplier) -> None:
    row.search_text = fold(f"{row.name} {row.organisation_number or ''}")
