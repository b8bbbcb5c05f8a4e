"""A table of text cells, whatever file it came from: rows with the place they stand at."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from marketkit.errors import BadInput, Fault
from marketkit.said import say

MAX_ROWS = 50_000
MAX_BYTES = 100_000_000
MAX_LINE_BYTES = 1_000_000
_NUL = "\0"
_LONE_RETURN = re.compile(r"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """A cell whose content cannot be taken as a value; `message` says why and what was expected."""

    message: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class DayCell(UnreadableCell):
    """A date of a spreadsheet, which is no number: `day` as the cell shows it, "2027-03-05" or "2027-03"."""

    day: str = ""


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
    if _NUL in text:
        line = text[: text.index(_NUL)].count("\n") + 1
        raise BadInput([Fault(say("the file holds a NUL character"), file=file, line=line, row=line)])
    header = text.lstrip("\r\n").partition("\n")[0]
    return Table(file, None, _csv_rows(io.StringIO(text, newline=""), _delimiter(header), file))


def csv_stream(stream: BinaryIO, file: str) -> Table:
    """The rows of a CSV file that may be too long to hold, as `csv_table` reads them; faults come up while reading.

    A row ends with a line feed. A carriage return alone, as some programs write it inside a cell without quotation
    marks, is read as a space; where a short file has no line feeds at all, it ends the rows.
    """
    lines = _lines(stream, file)
    first = next(lines, "")
    while first and not first.strip():
        first = next(lines, "")
    if not first:
        raise BadInput([Fault(say("the file is empty"), file=file)])
    return Table(file, None, _csv_rows(itertools.chain([first], lines), _delimiter(first), file))


def _delimiter(header: str) -> str:
    return ";" if ";" in header else ","


def _lines(stream: BinaryIO, file: str) -> Iterator[str]:
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if len(raw) > MAX_LINE_BYTES:
            message = say("the line is longer than {most} kB", most=MAX_LINE_BYTES // 1000)
            raise BadInput([Fault(message, file=file, line=number)])
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            message = say("the file is not UTF-8 text; save it as CSV UTF-8")
            raise BadInput([Fault(message, file=file, line=number)]) from None
        if _NUL in line:
            raise BadInput([Fault(say("the file holds a NUL character"), file=file, line=number)])
        if number == 1 and "\n" not in line:
            yield from line.splitlines(keepends=True)
        else:
            yield _LONE_RETURN.sub(" ", line)


def _csv_rows(lines: Iterable[str], delimiter: str, file: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
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
