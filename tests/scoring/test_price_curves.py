"""Leads between two break points: recovered from three values, their signs at the ends and their roots, by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from marketkit.scoring.price_curves import LogarithmicCurve, RationalCurve, sign

ZERO = Fraction(0)


def through(lead: Callable[[Fraction], Fraction], low: int, high: int, pole: int) -> RationalCurve:
    points = [low + (high - low) * Fraction(part, 4) for part in (1, 2, 3)]
    return RationalCurve(points, [lead(point) for point in points], Fraction(pole), ZERO)


@pytest.mark.parametrize(
    ("lead", "low", "high", "pole", "after", "before"),
    [
        (lambda x: 6 / x - 1, 0, 10, 0, 1, -1),  # endless above its pole, 6/10 − 1 at 10
        (lambda x: 1 - 6 / x, 0, 10, 0, -1, 1),
        (lambda x: 1 / (x - 5), 0, 5, 5, -1, -1),  # endless below 0 under its pole
        (lambda x: 2 + 1 / (x - 5), 0, 5, 5, 1, -1),
        (lambda x: x - 4, 0, 5, 5, -1, 1),  # no pole after all: −4 and 1
        (lambda x: 4 - x, 0, 4, 0, 1, 0),
        (lambda x: 5 - x, 5, 9, 5, 0, -1),
    ],
)
def test_signs_at_the_ends(
    lead: Callable[[Fraction], Fraction], low: int, high: int, pole: int, after: int, before: int
) -> None:
    curve = through(lead, low, high, pole)
    assert (curve.after(Fraction(low)), curve.before(Fraction(high))) == (after, before)
    assert not curve.is_level()


def test_a_rational_root_is_exact() -> None:
    root = through(lambda x: 6 / x - 1, 0, 10, 0).root(ZERO, Fraction(10))
    assert root is not None and (root.value, root.exact) == (6, True)
    # x + 1 − 12/x = (x² + x − 12)/x: 3, and −4 outside
    root = through(lambda x: x + 1 - 12 / x, 0, 10, 0).root(ZERO, Fraction(10))
    assert root is not None and (root.value, root.exact) == (3, True)


def test_an_irrational_root_has_more_than_a_hundred_digits() -> None:
    root = through(lambda x: 2 / x - x, 0, 10, 0).root(ZERO, Fraction(10))
    assert root is not None and not root.exact
    assert 0 < abs(root.value**2 - 2) < Fraction(1, 10**100)


def test_of_two_roots_the_one_on_the_piece_is_taken() -> None:
    # x + 6/x − 5 is 0 at 2 and at 3
    def lead(x: Fraction) -> Fraction:
        return x + 6 / x - 5

    for low, high, expected in ((1, Fraction(5, 2), 2), (Fraction(5, 2), 4, 3)):
        points = [low + (high - low) * Fraction(part, 4) for part in (1, 2, 3)]
        curve = RationalCurve(points, [lead(point) for point in points], ZERO, ZERO)
        root = curve.root(Fraction(low), Fraction(high))
        assert root is not None and root.value == expected


def test_a_level_lead_is_level() -> None:
    assert through(lambda x: ZERO, 1, 5, 0).is_level()
    points = [Fraction(1), Fraction(2), Fraction(3)]
    assert LogarithmicCurve(points, [ZERO] * 3, Fraction(10), Fraction(1), ZERO).is_level()
    assert not LogarithmicCurve(points, [Fraction(1)] * 3, Fraction(10), Fraction(1), ZERO).is_level()
    falling = [ZERO, Fraction("-0.301"), Fraction("-0.477")]
    assert not LogarithmicCurve(points, falling, Fraction(10), Fraction(1), ZERO).is_level()


def test_a_logarithmic_lead_falls_by_the_weight_for_each_factor_of_the_base() -> None:
    # 1 at 10 and 0 at 100, under a weight of 1 and base 10
    slack = Fraction(1, 10**41)
    points = [Fraction(10), Fraction(20), Fraction(30)]
    leads = [Fraction(1), Fraction("0.699"), Fraction("0.523")]
    curve = LogarithmicCurve(points, leads, Fraction(10), Fraction(1), slack)
    assert (curve.after(ZERO), curve.after(Fraction(10))) == (1, 1)
    assert [curve.before(Fraction(x)) for x in (99, 100, 101)] == [1, 0, -1]
    root = curve.root(ZERO, Fraction(1000))
    assert root is not None and not root.exact
    assert abs(root.value - 100) < Fraction(1, 10**100)


def test_within_the_slack_of_nothing_counts_as_nothing() -> None:
    slack = Fraction(1, 100)
    assert [sign(Fraction(value), slack) for value in ("0.02", "0.01", "-0.01", "-0.02")] == [1, 0, 0, -1]
