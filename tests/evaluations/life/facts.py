"""A small model of one procurement's life: what has happened, and from that what may happen next. Pure.

Written from the rules as an officer knows them, without looking at how they are kept: `test_life.py` holds the two
against each other.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from fractions import Fraction

LEAVES = ("plan", "days", "price")
SCORED, STATED, COST = LEAVES
SCALES = {SCORED: (0, 10), STATED: (0, 30)}
SPREAD = Fraction(2)  # a fifth of the scale of ten
WEIGHTS = {"first": {SCORED: 40, STATED: 20, COST: 40}, "second": {SCORED: 60, STATED: 10, COST: 30}}
DEADLINE = datetime(2025, 3, 17, 11, tzinfo=UTC)
LATER_DEADLINE = datetime(2025, 3, 24, 11, tzinfo=UTC)
# The moments the clock goes through before the bids are opened; after that it is the real one.
CLOCK = (
    datetime(2025, 3, 3, 8, tzinfo=UTC),
    datetime(2025, 3, 10, 8, tzinfo=UTC),
    datetime(2025, 3, 20, 8, tzinfo=UTC),
    datetime(2025, 4, 1, 8, tzinfo=UTC),
)


class Basis(enum.Enum):
    """Whether there is a score, nobody gave it yet, or the panel must agree on it."""

    FOUND = "found"
    MISSING = "missing"
    APART = "apart"


@dataclass(frozen=True)
class Plan:
    deadline: datetime
    two_envelopes: bool


@dataclass(frozen=True)
class Lock:
    variant: str
    plan: Plan
    at: datetime


@dataclass
class Submission:
    """What stands for a bid; `tick` is when it came in, on the model's own clock."""

    number: int
    tick: int
    late: bool
    figures: dict[str, Fraction]
    corrected: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Score:
    score: Fraction
    ground: str
    submission: int
    tick: int


@dataclass(frozen=True)
class Agreement:
    number: int
    score: Fraction
    tick: int


@dataclass(frozen=True)
class Run:
    """An official result: what it was made from, and when."""

    id: int
    inputs: tuple[object, ...]
    order: tuple[frozenset[str], ...]
    tick: int


