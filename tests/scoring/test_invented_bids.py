"""Bids drawn around an estimate: what is drawn, that it is the same again, and that no threshold shuts one out."""

from __future__ import annotations

import json
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.scoring.entrants import share_of
from marketkit.scoring.evaluate import enter
from marketkit.scoring.invented_bids import cost_estimates, invented_bids
from marketkit.sourcing.reader import read_strategy
from tests.scoring.builders import strategy
from tests.scoring.cases import Case, cases

PLAIN = """
    id: x
    currency: NOK
    award: weighted-sum
    criteria:
      - {id: quality, kind: quality, weight: 60, scale: [0, 10]}
      - {id: days, kind: quality, weight: 10, scale: [20, 2]}
      - {id: price, kind: cost, weight: 30, formula: {name: proportional-to-lowest}}
    """


def test_the_draw_is_the_one_that_is_written_down() -> None:
    chance = random.Random(7)
    expected = []
    for _ in range(3):
        quality, days, percent = (chance.randint(low, high) for low, high in ((4, 10), (4, 10), (85, 115)))
        expected.append(
            {"quality": quality, "days": 20 - Fraction(18 * days, 10), "price": 2000 * Fraction(percent, 100)}
        )
    found = invented_bids(strategy(PLAIN), Fraction(2000), count=3, seed=7)
    assert [bid.raw for bid in found] == expected
    assert [bid.id for bid in found] == ["Bid 1", "Bid 2", "Bid 3"]


def test_the_same_seed_draws_the_same_bids_and_another_seed_others() -> None:
    read = strategy(PLAIN)
    assert invented_bids(read, Fraction(100), seed=1) == invented_bids(read, Fraction(100), seed=1)
    assert invented_bids(read, Fraction(100), seed=1) != invented_bids(read, Fraction(100), seed=2)
    # fewer bids are the first of more
    assert invented_bids(read, Fraction(100), count=9)[:5] == invented_bids(read, Fraction(100), count=5)


def test_names_of_many_bids_sort_as_they_count() -> None:
    names = [bid.id for bid in invented_bids(strategy(PLAIN), Fraction(100), count=100)]
    assert names == sorted(names)
    assert (names[0], names[-1]) == ("Bid 001", "Bid 100")


def test_parts_share_the_cost_equally_and_a_quantity_gives_a_unit_price() -> None:
    parts = PLAIN.replace(
        "formula: {name: proportional-to-lowest}}",
        "formula: {name: proportional-to-lowest}, parts: [{id: hours, quantity: 250}, {id: start}]}",
    )
    for bid in invented_bids(strategy(parts), Fraction(1000), count=20):
        whole = 250 * bid.raw["hours"] + bid.raw["start"]
        assert bid.raw["start"] == 250 * bid.raw["hours"] == whole / 2
        assert 850 <= whole <= 1150 and (whole / 10).denominator == 1


def test_several_cost_criteria_share_the_estimate_by_their_weights() -> None:
    two = """
        id: two
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: q, kind: quality, weight: 50, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 40, formula: {name: linear-min-max}}
          - {id: run, kind: cost, weight: 10, formula: {name: linear-min-max}}
        """
    assert cost_estimates(strategy(two), Fraction(500)) == {"buy": 400, "run": 100}
    assert cost_estimates(strategy(PLAIN), Fraction(500)) == {"price": 500}


def test_marks_begin_at_four_tenths_or_where_the_thresholds_do() -> None:
    strict = """
        id: x
        currency: NOK
        award: weighted-sum
        min_total_quality: 45
        criteria:
          - id: care
            kind: quality
            weight: 60
            min_percent: 62
            parts:
              - {id: low, weight: 50, scale: [0, 10]}
              - {id: high, weight: 50, scale: [0, 10], min_score: 8.1}
          - {id: climate, kind: sustainability, weight: 10, scale: [0, 10]}
          - {id: price, kind: cost, weight: 30, formula: {name: proportional-to-lowest}}
        """
    found = invented_bids(strategy(strict), Fraction(100), count=100)
    lowest = {leaf: min(bid.raw[leaf] for bid in found) for leaf in ("low", "high", "climate")}
    assert lowest == {"low": 7, "high": 9, "climate": 5}
    assert max(bid.raw["low"] for bid in found) == 10
    plain = invented_bids(strategy(PLAIN), Fraction(100), count=100)
    assert {bid.raw["quality"] for bid in plain} == {4, 5, 6, 7, 8, 9, 10}


@given(case=cases(), price=st.integers(1, 10**6), seed=st.integers(0, 1000))
def test_every_strategy_gets_bids_around_its_estimate_that_all_stay_in(
    case: Case, price: int, seed: int
) -> None:
    read = read_strategy(json.dumps(case.spec).encode(), "s.yaml")
    found = invented_bids(read, Fraction(price), seed=seed)
    staying, excluded = enter(read, found)
    assert excluded == () and len(staying) == 5
    for entrant in staying:
        cost = sum((entrant.amounts[criterion.id] for criterion in read.cost_criteria), Fraction(0))
        if read.cost_criteria:
            assert Fraction(85, 100) * price <= cost <= Fraction(115, 100) * price
        for leaf in read.leaves():
            if not leaf.is_cost:
                assert Fraction(4, 10) <= share_of(leaf, entrant.bid.raw[leaf.id]) <= 1


@pytest.mark.parametrize(("price", "count"), [(None, 5), ("0", 5), ("-1", 5), ("1", 1), ("1", 101)])
def test_what_cannot_be_drawn_is_refused(price: str | None, count: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        invented_bids(strategy(PLAIN), None if price is None else Fraction(price), count=count)


def test_without_a_cost_criterion_no_price_is_needed() -> None:
    only = "id: x\ncurrency: NOK\naward: quality-only\ncriteria: [{id: q, kind: quality, weight: 100, scale: [0, 10]}]\n"
    assert all(list(bid.raw) == ["q"] for bid in invented_bids(strategy(only), None))
