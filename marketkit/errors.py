"""What can go wrong, said so that the person who can mend it knows what, where and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in something a person gave us, and where it stands.

    `line` counts the lines of a text file from 1, `row` the rows of a table from 1 (the header is row 1),
    `column` is a column's or field's name, `value` the text that was found.
    """

    message: str
    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """The fault in the shape the command line prints under `--json`."""
        return {
            "file": self.file,
            "line": self.line,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        if self.sheet is not None:
            where.append(f"sheet {self.sheet}")
        if self.row is not None:
            where.append(f"row {self.row}")
        elif self.line is not None:
            where.append(f"line {self.line}")
        if self.column is not None:
            where.append(f"column {self.column}")
        place = ", ".join(where)
        return f"{place}: {self.message}" if place else self.message


class MarketkitError(Exception):
    """The root of every error we raise on purpose."""


class BadInput(MarketkitError):
    """Something a person gave us cannot be used; carries every fault found, in the order they stand."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
