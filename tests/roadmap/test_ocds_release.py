"""Planned releases that others publish, as rows of a list."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.errors import BadInput
from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.ocds_release import read_releases
from marketkit.roadmap.plan import Plan, Standing, ValueBand
from marketkit.values import Money, Window

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MARKETKIT_SHARED") or ROOT.parent / "shared")
LINCOLNSHIRE = SHARED / "data" / "roadmap" / "uk_contractsfinder_planned_lincolnshire_send_transport.json"


def release(**tender: Any) -> dict[str, Any]:
    given = {"id": "1", "title": "Taxi", "status": "planned"}
    return {"ocid": "ocds-213czf-1", "date": "2027-01-15T10:00:00Z", "tender": given | tender}


def read(whole: Any) -> ImportedRow | RefusedRow:
    (found,) = read_releases(json.dumps(whole).encode(), "r.json")
    return found


def plan(whole: Any) -> Plan:
    found = read(whole)
    assert isinstance(found, ImportedRow), [str(fault) for fault in found.faults]
    return found.plan


@pytest.mark.skipif(not LINCOLNSHIRE.is_file(), reason="the published release is not at hand")
def test_a_real_release_whose_contract_begins_before_its_notice_is_taken_with_a_warning() -> None:
    (found,) = read_releases(LINCOLNSHIRE.read_bytes(), LINCOLNSHIRE.name)
    assert isinstance(found, ImportedRow)
    assert (found.key, found.as_of) == ("ocds-b5fd17-6dca8686-ca76-4e8e-b3e5-16fc5cef74da", date(2025, 1, 23))
    assert found.plan == Plan(
        title="School / College Transport - SEND Schools - TAXI- DPS000119",
        need="SEND taxi contracts in Lincolnshire",
        unit="Lincolnshire County Council",
        cpv_codes=("60120000", "60140000", "60130000", "60170000", "60112000"),
        value=ValueBand(Money.of(26410, "GBP"), Money.of(213750, "GBP")),
        for_small=True,
        for_non_profit=False,
        window=Window.parse("2030-04-01"),
        contract_window=Window.parse("2025-02-24"),
    )
    assert [(each.column, each.message) for each in found.warnings] == [
        ("tender/contractPeriod/startDate", "the contract begins before the competition is announced")
    ]


def test_a_package_holds_many_releases() -> None:
    found = read_releases(json.dumps({"releases": [release(), release(title="Bus")]}).encode(), "r.json")
    assert [(each.number, each.plan.title) for each in found if isinstance(each, ImportedRow)] == [
        (1, "Taxi"),
        (2, "Bus"),
    ]


def test_a_withdrawn_release_ended_on_the_day_it_was_published() -> None:
    found = plan(release(status="withdrawn"))
    assert (found.standing, found.ended_on) == (Standing.WITHDRAWN, date(2027, 1, 15))


def test_amounts_keep_their_decimals_and_are_turned_where_they_are_reversed() -> None:
    text = json.dumps(
        release(minValue={"amount": 20, "currency": "GBP"}, value={"amount": 10.1, "currency": "GBP"})
    )
    (found,) = read_releases(text.encode(), "r.json")
    assert isinstance(found, ImportedRow)
    assert found.plan.value == ValueBand(Money(1010, "GBP"), Money(2000, "GBP"))
    assert len(found.warnings) == 1


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (release(title=""), "tender/title"),
        (release(title="a\x01b"), "tender/title"),
        (release(value={"amount": "10", "currency": "GBP"}), "tender/value"),
        (release(value={"amount": 10, "currency": "pounds"}), "tender/value"),
        (release(classification={"scheme": "CPV", "id": "60"}), "tender/classification"),
        (release() | {"ocid": ""}, "ocid"),
        (release() | {"date": "soon"}, "date"),
    ],
)
def test_a_release_that_cannot_be_used_is_refused_with_the_place(wrong: Any, column: str) -> None:
    found = read(wrong)
    assert isinstance(found, RefusedRow)
    assert column in {fault.column for fault in found.faults}
    assert json.loads(found.cells[0]) == wrong


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "9" * 40, "true"])
def test_a_number_of_absurd_size_is_refused_at_once(number: str) -> None:
    text = json.dumps(release(value={"amount": 7777, "currency": "GBP"})).replace("7777", number)
    (found,) = read_releases(text.encode(), "r.json")
    assert isinstance(found, RefusedRow)


def test_a_day_that_cannot_be_read_is_left_out_with_a_warning() -> None:
    found = read(release(communication={"futureNoticeDate": "2030-02-31T00:00:00Z"}))
    assert isinstance(found, ImportedRow)
    assert (found.plan.window, found.warnings[0].column) == (None, "tender/communication/futureNoticeDate")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"releases": 1}', b'{"releases": [1]}', b"NaN", b"[" * 100_000, b"\xff"]
)
def test_what_is_no_release_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_releases(data, "r.json")


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=10)
    | st.just(str(datetime(2027, 1, 1, tzinfo=UTC))),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "value", "amount", "currency", "items", "scheme", "id"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["ocid", "date", "tender", "buyer"]), values))
def test_any_release_is_taken_or_refused(whole: dict[str, Any]) -> None:
    (found,) = read_releases(json.dumps({"tender": None} | whole).encode(), "r.json")
    assert isinstance(found, ImportedRow | RefusedRow)
