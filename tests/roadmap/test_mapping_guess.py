"""A mapping proposed from headings, with how sure each proposal is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.procurements.search import fold
from marketkit.roadmap.mapping_guess import WORDS, Sureness, guess, mapping_of
from tests.roadmap.lists import taken


def guessed(*headers: str) -> list[tuple[str, str]]:
    return [(each.field, each.sureness.value) for each in guess(headers)]


def test_norwegian_headings_are_recognised() -> None:
    assert guessed(
        "Saksnummer", "Tittel", "Behov", "Når", "Estimert verdi (NOK)", "Enhet", "CPV-kode", "Farge"
    ) == [
        ("key", "sure"),
        ("title", "sure"),
        ("need", "sure"),
        ("window", "sure"),
        ("value", "likely"),
        ("unit", "sure"),
        ("cpv_codes", "sure"),
        ("", "none"),
    ]


def test_the_headings_of_the_american_forecast_are_recognised() -> None:
    headers = "org region desc city state naics status min max newreq solicit award snapshot row_id".split()  # noqa: SIM905
    assert {each.header: each.field for each in guess(headers) if each.field} == {
        "org": "unit",
        "desc": "title",
        "status": "standing",
        "min": "value_low",
        "max": "value_high",
        "solicit": "window",
        "award": "contract_window",
        "snapshot": "as_of",
        "row_id": "key",
    }


def test_a_heading_that_is_our_word_goes_before_one_that_only_holds_it() -> None:
    assert guessed("Title of the contract", "Title") == [("", "none"), ("title", "sure")]


def test_a_description_is_taken_for_the_title_where_there_is_none() -> None:
    assert guessed("Description") == [("title", "likely")]
    assert guessed("Title", "Description") == [("title", "sure"), ("need", "sure")]


def test_one_amount_does_not_stand_beside_a_lowest() -> None:
    assert guessed("Value", "Value from") == [("", "none"), ("value_low", "sure")]


@pytest.mark.parametrize("field", WORDS)
def test_each_of_our_words_leads_to_its_own_field(field: str) -> None:
    for word in WORDS[field]:
        assert word == fold(word)
        (found,) = guess([word.title()])
        assert found.field in (field, "title" if field == "need" else field)
        assert found.sureness in (Sureness.SURE, Sureness.LIKELY)


def test_a_proposal_can_be_used_as_it_stands() -> None:
    by = mapping_of(guess(["Nr", "Tittel", "Når", "Farge"]), "fjordvik")
    (found,) = taken("Nr,Tittel,Når,Farge\n7,Drosje,1. halvår 2027,gul\n".encode(), by)
    assert (found.key, found.plan.title, str(found.plan.window)) == ("7", "Drosje", "2027-H1")


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_headings_have_one_proposal_each_and_no_field_twice(headers: list[str]) -> None:
    found = guess(headers)
    assert [each.header for each in found] == headers
    fields = [each.field for each in found if each.field]
    assert len(fields) == len(set(fields))
