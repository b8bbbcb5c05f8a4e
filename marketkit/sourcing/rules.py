"""What a rule of a jurisdiction is: law as dated data, with where it stands and how far it has been verified.

A `Rule` judges a strategy. A `StandstillRule` and `LetterRules` say what follows an award.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketkit.sourcing.strategy import Title

BLOCK, WARN, INFO = SEVERITIES = ("block", "warn", "info")
LANGUAGES = ("en", "nb")  # every text of a pack stands in both
MANDATORY, CHOSEN, VOLUNTARY = STANDSTILL_DUTIES = ("mandatory", "chosen", "voluntary")
LETTERS_SENT, AWARD_NOTICE, INTENTION_NOTICE = STANDSTILL_EVENTS = (
    "letters",
    "award-notice",
    "intention-notice",
)
DAY_AFTER, SAME_DAY = FIRST_DAYS = ("day-after", "same-day")
CALENDAR_DAYS, WORKING_DAYS = WAYS_OF_COUNTING = ("calendar-days", "working-days")
BUYERS_OWN = "buyer"  # the public holidays of the country whose clocks the buyer follows
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)

Parameter = Fraction | str | tuple[str, ...]


def calendar_date(text: str) -> date:
    """The day written as year-month-day, such as 2024-01-31. Raises ValueError for everything else."""
    if not _DATE.match(text):
        raise ValueError(f'expected a date such as 2024-01-31, found "{text}"')
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'there is no such day: "{text}"') from None


def _within(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a buyer may choose instead of meeting the rule, when the reason is declared in the documents.

    `outcomes` limits it to some of the ways in which the rule can go unmet; empty means all of them. An exception
    can come later or go earlier than its rule: `valid_from` and `valid_to` are days on which it may be chosen.
    """

    chosen: str
    text: Title
    outcomes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def fits(self, outcome: str) -> bool:
        """Whether it can satisfy the rule in this way of going unmet."""
        return not self.outcomes or outcome in self.outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """Law on a day. Both `valid_from` and `valid_to` are days on which it applies; None leaves that end open.

    `regimes` is empty for one that applies whatever the regime. `verified` tells whether what it says was read in
    `checked_against`. The same id may stand more than once, for other regimes or other days.
    """

    id: str
    pack: str
    title: Title
    text: Title
    instrument: str
    article: str
    regimes: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    checked_on: date
    checked_against: str
    verified: bool
    line: int | None = None

    def applies(self, regime: str | None, on: date) -> bool:
        """Whether it says anything about this regime on this day."""
        if self.regimes and regime not in self.regimes:
            return False
        return _within(self.valid_from, on, self.valid_to)

    def overlaps(self, other: Provision) -> bool:
        """Whether both can apply to one regime on one day."""
        if self.regimes and other.regimes and not set(self.regimes) & set(other.regimes):
            return False
        first, last = date.min, date.max
        return (self.valid_from or first) <= (other.valid_to or last) and (other.valid_from or first) <= (
            self.valid_to or last
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Provision):
    """What the law demands of a strategy. A rule that is not `verified` never does more than warn.

    `findings` holds the text for every outcome of the rule's kind of test.
    """

    to_satisfy: Title
    severity: str
    test: str
    parameters: Mapping[str, Parameter]
    findings: Mapping[str, Title]
    alternatives: tuple[Alternative, ...] = ()

    @property
    def effective_severity(self) -> str:
        """The severity of what this rule finds: law that has not been verified warns at most."""
        return WARN if self.severity == BLOCK and not self.verified else self.severity

    def alternatives_on(self, on: date) -> tuple[Alternative, ...]:
        """What may be chosen instead on this day."""
        return tuple(each for each in self.alternatives if _within(each.valid_from, on, each.valid_to))


@dataclass(frozen=True, slots=True, kw_only=True)
class StandstillRule(Provision):
    """Whether, from when and how long a buyer waits between telling of an award and signing the contract.

    `duty` is mandatory (at least `days`), chosen (a standstill of the buyer's own length; `days` is what is used when
    none is given) or voluntary (none is demanded; one the buyer sets is at least `days`, where there is such a limit).
    `days_otherwise` holds where letters start it and not all were sent electronically. `counted_in` calendar days,
    a period ends on a working day and holds two; `holidays` is the calendar that tells working days, or BUYERS_OWN.
    """

    duty: str
    starts_with: str
    first_day: str
    counted_in: str
    days: int | None
    days_otherwise: int | None
    holidays: str

    def least_days(self, *, electronically: bool) -> int | None:
        """The number of days when the letters were, or were not, all sent electronically."""
        if electronically or self.days_otherwise is None:
            return self.days
        return self.days_otherwise


@dataclass(frozen=True, slots=True)
class Complaint:
    """A way for a supplier to have the award tried: before whom, how and by when, and where that stands."""

    whom: Title
    how: Title
    deadline: Title
    instrument: str
    article: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRules(Provision):
    """What every supplier is told of an award: reasons of its own, the winner's advantages over it or scores."""

    reasons: bool
    relative_advantages: bool
    winner_scores: bool
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one jurisdiction or standard."""

    id: str
    title: Title
    rules: tuple[Rule, ...]
    standstills: tuple[StandstillRule, ...] = ()
    letters: tuple[LetterRules, ...] = ()
