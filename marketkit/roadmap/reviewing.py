"""The verb of reviews: somebody says of many entries at once that what is published is still right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from marketkit import audit
from marketkit.db import begin_write
from marketkit.roadmap.models import CurrentEntry, EntryReview, RoadmapEntry
from marketkit.roadmap.services import local_day

KEYS_AT_ONCE = 100  # in one line of the audit log


def confirm_still_right(
    *, entries: Iterable[RoadmapEntry], actor_id: int | None, now: datetime, note: str = ""
) -> tuple[EntryReview, ...]:
    """Record that these entries were looked at and still hold. Those that are not published or not open are passed over.

    The entries belong to one buyer. Returns the reviews that were written, in the order of the entries.
    """
    session = begin_write()
    asked = {entry.id: entry for entry in entries}
    if len({entry.buyer_id for entry in asked.values()}) > 1:
        raise ValueError("entries of one buyer are reviewed at a time")
    found = session.scalars(select(CurrentEntry).where(CurrentEntry.entry_id.in_(asked)))
    current = {row.entry_id: row for row in found if row.standing.is_open}
    reviews = []
    for entry_id, entry in asked.items():
        if (row := current.get(entry_id)) is None:
            continue
        on = local_day(entry.buyer, now)
        reviews.append(
            EntryReview(
                buyer_id=entry.buyer_id,
                entry_id=entry_id,
                at=now,
                on=on,
                created_by_id=actor_id,
                note=note.strip(),
            )
        )
        row.last_reviewed_on = max(row.last_reviewed_on, on)
    session.add_all(reviews)
    session.flush()
    keys = [asked[review.entry_id].key for review in reviews]
    for start in range(0, len(keys), KEYS_AT_ONCE):
        audit.record(
            "roadmap.reviewed",
            subject=f"buyer:{reviews[0].buyer_id}",
            buyer_id=reviews[0].buyer_id,
            actor_id=actor_id,
            details={"keys": keys[start : start + KEYS_AT_ONCE]},
        )
    return tuple(reviews)
