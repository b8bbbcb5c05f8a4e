"""What a signed contract agrees on is carried over to the procurement, exactly, and follows a corrected record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from marketkit.contracts.agreed import carry_over, standing_rows, unfit_facts
from marketkit.contracts.models import Contract
from marketkit.db import begin_write, db, transaction
from marketkit.procurements import ledger
from marketkit.procurements.models import AgreedMeasure, Award, Option, SharingTerm, Supplier
from marketkit.values import Precision
from tests.factories import Factories

SIGNED = date(2027, 1, 15)
KPI = {
    "id": "kpi:kpis:falls",
    "kind": "kpi",
    "values": {"name": "Falls", "baseline": "12,5", "target": "9", "unit": "a month", "due": "2028-01-01"},
}
OPTION = {
    "id": "option:name",
    "kind": "option",
    "values": {
        "name": "Scaling",
        "ceiling": "NOK 1200000.00",
        "holders": "Fjordvik; Nes",
        "deadline": "2028-06-30",
    },
}
SHARING = {"id": "sharing:rate", "kind": "sharing", "values": {"rate": "30", "cap": "NOK 500000.00"}}
GOAL = {"id": "goal:text", "kind": "goal", "values": {"text": "Fewer falls"}}


@pytest.fixture
def contract(app: Flask, factories: Factories) -> Iterator[Contract]:
    """A contract of a procurement, while the application writes."""
    procurement = factories.procurement(factories.buyer())
    ids = {"buyer_id": procurement.buyer_id, "procurement_id": procurement.id}
    factories.supplier(procurement.buyer)
    factories.commit()
    with app.app_context(), transaction():
        session = begin_write()
        row = Contract(**ids, title="Follow-up", language="en", created_at=datetime(2026, 11, 23, tzinfo=UTC))
        session.add(row)
        session.flush()
        yield row


def carry(contract: Contract, *facts: dict[str, Any], reason: str = "") -> list[str]:
    return [
        str(each.why)
        for each in carry_over(contract=contract, facts=facts, signed_on=SIGNED, reason=reason, actor_id=None)
    ]


def test_measures_options_and_shares_become_rows_of_the_procurement(contract: Contract):
    winner = db.session.scalars(select(Supplier)).one()
    ledger.append(
        Award(supplier_id=winner.id, decided_on=SIGNED),
        procurement=contract.procurement,
        source="result:1",
        actor_id=None,
    )
    assert carry(contract, KPI, OPTION, SHARING, GOAL) == []
    [measure] = ledger.standing(AgreedMeasure, procurement=contract.procurement)
    assert (measure.name, measure.baseline, measure.target) == ("Falls", Fraction(25, 2), Fraction(9))
    assert (measure.unit_of_measure, measure.due) == ("a month", date(2028, 1, 1))
    [option] = ledger.standing(Option, procurement=contract.procurement)
    assert (option.earliest, option.latest, option.precision) == (SIGNED, date(2028, 6, 30), Precision.DAY)
    assert str(option.value) == "NOK 1200000.00"
    assert option.terms == "Fjordvik; Nes"
    [share] = ledger.standing(SharingTerm, procurement=contract.procurement)
    assert (share.percent, share.to_supplier_id, share.terms) == (
        Fraction(30),
        winner.id,
        "cap: NOK 500000.00",
    )
    assert {row.source for row in standing_rows(contract)} == {f"contract:{contract.id}"}


@pytest.mark.parametrize(
    ("fact", "values", "why"),
    [
        (KPI, {"target": "fewer"}, "the target is no number, so it cannot be compared with what is measured"),
        (KPI, {"due": None}, "it has no day by which the target is to be reached"),
        (OPTION, {"deadline": None}, "it has no last day on which it can be used"),
        (OPTION, {"deadline": "2027-01-14"}, "its last day lies before the signing"),
        (SHARING, {"rate": None}, "it has no share in percent"),
        (
            SHARING,
            {},
            "no single winner is on record, so nobody can be named as the one who gets it",
        ),
    ],
)
def test_a_fact_that_says_too_little_is_told_and_makes_no_row(
    contract: Contract, fact: dict[str, Any], values: dict[str, str | None], why: str
):
    told = {name: value for name, value in {**fact["values"], **values}.items() if value is not None}
    changed = {**fact, "values": told}
    assert [str(each.why) for each in unfit_facts(contract, [changed], SIGNED)] == [why]
    assert carry(contract, changed) == [why]
    assert list(standing_rows(contract)) == []


def test_a_corrected_record_takes_back_what_the_earlier_one_agreed(contract: Contract):
    carry(contract, KPI)
    carry(contract, {**KPI, "values": {**KPI["values"], "target": "8"}}, reason="The wrong draft.")
    [measure] = ledger.standing(AgreedMeasure, procurement=contract.procurement)
    assert measure.target == 8


def test_rows_of_others_are_left_alone(contract: Contract):
    own = AgreedMeasure(name="Own", target=Fraction(1), unit_of_measure="", due=SIGNED)
    ledger.append(own, procurement=contract.procurement, source="pilot:1", actor_id=None)
    carry(contract, KPI)
    carry(contract, reason="Nothing was agreed.")
    assert [row.name for row in ledger.standing(AgreedMeasure, procurement=contract.procurement)] == ["Own"]
