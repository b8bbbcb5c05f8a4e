"""What each criterion really weighs among the bids at hand, once the formula has done its work.

A weight says what a criterion can give; what it does give is how far the bids lie apart in it. The effective weight
of a criterion is the spread (greatest less least over the ranked bids) of what it adds to the totals, in percent of
the sum of the spreads of all top-level criteria.

Under weighted-sum and quality-only what is added is the weighted share. The other methods compare money, so both are
brought to money: the price counts as it is, a quality criterion by its share of full marks times the price of that
criterion at the first-placed bid (`quality_price`; under monetised-quality its worth, the same for every bid). Under
lowest-price the price is everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from marketkit.scoring.quality_price import counts, rate_at
from marketkit.scoring.result import RankedBid, Result
from marketkit.sourcing.strategy import Criterion

ZERO, HUNDRED = Fraction(0), Fraction(100)
ADDITIVE = ("weighted-sum", "quality-only")


@dataclass(frozen=True, slots=True)
class EffectiveWeight:
    """One criterion: its stated weight in percent of the whole (None where the method states none) and what it gives.

    `spread` is in points of the total under weighted-sum and quality-only, else in the currency; `percent` is its
    part of all top-level spreads. For a criterion inside another both are the part's own, so that parts need not sum
    to the whole.
    """

    criterion: str
    stated: Fraction | None
    spread: Fraction
    percent: Fraction
    exact: bool = True


def effective_weights(result: Result) -> tuple[EffectiveWeight, ...]:
    """Every top-level criterion and every part of a non-cost one, in the order of the file.

    Empty where the bids are alike in everything that counts, where fewer than two are ranked, and where the first
    bid has no price of quality to go by.
    """
    if len(result.ranking) < 2:
        return ()
    strategy = result.strategy
    money = None if strategy.award in ADDITIVE else _rate(result)
    if money is None and strategy.award not in ADDITIVE:
        return ()
    spreads = {
        criterion.id: _spread([_adds(result, criterion, ranked, money) for ranked in result.ranking])
        for top in strategy.criteria
        for criterion in ([top] if top.is_cost else top.walk())
    }
    whole = sum((spreads[top.id] for top in strategy.criteria), ZERO)
    if whole == 0:
        return ()
    exact = all(ranked.exact for ranked in result.ranking)
    return tuple(
        EffectiveWeight(criterion, _stated(result, criterion), spread, HUNDRED * spread / whole, exact)
        for criterion, spread in spreads.items()
    )


def as_percentages(weights: tuple[EffectiveWeight, ...]) -> dict[str, Fraction]:
    """Criterion id -> percent, as `marketkit.sourcing.check.check` takes effective weights."""
    return {weight.criterion: weight.percent for weight in weights}


def _rate(result: Result) -> Fraction | None:
    if result.strategy.award == "lowest-price":
        return ZERO
    return rate_at(result.strategy, result.strategy.cost_criteria[0], result.ranking[0])


def _adds(result: Result, criterion: Criterion, ranked: RankedBid, rate: Fraction | None) -> Fraction:
    """What a criterion adds to a bid's total, in points or, where a rate is given, in money."""
    score = ranked.scores[criterion.id]
    if rate is None:
        assert score.weighted is not None
        return score.weighted
    if criterion.is_cost:
        assert score.amount is not None
        return score.amount
    leaves = (
        (
            counts(result.strategy, leaf) * (ranked.scores[leaf.id].share or ZERO)
            for leaf in criterion.leaves()
        )
        if rate
        else ()
    )
    return rate * sum(leaves, ZERO)


def _spread(values: list[Fraction]) -> Fraction:
    return max(values) - min(values)


def _stated(result: Result, criterion: str) -> Fraction | None:
    strategy = result.strategy
    weights = [top.total_weight for top in strategy.criteria]
    own = strategy.criterion(criterion).total_weight
    if own is None or None in weights:
        return None
    return HUNDRED * own / sum((weight for weight in weights if weight is not None), ZERO)
