"""Numbers from the text a person typed, exactly, and back to text. Nothing here passes through float."""

from __future__ import annotations

import re
from fractions import Fraction

from marketkit.said import Figure, Said, say

SPACES = " \u00a0\u2009\u202f"  # space, no-break space, thin space, narrow no-break space
MAX_LENGTH = 60
_MINUS = "-−"
_GROUPS = re.compile(rf"^\d{{1,3}}(?:[{SPACES}]\d{{3}})+$", re.ASCII)
_PLAIN = re.compile(r"\d{1,30}(?:\.\d{1,28})?", re.ASCII)
_DIGITS = re.compile(r"^\d+$", re.ASCII)
_LOOKS_LIKE_GROUP = re.compile(r"^[1-9]\d{0,2}$", re.ASCII)

# What people write beside an amount, by currency; the code itself is always understood.
CURRENCY_SIGNS: dict[str, tuple[str, ...]] = {
    "NOK": ("kr.", "kr"),
    "SEK": ("kr.", "kr"),
    "DKK": ("kr.", "kr"),
    "ISK": ("kr.", "kr"),
    "EUR": ("€",),
    "GBP": ("£",),
    "USD": ("$",),
    "CHF": ("Fr.",),
}


class NotANumber(ValueError):
    """The text is not a number we can read without guessing; `said` tells what was expected."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


def parse_number(text: str, currency: str | None = None) -> Fraction:
    """The exact value of a decimal number as typed.

    `.` is always the decimal mark; `,` is too, unless three digits follow a group of one to three digits
    ("1,234" could be a thousand or one and a bit, and is refused). Groups of three may be parted by a space, a
    thin space or a no-break space. The sign or code of `currency` (an ISO 4217 code) may stand before or after
    the number. Raises NotANumber for everything else, also exponents, NaN and infinities.
    """
    if _PLAIN.fullmatch(text):  # what nearly every cell holds, read without looking for anything else
        whole, _, decimals = text.partition(".")
        return Fraction(int(whole + decimals), 10 ** len(decimals))
    typed = text.strip()
    body = _without_currency(typed, currency)
    negative = body[:1] in _MINUS if body else False
    if negative or body[:1] == "+":
        one_sign = (
            currency if body == typed else None
        )  # the currency can stand on either side of the minus, once
        body = _without_currency(body[1:].lstrip(), one_sign)
    if not body:
        raise NotANumber(say("a number is missing"))
    if len(body) > MAX_LENGTH:
        raise NotANumber(say("a number has at most {max_length} characters", max_length=MAX_LENGTH))
    whole, decimals = _split(body, typed)
    digits = "".join(character for character in whole if character not in SPACES)
    value = Fraction(int((digits + decimals) or "0"), 10 ** len(decimals))
    return -value if negative else value


def _without_currency(body: str, currency: str | None) -> str:
    if currency is None:
        return body
    for sign in (currency, *CURRENCY_SIGNS.get(currency, ())):
        if body[: len(sign)].casefold() == sign.casefold():
            return body[len(sign) :].lstrip()
        if body[-len(sign) :].casefold() == sign.casefold():
            return body[: -len(sign)].rstrip()
    return body


def _split(body: str, shown: str) -> tuple[str, str]:
    """The digits before and after the decimal mark."""
    marks = [character for character in body if character in ".,"]
    if len(marks) > 1:
        raise NotANumber(
            say('"{shown}" has more than one decimal mark; write 1234.50 or 1 234,50', shown=shown)
        )
    whole, _, decimals = body.partition(marks[0]) if marks else (body, "", "")
    if whole and not (_DIGITS.match(whole) or _GROUPS.match(whole)):
        raise NotANumber(_expected(shown))
    if marks and not _DIGITS.match(decimals):
        raise NotANumber(_expected(shown))
    if not whole and not decimals:
        raise NotANumber(_expected(shown))
    last_group = re.split(rf"[{SPACES}]", whole)[-1]
    if marks == [","] and len(decimals) == 3 and _LOOKS_LIKE_GROUP.match(last_group):
        digits = "".join(character for character in whole if character not in SPACES)
        choices = say("{whole} or {decimal}", whole=digits + decimals, decimal=f"{digits}.{decimals}")
        raise NotANumber(
            say('"{shown}" can be read in two ways; write {choices}', shown=shown, choices=choices)
        )
    return whole, decimals


def _expected(shown: str) -> Said:
    return say('"{shown}" is not a number; expected digits such as 1234.50 or 1 234,50', shown=shown)


def exact_text(value: Fraction) -> str:
    """The value in lowest terms: "146", "9/7"."""
    return str(value)


def plain_text(value: Fraction, places: int = 4) -> str:
    """The value as short as it can be said with at most `places` decimals: "30", "12.5", "1666.6667"."""
    return str(Figure(value, places))
