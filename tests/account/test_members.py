"""A buyer's members, the start page and one's own account, through the pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.account.models import Membership, User
from marketkit.audit import AuditEntry
from marketkit.procurements.models import Buyer
from tests.factories import Factories
from tests.signing_in import sign_in, token

PAGE = "/b/fjordvik/members"


@pytest.fixture
def buyer(factories: Factories) -> Buyer:
    return factories.buyer(slug="fjordvik", name="Fjordvik kommune")


@pytest.fixture
def admin(client: FlaskClient, factories: Factories, buyer: Buyer) -> int:
    """The number of the only administrator's membership, who is signed in."""
    user = factories.member(buyer, Role.ADMIN, name="Siri Moen")
    number: int = factories.session.query(Membership).one().id
    sign_in(client, user)
    return number


def send(client: FlaskClient, path: str, **data: str):
    return client.post(path, data={**data, "csrf_token": token(client, PAGE)})


def roles(session: Session) -> dict[str, tuple[str, bool]]:
    session.expire_all()
    found = session.query(User.email, Membership.role, Membership.active).join(Membership.user)
    return {email: (role.value, active) for email, role, active in found}


def test_an_administrator_adds_somebody_new(client: FlaskClient, admin: int, session: Session):
    done = send(client, f"{PAGE}/add", email=" Ola@Example.NO ", name="Ola Hansen", role="evaluator")
    assert done.location == PAGE
    page = client.get(PAGE).text
    assert "Ola Hansen" in page
    assert roles(session)["ola@example.no"] == ("evaluator", True)
    actions = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.number)]
    assert actions == ["user.created", "member.added"]


def test_somebody_with_an_account_is_added_by_the_address_alone(
    client: FlaskClient, admin: int, factories: Factories, session: Session
):
    factories.user(email="ola@example.no", name="Ola Hansen")
    factories.commit()
    assert send(client, f"{PAGE}/add", email="ola@example.no", role="legal").location == PAGE
    assert roles(session)["ola@example.no"] == ("legal", True)


@pytest.mark.parametrize(
    ("email", "name", "said"),
    [("no address", "Ola", "This is not an e-mail address."), ("ola@example.no", "", "Enter the name")],
)
def test_what_is_missing_is_said_beside_the_field(
    client: FlaskClient, admin: int, session: Session, email: str, name: str, said: str
):
    answer = send(client, f"{PAGE}/add", email=email, name=name, role="officer")
    assert answer.status_code == 422
    assert said in answer.text
    assert len(roles(session)) == 1


def test_a_role_is_changed_and_a_membership_ended_and_begun_again(
    client: FlaskClient, admin: int, factories: Factories, buyer: Buyer, session: Session
):
    factories.member(session.query(Buyer).one(), Role.LEGAL, email="ola@example.no")
    number = session.query(Membership).filter(Membership.role == Role.LEGAL).one().id
    factories.commit()
    send(client, f"{PAGE}/{number}", role="officer")
    assert roles(session)["ola@example.no"] == ("officer", True)
    session.commit()
    send(client, f"{PAGE}/{number}/end")
    assert roles(session)["ola@example.no"] == ("officer", False)
    session.commit()
    send(client, f"{PAGE}/{number}", role="auditor")
    assert roles(session)["ola@example.no"] == ("auditor", True)


@pytest.mark.parametrize(("path", "data"), [("/end", {}), ("", {"role": "officer"})])
def test_the_last_administrator_stays_one(
    client: FlaskClient, admin: int, session: Session, path: str, data: dict[str, str]
):
    send(client, f"{PAGE}/{admin}{path}", **data)
    assert "needs at least one administrator" in client.get(PAGE).text
    assert list(roles(session).values()) == [("admin", True)]


def test_members_of_another_buyer_are_out_of_reach(
    client: FlaskClient, admin: int, factories: Factories, session: Session
):
    factories.member(factories.buyer(), Role.OFFICER, email="else@example.no")
    number = session.query(Membership).filter(Membership.id != admin).one().id
    factories.commit()
    assert send(client, f"{PAGE}/{number}", role="admin").status_code == 404
    assert send(client, f"{PAGE}/{number}/end").status_code == 404
    assert roles(session)["else@example.no"] == ("officer", True)


def test_whoever_is_a_member_of_several_buyers_chooses(
    client: FlaskClient, factories: Factories, buyer: Buyer
):
    user = factories.member(buyer)
    factories.save(Membership(user_id=user.id, buyer_id=factories.buyer(slug="nordvik").id, role=Role.LEADER))
    sign_in(client, user)
    page = client.get("/").text
    assert '"/b/fjordvik/procurements"' in page
    assert '"/b/nordvik/procurements"' in page


def test_whoever_is_a_member_of_none_is_told_what_to_do(client: FlaskClient, factories: Factories):
    sign_in(client, factories.user())
    assert "Ask an administrator" in client.get("/").text


def test_one_changes_ones_name_and_language(client: FlaskClient, factories: Factories, session: Session):
    user = factories.member(name="Kari")
    sign_in(client, user)
    data = {"name": "Kari Nordmann", "language": "nb", "csrf_token": token(client, "/account")}
    assert client.post("/account", data=data).location == "/account"
    page = client.get("/account").text
    assert "Kari Nordmann" in page
    assert 'lang="nb"' in page


def test_an_administrator_gives_a_password_that_is_shown_once_and_works(
    client: FlaskClient, admin: int, factories: Factories, session: Session
):
    factories.member(session.query(Buyer).one(), Role.LEGAL, email="ola@example.no")
    number = session.query(Membership).filter(Membership.id != admin).one().id
    factories.commit()
    page = send(client, f"{PAGE}/{number}/password")
    password = page.text.partition("<code>")[2].partition("</code>")[0]
    assert len(password) == 27  # four groups of six, and hyphens: 96 bits
    assert password not in client.get(PAGE).text
    other = client.application.test_client()
    data = {"email": "ola@example.no", "password": password, "csrf_token": token(other, "/sign-in")}
    assert other.post("/sign-in", data=data).location == "/"


def test_a_password_of_somebody_who_is_at_another_buyer_too_is_out_of_reach(
    client: FlaskClient, admin: int, factories: Factories, session: Session
):
    user = factories.member(session.query(Buyer).one(), Role.LEGAL, fs_uniquifier="unchanged")
    number = session.query(Membership).filter(Membership.id != admin).one().id
    elsewhere = Membership(user_id=user.id, buyer_id=factories.buyer().id, role=Role.ADMIN, active=False)
    factories.save(elsewhere)
    factories.commit()
    assert send(client, f"{PAGE}/{number}/password").location == f"{PAGE}/{number}"
    assert "used at another buyer too" in client.get(f"{PAGE}/{number}").text
    session.expire_all()
    assert session.query(User).filter(User.fs_uniquifier == "unchanged").one().password is None
