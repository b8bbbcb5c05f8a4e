"""What came of the rows of a list: read, or refused with everything that is wrong, to be corrected and given again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from marketkit.errors import Fault
from marketkit.procurements.search import fold
from marketkit.roadmap.plan import Plan
from marketkit.spreadsheets import csv_bytes

WRONG = "what is wrong"  # the heading beside refused rows; its column is passed over when they come back


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A row that was read. `number` is its row in the file, from 1 with the header; `key` its name in the list, or ""."""

    number: int
    key: str
    as_of: date
    plan: Plan
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that was not taken: its cells as they stand, and everything that is wrong with it.

    `key` and `as_of` as far as they could be read: the row is in the list, though it says nothing usable.
    """

    number: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]
    key: str = ""
    as_of: date | None = None


def refused_csv(header: Sequence[str], rows: Iterable[RefusedRow]) -> bytes:
    """The refused rows under the list's own headings, with what is wrong in front; imports again when corrected."""
    dropped = {at for at, name in enumerate(header) if fold(name) == fold(WRONG)}
    table = (["; ".join(map(_plainly, row.faults)), *_without(row.cells, dropped)] for row in rows)
    return csv_bytes([WRONG, *_without(header, dropped)], table)


def _without(cells: Sequence[str], dropped: set[int]) -> list[str]:
    return [cell for at, cell in enumerate(cells) if at not in dropped]


def _plainly(fault: Fault) -> str:
    return f"{fault.column}: {fault.message}" if fault.column else fault.message
