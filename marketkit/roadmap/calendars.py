"""Windows and dates of market dialogue as events of a calendar (iCalendar, RFC 5545). Pure.

Every event covers whole days. Its `SEQUENCE` is the number of the plan version it is drawn from, its `STATUS`
`TENTATIVE` while it is planned, `CONFIRMED` once the competition has started, `CANCELLED` when it will not come. A
window or a dialogue that a later version no longer names stays, cancelled, so that calendars that hold it learn of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from marketkit.roadmap.eforms_facts import line, paragraphs
from marketkit.roadmap.plan import DialogueDate, Entry, PlanVersion, Standing
from marketkit.roadmap.site import Site

PRODUCT = "-//marketkit//roadmap//EN"
STATUS = {
    Standing.PLANNED: "TENTATIVE",
    Standing.STARTED: "CONFIRMED",
    Standing.CANCELLED: "CANCELLED",
    Standing.WITHDRAWN: "CANCELLED",
}
# Signs that some readers take for the end of a line, and those that RFC 5545 allows nowhere.
_BREAKS = re.compile("[\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")


def plain_window_title(entry: Entry) -> str:
    return entry.plan.title


def plain_dialogue_title(entry: Entry, dialogue: DialogueDate) -> str:
    return entry.plan.title


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What a calendar is called, and what its events are called for people."""

    name: str
    window_title: Callable[[Entry], str] = plain_window_title
    dialogue_title: Callable[[Entry, DialogueDate], str] = plain_dialogue_title


@dataclass(frozen=True, slots=True)
class _Days:
    """From the first to the last day, both included, as `version` has them."""

    first: date
    last: date
    status: str
    version: PlanVersion


def calendar(entries: Iterable[Entry], site: Site, *, words: CalendarWords) -> bytes:
    """A calendar of all windows and dialogues of the entries; an entry without a date has no event."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _one_line(words.name))
    for entry in entries:
        for event in _events(entry, site, words):
            found.add_component(event)
    written: bytes = found.to_ical()
    return written


def _events(entry: Entry, site: Site, words: CalendarWords) -> Iterator[Event]:
    days = _window_days(entry)
    if days:
        yield _event(entry, "window", days, words.window_title(entry), entry.plan.need, site)
    for number in range(max(len(version.plan.dialogue) for version in entry.versions)):
        dialogue, days = _dialogue_days(entry, number)
        title = words.dialogue_title(entry, dialogue)
        yield _event(entry, f"dialogue-{number + 1}", days, title, dialogue.text, site)


def _window_days(entry: Entry) -> _Days | None:
    """The day it started; else its window; else the last window it had, cancelled."""
    latest, started = entry.latest, entry.plan.started_on
    if started:
        return _Days(started, started, STATUS[Standing.STARTED], latest)
    for version in reversed(entry.versions):
        if window := version.plan.window:
            stands = version is latest
            status = STATUS[latest.plan.standing if stands else Standing.CANCELLED]
            return _Days(window.start, window.end, status, latest)
    return None


def _dialogue_days(entry: Entry, number: int) -> tuple[DialogueDate, _Days]:
    """The dialogue with this number as the last version that has one says it; cancelled when a later one has not."""
    latest = entry.latest
    for version in reversed(entry.versions):
        if number < len(version.plan.dialogue):
            break
    dialogue = version.plan.dialogue[number]
    gone = version is not latest or (latest.plan.standing.is_gone and dialogue.window.end >= latest.on)
    status = "CANCELLED" if gone else "CONFIRMED" if _is_one_day(dialogue) else "TENTATIVE"
    return dialogue, _Days(dialogue.window.start, dialogue.window.end, status, latest)


def _is_one_day(dialogue: DialogueDate) -> bool:
    return dialogue.window.start == dialogue.window.end


def _event(entry: Entry, part: str, days: _Days, title: str, text: str, site: Site) -> Event:
    """`DTEND` is the day after the last one, as the standard has it."""
    event = Event()
    path = urlsplit(site.base_url).path.replace("/", ".")
    event.add("uid", f"{entry.key}-{part}{path}@{site.host}")
    event.add("dtstamp", days.version.at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", days.version.number)
    event.add("dtstart", days.first)
    event.add("dtend", days.last + timedelta(days=1))
    event.add("status", days.status)
    event.add("transp", "TRANSPARENT")
    event.add("summary", _one_line(title) or entry.key)
    event.add("url", site.entry_url(entry.key))
    if description := _text(text):
        event.add("description", description)
    return event


def _one_line(text: str) -> str:
    return line(_text(text))


def _text(text: str) -> str:
    """The text with one kind of line break and without what the standard forbids; the library escapes the rest."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", paragraphs(text))).strip()
