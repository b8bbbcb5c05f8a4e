"""Our rule checker of planning notices against the published samples and the reports that go with them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from marketkit.roadmap.eforms_rules import check

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
}


def sample(name: str) -> bytes:
    path = SHARED / "standards" / "eforms" / f"eforms_{name}"
    if not path.is_file():
        pytest.skip(f"the published sample {name} is not at hand")
    return path.read_bytes()


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
