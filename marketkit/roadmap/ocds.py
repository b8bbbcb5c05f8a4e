"""Entries of the roadmap as releases of the Open Contracting Data Standard 1.1.5. Pure.

One release per plan version: the first is tagged `planning`, every later one `planningUpdate`. A release says all that
its version says, and null for what the version before said and this one does not, since merging keeps what is not
contradicted. Its text never changes: nothing but the version itself and the one before it go in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from marketkit.roadmap.eforms_facts import line
from marketkit.roadmap.ocds_extension import EXTENSIONS
from marketkit.roadmap.ocds_tender import tender
from marketkit.roadmap.plan import Entry, Plan, PlanVersion
from marketkit.roadmap.site import Site, is_address, moment

Json = dict[str, Any]
VERSION = "1.1"
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,}")
# The lists of objects that merging replaces as a whole.
REPLACED = {"additionalClassifications"}
# What an item of a list becomes when it is no longer planned: merging never drops an item.
GONE = {"lots": {"status": "withdrawn"}, "milestones": {"status": "notMet"}}


def releases(entry: Entry, site: Site) -> list[Json]:
    """The releases of an entry, oldest first. Raises ValueError for a version whose moment knows no zone."""
    said = [_facts(entry, version, site) for version in entry.versions]
    found = [said[0], *(_removed(before, now) for before, now in pairwise(said))]
    return [_head(entry, version, site) | each for version, each in zip(entry.versions, found, strict=True)]


def release_package(
    entries: Iterable[Entry], site: Site, *, uri: str, published_at: datetime
) -> Iterator[str]:
    """A package of the releases of all entries, in pieces of text, one a release.

    `uri` is where this package stands, `published_at` when its content last changed. The standard knows no package
    without a release: an empty selection yields an empty list, which a validator refuses.
    """
    return package(
        "releases", (each for entry in entries for each in releases(entry, site)), site, uri, published_at
    )


def package(name: str, items: Iterable[Json], site: Site, uri: str, at: datetime) -> Iterator[str]:
    """The envelope of a package around its items, in pieces of text."""
    head = dumped(package_head(site, uri, at))
    yield f'{head[:-1]},"{name}":['
    for number, item in enumerate(items):
        yield ("," if number else "") + "\n" + dumped(item)
    yield "\n]}\n"


def package_head(site: Site, uri: str, at: datetime) -> Json:
    """Who publishes, what, when. `sample` marks what is published with the documentation's own prefix."""
    publisher = {"name": line(site.buyer_name), "uri": site.base_url}
    if site.organisation_number:
        publisher |= {"scheme": site.number_scheme, "uid": site.organisation_number}
    head: Json = {
        "uri": uri,
        "version": VERSION,
        "extensions": [*EXTENSIONS, f"{site.base_url}/ocds/extension.json"],
        "publishedDate": moment(at),
        "publisher": publisher,
    }
    head |= {"license": site.licence} if site.licence else {}
    head |= {"publicationPolicy": site.policy} if site.policy else {}
    return head | ({"sample": True} if site.is_sample else {})


def plan_of_procurement(entry: Entry, site: Site) -> Json:
    """What the releases of a procurement that came from this entry hold among their `relatedProcesses`."""
    return {
        "id": entry.key,
        "relationship": ["planning"],
        "title": line(entry.plan.title),
        "scheme": "ocid",
        "identifier": site.ocid(entry.key),
        "uri": site.entry_url(entry.key),
    }


def dumped(item: Json) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def _head(entry: Entry, version: PlanVersion, site: Site) -> Json:
    ocid = site.ocid(entry.key)
    return {
        "ocid": ocid,
        "id": f"{ocid}-v{version.number}",
        "date": moment(version.at),
        "tag": ["planning" if version is entry.versions[0] else "planningUpdate"],
        "initiationType": "tender",
        "language": site.language,
    }


def _facts(entry: Entry, version: PlanVersion, site: Site) -> Json:
    plan = version.plan
    party = _party(plan, site)
    found: Json = {"parties": [party], "buyer": {"id": party["id"], "name": party["name"]}}
    found["tender"] = tender(entry, version, site)
    if line(plan.expiring_contract):
        title = line(plan.expiring_contract)
        found["relatedProcesses"] = [{"id": "expiring", "relationship": ["prior"], "title": title}]
    return found


def _party(plan: Plan, site: Site) -> Json:
    """The buyer; the unit and its role address are the party's contact point."""
    name, number = line(site.buyer_name), site.organisation_number
    party: Json = {
        "id": f"{site.number_scheme}-{number}" if number else "buyer",
        "name": name,
        "roles": ["buyer"],
    }
    if number:
        party["identifier"] = {"scheme": site.number_scheme, "id": number, "legalName": name}
    point = _contact(line(plan.unit), line(plan.contact))
    return party | ({"contactPoint": point} if point else {})


def _contact(unit: str, contact: str) -> Json:
    """An e-mail address, a web address or a telephone number in its own field; other words go with the name."""
    for kind, fits in (
        ("email", "@" in contact),
        ("url", is_address(contact)),
        ("telephone", _PHONE.fullmatch(contact)),
    ):
        if fits:
            return {"name": unit, kind: contact} if unit else {kind: contact}
    name = ", ".join(filter(None, (unit, contact)))
    return {"name": name} if name else {}


def _removed(before: Json, now: Json) -> Json:
    """`now` with null wherever `before` said something that `now` does not say."""
    changed = ((key, old, now.get(key)) for key, old in before.items())
    return now | {key: _without(key, old, new) for key, old, new in changed if old != new}


def _without(key: str, old: Any, new: Any) -> Any:
    if isinstance(old, dict):
        return _removed(old, new or {})
    if key in REPLACED:
        return new or []
    if isinstance(old, list) and old and isinstance(old[0], dict):
        return _items_removed(key, old, new or [])
    return new


def _items_removed(key: str, old: list[Json], new: list[Json]) -> list[Json]:
    """Items are told apart by their ids; one that is gone stays, emptied, in the state its list has for it."""
    known, current = {each["id"]: each for each in old}, {each["id"] for each in new}
    kept = [_removed(known.get(each["id"], {}), each) for each in new]
    for each in old:
        if each["id"] not in current:
            kept.append(_removed(each, {"id": each["id"]}) | GONE.get(key, {}))
    return kept
