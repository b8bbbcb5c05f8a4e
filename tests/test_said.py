"""Sentences that can be said in another language, with their figures in its format."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from marketkit.said import Figure, decimal_text, say


def test_a_sentence_is_plain_english_text_to_everything_else() -> None:
    assert say("{bid} leads by {gap}", bid="A", gap=Figure(Fraction(5, 2))) == "A leads by 2.5"


def test_a_sentence_is_said_again_in_another_language_with_its_figures_and_inner_sentences() -> None:
    inner = say("{gap} points", gap=Figure(Fraction(5, 2), 2, padded=True))
    outer = say("{bid} leads by {gap}", bid="A", gap=inner)
    catalogue = {"{gap} points": "{gap} poeng", "{bid} leads by {gap}": "{bid} leder med {gap}"}
    said = outer.translated(catalogue.__getitem__, lambda figure: str(figure).replace(".", ","))
    assert said == "A leder med 2,50 poeng"


def test_a_day_is_written_as_the_reader_writes_days() -> None:
    inner = say("from {day}", day=date(2026, 5, 17))
    outer = say("{day}, {span}", day=date(2026, 4, 1), span=inner)
    assert outer == "2026-04-01, from 2026-05-17"
    said = outer.translated(str, show_day=lambda day: f"{day.day}.{day.month}.{day.year}")
    assert said == "1.4.2026, from 17.5.2026"


def test_braces_in_a_value_are_only_text() -> None:
    assert say("found {text}", text="{0} {x}") == "found {0} {x}"


def test_decimals_are_rounded_half_away_from_zero_and_zero_has_no_sign() -> None:
    assert decimal_text(Fraction(1, 8), 2) == "0.13"
    assert decimal_text(Fraction(-1, 8), 2) == "-0.13"
    assert decimal_text(Fraction(-1, 1000), 2) == "0.00"
    assert decimal_text(Fraction(5, 2), 0) == "3"


@given(st.fractions(), st.integers(0, 8))
def test_a_decimal_text_is_never_further_from_the_value_than_half_its_last_place(
    value: Fraction, places: int
) -> None:
    assert abs(Fraction(decimal_text(value, places)) - value) <= Fraction(1, 2 * 10**places)
