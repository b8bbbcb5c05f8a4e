"""Once bids are opened here, nobody takes by hand what follows from the evaluation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.db import db
from marketkit.evaluations.by_hand import against_step
from marketkit.procurements.models import Buyer, Procurement
from marketkit.procurements.states import State, steps
from tests.evaluations.decision.arranging import decided, opened
from tests.evaluations.stages import locked
from tests.factories import Factories
from tests.signing_in import sign_in, token


@pytest.fixture
def procurement(app: Flask, session: Session, factories: Factories) -> Iterator[Procurement]:
    id_ = factories.procurement(factories.buyer(slug="here")).id
    session.commit()
    with app.app_context():
        yield db.session.get_one(Procurement, id_)
        db.session.rollback()


def by_hand(procurement: Procurement) -> set[State]:
    """Where a person may take it."""
    return {step.target for step in steps(procurement.state) if against_step(procurement, step) is None}


def test_a_locked_competition_may_be_evaluated_elsewhere_but_is_not_planned_anew(procurement: Procurement):
    assert State.COMPETITION in by_hand(procurement)
    locked(procurement)
    assert by_hand(procurement) == {State.OPENED, State.CANCELLED}


def test_from_the_opening_to_the_contract_the_evaluation_takes_the_steps(procurement: Procurement):
    opened(procurement)
    assert procurement.state is State.OPENED
    assert by_hand(procurement) == set()


def test_a_signature_cannot_be_put_in_place_of_the_standstill(
    procurement: Procurement, client: FlaskClient, factories: Factories
):
    decided(procurement)
    base = f"/b/here/procurements/{procurement.id}"
    user = factories.member(factories.session.get_one(Buyer, procurement.buyer_id), Role.OFFICER)
    db.session.rollback()
    sign_in(client, user)
    shown = client.get(f"{base}?lang=en").text
    assert "the bids are opened here, so this follows from the evaluation" in shown
    assert "/to/contract" not in shown
    data = {"csrf_token": token(client, base), "reason": "In a hurry.", "understood": "y"}
    answer = client.post(f"{base}/to/contract", data=data)
    assert answer.status_code == 302
    db.session.refresh(procurement)
    assert procurement.state is State.AWARDED
