"""The verbs that add a version: publish a draft, mark as started, cancel or withdraw, plan again. Nothing is edited."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime

from sqlalchemy.orm import Session

from marketkit.db import begin_write
from marketkit.procurements.models import Procurement
from marketkit.roadmap import stored_plan
from marketkit.roadmap.appending import NewVersion, add_version
from marketkit.roadmap.linking import link_procurement
from marketkit.roadmap.models import PlanVersionRow, RoadmapEntry
from marketkit.roadmap.plan import FieldChange, Plan, Reason, Standing, changed
from marketkit.roadmap.plan_checks import MAX_NOTE, publishing_faults, readable
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.roadmap.services import (
    draft_of,
    latest_version,
    local_day,
    preview,
    refuse,
    remove_draft_row,
    sha256_of,
)
from marketkit.roadmap.services import (
    note as record_note,
)
from marketkit.said import say
from marketkit.versions import StaleVersionError


def publish(
    *,
    entry: RoadmapEntry,
    reason: Reason,
    note: str,
    actor_id: int | None,
    now: datetime,
    shown: int | None = None,
) -> PlanVersionRow:
    """Publish the entry's draft as its next version. `shown` is the draft's version that the preview showed, if any.

    Raises EntryRefusedError with every fault of the plan, for a reason that does not fit and where nothing would
    change, and StaleVersionError where the draft has moved on since the preview.
    """
    session = begin_write()
    draft = draft_of(entry)
    if shown is not None and (draft.version if draft else 0) != shown:
        raise StaleVersionError(shown=shown, stored=draft.version if draft else 0, differences=())
    old, new, changes = preview(entry)
    if draft is None or not changes:
        raise EntryRefusedError.of(say("nothing differs from what is published"))
    refuse(publishing_faults(new))
    _require_reason(reason, note, first=old is None)
    version = _add(session, entry, new, reason, note, actor_id, now)
    remove_draft_row(session, draft)
    _record("roadmap.published", entry, version, actor_id, changes)
    return version


def mark_started(
    *,
    entry: RoadmapEntry,
    on: date,
    actor_id: int | None,
    now: datetime,
    procurement: Procurement | None = None,
    note: str = "",
) -> PlanVersionRow:
    """The competition was announced on a day; links the procurement. A wrong day is corrected with a note.

    Raises EntryRefusedError for a day to come, an entry that is gone and a correction without a note.
    """
    session = begin_write()
    plan = _published(entry)
    _require_past(entry, on, now)
    if plan.standing.is_gone:
        raise EntryRefusedError.of(say("the entry is cancelled or withdrawn; plan it again first"))
    reason = Reason.STARTED
    if plan.standing is Standing.STARTED:
        reason = Reason.CORRECTION
        _require_note(note)
    version = _stand(session, entry, plan, Standing.STARTED, on, reason, note, actor_id, now)
    if procurement is not None:
        link_procurement(entry=entry, procurement=procurement, actor_id=actor_id)
    return version


def cancel(
    *,
    entry: RoadmapEntry,
    standing: Standing,
    reason: Reason,
    note: str,
    on: date,
    actor_id: int | None,
    now: datetime,
) -> PlanVersionRow:
    """The entry is cancelled (it will not be bought) or withdrawn (it should not have stood here); it stays to be read.

    Raises EntryRefusedError for another standing, a reason that does not fit, a day to come, and an entry that has
    started or is gone already.
    """
    if not standing.is_gone:
        raise ValueError(f"an entry is cancelled or withdrawn, not {standing.value}")
    session = begin_write()
    plan = _published(entry)
    _require_past(entry, on, now)
    if reason is Reason.STARTED:
        raise EntryRefusedError.of(say("choose why nothing comes of it"), "reason")
    _require_reason(reason, note, first=False)
    if plan.standing is Standing.STARTED:
        raise EntryRefusedError.of(say("the competition has begun; cancel the procurement instead"))
    if plan.standing.is_gone:
        raise EntryRefusedError.of(say("the entry is cancelled or withdrawn already"))
    return _stand(session, entry, plan, standing, on, reason, note, actor_id, now)


def reopen(*, entry: RoadmapEntry, note: str, actor_id: int | None, now: datetime) -> PlanVersionRow:
    """Plan an entry again that was marked as started, cancelled or withdrawn; the note says why. All of it stays to be read."""
    session = begin_write()
    plan = _published(entry)
    if plan.standing.is_open:
        raise EntryRefusedError.of(say("the entry is planned already"))
    _require_note(note)
    return _stand(session, entry, plan, Standing.PLANNED, None, Reason.CORRECTION, note, actor_id, now)


def _stand(
    session: Session,
    entry: RoadmapEntry,
    plan: Plan,
    standing: Standing,
    on: date | None,
    reason: Reason,
    note: str,
    actor_id: int | None,
    now: datetime,
) -> PlanVersionRow:
    """Append a version that changes nothing but what has become of the entry."""
    new = dataclasses.replace(plan, standing=standing, ended_on=on)
    changes = changed(plan, new)
    if not changes:
        raise EntryRefusedError.of(say("nothing differs from what is published"))
    _require_readable(note)
    version = _add(session, entry, new, reason, note, actor_id, now)
    _record(_ACTIONS[standing], entry, version, actor_id, changes)
    return version


def _add(
    session: Session,
    entry: RoadmapEntry,
    plan: Plan,
    reason: Reason,
    note: str,
    actor_id: int | None,
    now: datetime,
) -> PlanVersionRow:
    new = NewVersion(plan=plan, at=now, reason=reason, note=note)
    return add_version(session, entry, new, actor_id=actor_id)


_ACTIONS = {
    Standing.PLANNED: "roadmap.reopened",
    Standing.STARTED: "roadmap.started",
    Standing.CANCELLED: "roadmap.cancelled",
    Standing.WITHDRAWN: "roadmap.cancelled",
}


def _published(entry: RoadmapEntry) -> Plan:
    version = latest_version(entry)
    if version is None:
        raise EntryRefusedError.of(say("the entry is not published yet; discard its draft instead"))
    return stored_plan.read(version.plan)


def _require_reason(reason: Reason, note: str, *, first: bool) -> None:
    if first != (reason is Reason.FIRST):
        said = (
            say("this is the first publication; it has no other reason")
            if first
            else say("choose a reason for the change")
        )
        raise EntryRefusedError.of(said, "reason")
    if reason is Reason.OTHER:
        _require_note(note)
    _require_readable(note)


def _require_note(note: str) -> None:
    if not note.strip():
        raise EntryRefusedError.of(say("say in a sentence why"), "note")


def _require_readable(note: str) -> None:
    if len(note) > MAX_NOTE:
        raise EntryRefusedError.of(
            say("{count} characters; at most {longest} fit", count=len(note), longest=MAX_NOTE), "note"
        )
    if not readable(note):
        raise EntryRefusedError.of(
            say("the text holds characters that cannot be shown; type it anew"), "note"
        )


def _require_past(entry: RoadmapEntry, on: date, now: datetime) -> None:
    if on > local_day(entry.buyer, now):
        raise EntryRefusedError.of(say("the day has not come yet"), "on")


def _record(
    action: str,
    entry: RoadmapEntry,
    version: PlanVersionRow,
    actor_id: int | None,
    changes: tuple[FieldChange, ...],
) -> None:
    details = {"key": entry.key, "version": version.number, "reason": version.reason.value}
    record_note(
        action,
        entry,
        actor_id,
        {
            **details,
            "fields": [each.field for each in changes],
            "note_sha256": sha256_of(version.note) if version.note else None,
        },
    )
