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

Cell = str | int | Decimal | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


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
