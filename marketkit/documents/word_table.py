"""Tables in a Word file: named for those who hear them, as wide as the sheet, the header again on every page."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Emu, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph

from marketkit.documents.model import Align, Column, Facts, Row, Runs, Table, row
from marketkit.documents.widths import shares
from marketkit.documents.word_sheet import TABLE_STYLE, TEXT_WIDTH

HEADER_PAPER, TOTAL_LINE = "EEF2F6", "1E2B3C"
CHARACTERS = 88
"""How many characters of the text's size stand beside each other on a sheet."""
MANY_COLUMNS, SMALL = 7, Pt(8)
INDENT = Cm(0.45)
SHORT, SPARSE = 16, 2000
"""In rows and in characters: a table of so few is kept on one sheet."""
FIRST_ROWS, LONG = 2, 600
"""In characters: a row with a longer text may run on to the next sheet."""
FACT_WIDTHS = (0.32, 0.68)


def write_table(word: WordDocument, table: Table) -> None:
    """The caption as a paragraph of its own, then the table."""
    word.add_paragraph(table.caption, style="Caption")
    small = len(table.columns) >= MANY_COLUMNS
    written = _new_table(word, shares(table, characters=CHARACTERS * (5 if small else 4) // 4), table.caption)
    _look(written, header=True, names=table.row_headers, total=table.total is not None)
    header = _write_row(written, row(*(column.label for column in table.columns)), table.columns, small)
    _set(header, "tblHeader")
    for cell in header.cells:
        _shade(cell)
        _strengthen(cell)
    for each in table.rows:
        added = _write_row(written, each, table.columns, small)
        if table.row_headers and not each[0].indent:
            _strengthen(added.cells[0])
    if table.total is not None:
        added = _write_row(written, table.total, table.columns, small)
        for cell in added.cells:
            _strengthen(cell)
            _line_above(cell)
    _keep_together(written)


def write_facts(word: WordDocument, facts: Facts) -> None:
    """Names and values in two columns; a table without a header row."""
    if not facts.pairs:
        return
    written = _new_table(word, FACT_WIDTHS, facts.pairs[0][0])
    _look(written, header=False, names=True, total=False)
    columns = (Column(""), Column(""))
    for name, value in facts.pairs:
        _strengthen(_write_row(written, row(name, value), columns, small=False).cells[0])
    _keep_together(written)


def write_runs(paragraph: WordParagraph, runs: Runs) -> None:
    """Add stretches of text to a paragraph; a line break in one stays one."""
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold = run.strong or None
        written.italic = run.emphasis or None


def _new_table(word: WordDocument, widths: tuple[float, ...], name: str) -> WordTable:
    table: WordTable = word.add_table(rows=0, cols=len(widths))
    table.style = TABLE_STYLE
    table.autofit = False
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Emu(round(TEXT_WIDTH * share))
    properties = table._tbl.tblPr
    total = round(TEXT_WIDTH.twips)
    width = properties.find("{*}tblW")
    if width is not None:
        properties.replace(width, parse_xml(f'<w:tblW {nsdecls("w")} w:w="{total}" w:type="dxa"/>'))
    caption = parse_xml(f"<w:tblCaption {nsdecls('w')} />")
    caption.set(f"{{{caption.nsmap['w']}}}val", name)
    properties.append(caption)
    return table


def _look(table: WordTable, *, header: bool, names: bool, total: bool) -> None:
    """Which row and which column name the others, for those to whom the table is read."""
    look = table._tbl.tblPr.find("{*}tblLook")
    assert look is not None
    spaces = look.nsmap["w"]
    value = 0x0020 * header + 0x0040 * total + 0x0080 * names + 0x0600
    flags = {"firstRow": header, "lastRow": total, "firstColumn": names, "lastColumn": False}
    look.set(f"{{{spaces}}}val", f"{value:04X}")
    for key, given in {**flags, "noHBand": True, "noVBand": True}.items():
        look.set(f"{{{spaces}}}{key}", str(int(given)))


def _write_row(table: WordTable, cells: Row, columns: tuple[Column, ...], small: bool) -> WordRow:
    added: WordRow = table.add_row()  # type: ignore[no-untyped-call]
    if sum(len(cell.text) for cell in cells) < LONG:
        _set(added, "cantSplit")
    for target, cell, column in zip(added.cells, cells, columns, strict=True):
        paragraph = target.paragraphs[0]
        write_runs(paragraph, cell.runs)
        if column.align is Align.END:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if cell.indent:
            paragraph.paragraph_format.left_indent = INDENT * cell.indent
        paragraph.paragraph_format.space_after = Pt(0)
        if small:
            for run in paragraph.runs:
                run.font.size = SMALL
    return added


def _keep_together(table: WordTable) -> None:
    """Hold rows to the next: all of a short table; of a long one its first rows, and the last two to each other."""
    rows = [row.cells for row in table.rows]
    short = len(rows) <= SHORT and sum(len(cell.text) for cells in rows for cell in cells) <= SPARSE
    for place, cells in enumerate(rows[:-1]):
        if short or place < FIRST_ROWS or place == len(rows) - 2:
            for cell in cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _set(row: WordRow, name: str) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:{name} {nsdecls('w')}/>"))


def _strengthen(cell: WordCell) -> None:
    for run in cell.paragraphs[0].runs:
        run.bold = True


def _shade(cell: WordCell) -> None:
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{HEADER_PAPER}"/>')
    )


def _line_above(cell: WordCell) -> None:
    cell._tc.get_or_add_tcPr().append(
        parse_xml(
            f"<w:tcBorders {nsdecls('w')}>"
            f'<w:top w:val="single" w:sz="8" w:space="0" w:color="{TOTAL_LINE}"/></w:tcBorders>'
        )
    )
