"""Windows from what people write in lists: "FY16, Q3", "6/1/16", "1. kvartal 2027", "March 2027", "TBD". Pure.

Nothing is guessed: the order of day and month and the start of the fiscal year are stated, and a text without a year
is no window.
"""

from __future__ import annotations

import calendar
import enum
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from marketkit.procurements.search import fold
from marketkit.roadmap.period_words import MONTHS, Part, part_of_year
from marketkit.said import say
from marketkit.values import Precision, UnreadableError, Window

# What stands in a cell where no time is known; compared after `fold`.
NOTHING = frozenset(
    (
        *("", "-", "--", "tbd", "tbc", "tba", "n/a", "na", "none", "unknown"),
        *("to be determined", "to be confirmed", "to be announced"),
        *("ukjent", "ikke avklart", "ikke fastsatt", "ikke bestemt", "avklares", "avklares senere"),
    )
)
MAX_LENGTH = 80
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_ISO_PART = r"\d{4}(?:-(?:\d\d(?:-\d\d)?|[qh]\d))?"
_ISO = re.compile(rf"{_ISO_PART}(?:/{_ISO_PART})?", re.ASCII)
_YEAR = re.compile(r"\bfy[ -]?(?P<fiscal>\d{4}|\d\d)(?!\d)|(?<!\d)(?P<year>\d{4})(?!\d)", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([/.\\-])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])[/.](\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?[ -]*([a-z]+)\.?[ ,-]*(\d{4}|\d\d)", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? ?(\d{4})", re.ASCII)
_BETWEEN = (re.compile(r" (?:-|to|til|through) "), re.compile(r" ?- ?"))
_LINKING = re.compile(r"^(?:of|i|in) | (?:of|i|in)$")
_UNSAID = re.compile(f"(?:(?:quarter|qtr|kvartal) )?(?:{'|'.join(map(re.escape, sorted(NOTHING)))})")
_LOOSE = " ,-/"


class DateOrder(enum.Enum):
    """What comes first in a date of three numbers."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a list writes its dates. None: not stated, and dates that need it are refused.

    `fiscal_year_starts` is a month, 1 to 12; a fiscal year is named after the year it ends in, as in the United States,
    where FY 2016 began on 1 October 2015.
    """

    order: DateOrder | None = None
    fiscal_year_starts: int | None = None


PLAIN = DateStyle()


def read_window(text: str, style: DateStyle = PLAIN, nothing: Collection[str] = ()) -> Window | None:
    """The window that a text tells; None where it says that none is known, in our words or those of `nothing`.

    Two years of two digits are of this century. Raises UnreadableError for what is no window or could be two.
    """
    if len(text) > MAX_LENGTH:
        raise UnreadableError(say("a time has at most {most} characters", most=MAX_LENGTH))
    plain = _DASHES.sub("-", fold(text))
    if plain in NOTHING or plain in map(fold, nothing):
        return None
    window = _one(plain, style) or _from_one_to_another(plain, style)
    if window is None:
        raise UnreadableError(
            say(
                '"{text}" is not a time; expected one with its year, such as 2027-03-05, 2027-Q1 or March 2027',
                text=text.strip(),
            )
        )
    return window


def _one(text: str, style: DateStyle) -> Window | None:
    """A day, a period, or a run of periods in one year."""
    if _ISO.fullmatch(text):
        return Window.parse(text)
    if found := _MONTH_YEAR.fullmatch(text):
        return Window.parse(f"{found[2]}-{int(found[1]):02d}")
    return _day(text, style) or _in_a_year(text, style)


def _from_one_to_another(text: str, style: DateStyle) -> Window | None:
    for between in _BETWEEN:
        sides = between.split(text)
        if len(sides) != 2:
            continue
        first, last = (_one(side, style) for side in sides)
        if first is None or last is None:
            return None
        _require_alike(first.precision, last.precision)
        return Window(first.start, last.end, first.precision)
    return None


def _day(text: str, style: DateStyle) -> Window | None:
    """A single day, in numbers or with the month's name."""
    if found := _NUMERIC.fullmatch(text):
        if style.order is None:
            raise UnreadableError(say('"{text}": state whether the day or the month comes first', text=text))
        first, second = int(found[1]), int(found[3])
        month, day = (first, second) if style.order is DateOrder.MONTH_FIRST else (second, first)
        return _one_day(text, found[4], month, day)
    if (found := _DAY_FIRST.fullmatch(text)) and (named := MONTHS.get(found[2])):
        return _one_day(text, found[3], named, int(found[1]))
    if (found := _MONTH_FIRST.fullmatch(text)) and (named := MONTHS.get(found[1])):
        return _one_day(text, found[3], named, int(found[2]))
    return None


def _one_day(text: str, year: str, month: int, day: int) -> Window:
    try:
        found = date(_full(year), month, day)
    except ValueError:
        raise UnreadableError(say('there is no day "{text}"', text=text)) from None
    return Window(found, found, Precision.DAY)


def _full(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _in_a_year(text: str, style: DateStyle) -> Window | None:
    """All of the one year that the text names, or the part of it that the rest tells."""
    years = list(_YEAR.finditer(text))
    if len(years) != 1:
        return None
    year, begins = years[0], 1
    if year["fiscal"]:
        if style.fiscal_year_starts is None:
            raise UnreadableError(say('"{text}": state the month in which a fiscal year starts', text=text))
        begins = style.fiscal_year_starts
    rest = " ".join((text[: year.start()].strip(_LOOSE), text[year.end() :].strip(_LOOSE))).strip()
    part = _part(_LINKING.sub("", rest).strip(_LOOSE), begins)
    return None if part is None else _window(_full(year["fiscal"] or year["year"]), begins, part)


def _part(rest: str, begins: int) -> Part | None:
    if _UNSAID.fullmatch(rest):
        return Part(0, 12, Precision.YEAR)
    if single := part_of_year(rest, begins):
        return single
    for between in _BETWEEN:
        sides = between.split(rest)
        if len(sides) != 2:
            continue
        first, last = (part_of_year(side, begins) for side in sides)
        if first is None or last is None:
            return None
        _require_alike(first.precision, last.precision)
        return Part(first.first, last.end, first.precision)
    return None


def _window(year: int, begins: int, part: Part) -> Window:
    """The months of a year as a window, in finer periods where they are not whole ones of the calendar's."""
    base = (year - (begins > 1)) * 12 + begins - 1
    if part.first >= part.end:
        raise UnreadableError(say("a window cannot end before it starts"))
    first, last = (divmod(base + offset, 12) for offset in (part.first, part.end - 1))
    start = date(first[0], first[1] + 1, 1)
    end = date(last[0], last[1] + 1, calendar.monthrange(last[0], last[1] + 1)[1])
    for precision in (Precision.YEAR, Precision.HALF_YEAR, Precision.QUARTER, Precision.MONTH):
        if precision.months <= part.precision.months:
            window = Window.around(start, end, precision)
            if (window.start, window.end) == (start, end):
                return window
    raise AssertionError("months are always whole months")


def _require_alike(first: Precision, last: Precision) -> None:
    if first is not last:
        raise UnreadableError(say("both ends of a window must be equally exact, as in 2027-Q1/2027-Q2"))
