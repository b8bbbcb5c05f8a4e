"""The score that counts for each bid on each criterion, and what it rests on. Everything downstream reads it here.

A leaf whose value stands in the bid takes the bid's own figure. Of the others each evaluator's newest score counts,
unless it was given to an earlier submission, its author has declared a conflict with the supplier since, or is no longer
asked to score it (`asked`): such scores stay on record. Where the scores lie within the limit of the plan their exact mean
counts; beyond it the panel must agree. What the panel agreed counts until something it rested on changes: a new
submission, a new score, or a conflict that took a score out.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketkit.db import db
from marketkit.evaluations.assessment.asked import Asked
from marketkit.evaluations.assessment.evaluators import (
    declarations,
    last_conflicts,
    newest_closing,
)
from marketkit.evaluations.assessment.models import Assessment, Moderation
from marketkit.evaluations.bids.standing import StandingBid, standing_bids
from marketkit.evaluations.preparation.models import EvaluationPlan, ScoringMode
from marketkit.evaluations.preparation.services import current_lock
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Criterion, Strategy

ZERO = Fraction(0)


class Basis(enum.Enum):
    """What a score rests on; without one, why there is none yet."""

    STATED = "stated"
    PANEL = "panel"
    UNANIMOUS = "unanimous"
    MEAN = "mean"
    AGREED = "agreed"
    MISSING = "missing"
    MUST_AGREE = "must-agree"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The score of one bid on one leaf, exact and on the leaf's scale; None under MISSING and MUST_AGREE.

    `individual` are the scores that count, by name of the evaluator; `set_aside` those on record that do not (an
    earlier submission, a conflict, no longer assigned). `moderation` is what the panel last agreed, also where it no
    longer counts. `spread` is the distance between the highest and the lowest individual score, in the scale's units.
    """

    score: Fraction | None
    basis: Basis
    individual: tuple[Assessment, ...]
    moderation: Moderation | None
    spread: Fraction
    set_aside: tuple[Assessment, ...] = ()


@dataclass(frozen=True, slots=True)
class Standards:
    """What assessments stand on: the locked strategy, the plan locked with it, and the leaves evaluators score."""

    strategy: Strategy
    plan: EvaluationPlan
    leaves: tuple[Criterion, ...]


def assessed_leaves(strategy: Strategy, plan: EvaluationPlan) -> list[Criterion]:
    """The leaves that evaluators score: neither cost nor stated in the bid itself, in the order of the file."""
    stated = set(plan.stated)
    return [leaf for leaf in strategy.leaves() if not leaf.is_cost and leaf.id not in stated]


def standards(procurement: Procurement) -> Standards | None:
    """What is assessed by; None before the strategy is locked."""
    lock = current_lock(procurement)
    if lock is None:
        return None
    strategy = strategy_of(lock.strategy_version)
    return Standards(strategy, lock.plan, tuple(assessed_leaves(strategy, lock.plan)))


def quality_is_closed(procurement: Procurement) -> bool:
    """Whether the assessments of quality are closed, and were not taken up again since."""
    closing = newest_closing(procurement)
    return closing is not None and closing.closed


def agreed_scores(procurement: Procurement) -> dict[tuple[int, str], Agreed]:
    """What counts for every bid still in and every leaf that is not cost, by (bid id, leaf id); {} before the lock."""
    by = standards(procurement)
    if by is None:
        return {}
    return agreed_of(procurement, by, [bid for bid in standing_bids(procurement) if bid.out is None])


def agreed_of(
    procurement: Procurement, by: Standards, bids: Sequence[StandingBid]
) -> dict[tuple[int, str], Agreed]:
    """The same for bids already looked up."""
    records = _Records(procurement)
    scored = {leaf.id for leaf in by.leaves}
    found = {}
    for bid in bids:
        for leaf in by.strategy.leaves():
            if leaf.is_cost:
                continue
            found[bid.bid.id, leaf.id] = (
                records.judge(bid, leaf, by.plan) if leaf.id in scored else _stated(bid, leaf)
            )
    return found


def newest_assessments(procurement: Procurement) -> dict[tuple[int, str], dict[int, Assessment]]:
    """Each person's newest score, by (bid id, leaf id) and then by user, whether it counts or not."""
    query = (
        select(Assessment)
        .where(Assessment.procurement_id == procurement.id)
        .order_by(Assessment.number)
        .options(selectinload(Assessment.user))
    )
    found: dict[tuple[int, str], dict[int, Assessment]] = defaultdict(dict)
    for row in db.session.scalars(query):
        found[row.bid_id, row.criterion][row.user_id] = row
    return dict(found)


