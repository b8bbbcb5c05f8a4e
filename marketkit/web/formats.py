"""Exact numbers, amounts and dates as people of one language write them. Pure; nothing passes through float.

Patterns, marks and month names come from the Unicode CLDR as Babel carries it.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import get_currency_precision, get_currency_symbol

from marketkit.said import decimal_text

Exact = int | Fraction | Decimal
NO_BREAK_SPACE = "\u00a0"


def number_text(value: Exact, places: int, locale: Locale, *, trim: bool = False) -> str:
    """`value` with `places` decimals, rounded half away from zero: "1,234.50", "1 234,50", never "-0".

    With `trim` zeros at the end of the decimals are left out. Raises TypeError for a float, whose digits are not
    those anyone wrote, and ValueError for NaN and infinities.
    """
    plain = decimal_text(_exact(value), places)
    whole, _, decimals = plain.removeprefix("-").partition(".")
    if trim:
        decimals = decimals.rstrip("0")
    symbols = locale.number_symbols["latn"]
    text = _grouped(whole, symbols["group"])
    if decimals:
        text += symbols["decimal"] + decimals
    return symbols["minusSign"] + text if plain.startswith("-") else text


def money_text(amount: Exact, currency: str, locale: Locale, *, places: int | None = None) -> str:
    """An amount in the currency's major unit ("NOK 1,234.50", "1 234,50 kr").

    `currency` is an ISO 4217 code. Without `places` it has as many decimals as the currency's minor unit.
    """
    if places is None:
        places = get_currency_precision(currency)
    number = number_text(amount, places, locale)
    minus = locale.number_symbols["latn"]["minusSign"]
    sign = minus if number.startswith(minus) else ""
    symbol = get_currency_symbol(currency, locale)
    pattern = locale.currency_formats["standard"]
    before, after = str(pattern.prefix[0]), str(pattern.suffix[0])
    if "¤" in before and symbol[-1].isalpha():
        before += NO_BREAK_SPACE  # "NOK 10" beside "£10"
    return sign + before.replace("¤", symbol) + number.removeprefix(minus) + after.replace("¤", symbol)


def percent_text(share: Exact, locale: Locale, *, places: int = 0, trim: bool = False) -> str:
    """A share of one as a percentage: Fraction(47, 100) is "47%" or "47 %"."""
    after: str = locale.percent_formats[None].suffix[0]
    return number_text(_exact(share) * 100, places, locale, trim=trim) + after


def date_text(day: date, locale: Locale) -> str:
    """A calendar day: "22 November 2026", "22. november 2026"."""
    return str(format_date(day, "long", locale))


def moment_text(moment: datetime, zone: tzinfo, locale: Locale) -> str:
    """A point in time on the clocks of `zone`: "22 November 2026, 14:30". Raises ValueError when it has no offset."""
    if moment.utcoffset() is None:
        raise ValueError("a point in time needs an offset from UTC")
    local = moment.astimezone(zone)
    return f"{date_text(local.date(), locale)}, {format_time(local.time(), 'short', locale=locale)}"


def _exact(value: Exact) -> Fraction:
    if isinstance(value, float):
        raise TypeError("official numbers are exact: give an int, Fraction or Decimal, not a float")
    return Fraction(value)


def _grouped(whole: str, mark: str) -> str:
    first = len(whole) % 3
    groups = [whole[:first]] if first else []
    groups += [whole[start : start + 3] for start in range(first, len(whole), 3)]
    return mark.join(groups)
