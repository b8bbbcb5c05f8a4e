from __future__ import annotations

import pytest

from marketkit.roadmap import eforms_rules, eforms_terms
from marketkit.roadmap.eforms_rules import check
from tests.roadmap.notices import entry, notice


def rules(xml: bytes, subtype: str | None = "E2") -> list[str]:
    return [finding.rule for finding in check(xml, subtype)]


def changed(old: str, new: str, times: int = 1) -> bytes:
    text = notice().decode()
    assert old in text
    return text.replace(old, new, times).encode()


def test_twenty_four_fields_are_mandatory_for_e2_and_thirty_for_4() -> None:
    count = {
        subtype: sum(subtype in term.subtypes for term in eforms_terms.MANDATORY_FIELDS)
        for subtype in ("E2", "4")
    }
    assert count == {"E2": 24, "4": 30}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<cbc:UBLVersionID>2.3</cbc:UBLVersionID>", "", "BR-OPT-00001-0010"),
        ("<cbc:RegulatoryDomain>other</cbc:RegulatoryDomain>", "", "BR-BT-00001-0010"),
        ('schemeName="notice-id"', "", "BR-BT-00701-0010"),
        ("Safety alarms at home", "", "element-not-empty"),
        ("pin-only", "pin-rtl", "MK-code"),
        (' listName="planning"', "", "P-0020"),
        (' listName="notice-subtype"', "", "OPP-070-notice-List_MA"),
        ("other<", "other</cbc:RegulatoryDomain><cbc:RegulatoryDomain>other<", "MK-once"),
        (">E2<", ">4<", "MK-subtype"),
        ("+01:00</cbc:IssueDate>", "</cbc:IssueDate>", "MK-moment"),
        ("2026-11-24+", "2026-02-30+", "MK-moment"),
        ("00:30:00+", "24:30:00+", "MK-moment"),
        ("-4c55-", "-1c55-", "MK-shape"),
        (">85312000<", ">85312000-9<", "MK-shape"),
        (">6500000.00<", ">6500000,00<", "MK-shape"),
        (">NOR<", ">SWE<", "MK-place"),
        ("Safety alarms at home", "x" * 401, "MK-length"),
        (
            "<cac:ContractingParty>",
            "<cac:TenderingProcess>x</cac:TenderingProcess><cac:ContractingParty>",
            "ND-ProcedureTenderingProcess-E2",
        ),
        (
            "<cbc:IssueDate>",
            "<cbc:ContractFolderID>x</cbc:ContractFolderID><cbc:IssueDate>",
            "BR-BT-00004-0010",
        ),
        ('schemeName="Part"', "", "P-0004"),
        ('schemeName="Part"', 'schemeName="Lot"', "ND-Part-E2"),
    ],
)
def test_a_broken_rule_is_found(old: str, new: str, rule: str) -> None:
    assert rule in rules(changed(old, new))


def test_a_reference_to_no_organisation_is_found() -> None:
    assert "MK-reference" in rules(notice().replace(b"ORG-0001", b"ORG-0009", 1))


def test_an_id_given_twice_is_found_at_both_places() -> None:
    xml = notice(entry(lots=("A", "B"))).replace(b"PAR-0002", b"PAR-0001")
    found = [each for each in check(xml, "E2") if each.rule == "MK-id"]
    assert [each.location for each in found] == [
        f"/pin:PriorInformationNotice/cac:ProcurementProjectLot[{number}]/cbc:ID" for number in (1, 2)
    ]


def test_a_planned_date_before_the_notice_is_found() -> None:
    xml = changed(
        "<cbc:RegulatoryDomain>", "<cbc:PlannedDate>2026-11-24Z</cbc:PlannedDate><cbc:RegulatoryDomain>"
    )
    assert rules(xml) == ["MK-future"]


def test_subtype_4_demands_an_exact_date_and_more_of_the_buyer() -> None:
    found = rules(changed(">E2<", ">4<"), None)
    assert found == ["ND-PartTenderingTerms-4", "BR-BT-00127-0007"]


def test_the_subtype_is_the_notices_own_word_when_none_is_asked_for() -> None:
    assert rules(changed("<cbc:VersionID>01</cbc:VersionID>", ""), None) == ["BR-BT-00757-0010"]


def test_a_finding_says_in_words_what_is_wrong_and_where() -> None:
    (finding,) = check(changed("<cbc:VersionID>01</cbc:VersionID>", ""))
    assert str(finding) == (
        "BR-BT-00757-0010 (BT-757-notice) /pin:PriorInformationNotice: "
        "Notice version is missing; subtype E2 demands it"
    )


ENTITIES = {
    "a document type": b'<!DOCTYPE PriorInformationNotice SYSTEM "http://127.0.0.1:9/x.dtd">',
    "an outside entity": b'<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "entities in entities": b'<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "a parameter entity": b'<!DOCTYPE p [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
}


@pytest.mark.parametrize("name", ENTITIES)
def test_a_file_with_entity_tricks_is_refused(name: str) -> None:
    head, _, rest = notice().partition(b"?>")
    for use in (b"Safety alarms", b"&x;", b"&b;"):
        xml = head + b"?>" + ENTITIES[name] + rest.replace(b"Safety alarms", use)
        (finding,) = check(xml, "E2")
        assert finding.rule == "MK-readable"
        assert "hostname" not in finding.message


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not XML",
        b"<x/>",
        b"<a>" * 5000,
        notice()[:-5],
        "<x>\ud83d</x>".encode("utf-8", "surrogatepass"),
    ],
)
def test_what_is_no_notice_is_refused(xml: bytes) -> None:
    assert rules(xml) == ["MK-readable"]


def test_a_huge_file_is_refused_unread() -> None:
    assert rules(b"<" * (eforms_rules.MAX_BYTES + 1)) == ["MK-readable"]


def test_what_is_left_unchecked_is_told_with_reasons() -> None:
    assert all(what and why for what, why in eforms_rules.NOT_CHECKED)
