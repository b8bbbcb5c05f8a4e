"""Who scores what, who has declared what, and who has finished: the newest row of each counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketkit.db import db
from marketkit.evaluations.assessment.models import (
    Assignment,
    ConflictDeclaration,
    Handover,
    QualityClosing,
)
from marketkit.procurements.models import Procurement


def assigned(procurement: Procurement, *, until: datetime | None = None) -> dict[str, frozenset[int]]:
    """Who scores each leaf criterion: user numbers by leaf, as it stands or stood at a moment.

    Leaves that nobody scores are left out.
    """
    newest: dict[tuple[str, int], bool] = {}
    columns = (Assignment.criterion, Assignment.user_id, Assignment.assigned)
    query = select(*columns).where(Assignment.procurement_id == procurement.id)
    if until is not None:
        query = query.where(Assignment.created_at <= until)
    for criterion, user_id, on in db.session.execute(query.order_by(Assignment.id)):
        newest[criterion, user_id] = on
    found: dict[str, set[int]] = defaultdict(set)
    for (criterion, user_id), on in newest.items():
        if on:
            found[criterion].add(user_id)
    return {criterion: frozenset(users) for criterion, users in found.items()}


def taken_off(procurement: Procurement) -> list[Assignment]:
    """Who was taken off a criterion although they had scored it, and why, oldest first."""
    query = select(Assignment).where(
        Assignment.procurement_id == procurement.id, Assignment.reason.is_not(None)
    )
    return list(db.session.scalars(query.options(joinedload(Assignment.user)).order_by(Assignment.id)))


def newest_assignment(procurement: Procurement) -> int:
    """The number of the last row about who scores what, 0 before there is one: the version a form shows."""
    query = select(func.max(Assignment.id)).where(Assignment.procurement_id == procurement.id)
    return db.session.scalar(query) or 0


def declarations(
    procurement: Procurement, *, user_id: int | None = None
) -> dict[tuple[int, int], ConflictDeclaration]:
    """What each person last declared about each supplier, by (user, supplier); of one person when given."""
    query = select(ConflictDeclaration).where(ConflictDeclaration.procurement_id == procurement.id)
    if user_id is not None:
        query = query.where(ConflictDeclaration.user_id == user_id)
    return {
        (row.user_id, row.supplier_id): row
        for row in db.session.scalars(query.order_by(ConflictDeclaration.id))
    }


def handovers(procurement: Procurement) -> dict[int, Handover]:
    """The newest word on whether each person has finished, by user; those who never said so are left out."""
    query = select(Handover).where(Handover.procurement_id == procurement.id).order_by(Handover.id)
    return {row.user_id: row for row in db.session.scalars(query)}


def has_handed_over(procurement: Procurement, *, user_id: int) -> bool:
    """Whether this person has finished scoring and was not asked to go on since."""
    query = select(Handover.done).where(
        Handover.procurement_id == procurement.id, Handover.user_id == user_id
    )
    return bool(db.session.scalar(query.order_by(Handover.id.desc()).limit(1)))


def newest_closing(procurement: Procurement) -> QualityClosing | None:
    """The last word on whether the quality assessments are closed; None before they ever were."""
    query = select(QualityClosing).where(QualityClosing.procurement_id == procurement.id)
    return db.session.scalar(query.order_by(QualityClosing.id.desc()).limit(1))


def last_conflicts(declared: dict[tuple[int, int], ConflictDeclaration]) -> dict[tuple[int, int], datetime]:
    """Since when each declared conflict stands, by (user, supplier)."""
    return {key: row.created_at for key, row in declared.items() if row.conflict}
