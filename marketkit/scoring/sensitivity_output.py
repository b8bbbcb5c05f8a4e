"""What a ranking depends on, in the shape other programs read: the contract of `marketkit sensitivity --json`.

Numbers are decimal text with the strategy's places (never fewer than four), rounded half away from zero.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from marketkit.said import decimal_text
from marketkit.scoring.intervals import Interval
from marketkit.scoring.sensitivity import Sensitivity


def as_dict(found: Sensitivity) -> dict[str, Any]:
    """The whole as one dictionary; criteria in the order of the file, bids first to last."""
    places = found.result.strategy.display_places
    return {
        "winner": found.winner,
        "weights": {interval.criterion: _interval(interval, places) for interval in found.intervals},
        "price_to_tie": _prices(found, places),
        "leave_one_out": [
            {
                "without": removal.without,
                "order_before": removal.before,
                "order_after": removal.after,
                "changed": removal.changed,
                "cause": removal.cause,
            }
            for removal in found.removals
        ],
        "simulation": {
            "over": found.simulation.over,
            "draws": found.simulation.draws,
            "seed": found.simulation.seed,
            "first_place_share": {
                bid: decimal_text(share, places) for bid, share in found.simulation.first_place_share.items()
            },
        },
        "warnings": [{"code": notice.code, "text": notice.text} for notice in found.warnings],
    }


def _interval(interval: Interval, places: int) -> dict[str, str | None]:
    return {
        "weight": decimal_text(interval.weight, places),
        "low": decimal_text(interval.low, places),
        "high": decimal_text(interval.high, places),
        "low_rival": interval.low_rival,
        "high_rival": interval.high_rival,
    }


def _prices(found: Sensitivity, places: int) -> dict[str, Any]:
    """By losing bid: one text, or a map by criterion where there are several cost criteria; null without a price."""

    def text(amount: Fraction | None) -> str | None:
        return None if amount is None else decimal_text(amount, places)

    if not found.result.strategy.cost_criteria:
        return dict.fromkeys(found.losers)
    by_bid: dict[str, dict[str, str | None]] = {}
    for price in found.prices:
        by_bid.setdefault(price.bid, {})[price.criterion] = text(price.amount)
    if len(found.result.strategy.cost_criteria) > 1:
        return dict(by_bid)
    return {bid: next(iter(amounts.values())) for bid, amounts in by_bid.items()}
