"""Numbers as people write them read back to the same number; names are made from titles."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.evaluations.preparation.workbench_fields import KeptTitleField, short_name, shown_number
from marketkit.numbers import parse_number
from marketkit.sourcing.edited import exact_decimal


@pytest.mark.parametrize(
    ("text", "english", "norwegian"),
    [
        ("45", "45", "45"),
        ("9999", "9999", "9999"),
        ("50000000", "50\u00a0000\u00a0000", "50\u00a0000\u00a0000"),
        ("-12345.5", "-12\u00a0345.5", "-12\u00a0345,5"),
        ("1.234", "1.234", "1.234"),  # with a comma it could be a thousand
        ("1,234", "1,234", "1,234"),  # not a number: as it was typed
        ("", "", ""),
        ("many", "many", "many"),
    ],
)
def test_numbers_are_shown_as_people_write_them(text: str, english: str, norwegian: str) -> None:
    assert (shown_number(text, "en"), shown_number(text, "nb")) == (english, norwegian)


@given(st.fractions().map(lambda value: Fraction(round(value * 10**6), 10**6)), st.sampled_from(["en", "nb"]))
def test_what_is_shown_reads_back_to_the_same_number(value: Fraction, language: str) -> None:
    assert parse_number(shown_number(exact_decimal(value), language)) == value


def test_a_short_name_is_made_from_the_english_title_and_is_unlike_the_others() -> None:
    assert short_name({"nb": "Pris", "en": "Price of an hour!"}, set()) == "price-of-an-hour"
    assert short_name({"nb": "Få ulike hjelpere på øya"}, set()) == "fa-ulike-hjelpere-pa-oya"
    assert short_name({"en": "Price"}, {"price", "price-2"}) == "price-3"
    assert short_name({"en": "…"}, set()) == "criterion"
    assert len(short_name({"en": "a b" * 40}, set())) <= 40


@pytest.mark.parametrize("sent", ["", "[]", "1", "null", "{", '{"sv": 1}', '{"": "x"}', "[" * 100_000])
def test_languages_that_nobody_sent_are_none(sent: str) -> None:
    assert KeptTitleField.read(sent) == {}


def test_languages_the_page_does_not_show_are_kept() -> None:
    assert KeptTitleField.read('{"sv": "Pris", "x": 3}') == {"sv": "Pris"}
