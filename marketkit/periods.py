"""Periods counted in days, as Regulation (EEC, Euratom) No 1182/71 counts them. Pure.

Norway counts deadlines in procurement by the same rules, through its regulation on time limits in the EEA Agreement.
A period begins with the first hour of its first day and ends with the last hour of its last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from marketkit.holidays import day_off, next_working_day
from marketkit.said import Said, say

LEAST_WORKING_DAYS = 2  # article 3(5): what a period of two days or more holds


@dataclass(frozen=True, slots=True)
class Period:
    """From the start of `first` to the end of `last`. `passed_over` are days that did not count, or could not be last,
    each with its reason; `workings` tell in sentences how `last` was found."""

    first: date
    last: date
    passed_over: tuple[tuple[date, Said], ...]
    workings: tuple[Said, ...]


def calendar_days(*, first: date, days: int, calendar: str | None) -> Period:
    """A period of calendar days (1 or more) whose first day is given; article 3(2)(b), (4) and (5).

    Public holidays, Saturdays and Sundays count, but a period that would end on one runs to the end of the next
    working day, and one of two days or more holds at least two working days.
    """
    last = first + timedelta(days=days - 1)
    said = [say("{days} calendar days from {first} end on {last}.", days=days, first=first, last=last)]
    passed: list[tuple[date, Said]] = []
    if day_off(last, calendar) is not None:
        until = next_working_day(last, calendar)
        passed = _days_off(last, until, calendar)
        said += [say("{day} is no working day: {reason}.", day=day, reason=reason) for day, reason in passed]
        said.append(
            say(
                "A period that would end on such a day runs to the end of the next working day, {day}.",
                day=until,
            )
        )
        last = until
    if days >= LEAST_WORKING_DAYS and (until := _with_working_days(first, last, calendar)) != last:
        passed += _days_off(last + timedelta(days=1), until, calendar)
        said.append(
            say("A period holds at least two working days, so it runs to the end of {day}.", day=until)
        )
        last = until
    return Period(first, last, tuple(passed), tuple(said))


def working_days(*, first: date, days: int, calendar: str | None) -> Period:
    """A period of working days (1 or more); a first day that is no working day starts it but does not count."""
    last = first - timedelta(days=1)
    for _ in range(days):
        last = next_working_day(last, calendar)
    passed = _days_off(first, last, calendar)
    said = [say("{day} does not count: {reason}.", day=day, reason=reason) for day, reason in passed]
    said.append(say("{days} working days from {first} end on {last}.", days=days, first=first, last=last))
    return Period(first, last, tuple(passed), tuple(said))


def _with_working_days(first: date, last: date, calendar: str | None) -> date:
    held = (last - first).days + 1 - len(_days_off(first, last, calendar))
    while held < LEAST_WORKING_DAYS:
        last = next_working_day(last, calendar)
        held += 1
    return last


def _days_off(first: date, last: date, calendar: str | None) -> list[tuple[date, Said]]:
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if (reason := day_off(day, calendar)) is not None:
            found.append((day, reason))
    return found
