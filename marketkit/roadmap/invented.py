"""Invented entries with believable histories, for the demonstration and for load tests: always the same for a seed. Pure.

Dates slip as they do in real lists: most hold, some are put off once or twice, some are given up, a few start early
and a few are forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from marketkit.procurements.choices import Procedure, Regime
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import DialogueDate, DialogueKind, Plan, Reason, Standing, ValueBand
from marketkit.values import Money, Precision, Window

YEARS_BACK = 4
_PRECISIONS = (Precision.MONTH, Precision.QUARTER, Precision.QUARTER, Precision.HALF_YEAR)
_PUT_OFF = (Reason.CAPACITY, Reason.BUDGET, Reason.NEED_CHANGED, Reason.DIALOGUE, Reason.EXTENDED)
_GIVEN_UP = (Reason.BUDGET, Reason.POLITICAL, Reason.MERGED, Reason.NEED_CHANGED)
_FATES = ("on-time",) * 11 + ("late",) * 5 + ("early",) * 1 + ("cancelled",) * 2 + ("overdue",) * 1


@dataclass(frozen=True, slots=True)
class Subject:
    """What an invented entry is about."""

    title: str
    need: str
    change: str
    cpv: tuple[str, ...]
    unit: str
    low: int
    high: int
    procedure: Procedure = Procedure.OPEN
    model: str = "framework-agreement"
    non_profit: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A version to be published on a day, and why."""

    on: date
    plan: Plan
    reason: Reason
    note: str = ""


@dataclass(frozen=True, slots=True)
class Invented:
    """The versions of an invented entry, oldest first, and the days on which it was confirmed as still right."""

    steps: tuple[Step, ...]
    reviewed: tuple[date, ...] = ()


def invented(
    subjects: Sequence[Subject], *, count: int, versions: int, seed: int, today: date
) -> Iterator[Invented]:
    """`count` entries of at most `versions` versions each (at least 1), none later than `today`, for a seed.

    Subjects are used in turn; from the second turn on their titles are numbered.
    """
    draw = random.Random(seed)  # noqa: S311 - invented entries are no secret
    for number in range(count):
        subject = subjects[number % len(subjects)]
        turn = number // len(subjects)
        if turn:
            subject = replace(subject, title=f"{subject.title} {turn + 1}")
        yield _entry(subject, draw, versions, today)


def _entry(subject: Subject, draw: random.Random, versions: int, today: date) -> Invented:
    first = today - timedelta(days=draw.randrange(20, YEARS_BACK * 365))
    ahead = draw.randrange(90, 540)
    plan = _plan(subject, draw, first + timedelta(days=ahead))
    steps = [Step(first, plan, Reason.FIRST)]
    fate = draw.choice(_FATES)
    day = first
    while len(steps) < versions - 1 and fate in ("late", "overdue"):
        changed = _put_off(steps[-1].plan, draw)
        window = steps[-1].plan.window
        assert window is not None  # every invented plan has one
        day = max(day + timedelta(days=30), window.end - timedelta(days=draw.randrange(5, 100)))
        if day > today:
            break
        steps.append(Step(day, changed, draw.choice(_PUT_OFF)))
        if draw.random() < 0.6:
            break
    while len(steps) < versions - 1 and draw.random() < 0.35:
        day += timedelta(days=draw.randrange(20, 120))
        if day > today:
            break
        steps.append(Step(day, _reworded(steps[-1].plan, draw), Reason.NEED_CHANGED))
    steps.sort(key=lambda step: step.on)
    last = _last(steps[-1].plan, fate, draw, steps[-1].on, today) if versions > 1 else None
    if last is not None:
        steps.append(last)
    return Invented(tuple(steps), _reviews(steps, draw, today))


def _plan(subject: Subject, draw: random.Random, start: date) -> Plan:
    precision = draw.choice(_PRECISIONS)
    window = Window.around(start, start, precision)
    contract = window.end + timedelta(days=draw.randrange(120, 300))
    size = draw.randrange(80, 121)
    talks = window.start - timedelta(days=draw.randrange(40, 150))
    dialogue = (
        (DialogueDate(Window.around(talks, talks, Precision.MONTH), draw.choice(list(DialogueKind))),)
        if draw.random() < 0.5
        else ()
    )
    return Plan(
        title=subject.title,
        need=subject.need,
        resident_change=subject.change,
        unit=subject.unit,
        cpv_codes=subject.cpv,
        nuts_codes=("NO0A2",),
        value=ValueBand(Money.of(subject.low * size * 10, "NOK"), Money.of(subject.high * size * 10, "NOK")),
        regime=Regime.NO_PART_4 if subject.cpv[0].startswith("85") else Regime.NO_PART_3,
        procedure=subject.procedure,
        contract_model=subject.model,
        for_small=draw.random() < 0.6,
        for_non_profit=subject.non_profit,
        contact="anskaffelser@fjordvik.example",
        window=window,
        contract_window=Window.around(contract, contract, Precision.QUARTER),
        confidence=draw.choice((Confidence.HIGH, Confidence.MEDIUM, Confidence.MEDIUM, Confidence.LOW)),
        dialogue=dialogue,
    )


def _put_off(plan: Plan, draw: random.Random) -> Plan:
    assert plan.window is not None
    later = plan.window.end + timedelta(days=draw.randrange(20, 200))
    window = Window.around(later, later, plan.window.precision)
    contract = window.end + timedelta(days=draw.randrange(120, 300))
    return replace(plan, window=window, contract_window=Window.around(contract, contract, Precision.QUARTER))


def _reworded(plan: Plan, draw: random.Random) -> Plan:
    if plan.value.high is not None and draw.random() < 0.5:
        return replace(plan, value=ValueBand(plan.value.low, plan.value.high * draw.choice((2, 3))))
    if plan.confidence is not Confidence.HIGH:
        return replace(plan, confidence=Confidence.HIGH)
    return replace(plan, for_small=not plan.for_small)


def _last(plan: Plan, fate: str, draw: random.Random, after: date, today: date) -> Step | None:
    """What becomes of the entry, if it has by today; an overdue one is forgotten."""
    window = plan.window
    assert window is not None
    if fate == "overdue":
        return None
    if fate == "cancelled":
        day = max(after + timedelta(days=20), window.start - timedelta(days=draw.randrange(0, 120)))
        reason = draw.choice(_GIVEN_UP)
        gone = Standing.WITHDRAWN if reason is Reason.MERGED else Standing.CANCELLED
        return Step(day, replace(plan, standing=gone, ended_on=day), reason) if day <= today else None
    if fate == "early":
        day = window.start - timedelta(days=draw.randrange(5, 40))
    elif fate == "late" and draw.random() < 0.4:
        day = window.end + timedelta(days=draw.randrange(3, 90))
    else:
        day = window.start + timedelta(days=draw.randrange(0, (window.end - window.start).days + 1))
    day = max(day, after + timedelta(days=5))
    if day > today:
        return None
    return Step(day, replace(plan, standing=Standing.STARTED, ended_on=day), Reason.STARTED)


def _reviews(steps: Sequence[Step], draw: random.Random, today: date) -> tuple[date, ...]:
    """Entries are looked at every few months, most of them."""
    end = steps[-1].on if not steps[-1].plan.standing.is_open else today
    found = []
    day = steps[0].on + timedelta(days=draw.randrange(60, 110))
    while day < end and draw.random() < 0.85:
        found.append(day)
        day += timedelta(days=draw.randrange(60, 110))
    return tuple(found)
