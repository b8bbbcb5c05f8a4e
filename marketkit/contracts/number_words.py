"""Periods and shares that a text names, in words or figures, so that two languages can be compared. Pure."""

from __future__ import annotations

import re
from collections import Counter

from marketkit.contracts.body import Body, Text, spans_of

_WORDS = {
    "two to": 2,
    "three tre": 3,
    "four fire": 4,
    "five fem": 5,
    "six seks": 6,
    "seven sju syv": 7,
    "eight åtte": 8,
    "nine ni": 9,
    "ten ti": 10,
    "twelve tolv tolvte": 12,
    "fourteen fjorten": 14,
    "fifteen femten": 15,
    "eighteen atten": 18,
    "twenty tjue": 20,
    "thirty tretti": 30,
    "forty førti": 40,
    "sixty seksti": 60,
    "ninety nitti": 90,
}
# "to" is two in Norwegian, but seldom so in English: "from day to day".
_NUMBERS = {word: number for words, number in _WORDS.items() for word in words.split()} | {"hver annen": 2}
_UNITS = {
    "working days": "working days?|virkedag(?:er|ene)?s?",
    "days": "(?:calendar )?days?|(?:kalender)?dag(?:er|ene)?s?|døgns?",
    "hours": "hours?|timer?|timers|timene?s?",
    "weeks": "weeks?|uker?s?|ukenes?",
    "months": "months?|måned(?:er|ene)?s?",
    "years": "years?|år(?:ene)?s?",
    "percent": "percent(?:age points?)?|per cent|%|prosent(?:poeng)?",
}
_UNIT = "|".join(f"(?P<{name.replace(' ', '_')}>{pattern})" for name, pattern in _UNITS.items())
_PERIOD = re.compile(
    rf"(?<!\w)(?<!day )(?P<number>\d+|{'|'.join(_NUMBERS)})\s+(?:{_UNIT})(?!\w)", re.IGNORECASE
)


def periods(body: Body) -> Counter[tuple[int, str]]:
    """How often each number of days, months, percent and so on stands in the text: {(10, "working days"): 1}."""
    found: Counter[tuple[int, str]] = Counter()
    for span in spans_of(body):
        for match in _PERIOD.finditer(span.text) if isinstance(span, Text) else ():
            number = match["number"].lower()
            unit = next(name for name in _UNITS if match[name.replace(" ", "_")])
            found[_NUMBERS.get(number) or int(number), unit] += 1
    return found
