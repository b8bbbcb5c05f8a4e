"""The start page: straight on for members of one buyer, a choice for members of several, a word for the others."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from marketkit.access import Role
from marketkit.account.models import Membership
from tests.factories import Factories
from tests.signing_in import sign_in


def test_a_member_of_one_buyer_goes_straight_to_its_procurements(client: FlaskClient, factories: Factories):
    sign_in(client, factories.member(factories.buyer(slug="fjordvik"), Role.OFFICER))
    assert client.get("/").location == "/b/fjordvik/procurements"


def test_a_member_of_several_buyers_chooses(client: FlaskClient, factories: Factories):
    user = factories.member(factories.buyer(slug="fjordvik", name="Fjordvik"), Role.OFFICER)
    second = factories.buyer(slug="havna", name="Havna")
    factories.save(Membership(user_id=user.id, buyer_id=second.id, role=Role.AUDITOR))
    factories.buyer(slug="other", name="Somebody else's")
    sign_in(client, user)
    links = html.fromstring(client.get("/").text).xpath("//main//li/a")
    assert {(link.text, link.get("href")) for link in links} == {
        ("Fjordvik", "/b/fjordvik/procurements"),
        ("Havna", "/b/havna/procurements"),
    }


def test_who_is_a_member_of_none_is_told_what_to_do(client: FlaskClient, factories: Factories):
    sign_in(client, factories.user())
    assert "Ask an administrator" in client.get("/").text


@pytest.mark.parametrize("endpoint", ["security.tf_select", "security.two_factor_rescue"])
def test_pages_of_the_library_that_we_do_not_use_do_not_exist(
    app: Flask, client: FlaskClient, factories: Factories, endpoint: str
):
    sign_in(client, factories.user())
    with app.test_request_context():
        address = app.url_for(endpoint)
    assert client.get(address).status_code == 404
