"""The verbs that take plans from elsewhere: a list's snapshot becomes entries and versions, an entry gets its past.

The same snapshot a second time changes nothing. A row that cannot be taken stands in the result with its reasons, and
nothing of it is stored; the others are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketkit import audit
from marketkit.db import begin_write
from marketkit.moments import local_moment
from marketkit.procurements.models import Buyer
from marketkit.roadmap import stored_plan
from marketkit.roadmap.appending import NewVersion, add_version, add_versions
from marketkit.roadmap.models import EntryReview, PlanVersionRow, RoadmapEntry
from marketkit.roadmap.plan import Plan, Reason
from marketkit.roadmap.plan_checks import publishing_faults
from marketkit.roadmap.projection import keep_reviewed
from marketkit.roadmap.refused import EntryRefusedError, PlanFault
from marketkit.roadmap.services import find_source, local_day, new_entry, note, refuse
from marketkit.said import say

NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A row of a list: its plan and where it stands there. `entry_key` names the entry it is a version of, where it was
    matched otherwise than by its key in the list; `row` is its row in the file, for whoever shows what was refused.
    """

    plan: Plan
    source_list: str = ""
    source_key: str = ""
    entry_key: str = ""
    reason: Reason = Reason.OTHER
    note: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, and every reason why."""

    incoming: Incoming
    faults: tuple[PlanFault, ...]


@dataclass(slots=True)
class Imported:
    """What came of a list: the keys of entries that were made, changed, and found as they stood; and what was refused."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)


def apply_import(
    *,
    buyer: Buyer,
    new: Iterable[Incoming],
    versions: Iterable[Incoming],
    actor_id: int | None,
    as_of: date | None = None,
    invented: bool = False,
) -> Imported:
    """Publish the rows of a snapshot: `new` as entries, `versions` as versions of entries there are.

    A new row whose key of the list is known already becomes a version of that entry, so that a list can be given again.
    `as_of` is the day of the snapshot in the buyer's zone, today unless told; what it says counts as published then.
    Raises EntryRefusedError for a day to come.
    """
    session = begin_write()
    moment = _moment(buyer, as_of)
    done = Imported()
    seen: set[tuple[str, str]] = set()
    for incoming, is_new in [*((each, True) for each in new), *((each, False) for each in versions)]:
        try:
            with session.begin_nested():
                _require_once(incoming, seen)
                _take(session, buyer, incoming, moment, done, is_new, actor_id, invented)
        except EntryRefusedError as error:
            done.refused.append(RefusedRow(incoming, error.faults))
    counts = {name: len(getattr(done, name)) for name in ("created", "changed", "unchanged", "refused")}
    audit.record(
        "roadmap.imported",
        subject=f"buyer:{buyer.id}",
        buyer_id=buyer.id,
        actor_id=actor_id,
        details={**counts, "as_of": local_day(buyer, moment).isoformat()},
    )
    return done


def record_past(
    *,
    buyer: Buyer,
    versions: Sequence[NewVersion],
    actor_id: int | None,
    reviewed: Iterable[date] = (),
    source_list: str = "",
    source_key: str = "",
    invented: bool = False,
) -> RoadmapEntry:
    """An entry with all that was published of it so far, oldest first, and the days on which it was confirmed.

    For lists that were kept elsewhere, for demonstrations and load tests. Raises EntryRefusedError.
    """
    for version in versions:
        refuse(publishing_faults(version.plan))
    session = begin_write()
    first = versions[0].at
    entry = new_entry(
        session,
        buyer,
        year=local_day(buyer, first).year,
        actor_id=actor_id,
        source=(source_list, source_key),
        invented=invented,
        at=first,
    )
    add_versions(session, entry, versions, actor_id=actor_id)
    days = sorted(reviewed)
    session.add_all(
        EntryReview(
            buyer_id=buyer.id,
            entry_id=entry.id,
            at=local_moment(day, NOON, buyer.zone),
            on=day,
            created_by_id=actor_id,
        )
        for day in days
    )
    if days:
        keep_reviewed(session, entry.id, days[-1])
    session.flush()
    note("roadmap.imported", entry, actor_id, {"key": entry.key, "versions": len(versions)})
    return entry


def _take(
    session: Session,
    buyer: Buyer,
    incoming: Incoming,
    moment: datetime,
    done: Imported,
    is_new: bool,
    actor_id: int | None,
    invented: bool,
) -> None:
    """Store one row. Raises EntryRefusedError."""
    refuse(publishing_faults(incoming.plan))
    entry = _matched(session, buyer, incoming)
    if entry is None and not is_new:
        raise EntryRefusedError.of(say("there is no entry with this key"), "entry_key")
    if entry is not None and _stood(session, entry, moment) == incoming.plan:
        done.unchanged.append(entry.key)
        return
    reason, text = incoming.reason, incoming.note
    if entry is None:
        source = (incoming.source_list, incoming.source_key)
        year = local_day(buyer, moment).year
        entry = new_entry(
            session, buyer, year=year, actor_id=actor_id, source=source, invented=invented, at=moment
        )
        reason = Reason.FIRST
    version = add_version(
        session, entry, NewVersion(plan=incoming.plan, at=moment, reason=reason, note=text), actor_id=actor_id
    )
    (done.created if version.number == 1 else done.changed).append(entry.key)


def _matched(session: Session, buyer: Buyer, incoming: Incoming) -> RoadmapEntry | None:
    """The entry that the row is a version of: by the entry's own key, else by the list's."""
    if incoming.entry_key:
        query = select(RoadmapEntry).where(RoadmapEntry.buyer_id == buyer.id)
        return session.scalar(query.where(RoadmapEntry.key == incoming.entry_key))
    if not incoming.source_key.strip():
        return None
    return find_source(session, buyer.id, incoming.source_list.strip(), incoming.source_key.strip())


def _stood(session: Session, entry: RoadmapEntry, moment: datetime) -> Plan | None:
    """What was published of the entry at a moment."""
    query = select(PlanVersionRow.plan).where(
        PlanVersionRow.entry_id == entry.id, PlanVersionRow.at <= moment
    )
    found = session.scalar(query.order_by(PlanVersionRow.number.desc()).limit(1))
    return stored_plan.read(found) if found is not None else None


def _require_once(incoming: Incoming, seen: set[tuple[str, str]]) -> None:
    """Refuse a key that came before in the same list."""
    named = (incoming.source_list, incoming.source_key or incoming.entry_key)
    if not named[1]:
        return
    if named in seen:
        raise EntryRefusedError.of(
            say('"{key}" stands in the list more than once', key=named[1]), "source_key"
        )
    seen.add(named)


def _moment(buyer: Buyer, as_of: date | None) -> datetime:
    """Noon of the day, where the buyer is; never later than now."""
    now = datetime.now(UTC)
    if as_of is None:
        return now
    if as_of > local_day(buyer, now):
        raise EntryRefusedError.of(say("the day has not come yet"), "as_of")
    return min(local_moment(as_of, NOON, buyer.zone), now)
