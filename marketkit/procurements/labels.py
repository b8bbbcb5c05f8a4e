"""What the codes of the spine are called on pages, and how their values are shown, in the reader's language."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketkit.procurements import official_cpv
from marketkit.procurements.choices import EventKind, Procedure, Regime, ReservedFor, SizeClass
from marketkit.procurements.places import COUNTIES
from marketkit.procurements.states import State
from marketkit.values import Money, minor_digits
from marketkit.web.language import current_language, format_money, said

LABELS: dict[enum.Enum, Any] = {
    State.NEED: _l("Need"),
    State.DIALOGUE: _l("Market dialogue"),
    State.PLANNED: _l("Planned"),
    State.COMPETITION: _l("Competition"),
    State.OPENED: _l("Bids opened"),
    State.EVALUATED: _l("Evaluated"),
    State.AWARDED: _l("Awarded"),
    State.CONTRACT: _l("Contract"),
    State.FOLLOW_UP: _l("Follow-up"),
    State.ENDED: _l("Ended"),
    State.CANCELLED: _l("Cancelled"),
    Regime.NO_PART_1: _l("Norway: Regulation part I (small purchases)"),
    Regime.NO_PART_2: _l("Norway: Regulation part II"),
    Regime.NO_PART_3: _l("Norway: Regulation part III (above the EEA threshold)"),
    Regime.NO_PART_4: _l("Norway: Regulation part IV (health and social services)"),
    Regime.NO_CONCESSION: _l("Norway: concession"),
    Regime.EU_FULL: _l("European Union: full regime"),
    Regime.EU_LIGHT: _l("European Union: light regime"),
    Regime.UK_FULL: _l("United Kingdom: full regime"),
    Regime.UK_LIGHT_TOUCH: _l("United Kingdom: light-touch regime"),
    Regime.UK_PSR: _l("United Kingdom: Provider Selection Regime"),
    Procedure.OPEN: _l("Open procedure"),
    Procedure.RESTRICTED: _l("Restricted procedure"),
    Procedure.NEGOTIATED: _l("Negotiated with prior call for competition"),
    Procedure.NEGOTIATED_DIRECT: _l("Negotiated without prior call for competition"),
    Procedure.DIALOGUE: _l("Competitive dialogue"),
    Procedure.INNOVATION: _l("Innovation partnership"),
    Procedure.OTHER_MULTIPLE: _l("Other procedure in several stages"),
    Procedure.OTHER_SINGLE: _l("Other procedure in one stage"),
    ReservedFor.NONE: _l("Open to everyone"),
    ReservedFor.NON_PROFIT: _l("Only non-profit organisations"),
    ReservedFor.SHELTERED: _l("Only sheltered workshops"),
    SizeClass.MICRO: _l("Micro (fewer than 10 employees)"),
    SizeClass.SMALL: _l("Small (10 to 49 employees)"),
    SizeClass.MEDIUM: _l("Medium (50 to 249 employees)"),
    SizeClass.LARGE: _l("Large (250 employees or more)"),
    EventKind.CREATED: _l("Created"),
    EventKind.CHANGED: _l("Changed"),
    EventKind.STATE: _l("New state"),
    EventKind.LOTS: _l("Lots"),
    EventKind.FEATURE: _l("Event"),
}

# The names of what can be set, as the forms and the history have them.
FIELDS: dict[str, Any] = {
    "reference": _l("Reference"),
    "title": _l("Title"),
    "need": _l("The need"),
    "resident_change": _l("What changes for residents"),
    "cpv_codes": _l("What is bought (CPV codes)"),
    "nuts_codes": _l("Where (NUTS codes)"),
    "policy_goals": _l("Policy goals"),
    "estimate": _l("Estimated value"),
    "regime": _l("Rules that apply"),
    "procedure": _l("Procedure"),
    "reserved_for": _l("Who may take part"),
    "winners": _l("Number of winners"),
    "archive_case": _l("Archive case number"),
    "initiating_unit_id": _l("Unit that starts it"),
    "benefiting_unit_ids": _l("Units that benefit"),
    "state": _l("State"),
    "description": _l("Description"),
    "name": _l("Name"),
    "country": _l("Country"),
    "organisation_number": _l("Organisation number"),
    "size_class": _l("Size"),
    "non_profit": _l("Non-profit organisation"),
    "partner": _l("Partner outside the organisation"),
    "budget": _l("Budget"),
    "active": _l("In use"),
    "zone": _l("Time zone"),
    "languages": _l("Languages"),
    "currency": _l("Currency"),
    "ocid_prefix": _l("OCID prefix"),
}


def show(name: str, value: Any, units: Mapping[int, str] | None = None) -> str:
    """The value of one field as a reader sees it; "not given" where there is none. `units` gives units' names by id."""
    if value in (None, "", ()):
        return str(_("not given"))
    if isinstance(value, enum.Enum):
        return str(LABELS[value])
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, Money):
        return show_money(value)
    units = units or {}
    if name == "initiating_unit_id":
        return units.get(value) or str(_("not given"))
    if name == "benefiting_unit_ids":
        return ", ".join(sorted(units[unit_id] for unit_id in value if unit_id in units))
    if name == "cpv_codes":
        return ", ".join(show_cpv(code) for code in value)
    if name == "nuts_codes":
        return ", ".join(show_place(code) for code in value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def spoken(sentence: str) -> str:
    """A sentence of pure code in the reader's language, as it stands alone: with a capital letter."""
    text = said(sentence)
    return text[:1].upper() + text[1:]


def show_amount(money: Money | None) -> str:
    """An amount alone; without decimals where these are all zero."""
    if money is None:
        return str(_("not given"))
    whole = money.minor % 10 ** minor_digits(money.currency) == 0
    return format_money(money.amount, money.currency, places=0 if whole else None)


def show_money(money: Money | None) -> str:
    """An amount with its price year, where it has one."""
    if money is None or money.price_year is None:
        return show_amount(money)
    return str(_("%(amount)s at %(year)s prices", amount=show_amount(money), year=money.price_year))


def show_cpv(code: str) -> str:
    """A CPV code with our words for it, or the published label, where there are any."""
    words = official_cpv.label(code, current_language())
    return f"{code} {words}" if words else code


def show_place(code: str) -> str:
    """A NUTS code with the county's name, where it is one of Norway's."""
    name = COUNTIES.get(code)
    return f"{code} {name}" if name else code
