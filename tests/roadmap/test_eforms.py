from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from marketkit.errors import BadInput
from marketkit.procurements.choices import Regime
from marketkit.roadmap.eforms import notice_faults
from marketkit.roadmap.eforms_codes import nature_of
from marketkit.roadmap.eforms_rules import check
from marketkit.roadmap.eforms_terms import NAMESPACES
from marketkit.roadmap.plan import Standing, ValueBand
from marketkit.values import Money, Window
from tests.roadmap.notices import NOTICE_ID, SENT, entry, notice, site


def texts(xml: bytes, path: str) -> list[str]:
    found = etree.fromstring(xml).xpath(path, namespaces=NAMESPACES)
    return [each if isinstance(each, str) else each.text for each in found]


def faults(planned: Any = None, by: Any = None, **more: Any) -> dict[str | None, str]:
    given = {"notice_id": NOTICE_ID, "issued_at": SENT} | more
    return {each.column: each.message for each in notice_faults(planned or entry(), by or site(), **given)}


def test_a_notice_of_a_full_entry_keeps_every_rule_of_its_subtype() -> None:
    assert check(notice(), "E2") == ()


def test_a_notice_says_what_the_plan_says() -> None:
    xml = notice()
    assert texts(xml, "/*/cac:ProcurementProject/cbc:Name") == ["Safety alarms at home"]
    assert texts(xml, "/*/cac:ProcurementProject/cbc:ID") == ["fjordvik-2027-012"]
    assert texts(xml, "/*/cac:ProcurementProject//cbc:EstimatedOverallContractAmount") == ["6500000.00"]
    assert texts(xml, "/*/cac:ProcurementProject//cbc:ItemClassificationCode") == ["85312000", "35121700"]
    assert texts(xml, "//cac:PartyLegalEntity/cbc:CompanyID") == ["987654325"]
    assert texts(xml, "//cbc:SMESuitableIndicator") == ["true"]


def test_the_time_of_sending_stands_in_the_buyers_zone() -> None:
    assert texts(notice(), "/*/cbc:IssueDate | /*/cbc:IssueTime") == ["2026-11-24+01:00", "00:30:00+01:00"]


def test_a_window_is_never_made_into_a_day() -> None:
    xml = notice()
    assert texts(xml, "//cbc:PlannedDate") == []
    assert "2027-Q1" in texts(xml, "//cbc:Note")[0]


def test_a_window_of_one_day_is_the_planned_date_with_that_days_offset() -> None:
    xml = notice(entry(window=Window.parse("2027-06-01")))
    assert texts(xml, "//cbc:PlannedDate") == ["2027-06-01+02:00"]
    assert check(xml, "E2") == ()


def test_every_lot_is_a_part_and_a_plan_without_lots_is_one_part() -> None:
    assert texts(notice(), "//cac:ProcurementProjectLot/cbc:ID") == ["PAR-0001"]
    xml = notice(entry(lots=("Alarms", "Response service")))
    names = "//cac:ProcurementProjectLot/cac:ProcurementProject/cbc:Name"
    assert texts(xml, names) == ["Alarms", "Response service"]
    assert check(xml, "E2") == ()


def test_a_place_that_is_no_county_is_the_country_with_a_remark() -> None:
    xml = notice(entry(nuts_codes=("NO", "NO08")))
    locations = "/*/cac:ProcurementProject/cac:RealizedLocation"
    assert texts(xml, f"{locations}/cac:Address/cbc:Region") == ["anyw-cou", "anyw-cou"]
    assert texts(xml, f"{locations}/cbc:Description") == ["NUTS area NO08"]
    assert check(xml, "E2") == ()


def test_our_own_sentences_are_in_the_language_of_the_notice() -> None:
    xml = notice(translate=lambda said: f"[{said}]", by=site(language="NOR"))
    assert texts(xml, "//cbc:Note")[0].startswith("[Planned time of the competition notice: 2027-Q1.]")
    assert texts(xml, "//cbc:Name/@languageID")[0] == "NOR"


