"""A draft as lines that can be compared: headings, paragraphs, items, rows, each with its style. Pure.

The same lines are read back from a Word file of ours, also after somebody has worked in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marketkit.contracts.draft import (
    Appendix,
    Block,
    Cells,
    Choose,
    Clause,
    Draft,
    Inlines,
    ItemList,
    Paragraph,
    Reference,
    Table,
    Words,
    text_of,
)

TITLE, SUBTITLE, APPENDIX, PARAGRAPH, CHOOSE = "title", "subtitle", "appendix", "paragraph", "choose"
HEADER_ROW, ROW = "header-row", "row"


def heading(level: int) -> str:
    """The style of the heading of a clause at a level from 1."""
    return f"heading-{level}"


def item(level: int, *, lettered: bool) -> str:
    """The style of an item at a level from 0."""
    return f"{'lettered' if lettered else 'bullet'}-{level}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its style, and its text in one cell, or in several for a row. `place` is the clause or appendix it is in.

    `number` is what a heading shows before its text; it follows from the order and is not compared.
    """

    style: str
    cells: Cells
    place: str = ""
    number: str = ""

    @property
    def text(self) -> str:
        return "\t".join(text_of(cell) for cell in self.cells)


def lines_of(draft: Draft) -> tuple[Line, ...]:
    """Every line of the draft's own text; the first page's particulars and the contents are none."""
    return tuple(_lines(draft))


def _lines(draft: Draft) -> Iterator[Line]:
    yield _plain(TITLE, draft.title)
    if draft.subtitle:
        yield _plain(SUBTITLE, draft.subtitle)
    for clause in draft.clauses:
        yield from _clause(clause)
    for appendix in draft.appendices:
        yield from _appendix(appendix)


def _clause(clause: Clause) -> Iterator[Line]:
    yield Line(heading(clause.level), ((Words(clause.title),),), clause.id, clause.number)
    for block in clause.blocks:
        yield from _block(block, clause.id)


def _appendix(appendix: Appendix) -> Iterator[Line]:
    yield Line(APPENDIX, ((Words(appendix.title),),), appendix.id, appendix.label)
    for block in appendix.blocks:
        yield from _block(block, appendix.id)


def _block(block: Block, place: str) -> Iterator[Line]:
    match block:
        case Paragraph(inlines=found):
            yield Line(PARAGRAPH, (found,), place)
        case ItemList(items=items, lettered=lettered):
            for each in items:
                yield Line(item(each.level, lettered=lettered), (each.inlines,), place)
        case Table(header=header, rows=rows):
            yield Line(HEADER_ROW, header, place)
            for row in rows:
                yield Line(ROW, row, place)
        case Choose(text=text):
            yield _plain(CHOOSE, text, place)


def _plain(style: str, text: str, place: str = "") -> Line:
    return Line(style, ((Words(text),),), place)


def comparable(inlines: Inlines) -> str:
    """The text with references told by what they point to: their numbers follow from the order of the clauses."""
    return "".join(
        f"\0{inline.target}\0" if isinstance(inline, Reference) else inline.text for inline in inlines
    )
