"""The questions of a contract template: parameters with a type, and the exact values that answers have. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from marketkit.values import Money

if TYPE_CHECKING:
    from marketkit.contracts.conditions import Condition

# A text in each language of the template, by language code.
Texts: TypeAlias = Mapping[str, str]


class ParameterType(enum.Enum):
    """What kind of answer a parameter takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money"
    INTEGER = "integer"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    BOOLEAN = "boolean"
    LIST = "list"


class DurationUnit(enum.Enum):
    """What a duration is counted in; `days` is what one counts for when durations are compared."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def days(self) -> int:
        return {"days": 1, "weeks": 7, "months": 30, "years": 365}[self.value]


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of days, weeks, months or years. Six months and 180 days compare alike, but are not the same answer."""

    number: int
    unit: DurationUnit

    @property
    def days(self) -> int:
        return self.number * self.unit.days

    def __str__(self) -> str:
        return f"{self.number} {self.unit.value.removesuffix('s') if self.number == 1 else self.unit.value}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list; `key` names it in every draft, wherever it stands. Fields without an answer are left out."""

    key: str
    values: Mapping[str, Answer]


# text, long_text, choice: str · percent: Fraction (30 for 30 %) · multi_choice: the ids, in the order of the choices.
Answer: TypeAlias = (
    "str | Money | int | Fraction | date | Duration | bool | tuple[str, ...] | tuple[Row, ...]"
)

# The answers by parameter; what has no answer is not in it.
Answers: TypeAlias = Mapping[str, Answer]

# money, integer, percent: Fraction · date: date · duration: Duration · list, multi_choice: how many · text: characters.
Bound: TypeAlias = "Fraction | date | Duration"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that a choice offers."""

    id: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Default:
    """The value that stands when nobody answers, and why it is a sound one."""

    value: Answer
    rationale: Texts


@dataclass(frozen=True, slots=True)
class When:
    """A condition as it stands in the template: its text, where it stands, and what it was read as."""

    text: str
    file: str
    line: int
    condition: Condition


@dataclass(frozen=True, slots=True)
class Parameter:
    """A question. `fields` are those of a list's rows, `choices` those of a choice or multi_choice.

    Without `required_when` an answer is required wherever the text of the draft shows it.
    """

    id: str
    type: ParameterType
    label: Texts
    file: str
    line: int
    group: str = ""
    help: Texts = field(default_factory=dict)
    why: Texts = field(default_factory=dict)
    unit: Texts = field(default_factory=dict)
    minimum: Bound | None = None
    maximum: Bound | None = None
    choices: tuple[Choice, ...] = ()
    fields: tuple[Parameter, ...] = ()
    default: Default | None = None
    required_when: When | None = None
    source: str = ""
    shared: bool = False

    def field_named(self, id_: str) -> Parameter | None:
        """The field of a list with this id."""
        return next((found for found in self.fields if found.id == id_), None)

    def choice_named(self, id_: str) -> Choice | None:
        """The choice with this id."""
        return next((found for found in self.choices if found.id == id_), None)
