"""The rows of somebody's list, from CSV or XLSX by a mapping: plans, or what is wrong with them. Pure.

The list is read twice: once for keys that stand more than once, once for the rows. Rows are handed on one by one, so
that a long list needs little memory. Nothing is lost: refused rows go back as a table that can be corrected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from marketkit.errors import BadInput, Fault
from marketkit.procurements.search import fold
from marketkit.roadmap.import_cells import RowReader, cell_text
from marketkit.roadmap.imported import WRONG, ImportedRow, RefusedRow
from marketkit.roadmap.mapping import ColumnMapping
from marketkit.roadmap.plan_checks import readable
from marketkit.roadmap.window_words import read_window
from marketkit.said import Said, say
from marketkit.tables import MAX_BYTES, Cell, Row, Table, csv_stream
from marketkit.values import Precision, UnreadableError
from marketkit.worksheets import SheetChoice, workbook_table

MAX_ROWS = 200_000
MAX_KEY = 200  # as long as a key that is stored
DAYS_REMEMBERED = 300
KEY_JOIN = " / "
folded = lru_cache(maxsize=1024)(fold)


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that is being read: its headings, how many rows it has, remarks on it as a whole, and the rows to come.

    `is_correction`: it holds rows that were refused before, so that it is not the whole list.
    """

    header: tuple[str, ...]
    total: int
    warnings: tuple[Fault, ...]
    rows: Iterator[ImportedRow | RefusedRow]
    is_correction: bool = False


def open_list(
    stream: BinaryIO,
    file: str,
    mapping: ColumnMapping,
    *,
    as_of: date | None = None,
    known_cpv: Mapping[str, str | None] | None = None,
    max_rows: int = MAX_ROWS,
) -> OpenList:
    """Begin to read a list from a stream that can be read again. `known_cpv`: check digits of all CPV codes, by code.

    `as_of` is the day of the list where the mapping names none. Raises BadInput for a file that cannot be read, one with
    more than `max_rows` rows, or columns that the mapping names and the file has not.
    """
    reader = _ListReader(file, mapping, as_of or mapping.as_of, known_cpv or {})
    table = _table(stream, file, mapping)
    header = reader.read_header(_next_row(table, file))
    return OpenList(
        header=header,
        total=reader.count(table.rows, max_rows),
        warnings=tuple(reader.unused()),
        rows=reader.rows(_table(stream, file, mapping)),
        is_correction=fold(WRONG) in map(fold, header),
    )


def header_of(stream: BinaryIO, file: str) -> tuple[str, ...]:
    """The headings of a list, for proposing a mapping. Raises BadInput."""
    return tuple(cell_text(cell).strip() for cell in _next_row(_table(stream, file, None), file).cells)


