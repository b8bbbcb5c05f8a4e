"""Bids from a table: one row a bid, one column a leaf criterion, every number exact."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from marketkit.errors import BadInput, Fault
from marketkit.sourcing.numbers import NotANumber, parse_number, plain_text
from marketkit.sourcing.strategy import Criterion, Strategy
from marketkit.sourcing.table import MAX_BYTES, MAX_ROWS, Cell, Row, Table, UnreadableCell, csv_table
from marketkit.sourcing.workbook import workbook_table

OPTIONAL_COLUMNS = ("supplier", "organisation_number", "note")
MAX_NAME = 200
MAX_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid. `raw` holds the value given for each leaf criterion: a score, or an amount or unit price."""

    id: str
    raw: dict[str, Fraction]
    supplier: str | None = None
    organisation_number: str | None = None
    note: str | None = None


def open_bids(path: Path, strategy: Strategy) -> tuple[Bid, ...]:
    """The bids in a file. Raises BadInput with every fault, also when the file cannot be opened."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput([Fault(f"cannot be opened: {error.strerror}", file=str(path))]) from None
    return read_bids(data, str(path), strategy)


def read_bids(data: bytes, file: str, strategy: Strategy) -> tuple[Bid, ...]:
    """The bids in the bytes of a CSV or XLSX file (told apart by the name's ending).

    Raises BadInput with every fault: file, sheet, row, column, value and what was expected.
    """
    if len(data) > MAX_BYTES:
        raise BadInput([Fault(f"the file is larger than {MAX_BYTES // 1_000_000} MB", file=file)])
    if not data:
        raise BadInput([Fault("the file is empty; expected a header and one row a bid", file=file)])
    return _Reader(_table(data, file), strategy).read()


def _table(data: bytes, file: str) -> Table:
    ending = Path(file).suffix.lower()
    if ending == ".csv":
        return csv_table(data, file)
    if ending in (".xlsx", ".xlsm", ".xls"):
        return workbook_table(data, file)
    raise BadInput([Fault("expected a file that ends in .csv or .xlsx", file=file, value=ending)])


class _Reader:
    def __init__(self, table: Table, strategy: Strategy) -> None:
        self.table = table
        self.strategy = strategy
        self.leaves = {leaf.id: leaf for leaf in strategy.leaves()}
        self.faults: list[Fault] = []
        self.columns: list[str] = []
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
        rows = self.table.rows
        header = next(rows, None)
        if header is None or header.is_blank:
            self.fault("the first row is empty; expected a header that begins with bid", header)
            raise BadInput(self.faults)
        self.read_header(header)
        bids: list[Bid] = []
        first_row: dict[str, int] = {}
        count = 0
        for row in rows:
            if row.is_blank:
                continue
            count += 1
            if count > MAX_ROWS:
                self.fault(f"the file has more than {MAX_ROWS} bids", row)
                break
            bid = self.read_row(row, first_row)
            if bid is not None:
                bids.append(bid)
        if not count:
            self.fault("the file has a header but no bids; expected one row a bid", None)
        if self.faults:
            raise BadInput(self.faults)
        return tuple(bids)

    def read_header(self, header: Row) -> None:
        while header.cells and header.cells[-1] == "":
            header.cells.pop()
        for cell in header.cells:
            name = cell.strip() if isinstance(cell, str) else cell.text
            self.columns.append(unicodedata.normalize("NFC", name))
        allowed = {"bid", *OPTIONAL_COLUMNS, *self.leaves}
        if self.columns[0] != "bid":
            found = self.columns[0]
            self.fault(f'the first column must be bid, found "{found}"', header, found, found)
        seen = set()
        for name in self.columns:
            if name in seen:
                self.fault(f'the column "{name}" stands twice', header, name, name)
            elif not name:
                self.fault("a column has no name", header)
            elif name not in allowed:
                self.fault(f'unknown column "{name}"; {self.expected_columns()}', header, name, name)
            seen.add(name)
        for name in self.leaves:
            if name not in seen:
                self.fault(f'the column "{name}" is missing; {self.expected_columns()}', header, name)
        if self.faults:
            raise BadInput(self.faults)

    def expected_columns(self) -> str:
        return f"expected bid, {', '.join(self.leaves)} and, if wanted, {', '.join(OPTIONAL_COLUMNS)}"

    def read_row(self, row: Row, first_row: dict[str, int]) -> Bid | None:
        cells = row.cells
        before = len(self.faults)
        if len(cells) > len(self.columns):
            extra = [cell for cell in cells[len(self.columns) :] if cell != ""]
            if extra:
                found = extra[0] if isinstance(extra[0], str) else extra[0].text
                message = (
                    f"the row has {len(cells)} values but the header has {len(self.columns)} columns; "
                    "a decimal comma in a file parted by commas must stand in quotation marks"
                )
                self.fault(message, row, value=found)
                return None
        texts: dict[str, str] = {}
        raw: dict[str, Fraction] = {}
        for position, column in enumerate(self.columns):
            cell: Cell = cells[position] if position < len(cells) else ""
            if isinstance(cell, UnreadableCell):
                self.fault(cell.message, row, column, cell.text)
            elif column in self.leaves:
                value = self.read_value(cell, row, self.leaves[column])
                if value is not None:
                    raw[column] = value
            else:
                texts[column] = self.read_text(cell, row, column)
        id_ = texts.get("bid", "")
        if "bid" in texts:
            if not id_:
                self.fault("the bid has no name", row, "bid")
            elif id_ in first_row:
                self.fault(
                    f'the bid "{id_}" stands twice; it first stands in row {first_row[id_]}', row, "bid", id_
                )
            else:
                first_row[id_] = row.number
        if len(self.faults) > before:
            return None
        return Bid(
            id=id_,
            raw=raw,
            supplier=texts.get("supplier") or None,
            organisation_number=texts.get("organisation_number") or None,
            note=texts.get("note") or None,
        )

    def read_text(self, cell: str, row: Row, column: str) -> str:
        text = unicodedata.normalize("NFC", cell).strip()
        longest = MAX_TEXT if column == "note" else MAX_NAME
        if len(text) > longest:
            self.fault(f"the text is longer than {longest} characters", row, column, text[:80])
        breaks = "\n\r\t" if column == "note" else ""
        if any(
            unicodedata.category(character) in ("Cc", "Cs") and character not in breaks for character in text
        ):
            self.fault("the text holds a line break or control character", row, column, ascii(text[:80]))
        return text

    def read_value(self, cell: str, row: Row, leaf: Criterion) -> Fraction | None:
        known = self.known[leaf.id]
        if cell in known:
            return known[cell]
        try:
            value = parse_number(cell, self.strategy.currency)
        except NotANumber as error:
            expected = "an amount" if leaf.is_cost else f"a score {_span(leaf)}"
            self.fault(
                f"{error}; expected {expected}" if cell.strip() else f"expected {expected}",
                row,
                leaf.id,
                cell,
            )
            return None
        if leaf.scale is not None and not min(leaf.scale) <= value <= max(leaf.scale):
            self.fault(
                f'"{cell.strip()}" is off the scale; expected a score {_span(leaf)}', row, leaf.id, cell
            )
            return None
        known[cell] = value
        return value


def _span(leaf: Criterion) -> str:
    if leaf.scale is None:
        return ""
    low, high = sorted(leaf.scale)
    return f"from {plain_text(low)} to {plain_text(high)}"