def test_the_publishers_own_words_for_the_law_go_first() -> None:
    law = "//cac:ProcurementLegislationDocumentReference/cbc:DocumentDescription"
    assert texts(notice(), law) == ["Regulations on public procurement (FOR-2016-08-12-974), part II"]
    assert texts(notice(by=site(legal_basis="Anskaffelsesforskriften del II")), law) == [
        "Anskaffelsesforskriften del II"
    ]


@pytest.mark.parametrize(
    ("changes", "term"),
    [
        ({"title": ""}, "BT-21-Procedure"),
        ({"title": "\x00\x1f \ud800"}, "BT-21-Procedure"),
        ({"title": "x" * 401}, "BT-21-Procedure"),
        ({"need": ""}, "BT-24-Procedure"),
        ({"need": "x" * 6001}, "BT-24-Procedure"),
        ({"cpv_codes": ()}, "BT-262-Procedure"),
        ({"cpv_codes": ("8531",)}, "BT-262-Procedure"),
        ({"cpv_codes": ("85312000", "home care")}, "BT-263-Procedure"),
        ({"nuts_codes": ("XX001",)}, "BT-5141-Procedure"),
        ({"nuts_codes": ("NO083\n<x/>",)}, "BT-5071-Procedure"),
        ({"regime": None}, "BT-01-notice"),
        ({"regime": Regime.UK_FULL}, "BT-01-notice"),
        ({"lots": ("Alarms", " ")}, "BT-21-Part"),
        ({"value": ValueBand(None, Money.of(-1, "NOK"))}, "BT-27-Procedure"),
        ({"value": ValueBand(None, Money(1, "KWD"))}, "BT-27-Procedure"),
        ({"value": ValueBand(Money.of(2, "EUR"), Money.of(1, "NOK"))}, "BT-27-Procedure"),
        ({"value": ValueBand(Money.of(2, "NOK"), Money.of(1, "NOK"))}, "BT-27-Procedure"),
        ({"value": ValueBand(None, Money.of(10**20, "NOK"))}, "BT-27-Procedure"),
        ({"window": Window.parse("2026-10")}, "BT-127-notice"),
        ({"window": Window.parse("2026-11-24")}, "BT-127-notice"),
        ({"standing": Standing.CANCELLED, "ended_on": date(2026, 11, 1)}, "BT-02-notice"),
        ({"contact": "a@b"}, "BT-506-Organization-Company"),
    ],
)
def test_a_plan_that_makes_no_valid_notice_has_a_fault_naming_the_field(
    changes: dict[str, Any], term: str
) -> None:
    assert list(faults(entry(**changes))) == [term]


@pytest.mark.parametrize(
    ("changes", "term"),
    [
        ({"name": ""}, "BT-500-Organization-Company"),
        ({"country": ""}, "BT-514-Organization-Company"),
        ({"country": "Norway", "nuts": ""}, "BT-514-Organization-Company"),
        ({"nuts": "SE232"}, "BT-507-Organization-Company"),
        ({"nuts": "Fjordvik"}, "BT-507-Organization-Company"),
        ({"email": "innkjop"}, "BT-506-Organization-Company"),
        ({"phone": "ask the desk"}, "BT-503-Organization-Company"),
        ({"profile_url": "javascript:alert(1)"}, "BT-508-Procedure-Buyer"),
        ({"legal_type": "municipality"}, "BT-11-Procedure-Buyer"),
        ({"legal_type": ""}, "BT-11-Procedure-Buyer"),
        ({"activity": ""}, "BT-10-Procedure-Buyer"),
        ({"language": "nb"}, "BT-702(a)-notice"),
    ],
)
def test_a_buyer_that_makes_no_valid_notice_has_a_fault_naming_the_field(
    changes: dict[str, Any], term: str
) -> None:
    assert list(faults(by=site(**changes))) == [term]


def test_all_faults_are_told_at_once() -> None:
    planned = entry(title="", need="", cpv_codes=(), regime=None)
    with pytest.raises(BadInput) as error:
        notice(planned, site(name=""))
    terms = [fault.column for fault in error.value.faults]
    assert terms == [
        "BT-01-notice",
        "BT-21-Procedure",
        "BT-24-Procedure",
        "BT-262-Procedure",
        "BT-500-Organization-Company",
    ]


