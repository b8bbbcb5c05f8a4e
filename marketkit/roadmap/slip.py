"""Slip: how many days after the promised window entries start, with those that have not started yet. Pure.

The curve is that of Kaplan and Meier (1958, JASA 53: 457–481): an entry that has not started is not left out, which
would make delays look short, but counts among those at risk for as long as it has been waited for.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketkit.roadmap.baselines import Baseline, as_of, promised_window
from marketkit.roadmap.history import History
from marketkit.roadmap.proportions import ENOUGH
from marketkit.values import Window


class Ending(enum.Enum):
    """How the observation of an entry ended."""

    STARTED = "started"
    WAITING = "waiting"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Observation:
    """An entry's slip in `days` when it started, or up to where it had certainly not started (right-censored)."""

    id: str
    days: int
    ending: Ending

    @property
    def is_followed(self) -> bool:
        """It started, or was waited for until after its window's last day."""
        return self.ending is Ending.STARTED or self.days > 0


@dataclass(frozen=True, slots=True)
class Step:
    """Where the curve falls: `started` of `at_risk` entries start at a slip of `days`; `waiting` is the share left.

    `time` is `days` shifted by the earliest time in the curve, so that it is never negative.
    """

    days: int
    time: int
    at_risk: int
    started: int
    waiting: Fraction


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips against one baseline, and the curve.

    `n` counts the entries that started or were waited for until after their window; the others are in the curve as far
    as they have been followed, but are no evidence of slip. `unpromised` have no such baseline. `median` and `p80`: the
    fewest days within which half and 80 % had started; None where the curve does not fall that far.
    """

    baseline: Baseline
    today: date
    observations: tuple[Observation, ...]
    unpromised: tuple[str, ...]
    steps: tuple[Step, ...]
    earliest: int | None
    n: int
    enough: bool
    median: int | None
    p80: int | None


def slip_days(day: date, window: Window) -> int:
    """Days from the window to a start on `day`: 0 inside, from its end when later, negative from its start when earlier."""
    if day < window.start:
        return (day - window.start).days
    return max((day - window.end).days, 0)


def survived_days(day: date, window: Window) -> int:
    """The slip that an entry not started by `day` has certainly passed, on the same scale as `slip_days`.

    After the window: days since its end. Before it: days until its start, negative. Inside it, its last day included,
    -1: it has not started early, and may still start at slip 0.
    """
    if day in window:
        return -1
    return slip_days(day, window)


def slips(histories: Iterable[History], *, today: date, baseline: Baseline = Baseline.FIRST) -> Slips:
    """How late entries start, as known on `today`, in days against the window of `baseline`.

    Entries not started are right-censored at `today`, cancelled ones at their cancellation, as `survived_days` counts;
    that also holds for entries whose window has not ended, which are censored below 0: leaving them out while counting
    early starts of others like them would make the buyer look earlier than it is.
    """
    found, unpromised = [], []
    for history in as_of(histories, today):
        window = promised_window(history, baseline)
        if window is None:
            unpromised.append(history.id)
        else:
            found.append(_observed(history, window, today))
    steps = kaplan_meier(found)
    n = sum(each.is_followed for each in found)
    return Slips(
        baseline=baseline,
        today=today,
        observations=tuple(found),
        unpromised=tuple(unpromised),
        steps=steps,
        earliest=min((each.days for each in found), default=None),
        n=n,
        enough=n >= ENOUGH,
        median=days_within(steps, Fraction(1, 2)),
        p80=days_within(steps, Fraction(4, 5)),
    )


def kaplan_meier(observations: Sequence[Observation]) -> tuple[Step, ...]:
    """The product-limit estimate, exact: one step for each slip at which entries started.

    At risk at a slip is every entry observed that far; one censored at the same slip is still at risk there.
    """
    started = Counter(each.days for each in observations if each.ending is Ending.STARTED)
    left = Counter(each.days for each in observations)
    earliest, at_risk, waiting = min(left, default=0), len(observations), Fraction(1)
    steps = []
    for days in sorted(left):
        if events := started[days]:
            waiting *= Fraction(at_risk - events, at_risk)
            steps.append(Step(days, days - earliest, at_risk, events, waiting))
        at_risk -= left[days]
    return tuple(steps)


def days_within(steps: Iterable[Step], share: Fraction) -> int | None:
    """The fewest days within which at least `share` had started; None where the curve does not fall that far."""
    return next((step.days for step in steps if 1 - step.waiting >= share), None)


def _observed(history: History, window: Window, today: date) -> Observation:
    if history.started_on is not None:
        return Observation(history.id, slip_days(history.started_on, window), Ending.STARTED)
    if history.cancelled_on is not None:
        return Observation(history.id, survived_days(history.cancelled_on, window), Ending.CANCELLED)
    return Observation(history.id, survived_days(today, window), Ending.WAITING)
