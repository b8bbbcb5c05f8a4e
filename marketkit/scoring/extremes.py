"""Two tests of how price and quality are balanced: does the cheapest and worst win, does the dearest and best?

Both are run on the bids still in and change nothing about which prices there are:

- cheapest and worst: the bids with the lowest cost are taken away and one bid stands in their place, with the prices
  of the first of them by name and on every criterion the worst marks the thresholds allow. If it wins, price decides
  whatever the quality.
- dearest and best: the bids with the highest cost are taken away and one bid stands in their place, with the prices
  of the first of them by name and full marks on everything. If it cannot win, better quality never pays for the
  dearest price.

The cost of a bid is the sum of its cost criteria. The lowest and the highest price, which formulas measure against,
thus stay as they were; a mean and the best quality are formed anew. There are no such tests without prices, where
all bids cost the same, and where the method weighs no quality (lowest-price).

The worst marks allowed: every leaf at the worst end of its scale, or at its own threshold. Where a parent's
`min_percent` is not reached by that, each of its leaves is raised by the same part of what it lacks of full marks,
just so far that the parent reaches it; the inner parents first, the threshold on total quality last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.said import Said, say
from marketkit.scoring.entrants import Entrant, full_quality, share_of
from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Criterion, Strategy

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)
CHEAPEST, DEAREST = "cheapest-and-worst", "dearest-and-best"


@dataclass(frozen=True, slots=True)
class Extreme:
    """One of the two tests. `bid` is the bid as it was tried, `instead_of` the bids whose place it took.

    `outcome`: `wins`, `shares` (first place with others), `loses` or `excluded` (no marks that count are left,
    so the method does not rank it). `first` are the bids in first place.
    """

    test: str
    bid: Bid
    instead_of: tuple[str, ...]
    outcome: str
    first: tuple[str, ...]

    @property
    def sentence(self) -> Said:
        """What the test showed and what it means."""
        names = ", ".join(self.first)
        if self.test == CHEAPEST:
            return _cheapest(self, names)
        return _dearest(self, names)


def extremes(strategy: Strategy, staying: Sequence[Entrant]) -> tuple[Extreme, ...]:
    """Both tests on bids the method has a result for; empty where they have no meaning (see the module).

    Marks have no influence on whether there is a result, and the prices are among those there were.
    """
    if not strategy.cost_criteria or not strategy.quality_criteria or strategy.award == "lowest-price":
        return ()
    costs = {entrant.bid.id: _cost(strategy, entrant) for entrant in staying}
    if len(set(costs.values())) < 2:
        return ()
    return (
        _try(strategy, staying, costs, CHEAPEST, min(costs.values()), worst_marks(strategy)),
        _try(strategy, staying, costs, DEAREST, max(costs.values()), full_marks(strategy)),
    )


def _cost(strategy: Strategy, entrant: Entrant) -> Fraction:
    return sum((entrant.amounts[criterion.id] for criterion in strategy.cost_criteria), ZERO)


def _try(
    strategy: Strategy,
    staying: Sequence[Entrant],
    costs: dict[str, Fraction],
    test: str,
    cost: Fraction,
    marks: dict[str, Fraction],
) -> Extreme:
    replaced = sorted(bid for bid, price in costs.items() if price == cost)
    (model,) = (entrant.bid for entrant in staying if entrant.bid.id == replaced[0])
    tried = Bid(id=model.id, raw={**model.raw, **marks}, supplier=model.supplier)
    others = [entrant.bid for entrant in staying if entrant.bid.id not in replaced]
    result = evaluate(strategy, [*others, tried])
    first = result.ranking[0].sharing if result.ranking else ()
    return Extreme(test, tried, tuple(replaced), _outcome(result, tried.id, first), first)


def _outcome(result: Result, bid: str, first: tuple[str, ...]) -> str:
    if any(excluded.bid.id == bid for excluded in result.excluded):
        return "excluded"
    if bid not in first:
        return "loses"
    return "wins" if len(first) == 1 else "shares"


def full_marks(strategy: Strategy) -> dict[str, Fraction]:
    """The best end of every scale."""
    return {leaf.id: leaf.scale[1] for leaf in _leaves(strategy) if leaf.scale is not None}


def worst_marks(strategy: Strategy) -> dict[str, Fraction]:
    """The worst raw marks that no threshold refuses, in the way the module says."""
    shares = {leaf.id: _own_least(leaf) for leaf in _leaves(strategy)}
    for top in strategy.quality_criteria:
        _raise_within(top, shares)
    required = strategy.min_total_quality
    if required is not None:
        reached = sum((_weighted(top, shares) for top in strategy.quality_criteria), ZERO)
        _raise(list(_leaves(strategy)), shares, reached / full_quality(strategy), required / HUNDRED)
    found = {}
    for leaf in _leaves(strategy):
        assert leaf.scale is not None
        worst, best = leaf.scale
        found[leaf.id] = worst + (best - worst) * shares[leaf.id]
    return found


def _leaves(strategy: Strategy) -> list[Criterion]:
    return [leaf for top in strategy.quality_criteria for leaf in top.leaves()]


def _own_least(leaf: Criterion) -> Fraction:
    least = (leaf.min_percent or ZERO) / HUNDRED
    return least if leaf.min_score is None else max(least, share_of(leaf, leaf.min_score))


def _raise_within(criterion: Criterion, shares: dict[str, Fraction]) -> None:
    for part in criterion.parts:
        _raise_within(part, shares)
    if criterion.parts and criterion.min_percent is not None and criterion.total_weight is not None:
        reached = _weighted(criterion, shares) / criterion.total_weight
        _raise(list(criterion.leaves()), shares, reached, criterion.min_percent / HUNDRED)


def _weighted(criterion: Criterion, shares: dict[str, Fraction]) -> Fraction:
    return sum((shares[leaf.id] * (leaf.total_weight or ZERO) for leaf in criterion.leaves()), ZERO)


def _raise(
    leaves: Sequence[Criterion], shares: dict[str, Fraction], reached: Fraction, required: Fraction
) -> None:
    """Raising every share by one part k of what it lacks raises any weighted mean of them by k of what that lacks."""
    if reached >= required:
        return
    part = (required - reached) / (ONE - reached)
    for leaf in leaves:
        shares[leaf.id] += part * (ONE - shares[leaf.id])


def _cheapest(tried: Extreme, first: str) -> Said:
    bid = tried.bid.id
    if tried.outcome == "wins":
        return say(
            "The cheapest bid ({bid}) would win even with the worst marks allowed: the price decides.",
            bid=bid,
        )
    if tried.outcome == "shares":
        return say(
            "The cheapest bid ({bid}) would share first place even with the worst marks allowed: {first}.",
            bid=bid,
            first=first,
        )
    if tried.outcome == "excluded":
        return say(
            "With the worst marks allowed the cheapest bid ({bid}) has no quality points and is not ranked.",
            bid=bid,
        )
    return say(
        "The cheapest bid ({bid}) would not win with the worst marks allowed; {first} would.",
        bid=bid,
        first=first,
    )


def _dearest(tried: Extreme, first: str) -> Said:
    bid = tried.bid.id
    if tried.outcome == "wins":
        return say(
            "The dearest bid ({bid}) would win with full marks: quality can pay for its price.", bid=bid
        )
    if tried.outcome == "shares":
        return say(
            "The dearest bid ({bid}) would share first place with full marks: {first}.", bid=bid, first=first
        )
    return say(
        "The dearest bid ({bid}) would not win even with full marks; {first} would.", bid=bid, first=first
    )
