"""The record of an entry: all its releases, what they amount to now, and the history of every field. Pure.

Merged by the rules of the standard (https://standard.open-contracting.org/1.1/en/schema/merging/), of which our
releases need these: null empties a field; objects are merged field by field; the items of a list by their `id`; lists
of plain values, and the further classifications of an item, are replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import Any

from marketkit.roadmap.ocds import REPLACED, Json, package, releases
from marketkit.roadmap.plan import Entry
from marketkit.roadmap.site import Site

OMITTED = {"id", "date", "tag"}
Put = Callable[[Json, str, Any], None]


def record(entry: Entry, site: Site) -> Json:
    """The record of one entry; its releases stand in the order of their dates."""
    found = sorted(releases(entry, site), key=itemgetter("date"))
    return {
        "ocid": site.ocid(entry.key),
        "releases": found,
        "compiledRelease": compiled(found),
        "versionedRelease": versioned(found),
    }


def record_package(
    entries: Iterable[Entry], site: Site, *, uri: str, published_at: datetime
) -> Iterator[str]:
    """A package of the records of all entries, in pieces of text, one a record; as `ocds.release_package`."""
    return package("records", (record(entry, site) for entry in entries), site, uri, published_at)


def compiled(found: list[Json]) -> Json:
    """What releases in the order of their dates amount to: one release, tagged `compiled`."""
    last = found[-1]
    whole: Json = {}
    for each in found:
        _merge(whole, _body(each), _replace)
    head = {"tag": ["compiled"], "id": f"{last['ocid']}-{last['date']}", "date": last["date"]}
    return head | {"ocid": last["ocid"]} | whole


def versioned(found: list[Json]) -> Json:
    """Every field with all values it has had, each with the release that brought it."""
    whole: Json = {"ocid": found[-1]["ocid"]}
    for each in found:
        _merge(whole, _body(each), _historian(each))
    return whole


def _body(release: Json) -> Json:
    return {key: value for key, value in release.items() if key not in OMITTED and key != "ocid"}


def _merge(whole: Json, part: Json, put: Put) -> None:
    for key, value in part.items():
        if isinstance(value, dict):
            if value:
                _merge(whole.setdefault(key, {}), value, put)
        elif (
            isinstance(value, list) and key not in REPLACED and all(isinstance(each, dict) for each in value)
        ):
            if value:
                _merge_items(whole.setdefault(key, []), value, put)
        else:
            put(whole, key, value)


def _merge_items(whole: list[Json], items: list[Json], put: Put) -> None:
    known = {each["id"]: each for each in whole}
    for item in items:
        if item["id"] not in known:
            known[item["id"]] = {"id": item["id"]}
            whole.append(known[item["id"]])
        _merge(known[item["id"]], {key: value for key, value in item.items() if key != "id"}, put)


def _replace(whole: Json, key: str, value: Any) -> None:
    if value is None:
        whole.pop(key, None)
    else:
        whole[key] = value


def _historian(release: Json) -> Put:
    """Adds a value to a field's history, unless it is the same as the last one."""

    def put(whole: Json, key: str, value: Any) -> None:
        history = whole.setdefault(key, [])
        if not history or history[-1]["value"] != value:
            history.append(
                {
                    "releaseID": release["id"],
                    "releaseDate": release["date"],
                    "releaseTag": release["tag"],
                    "value": value,
                }
            )

    return put
