"""One answer of each type, from what was typed to its exact value. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from marketkit.contracts.parameters import Answer, Duration, DurationUnit, Parameter, ParameterType
from marketkit.numbers import NotANumber, parse_number
from marketkit.said import say
from marketkit.values import MAX_YEAR, MIN_YEAR, Money, UnreadableError

# Texts, numbers, lists and maps, as JSON knows them; numbers with decimals are written as text.
Raw: TypeAlias = "str | int | bool | list[Raw] | dict[str, Raw] | None"

MAX_TEXT = 2_000
MAX_LONG_TEXT = 100_000
MAX_AMOUNT = 10**15
# What XML 1.0 cannot hold, and the marks that make text read in another order than it is written.
UNWANTED = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_AMOUNT = re.compile(r"(?:(?P<before>[A-Z]{3})\s*)?(?P<amount>.*?)(?:\s*(?P<after>[A-Z]{3}))?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DURATION = re.compile(r"(?P<number>\d{1,5})\s*(?P<unit>[a-z]+)", re.ASCII)
_YES_AND_NO = {"true": True, "yes": True, "false": False, "no": False}


class NoAnswer(Exception):
    """What stands there is no answer at all: an empty field."""


def read_answer(parameter: Parameter, raw: Raw) -> Answer:
    """The exact value of an answer to any parameter but a list.

    Raises NoAnswer for an empty field and UnreadableError for what cannot be read without guessing.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        raise NoAnswer
    return _READERS[parameter.type](parameter, raw)


def _part(raw: dict[str, Raw], name: str) -> str:
    found = raw.get(name)
    return "" if found is None else str(found).strip()


def _text(parameter: Parameter, raw: Raw) -> str:
    """A text, unchanged to the last character."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise UnreadableError(say("expected a text"))
    text = str(raw)
    most = MAX_LONG_TEXT if parameter.type is ParameterType.LONG_TEXT else MAX_TEXT
    if len(text) > most:
        raise UnreadableError(say("expected at most {most} characters", most=most))
    unwanted = UNWANTED.search(text)
    if unwanted is not None:
        raise UnreadableError(
            say(
                "the character U+{code} cannot stand in a document; write the text anew around place {place}",
                code=f"{ord(unwanted[0]):04X}",
                place=unwanted.start() + 1,
            )
        )
    return text


def _money(parameter: Parameter, raw: Raw) -> Money:
    expected = say("expected an amount and a currency, such as NOK 1200000")
    if isinstance(raw, dict) and set(raw) <= {"amount", "currency"}:
        amount, currency = _part(raw, "amount"), _part(raw, "currency")
        if not amount:
            raise NoAnswer
    elif isinstance(raw, str):
        found = _AMOUNT.fullmatch(raw.strip())
        if found is None or bool(found["before"]) == bool(found["after"]):
            raise UnreadableError(expected)
        amount, currency = found["amount"], found["before"] or found["after"]
    else:
        raise UnreadableError(expected)
    money = Money.parse(amount, currency)
    if abs(money.amount) >= MAX_AMOUNT:
        raise UnreadableError(say("the amount is too large"))
    return money


def _fraction(raw: Raw) -> Fraction:
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise UnreadableError(say("expected a number"))
    try:
        value = parse_number(str(raw))
    except NotANumber as error:
        raise UnreadableError(error.said) from None
    if abs(value) >= MAX_AMOUNT:
        raise UnreadableError(say("the number is too large"))
    return value


def _integer(parameter: Parameter, raw: Raw) -> int:
    value = _fraction(raw)
    if value.denominator != 1:
        raise UnreadableError(say("expected a whole number"))
    return value.numerator


def _percent(parameter: Parameter, raw: Raw) -> Fraction:
    return _fraction(raw.strip().removesuffix("%").rstrip() if isinstance(raw, str) else raw)


def _date(parameter: Parameter, raw: Raw) -> date:
    text = raw.strip() if isinstance(raw, str) else ""
    expected = say("expected a day written as year-month-day, such as 2027-01-31")
    if not _DATE.fullmatch(text):
        raise UnreadableError(expected)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UnreadableError(say('there is no day "{text}"', text=text)) from None
    if not MIN_YEAR <= day.year <= MAX_YEAR:
        raise UnreadableError(say("expected years from {low} to {high}", low=MIN_YEAR, high=MAX_YEAR))
    return day


def _duration(parameter: Parameter, raw: Raw) -> Duration:
    if isinstance(raw, dict) and set(raw) <= {"number", "unit"}:
        if not _part(raw, "number"):
            raise NoAnswer
        raw = f"{_part(raw, 'number')} {_part(raw, 'unit')}"
    found = _DURATION.fullmatch(raw.strip().lower()) if isinstance(raw, str) else None
    units = {spelt: unit for unit in DurationUnit for spelt in (unit.value, unit.value.removesuffix("s"))}
    if found is None or found["unit"] not in units:
        raise UnreadableError(say("expected a number of days, weeks, months or years, such as 6 months"))
    return Duration(int(found["number"]), units[found["unit"]])


def _choice(parameter: Parameter, raw: Raw) -> str:
    text = raw.strip() if isinstance(raw, str) else ""
    if parameter.choice_named(text) is None:
        offered = ", ".join(choice.id for choice in parameter.choices)
        raise UnreadableError(say("expected one of {offered}", offered=offered))
    return text


def _multi_choice(parameter: Parameter, raw: Raw) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise UnreadableError(say("expected a list of choices, such as [a, b]"))
    chosen = [_choice(parameter, entry) for entry in raw]
    if len(set(chosen)) != len(chosen):
        raise UnreadableError(say("a choice stands twice"))
    return tuple(choice.id for choice in parameter.choices if choice.id in chosen)


def _boolean(parameter: Parameter, raw: Raw) -> bool:
    answer = raw if isinstance(raw, bool) else _YES_AND_NO.get(str(raw).strip().lower())
    if answer is None:
        raise UnreadableError(say("expected true or false"))
    return answer


_READERS: dict[ParameterType, Callable[[Parameter, Raw], Answer]] = {
    ParameterType.TEXT: _text,
    ParameterType.LONG_TEXT: _text,
    ParameterType.MONEY: _money,
    ParameterType.INTEGER: _integer,
    ParameterType.PERCENT: _percent,
    ParameterType.DATE: _date,
    ParameterType.DURATION: _duration,
    ParameterType.CHOICE: _choice,
    ParameterType.MULTI_CHOICE: _multi_choice,
    ParameterType.BOOLEAN: _boolean,
}
