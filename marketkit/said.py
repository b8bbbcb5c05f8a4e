"""Sentences made by code that knows no language, kept translatable.

Pure modules say what they found in English with `say("{bid} wins by {lead}", bid=…, lead=Figure(…))`. To a program or
the command line that is a plain text. A page translates the template and fills it in again, with numbers in the
reader's own format. Templates are literals, so that the catalogue of translations can find them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence: the exact value and how many decimals are shown, rounded half away from zero.

    Decimals that are zero at the end are left out unless `padded`.
    """

    value: Fraction
    places: int = 2
    padded: bool = False

    def __str__(self) -> str:
        text = decimal_text(self.value, self.places)
        return text.rstrip("0").rstrip(".") if "." in text and not self.padded else text


class Said(str):
    """A sentence in English that remembers its template and values, so that it can be said in another language."""

    template: str
    values: dict[str, object]

    def translated(
        self,
        translate: Callable[[str], str],
        show: Callable[[Figure], str] = str,
        show_day: Callable[[date], str] = str,
    ) -> str:
        """The sentence in the language of `translate`; figures and days as the others write them; sentences inside too.

        Untranslated, a day is written as year-month-day.
        """
        values = dict(self.values)
        for name, value in self.values.items():
            if isinstance(value, Said):
                values[name] = value.translated(translate, show, show_day)
            elif isinstance(value, Figure):
                values[name] = show(value)
            elif type(value) is date:
                values[name] = show_day(value)
        return translate(self.template).format(**values)


def say(template: str, /, **values: object) -> Said:
    """The sentence `template.format(**values)`, kept translatable."""
    said = Said(template.format(**values))
    said.template = template
    said.values = values
    return said


def decimal_text(value: Fraction, places: int) -> str:
    """The value with exactly `places` decimals, rounded half away from zero; never "-0.00"."""
    scale = 10**places
    numerator, denominator = value.numerator, value.denominator
    scaled = (2 * abs(numerator) * scale + denominator) // (2 * denominator)
    if places == 0:
        text = str(scaled)
    else:
        digits = str(scaled).rjust(places + 1, "0")
        text = f"{digits[:-places]}.{digits[-places:]}"
    return f"-{text}" if numerator < 0 and scaled else text
