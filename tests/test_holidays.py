"""Public holidays and working days against the calendars of governments: regjeringen.no for Norway, gov.uk for England."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.holidays import NoSuchCalendarError, calendar_name, calendar_of, day_off, next_working_day

WEEKDAYS_OFF = {
    # Norway 2026: 17 May is a Sunday; Christmas Day a Friday.
    ("NO", 2026): [
        (1, 1),
        (4, 2),
        (4, 3),
        (4, 6),
        (5, 1),
        (5, 14),
        (5, 25),
        (12, 25),
    ],
    # Norway 2027: 17 May is Whit Monday too.
    ("NO", 2027): [(1, 1), (3, 25), (3, 26), (3, 29), (5, 6), (5, 17)],
    # England 2026 with the substitute day for Boxing Day, which is a Saturday.
    ("GB-ENG", 2026): [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)],
    # England 2022: the jubilee and the state funeral, and two substitute days.
    ("GB-ENG", 2022): [
        (1, 3),
        (4, 15),
        (4, 18),
        (5, 2),
        (6, 2),
        (6, 3),
        (8, 29),
        (9, 19),
        (12, 26),
        (12, 27),
    ],
}


@pytest.mark.parametrize(("calendar", "year"), WEEKDAYS_OFF)
def test_the_weekdays_off_of_a_year_are_those_the_government_lists(calendar: str, year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(366)]
    found = [
        (day.month, day.day)
        for day in days
        if day.year == year and day.weekday() < 5 and day_off(day, calendar) is not None
    ]
    assert found == WEEKDAYS_OFF[calendar, year]


@pytest.mark.parametrize(
    ("day", "calendar", "reason"),
    [
        (date(2026, 4, 2), "NO", "Maundy Thursday"),
        (date(2026, 4, 2), "GB-ENG", None),
        (date(2026, 4, 11), "NO", "Saturday"),
        (date(2026, 4, 12), "NO", "Sunday"),
        (date(2027, 5, 17), "NO", "Constitution Day and Whit Monday"),
        (date(2026, 12, 28), "GB-ENG", "substitute day for Boxing Day"),
        (date(2026, 12, 28), "NO", None),
        (date(2026, 6, 6), "SE", "National Day"),
        (date(2026, 12, 25), None, None),
        (date(2026, 12, 26), None, "Saturday"),
    ],
)
def test_a_day_off_has_its_reason(day: date, calendar: str | None, reason: str | None) -> None:
    assert day_off(day, calendar) == reason


def test_after_maundy_thursday_work_begins_again_on_the_tuesday_in_norway() -> None:
    assert next_working_day(date(2026, 4, 1), "NO") == date(2026, 4, 7)
    assert next_working_day(date(2026, 4, 1), "GB-ENG") == date(2026, 4, 2)


def test_a_country_without_known_holidays_is_refused() -> None:
    with pytest.raises(NoSuchCalendarError, match="XX"):
        day_off(date(2026, 1, 1), "XX")


def test_a_year_too_far_off_to_be_known_is_refused() -> None:
    with pytest.raises(NoSuchCalendarError, match="2300"):
        day_off(date(2300, 12, 25), "GB-ENG")


@pytest.mark.parametrize(
    ("zone", "calendar"),
    [
        ("Europe/Oslo", "NO"),
        ("Europe/London", "GB-ENG"),
        ("Europe/Stockholm", "SE"),
        ("Europe/Copenhagen", "DK"),
        ("UTC", None),
        ("Etc/UTC", None),
    ],
)
def test_a_time_zone_tells_whose_holidays_count(zone: str, calendar: str | None) -> None:
    assert calendar_of(zone) == calendar


def test_a_calendar_has_a_name_in_words() -> None:
    assert [calendar_name(code) for code in ("NO", "GB-ENG", "IE")] == ["Norway", "England", "Ireland"]


@given(st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.sampled_from(["NO", "GB-ENG", "SE", None]))
def test_the_next_working_day_is_one_and_no_day_between_is(day: date, calendar: str | None) -> None:
    later = next_working_day(day, calendar)
    assert day_off(later, calendar) is None
    between = [day + timedelta(days=offset) for offset in range(1, (later - day).days)]
    assert all(day_off(each, calendar) is not None for each in between)
