"""The record of what was done: entries that are only ever added, each bound to the one before it.

Every entry holds a SHA-256 over its content and the hash before it, so an edited or removed entry shows; and an
HMAC of that hash under a key kept outside the database, so a chain recomputed by somebody else shows. A tail cut
off whole shows only against an anchor: a head (number and hash) written down elsewhere, as receipts and the daily
export do. Persons appear as numbers (user ids) only; what names them can be erased without breaking the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketkit.appendonly import APPEND_ONLY, guard_on_create
from marketkit.columns import UtcDateTime
from marketkit.db import Base, begin_write, db
from marketkit.installation import current_settings

FIRST_PREVIOUS = "0" * 64
MAX_DETAILS = 10_000
BATCH = 2_000
_CODE = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*")
_EMAIL = re.compile(
    r"(?<=[^\s@])@[^\s@]+\.[^\s@]"
)  # begins at the @, so that a long text costs no more than its length
PERSONAL = frozenset(
    {"email", "full_name", "first_name", "last_name", "phone", "ip", "user_agent", "password", "token"}
)


class AuditEntry(Base):
    """One thing that was done. `actor_id` and `buyer_id` are numbers without foreign keys: entries outlive rows."""

    __tablename__ = "audit_entry"
    __table_args__ = {"info": APPEND_ONLY}

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    buyer_id: Mapped[int | None] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    details: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    mac: Mapped[str] = mapped_column(String(64))


guard_on_create(Base.metadata)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the chain as it was written down outside the database."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not hold, and why; `number` is the entry's place in the sequence."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries hold, the head they end in, and the first break (None when the whole chain holds)."""

    entries: int
    head: Anchor
    broken: Break | None


def record(
    action: str,
    *,
    subject: str,
    buyer_id: int | None,
    actor_id: int | None,
    details: Mapping[str, Any],
    session: Session | None = None,
) -> AuditEntry:
    """Add an entry in the caller's transaction; it stands or falls with what it records.

    `action` is a machine code such as `strategy.locked`; `subject` names the row, as `procurement:12`; `details`
    holds text, whole numbers, truth values, lists and maps of these. Raises ValueError on anything personal in it.
    """
    if not _CODE.fullmatch(action):
        raise ValueError(f"an action is a code such as strategy.locked, not {action!r}")
    text = _details_text(details)
    session = begin_write(session or db.session)
    head = _head(session)
    entry = AuditEntry(
        number=head.number + 1,
        at=datetime.now(UTC),
        action=action,
        subject=subject,
        buyer_id=buyer_id,
        actor_id=actor_id,
        details=text,
        previous=head.hash,
    )
    entry.hash = _hash(entry)
    entry.mac = _mac(_key(), entry.hash)
    session.add(entry)
    session.flush()
    return entry


def head(session: Session | None = None) -> Anchor:
    """The last entry's number and hash: what receipts carry and `marketkit audit anchor` writes down."""
    return _head(session or db.session)


def entries_about(subject: str, *, buyer_id: int, session: Session | None = None) -> list[AuditEntry]:
    """Everything recorded about one subject of a buyer (such as `procurement:12`), oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.buyer_id == buyer_id)
    return list((session or db.session).scalars(query.order_by(AuditEntry.number)))


def verify(
    *, anchors: Iterable[Anchor] = (), session: Session | None = None, key: bytes | None = None
) -> Verification:
    """Walk the whole chain, in order; stops at the first entry that does not hold."""
    session = session or db.session
    expected: dict[int, set[str]] = {}
    for anchor in anchors:
        expected.setdefault(anchor.number, set()).add(anchor.hash)
    key = key or _key()
    last = Anchor(0, FIRST_PREVIOUS)
    for entry in _entries(session):
        reason = _fault(entry, last, key)
        if reason is None and expected.get(entry.number, {entry.hash}) != {entry.hash}:
            reason = "the anchor holds another hash for this entry"
        if reason is not None:
            return Verification(last.number, last, Break(last.number + 1, reason))
        last = Anchor(entry.number, entry.hash)
    missing = min((number for number in expected if number > last.number), default=None)
    if missing is None:
        return Verification(last.number, last, None)
    reason = f"the chain ends at entry {last.number}, but an anchor was taken at entry {missing}"
    return Verification(last.number, last, Break(last.number + 1, reason))


def anchor_text(anchor: Anchor) -> str:
    """An anchor as one line of JSON; a file may hold several, one a day."""
    return json.dumps({"number": anchor.number, "hash": anchor.hash})


def read_anchors(text: str) -> list[Anchor]:
    """The anchors of a file. Raises ValueError naming the first line that is not one."""
    anchors = []
    for line, content in enumerate(text.splitlines(), start=1):
        if not content.strip():
            continue
        try:
            found = json.loads(content)
            number, digest = found["number"], found["hash"]
            if type(number) is not int or number < 0 or not re.fullmatch("[0-9a-f]{64}", digest):
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise ValueError(f'line {line} is not an anchor such as {{"number": 12, "hash": "…"}}') from None
        anchors.append(Anchor(number, digest))
    return anchors


def _entries(session: Session) -> Iterator[Row[Any]]:
    columns = list(AuditEntry.__table__.columns)
    query = select(*columns).order_by(AuditEntry.number).execution_options(yield_per=BATCH)
    yield from session.execute(query)


def _head(session: Session) -> Anchor:
    newest = select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    row = session.execute(newest).first()
    return Anchor(row.number, row.hash) if row else Anchor(0, FIRST_PREVIOUS)


def _fault(entry: Row[Any], last: Anchor, key: bytes) -> str | None:
    """Why this entry does not follow the last one, or None."""
    if entry.number != last.number + 1:
        return f"entry {last.number + 1} is missing; entry {entry.number} follows"
    if entry.previous != last.hash:
        return "it does not continue the entry before it"
    if _hash(entry) != entry.hash:
        return "its content was changed"
    if not hmac.compare_digest(_mac(key, entry.hash), entry.mac):
        return "it was not written with this installation's audit key"
    return None


def _hash(entry: AuditEntry | Row[Any]) -> str:
    """SHA-256 over the entry's content and the hash before it. The order of the fields is part of the format."""
    content = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.action,
        entry.subject,
        entry.buyer_id,
        entry.actor_id,
        entry.details,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def _mac(key: bytes, digest: str) -> str:
    return hmac.new(key, digest.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    return current_settings().key("audit")


def _details_text(details: Mapping[str, Any]) -> str:
    """The details as JSON in one fixed form. Raises ValueError on personal data, floats or too much text."""
    _refuse_personal(details)
    text = json.dumps(
        dict(details), ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    if len(text) > MAX_DETAILS:
        raise ValueError(f"details take {len(text)} characters; at most {MAX_DETAILS} are kept")
    return text


def _refuse_personal(value: object, name: str = "details") -> None:
    """Raise ValueError where a value or its name shows that a person would be written into the chain."""
    if name in PERSONAL:
        raise ValueError(f"{name} is personal and does not belong in the audit chain; record the user's id")
    match value:
        case Mapping():
            for key, item in value.items():
                _refuse_personal(item, str(key))
        case list() | tuple():
            for item in value:
                _refuse_personal(item, name)
        case str():
            if _EMAIL.search(value):
                raise ValueError(f"{name} holds an e-mail address, which does not belong in the audit chain")
        case bool() | int() | None:
            pass
        case _:
            raise ValueError(
                f"{name} is a {type(value).__name__}; details hold text, whole numbers, lists and maps"
            )
