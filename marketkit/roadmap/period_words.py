"""Words for parts of a year in English and Norwegian: months, quarters and half-years. Pure.

Texts come folded: small letters without accents ("1. halvar", "forste kvartal").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from marketkit.values import Precision

_ENGLISH = "january february march april may june july august september october november december"
_NORWEGIAN = "januar februar mars april mai juni juli august september oktober november desember"
_SHORT = {"sept": 9, "okt": 10, "des": 12, "mai": 5}
MONTHS: dict[str, int] = {
    **_SHORT,
    **{name[:3]: number for number, name in enumerate(_ENGLISH.split(), start=1)},
    **{name: number for number, name in enumerate(_ENGLISH.split(), start=1)},
    **{name: number for number, name in enumerate(_NORWEGIAN.split(), start=1)},
}
_ORDINALS = ("first|1st|forste", "second|2nd|andre|annet", "third|3rd|tredje", "fourth|4th|fjerde")
_NAMED = {
    Precision.QUARTER: r"quarter|qtr\.?|kvartal|kv\.?",
    Precision.HALF_YEAR: r"half(?:[ -]year)?|halvar",
}
_LETTERS = {Precision.QUARTER: "q", Precision.HALF_YEAR: "h"}


@dataclass(frozen=True, slots=True)
class Part:
    """Months of a year, counted from 0: from `first` up to but not including `end`."""

    first: int
    end: int
    precision: Precision


def part_of_year(text: str, begins: int) -> Part | None:
    """What a text tells of a year that begins with the month `begins`; None for what is no such word."""
    month = MONTHS.get(text.removesuffix("."))
    if month is not None:
        offset = (month - begins) % 12
        return Part(offset, offset + 1, Precision.MONTH)
    for precision, pattern in _PATTERNS.items():
        found = pattern.fullmatch(text)
        if found is not None and found.lastgroup:
            number = int(found.lastgroup[-1])
            return Part((number - 1) * precision.months, number * precision.months, precision)
    return None


def _pattern(precision: Precision) -> re.Pattern[str]:
    """One group for each number, named after it: "q2", "2q", "2nd quarter", "quarter 2", "2. kvartal"."""
    named, letter = _NAMED[precision], _LETTERS[precision]
    numbers = range(1, 12 // precision.months + 1)
    groups = (
        rf"(?P<n{n}>{letter} ?{n}|{n} ?{letter}|(?:{_ORDINALS[n - 1]}|{n}\.?) ?(?:{named})|(?:{named}) ?{n})"
        for n in numbers
    )
    return re.compile("|".join(groups), re.ASCII)


_PATTERNS = {precision: _pattern(precision) for precision in _NAMED}
