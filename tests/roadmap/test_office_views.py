"""Officers keep the roadmap: write, preview, publish, confirm many at once, start, give up, tell what was told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.roadmap.models import DialogueRecord, EntryDraft, EntryReview, PlanVersionRow
from marketkit.roadmap.plan import Reason, Standing
from tests.factories import Factories
from tests.signing_in import sign_in, token

TODAY = datetime.now(UTC).date()
YEAR = TODAY.year + 1
PLAN = {
    "title": "Home care",
    "need": "People live longer at home.",
    "window": f"3. kvartal {YEAR}",
    "low": "1 000 000",
    "high": "2 000 000",
    "currency": "NOK",
    "cpv_codes": "85312400",
    "dialogue_0_when": f"March {YEAR}",
    "dialogue_0_kind": "conference",
    "dialogue_0_text": "In the town hall",
}


class Desk:
    def __init__(self, client: FlaskClient, session: Session, slug: str) -> None:
        self.client, self.session = client, session
        self.base, self.public = f"/b/{slug}/roadmap", f"/roadmap/{slug}"
        self.key = f"{slug}-{TODAY.year}-001"

    def get(self, path: str = "") -> TestResponse:
        return self.client.get(self.base + path, query_string={"lang": "en"})

    def post(self, path: str, **data: object) -> TestResponse:
        found = token(self.client, f"{self.base}/new")
        return self.client.post(self.base + path, data={"csrf_token": found, **data}, follow_redirects=True)

    def form(self, path: str, number: int = -1) -> dict[str, list[str]]:
        """What a form of a page sends when nothing in it is changed."""
        forms = [form for form in html.fromstring(self.get(path).text).forms if form.method == "POST"]
        own = [form for form in forms if "sign-out" not in (form.get("action") or "")]
        found: dict[str, list[str]] = {}
        for name, value in own[number].form_values():
            if not name.endswith("csrf_token"):
                found.setdefault(name, []).append(value)
        return found

    def rows(self, kind: type) -> list:
        found = self.session.query(kind).order_by(*inspect(kind).primary_key).all()
        self.session.expunge_all()
        self.session.commit()
        return found

    def publish(self, **plan: str) -> TestResponse:
        """Write an entry and publish it."""
        self.post("/new", **{**PLAN, **plan})
        shown = self.form(f"/{self.key}/preview", 0)
        return self.post(f"/{self.key}/publish", **shown)


@pytest.fixture
def desk(app: Flask, client: FlaskClient, session: Session, factories: Factories) -> Desk:
    buyer = factories.buyer(name="Fjordvik kommune")
    sign_in(client, factories.member(buyer, Role.OFFICER))
    found = Desk(client, session, buyer.slug)
    session.commit()
    return found


def text_of(answer: TestResponse) -> str:
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def test_an_empty_roadmap_says_how_to_begin(desk: Desk):
    assert "Write the first entry" in desk.get().text


def test_what_is_written_is_previewed_as_everyone_will_see_it_and_published(desk: Desk):
    shown = text_of(desk.post("/new", **PLAN))
    assert "What everyone will see" in shown
    for told in (
        f"Q3 {YEAR}",
        "NOK 1,000,000 to NOK 2,000,000",
        f"March {YEAR}: Meeting for all suppliers (In the town hall)",
    ):
        assert told in shown, told
    assert desk.client.get(f"{desk.public}/entries/{desk.key}").status_code == 404
    assert "Not published yet" in desk.get().text
    published = text_of(desk.post(f"/{desk.key}/publish", **desk.form(f"/{desk.key}/preview", 0)))
    assert "Published. Everyone can read it now." in published
    assert "Home care" in desk.client.get(f"{desk.public}/entries/{desk.key}").text
    assert desk.rows(EntryDraft) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "This must be filled in"),
        ({"window": "soon"}, "is not a time"),
        ({"window": f"{YEAR}-Q4/{YEAR}-Q1"}, "indow cannot end before it starts"),
        ({"low": "much"}, "much"),
        ({"low": "3 000 000"}, "The largest value cannot be below the smallest"),
        ({"cpv_codes": "123"}, "CPV"),
        ({"title": "x\x00y"}, ""),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, wrong: dict[str, str], message: str
):
    answer = desk.post("/new", **{**PLAN, **wrong})
    assert answer.status_code == 422
    assert message in answer.text, html.fromstring(answer.text).xpath("string(//ds-error-summary)")
    assert "People live longer at home." in answer.text
    assert desk.rows(EntryDraft) == []


def test_a_change_needs_a_reason_and_shows_what_it_changes(desk: Desk):
    desk.publish()
    changed = desk.form(f"/{desk.key}/edit")
    shown = text_of(desk.post(f"/{desk.key}/edit", **{**changed, "window": f"{YEAR}-Q4"}))
    assert f"When the competition is announced: Q3 {YEAR} → Q4 {YEAR}" in shown
    form = desk.form(f"/{desk.key}/preview", 0)
    refused = desk.post(f"/{desk.key}/publish", **form)
    assert refused.status_code == 422
    assert "Say why it is changed" in refused.text
    desk.post(f"/{desk.key}/publish", **{**form, "reason": "capacity", "note": "Two are on leave."})
    versions = desk.rows(PlanVersionRow)
    assert [(row.number, row.reason) for row in versions] == [(1, Reason.FIRST), (2, Reason.CAPACITY)]
    assert "Two are on leave." in desk.client.get(f"{desk.public}/entries/{desk.key}?lang=en").text


def test_saving_what_is_published_leaves_nothing_to_publish(desk: Desk):
    desk.publish()
    answer = desk.post(f"/{desk.key}/edit", **desk.form(f"/{desk.key}/edit"))
    assert "Nothing differs from what is published." in answer.text
    assert desk.rows(EntryDraft) == []


def test_two_who_change_the_same_plan_see_both_values(desk: Desk):
    desk.publish()
    form = desk.form(f"/{desk.key}/edit")
    desk.post(f"/{desk.key}/edit", **{**form, "title": "Theirs"})
    answer = desk.post(f"/{desk.key}/edit", **{**form, "title": "Mine"})
    assert answer.status_code == 409
    assert "you wrote Mine; saved now is Theirs" in text_of(answer)
    again = html.fromstring(answer.text)
    version = again.xpath("//input[@name='version']/@value")[-1]
    assert desk.post(f"/{desk.key}/edit", **{**form, "title": "Mine", "version": version}).status_code == 200
    assert desk.rows(EntryDraft)[0].plan["title"] == "Mine"


def test_a_plan_that_changed_after_its_preview_is_not_published(desk: Desk):
    desk.post("/new", **PLAN)
    old = desk.form(f"/{desk.key}/preview", 0)
    desk.post(f"/{desk.key}/edit", **{**desk.form(f"/{desk.key}/edit"), "title": "Another"})
    answer = desk.post(f"/{desk.key}/publish", **old)
    assert answer.status_code == 409
    assert "Look at what would be published now" in answer.text
    assert desk.rows(PlanVersionRow) == []


def test_what_is_not_published_can_be_thrown_away(desk: Desk):
    desk.publish()
    desk.post(f"/{desk.key}/edit", **{**desk.form(f"/{desk.key}/edit"), "title": "Another"})
    desk.post(f"/{desk.key}/discard", **desk.form(f"/{desk.key}/preview", 1))
    assert desk.rows(EntryDraft) == []
    assert "Home care" in desk.get(f"/{desk.key}").text


def test_many_entries_are_confirmed_at_once(desk: Desk):
    desk.publish(window="2020-05")
    shown = desk.get().text
    assert "Still right?" in shown
    assert "Overdue, not confirmed" in shown
    assert desk.post("/confirm").status_code == 422
    assert "1 entry is confirmed as still right." in desk.post("/confirm", entry=desk.key).text
    [review] = desk.rows(EntryReview)
    assert review.on == TODAY


def test_an_entry_is_started_on_its_day_with_its_notice(desk: Desk):
    desk.publish()
    refused = desk.post(f"/{desk.key}/start", on=(TODAY + timedelta(days=3)).isoformat())
    assert refused.status_code == 422
    desk.post(f"/{desk.key}/start", on=TODAY.isoformat(), notice="https://doffin.no/notices/2026-1")
    page = desk.client.get(f"{desk.public}/entries/{desk.key}?lang=en").text
    assert "The competition was announced on" in page
    assert "https://doffin.no/notices/2026-1" in page
    assert desk.rows(PlanVersionRow)[-1].plan["standing"] == Standing.STARTED.value


def test_an_entry_that_is_given_up_stays_with_its_reason(desk: Desk):
    desk.publish()
    assert desk.post(f"/{desk.key}/give-up", on=TODAY.isoformat(), reason="budget").status_code == 422
    desk.post(
        f"/{desk.key}/give-up", standing="cancelled", on=TODAY.isoformat(), reason="budget", note="No money."
    )
    page = desk.client.get(f"{desk.public}/entries/{desk.key}?lang=en")
    assert page.status_code == 200
    assert "No money." in page.text
    assert "Change the plan" not in desk.get(f"/{desk.key}").text


def test_what_was_told_to_some_is_told_to_all(desk: Desk):
    desk.publish()
    desk.post(
        f"/{desk.key}/dialogue",
        held_on=TODAY.isoformat(),
        kind="conference",
        audience="Three suppliers",
        told="Two lots are likely.",
    )
    [record] = desk.rows(DialogueRecord)
    assert record.told == "Two lots are likely."
    assert "Two lots are likely." in desk.client.get(f"{desk.public}/entries/{desk.key}?lang=en").text


def test_an_entry_is_linked_with_a_procurement_it_led_to(desk: Desk, factories: Factories, session: Session):
    from marketkit.procurements.models import Buyer

    desk.publish()
    buyer = session.query(Buyer).one()
    procurement = factories.procurement(buyer, reference="2026/007")
    number = str(procurement.id)
    session.commit()
    desk.post(f"/{desk.key}/link", procurement=number)
    assert "2026/007" in desk.client.get(f"{desk.public}/entries/{desk.key}?lang=en").text


def test_those_who_may_only_read_get_no_buttons(desk: Desk, factories: Factories, session: Session):
    from marketkit.procurements.models import Buyer

    desk.publish()
    buyer = session.query(Buyer).one()
    sign_in(desk.client, factories.member(buyer, Role.LEADER))
    assert "New entry" not in desk.get().text
    assert desk.get("/new").status_code == 403
    assert desk.get(f"/{desk.key}").status_code == 200
