"""The fields of entries, versions and changes as JSON Schema, for the OpenAPI description. Pure."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def closed(fields: Json) -> Json:
    """An object that has all of these fields and no others."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _said(about: str, **schema: Any) -> Json:
    return {"type": "string", "description": about} | schema


def _day(about: str) -> Json:
    return {"type": ["string", "null"], "format": "date", "description": about}


def _moment(about: str) -> Json:
    return {"type": "string", "format": "date-time", "description": about}


def _amount(about: str) -> Json:
    return {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "description": about}


def _texts(about: str) -> Json:
    return {"type": "array", "items": {"type": "string"}, "description": about}


def _flag(about: str) -> Json:
    return {"type": ["boolean", "null"], "description": about}


def _code(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _code_or_null(name: str) -> Json:
    return {"oneOf": [_code(name), {"type": "null"}]}


def _window(name: str, about: str) -> Json:
    return {
        f"{name}_from": _day(f"{about}: the first possible day."),
        f"{name}_to": _day(f"{about}: the last possible day."),
        f"{name}_precision": _code_or_null("Precision"),
    }


DIALOGUE_FIELDS: Json = {
    **_window("window", "The dialogue"),
    "kind": _code("DialogueKind"),
    "text": _said("What to know about it."),
}
ENTRY_FIELDS: Json = {
    "key": _said("The entry's lasting name.", pattern="^[a-z0-9-]+$"),
    "url": _said("Its page for people.", format="uri"),
    "buyer": _said("The buyer's name."),
    "title": _said("What is planned."),
    "standing": _code("Standing"),
    "ended_on": _day("The day on which it started, was cancelled or was withdrawn."),
    "unit": _said("The unit of the buyer that plans it."),
    "need": _said("What is needed, and why."),
    "resident_change": _said("What changes for residents."),
    "cpv_codes": _texts("CPV codes of eight digits, the main one first."),
    "nuts_codes": _texts("NUTS codes of the places."),
    "value_low": _amount("The lowest estimated value without VAT, as decimal text."),
    "value_high": _amount("The highest estimated value without VAT, as decimal text."),
    "currency": {"type": ["string", "null"], "pattern": "^[A-Z]{3}$", "description": "ISO 4217."},
    "price_year": {"type": ["integer", "null"], "description": "The year whose prices the values are in."},
    "regime": _code_or_null("Regime"),
    "procedure": _code_or_null("Procedure"),
    "contract_model": _said("A code of the contract model."),
    "lots": _texts("The titles of the lots."),
    "for_small": _flag("Suits small and medium-sized firms; null: not said."),
    "for_non_profit": _flag("Suits non-profit organisations; null: not said."),
    "contact": _said("The address of a role, never of a person."),
    **_window("window", "The announcement of the competition"),
    **_window("contract_window", "The beginning of the contract"),
    "confidence": _code_or_null("Confidence"),
    "dialogue": {"type": "array", "items": _code("DialogueDate")},
    "expiring_contract": _said("The contract that ends."),
    "version": {"type": "integer", "minimum": 1, "description": "The number of the plan version."},
    "changed_at": _moment("When this version was published."),
    "reason": _code("Reason"),
    "note": _said("The reason in the buyer's own words."),
    "first_published_at": _moment("When the entry was first published."),
    "last_reviewed_on": _day("The last day on which the buyer said that it was still right.")
    | {"type": "string"},
    "procurements": _texts("References of the procurements it led to."),
    "notices": _texts("Addresses of published notices."),
    "ocid": _said("The plan's open contracting id."),
    "invented": {"type": "boolean", "description": "Made up for a demonstration or a test."},
}
_CHANGED: Json = {
    "field": _said(
        "The field that changed; `value`, `window` and `contract_window` are several fields each."
    ),
    "old": {"description": "What it was; null in the first version."},
    "new": {"description": "What it is."},
}
_VERSION: Json = {
    "version": ENTRY_FIELDS["version"],
    "at": ENTRY_FIELDS["changed_at"],
    "reason": ENTRY_FIELDS["reason"],
    "note": ENTRY_FIELDS["note"],
}
VERSION_FIELDS: Json = {**_VERSION, "changes": {"type": "array", "items": closed(_CHANGED)}}
CHANGE_FIELDS: Json = {"key": ENTRY_FIELDS["key"], "url": ENTRY_FIELDS["url"], **_VERSION, **_CHANGED}
