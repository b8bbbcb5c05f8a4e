"""How often each bid comes first when weights or scores are drawn at random: the only place where scores are floats.

For scores see `score_simulation`; the rest of this module is about weights. Those of the top-level criteria are drawn
uniformly from all that sum to the whole (a flat Dirichlet distribution), the proportions inside each criterion are
kept, and so are exclusions and price references. Every method with weights can be written so that multiplying all
weights by one number changes no order; exponential draws therefore need not be divided by their sum. Bids that no
weights can part share a first place equally; other ties have probability 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from marketkit.scoring.result import RankedBid, Result
from marketkit.scoring.score_simulation import shares_over_scores
from marketkit.sourcing.strategy import Criterion, Strategy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

METHODS = ("weighted-sum", "quality-only", "markup", "utility-index", "price-per-quality-point")
WEIGHTS, SCORES = "weights", "scores"
ADDITIVE = ("weighted-sum", "quality-only")
MAX_DRAWS = 1_000_000
MAX_SEED = 2**63 - 1
_DRAWN_AT_ONCE = 1 << 16  # weights held at a time, so that memory does not grow with the number of draws
# Blocks this small stay in the processor's cache and below the size from which matrix products are shared between
# threads, which then wait for each other on a busy machine.
_PRODUCTS_AT_ONCE = 200_000
ONE, ZERO = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Simulation:
    """The share of the draws in which each ranked bid came first, from 0 to 1; they sum to 1.

    `over` is what was drawn: WEIGHTS or SCORES.
    """

    draws: int
    seed: int
    first_place_share: dict[str, Fraction]
    over: str = WEIGHTS


def simulate(result: Result, *, draws: int, seed: int, over: str = WEIGHTS) -> Simulation:
    """Draw weights or scores and count first places; one seed gives the same draws whatever the order of the bids.

    `draws` from 1 to MAX_DRAWS, `seed` from 0 to MAX_SEED. Without shares where the method has no weights (no scores)
    to draw or nobody is ranked.
    """
    if not 1 <= draws <= MAX_DRAWS or not 0 <= seed <= MAX_SEED:
        raise ValueError(f"draws must be 1 to {MAX_DRAWS} and seed 0 to {MAX_SEED}")
    if over == SCORES:
        return Simulation(draws, seed, shares_over_scores(result, draws=draws, seed=seed), SCORES)
    if result.strategy.award not in METHODS or not result.ranking:
        return Simulation(draws, seed, {})
    alike: dict[tuple[Fraction, ...], list[str]] = {}
    for ranked in sorted(result.ranking, key=lambda ranked: ranked.bid.id):
        alike.setdefault(_what_weights_see(result.strategy, ranked), []).append(ranked.bid.id)
    counts = _count(result.strategy, list(alike), draws, seed)
    shares = {
        bid: Fraction(count, draws * len(group))
        for group, count in zip(alike.values(), counts, strict=True)
        for bid in group
    }
    return Simulation(draws, seed, {ranked.bid.id: shares[ranked.bid.id] for ranked in result.ranking})


def _drawn(strategy: Strategy) -> list[Criterion]:
    """The criteria whose weights are drawn: for the ratio methods cost comes last, if it has a weight."""
    if strategy.award in ADDITIVE:
        return list(strategy.criteria)
    cost = [] if strategy.award == "price-per-quality-point" else strategy.cost_criteria
    return [*strategy.quality_criteria, *cost]


def _what_weights_see(strategy: Strategy, ranked: RankedBid) -> tuple[Fraction, ...]:
    """A row of figures for a bid: its share on each drawn criterion, or what takes that place, and its price.

    markup: P (w_cost + sum w (1 - share)), a sum over the weights, negated as the lowest wins.
    """
    shares = [ranked.scores[c.id].share or ZERO for c in _drawn(strategy) if not c.is_cost]
    if strategy.award in ADDITIVE:
        return tuple(ranked.scores[c.id].share or ZERO for c in _drawn(strategy))
    price = ranked.workings["price"]
    if strategy.award == "markup":
        return (*(-price * (ONE - share) for share in shares), -price)
    return (*shares, price)


def _count(strategy: Strategy, rows: Sequence[tuple[Fraction, ...]], draws: int, seed: int) -> list[int]:
    """How often each row comes first."""
    import numpy as np

    table = np.array([[float(value) for value in row] for row in rows])
    generator = np.random.default_rng(seed)
    criteria = len(_drawn(strategy))
    counts = np.zeros(len(rows), dtype=np.int64)
    for start in range(0, draws, _DRAWN_AT_ONCE):
        weights = generator.standard_exponential((min(_DRAWN_AT_ONCE, draws - start), criteria))
        counts += first_places(weights, table, _TOTALS.get(strategy.award, _weighted_sum))
    return [int(count) for count in counts]


def _weighted_sum(weights: Floats, shares: Floats) -> Floats:
    return weights @ shares.T


def _utility_index(weights: Floats, table: Floats) -> Floats:
    """(w_cost - (best - quality)) / P: the weight of cost multiplied in, the lowest price left out."""
    quality = weights[:, :-1] @ table[:, :-1].T
    totals: Floats = (weights[:, -1:] - (quality.max(axis=1, keepdims=True) - quality)) / table[:, -1]
    return totals


def _price_per_quality_point(weights: Floats, table: Floats) -> Floats:
    """Price over quality, negated as the lowest wins; a bid still in has some quality under any weights."""
    totals: Floats = -table[:, -1] / (weights @ table[:, :-1].T)
    return totals


_TOTALS = {"utility-index": _utility_index, "price-per-quality-point": _price_per_quality_point}


def first_places(
    weights: Floats, table: Floats, totals: Callable[[Floats, Floats], Floats] = _weighted_sum
) -> NDArray[np.int64]:
    """How often each bid has the highest total.

    `weights` has a row for each draw, `table` a row for each bid: its share on each criterion for a weighted sum.
    """
    import numpy as np

    bids = len(table)
    block = max(1, _PRODUCTS_AT_ONCE // table.size)
    counts = np.zeros(bids, dtype=np.int64)
    for start in range(0, len(weights), block):
        leaders = totals(weights[start : start + block], table).argmax(axis=1)
        counts += np.bincount(leaders, minlength=bids)
    return counts
