"""Organisation numbers, CPV and NUTS codes, as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit import codes
from marketkit.values import UnreadableError


# 974 760 673 is the Brønnøysund Register Centre's own number; 3·9+2·7+7·4+6·7+5·6+4·0+3·6+2·7 = 173, and 173 + 3 = 16·11.
@pytest.mark.parametrize("text", ["974760673", "974 760 673", "NO 974 760 673 MVA", "974\u00a0760\u00a0673"])
def test_an_organisation_number_becomes_nine_digits(text: str) -> None:
    assert codes.organisation_number(text) == "974760673"


@pytest.mark.parametrize(
    "text", ["974760674", "97476067", "9747606733", "974760637", "abcdefghi", "", "974-760-673"]
)
def test_what_is_no_organisation_number_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="is not an organisation number"):
        codes.organisation_number(text)


@given(st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_always_shows(place: int, change: int) -> None:
    digits = [int(digit) for digit in "974760673"]
    digits[place] = (digits[place] + change) % 10
    with pytest.raises(UnreadableError):
        codes.organisation_number("".join(map(str, digits)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("85312000-9", "85312000"),
        ("85312000", "85312000"),
        (" 8531 2000 ", "85312000"),
        ("03000000-1", "03000000"),
    ],
)
def test_a_cpv_code_becomes_eight_digits(text: str, code: str) -> None:
    assert codes.cpv_code(text) == code


@pytest.mark.parametrize(
    "text", ["8531200", "853120000", "85312000-", "85312000-99", "home care", "", "８５３１２０００"]
)
def test_what_is_no_cpv_code_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="expected eight digits"):
        codes.cpv_code(text)


@pytest.mark.parametrize(
    ("text", "code"), [("no083", "NO083"), ("NO", "NO"), (" NO 0A2 ", "NO0A2"), ("UKC1", "UKC1")]
)
def test_a_nuts_code_is_written_in_capitals(text: str, code: str) -> None:
    assert codes.nuts_code(text) == code


@pytest.mark.parametrize("text", ["N", "NO0833", "0NO", "Østfold", "", "NO-08"])
def test_what_has_not_the_shape_of_a_nuts_code_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        codes.nuts_code(text)


@pytest.mark.parametrize(("text", "number"), [("556 677-8899", "556677-8899"), ("de123", "DE123")])
def test_a_foreign_number_is_kept_as_given(text: str, number: str) -> None:
    assert codes.foreign_organisation_number(text) == number


def test_a_foreign_number_has_no_signs() -> None:
    with pytest.raises(UnreadableError):
        codes.foreign_organisation_number("=HYPERLINK()")
