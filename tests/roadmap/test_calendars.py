from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from marketkit.roadmap.calendars import CalendarWords, calendar
from marketkit.roadmap.plan import Entry, Reason, Standing
from tests.roadmap.published import entries, fit, one_line, site, three_versions, version

WORDS = CalendarWords("Planned procurements")
drawn = settings(suppress_health_check=list(HealthCheck))


def written(*of: Entry) -> bytes:
    return calendar(of, site(), words=WORDS)


def events(*of: Entry) -> dict[str, Any]:
    """The events of the calendar by what they are about."""
    found = {}
    for each in Calendar.from_ical(written(*of)).walk("VEVENT"):
        found[str(each["uid"]).partition(".")[0]] = each
    return found


def as_of(number: int) -> Entry:
    whole = three_versions()
    return replace(whole, versions=whole.versions[:number])


WINDOW, TALK = "fjordvik-2027-012-window", "fjordvik-2027-012-dialogue-1"


def test_a_window_is_a_tentative_event_of_whole_days_that_ends_on_the_day_after() -> None:
    event = events(as_of(1))[WINDOW]
    assert event.decoded("dtstart") == date(2027, 1, 1) and event.decoded("dtend") == date(2027, 4, 1)
    assert event["status"] == "TENTATIVE" and event["sequence"] == 1
    assert event.decoded("dtstamp") == datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert event["uid"] == f"{WINDOW}.roadmap@fjordvik.example"
    assert event["url"] == "https://fjordvik.example/roadmap/entries/fjordvik-2027-012"


def test_a_moved_window_is_the_same_event_with_a_higher_sequence() -> None:
    before, after = events(as_of(1))[WINDOW], events(as_of(2))[WINDOW]
    assert (before["uid"], 1, 2) == (after["uid"], before["sequence"], after["sequence"])
    assert (after.decoded("dtstart"), after.decoded("dtend")) == (date(2027, 4, 12), date(2027, 4, 13))


def test_a_competition_that_has_started_is_confirmed_on_its_day() -> None:
    event = events(as_of(3))[WINDOW]
    assert (event["status"], event.decoded("dtstart")) == ("CONFIRMED", date(2027, 4, 13))


def test_a_dialogue_is_an_event_of_its_own_with_its_text() -> None:
    event = events(as_of(1))[TALK]
    assert (event["status"], event["description"]) == ("CONFIRMED", "Town hall, room 2; bring questions")
    assert b"Town hall\\, room 2\\; bring questions" in written(as_of(1))


def changed(**changes: Any) -> Entry:
    whole = as_of(2)
    plan = replace(whole.plan, **changes)
    return replace(
        whole, versions=(*whole.versions, version(3, "2027-02-01T08:00:00+00:00", plan, Reason.OTHER))
    )


def test_a_withdrawn_plan_cancels_its_window_and_leaves_the_dialogue_that_was_held() -> None:
    found = events(changed(standing=Standing.WITHDRAWN, ended_on=date(2027, 2, 1)))
    assert (found[WINDOW]["status"], found[TALK]["status"]) == ("CANCELLED", "CONFIRMED")


def test_a_date_that_is_no_longer_named_stays_as_cancelled() -> None:
    found = events(changed(window=None, dialogue=()))
    assert (found[WINDOW]["status"], found[TALK]["status"]) == ("CANCELLED", "CANCELLED")
    assert found[WINDOW].decoded("dtstart") == date(2027, 4, 12) and found[WINDOW]["sequence"] == 3


def lines(raw: bytes) -> list[bytes]:
    """The lines of RFC 5545 3.1: parted by CRLF only, at most 75 octets, whole characters; then unfolded."""
    assert raw.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    physical = raw.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(each) <= 75 and each.decode("utf-8") is not None for each in physical)
    return raw.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n")


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def plain(text: str) -> str:
    """What is left of a text: line breaks of all kinds as one, no control characters."""
    kept = re.sub("[\x85\u2028\u2029]", "\n", fit(text))
    return "".join(
        each for each in kept if each in "\t\n" or not re.match("[\x00-\x1f\x7f-\x9f]", each)
    ).strip()


@drawn
@given(of=st.lists(entries(), max_size=2, unique_by=lambda each: each.key))
def test_no_text_breaks_out_of_its_line_and_every_one_is_read_back(of: list[Entry]) -> None:
    raw = written(*of)
    logical = lines(raw)
    starts = [each for each in logical if each.startswith(b"BEGIN:")]
    windows = [each for each in of if any(one.plan.window for one in each.versions) or each.plan.started_on]
    talks = sum(max(len(one.plan.dialogue) for one in each.versions) for each in of)
    assert starts == [b"BEGIN:VCALENDAR", *[b"BEGIN:VEVENT"] * (len(windows) + talks)]
    known = rb"(BEGIN|END|PRODID|VERSION|METHOD|X-WR-CALNAME|UID|DTSTAMP|SEQUENCE|DTSTART;VALUE=DATE|DTEND;VALUE=DATE"
    assert all(re.match(known + rb"|STATUS|TRANSP|SUMMARY|URL|DESCRIPTION):", each) for each in logical)
    titles = [unescaped(each[8:].decode()) for each in logical if each.startswith(b"SUMMARY:")]
    assert set(titles) <= {one_line(plain(each.plan.title)) or each.key for each in of}
    described = {unescaped(each[12:].decode()) for each in logical if each.startswith(b"DESCRIPTION:")}
    assert {plain(each.plan.need) for each in windows} - {""} <= described


@drawn
@given(entry=entries())
def test_days_of_events_are_those_of_the_plan(entry: Entry) -> None:
    found = events(entry)
    plan = entry.plan
    if plan.window and not plan.started_on:
        event = found[f"{entry.key}-window"]
        assert event.decoded("dtstart") == plan.window.start
        assert (event.decoded("dtend") - plan.window.end).days == 1
    for number, each in enumerate(plan.dialogue, start=1):
        assert found[f"{entry.key}-dialogue-{number}"].decoded("dtstart") == each.window.start
    uids = [str(each["uid"]) for each in found.values()]
    assert len(uids) == len(set(uids)) and all(
        each["sequence"] == len(entry.versions) for each in found.values()
    )
