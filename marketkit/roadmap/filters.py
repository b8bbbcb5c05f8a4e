"""Which entries a list shows and in which order: what the reader chose, and what it asks of the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from marketkit.procurements.choices import Procedure
from marketkit.roadmap.models import CurrentCpv, CurrentEntry, CurrentPlace
from marketkit.roadmap.plan import Standing
from marketkit.roadmap.plan_checks import readable
from marketkit.roadmap.search import finds
from marketkit.values import Money

CPV_DIGITS, NUTS_SIGNS = 8, 5


class Order(NamedTuple):
    """An order of the list: the column, what its values are, and whether the largest stand first."""

    column: InstrumentedAttribute[Any]
    kind: type[Any]
    falling: bool = False


ORDERS = {
    "window": Order(CurrentEntry.sort_window, date),
    "changed": Order(CurrentEntry.changed_at, datetime, falling=True),
    "title": Order(CurrentEntry.sort_title, str),
    "value": Order(CurrentEntry.sort_value, int, falling=True),
}
DEFAULT_ORDER = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which entries, in which order; what is empty or None leaves nothing out.

    `cpv` and `place` are beginnings of codes; a CPV code of eight digits stands for itself and all beneath it
    ("85000000" is "85"). `window_from` and `window_to` keep windows that overlap these days, `value_min` and
    `value_max` value bands that overlap these amounts, in their currency. `standing` keeps any of these.
    `changed_since` is a moment. `sort` is a name of ORDERS; what is unknown is the default.
    """

    text: str = ""
    cpv: str = ""
    place: str = ""
    unit: str = ""
    window_from: date | None = None
    window_to: date | None = None
    value_min: Money | None = None
    value_max: Money | None = None
    procedure: Procedure | None = None
    model: str = ""
    small: bool | None = None
    non_profit: bool | None = None
    standing: tuple[Standing, ...] = ()
    changed_since: datetime | None = None
    sort: str = DEFAULT_ORDER

    @property
    def order(self) -> str:
        return self.sort if self.sort in ORDERS else DEFAULT_ORDER


def conditions(buyer_id: int, filters: Filters, dialect: str) -> list[ColumnElement[bool]]:
    """What the filters ask of a row of CurrentEntry, on a database of this kind ("sqlite" or another)."""
    row = CurrentEntry
    kept = [row.buyer_id == buyer_id]
    if not all(map(readable, (filters.cpv, filters.place, filters.unit, filters.model))):
        kept.append(false())  # no row holds such signs, and one of the databases takes them for a fault
    if filters.text.strip():
        kept.append(finds(filters.text, dialect))
    if filters.cpv:
        kept.append(_has_code(CurrentCpv, buyer_id, cpv_beginning(filters.cpv), CPV_DIGITS, "9"))
    if filters.place:
        kept.append(_has_code(CurrentPlace, buyer_id, filters.place.strip().upper(), NUTS_SIGNS, "Z"))
    if filters.unit:
        kept.append(row.unit == filters.unit)
    if filters.window_from is not None:
        kept.append(row.window_end >= filters.window_from)
    if filters.window_to is not None:
        kept.append(row.window_start <= filters.window_to)
    kept += _in_band(filters.value_min, filters.value_max)
    if filters.procedure is not None:
        kept.append(row.procedure == filters.procedure)
    if filters.model:
        kept.append(row.contract_model == filters.model)
    if filters.small is not None:
        kept.append(row.for_small.is_(filters.small))
    if filters.non_profit is not None:
        kept.append(row.for_non_profit.is_(filters.non_profit))
    if filters.standing:
        kept.append(row.standing.in_(filters.standing))
    if filters.changed_since is not None:
        kept.append(row.changed_at >= filters.changed_since)
    return kept


def cpv_beginning(typed: str) -> str:
    """The digits that codes of this group begin with: "85312000-9" is "85312", "85000000" is "85"."""
    code = typed.strip().partition("-")[0]
    return code[:2] + code[2:].rstrip("0") if len(code) >= CPV_DIGITS else code


def _has_code(
    kind: type[CurrentCpv] | type[CurrentPlace], buyer_id: int, beginning: str, longest: int, last: str
) -> ColumnElement[bool]:
    """Whether one of the codes begins so: it lies between the beginning itself and its last continuation."""
    end = beginning.ljust(longest, last)
    found = select(kind.entry_id).where(kind.buyer_id == buyer_id, kind.code.between(beginning, end))
    return CurrentEntry.entry_id.in_(found)


def _in_band(low: Money | None, high: Money | None) -> list[ColumnElement[bool]]:
    """Whether the value band overlaps; an end that is open overlaps everything on its side."""
    row = CurrentEntry
    kept: list[ColumnElement[bool]] = []
    if low is not None:
        kept += [
            row.value_currency == low.currency,
            func.coalesce(row.value_high_minor, low.minor) >= low.minor,
        ]
    if high is not None:
        kept += [
            row.value_currency == high.currency,
            func.coalesce(row.value_low_minor, high.minor) <= high.minor,
        ]
    return kept
