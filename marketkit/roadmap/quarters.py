"""Entries by the quarter in which their window ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from marketkit.roadmap.plan import Standing
from marketkit.values import Precision, Window


class Shown(Protocol):
    """What is asked of an entry here; a row of the list has it."""

    title: str
    standing: Standing

    @property
    def window(self) -> Window | None: ...

    def is_overdue(self, today: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class Quarter:
    """The entries whose window ends in a quarter, by the day it ends.

    `counts`: planned, overdue, started, gone.
    """

    window: Window
    entries: tuple[Shown, ...]
    counts: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Quarters:
    """The quarters from the first to the last that has an entry, and the open entries without a window."""

    quarters: tuple[Quarter, ...]
    undated: tuple[Shown, ...]


def by_quarter(entries: Sequence[Shown], today: date) -> Quarters:
    """The entries by quarter; quarters without any are left out."""
    found: dict[date, list[Shown]] = {}
    for entry in entries:
        if entry.window is not None:
            found.setdefault(_quarter(entry.window.end).start, []).append(entry)
    undated = tuple(each for each in entries if each.window is None and each.standing.is_open)
    return Quarters(
        tuple(
            Quarter(_quarter(start), tuple(sorted(these, key=_order)), _counts(these, today))
            for start, these in sorted(found.items())
        ),
        undated,
    )


def _quarter(day: date) -> Window:
    return Window.around(day, day, Precision.QUARTER)


def _order(entry: Shown) -> tuple[date, str]:
    window = entry.window
    return (window.end if window else date.max, entry.title)


def _counts(entries: Sequence[Shown], today: date) -> tuple[int, int, int, int]:
    overdue = sum(entry.is_overdue(today) for entry in entries)
    planned = sum(entry.standing.is_open for entry in entries) - overdue
    started = sum(entry.standing is Standing.STARTED for entry in entries)
    return planned, overdue, started, sum(entry.standing.is_gone for entry in entries)
