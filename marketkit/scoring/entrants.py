"""Bids before any award method: marks on every non-cost criterion, amounts, and who falls below a threshold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from marketkit.scoring.result import Reason, Score
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Criterion, Strategy

ZERO, HUNDRED = Fraction(0), Fraction(100)


@dataclass(frozen=True, slots=True)
class Entrant:
    """One bid with its marks.

    `scores` holds every non-cost criterion and part; `amounts` every cost criterion and part, in the currency;
    `quality` is the sum of the weighted marks (None where the award method has no weights).
    """

    bid: Bid
    scores: dict[str, Score]
    amounts: dict[str, Fraction]
    quality: Fraction | None

    def with_amount(self, criterion: str, amount: Fraction) -> Entrant:
        """The same bid at another amount for one cost criterion."""
        return replace(self, amounts={**self.amounts, criterion: amount})


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum, brought to lowest terms once at the end instead of after every term."""
    numerator, denominator = 0, 1
    for value in values:
        numerator = numerator * value.denominator + value.numerator * denominator
        denominator *= value.denominator
    return Fraction(numerator, denominator)


def share_of(leaf: Criterion, raw: Fraction) -> Fraction:
    """The share of full marks a raw score is on the leaf's scale: 0 at its worst end, 1 at its best."""
    assert leaf.scale is not None
    worst, best = leaf.scale
    return (raw - worst) / (best - worst)


class Marker:
    """Marks the bids of one strategy. Equal raw scores share one Score, for scores repeat from bid to bid."""

    def __init__(self, strategy: Strategy) -> None:
        self.strategy = strategy
        self.known: dict[tuple[str, int, int], Score] = {}
        worth = strategy.award == "monetised-quality"
        self._lines = {
            leaf.id: _Line(leaf, leaf.worth if worth else leaf.total_weight)
            for leaf in strategy.leaves()
            if not leaf.is_cost
        }

    def entrant(self, bid: Bid) -> Entrant:
        scores: dict[str, Score] = {}
        for criterion in self.strategy.quality_criteria:
            self._mark(criterion, bid, scores)
        amounts: dict[str, Fraction] = {}
        for criterion in self.strategy.cost_criteria:
            _add_up(criterion, bid, amounts)
        weighted = [scores[criterion.id].weighted for criterion in self.strategy.quality_criteria]
        quality = None
        if self.strategy.award != "monetised-quality" and None not in weighted:
            quality = exact_sum(value for value in weighted if value is not None)
        return Entrant(bid=bid, scores=scores, amounts=amounts, quality=quality)

    def _mark(self, criterion: Criterion, bid: Bid, scores: dict[str, Score]) -> Score:
        if criterion.is_leaf:
            score = self._leaf(criterion, bid.raw[criterion.id])
        else:
            parts = [self._mark(part, bid, scores) for part in criterion.parts]
            weighted = None
            if all(part.weighted is not None for part in parts):
                weighted = exact_sum(part.weighted for part in parts if part.weighted is not None)
            share = None
            if weighted is not None and criterion.total_weight is not None:
                share = weighted / criterion.total_weight
            score = Score(share=share, weighted=weighted)
        scores[criterion.id] = score
        return score

    def _leaf(self, leaf: Criterion, raw: Fraction) -> Score:
        key = (leaf.id, raw.numerator, raw.denominator)
        score = self.known.get(key)
        if score is None:
            score = self.known[key] = self._lines[leaf.id].score(raw)
        return score


class _Line:
    """The straight line of one leaf's scale, in whole numbers: one reduction a figure instead of three."""

    def __init__(self, leaf: Criterion, counts: Fraction | None) -> None:
        assert leaf.scale is not None
        worst, best = leaf.scale
        self.worst = worst.numerator, worst.denominator
        per_step = 1 / (best - worst)
        self.per_step = per_step.numerator, per_step.denominator
        self.counts = counts

    def score(self, raw: Fraction) -> Score:
        """The share (raw - worst) / (best - worst), and what it counts."""
        (worst, parts), (step, steps) = self.worst, self.per_step
        above = raw.numerator * parts - worst * raw.denominator
        share = Fraction(above * step, raw.denominator * parts * steps)
        weighted = None
        if self.counts is not None:
            weighted = Fraction(
                share.numerator * self.counts.numerator, share.denominator * self.counts.denominator
            )
        return Score(raw=raw, share=share, weighted=weighted)


def _add_up(criterion: Criterion, bid: Bid, amounts: dict[str, Fraction]) -> Fraction:
    if criterion.is_leaf:
        amount = bid.raw[criterion.id]
        if criterion.quantity is not None:
            amount = criterion.quantity * amount
    else:
        amount = sum((_add_up(part, bid, amounts) for part in criterion.parts), ZERO)
    amounts[criterion.id] = amount
    return amount


def reasons_to_exclude(strategy: Strategy, entrant: Entrant) -> tuple[Reason, ...]:
    """Every threshold the bid falls below, in the order of the file; empty when it stays in."""
    reasons = []
    for criterion in strategy.walk():
        if criterion.is_cost:
            continue
        share, raw = entrant.scores[criterion.id].share, entrant.scores[criterion.id].raw
        if share is None:
            continue
        least, percent = criterion.min_score, criterion.min_percent
        if least is not None and raw is not None and share < share_of(criterion, least):
            reasons.append(Reason("below-min-score", criterion.id, raw, least))
        if percent is not None and HUNDRED * share < percent:
            reasons.append(Reason("below-min-percent", criterion.id, HUNDRED * share, percent))
    required = strategy.min_total_quality
    if required is not None and entrant.quality is not None:
        percent = HUNDRED * entrant.quality / full_quality(strategy)
        if percent < required:
            reasons.append(Reason("below-min-total-quality", None, percent, required))
    if strategy.award == "price-per-quality-point" and entrant.quality is not None and entrant.quality <= 0:
        reasons.append(Reason("no-quality-points", None, entrant.quality, ZERO))
    return tuple(reasons)


def full_quality(strategy: Strategy) -> Fraction:
    """The sum of the weights of the non-cost criteria: what full marks everywhere would give."""
    return sum((c.total_weight for c in strategy.quality_criteria if c.total_weight is not None), ZERO)
