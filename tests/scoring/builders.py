"""Strategies and bids from the text a person would write, and the parts of a result tests look at most."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from textwrap import dedent

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid, read_bids
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.strategy import Strategy


def strategy(text: str) -> Strategy:
    return read_strategy(dedent(text).encode(), "strategy.yaml")


def bids(text: str, of: Strategy) -> tuple[Bid, ...]:
    return read_bids(dedent(text).lstrip().encode(), "bids.csv", of)


def rank(strategy_text: str, bids_text: str) -> Result:
    """The result of a strategy file and a bid file given as text."""
    read = strategy(strategy_text)
    return evaluate(read, bids(bids_text, read))


def totals(result: Result) -> dict[str, Fraction]:
    return {ranked.bid.id: ranked.total for ranked in result.ranking}


def ranks(result: Result) -> dict[str, int]:
    return {ranked.bid.id: ranked.rank for ranked in result.ranking}


def reasons(result: Result) -> dict[str, list[tuple[str, str | None, Fraction, Fraction]]]:
    """For each excluded bid: (code, criterion, value, required) of every reason."""
    return {
        excluded.bid.id: [(r.code, r.criterion, r.value, r.required) for r in excluded.reasons]
        for excluded in result.excluded
    }


def fractions(**values: str | int) -> dict[str, Fraction]:
    """`fractions(a="1/3", b=2)`: expected values as they were worked out on paper."""
    return {name: Fraction(value) for name, value in values.items()}


def price_strategy(formula: str, weight: int = 40) -> str:
    """A weighted sum of one quality criterion and one price under a formula, in points."""
    return f"""
        id: prices
        currency: NOK
        award: weighted-sum
        weights: points
        criteria:
          - {{id: quality, kind: quality, weight: 60, scale: [0, 10]}}
          - {{id: price, kind: cost, weight: {weight}, formula: {formula}}}
        """


def rank_prices(formula: str, prices: Mapping[str, object], weight: int = 40) -> Result:
    """Bids that differ in price only, with no quality marks: the total is the price's points."""
    rows = "".join(f"{bid},0,{price}\n" for bid, price in prices.items())
    return rank(price_strategy(formula, weight), f"bid,quality,price\n{rows}")


def points(formula: str, prices: Mapping[str, object], weight: int = 40) -> dict[str, Fraction]:
    """The points each price earns out of `weight` full points."""
    return totals(rank_prices(formula, prices, weight))
