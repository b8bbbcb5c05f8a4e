"""When an announced competition may be expected, told from how such entries have gone before. Pure.

It is a statistic of the buyer's own past entries, and no promise: "of 24 such entries 80 % had started within 35 days of
the window's end".
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketkit.roadmap.baselines import Baseline
from marketkit.roadmap.groups import divisions, horizon
from marketkit.roadmap.history import History
from marketkit.roadmap.slip import Slips, slips
from marketkit.values import Window


class Obstacle(enum.Enum):
    """Why no forecast is given."""

    TOO_FEW = "too-few"
    CURVE_TOO_SHORT = "fewer-than-80-percent-started"
    PASSED = "the-day-has-passed"


@dataclass(frozen=True, slots=True)
class Forecast:
    """By which days half and 80 % of `n` such entries had started, counted from `window` as theirs were from theirs.

    `p80_by` is None when there is an `obstacle`; `median_by` then too. `slips` holds the workings.
    """

    window: Window
    today: date
    median_by: date | None
    p80_by: date | None
    obstacle: Obstacle | None
    slips: Slips

    @property
    def n(self) -> int:
        return self.slips.n


@dataclass(frozen=True, slots=True)
class Alike:
    """Past entries like one entry, and in what they are like it; in nothing: all of the buyer's."""

    histories: tuple[History, ...]
    same_category: bool
    same_horizon: bool


def forecast(
    histories: Iterable[History], window: Window, *, today: date, baseline: Baseline = Baseline.FIRST
) -> Forecast:
    """The range for an open window from the slips of `histories` (`alike` chooses them), as known on `today`.

    None with an obstacle when fewer than ten entries tell of slip, when less than 80 % of the curve has started, or
    when the day at which 80 % had started has passed.
    """
    found = slips(histories, today=today, baseline=baseline)
    obstacle, p80, median = None, None, None
    if not found.enough:
        obstacle = Obstacle.TOO_FEW
    elif found.p80 is None or found.median is None:
        obstacle = Obstacle.CURVE_TOO_SHORT
    elif slipped(window, found.p80) < today:
        obstacle = Obstacle.PASSED
    else:
        p80, median = slipped(window, found.p80), slipped(window, found.median)
    return Forecast(window, today, median, p80, obstacle, found)


def slipped(window: Window, days: int) -> date:
    """The last day of a start with that slip: from the window's start when negative, else from its end."""
    return (window.start if days < 0 else window.end) + timedelta(days=days)


def alike(
    histories: Sequence[History], entry: History, *, today: date, baseline: Baseline = Baseline.FIRST
) -> Alike:
    """The narrowest set of other entries that is enough to tell of slip, else all others.

    Tried in this order: same CPV division and horizon, same division, same horizon, all. The order is fixed, so that
    nobody chooses the comparison that looks best.
    """
    others = tuple(each for each in histories if each.id != entry.id)
    own, ahead = set(divisions(entry.categories)), horizon(entry)
    for category, far in ((True, True), (True, False), (False, True)):
        chosen = tuple(
            each
            for each in others
            if (not category or own & set(divisions(each.categories)))
            and (not far or (ahead is not None and horizon(each) is ahead))
        )
        if slips(chosen, today=today, baseline=baseline).enough:
            return Alike(chosen, category, far)
    return Alike(others, False, False)
