"""What the files of a published site depend on, as short texts: while a text is the same, its files need not be drawn."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from marketkit.db import db
from marketkit.procurements.models import Buyer, Procurement
from marketkit.roadmap.baselines import Baseline, promise
from marketkit.roadmap.groups import divisions
from marketkit.roadmap.models import CurrentEntry, DialogueRecord, EntryLink, EntryReview
from marketkit.roadmap.past import histories
from marketkit.roadmap.plan import Standing
from marketkit.roadmap.queries import changed_at, mark


@dataclass(frozen=True, slots=True)
class EntryTag:
    """An entry by its number and key, and what its files depend on."""

    id: int
    key: str
    tag: str


def digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:32]


def list_tag(buyer: Buyer, today: date, fixed: str) -> str:
    """For everything that shows several entries; `fixed` is what does not come from the roadmap."""
    return digest(fixed, today, mark(buyer.id), changed_at(buyer.id), *_competitions(buyer.id))


def forecast_tag(buyer_id: int) -> str:
    """What every forecast rests on: the first promise of each entry and what became of it."""
    found = hashlib.sha256()
    for each in histories(buyer_id):
        facts = (each.id, promise(each, Baseline.FIRST), divisions(each.categories))
        found.update(repr((*facts, each.started_on, each.cancelled_on)).encode())
    return found.hexdigest()[:32]


def entry_tags(buyer: Buyer, today: date, fixed: str, forecasts: str) -> Iterator[EntryTag]:
    """Every published entry in the order of their numbers.

    What has started is told the same every day; all else shows today, and what is still planned a forecast.
    """
    recorded = _recorded(buyer.id)
    row = CurrentEntry
    query = select(row.entry_id, row.key, row.version_number, row.changed_at, row.standing)
    for id_, key, *state, standing in db.session.execute(
        query.where(row.buyer_id == buyer.id).order_by(row.entry_id)
    ):
        day = None if standing is Standing.STARTED else today
        told = forecasts if standing.is_open else ""
        yield EntryTag(id_, key, digest(fixed, key, *state, standing, day, told, recorded[id_]))


def _recorded(buyer_id: int) -> dict[int, list[Any]]:
    """What else was recorded of each entry: reviews, dialogues, links with the procurements' references."""
    found: dict[int, list[Any]] = defaultdict(list)
    for kind in (EntryReview, DialogueRecord):
        newest = select(kind.entry_id, func.max(kind.id)).where(kind.buyer_id == buyer_id)
        _gather(found, kind.__tablename__, db.session.execute(newest.group_by(kind.entry_id)))
    links = (
        select(EntryLink.entry_id, EntryLink.id, Procurement.reference)
        .outerjoin(Procurement, Procurement.id == EntryLink.procurement_id)
        .where(EntryLink.buyer_id == buyer_id)
        .order_by(EntryLink.id)
    )
    _gather(found, EntryLink.__tablename__, db.session.execute(links))
    return found


def _gather(found: dict[int, list[Any]], name: str, rows: Iterable[Any]) -> None:
    for entry_id, *values in rows:
        found[entry_id].append((name, *values))


def _competitions(buyer_id: int) -> tuple[Any, ...]:
    """The buyer's procurements: coverage counts those that were announced."""
    query = select(func.count(), func.max(Procurement.changed_at)).where(Procurement.buyer_id == buyer_id)
    return tuple(db.session.execute(query).one())
