"""How the columns of somebody's list become a plan: a mapping, and where each of its fields takes its value. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from marketkit.procurements.choices import Procedure, Regime
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import Standing
from marketkit.roadmap.window_words import PLAIN, DateStyle

AS_OF = "as-of"


class Kind(enum.Enum):
    """How a field is read from a cell."""

    TEXT = "text"
    TEXTS = "texts"
    CPV = "cpv"
    NUTS = "nuts"
    AMOUNT = "amount"
    CHOICE = "choice"
    TRUTH = "truth"
    WINDOW = "window"
    DAY = "day"


# The fields of a plan that a list can tell; `value` is one amount, both the lowest and the highest.
FIELDS: dict[str, Kind] = {
    "title": Kind.TEXT,
    "need": Kind.TEXT,
    "resident_change": Kind.TEXT,
    "unit": Kind.TEXT,
    "cpv_codes": Kind.CPV,
    "nuts_codes": Kind.NUTS,
    "value": Kind.AMOUNT,
    "value_low": Kind.AMOUNT,
    "value_high": Kind.AMOUNT,
    "regime": Kind.CHOICE,
    "procedure": Kind.CHOICE,
    "contract_model": Kind.TEXT,
    "lots": Kind.TEXTS,
    "for_small": Kind.TRUTH,
    "for_non_profit": Kind.TRUTH,
    "contact": Kind.TEXT,
    "window": Kind.WINDOW,
    "contract_window": Kind.WINDOW,
    "confidence": Kind.CHOICE,
    "expiring_contract": Kind.TEXT,
    "standing": Kind.CHOICE,
    "ended_on": Kind.DAY,
}
CHOICES: dict[str, type[enum.Enum]] = {
    "regime": Regime,
    "procedure": Procedure,
    "confidence": Confidence,
    "standing": Standing,
}


def allowed(name: str) -> tuple[str, ...]:
    """The codes that a field can have; empty where it is not a choice."""
    if FIELDS[name] is Kind.TRUTH:
        return ("yes", "no")
    return tuple(each.value for each in CHOICES[name]) if name in CHOICES else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a field takes its value: from columns, whose texts are put together with `join`, or the same for all rows.

    `until` is the column in which a window ends. `words`: what the list writes (folded) and the field's code for it.
    `nothing`: what it writes where nothing is known. `leave_out`: what cannot be read is left out of the plan with a
    warning, instead of refusing the row.
    """

    columns: tuple[str, ...] = ()
    until: str = ""
    constant: str = ""
    join: str = " "
    words: Mapping[str, str] = field(default_factory=dict)
    nothing: tuple[str, ...] = ()
    leave_out: bool = False


@dataclass(frozen=True, slots=True)
class AmountStyle:
    """How a list writes amounts: the currency, what parts groups of three, how many units an amount of one is.

    `zero_is_nothing`: an amount of zero is one that nobody has estimated.
    """

    currency: str = "NOK"
    group_mark: str = ""
    times: Fraction = Fraction(1)
    zero_is_nothing: bool = False


KRONER = AmountStyle()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """The mapping of one list. `list_name` is its lasting name; `key` are the columns that together name a row.

    The day of the list stands in the column `as_of_column`, or is `as_of`; where both are empty it is told when
    the list is read. `ignored` are columns that are left out on purpose.
    """

    list_name: str
    fields: Mapping[str, Source]
    key: tuple[str, ...] = ()
    as_of_column: str = ""
    as_of: date | None = None
    dates: DateStyle = PLAIN
    amounts: AmountStyle = KRONER
    ignored: tuple[str, ...] = ()

    def columns(self) -> Iterator[str]:
        """Every column that must stand in the list, some perhaps twice."""
        yield from self.key
        if self.as_of_column:
            yield self.as_of_column
        for source in self.fields.values():
            yield from source.columns
            if source.until:
                yield source.until
