"""The short list of CPV codes and how a person finds one."""

from __future__ import annotations

import pytest

from marketkit.codes import cpv_code
from marketkit.procurements.cpv import find, label, search, shipped
from marketkit.values import UnreadableError


def test_every_code_stands_once_with_words_in_both_languages() -> None:
    codes = [each.code for each in shipped()]
    assert len(codes) == len(set(codes)) >= 100
    for each in shipped():
        assert cpv_code(f"{each.code}-{each.check}") == each.code
        assert each.en.strip() and each.nb.strip()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("85323000-9", "85323000"),
        ("85323000", "85323000"),
        ("85323000 community health services", "85323000"),
        ("rullestoler", "33193120"),
        ("Ambulances", "85143000"),
        ("helsetjenester i kommunen", "85323000"),
        ("HØREAPPARATER", "33185000"),
        ("horeapparater", "33185000"),
        ("12345678-0", "12345678"),  # not on the list: taken as it is
    ],
)
def test_a_code_is_found_by_digits_or_words(text: str, code: str) -> None:
    assert find(text) == code


def test_words_that_fit_several_codes_are_answered_with_the_choices() -> None:
    with pytest.raises(UnreadableError, match=r'"nurs" fits 5 codes; .*85141200 nurses'):
        find("nurs")


def test_words_that_fit_nothing_say_what_to_write() -> None:
    with pytest.raises(UnreadableError, match="write the code with eight digits"):
        find("spaceships")


def test_a_wrong_check_digit_of_a_known_code_is_refused() -> None:
    with pytest.raises(UnreadableError, match="85323000 ends in 9"):
        find("85323000-8")


def test_searching_by_the_first_digits() -> None:
    assert [each.code for each in search("853125")] == ["85312500", "85312510"]
    assert search("") == ()


def test_words_follow_the_language() -> None:
    assert label("85143000", "nb") == "ambulanse"
    assert label("85143000", "en") == "ambulances"
    assert label("99999999", "en") is None
