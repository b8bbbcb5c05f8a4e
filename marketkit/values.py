"""Plain value types: amounts of money, dated windows, percentages.

Pure: no input or output, no clock. Amounts and percentages are exact; nothing passes through float.
"""

from __future__ import annotations

import calendar
import enum
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from marketkit.numbers import NotANumber, parse_number
from marketkit.said import Said, decimal_text, say

# ISO 4217: the digits after the decimal mark of an amount, for the currencies where these are not two.
MINOR_DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
MIN_YEAR, MAX_YEAR = 1900, 2200
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class UnreadableError(ValueError):
    """A text or value that cannot be read without guessing; `said` tells what was expected."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


class MixedMoneyError(ValueError):
    """Amounts of different currencies or price years were put together; that needs a rate, which is not ours."""


def minor_digits(currency: str) -> int:
    """How many decimals an amount in `currency` has (ISO 4217). Raises UnreadableError for what is no code."""
    if not _CURRENCY.fullmatch(currency):
        raise UnreadableError(say('"{code}" is not a currency code such as NOK or EUR', code=currency))
    return MINOR_DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` whole minor units (øre, cent) of `currency`, at the prices of `price_year` where it matters.

    Amounts of different currencies or price years are never added or compared: MixedMoneyError.
    """

    minor: int
    currency: str
    price_year: int | None = None

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"an amount is a whole number of minor units, not {self.minor!r}")
        minor_digits(self.currency)
        if self.price_year is not None and not MIN_YEAR <= self.price_year <= MAX_YEAR:
            raise UnreadableError(say('"{year}" is not a year such as 2026', year=self.price_year))

    @classmethod
    def of(cls, amount: int | Fraction | Decimal, currency: str, price_year: int | None = None) -> Money:
        """An amount of the major unit (kroner, euro). Raises UnreadableError when it has more decimals than exist."""
        if isinstance(amount, bool | float):
            raise TypeError(f"an amount is an int, Fraction or Decimal, not {amount!r}")
        digits = minor_digits(currency)
        minor = Fraction(amount) * 10**digits
        if minor.denominator != 1:
            raise UnreadableError(
                say("an amount in {currency} has at most {digits} decimals", currency=currency, digits=digits)
            )
        return cls(minor.numerator, currency, price_year)

    @classmethod
    def parse(cls, text: str, currency: str, price_year: int | None = None) -> Money:
        """An amount as a person types it ("1 234,50", "kr 1 000"). Raises UnreadableError for everything else."""
        minor_digits(currency)
        return cls.of(_number(text, currency), currency, price_year)

    @property
    def amount(self) -> Fraction:
        """The exact amount in the major unit."""
        return Fraction(self.minor, 10 ** minor_digits(self.currency))

    def number(self) -> str:
        """The amount as decimal text with all its decimals and no currency: "1234.50"; `parse` reads it back."""
        return decimal_text(self.amount, minor_digits(self.currency))

    def typed(self) -> str:
        """The amount as people type it, in groups of three, without decimals that are all zero: "11 500 000"."""
        whole, _, decimals = self.number().partition(".")
        grouped = f"{int(whole):,}".replace(",", " ") if whole != "-0" else whole
        return f"{grouped}.{decimals}" if decimals.strip("0") else grouped

    def __str__(self) -> str:
        return f"{self.currency} {self.number()}"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._like(other).minor, self.currency, self.price_year)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._like(other).minor, self.currency, self.price_year)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency, self.price_year)

    def __mul__(self, times: int) -> Money:
        if type(times) is not int:
            raise TypeError("an amount is multiplied by a whole number; for shares of it use `amount`")
        return Money(self.minor * times, self.currency, self.price_year)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._like(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._like(other).minor

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._like(other).minor

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._like(other).minor

    def _like(self, other: Money) -> Money:
        if (self.currency, self.price_year) != (other.currency, other.price_year):
            raise MixedMoneyError(f"{self!r} and {other!r} do not go together")
        return other


@dataclass(frozen=True, slots=True, order=True)
class Percent:
    """A percentage, exact: Percent(30) is 30 %, its share of one is 3/10."""

    value: Fraction

    def __post_init__(self) -> None:
        if isinstance(self.value, bool | float):
            raise TypeError(f"a percentage is an int, Fraction or Decimal, not {self.value!r}")
        object.__setattr__(self, "value", Fraction(self.value))

    @classmethod
    def parse(cls, text: str, *, low: int = 0, high: int = 100) -> Percent:
        """A percentage as typed ("30", "12,5 %"), within `low` to `high`. Raises UnreadableError otherwise."""
        value = _number(text.strip().removesuffix("%"))
        if not low <= value <= high:
            raise UnreadableError(say("expected a percentage from {low} to {high}", low=low, high=high))
        return cls(value)

    @property
    def share(self) -> Fraction:
        return self.value / 100

    def __str__(self) -> str:
        return f"{self.value} %"


class Precision(enum.Enum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months a period of this precision has; 0 for a day."""
        return {"day": 0, "month": 1, "quarter": 3, "half-year": 6, "year": 12}[self.value]


_PERIODS: dict[Precision, re.Pattern[str]] = {
    Precision.DAY: re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII),
    Precision.MONTH: re.compile(r"(?P<year>\d{4})-(?P<part>\d{2})", re.ASCII),
    Precision.QUARTER: re.compile(r"(?P<year>\d{4})-Q(?P<part>[1-4])", re.ASCII),
    Precision.HALF_YEAR: re.compile(r"(?P<year>\d{4})-H(?P<part>[12])", re.ASCII),
    Precision.YEAR: re.compile(r"(?P<year>\d{4})", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Window:
    """From the first to the last possible day, both included, never more exact than it is known.

    `start` is the first day of a period of `precision` (a month, a quarter, …), `end` the last day of one.
    """

    start: date
    end: date
    precision: Precision

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise UnreadableError(say("a window cannot end before it starts"))
        if not MIN_YEAR <= self.start.year <= self.end.year <= MAX_YEAR:
            raise UnreadableError(say("expected years from {low} to {high}", low=MIN_YEAR, high=MAX_YEAR))
        if self.start != _first_day(self.start, self.precision) or self.end != _last_day(
            self.end, self.precision
        ):
            raise UnreadableError(
                say("a window starts on the first day of a period and ends on the last day of one")
            )

    @classmethod
    def around(cls, first: date, last: date, precision: Precision) -> Window:
        """The smallest window of this precision that holds both days."""
        return cls(_first_day(first, precision), _last_day(last, precision), precision)

    @classmethod
    def parse(cls, text: str) -> Window:
        """A window from its text form: "2027-03-05", "2027-03", "2027-Q1", "2027-H1", "2027", or two with "/" between.

        Both ends of a pair have the same precision. Raises UnreadableError for everything else.
        """
        first, slash, last = text.strip().upper().partition("/")
        start, end = _period(first), _period(last if slash else first)
        if start.precision is not end.precision:
            raise UnreadableError(say("both ends of a window must be equally exact, as in 2027-Q1/2027-Q2"))
        return cls(start.start, end.end, start.precision)

    def __str__(self) -> str:
        first, last = _period_text(self.start, self.precision), _period_text(self.end, self.precision)
        return first if first == last else f"{first}/{last}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def _period(text: str) -> Window:
    """One period from its text form."""
    for precision, pattern in _PERIODS.items():
        found = pattern.fullmatch(text.strip())
        if found is None:
            continue
        parts = {name: int(value) for name, value in found.groupdict().items()}
        month = parts.get("month", (parts.get("part", 1) - 1) * max(precision.months, 1) + 1)
        try:
            day = date(parts["year"], month, parts.get("day", 1))
        except ValueError:
            raise UnreadableError(say('there is no day "{text}"', text=text)) from None
        return Window.around(day, day, precision)
    raise UnreadableError(
        say('"{text}" is not a window such as 2027-03-05, 2027-03, 2027-Q1, 2027-H1 or 2027', text=text)
    )


def _period_text(day: date, precision: Precision) -> str:
    year = f"{day.year:04d}"
    match precision:
        case Precision.DAY:
            return day.isoformat()
        case Precision.MONTH:
            return f"{year}-{day.month:02d}"
        case Precision.QUARTER:
            return f"{year}-Q{(day.month + 2) // 3}"
        case Precision.HALF_YEAR:
            return f"{year}-H{(day.month + 5) // 6}"
        case Precision.YEAR:
            return year


def _first_day(day: date, precision: Precision) -> date:
    if precision is Precision.DAY:
        return day
    return date(day.year, (day.month - 1) // precision.months * precision.months + 1, 1)


def _last_day(day: date, precision: Precision) -> date:
    if precision is Precision.DAY:
        return day
    month = _first_day(day, precision).month + precision.months - 1
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def _number(text: str, currency: str | None = None) -> Fraction:
    try:
        return parse_number(text, currency)
    except NotANumber as error:
        raise UnreadableError(error.said) from error
