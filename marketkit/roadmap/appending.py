"""Adding versions to an entry: the rows, one for each changed field, and the list brought up to the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketkit.roadmap import stored_plan
from marketkit.roadmap.models import PlanChange, PlanVersionRow, RoadmapEntry
from marketkit.roadmap.plan import FieldChange, Plan, Reason, changed
from marketkit.roadmap.projection import keep_current
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.roadmap.services import latest_version, local_day
from marketkit.said import say


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version to be added: what is said, why it differs, and when it was published (a moment)."""

    plan: Plan
    at: datetime
    reason: Reason = Reason.FIRST
    note: str = ""


def add_version(
    session: Session, entry: RoadmapEntry, new: NewVersion, *, actor_id: int | None
) -> PlanVersionRow:
    """Append one version, see `add_versions`."""
    return add_versions(session, entry, [new], actor_id=actor_id)[-1]


def add_versions(
    session: Session, entry: RoadmapEntry, new: Sequence[NewVersion], *, actor_id: int | None
) -> list[PlanVersionRow]:
    """Append versions in the order given, at least one.

    Raises EntryRefusedError for a moment before that of the version before: what was said when never changes order.
    """
    before = latest_version(entry)
    at, number = (before.at, before.number) if before else (new[0].at, 0)
    plan = stored_plan.read(before.plan) if before else None
    rows, changes = [], []
    for each in new:
        if each.at < at:
            raise EntryRefusedError.of(say("a later version of this entry is published already"))
        at, number = each.at, number + 1
        rows.append(_row(entry, number, each, actor_id))
        changes.append(changed(plan, each.plan))
        plan = each.plan
    session.add_all(rows)
    session.flush()
    for row, found in zip(rows, changes, strict=True):
        session.add_all(_change(row, change) for change in found)
    keep_current(session, entry, rows[-1], new[-1].plan)
    session.flush()
    return rows


def _row(entry: RoadmapEntry, number: int, new: NewVersion, actor_id: int | None) -> PlanVersionRow:
    return PlanVersionRow(
        buyer_id=entry.buyer_id,
        entry_id=entry.id,
        at=new.at,
        on=local_day(entry.buyer, new.at),
        created_by_id=actor_id,
        number=number,
        plan=stored_plan.stored(new.plan),
        reason=new.reason,
        note=new.note.strip(),
    )


def _change(version: PlanVersionRow, change: FieldChange) -> PlanChange:
    return PlanChange(
        buyer_id=version.buyer_id,
        entry_id=version.entry_id,
        version_id=version.id,
        field=change.field,
        old=stored_plan.stored_value(change.field, change.old),
        new=stored_plan.stored_value(change.field, change.new),
        reason=version.reason,
        note=version.note,
        at=version.at,
    )
