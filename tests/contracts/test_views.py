"""The pages of contracts, from the choice of a model to the record of the signing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit import audit
from marketkit.access import Role
from marketkit.contracts.models import ContractAnswer, IssuedDraft, ModelChoice, SignedContract
from marketkit.db import Base
from marketkit.procurements.models import Procurement
from tests.contracts.shipped import CLAUSES, offer, ship
from tests.factories import Factories
from tests.signing_in import sign_in, token

Row = TypeVar("Row", bound=Base)
NEED = {
    "market": "adapted",
    "development": "adaptation",
    "measurable": "possible",
    "risk": "shared",
    "scaling": "others",
    "purchases": "once",
    "standard": "no",
}


class Desk:
    """An officer at the pages of one procurement's contracts."""

    def __init__(self, client: FlaskClient, session: Session, procurement: Procurement, folder: Path) -> None:
        self.client, self.session, self.folder = client, session, folder
        self.slug = procurement.buyer.slug
        self.base = f"/b/{self.slug}/procurements/{procurement.id}/contracts"
        self.one = f"{self.base}/1"
        session.commit()

    def get(self, path: str = "", **values: str) -> TestResponse:
        address = path if path.startswith("/b/") else self.base + path
        return self.client.get(address, query_string={"lang": "en", **values})

    def post(self, path: str, **data: object) -> TestResponse:
        found = token(self.client, f"{self.base}/new")
        return self.client.post(self.base + path, data={"csrf_token": found, **data}, follow_redirects=True)

    def rows(self, kind: type[Row]) -> list[Row]:
        """Every row of a kind; nothing is held, for the application would wait for it."""
        found = self.session.query(kind).order_by(*inspect(kind).primary_key).all()
        self.session.expunge_all()
        self.session.commit()
        return found

    def begin(self, language: str = "en") -> None:
        answer = self.post("/new", template="pilot", language=language, title="Digital follow-up")
        assert answer.status_code == 200, answer.text

    def save(self, group: str, **answers: str) -> TestResponse:
        """Send the group as the page showed it, with other answers."""
        return self.post(f"/1?group={group}", **{**shown_in(self.get("/1", group=group)), **answers})


@pytest.fixture
def desk(
    app: Flask, client: FlaskClient, session: Session, factories: Factories, tmp_path: Path
) -> Iterator[Desk]:
    before = app.extensions["marketkit_settings"]
    offer(app, ship(tmp_path))
    buyer = factories.buyer(name="Fjordvik kommune")
    sign_in(client, factories.member(buyer, Role.OFFICER))
    yield Desk(client, session, factories.procurement(buyer, title="Follow-up at home"), tmp_path)
    app.extensions["marketkit_settings"] = before


def shown_in(answer: TestResponse) -> dict[str, str]:
    """What the page's last form sends when nothing in it is changed."""
    form = html.fromstring(answer.text).forms[-1]
    # lxml takes the radio button for "not answered", whose value is empty, to say "on".
    return {name: value for name, value in form.form_values() if name != "csrf_token" and value != "on"}


def text_of(answer: TestResponse) -> str:
    return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())


def test_a_model_is_recommended_with_reasons_and_the_choice_is_recorded(desk: Desk):
    assert "Answer seven questions" in desk.get().text
    shown = text_of(desk.get("/model", **NEED))
    assert "Recommended: Pilot with an option to scale" in shown
    assert "Other buyers can be named as holders of the option." in shown
    refused = desk.post("/model", **NEED, chosen="framework-agreement")
    assert refused.status_code == 422
    assert "say why another model than the recommended one is chosen" in refused.text
    desk.post("/model", **NEED, chosen="framework-agreement", reason="We buy <often>.")
    (choice,) = desk.rows(ModelChoice)
    assert (choice.recommended, choice.chosen) == ("pilot-with-option", "framework-agreement")
    assert "We buy &lt;often&gt;." in desk.get().text


