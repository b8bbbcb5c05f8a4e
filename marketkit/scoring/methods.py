"""Award methods: how marks and prices form the figure that bids are ranked by.

Each method is one short function over the bids still in. It returns totals with the figures they were formed from,
and raises NotComputable where the method has no value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from marketkit.said import Said, say
from marketkit.scoring.entrants import Entrant, full_quality
from marketkit.scoring.formulas import NotComputable, PriceShares, lowest, price_shares
from marketkit.scoring.result import Reference, Score
from marketkit.sourcing.strategy import Criterion, Strategy

ONE, ZERO = Fraction(1), Fraction(0)
LOWER_IS_BETTER = (
    "monetised-quality",
    "markup",
    "price-per-quality-point",
    "quality-coefficient",
    "lowest-price",
)


@dataclass(slots=True)
class Total:
    """One bid's figure: `cost` holds the scores of the cost criteria and parts."""

    value: Fraction
    cost: dict[str, Score]
    workings: dict[str, Fraction] = field(default_factory=dict)
    exact: bool = True


def better(strategy: Strategy) -> str:
    """Whether the "higher" or the "lower" total wins."""
    return "lower" if strategy.award in LOWER_IS_BETTER else "higher"


def totals(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The total of each bid, in the order given; raises NotComputable where the method has no value."""
    return _METHODS[strategy.award](strategy, entrants) if entrants else []


def _cost_scores(
    criterion: Criterion, entrant: Entrant, top: Score, scores: dict[str, Score] | None = None
) -> dict[str, Score]:
    """The scores of a cost criterion and its parts; only the criterion itself has a share."""
    found: dict[str, Score] = {} if scores is None else scores
    found[criterion.id] = top
    for part in criterion.parts:
        below = Score(raw=entrant.bid.raw.get(part.id), amount=entrant.amounts[part.id])
        _cost_scores(part, entrant, below, found)
    return found


def _plain_cost(strategy: Strategy, entrant: Entrant, reference: Reference | None = None) -> dict[str, Score]:
    """The cost scores under a method that forms no price points."""
    (criterion,) = strategy.cost_criteria
    return _cost_scores(
        criterion,
        entrant,
        Score(
            raw=entrant.bid.raw.get(criterion.id), amount=entrant.amounts[criterion.id], reference=reference
        ),
    )


def _price(strategy: Strategy, entrant: Entrant) -> Fraction:
    return entrant.amounts[strategy.cost_criteria[0].id]


def _prices(strategy: Strategy, entrants: Sequence[Entrant]) -> dict[str, Fraction]:
    return {entrant.bid.id: _price(strategy, entrant) for entrant in entrants}


def _require(strategy: Strategy, entrants: Sequence[Entrant], *, above_zero: bool) -> None:
    """Refuse prices the method has no value for."""
    prices = _prices(strategy, entrants)
    bad = tuple(sorted(bid for bid, price in prices.items() if price < 0 or (above_zero and price == 0)))
    if bad:
        if above_zero:
            text = say("{award} needs every price to be above 0", award=strategy.award)
        else:
            text = say("{award} needs every price to be of 0 or more", award=strategy.award)
        raise NotComputable(bad, text)


def _quality(entrant: Entrant) -> Fraction:
    assert entrant.quality is not None
    return entrant.quality


def _quality_leaves(strategy: Strategy) -> list[Criterion]:
    return [leaf for criterion in strategy.quality_criteria for leaf in criterion.leaves()]


def _weighted_sum(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The sum of weight times share over all criteria."""
    priced: list[tuple[Criterion, PriceShares]] = []
    faults: list[NotComputable] = []
    for criterion in strategy.cost_criteria:
        assert criterion.formula is not None
        prices = {entrant.bid.id: entrant.amounts[criterion.id] for entrant in entrants}
        try:
            priced.append((criterion, price_shares(criterion.formula, prices)))
        except NotComputable as error:
            text = say("{criterion}: {fault}", criterion=criterion.id, fault=error.text)
            faults.append(NotComputable(error.bids, text))
    if faults:
        bids = tuple(sorted({bid for fault in faults for bid in fault.bids}))
        raise NotComputable(bids, _joined([fault.text for fault in faults]))
    return [_weigh(entrant, priced) for entrant in entrants]


def _joined(texts: Sequence[Said]) -> Said:
    """All the texts in one, halved each time so that it never nests deeply."""
    if len(texts) == 1:
        return texts[0]
    middle = len(texts) // 2
    return say("{first}; {second}", first=_joined(texts[:middle]), second=_joined(texts[middle:]))


def _weigh(entrant: Entrant, priced: list[tuple[Criterion, PriceShares]]) -> Total:
    total = Total(value=_quality(entrant), cost={})
    for criterion, found in priced:
        assert criterion.formula is not None and criterion.total_weight is not None
        share = found.shares[entrant.bid.id]
        weighted = criterion.total_weight * share
        score = Score(
            raw=entrant.bid.raw.get(criterion.id),
            amount=entrant.amounts[criterion.id],
            share=share,
            weighted=weighted,
            formula=criterion.formula.name,
            reference=found.reference,
            exact=found.exact,
        )
        _cost_scores(criterion, entrant, score, total.cost)
        total.value += weighted
        total.exact = total.exact and found.exact
    return total


def _quality_only(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The marks alone; the price is fixed beforehand."""
    return [Total(value=_quality(entrant), cost={}) for entrant in entrants]


def _monetised_quality(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The price less what the quality is worth."""
    found = []
    for entrant in entrants:
        worth = sum((entrant.scores[leaf.id].weighted or ZERO for leaf in _quality_leaves(strategy)), ZERO)
        price = _price(strategy, entrant)
        found.append(Total(price - worth, _plain_cost(strategy, entrant), {"price": price, "worth": worth}))
    return found


def _markup(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The price raised by what each criterion lacks of full marks, relative to the weight of cost."""
    _require(strategy, entrants, above_zero=False)
    weight = strategy.cost_criteria[0].total_weight
    assert weight is not None
    full = full_quality(strategy)
    found = []
    for entrant in entrants:
        price = _price(strategy, entrant)
        penalty = (full - _quality(entrant)) / weight
        workings = {"price": price, "quality": _quality(entrant), "penalty": penalty}
        found.append(Total(price * (1 + penalty), _plain_cost(strategy, entrant), workings))
    return found


def _price_per_quality_point(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The price for each quality point; bids without points are out before this."""
    _require(strategy, entrants, above_zero=False)
    return [
        Total(
            _price(strategy, entrant) / _quality(entrant),
            _plain_cost(strategy, entrant),
            {"price": _price(strategy, entrant), "quality": _quality(entrant)},
        )
        for entrant in entrants
    ]


def _utility_index(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """((1 - (Qbest - Q) N) / P) Pmin, with Q the share of full quality and N quality's weight relative to cost's."""
    _require(strategy, entrants, above_zero=True)
    weight = strategy.cost_criteria[0].total_weight
    assert weight is not None
    full = full_quality(strategy)
    ratio = full / weight
    reference = lowest(_prices(strategy, entrants))
    best = max(_quality(entrant) / full for entrant in entrants)
    found = []
    for entrant in entrants:
        quality, price = _quality(entrant) / full, _price(strategy, entrant)
        value = (ONE - (best - quality) * ratio) / price * reference.values[0]
        workings = {
            "price": price,
            "quality": quality,
            "best-quality": best,
            "weight-ratio": ratio,
            "lowest-price": reference.values[0],
        }
        found.append(Total(value, _plain_cost(strategy, entrant, reference), workings))
    return found


def _quality_coefficient(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The price divided by 1 + sum V / (1 - sum Vmax), V the share value given for each feature."""
    _require(strategy, entrants, above_zero=False)
    leaves = _quality_leaves(strategy)
    most = sum((leaf.scale[1] for leaf in leaves if leaf.scale is not None), ZERO)
    found = []
    for entrant in entrants:
        value = sum((entrant.bid.raw[leaf.id] for leaf in leaves), ZERO)
        coefficient = ONE + value / (ONE - most)
        price = _price(strategy, entrant)
        workings = {"price": price, "share-value": value, "coefficient": coefficient}
        found.append(Total(price / coefficient, _plain_cost(strategy, entrant), workings))
    return found


def _lowest_price(strategy: Strategy, entrants: Sequence[Entrant]) -> list[Total]:
    """The price alone, once the thresholds are met."""
    return [Total(_price(strategy, entrant), _plain_cost(strategy, entrant)) for entrant in entrants]


_METHODS: dict[str, Callable[[Strategy, Sequence[Entrant]], list[Total]]] = {
    "weighted-sum": _weighted_sum,
    "quality-only": _quality_only,
    "monetised-quality": _monetised_quality,
    "markup": _markup,
    "price-per-quality-point": _price_per_quality_point,
    "utility-index": _utility_index,
    "quality-coefficient": _quality_coefficient,
    "lowest-price": _lowest_price,
}
