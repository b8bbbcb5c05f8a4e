"""A draft as a Word file: what stands in it, read with python-docx and as XML, and that it is always the same."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from marketkit.contracts import reference_docx
from marketkit.contracts.draft import Draft
from marketkit.contracts.word import word_file
from marketkit.contracts.word_blocks import table_widths
from marketkit.contracts.word_text import bookmark_name, run, tag_of
from tests.contracts.drafting import rich_draft

NS = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
W = f"{{{NS['w']}}}"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/document.xml"])


@pytest.fixture(scope="module")
def draft() -> Draft:
    return rich_draft()


@pytest.fixture(scope="module")
def data(draft: Draft) -> bytes:
    return word_file(draft)


def test_the_committed_reference_is_what_its_script_builds():
    assert reference_docx.build() == reference_docx.REFERENCE.read_bytes()


def test_the_same_draft_gives_the_same_bytes(draft: Draft, data: bytes):
    assert word_file(draft) == data


def test_every_heading_is_there_with_its_level_and_no_typed_number(draft: Draft, data: bytes):
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in docx.Document(io.BytesIO(data)).paragraphs
        if paragraph.style.name.startswith(("Heading", "Appendix Heading"))
    ]
    clauses = [(f"Heading {clause.level}", clause.title) for clause in draft.clauses]
    assert found == [*clauses, ("Appendix Heading", "Price list"), ("Appendix Heading", "Needs")]


def test_every_reference_is_a_field_to_a_bookmark_that_is_there_with_its_number_as_result(data: bytes):
    root = body(data)
    bookmarks = {found.get(f"{W}name") for found in root.iterfind(".//w:bookmarkStart", NS)}
    instructions = [found.text for found in root.iterfind(".//w:instrText", NS)]
    targets = [match[1] for text in instructions if (match := re.match(r" REF (\S+) \\r \\h ", text))]
    # One in every clause and for every term, and two in the table of appendices.
    assert len(targets) == 40 + 40 + 2
    assert set(targets) <= bookmarks
    assert " TOC " in "".join(instructions)
    kinds = [found.get(f"{W}fldCharType") for found in root.iterfind(".//w:fldChar", NS)]
    assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)


def test_every_answer_stands_in_a_control_with_its_path_as_tag(data: bytes):
    root = body(data)
    controls = root.findall(".//w:sdt", NS)
    tags = [control.find("w:sdtPr/w:tag", NS).get(f"{W}val") for control in controls]
    assert tags.count("price") == tags.count("fee") == 40
    assert "kpis[3].name" in tags
    ids = [control.find("w:sdtPr/w:id", NS).get(f"{W}val") for control in controls]
    assert len(ids) == len(set(ids))
    aliases = {control.find("w:sdtPr/w:alias", NS).get(f"{W}val") for control in controls}
    assert {"Price of a <notice>", "price per month", "kpis[3].name"} <= aliases
    open_ones = [control for control in controls if control.find("w:sdtPr/w:showingPlcHdr", NS) is not None]
    assert {"".join(control.itertext()).strip() for control in open_ones} == {"[price per month]"}


def test_signs_of_markup_in_texts_are_only_text(data: bytes):
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    assert "Terms of delivery & quality <7>" in text
    assert "Fall & færre <b>" in "".join(body(data).itertext())


def test_lettered_lists_each_begin_at_a(data: bytes):
    numbers = [
        found.get(f"{W}val")
        for found in body(data).iterfind(".//w:p/w:pPr/w:numPr/w:numId", NS)
        if int(found.get(f"{W}val")) > reference_docx.LETTERS
    ]
    assert len(numbers) == 40 * 3
    assert len(set(numbers)) == 40
    numbering = etree.fromstring(parts(data)["word/numbering.xml"])
    for number in set(numbers):
        starts = numbering.findall(f".//w:num[@w:numId='{number}']/w:lvlOverride/w:startOverride", NS)
        assert [start.get(f"{W}val") for start in starts] == ["1", "1", "1"]


def test_remarks_are_comments_of_the_buyer_without_a_clock_and_can_be_left_out(draft: Draft, data: bytes):
    comments = docx.Document(io.BytesIO(data)).comments
    assert len(comments) == 80
    first = next(iter(comments))
    assert (first.author, first.timestamp) == ("Fjordvik kommune", None)
    assert first.text == "Why clause 1 is here.\nAnd what to look out for."
    without = parts(word_file(draft, comments=False))
    assert "word/comments.xml" not in without
    assert b"comment" not in without["word/document.xml"]


def test_the_properties_say_what_the_file_was_made_of(data: bytes):
    found = etree.fromstring(parts(data)["docProps/custom.xml"])
    told = {each.get("name"): "".join(each.itertext()) for each in found}
    assert told["Template"] == "pilot"
    assert told["Template version"] == "1.0.0"
    assert (told["Template hash"], told["Answers hash"]) == ("a" * 64, "b" * 64)
    assert told["Draft"] == "D-0123456789ab"
    assert told["Generator"].startswith("marketkit ")


def test_a_norwegian_draft_is_marked_as_norwegian_and_its_appendices_are_bilag():
    found = parts(word_file(rich_draft(3, "nb")))
    assert b'w:lang w:val="nb-NO"' in found["word/styles.xml"]
    assert b'w:lvlText w:val="Bilag %1"' in found["word/numbering.xml"]


def test_under_the_heading_of_an_appendix_stands_who_fills_it_in_and_when(data: bytes):
    paragraphs = docx.Document(io.BytesIO(data)).paragraphs
    notes = [each.text for each in paragraphs if each.style.name == "Appendix Note"]
    assert notes == [
        "Filled in by: the supplier. When: with the bid.",
        "Filled in by: the buyer. When: before publication.",
    ]


def test_a_clause_that_may_not_stand_says_so_in_the_text_also_without_comments(draft: Draft):
    document = docx.Document(io.BytesIO(word_file(draft, comments=False)))
    marks = [
        (before.text, each.text)
        for before, each in pairwise(document.paragraphs)
        if each.style.name == "Undecided"
    ]
    # Clause 2 is open too, but says in its text between which wordings.
    assert marks == [("Terms of delivery & quality <5>", "[Not decided yet whether this clause stands]")]


def test_the_index_of_terms_names_each_and_refers_to_its_clause(draft: Draft, data: bytes):
    lines = [
        each.text for each in docx.Document(io.BytesIO(data)).paragraphs if each.style.name == "Term Line"
    ]
    assert lines[:4] == ["Notice 1\t1", "Notice 2\t1.1", "Notice 3\t1.1.1", "Notice 4\t2"]
    assert len(lines) == 40


def test_the_first_page_says_what_it_is_and_what_it_was_made_of(data: bytes):
    paragraphs = docx.Document(io.BytesIO(data)).paragraphs
    assert "draft for legal review" in paragraphs[0].text
    assert paragraphs[1].text == "Pilot with an option & more"
    told = [each.text for each in paragraphs if each.style.name.endswith("Particulars")]
    assert told == [
        "Buyer\tFjordvik kommune",
        "Reference\t2026/041",
        "Draft\tD-0123456789ab",
        "Template\tpilot 1.0.0",
        "Law checked\t23 November 2026",
    ]


def test_the_contents_hold_the_numbers_and_titles_of_two_levels_but_no_pages(data: bytes):
    contents = [
        each.text for each in docx.Document(io.BytesIO(data)).paragraphs if each.style.name[:3] == "toc"
    ]
    assert contents[:2] == ["1\tTerms of delivery & quality <1>", "1.1\tTerms of delivery & quality <2>"]
    assert contents[-2:] == ["Appendix 1\tPrice list", "Appendix 2\tNeeds"]
    assert len(contents) == 14 + 13 + 2  # of 40 clauses, 14 are on the first level and 13 on the second


def test_a_line_that_leads_up_to_a_list_stays_on_its_page(data: bytes):
    kept = {
        each.text
        for each in docx.Document(io.BytesIO(data)).paragraphs
        if each.paragraph_format.keep_with_next
    }
    assert kept == {"Prices are in . They hold for:"}  # python-docx does not see what stands in controls


@pytest.mark.parametrize(
    ("columns", "widths"),
    [
        # 85 signs of room for 9070: words of 6 (the least) and 28 signs; the texts are in proportion to each other.
        ([["A", "b"], ["Name", "x" * 26]], [1600, 7469]),
        # An empty column gets room for 25 signs and 2 of margin, beside one of 10 and 2: 27 and 12 of 39.
        ([["0123456789", "x"], ["No.", ""]], [2790, 6279]),
    ],
)
def test_columns_are_as_wide_as_their_texts_ask_for(columns: list[list[str]], widths: list[int]):
    assert table_widths(columns, 0) == widths


def test_tables_repeat_their_header_and_say_what_they_are(data: bytes):
    tables = body(data).findall(".//w:tbl", NS)
    assert len(tables) == 1 + 10 + 1
    for table in tables:
        assert table.find("w:tr/w:trPr/w:tblHeader", NS) is not None
        assert table.find("w:tblPr/w:tblCaption", NS).get(f"{W}val")


def test_names_that_are_too_long_for_word_are_cut_and_stay_apart():
    one, other = "x" * 60 + "-a", "x" * 60 + "-b"
    assert len(bookmark_name(one)) <= 40
    assert bookmark_name(one) != bookmark_name(other)
    path = "measures[12]." + "y" * 60
    assert len(tag_of(path)) <= 64
    assert tag_of(path) != tag_of(path + "z")


# Everything XML 1.0 can hold, but for the line break that XML reads as another one.
TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_characters="\r\x0b\x0c\ufffe\uffff", exclude_categories=["Cs"]
    ).filter(lambda sign: sign in "\t\n" or sign >= " ")
)


@given(TEXT)
def test_a_text_comes_back_from_a_run_as_it_was(text: str):
    root = etree.fromstring(f'<w:p xmlns:w="{NS["w"]}">{run(text)}</w:p>')
    pieces = {f"{W}tab": lambda _e: "\t", f"{W}br": lambda _e: "\n", f"{W}t": lambda e: e.text or ""}
    assert "".join(pieces[each.tag](each) for each in root.iter() if each.tag in pieces) == text


@given(st.text())
@example("\x00\x0b\x1f\ud800\ufffe & <x>")
def test_whatever_a_title_or_a_name_holds_the_file_can_be_opened(text: str):
    made = parts(word_file(replace(rich_draft(1), title=text, subtitle=text, buyer=text, reference=text)))
    for content in made.values():
        etree.fromstring(content)
