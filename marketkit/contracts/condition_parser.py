"""Reads a condition from its text. Pure; what cannot be read is refused with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
from marketkit.contracts.parameters import Duration, DurationUnit
from marketkit.said import Said, say

MAX_LENGTH = 1_000
MAX_DEPTH = 30
KEYWORDS = frozenset(["and", "or", "not", "in", "has", "is", "empty", "answered", "true", "false"])
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"[^"]*")
    | (?P<date>\d{4}-\d{2}-\d{2})
    | (?P<number>-?\d{1,18}(?:\.\d{1,9})?)(?![\w-])
    | (?P<word>[A-Za-z][\w-]*)
    | (?P<sign>==|!=|<=|>=|<|>)
    | (?P<mark>[(),])
    )""",
    re.ASCII | re.VERBOSE,
)
_PARAMETER = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_UNITS = {spelt: unit for unit in DurationUnit for spelt in (unit.value, unit.value.removesuffix("s"))}


class ConditionError(ValueError):
    """A text that is no condition: `column` counts its characters from 1, `said` tells what was expected there."""

    def __init__(self, column: int, expected: Said) -> None:
        self.column = column
        self.said = say("place {column}: {expected}", column=column, expected=expected)
        super().__init__(self.said)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # the name of its group above, or "end"
    text: str
    column: int


def parse(text: str) -> Condition:
    """The condition that the text says. Raises ConditionError where it says none."""
    if len(text) > MAX_LENGTH:
        raise ConditionError(1, say("a condition has at most {most} characters", most=MAX_LENGTH))
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            column = position + len(text[position:]) - len(text[position:].lstrip()) + 1
            raise ConditionError(column, say('"{mark}" is not understood', mark=text[column - 1]))
        tokens.append(_Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1))
        position = found.end()
    tokens.append(_Token("end", "", end + 1))
    return tokens


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    @property
    def here(self) -> _Token:
        return self.tokens[self.position]

    def take(self, text: str) -> bool:
        """Step over this word or sign if it stands here."""
        standing = self.here.kind != "text" and self.here.text == text
        self.position += standing
        return standing

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise ConditionError(
                self.here.column, say('expected "{text}", found {found}', text=text, found=self._found())
            )

    def _found(self) -> Said:
        return say('"{text}"', text=self.here.text) if self.here.kind != "end" else say("the end")

    def whole(self) -> Condition:
        condition = self.any_of()
        if self.here.kind != "end":
            raise ConditionError(
                self.here.column, say('expected "and", "or" or the end, found {found}', found=self._found())
            )
        return condition

    def any_of(self) -> Condition:
        parts = [self.all_of()]
        while self.take("or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self) -> Condition:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionError(self.here.column, say("too many parentheses"))
        if self.take("not"):
            condition: Condition = Not(self.one())
        elif self.take("("):
            condition = self.any_of()
            self.expect(")")
        else:
            condition = self.about(self.parameter())
        self.depth -= 1
        return condition

    def parameter(self) -> str:
        token = self.here
        if token.kind != "word" or token.text in KEYWORDS or not _PARAMETER.fullmatch(token.text):
            raise ConditionError(
                token.column, say("expected a parameter, found {found}", found=self._found())
            )
        self.position += 1
        return token.text

    def about(self, parameter: str) -> Condition:
        """What is said of a parameter; a boolean stands alone."""
        if self.here.kind == "sign":
            sign = Sign(self.here.text)
            self.position += 1
            return Comparison(parameter, sign, self.value())
        if self.take("in"):
            return OneOf(parameter, self.values())
        if self.take("has"):
            return Has(parameter, self.value())
        if not self.take("is"):
            return Holds(parameter)
        if self.take("empty"):
            return IsEmpty(parameter)
        if self.take("answered"):
            return IsAnswered(parameter)
        raise ConditionError(
            self.here.column, say('expected "empty" or "answered", found {found}', found=self._found())
        )

    def values(self) -> tuple[Literal, ...]:
        self.expect("(")
        found = [self.value()]
        while self.take(","):
            found.append(self.value())
        self.expect(")")
        return tuple(found)

    def value(self) -> Literal:
        token = self.here
        self.position += token.kind != "end"
        match token.kind:
            case "text":
                return token.text[1:-1]
            case "number":
                return self._number(token)
            case "date":
                return self._day(token)
            case "word" if token.text in ("true", "false"):
                return token.text == "true"
            case "word" if token.text not in KEYWORDS:
                return token.text
        raise ConditionError(
            token.column,
            say('expected a value such as buyer, 6, 2027-01-31 or "text", found "{text}"', text=token.text),
        )

    def _number(self, token: _Token) -> Literal:
        """A number, or with a unit after it a duration."""
        unit = _UNITS.get(self.here.text) if self.here.kind == "word" else None
        if unit is None:
            return Fraction(token.text)
        self.position += 1
        if not token.text.isdigit():
            raise ConditionError(token.column, say("a duration is a whole number of {unit}", unit=unit.value))
        return Duration(int(token.text), unit)

    def _day(self, token: _Token) -> date:
        try:
            return date.fromisoformat(token.text)
        except ValueError:
            raise ConditionError(token.column, say('there is no day "{text}"', text=token.text)) from None
