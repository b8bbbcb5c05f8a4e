"""Local times become moments, or are refused with the reason. Clock changes as the EU and the UK set them for 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.moments import NoSuchMomentError, local_moment, local_text, parse_local_moment

OSLO, LONDON = "Europe/Oslo", "Europe/London"


def test_noon_in_oslo_is_eleven_in_winter_and_ten_in_summer_in_utc():
    assert local_moment(date(2026, 11, 23), time(12), OSLO) == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert local_moment(date(2026, 7, 1), time(12), OSLO) == datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "clock"), [(OSLO, time(2)), (OSLO, time(2, 59)), (LONDON, time(1)), (LONDON, time(1, 30))]
)
def test_an_hour_that_is_skipped_in_spring_is_refused(zone: str, clock: time):
    with pytest.raises(NoSuchMomentError, match="does not exist on 2026-03-29"):
        local_moment(date(2026, 3, 29), clock, zone)


@pytest.mark.parametrize(
    ("zone", "clock"), [(OSLO, time(2)), (OSLO, time(2, 59)), (LONDON, time(1)), (LONDON, time(1, 59))]
)
def test_an_hour_that_comes_twice_in_autumn_is_refused(zone: str, clock: time):
    with pytest.raises(NoSuchMomentError, match="comes twice on 2026-10-25"):
        local_moment(date(2026, 10, 25), clock, zone)


@pytest.mark.parametrize("clock", [time(1, 59), time(3)])
def test_the_minutes_beside_a_clock_change_are_moments(clock: time):
    assert local_moment(date(2026, 10, 25), clock, OSLO)
    assert local_moment(date(2026, 3, 29), clock, OSLO)


@pytest.mark.parametrize(
    "text",
    ["2026-11-23T12:00", "2026-11-23T12:00:00", "2026-11-23 12:00", "23.11.2026 12:00", "23.11.2026 kl. 12.00",
     " 23/11/2026, 12:00 "],
)  # fmt: skip
def test_what_browsers_send_and_people_type_is_understood(text: str):
    assert parse_local_moment(text, OSLO) == datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no day and time"),
        ("tomorrow", "is no day and time"),
        ("2026-11-23", "is no day and time"),
        ("31.11.2026 12:00", "no such day"),
        ("2026-13-01T10:00", "no such day"),
        ("2026-11-23T24:00", "no such time of day"),
        ("23.11.2026 12:60", "no such time of day"),
    ],
)
def test_what_names_no_moment_is_refused_with_the_reason(text: str, words: str):
    with pytest.raises(NoSuchMomentError, match=words):
        parse_local_moment(text, OSLO)


WALL_CLOCK = st.datetimes(datetime(1990, 1, 1), datetime(2080, 1, 1))  # noqa: DTZ001 - what a clock shows


@given(WALL_CLOCK, st.sampled_from([OSLO, LONDON, "America/New_York"]))
def test_a_local_time_that_is_accepted_reads_back_as_it_was_typed(local: datetime, zone: str):
    typed = f"{local:%Y-%m-%dT%H:%M}"
    try:
        moment = parse_local_moment(typed, zone)
    except NoSuchMomentError:
        return
    assert local_text(moment, zone) == typed
