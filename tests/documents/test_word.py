"""Documents as Word files, read back part by part."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm
from flask import Flask

from marketkit.containers import check_document
from marketkit.documents.model import Column, Document, Table, numbered, paragraph, row
from marketkit.documents.word import word_bytes
from tests.documents.examples import everything

MADE = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def opened(data: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(data))


@pytest.fixture
def written(app: Flask) -> WordDocument:
    with app.app_context():
        return opened(word_bytes(everything(), made=MADE))


def test_every_block_stands_in_the_file_in_its_style(written: WordDocument):
    found = [(p.style.name, p.text) for p in written.paragraphs if p.text.strip()]
    assert found == [
        ("Title", "Evaluation of bids <draft>"),
        ("Subtitle", "Home care & meals"),
        ("Remark title", "Draft"),
        ("Remark", "Nothing here is decided."),
        ("Remark", "It may change."),
        ("Heading 1", "What was decided"),
        ("Normal", "The contract goes to Alfa & sønner AS, see Points."),
        ("Formula", "40 × 100 ÷ 125 = 32.00"),
        ("Heading 2", "Why"),
        ("List Bullet", "It is <b>best</b>"),
        ("List Bullet", "It is cheap"),
        ("List Number", "First this"),
        ("List Number", "Then that"),
        ("Normal", "In between"),
        ("List Number", "Once more from one"),
        ("Caption", "Points"),
        ("Caption", "No bids"),
        ("Warning", "Beware."),
        ("Heading 3", "Signed"),
        ("Normal", "Place and date"),
        ("Normal", "Kari Nordmann, head of procurement"),
    ]
    (strong,) = [run.text for p in written.paragraphs for run in p.runs if run.bold and "Alfa" in run.text]
    assert strong == "Alfa & sønner AS"
    assert [run.text for p in written.paragraphs for run in p.runs if run.italic] == ["Points"]
    assert sum(1 for br in written.element.body.iter(qn("w:br")) if br.get(qn("w:type")) == "page") == 1


def test_tables_repeat_their_header_and_are_named_for_those_who_hear_them(written: WordDocument):
    facts, points, empty, lines = written.tables
    assert [[cell.text for cell in line.cells] for line in points.rows] == [
        ["Criterion", "Alfa", "Beta"],
        ["Quality", "60.00", "48.00"],
        ["Continuity", "60.00", "48.00"],
        ["Price", "32.00", "40.00"],
        ["Sum", "92.00", "88.00"],
    ]
    repeated = [line._tr.trPr.find(qn("w:tblHeader")) is not None for line in points.rows]
    assert repeated == [True, False, False, False, False]
    properties = points._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Points"
    look = properties.find(qn("w:tblLook"))
    assert [look.get(qn(f"w:{flag}")) for flag in ("firstRow", "firstColumn", "lastRow")] == ["1", "1", "1"]
    assert [cell.text for cell in facts.columns[1].cells] == ["Home care", "1 December 2026, 12:00"]
    assert [len(empty.rows), lines.cell(0, 1).text] == [1, "a\nb"]


def test_tables_are_as_wide_as_the_text_on_a4(written: WordDocument):
    (section,) = written.sections
    assert (section.page_width.mm, section.page_height.mm) == (
        pytest.approx(210, abs=0.1),
        pytest.approx(297, abs=0.1),
    )
    for table in written.tables:
        assert sum(column.width for column in table.columns) == pytest.approx(Cm(17), abs=10_000)
    criterion, alfa, beta = (column.width for column in written.tables[1].columns)
    assert criterion / alfa == pytest.approx(3, abs=0.01)
    assert alfa == beta


def test_numbered_lists_begin_at_one_each(written: WordDocument):
    numbers = [p._p.pPr.numPr.numId.val for p in written.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = written.part.numbering_part.element
    for number in set(numbers):
        (override,) = numbering.num_having_numId(number).findall(qn("w:lvlOverride"))
        assert override.find(qn("w:startOverride")).get(qn("w:val")) == "1"


@pytest.mark.parametrize(
    ("language", "tag", "foot"), [("en", "en-GB", "Page 1 of 1"), ("nb", "nb-NO", "Side 1 av 1")]
)
def test_the_language_is_that_of_the_document_whatever_the_page_speaks(
    app: Flask, language: str, tag: str, foot: str
):
    with app.test_request_context("/?lang=en" if language == "nb" else "/?lang=nb"):
        word = opened(word_bytes(everything(language), made=MADE))
    assert {found.get(qn("w:val")) for found in word.styles.element.iter(qn("w:lang"))} == {tag}
    assert word.core_properties.language == tag
    (section,) = word.sections
    footer = section.footer.paragraphs[0]
    assert "".join(text.text for text in footer._p.iter(qn("w:t"))) == f"Evaluation of bids <draft>{foot}"
    fields = [field.get(qn("w:instr")).strip() for field in footer._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == "Fjordvik kommune\t2026/14"


def test_the_properties_name_the_buyer_and_the_moment(written: WordDocument):
    known = written.core_properties
    assert (known.title, known.author, known.last_modified_by) == (
        "Evaluation of bids <draft>",
        "Fjordvik kommune",
        "Fjordvik kommune",
    )
    assert known.created.replace(tzinfo=UTC) == known.modified.replace(tzinfo=UTC) == MADE
    assert (known.comments, known.revision) == ("", 1)


def test_the_same_document_and_moment_give_the_same_bytes(app: Flask):
    with app.app_context():
        first, second = (word_bytes(everything(), made=MADE) for _ in range(2))
        later = word_bytes(everything(), made=MADE + timedelta(days=1))
        elsewhere = word_bytes(everything(), made=MADE.astimezone(timezone(timedelta(hours=9))))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert first != later
    assert opened(elsewhere).core_properties.created == opened(first).core_properties.created
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {part.date_time for part in package.infolist()} == {(2026, 11, 23, 12, 30, 0)}
        assert not any("thumbnail" in part.filename for part in package.infolist())


def test_our_own_check_of_uploaded_documents_finds_nothing_wrong_with_it(app: Flask):
    with app.app_context():
        assert check_document(word_bytes(everything(), made=MADE), "x.docx") == []


def test_long_rows_may_run_on_and_many_columns_are_set_small(app: Flask):
    many = tuple(Column(f"c{number}") for number in range(9))
    document = Document(
        "T",
        "en",
        "B",
        "",
        (
            Table("Long", (Column("a"),), (row("x " * 400), row("short"))),
            Table("Many", many, (row(*"123456789"),)),
            numbered(),
            paragraph("control \x07 characters"),
        ),
    )
    with app.app_context():
        word = opened(word_bytes(document, made=MADE))
    long, wide = word.tables
    kept = [
        line._tr.trPr is not None and line._tr.trPr.find(qn("w:cantSplit")) is not None for line in long.rows
    ]
    assert kept == [True, False, True]
    assert {run.font.size.pt for cell in wide.rows[1].cells for run in cell.paragraphs[0].runs} == {8}
    assert word.paragraphs[-1].text == "control  characters"


def held(table: Table, app: Flask) -> list[bool]:
    """Of every row, whether it stays on the sheet of the next."""
    with app.app_context():
        word = opened(word_bytes(Document("T", "en", "B", "", (table,)), made=MADE))
    (found,) = word.tables
    return [bool(line.cells[0].paragraphs[0].paragraph_format.keep_with_next) for line in found.rows]


def test_a_short_table_stays_on_one_sheet_and_a_long_one_leaves_no_row_alone(app: Flask):
    column = (Column("a"),)
    assert held(Table("t", column, (row("1"), row("2"))), app) == [True, True, False]
    # The header with the first row, and the last two together; also where a few rows hold much text.
    many = Table("t", column, tuple(row(str(number)) for number in range(20)))
    assert held(many, app) == [True, True, *[False] * 17, True, False]
    wordy = Table("t", column, tuple(row("word " * 100) for _ in range(6)))
    assert held(wordy, app) == [True, True, False, False, False, True, False]


def test_a_moment_without_an_offset_is_refused(app: Flask):
    with app.app_context(), pytest.raises(ValueError, match="offset from UTC"):
        word_bytes(everything(), made=datetime(2026, 11, 23))  # noqa: DTZ001
