"""Who may do what: what roles gain after the award, what machines are told, and addresses that fill in their buyer."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask, g, url_for
from flask.testing import FlaskClient

from marketkit import access
from marketkit.access import Permission, Role
from tests.factories import Factories
from tests.signing_in import sign_in


@dataclass
class About:
    """Stands for a procurement in a state of its own."""

    results_are_open: bool


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [
        (Role.OFFICER, True, True),
        (Role.EVALUATOR, False, True),
        (Role.AUDITOR, True, True),
        (Role.LEADER, False, True),
        (Role.LEGAL, False, True),
        (Role.ADMIN, False, False),
    ],
)
def test_leaders_and_lawyers_read_the_evaluation_once_the_award_is_decided(
    app: Flask, role: Role, before: bool, after: bool
):
    with app.test_request_context():
        g.role = role
        assert access.allows(Permission.VIEW_EVALUATION, About(False)) is before
        assert access.allows(Permission.VIEW_EVALUATION, About(True)) is after


def test_without_a_procurement_nothing_is_gained(app: Flask):
    with app.test_request_context():
        g.role = Role.LEADER
        assert not access.allows(Permission.VIEW_EVALUATION)


def test_who_is_nothing_here_may_do_nothing(app: Flask):
    with app.test_request_context():
        assert not any(access.allows(permission, About(True)) for permission in Permission)


def test_machines_are_told_to_sign_in(client: FlaskClient):
    answer = client.get("/b/any/procurements", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (401, {"error": "sign in first"})


def test_people_are_sent_to_sign_in_and_back(client: FlaskClient):
    assert client.get("/b/any/units").location == "/sign-in?next=/b/any/units"


def test_addresses_on_a_buyers_page_are_that_buyers(app: Flask, factories: Factories):
    with app.test_request_context():
        g.buyer = factories.buyer(slug="fjordvik")
        assert url_for("procurements.units") == "/b/fjordvik/units"
        assert url_for("procurements.units", buyer_slug="other") == "/b/other/units"
        assert url_for("account.account") == "/account"


def test_a_thing_of_another_buyer_is_not_there(client: FlaskClient, factories: Factories):
    """The buyer in the address is the officer's own; the procurement is somebody else's."""
    mine, theirs = factories.buyer(slug="mine"), factories.buyer(slug="theirs")
    procurement = factories.procurement(theirs)
    supplier = factories.supplier(theirs)
    addresses = [
        f"/b/mine/procurements/{procurement.id}",
        f"/b/mine/procurements/{procurement.id}/edit",
        f"/b/mine/procurements/{procurement.id}/lots",
        f"/b/mine/procurements/{procurement.id}/evaluation",
        f"/b/mine/suppliers/{supplier.id}",
    ]
    sign_in(client, factories.member(mine, Role.OFFICER))
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )
