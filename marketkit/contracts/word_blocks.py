"""Paragraphs, lists and tables of a draft as WordprocessingML. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marketkit.contracts.draft import Block, Choose, Inlines, Item, ItemList, Paragraph, Table, text_of
from marketkit.contracts.reference_docx import BULLET_STEP, BULLETS, LETTER_STEP, LETTERS
from marketkit.contracts.reference_styles import INDENT, TEXT_WIDTH
from marketkit.contracts.word_text import TextWriter, escaped
from marketkit.documents.widths import shares_of

# From so many columns on, a table takes the whole width of the page.
MANY_COLUMNS = 5
# How many signs of a table's type fit across the page.
SIGNS = 85
ROOM_TO_FILL_IN = "here " * 5
_KEEP = "<w:keepNext/>"


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

    def blocks(self, found: Sequence[Block], name: str, *, indent: int = INDENT) -> Iterator[str]:
        """Blocks one after the other; `name` is what tables are called for those who cannot see them.

        A line that leads up to a list or a table ("The supplier:") stays on its page.
        """
        for place, block in enumerate(found):
            following = found[place + 1] if place + 1 < len(found) else None
            if isinstance(block, Paragraph):
                leads = isinstance(following, ItemList | Table) and text_of(block.inlines).endswith(":")
                yield self.paragraph(block.inlines, indent=indent, properties=_KEEP if leads else "")
            else:
                yield self.block(block, name, indent=indent)

    def block(self, found: Block, name: str, *, indent: int = INDENT) -> str:
        match found:
            case Paragraph(inlines=inlines):
                return self.paragraph(inlines, indent=indent)
            case ItemList(items=items, lettered=lettered):
                number = self.begin_list() if lettered else BULLETS
                return "".join(self.item(item, number, lettered=lettered, indent=indent) for item in items)
            case Table(header=header, rows=rows):
                return self.table(header, rows, name, indent)
            case Choose(text=text):
                return paragraph("Choice", f'<w:r><w:t xml:space="preserve">{escaped(text)}</w:t></w:r>')

    def paragraph(self, inlines: Inlines, *, indent: int, properties: str = "") -> str:
        return paragraph("Body" if indent else "Normal", self.text.inlines(inlines), properties=properties)

    def item(self, item: Item, number: int, *, lettered: bool, indent: int) -> str:
        """An item; where the text does not stand in, neither do its lists."""
        properties = numbered(number, item.level)
        if indent != INDENT:
            step = LETTER_STEP if lettered else BULLET_STEP
            properties += f'<w:ind w:left="{indent + step * (item.level + 1)}" w:hanging="{step}"/>'
        style = "Lettered" if lettered else "ListBullet"
        return paragraph(style, self.text.inlines(item.inlines), properties=properties)

    def begin_list(self) -> int:
        """The numbering of a lettered list that begins at (a)."""
        self.lists += 1
        return LETTERS + self.lists

    def table(
        self, header: Sequence[Inlines], rows: Sequence[Sequence[Inlines]], name: str, indent: int
    ) -> str:
        indent = 0 if len(header) >= MANY_COLUMNS else indent
        columns = zip(*([text_of(cell) for cell in row] for row in (header, *rows)), strict=True)
        widths = table_widths(list(columns), indent)
        head = table_row([self.text.inlines(cell) for cell in header], widths, header=True)
        body = "".join(table_row([self.text.inlines(cell) for cell in row], widths) for row in rows)
        return table(head + body, widths, name, indent)


def table_widths(columns: Sequence[Sequence[str]], indent: int) -> list[int]:
    """How wide columns of these texts become, across the page from where the text stands in.

    A column that only its header stands in is there to be filled in, and gets the room for it.
    """
    width = TEXT_WIDTH - indent
    texts = [[*column, *([] if any(column[1:]) else [ROOM_TO_FILL_IN])] for column in columns]
    return [int(share * width) for share in shares_of(texts, characters=SIGNS * width // TEXT_WIDTH)]


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
