"""The rows of a file that have faults, with each fault beside the cell it concerns. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from marketkit.errors import BadInput, Fault
from marketkit.sourcing.bids import open_table
from marketkit.tables import Cell, UnreadableCell

MAX_ROWS_SHOWN = 100
MAX_CELL = 80


@dataclass(slots=True)
class ShownCell:
    """A cell as it was found, and what is wrong with it."""

    text: str
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class ShownRow:
    """A row with faults. `faults` are those that concern the row as a whole."""

    number: int
    cells: list[ShownCell]
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What to show of a refused file: faults of the file as a whole, then the faulty rows under the header.

    `left_out` counts the faulty rows past the first MAX_ROWS_SHOWN.
    """

    of_the_file: tuple[Fault, ...]
    header: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    left_out: int


def excerpt(content: bytes, file_name: str, faults: Sequence[Fault]) -> Excerpt:
    """The faulty rows of a file that was refused for these faults."""
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        if fault.row is not None:
            by_row.setdefault(fault.row, []).append(fault)
    shown = set(sorted(by_row)[:MAX_ROWS_SHOWN])
    header: tuple[str, ...] = ()
    rows: list[ShownRow] = []
    try:
        for row in open_table(content, file_name).rows:
            if row.number == 1:
                header = tuple(_text(cell) for cell in row.cells)
            if row.number in shown:
                rows.append(_shown(row.number, row.cells, header, by_row[row.number]))
            if len(rows) == len(shown):
                break
    except BadInput:
        return Excerpt(tuple(faults), (), (), 0)
    found = {row.number for row in rows}
    rest = tuple(fault for fault in faults if fault.row is None or fault.row in shown - found)
    return Excerpt(rest, header, tuple(rows), len(by_row) - len(shown))


def _shown(number: int, cells: Sequence[Cell], header: tuple[str, ...], faults: list[Fault]) -> ShownRow:
    row = ShownRow(number, [ShownCell(_text(cell)) for cell in cells])
    row.cells.extend(ShownCell("") for _ in range(len(header) - len(cells)))
    columns = {name.strip(): position for position, name in reversed(list(enumerate(header)))}
    for fault in faults:
        position = columns.get(fault.column or "")
        if position is None:
            row.faults.append(fault)
        else:
            row.cells[position].faults.append(fault)
    return row


def _text(cell: Cell) -> str:
    text = cell.text if isinstance(cell, UnreadableCell) else cell
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"
