"""What a document is made of, and its words alone."""

from __future__ import annotations

import pytest

from marketkit.documents.model import (
    Column,
    Document,
    Facts,
    Heading,
    Run,
    Table,
    bullets,
    paragraph,
    plain_text,
    printable,
    row,
    runs,
    strong,
)
from tests.documents.examples import everything


def test_the_words_stand_in_reading_order_with_nothing_left_out():
    assert plain_text(everything()) == (
        "Fjordvik kommune\n2026/14\nEvaluation of bids <draft>\nHome care & meals\n"
        "Procurement: Home care\nOpened: 1 December 2026, 12:00\n"
        "Draft\nNothing here is decided.\nIt may change.\n"
        "What was decided\nThe contract goes to Alfa & sønner AS, see Points.\n40 × 100 ÷ 125 = 32.00\n"
        "Why\n• It is <b>best</b>\n• It is cheap\n1. First this\n2. Then that\nIn between\n1. Once more from one\n"
        "Points\nCriterion\tAlfa\tBeta\nQuality\t60.00\t48.00\nContinuity\t60.00\t48.00\nPrice\t32.00\t40.00\n"
        "Sum\t92.00\t88.00\nNo bids\nBid\tWhy\nBeware.\nLine one: a\nb\nSigned\n"
        "Place and date\nKari Nordmann, head of procurement\n"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x08c", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("tab\tkept", "tab\tkept"),
        ("\u202eevil\u2066", "evil"),
        ("\ud800\ufffe", ""),
        ("æøå – “€” 😀", "æøå – “€” 😀"),
    ],
)
def test_characters_that_no_document_can_show_are_left_out(text: str, shown: str):
    assert printable(text) == shown
    assert Run(text).text == shown
    assert Heading(text).text == shown
    assert Facts(((text, text),)).pairs == ((shown, shown),)
    assert Document(text, "en", text, text, (), text, ((text, text),)) == Document(
        shown, "en", shown, shown, (), shown, ((shown, shown),)
    )


def test_empty_pieces_are_left_out_and_emphasis_stays_with_its_words():
    assert runs("", "a", strong("b"), strong("")) == (Run("a"), Run("b", strong=True))
    assert bullets("a", runs("b", strong("c"))).items == ((Run("a"),), (Run("b"), Run("c", strong=True)))
    assert paragraph("a").formula is False


def test_a_row_has_a_cell_for_every_column():
    with pytest.raises(ValueError, match="Points: row 2 has 1 cells for 2 columns"):
        Table("Points", (Column("a"), Column("b")), (row("1", "2"),), total=row("3"))


@pytest.mark.parametrize("level", [0, 4])
def test_a_heading_has_one_of_three_levels(level: int):
    with pytest.raises(ValueError, match="level from 1 to 3"):
        Heading("Too deep", level=level)
