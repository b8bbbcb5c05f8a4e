"""The history of a procurement names who did what; auditors read its part of the audit log and can check it alone."""

from __future__ import annotations

import hashlib
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketkit.access import Role
from marketkit.db import db, transaction
from marketkit.procurements import services
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import State
from tests.factories import Factories
from tests.signing_in import sign_in


@pytest.fixture
def address(app: Flask, factories: Factories) -> str:
    buyer = factories.buyer(slug="here")
    kari = factories.member(buyer, Role.OFFICER, name="Kari Nordmann").id
    row = factories.procurement(buyer).id
    factories.procurement(buyer)
    factories.commit()
    with app.app_context(), transaction():
        procurement = db.session.get_one(Procurement, row)
        services.change_state(procurement=procurement, target=State.DIALOGUE, actor_id=kari)
    return f"/b/here/procurements/{row}"


def visitor(client: FlaskClient, factories: Factories, role: Role) -> FlaskClient:
    from marketkit.procurements.models import Buyer

    buyer = factories.session.query(Buyer).filter_by(slug="here").one()
    user = factories.member(buyer, role)
    factories.commit()
    sign_in(client, user)
    return client


def test_the_history_names_who_took_a_step(client: FlaskClient, factories: Factories, address: str):
    page = visitor(client, factories, Role.OFFICER).get(f"{address}/history").text
    assert "Kari Nordmann" in page


def test_an_auditor_reads_the_trail_in_words_and_with_names(
    client: FlaskClient, factories: Factories, address: str
):
    page = visitor(client, factories, Role.AUDITOR).get(f"{address}/audit")
    assert page.status_code == 200
    assert "New state" in page.text
    assert "Kari Nordmann" in page.text


def test_nobody_else_reads_the_trail(client: FlaskClient, factories: Factories, address: str):
    officer = visitor(client, factories, Role.OFFICER)
    assert officer.get(f"{address}/audit").status_code == 403
    assert officer.get(f"{address}/audit.json").status_code == 403


def test_the_downloaded_entries_can_be_checked_without_the_installation(
    client: FlaskClient, factories: Factories, address: str
):
    document = json.loads(visitor(client, factories, Role.AUDITOR).get(f"{address}/audit.json").data)
    (entry,) = document["entries"]
    fields = ("number", "at", "action", "subject", "buyer", "actor", "details", "previous")
    text = json.dumps([entry[field] for field in fields], separators=(",", ":"))
    assert hashlib.sha256(text.encode("ascii")).hexdigest() == entry["hash"]
    assert entry["action"] == "procurement.state-changed"
    assert document["head"]["number"] >= entry["number"]
