"""All figures of the reliability page, reckoned together from one list of histories. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketkit.roadmap.baselines import Baseline
from marketkit.roadmap.groups import Group, Grouping, grouped
from marketkit.roadmap.history import Competition, History
from marketkit.roadmap.movement import Changes, Movement, changes, movement
from marketkit.roadmap.reliability import (
    Calibration,
    Cancelled,
    OnTime,
    Shared,
    calibration,
    cancelled,
    coverage,
    freshness,
    on_time,
)
from marketkit.roadmap.slip import Slips, slips


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How the dates of some of the entries have held."""

    group: Group
    on_time: OnTime
    slips: Slips


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page tells as of `today`. `groups` are by unit, by CPV division and by horizon."""

    today: date
    on_time: tuple[OnTime, ...]
    slips: Slips
    cancelled: Cancelled
    changes: Changes
    movement: Movement
    freshness: Shared
    calibration: Calibration
    coverage: Shared
    groups: tuple[tuple[Grouping, tuple[GroupFigures, ...]], ...]

    @property
    def first(self) -> OnTime:
        """Against the window that was published first."""
        return self.on_time[0]


def figures(histories: Sequence[History], competitions: Sequence[Competition], *, today: date) -> Figures:
    """The figures of one buyer. A grouping of fewer than two groups tells nothing and is left out."""
    divided = [(by, grouped(histories, by)) for by in (Grouping.UNIT, Grouping.CATEGORY, Grouping.HORIZON)]
    return Figures(
        today=today,
        on_time=tuple(on_time(histories, today=today, baseline=baseline) for baseline in Baseline),
        slips=slips(histories, today=today),
        cancelled=cancelled(histories, today=today),
        changes=changes(histories, today=today),
        movement=movement(histories, today=today),
        freshness=freshness(histories, today=today),
        calibration=calibration(histories, today=today),
        coverage=coverage(competitions, today=today),
        groups=tuple(
            (by, tuple(_of_group(group, today) for group in groups))
            for by, groups in divided
            if len(groups) > 1
        ),
    )


def _of_group(group: Group, today: date) -> GroupFigures:
    return GroupFigures(group, on_time(group.histories, today=today), slips(group.histories, today=today))
