"""The verbs of an entry before it is published: it is begun, its plan is saved and discarded, what would change is shown.

Texts stay out of the audit log; a note stands there by its SHA-256. Nothing here is seen by anybody outside.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.procurements.models import Buyer
from marketkit.roadmap import stored_plan
from marketkit.roadmap.models import EntryDraft, PlanVersionRow, RoadmapEntry
from marketkit.roadmap.plan import FieldChange, Plan, Standing, changed
from marketkit.roadmap.plan_checks import draft_faults
from marketkit.roadmap.refused import EntryRefusedError, PlanFault
from marketkit.said import say
from marketkit.versions import Difference, StaleVersionError


class Preview(NamedTuple):
    """What is published, what would be, and the fields that differ. `old` is None before the first publication."""

    old: Plan | None
    new: Plan
    changes: tuple[FieldChange, ...]


def create_entry(
    *,
    buyer: Buyer,
    plan: Plan,
    actor_id: int | None,
    source_list: str = "",
    source_key: str = "",
    invented: bool = False,
) -> RoadmapEntry:
    """Begin an entry with a draft of its plan; nobody outside sees it. Raises EntryRefusedError."""
    refuse(draft_faults(plan))
    session = begin_write()
    moment = datetime.now(UTC)
    entry = new_entry(
        session,
        buyer,
        year=local_day(buyer, moment).year,
        actor_id=actor_id,
        source=(source_list, source_key),
        invented=invented,
        at=moment,
    )
    _begin_draft(session, entry, plan, actor_id)
    note("roadmap.created", entry, actor_id, {"key": entry.key})
    return entry


def save_draft(*, entry: RoadmapEntry, plan: Plan, version: int, actor_id: int | None) -> EntryDraft | None:
    """Store the plan being worked on; `version` is the draft's that the form showed, 0 where there was none.

    None when the plan is what is published: then there is no draft. What has become of the entry (its standing) is not
    a draft's to say. Raises EntryRefusedError and StaleVersionError with the fields that differ.
    """
    refuse(draft_faults(plan))
    session = begin_write()
    published = published_plan(entry)
    plan = standing_as(plan, published)
    draft = draft_of(entry)
    _require_shown(draft, version, plan, published)
    if plan == published:
        if draft is not None:
            _remove_draft(session, entry, draft, actor_id)
        return None
    if draft is None:
        draft = _begin_draft(session, entry, plan, actor_id)
    else:
        draft.plan = stored_plan.stored(plan)
        draft.version = _next_number(entry)
        draft.changed_at, draft.changed_by_id = datetime.now(UTC), actor_id
        session.flush()
    note("roadmap.draft-saved", entry, actor_id, {"key": entry.key, "draft": draft.version})
    return draft


def discard_draft(*, entry: RoadmapEntry, actor_id: int | None) -> None:
    """Throw away what was not published; nothing happens where there is nothing."""
    session = begin_write()
    draft = draft_of(entry)
    if draft is not None:
        _remove_draft(session, entry, draft, actor_id)


def preview(entry: RoadmapEntry) -> Preview:
    """What publishing the draft would change; without a draft, nothing."""
    published = published_plan(entry)
    draft = draft_of(entry)
    if draft is None and published is None:
        raise EntryRefusedError.of(say("the draft was discarded"))
    if draft is None:
        assert published is not None  # refused above
        return Preview(published, published, ())
    plan = standing_as(stored_plan.read(draft.plan), published)
    return Preview(published, plan, changed(published, plan))


def draft_of(entry: RoadmapEntry) -> EntryDraft | None:
    """The entry's unpublished plan, if there is one."""
    return db.session.get(EntryDraft, entry.id)


def draft_plan(entry: RoadmapEntry) -> Plan | None:
    """The plan to show in a form: the draft's, else the published one."""
    draft = draft_of(entry)
    published = published_plan(entry)
    return standing_as(stored_plan.read(draft.plan), published) if draft else published


def latest_version(entry: RoadmapEntry) -> PlanVersionRow | None:
    """The newest published version; None before the first."""
    query = select(PlanVersionRow).where(PlanVersionRow.entry_id == entry.id)
    return db.session.scalar(query.order_by(PlanVersionRow.number.desc()).limit(1))


def published_plan(entry: RoadmapEntry) -> Plan | None:
    """What is published of the entry now."""
    version = latest_version(entry)
    return stored_plan.read(version.plan) if version else None


