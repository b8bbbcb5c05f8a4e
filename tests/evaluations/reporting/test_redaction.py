"""Kept-secret passages are gone from the file, however they were written."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketkit.documents.download import document_bytes
from marketkit.documents.model import (
    Column,
    Document,
    Facts,
    Heading,
    Signatures,
    Table,
    bullets,
    note,
    paragraph,
    plain_text,
    row,
    strong,
)
from marketkit.evaluations.reporting.redaction import Amount, holds, leaks, redact

MADE = datetime(2026, 11, 23, tzinfo=UTC)
GAP = "[trade secret]"
SECRET = "a night patrol by drone"


def document(*blocks: object, title: str = "Report") -> Document:
    return Document(
        title=title,
        language="en",
        author="Fjordvik",
        reference="2026/1",
        blocks=tuple(blocks),  # type: ignore[arg-type]
    )


EVERYWHERE = document(
    Heading(f"About {SECRET}"),
    paragraph("They offer A Night  Patrol\nby drone."),
    paragraph("They offer a night ", strong("patrol by"), " drone, which is new."),
    bullets(SECRET, "nothing"),
    Table(SECRET, (Column(SECRET), Column("x")), (row(SECRET, "1"),)),
    Facts(((SECRET, "x"), ("y", SECRET))),
    note(SECRET, title=SECRET),
    Signatures((SECRET,)),
    title=f"Report on {SECRET}",
)


def test_a_passage_is_taken_out_of_every_kind_of_block_whatever_its_case_lines_and_pieces():
    found = redact(EVERYWHERE, [SECRET], gap=GAP)
    assert holds(found.document, SECRET) == 0
    assert found.counts == (13,)
    assert "which is new" in plain_text(found.document)


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_written_file_holds_it_in_no_part_and_no_property(kind: str):
    assert leaks(document_bytes(EVERYWHERE, kind, made=MADE), [SECRET]) == [SECRET]
    found = redact(EVERYWHERE, [SECRET], gap=GAP)
    content = document_bytes(found.document, kind, made=MADE)
    assert leaks(content, [SECRET]) == []
    assert GAP in plain_text(found.document)


def test_a_leak_in_a_property_or_an_alternative_text_is_found():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", f'<t xmlns:w="urn:w"><w:tblCaption w:val="{SECRET}"/></t>')
    assert leaks(stream.getvalue(), [SECRET]) == [SECRET]


@pytest.mark.parametrize(
    "written",
    ["1250000", "1 250 000", "1\u00a0250\u00a0000,00 kr", "NOK 1,250,000", "1.250.000", "1'250'000.0"],
)
def test_an_amount_is_found_however_it_is_written(written: str):
    found = redact(document(paragraph(f"The price is {written}.")), ["1 250 000"], gap=GAP)
    assert found.counts == (1,)
    assert "250" not in plain_text(found.document)


@pytest.mark.parametrize("other", ["12500000", "91250000", "1250000,50", "1.250", "250 000", "31 250 000"])
def test_another_amount_that_holds_its_digits_stays(other: str):
    found = redact(document(paragraph(f"The price is {other}.")), ["1250000"], gap=GAP)
    assert found.counts == (0,)


KRONER = ("NOK", "kr")


@pytest.mark.parametrize("written", ["1 234 567,89 kr", "NOK 1,234,568", "1234567.891", "1 234 567,8910"])
def test_an_amount_is_found_where_it_is_shown_rounded(written: str):
    secret = Amount(Fraction("1234567.891"), KRONER)
    assert redact(document(paragraph(written)), [secret], gap=GAP).counts == (1,)


@pytest.mark.parametrize(
    ("written", "times"), [("100 percent", 0), ("100 kr", 1), ("NOK 100.00", 1), ("100,00", 1)]
)
def test_a_small_amount_is_taken_for_one_alone_or_beside_its_currency(written: str, times: int):
    assert redact(document(paragraph(written)), [Amount(Fraction(100), KRONER)], gap=GAP).counts == (times,)


@pytest.mark.parametrize(
    "written",
    ["the firm’s own-brand care", "the firm's own\u2011brand care", "the firm's own-brand ca\u00adre"],
)
def test_kinds_of_apostrophes_and_hyphens_and_what_nobody_sees_make_no_difference(written: str):
    assert redact(document(paragraph(written)), ["firm's own-brand care"], gap=GAP).counts == (1,)


def test_composed_and_decomposed_letters_are_the_same():
    assert redact(document(paragraph("Pa\u030akoblet")), ["på"], gap=GAP).counts == (1,)


def test_passages_that_overlap_leave_nothing_of_either():
    found = redact(document(paragraph("one two three four")), ["one two", "two three"], gap=GAP)
    assert plain_text(found.document).splitlines()[-1] == f"{GAP} four"


def test_what_stands_in_the_file_format_itself_is_no_leak():
    made = document_bytes(document(paragraph("Nothing.")), "docx", made=MADE)
    assert leaks(made, ["table", "1200000", "style"]) == []


def test_the_words_of_the_gap_are_no_leak():
    found = redact(document(paragraph("A secret recipe")), ["secret recipe", "secret"], gap=GAP)
    assert leaks(document_bytes(found.document, "html", made=MADE), ["secret"], gap=GAP) == []


def test_decimals_of_an_amount_are_looked_at():
    found = redact(document(paragraph("9,50 and 9.5 and 9,55 and 9")), ["9.5"], gap=GAP)
    assert plain_text(found.document).splitlines()[-1] == f"{GAP} and {GAP} and 9,55 and 9"


def test_a_passage_without_a_word_is_refused():
    with pytest.raises(ValueError, match="at least one word"):
        redact(document(), ["  "], gap=GAP)


@example(words=["n"], cuts=[])
@given(
    st.lists(
        st.text(st.characters(whitelist_categories=["L"]), min_size=1, max_size=8), min_size=1, max_size=4
    ),
    st.lists(st.integers(0, 30), max_size=4),
)
def test_wherever_a_text_is_cut_into_pieces_the_passage_is_gone(words: list[str], cuts: list[int]):
    passage = " ".join(words)
    text = f"1{passage}2 {passage.swapcase()} 3"
    places = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    pieces = [strong(text[a:b]) for a, b in itertools.pairwise(places)]
    found = redact(document(paragraph(*pieces)), [passage], gap="[…]")
    assert holds(found.document, passage) == 0
