"""A buyer with an officer, an administrator and an auditor, and pages asked for as one of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.account.models import Membership, User
from tests.factories import Factories

BASE = "/b/fjordvik"
Row = TypeVar("Row")


@dataclass
class Person:
    """Somebody signed in, and what they see and send."""

    client: FlaskClient

    def get(self, address: str) -> TestResponse:
        return self.client.get(f"{BASE}{address}")

    def send(self, address: str, *, page: TestResponse | None = None, **fields: Any) -> TestResponse:
        """Send a form with the token, and the hidden version, of the page it stands on."""
        shown = page or self.get(address)
        hidden = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]*)"', shown.text))
        return self.client.post(f"{BASE}{address}", data={**hidden, **fields})


SignIn = Callable[[Role], Person]


@pytest.fixture
def sign_in(app: Flask, factories: Factories) -> SignIn:
    """Signs in a new member of the buyer `fjordvik` with a role."""
    buyer_id = factories.buyer(slug="fjordvik", name="Fjordvik kommune").id
    factories.commit()

    def person(role: Role) -> Person:
        user = User(
            email=f"{role.value}@example.org",
            name=role.value,
            fs_uniquifier=role.value,
            active=True,
            created_at=datetime.now(UTC),
        )
        factories.save(user)
        factories.save(Membership(user_id=user.id, buyer_id=buyer_id, role=role))
        factories.commit()
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = role.value
            session["_fresh"] = True
        return Person(client)

    return person


@pytest.fixture
def officer(sign_in: SignIn) -> Person:
    return sign_in(Role.OFFICER)


def words(response: TestResponse, path: str) -> list[str]:
    """The texts of the elements at an XPath, with single spaces."""
    found = html.fromstring(response.text).xpath(path)
    return [" ".join(each.text_content().split()) for each in found]


def errors(response: TestResponse) -> list[str]:
    return words(response, "//ds-error-summary//li")


def only(session: Session, kind: type[Row], **values: Any) -> Row:
    """The one row of a kind as it stands now; detached, so that looking at it takes no lock."""
    session.rollback()
    row = session.query(kind).filter_by(**values).one()
    session.expunge_all()
    session.rollback()
    return row
