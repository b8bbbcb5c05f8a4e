"""Money, windows and percentages: exact, read as typed, and never mixed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.values import MixedMoneyError, Money, Percent, Precision, UnreadableError, Window

CURRENCIES = st.sampled_from(["NOK", "EUR", "JPY", "ISK", "KWD", "CLF"])
MINORS = st.integers(-(10**18), 10**18)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1 234,50", "NOK", 123450),
        ("kr 1 000", "NOK", 100000),
        ("1000 NOK", "NOK", 100000),
        ("€ 0.05", "EUR", 5),
        ("12345678901234,56", "NOK", 1234567890123456),
        ("1 000", "JPY", 1000),
        ("1,5", "KWD", 1500),
        ("-3", "NOK", -300),
        ("2.50000", "NOK", 250),
    ],
)
def test_an_amount_is_read_as_typed(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency).minor == minor


@pytest.mark.parametrize("text", ["", "abc", "1,234", "1.234,50", "1e6", "NaN", "0.005", "$ 5", "12,345 kr"])
def test_an_amount_that_must_be_guessed_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        Money.parse(text, "NOK")
    assert str(refused.value)


def test_a_refusal_says_how_many_decimals_there_are() -> None:
    with pytest.raises(UnreadableError, match="an amount in JPY has at most 0 decimals"):
        Money.parse("10.5", "JPY")


@pytest.mark.parametrize("code", ["nok", "NO", "NOKK", "N0K", ""])
def test_what_is_no_currency_code_is_refused(code: str) -> None:
    with pytest.raises(UnreadableError):
        Money(1, code)


@given(MINORS, CURRENCIES)
def test_an_amount_written_out_is_read_back_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.number(), currency) == money
    assert Money.parse(money.typed(), currency) == money
    assert Money.of(money.amount, currency) == money


@given(MINORS, MINORS)
def test_adding_and_taking_away_lose_nothing(one: int, other: int) -> None:
    first, second = Money(one, "NOK", 2026), Money(other, "NOK", 2026)
    assert first + second - second == first
    assert (first < second) == (one < other)
    assert -first == Money(-one, "NOK", 2026)


@pytest.mark.parametrize("other", [Money(1, "EUR", 2026), Money(1, "NOK", 2025), Money(1, "NOK")])
def test_different_currencies_and_price_years_do_not_mix(other: Money) -> None:
    money = Money(1, "NOK", 2026)
    with pytest.raises(MixedMoneyError):
        money + other
    with pytest.raises(MixedMoneyError):
        assert money < other
    assert money != other


@pytest.mark.parametrize(
    ("minor", "currency", "typed"),
    [
        (1150000000, "NOK", "11 500 000"),
        (123450, "NOK", "1 234.50"),
        (-5, "NOK", "-0.05"),
        (-100000, "NOK", "-1 000"),
        (0, "NOK", "0"),
        (1234, "JPY", "1 234"),
    ],
)
def test_an_amount_is_offered_in_a_form_as_people_type_it(minor: int, currency: str, typed: str) -> None:
    assert Money(minor, currency).typed() == typed


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError):
        Money.of(1.5, "NOK")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(1, "NOK") * 1.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        Percent(0.5)  # type: ignore[arg-type]


def test_a_price_year_is_a_year() -> None:
    with pytest.raises(UnreadableError):
        Money(1, "NOK", 26)


def test_three_times_an_amount() -> None:
    assert 3 * Money(150, "NOK") == Money(450, "NOK")
    assert Money.of(Decimal("12.34"), "NOK").minor == 1234


@pytest.mark.parametrize(
    ("text", "value"), [("30", 30), ("12,5 %", Fraction(25, 2)), ("0", 0), ("100%", 100)]
)
def test_a_percentage_is_read_as_typed(text: str, value: Fraction) -> None:
    assert Percent.parse(text).value == value
    assert Percent.parse(text).share == Fraction(value) / 100


@pytest.mark.parametrize("text", ["101", "-1", "% 5 %", "half", ""])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        Percent.parse(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2027-03-05", date(2027, 3, 5), date(2027, 3, 5)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("2027-q4", date(2027, 10, 1), date(2027, 12, 31)),
        ("2027-H2", date(2027, 7, 1), date(2027, 12, 31)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027-Q2/2028-Q1", date(2027, 4, 1), date(2028, 3, 31)),
    ],
)
def test_a_window_runs_from_its_first_to_its_last_day(text: str, start: date, end: date) -> None:
    window = Window.parse(text)
    assert (window.start, window.end) == (start, end)
    assert start in window and end in window
    assert start - timedelta(1) not in window and end + timedelta(1) not in window


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2027-13",
        "2027-02-30",
        "2027-Q5",
        "2027-H0",
        "2027-Q2/2027-Q1",
        "2027-Q1/2027-06",
        "27",
        "1850",
        "/",
    ],
)
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        Window.parse(text)


def test_a_window_keeps_to_whole_periods() -> None:
    with pytest.raises(UnreadableError, match="first day of a period"):
        Window(date(2027, 1, 2), date(2027, 3, 31), Precision.QUARTER)


@given(DAYS, DAYS, st.sampled_from(Precision))
def test_a_window_around_two_days_holds_both_and_reads_back(
    one: date, other: date, precision: Precision
) -> None:
    first, last = sorted((one, other))
    window = Window.around(first, last, precision)
    assert first in window and last in window
    assert Window.parse(str(window)) == window