def test_a_question_left_open_is_named_and_no_model_is_guessed(desk: Desk):
    given = {name: answer for name, answer in NEED.items() if name != "risk"}
    answer = desk.get("/model", **given)
    assert answer.status_code == 422
    assert "Recommended" not in text_of(answer)
    assert "Who can best bear the risk that it does not work?: Choose one." in text_of(answer)


def test_a_contract_begins_with_what_the_procurement_knows(desk: Desk):
    assert "No contract yet" in desk.get().text
    desk.begin()
    assert 'value="Fjordvik kommune"' in desk.get("/1", group="parties").text
    # Background, price, option and measures; the length has a default.
    assert "4 answers are missing." in text_of(desk.get())


def test_answers_are_saved_and_everything_wrong_is_told_at_once_and_kept(desk: Desk):
    desk.begin()
    refused = desk.save("scope", **{"price.amount": "much", "kpis[1].name": "Falls", "kpis[1].target": "few"})
    assert refused.status_code == 422
    faults = html.fromstring(refused.text).xpath("//ds-error-summary//a/@href")
    assert faults == ["#price", "#kpis[1].target"]
    assert 'value="much"' in refused.text
    assert 'value="few"' in refused.text
    assert "price" not in {row.parameter for row in desk.rows(ContractAnswer)}
    desk.save("scope", **{"price.amount": "1000", "kpis[1].name": "Falls", "kpis[1].target": "3"})
    shown = text_of(desk.get("/1/preview"))
    assert "costs NOK 1,000." in shown
    assert "Falls: 3" in text_of(desk.get("/1/preview"))


def test_an_answer_given_on_an_older_one_is_refused_and_shows_both(desk: Desk):
    desk.begin()
    sent = shown_in(desk.get("/1", group="parties"))
    desk.save("parties", about="The first.")
    refused = desk.post("/1?group=parties", **{**sent, "about": "The second."})
    assert refused.status_code == 409
    assert "Somebody else answered meanwhile: The first." in text_of(refused)
    assert "The second." in refused.text
    desk.post("/1?group=parties", **shown_in(refused))
    assert "The second." in text_of(desk.get("/1/preview"))


def test_one_answer_is_saved_as_it_is_typed_and_tells_what_comes_in(desk: Desk):
    desk.begin()
    answer = desk.post("/1/answer", parameter="scaling", scaling="false", **{"shown.scaling": "0"})
    assert answer.json["number"] == 1
    assert answer.json["lines"] == ["Goes out: 3 Option"]
    answer = desk.post("/1/answer", parameter="scaling", scaling="true", **{"shown.scaling": "1"})
    assert answer.json["lines"] == ["Comes in: 3 Option"]
    refused = desk.post("/1/answer", parameter="price", **{"price.amount": "x", "price.currency": "NOK"})
    assert (refused.status_code, refused.json["faults"][0]["name"]) == (422, "price")
    stale = desk.post("/1/answer", parameter="scaling", scaling="false", **{"shown.scaling": "1"})
    assert (stale.status_code, stale.json["theirs"]) == (409, "yes")


def test_the_draft_shows_what_is_missing_and_can_be_downloaded_all_the_same(desk: Desk):
    desk.begin()
    shown = text_of(desk.get("/1/preview"))
    assert "[Price]" in shown
    assert "4 answers are missing" in shown
    for query, comments in (("", True), ("?comments=no", False)):
        file = desk.client.get(f"{desk.one}/draft.docx{query}")
        assert file.headers["Content-Disposition"].startswith("attachment")
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            assert ("word/comments.xml" in archive.namelist()) is comments
            assert "[Price]" in archive.read("word/document.xml").decode()


