"""What was decided and agreed is appended, corrected by a newer row, and never changed, on both databases."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from marketkit.db import db, transaction
from marketkit.procurements import ledger
from marketkit.procurements.models import AgreedMeasure, Award, Option, Procurement, SharingTerm, Supplier
from marketkit.procurements.states import State, StepRefusedError
from marketkit.values import Money, Precision, Window
from tests.factories import Factories


@pytest.fixture
def ids(factories: Factories) -> dict[str, int]:
    buyer = factories.buyer()
    procurement = factories.procurement(buyer)
    made = {
        "procurement": procurement.id,
        "first": factories.supplier(buyer).id,
        "second": factories.supplier(buyer).id,
        "unit": factories.unit(buyer).id,
        "foreign": factories.supplier(factories.buyer()).id,
    }
    factories.commit()
    return made


def procurement_of(ids: dict[str, int]) -> Procurement:
    found = db.session.get(Procurement, ids["procurement"])
    assert found is not None
    return found


def award(supplier_id: int) -> Award:
    return Award(supplier_id=supplier_id, decided_on=date(2026, 11, 2), value_minor=500, value_currency="NOK")


def test_a_correction_takes_the_place_of_what_it_corrects(app: Flask, ids: dict[str, int]) -> None:
    with app.app_context():
        procurement = procurement_of(ids)
        with transaction():
            old = ledger.append(award(ids["first"]), procurement=procurement, source="result:1", actor_id=7)
        with transaction():
            new = ledger.correct(old, award(ids["second"]), reason="Complaint upheld", actor_id=7)
        assert ledger.standing(Award, procurement=procurement) == [new]
        assert (new.replaces_id, new.source, new.value) == (old.id, "result:1", Money(500, "NOK"))
        with pytest.raises(ledger.AlreadyReplacedError), transaction():
            ledger.correct(old, award(ids["first"]), reason="Again", actor_id=7)


def test_what_is_withdrawn_stands_no_more_but_stays_on_record(app: Flask, ids: dict[str, int]) -> None:
    with app.app_context():
        procurement = procurement_of(ids)
        with transaction():
            old = ledger.append(award(ids["first"]), procurement=procurement, source="result:1", actor_id=7)
            taken_back = ledger.withdraw(old, reason="Standstill broken", actor_id=7)
        assert ledger.standing(Award, procurement=procurement) == []
        assert taken_back.supplier_id == ids["first"]
        assert db.session.get(Award, old.id) is not None


def test_a_correction_owes_a_reason(app: Flask, ids: dict[str, int]) -> None:
    with app.app_context():
        with transaction():
            old = ledger.append(award(ids["first"]), procurement=procurement_of(ids), source="r", actor_id=7)
        with pytest.raises(StepRefusedError), transaction():
            ledger.withdraw(old, reason="  ", actor_id=7)


def test_measures_options_and_shares_are_kept_exactly(app: Flask, ids: dict[str, int]) -> None:
    window = Window.parse("2028-Q1/2028-Q3")
    with app.app_context():
        procurement = procurement_of(ids)
        with transaction():
            measure = ledger.append(
                AgreedMeasure(
                    name="Days in hospital",
                    baseline=Fraction(37, 3),
                    target=Fraction(9),
                    unit_of_measure="days",
                    due=date(2028, 1, 1),
                    owning_unit_id=ids["unit"],
                ),
                procurement=procurement,
                source="bid:4",
                actor_id=7,
            )
            ledger.append(
                Option(
                    name="One more year",
                    terms="On the same terms",
                    earliest=window.start,
                    latest=window.end,
                    precision=window.precision,
                ),
                procurement=procurement,
                source="contract:1",
                actor_id=7,
            )
            ledger.append(
                SharingTerm(
                    measure_id=measure.id, to_unit_id=ids["unit"], percent=Fraction(100, 3), terms="A third"
                ),
                procurement=procurement,
                source="contract:1",
                actor_id=7,
            )
        db.session.expire_all()
        assert ledger.standing(AgreedMeasure, procurement=procurement)[0].baseline == Fraction(37, 3)
        option = ledger.standing(Option, procurement=procurement)[0]
        assert option.window == window
        assert option.precision is Precision.QUARTER
        assert ledger.standing(SharingTerm, procurement=procurement)[0].percent == Fraction(100, 3)


def test_nothing_is_agreed_in_a_cancelled_procurement(app: Flask, ids: dict[str, int]) -> None:
    with app.app_context():
        procurement = procurement_of(ids)
        with transaction():
            procurement.state = State.CANCELLED
        with pytest.raises(StepRefusedError), transaction():
            ledger.append(award(ids["first"]), procurement=procurement, source="r", actor_id=7)


def test_the_database_refuses_another_buyer_s_supplier(app: Flask, ids: dict[str, int]) -> None:
    with app.app_context(), pytest.raises(IntegrityError), transaction():
        ledger.append(award(ids["foreign"]), procurement=procurement_of(ids), source="r", actor_id=7)


@pytest.mark.parametrize("statement", ["UPDATE award SET place = 2", "DELETE FROM award"])
def test_the_database_refuses_to_change_what_was_appended(
    app: Flask, ids: dict[str, int], session: Session, statement: str
) -> None:
    with app.app_context(), transaction():
        ledger.append(award(ids["first"]), procurement=procurement_of(ids), source="r", actor_id=7)
    with pytest.raises(DatabaseError, match="never changed"):
        session.execute(text(statement))


def test_a_supplier_s_row_of_another_buyer_is_another_row(session: Session, factories: Factories) -> None:
    one, other = factories.buyer(), factories.buyer()
    number = factories.supplier(one).organisation_number
    assert factories.supplier(other, organisation_number=number).id
    session.add(Supplier(buyer_id=one.id, name="Again", organisation_number=number))
    with pytest.raises(IntegrityError):
        session.flush()
