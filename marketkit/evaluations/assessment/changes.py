"""What every change to the assessments begins and ends with: whether it may be made, and the entry in the audit log."""

from __future__ import annotations

import hashlib
from typing import Any

from marketkit import audit
from marketkit.evaluations.assessment.agreed import Standards, quality_is_closed, standards
from marketkit.evaluations.assessment.refusals import AssessmentRefusedError
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.said import say


def standards_to_write(procurement: Procurement) -> Standards:
    """What is assessed by, while assessments can be changed. Raises AssessmentRefusedError when they cannot."""
    by = standards(procurement)
    if by is None:
        raise AssessmentRefusedError(say("the strategy is not locked yet"))
    if is_closed(procurement.state):
        raise AssessmentRefusedError(say("the procurement is closed"))
    if quality_is_closed(procurement):
        raise AssessmentRefusedError(say("the assessments are closed"))
    return by


def note(action: str, procurement: Procurement, actor_id: int | None, details: dict[str, Any]) -> None:
    """Record a change to a procurement's assessments in the audit log."""
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=details,
    )


def digest(text: str) -> str:
    """What stands in the audit log for a text that a person wrote: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()
