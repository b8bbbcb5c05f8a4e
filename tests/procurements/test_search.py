"""Searching finds what is meant, however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketkit.procurements.search import fold, pattern


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Østfold", "ostfold"),
        ("BLÅBÆR  på\tåsen", "blabaer pa asen"),
        ("Café Straße", "cafe strasse"),
        ("2026/041", "2026/041"),
        ("", ""),
    ],
)
def test_texts_are_folded_to_plain_small_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("\N{MATHEMATICAL BOLD CAPITAL ALPHA}")
@example("\N{LATIN CAPITAL LETTER O WITH STROKE AND ACUTE}")
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_signs_that_mean_something_to_the_database_mean_themselves() -> None:
    assert pattern("50% a_b\\") == "%50\\% a\\_b\\\\%"
