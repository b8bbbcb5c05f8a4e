"""A document as a Word file. The library behind this takes a while to load: import this module where one is written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from marketkit.archives import moment_of, stamped
from marketkit.documents.model import (
    Block,
    Document,
    Facts,
    Heading,
    ItemList,
    Note,
    PageBreak,
    Paragraph,
    Runs,
    Signatures,
    Table,
    runs,
)
from marketkit.documents.word_sheet import (
    FORMULA,
    REMARK_TITLES,
    REMARKS,
    SIGNATURE,
    SUBTITLE,
    UNDER_TABLE,
    prepare,
)
from marketkit.documents.word_table import write_facts, write_runs, write_table

SIGNATURE_LINE, APART = Cm(9), Pt(8)
AFTER_NUMBERING = (
    "w:suppressLineNumbers",
    "w:pBdr",
    "w:shd",
    "w:tabs",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:rPr",
)
"""What may follow the numbering among a paragraph's properties: their order is part of the file format."""


def word_bytes(document: Document, *, made: datetime) -> bytes:
    """The document as a .docx file for A4, in its own language; the same document and moment give the same bytes.

    `made` is when the text was made, with its offset from UTC. It stands in the file's properties and nowhere else.
    """
    if made.utcoffset() is None:
        raise ValueError("when a document was made needs an offset from UTC")
    word = docx.Document()
    prepare(word, document, made=made)
    word.add_paragraph(document.title, style="Title")
    if document.subtitle:
        word.add_paragraph(document.subtitle, style=SUBTITLE)
    writer = _Writer(word)
    if document.facts:
        writer.write(Facts(document.facts))
    for block in document.blocks:
        writer.write(block)
    stream = io.BytesIO()
    word.save(stream)
    return stamped(stream.getvalue(), moment_of(made))


class _Writer:
    """Writes blocks one after the other."""

    def __init__(self, word: WordDocument) -> None:
        self.word = word

    def write(self, block: Block) -> None:
        match block:
            case Heading():
                self.word.add_heading(block.text, block.level)
            case Paragraph():
                self.paragraph(block.runs, FORMULA if block.formula else None)
            case ItemList():
                self.items(block)
            case Table():
                write_table(self.word, block)
                self.word.add_paragraph(style=UNDER_TABLE)
            case Facts():
                write_facts(self.word, block)
                self.word.add_paragraph(style=UNDER_TABLE)
            case Note():
                self.note(block)
            case PageBreak():
                self.word.add_paragraph(style=UNDER_TABLE).add_run().add_break(WD_BREAK.PAGE)
            case Signatures():
                for line in block.lines:
                    self.signature(line)

    def paragraph(self, found: Runs, style: str | None = None) -> WordParagraph:
        paragraph = self.word.add_paragraph(style=style)
        write_runs(paragraph, found)
        return paragraph

    def items(self, found: ItemList) -> None:
        style = "List Number" if found.numbered else "List Bullet"
        written = [self.paragraph(item, style) for item in found.items]
        if found.numbered:
            self.begin_at_one(written)
        if written:
            written[-1].paragraph_format.space_after = APART

    def begin_at_one(self, items: Sequence[WordParagraph]) -> None:
        """Give the items a numbering like that of their style, but of their own."""
        style = self.word.styles["List Number"]
        numbers = self.word.part.numbering_part.element
        own = style.element.pPr.numPr.numId.val
        made = numbers.add_num(numbers.num_having_numId(own).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        for item in items:
            place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{made.numId}"/></w:numPr>'
            item._p.get_or_add_pPr().insert_element_before(parse_xml(place), *AFTER_NUMBERING)

    def note(self, note: Note) -> None:
        title = [self.paragraph(runs(note.title), REMARK_TITLES[note.tone])] if note.title else []
        written = title + [self.paragraph(each, REMARKS[note.tone]) for each in note.paragraphs]
        if written:
            written[0].paragraph_format.space_before = written[-1].paragraph_format.space_after = APART

    def signature(self, line: str) -> None:
        rule = self.word.add_paragraph(style=SIGNATURE)
        rule.paragraph_format.tab_stops.add_tab_stop(
            SIGNATURE_LINE, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES
        )
        rule.add_run("\t")
        self.word.add_paragraph(line)
