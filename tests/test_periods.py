"""Periods in days, worked out by hand on the calendar and from published examples."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marketkit.holidays import day_off
from marketkit.periods import calendar_days, working_days


def test_a_period_that_would_end_on_a_saturday_runs_to_the_end_of_monday() -> None:
    # From Maundy Thursday 2 April 2026 the tenth day is Saturday 11 April.
    period = calendar_days(first=date(2026, 4, 2), days=10, calendar="NO")
    assert period.last == date(2026, 4, 13)
    assert period.passed_over == ((date(2026, 4, 11), "Saturday"), (date(2026, 4, 12), "Sunday"))
    assert period.workings == (
        "10 calendar days from 2026-04-02 end on 2026-04-11.",
        "2026-04-11 is no working day: Saturday.",
        "2026-04-12 is no working day: Sunday.",
        "A period that would end on such a day runs to the end of the next working day, 2026-04-13.",
    )


def test_a_published_british_example_over_easter_2010() -> None:
    # Letters by e-mail on Tuesday 23 March 2010: the tenth day is Good Friday, so the standstill ends on Tuesday 6 April
    # (a law firm's question and answer on the Public Contracts Regulations, lexology.com).
    assert calendar_days(first=date(2010, 3, 24), days=10, calendar="GB-ENG").last == date(2010, 4, 6)


def test_a_period_that_ends_on_a_working_day_is_left_alone() -> None:
    # Ten days from Saturday 19 December 2026 end on Monday 28 December: a working day in Norway, not in England.
    period = calendar_days(first=date(2026, 12, 19), days=10, calendar="NO")
    assert (period.last, period.passed_over) == (date(2026, 12, 28), ())
    assert calendar_days(first=date(2026, 12, 19), days=10, calendar="GB-ENG").last == date(2026, 12, 29)


def test_a_period_ending_on_the_seventeenth_of_may_goes_on_to_the_eighteenth() -> None:
    # Ten days from Saturday 8 May 2027 end on Monday 17 May, Constitution Day and Whit Monday in one.
    period = calendar_days(first=date(2027, 5, 8), days=10, calendar="NO")
    assert period.last == date(2027, 5, 18)
    assert period.passed_over == ((date(2027, 5, 17), "Constitution Day and Whit Monday"),)


def test_a_period_of_two_days_or_more_holds_two_working_days() -> None:
    # Three days from Good Friday 3 April 2026 end on Easter Sunday, so on Tuesday 7 April; that is one working day.
    period = calendar_days(first=date(2026, 4, 3), days=3, calendar="NO")
    assert period.last == date(2026, 4, 8)
    assert (
        period.workings[-1]
        == "A period holds at least two working days, so it runs to the end of 2026-04-08."
    )
    assert calendar_days(first=date(2026, 4, 3), days=1, calendar="NO").last == date(2026, 4, 7)


def test_two_working_days_are_found_past_a_weekend() -> None:
    # Two days from Thursday 2 April 2026 in England end on Good Friday, so on Tuesday 7 April: Thursday and Tuesday.
    assert calendar_days(first=date(2026, 4, 2), days=2, calendar="GB-ENG").last == date(2026, 4, 7)
    # Two days from Friday 17 April 2026 end on Saturday, so on Monday: Friday and Monday.
    assert calendar_days(first=date(2026, 4, 17), days=2, calendar="NO").last == date(2026, 4, 20)
    # One and a further day from Saturday 18 April 2026 end on Monday, one working day; Tuesday makes two.
    period = calendar_days(first=date(2026, 4, 18), days=2, calendar="NO")
    assert period.last == date(2026, 4, 21)


def test_eight_working_days_over_christmas_2026_in_england() -> None:
    # 21, 22, 23, 24, 29, 30, 31 December and 4 January; 28 December stands in for Boxing Day, a Saturday.
    period = working_days(first=date(2026, 12, 21), days=8, calendar="GB-ENG")
    assert period.last == date(2027, 1, 4)
    assert period.passed_over == (
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 26), "Boxing Day"),
        (date(2026, 12, 27), "Sunday"),
        (date(2026, 12, 28), "substitute day for Boxing Day"),
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 1, 2), "Saturday"),
        (date(2027, 1, 3), "Sunday"),
    )
    assert period.workings[0] == "2026-12-25 does not count: Christmas Day."
    assert period.workings[-1] == "8 working days from 2026-12-21 end on 2027-01-04."


def test_a_published_british_example_over_christmas_2024() -> None:
    # A standstill of eight working days beginning on 24 December 2024 ends 14 calendar days later (Muckle LLP).
    assert working_days(first=date(2024, 12, 24), days=8, calendar="GB-ENG").last == date(2025, 1, 7)


def test_a_first_day_that_is_no_working_day_does_not_count() -> None:
    # From Saturday 21 November 2026: Monday is the first.
    assert working_days(first=date(2026, 11, 21), days=1, calendar="NO").last == date(2026, 11, 23)


DAYS, LENGTHS = st.dates(date(2020, 1, 1), date(2060, 12, 31)), st.integers(1, 60)
CALENDARS = st.sampled_from(["NO", "GB-ENG", "SE", None])


@given(DAYS, LENGTHS, CALENDARS)
def test_whatever_the_days_a_period_of_calendar_days_is_long_enough_and_ends_on_a_working_day(
    first: date, days: int, calendar: str | None
) -> None:
    period = calendar_days(first=first, days=days, calendar=calendar)
    held = [first + timedelta(days=offset) for offset in range((period.last - first).days + 1)]
    working = [day for day in held if day_off(day, calendar) is None]
    assert len(held) >= days
    assert working[-1] == period.last
    assert len(working) >= min(days, 2)
    shorter = [day for day in held[:-1] if day >= first + timedelta(days=days - 1) and day in working]
    assert not shorter or len([day for day in working if day <= shorter[-1]]) < 2


@given(DAYS, LENGTHS, CALENDARS)
def test_whatever_the_days_a_period_of_working_days_holds_just_that_many(
    first: date, days: int, calendar: str | None
) -> None:
    period = working_days(first=first, days=days, calendar=calendar)
    held = [first + timedelta(days=offset) for offset in range((period.last - first).days + 1)]
    assert len([day for day in held if day_off(day, calendar) is None]) == days
    assert [day for day, _ in period.passed_over] == [
        day for day in held if day_off(day, calendar) is not None
    ]
