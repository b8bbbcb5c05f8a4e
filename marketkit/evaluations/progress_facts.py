"""What is known of an evaluation's progress, gathered from its parts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from marketkit.audit import AuditEntry
from marketkit.db import db
from marketkit.evaluations.assessment.agreed import Basis, agreed_scores, standards
from marketkit.evaluations.assessment.evaluators import assigned, newest_closing
from marketkit.evaluations.bids.models import Envelope
from marketkit.evaluations.bids.requirements import findings, requirements
from marketkit.evaluations.bids.standing import StandingBid, openings, prices_are_open, standing_bids
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.decision.proposal import propose
from marketkit.evaluations.decision.standing import current_award, decisions, signature_of, standstill_of
from marketkit.evaluations.official import is_due, lots_of, lots_with_bids
from marketkit.evaluations.preparation.services import current_lock, current_plan
from marketkit.evaluations.progress import Done, Facts
from marketkit.evaluations.record import newest_official
from marketkit.evaluations.reporting.models import Letter, LetterApproval, LettersSent
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import current_strategy


def gather(procurement: Procurement, *, with_decision: bool) -> Facts:
    """The facts as they stand. `with_decision` is False for readers who may not see what stands against an award."""
    version, plan, lock = current_strategy(procurement), current_plan(procurement), current_lock(procurement)
    bids = standing_bids(procurement)
    staying = [bid for bid in bids if bid.out is None]
    opened = openings(procurement)
    first = next((each for each in opened if each.envelope is Envelope.BIDS), None)
    prices = next((each for each in opened if each.envelope is Envelope.PRICES), None)
    closing = newest_closing(procurement)
    asked = requirements(procurement)
    found = findings(procurement)
    return Facts(
        strategy=_done(version.created_at, version.created_by_id) if version else None,
        dry_run=_dry_run(procurement),
        plan=_done(plan.created_at, plan.created_by_id) if plan else None,
        lock=_done(lock.locked_at, lock.locked_by_id) if lock else None,
        deadline=lock.plan.deadline if lock else None,
        opened=_done(first.opened_at, first.created_by_id) if first else None,
        bids_in=len(staying),
        bids_out=len(bids) - len(staying),
        requirements=len(asked),
        findings_missing=sum(
            (bid.bid.id, requirement.id) not in found for bid in staying for requirement in asked
        ),
        **_scores(procurement),
        quality_closed=_done(closing.created_at, closing.created_by_id)
        if closing and closing.closed
        else None,
        two_envelopes=bool(lock and lock.plan.two_envelopes),
        prices_opened=_done(prices.opened_at, prices.created_by_id) if prices else None,
        prices_missing=_prices_missing(procurement, staying),
        **_results(procurement),
        **_decided(procurement, with_decision=with_decision),
    )


def _done(at: datetime, by: int | None) -> Done:
    return Done(at, by)


def _dry_run(procurement: Procurement) -> Done | None:
    query = select(AuditEntry.at, AuditEntry.actor_id).where(
        AuditEntry.subject == f"procurement:{procurement.id}",
        AuditEntry.buyer_id == procurement.buyer_id,
        AuditEntry.action == "dry-run.made",
    )
    row = db.session.execute(query.order_by(AuditEntry.number.desc()).limit(1)).first()
    return Done(row[0], row[1]) if row else None


def _scores(procurement: Procurement) -> dict[str, Any]:
    by = standards(procurement)
    if by is None:
        return {}
    scored = {leaf.id for leaf in by.leaves}
    bases = [each.basis for (_bid, leaf), each in agreed_scores(procurement).items() if leaf in scored]
    return {
        "people": len({user for users in assigned(procurement).values() for user in users}),
        "scores": len(bases),
        "scores_missing": bases.count(Basis.MISSING),
        "to_agree": bases.count(Basis.MUST_AGREE),
    }


def _prices_missing(procurement: Procurement, staying: list[StandingBid]) -> int:
    by = standards(procurement)
    if by is None or not prices_are_open(procurement):
        return 0
    costs = [leaf.id for leaf in by.strategy.leaves() if leaf.is_cost]
    return sum(any(leaf not in bid.figures for leaf in costs) for bid in staying)


def _results(procurement: Procurement) -> dict[str, Any]:
    lots = lots_with_bids(procurement)
    newest = [found for lot in lots if (found := newest_official(procurement, lot_id=lot)) is not None]
    last = max(newest, key=lambda each: each.number, default=None)
    return {
        "lots": len(lots),
        "lots_calculated": len(newest),
        "calculated": Done(last.created_at, last.created_by_id) if last else None,
        "calculation_due": bool(newest) and any(is_due(procurement, lot) for lot in lots),
    }


def _decided(procurement: Procurement, *, with_decision: bool) -> dict[str, Any]:
    award = current_award(procurement)
    found = decisions(procurement)
    cancelled = next((each for each in found if each.kind is DecisionKind.CANCELLATION), None)
    reversed_ = next((each for each in reversed(found) if each.kind is DecisionKind.REVERSAL), None)
    standstill = standstill_of(award) if award else None
    signature = signature_of(award) if award else None
    calculated = any(newest_official(procurement, lot_id=lot) for lot in lots_of(procurement))
    return {
        "decision_waits": propose(procurement).against if with_decision and calculated and not award else (),
        "award": _decision(award),
        "reversed": _decision(reversed_),
        "cancelled": _decision(cancelled),
        "earliest_signing": standstill.earliest_signing if standstill else None,
        "signed": Done(signature.created_at, signature.created_by_id) if signature else None,
        "signed_on": signature.signed_on if signature else None,
        **(_letters(award) if award else {}),
    }


def _decision(decision: Decision | None) -> Done | None:
    return Done(decision.decided_at, decision.decided_by_id) if decision else None


def _letters(award: Decision) -> dict[str, Any]:
    newest = (
        select(Letter.supplier_id, func.max(Letter.number).label("number"))
        .where(Letter.decision_id == award.id)
        .group_by(Letter.supplier_id)
        .subquery()
    )
    current = (
        select(Letter.id, LetterApproval.id)
        .join(newest, (newest.c.supplier_id == Letter.supplier_id) & (newest.c.number == Letter.number))
        .outerjoin(LetterApproval, LetterApproval.letter_id == Letter.id)
        .where(Letter.decision_id == award.id)
    )
    rows = db.session.execute(current).all()
    sent = db.session.scalar(select(LettersSent).where(LettersSent.decision_id == award.id))
    return {
        "letters": len(rows),
        "letters_approved": sum(approval is not None for _letter, approval in rows),
        "letters_sent": Done(sent.sent_at, sent.created_by_id) if sent else None,
    }
