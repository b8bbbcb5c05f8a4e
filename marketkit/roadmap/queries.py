"""What the pages of the roadmap read: the list by filters and pages, what changed since, what is to be looked at.

Pages go on after the row shown last, not by its place in the list: entries published meanwhile make no row come twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from marketkit.db import db
from marketkit.roadmap.cursors import cursor, read_cursor
from marketkit.roadmap.filters import ORDERS, Filters, conditions
from marketkit.roadmap.models import (
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

__all__ = ["ORDERS", "Filters"]
PAGE_SIZE = 50
MAX_SIZE = 1000


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
    kept = _kept(buyer_id, filters)
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
    query = select(CurrentEntry.entry_id).where(*_kept(buyer_id, filters))
    return list(db.session.scalars(query.order_by(CurrentEntry.entry_id)))


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


def _kept(buyer_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    return conditions(buyer_id, filters, db.session.get_bind().dialect.name)
