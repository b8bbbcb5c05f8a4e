"""How well the buyer's published dates have held, with the workings of every figure. Pure.

Every figure is as known on `today`: what was published, started or cancelled later does not count. Below ten
observations a figure is not `enough` to tell anything.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from marketkit.roadmap.baselines import Baseline, as_of, has_ended, promise
from marketkit.roadmap.history import Announced, Competition, Confidence, History
from marketkit.roadmap.proportions import ENOUGH, Proportion, brier, proportion

FRESH = timedelta(days=90)
AHEAD = timedelta(days=40)


class Outcome(enum.Enum):
    """How an entry stands against a baseline window. NOT_ENDED and NO_BASELINE count in no share."""

    ON_TIME = "on-time"
    EARLY = "early"
    LATE = "late"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"
    NOT_ENDED = "window-not-ended"
    NO_BASELINE = "no-baseline"


UNCOUNTED = (Outcome.NOT_ENDED, Outcome.NO_BASELINE)


@dataclass(frozen=True, slots=True)
class Judged:
    """How one entry counted against what it had promised."""

    id: str
    outcome: Outcome
    promise: Announced | None


@dataclass(frozen=True, slots=True)
class OnTime:
    """The on-time share against one baseline. `proportion.n`: every entry whose baseline window has ended."""

    baseline: Baseline
    today: date
    judged: tuple[Judged, ...]
    proportion: Proportion

    def of(self, outcome: Outcome) -> tuple[str, ...]:
        """The entries that counted so."""
        return tuple(each.id for each in self.judged if each.outcome is outcome)


@dataclass(frozen=True, slots=True)
class Shared:
    """A share of entries or competitions: those that count, the others of the denominator, and the share."""

    today: date
    counted: tuple[str, ...]
    others: tuple[str, ...]
    proportion: Proportion


@dataclass(frozen=True, slots=True)
class CancelledFor:
    """The entries cancelled for one reason ("" where none was given), as a share of all entries."""

    reason: str
    ids: tuple[str, ...]
    proportion: Proportion


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The cancelled share of all entries published by `today`, and by reason, the most frequent first."""

    today: date
    by_reason: tuple[CancelledFor, ...]
    proportion: Proportion


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often windows declared with one confidence held. `confidence.probability` is what should be reached."""

    confidence: Confidence
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    proportion: Proportion


@dataclass(frozen=True, slots=True)
class Calibration:
    """The hit rate for each confidence and the Brier score over all `n`; `undeclared` came without a confidence."""

    baseline: Baseline
    today: date
    rates: tuple[HitRate, ...]
    undeclared: tuple[str, ...]
    n: int
    enough: bool
    brier: Fraction | None


def on_time(histories: Iterable[History], *, today: date, baseline: Baseline = Baseline.FIRST) -> OnTime:
    """The share that started inside the baseline window, of all entries whose baseline window ended before `today`.

    Of these, started ones (inside, early, late), overdue and cancelled ones are all in the denominator; only starts
    inside are on time. An early start or a cancellation is counted when its window has ended, no sooner: else good and
    bad news would be counted at different times.
    """
    judged = tuple(_judged(history, baseline, today) for history in as_of(histories, today))
    n = sum(each.outcome not in UNCOUNTED for each in judged)
    held = sum(each.outcome is Outcome.ON_TIME for each in judged)
    return OnTime(baseline, today, judged, proportion(held, n))


def cancelled(histories: Iterable[History], *, today: date) -> Cancelled:
    """The share of all entries published by `today` that were cancelled or withdrawn, and the share for each reason."""
    known = as_of(histories, today)
    reasons: dict[str, list[str]] = {}
    for history in known:
        if history.started_on is None and history.cancelled_on is not None:
            reasons.setdefault(history.cancelled_reason or "", []).append(history.id)
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    return Cancelled(
        today,
        tuple(CancelledFor(reason, tuple(ids), proportion(len(ids), len(known))) for reason, ids in ordered),
        proportion(sum(map(len, reasons.values())), len(known)),
    )


def freshness(histories: Iterable[History], *, today: date) -> Shared:
    """The share of open entries (neither started nor cancelled) published anew or reviewed in the last 90 days.

    The ninetieth day before `today` still counts.
    """
    fresh: list[str] = []
    stale: list[str] = []
    for history in as_of(histories, today):
        if history.started_on is None and history.cancelled_on is None:
            last = max([*(each.on for each in history.announced), *history.reviewed], default=date.min)
            (fresh if today - last <= FRESH else stale).append(history.id)
    return _shared(today, fresh, stale)


def coverage(competitions: Iterable[Competition], *, today: date) -> Shared:
    """The share of competitions noticed by `today` that had stood on the roadmap at least 40 days before their notice.

    It keeps a buyer that plans little from looking reliable. 40 days: the shortest lead of a qualifying planned
    procurement notice in the United Kingdom (Procurement Act 2023, section 15).
    """
    ahead: list[str] = []
    others: list[str] = []
    for each in competitions:
        if each.noticed_on <= today:
            told = each.announced_on is not None and each.noticed_on - each.announced_on >= AHEAD
            (ahead if told else others).append(each.id)
    return _shared(today, ahead, others)


def calibration(
    histories: Iterable[History], *, today: date, baseline: Baseline = Baseline.FIRST
) -> Calibration:
    """Whether windows hold as often as the buyer declares: over the entries that `on_time` counts.

    The confidence is the one published with the baseline window. A hit is a start inside that window; everything else,
    an early start too, is a miss.
    """
    hits: dict[Confidence, list[str]] = {each: [] for each in Confidence}
    misses: dict[Confidence, list[str]] = {each: [] for each in Confidence}
    undeclared = []
    for each in on_time(histories, today=today, baseline=baseline).judged:
        if each.promise is None or each.outcome in UNCOUNTED:
            continue
        if each.promise.confidence is None:
            undeclared.append(each.id)
        else:
            (hits if each.outcome is Outcome.ON_TIME else misses)[each.promise.confidence].append(each.id)
    rates = tuple(_rate(level, hits[level], misses[level]) for level in Confidence)
    n = sum(rate.proportion.n for rate in rates)
    forecasts = [(rate.confidence.probability, True) for rate in rates for _ in rate.hits]
    forecasts += [(rate.confidence.probability, False) for rate in rates for _ in rate.misses]
    return Calibration(baseline, today, rates, tuple(undeclared), n, n >= ENOUGH, brier(forecasts))


def _judged(history: History, baseline: Baseline, today: date) -> Judged:
    promised = promise(history, baseline)
    if promised is None or promised.window is None:
        return Judged(history.id, Outcome.NO_BASELINE, None)
    window, start = promised.window, history.started_on
    if not has_ended(window, today):
        outcome = Outcome.NOT_ENDED
    elif start is not None:
        inside = start in window
        outcome = Outcome.ON_TIME if inside else Outcome.EARLY if start < window.start else Outcome.LATE
    else:
        outcome = Outcome.OVERDUE if history.cancelled_on is None else Outcome.CANCELLED
    return Judged(history.id, outcome, promised)


def _rate(confidence: Confidence, hits: list[str], misses: list[str]) -> HitRate:
    return HitRate(confidence, tuple(hits), tuple(misses), proportion(len(hits), len(hits) + len(misses)))


def _shared(today: date, counted: list[str], others: list[str]) -> Shared:
    return Shared(today, tuple(counted), tuple(others), proportion(len(counted), len(counted) + len(others)))
