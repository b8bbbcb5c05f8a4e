"""The same bids under other award methods and price formulas, side by side, wherever that can be done honestly.

What makes two methods comparable is the rate at which they exchange money for quality. It is taken from the weights
(a criterion's weight divided by the weight of cost), turned into money by a reference price: the estimate, or without
one the mean price of the bids still in. Under a linear-fixed formula the strategy itself says what the whole weight
of cost is in money: high less low.

- weighted-sum under another formula: the weights as they are. linear-fixed gives full points at half the reference
  price and none at one and a half times, so that the whole weight of cost is the reference price in money.
- markup, utility-index: the same weights; price-per-quality-point: the weights of quality alone.
- monetised-quality: worth = weight / weight of cost × reference price. The other way round each worth becomes a weight
  and the reference price the weight of cost.
- lowest-price: the price alone.

The bids that the strategy's own thresholds shut out stay out under every method, and no threshold is applied again
(the rule that a price per quality point needs quality points is the method's own, and stands).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from marketkit.said import Figure, Said, say
from marketkit.scoring.entrants import Entrant
from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.formulas import FACTS
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import AWARD_METHODS, Criterion, Formula, Strategy

ZERO, HUNDRED = Fraction(0), Fraction(100)
WEIGHS_COST = ("weighted-sum", "markup", "utility-index")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One award method, with its price formula under weighted-sum, on the bids still in.

    `own` marks the strategy as it is written. `conversion` says how its figures became this method's and `result`
    holds the ranking; where that cannot be done honestly `result` is None and `why_not` says why.
    """

    award: str
    formula: str | None
    own: bool = False
    conversion: Said | None = None
    result: Result | None = None
    why_not: Said | None = None

    def same_winners(self, own: Result) -> bool:
        """Whether the same bids win, and the same share the last place where it is not settled."""
        if self.result is None:
            return False
        mine, others = self.result, own
        return (set(mine.winners), set(mine.undecided)) == (set(others.winners), set(others.undecided))


