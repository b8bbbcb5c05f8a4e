"""Paragraphs, lists and tables of a draft as WordprocessingML. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from marketkit.contracts.draft import Block, Choose, Inlines, ItemList, Paragraph, Table
from marketkit.contracts.reference_docx import BULLETS, LETTERS
from marketkit.contracts.word_text import TextWriter, escaped

# The width of the text on the page and how far the body stands in from the numbers, in twentieths of a point.
TEXT_WIDTH, INDENT = 9061, 709


def paragraph(style: str, content: str, *, properties: str = "") -> str:
    """A paragraph; `properties` go into its w:pPr after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def numbered(number: int, level: int) -> str:
    """The property that puts a paragraph into a numbering."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


class BlockWriter:
    """Writes the blocks of one document; every lettered list gets a numbering of its own (`lists` counts them)."""

    def __init__(self, text: TextWriter) -> None:
        self.text = text
        self.lists = 0

    def block(self, found: Block, name: str, *, indent: int = INDENT) -> str:
        """A block; `name` is what a table is called for those who cannot see it."""
        match found:
            case Paragraph(inlines=inlines):
                return paragraph("Body" if indent else "Normal", self.text.inlines(inlines))
            case ItemList(items=items, lettered=lettered):
                number = self.begin_list() if lettered else BULLETS
                style = "Lettered" if lettered else "ListBullet"
                return "".join(
                    paragraph(style, self.text.inlines(item.inlines), properties=numbered(number, item.level))
                    for item in items
                )
            case Table(header=header, rows=rows):
                return self.table(header, rows, name, indent)
            case Choose(text=text):
                return paragraph("Choice", f'<w:r><w:t xml:space="preserve">{escaped(text)}</w:t></w:r>')

    def begin_list(self) -> int:
        """The numbering of a lettered list that begins at (a)."""
        self.lists += 1
        return LETTERS + self.lists

    def table(
        self, header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]], name: str, indent: int
    ) -> str:
        widths = table_widths(len(header), indent)
        head = table_row([self.text.inlines(cell) for cell in header], widths, header=True)
        body = "".join(table_row([self.text.inlines(cell) for cell in row], widths) for row in rows)
        return table(head + body, widths, name, indent)


def table_widths(columns: int, indent: int) -> list[int]:
    """Columns of the same width across the text."""
    return [(TEXT_WIDTH - indent) // columns] * columns


def table(rows: str, widths: Sequence[int], name: str, indent: int) -> str:
    """A table of rows, with its name for those who cannot see it, and a little room below it."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ContractTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{indent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val="{escaped(name)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + paragraph("AfterTable", "")
    )


def table_row(
    cells: Sequence[str], widths: Sequence[int], *, header: bool = False, properties: str = ""
) -> str:
    """A row that no page break divides; that of the header is repeated on every page."""
    style = "TableHead" if header else "TableText"
    repeated = "<w:tblHeader/>" if header else ""
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{repeated}{properties}</w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(style, cell)}</w:tc>'
            for cell, width in zip(cells, widths, strict=True)
        )
        + "</w:tr>"
    )
