"""Entries and changes as plain JSON for programs: the field names are a public contract. Pure.

Tables (`tables`) have the same names, and the OpenAPI description (`openapi`) is held against what is written here.
Days are year-month-day, moments in UTC, amounts decimal text, codes their public values. What is not said is null, an
empty text or an empty list. Whether a window has passed is for the reader to see: it depends on the day.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from marketkit.roadmap.eforms_facts import line, paragraphs
from marketkit.roadmap.plan import DialogueDate, Entry, FieldChange, Plan, PlanVersion, ValueBand
from marketkit.roadmap.site import Site, moment, plain_cpv
from marketkit.values import Window

Json = dict[str, Any]
LONG_TEXTS = {"need", "resident_change"}
# The fields of a plan in the order of the contract; of these three each is several fields of an entry.
PLAN_FIELDS = (
    "title",
    "standing",
    "ended_on",
    "unit",
    "need",
    "resident_change",
    "cpv_codes",
    "nuts_codes",
    "value",
    "regime",
    "procedure",
    "contract_model",
    "lots",
    "for_small",
    "for_non_profit",
    "contact",
    "window",
    "contract_window",
    "confidence",
    "dialogue",
    "expiring_contract",
)
SPREAD = {"value", "window", "contract_window"}


def json_entry(entry: Entry, site: Site) -> Json:
    """An entry as it is planned now, with its names, addresses and dates of publication."""
    latest = entry.latest
    head = {"key": entry.key, "url": site.entry_url(entry.key), "buyer": line(site.buyer_name)}
    return {
        **head,
        **plan_fields(entry.plan),
        "version": latest.number,
        "changed_at": moment(latest.at),
        "reason": latest.reason.value,
        "note": paragraphs(latest.note),
        "first_published_at": moment(entry.first_published),
        "last_reviewed_on": entry.last_reviewed.isoformat(),
        "procurements": _lines(entry.procurements),
        "notices": _lines(entry.notices),
        "ocid": site.ocid(entry.key),
        "invented": entry.invented,
    }


def json_history(entry: Entry) -> list[Json]:
    """Every version with what it changed, the newest first; the first one's fields have no old value."""
    return [
        {
            "version": version.number,
            "at": moment(version.at),
            "reason": version.reason.value,
            "note": paragraphs(version.note),
            "changes": [{"field": each.field, "old": _old(each), "new": _new(each)} for each in changes],
        }
        for version, changes in entry.changes()
    ]


def json_change(key: str, version: PlanVersion, change: FieldChange, site: Site) -> Json:
    """One changed field of one entry, as the list of changes has it."""
    return {
        "key": key,
        "url": site.entry_url(key),
        "version": version.number,
        "at": moment(version.at),
        "reason": version.reason.value,
        "note": paragraphs(version.note),
        "field": change.field,
        "old": _old(change),
        "new": _new(change),
    }


def json_chunks(entries: Iterable[Entry], site: Site) -> Iterator[str]:
    """All entries as one JSON document, in pieces of text, one an entry."""
    yield '{"entries":['
    for number, entry in enumerate(entries):
        written = json.dumps(json_entry(entry, site), ensure_ascii=False, separators=(",", ":"))
        yield ("," if number else "") + "\n" + written
    yield "\n]}\n"


def plan_fields(plan: Plan) -> Json:
    """What a plan says, by the names of the contract."""
    found: Json = {}
    for name in PLAN_FIELDS:
        said = field_said(name, getattr(plan, name))
        found |= said if name in SPREAD else {name: said}
    return found


def field_said(name: str, value: Any) -> Any:
    """One field's value in JSON; a value band or a window is an object of the fields it spreads over."""
    if name == "value":
        return _band(value)
    if name in SPREAD:
        return _window(name, value)
    if name == "cpv_codes":
        return list(plain_cpv(value))
    if name == "dialogue":
        return [_dialogue(each) for each in value]
    if isinstance(value, tuple):
        return _lines(value)
    if isinstance(value, str):
        return paragraphs(value) if name in LONG_TEXTS else line(value)
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _old(change: FieldChange) -> Any:
    return None if change.old is None else field_said(change.field, change.old)


def _new(change: FieldChange) -> Any:
    return None if change.new is None else field_said(change.field, change.new)


def _band(value: ValueBand) -> Json:
    either = value.low or value.high
    return {
        "value_low": value.low.number() if value.low else None,
        "value_high": value.high.number() if value.high else None,
        "currency": value.currency,
        "price_year": either.price_year if either else None,
    }


def _window(name: str, window: Window | None) -> Json:
    return {
        f"{name}_from": window.start.isoformat() if window else None,
        f"{name}_to": window.end.isoformat() if window else None,
        f"{name}_precision": window.precision.value if window else None,
    }


def _dialogue(each: DialogueDate) -> Json:
    return {**_window("window", each.window), "kind": each.kind.value, "text": paragraphs(each.text)}


def _lines(texts: Iterable[str]) -> list[str]:
    return [line(text) for text in texts]
