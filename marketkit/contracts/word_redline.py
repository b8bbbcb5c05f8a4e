"""Changes between two texts as a Word file with tracked changes: taken one by one, or all at once. Pure.

Who reads it in Word takes or refuses them as those of a colleague; taking all gives the new text, refusing all the old.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from marketkit.contracts.draft import Draft, Inline, Reference, Words
from marketkit.contracts.lines import APPENDIX, CHOOSE, HEADER_ROW, PARAGRAPH, ROW, SUBTITLE, TITLE
from marketkit.contracts.redline import Mark, Marked, MarkedLine
from marketkit.contracts.reference_docx import BULLETS
from marketkit.contracts.reference_styles import INDENT
from marketkit.contracts.word import DraftWriter
from marketkit.contracts.word_blocks import numbered, paragraph, table, table_row, table_widths
from marketkit.contracts.word_text import escaped, looks_of, reference, run

_STYLES = {TITLE: "Title", SUBTITLE: "Subtitle", APPENDIX: "AppendixHeading", CHOOSE: "Choice"}


def redline_file(draft: Draft, lines: Sequence[MarkedLine]) -> bytes:
    """The .docx file of marked lines, in the surroundings of the new `draft`."""
    writer = RedlineWriter(draft)
    return writer.around.package("".join(writer.body(lines)))


class RedlineWriter:
    """Writes marked lines. Every insertion and deletion has a number of its own."""

    def __init__(self, draft: Draft) -> None:
        self.around = DraftWriter(draft, comments=False)
        self.author = escaped(draft.buyer or "marketkit")
        self.changes = 0
        # Clauses and appendices whose heading has its bookmark, or gets it from a heading that stays.
        self.places: set[str] = set()

    def body(self, lines: Sequence[MarkedLine]) -> Iterator[str]:
        draft = self.around.draft
        self.places = {clause.id for clause in draft.clauses} | {each.id for each in draft.appendices}
        yield paragraph("LegalNote", run(draft.labels.legal_note))
        for (style, _place, _columns), group in groupby(lines, key=_run_of_lines):
            found = list(group)
            if style == ROW:
                yield self.table(found)
            elif style.startswith("lettered"):
                number = self.around.blocks.begin_list()
                yield from (self.item(line, "Lettered", number) for line in found)
            elif style.startswith("bullet"):
                yield from (self.item(line, "ListBullet", BULLETS) for line in found)
            else:
                yield from (self.line(line) for line in found)

    def line(self, line: MarkedLine) -> str:
        content = self.cell(line.cells[0])
        if line.style.startswith("heading") or line.style == APPENDIX:
            style = _STYLES.get(line.style) or f"Heading{line.style.rpartition('-')[2]}"
            return self.heading(line, style, content)
        style = "Body" if line.style == PARAGRAPH else _STYLES[line.style]
        return paragraph(style, content, properties=self.whole(line.mark))

    def heading(self, line: MarkedLine, style: str, content: str) -> str:
        if line.mark is Mark.DELETED:
            if line.place in self.places:
                return paragraph(style, content, properties=self.whole(line.mark))
            self.places.add(line.place)
        marked = self.around.heading(style, line.place, content)
        whole = self.whole(line.mark)
        return marked.replace(f'<w:pStyle w:val="{style}"/>', f'<w:pStyle w:val="{style}"/>{whole}', 1)

    def item(self, line: MarkedLine, style: str, number: int) -> str:
        level = int(line.style.rpartition("-")[2])
        properties = numbered(number, level) + self.whole(line.mark)
        return paragraph(style, self.cell(line.cells[0]), properties=properties)

    def table(self, rows: Sequence[MarkedLine]) -> str:
        columns = zip(*([_shown(cell) for cell in row.cells] for row in rows), strict=True)
        widths = table_widths(list(columns), INDENT)
        written = "".join(
            table_row(
                [self.cell(cell) for cell in row.cells],
                widths,
                header=row.style == HEADER_ROW,
                properties=self.change(row.mark) if row.mark is not Mark.KEPT else "",
            )
            for row in rows
        )
        return table(written, widths, rows[0].place, INDENT)

    def whole(self, mark: Mark) -> str:
        """The mark of a paragraph that came or went as a whole, for its w:pPr."""
        return f"<w:rPr>{self.change(mark)}</w:rPr>" if mark is not Mark.KEPT else ""

    def change(self, mark: Mark, content: str | None = None) -> str:
        self.changes += 1
        tag = "ins" if mark is Mark.INSERTED else "del"
        begin = f'<w:{tag} w:id="{self.changes}" w:author="{self.author}"'
        return f"{begin}/>" if content is None else f"{begin}>{content}</w:{tag}>"

    def cell(self, cell: Sequence[Marked]) -> str:
        return "".join(
            self.stretch(mark, list(group)) for mark, group in groupby(cell, key=lambda each: each.mark)
        )

    def stretch(self, mark: Mark, found: Sequence[Marked]) -> str:
        inlines = tuple(each.inline for each in found)
        if mark is Mark.KEPT:
            return self.around.text.inlines(inlines)
        if mark is Mark.INSERTED:
            content = self.around.text.inlines(inlines)
        else:
            content = "".join(_deleted(each) for each in inlines)
        return self.change(mark, content) if content else ""


def _deleted(inline: Inline) -> str:
    """What went, so that it can come back: references as fields, answers as text without their control."""
    if isinstance(inline, Reference):
        return reference(inline, deleted=True)
    return run(inline.text, looks_of(inline) if isinstance(inline, Words) else "", "delText")


def _shown(cell: Sequence[Marked]) -> str:
    return "".join(each.inline.text for each in cell)


def _run_of_lines(line: MarkedLine) -> tuple[str, str, int]:
    """Lines that belong together: the rows of a table, the items of a list. Others stand alone."""
    if line.style in (HEADER_ROW, ROW):
        return ROW, line.place, len(line.cells)
    if line.style.startswith(("lettered", "bullet")):
        return line.style.partition("-")[0], line.place, 1
    return line.style, line.place, 0
