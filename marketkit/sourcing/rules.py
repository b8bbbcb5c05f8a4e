"""What a rule of a jurisdiction is: law as dated data, with where it stands and how far it has been verified."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketkit.sourcing.strategy import Title

BLOCK, WARN, INFO = SEVERITIES = ("block", "warn", "info")
LANGUAGES = ("en", "nb")  # every text of a pack stands in both
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


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Both `valid_from` and `valid_to` are days on which it applies; None leaves that end open.

    `regimes` is empty for a rule that applies whatever the regime. A rule that is not `verified` never does more
    than warn. `findings` holds the text for every outcome of the rule's kind of test. The same id may stand more
    than once, for other regimes or other days.
    """

    id: str
    pack: str
    title: Title
    text: Title
    to_satisfy: Title
    instrument: str
    article: str
    regimes: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    checked_on: date
    checked_against: str
    verified: bool
    severity: str
    test: str
    parameters: Mapping[str, Parameter]
    findings: Mapping[str, Title]
    alternatives: tuple[Alternative, ...] = ()
    line: int | None = None

    @property
    def effective_severity(self) -> str:
        """The severity of what this rule finds: law that has not been verified warns at most."""
        return WARN if self.severity == BLOCK and not self.verified else self.severity

    def applies(self, regime: str | None, on: date) -> bool:
        """Whether the rule says anything about a strategy of this regime on this day."""
        if self.regimes and regime not in self.regimes:
            return False
        return _within(self.valid_from, on, self.valid_to)

    def alternatives_on(self, on: date) -> tuple[Alternative, ...]:
        """What may be chosen instead on this day."""
        return tuple(each for each in self.alternatives if _within(each.valid_from, on, each.valid_to))

    def overlaps(self, other: Rule) -> bool:
        """Whether both can apply to one strategy on one day."""
        if self.regimes and other.regimes and not set(self.regimes) & set(other.regimes):
            return False
        first, last = date.min, date.max
        return (self.valid_from or first) <= (other.valid_to or last) and (other.valid_from or first) <= (
            self.valid_to or last
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one jurisdiction or standard."""

    id: str
    title: Title
    rules: tuple[Rule, ...]
