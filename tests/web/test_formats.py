"""Numbers, amounts and dates in the two languages' formats; expected texts are written by hand from the CLDR."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from marketkit.web.formats import date_text, moment_text, money_text, number_text, percent_text

EN, NB = Locale("en", "GB"), Locale("nb")
S = "\u00a0"


@pytest.mark.parametrize(
    ("value", "places", "english", "norwegian"),
    [
        (Fraction(1234567, 100), 2, "12,345.67", f"12{S}345,67"),
        (1234, 0, "1,234", f"1{S}234"),
        (999, 0, "999", "999"),
        (Fraction(1, 3), 4, "0.3333", "0,3333"),
        (Fraction(1, 8), 2, "0.13", "0,13"),
        (Fraction(-1, 8), 2, "-0.13", "−0,13"),
        (Fraction(-1, 1000), 2, "0.00", "0,00"),
        (Decimal("12345678901234.5678"), 4, "12,345,678,901,234.5678", f"12{S}345{S}678{S}901{S}234,5678"),
        (10**30, 0, "1" + ",000" * 10, "1" + f"{S}000" * 10),
    ],
)
def test_numbers_are_written_exactly_and_rounded_half_away_from_zero(value, places, english, norwegian):
    assert number_text(value, places, EN) == english
    assert number_text(value, places, NB) == norwegian


def test_zeros_at_the_end_are_left_out_only_when_asked():
    assert number_text(Fraction(25, 2), 4, EN, trim=True) == "12.5"
    assert number_text(100, 2, EN, trim=True) == "100"
    assert number_text(100, 2, EN) == "100.00"


@pytest.mark.parametrize("value", [0.1, 100.0])
def test_a_float_is_refused(value):
    with pytest.raises(TypeError, match="exact"):
        number_text(value, 2, EN)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises((ValueError, OverflowError)):
        number_text(value, 2, EN)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "norwegian"),
    [
        (Fraction(123450, 100), "NOK", f"NOK{S}1,234.50", f"1{S}234,50{S}kr"),
        (1000, "EUR", "€1,000.00", f"1{S}000,00{S}€"),
        (-3, "GBP", "-£3.00", f"−3,00{S}£"),
        (3, "ISK", f"ISK{S}3", f"3{S}ISK"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(amount, currency, english, norwegian):
    assert money_text(amount, currency, EN) == english
    assert money_text(amount, currency, NB) == norwegian


def test_shares_are_percentages():
    assert percent_text(Fraction(47, 100), EN) == "47%"
    assert percent_text(Fraction(47, 100), NB) == f"47{S}%"
    assert percent_text(Fraction(1, 3), NB, places=1) == f"33,3{S}%"


def test_days_and_moments():
    assert date_text(date(2026, 11, 22), EN) == "22 November 2026"
    assert date_text(date(2026, 5, 1), NB) == "1. mai 2026"
    winter = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert moment_text(winter, ZoneInfo("Europe/Oslo"), NB) == "23. november 2026, 00:30"
    assert moment_text(winter, ZoneInfo("Europe/London"), EN) == "22 November 2026, 23:30"


def test_a_moment_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        moment_text(datetime(2026, 11, 22, 12, 0), ZoneInfo("Europe/Oslo"), EN)  # noqa: DTZ001


@given(st.integers(-(10**40), 10**40), st.integers(0, 6))
def test_a_number_that_fits_its_places_reads_back_as_itself(scaled, places):
    value = Fraction(scaled, 10**places)
    english = number_text(value, places, EN)
    assert Fraction(english.replace(",", "")) == value
    norwegian = number_text(value, places, NB)
    assert Fraction(norwegian.replace(S, "").replace(",", ".").replace("−", "-")) == value
