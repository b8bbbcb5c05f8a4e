"""Windows in the words of those who keep lists: read as they are meant, or refused with what was expected."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.roadmap.window_words import DateOrder, DateStyle, read_window
from marketkit.values import UnreadableError, Window
from tests.roadmap.published import windows

AMERICAN = DateStyle(DateOrder.MONTH_FIRST, 10)
EUROPEAN = DateStyle(DateOrder.DAY_FIRST)


def read(text: str, style: DateStyle = AMERICAN) -> str:
    return str(read_window(text, style))


@pytest.mark.parametrize(
    "text", ["", "  ", "TBD", "tbd", "To Be Determined ", "N/A", "Ukjent", "Ikke avklart", "–"]
)
def test_a_word_for_not_known_is_no_window(text: str) -> None:
    assert read_window(text) is None


def test_a_list_can_have_words_of_its_own_for_not_known() -> None:
    assert read_window("Awarded", AMERICAN, ["awarded"]) is None


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("FY16, Q3", "2016-Q2"),
        ("FY16, Q1", "2015-Q4"),
        ("FY 2016-3rd Quarter", "2016-Q2"),
        ("FY 2016-1st quarter", "2015-Q4"),
        ("FY2016 -4th Quarter", "2016-Q3"),
        ("1st Qtr of FY16", "2015-Q4"),
        ("2nd Quarter FY16", "2016-Q1"),
        ("FY-2016 2nd Quarter", "2016-Q1"),
        ("FY16/2nd Qtr", "2016-Q1"),
        ("FY 16 December", "2015-12"),
        ("FY16 March", "2016-03"),
        ("FY16", "2015-Q4/2016-Q3"),
        ("FY 2016-Quarter To Be Determined", "2015-Q4/2016-Q3"),
        ("FY 2016- TBD", "2015-Q4/2016-Q3"),
        ("FY16 Q1-Q2", "2015-Q4/2016-Q1"),
        ("FY15 Q4 - FY16 Q1", "2015-Q3/2015-Q4"),
    ],
)
def test_an_american_fiscal_year_begins_in_october_of_the_year_before(text: str, window: str) -> None:
    assert read(text) == window


@pytest.mark.parametrize(
    ("starts", "text", "window"),
    [
        (1, "FY 2027 Q1", "2027-Q1"),
        (4, "FY 2027 Q1", "2026-Q2"),
        (4, "FY 2027", "2026-Q2/2027-Q1"),
        (7, "FY 2027", "2026-H2/2027-H1"),
        (5, "FY 2027 Q1", "2026-05/2026-07"),
        (5, "FY 2027", "2026-05/2027-04"),
    ],
)
def test_a_fiscal_year_begins_where_the_list_says(starts: int, text: str, window: str) -> None:
    assert read(text, DateStyle(fiscal_year_starts=starts)) == window


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("6/1/16", "2016-06-01"),
        ("6/1/2016", "2016-06-01"),
        ("06.01.2016", "2016-06-01"),
        ("9\\21\\15", "2015-09-21"),
        ("2016-06-01", "2016-06-01"),
        ("15-Jan-16", "2016-01-15"),
        ("July 5, 2016", "2016-07-05"),
        ("Aug 30,2016", "2016-08-30"),
        ("5. mars 2027", "2027-03-05"),
        ("1st of May 2027", None),
        ("1/28/2016 - 3/14/2016", "2016-01-28/2016-03-14"),
        ("1/28/16 to 3/14/16", "2016-01-28/2016-03-14"),
        ("2016-06-01 - 2016-06-30", "2016-06-01/2016-06-30"),
    ],
)
def test_days_are_read_in_the_stated_order(text: str, window: str | None) -> None:
    if window is None:
        with pytest.raises(UnreadableError):
            read(text)
    else:
        assert read(text) == window


def test_the_same_text_is_another_day_where_the_day_comes_first() -> None:
    assert (read("6/1/16"), read("6/1/16", EUROPEAN)) == ("2016-06-01", "2016-01-06")


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("2027-Q1", "2027-Q1"),
        ("2027-q1/2027-q2", "2027-Q1/2027-Q2"),
        ("Q1 2027", "2027-Q1"),
        ("Q1/2027", "2027-Q1"),
        ("2027 Q1", "2027-Q1"),
        ("1. kvartal 2027", "2027-Q1"),
        ("Første kvartal 2027", "2027-Q1"),
        ("2. kv. 2027", "2027-Q2"),
        ("second quarter of 2027", "2027-Q2"),
        ("1. halvår 2027", "2027-H1"),
        ("2. halvår 2027", "2027-H2"),
        ("first half of 2027", "2027-H1"),
        ("H2 2027", "2027-H2"),
        ("mars 2027", "2027-03"),
        ("March 2027", "2027-03"),
        ("Sept. 2027", "2027-09"),
        ("i desember 2027", "2027-12"),
        ("03.2027", "2027-03"),
        ("3/2027", "2027-03"),
        ("2027-03", "2027-03"),
        ("2027", "2027"),
        ("2027-2028", "2027/2028"),
        ("Q1-Q2 2027", "2027-Q1/2027-Q2"),
        ("Q1 – Q3 2027", "2027-Q1/2027-Q3"),
        ("Q4 2026 - Q1 2027", "2026-Q4/2027-Q1"),
        ("januar-mars 2027", "2027-01/2027-03"),
        ("January to March 2027", "2027-01/2027-03"),
        ("november 2026 til februar 2027", "2026-11/2027-02"),
    ],
)
def test_periods_keep_the_exactness_they_were_written_with(text: str, window: str) -> None:
    assert read_window(text) == Window.parse(window)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Q2",
            "April",
            "3 QTR FY",
            "2 Q",
            "Jan 15th",
            "42491",
            "Awarded",
            "posted 12/1/2015",
            "Issued 3/18",
        ),
        *("1/28/2016 & 3/14/2016", "late February 2016", "Quarter 5 2027", "2027-13", "2027-Q5", "20270305"),
        *("13/1/16", "2/30/16", "Q2-Q1 2027", "2027-Q2/2027-Q1", "Q4 2027 - Q1 2027", "March - Q2 2027"),
        *("3/1/16 - June 2016", "2027 2028", "1-2-3-2027", "FY", "٢٠٢٧", "2027" * 30, "1800", "Q1 9999"),
    ],
)
def test_what_has_no_year_or_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_window(text, AMERICAN)
    assert refused.value.said


def test_without_a_stated_order_a_day_of_three_numbers_is_refused() -> None:
    with pytest.raises(UnreadableError, match="state whether the day or the month comes first"):
        read_window("6/1/16")


def test_without_a_stated_start_a_fiscal_year_is_refused() -> None:
    with pytest.raises(UnreadableError, match="state the month in which a fiscal year starts"):
        read_window("FY16, Q3")


@given(windows)
def test_every_window_in_its_own_form_reads_back(window: Window) -> None:
    assert read_window(str(window)) == window


@given(st.text(max_size=90))
def test_any_text_is_a_window_or_none_or_refused(text: str) -> None:
    with suppress(UnreadableError):
        read_window(text, AMERICAN)
