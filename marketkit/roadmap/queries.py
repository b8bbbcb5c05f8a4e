"""What the pages of the roadmap read: the list by filters and pages, what changed since, what is to be looked at.

Pages go on after the row shown last, not by its place in the list: entries published meanwhile make no row come twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, false, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from marketkit.db import db
from marketkit.procurements.choices import Procedure
from marketkit.roadmap.cursors import cursor, read_cursor
from marketkit.roadmap.models import (
    CurrentCpv,
    CurrentEntry,
    CurrentPlace,
    DialogueRecord,
    EntryDraft,
    EntryLink,
    EntryReview,
    PlanChange,
    PlanVersionRow,
)
from marketkit.roadmap.plan import CLOSE, REVIEW_DUE, Standing
from marketkit.roadmap.plan_checks import readable
from marketkit.roadmap.search import finds
from marketkit.values import Money

PAGE_SIZE = 50
MAX_SIZE = 1000
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


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the list; `next` is the cursor of the page after it (None: this is the last), `total` counts all."""

    rows: list[CurrentEntry]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Changed fields, oldest first; `cursor` asks for what comes after them, `more`: there is something already."""

    rows: list[PlanChange]
    cursor: str
    more: bool


def page(buyer_id: int, filters: Filters, after: str | None = None, size: int = PAGE_SIZE) -> Page:
    """The entries of a buyer that the filters keep, from the cursor on. Raises BadCursorError."""
    size = max(1, min(size, MAX_SIZE))
    kept = conditions(buyer_id, filters)
    total = db.session.scalar(select(func.count()).select_from(CurrentEntry).where(*kept)) or 0
    order = ORDERS[filters.order]
    query = (
        select(CurrentEntry)
        .where(*kept)
        .options(selectinload(CurrentEntry.cpv), selectinload(CurrentEntry.places))
    )
    columns = (order.column, CurrentEntry.entry_id)
    if after is not None:
        place = read_cursor(after, order=filters.order, kind=order.kind)
        shown = tuple_(*columns)
        query = query.where(shown < place if order.falling else shown > place)
    query = query.order_by(*(column.desc() if order.falling else column for column in columns))
    rows = list(db.session.scalars(query.limit(size + 1)))
    if len(rows) <= size:
        return Page(rows, None, total)
    rows.pop()
    last = rows[-1]
    return Page(rows, cursor(filters.order, getattr(last, order.column.key), last.entry_id), total)


def matching_ids(buyer_id: int, filters: Filters) -> list[int]:
    """The numbers of all entries that the filters keep, in ascending order: for exports of a filter."""
    query = select(CurrentEntry.entry_id).where(*conditions(buyer_id, filters))
    return list(db.session.scalars(query.order_by(CurrentEntry.entry_id)))


def conditions(buyer_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of a row of CurrentEntry."""
    row = CurrentEntry
    kept = [row.buyer_id == buyer_id]
    if not all(map(readable, (filters.cpv, filters.place, filters.unit, filters.model))):
        kept.append(false())  # no row holds such signs, and one of the databases takes them for a fault
    if filters.text.strip():
        kept.append(finds(filters.text, db.session.get_bind().dialect.name))
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


def changes_since(buyer_id: int, after: str | None = None, size: int = PAGE_SIZE) -> Changes:
    """What was changed on the buyer's roadmap after a cursor, from the beginning without one. Raises BadCursorError."""
    size = max(1, min(size, MAX_SIZE))
    number = read_cursor(after, order="since", kind=int)[1] if after is not None else 0
    query = (
        select(PlanChange)
        .where(PlanChange.buyer_id == buyer_id, PlanChange.id > number)
        .options(joinedload(PlanChange.entry), joinedload(PlanChange.version))
        .order_by(PlanChange.id)
        .limit(size + 1)
    )
    rows = list(db.session.scalars(query))
    more = len(rows) > size
    rows = rows[:size]
    return Changes(rows, cursor("since", 0, rows[-1].id if rows else number), more)


def due_for_review(buyer_id: int, today: date) -> list[CurrentEntry]:
    """The open entries that nobody has confirmed for ninety days, or whose window ends within thirty or has passed."""
    row = CurrentEntry
    query = select(row).where(
        row.buyer_id == buyer_id,
        row.standing == Standing.PLANNED,
        or_(row.last_reviewed_on < today - REVIEW_DUE, row.window_end <= today + CLOSE),
    )
    return list(db.session.scalars(query.order_by(row.sort_window, row.entry_id)))


def drafts(buyer_id: int) -> list[EntryDraft]:
    """What is being worked on and not published, the newest first."""
    query = select(EntryDraft).where(EntryDraft.buyer_id == buyer_id).options(joinedload(EntryDraft.entry))
    return list(db.session.scalars(query.order_by(EntryDraft.changed_at.desc(), EntryDraft.entry_id.desc())))


def all_rows(buyer_id: int) -> list[CurrentEntry]:
    """Every published entry as the list has it, soonest first."""
    query = select(CurrentEntry).where(CurrentEntry.buyer_id == buyer_id)
    return list(db.session.scalars(query.order_by(CurrentEntry.sort_window, CurrentEntry.entry_id)))


def places(buyer_id: int) -> list[str]:
    """The NUTS codes that published entries name, in order."""
    query = select(CurrentPlace.code).where(CurrentPlace.buyer_id == buyer_id)
    return list(db.session.scalars(query.distinct().order_by(CurrentPlace.code)))


def units(buyer_id: int) -> list[str]:
    """The units that published entries name, by name."""
    query = select(CurrentEntry.unit).where(CurrentEntry.buyer_id == buyer_id, CurrentEntry.unit != "")
    return list(db.session.scalars(query.distinct().order_by(CurrentEntry.unit)))


def mark(buyer_id: int) -> str:
    """A text that differs whenever something public about the buyer's roadmap was added: for caches."""
    newest = (
        select(func.max(kind.id)).where(kind.buyer_id == buyer_id).scalar_subquery()
        for kind in (PlanVersionRow, EntryReview, EntryLink, DialogueRecord)
    )
    return "-".join(str(number or 0) for number in db.session.execute(select(*newest)).one())


def changed_at(buyer_id: int) -> datetime | None:
    """When the buyer's roadmap was last published to; None before the first time."""
    return db.session.scalar(
        select(func.max(CurrentEntry.changed_at)).where(CurrentEntry.buyer_id == buyer_id)
    )


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
