"""Three invented bids and what a strategy makes of them, for the text of the procurement documents. Pure.

The sums are those of the real calculation. One thing is made simpler: every cost criterion is a single amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.result import RankedBid, Result
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Criterion, Formula, LowPrice, Strategy

Shares = tuple[Fraction, Fraction, Fraction]


def _tenths(*numbers: int) -> Shares:
    first, second, third = (Fraction(number, 10) for number in numbers)
    return first, second, third


# Shares of full marks for the three bids, from one criterion to the next; the first row that meets every threshold.
PATTERNS: tuple[tuple[Shares, ...], ...] = (
    (_tenths(6, 8, 10), _tenths(8, 7, 9), _tenths(7, 9, 8)),
    (_tenths(8, 9, 10), _tenths(9, 8, 10), _tenths(8, 10, 9)),
    (_tenths(10, 10, 10),),
)
BASE_PRICE = Fraction(1_000_000)
WORTH_TIMES = 4
"""Under monetised quality the cheapest price is at least so many times what all the quality is worth."""
LONG_SCALE = 8
"""On scales of whole numbers at least so long, invented values are whole too: nobody promises 1.9 days."""
WIDEST_GAP, NARROW_GAP = Fraction(1, 4), Fraction(1, 25)
"""How far above the cheapest the dearest price lies; narrow where quality is worth money, so that it can tell."""
MIDDLE = Fraction(2, 5)
ORDERS = ((0, 1, 2), (1, 2, 0), (2, 0, 1))
"""Which of the three bids is cheapest, next and dearest, from one cost criterion to the next."""


@dataclass(frozen=True, slots=True)
class Example:
    """The bids and the result, with the strategy as it was simplified for them."""

    strategy: Strategy
    bids: tuple[Bid, ...]
    result: Result

    @property
    def ranked(self) -> tuple[RankedBid, ...]:
        """The bids in the order in which they were named."""
        return tuple(self.result.ranked(bid.id) for bid in self.bids)

    @property
    def leaves(self) -> tuple[Criterion, ...]:
        """What is scored, in the order of the strategy."""
        return tuple(leaf for leaf in self.strategy.leaves() if not leaf.is_cost)


def example(strategy: Strategy, names: tuple[str, str, str]) -> Example:
    """Three bids with these names, evaluated; every one of them reaches the thresholds."""
    simple = _simplified(strategy)
    prices = {
        criterion.id: _prices(simple, criterion, ORDERS[place % len(ORDERS)])
        for place, criterion in enumerate(simple.cost_criteria)
    }
    for pattern in PATTERNS:
        bids = _bids(simple, names, pattern, prices)
        result = evaluate(simple, bids)
        if not result.excluded:
            break
    return Example(simple, bids, result)


def _simplified(strategy: Strategy) -> Strategy:
    criteria = tuple(
        replace(criterion, parts=(), quantity=None) if criterion.is_cost else criterion
        for criterion in strategy.criteria
    )
    simple = replace(strategy, criteria=criteria, low_price=LowPrice(), award_to=1)
    known = {criterion.id for criterion in simple.walk()}
    return replace(simple, tie_break=tuple(id_ for id_ in strategy.tie_break if id_ in known))


def _bids(
    strategy: Strategy,
    names: tuple[str, str, str],
    pattern: Sequence[Shares],
    prices: dict[str, tuple[Fraction, ...]],
) -> tuple[Bid, ...]:
    leaves = [leaf for leaf in strategy.leaves() if not leaf.is_cost]
    return tuple(
        Bid(
            name,
            {
                **{leaf.id: _raw(leaf, pattern[at % len(pattern)][place]) for at, leaf in enumerate(leaves)},
                **{criterion: amounts[place] for criterion, amounts in prices.items()},
            },
        )
        for place, name in enumerate(names)
    )


def _raw(leaf: Criterion, share: Fraction) -> Fraction:
    assert leaf.scale is not None
    worst, best = leaf.scale
    raw = worst + share * (best - worst)
    in_steps = worst.denominator == best.denominator == 1 and abs(best - worst) >= LONG_SCALE
    return Fraction(round(raw)) if in_steps else raw


def _prices(strategy: Strategy, criterion: Criterion, order: tuple[int, int, int]) -> tuple[Fraction, ...]:
    """The prices of the first, second and third bid."""
    widest = NARROW_GAP if strategy.award == "monetised-quality" else WIDEST_GAP
    ladder = _ladder(criterion.formula, _base_price(strategy), widest)
    return tuple(ladder[place] for place in order)


def _ladder(formula: Formula | None, base: Fraction, gap: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """The cheapest, the next and the dearest price: near enough to each other to leave every bid some points."""
    if formula is not None and formula.low is not None and formula.high is not None:
        low, span = formula.low, formula.high - formula.low
        return low + span / 5, low + 2 * span / 5, low + 3 * span / 5
    if formula is not None and formula.name == "linear-from-lowest" and formula.slope is not None:
        gap = min(gap, 1 / (2 * formula.slope))
    if formula is not None and formula.name == "logarithmic" and formula.a is not None:
        gap = min(gap, (formula.a - 1) / 2)
    percents = max(Fraction(1), Fraction(gap * 100 // 1))
    gap = percents / 100
    return base, base * (1 + MIDDLE * gap), base * (1 + gap)


def _base_price(strategy: Strategy) -> Fraction:
    """A round amount; where quality is worth money, one large beside it, with one digit before the noughts."""
    worth = _worth(strategy)
    if not worth:
        return BASE_PRICE
    least = WORTH_TIMES * worth
    unit = 10 ** (len(str(int(least))) - 1)
    return Fraction(-(-least // unit) * unit)


def _worth(strategy: Strategy) -> Fraction:
    return sum((abs(leaf.worth) for leaf in strategy.leaves() if leaf.worth is not None), Fraction(0))
