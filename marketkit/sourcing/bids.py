"""Bids from a table: one row a bid, one column a leaf criterion, every number exact."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from marketkit.errors import BadInput, Fault
from marketkit.numbers import NotANumber, parse_number, plain_text
from marketkit.said import Said, say
from marketkit.sourcing.strategy import Criterion, Strategy
from marketkit.tables import MAX_BYTES, MAX_ROWS, Cell, Row, Table, UnreadableCell, csv_table
from marketkit.worksheets import SheetChoice, workbook_table

OPTIONAL_COLUMNS = ("supplier", "organisation_number", "note")
TEXT_COLUMNS = ("bid", *OPTIONAL_COLUMNS)
MAX_NAME = 200
MAX_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid. `raw` holds the value given for each leaf criterion: a score, or an amount or unit price.

    `further` holds the texts of columns that were asked for beyond the ordinary ones.
    """

    id: str
    raw: dict[str, Fraction]
    supplier: str | None = None
    organisation_number: str | None = None
    note: str | None = None
    further: dict[str, str] = field(default_factory=dict)


Judge = Callable[[dict[str, str]], Iterable[tuple[str, Said]]]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table of bids holds where it is not every leaf of the strategy.

    `leaves` must stand in it; `refused` are leaves that may not, each with why; `further` are text columns that may,
    of which `moments` are days with an hour (a date of a spreadsheet is taken as "2026-11-23 12:00"). `judge` is given
    the texts of a row and says what is wrong with them, by column.
    """

    leaves: tuple[Criterion, ...]
    refused: Mapping[str, Said] = field(default_factory=dict)
    further: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    judge: Judge | None = None


def open_bids(path: Path, strategy: Strategy) -> tuple[Bid, ...]:
    """The bids in a file. Raises BadInput with every fault, also when the file cannot be opened."""
    return read_bids(_contents(path), str(path), strategy)


def faults_of_shape(path: Path) -> tuple[Fault, ...]:
    """What is wrong with a bid file whatever the strategy asks for, to tell it when the strategy cannot be read."""
    try:
        _Reader(_table(_contents(path), str(path)), None).read()
    except BadInput as error:
        return tuple(error.faults)
    return ()


def _contents(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(
            [Fault(say("cannot be opened: {strerror}", strerror=error.strerror), file=str(path))]
        ) from None


def read_bids(data: bytes, file: str, strategy: Strategy, columns: Columns | None = None) -> tuple[Bid, ...]:
    """The bids in the bytes of a CSV or XLSX file (told apart by the name's ending).

    A column for every leaf of the strategy is expected, or what `columns` says. Raises BadInput with every fault:
    file, sheet, row, column, value and what was expected.
    """
    return _Reader(_table(data, file), strategy, columns).read()


def _table(data: bytes, file: str) -> Table:
    if len(data) > MAX_BYTES:
        raise BadInput(
            [Fault(say("the file is larger than {max_bytes} MB", max_bytes=MAX_BYTES // 1000000), file=file)]
        )
    if not data:
        raise BadInput([Fault(say("the file is empty; expected a header and one row a bid"), file=file)])
    return open_table(data, file)


def open_table(data: bytes, file: str) -> Table:
    """The rows of a CSV or XLSX file, told apart by the ending of its name; raises BadInput."""
    ending = Path(file).suffix.lower()
    if ending == ".csv":
        return csv_table(data, file)
    if ending in (".xlsx", ".xlsm", ".xls"):
        return workbook_table(data, file, SheetChoice(lambda header: header[:1] == ["bid"], _no_one_sheet))
    raise BadInput([Fault(say("expected a file that ends in .csv or .xlsx"), file=file, value=ending)])


def _no_one_sheet(n: int, tabs: str) -> Said:
    return say(
        "expected exactly one sheet whose first cell is bid; found {count} among {found}", count=n, found=tabs
    )


class _Reader:
    """Reads one table. Without a strategy any column may stand in it, and only the names of the bids are judged."""

    def __init__(self, table: Table, strategy: Strategy | None, columns: Columns | None = None) -> None:
        self.table = table
        self.strategy = strategy
        expected = columns or Columns(tuple(strategy.leaves()) if strategy is not None else ())
        self.expected = expected
        self.leaves = {leaf.id: leaf for leaf in expected.leaves}
        self.texts = (*TEXT_COLUMNS, *expected.further)
        self.faults: list[Fault] = []
        self.columns: list[str] = []
        self.limits = {id_: _limits(leaf) for id_, leaf in self.leaves.items()}
        # Scores repeat from bid to bid; each text is read once a column.
        self.known: dict[str, dict[str, Fraction]] = {leaf: {} for leaf in self.leaves}

    def fault(
        self, message: str, row: Row | None, column: str | None = None, value: str | None = None
    ) -> None:
        place = (row.line, row.number) if row is not None else (None, None)
        self.faults.append(
            Fault(
                message,
                file=self.table.file,
                line=place[0],
                sheet=self.table.sheet,
                row=place[1],
                column=column,
                value=value,
            )
        )

    def read(self) -> tuple[Bid, ...]:
        bids: tuple[Bid, ...] = ()
        try:
            bids = self.read_rows()
        except BadInput as error:  # the table breaks off; what was found before it still stands
            self.faults.extend(error.faults)
        if self.faults:
            raise BadInput(self.faults)
        return bids

    def read_rows(self) -> tuple[Bid, ...]:
        rows = self.table.rows
        header = next(rows, None)
        if header is None or header.is_blank:
            self.fault(say("the first row is empty; expected a header that begins with bid"), header)
            return ()
        self.read_header(header)
        bids: list[Bid] = []
        first_row: dict[str, int] = {}
        count = 0
        for row in rows:
            if row.is_blank:
                continue
            count += 1
            if count > MAX_ROWS:
                self.fault(say("the file has more than {max_rows} bids", max_rows=MAX_ROWS), row)
                break
            bid = self.read_row(row, first_row)
            if bid is not None:
                bids.append(bid)
        if not count:
            self.fault(say("the file has a header but no bids; expected one row a bid"), None)
        return tuple(bids)

    def read_header(self, header: Row) -> None:
        while header.cells and header.cells[-1] == "":
            header.cells.pop()
        for cell in header.cells:
            name = cell.strip() if isinstance(cell, str) else cell.text
            self.columns.append(unicodedata.normalize("NFC", name))
        allowed = {*self.texts, *self.leaves}
        if self.columns[0] != "bid":
            found = self.columns[0]
            self.fault(
                say('the first column must be bid, found "{found}"', found=found), header, found, found
            )
        seen = set()
        for name in self.columns:
            if name in seen:
                self.fault(say('the column "{name}" stands twice', name=name), header, name, name)
            elif not name:
                self.fault(say("a column has no name"), header)
            elif name in self.expected.refused:
                self.fault(self.expected.refused[name], header, name, name)
            elif name not in allowed and self.strategy is not None:
                self.fault(
                    say('unknown column "{name}"; {expected}', name=name, expected=self.expected_columns()),
                    header,
                    name,
                    name,
                )
            seen.add(name)
        for name in self.leaves:
            if name not in seen:
                self.fault(
                    say(
                        'the column "{name}" is missing; {expected}',
                        name=name,
                        expected=self.expected_columns(),
                    ),
                    header,
                    name,
                )

    def expected_columns(self) -> Said:
        criteria, optional = ", ".join(self.leaves), ", ".join(self.texts[1:])
        if not criteria:
            return say("expected bid and, if wanted, {optional}", optional=optional)
        return say(
            "expected bid, {criteria} and, if wanted, {optional}", criteria=criteria, optional=optional
        )

    def read_row(self, row: Row, first_row: dict[str, int]) -> Bid | None:
        cells = row.cells
        before = len(self.faults)
        if len(cells) > len(self.columns):
            extra = [cell for cell in cells[len(self.columns) :] if cell != ""]
            if extra:
                found = extra[0] if isinstance(extra[0], str) else extra[0].text
                message = say(
                    "the row has {values} values but the header has {columns} columns; "
                    "a decimal comma in a file parted by commas must stand in quotation marks",
                    values=len(cells),
                    columns=len(self.columns),
                )
                self.fault(message, row, value=found)
                return None
        texts: dict[str, str] = {}
        raw: dict[str, Fraction] = {}
        for position, column in enumerate(self.columns):
            cell: Cell = cells[position] if position < len(cells) else ""
            if column in self.expected.moments:
                cell = _moment_text(cell)
            if isinstance(cell, UnreadableCell):
                self.fault(cell.message, row, column, cell.text)
            elif column in self.leaves:
                value = self.read_value(cell, row, self.leaves[column])
                if value is not None:
                    raw[column] = value
            elif column in self.texts:
                texts[column] = self.read_text(cell, row, column)
        id_ = texts.get("bid", "")
        if "bid" in texts:
            if not id_:
                self.fault(say("the bid has no name"), row, "bid")
            elif id_ in first_row:
                self.fault(
                    say(
                        'the bid "{id}" stands twice; it first stands in row {first}',
                        id=id_,
                        first=first_row[id_],
                    ),
                    row,
                    "bid",
                    id_,
                )
            else:
                first_row[id_] = row.number
        if self.expected.judge is not None:
            for column, message in self.expected.judge(texts):
                self.fault(message, row, column, texts.get(column))
        if len(self.faults) > before:
            return None
        return Bid(
            id=id_,
            raw=raw,
            supplier=texts.get("supplier") or None,
            organisation_number=texts.get("organisation_number") or None,
            note=texts.get("note") or None,
            further={name: texts.get(name, "") for name in self.expected.further},
        )

    def read_text(self, cell: str, row: Row, column: str) -> str:
        text = unicodedata.normalize("NFC", cell).strip()
        longest = MAX_TEXT if column == "note" else MAX_NAME
        if len(text) > longest:
            self.fault(
                say("the text is longer than {longest} characters", longest=longest), row, column, text[:80]
            )
        breaks = "\n\r\t" if column == "note" else ""
        if any(
            unicodedata.category(character) in ("Cc", "Cs") and character not in breaks for character in text
        ):
            self.fault(say("the text holds a line break or control character"), row, column, ascii(text[:80]))
        return text

    def read_value(self, cell: str, row: Row, leaf: Criterion) -> Fraction | None:
        known = self.known[leaf.id]
        if cell in known:
            return known[cell]
        try:
            value = parse_number(cell, self.strategy.currency if self.strategy is not None else None)
        except NotANumber as error:
            expected = _expected(leaf)
            problem = error.said if cell.strip() else say("the cell is empty")
            self.fault(say("{problem}; {expected}", problem=problem, expected=expected), row, leaf.id, cell)
            return None
        limits = self.limits[leaf.id]
        if limits is not None and not limits[0] <= value <= limits[1]:
            self.fault(
                say('"{cell}" is off the scale; {expected}', cell=cell.strip(), expected=_expected(leaf)),
                row,
                leaf.id,
                cell,
            )
            return None
        known[cell] = value
        return value


def _moment_text(cell: Cell) -> Cell:
    """A spreadsheet's own date, which counts days from 30 December 1899 (ECMA-376 part 1, 18.17.4.1), as text."""
    if not isinstance(cell, UnreadableCell) or not re.fullmatch(r"[1-9]\d{4}(\.\d+)?", cell.text, re.ASCII):
        return cell
    seconds = round(Fraction(cell.text) * 86_400)
    return f"{datetime(1899, 12, 30) + timedelta(seconds=seconds):%Y-%m-%d %H:%M}"  # noqa: DTZ001 - a local time


def _limits(leaf: Criterion) -> tuple[Fraction, Fraction] | None:
    """The lowest and the highest score; None for an amount."""
    return None if leaf.scale is None else (min(leaf.scale), max(leaf.scale))


def _expected(leaf: Criterion) -> Said:
    limits = _limits(leaf)
    if limits is None:
        return say("expected an amount")
    low, high = limits
    return say("expected a score from {low} to {high}", low=plain_text(low), high=plain_text(high))
