"""An entry of the roadmap and its plan versions: what is planned, what changed, and what stands now. Pure.

A version is never edited; a change is a new version with a reason. Days are days in the buyer's own zone.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from marketkit.procurements.choices import Procedure, Regime
from marketkit.roadmap.history import Announced, Confidence, History
from marketkit.values import Money, Window

REVIEW_DUE = timedelta(days=90)
CLOSE = timedelta(days=30)


class Standing(enum.Enum):
    """What has become of an entry. A withdrawn one stays at its address and tells why."""

    PLANNED = "planned"
    STARTED = "started"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        return self is Standing.PLANNED

    @property
    def is_gone(self) -> bool:
        """Nothing will come of it."""
        return self in (Standing.CANCELLED, Standing.WITHDRAWN)


class Reason(enum.Enum):
    """Why a version differs from the one before it."""

    FIRST = "first-published"
    CAPACITY = "capacity"
    BUDGET = "budget"
    NEED_CHANGED = "need-changed"
    DIALOGUE = "market-dialogue"
    POLITICAL = "political-decision"
    LAW = "law"
    EXTENDED = "contract-extended"
    MERGED = "merged"
    SPLIT = "split"
    STARTED = "started"
    CORRECTION = "correction"
    OTHER = "other"


class DialogueKind(enum.Enum):
    """How suppliers can talk with the buyer before the competition."""

    CONFERENCE = "conference"
    ONE_TO_ONE = "one-to-one"
    WRITTEN = "written"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class DialogueDate:
    """A date of market dialogue: when, how, and what to know about it."""

    window: Window
    kind: DialogueKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class ValueBand:
    """The estimated value without VAT: from `low` to `high`, of one currency; one of the two may be open."""

    low: Money | None = None
    high: Money | None = None

    @property
    def currency(self) -> str | None:
        either = self.low or self.high
        return either.currency if either else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one version says. An empty text or None is: not said.

    `window` is when the competition is announced, `contract_window` when the contract begins. `lots` are titles.
    `contract_model` is a code of the contract templates. `for_small` and `for_non_profit`: suits small and medium-sized
    firms, non-profit organisations. `contact` is a role's address, never a person's.
    """

    title: str
    need: str = ""
    resident_change: str = ""
    unit: str = ""
    cpv_codes: tuple[str, ...] = ()
    nuts_codes: tuple[str, ...] = ()
    value: ValueBand = ValueBand()
    regime: Regime | None = None
    procedure: Procedure | None = None
    contract_model: str = ""
    lots: tuple[str, ...] = ()
    for_small: bool | None = None
    for_non_profit: bool | None = None
    contact: str = ""
    window: Window | None = None
    contract_window: Window | None = None
    confidence: Confidence | None = None
    dialogue: tuple[DialogueDate, ...] = ()
    expiring_contract: str = ""
    standing: Standing = Standing.PLANNED
    ended_on: date | None = None

    @property
    def started_on(self) -> date | None:
        """The day the competition was announced."""
        return self.ended_on if self.standing is Standing.STARTED else None

    @property
    def gone_on(self) -> date | None:
        """The day on which it was cancelled or withdrawn."""
        return self.ended_on if self.standing.is_gone else None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a plan that differs between two versions; `old` of the first version is None."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """A published plan. `number` counts from 1; `at` is in UTC, `on` the same moment's day in the buyer's zone."""

    number: int
    at: datetime
    on: date
    plan: Plan
    reason: Reason = Reason.FIRST
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry with all its published versions, oldest first (at least one).

    `key` is its lasting address ("fjordvik-2027-012": small letters, digits and hyphens). `notices` are addresses of
    published notices; `procurements` the references of the procurements it led to. `invented` marks entries made
    up for demonstration or load tests.
    """

    key: str
    versions: tuple[PlanVersion, ...]
    reviewed: tuple[date, ...] = ()
    procurements: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    invented: bool = False

    @property
    def latest(self) -> PlanVersion:
        return self.versions[-1]

    @property
    def plan(self) -> Plan:
        """What is planned now."""
        return self.latest.plan

    @property
    def first_published(self) -> datetime:
        return self.versions[0].at

    @property
    def last_reviewed(self) -> date:
        """The last day somebody published it or said that it was still right."""
        return max(self.latest.on, *self.reviewed) if self.reviewed else self.latest.on

    def changes(self) -> Iterator[tuple[PlanVersion, tuple[FieldChange, ...]]]:
        """Each version with what it changed, newest first."""
        before = (None, *self.versions)
        for old, new in reversed(list(zip(before, self.versions, strict=False))):
            yield new, changed(old.plan if old else None, new.plan)

    def is_overdue(self, today: date) -> bool:
        """The window has passed and nothing has started: shown to everyone as not confirmed."""
        window = self.plan.window
        return self.plan.standing.is_open and window is not None and window.end < today

    def needs_review(self, today: date) -> bool:
        """Nobody has confirmed it for ninety days, or its window ends within thirty days or has passed."""
        if not self.plan.standing.is_open:
            return False
        window = self.plan.window
        return today - self.last_reviewed > REVIEW_DUE or (window is not None and window.end - today <= CLOSE)

    def history(self) -> History:
        """What reliability is reckoned from."""
        plan = self.plan
        return History(
            id=self.key,
            unit=plan.unit,
            categories=plan.cpv_codes,
            announced=tuple(
                Announced(version.on, version.plan.window, version.plan.confidence)
                for version in self.versions
                if version.plan.standing.is_open
            ),
            started_on=plan.started_on,
            cancelled_on=plan.gone_on,
            cancelled_reason=self.latest.reason.value if plan.standing.is_gone else None,
            reviewed=self.reviewed,
        )


def changed(old: Plan | None, new: Plan) -> tuple[FieldChange, ...]:
    """The fields in which two plans differ, in the order of the fields; of a first plan those that say something."""
    empty = Plan(title="")
    found = []
    for field in dataclasses.fields(Plan):
        before = getattr(old or empty, field.name)
        after = getattr(new, field.name)
        if before != after:
            found.append(FieldChange(field.name, before if old else None, after))
    return tuple(found)
