"""The verbs that tie an entry to what it led to, and that record what was told in the dialogue with the market."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import aliased

from marketkit.db import begin_write, db
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import State
from marketkit.roadmap.models import CurrentEntry, DialogueRecord, EntryLink, LinkKind, RoadmapEntry
from marketkit.roadmap.plan import DialogueKind, Standing
from marketkit.roadmap.plan_checks import readable
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.roadmap.services import note, sha256_of
from marketkit.said import say

MAX_URL = 500
MAX_KIND = 60
MAX_TOLD = 20_000


def link_procurement(*, entry: RoadmapEntry, procurement: Procurement, actor_id: int | None) -> EntryLink:
    """Say that the entry led to a procurement of the same buyer; what is linked already stays as it is."""
    session = begin_write()
    if procurement.buyer_id != entry.buyer_id:
        raise EntryRefusedError.of(say("the procurement is another buyer's"), "procurement")
    for link in links_of(entry):
        if link.procurement_id == procurement.id:
            return link
    link = EntryLink(
        buyer_id=entry.buyer_id,
        entry_id=entry.id,
        created_by_id=actor_id,
        kind=LinkKind.PROCUREMENT,
        procurement_id=procurement.id,
    )
    session.add(link)
    session.flush()
    details = {"key": entry.key, "link": link.id, "procurement": procurement.id}
    note("roadmap.linked", entry, actor_id, details)
    return link


def add_notice(
    *, entry: RoadmapEntry, url: str, kind: str, on: date | None, actor_id: int | None
) -> EntryLink:
    """Say that a notice about the entry was published at a web address. Raises EntryRefusedError for no such address."""
    url, kind = url.strip(), kind.strip()
    _require_address(url)
    if len(kind) > MAX_KIND or not readable(kind):
        raise EntryRefusedError.of(say("at most {longest} characters fit", longest=MAX_KIND), "kind")
    session = begin_write()
    for link in links_of(entry):
        if link.url == url:
            return link
    link = EntryLink(
        buyer_id=entry.buyer_id,
        entry_id=entry.id,
        created_by_id=actor_id,
        kind=LinkKind.NOTICE,
        url=url,
        notice_kind=kind,
        on=on,
    )
    session.add(link)
    session.flush()
    note("roadmap.linked", entry, actor_id, {"key": entry.key, "link": link.id, "url_sha256": sha256_of(url)})
    return link


def unlink(*, link: EntryLink, reason: str, actor_id: int | None) -> EntryLink:
    """Take a link back; both rows stay. Raises EntryRefusedError without a reason or when it is taken back already."""
    if not reason.strip() or not readable(reason):
        raise EntryRefusedError.of(say("say in a sentence why"), "reason")
    session = begin_write()
    later = select(EntryLink.id).where(EntryLink.replaces_id == link.id)
    if link.withdrawn or session.scalar(later) is not None:
        raise EntryRefusedError.of(say("the link is taken back already"))
    row = EntryLink(
        buyer_id=link.buyer_id,
        entry_id=link.entry_id,
        created_by_id=actor_id,
        kind=link.kind,
        procurement_id=link.procurement_id,
        url=link.url,
        notice_kind=link.notice_kind,
        on=link.on,
        replaces_id=link.id,
        reason=reason.strip(),
        withdrawn=True,
    )
    session.add(row)
    session.flush()
    details = {"key": link.entry.key, "link": link.id, "reason_sha256": sha256_of(row.reason)}
    note("roadmap.unlinked", link.entry, actor_id, details)
    return row


def links_of(entry: RoadmapEntry) -> list[EntryLink]:
    """The links that stand, oldest first."""
    later = aliased(EntryLink)
    taken_back = select(later.id).where(later.replaces_id == EntryLink.id).exists()
    query = select(EntryLink).where(EntryLink.entry_id == entry.id, ~EntryLink.withdrawn, ~taken_back)
    return list(db.session.scalars(query.order_by(EntryLink.id)))


def entries_of(procurement: Procurement) -> list[RoadmapEntry]:
    """The entries that a procurement came from, oldest first."""
    later = aliased(EntryLink)
    taken_back = select(later.id).where(later.replaces_id == EntryLink.id).exists()
    linked = select(EntryLink.entry_id).where(
        EntryLink.procurement_id == procurement.id, ~EntryLink.withdrawn, ~taken_back
    )
    query = select(RoadmapEntry).where(RoadmapEntry.id.in_(linked))
    return list(db.session.scalars(query.order_by(RoadmapEntry.id)))


def started_by(procurement: Procurement) -> list[RoadmapEntry]:
    """The entries still shown as planned though the competition of this procurement has begun: to be marked as started."""
    if not State.COMPETITION.place <= procurement.state.place < State.CANCELLED.place:
        return []
    linked = [entry.id for entry in entries_of(procurement)]
    query = (
        select(RoadmapEntry)
        .join(CurrentEntry, CurrentEntry.entry_id == RoadmapEntry.id)
        .where(RoadmapEntry.id.in_(linked), CurrentEntry.standing == Standing.PLANNED)
    )
    return list(db.session.scalars(query.order_by(RoadmapEntry.id)))


def record_dialogue(
    *,
    entry: RoadmapEntry,
    held_on: date,
    kind: DialogueKind,
    told_whom: str,
    told: str,
    actor_id: int | None,
) -> DialogueRecord:
    """Write down what was told to whom. Raises EntryRefusedError for an empty or unreadable text."""
    for field, text in (("told_whom", told_whom), ("told", told)):
        if not text.strip() or len(text) > MAX_TOLD or not readable(text):
            raise EntryRefusedError.of(
                say("write between 1 and {longest} characters", longest=MAX_TOLD), field
            )
    session = begin_write()
    row = DialogueRecord(
        buyer_id=entry.buyer_id,
        entry_id=entry.id,
        created_by_id=actor_id,
        held_on=held_on,
        kind=kind,
        told_whom=told_whom.strip(),
        told=told.strip(),
    )
    session.add(row)
    session.flush()
    details = {"key": entry.key, "record": row.id, "kind": kind.value, "held_on": held_on.isoformat()}
    note("roadmap.dialogue-recorded", entry, actor_id, {**details, "told_sha256": sha256_of(row.told)})
    return row


def dialogue_of(entry: RoadmapEntry) -> list[DialogueRecord]:
    """What was told about the entry, newest first."""
    query = select(DialogueRecord).where(DialogueRecord.entry_id == entry.id)
    return list(db.session.scalars(query.order_by(DialogueRecord.held_on.desc(), DialogueRecord.id.desc())))


def _require_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound or len(url) > MAX_URL or any(character.isspace() for character in url) or not readable(url):
        raise EntryRefusedError.of(
            say("write the whole web address, as in https://doffin.no/notices/2026-101010"), "url"
        )
