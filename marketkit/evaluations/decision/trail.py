"""Entries of decisions in the audit log, and the day it is for the buyer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from marketkit import audit
from marketkit.procurements.models import Procurement


def today(procurement: Procurement) -> date:
    """The day it is at the buyer's."""
    return datetime.now(UTC).astimezone(ZoneInfo(procurement.buyer.zone)).date()


def note(action: str, procurement: Procurement, actor_id: int | None, details: dict[str, Any]) -> None:
    """One entry about a procurement: codes, numbers and fingerprints only."""
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=details,
    )
