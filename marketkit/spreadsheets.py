"""Tables out: CSV and XLSX files in which text stays text and numbers stay numbers.

A cell that begins with = + - @, a tab or a carriage return would be run as a formula by the program that opens it.
In CSV such a text gets an apostrophe in front; in XLSX it is stored as text, which cannot be run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | Decimal | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WIDEST, NARROWEST = 60, 8
MAX_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the header, the rows, and how many decimals its numbers are shown with."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]] = field(default_factory=list)
    places: int = 2


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, decimal_mark: str = ".") -> bytes:
    """A CSV file parted by semicolons, UTF-8 with BOM: what spreadsheets in Europe open without asking.

    A spreadsheet set to Norwegian reads 8.5 as the eighth of May: give it the decimal mark "," there.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([csv_text(name) for name in header])
    for row in rows:
        writer.writerow([_csv_cell(cell, decimal_mark) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell, decimal_mark: str) -> str | int | None:
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", decimal_mark)
    return csv_text(cell) if isinstance(cell, str) else cell


def csv_text(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook without protection, macros or formulas: a bold, frozen header on every sheet."""
    workbook = Workbook(write_only=True)
    used: set[str] = set()
    for sheet in sheets:
        _write(workbook, sheet, _sheet_name(sheet.name, used))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


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