def test_an_issued_draft_is_made_again_byte_for_byte_and_compared_with_what_stands_now(desk: Desk):
    desk.begin()
    desk.save("parties", about="We try.")
    form = html.fromstring(desk.get("/1/drafts").text).forms[-1]
    desk.post("/1/drafts", answers_hash=form.fields["answers_hash"], note="To the supplier")
    first = desk.client.get(f"{desk.one}/drafts/1.docx").data
    desk.save("parties", about="We try hard.")
    assert desk.client.get(f"{desk.one}/drafts/1.docx").data == first
    (issued,) = desk.rows(IssuedDraft)
    assert (issued.number, issued.missing, issued.note) == (1, 3, "To the supplier")
    page = html.fromstring(desk.get("/1/compare", old="1", new="now").text)
    assert [each.text_content() for each in page.xpath("//del | //ins")] == ["We try.", "We try hard."]
    tracked = desk.client.get(f"{desk.one}/compare.docx?old=1&new=now")
    with zipfile.ZipFile(io.BytesIO(tracked.data)) as archive:
        assert "<w:ins " in archive.read("word/document.xml").decode()
    assert b"We try." in desk.client.get(f"{desk.one}/drafts/1.yaml").data
    assert desk.get("/1/compare", old="7", new="now").status_code == 404


def test_a_draft_is_not_issued_on_answers_that_were_changed_meanwhile(desk: Desk):
    desk.begin()
    form = html.fromstring(desk.get("/1/drafts").text).forms[-1]
    shown = form.fields["answers_hash"]
    desk.save("parties", about="Changed.")
    refused = desk.post("/1/drafts", answers_hash=shown)
    assert refused.status_code == 409
    assert "Somebody changed an answer while you looked at this page" in refused.text
    assert desk.rows(IssuedDraft) == []


def test_a_contract_keeps_its_template_version_until_it_is_moved(desk: Desk):
    desk.begin()
    desk.save("parties", about="We try.")
    assert "This is the version that is offered now." in desk.get("/1/template").text
    front = CLAUSES["length.en"].partition("It lasts")[0]
    new = {"length.en": front + "It lasts {months}, costs {price} and ends by itself.\n"}
    ship(desk.folder, version="1.1.0", clauses=new)
    assert "ends by itself" not in text_of(desk.get("/1/preview"))
    shown = text_of(desk.get("/1/template"))
    assert "Version 1.1.0 is offered now" in shown
    assert "ends by itself" in shown
    form = html.fromstring(desk.get("/1/template").text).forms[-1]
    assert desk.post("/1/template", sha256=form.fields["sha256"], reason="").status_code == 422
    assert desk.post("/1/template", sha256="old", reason="Newer.").status_code == 409
    desk.post("/1/template", sha256=form.fields["sha256"], reason="The ending was unclear.")
    assert "ends by itself" in text_of(desk.get("/1/preview"))
    assert "We try." in text_of(desk.get("/1/preview"))


def test_the_preview_marks_what_is_different_from_the_draft_issued_last(desk: Desk):
    desk.begin()
    desk.save("scope", scaling="true")
    assert "different from" not in text_of(desk.get("/1/preview"))
    form = html.fromstring(desk.get("/1/drafts").text).forms[-1]
    desk.post("/1/drafts", answers_hash=form.fields["answers_hash"])
    assert "Nothing is different from draft 1." in text_of(desk.get("/1/preview"))
    desk.save("scope", scaling="false")
    desk.save("parties", about="We try it.")
    shown = desk.get("/1/preview")
    assert "1 part is different from draft 1 and marked so." in text_of(shown)
    assert "No longer in the draft: Option." in text_of(shown)
    page = html.fromstring(shown.text)
    assert [each.text_content() for each in page.xpath("//span[@class='answer changed']")] == ["We try it."]
    [marked] = page.xpath("//section[p[@class='change-mark']]")
    assert marked.get("id") == "purpose"
    desk.save("scope", scaling="true")
    assert "No longer in the draft" not in text_of(desk.get("/1/preview"))


