"""How often each bid comes first when every score could as well have been a little higher or lower.

Each non-cost leaf score of each bid is moved by a random amount, every one from a tenth of its scale down to a tenth
up being as likely (uniform), independently of all others, and kept within the scale. Prices, price points and the
exclusions of the real scores are held: a score that falls below a threshold in a draw shuts nobody out, and a bid
that is out stays out. The best quality, which the utility index measures against, is formed anew in each draw.

Bids with equal totals in a draw share it equally; a tie-break is not applied. Under price-per-quality-point a bid
without any quality points in a draw cannot come first in it; a draw in which no bid has any counts for nobody.

The draws come from one generator, in the order draw, bid (by name), leaf (order of the file): the same seed gives the
same draws whatever the order of the bids, and however many are computed at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from marketkit.scoring.entrants import full_quality
from marketkit.scoring.result import RankedBid, Result
from marketkit.sourcing.strategy import Criterion, Strategy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METHODS = (
    "weighted-sum",
    "quality-only",
    "monetised-quality",
    "markup",
    "price-per-quality-point",
    "utility-index",
    "quality-coefficient",
)
TENTH = 0.1  # of the scale, either way
_SCORES_AT_ONCE = 1 << 19  # so that memory does not grow with draws, bids and criteria
_SAME = 1e-12  # relative to the totals: what sums of equal figures may differ by in floating point
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Table:
    """A method in floats: shares of full marks, what each leaf counts, and a figure of its own for each bid."""

    shares: Floats  # bid × leaf
    counts: Floats  # leaf
    own: Floats  # bid: the price, or the points of the price
    weight: float  # of cost relative to what `counts` are in, where the method uses it
    full: float  # what full marks count in all


def shares_over_scores(result: Result, *, draws: int, seed: int) -> dict[str, Fraction]:
    """The share of the draws in which each ranked bid comes first, first to last; they sum to 1.

    Empty where the method is not one of METHODS, nobody is ranked, or no criterion has scores.
    """
    strategy = result.strategy
    if strategy.award not in METHODS or not result.ranking or not strategy.quality_criteria:
        return {}
    ranked = sorted(result.ranking, key=lambda bid: bid.bid.id)
    counts = _count(strategy, _table(strategy, ranked), draws, seed)
    found = {bid.bid.id: count / draws for bid, count in zip(ranked, counts, strict=True)}
    return {bid.bid.id: found[bid.bid.id] for bid in result.ranking}


def _table(strategy: Strategy, ranked: Sequence[RankedBid]) -> _Table:
    import numpy as np

    leaves = [leaf for top in strategy.quality_criteria for leaf in top.leaves()]
    counts = [_counts(strategy, leaf) for leaf in leaves]
    weight = sum((cost.total_weight or ZERO for cost in strategy.cost_criteria), ZERO)
    weighted = strategy.award not in ("monetised-quality", "quality-coefficient")
    return _Table(
        shares=np.array([[float(bid.scores[leaf.id].share or ZERO) for leaf in leaves] for bid in ranked]),
        counts=np.array([float(count) for count in counts]),
        own=np.array([float(_own(strategy, bid)) for bid in ranked]),
        weight=float(weight),
        full=float(full_quality(strategy) if weighted else sum(counts, ZERO)),
    )


def _counts(strategy: Strategy, leaf: Criterion) -> Fraction:
    if strategy.award == "monetised-quality":
        return leaf.worth or ZERO
    if strategy.award == "quality-coefficient":
        return leaf.scale[1] if leaf.scale is not None else ZERO
    return leaf.total_weight or ZERO


def _own(strategy: Strategy, bid: RankedBid) -> Fraction:
    """What no score moves: the points of all prices under a weighted sum, else the price."""
    if strategy.award in ("weighted-sum", "quality-only"):
        return sum((bid.scores[cost.id].weighted or ZERO for cost in strategy.cost_criteria), ZERO)
    return bid.workings["price"]


def _count(strategy: Strategy, table: _Table, draws: int, seed: int) -> list[Fraction]:
    """How many draws each bid comes first in, parts of a draw where it is shared."""
    import numpy as np

    generator = np.random.default_rng(seed)
    bids, leaves = table.shares.shape
    block = max(1, _SCORES_AT_ONCE // (bids * leaves))
    counts = [ZERO] * bids
    for start in range(0, draws, block):
        moves = generator.uniform(-TENTH, TENTH, (min(block, draws - start), bids, leaves))
        drawn = np.clip(table.shares + moves, 0.0, 1.0)
        totals = _TOTALS[strategy.award](table, drawn @ table.counts)
        for bid, count in enumerate(_first_places(totals)):
            counts[bid] += count
    return counts


def _first_places(totals: Floats) -> list[Fraction]:
    """How many rows each column leads; columns that lead together share the row. A row of -inf counts for nobody."""
    import numpy as np

    best = totals.max(axis=1, keepdims=True)
    usable = np.isfinite(best[:, 0])
    totals, best = totals[usable], best[usable]
    leads = totals >= best - _SAME * np.abs(best)
    sharing = leads.sum(axis=1)
    found = [ZERO] * totals.shape[1]
    for size in np.unique(sharing):
        for bid, count in enumerate(leads[sharing == size].sum(axis=0)):
            found[bid] += Fraction(int(count), int(size))
    return found


# For each method: the totals (draw × bid) from what the drawn scores count, negated where the lowest total wins.


def _weighted_sum(table: _Table, quality: Floats) -> Floats:
    return quality + table.own


def _monetised_quality(table: _Table, quality: Floats) -> Floats:
    return quality - table.own


def _markup(table: _Table, quality: Floats) -> Floats:
    return -table.own * (1.0 + (table.full - quality) / table.weight)


def _price_per_quality_point(table: _Table, quality: Floats) -> Floats:
    import numpy as np

    points = np.where(quality > 0, quality, 1.0)
    return np.where(quality > 0, -table.own / points, -np.inf)


def _utility_index(table: _Table, quality: Floats) -> Floats:
    """(1 - (Qbest - Q) N) / P; the lowest price multiplies every total alike and is left out."""
    lacking: Floats = quality.max(axis=1, keepdims=True) - quality
    return (1.0 - lacking / table.weight) / table.own


def _quality_coefficient(table: _Table, quality: Floats) -> Floats:
    return -table.own / (1.0 + quality / (1.0 - table.full))


_TOTALS: dict[str, Callable[[_Table, Floats], Floats]] = {
    "weighted-sum": _weighted_sum,
    "quality-only": _weighted_sum,
    "monetised-quality": _monetised_quality,
    "markup": _markup,
    "price-per-quality-point": _price_per_quality_point,
    "utility-index": _utility_index,
    "quality-coefficient": _quality_coefficient,
}
