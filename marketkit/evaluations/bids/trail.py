"""Entries of bids in the audit log: codes and numbers only; a text stands there by its SHA-256."""

from __future__ import annotations

import hashlib

from marketkit import audit
from marketkit.procurements.models import Procurement


def note(action: str, procurement: Procurement, actor_id: int | None, **details: object) -> None:
    """One entry about a procurement; names of details are written with hyphens."""
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details={name.replace("_", "-"): value for name, value in details.items()},
    )


def sha256(text: str) -> str:
    """The SHA-256 of a text, hex: what the log keeps of a reason."""
    return hashlib.sha256(text.encode()).hexdigest()
