"""Invented bids an officer types into a grid: one row a bid, one field a leaf. Read like a file of bids. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from marketkit.errors import BadInput
from marketkit.said import say
from marketkit.scoring.invented_bids import plain_name
from marketkit.sourcing.bids import Bid, read_bids
from marketkit.sourcing.strategy import Strategy

ROWS = 6
FILE = "bids.csv"


@dataclass(frozen=True, slots=True)
class Grid:
    """What was typed: for each row the name of the bid and its values by leaf; `faults` by (row from 1, column)."""

    rows: tuple[dict[str, str], ...]
    faults: Mapping[tuple[int, str], str]
    other_faults: tuple[str, ...] = ()

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed."""
        return any(text for row in self.rows for text in row.values())


def field_name(row: int, column: str) -> str:
    """What the field of a row (from 1) and column is called in the form."""
    return f"row-{row}-{column}"


def read_grid(
    form: Mapping[str, str], strategy: Strategy, *, name: Callable[[str], str] = plain_name
) -> tuple[Grid, tuple[Bid, ...]]:
    """The grid as it was typed, and its bids; no bids where it has faults or nothing was typed.

    A row that holds values and no name is called by its number, as `name` makes it a name.
    """
    columns = ["bid", *(leaf.id for leaf in strategy.leaves())]
    typed = [
        {column: form.get(field_name(row, column), "").strip() for column in columns}
        for row in range(1, ROWS + 1)
    ]
    filled = [row for row in typed if any(row.values())]
    numbers = [number for number, row in enumerate(typed, start=1) if any(row.values())]
    if not filled:
        return Grid(tuple(typed), {}), ()
    table = [
        [row["bid"] or name(str(number)), *list(row.values())[1:]]
        for number, row in zip(numbers, filled, strict=True)
    ]
    try:
        bids = read_bids(_table([columns, *table]), FILE, strategy)
    except BadInput as error:
        faults: dict[tuple[int, str], str] = {}
        others: list[str] = []
        for fault in error.faults:
            if fault.row is not None and fault.column is not None:
                faults.setdefault((numbers[fault.row - 2], fault.column), fault.message)
            else:
                others.append(fault.message)
        return Grid(tuple(typed), faults, tuple(others)), ()
    if len(bids) < 2:
        return Grid(
            tuple(typed), {}, (say("type at least two bids, so that there is something to compare"),)
        ), ()
    return Grid(tuple(typed), {}), bids


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows as a file of bids, exactly as typed."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue().encode()
