"""What was promised of an entry's start, frozen on fixed days, and what was known on a day. Pure.

Baselines are immutable: the first published window, and the window as it stood 180, 90 and 30 days before the end of
that first published window. Later edits change none of them, so they cannot hide slip.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from marketkit.roadmap.history import Announced, History
from marketkit.values import Window


class Baseline(enum.Enum):
    """Which published window an entry is held to."""

    FIRST = "first"
    DAYS_180 = "180-days-before"
    DAYS_90 = "90-days-before"
    DAYS_30 = "30-days-before"

    @property
    def days_before(self) -> int | None:
        """How many days before the end of the first published window it is read; None: when first published."""
        return {"first": None, "180-days-before": 180, "90-days-before": 90, "30-days-before": 30}[self.value]


def promise(history: History, baseline: Baseline) -> Announced | None:
    """The announcement, always with a window, that the entry is held to; None where there is no such baseline.

    The first published window is the first that was stated; versions without one before it promise nothing. The others
    are the last window stated up to and including their day; a window taken back without a new one still holds. None
    when the first window was published later than that day. What was published on the day of the start or after it
    promised nothing.
    """
    ended = history.started_on
    stated = [
        (each, each.window)
        for each in history.announced
        if each.window is not None and (ended is None or each.on < ended)
    ]
    if not stated:
        return None
    first, window = stated[0]
    if baseline.days_before is None:
        return first
    day = window.end - timedelta(days=baseline.days_before)
    return next((each for each, _ in reversed(stated) if each.on <= day), None)


def promised_window(history: History, baseline: Baseline) -> Window | None:
    """The window of `promise`."""
    promised = promise(history, baseline)
    return promised.window if promised else None


def has_ended(window: Window, today: date) -> bool:
    """Whether the window is over: from the day after its last day."""
    return window.end < today


def window_on(history: History, day: date) -> Window | None:
    """The window as it stood at the end of a day; None: not published by then, or no time was stated."""
    said = [each for each in history.announced if each.on <= day]
    return said[-1].window if said else None


def as_of(histories: Iterable[History], day: date) -> tuple[History, ...]:
    """The histories as they were known at the end of a day: without later versions, reviews, starts, cancellations.

    Entries first published later are left out. A start or cancellation counts as known from its own day.
    """
    known = (_as_of(each, day) for each in histories)
    return tuple(each for each in known if each is not None)


def _as_of(history: History, day: date) -> History | None:
    announced = tuple(each for each in history.announced if each.on <= day)
    started_on, cancelled_on = _by(history.started_on, day), _by(history.cancelled_on, day)
    if not announced and (history.announced or not (started_on or cancelled_on)):
        return None
    return replace(
        history,
        announced=announced,
        started_on=started_on,
        cancelled_on=cancelled_on,
        cancelled_reason=history.cancelled_reason if cancelled_on else None,
        reviewed=tuple(each for each in history.reviewed if each <= day),
    )


def _by(event: date | None, day: date) -> date | None:
    return event if event is not None and event <= day else None
