from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from marketkit.procurements.choices import Procedure
from marketkit.roadmap.ocds import plan_of_procurement, release_package, releases
from marketkit.roadmap.ocds_extension import extension, extension_schema
from marketkit.roadmap.ocds_record import record, record_package
from marketkit.roadmap.plan import Entry, Plan, Standing
from marketkit.roadmap.site import Site
from tests.roadmap.published import LATER, site, three_versions, version

URI = "https://fjordvik.example/roadmap/ocds/releases.json"


def of_plan(plan: Plan) -> dict:
    single = Entry(key="a", versions=(version(1, "2026-11-23T23:30:00+00:00", plan),))
    return releases(single, site())[0]["tender"]


def test_an_entry_of_three_versions_is_three_releases_that_never_change() -> None:
    found = releases(three_versions(), site())
    assert [each["id"] for each in found] == [f"ocds-213czf-fjordvik-2027-012-v{n}" for n in (1, 2, 3)]
    assert [each["tag"] for each in found] == [["planning"], ["planningUpdate"], ["planningUpdate"]]
    assert {each["ocid"] for each in found} == {"ocds-213czf-fjordvik-2027-012"}
    shorter = replace(three_versions(), versions=three_versions().versions[:2], notices=(), reviewed=())
    assert releases(shorter, site()) == found[:2]


def test_a_window_is_a_milestone_due_on_its_last_day_and_names_no_exact_date() -> None:
    tender = releases(three_versions(), site())[0]["tender"]
    window = {"startDate": "2027-01-01", "endDate": "2027-03-31", "precision": "quarter"}
    assert tender["milestones"][0] == {
        "id": "competition-notice",
        "type": "preProcurement",
        "code": "competition-notice",
        "dueDate": "2027-03-31T23:59:59+02:00",
        "window": window,
        "status": "scheduled",
    }
    assert "tenderPeriod" not in tender and "communication" not in tender
    assert (tender["value"], tender["minValue"]) == (
        {"amount": 6500000.5, "currency": "NOK"},
        {"amount": 4000000, "currency": "NOK"},
    )


def test_a_window_of_one_day_names_it_and_what_is_no_longer_said_is_emptied() -> None:
    release = releases(three_versions(), site())[1]
    tender = release["tender"]
    assert tender["communication"] == {"futureNoticeDate": "2027-04-12T00:00:00+02:00"}
    assert tender["tenderPeriod"] == {"startDate": "2027-04-12T00:00:00+02:00"}
    assert tender["value"] == {"amount": None, "currency": None}
    assert tender["lots"][1] == {"id": "2", "title": None, "status": "withdrawn"}
    assert release["relatedProcesses"] == [{"id": "expiring", "relationship": None, "title": None}]


def test_a_competition_that_has_started_meets_its_milestone() -> None:
    tender = releases(three_versions(), site())[2]["tender"]
    notice = tender["milestones"][0]
    assert (notice["status"], notice["dateMet"]) == ("met", "2027-04-13T00:00:00+02:00")
    assert tender["tenderPeriod"] == {"startDate": "2027-04-13T00:00:00+02:00"}
    assert (tender["status"], tender["roadmap"]["standing"]) == ("planned", "started")


@pytest.mark.parametrize(
    ("standing", "has_window", "status"),
    [
        (Standing.PLANNED, False, "planning"),
        (Standing.PLANNED, True, "planned"),
        (Standing.STARTED, False, "planned"),
        (Standing.CANCELLED, True, "cancelled"),
        (Standing.WITHDRAWN, True, "withdrawn"),
    ],
)
def test_what_has_become_of_a_plan_is_its_status(standing: Standing, has_window: bool, status: str) -> None:
    plan = three_versions().plan if has_window else Plan(title="t")
    assert of_plan(replace(plan, standing=standing, ended_on=None))["status"] == status


