"""Whether each condition asks what its parameter can answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from marketkit.contracts.conditions import (
    Atom,
    Comparison,
    Has,
    Holds,
    IsAnswered,
    IsEmpty,
    Literal,
    OneOf,
    Sign,
    atoms,
)
from marketkit.contracts.findings import Check, Finding, error
from marketkit.contracts.parameters import Duration, Parameter, ParameterType
from marketkit.contracts.template import Template
from marketkit.contracts.template_conditions import conditions_of
from marketkit.said import Said, say

_CHOICES = (ParameterType.CHOICE, ParameterType.MULTI_CHOICE)
_COUNTED = (ParameterType.LIST, ParameterType.MULTI_CHOICE)
_TEXTS = (ParameterType.TEXT, ParameterType.LONG_TEXT)
_UNORDERED = (*_TEXTS, ParameterType.CHOICE, ParameterType.BOOLEAN)
_KINDS: dict[ParameterType, tuple[type, Said]] = {
    ParameterType.MONEY: (Fraction, say("a number")),
    ParameterType.INTEGER: (Fraction, say("a number")),
    ParameterType.PERCENT: (Fraction, say("a number")),
    ParameterType.DATE: (date, say("a day such as 2027-01-31")),
    ParameterType.DURATION: (Duration, say("a duration such as 6 months")),
    ParameterType.BOOLEAN: (bool, say("true or false")),
    ParameterType.TEXT: (str, say('a text in quotes such as "yes"')),
    ParameterType.LONG_TEXT: (str, say('a text in quotes such as "yes"')),
}


def ill_typed(template: Template) -> Iterator[Finding]:
    """Comparisons that no answer could meet, or that do not go with the type of their parameter."""
    for when in conditions_of(template):
        for atom in atoms(when.condition):
            parameter = template.parameters.get(atom.parameter)
            for message in _wrong(atom, parameter) if parameter is not None else ():
                yield error(Check.CONDITION, message, when.file, when.line)


def _wrong(atom: Atom, parameter: Parameter) -> Iterator[Said]:
    match atom:
        case IsAnswered():
            return
        case Holds():
            if parameter.type is not ParameterType.BOOLEAN:
                yield say(
                    '"{id}" stands alone, but is a {type}; compare it with a value',
                    id=parameter.id,
                    type=parameter.type.value,
                )
        case IsEmpty():
            if parameter.type not in _COUNTED:
                yield say(
                    '"{id}" is a {type}; only a list or a multi_choice can be empty',
                    id=parameter.id,
                    type=parameter.type.value,
                )
        case Has(value=value):
            if parameter.type is not ParameterType.MULTI_CHOICE:
                yield say(
                    '"{id}" is a {type}; only a multi_choice has choices',
                    id=parameter.id,
                    type=parameter.type.value,
                )
            else:
                yield from _wrong_value(parameter, value)
        case OneOf(values=values):
            for value in values:
                yield from _wrong_comparison(parameter, Sign.IS, value)
        case Comparison(sign=sign, value=value):
            yield from _wrong_comparison(parameter, sign, value)


def _wrong_comparison(parameter: Parameter, sign: Sign, value: Literal) -> Iterator[Said]:
    if parameter.type in _COUNTED:
        yield say(
            '"{id}" is a {type} and cannot be compared; ask with "is empty" or "has"',
            id=parameter.id,
            type=parameter.type.value,
        )
        return
    if sign not in (Sign.IS, Sign.IS_NOT) and parameter.type in _UNORDERED:
        yield say(
            '"{id}" is a {type}, which is neither more nor less than another',
            id=parameter.id,
            type=parameter.type.value,
        )
        return
    yield from _wrong_value(parameter, value)


def _wrong_value(parameter: Parameter, value: Literal) -> Iterator[Said]:
    if parameter.type in _CHOICES:
        if not isinstance(value, str) or parameter.choice_named(value) is None:
            offered = ", ".join(choice.id for choice in parameter.choices)
            yield say(
                '"{id}" has no choice "{value}"; it has {offered}',
                id=parameter.id,
                value=value,
                offered=offered,
            )
        return
    kind, expected = _KINDS[parameter.type]
    if type(value) is not kind:
        yield say(
            '"{id}" is compared with "{value}"; expected {expected}',
            id=parameter.id,
            value=value,
            expected=expected,
        )