@dataclass
class Facts:
    """Everything that has happened. What is a question ends in an answer, what happens is written by the machine."""

    tick: int = 0
    hour: int = 0
    variant: str | None = None
    versions: int = 0
    plan: Plan | None = None
    plans: int = 0
    locks: list[Lock] = field(default_factory=list)
    opened_at: datetime | None = None
    prices_open: bool = False
    bids: dict[str, list[Submission]] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    assigned_then: set[str] = field(default_factory=set)
    final_since: int | None = None
    declared: dict[tuple[str, str], tuple[bool, int]] = field(default_factory=dict)
    scores: dict[tuple[str, str], list[Score]] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    closed: bool = False
    runs: list[Run] = field(default_factory=list)
    draws: dict[int, tuple[str, ...]] = field(default_factory=dict)
    award: tuple[str, ...] | None = None
    reversed_at: int | None = None
    earliest_signing: date | None = None
    decisions: int = 0
    written: dict[str, tuple[object, ...]] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    letters_sent: bool = False
    signed: bool = False
    cancelled: bool = False

    def next_tick(self) -> int:
        self.tick += 1
        return self.tick

    # Where it stands

    @property
    def now(self) -> datetime:
        return CLOCK[self.hour]

    @property
    def lock(self) -> Lock | None:
        return self.locks[-1] if self.locks else None

    @property
    def opened(self) -> bool:
        return self.opened_at is not None

    @property
    def two_envelopes(self) -> bool:
        return self.lock is not None and self.lock.plan.two_envelopes

    @property
    def state(self) -> str:
        """The state that follows from what has happened."""
        if self.cancelled:
            return "cancelled"
        if self.signed:
            return "contract"
        if self.award is not None:
            return "awarded"
        if self.reversed_at is not None:
            return "evaluated"
        if self.opened:
            return "opened"
        return "competition" if self.lock else "need"

    def standing(self, label: str) -> Submission | None:
        return self.counts(label) if label in self.bids else None

    def counts(self, label: str) -> Submission:
        """Of what was handed in for a bid the last that came in time, or else the last."""
        rows = self.bids[label]
        return ([row for row in rows if not row.late] or rows)[-1]

    def why_out(self, label: str) -> str | None:
        if label in self.rejected:
            return "rejected"
        return "late" if self.counts(label).late else None

    @property
    def staying(self) -> list[str]:
        return sorted(label for label in self.bids if self.why_out(label) is None)

    @property
    def final(self) -> bool:
        """Whether it is known what a score does to the ranking."""
        return self.prices_open if self.two_envelopes else bool(self.runs)

    def become_final(self) -> None:
        self.final_since, self.assigned_then = self.tick, set(self.assigned)

    # Scores

    def asked(self, label: str) -> set[str]:
        """Who is asked to score a bid: after it is known what a score does, those who were asked before, if scored."""
        if self.final_since is None:
            return self.assigned
        known = self.counts(label).number
        scores = [
            row
            for (who, bid), rows in self.scores.items()
            if bid == label
            and who in self.assigned_then
            and not self.declared.get((who, label), (False, 0))[0]
            for row in rows
        ]
        settled = any(row.submission == known and row.tick < self.final_since for row in scores)
        return self.assigned_then if settled else self.assigned

    def expected(self, label: str) -> set[str]:
        """Who is asked to score a bid and may."""
        return {who for who in self.asked(label) if not self.declared.get((who, label), (False, 0))[0]}

    def counting(self, label: str) -> dict[str, Score]:
        newest = {who: rows[-1] for (who, bid), rows in self.scores.items() if bid == label}
        number = self.counts(label).number
        wanted = self.expected(label)
        return {who: row for who, row in newest.items() if who in wanted and row.submission == number}

    def agreed(self, label: str) -> tuple[Basis, Fraction | None]:
        """The score that counts for a bid: agreed since anything changed, else the mean where they lie together."""
        counting, wanted = self.counting(label), self.expected(label)
        if not counting or len(counting) < len(wanted):
            return Basis.MISSING, None
        agreement = self.agreements.get(label)
        if agreement is not None:
            ticks = [self.counts(label).tick, *(row.tick for row in counting.values())]
            scored = {who for who, bid in self.scores if bid == label}
            conflicts = {who: self.declared.get((who, label), (False, 0)) for who in scored}
            ticks += [tick for conflict, tick in conflicts.values() if conflict]
            return (Basis.FOUND, agreement.score) if agreement.tick > max(ticks) else (Basis.APART, None)
        given = [row.score for row in counting.values()]
        if max(given) - min(given) > SPREAD:
            return Basis.APART, None
        return Basis.FOUND, sum(given, Fraction(0)) / len(given)

    @property
    def has_gaps(self) -> bool:
        return any(self.agreed(label)[0] is Basis.MISSING for label in self.staying)

    # The result

    def values(self, label: str) -> dict[str, Fraction | None]:
        figures = self.counts(label).figures
        return {SCORED: self.agreed(label)[1], STATED: figures[STATED], COST: figures.get(COST)}

    def inputs(self) -> tuple[object, ...]:
        """What a result would rest on now."""
        return tuple(
            (label, self.counts(label).figures.get(COST), why)
            if (why := self.why_out(label))
            else (label, *self.values(label).values())
            for label in sorted(self.bids)
        )

    @property
    def can_be_calculated(self) -> bool:
        ready = self.opened and self.closed and (self.prices_open or not self.two_envelopes)
        staying = self.staying
        return (
            ready
            and bool(staying)
            and all(value is not None for label in staying for value in self.values(label).values())
        )

    @property
    def changed(self) -> bool:
        """Whether the newest result, if there is one, no longer is what counts."""
        if not self.runs:
            return True
        taken_back = self.award is None and (self.reversed_at or 0) > self.runs[-1].tick
        return taken_back or self.runs[-1].inputs != self.inputs()

    def order(self) -> tuple[frozenset[str], ...]:
        """The bids from first to last, those with the same points together: a weighted sum worked out anew."""
        assert self.lock is not None
        weights = WEIGHTS[self.lock.variant]
        values = {label: self.values(label) for label in self.staying}
        prices = [price for each in values.values() if (price := each[COST]) is not None]
        points: dict[Fraction, set[str]] = {}
        for label, each in values.items():
            score, days, price = each[SCORED], each[STATED], each[COST]
            assert score is not None and days is not None and price is not None
            total = weights[SCORED] * score / 10 + weights[STATED] * (30 - days) / 30
            total += weights[COST] * min(prices) / price
            points.setdefault(total, set()).add(label)
        return tuple(frozenset(points[total]) for total in sorted(points, reverse=True))

    @property
    def winner(self) -> str | None:
        """Who comes first by the newest result and the draw, None while nobody does."""
        if not self.runs:
            return None
        first = self.runs[-1].order[0]
        drawn = self.draws.get(self.runs[-1].id)
        if len(first) == 1:
            return next(iter(first))
        return drawn[0] if drawn is not None and set(drawn) == first else None

    # Letters

    def decide_anew(self) -> None:
        """Something was decided: letters about it are to be written from the beginning."""
        self.decisions += 1
        self.written, self.approved, self.letters_sent = {}, set(), False

    def record(self) -> tuple[object, ...]:
        """What letters are written from: who is out and why, the result they tell of, and the grounds of its scores."""
        grounds = {label: self.grounds(label) for label in self.bids}
        outs = {label: self.why_out(label) for label in self.bids}
        return (self.decisions, self.earliest_signing, outs, grounds)

    def grounds(self, label: str) -> tuple[object, ...]:
        agreement = self.agreements.get(label)
        given = sorted((who, row.score, row.ground) for who, row in self.counting(label).items())
        return (*given, *(() if agreement is None else (agreement.number,)))
