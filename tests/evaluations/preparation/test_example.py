"""The invented bids behind the example of the procurement documents."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from marketkit.evaluations.preparation.example import Example, example
from marketkit.sourcing.reader import open_strategy
from tests.evaluations.preparation.texts import of_every_award, strategy

NAMES = ("A", "B", "C")
READY = sorted((Path(__file__).parents[3] / "sourcing_rules" / "strategies").glob("*.yaml"))


def raw(found: Example, criterion: str) -> list[Fraction]:
    return [bid.raw[criterion] for bid in found.bids]


def test_scores_are_whole_on_long_scales_and_tenths_on_short_ones():
    found = example(strategy(), NAMES)
    assert raw(found, "care") == [6, 8, 10]
    assert raw(found, "days") == [
        Fraction("0.8"),
        Fraction("1.2"),
        Fraction("0.4"),
    ]  # 4 less 80, 70 and 90 percent of 4


@pytest.mark.parametrize(
    ("formula", "prices"),
    [
        ("{name: proportional-to-lowest}", [1_000_000, 1_100_000, 1_250_000]),
        ("{name: linear-from-lowest}", [1_000_000, 1_100_000, 1_250_000]),
        ("{name: linear-from-lowest, slope: 5}", [1_000_000, 1_040_000, 1_100_000]),  # 10 percent lose half
        ("{name: linear-fixed, low: 500000, high: 1000000}", [600_000, 700_000, 800_000]),
        ("{name: logarithmic, a: 1.2}", [1_000_000, 1_040_000, 1_100_000]),
        ("{name: linear-from-lowest, slope: 900}", [1_000_000, 1_004_000, 1_010_000]),
    ],
)
def test_prices_lie_where_their_formula_leaves_something_to_see(formula: str, prices: list[int]):
    assert raw(example(strategy(price=f"weight: 40, formula: {formula}"), NAMES), "price") == prices


def test_prices_are_large_beside_what_the_quality_is_worth():
    # 2,500,000 of worth, times 4, is 10,000,000; the dearest lies 4 percent above, the middle 1.6 percent.
    assert raw(example(of_every_award()["monetised-quality"], NAMES), "price") == [
        10_000_000,
        10_160_000,
        10_400_000,
    ]
    # 7,200,000 times 4 is 28,800,000, rounded up to one digit and noughts.
    dear = strategy(
        "monetised-quality",
        care="worth: 7000000, scale: [0, 10]",
        days="worth: -200000, scale: [4, 0]",
        price="",
    )
    assert raw(example(dear, NAMES), "price")[0] == 30_000_000


def test_two_prices_are_not_cheapest_in_the_same_bid():
    two = strategy(
        rest="tie_break: [fee]",
        days="weight: 20, scale: [4, 0]}\n"
        "  - {id: fee, kind: cost, weight: 20, parts: [{id: start}, {id: hour, quantity: 3}], "
        "formula: {name: linear-min-max}",
        price="weight: 20, formula: {name: proportional-to-lowest}",
    )
    found = example(two, NAMES)
    assert raw(found, "fee") == [1_000_000, 1_100_000, 1_250_000]
    assert raw(found, "price") == [1_100_000, 1_250_000, 1_000_000]


def test_a_tie_break_on_a_part_of_the_price_is_left_out_of_the_example():
    parts = strategy(
        rest="tie_break: [hour, care]",
        price="weight: 40, parts: [{id: start}, {id: hour, quantity: 3}], formula: {name: linear-min-max}",
    )
    found = example(parts, NAMES)
    assert found.strategy.tie_break == ("care",)
    assert found.strategy.criterion("price").is_leaf


@pytest.mark.parametrize(
    ("threshold", "scores"), [(5, [6, 8, 10]), (8, [8, 9, 10]), (9, [10, 10, 10]), (10, [10, 10, 10])]
)
def test_every_bid_of_the_example_reaches_the_thresholds(threshold: int, scores: list[int]):
    found = example(strategy(care=f"weight: 40, scale: [0, 10], min_score: {threshold}"), NAMES)
    assert raw(found, "care") == scores
    assert found.result.excluded == ()
    assert [ranked.bid.id for ranked in found.ranked] == ["A", "B", "C"]


@pytest.mark.parametrize("file", READY, ids=lambda file: file.stem)
def test_the_ready_strategies_all_have_an_example_with_a_winner(file: Path):
    found = example(open_strategy(file), NAMES)
    assert found.result.computable
    assert len(found.ranked) == 3
    assert found.result.first is not None
