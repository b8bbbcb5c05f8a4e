"""Price to tie against brute force: bids ranked anew at many prices and, between two of them, by halving.

Nothing here knows where references switch, which shape a lead has or that it never rises with the price.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketkit.scoring.evaluate import award, enter, evaluate
from marketkit.scoring.price_to_tie import PriceToTie, prices_to_tie
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Strategy
from tests.scoring.builders import bids, strategy

STEPS = 23
HALVINGS = 60
NOTHING = Fraction(1, 10**12)  # a lead after the halvings; a jump is many orders larger
SAME = Fraction(1, 10**6)
Lead = Callable[[Fraction], Fraction]

FORMULAS = [
    "name: proportional-to-lowest",
    "name: linear-from-lowest",
    "name: linear-from-lowest, slope: 2.5",
    "name: linear-min-max",
    "name: linear-fixed, low: 85, high: 150",
    "name: logarithmic, a: 3",
    "name: average-based",
]
METHODS = {
    "monetised-quality": ("worth: 45, ", ""),
    "markup": ("weight: 60, ", ", weight: 40"),
    "price-per-quality-point": ("weight: 100, ", ""),
    "utility-index": ("weight: 60, ", ", weight: 40"),
    "quality-coefficient": ("", ""),
    "lowest-price": ("", ""),
}
MARKS = st.sampled_from(["0", "0.1", "0.25", "0.3", "0.5", "0.5", "0.6"])
PRICES = st.sampled_from(["70", "85", "100", "100", "101.5", "120", "150", "240"])
ROWS = st.lists(st.tuples(MARKS, PRICES), min_size=2, max_size=5)
TIE_BREAKS = st.sampled_from(["[]", "[price]", "[quality]"])
CASES = settings(max_examples=12, derandomize=True)


@pytest.mark.parametrize("clamp", ["", ", clamp: 0", ", clamp: both"])
@pytest.mark.parametrize("formula", FORMULAS)
@CASES
@given(rows=ROWS, weight=st.sampled_from([20, 50, 80]), tie_break=TIE_BREAKS)
def test_every_formula(
    formula: str, clamp: str, rows: list[tuple[str, str]], weight: int, tie_break: str
) -> None:
    _compare(
        f"""
        id: x
        currency: NOK
        award: weighted-sum
        tie_break: {tie_break}
        criteria:
          - {{id: quality, kind: quality, weight: {100 - weight}, scale: [0, 0.6]}}
          - {{id: price, kind: cost, weight: {weight}, formula: {{{formula}{clamp}}}}}
        """,
        rows,
    )


@pytest.mark.parametrize("method", METHODS)
@CASES
@given(rows=ROWS, tie_break=TIE_BREAKS)
def test_every_other_method(method: str, rows: list[tuple[str, str]], tie_break: str) -> None:
    quality, price = METHODS[method]
    _compare(
        f"""
        id: x
        currency: NOK
        award: {method}
        tie_break: {tie_break}
        criteria:
          - {{id: quality, kind: quality, {quality}scale: [0, 0.6]}}
          - {{id: price, kind: cost{price}}}
        """,
        rows,
    )


@CASES
@given(
    first=st.sampled_from(FORMULAS),
    second=st.sampled_from(FORMULAS),
    rows=st.lists(st.tuples(MARKS, PRICES, PRICES), min_size=2, max_size=4),
)
def test_two_cost_criteria(first: str, second: str, rows: list[tuple[str, str, str]]) -> None:
    _compare(
        f"""
        id: x
        currency: NOK
        award: weighted-sum
        criteria:
          - {{id: quality, kind: quality, weight: 40, scale: [0, 0.6]}}
          - {{id: price, kind: cost, weight: 35, formula: {{{first}}}}}
          - {{id: running, kind: cost, weight: 25, formula: {{{second}}}}}
        """,
        rows,
    )


def _compare(strategy_text: str, rows: list[tuple[str, ...]]) -> None:
    read = strategy(strategy_text)
    header = ",".join(["bid", *(criterion.id for criterion in read.criteria)])
    table = "".join(f"b{number},{','.join(row)}\n" for number, row in enumerate(rows))
    given_bids = bids(f"{header}\n{table}", read)
    staying, excluded = enter(read, given_bids)
    result = award(read, staying, excluded)
    assert result.computable
    found = prices_to_tie(result, staying)
    losers = {ranked.bid.id for ranked in result.ranking} - {*result.winners, *result.undecided}
    assert {price.bid for price in found} == losers
    for price in found:
        others = {entrant.amounts[price.criterion] for entrant in staying if entrant.bid.id != price.bid}
        _check(price, _lead(read, given_bids, price.bid, price.criterion), others)


def _lead(read: Strategy, given_bids: tuple[Bid, ...], bid: str, criterion: str) -> Lead:
    """How far the bid is ahead of the best other at a price, from nothing but a new evaluation."""

    def lead(amount: Fraction) -> Fraction:
        changed = [
            replace(entry, raw={**entry.raw, criterion: amount}) if entry.id == bid else entry
            for entry in given_bids
        ]
        result = evaluate(read, changed)
        turn = 1 if result.better == "higher" else -1
        own = result.ranked(bid).total
        found = min(turn * (own - ranked.total) for ranked in result.ranking if ranked.bid.id != bid)
        exact = all(ranked.exact for ranked in result.ranking)
        return found if exact or abs(found) > Fraction(1, 10**38) else Fraction(0)

    return lead


def _check(price: PriceToTie, lead: Lead, others: set[Fraction]) -> None:
    expected = _brute_force(lead, price.own, others)
    if price.amount is None:
        assert expected is None, (price, float(expected))
        return
    assert 0 < price.amount < price.own
    level = lead(price.amount)
    assert level == 0 if price.exact else abs(level) < Fraction(1, 10**40)
    assert expected is not None, price
    assert abs(expected - price.amount) < Fraction(2, 10**4), (price, float(expected))


def _brute_force(lead: Lead, own: Fraction, others: set[Fraction]) -> Fraction | None:
    """Down from the bid's own price: the first price found level, or where the sign turns without a jump."""
    steps = {own * Fraction(step, STEPS) for step in range(1, STEPS)}
    behind = own
    for price in sorted(steps | {other for other in others if 0 < other < own}, reverse=True):
        found = lead(price)
        if found < 0:
            behind = price
            continue
        level = price if found == 0 else None
        ahead = price
        for _ in range(HALVINGS):
            middle = (ahead + behind) / 2
            at_middle = lead(middle)
            if at_middle < 0:
                behind = middle
            else:
                ahead = middle
                level = middle if at_middle == 0 else level
        if level is not None:
            return level
        touches = behind < own - SAME and abs(lead(ahead) - lead(behind)) < NOTHING
        return ahead if touches else None
    return None
