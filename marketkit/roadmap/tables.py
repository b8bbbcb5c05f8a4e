"""Entries as a table, in CSV and XLSX: one row an entry, the names of `json_api` as headings. Pure.

The items of a list stand in one cell, parted by "; "; a semicolon inside an item becomes a comma, so that the cell can
be taken apart again. Amounts are numbers, days and moments ISO text, yes and no "true" and "false". No text is ever run
as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from marketkit.roadmap.json_api import PLAN_FIELDS, json_entry
from marketkit.roadmap.plan import Entry
from marketkit.roadmap.site import Site
from marketkit.spreadsheets import Cell, Sheet, csv_text

_SPREAD = {
    "value": ("value_low", "value_high", "currency", "price_year"),
    "window": ("window_from", "window_to", "window_precision"),
    "contract_window": ("contract_window_from", "contract_window_to", "contract_window_precision"),
}
COLUMNS = (
    "key",
    "url",
    "buyer",
    *(column for name in PLAN_FIELDS for column in _SPREAD.get(name, (name,))),
    "version",
    "changed_at",
    "reason",
    "note",
    "first_published_at",
    "last_reviewed_on",
    "procurements",
    "notices",
    "ocid",
    "invented",
)
AMOUNTS = {"value_low", "value_high"}
EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number
BYTE_ORDER_MARK = "\ufeff"


def table_rows(entries: Iterable[Entry], site: Site) -> Iterator[list[Cell]]:
    """The cells of each entry in the order of COLUMNS."""
    for entry in entries:
        said = json_entry(entry, site)
        yield [_cell(name, said[name]) for name in COLUMNS]


def csv_chunks(entries: Iterable[Entry], site: Site, *, delimiter: str = ";") -> Iterator[str]:
    """The table as CSV, in pieces of text, one a row, for UTF-8; it begins with the mark spreadsheets look for.

    Parted by semicolons, which spreadsheets in Europe open without asking; amounts have a decimal point.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield BYTE_ORDER_MARK + stream.getvalue()
    for row in table_rows(entries, site):
        stream.seek(0)
        stream.truncate()
        writer.writerow([_in_csv(cell) for cell in row])
        yield stream.getvalue()


def xlsx_bytes(entries: Iterable[Entry], site: Site, *, sheet_name: str) -> bytes:
    """The table as a workbook of one sheet, whose name comes in the reader's language."""
    from marketkit.workbooks import workbook_bytes  # takes long to load

    rows = [[_in_workbook(cell) for cell in row] for row in table_rows(entries, site)]
    return workbook_bytes([Sheet(sheet_name, COLUMNS, rows)])


def _cell(name: str, value: Any) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_item(each).replace(";", ",") for each in value)
    if name in AMOUNTS and value is not None:
        return Decimal(value)
    cell: Cell = value
    return cell


def _item(value: Any) -> str:
    """An item of a list in words without line breaks: of a dialogue its days, its kind and its text."""
    if isinstance(value, dict):
        days = value["window_from"], value["window_to"]
        value = " ".join(filter(None, ("/".join(dict.fromkeys(days)), value["kind"], value["text"])))
    return " ".join(str(value).split())


def _in_csv(cell: Cell) -> str | int | None:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return csv_text(cell) if isinstance(cell, str) else cell


def _in_workbook(cell: Cell) -> Cell:
    """An amount too long for a spreadsheet to keep exactly is text."""
    if isinstance(cell, Decimal) and len(cell.as_tuple().digits) > EXACT_DIGITS:
        return format(cell, "f")
    return cell
