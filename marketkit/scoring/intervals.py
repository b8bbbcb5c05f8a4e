"""How far one weight can move, the others rescaled in proportion, before the first place changes hands.

With the weights as shares of the whole, moving criterion j from w_j to t leaves (1 - t)/(1 - w_j) of every weight
outside it. The winner's lead over a rival is then a straight line in t: d at t = 1, where only j counts, and
r = (D - w_j d)/(1 - w_j) at t = 0, where j counts for nothing; D is today's lead and d the lead in j's share. Each
rival thus gives at most one break point, r/(r - d), and the interval is what the nearest ones leave.

Exclusions and price references are held: neither depends on the weight of a criterion as this moves it, save the
thresholds on parents, which are held on purpose. A first place that a tie-break decided is a lead of 0: the weight
may move only to the side where the lead does not fall below 0. Shares with a logarithm in them are rationals of 60
decimals and a lead below 40 decimals counts as none, as when ranking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from marketkit.scoring.evaluate import COMPARED_PLACES
from marketkit.scoring.result import RankedBid, Result
from marketkit.sourcing.strategy import Criterion, Strategy

METHODS = ("weighted-sum", "quality-only")
ONE, ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """The weights of one criterion, from `low` to `high`, at which the winner keeps first place.

    All three weights are weights in the total, in the strategy's units (percent of the whole, or points out of the
    sum of all points). At a bound the rival draws level and beyond it leads; None where the bound is the natural
    end, 0 or the whole.
    """

    criterion: str
    weight: Fraction
    low: Fraction
    high: Fraction
    low_rival: str | None = None
    high_rival: str | None = None


@dataclass(frozen=True, slots=True)
class _Bound:
    """Where the lead over a rival is 0, and how fast it falls beyond."""

    at: Fraction
    fall: Fraction
    rival: str


def weight_intervals(result: Result) -> tuple[Interval, ...]:
    """The interval of every top-level criterion and every weighted leaf, in the order of the file.

    A criterion that has the whole weight is left out. Empty where no single bid is in first place or the award
    method is not one of METHODS.
    """
    strategy, winner = result.strategy, result.first
    if winner is None or strategy.award not in METHODS:
        return ()
    whole = sum((c.total_weight for c in strategy.criteria if c.total_weight is not None), ZERO)
    rivals = [ranked for ranked in result.ranking if ranked is not winner]
    return tuple(
        _interval(criterion.id, weight, whole, winner, rivals)
        for criterion in weighted_criteria(strategy)
        if (weight := criterion.total_weight) is not None and weight != whole
    )


def weighted_criteria(strategy: Strategy) -> Iterator[Criterion]:
    """Every top-level criterion and every leaf below one; parts of a cost criterion have no weights."""
    for criterion in strategy.criteria:
        yield criterion
        if not criterion.is_cost:
            yield from (leaf for leaf in criterion.leaves() if leaf is not criterion)


def _interval(
    criterion: str, weight: Fraction, whole: Fraction, winner: RankedBid, rivals: list[RankedBid]
) -> Interval:
    lows, highs = [], []
    part = weight / whole
    for rival in rivals:
        alone = _share(winner, criterion) - _share(rival, criterion)
        without = (_lead(winner, rival) / whole - part * alone) / (ONE - part)
        if without < 0 < alone:
            lows.append(_Bound(without / (without - alone), alone - without, rival.bid.id))
        elif alone < 0 < without:
            highs.append(_Bound(without / (without - alone), without - alone, rival.bid.id))
    # Of several rivals at one bound, the one that leads just beyond it takes over.
    low = max(lows, key=lambda bound: (bound.at, bound.fall), default=None)
    high = max(highs, key=lambda bound: (-bound.at, bound.fall), default=None)
    return Interval(
        criterion=criterion,
        weight=weight,
        low=ZERO if low is None else whole * low.at,
        high=whole if high is None else whole * high.at,
        low_rival=None if low is None else low.rival,
        high_rival=None if high is None else high.rival,
    )


def _share(ranked: RankedBid, criterion: str) -> Fraction:
    share = ranked.scores[criterion].share
    assert share is not None
    return share


def _lead(winner: RankedBid, rival: RankedBid) -> Fraction:
    lead = winner.total - rival.total
    if winner.exact and rival.exact:
        return lead
    return lead if round(lead * 10**COMPARED_PLACES) else ZERO
