"""Signing in and out: passwords, codes, guessing, and a session that really ends."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.account import services
from marketkit.account.models import User
from marketkit.account.sessions import COOKIE
from marketkit.db import transaction
from tests.factories import Factories
from tests.signing_in import token

PASSWORD = "sju tørre fjellgeiter"


@pytest.fixture
def officer(app: Flask, factories: Factories) -> int:
    buyer = factories.buyer(slug="fjordvik")
    user = factories.member(buyer, Role.OFFICER, email="kari@example.no", name="Kari")
    user_id = user.id
    factories.commit()
    with app.app_context(), transaction() as session:
        services.set_password(user=session.get_one(User, user_id), password=PASSWORD, actor_id=None)
    return user_id


def enter(
    client: FlaskClient, password: str = PASSWORD, *, email: str = "kari@example.no", path: str = "/sign-in"
):
    return client.post(path, data={"email": email, "password": password, "csrf_token": token(client, path)})


def test_the_right_password_leads_to_the_buyers_procurements(client: FlaskClient, officer: int):
    answer = enter(client)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/").location == "/b/fjordvik/procurements"
    assert client.get("/b/fjordvik/procurements").status_code == 200


def test_a_page_asked_for_before_signing_in_is_shown_after(client: FlaskClient, officer: int):
    asked = client.get("/b/fjordvik/suppliers?page=1")
    assert asked.location == "/sign-in?next=/b/fjordvik/suppliers?page%3D1"
    assert enter(client, path=asked.location).location == "/b/fjordvik/suppliers?page=1"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example"]
)
def test_signing_in_leads_nowhere_else(client: FlaskClient, officer: int, target: str):
    answer = enter(client, path=f"/sign-in?next={target}")
    assert urlsplit(urljoin("http://localhost/sign-in", answer.location or "")).netloc == "localhost"


@pytest.mark.parametrize(
    ("email", "password"),
    [("kari@example.no", "eight dry mountain goats"), ("ola@example.no", PASSWORD), ("nobody", PASSWORD)],
)
def test_a_wrong_password_and_an_unknown_address_are_told_the_same(
    client: FlaskClient, officer: int, email: str, password: str
):
    answer = enter(client, password, email=email)
    assert "The e-mail address or the password is wrong." in answer.text
    assert client.get("/").location.startswith("/sign-in")


def test_a_cookie_copied_before_signing_out_is_worth_nothing_after(
    app: Flask, client: FlaskClient, officer: int
):
    enter(client)
    copied = client.get_cookie(COOKIE).value
    thief = app.test_client()
    thief.set_cookie(COOKIE, copied)
    assert thief.get("/account").status_code == 200
    out = client.post("/sign-out", data={"csrf_token": token(client, "/account")})
    assert out.status_code == 302
    assert client.get("/account").location.startswith("/sign-in")
    assert thief.get("/account").location.startswith("/sign-in")


def test_a_session_number_from_before_signing_in_is_not_kept(client: FlaskClient, officer: int):
    client.get("/sign-in")
    before = client.get_cookie(COOKIE).value
    enter(client)
    assert client.get_cookie(COOKIE).value != before


def test_the_database_holds_no_session_number(session: Session, client: FlaskClient, officer: int):
    from marketkit.account.models import SessionRecord

    enter(client)
    number = client.get_cookie(COOKIE).value
    rows = session.query(SessionRecord).all()
    assert rows
    assert all(number not in f"{row.hash} {row.data}" for row in rows)


def test_a_closed_account_is_signed_out_and_cannot_sign_in(app: Flask, client: FlaskClient, officer: int):
    enter(client)
    with app.app_context(), transaction() as session:
        services.set_active(user=session.get_one(User, officer), active=False, actor_id=None)
    assert client.get("/account").location.startswith("/sign-in")
    assert "/b/" not in (enter(client).location or "")
    assert client.get("/account").location.startswith("/sign-in")


def test_nothing_but_the_session_is_left_in_the_browser(client: FlaskClient, officer: int):
    """The library could be asked for a cookie of its own, which signing out would not end."""
    form = {"email": "kari@example.no", "password": PASSWORD, "remember": "y"}
    answer = client.post("/sign-in", data={**form, "csrf_token": token(client, "/sign-in")})
    assert answer.location == "/"
    assert [header.partition("=")[0] for header in answer.headers.getlist("Set-Cookie")] == [COOKIE]


def test_somebody_without_a_password_cannot_sign_in(client: FlaskClient, factories: Factories):
    factories.user(email="ola@example.no")
    factories.commit()
    for password in ("", "None", "a long guess at nothing"):
        assert enter(client, password, email="ola@example.no").location is None


@pytest.mark.parametrize("path", ["/sign-in/select", "/sign-in/no-code"])
def test_what_the_library_offers_and_we_do_not_is_not_there(client: FlaskClient, path: str):
    assert client.get(path).status_code == 404


def test_signing_in_by_json_is_no_way_around_the_page(client: FlaskClient, officer: int):
    answer = client.post(
        "/sign-in",
        json={"email": "kari@example.no", "password": PASSWORD},
        headers={"X-CSRFToken": token(client, "/sign-in")},
    )
    assert "token" not in (answer.get_json(silent=True) or {}).get("response", {}).get("user", {})
    assert answer.mimetype == "text/html"
