"""The price of quality: how much dearer a bid may be for better marks before the better marks no longer pay.

For a criterion that counts w (its weight in the total, its worth, or its greatest share value), going from its worst
to its best marks may cost `rate · w`. The rate follows from holding the bid's total still while its share s and its
price P move (dT = 0), every reference being held:

- weighted-sum, cost weight Wp: proportional P²/(Wp·Pmin) · linear-from-lowest Pmin/(Wp·slope) · linear-min-max
  (Pmax−Pmin)/Wp · linear-fixed (high−low)/Wp · logarithmic P·ln a/Wp · average-based P²/(Wp·Pavg)
- monetised-quality, T = P − Σ worth·s: 1 (w is the worth)
- markup, T = P(1 + penalty), penalty = Σ w(1 − s)/Wp: P/(Wp(1 + penalty))
- price-per-quality-point, T = P/Q: P/Q
- utility-index: Pmin is common to all totals, so the order is that of A/P with A = 1 − (Qbest − Q)N and Q, N in full
  quality: a step of w raises A by w/Wp, hence P/(Wp·A)
- quality-coefficient, T = P/(1 + V/(1 − M)) with M the sum of the greatest share values: a step of w raises V by w,
  hence P/(1 − M + V) (w is the greatest share value)
- lowest-price and quality-only: marks, or prices, decide nothing, so there is no such price.

Where T is a straight line in s for every P, or P in proportion to quality, the amount holds for a step of any size
(`every_step`); under proportional, logarithmic, average-based and markup it is the rate at the bid's own price, and a
long step costs less or more than the rate says. Where a clamp has cut the price points off, a still higher price
costs nothing and there is no rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction

from marketkit.scoring.method_facts import method_facts
from marketkit.scoring.result import RankedBid, Result
from marketkit.sourcing.strategy import Criterion, Strategy

ONE, ZERO = Fraction(1), Fraction(0)
EVERY_STEP = (
    "linear-from-lowest",
    "linear-min-max",
    "linear-fixed",
    "monetised-quality",
    "price-per-quality-point",
    "utility-index",
    "quality-coefficient",
)
LN_PLACES = 40
_PRECISE = Context(prec=120)


@dataclass(frozen=True, slots=True)
class CriterionPrice:
    """What one criterion may cost from its worst to its best marks, in the strategy's currency.

    `least` and `most` are the same at the other ranked bids; `step` is one point of a leaf's own scale (None for a
    criterion with parts). Negative for a malus.
    """

    criterion: str
    amount: Fraction
    least: Fraction
    most: Fraction
    step: Fraction | None


@dataclass(frozen=True, slots=True)
class PointPrices:
    """The price of quality against one cost criterion, taken at the bid in first place.

    `bid` is that bid (the first by name where several share it) and `price` its amount; `rate` is the price of one
    point of the total under methods with weights, None under monetised-quality and quality-coefficient. `known` is as
    `MethodFacts.point_price`. `every_step`: see the module. `exact` is False where a logarithm enters (40 decimals).
    """

    cost: str
    bid: str
    price: Fraction
    rate: Fraction | None
    known: str
    every_step: bool
    exact: bool
    criteria: tuple[CriterionPrice, ...]

    @property
    def same_for_all(self) -> bool:
        """Whether the amounts are the same at the price of every ranked bid."""
        return all(price.least == price.most for price in self.criteria)


def point_prices(result: Result) -> tuple[PointPrices, ...]:
    """One entry for each cost criterion, its non-cost criteria and parts in the order of the file.

    Empty where nobody is ranked, where the method weighs no price against quality, and for a cost criterion whose
    formula is cut off at the first-placed bid's price.
    """
    if not result.ranking or method_facts(result.strategy).point_price is None:
        return ()
    found = (_prices(result, criterion) for criterion in result.strategy.cost_criteria)
    return tuple(prices for prices in found if prices is not None)


def counts(strategy: Strategy, criterion: Criterion) -> Fraction:
    """What full marks on a non-cost criterion count for: its weight, its worth, or its greatest share value.

    Under lowest-price nothing but the price counts, also where weights serve thresholds.
    """
    if strategy.award == "lowest-price":
        return ZERO
    if strategy.award == "monetised-quality":
        return sum((leaf.worth for leaf in criterion.leaves() if leaf.worth is not None), ZERO)
    if strategy.award == "quality-coefficient":
        return sum((leaf.scale[1] for leaf in criterion.leaves() if leaf.scale is not None), ZERO)
    assert criterion.total_weight is not None
    return criterion.total_weight


def _prices(result: Result, cost: Criterion) -> PointPrices | None:
    strategy, first = result.strategy, result.ranking[0]
    rate = rate_at(strategy, cost, first)
    if rate is None:
        return None
    others = (rate_at(strategy, cost, ranked) for ranked in result.ranking)
    rates = [other for other in others if other is not None]
    name = cost.formula.name if cost.formula is not None else strategy.award
    weighted = strategy.award not in ("monetised-quality", "quality-coefficient")
    return PointPrices(
        cost=cost.id,
        bid=first.bid.id,
        price=_amount(first, cost),
        rate=rate if weighted else None,
        known=method_facts(_alone(strategy, cost)).point_price or "",
        every_step=name in EVERY_STEP,
        exact=name != "logarithmic",
        criteria=tuple(
            _criterion_price(strategy, criterion, rate, rates)
            for top in strategy.quality_criteria
            for criterion in top.walk()
        ),
    )


def _alone(strategy: Strategy, cost: Criterion) -> Strategy:
    """The strategy as if this were its one cost criterion."""
    return replace(strategy, criteria=(*strategy.quality_criteria, cost))


def _criterion_price(
    strategy: Strategy, criterion: Criterion, rate: Fraction, rates: Sequence[Fraction]
) -> CriterionPrice:
    count = counts(strategy, criterion)
    ends = [count * other for other in rates]
    step = None
    if criterion.scale is not None:
        worst, best = criterion.scale
        step = count * rate / abs(best - worst)
    return CriterionPrice(criterion.id, count * rate, min(ends), max(ends), step)


def _amount(ranked: RankedBid, cost: Criterion) -> Fraction:
    amount = ranked.scores[cost.id].amount
    assert amount is not None
    return amount


def rate_at(strategy: Strategy, cost: Criterion, ranked: RankedBid) -> Fraction | None:
    """Money for each unit that quality counts, at a bid's own price and marks; None where a higher price costs nothing."""
    price, figures = _amount(ranked, cost), ranked.workings
    if strategy.award == "weighted-sum":
        return _formula_rate(cost, ranked, price)
    if strategy.award == "monetised-quality":
        return ONE
    if strategy.award == "markup":
        return price / (_weight(cost) * (ONE + figures["penalty"]))
    if strategy.award == "price-per-quality-point":
        return price / figures["quality"]
    if strategy.award == "utility-index":
        reached = ONE - (figures["best-quality"] - figures["quality"]) * figures["weight-ratio"]
        return price / (_weight(cost) * reached) if reached > 0 else None
    leaves = [leaf for top in strategy.quality_criteria for leaf in top.leaves()]
    most = sum((leaf.scale[1] for leaf in leaves if leaf.scale is not None), ZERO)
    return price / (ONE - most + figures["share-value"])


