from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from marketkit.roadmap.json_api import PLAN_FIELDS, json_change, json_chunks, json_entry, json_history
from marketkit.roadmap.openapi import FILTERS, openapi
from marketkit.roadmap.openapi_fields import ENTRY_FIELDS
from marketkit.roadmap.plan import Entry, Plan
from marketkit.roadmap.tables import COLUMNS
from tests.roadmap.published import entries, fit, one_line, site, three_versions

DESCRIPTION = openapi(site(licence="https://data.norge.no/nlod/no/2.0"), title="Planned procurements")
drawn = settings(suppress_health_check=list(HealthCheck))


def validator(schema: str) -> Draft202012Validator:
    document = Resource.from_contents(DESCRIPTION, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:description", document)
    return Draft202012Validator({"$ref": f"urn:description#/components/schemas/{schema}"}, registry=registry)


def errors(schema: str, value: Any) -> list[str]:
    read = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8"))
    return [
        f"{list(each.absolute_path)}: {each.message[:200]}" for each in validator(schema).iter_errors(read)
    ]


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [each for part in value.values() for each in references(part)]
    return [each for part in value for each in references(part)] if isinstance(value, list) else []


def test_the_fields_of_an_entry_are_those_described_and_those_of_the_tables() -> None:
    said = json_entry(three_versions(), site())
    assert tuple(said) == tuple(ENTRY_FIELDS) == COLUMNS


def test_every_field_of_a_plan_is_published() -> None:
    assert set(PLAN_FIELDS) == set(Plan.__dataclass_fields__)


def test_an_entry_says_what_is_planned_now() -> None:
    said = json_entry(three_versions(), site())
    assert (said["value_low"], said["value_high"], said["currency"]) == ("4000000.00", None, "NOK")
    assert (said["window_from"], said["window_precision"]) == ("2027-04-12", "day")
    assert said["dialogue"] == [
        {
            "window_from": "2026-12-10",
            "window_to": "2026-12-10",
            "window_precision": "day",
            "kind": "conference",
            "text": "Town hall, room 2; bring questions",
        }
    ]


def test_the_history_tells_each_change_with_its_old_and_its_new_value() -> None:
    history = json_history(three_versions())
    assert [each["version"] for each in history] == [3, 2, 1]
    moved = {each["field"]: (each["old"], each["new"]) for each in history[1]["changes"]}
    assert moved["window"][0] == {
        "window_from": "2027-01-01",
        "window_to": "2027-03-31",
        "window_precision": "quarter",
    }
    assert moved["lots"] == (["Alarms", "Response service"], ["Alarms"])
    assert set(moved) == {"value", "lots", "window", "contract_window", "expiring_contract"}
    assert (history[1]["reason"], history[1]["note"]) == ("capacity", "Two colleagues have left")
    assert all(each["old"] is None for each in history[2]["changes"])


@drawn
@given(of=st.lists(entries(), max_size=2))
def test_whatever_entries_say_keeps_to_the_description(of: list[Entry]) -> None:
    read = json.loads("".join(json_chunks(of, site())))
    assert errors("EntryList", {**read, "total": len(of), "next": None}) == []
    for said, entry in zip(read["entries"], of, strict=True):
        assert errors("EntryWithHistory", {**said, "versions": json_history(entry)}) == []
        assert (said["title"], said["need"]) == (one_line(entry.plan.title), fit(entry.plan.need))
        assert said["lots"] == [one_line(each) for each in entry.plan.lots]
        low = entry.plan.value.low
        assert (None if said["value_low"] is None else Decimal(said["value_low"])) == (
            None if low is None else Decimal(low.number())
        )
        changes = [
            json_change(entry.key, version, each, site())
            for version, fields in entry.changes()
            for each in fields
        ]
        assert errors("ChangeList", {"changes": changes, "cursor": "x", "more": False}) == []


def test_the_description_is_sound() -> None:
    for schema in DESCRIPTION["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in references(DESCRIPTION):
        place: Any = DESCRIPTION
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    operations = [path["get"] for path in DESCRIPTION["paths"].values()]
    assert len({each["operationId"] for each in operations}) == 3
    assert all({"200", "304"} <= set(each["responses"]) for each in operations)


def test_every_filter_is_described() -> None:
    asked = "q cpv place unit window_from window_to value_min value_max procedure model small non_profit"
    assert [name for name, _, _ in FILTERS] == [*asked.split(), "changed_since", "sort", "cursor"]
    since = DESCRIPTION["paths"]["/api/changes"]["get"]["parameters"]
    assert [each["name"] for each in since] == ["since"]
