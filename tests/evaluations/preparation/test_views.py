"""The pages of plan and lock as an officer uses them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.db import db
from marketkit.evaluations import services as trials
from marketkit.evaluations.preparation.models import EvaluationPlan, StrategyLock
from marketkit.procurements.models import Procurement
from tests.evaluations.stages import STRATEGY, locked
from tests.factories import Factories
from tests.signing_in import sign_in, token

WHY = dict.fromkeys(("reason", "corrected_documents", "deadline_review"), "Because.")
AHEAD = datetime.now(UTC) + timedelta(days=30)
PLAN = {
    "shown": "0",
    "deadline": f"{AHEAD:%Y-%m-%dT12:00}",
    "scoring_mode": "individual",
    "spread": "25 %",
    "stated": ["start-up"],
    "levels_continuity": "0: nothing\n10: everything",
}


@dataclass
class Officer:
    """An officer at one procurement that has a strategy."""

    client: FlaskClient
    id: int

    @property
    def base(self) -> str:
        return f"/b/here/procurements/{self.id}/evaluation"

    def get(self, path: str, **values: str) -> TestResponse:
        return self.client.get(self.base + path, query_string={"lang": "en", **values})

    def post(self, path: str, **data: object) -> TestResponse:
        found = token(self.client, self.base + path)
        return self.client.post(self.base + path, data={"csrf_token": found, **data}, follow_redirects=True)


@pytest.fixture
def officer(app: Flask, client: FlaskClient, factories: Factories) -> Officer:
    buyer = factories.buyer(slug="here")
    user = factories.member(buyer, Role.OFFICER)
    id_ = factories.procurement(buyer).id
    sign_in(client, user)
    with app.app_context():
        procurement = db.session.get_one(Procurement, id_)
        trials.change_strategy(
            procurement=procurement, content=STRATEGY, file_name="care.yaml", actor_id=None
        )
        db.session.commit()
    return Officer(client, id_)


def errors(answer: TestResponse) -> list[str]:
    page = html.fromstring(answer.text)
    return [each.text_content().strip() for each in page.find_class("ds-validation-message")]


def test_a_plan_is_decided_and_shown(officer: Officer, session: Session):
    answer = officer.post("/plan", **PLAN)
    assert "It is decided how the bids will be assessed." in answer.text
    stored = session.scalars(select(EvaluationPlan)).one()
    assert (str(stored.spread_limit), stored.stated) == ("1/4", ("start-up",))
    assert stored.level_texts == {"continuity": [["10", "everything"], ["0", "nothing"]]}
    # Noon at the buyer's, which is in Oslo: eleven or ten in UTC.
    assert stored.deadline is not None
    assert stored.deadline.hour in (10, 11)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"deadline": ""}, "Give the day and the hour."),
        ({"deadline": "2027-03-28T02:30"}, "does not exist"),
        ({"deadline": "2027-10-31T02:30"}, "comes twice"),
        ({"spread": "many"}, "many"),
        ({"spread": "101"}, "Give a percentage from 0 to 100."),
        ({"levels_continuity": "11: more"}, "off the scale"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(
    officer: Officer, session: Session, change: dict[str, str], words: str
):
    answer = officer.post("/plan", **{**PLAN, **change})
    assert answer.status_code == 422
    assert any(words in text for text in errors(answer)), errors(answer)
    page = html.fromstring(answer.text)
    for name, typed in change.items():
        (field,) = page.xpath("//*[@name=$name]", name=name)
        assert (field.get("value") or field.text_content()).strip() == typed
    assert session.scalar(select(func.count()).select_from(EvaluationPlan)) == 0


def test_a_plan_from_a_stale_tab_is_answered_with_both(officer: Officer, session: Session):
    officer.post("/plan", **PLAN)
    answer = officer.post("/plan", **{**PLAN, "spread": "30"})
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.text
    assert 'value="30"' in answer.text
    assert "25%" in answer.text
    again = officer.post("/plan", **{**PLAN, "spread": "30", "shown": "1"})
    assert again.status_code == 200
    assert session.scalar(select(func.count()).select_from(EvaluationPlan)) == 2


def test_locking_asks_to_confirm_says_what_it_does_and_does_it_once(officer: Officer, session: Session):
    officer.post("/plan", **PLAN)
    assert "What this does" in officer.get("/lock").text
    unread = officer.post("/lock", version="1")
    assert unread.status_code == 422
    done = officer.post("/lock", version="1", understood="y")
    assert "The strategy is locked." in done.text
    lock = session.scalars(select(StrategyLock)).one()
    assert lock.sha256 in done.text
    session.rollback()  # lets go of the database for the next request
    again = officer.post("/lock", version="1", understood="y")
    assert again.status_code == 200
    assert session.scalar(select(func.count()).select_from(StrategyLock)) == 1


def test_a_lock_of_a_version_nobody_saw_is_refused(officer: Officer):
    officer.post("/plan", **PLAN)
    answer = officer.post("/lock", version="7", understood="y")
    assert answer.status_code == 422
    assert "changed while this page was open" in answer.text


def test_a_change_after_publication_needs_its_three_texts(officer: Officer, session: Session):
    officer.post("/plan", **PLAN)
    officer.post("/lock", version="1", understood="y")
    change = {**PLAN, "shown": "1", "understood": "y"}
    bare = officer.post("/lock/change", **change)
    assert bare.status_code == 422
    assert len(errors(bare)) == 3
    done = officer.post("/lock/change", **change, **WHY)
    assert "Lock 2 stands from now on." in done.text
    assert session.scalar(select(func.count()).select_from(StrategyLock)) == 2
    session.rollback()  # lets go of the database for the next request
    stale = officer.post("/lock/change", **{**change, "spread": "30"}, **WHY)
    assert stale.status_code == 409
    assert 'value="30"' in stale.text
    assert "25%" in stale.text
    assert session.scalar(select(func.count()).select_from(StrategyLock)) == 2


def test_a_rule_that_a_change_breaks_is_set_aside_with_a_reason_or_stands_against_it(
    officer: Officer, session: Session
):
    officer.post("/plan", **PLAN)
    officer.post("/lock", version="1", understood="y")
    change = {**PLAN, "shown": "1", "understood": "y", **WHY}
    # The Norwegian rule asks for 30 percent climate and environment in part 3; this strategy gives none.
    changed = STRATEGY + b"regime: no-part-3\npacks: [no]\n"
    refused = officer.post("/lock/change", **change, file=(io.BytesIO(changed), "care.yaml"))
    assert refused.status_code == 422
    (field,) = html.fromstring(refused.text).xpath("//textarea[@name='override_no.climate-weight']")
    answered = {field.get("name"): "The load of this service is immaterial."}
    done = officer.post("/lock/change", **change, **answered, file=(io.BytesIO(changed), "care.yaml"))
    assert "Lock 2 stands from now on." in done.text
    newest = session.scalars(select(StrategyLock).order_by(StrategyLock.number.desc())).first()
    assert newest is not None
    assert newest.overrides == [
        {"rule": "no.climate-weight", "reason": "The load of this service is immaterial."}
    ]


def test_after_the_deadline_no_page_offers_a_change_and_the_form_says_why_not(app: Flask, officer: Officer):
    with app.app_context():
        locked(db.session.get_one(Procurement, officer.id))  # in September, with a deadline in October
    for path in ("/plan", "/lock"):
        page = officer.get(path).text
        assert "It can no longer be changed: the deadline for bids has passed" in page
        assert "/lock/change" not in page
    form = officer.get("/lock/change")
    assert form.status_code == 200
    assert "the deadline for bids has passed; the strategy cannot be changed any more" in form.text
    assert "<form method" not in form.text.partition("<main")[2]


def test_evaluators_read_the_plan_and_decide_nothing(officer: Officer, factories: Factories):
    officer.post("/plan", **PLAN)
    from marketkit.procurements.models import Buyer

    buyer = factories.session.scalars(select(Buyer)).one()
    sign_in(officer.client, factories.member(buyer, Role.EVALUATOR))
    shown = officer.get("/plan")
    assert "<form method" not in shown.text.partition("<main")[2]
    assert officer.client.post(officer.base + "/plan").status_code in (400, 403)


def test_without_a_strategy_the_pages_say_what_to_do_first(
    app: Flask, client: FlaskClient, factories: Factories
):
    buyer = factories.buyer(slug="here")
    user = factories.member(buyer, Role.OFFICER)
    id_ = factories.procurement(buyer).id
    sign_in(client, user)
    for path in ("plan", "lock"):
        page = client.get(f"/b/here/procurements/{id_}/evaluation/{path}?lang=en").text
        assert "Choose a strategy" in page
