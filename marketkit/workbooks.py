"""Writing workbooks. The library behind this takes half a second to load: import this module where one is written."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from marketkit.archives import stamped
from marketkit.spreadsheets import Cell, Sheet

WIDEST, NARROWEST = 60, 8
MAX_SHEET_NAME = 31


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook without protection, macros or formulas: a bold, frozen header on every sheet.

    The same sheets give the same bytes: nothing in it tells when it was made.
    """
    workbook = Workbook(write_only=True)
    used: set[str] = set()
    for sheet in sheets:
        _write(workbook, sheet, _sheet_name(sheet.name, used))
    about = workbook.properties
    about.__elements__ = tuple(name for name in about.__elements__ if name not in ("created", "modified"))
    stream = io.BytesIO()
    ExcelWriter(workbook, ZipFile(stream, "w", ZIP_DEFLATED)).save()
    return stamped(stream.getvalue())


def _write(workbook: Workbook, sheet: Sheet, name: str) -> None:
    page = workbook.create_sheet(name)
    page.freeze_panes = "A2"
    for column in range(len(sheet.header)):
        cells = [sheet.header[column], *(row[column] for row in sheet.rows if column < len(row))]
        longest = max(len(str(cell)) for cell in cells if cell is not None)
        page.column_dimensions[get_column_letter(column + 1)].width = min(max(longest + 2, NARROWEST), WIDEST)
    header = []
    for title in sheet.header:
        cell = _cell(page, title, sheet.places)
        cell.font = Font(bold=True)
        header.append(cell)
    page.append(header)
    for row in sheet.rows:
        page.append([_cell(page, value, sheet.places) for value in row])


def _cell(page: WriteOnlyWorksheet, value: Cell, places: int) -> SheetCell:
    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top", wrap_text=len(value) > WIDEST)
        return cell
    cell = WriteOnlyCell(page, value=value)  # type: ignore[arg-type]  # the stubs know no Decimal
    if isinstance(value, Decimal):
        cell.number_format = "#,##0" + ("." + "0" * places if places else "")
    return cell


def _sheet_name(name: str, used: set[str]) -> str:
    """A name a workbook takes: no special characters, at most 31 long, no two alike."""
    plain = "".join(" " if character in "[]:*?/\\" else character for character in name).strip("' ")
    candidate, number = (plain or "Sheet")[:MAX_SHEET_NAME], 2
    while candidate.casefold() in used:
        suffix = f" {number}"
        candidate = plain[: MAX_SHEET_NAME - len(suffix)] + suffix
        number += 1
    used.add(candidate.casefold())
    return candidate