def newest_moderations(procurement: Procurement) -> dict[tuple[int, str], Moderation]:
    """What the panel last agreed, by (bid id, leaf id)."""
    query = select(Moderation).where(Moderation.procurement_id == procurement.id).order_by(Moderation.number)
    rows = db.session.scalars(query.options(joinedload(Moderation.created_by)))
    return {(row.bid_id, row.criterion): row for row in rows}


class _Records:
    """Everything on record about the assessments of one procurement, read once."""

    def __init__(self, procurement: Procurement) -> None:
        self.asked = Asked(procurement)
        self.conflicts = last_conflicts(declarations(procurement))
        self.assessments = newest_assessments(procurement)
        self.moderations = newest_moderations(procurement)

    def judge(self, bid: StandingBid, leaf: Criterion, plan: EvaluationPlan) -> Agreed:
        given = self.assessments.get((bid.bid.id, leaf.id), {})
        moderation = self.moderations.get((bid.bid.id, leaf.id))
        conflicts = {
            user: since
            for (user, supplier), since in self.conflicts.items()
            if supplier == bid.bid.supplier_id
        }
        if plan.scoring_mode is ScoringMode.PANEL:
            return _panel(bid, given, moderation, conflicts)
        expected = self.asked.of(bid, leaf.id) - conflicts.keys()
        return _individual(bid, leaf, plan, given, moderation, expected, conflicts)


def _stated(bid: StandingBid, leaf: Criterion) -> Agreed:
    figure = bid.figures.get(leaf.id)
    if figure is None:
        return Agreed(None, Basis.MISSING, (), None, ZERO)
    return Agreed(figure.evaluated, Basis.STATED, (), None, ZERO)


def _panel(
    bid: StandingBid,
    given: Mapping[int, Assessment],
    moderation: Moderation | None,
    conflicts: Mapping[int, datetime],
) -> Agreed:
    """The panel's newest score, whoever wrote it down; one written by somebody with a conflict must be given again."""
    rows = sorted(given.values(), key=lambda row: row.number)
    if not rows or rows[-1].submission_id != bid.submission.id or rows[-1].user_id in conflicts:
        return Agreed(None, Basis.MISSING, (), moderation, ZERO, tuple(rows))
    counting, earlier = rows[-1], tuple(rows[:-1])
    if moderation is not None and moderation.created_at >= counting.created_at:
        return Agreed(moderation.score, Basis.AGREED, (counting,), moderation, ZERO, earlier)
    return Agreed(counting.score, Basis.PANEL, (counting,), moderation, ZERO, earlier)


def _individual(
    bid: StandingBid,
    leaf: Criterion,
    plan: EvaluationPlan,
    given: Mapping[int, Assessment],
    moderation: Moderation | None,
    expected: frozenset[int],
    conflicts: Mapping[int, datetime],
) -> Agreed:
    rows = sorted(given.values(), key=lambda row: (row.user.name.casefold(), row.user_id))
    counting = tuple(
        row for row in rows if row.user_id in expected and row.submission_id == bid.submission.id
    )
    aside = tuple(row for row in rows if row not in counting)
    scores = [row.score for row in counting]
    spread = max(scores) - min(scores) if scores else ZERO

    def found(score: Fraction | None, basis: Basis) -> Agreed:
        return Agreed(score, basis, counting, moderation, spread, aside)

    if not counting or len(counting) < len(expected):
        return found(None, Basis.MISSING)
    if moderation is not None:
        rested_on = [bid.submission.created_at, *(row.created_at for row in counting)]
        rested_on += [conflicts[row.user_id] for row in aside if row.user_id in conflicts]
        if moderation.created_at >= max(rested_on):
            return found(moderation.score, Basis.AGREED)
        return found(None, Basis.MUST_AGREE)
    if spread > plan.spread_limit * scale_length(leaf):
        return found(None, Basis.MUST_AGREE)
    if spread == 0:
        return found(scores[0], Basis.UNANIMOUS)
    return found(sum(scores, ZERO) / len(scores), Basis.MEAN)


def scale_length(leaf: Criterion) -> Fraction:
    """How far the two ends of a leaf's scale lie apart, in its units. Raises ValueError where it has no scale."""
    if leaf.scale is None:
        raise ValueError(f"{leaf.id} has no scale")
    return abs(leaf.scale[1] - leaf.scale[0])