def test_procedures_that_need_not_be_one_method_are_only_named() -> None:
    assert "procurementMethod" not in of_plan(Plan(title="t", procedure=Procedure.OTHER_SINGLE))
    assert of_plan(Plan(title="t", procedure=Procedure.NEGOTIATED_DIRECT))["procurementMethod"] == "limited"


def test_a_contact_stands_in_the_field_it_fits() -> None:
    def point(contact: str) -> dict:
        plan = Plan(title="t", unit="Home care", contact=contact)
        single = Entry(key="a", versions=(version(1, "2026-11-23T23:30:00+00:00", plan),))
        return releases(single, site())[0]["parties"][0]["contactPoint"]

    assert point("a@b.example") == {"name": "Home care", "email": "a@b.example"}
    assert point("https://b.example/c") == {"name": "Home care", "url": "https://b.example/c"}
    assert point("+47 69 00 00 00") == {"name": "Home care", "telephone": "+47 69 00 00 00"}
    assert point("ask for Kari") == {"name": "Home care, ask for Kari"}


def test_a_package_says_that_it_is_a_sample_while_the_prefix_is_the_documentations() -> None:
    def head(by: Site) -> dict:
        return json.loads("".join(release_package([three_versions()], by, uri=URI, published_at=LATER)))

    package = head(site())
    assert package["sample"] is True and package["publishedDate"] == "2027-06-01T12:00:00Z"
    assert package["extensions"][-1] == "https://fjordvik.example/roadmap/ocds/extension.json"
    assert package["publisher"]["uid"] == "987654325"
    assert "sample" not in head(site(ocid_prefix="ocds-a1b2c3"))


def test_packages_are_written_while_entries_are_read() -> None:
    read = []

    def slowly() -> Iterator[Entry]:
        for number in range(100):
            read.append(number)
            yield three_versions()

    for package in (release_package, record_package):
        read.clear()
        pieces = package(slowly(), site(), uri=URI, published_at=LATER)
        assert next(pieces).endswith("[") and read == []
        assert next(pieces) and read == [0]
        assert "".join(pieces).endswith("]}\n") and len(read) == 100


def test_a_record_keeps_every_value_a_field_has_had() -> None:
    found = record(three_versions(), site())
    assert found["compiledRelease"]["id"] == "ocds-213czf-fjordvik-2027-012-2027-04-13T06:00:00Z"
    assert found["compiledRelease"]["tag"] == ["compiled"] and len(found["releases"]) == 3
    due = found["versionedRelease"]["tender"]["milestones"][0]["dueDate"]
    assert [(each["releaseID"][-2:], each["value"]) for each in due] == [
        ("v1", "2027-03-31T23:59:59+02:00"),
        ("v2", "2027-04-12T23:59:59+02:00"),
    ]


def test_a_procurement_points_back_to_its_plan() -> None:
    assert plan_of_procurement(three_versions(), site()) == {
        "id": "fjordvik-2027-012",
        "relationship": ["planning"],
        "title": "Safety alarms at home",
        "scheme": "ocid",
        "identifier": "ocds-213czf-fjordvik-2027-012",
        "uri": "https://fjordvik.example/roadmap/entries/fjordvik-2027-012",
    }


def test_our_extension_is_described() -> None:
    described = extension(site())
    assert described["schemas"] == ["release-schema.json"] and described["compatibility"] == ["1.1"]
    assert "PlannedWindow" in extension_schema()["definitions"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "https://fjordvik.example/roadmap/"},
        {"base_url": "javascript:alert(1)"},
        {"base_url": "https://a b.example"},
        {"base_url": "https://user@b.example"},
        {"base_url": "https://[::1"},
        {"base_url": "https://b.example/#a"},
        {"licence": "public"},
        {"buyer_name": " \x00 "},
        {"ocid_prefix": "ocds-x"},
        {"language": "EN"},
    ],
)
def test_a_site_with_unusable_facts_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        site(**wrong)


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = replace(three_versions().latest, at=LATER.replace(tzinfo=None))
    with pytest.raises(ValueError):
        releases(Entry(key="a", versions=(naive,)), site())
