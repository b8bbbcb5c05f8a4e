"""Every route, asked by every role, by the same role of another buyer, by somebody without a buyer, and by nobody.

The views are set aside, so that what answers is the decision alone and nothing is changed by asking.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marketkit import access
from marketkit.access import Permission, Role
from tests.factories import Factories
from tests.signing_in import sign_in

# By hand, from the roles as people understand them. "After the award" leaders, lawyers and evaluators may read the evaluation:
# they get as far as the view, which asks again with the procurement in hand (see test_access.py).
MAY = {
    Permission.VIEW_PROCUREMENTS: {"officer", "evaluator", "legal", "leader", "auditor", "admin"},
    Permission.EDIT_PROCUREMENTS: {"officer"},
    Permission.VIEW_STRATEGY: {"officer", "evaluator", "legal", "leader", "auditor"},
    Permission.VIEW_EVALUATION: {"officer", "evaluator", "legal", "leader", "auditor"},
    Permission.EVALUATE_BIDS: {"officer"},
    Permission.ASSESS_BIDS: {"officer", "evaluator"},
    Permission.VIEW_CONTRACTS: {"officer", "legal", "leader", "auditor"},
    Permission.WRITE_CONTRACTS: {"officer", "legal"},
    Permission.VIEW_ROADMAP: {"officer", "evaluator", "legal", "leader", "auditor", "admin"},
    Permission.EDIT_ROADMAP: {"officer"},
    Permission.EDIT_BUYER: {"admin"},
    Permission.MANAGE_MEMBERS: {"admin"},
    Permission.READ_AUDIT: {"auditor"},
}
REACHED = "reached"
ARGUMENTS = {"IntegerConverter": 1, "UUIDConverter": UUID(int=0)}


def test_the_table_knows_every_permission():
    assert set(MAY) == set(Permission)


@pytest.fixture
def bare(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with every view answering at once, no form asked for its token, and refusals in few words."""
    for endpoint, view in list(app.view_functions.items()):

        def stand_in(**_arguments: object) -> str:
            return REACHED

        needs = access.needs_of(app, endpoint)
        setattr(stand_in, access.NEEDS, needs)
        monkeypatch.setitem(app.view_functions, endpoint, stand_in)
        assert view is not stand_in
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setattr("marketkit.web.errorpages.render_template", lambda *_page, **_words: "")
    return app


@pytest.fixture
def people(bare: Flask, factories: Factories) -> dict[str, FlaskClient]:
    """A signed-in browser for everybody: by role, by role at another buyer ("… elsewhere"), "nowhere", "nobody"."""
    here, elsewhere = factories.buyer(slug="here"), factories.buyer(slug="elsewhere")
    users = {role.value: factories.member(here, role) for role in Role}
    users |= {f"{role.value} elsewhere": factories.member(elsewhere, role) for role in Role}
    users["nowhere"] = factories.user()
    clients = {name: bare.test_client() for name in users}
    for name, user in users.items():
        sign_in(clients[name], user)
    return {**clients, "nobody": bare.test_client()}


def questions(app: Flask, *, of_a_buyer: bool) -> Iterator[tuple[Rule, str, str]]:
    """Every rule, method and an address it matches."""
    for rule in app.url_map.iter_rules():
        if ("buyer_slug" in rule.arguments) is not of_a_buyer:
            continue
        values = {name: argument(rule, name) for name in rule.arguments}
        built = rule.build({**values, **({"buyer_slug": "here"} if of_a_buyer else {})})
        assert built, rule
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, built[1]


def argument(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    items = getattr(converter, "items", None)
    return next(iter(items)) if items else ARGUMENTS.get(type(converter).__name__, "x")


# The decision stands before any view and reads memberships alone; the other tests here ask both databases.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_of_a_buyer_are_for_its_members_with_the_right_role(
    bare: Flask, people: dict[str, FlaskClient]
):
    asked = 0
    for rule, method, address in questions(bare, of_a_buyer=True):
        needs = access.needs_of(bare, rule.endpoint)
        assert isinstance(needs, Permission), (
            f"{rule.endpoint} is a buyer's page, so it must need a permission"
        )
        for name, client in people.items():
            answer = client.open(address, method=method)
            if name == "nobody":
                assert sent_to_sign_in(answer), (rule.rule, method)
            elif name == "nowhere" or name.endswith("elsewhere"):
                assert answer.status_code == 404, (rule.rule, method, name)
            elif name in MAY[needs]:
                assert (answer.status_code, answer.text) == (200, REACHED), (rule.rule, method, name)
            else:
                assert answer.status_code == 403, (rule.rule, method, name)
            asked += 1
    assert asked > 200


def sent_to_sign_in(answer: object) -> bool:
    status, location = answer.status_code, answer.headers.get("Location", "")  # type: ignore[attr-defined]
    return status == 401 or (status == 302 and location.startswith("/sign-in"))


def test_other_pages_are_for_everybody_or_for_whoever_is_signed_in(
    bare: Flask, people: dict[str, FlaskClient]
):
    for rule, method, address in questions(bare, of_a_buyer=False):
        needs = access.needs_of(bare, rule.endpoint)
        assert needs in (access.PUBLIC, access.SIGNED_IN), rule.endpoint
        if rule.endpoint in {"security.tf_select", "security.two_factor_rescue"}:
            continue  # hidden altogether, see test_sign_in.py
        for name, client in people.items():
            answer = client.open(address, method=method)
            if name == "nobody" and needs == access.SIGNED_IN:
                assert sent_to_sign_in(answer), (rule.rule, method)
            else:
                assert answer.text == REACHED, (rule.rule, method, name)


def test_a_buyer_that_is_not_there_and_one_of_others_are_told_the_same(people: dict[str, FlaskClient]):
    there, absent = (
        people["officer"].get(f"/b/{slug}/procurements").text for slug in ("elsewhere", "no-such-buyer")
    )
    # The reference number and the addresses of the language links are those of the request.
    assert strip(there) == strip(absent)


def strip(text: str) -> list[str]:
    return [line for line in text.splitlines() if "Reference number" not in line and "hreflang" not in line]


def test_an_ended_membership_opens_nothing(bare: Flask, people: dict[str, FlaskClient], factories: Factories):
    from marketkit.account.models import Membership

    for member in factories.session.query(Membership):
        member.active = False
    factories.commit()
    assert people["officer"].get("/b/here/procurements").status_code == 404
