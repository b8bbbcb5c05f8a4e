"""Our releases and records against the published schemas of OCDS 1.1.5 and the standard's own merging program."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ocdsmerge
import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from marketkit.roadmap.ocds import release_package, releases
from marketkit.roadmap.ocds_extension import extension_schema
from marketkit.roadmap.ocds_record import compiled, record_package, versioned
from marketkit.roadmap.plan import Entry
from tests.roadmap.published import LATER, entries, one_line, site, three_versions

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MARKETKIT_SHARED") or ROOT.parent / "shared")
URI = "https://fjordvik.example/roadmap/ocds/package.json"
HISTORY = "https://standard.open-contracting.org/schema/1__1__5/versioned-release-validation-schema.json"
FORMATS = FormatChecker(formats=())
drawn = settings(suppress_health_check=list(HealthCheck))


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(shape, value, re.ASCII)) and datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or (
        value.isascii() and " " not in value and bool(urlsplit(value).netloc)
    )


@cache
def schema(name: str) -> Any:
    path = SHARED / "standards" / "ocds" / f"ocds_1_1_5_{name}-schema.json"
    if not path.is_file():
        pytest.skip(f"the published schema {name} is not at hand")
    return json.loads(path.read_text(encoding="utf-8"))


def patched(whole: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7396), as extensions are applied."""
    if not isinstance(patch, dict):
        return patch
    result = dict(whole) if isinstance(whole, dict) else {}
    for key, value in patch.items():
        result[key] = patched(result.get(key), value)
    return result


@cache
def validator(name: str) -> Draft4Validator:
    """The validator of a package, our own extension applied. The schema of histories is not at hand: all pass it."""
    release = patched(schema("release"), extension_schema())
    held = {release["id"]: release, HISTORY: {}}
    registry = Registry().with_resources(
        (uri, Resource.from_contents(each, default_specification=DRAFT4)) for uri, each in held.items()
    )
    return Draft4Validator(schema(name), registry=registry, format_checker=FORMATS)


def errors(name: str, package: Any) -> list[str]:
    return [
        f"{list(each.absolute_path)}: {each.message[:200]}" for each in validator(name).iter_errors(package)
    ]


def release_packaged(*of: Entry, **changes: Any) -> Any:
    return json.loads("".join(release_package(of, site(**changes), uri=URI, published_at=LATER)))


def record_packaged(*of: Entry) -> Any:
    return json.loads("".join(record_package(of, site(), uri=URI, published_at=LATER)))


def test_the_releases_of_an_entry_are_valid() -> None:
    assert errors("release-package", release_packaged(three_versions())) == []


def test_the_record_of_an_entry_is_valid() -> None:
    assert errors("record-package", record_packaged(three_versions())) == []


def test_the_validator_refuses_what_is_wrong() -> None:
    package = release_packaged(three_versions())
    package["releases"][0]["tender"]["status"] = "soon"
    package["releases"][1]["tender"]["milestones"][0]["dueDate"] = "2027-04-12"
    package["releases"][2]["tender"]["roadmap"]["standing"] = "waiting"
    assert len(errors("release-package", package)) == 3


@drawn
@given(entry=entries())
def test_releases_of_any_entry_are_valid_and_hold_its_texts(entry: Entry) -> None:
    package = release_packaged(entry)
    assert errors("release-package", package) == []
    for release, version in zip(package["releases"], entry.versions, strict=True):
        assert release["tender"]["title"] == (one_line(version.plan.title) or entry.key)
        assert "#" not in release["id"]
    assert len({release["id"] for release in package["releases"]}) == len(entry.versions)


@drawn
@given(entry=entries())
def test_records_of_any_entry_are_valid_and_merged_as_the_standard_merges(entry: Entry) -> None:
    package = record_packaged(entry)
    assert errors("record-package", package) == []
    record = package["records"][0]
    merger = ocdsmerge.Merger(schema("release"))
    assert merger.create_compiled_release(record["releases"]) == record["compiledRelease"]
    assert merger.create_versioned_release(record["releases"]) == record["versionedRelease"]


@drawn
@given(entry=entries())
def test_merging_with_our_extension_declared_gives_the_same(entry: Entry) -> None:
    found = releases(entry, site())
    merger = ocdsmerge.Merger(patched(schema("release"), extension_schema()))
    assert merger.create_compiled_release(found) == compiled(found)
    assert merger.create_versioned_release(found) == versioned(found)


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every plain value with its path, items of lists by their ids; what has been emptied is left out."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list) and value and all(isinstance(each, dict) and "id" in each for each in value):
        for each in value:
            said = list(leaves({key: part for key, part in each.items() if key not in ("id", "status")}))
            if said:
                yield from leaves(each, (*path, str(each["id"])))
    elif value is not None and value != []:
        yield path, value


@drawn
@given(entry=entries())
def test_a_compiled_release_says_exactly_what_the_latest_version_says(entry: Entry) -> None:
    found = releases(entry, site())
    alone = releases(Entry(key=entry.key, versions=entry.versions[-1:], invented=entry.invented), site())[0]
    heads = {"id", "date", "tag"}
    now = {path: value for path, value in leaves(compiled(found)) if path[0] not in heads}
    assert now == {path: value for path, value in leaves(alone) if path[0] not in heads}
