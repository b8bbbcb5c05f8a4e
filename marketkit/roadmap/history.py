"""What was announced about entries of a roadmap and what became of them: what reliability is reckoned from. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketkit.values import Window


class Confidence(enum.Enum):
    """How sure the buyer says it is that a window holds."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def probability(self) -> Fraction:
        """The share of windows with this confidence that should hold, if the buyer knows itself well."""
        return {"high": Fraction(9, 10), "medium": Fraction(7, 10), "low": Fraction(1, 2)}[self.value]


@dataclass(frozen=True, slots=True)
class Announced:
    """What was said of the start from the day `on`: within `window`, or at no stated time."""

    on: date
    window: Window | None
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The course of one entry. `announced` stands in the order of publication; `categories` are CPV codes.

    At most one of `started_on` and `cancelled_on` is set; neither: it is still to come. `reviewed` are the days on
    which somebody said that the entry was still right.
    """

    id: str
    announced: tuple[Announced, ...]
    unit: str = ""
    categories: tuple[str, ...] = ()
    started_on: date | None = None
    cancelled_on: date | None = None
    cancelled_reason: str | None = None
    reviewed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Competition:
    """A competition whose notice was published on `noticed_on`; `announced_on` is when the roadmap first told of it."""

    id: str
    noticed_on: date
    announced_on: date | None = None
