"""Entries as the pure modules know them, read from their rows in few questions however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from marketkit.db import db
from marketkit.procurements.models import Procurement
from marketkit.roadmap import stored_plan
from marketkit.roadmap.models import (
    CurrentEntry,
    EntryLink,
    EntryReview,
    PlanChange,
    PlanVersionRow,
    RoadmapEntry,
)
from marketkit.roadmap.plan import Entry, FieldChange, PlanVersion

BATCH = 500
_ENTRY = (RoadmapEntry.id, RoadmapEntry.key, RoadmapEntry.invented)


def entry_of(row: RoadmapEntry) -> Entry:
    """A published entry with all its versions, reviews and links. Raises LookupError for one never published."""
    found = next(_entries([(row.id, row.key, row.invented)]), None)
    if found is None:
        raise LookupError(f"{row.key} has no published version")
    return found


def load_entries(buyer_id: int, *, ids: Iterable[int] | None = None) -> list[Entry]:
    """The buyer's published entries, all or those with these numbers, in the order of their numbers."""
    return list(stream_entries(buyer_id, ids=ids))


def stream_entries(buyer_id: int, *, ids: Iterable[int] | None = None, batch: int = BATCH) -> Iterator[Entry]:
    """The same, a batch at a time, so that as little is held as a batch needs."""
    if ids is not None:
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), batch):
            part = select(*_ENTRY).where(RoadmapEntry.id.in_(wanted[start : start + batch]))
            yield from _entries(_rows(part, buyer_id))
        return
    last = 0
    while rows := _rows(select(*_ENTRY).where(RoadmapEntry.id > last).limit(batch), buyer_id):
        yield from _entries(rows)
        last = rows[-1][0]


def count_entries(buyer_id: int) -> int:
    """How many published entries the buyer has."""
    query = select(func.count()).select_from(CurrentEntry).where(CurrentEntry.buyer_id == buyer_id)
    return db.session.scalar(query) or 0


def find_entry(buyer_id: int, key: str) -> RoadmapEntry | None:
    """The row of an entry by its key, published or not."""
    return db.session.scalar(
        select(RoadmapEntry).where(RoadmapEntry.buyer_id == buyer_id, RoadmapEntry.key == key)
    )


def find_published(buyer_id: int, key: str) -> Entry | None:
    """A published entry by its key: what everybody may see."""
    row = find_entry(buyer_id, key)
    return next(_entries([(row.id, row.key, row.invented)]), None) if row else None


def version_of(row: PlanVersionRow) -> PlanVersion:
    """A version by itself."""
    return PlanVersion(
        number=row.number,
        at=row.at,
        on=row.on,
        plan=stored_plan.read(row.plan),
        reason=row.reason,
        note=row.note,
    )


def change_of(row: PlanChange) -> FieldChange:
    """A changed field with the values it had and has."""
    old, new = (stored_plan.read_value(row.field, value) for value in (row.old, row.new))
    return FieldChange(row.field, old if row.version.number > 1 else None, new)


def _rows(query: Select[int, str, bool], buyer_id: int) -> Sequence[Any]:
    mine = query.where(RoadmapEntry.buyer_id == buyer_id).order_by(RoadmapEntry.id)
    return db.session.execute(mine).all()


def _entries(rows: Sequence[Any]) -> Iterator[Entry]:
    """The published ones among these rows (id, key, invented), in their order."""
    ids = [row[0] for row in rows]
    versions, reviews = _versions(ids), _reviews(ids)
    procurements, notices = _links(ids)
    for entry_id, key, invented in rows:
        if entry_id in versions:
            yield Entry(
                key=key,
                versions=tuple(versions[entry_id]),
                reviewed=tuple(reviews[entry_id]),
                procurements=tuple(procurements[entry_id]),
                notices=tuple(notices[entry_id]),
                invented=invented,
            )


def _versions(ids: list[int]) -> dict[int, list[PlanVersion]]:
    row = PlanVersionRow
    query = (
        select(row.entry_id, row.number, row.at, row.on, row.plan, row.reason, row.note)
        .where(row.entry_id.in_(ids))
        .order_by(row.entry_id, row.number)
    )
    found = defaultdict(list)
    for entry_id, number, at, on, plan, reason, note in db.session.execute(query):
        version = PlanVersion(
            number=number, at=at, on=on, plan=stored_plan.read(plan), reason=reason, note=note
        )
        found[entry_id].append(version)
    return found


def _reviews(ids: list[int]) -> dict[int, list[Any]]:
    query = select(EntryReview.entry_id, EntryReview.on).where(EntryReview.entry_id.in_(ids))
    found = defaultdict(list)
    for entry_id, on in db.session.execute(query.order_by(EntryReview.on, EntryReview.id)):
        found[entry_id].append(on)
    return found


def _links(ids: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """The references of procurements and the addresses of notices that stand, by entry."""
    later = aliased(EntryLink)
    query = (
        select(EntryLink.entry_id, Procurement.reference, EntryLink.url)
        .outerjoin(Procurement, Procurement.id == EntryLink.procurement_id)
        .where(
            EntryLink.entry_id.in_(ids),
            ~EntryLink.withdrawn,
            ~select(later.id).where(later.replaces_id == EntryLink.id).exists(),
        )
        .order_by(EntryLink.id)
    )
    procurements: dict[int, list[str]] = defaultdict(list)
    notices: dict[int, list[str]] = defaultdict(list)
    for entry_id, reference, url in db.session.execute(query):
        if reference is not None:
            procurements[entry_id].append(reference)
        else:
            notices[entry_id].append(url)
    return procurements, notices
