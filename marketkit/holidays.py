"""Public holidays and working days, country by country. Pure.

The days come from the library `holidays`, which follows each country's law, with substitute days and days set once (a
coronation). A calendar is named by its ISO 3166 code: NO, SE, or GB-ENG for England alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from marketkit.errors import MarketkitError
from marketkit.said import Said, say

SATURDAY, SUNDAY = 5, 6
# The holidays that Norway and the nations of the United Kingdom keep, by the library's names for them.
_NAMES = {
    "New Year's Day": say("New Year's Day"),
    "Maundy Thursday": say("Maundy Thursday"),
    "Good Friday": say("Good Friday"),
    "Easter Sunday": say("Easter Sunday"),
    "Easter Monday": say("Easter Monday"),
    "Labor Day": say("Labour Day"),
    "May Day": say("May Day"),
    "Ascension Day": say("Ascension Day"),
    "Constitution Day": say("Constitution Day"),
    "Pentecost": say("Whit Sunday"),
    "Pentecost Monday": say("Whit Monday"),
    "Spring Bank Holiday": say("the spring bank holiday"),
    "Late Summer Bank Holiday": say("the late summer bank holiday"),
    "Christmas Day": say("Christmas Day"),
    "Boxing Day": say("Boxing Day"),
    "Second Day of Christmas": say("Boxing Day"),
}
_CALENDARS = {
    "NO": say("Norway"),
    "SE": say("Sweden"),
    "DK": say("Denmark"),
    "FI": say("Finland"),
    "GB-ENG": say("England"),
}
_OBSERVED = re.compile(r"(.+) \(observed\)")
# Countries whose parts keep different days, and the part that is meant when only the country is known.
_PARTS = {"GB": "GB-ENG"}


class NoSuchCalendarError(MarketkitError):
    """No public holidays are known for this code, or for the year."""


def calendar_of(zone: str) -> str | None:
    """The calendar of the country whose clocks run on an IANA time zone; None for zones of no country, such as UTC."""
    from babel.core import get_global

    country = get_global("zone_territories").get(zone, "ZZ")
    return None if country == "ZZ" else _PARTS.get(country, country)


def calendar_name(calendar: str) -> Said:
    """Whose public holidays these are, in words."""
    if calendar in _CALENDARS:
        return _CALENDARS[calendar]
    from babel import Locale

    country, _, part = calendar.partition("-")
    return say("{country}", country=f"{Locale('en').territories.get(country, country)} {part}".strip())


def day_off(day: date, calendar: str | None) -> Said | None:
    """Why a day is not a working day: it is a Saturday, a Sunday or a public holiday; None for working days.

    Without a calendar only Saturdays and Sundays are off. Raises NoSuchCalendarError.
    """
    holiday = _holidays(calendar, day.year).get(day) if calendar else None
    if holiday is not None:
        return _said(holiday)
    if day.weekday() == SATURDAY:
        return say("Saturday")
    return say("Sunday") if day.weekday() == SUNDAY else None


def next_working_day(day: date, calendar: str | None) -> date:
    """The first working day after this day. Raises NoSuchCalendarError."""
    later = day + timedelta(days=1)
    while day_off(later, calendar) is not None:
        later += timedelta(days=1)
    return later


@cache
def _holidays(calendar: str, year: int) -> Mapping[date, str]:
    # Loaded when first needed: nothing but counting days wants this library.
    from holidays import country_holidays

    country, _, part = calendar.partition("-")
    try:
        known = country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise NoSuchCalendarError(f"no public holidays are known for {calendar}") from None
    if not known.start_year <= year <= known.end_year:
        raise NoSuchCalendarError(f"the public holidays of {calendar} in {year} are not known")
    language = "en_US" if "en_US" in known.supported_languages else None
    return dict(country_holidays(country, subdiv=part or None, years=year, language=language).items())


def _said(holiday: str) -> Said:
    """The library's name of a holiday, kept translatable where we know it. Two on one day stand with a semicolon."""
    first, _, second = holiday.partition("; ")
    if second:
        return say("{holiday} and {other}", holiday=_said(first), other=_said(second))
    if observed := _OBSERVED.fullmatch(first):
        return say("substitute day for {holiday}", holiday=_said(observed[1]))
    return _NAMES.get(first) or say("{holiday}", holiday=first)
