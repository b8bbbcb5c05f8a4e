"""What bids and their assessment must know of each other: when prices may be opened, and who may read documents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from marketkit.db import db
from marketkit.evaluations.assessment.models import Assignment, ConflictDeclaration, QualityClosing
from marketkit.evaluations.bids.models import Bid
from marketkit.procurements.models import Procurement


def quality_closed_at(procurement: Procurement) -> datetime | None:
    """When the assessments of quality were closed; None while they are open (also when taken up again)."""
    query = select(QualityClosing).where(QualityClosing.procurement_id == procurement.id)
    newest = db.session.scalar(query.order_by(QualityClosing.id.desc()).limit(1))
    return newest.created_at if newest is not None and newest.closed else None


def assesses_without_conflict(procurement: Procurement, bid: Bid, user_id: int | None) -> bool:
    """Whether this person scores something here and has declared to have no conflict of interest with the supplier."""
    assigned: dict[str, bool] = {}
    for row in db.session.scalars(
        select(Assignment)
        .where(Assignment.procurement_id == procurement.id, Assignment.user_id == user_id)
        .order_by(Assignment.id)
    ):
        assigned[row.criterion] = row.assigned
    declared = db.session.scalar(
        select(ConflictDeclaration)
        .where(
            ConflictDeclaration.procurement_id == procurement.id,
            ConflictDeclaration.user_id == user_id,
            ConflictDeclaration.supplier_id == bid.supplier_id,
        )
        .order_by(ConflictDeclaration.id.desc())
        .limit(1)
    )
    return any(assigned.values()) and declared is not None and not declared.conflict
