"""How often plans change, with how much warning, and where windows move from plan to plan. Pure.

Movement compares plans with plans. It is what can be told of lists without real starts, and it is never called slip.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from marketkit.roadmap.baselines import as_of, window_on
from marketkit.roadmap.history import History
from marketkit.roadmap.proportions import ENOUGH, Proportion, median, proportion
from marketkit.values import Window


@dataclass(frozen=True, slots=True)
class Change:
    """A version that changed the window of entry `id`. `warning`: days from its publication to the old window's end.

    Negative: it was published when the old window was over. None: there was no old window.
    """

    id: str
    on: date
    old: Window | None
    new: Window | None
    warning: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes of windows among `n` entries; `per_entry` is their mean, None where n is 0.

    `counts`: (entry, number of its changes). `median_warning` is in days.
    """

    today: date
    changes: tuple[Change, ...]
    counts: tuple[tuple[str, int], ...]
    n: int
    enough: bool
    per_entry: Fraction | None
    median_warning: Fraction | None


class Direction(enum.Enum):
    """Where a window has moved."""

    LATER = "later"
    EARLIER = "earlier"
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Move:
    """Entry `id` from one plan to another. `days` between the windows' ends, positive: later; None: one is unknown."""

    id: str
    old: Window | None
    new: Window | None
    days: int | None

    @property
    def direction(self) -> Direction:
        if self.days is None:
            return Direction.UNKNOWN
        if self.days == 0:
            return Direction.UNCHANGED
        return Direction.LATER if self.days > 0 else Direction.EARLIER


@dataclass(frozen=True, slots=True)
class Movement:
    """Where the windows of all entries moved, from the plan on `since` (None: as first published) to that on `today`."""

    since: date | None
    today: date
    moves: tuple[Move, ...]

    def of(self, direction: Direction) -> tuple[Move, ...]:
        return tuple(each for each in self.moves if each.direction is direction)

    def share(self, direction: Direction) -> Proportion:
        """Of all entries compared, those with an unknown window included."""
        return proportion(len(self.of(direction)), len(self.moves))

    def median_days(self, direction: Direction) -> Fraction | None:
        """The median of the days that windows moved in one direction."""
        return median([each.days for each in self.of(direction) if each.days is not None])


def changes(histories: Iterable[History], *, today: date) -> Changes:
    """Every version, as known on `today`, whose window differs from the one before; other changes do not count."""
    known = as_of(histories, today)
    found = {history.id: _changes(history) for history in known}
    every = tuple(change for each in found.values() for change in each)
    n = len(found)
    return Changes(
        today=today,
        changes=every,
        counts=tuple((id, len(each)) for id, each in found.items()),
        n=n,
        enough=n >= ENOUGH,
        per_entry=Fraction(len(every), n) if n else None,
        median_warning=median([each.warning for each in every if each.warning is not None]),
    )


def movement(histories: Iterable[History], *, today: date, since: date | None = None) -> Movement:
    """Where windows moved from `since` to `today`, by their last days; a window whose end stands has not moved.

    Compared are the entries published by `since`. A window is unknown where no time was stated on that day.
    """
    moves = []
    for history in as_of(histories, today):
        day = since if since is not None else history.announced[0].on if history.announced else today
        if not history.announced or history.announced[0].on > day:
            continue
        old = history.announced[0].window if since is None else window_on(history, day)
        new = window_on(history, today)
        days = (new.end - old.end).days if old is not None and new is not None else None
        moves.append(Move(history.id, old, new, days))
    return Movement(since, today, tuple(moves))


def silent_removals(earlier: Iterable[History], later: Iterable[History]) -> tuple[str, ...]:
    """The entries of one list that a later list does not have in any form; of a roadmap kept here there are none."""
    there = {history.id for history in later}
    return tuple(history.id for history in earlier if history.id not in there)


def _changes(history: History) -> tuple[Change, ...]:
    return tuple(
        Change(
            history.id,
            new.on,
            old.window,
            new.window,
            (old.window.end - new.on).days if old.window is not None else None,
        )
        for old, new in pairwise(history.announced)
        if old.window != new.window
    )
