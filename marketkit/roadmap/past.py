"""What reliability is reckoned from, read from the database: the histories of a buyer's entries and its competitions."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import func, select

from marketkit.db import db
from marketkit.procurements.choices import EventKind
from marketkit.procurements.models import Buyer, Procurement, ProcurementEvent
from marketkit.procurements.states import State
from marketkit.roadmap.entries import stream_entries
from marketkit.roadmap.history import Competition, History
from marketkit.roadmap.linking import entries_of
from marketkit.roadmap.models import PlanVersionRow
from marketkit.roadmap.queries import changed_at, mark

_KEPT = "marketkit_roadmap_histories"


def histories(buyer_id: int) -> tuple[History, ...]:
    """The histories of all published entries of a buyer, read anew when anything was published or confirmed."""
    kept: dict[int, tuple[str, tuple[History, ...]]] = current_app.extensions.setdefault(_KEPT, {})
    now = f"{mark(buyer_id)} {changed_at(buyer_id)}"
    found = kept.get(buyer_id)
    if found is None or found[0] != now:
        found = (now, tuple(entry.history() for entry in stream_entries(buyer_id)))
        kept[buyer_id] = found
    return found[1]


def competitions(buyer: Buyer) -> list[Competition]:
    """Every competition of the buyer's that was announced, and when the roadmap first told of it."""
    begun = (
        select(ProcurementEvent.procurement_id, func.min(ProcurementEvent.at))
        .where(
            ProcurementEvent.buyer_id == buyer.id,
            ProcurementEvent.kind == EventKind.STATE,
            ProcurementEvent.to_state == State.COMPETITION,
        )
        .group_by(ProcurementEvent.procurement_id)
    )
    zone = ZoneInfo(buyer.zone)
    found = []
    for procurement_id, at in db.session.execute(begun):
        procurement = db.session.get_one(Procurement, procurement_id)
        ids = [entry.id for entry in entries_of(procurement)]
        first = db.session.scalar(select(func.min(PlanVersionRow.on)).where(PlanVersionRow.entry_id.in_(ids)))
        found.append(Competition(procurement.reference, at.astimezone(zone).date(), first))
    return found
