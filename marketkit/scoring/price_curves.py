"""One bid's lead over another as a function of its own price, between two break points.

Between the prices where a reference passes to another bid or a clamp begins to bite, every lead in this package is
either A + B x + C/(x - pole) with a known pole, or A - B log x. The first is recovered exactly from three full
re-scores, the second from one and the known B. Roots of the first are rational or a square root, taken to more than
100 digits; roots of the second come from logarithms of 120 digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import isqrt
from typing import Protocol

ZERO = Fraction(0)
_ROOT_DIGITS = 120
_PRECISE = Context(prec=120)
_SMALLEST = -60  # a root below 10^-60 is no amount


@dataclass(frozen=True, slots=True)
class Root:
    """An amount at which a lead is 0; not exact where it is irrational."""

    value: Fraction
    exact: bool


class Curve(Protocol):
    """A lead on an open piece between two amounts."""

    def after(self, low: Fraction) -> int:
        """The sign of the lead just above the lower end of the piece: -1, 0 or 1."""

    def before(self, high: Fraction) -> int:
        """The sign of the lead just below the upper end of the piece."""

    def is_level(self) -> bool:
        """Whether the lead is 0 on the whole piece."""

    def root(self, low: Fraction, high: Fraction) -> Root | None:
        """Where the lead is 0, when it changes sign once between the ends; None when that is no amount."""


def sign(value: Fraction, slack: Fraction) -> int:
    """-1, 0 or 1; a value within `slack` of 0 counts as 0."""
    return 0 if abs(value) <= slack else 1 if value > 0 else -1


class RationalCurve:
    """A + B x + C/(x - pole), held as the coefficients of its numerator."""

    def __init__(
        self, points: Sequence[Fraction], leads: Sequence[Fraction], pole: Fraction, slack: Fraction
    ) -> None:
        self.pole, self.slack = pole, slack
        self.side = 1 if points[0] > pole else -1
        self.level = all(sign(lead, slack) == 0 for lead in leads)
        self.coefficients = _through(
            points, [lead * (x - pole) for x, lead in zip(points, leads, strict=True)]
        )

    def _value(self, x: Fraction) -> Fraction:
        constant, linear, square = self.coefficients
        return constant + x * (linear + x * square)

    def _limit(self, x: Fraction) -> int:
        above = self._value(x)
        if x != self.pole:
            return sign(above / (x - self.pole), self.slack)
        if sign(above, self.slack):
            return self.side if above > 0 else -self.side
        return sign(self.coefficients[1] + 2 * x * self.coefficients[2], self.slack)

    def after(self, low: Fraction) -> int:
        return self._limit(low)

    def before(self, high: Fraction) -> int:
        return self._limit(high)

    def is_level(self) -> bool:
        return self.level

    def root(self, low: Fraction, high: Fraction) -> Root | None:
        constant, linear, square = self.coefficients
        if square == 0:
            return Root(-constant / linear, True)
        found = _quadratic_roots(constant, linear, square)
        middle = (low + high) / 2
        return min(found, key=lambda root: abs(root.value - middle))


def _through(points: Sequence[Fraction], values: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """The coefficients, constant first, of the parabola through three points (divided differences)."""
    (x, y, z), (at_x, at_y, at_z) = points, values
    first, second = (at_y - at_x) / (y - x), (at_z - at_y) / (z - y)
    square = (second - first) / (z - x)
    linear = first - square * (x + y)
    return at_x - x * (linear + x * square), linear, square


def _quadratic_roots(constant: Fraction, linear: Fraction, square: Fraction) -> list[Root]:
    discriminant = linear * linear - 4 * square * constant
    number = discriminant.numerator * discriminant.denominator
    exact = isqrt(number) ** 2 == number
    digits = 0 if exact else _ROOT_DIGITS
    width = Fraction(isqrt(number * 10 ** (2 * digits)), discriminant.denominator * 10**digits)
    return [Root((turn * width - linear) / (2 * square), exact) for turn in (-1, 1)]


class LogarithmicCurve:
    """A - B log x with B the weight over log a, or 0 where a clamp holds both prices' points."""

    def __init__(
        self,
        points: Sequence[Fraction],
        leads: Sequence[Fraction],
        base: Fraction,
        weight: Fraction,
        slack: Fraction,
    ) -> None:
        self.at, self.lead, self.slack = points[0], leads[0], slack
        self.constant = sign(leads[0] - leads[-1], slack) == 0
        self.falling = _PRECISE.divide(_decimal(weight), _PRECISE.ln(_decimal(base)))

    def _limit(self, x: Fraction) -> int:
        if self.constant:
            return sign(self.lead, self.slack)
        if x == 0:
            return 1
        gained = _PRECISE.multiply(self.falling, _PRECISE.ln(_decimal(self.at / x)))
        return sign(self.lead + Fraction(gained), self.slack)

    def after(self, low: Fraction) -> int:
        return self._limit(low)

    def before(self, high: Fraction) -> int:
        return self._limit(high)

    def is_level(self) -> bool:
        return self.constant and sign(self.lead, self.slack) == 0

    def root(self, low: Fraction, high: Fraction) -> Root | None:
        exponent = _PRECISE.divide(_decimal(self.lead), self.falling)
        found = _PRECISE.multiply(_decimal(self.at), _PRECISE.exp(exponent))
        return None if found.adjusted() < _SMALLEST else Root(Fraction(found), False)


def _decimal(value: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
