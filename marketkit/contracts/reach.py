"""Which answers a template can be given, as far as its conditions tell them apart. Pure.

A condition on `price > 1000` tells answers apart only below, at and above 1000. So the answers to each parameter fall
into a few kinds, one answer stands for each, and the conditions are tried with every combination of them.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from marketkit.contracts.conditions import (
    Atom,
    Comparison,
    Has,
    IsAnswered,
    IsEmpty,
    Literal,
    OneOf,
    atoms,
)
from marketkit.contracts.parameters import (
    Answer,
    Answers,
    Duration,
    DurationUnit,
    Parameter,
    ParameterType,
    Row,
)
from marketkit.contracts.template import Template
from marketkit.contracts.template_conditions import conditions_of
from marketkit.values import Money

MOST_CASES = 20_000
_SEED = 1
_NUMBERS = (ParameterType.MONEY, ParameterType.INTEGER, ParameterType.PERCENT)
_OTHER_TEXT = "another answer"


@dataclass(frozen=True, slots=True)
class Cases:
    """Combinations of answers. Where there are `total` of them, more than are tried, those `tried` are drawn at random."""

    values: Sequence[Answers]
    total: int

    @property
    def sampled(self) -> bool:
        return len(self.values) < self.total


@dataclass(slots=True)
class Space:
    """The answers a template can be given, by parameter: one for each kind of answer its conditions tell apart.

    `tried` are the combinations that were asked for until now, by the parameters combined.
    """

    template: Template
    kinds: dict[str, tuple[Answer | None, ...]] = field(default_factory=dict)
    tried: dict[tuple[str, ...], Cases] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked: dict[str, list[Atom]] = {}
        for when in conditions_of(self.template):
            for atom in atoms(when.condition):
                asked.setdefault(atom.parameter, []).append(atom)
        for name, found in asked.items():
            parameter = self.template.parameters.get(name)
            if parameter is not None:
                self.kinds[name] = _kinds(parameter, found)

    def cases(self, parameters: Sequence[str]) -> Cases:
        """Every combination of answers to these parameters, or as many as are tried, drawn with a fixed seed."""
        wanted = tuple(name for name in dict.fromkeys(parameters) if name in self.kinds)
        if wanted not in self.tried:
            self.tried[wanted] = self._combined(wanted)
        return self.tried[wanted]

    def _combined(self, wanted: tuple[str, ...]) -> Cases:
        total = math.prod(len(self.kinds[name]) for name in wanted)
        if total <= MOST_CASES:
            rows: Iterator[Sequence[Answer | None]] = itertools.product(
                *(self.kinds[name] for name in wanted)
            )
        else:
            draw = random.Random(_SEED)  # noqa: S311 - which answers are tried is no secret
            rows = ([draw.choice(self.kinds[name]) for name in wanted] for _ in range(MOST_CASES))
        return Cases(
            [
                {name: answer for name, answer in zip(wanted, row, strict=True) if answer is not None}
                for row in rows
            ],
            total,
        )


def _kinds(parameter: Parameter, asked: Sequence[Atom]) -> tuple[Answer | None, ...]:
    """An answer of each kind; None for no answer, where a condition asks whether there is one."""
    found: list[Answer | None] = list(_answers(parameter, asked))
    if any(isinstance(atom, IsAnswered) for atom in asked):
        found.append(None)
    return tuple(dict.fromkeys(found))


def _answers(parameter: Parameter, asked: Sequence[Atom]) -> Iterator[Answer]:
    match parameter.type:
        case ParameterType.BOOLEAN:
            yield from (True, False)
        case ParameterType.CHOICE:
            yield from (choice.id for choice in parameter.choices)
        case ParameterType.MULTI_CHOICE:
            yield from _subsets(parameter, asked)
        case ParameterType.LIST:
            yield (Row("1", {}),)
            if any(isinstance(atom, IsEmpty) for atom in asked):
                yield ()
        case ParameterType.TEXT | ParameterType.LONG_TEXT:
            yield from (value for value in _compared(asked) if isinstance(value, str))
            yield _OTHER_TEXT
        case ParameterType.DATE:
            yield from _days(parameter, asked)
        case _:
            yield from _amounts(parameter, asked)


def _compared(asked: Sequence[Atom]) -> Iterator[Literal]:
    """The values that the answers are compared with."""
    for atom in asked:
        match atom:
            case Comparison(value=value) | Has(value=value):
                yield value
            case OneOf(values=values):
                yield from values


def _subsets(parameter: Parameter, asked: Sequence[Atom]) -> Iterator[Answer]:
    """What may be chosen: every set of the choices that conditions name, with one of the others and without."""
    named = [choice.id for choice in parameter.choices if choice.id in set(_compared(asked))]
    others = [choice.id for choice in parameter.choices if choice.id not in named][:1]
    least, most = _at_least(parameter), _at_most(parameter)
    told_apart = [*named, *others]
    for size in range(len(told_apart) + 1):
        for chosen in itertools.combinations(told_apart, size):
            if least <= size <= most:
                yield tuple(choice.id for choice in parameter.choices if choice.id in chosen)


def _at_least(parameter: Parameter) -> int:
    return math.ceil(parameter.minimum) if isinstance(parameter.minimum, Fraction) else 0


def _at_most(parameter: Parameter) -> float:
    return math.floor(parameter.maximum) if isinstance(parameter.maximum, Fraction) else math.inf


def _days(parameter: Parameter, asked: Sequence[Atom]) -> Iterator[Answer]:
    """The days that are compared with, the days before and after them, within the bounds."""
    step = timedelta(days=1)
    marks = [value for value in _compared(asked) if isinstance(value, date)]
    low = parameter.minimum if isinstance(parameter.minimum, date) else date.min
    high = parameter.maximum if isinstance(parameter.maximum, date) else date.max
    near = sorted({day for mark in marks for day in (mark - step, mark, mark + step)})
    inside = [day for day in near if low <= day <= high]
    yield from inside or [low if low > date.min else date(2027, 1, 1)]


def _amounts(parameter: Parameter, asked: Sequence[Atom]) -> Iterator[Answer]:
    """The numbers that are compared with, those between, below and above them, within the bounds."""
    low, high = _number(parameter.minimum), _number(parameter.maximum)
    if low is None and parameter.type is not ParameterType.INTEGER:
        low = Fraction(0)
    marks = sorted(
        {number for value in _compared(asked) if (number := _number(value)) is not None}
        | {bound for bound in (low, high) if bound is not None}
    )
    points = {marks[0] - 1, marks[-1] + 1, *marks} if marks else {Fraction(1)}
    points |= {(first + second) / 2 for first, second in itertools.pairwise(marks)}
    make = _MADE[parameter.type]
    for point in sorted(points):
        if (low is None or point >= low) and (high is None or point <= high):
            answer = make(point)
            if answer is not None:
                yield answer


def _number(value: object) -> Fraction | None:
    match value:
        case Fraction():
            return value
        case Duration():
            return Fraction(value.days)
        case _:
            return None


def _money(point: Fraction) -> Answer | None:
    return Money(math.floor(point * 100), "NOK")


def _whole(point: Fraction) -> Answer | None:
    return math.floor(point)


def _percent(point: Fraction) -> Answer | None:
    return point


def _days_long(point: Fraction) -> Answer | None:
    return Duration(math.floor(point), DurationUnit.DAYS) if point >= 0 else None


_MADE: dict[ParameterType, Callable[[Fraction], Answer | None]] = {
    ParameterType.MONEY: _money,
    ParameterType.INTEGER: _whole,
    ParameterType.PERCENT: _percent,
    ParameterType.DURATION: _days_long,
}