def test_legal_type_and_activity_are_demanded_in_norway_only() -> None:
    assert faults(by=site(country="SWE", nuts="SE232", legal_type="", activity="")) == {}


def test_the_notices_id_is_random_and_its_versions_go_to_99() -> None:
    assert list(faults(notice_id=UUID(int=1))) == ["BT-701-notice"]
    assert list(faults(version=100)) == ["BT-757-notice"]
    assert texts(notice(version=3), "/*/cbc:VersionID") == ["03"]


def test_the_moment_of_sending_must_know_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        notice(issued_at=datetime(2026, 11, 24, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cpv", "nature"),
    [
        ("03000000", "supplies"),
        ("44000000", "supplies"),
        ("45000000", "works"),
        ("48000000", "supplies"),
        ("50000000", "services"),
        ("85312000", "services"),
    ],
)
def test_the_kind_of_contract_follows_the_divisions_of_the_vocabulary(cpv: str, nature: str) -> None:
    assert nature_of(cpv) == nature


HOSTILE = st.text(max_size=60) | st.sampled_from(
    ["<!DOCTYPE x>", "]]>", "&xxe;", "\x00", "\ud800", "\ufffe", "\r\n\u2028", "=1+1", "<script>", "a\x0bb"]
)
WORDS = HOSTILE.map("A{}".format) | HOSTILE.map("{}.".format) | HOSTILE
CPV = st.sampled_from(["85312000-9", "48000000", "45000000", "85312000", "\x00"])
NUTS = st.sampled_from(["NO083", "NO", "NO08", "SE232", "UKC11", "&amp;"])
MONEY = st.none() | st.builds(
    Money,
    st.integers(min_value=-5, max_value=10**16),
    st.just("NOK") | st.sampled_from(["EUR", "JPY", "KWD"]),
)
WINDOWS = st.sampled_from(["2027-Q1", "2027-03-05", "2027-03-05/2027-04-09", "2028", "2027-H2", "2026-11-25"])


@given(data=st.data())
def test_whatever_the_texts_hold_a_notice_is_refused_with_reasons_or_keeps_every_rule(
    data: st.DataObject,
) -> None:
    draw = data.draw
    plan = {
        "title": draw(WORDS),
        "need": draw(WORDS),
        "resident_change": draw(HOSTILE),
        "contact": draw(HOSTILE | st.just("helse@fjordvik.example")),
        "lots": tuple(draw(st.lists(WORDS, max_size=3))),
        "cpv_codes": tuple(draw(st.lists(CPV, min_size=1, max_size=3))),
        "nuts_codes": tuple(draw(st.lists(NUTS, max_size=3))),
        "window": draw(st.none() | WINDOWS.map(Window.parse)),
        "contract_window": draw(st.none() | WINDOWS.map(Window.parse)),
        "value": ValueBand(*draw(st.tuples(MONEY, MONEY))),
        "regime": draw(st.just(Regime.EU_LIGHT) | st.sampled_from(Regime)),
        "for_small": draw(st.none() | st.booleans()),
    }
    buyer = {
        name: draw(HOSTILE) for name in draw(st.sets(st.sampled_from(["name", "street", "city", "email"])))
    }
    planned, by = entry(**plan), site(legal_basis=draw(st.just("") | WORDS), **buyer)
    if faults(planned, by):
        with pytest.raises(BadInput):
            notice(planned, by)
    else:
        assert [str(each) for each in check(notice(planned, by), "E2")] == []


@given(title=HOSTILE, need=HOSTILE, lots=st.lists(HOSTILE, max_size=3))
def test_hostile_texts_stay_texts(title: str, need: str, lots: list[str]) -> None:
    planned = entry(title=f"T {title}", need=f"N {need}", lots=tuple(f"L {lot}" for lot in lots))
    xml = notice(planned)
    assert check(xml, "E2") == ()
    assert len(texts(xml, "//cac:ProcurementProjectLot")) == max(1, len(lots))
    assert all(text.startswith(("T", "L")) for text in texts(xml, "//cac:ProcurementProject/cbc:Name"))
