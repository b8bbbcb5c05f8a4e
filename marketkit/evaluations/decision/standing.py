"""What the buyer has decided, as it stands now. Everything else reads decisions through here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketkit.db import db
from marketkit.evaluations.decision.models import Decision, DecisionKind, PriceInquiry, Signature, Standstill
from marketkit.procurements.models import Procurement


def decisions(procurement: Procurement) -> list[Decision]:
    """Every decision, oldest first."""
    query = (
        select(Decision)
        .where(Decision.procurement_id == procurement.id)
        .options(selectinload(Decision.outcomes))
    )
    return list(db.session.scalars(query.order_by(Decision.number)))


def current_decision(procurement: Procurement) -> Decision | None:
    """The newest decision, whatever it is; None before there is one."""
    found = decisions(procurement)
    return found[-1] if found else None


def current_award(procurement: Procurement) -> Decision | None:
    """The newest award, if no reversal or cancellation took it back."""
    newest = current_decision(procurement)
    return newest if newest is not None and newest.kind is DecisionKind.AWARD else None


def standstill_of(decision: Decision) -> Standstill | None:
    """When the contract may be signed after a decision; None before its standstill has begun."""
    query = select(Standstill).where(Standstill.decision_id == decision.id)
    return db.session.scalar(query.order_by(Standstill.id.desc()).limit(1))


def signature_of(decision: Decision) -> Signature | None:
    """The signing of the contract that follows from an award; None before it is signed."""
    query = select(Signature).where(Signature.decision_id == decision.id)
    return db.session.scalar(query.order_by(Signature.id.desc()).limit(1))


def inquiry_steps(procurement: Procurement) -> dict[int, list[PriceInquiry]]:
    """What was asked and answered about low prices, by bid id, oldest first."""
    query = (
        select(PriceInquiry).where(PriceInquiry.procurement_id == procurement.id).order_by(PriceInquiry.id)
    )
    found: dict[int, list[PriceInquiry]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.bid_id, []).append(row)
    return found