def test_the_signing_closes_the_contract_and_is_corrected_with_a_reason(desk: Desk):
    desk.begin()
    assert "Nothing to sign yet" in desk.get("/1/signing").text
    desk.save("scope", **{"kpis[1].name": "Falls", "kpis[1].target": "3"})
    form = html.fromstring(desk.get("/1/drafts").text).forms[-1]
    desk.post("/1/drafts", answers_hash=form.fields["answers_hash"])
    given = {
        "draft_number": "1",
        "signed_on": "2026-11-20",
        "parties": "Fjordvik kommune\nAlfa AS",
        "value": "1 200 000",
        "currency": "NOK",
    }
    refused = desk.post("/1/signing", **{**given, "parties": "Fjordvik kommune", "value": "much"})
    assert refused.status_code == 422
    assert desk.post("/1/signing", **given, value_with_options="1000").status_code == 422
    shown = text_of(desk.post("/1/signing", **given, value_with_options="2 000 000"))
    assert "Alfa AS" in shown
    assert "Measure: Falls, 3" in shown
    closed = desk.post("/1?group=parties", about="Later.", **{"shown.about": "0"})
    assert "the contract is signed; its answers stand" in closed.text
    assert "a correction needs a reason" in desk.post("/1/signing", **given).text
    desk.post("/1/signing", **{**given, "signed_on": "2026-11-21"}, reason="The day was wrong.")
    assert [row.signed_on.day for row in desk.rows(SignedContract)] == [20, 21]


def test_templates_are_shown_with_their_law_wordings_and_an_example(desk: Desk):
    listed = text_of(desk.get(f"/b/{desk.slug}/templates"))
    assert "Pilot with an option" in listed
    assert "not all checked" in listed
    shown = text_of(desk.get(f"/b/{desk.slug}/templates/pilot", language="nb"))
    assert "FOA 2016 § 28-1" in shown
    assert "Formål" in shown
    example = desk.client.get(f"/b/{desk.slug}/templates/pilot/basic.docx?language=nb")
    with zipfile.ZipFile(io.BytesIO(example.data)) as archive:
        assert "Fjordvik" in archive.read("word/document.xml").decode()
    assert desk.get(f"/b/{desk.slug}/templates/none").status_code == 404


def test_a_template_with_faults_or_not_approved_is_not_offered_and_says_why(desk: Desk):
    ship(desk.folder, status="draft")
    assert "No template is offered" in desk.get("/new").text
    ship(desk.folder, clauses={"length.en": "---\ntitle: Length\n---\nIt costs {prize}.\n"})
    assert "No template is offered" in desk.get("/new").text
    listed = text_of(desk.get(f"/b/{desk.slug}/templates"))
    assert "The template pilot cannot be offered" in listed
    assert 'there is no parameter "prize"' in listed


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.LEGAL, 200, 200),
        (Role.LEADER, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.EVALUATOR, 403, 403),
        (Role.ADMIN, 403, 403),
    ],
)
def test_lawyers_write_leaders_and_auditors_read_others_see_nothing(
    desk: Desk, factories: Factories, role: Role, reads: int, writes: int
):
    desk.begin()
    procurement = desk.session.query(Procurement).one()
    sign_in(desk.client, factories.member(procurement.buyer, role))
    for path in ("", "/1", "/1/preview", "/1/drafts", "/1/draft.docx", "/1/template", "/1/signing"):
        assert desk.client.get(desk.base + path).status_code == reads, path
    assert desk.client.get(f"{desk.base}/new").status_code == writes


def test_what_happens_to_a_contract_stands_in_the_audit_log_without_its_texts(desk: Desk, app: Flask):
    desk.begin()
    desk.save("parties", about="Nobody else should read this.")
    with app.app_context():
        assert audit.verify().broken is None
    rows = [row for row in desk.rows(audit.AuditEntry) if row.action.startswith("contract.")]
    assert {row.action for row in rows} == {"contract.begun", "contract.answered"}
    assert not any("Nobody else" in str(row.details) for row in rows)


def test_a_norwegian_contract_is_written_in_norwegian_whatever_the_reader_speaks(desk: Desk):
    desk.begin(language="nb")
    assert "Den varer i 6 måneder" in text_of(desk.get("/1/preview"))
