"""Prices that look abnormally low. A flag asks for an explanation (Directive 2014/24 art. 69); it never excludes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

from marketkit.scoring.entrants import Entrant
from marketkit.scoring.result import Flag
from marketkit.sourcing.strategy import LowPrice, Strategy

HUNDRED = Fraction(100)


def low_price_flags(strategy: Strategy, entrants: Sequence[Entrant]) -> tuple[Flag, ...]:
    """The bids at or past the strategy's limits, among the bids still in; for every cost criterion."""
    setting = strategy.low_price
    if setting.mean is None and setting.next is None:
        return ()
    flags = []
    for criterion in strategy.cost_criteria:
        prices = {entrant.bid.id: entrant.amounts[criterion.id] for entrant in entrants}
        flags.extend(_flags(criterion.id, prices, setting))
    return tuple(flags)


def _flags(criterion: str, prices: dict[str, Fraction], setting: LowPrice) -> list[Flag]:
    ordered = sorted(set(prices.values()))
    total = sum(prices.values(), Fraction(0))
    flags = []
    for bid in sorted(prices):
        price = prices[bid]
        if setting.mean is not None and len(prices) > 1:
            mean = (total - price) / (len(prices) - 1)
            percent = _percent_below(price, mean)
            if percent is not None and percent >= setting.mean:
                flags.append(Flag("abnormally-low-mean", bid, criterion, price, mean, percent))
        position = bisect_right(ordered, price)
        if setting.next is not None and position < len(ordered):
            percent = _percent_below(price, ordered[position])
            if percent is not None and percent >= setting.next:
                flags.append(Flag("abnormally-low-next", bid, criterion, price, ordered[position], percent))
    return flags


def _percent_below(price: Fraction, other: Fraction) -> Fraction | None:
    """How far below another price this one lies, in percent of the other; None when it has no such measure."""
    return HUNDRED * (other - price) / other if other > 0 and price < other else None
