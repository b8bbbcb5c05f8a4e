"""Conditions in plain words, with the labels of the questions they turn on. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from marketkit.contracts.conditions import (
    And,
    Comparison,
    Condition,
    Has,
    Holds,
    IsAnswered,
    IsEmpty,
    Literal,
    Not,
    OneOf,
    Or,
    Sign,
)
from marketkit.contracts.parameters import Duration, Parameter, ParameterType
from marketkit.contracts.wording import in_words, text_in
from marketkit.said import Figure, Said, say

_PLACES = 9


def said(condition: Condition, parameters: Mapping[str, Parameter], language: str) -> Said:
    """The condition as a sentence; labels of questions and choices stand in `language`."""
    return _Words(parameters, language).of(condition)


class _Words:
    def __init__(self, parameters: Mapping[str, Parameter], language: str) -> None:
        self.parameters = parameters
        self.language = language

    def of(self, condition: Condition) -> Said:
        match condition:
            case And(parts=parts):
                return self._all([self._within(part) for part in parts])
            case Or(parts=parts):
                return self._any([self._within(part) for part in parts])
            case Not(inner=Holds(parameter=parameter)):
                return say('the answer to "{question}" is no', question=self._label(parameter))
            case Not(inner=IsAnswered(parameter=parameter)):
                return say('"{question}" is not answered', question=self._label(parameter))
            case Not(inner=IsEmpty(parameter=parameter)):
                return say('"{question}" has at least one entry', question=self._label(parameter))
            case Not(inner=inner):
                return say("it is not so that {condition}", condition=self._within(inner))
            case Comparison():
                return self._comparison(condition)
            case OneOf(parameter=parameter, values=values):
                choices = self._any([self._value(parameter, value) for value in values])
                return say('"{question}" is {value}', question=self._label(parameter), value=choices)
            case Has(parameter=parameter, value=value):
                return say(
                    '"{question}" includes {choice}',
                    question=self._label(parameter),
                    choice=self._value(parameter, value),
                )
            case IsEmpty(parameter=parameter):
                return say('"{question}" has no entries', question=self._label(parameter))
            case IsAnswered(parameter=parameter):
                return say('"{question}" is answered', question=self._label(parameter))
            case Holds(parameter=parameter):
                return say('the answer to "{question}" is yes', question=self._label(parameter))

    def _within(self, condition: Condition) -> Said:
        """A part of a larger condition, in parentheses where it is itself put together."""
        inner = self.of(condition)
        return say("({condition})", condition=inner) if isinstance(condition, And | Or) else inner

    def _all(self, parts: Sequence[Said]) -> Said:
        first, *rest = parts
        for part in rest:
            first = say("{first} and {second}", first=first, second=part)
        return first

    def _any(self, parts: Sequence[Said]) -> Said:
        first, *rest = parts
        for part in rest:
            first = say("{first} or {second}", first=first, second=part)
        return first

    def _comparison(self, comparison: Comparison) -> Said:
        question = self._label(comparison.parameter)
        value = self._value(comparison.parameter, comparison.value)
        match comparison.sign:
            case Sign.IS:
                return say('"{question}" is {value}', question=question, value=value)
            case Sign.IS_NOT:
                return say('"{question}" is not {value}', question=question, value=value)
            case Sign.BELOW:
                return say('"{question}" is less than {value}', question=question, value=value)
            case Sign.AT_MOST:
                return say('"{question}" is at most {value}', question=question, value=value)
            case Sign.ABOVE:
                return say('"{question}" is more than {value}', question=question, value=value)
            case Sign.AT_LEAST:
                return say('"{question}" is at least {value}', question=question, value=value)

    def _label(self, parameter: str) -> str:
        return text_in(self.parameters[parameter].label, self.language)

    def _value(self, parameter: str, value: Literal) -> Said:
        match value:
            case bool():
                return say("yes") if value else say("no")
            case Fraction():
                return say("{value}", value=Figure(value, _PLACES))
            case date():
                return say("{value}", value=value)
            case Duration():
                bare = Parameter(parameter, ParameterType.DURATION, {}, "", 0)
                return say("{value}", value=in_words(bare, value, self.language))
            case _:
                choice = self.parameters[parameter].choice_named(value)
                return say('"{choice}"', choice=text_in(choice.label, self.language) if choice else value)
