"""Conditions on answers: when a clause, a wording or an appendix stands. Pure, and a language of its own.

    scaling and (ip in (buyer, shared) or not price > 1200000)

`or` binds least, then `and`, then `not`. A condition is True, False, or None while an answer that it turns on is
missing (Kleene's three values): "a and b" is False as soon as one of them is.
"""

from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from marketkit.contracts.parameters import Answer, Answers, Duration
from marketkit.values import Money


class Sign(enum.Enum):
    """How a comparison compares."""

    IS = "=="
    IS_NOT = "!="
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


# A bare word or a text in quotes; a number; a day; a duration such as 6 months; true or false.
Literal: TypeAlias = str | Fraction | date | Duration | bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer compared with a value: money by its amount, durations by their days."""

    parameter: str
    sign: Sign
    value: Literal


@dataclass(frozen=True, slots=True)
class OneOf:
    """The answer is one of several values."""

    parameter: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A multi_choice has this choice among those taken."""

    parameter: str
    value: Literal


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """A list has no rows, or a multi_choice no choices; a missing answer is neither empty nor not."""

    parameter: str


@dataclass(frozen=True, slots=True)
class IsAnswered:
    """There is an answer, whatever it is. Always decided."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Holds:
    """A boolean is answered with yes."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Condition


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Condition, ...]


Atom: TypeAlias = Comparison | OneOf | Has | IsEmpty | IsAnswered | Holds
Condition: TypeAlias = Atom | Not | And | Or

_ORDERED: dict[Sign, Callable[[Any, Any], bool]] = {
    Sign.BELOW: operator.lt,
    Sign.AT_MOST: operator.le,
    Sign.ABOVE: operator.gt,
    Sign.AT_LEAST: operator.ge,
}


def evaluate(condition: Condition, values: Answers) -> bool | None:
    """Whether the condition holds for these values; None while an answer it turns on is missing."""
    match condition:
        case Not(inner=inner):
            holds = evaluate(inner, values)
            return None if holds is None else not holds
        case And(parts=parts):
            outcomes = [evaluate(part, values) for part in parts]
            return False if False in outcomes else None if None in outcomes else True
        case Or(parts=parts):
            outcomes = [evaluate(part, values) for part in parts]
            return True if True in outcomes else None if None in outcomes else False
        case IsAnswered(parameter=parameter):
            return parameter in values
        case _:
            answer = values.get(condition.parameter)
            return None if answer is None else _holds(condition, answer)


def _holds(atom: Atom, answer: Answer) -> bool:
    match atom:
        case Comparison(sign=sign, value=value):
            return _compare(answer, sign, value)
        case OneOf(values=values):
            return any(_compare(answer, Sign.IS, value) for value in values)
        case Has(value=value):
            return isinstance(answer, tuple) and value in answer
        case IsEmpty():
            return answer == ()
        case _:
            return answer is True


def _compare(answer: Answer, sign: Sign, value: Literal) -> bool:
    """The comparison; values of different kinds are never equal, and neither is above the other."""
    left, right = _measure(answer), _measure(value)
    if sign in (Sign.IS, Sign.IS_NOT):
        return (type(left) is type(right) and left == right) is (sign is Sign.IS)
    return type(left) is type(right) and _ORDERED[sign](left, right)


def _measure(value: Answer | Literal) -> object:
    """What is compared: amounts and whole numbers as fractions, durations as their days, all else as it is."""
    match value:
        case bool():
            return value
        case int():
            return Fraction(value)
        case Money():
            return value.amount
        case Duration():
            return Fraction(value.days)
        case _:
            return value


def atoms(condition: Condition) -> Iterator[Atom]:
    """The comparisons and questions that the condition is put together from, in the order they are written."""
    match condition:
        case Not(inner=inner):
            yield from atoms(inner)
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from atoms(part)
        case _:
            yield condition


def names(condition: Condition) -> tuple[str, ...]:
    """The parameters the condition speaks of, each once, in the order they are written."""
    return tuple(dict.fromkeys(atom.parameter for atom in atoms(condition)))
