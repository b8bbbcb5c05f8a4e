"""The panel's agreed scores, recorded beside the evaluators' own and never over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from marketkit.db import begin_write
from marketkit.evaluations.assessment.agreed import (
    Agreed,
    Basis,
    Standards,
    agreed_of,
    quality_is_closed,
    standards,
)
from marketkit.evaluations.assessment.asked import Asked, scores_are_final
from marketkit.evaluations.assessment.changes import digest, note
from marketkit.evaluations.assessment.evaluators import declarations, handovers
from marketkit.evaluations.assessment.models import Moderation, ModerationKind
from marketkit.evaluations.assessment.refusals import AssessmentRefusedError, StaleModerationError
from marketkit.evaluations.assessment.scoring import ground_fault, score_fault
from marketkit.evaluations.bids.standing import StandingBid, is_opened, standing_bids
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.said import say
from marketkit.sourcing.strategy import Criterion


@dataclass(frozen=True, slots=True)
class Discussed:
    """One bid on one scored leaf, as the panel has it before it; `waiting` are the people who have not finished."""

    bid: StandingBid
    leaf: Criterion
    agreed: Agreed
    waiting: frozenset[int]


def discuss(procurement: Procurement, bid_id: int, criterion: str) -> Discussed:
    """What the panel needs to agree on one score. Raises AssessmentRefusedError where there is nothing to agree on."""
    by = standards(procurement)
    if by is None or not is_opened(procurement):
        raise AssessmentRefusedError(say("the bids have not been opened yet"))
    leaf = next((leaf for leaf in by.leaves if leaf.id == criterion), None)
    bid = next((bid for bid in standing_bids(procurement) if bid.bid.id == bid_id), None)
    if leaf is None or bid is None:
        raise AssessmentRefusedError(say("there is no such bid or criterion to score here"))
    if bid.out is not None:
        raise AssessmentRefusedError(say("this bid is not scored: {reason}", reason=bid.out.explanation))
    agreed = agreed_of(procurement, by, [bid])[bid_id, criterion]
    return Discussed(bid, leaf, agreed, _waiting(procurement, by, bid, leaf))


def _waiting(procurement: Procurement, by: Standards, bid: StandingBid, leaf: Criterion) -> frozenset[int]:
    """Who still scores this cell alone: what the panel says before that would not leave them independent."""
    if by.plan.scoring_mode is ScoringMode.PANEL:
        return frozenset()
    words, done = declarations(procurement), handovers(procurement)
    blocked = {
        user for (user, supplier), row in words.items() if supplier == bid.bid.supplier_id and row.conflict
    }
    finished = {user for user, row in done.items() if row.done}
    return Asked(procurement).of(bid, leaf.id) - blocked - finished


def moderate(
    *,
    procurement: Procurement,
    bid_id: int,
    criterion: str,
    score: Fraction,
    reason: str,
    shown: int,
    actor_id: int | None,
) -> Moderation:
    """Record the score the panel agreed on, with its reason; the evaluators' own stay beside it.

    `shown` is the number of the agreed score the form showed, 0 for none. After the closing, and once it is known what
    a score does to the ranking, it counts as the correction of an obvious error and is recorded as that. Raises
    AssessmentRefusedError, and StaleModerationError when another was recorded meanwhile.
    """
    session = begin_write()
    if is_closed(procurement.state):
        raise AssessmentRefusedError(say("the procurement is closed"))
    found = discuss(procurement, bid_id, criterion)
    word = (
        declarations(procurement, user_id=actor_id).get((actor_id, found.bid.bid.supplier_id))
        if actor_id
        else None
    )
    if word is not None and word.conflict:
        raise AssessmentRefusedError(say("you have declared a conflict of interest with this supplier"))
    standing = found.agreed.moderation
    if standing is not None and standing.number != shown:
        raise StaleModerationError(standing)
    late = quality_is_closed(procurement) or scores_are_final(procurement)
    if found.agreed.basis is Basis.MISSING:
        raise AssessmentRefusedError(say("not everybody who is asked has scored this yet"))
    if found.waiting and not late:
        raise AssessmentRefusedError(say("somebody who scores this has not finished yet"))
    fault = score_fault(found.leaf, score) or ground_fault(reason)
    if fault is not None:
        raise AssessmentRefusedError(fault)
    kind = ModerationKind.CORRECTION if late else ModerationKind.AGREED
    row = Moderation(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        bid_id=bid_id,
        criterion=criterion,
        number=standing.number + 1 if standing else 1,
        kind=kind,
        score=score,
        reason=reason.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    details = {"bid": bid_id, "criterion": criterion, "number": row.number, "score": str(score)}
    action = "score.corrected" if late else "score.agreed"
    note(action, procurement, actor_id, {**details, "reason": digest(row.reason)})
    return row
