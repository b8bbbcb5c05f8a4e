"""Puts invented entries on a roadmap, as if each of their versions had been published on its day. Marked as invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketkit.procurements.models import Buyer
from marketkit.roadmap.appending import NewVersion
from marketkit.roadmap.importing_services import record_past
from marketkit.roadmap.invented import Invented, Step
from marketkit.roadmap.models import RoadmapEntry

NOON = time(12)


def store_invented(*, buyer: Buyer, entries: Iterable[Invented], actor_id: int | None) -> int:
    """Store the entries in the caller's transaction; gives how many."""
    count = 0
    for entry in entries:
        versions = [_version(step, buyer) for step in entry.steps]
        record_past(buyer=buyer, versions=versions, actor_id=actor_id, reviewed=entry.reviewed, invented=True)
        count += 1
    return count


def count_invented(session: Session, buyer: Buyer) -> int:
    """How many invented entries the buyer has."""
    query = select(func.count()).where(RoadmapEntry.buyer_id == buyer.id, RoadmapEntry.invented.is_(True))
    return session.scalar(query) or 0


def _version(step: Step, buyer: Buyer) -> NewVersion:
    at = datetime.combine(step.on, NOON, ZoneInfo(buyer.zone))
    return NewVersion(plan=step.plan, at=at, reason=step.reason, note=step.note)
