"""Full-text search finds the same on both databases, whatever is typed."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from marketkit.procurements.models import Buyer
from marketkit.roadmap.queries import Filters, page
from marketkit.roadmap.search import words_of
from tests.roadmap.conftest import PUBLISHED, Office

ENTRIES = {
    "Rehabilitering i Østfold": {"need": "Døgnplasser for ungdom og voksne"},
    "Hjemmetjenester": {"unit": "Pleie og omsorg", "resident_change": "Færre ulike ansatte i hjemmet"},
    "Transport av elever": {"lots": ("Nord", "Sør"), "cpv_codes": ("85312000-9",)},
    "Måltider": {"nuts_codes": ("NO083",), "expiring_contract": "Rammeavtale 2023/117"},
}


@pytest.fixture
def filled(office: Office, buyer: Buyer) -> Buyer:
    for title, values in ENTRIES.items():
        office.publish(title, **values)
    return buyer


def found(buyer: Buyer, text: str) -> set[str]:
    return {row.title for row in page(buyer.id, Filters(text=text)).rows}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ostfold", {"Rehabilitering i Østfold", "Måltider"}),  # the second by its place
        ("Østfold", {"Rehabilitering i Østfold", "Måltider"}),
        ("ØSTF", {"Rehabilitering i Østfold", "Måltider"}),
        ("rehabilitering ostfold", {"Rehabilitering i Østfold"}),
        ("ostfold rehab", {"Rehabilitering i Østfold"}),
        ("rehab ostfold", set()),  # only the last word may be unfinished
        ("dognplasser", {"Rehabilitering i Østfold"}),
        ("faerre ansatte", {"Hjemmetjenester"}),
        ("maltider", {"Måltider"}),
        ("omsorg", {"Hjemmetjenester", "Transport av elever"}),  # the second by the words for its code
        ("nord", {"Transport av elever"}),
        ("85312000", {"Transport av elever"}),
        ("2023/117", {"Måltider"}),
        ("fold", set()),
        ("  ", set(ENTRIES)),
    ],
)
def test_words_are_found_however_they_are_typed(filled: Buyer, text: str, expected: set[str]):
    assert found(filled, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "!!!",
        '"',
        "'",
        "*",
        "' OR '1'='1",
        '" OR words MATCH "x',
        "NEAR(a b)",
        "words:x",
        "-hjemmetjenester hvorfor",
        "& | ! ( )",
        ":*",
        "\\",
        "\x00",
        "\ud800",
        "x" * 100_000,
        "ord " * 1000,
        "𝕳𝖎",
    ],
)
def test_hostile_texts_find_nothing_and_break_nothing(filled: Buyer, text: str):
    assert found(filled, text) == set()


@pytest.mark.parametrize("text", ["hjemmetjenester AND", "hjemmetjenester*", '"hjemmetjenester"', "(hjemme"])
def test_signs_and_words_of_query_languages_are_ordinary_text(filled: Buyer, text: str):
    assert found(filled, text) == ({"Hjemmetjenester"} if "AND" not in text else set())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=some.text(max_size=60))
def test_anything_may_be_typed(filled: Buyer, text: str):
    page(filled.id, Filters(text=text))


def test_a_new_version_is_found_by_its_own_words_only(office: Office, buyer: Buyer):
    entry = office.publish("Ambulance")
    office.change(entry, at=PUBLISHED, title="Helicopter")
    assert found(buyer, "ambulance") == set()
    assert found(buyer, "helicopter") == {"Helicopter"}


def test_a_long_text_is_found_by_its_end(office: Office, buyer: Buyer):
    office.publish("Long", need="word " * 3000 + "needle", resident_change="Ø" * 20_000)
    assert found(buyer, "needle") == {"Long"}


def test_words_are_folded_and_none_is_without_end(app: Flask):
    assert words_of(["Østfold_fylke, 2.5 %", "x" * 200]) == ["ostfold", "fylke", "2", "5", "x" * 80]
