"""A dry run in the shape other programs read: the contract of `marketkit dry-run --json`.

It has everything that `marketkit score --json` has, by the same names, and beside it what the dry run found. Numbers
are decimal text with the strategy's places (never fewer than four), rounded half away from zero; the `_exact` keys
hold the exact value in lowest terms, null wherever a logarithm enters.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from marketkit.numbers import exact_text
from marketkit.said import decimal_text
from marketkit.scoring.dry_run import DryRun
from marketkit.scoring.effective_weights import EffectiveWeight
from marketkit.scoring.extremes import Extreme
from marketkit.scoring.method_facts import MethodFacts
from marketkit.scoring.other_methods import Alternative
from marketkit.scoring.output import as_dict as result_as_dict
from marketkit.scoring.quality_price import PointPrices
from marketkit.scoring.withdrawals import Withdrawals
from marketkit.sourcing.bids import Bid


def as_dict(found: DryRun) -> dict[str, Any]:
    """The whole as one dictionary; criteria in the order of the file, bids by name or first to last."""
    places = found.strategy.display_places
    return {
        **result_as_dict(found.result),
        "warnings": [{"code": notice.code, "text": notice.text} for notice in found.warnings],
        "trial": True,
        "bids": {"invented": _invention(found, places), "raw": [_raw(bid, places) for bid in found.bids]},
        "method": _method(found.facts),
        "price_of_quality": [_prices(prices, places) for prices in found.prices],
        "effective_weights": {weight.criterion: _weight(weight, places) for weight in found.weights},
        "extremes": [_extreme(extreme, places) for extreme in found.extremes],
        "withdrawals": None if found.withdrawals is None else _withdrawals(found.withdrawals),
        "reference_price": {
            cost: {"amount": decimal_text(value, places), "amount_exact": exact_text(value)}
            for cost, value in found.references.items()
        },
        "other_methods": [_alternative(alternative, found) for alternative in found.alternatives],
        "findings": [finding.as_dict() for finding in found.findings],
    }


def _number(name: str, value: Fraction | None, places: int, *, exact: bool = True) -> dict[str, str | None]:
    """A value as decimal text and, beside it, exactly."""
    return {
        name: None if value is None else decimal_text(value, places),
        f"{name}_exact": None if value is None or not exact else exact_text(value),
    }


def _invention(found: DryRun, places: int) -> dict[str, Any] | None:
    if found.invention is None:
        return None
    price = found.invention.price
    return {
        "price": None if price is None else decimal_text(price, places),
        "count": found.invention.count,
        "seed": found.invention.seed,
    }


def _raw(bid: Bid, places: int) -> dict[str, Any]:
    return {
        "bid": bid.id,
        "raw": {leaf: decimal_text(value, places) for leaf, value in bid.raw.items()},
        "raw_exact": {leaf: exact_text(value) for leaf, value in bid.raw.items()},
    }


def _method(facts: MethodFacts) -> dict[str, Any]:
    return {
        "relative_to": list(facts.relative_to),
        "rank_can_reverse": facts.rank_can_reverse,
        "point_price": facts.point_price,
        "known_before_opening": facts.known_before_opening,
        "text": list(facts.sentences),
    }


def _prices(prices: PointPrices, places: int) -> dict[str, Any]:
    exact = prices.exact
    return {
        "cost": prices.cost,
        "bid": prices.bid,
        "price": decimal_text(prices.price, places),
        "known": prices.known,
        "every_step": prices.every_step,
        **_number("point", prices.rate, places, exact=exact),
        "criteria": {
            price.criterion: {
                **_number("amount", price.amount, places, exact=exact),
                **_number("least", price.least, places, exact=exact),
                **_number("most", price.most, places, exact=exact),
                **_number("step", price.step, places, exact=exact),
            }
            for price in prices.criteria
        },
    }


def _weight(weight: EffectiveWeight, places: int) -> dict[str, Any]:
    return {
        **_number("stated", weight.stated, places),
        **_number("effective", weight.percent, places, exact=weight.exact),
        **_number("spread", weight.spread, places, exact=weight.exact),
    }


def _extreme(extreme: Extreme, places: int) -> dict[str, Any]:
    return {
        "test": extreme.test,
        **_raw(extreme.bid, places),
        "instead_of": list(extreme.instead_of),
        "outcome": extreme.outcome,
        "first": list(extreme.first),
        "text": extreme.sentence,
    }


def _withdrawals(found: Withdrawals) -> dict[str, Any]:
    return {
        "tried": found.tried,
        "changing": len(found.changing),
        "bids": [
            {
                "without": removal.without,
                "order_before": removal.before,
                "order_after": removal.after,
                "cause": removal.cause,
            }
            for removal in found.changing
        ],
    }


def _alternative(alternative: Alternative, found: DryRun) -> dict[str, Any]:
    result = alternative.result
    return {
        "award": alternative.award,
        "formula": alternative.formula,
        "own": alternative.own,
        "comparable": result is not None,
        "conversion": alternative.conversion,
        "why_not": alternative.why_not,
        "computable": None if result is None else result.computable,
        "winners": None if result is None else list(result.winners),
        "undecided": None if result is None else list(result.undecided),
        "order": None if result is None else result.order(),
        "same_winners": None if result is None else alternative.same_winners(found.result),
    }
