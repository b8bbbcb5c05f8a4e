"""Shares of a count with their uncertainty: the Wilson interval, the Brier score, the median. Pure.

Everything is exact but the ends of the Wilson interval, which need a square root: these are rounded to PLACES decimals,
half away from zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

ENOUGH = 10
"""Below this many observations a figure is too few to tell."""
PLACES = 6
Z_95 = Fraction("1.959963984540054")
"""The 97.5 % point of the standard normal distribution, to 15 decimals: two-sided 95 %."""
_ROOT_PLACES = 30


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both between 0 and 1."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Proportion:
    """`counted` of `n`. `share` and the Wilson 95 % `interval` are None where n is 0; `enough`: n is at least 10."""

    counted: int
    n: int
    share: Fraction | None
    interval: Interval | None
    enough: bool


def proportion(counted: int, n: int) -> Proportion:
    """The share `counted` of `n`, exact, with its Wilson 95 % interval. ValueError unless 0 <= counted <= n."""
    if not 0 <= counted <= n:
        raise ValueError(f"{counted} of {n} is no share")
    if n == 0:
        return Proportion(counted, n, None, None, False)
    return Proportion(counted, n, Fraction(counted, n), wilson(counted, n), n >= ENOUGH)


def wilson(counted: int, n: int) -> Interval:
    """The Wilson score interval at 95 % without continuity correction (Wilson 1927, JASA 22: 209–212).

    With z = Z_95: (k + z²/2 ± z √(k (n − k) / n + z²/4)) / (n + z²). Needs n > 0; rounded to PLACES decimals.
    """
    square = Z_95 * Z_95
    middle = counted + square / 2
    spread = Z_95 * _root(Fraction(counted * (n - counted), n) + square / 4)
    low, high = (_rounded((middle + sign * spread) / (n + square)) for sign in (-1, 1))
    return Interval(max(low, Fraction(0)), min(high, Fraction(1)))


def brier(forecasts: Iterable[tuple[Fraction, bool]]) -> Fraction | None:
    """The mean of (probability − outcome)² over (declared probability, whether it came true); None of nothing.

    0 is perfect, 1 the worst, 1/4 what always saying one half earns (Brier 1950, Monthly Weather Review 78: 1–3).
    """
    squares = [(probability - int(hit)) ** 2 for probability, hit in forecasts]
    return sum(squares, Fraction(0)) / len(squares) if squares else None


def median(values: Sequence[int]) -> Fraction | None:
    """The middle value, or the mean of the two in the middle; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return Fraction(ordered[half] + ordered[-half - 1], 2)


def _root(value: Fraction) -> Fraction:
    """The square root, cut off after _ROOT_PLACES decimals."""
    scale: int = 10**_ROOT_PLACES
    return Fraction(isqrt(value.numerator * scale * scale // value.denominator), scale)


def _rounded(value: Fraction) -> Fraction:
    """To PLACES decimals, half away from zero."""
    scaled = abs(value) * 10**PLACES
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**PLACES)
