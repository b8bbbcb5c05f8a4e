"""What the audit log holds about one procurement, as a file that can be checked without this installation. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

HOW_TO_VERIFY = (
    "An entry's hash is the SHA-256 of the JSON array [number, at, action, subject, buyer, actor, details, previous] "
    "without spaces, in ASCII, with details as the text that stands here. previous is the hash of the entry before it "
    "in the whole log, of which this extract holds a part. `marketkit audit verify` walks the whole log of the "
    "installation; with `--anchor FILE` it holds it against heads written down elsewhere, such as the head below."
)


class Entry(Protocol):
    """An entry of the audit log."""

    number: int
    at: datetime
    action: str
    subject: str
    buyer_id: int | None
    actor_id: int | None
    details: str
    previous: str
    hash: str
    mac: str


def extract(entries: Iterable[Entry], *, head: Mapping[str, Any], made: datetime) -> bytes:
    """The entries as a JSON document, with the head of the whole log at the moment it was made."""
    document = {
        "made": made.astimezone(UTC).isoformat(timespec="seconds"),
        "head": dict(head),
        "verify": HOW_TO_VERIFY,
        "entries": [
            {
                "number": entry.number,
                "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "action": entry.action,
                "subject": entry.subject,
                "buyer": entry.buyer_id,
                "actor": entry.actor_id,
                "details": entry.details,
                "previous": entry.previous,
                "hash": entry.hash,
                "mac": entry.mac,
            }
            for entry in entries
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
