"""What bids and their assessment must know of each other: when prices may be opened, and who may read documents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from marketkit.db import db
from marketkit.evaluations.assessment.evaluators import assigned, declarations, newest_closing
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.bids.models import Bid, Submission
from marketkit.procurements.models import Procurement


def quality_closed_at(procurement: Procurement) -> datetime | None:
    """When the assessments of quality were closed; None while they are open (also when taken up again)."""
    newest = newest_closing(procurement)
    return newest.created_at if newest is not None and newest.closed else None


def is_scored(submission: Submission) -> bool:
    """Whether anybody has given a score to what was handed in."""
    found = exists().where(Assessment.submission_id == submission.id)
    return bool(db.session.scalar(select(found)))


def has_conflict(procurement: Procurement, bid: Bid, user_id: int | None) -> bool:
    """Whether this person has declared a conflict of interest with the supplier, whatever else they may do here."""
    if user_id is None:
        return False
    declared = declarations(procurement, user_id=user_id).get((user_id, bid.supplier_id))
    return declared is not None and declared.conflict


def assesses_without_conflict(procurement: Procurement, bid: Bid, user_id: int | None) -> bool:
    """Whether this person scores something here and has declared to have no conflict of interest with the supplier."""
    if user_id is None or not any(user_id in users for users in assigned(procurement).values()):
        return False
    declared = declarations(procurement, user_id=user_id).get((user_id, bid.supplier_id))
    return declared is not None and not declared.conflict