def _weight(cost: Criterion) -> Fraction:
    assert cost.total_weight is not None
    return cost.total_weight


def _formula_rate(cost: Criterion, ranked: RankedBid, price: Fraction) -> Fraction | None:
    formula, score = cost.formula, ranked.scores[cost.id]
    assert formula is not None and score.share is not None
    if formula.clamp is not None and score.share <= 0:
        return None
    values = score.reference.values if score.reference is not None else ()
    if formula.name == "linear-fixed":
        assert formula.low is not None and formula.high is not None
        if formula.clamp == "both" and price < formula.low:
            return None
        span = formula.high - formula.low
    elif formula.name == "linear-from-lowest":
        span = values[0] / (ONE if formula.slope is None else formula.slope)
    elif formula.name == "linear-min-max":
        span = values[1] - values[0]
    elif formula.name == "logarithmic":
        assert formula.a is not None
        span = price * _natural_logarithm(formula.a)
    else:  # proportional to the lowest price or to the mean
        if formula.clamp == "both" and price < values[0]:
            return None
        span = price * price / values[0]
    return span / _weight(cost)


def _natural_logarithm(value: Fraction) -> Fraction:
    ratio = _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Fraction(_PRECISE.ln(ratio).quantize(Decimal(1).scaleb(-LN_PLACES), context=_PRECISE))
