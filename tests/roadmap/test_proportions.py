from __future__ import annotations

from fractions import Fraction

import pytest
from scipy.stats import binomtest

from marketkit.roadmap.proportions import Interval, brier, median, proportion, wilson


def test_a_share_of_ten_is_enough_and_of_nine_is_not() -> None:
    assert proportion(7, 10).enough
    assert proportion(7, 10).share == Fraction(7, 10)
    assert not proportion(7, 9).enough


def test_of_nothing_there_is_no_share() -> None:
    found = proportion(0, 0)
    assert (found.share, found.interval, found.enough) == (None, None, False)


@pytest.mark.parametrize(("counted", "n"), [(-1, 10), (11, 10)])
def test_more_than_all_and_less_than_nothing_is_no_share(counted: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        proportion(counted, n)


def test_a_wilson_interval_worked_by_hand() -> None:
    # z² = 3.841459; k = 5, n = 10: middle (5 + 1.920729) / 13.841459 = 0.5, half the width
    # 1.959964 × √(5 × 5 / 10 + 0.960365) / 13.841459 = 1.959964 × 1.860206 / 13.841459 = 0.263407.
    assert wilson(5, 10) == Interval(Fraction("0.236593"), Fraction("0.763407"))


@pytest.mark.parametrize("n", [1, 2, 9, 10, 24, 100, 5000])
def test_wilson_intervals_are_those_of_scipy(n: int) -> None:
    for counted in {0, 1, n // 3, n // 2, n - 1, n}:
        theirs = binomtest(counted, n).proportion_ci(confidence_level=0.95, method="wilson")
        ours = wilson(counted, n)
        assert abs(float(ours.low) - theirs.low) < 6e-7
        assert abs(float(ours.high) - theirs.high) < 6e-7
        assert 0 <= ours.low <= Fraction(counted, n) <= ours.high <= 1


def test_none_and_all_reach_the_ends_exactly() -> None:
    assert wilson(0, 12).low == 0
    assert wilson(12, 12).high == 1


def test_a_brier_score_worked_by_hand() -> None:
    # (9/10 − 1)² = 1/100, (9/10 − 0)² = 81/100, (1/2 − 1)² = 25/100: the mean is 107/300.
    found = brier([(Fraction(9, 10), True), (Fraction(9, 10), False), (Fraction(1, 2), True)])
    assert found == Fraction(107, 300)
    assert brier([]) is None


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    assert median([7, -1, 2]) == 2
    assert median([7, -1, 2, 3]) == Fraction(5, 2)
    assert median([]) is None
