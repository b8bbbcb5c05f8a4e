"""Moments from what a clock on a wall shows. Pure.

A local time that does not exist (clocks went forward) or exists twice (clocks went back) names no moment; a deadline
must not depend on which one was meant, so both are refused.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from marketkit.errors import MarketkitError
from marketkit.said import Said, say

# What <input type="datetime-local"> sends, and what people type: day.month.year or day/month/year.
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T|\s+)(\d{1,2})[:.](\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII
)
_TYPED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}),?\s+(?:kl\.?\s*)?(\d{1,2})[:.](\d{2})", re.ASCII)


class NoSuchMomentError(MarketkitError):
    """The text or the local time names no moment; `said` tells why and what to write instead."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


def local_moment(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, at which clocks in an IANA time zone show this day and time.

    Raises NoSuchMomentError for a time that is skipped or repeated when the clocks change.
    """
    local = ZoneInfo(zone)
    first = datetime.combine(day, clock, local).replace(fold=0)
    second = first.replace(fold=1)
    shown = f"{clock:%H:%M}"
    exists = first.astimezone(UTC).astimezone(local).replace(fold=0, tzinfo=None) == first.replace(
        tzinfo=None
    )
    if not exists:
        raise NoSuchMomentError(
            say(
                "{clock} does not exist on {day}: the clocks go forward then; choose an earlier or a later hour",
                clock=shown,
                day=day,
            )
        )
    if first.utcoffset() != second.utcoffset():
        raise NoSuchMomentError(
            say(
                "{clock} comes twice on {day}: the clocks go back then; choose an earlier or a later hour",
                clock=shown,
                day=day,
            )
        )
    return first.astimezone(UTC)


def parse_local_moment(text: str, zone: str) -> datetime:
    """The moment, in UTC, of a text such as 2026-11-23T12:00, 23.11.2026 12:00 or 23/11/2026 12:00.

    Raises NoSuchMomentError for every other text, for days and hours there are not, and as `local_moment` does.
    """
    typed = text.strip()
    if found := _ISO.fullmatch(typed):
        year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    elif found := _TYPED.fullmatch(typed):
        day, month, year, hour, minute = (int(part) for part in found.groups())
    else:
        raise NoSuchMomentError(
            say('"{text}" is no day and time; write it as 23.11.2026 12:00', text=typed[:40])
        )
    try:
        on = date(year, month, day)
    except ValueError:
        raise NoSuchMomentError(say('there is no such day: "{text}"', text=typed[:40])) from None
    if hour > 23 or minute > 59:
        raise NoSuchMomentError(say('there is no such time of day: "{text}"', text=typed[:40]))
    return local_moment(on, time(hour, minute), zone)


def local_text(moment: datetime, zone: str) -> str:
    """The moment as a field for local times holds it: 2026-11-23T12:00."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
