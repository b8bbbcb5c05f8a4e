"""Where an evaluation stands: its steps, what is done and by whom, and what the next one waits for. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from marketkit.said import Said, say


class Stand(enum.Enum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Done:
    """Something was done, at a moment, by a person (None: by the installation itself)."""

    at: datetime
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an evaluation. Counts are whole; `waits` are sentences that say what stands against a step."""

    strategy: Done | None = None
    dry_run: Done | None = None
    plan: Done | None = None
    lock: Done | None = None
    deadline: datetime | None = None
    opened: Done | None = None
    bids_in: int = 0
    bids_out: int = 0
    requirements: int = 0
    findings_missing: int = 0
    people: int = 0
    scores: int = 0
    scores_missing: int = 0
    to_agree: int = 0
    quality_closed: Done | None = None
    two_envelopes: bool = False
    prices_opened: Done | None = None
    prices_missing: int = 0
    lots: int = 1
    lots_calculated: int = 0
    calculated: Done | None = None
    calculation_due: bool = False
    decision_waits: tuple[Said, ...] = ()
    award: Done | None = None
    reversed: Done | None = None
    letters: int = 0
    letters_approved: int = 0
    letters_sent: Done | None = None
    earliest_signing: date | None = None
    signed: Done | None = None
    signed_on: date | None = None
    cancelled: Done | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its code, what it is called, how far it is, who did it when, how it goes, what it waits for."""

    code: str
    title: Said
    stand: Stand
    done: Done | None = None
    remark: Said | None = None
    waits: tuple[Said, ...] = field(default=())


def steps(facts: Facts, *, now: datetime) -> tuple[Step, ...]:
    """The steps in their order. The first that is not done is the one to do now; a cancelled procedure has none."""
    found: list[Step] = []
    reached = facts.cancelled is None
    for code, title, done, remark, waits in _drafts(facts, now):
        if done is not None:
            found.append(Step(code, title, Stand.DONE, done, remark))
        else:
            found.append(
                Step(
                    code, title, Stand.NOW if reached else Stand.LATER, None, remark, waits if reached else ()
                )
            )
            reached = False
    return tuple(found)


Draft = tuple[str, Said, "Done | None", "Said | None", tuple[Said, ...]]


def _drafts(facts: Facts, now: datetime) -> Iterator[Draft]:
    yield from _preparation(facts)
    yield from _bids(facts, now)
    yield from _assessment(facts)
    yield from _decision(facts)


def _preparation(facts: Facts) -> Iterator[Draft]:
    yield "strategy", say("Choose the strategy"), facts.strategy, None, ()
    tried = say("tried in a dry run") if facts.dry_run else say("not tried in a dry run yet")
    yield "plan", say("Decide how bids are assessed"), facts.plan, tried if facts.strategy else None, ()
    yield "lock", say("Lock the strategy and publish"), facts.lock, None, ()


def _bids(facts: Facts, now: datetime) -> Iterator[Draft]:
    waits: tuple[Said, ...] = ()
    if facts.deadline is not None and now < facts.deadline:
        waits = (say("suppliers can still send bids; the deadline has not passed"),)
    yield "opening", say("Open the bids"), facts.opened, None, waits
    taken = facts.opened if facts.bids_in + facts.bids_out else None
    counted = say("bids in: {count}, out: {out}", count=facts.bids_in, out=facts.bids_out)
    yield "bids", say("Take the bids in"), taken, counted if taken else None, ()
    if facts.requirements:
        checked = facts.opened if taken and not facts.findings_missing else None
        missing = say("findings still missing: {count}", count=facts.findings_missing)
        yield (
            "requirements",
            say("Check the requirements"),
            checked,
            None,
            (missing,) if facts.findings_missing else (),
        )


def _assessment(facts: Facts) -> Iterator[Draft]:
    if facts.scores:
        waits = []
        if not facts.people:
            waits.append(say("nobody is asked to score yet"))
        if facts.scores_missing:
            waits.append(
                say(
                    "scores still missing: {missing} of {count}",
                    missing=facts.scores_missing,
                    count=facts.scores,
                )
            )
        scored = facts.quality_closed or (facts.opened if not facts.scores_missing else None)
        remark = say("evaluators: {count}", count=facts.people) if facts.people else None
        yield "scoring", say("Score the bids"), scored, remark, tuple(waits)
    to_agree = (
        (say("scores the panel must agree on: {count}", count=facts.to_agree),) if facts.to_agree else ()
    )
    yield "closing", say("Agree, and close the assessments"), facts.quality_closed, None, to_agree
    if facts.two_envelopes:
        yield "prices", say("Open the prices"), facts.prices_opened, None, ()


def _decision(facts: Facts) -> Iterator[Draft]:
    waits = []
    if facts.prices_missing:
        waits.append(say("bids without a price: {count}", count=facts.prices_missing))
    if facts.calculation_due and facts.lots_calculated:
        waits.append(say("something has changed since the last calculation"))
    whole = facts.lots_calculated == facts.lots and not facts.calculation_due
    calculated = facts.calculated if facts.award or whole else None
    lots = say("{done} of {lots} lots calculated", done=facts.lots_calculated, lots=facts.lots)
    yield (
        "result",
        say("Calculate the official result"),
        calculated,
        lots if facts.lots > 1 else None,
        tuple(waits),
    )
    taken_back = say("an earlier award was taken back") if facts.reversed and not facts.award else None
    yield "decision", say("Decide the award"), facts.award, taken_back, facts.decision_waits
    approved = say("{done} of {count} letters approved", done=facts.letters_approved, count=facts.letters)
    yield (
        "letters",
        say("Write and send the letters"),
        facts.letters_sent,
        approved if facts.letters else None,
        (),
    )
    remark = None
    if facts.signed_on is not None:
        remark = say("signed on {day}", day=facts.signed_on)
    elif facts.earliest_signing is not None:
        remark = say("the contract may be signed from {day} on", day=facts.earliest_signing)
    yield "contract", say("Sign the contract"), facts.signed, remark, ()
