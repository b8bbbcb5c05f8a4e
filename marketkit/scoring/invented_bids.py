"""Bids drawn around an estimated price, to try a strategy on before there are any bids.

The draw, exactly: `random.Random(seed)` draws whole numbers only, bid by bid, in the order of the file. For each cost
criterion one whole percentage from 85 to 115, every one as likely, which multiplies the criterion's part of the
estimate. For each other leaf one whole number of tenths, from 4 to 10, of the way from the worst to the best mark of
its scale. Where a threshold asks for more than 4 tenths the lowest number is the first that meets it (the leaf's own,
its parents' and that on total quality), so that no invented bid is shut out by a threshold. Prices and marks are
drawn independently of each other.

The estimate is for the whole cost. Several cost criteria share it by their weights; the parts of a cost criterion
share it equally, and a part with a quantity gets its share divided by the quantity as unit price.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil

from marketkit.said import say
from marketkit.scoring.entrants import share_of
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Criterion, Strategy

COUNT, LEAST_COUNT, MOST_COUNT = 5, 2, 100
LEAST_PERCENT, MOST_PERCENT = 85, 115
LEAST_TENTHS, MOST_TENTHS = 4, 10
ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)


def plain_name(number: str) -> str:
    """What an invented bid is called where no language is chosen."""
    return say("Bid {number}", number=number)


def invented_bids(
    strategy: Strategy,
    price: Fraction | None,
    *,
    count: int = COUNT,
    seed: int = 0,
    name: Callable[[str], str] = plain_name,
) -> tuple[Bid, ...]:
    """`count` bids around an estimated `price` for the whole cost, the same for the same seed.

    `name` calls a bid by its number, which has as many digits as the last one, so that names sort as they count.
    `price` is in the strategy's currency and above 0; it may be None only where no criterion is a cost. `count` from
    2 to 100. ValueError otherwise.
    """
    if not LEAST_COUNT <= count <= MOST_COUNT:
        raise ValueError(f"count must be {LEAST_COUNT} to {MOST_COUNT}")
    if strategy.cost_criteria and (price is None or price <= 0):
        raise ValueError("the estimated price must be above 0")
    chance = random.Random(seed)  # noqa: S311 invented bids, no secret
    parts = cost_estimates(strategy, price or ZERO)
    floors = dict(_lowest_tenths(strategy))
    width = len(str(count))
    found = []
    for number in range(1, count + 1):
        raw: dict[str, Fraction] = {}
        for top in strategy.criteria:
            if top.is_cost:
                percent = chance.randint(LEAST_PERCENT, MOST_PERCENT)
                raw.update(_divide(top, parts[top.id] * percent / HUNDRED))
            else:
                for leaf in top.leaves():
                    tenths = chance.randint(floors[leaf.id], MOST_TENTHS)
                    raw[leaf.id] = _on_scale(leaf, Fraction(tenths, 10))
        found.append(Bid(id=name(f"{number:0{width}}"), raw=raw))
    return tuple(found)


def cost_estimates(strategy: Strategy, price: Fraction) -> dict[str, Fraction]:
    """The estimate's part for each cost criterion: all of it for one, by their weights for several."""
    costs = strategy.cost_criteria
    if len(costs) < 2:
        return {criterion.id: price for criterion in costs}
    whole = sum((criterion.total_weight or ZERO for criterion in costs), ZERO)
    return {criterion.id: price * (criterion.total_weight or ZERO) / whole for criterion in costs}


def _divide(criterion: Criterion, amount: Fraction) -> Iterator[tuple[str, Fraction]]:
    """What the leaves of a cost criterion are given so that it comes to the amount."""
    if criterion.is_leaf:
        yield criterion.id, amount if criterion.quantity is None else amount / criterion.quantity
    for part in criterion.parts:
        yield from _divide(part, amount / len(criterion.parts))


def _on_scale(leaf: Criterion, share: Fraction) -> Fraction:
    assert leaf.scale is not None
    worst, best = leaf.scale
    return worst + (best - worst) * share


def _lowest_tenths(strategy: Strategy) -> Iterator[tuple[str, int]]:
    """For each non-cost leaf the lowest number of tenths that no threshold on it or above it refuses."""

    def within(criterion: Criterion, least: Fraction) -> Iterator[tuple[str, int]]:
        least = max(least, (criterion.min_percent or ZERO) / HUNDRED)
        if criterion.is_leaf:
            if criterion.min_score is not None:
                least = max(least, share_of(criterion, criterion.min_score))
            yield criterion.id, max(LEAST_TENTHS, ceil(10 * least))
        for part in criterion.parts:
            yield from within(part, least)

    for top in strategy.quality_criteria:
        yield from within(top, (strategy.min_total_quality or ZERO) / HUNDRED)
