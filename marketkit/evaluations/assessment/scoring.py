"""Save evaluators' scores with their grounds. What was scored is never changed: a new score is a new version."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy import select

from marketkit.db import begin_write, db
from marketkit.evaluations.assessment.asked import Asked, scores_are_final
from marketkit.evaluations.assessment.changes import digest, note, standards_to_write
from marketkit.evaluations.assessment.evaluators import declarations, has_handed_over
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.assessment.refusals import AssessmentRefusedError, Cell, ScoresRefusedError
from marketkit.evaluations.bids.standing import StandingBid, is_opened, standing_bids
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.numbers import plain_text
from marketkit.procurements.models import Procurement
from marketkit.said import Said, say
from marketkit.sourcing.strategy import Criterion

MAX_GROUND = 4000


@dataclass(frozen=True, slots=True)
class Given:
    """A score as an evaluator gives it: in the leaf's own scale, with its ground.

    `shown` is the version the form showed, 0 for none: what was saved meanwhile is not overwritten unseen.
    """

    bid_id: int
    criterion: str
    score: Fraction
    ground: str
    shown: int

    @property
    def cell(self) -> Cell:
        return self.bid_id, self.criterion


def record_assessments(*, procurement: Procurement, user_id: int, given: Iterable[Given]) -> list[Assessment]:
    """Save scores with their grounds; all of them, or none.

    What stands already, from the same person and word for word, is not written again: an answer that got lost on its
    way can be asked for once more. Raises AssessmentRefusedError when this person cannot score now, and
    ScoresRefusedError with everything wrong with each score and every score that was changed meanwhile.
    """
    asked = list(given)
    session = begin_write()
    desk = _Desk(procurement, user_id, {each.bid_id for each in asked})
    faults = {each.cell: fault for each in asked if (fault := desk.fault(each)) is not None}
    stale = {each.cell: row for each in asked if each.cell not in faults and (row := desk.newer(each))}
    if faults or stale:
        raise ScoresRefusedError(faults, stale)
    kept = [desk.same(each) or desk.row(each) for each in asked]
    new = [row for row in kept if row.id is None]
    session.add_all(new)
    session.flush()
    for row in new:
        details = {
            "bid": row.bid_id,
            "criterion": row.criterion,
            "number": row.number,
            "score": str(row.score),
            "ground": digest(row.ground),
        }
        note("score.given", procurement, user_id, details)
    return kept


class _Desk:
    """Whether one person may score some bids now, and what was saved there before."""

    def __init__(self, procurement: Procurement, user_id: int, bids: Collection[int]) -> None:
        self.procurement, self.user_id = procurement, user_id
        by = standards_to_write(procurement)
        if not is_opened(procurement):
            raise AssessmentRefusedError(say("the bids have not been opened yet"))
        self.panel = by.plan.scoring_mode is ScoringMode.PANEL
        if not self.panel and has_handed_over(procurement, user_id=user_id):
            raise AssessmentRefusedError(
                say("you have said that you have finished; ask an officer to let you go on")
            )
        self.leaves = {leaf.id: leaf for leaf in by.leaves}
        self.asked = Asked(procurement)
        self.declared = declarations(procurement, user_id=user_id)
        self.bids = {bid.bid.id: bid for bid in standing_bids(procurement) if bid.bid.id in bids}
        self.final = scores_are_final(procurement)
        self.newest = self._newest(bids)

    def _newest(self, bids: Collection[int]) -> dict[Cell, Assessment]:
        """The last score of each cell: the person's own, or the panel's where it scores together."""
        query = select(Assessment).where(Assessment.bid_id.in_(bids)).order_by(Assessment.number)
        if not self.panel:
            query = query.where(Assessment.user_id == self.user_id)
        return {(row.bid_id, row.criterion): row for row in db.session.scalars(query)}

    def fault(self, each: Given) -> Said | None:
        """What is wrong with a score; None when it can be saved."""
        bid, leaf = self.bids.get(each.bid_id), self.leaves.get(each.criterion)
        if bid is None or leaf is None:
            return say("there is no such bid or criterion to score here")
        if self.user_id not in self.asked.of(bid, leaf.id):
            return say("you are not asked to score this criterion")
        return (
            self._blocked(bid)
            or score_fault(leaf, each.score)
            or ground_fault(each.ground)
            or self._too_late(each, bid)
        )

    def _too_late(self, each: Given, bid: StandingBid) -> Said | None:
        """Once it is known what a score does to the ranking, only what nobody has scored yet is scored."""
        row = self.newest.get(each.cell)
        if self.final and row is not None and row.submission_id == bid.submission.id and not self.same(each):
            return say("only bids that came in later can still be scored")
        return None

    def _blocked(self, bid: StandingBid) -> Said | None:
        declared = self.declared.get((self.user_id, bid.bid.supplier_id))
        if declared is None:
            return say("say first whether you have a conflict of interest with this supplier")
        if declared.conflict:
            return say("you have declared a conflict of interest with this supplier")
        if bid.out is not None:
            return say("this bid is not scored: {reason}", reason=bid.out.explanation)
        return None

    def newer(self, each: Given) -> Assessment | None:
        """What was saved since the form showed its version, unless it is what is given now."""
        row = self.newest.get(each.cell)
        if row is None or row.number == each.shown or self.same(each) is not None:
            return None
        return row

    def same(self, each: Given) -> Assessment | None:
        row, bid = self.newest.get(each.cell), self.bids[each.bid_id]
        if row is None or (row.user_id, row.submission_id) != (self.user_id, bid.submission.id):
            return None
        return row if (row.score, row.ground) == (each.score, each.ground.strip()) else None

    def row(self, each: Given) -> Assessment:
        before = self.newest.get(each.cell)
        return Assessment(
            buyer_id=self.procurement.buyer_id,
            procurement_id=self.procurement.id,
            bid_id=each.bid_id,
            submission_id=self.bids[each.bid_id].submission.id,
            criterion=each.criterion,
            user_id=self.user_id,
            number=before.number + 1 if before else 1,
            score=each.score,
            ground=each.ground.strip(),
            created_at=datetime.now(UTC),
        )


def score_fault(leaf: Criterion, score: Fraction) -> Said | None:
    """Why a score does not lie on the leaf's scale; None when it does."""
    if leaf.scale is not None and min(leaf.scale) <= score <= max(leaf.scale):
        return None
    low, high = leaf.scale or (Fraction(0), Fraction(0))
    return say("a score lies between {low} and {high}", low=plain_text(low), high=plain_text(high))


def ground_fault(ground: str) -> Said | None:
    """Why a ground will not do; None when it does."""
    if not ground.strip():
        return say("write the ground for this score")
    if len(ground.strip()) > MAX_GROUND:
        return say("a ground has at most {most} characters", most=MAX_GROUND)
    return None
