"""What a planning notice can say of an entry and its buyer, and what is missing for a valid one. Pure.

Both the notice (`eforms`) and the sheet to copy from (`copy_sheet`) are drawn from these facts. Nothing is invented:
what the plan does not say stays empty, and is a fault where subtype E2 demands it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo

from marketkit.roadmap.eforms_codes import LAWS, NUTS_COUNTRIES, nature_of
from marketkit.roadmap.plan import Entry, Plan, ValueBand
from marketkit.said import Said, say
from marketkit.values import Money, Precision, Window

Translate = Callable[[Said], str]

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CPV = re.compile(r"([0-9]{8})(-[0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBuyer:
    """The buyer as a notice shows it; an empty text is: not known.

    `country` is three letters (ISO 3166-1, "NOR"), `nuts` a code of level 3 ("NO083"), `legal_type` a code of BT-11
    ("la": local authority), `activity` one of BT-10 ("gen-pub"), `email` a role's address.
    """

    name: str
    organisation_number: str = ""
    street: str = ""
    city: str = ""
    post_code: str = ""
    nuts: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    legal_type: str = ""
    activity: str = ""
    profile_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSite:
    """Who publishes and how: the buyer, its time zone, the notice's language (three letters, "ENG", "NOR").

    `legal_basis` is the law in the words the publisher wants; empty: the words for the plan's regime.
    """

    buyer: NoticeBuyer
    zone: tzinfo
    language: str = "ENG"
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of performance: a NUTS code of level 3, or a whole country, with a remark where the plan said less."""

    country: str
    nuts: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """The contents of a notice, clean enough for XML. `planned` is set only where the day is known exactly."""

    key: str
    title: str
    description: str
    note: str
    law: str
    nature: str
    cpv: str
    more_cpv: tuple[str, ...]
    places: tuple[Place, ...]
    value: Money | None
    planned: date | None
    for_small: bool | None
    parts: tuple[str, ...]
    buyer: NoticeBuyer
    language: str


def facts_of(entry: Entry, site: NoticeSite, translate: Translate = str) -> NoticeFacts:
    """What a notice says of the entry as it is planned now. `translate` puts our own sentences into its language."""
    plan = entry.plan
    cpv = tuple(
        dict.fromkeys(found[1] if (found := _CPV.fullmatch(code)) else line(code) for code in plan.cpv_codes)
    )
    law = site.legal_basis or (translate(LAWS[plan.regime]) if plan.regime in LAWS else "")
    return NoticeFacts(
        key=line(entry.key),
        title=line(plan.title),
        description="\n\n".join(filter(None, (paragraphs(plan.need), paragraphs(plan.resident_change)))),
        note="\n".join(paragraphs(translate(each)) for each in remarks(plan)),
        law=paragraphs(law),
        nature=nature_of(cpv[0]) if cpv and _CPV.fullmatch(cpv[0]) else "",
        cpv=cpv[0] if cpv else "",
        more_cpv=cpv[1:],
        places=tuple(_place(line(code), translate) for code in dict.fromkeys(plan.nuts_codes)),
        value=plan.value.high,
        planned=exact_day(plan.window),
        for_small=plan.for_small,
        parts=tuple(line(lot) for lot in plan.lots) or (line(plan.title),),
        buyer=_clean_buyer(site.buyer, plan),
        language=site.language,
    )


def remarks(plan: Plan) -> list[Said]:
    """What the plan says and no field of subtype E2 can hold; it goes under additional information (BT-300)."""
    found = []
    if plan.window and not exact_day(plan.window):
        found.append(say("Planned time of the competition notice: {window}.", window=str(plan.window)))
    if plan.contract_window:
        found.append(say("Planned start of the contract: {window}.", window=str(plan.contract_window)))
    found += _about_value(plan.value)
    if plan.for_non_profit:
        found.append(say("The contract suits non-profit organisations."))
    return found


def exact_day(window: Window | None) -> date | None:
    """The day, where a window is one day; a planned date (BT-127) is never more exact than the plan."""
    if window and window.precision is Precision.DAY and window.start == window.end:
        return window.start
    return None


def line(text: str) -> str:
    """The text in one line, without what XML cannot hold."""
    return " ".join(_NOT_IN_XML.sub("", re.sub(r"[\r\n]", " ", text)).split())


def paragraphs(text: str) -> str:
    """The text with its line breaks, without what XML cannot hold."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _about_value(value: ValueBand) -> list[Said]:
    low, high = value.low, value.high
    if low and high and low != high:
        return [say("The value is estimated from {low} to {high} without VAT.", low=str(low), high=str(high))]
    if low and not high:
        return [say("The value is estimated at {low} or more without VAT.", low=str(low))]
    return []


def _place(code: str, translate: Translate) -> Place:
    """A NUTS code as a place. Notices know level 3 and countries; what lies between becomes a remark."""
    country = NUTS_COUNTRIES.get(code[:2], "")
    if len(code) == 5:
        return Place(country, code)
    return Place(country, "", "" if len(code) == 2 else line(translate(say("NUTS area {code}", code=code))))


def _clean_buyer(buyer: NoticeBuyer, plan: Plan) -> NoticeBuyer:
    """The buyer's texts in one line each; an e-mail address of the entry's own goes before the buyer's."""
    texts = {each.name: line(getattr(buyer, each.name)) for each in dataclasses.fields(NoticeBuyer)}
    return NoticeBuyer(**texts | ({"email": line(plan.contact)} if "@" in plan.contact else {}))
