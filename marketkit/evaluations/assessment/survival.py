"""Whether the ranking survives the evaluators' disagreement. It explains and audits, and never chooses.

Pure: bids come in with every figure, and for each score the lowest and the highest that an evaluator gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.result import Result
from marketkit.scoring.simulation import SCORES, Simulation, simulate
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Strategy

DRAWS, SEED = 10_000, 0
MOST_RANGED = 12  # two whole evaluations for each bid

Extremes = Mapping[tuple[str, str], tuple[Fraction, Fraction]]
"""(bid, leaf) -> the individual scores nearest to no marks and to full marks."""


@dataclass(frozen=True, slots=True)
class Range:
    """The best and the worst place of one bid; None where it would be out."""

    bid: str
    place: int | None
    best: int | None
    worst: int | None


@dataclass(frozen=True, slots=True)
class Survival:
    """The ranking as it stands now, how often each bid comes first when scores are drawn, and the range of places."""

    result: Result
    simulation: Simulation
    ranges: tuple[Range, ...]

    @property
    def steady(self) -> bool:
        """Whether the bid in first place stays there even where every disagreement falls out against it."""
        first = self.result.first
        return first is not None and any(each.bid == first.bid.id and each.worst == 1 for each in self.ranges)


def survival(strategy: Strategy, bids: Sequence[Bid], extremes: Extremes) -> Survival:
    """Rank the bids, draw scores, and rank again with every bid once at its evaluators' best and once at their worst.

    The first MOST_RANGED bids are ranged. For a bid's best place its own scores are the best that an evaluator gave and all others' the worst; for its worst
    place the other way round.
    """
    result = evaluate(strategy, bids)
    low = {bid.id: _at(bid, extremes, 0) for bid in bids}
    high = {bid.id: _at(bid, extremes, 1) for bid in bids}
    ranges = []
    for bid in sorted(bids, key=lambda each: (_place(result, each) or len(bids), each.id))[:MOST_RANGED]:
        best = evaluate(strategy, [high[bid.id], *(low[other.id] for other in bids if other is not bid)])
        worst = evaluate(strategy, [low[bid.id], *(high[other.id] for other in bids if other is not bid)])
        places = (_place(result, bid), _place(best, bid), _place(worst, bid))
        ranges.append(Range(bid.id, *places))
    ranges.sort(key=lambda each: (each.place is None, each.place or 0, each.bid))
    return Survival(result, simulate(result, draws=DRAWS, seed=SEED, over=SCORES), tuple(ranges))


def _at(bid: Bid, extremes: Extremes, end: int) -> Bid:
    """The bid with each score at one end of what evaluators gave; other figures as they are."""
    raw = {
        leaf: extremes[bid.id, leaf][end] if (bid.id, leaf) in extremes else value
        for leaf, value in bid.raw.items()
    }
    return replace(bid, raw=raw)


def _place(result: Result, bid: Bid) -> int | None:
    return next((ranked.rank for ranked in result.ranking if ranked.bid.id == bid.id), None)