def texts_of(
    stream: BinaryIO, file: str, mapping: ColumnMapping, numbers: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """What stands in the cells of some rows, by the rows' numbers."""
    rows = _table(stream, file, mapping).rows
    return {row.number: tuple(cell_text(cell) for cell in row.cells) for row in rows if row.number in numbers}


def _table(stream: BinaryIO, file: str, mapping: ColumnMapping | None) -> Table:
    """The rows from the beginning; of several sheets the one with the columns of the mapping."""
    stream.seek(0)
    ending = Path(file).suffix.lower()
    if ending == ".csv":
        return csv_stream(stream, file)
    if ending not in (".xlsx", ".xlsm", ".xls"):
        raise BadInput([Fault(say("expected a file that ends in .csv or .xlsx"), file=file, value=ending)])
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        message = say("the file is larger than {max_bytes} MB", max_bytes=MAX_BYTES // 1_000_000)
        raise BadInput([Fault(message, file=file)])
    wanted = set(map(fold, mapping.columns())) if mapping else set()
    fits = SheetChoice(lambda names: any(names) and wanted <= set(map(fold, names)), _which_sheet)
    return workbook_table(data, file, fits)


def _which_sheet(count: int, found: str) -> Said:
    return say(
        "expected one sheet with the columns of the mapping; {count} of {found} fit", count=count, found=found
    )


def _next_row(table: Table, file: str) -> Row:
    header = next(table.rows, None)
    if header is None or header.is_blank:
        raise BadInput(
            [Fault(say("the first row is empty; expected the names of the columns"), file=file, row=1)]
        )
    return header


@dataclass(slots=True)
class _ListReader:
    file: str
    mapping: ColumnMapping
    as_of: date | None
    known_cpv: Mapping[str, str | None]
    columns: list[str] = field(default_factory=list)
    twice: dict[tuple[date | None, str], list[int]] = field(default_factory=dict)
    days: dict[str, date | Said] = field(default_factory=dict)

    def fault(self, message: str, row: Row | None = None, column: str = "", value: str = "") -> Fault:
        return Fault(
            message,
            file=self.file,
            line=row.line if row else None,
            row=row.number if row else 1,
            column=column or None,
            value=value or None,
        )

    def read_header(self, header: Row) -> tuple[str, ...]:
        names = [" ".join(cell_text(cell).split()) for cell in header.cells]
        while names and not names[-1]:
            names.pop()
        self.columns = [fold(name) for name in names]
        faults = []
        for name in dict.fromkeys(self.mapping.columns()):
            count = self.columns.count(fold(name))
            if count == 0:
                faults.append(self.fault(say('the column "{name}" is missing', name=name), header, name))
            elif count > 1:
                faults.append(self.fault(say('the column "{name}" stands twice', name=name), header, name))
        if not self.mapping.as_of_column and self.as_of is None:
            faults.append(self.fault(say("state the day of the list, or the column it stands in"), header))
        if faults:
            raise BadInput(faults)
        return tuple(names)

    def unused(self) -> Iterator[Fault]:
        """A remark on each column that is neither used nor left out on purpose."""
        known = {fold(name) for name in (*self.mapping.columns(), *self.mapping.ignored, WRONG, "")}
        for name in self.columns:
            if name not in known:
                yield self.fault(say('the column "{name}" is not used', name=name), column=name)

    def count(self, rows: Iterator[Row], max_rows: int) -> int:
        """How many rows there are; keys that stand more than once in one snapshot are kept in `twice`."""
        first: dict[tuple[date | None, str], int] = {}
        total = 0
        for row in rows:
            if row.is_blank:
                continue
            total += 1
            if total > max_rows:
                message = say("the list has more than {max_rows} rows", max_rows=max_rows)
                raise BadInput([self.fault(message, row)])
            cells = self.named(row)
            day = self.day(cells)
            place = (day if isinstance(day, date) else None, self.key(cells))
            if place[1] and place in first:
                self.twice.setdefault(place, [first[place]]).append(row.number)
            elif place[1]:
                first[place] = row.number
        return total

    def rows(self, table: Table) -> Iterator[ImportedRow | RefusedRow]:
        """The rows under the header that hold anything."""
        next(table.rows, None)
        return (self.read(row) for row in table.rows if not row.is_blank)

    def named(self, row: Row) -> dict[str, Cell]:
        return dict(zip(self.columns, row.cells, strict=False))

    def key(self, cells: Mapping[str, Cell]) -> str:
        parts = (" ".join(cell_text(cells.get(folded(name), "")).split()) for name in self.mapping.key)
        joined = KEY_JOIN.join(parts)
        return joined if joined.replace(KEY_JOIN, "").strip() else ""

    def day(self, cells: Mapping[str, Cell]) -> date | Said:
        """The day of the row's snapshot, or why there is none."""
        if not self.mapping.as_of_column:
            return self.as_of or say("the day of the list is missing")
        text = cell_text(cells.get(folded(self.mapping.as_of_column), ""))
        if text not in self.days:
            if len(self.days) > DAYS_REMEMBERED:
                self.days.clear()
            self.days[text] = self._read_day(text)
        return self.days[text]

    def _read_day(self, text: str) -> date | Said:
        try:
            window = read_window(text, self.mapping.dates)
        except UnreadableError as error:
            return error.said
        if window is None or window.precision is not Precision.DAY or window.start != window.end:
            return say("the day of the list is missing")
        return window.start

    def read(self, row: Row) -> ImportedRow | RefusedRow:
        """One row, with all that is wrong with it."""
        cells = self.named(row)
        day, key = self.day(cells), self.key(cells)
        faults = list(self.of_the_row(row, day, key))
        as_of = day if isinstance(day, date) else None
        reader = RowReader(self.mapping, cells, as_of or date.min, self.known_cpv)
        plan = reader.plan()
        faults += [self.fault(message, row, column, text) for column, message, text in reader.faults]
        if plan is None or as_of is None or faults:
            raw = tuple(cell_text(cell) for cell in row.cells)
            return RefusedRow(number=row.number, cells=raw, faults=tuple(faults), key=key, as_of=as_of)
        warnings = (self.fault(message, row, column, text) for column, message, text in reader.warnings)
        return ImportedRow(number=row.number, key=key, as_of=as_of, plan=plan, warnings=tuple(warnings))

    def of_the_row(self, row: Row, day: date | Said, key: str) -> Iterator[Fault]:
        if extra := [cell for cell in row.cells[len(self.columns) :] if cell_text(cell).strip()]:
            message = say(
                "the row has {values} values but the header has {columns} columns",
                values=len(row.cells),
                columns=len(self.columns),
            )
            yield self.fault(message, row, value=cell_text(extra[0])[:80])
        if isinstance(day, Said):
            yield self.fault(day, row, self.mapping.as_of_column)
        if not self.mapping.key:
            return
        column = self.mapping.key[0]
        if not key:
            yield self.fault(say("the row has no key"), row, column)
        elif len(key) > MAX_KEY:
            message = say("a key is at most {most} characters long", most=MAX_KEY)
            yield self.fault(message, row, column, key[:80])
        elif not readable(key):
            yield self.fault(say("a key is a short text without control characters"), row, column)
        if others := self.twice.get((day if isinstance(day, date) else None, key)):
            numbers = ", ".join(map(str, others))
            message = say('the key "{key}" stands in the rows {rows}; each names one', key=key, rows=numbers)
            yield self.fault(message, row, column, key)
