"""Price formulas: how a price becomes a share of full points.

Each formula takes the prices of the bids still in and gives every bid's share of full points S (1 is S, below 0 and
above 1 happen where the formula has no bound; negative price points are not unlawful in themselves, KOFA 2015/60).
The share does not depend on S, so weights can be varied without forming it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from marketkit.said import Said, say
from marketkit.scoring.result import Reference
from marketkit.sourcing.strategy import Formula

LOGARITHM_PLACES = 60
# A base one part in 10**58 above 1, the closest a file can write, gives quotients of more than 60 digits before the mark.
_PRECISE = Context(prec=200)
ONE, ZERO = Fraction(1), Fraction(0)
Prices = Mapping[str, Fraction]


class NotComputable(Exception):
    """The formula or method has no value for these bids."""

    def __init__(self, bids: tuple[str, ...], text: Said) -> None:
        super().__init__(text)
        self.bids = bids
        self.text = text


@dataclass(frozen=True, slots=True)
class PriceShares:
    """Each bid's share of full points, and what it was measured against."""

    shares: dict[str, Fraction]
    reference: Reference | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What a formula depends on: used to say beforehand what another bid can do to the ranking."""

    relative_to: str | None
    rank_can_reverse: bool


FACTS: dict[str, Facts] = {
    "proportional-to-lowest": Facts("lowest", True),
    "linear-from-lowest": Facts("lowest", True),
    "linear-min-max": Facts("both-ends", True),
    "linear-fixed": Facts(None, False),
    "logarithmic": Facts("lowest", False),
    "average-based": Facts("mean", True),
}


def rank_can_reverse(formula: Formula) -> bool:
    """Whether the order of two bids can change when a third one leaves.

    A clamp makes any formula with a reference dependent: what is cut off moves with the reference.
    """
    facts = FACTS[formula.name]
    return facts.rank_can_reverse or (facts.relative_to is not None and formula.clamp is not None)


def price_shares(formula: Formula, prices: Prices) -> PriceShares:
    """The share of full points of every bid under a formula; raises NotComputable where it has no value."""
    if not prices:
        return PriceShares({}, None)
    found = _FORMULAS[formula.name](formula, prices)
    if formula.clamp is None:
        return found
    ceiling = ONE if formula.clamp == "both" else None
    clamped = {bid: _clamp(share, ceiling) for bid, share in found.shares.items()}
    return PriceShares(clamped, found.reference, found.exact)


def _clamp(share: Fraction, ceiling: Fraction | None) -> Fraction:
    floored = max(share, ZERO)
    return floored if ceiling is None else min(floored, ceiling)


def lowest(prices: Prices) -> Reference:
    """The lowest price and the bids that have it."""
    value = min(prices.values())
    return Reference("lowest", (value,), _with(prices, value))


def _with(prices: Prices, *values: Fraction) -> tuple[str, ...]:
    return tuple(sorted(bid for bid, price in prices.items() if price in values))


def _positive_lowest(formula: Formula, prices: Prices) -> Reference:
    reference = lowest(prices)
    if reference.values[0] <= 0:
        raise NotComputable(
            tuple(sorted(bid for bid, price in prices.items() if price <= 0)),
            say("{formula} needs a lowest price above 0", formula=formula.name),
        )
    return reference


def _proportional_to_lowest(formula: Formula, prices: Prices) -> PriceShares:
    reference = _positive_lowest(formula, prices)
    best = reference.values[0]
    return PriceShares({bid: best / price for bid, price in prices.items()}, reference)


def _linear_from_lowest(formula: Formula, prices: Prices) -> PriceShares:
    reference = _positive_lowest(formula, prices)
    best = reference.values[0]
    slope = (ONE if formula.slope is None else formula.slope) / best
    return PriceShares({bid: ONE - slope * (price - best) for bid, price in prices.items()}, reference)


def _linear_min_max(formula: Formula, prices: Prices) -> PriceShares:
    least, most = min(prices.values()), max(prices.values())
    reference = Reference("both-ends", (least, most), _with(prices, least, most))
    if least == most:
        return PriceShares(dict.fromkeys(prices, ONE), reference)
    span = most - least
    return PriceShares({bid: (most - price) / span for bid, price in prices.items()}, reference)


def _linear_fixed(formula: Formula, prices: Prices) -> PriceShares:
    assert formula.low is not None and formula.high is not None
    high, span = formula.high, formula.high - formula.low
    return PriceShares({bid: (high - price) / span for bid, price in prices.items()}, None)


def _average_based(formula: Formula, prices: Prices) -> PriceShares:
    below = tuple(sorted(bid for bid, price in prices.items() if price <= 0))
    if below:
        raise NotComputable(below, say("{formula} needs every price above 0", formula=formula.name))
    mean = sum(prices.values(), ZERO) / len(prices)
    reference = Reference("mean", (mean,), tuple(sorted(prices)))
    return PriceShares({bid: mean / price for bid, price in prices.items()}, reference)


def _logarithmic(formula: Formula, prices: Prices) -> PriceShares:
    assert formula.a is not None
    reference = _positive_lowest(formula, prices)
    best, base = _logarithm(reference.values[0]), _logarithm(formula.a)
    shares = {}
    for bid, price in prices.items():
        quotient = _PRECISE.divide(_PRECISE.subtract(_logarithm(price), best), base)
        shares[bid] = ONE - _rounded(quotient)
    return PriceShares(shares, reference, exact=False)


@lru_cache(maxsize=1 << 14)  # the same prices come back in every re-score, and a logarithm takes long
def _logarithm(value: Fraction) -> Decimal:
    ratio = _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return _PRECISE.ln(ratio)


def _rounded(value: Decimal) -> Fraction:
    """The value at LOGARITHM_PLACES decimals, so that equal inputs give equal shares."""
    return Fraction(value.quantize(Decimal(1).scaleb(-LOGARITHM_PLACES), context=_PRECISE))


_FORMULAS: dict[str, Callable[[Formula, Prices], PriceShares]] = {
    "proportional-to-lowest": _proportional_to_lowest,
    "linear-from-lowest": _linear_from_lowest,
    "linear-min-max": _linear_min_max,
    "linear-fixed": _linear_fixed,
    "average-based": _average_based,
    "logarithmic": _logarithmic,
}
