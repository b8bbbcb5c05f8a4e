"""What the roadmap's codes are called on pages, and how windows, values and changes read, in the reader's language."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketkit.procurements.labels import LABELS as SPINE
from marketkit.procurements.labels import show_cpv, show_money, show_place
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import DialogueDate, DialogueKind, Reason, Standing, ValueBand
from marketkit.values import Money, Precision, Window
from marketkit.web.language import LOCALES
from marketkit.web.language import format_date as format_day

LABELS: Mapping[enum.Enum, Any] = {
    **SPINE,
    Standing.PLANNED: _l("Planned"),
    Standing.STARTED: _l("Started"),
    Standing.CANCELLED: _l("Cancelled"),
    Standing.WITHDRAWN: _l("Withdrawn"),
    Confidence.HIGH: _l("Fairly sure (nine in ten should hold)"),
    Confidence.MEDIUM: _l("Likely (seven in ten should hold)"),
    Confidence.LOW: _l("Uncertain (half should hold)"),
    Reason.FIRST: _l("First published"),
    Reason.CAPACITY: _l("Capacity in the organisation"),
    Reason.BUDGET: _l("Budget"),
    Reason.NEED_CHANGED: _l("The need has changed"),
    Reason.DIALOGUE: _l("What the market dialogue told us"),
    Reason.POLITICAL: _l("Political decision"),
    Reason.LAW: _l("Law or regulation"),
    Reason.EXTENDED: _l("The present contract is extended"),
    Reason.MERGED: _l("Merged with another procurement"),
    Reason.SPLIT: _l("Split into several procurements"),
    Reason.STARTED: _l("The competition has been announced"),
    Reason.CORRECTION: _l("Correction of a mistake"),
    Reason.OTHER: _l("Other"),
    DialogueKind.CONFERENCE: _l("Meeting for all suppliers"),
    DialogueKind.ONE_TO_ONE: _l("Talks with one supplier at a time"),
    DialogueKind.WRITTEN: _l("Written questions and answers"),
    DialogueKind.VISIT: _l("Visit to the site"),
}

# The names of what a plan says, as forms, pages and the change log have them.
FIELDS: Mapping[str, Any] = {
    "title": _l("Title"),
    "need": _l("The need"),
    "resident_change": _l("What changes for residents"),
    "unit": _l("Unit"),
    "cpv_codes": _l("What is bought (CPV codes)"),
    "nuts_codes": _l("Where (NUTS codes)"),
    "value": _l("Estimated value, without VAT"),
    "regime": _l("Rules that apply"),
    "procedure": _l("Procedure"),
    "contract_model": _l("Kind of contract"),
    "lots": _l("Lots"),
    "for_small": _l("Suits small and medium-sized firms"),
    "for_non_profit": _l("Suits non-profit organisations"),
    "contact": _l("Contact"),
    "window": _l("When the competition is announced"),
    "contract_window": _l("When the contract begins"),
    "confidence": _l("How sure we are"),
    "dialogue": _l("Market dialogue"),
    "expiring_contract": _l("Present contract"),
    "standing": _l("State"),
    "ended_on": _l("Day it started or ended"),
}
MODELS: Mapping[str, Any] = {
    "pilot-with-option": _l("Pilot with an option to scale"),
    "framework-agreement": _l("Framework agreement"),
    "innovation-partnership": _l("Innovation partnership"),
    "standard-supplement": _l("Negotiated standard with a supplement"),
    "outcome-based": _l("Outcome-based agreement"),
    "pre-commercial": _l("Pre-commercial procurement"),
    "purchase": _l("Ordinary purchase"),
}


def window_text(window: Window) -> str:
    """A window in words: "March 2027", "1st quarter of 2027", "from 1 March 2027 to 5 April 2027"."""
    first = _period(window.start, window.precision)
    last = _period(window.end, window.precision)
    return first if first == last else _("%(first)s to %(last)s", first=first, last=last)


def _period(day: date, precision: Precision) -> str:
    match precision:
        case Precision.DAY:
            return format_day(day)
        case Precision.MONTH:
            return format_date(day, "LLLL y", get_locale() or LOCALES["en"])
        case Precision.QUARTER:
            return _("Q%(number)s %(year)s", number=(day.month + 2) // 3, year=day.year)
        case Precision.HALF_YEAR:
            half = _("first half of %(year)s", year=day.year)
            return half if day.month <= 6 else _("second half of %(year)s", year=day.year)
        case Precision.YEAR:
            return str(day.year)


def value_text(value: ValueBand) -> str:
    """A value band in words: "NOK 1,000,000 to 2,000,000", "up to …", "at least …"; nothing for none."""
    if value.low and value.high:
        if value.low == value.high:
            return amount_text(value.low)
        return _("%(low)s to %(high)s", low=amount_text(value.low), high=amount_text(value.high))
    if value.high:
        return _("up to %(amount)s", amount=amount_text(value.high))
    return _("at least %(amount)s", amount=amount_text(value.low)) if value.low else ""


def amount_text(amount: Money) -> str:
    """An amount, without decimals that are all zero."""
    return show_money(amount)


def field_text(field: str, value: Any) -> str:
    """The value of a plan's field as it reads in a list of changes; "not said" for none."""
    match value:
        case None | "" | ():
            return _("not said")
        case ValueBand():
            return value_text(value) or _("not said")
        case bool():
            return _("yes") if value else _("no")
        case Window():
            return window_text(value)
        case enum.Enum():
            return str(LABELS[value])
        case date():
            return format_day(value)
        case tuple():
            return "; ".join(_part_text(field, part) for part in value)
        case _:
            return str(MODELS.get(value, value)) if field == "contract_model" else str(value)


def _part_text(field: str, part: Any) -> str:
    if isinstance(part, DialogueDate):
        text = f"{window_text(part.window)}: {LABELS[part.kind]}"
        return f"{text} ({part.text})" if part.text else text
    if field == "cpv_codes":
        return show_cpv(part)
    return show_place(part) if field == "nuts_codes" else str(part)
