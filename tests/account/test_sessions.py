"""Sessions: how long they last, what their cookie says, when they are written, and how one's others are ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketkit import create_app
from marketkit.account.models import SessionRecord
from marketkit.account.sessions import ABSOLUTE, COOKIE, IDLE, SEEN_EVERY
from marketkit.account.views import browser_name
from tests.conftest import make_settings
from tests.databases import Database
from tests.factories import Factories
from tests.signing_in import sign_in, token

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("idle", "status"), [(IDLE - MINUTE, 200), (IDLE + MINUTE, 302)])
def test_a_session_ends_when_it_is_not_used(
    client: FlaskClient, factories: Factories, idle: timedelta, status: int
):
    sign_in(client, factories.member(), ago=idle)
    assert client.get("/account").status_code == status


@pytest.mark.parametrize(("age", "status"), [(ABSOLUTE - MINUTE, 200), (ABSOLUTE + MINUTE, 302)])
def test_a_session_ends_when_it_is_old_however_much_it_is_used(
    client: FlaskClient, factories: Factories, session: Session, age: timedelta, status: int
):
    sign_in(client, factories.member())
    session.query(SessionRecord).one().created_at -= age
    session.commit()
    assert client.get("/account").status_code == status


@pytest.mark.parametrize(("ago", "touched"), [(SEEN_EVERY - MINUTE, False), (SEEN_EVERY + MINUTE, True)])
def test_when_it_was_last_used_is_written_at_most_every_five_minutes(
    client: FlaskClient, factories: Factories, session: Session, ago: timedelta, touched: bool
):
    client.get("/sign-in")  # so that the token stands in a session and pages write none
    sign_in(client, factories.member(), ago=ago)
    client.get("/account")  # draws forms, and so writes their token
    record = session.query(SessionRecord).filter(SessionRecord.user_id.is_not(None)).one()
    record.last_seen = datetime.now(UTC) - ago
    before = record.last_seen
    session.commit()
    client.get("/account")
    session.expire_all()
    assert (record.last_seen > before) is touched


def test_rows_of_sessions_that_are_over_are_removed(
    client: FlaskClient, factories: Factories, session: Session
):
    sign_in(client, factories.member(), ago=IDLE + MINUTE)
    client.delete_cookie(COOKIE)
    client.get("/sign-in")
    assert [row.user_id for row in session.query(SessionRecord)] == [None]


@pytest.mark.parametrize(
    ("base_url", "said"),
    [
        ("http://127.0.0.1:8000", "marketkit_session="),
        ("https://procurement.example.no", "__Host-marketkit_session="),
    ],
)
def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(
    tmp_path: Path, sqlite_database: Database, base_url: str, said: str
):
    app = create_app(
        make_settings(f"sqlite:///{tmp_path / 'c.sqlite3'}", tmp_path, MARKETKIT_BASE_URL=base_url)
    )
    with app.app_context():
        from marketkit.db import Base, db, write_engine

        with write_engine(db.engine).begin() as connection:
            Base.metadata.create_all(connection)
    cookie = app.test_client().get("/sign-in", base_url=base_url).headers["Set-Cookie"]
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert cookie.startswith(said)
    assert parts == {"HttpOnly", "Path=/", "SameSite=Lax"} | ({"Secure"} if "https" in base_url else set())


def test_another_browser_can_be_signed_out_from_the_account_page(
    client: FlaskClient, factories: Factories, session: Session
):
    user = factories.member()
    other = client.application.test_client()
    sign_in(other, user)
    lost = session.query(SessionRecord).one().id
    sign_in(client, user)
    page = client.get("/account").text
    assert "This browser" in page
    done = client.post(f"/account/sessions/{lost}/end", data={"csrf_token": token(client, "/account")})
    assert done.location == "/account"
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_nobody_ends_the_sessions_of_others(client: FlaskClient, factories: Factories, session: Session):
    victim = client.application.test_client()
    sign_in(victim, factories.member())
    theirs = session.query(SessionRecord).one().id
    sign_in(client, factories.member())
    client.post(f"/account/sessions/{theirs}/end", data={"csrf_token": token(client, "/account")})
    assert victim.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.1 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(app: Flask, agent: str, name: str):
    with app.test_request_context():
        assert browser_name(agent) == name
