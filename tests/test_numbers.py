"""Numbers as people type them: exact, and refused when they can be read in two ways."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.numbers import NotANumber, parse_number
from marketkit.said import decimal_text

NO_BREAK, THIN, NARROW = "\u00a0", "\u2009", "\u202f"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("010", "10"),
        ("1234", "1234"),
        ("1234.50", "2469/2"),
        ("1234,50", "2469/2"),
        ("1 234,50", "2469/2"),
        ("1 234.50", "2469/2"),
        ("1 234 567", "1234567"),
        (f"1{NO_BREAK}234,5", "1234.5"),
        (f"1{THIN}234{THIN}567.8", "1234567.8"),
        (f"12{NARROW}345", "12345"),
        ("  7  ", "7"),
        (".5", "1/2"),
        (",5", "1/2"),
        ("0.1", "1/10"),
        ("-3", "-3"),
        ("-3,5", "-7/2"),
        ("−3", "-3"),
        ("+3", "3"),
        ("1.234", "1.234"),  # the full stop is always the decimal mark
        ("12.345", "12.345"),
        ("1,2", "1.2"),
        ("1,23", "1.23"),
        ("1,2345", "1.2345"),
        ("1234,567", "1234.567"),  # four digits before the comma: not a group
        ("0,123", "0.123"),  # a leading 0: not a group
        ("012,345", "12.345"),
        ("0,000", "0"),
        ("1.1000000000000000000000000000001", "1.1000000000000000000000000000001"),
    ],
)
def test_a_number_has_the_exact_value_of_its_text(text: str, value: str) -> None:
    assert parse_number(text) == Fraction(value)


@pytest.mark.parametrize("text", ["1,234", "12,345", "123,456", "-1,234", "100,000", "1 234,567", "kr 1,234"])
def test_a_comma_before_three_digits_that_could_part_thousands_is_refused(text: str) -> None:
    with pytest.raises(NotANumber, match="two ways"):
        parse_number(text, "NOK")


def test_the_refusal_writes_out_both_readings() -> None:
    with pytest.raises(NotANumber) as caught:
        parse_number("1,234")
    assert "1234" in str(caught.value) and "1.234" in str(caught.value) and '"1,234"' in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "1x",
        "1.234,50",
        "1,234.50",
        "1.2.3",
        "1,2,3",
        "1,234,567",
        "1e3",
        "1E3",
        "1e999",
        "NaN",
        "nan",
        "inf",
        "Infinity",
        "-inf",
        "∞",
        "1 23",
        "12 34 567",
        "1234 567",
        "1  234",
        "1 234 5",
        "1.234 567",
        "1'234",
        "1_000",
        "0x10",
        "1/2",
        "50%",
        "50 %",
        "1:30",
        "--1",
        "1-",
        "(5)",
        "٣",
        "１２",
        "²",
        "5.",
        "5,",
        ".",
        ",",
        "-",
        "+",
        "=1+1",
        "1,-",
    ],
)
def test_what_is_not_plainly_a_decimal_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text, "NOK")


def test_a_number_of_unreasonable_length_is_refused() -> None:
    with pytest.raises(NotANumber):
        parse_number("1" * 5000)


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("kr 1 000", "NOK", 1000),
        ("kr. 1 000", "NOK", 1000),
        ("1 000 kr", "NOK", 1000),
        ("1000kr", "NOK", 1000),
        ("KR 5", "NOK", 5),
        ("NOK 1000", "NOK", 1000),
        ("1000 NOK", "NOK", 1000),
        ("nok 7", "NOK", 7),
        ("€1000", "EUR", 1000),
        ("1000 €", "EUR", 1000),
        ("£ 15", "GBP", 15),
        ("-£15", "GBP", -15),
        ("£-15", "GBP", -15),
        (f"kr{NO_BREAK}1{NO_BREAK}000", "NOK", 1000),
        ("SEK 12", "SEK", 12),
    ],
)
def test_the_strategys_currency_may_stand_beside_the_number(text: str, currency: str, value: int) -> None:
    assert parse_number(text, currency) == value


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("€ 1000", "NOK"),
        ("EUR 1000", "NOK"),
        ("kr 1000", "EUR"),
        ("£5", "EUR"),
        ("kr", "NOK"),
        ("kr kr 5", "NOK"),
        ("NOK 5 kr", "NOK"),
        ("kr -kr 5", "NOK"),
        ("kr 5 kr", "NOK"),
        ("5 kr 6", "NOK"),
    ],
)
def test_another_currency_or_more_than_one_sign_is_refused(text: str, currency: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text, currency)


def test_no_currency_is_understood_where_none_is_expected() -> None:
    with pytest.raises(NotANumber):
        parse_number("kr 5")


# Strings of spaces between groups of three, from the last group on.
def grouped(digits: str, separator: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    groups += [digits[at : at + 3] for at in range(head, len(digits), 3)]
    return separator.join(groups)


WHOLE = st.integers(min_value=0, max_value=10**18).map(str)
DECIMALS = st.text("0123456789", min_size=0, max_size=12)


@given(
    whole=WHOLE,
    decimals=DECIMALS,
    sign=st.sampled_from(["", "-", "−", "+"]),
    gap=st.sampled_from(" \u00a0\u2009"),
)
def test_every_way_of_writing_a_number_reads_back_to_it(
    whole: str, decimals: str, sign: str, gap: str
) -> None:
    value = Fraction(f"{whole}.{decimals or '0'}") * (-1 if sign in ("-", "−") else 1)
    for body in (whole, grouped(whole, gap)):
        assert parse_number(f"{sign}{body}.{decimals or '0'}") == value
        if len(decimals) not in (0, 3):
            assert parse_number(f"{sign}{body},{decimals}") == value


@given(
    numerator=st.integers(min_value=-(10**24), max_value=10**24),
    places=st.integers(min_value=0, max_value=12),
)
def test_what_is_printed_reads_back_exactly(numerator: int, places: int) -> None:
    value = Fraction(numerator, 10**places)
    assert parse_number(decimal_text(value, places)) == value


@given(
    value=st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6),
    places=st.integers(min_value=0, max_value=12),
)
def test_rounding_is_to_the_nearest_with_halves_away_from_zero(value: Fraction, places: int) -> None:
    shown = Fraction(decimal_text(value, places))
    half = Fraction(1, 2 * 10**places)
    assert abs(shown - value) <= half
    if abs(shown - value) == half:
        assert abs(shown) > abs(value)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    try:
        value = parse_number(text, "NOK")
    except NotANumber:
        return
    assert isinstance(value, Fraction)
