"""The OpenAPI 3.1 description of the roadmap's JSON: what can be asked for and what comes back. Pure.

The names of schemas and parameters are a public contract. What depends on the buyer (address, name, licence) comes from
the site, the title in the reader's language from the caller.
"""

from __future__ import annotations

from typing import Any

from marketkit.procurements.choices import Procedure, Regime
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.openapi_fields import (
    CHANGE_FIELDS,
    DIALOGUE_FIELDS,
    ENTRY_FIELDS,
    VERSION_FIELDS,
    closed,
)
from marketkit.roadmap.plan import DialogueKind, Reason, Standing
from marketkit.roadmap.site import Site
from marketkit.values import Precision

Json = dict[str, Any]
SORTS = ("window", "changed", "title", "value")
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
AMOUNT = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}
# Name, schema, what it keeps.
FILTERS: tuple[tuple[str, Json, str], ...] = (
    ("q", {"type": "string"}, "Words in the title, the need, what changes for residents and the unit."),
    ("cpv", {"type": "string"}, "The beginning of a CPV code: 85 keeps all of health and social services."),
    ("place", {"type": "string"}, "The beginning of a NUTS code: NO08 keeps all of its counties."),
    ("unit", {"type": "string"}, "A unit of the buyer, by its exact name."),
    ("window_from", DAY, "Windows that end on this day or later."),
    ("window_to", DAY, "Windows that begin on this day or earlier."),
    ("value_min", AMOUNT, "Value bands that reach this amount, in the buyer's currency."),
    ("value_max", AMOUNT, "Value bands that begin at this amount or below."),
    ("procedure", {"$ref": "#/components/schemas/Procedure"}, "The expected procedure."),
    ("model", {"type": "string"}, "A code of the contract model."),
    ("small", {"type": "boolean"}, "Whether it suits small and medium-sized firms."),
    ("non_profit", {"type": "boolean"}, "Whether it suits non-profit organisations."),
    ("changed_since", MOMENT, "Entries published or changed at this moment or later."),
    ("sort", {"type": "string", "enum": list(SORTS), "default": SORTS[0]}, "The order of the list."),
    ("cursor", {"type": "string"}, "Where to go on: `next` of the page before. Other values are refused."),
)
CODES = (Standing, Confidence, Reason, Precision, DialogueKind, Procedure, Regime)


def openapi(site: Site, *, title: str, version: str = "1.0") -> Json:
    """The description as a document for JSON. `version` is the contract's, not the program's."""
    info: Json = {"title": title, "version": version, "description": ABOUT}
    if site.licence:
        info["license"] = {"name": site.licence, "url": site.licence}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": site.base_url}],
        "paths": {
            "/api/entries": {"get": _list()},
            "/api/entries/{key}": {"get": _entry()},
            "/api/changes": {"get": _changes()},
        },
        "components": {"schemas": _schemas(), "responses": _refusals()},
    }


ABOUT = (
    "Planned procurements and every change made to them. A plan is no commitment to buy and no notice in law. Dates are "
    "windows: an entry with the standing `planned` whose `window_to` has passed is overdue and not confirmed. Answers "
    "carry ETag and Last-Modified; ask again with If-None-Match."
)


def _list() -> Json:
    parameters = [
        {"name": name, "in": "query", "description": about, "schema": schema}
        for name, schema, about in FILTERS
    ]
    about = "Entries that all filters keep, in pages."
    return _operation("listEntries", about, "EntryList", parameters, refuses=("BadRequest",))


def _entry() -> Json:
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    about = "One entry with its history. A cancelled or withdrawn one stays at its address."
    return _operation("getEntry", about, "EntryWithHistory", [key], refuses=("NotFound",))


def _changes() -> Json:
    since = {
        "name": "since",
        "in": "query",
        "description": "The `cursor` of the answer before; without it from the beginning.",
        "schema": {"type": "string"},
    }
    about = "Changed fields in the order in which they were published."
    return _operation("listChanges", about, "ChangeList", [since], refuses=("BadRequest",))


def _operation(id: str, about: str, schema: str, parameters: list[Json], refuses: tuple[str, ...]) -> Json:
    statuses = {"BadRequest": "400", "NotFound": "404"}
    answer = {
        "description": about,
        "headers": {"ETag": {"schema": {"type": "string"}}, "Last-Modified": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": _ref(schema)}},
    }
    refused = {statuses[name]: {"$ref": f"#/components/responses/{name}"} for name in refuses}
    unchanged = {"304": {"$ref": "#/components/responses/NotModified"}}
    return {
        "operationId": id,
        "summary": about,
        "parameters": parameters,
        "responses": {"200": answer} | unchanged | refused,
    }


def _schemas() -> Json:
    codes = {kind.__name__: {"type": "string", "enum": [each.value for each in kind]} for kind in CODES}
    history = {"versions": {"type": "array", "items": _ref("Version"), "description": "The newest first."}}
    listed = {"type": "array", "items": _ref("Entry")}
    return {
        **codes,
        "DialogueDate": closed(DIALOGUE_FIELDS),
        "Entry": closed(ENTRY_FIELDS),
        "EntryWithHistory": closed(ENTRY_FIELDS | history),
        "Version": closed(VERSION_FIELDS),
        "Change": closed(CHANGE_FIELDS),
        "EntryList": closed(
            {
                "entries": listed,
                "total": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "How many entries the filters keep.",
                },
                "next": {
                    "type": ["string", "null"],
                    "description": "`cursor` of the next page; null on the last.",
                },
            }
        ),
        "ChangeList": closed(
            {
                "changes": {"type": "array", "items": _ref("Change")},
                "cursor": {"type": "string", "description": "`since` for what comes after these."},
                "more": {"type": "boolean", "description": "There is something after these already."},
            }
        ),
        "Problem": closed({"error": {"type": "string", "description": "What is wrong, for people."}}),
    }


def _refusals() -> Json:
    problem = {"application/json": {"schema": _ref("Problem")}}
    return {
        "BadRequest": {"description": "A filter or a cursor cannot be read.", "content": problem},
        "NotFound": {"description": "There is and was no such entry.", "content": problem},
        "NotModified": {"description": "Nothing has changed since the answer you hold."},
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
