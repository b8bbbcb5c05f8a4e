"""Close the assessments of quality, and take them up again while nobody can know what a score does to the ranking."""

from __future__ import annotations

from datetime import UTC, datetime

from marketkit import access
from marketkit.db import begin_write
from marketkit.evaluations.assessment.agreed import (
    Agreed,
    Basis,
    Standards,
    agreed_of,
    quality_is_closed,
    standards,
)
from marketkit.evaluations.assessment.asked import scores_are_final
from marketkit.evaluations.assessment.changes import digest, note
from marketkit.evaluations.assessment.evaluators import assigned, handovers
from marketkit.evaluations.assessment.models import QualityClosing
from marketkit.evaluations.assessment.refusals import AssessmentRefusedError, Cell, NotReadyToCloseError
from marketkit.evaluations.bids.standing import StandingBid, is_opened, standing_bids
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.evaluations.record import fingerprint
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.said import Said, say


def reasons_against_closing(
    procurement: Procurement, cells: dict[Cell, Agreed] | None = None
) -> tuple[Said, ...]:
    """Everything that stands against closing the assessments; empty when they can be closed.

    `cells` are the agreed scores where they have been looked up already.
    """
    by = standards(procurement)
    if by is None or not is_opened(procurement):
        return (say("the bids have not been opened yet"),)
    if is_closed(procurement.state):
        return (say("the procurement is closed"),)
    if quality_is_closed(procurement):
        return (say("the assessments are closed already"),)
    bids = [bid for bid in standing_bids(procurement) if bid.out is None]
    cells = agreed_of(procurement, by, bids) if cells is None else cells
    reasons = list(_not_finished(procurement, by)) if bids else []
    return (*reasons, *_unsettled(by, bids, cells))


def _not_finished(procurement: Procurement, by: Standards) -> list[Said]:
    if by.plan.scoring_mode is ScoringMode.PANEL:
        return []
    done = {user for user, row in handovers(procurement).items() if row.done}
    people = assigned(procurement)
    waiting = {user for leaf in by.leaves for user in people.get(leaf.id, frozenset())} - done
    names = sorted(access.names(waiting).values())
    return [say("{name} has not finished scoring", name=name) for name in names]


def _unsettled(by: Standards, bids: list[StandingBid], cells: dict[Cell, Agreed]) -> list[Said]:
    """One reason for each bid and kind of gap, so that thirty bids do not make a thousand lines."""
    scored = {leaf.id for leaf in by.leaves}
    reasons = []
    for bid in bids:
        own = [(leaf, each) for (bid_id, leaf), each in cells.items() if bid_id == bid.bid.id]
        unscored = sum(each.basis is Basis.MISSING and leaf in scored for leaf, each in own)
        unstated = sum(each.basis is Basis.MISSING and leaf not in scored for leaf, each in own)
        apart = sum(each.basis is Basis.MUST_AGREE for _leaf, each in own)
        label = bid.bid.label
        if unscored:
            reasons.append(say("{bid}: scores still missing: {count}", bid=label, count=unscored))
        if unstated:
            reasons.append(say("{bid}: values missing in the bid itself: {count}", bid=label, count=unstated))
        if apart:
            reasons.append(
                say("{bid}: scores the panel must still agree on: {count}", bid=label, count=apart)
            )
    return reasons


def close_quality(*, procurement: Procurement, actor_id: int | None) -> QualityClosing:
    """Close the assessments of quality. Raises NotReadyToCloseError with every reason against it."""
    session = begin_write()
    reasons = reasons_against_closing(procurement)
    if reasons:
        raise NotReadyToCloseError(reasons)
    by = standards(procurement)
    assert by is not None  # else there had been a reason
    cells = agreed_of(procurement, by, [bid for bid in standing_bids(procurement) if bid.out is None])
    closing = _row(procurement, closed=True, reason=None, actor_id=actor_id)
    session.add(closing)
    session.flush()
    scores = [[bid, leaf, str(each.score), each.basis.value] for (bid, leaf), each in sorted(cells.items())]
    note("quality.closed", procurement, actor_id, {"closing": closing.id, "scores": fingerprint(scores)})
    return closing


def reason_against_reopening(procurement: Procurement) -> Said | None:
    """Why the assessments cannot be taken up again; None when they can.

    Once scores are final they can be only where new bids came in that nobody has scored: then for those alone.
    """
    if not quality_is_closed(procurement):
        return say("the assessments are not closed")
    if is_closed(procurement.state):
        return say("the procurement is closed")
    if scores_are_final(procurement) and not _has_gaps(procurement):
        return say(
            "it is known by now what a score does to the ranking; only an obvious error can still be put right, "
            "score by score and with its reason"
        )
    return None


def _has_gaps(procurement: Procurement) -> bool:
    by = standards(procurement)
    if by is None:
        return False
    bids = [bid for bid in standing_bids(procurement) if bid.out is None]
    return any(each.basis is Basis.MISSING for each in agreed_of(procurement, by, bids).values())


def reopen_quality(*, procurement: Procurement, reason: str, actor_id: int | None) -> QualityClosing:
    """Take the assessments up again, with the reason. Raises AssessmentRefusedError."""
    session = begin_write()
    against = reason_against_reopening(procurement)
    if against is None and not reason.strip():
        against = say("say why the assessments are taken up again")
    if against is not None:
        raise AssessmentRefusedError(against)
    reopening = _row(procurement, closed=False, reason=reason.strip(), actor_id=actor_id)
    session.add(reopening)
    session.flush()
    note(
        "quality.reopened", procurement, actor_id, {"closing": reopening.id, "reason": digest(reason.strip())}
    )
    return reopening


def _row(
    procurement: Procurement, *, closed: bool, reason: str | None, actor_id: int | None
) -> QualityClosing:
    return QualityClosing(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        closed=closed,
        reason=reason,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