class NotHonest(Exception):
    """The strategy's figures say too little to be turned into this method's."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Exchange:
    """Weights of every non-cost leaf and of every cost criterion, and the money that a whole cost weight stands for."""

    leaves: dict[str, Fraction]
    costs: dict[str, Fraction]
    money: dict[str, Fraction]
    said: Said | None = None  # how weights were formed where the strategy states none


def other_methods(
    result: Result, staying: Sequence[Entrant], references: Mapping[str, Fraction]
) -> tuple[Alternative, ...]:
    """The strategy's own ranking first, then each price formula under weighted-sum, then the other award methods.

    `references` has the reference price of every cost criterion. Empty where no bid is left.
    """
    strategy = result.strategy
    if not staying:
        return ()
    bids = [entrant.bid for entrant in staying]
    own_formulas = {c.formula.name for c in strategy.cost_criteria if c.formula is not None}
    found = [Alternative(strategy.award, _one(own_formulas), own=True, result=result)]
    for name in FACTS:
        if own_formulas != {name}:
            found.append(_alternative(strategy, bids, references, "weighted-sum", name))
    for award in AWARD_METHODS:
        if award not in (strategy.award, "weighted-sum"):
            found.append(_alternative(strategy, bids, references, award, None))
    return tuple(found)


def _one(names: set[str]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _alternative(
    strategy: Strategy,
    bids: list[Bid],
    references: Mapping[str, Fraction],
    award: str,
    formula: str | None,
) -> Alternative:
    try:
        converted, said = convert(strategy, references, award, formula)
    except NotHonest as error:
        return Alternative(award, formula, why_not=error.said)
    return Alternative(award, formula, conversion=said, result=evaluate(converted, bids))


def convert(
    strategy: Strategy, references: Mapping[str, Fraction], award: str, formula: str | None
) -> tuple[Strategy, Said]:
    """The strategy under another award method (and price formula), without thresholds, and how that was done.

    Raises NotHonest where the strategy's figures say too little.
    """
    _require_prices(strategy, award)
    if award == "lowest-price":
        plain = [_plain(criterion) for criterion in strategy.criteria]
        return _as(strategy, award, plain), say("The price alone decides.")
    exchange = _exchange(strategy, references)
    how = _how(strategy, exchange, award, formula)
    criteria = [_converted(criterion, exchange, award, formula) for criterion in strategy.criteria]
    if exchange.said is not None:
        how = say("{first} {second}", first=exchange.said, second=how)
    return _as(strategy, award, criteria), how


def _require_prices(strategy: Strategy, award: str) -> None:
    costs = len(strategy.cost_criteria)
    if costs == 0:
        raise NotHonest(say("The strategy has no cost criterion, so no price can be weighed."))
    if award == "quality-only":
        raise NotHonest(say("It needs a price that is fixed beforehand, and these bids differ in price."))
    if award == "quality-coefficient":
        raise NotHonest(say("It needs a share value for each feature, which weights and marks do not give."))
    if not strategy.quality_criteria and award not in ("weighted-sum", "lowest-price"):
        raise NotHonest(say("The strategy weighs nothing but the price."))
    if costs > 1 and award != "weighted-sum":
        raise NotHonest(
            say("It takes one cost criterion; the strategy weighs {count} against each other.", count=costs)
        )


def _exchange(strategy: Strategy, references: Mapping[str, Fraction]) -> Exchange:
    leaves = [leaf for top in strategy.quality_criteria for leaf in top.leaves()]
    if strategy.award in WEIGHS_COST:
        return Exchange(
            leaves={leaf.id: leaf.total_weight or ZERO for leaf in leaves},
            costs={cost.id: cost.total_weight or ZERO for cost in strategy.cost_criteria},
            money={cost.id: _whole_in_money(cost, references) for cost in strategy.cost_criteria},
        )
    if strategy.award != "monetised-quality":
        raise NotHonest(say("The strategy does not say what the price weighs against quality."))
    if any((leaf.worth or ZERO) <= 0 for leaf in leaves):
        raise NotHonest(say("A worth that is not above 0 cannot be made a weight."))
    (cost,) = strategy.cost_criteria
    reference = _whole_in_money(cost, references)
    whole = reference + sum((leaf.worth or ZERO for leaf in leaves), ZERO)
    return Exchange(
        leaves={leaf.id: HUNDRED * (leaf.worth or ZERO) / whole for leaf in leaves},
        costs={cost.id: HUNDRED * reference / whole},
        money={cost.id: reference},
        said=say(
            "Each worth becomes a weight, beside {reference} {currency} for the price.",
            reference=_figure(strategy, reference),
            currency=strategy.currency,
        ),
    )


def _whole_in_money(cost: Criterion, references: Mapping[str, Fraction]) -> Fraction:
    formula = cost.formula
    if formula is not None and formula.low is not None and formula.high is not None:
        return formula.high - formula.low
    if references[cost.id] <= 0:
        raise NotHonest(say("The prices are not above 0, so there is no reference price."))
    return references[cost.id]


def _figure(strategy: Strategy, value: Fraction) -> Figure:
    return Figure(value, strategy.places)


def _how(strategy: Strategy, exchange: Exchange, award: str, formula: str | None) -> Said:
    if formula == "logarithmic":
        raise NotHonest(say("Nothing in the strategy says which base the logarithm should have."))
    if formula == "linear-fixed":
        return say(
            "The same weights; the price goes from full points to none over {ends}.",
            ends=_ends(strategy, exchange),
        )
    if award == "monetised-quality":
        (money,) = exchange.money.values()
        return say(
            "Full marks are worth the criterion's weight, divided by the weight of cost, times "
            "{reference} {currency}.",
            reference=_figure(strategy, money),
            currency=strategy.currency,
        )
    if award == "price-per-quality-point":
        return say("The weights of quality alone; the weight of cost is not used.")
    return say("The same weights.")


def _ends(strategy: Strategy, exchange: Exchange) -> Said:
    """Where a linear-fixed formula begins and ends, for each cost criterion."""
    first, *rest = (
        say(
            "{low} to {high} {currency}",
            low=_figure(strategy, money / 2),
            high=_figure(strategy, 3 * money / 2),
            currency=strategy.currency,
        )
        for money in exchange.money.values()
    )
    for more in rest:
        first = say("{first}; {second}", first=first, second=more)
    return first


def _converted(criterion: Criterion, exchange: Exchange, award: str, formula: str | None) -> Criterion:
    plain = _plain(criterion)
    if criterion.is_cost:
        weighs = award in WEIGHS_COST
        return replace(
            plain,
            total_weight=exchange.costs[criterion.id] if weighs else None,
            formula=None if formula is None else _formula(formula, exchange.money[criterion.id]),
        )
    if award == "monetised-quality":
        (cost,) = exchange.costs
        return _weighed(plain, exchange.leaves, worth=exchange.money[cost] / exchange.costs[cost])
    return _weighed(plain, exchange.leaves)


def _formula(name: str, money: Fraction) -> Formula:
    return Formula(name, low=money / 2, high=3 * money / 2) if name == "linear-fixed" else Formula(name)


def _weighed(
    criterion: Criterion, leaves: Mapping[str, Fraction], worth: Fraction | None = None
) -> Criterion:
    """A non-cost criterion with new weights on its leaves or, where `worth` is the money a point is worth, worths."""
    if not criterion.is_leaf:
        parts = tuple(_weighed(part, leaves, worth) for part in criterion.parts)
        total = None if worth is not None else sum((part.total_weight or ZERO for part in parts), ZERO)
        return replace(criterion, total_weight=total, parts=parts)
    weight = leaves[criterion.id]
    if worth is None:
        return replace(criterion, total_weight=weight)
    return replace(criterion, total_weight=None, worth=worth * weight)


def _plain(criterion: Criterion) -> Criterion:
    """Without thresholds and without what belongs to one award method."""
    parts = tuple(_plain(part) for part in criterion.parts)
    return replace(
        criterion, min_score=None, min_percent=None, worth=None, formula=None, weight=None, parts=parts
    )


def _as(strategy: Strategy, award: str, criteria: Sequence[Criterion]) -> Strategy:
    """The strategy with these criteria; a tie-break on a criterion that has no share under the method falls away."""
    converted = replace(
        strategy, award=award, criteria=tuple(criteria), min_total_quality=None, weights="points"
    )
    usable = tuple(id_ for id_ in strategy.tie_break if _breaks_ties(converted.criterion(id_)))
    return replace(converted, tie_break=usable)


def _breaks_ties(criterion: Criterion) -> bool:
    return criterion.is_cost or criterion.is_leaf or criterion.total_weight is not None
