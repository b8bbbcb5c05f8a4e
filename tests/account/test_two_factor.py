"""Signing in with a code from an app, with recovery codes, and changing the password; guesses are limited."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketkit.account import services, throttle
from marketkit.account.models import SignInFailure, User
from marketkit.db import transaction
from tests.factories import Factories
from tests.signing_in import sign_in, token

PASSWORD = "sju tørre fjellgeiter"
EMAIL = "kari@example.no"


@pytest.fixture
def person(app: Flask, factories: Factories) -> int:
    user = factories.member(factories.buyer(), email=EMAIL, name="Kari")
    user_id = user.id
    factories.commit()
    with app.app_context(), transaction() as session:
        services.set_password(user=session.get_one(User, user_id), password=PASSWORD, actor_id=None)
    return user_id


def enter(client: FlaskClient, password: str = PASSWORD):
    data = {"email": EMAIL, "password": password, "csrf_token": token(client, "/sign-in")}
    return client.post("/sign-in", data=data)


def set_up(client: FlaskClient) -> pyotp.TOTP:
    """Go through the pages as a person with an app does; gives the app."""
    chosen = client.post(
        "/account/two-factor",
        data={"setup": "authenticator", "csrf_token": token(client, "/account/two-factor")},
    )
    key = re.search(r"<code>([A-Z2-7 -]+)</code>", chosen.text)[1].replace("-", "").replace(" ", "")
    action = re.search(r'action="(/account/two-factor/[^"]+)"', chosen.text)[1]
    phone = pyotp.TOTP(key)
    # The code of the step before, which is still taken, so that the next one is fresh in the tests.
    done = client.post(
        action,
        data={
            "code": phone.at(time.time() - 30),
            "csrf_token": re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', chosen.text)[-1],
        },
    )
    assert done.location == "/account"
    return phone


def give_code(client: FlaskClient, code: str, path: str = "/sign-in/code"):
    return client.post(path, data={"code": code, "csrf_token": token(client, path)})


def test_a_password_alone_no_longer_suffices_and_a_code_works_once(
    app: Flask, client: FlaskClient, person: int
):
    enter(client)
    phone = set_up(client)
    other = app.test_client()
    assert urlsplit(enter(other).location).path == "/sign-in/code"
    assert other.get("/account").location.startswith("/sign-in")
    code = phone.now()
    assert (
        "The code is wrong or too old." in give_code(other, "000000" if code != "000000" else "111111").text
    )
    assert give_code(other, code).location == "/"
    assert other.get("/account").status_code == 200
    third = app.test_client()
    enter(third)
    assert "The code is wrong or too old." in give_code(third, code).text
    assert third.get("/account").location.startswith("/sign-in")


def test_a_recovery_code_works_once(app: Flask, client: FlaskClient, person: int):
    enter(client)
    set_up(client)
    path = "/account/recovery-codes"
    page = client.post(path, data={"csrf_token": token(client, path)})
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", page.text)
    assert len(set(codes)) == 5
    for attempt, expected in enumerate(("/", None)):
        other = app.test_client()
        enter(other)
        answer = give_code(other, codes[0], "/sign-in/recovery-code")
        assert answer.location == expected, attempt
    assert "wrong or was used before" in answer.text


def test_neither_key_nor_recovery_codes_stand_readable_in_the_database(
    app: Flask, client: FlaskClient, person: int, session: Session
):
    enter(client)
    phone = set_up(client)
    path = "/account/recovery-codes"
    page = client.post(path, data={"csrf_token": token(client, path)})
    code = re.findall(r"<code>([0-9a-f-]{14})</code>", page.text)[0]
    row = session.get_one(User, person)
    assert phone.secret not in (row.tf_totp_secret or "")
    assert row.mf_recovery_codes
    assert all(code not in kept for kept in row.mf_recovery_codes)


def test_switching_codes_off_asks_for_the_password_after_a_while(
    client: FlaskClient, person: int, session: Session
):
    from datetime import timedelta

    sign_in(client, session.get_one(User, person), ago=timedelta(hours=2))
    asked = client.get("/account/two-factor")
    assert urlsplit(asked.location).path == "/account/verify"
    assert parse_qs(urlsplit(asked.location).query)["next"] == ["/account/two-factor"]
    done = client.post(
        asked.location, data={"password": PASSWORD, "csrf_token": token(client, asked.location)}
    )
    assert done.location == "/account/two-factor"
    assert client.get("/account/two-factor").status_code == 200


def test_the_eleventh_guess_in_a_quarter_of_an_hour_is_not_even_looked_at(client: FlaskClient, person: int):
    for _ in range(throttle.PER_PERSON):
        assert enter(client, "not the password").status_code == 200
    refused = enter(client)
    assert refused.status_code == 429
    assert "Too many attempts" in refused.text


def test_guesses_count_no_longer_after_a_quarter_of_an_hour(
    client: FlaskClient, person: int, session: Session
):
    for _ in range(throttle.PER_PERSON):
        enter(client, "not the password")
    for row in session.query(SignInFailure):
        row.at -= throttle.WINDOW
    session.commit()
    assert enter(client).status_code == 302


def test_guessing_codes_is_limited_too(app: Flask, client: FlaskClient, person: int):
    enter(client)
    set_up(client)
    other = app.test_client()
    enter(other)
    for _ in range(throttle.PER_PERSON):
        assert give_code(other, "ffff-ffff-ffff", "/sign-in/recovery-code").status_code == 200
    assert give_code(other, "ffff-ffff-ffff", "/sign-in/recovery-code").status_code == 429
    assert give_code(other, "123456").status_code == 429


def test_a_new_password_signs_out_everywhere_else(app: Flask, client: FlaskClient, person: int):
    enter(client)
    other = app.test_client()
    enter(other)
    new = "åtte våte sjøfugler"
    path = "/account/password"
    data = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert client.post(path, data={**data, "csrf_token": token(client, path)}).location == "/account"
    assert client.get("/account").status_code == 200
    assert other.get("/account").location.startswith("/sign-in")
    assert enter(other).status_code == 200
    assert enter(other, new).location == "/"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("kort", "Expected at least 12 characters"),
        ("aaaaaaaaaaaaaaaa", "too easy to guess"),
        ("kari@example.no", "too easy to guess"),
        (PASSWORD, "The new password must differ from the old one."),
    ],
)
def test_a_poor_password_is_refused(client: FlaskClient, person: int, new: str, said: str):
    enter(client)
    path = "/account/password"
    data = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    answer = client.post(path, data={**data, "csrf_token": token(client, path)})
    assert said in answer.text


def test_no_token_in_an_address_or_header_signs_anybody_in(client: FlaskClient, app: Flask, person: int):
    with app.test_request_context():
        from marketkit.db import db

        made = db.session.get_one(User, person).get_auth_token()
    assert client.get(f"/account?auth_token={made}").location.startswith("/sign-in")
    assert client.get("/account", headers={"Authentication-Token": made}).location.startswith("/sign-in")