def standing_as(plan: Plan, published: Plan | None) -> Plan:
    """The plan with what has become of the entry as it is published; before that, planned."""
    if published is None:
        return _with(plan, Standing.PLANNED, None)
    return _with(plan, published.standing, published.ended_on)


def new_entry(
    session: Session,
    buyer: Buyer,
    *,
    year: int,
    actor_id: int | None,
    source: tuple[str, str],
    invented: bool,
    at: datetime,
) -> RoadmapEntry:
    """A row with the next number of the year. Raises EntryRefusedError when the source's key is taken or has no list."""
    source_list, source_key = (text.strip() for text in source)
    if bool(source_list) != bool(source_key):
        raise EntryRefusedError.of(say("a key needs the name of the list it is from"), "source_key")
    if source_key and find_source(session, buyer.id, source_list, source_key) is not None:
        raise EntryRefusedError.of(
            say('"{key}" of this list has an entry already', key=source_key), "source_key"
        )
    last = session.scalar(
        select(func.max(RoadmapEntry.serial)).where(
            RoadmapEntry.buyer_id == buyer.id, RoadmapEntry.year == year
        )
    )
    serial = (last or 0) + 1
    entry = RoadmapEntry(
        buyer_id=buyer.id,
        key=f"{buyer.slug}-{year}-{serial:03d}",
        year=year,
        serial=serial,
        created_at=at,
        created_by_id=actor_id,
        source_list=source_list or None,
        source_key=source_key or None,
        invented=invented,
    )
    session.add(entry)
    session.flush()
    return entry


def find_source(session: Session, buyer_id: int, source_list: str, source_key: str) -> RoadmapEntry | None:
    """The entry that a row of an imported list became."""
    return session.scalar(
        select(RoadmapEntry).where(
            RoadmapEntry.buyer_id == buyer_id,
            RoadmapEntry.source_list == source_list,
            RoadmapEntry.source_key == source_key,
        )
    )


def refuse(faults: Iterable[PlanFault]) -> None:
    """Raise EntryRefusedError when there are any."""
    if found := tuple(faults):
        raise EntryRefusedError(found)


def local_day(buyer: Buyer, moment: datetime) -> date:
    """The day of a moment where the buyer is."""
    return moment.astimezone(ZoneInfo(buyer.zone)).date()


def note(action: str, entry: RoadmapEntry, actor_id: int | None, details: Mapping[str, Any]) -> None:
    audit.record(
        action,
        subject=f"roadmap-entry:{entry.id}",
        buyer_id=entry.buyer_id,
        actor_id=actor_id,
        details=dict(details),
    )


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def remove_draft_row(session: Session, draft: EntryDraft) -> None:
    session.delete(draft)
    session.flush()


def _with(plan: Plan, standing: Standing, ended_on: date | None) -> Plan:
    return dataclasses.replace(plan, standing=standing, ended_on=ended_on)


def _begin_draft(session: Session, entry: RoadmapEntry, plan: Plan, actor_id: int | None) -> EntryDraft:
    draft = EntryDraft(
        entry_id=entry.id,
        buyer_id=entry.buyer_id,
        plan=stored_plan.stored(standing_as(plan, published_plan(entry))),
        version=_next_number(entry),
        changed_at=datetime.now(UTC),
        changed_by_id=actor_id,
    )
    session.add(draft)
    session.flush()
    return draft


def _remove_draft(session: Session, entry: RoadmapEntry, draft: EntryDraft, actor_id: int | None) -> None:
    number = draft.version
    remove_draft_row(session, draft)
    note("roadmap.draft-discarded", entry, actor_id, {"key": entry.key, "draft": number})


def _next_number(entry: RoadmapEntry) -> int:
    entry.drafts += 1
    return entry.drafts


def _require_shown(draft: EntryDraft | None, shown: int, plan: Plan, published: Plan | None) -> None:
    """Raise StaleVersionError unless the draft is the one that the form showed."""
    stands = draft.version if draft else 0
    if stands == shown:
        return
    theirs = stored_plan.read(draft.plan) if draft else published
    differences = tuple(
        Difference(each.field, each.new, each.old) for each in changed(theirs or Plan(title=""), plan)
    )
    raise StaleVersionError(shown=shown, stored=stands, differences=differences)
