"""The sums of weights at every level, also while numbers are missing or wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.sourcing.edited import EditedCriterion, EditedStrategy
from marketkit.sourcing.weight_sums import LevelSum, level_sum, total_worth


def strategy(award: str = "weighted-sum", weights: str = "percent", **typed: str) -> EditedStrategy:
    """care with two parts, climate and price; weights by id."""
    tree = [("care", 0, "quality"), ("people", 1, ""), ("skill", 1, ""), ("climate", 0, "sustainability")]
    criteria = [
        EditedCriterion(depth, {"id": id_, "kind": kind, "weight": typed.get(id_, "")})
        for id_, depth, kind in [*tree, ("price", 0, "cost")]
    ]
    return EditedStrategy(texts={"award": award, "weights": weights}, criteria=criteria)


def test_percentages_sum_at_each_level() -> None:
    found = strategy(care="40,5", people="70", skill="25", climate="30", price="29.5")
    assert level_sum(found, None) == LevelSum(Fraction(100), Fraction(100), 0)
    below = level_sum(found, 0)
    assert below is not None
    assert (below.total, below.difference, below.right) == (95, 5, False)
    assert level_sum(found, 3) is None  # no parts
    assert level_sum(found, 4) is None  # cost


def test_what_is_missing_or_no_number_is_counted_and_left_out() -> None:
    found = level_sum(strategy(care="40", climate="1,234", price="60"), None)
    assert found == LevelSum(Fraction(100), Fraction(100), 1)
    assert not found.right


@pytest.mark.parametrize(
    ("award", "total"), [("price-per-quality-point", 70), ("markup", 100), ("utility-index", 100)]
)
def test_the_price_counts_only_where_it_has_a_weight(award: str, total: int) -> None:
    found = level_sum(strategy(award, care="40", climate="30", price="30"), None)
    assert found is not None
    assert found.total == total


def test_points_come_from_the_leaves_and_need_not_sum_to_anything() -> None:
    found = strategy(weights="points", people="20", skill="12.5", climate="8", price="15", care="99")
    assert level_sum(found, 0) == LevelSum(Fraction("32.5"), None, 0)
    assert level_sum(found, None) == LevelSum(Fraction("55.5"), None, 0)


@pytest.mark.parametrize("award", ["monetised-quality", "quality-coefficient", "lowest-price"])
def test_nothing_is_summed_where_there_are_no_weights(award: str) -> None:
    assert level_sum(strategy(award), None) is None


def test_thresholds_under_the_lowest_price_may_have_weights() -> None:
    found = level_sum(strategy("lowest-price", care="60", climate="30"), None)
    assert found == LevelSum(Fraction(90), Fraction(100), 0)


def test_worths_sum_over_the_leaves() -> None:
    found = strategy("monetised-quality")
    for index, worth in enumerate(["7", "1 500 000", "-500000", "x", "9"]):
        found.criteria[index].texts["worth"] = worth
    assert total_worth(found) == 1_000_000  # not the parent's, not the cost's
    assert total_worth(strategy()) is None
