"""A table of text cells, whatever file it came from: rows with the place they stand at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from marketkit.errors import BadInput, Fault
from marketkit.said import say

MAX_ROWS = 50_000
MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """A cell whose content cannot be taken as a value; `message` says why and what was expected."""

    message: str
    text: str = ""


Cell = str | UnreadableCell


@dataclass(slots=True)
class Row:
    """One row: its number in the table (the header is row 1), its line in a text file, and its cells."""

    number: int
    line: int | None
    cells: list[Cell]

    @property
    def is_blank(self) -> bool:
        return not any(isinstance(cell, UnreadableCell) or cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file or sheet, read as they are asked for."""

    file: str
    sheet: str | None
    rows: Iterator[Row]


def csv_table(data: bytes, file: str) -> Table:
    """The rows of a CSV file: UTF-8 with or without BOM, comma or semicolon as the header shows."""
    if data[:4] == b"PK\x03\x04":
        raise BadInput([Fault(say("this is a workbook, not CSV; give the file the ending .xlsx"), file=file)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = repr(data[error.start : error.start + 1])[2:-1]
        message = say("the file is not UTF-8 text; save it as CSV UTF-8")
        raise BadInput([Fault(message, file=file, line=line, row=line, value=found)]) from None
    if not text.strip():
        raise BadInput([Fault(say("the file is empty; expected a header and one row a bid"), file=file)])
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadInput([Fault(say("the file holds a NUL character"), file=file, line=line, row=line)])
    header = text.lstrip("\r\n").partition("\n")[0]
    delimiter = ";" if ";" in header else ","
    return Table(file=file, sheet=None, rows=_csv_rows(text, delimiter, file))


def _csv_rows(text: str, delimiter: str, file: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line = 0, 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            message = say("the row cannot be read ({error}); check its quotation marks", error=error)
            raise BadInput([Fault(message, file=file, line=line, row=number + 1)]) from None
        if cells is None:
            return
        number += 1
        yield Row(number, line, list(cells))
        line = reader.line_num + 1
