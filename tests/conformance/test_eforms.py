"""Our rule checker of planning notices against the published samples and the reports that go with them."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from marketkit.roadmap.copy_sheet import copy_sheet
from marketkit.roadmap.eforms_rules import check
from marketkit.roadmap.eforms_terms import FORBIDDEN, MANDATORY_FIELDS, MANDATORY_NODES, NAMESPACES
from tests.roadmap.notices import TODAY, entry, notice, site

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MARKETKIT_SHARED") or ROOT.parent / "shared")
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
INVALID = ("INVALID_pin-only_24_empty", "INVALID_pin-only_24_minimal")
VALID = {
    "E1_minimal": "E1",
    "E2_minimal": "E2",
    "pin-buyer_24_minimal": "1",
    "pin-only_24": "4",
    "pin-only_24_maximal": "4",
    "pin-only_25": "5",
    "pin-rtl_24": "7",
    "pin-cfc-social_24": "12",
}


def sample(name: str) -> bytes:
    path = SHARED / "standards" / "eforms" / f"eforms_{name}"
    if not path.is_file():
        pytest.skip(f"the published sample {name} is not at hand")
    return path.read_bytes()


def defined(subtype: str) -> dict[str, str]:
    """The ids of the fields and nodes of a published notice-type definition, in its order."""

    def walk(items: list[dict[str, Any]]) -> Iterator[str]:
        for item in items:
            yield from (item["id"], item.get("nodeId", ""))
            yield from walk(item.get("content", []))

    whole = json.loads(sample(f"noticetype_{subtype}.json"))
    return dict.fromkeys(walk(whole["metadata"] + whole["content"]), "")


def reported(name: str) -> Counter[tuple[str, str]]:
    """The rules an official report lists as failed, each with its place."""
    report = etree.fromstring(sample(f"{name}.svrl"))
    return Counter(
        (str(each.get("id")), str(each.get("location")))
        for each in report.findall(".//svrl:failed-assert", SVRL)
    )


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_sample_fails_exactly_the_rules_of_its_report_at_the_same_places(name: str) -> None:
    found = Counter((each.rule, each.location) for each in check(sample(f"{name}.xml")))
    assert found == reported(name)


@pytest.mark.parametrize("name", VALID)
def test_a_valid_sample_has_no_findings(name: str) -> None:
    assert [str(each) for each in check(sample(f"{name}.xml"), VALID[name])] == []


def test_without_a_subtype_asked_for_a_sample_is_checked_as_what_it_says_it_is() -> None:
    assert check(sample("E2_minimal.xml")) == () and check(sample("pin-only_24.xml")) == ()


def test_a_sample_of_subtype_4_is_no_notice_of_subtype_e2() -> None:
    found = {each.rule for each in check(sample("pin-only_24_maximal.xml"), "E2")}
    assert found == {"MK-subtype", "BR-BT-00115-0010"}


@pytest.mark.parametrize("subtype", ["E2", "4"])
def test_every_mandatory_field_of_our_table_is_in_the_published_definition_and_no_forbidden_one(
    subtype: str,
) -> None:
    known = defined(subtype)
    demanded = [term.id for term in MANDATORY_FIELDS if subtype in term.subtypes]
    assert [term for term in demanded if term not in known] == []
    forbidden = [term.id for term in FORBIDDEN if subtype in term.subtypes]
    assert [term for term in forbidden if term in known] == []


def test_our_notice_has_every_field_of_the_minimal_sample_in_the_same_order() -> None:
    """The structure schema fixes the order of elements: ours follow the sample's wherever both have them."""
    ours = [str(each.tag) for each in etree.fromstring(notice())]
    theirs = [str(each.tag) for each in etree.fromstring(sample("E2_minimal.xml"))]
    assert [tag for tag in ours if tag in theirs] == theirs


@pytest.mark.parametrize(
    "path",
    [
        "/*",
        "//efac:Company",
        "//efac:Company/cac:PostalAddress",
        "//efac:Company/cac:Contact",
        "/*/cac:ContractingParty",
        "/*/cac:ProcurementProject",
        "/*/cac:ProcurementProjectLot/cac:ProcurementProject",
    ],
)
def test_elements_of_our_notice_stand_in_the_order_of_the_fullest_sample(path: str) -> None:
    def order(xml: bytes) -> list[str]:
        node = etree.fromstring(xml).xpath(path, namespaces=NAMESPACES)[0]
        return list(dict.fromkeys(str(each.tag) for each in node.iterchildren("*")))

    ours, theirs = (
        order(notice(entry(nuts_codes=("NO083", "NO08")))),
        order(sample("pin-only_24_maximal.xml")),
    )
    shared = [tag for tag in theirs if tag in ours]
    assert [tag for tag in ours if tag in theirs] == shared
    assert len(shared) > 1


def test_the_sheet_to_copy_from_keeps_the_order_of_the_published_form() -> None:
    places = {term: number for number, term in enumerate(defined("E2"))}
    terms = [row.term for row in copy_sheet(entry(nuts_codes=("NO08",)), site(), today=TODAY)]
    assert [term for term in terms if term not in places] == []
    assert [places[term] for term in terms] == sorted(places[term] for term in terms)


def test_the_nodes_of_our_table_are_known_by_their_published_names() -> None:
    known = defined("4")
    named = {"ND-Part", "ND-ProcedureProcurementScope", "ND-Organization"}
    assert named <= {term.id for term in MANDATORY_NODES} and named <= set(known)
