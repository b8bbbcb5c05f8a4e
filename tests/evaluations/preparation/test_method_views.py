"""The page of award criteria and method and its files, as members of a buyer meet them."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from marketkit.access import Role
from marketkit.db import db
from marketkit.evaluations import services as trials
from marketkit.procurements.models import Procurement
from tests.evaluations.stages import STRATEGY, locked, planned
from tests.factories import Factories
from tests.signing_in import sign_in

Prepare = Callable[[Procurement], object]


def adopted(procurement: Procurement) -> None:
    trials.change_strategy(procurement=procurement, content=STRATEGY, file_name="care.yaml", actor_id=None)
    db.session.commit()


@pytest.fixture
def base(app: Flask, client: FlaskClient, factories: Factories) -> Callable[..., str]:
    """Sign a member in and take a procurement to a stage; gives the address of its text."""

    def reach(prepare: Prepare | None, role: Role = Role.OFFICER) -> str:
        buyer = factories.buyer(slug="here")
        user = factories.member(buyer, role)
        id_ = factories.procurement(buyer, reference="2026/7").id
        sign_in(client, user)
        if prepare is not None:
            with app.app_context():
                prepare(db.session.get_one(Procurement, id_))
                db.session.commit()
        return f"/b/here/procurements/{id_}/evaluation/method"

    return reach


def test_without_a_strategy_the_page_says_what_to_do_first(base: Callable[..., str], client: FlaskClient):
    address = base(None)
    page = client.get(address + "?lang=en").text
    assert "No strategy yet" in page
    assert "Choose a strategy" in page
    assert client.get(address + ".docx").status_code == 404


def test_a_draft_says_so_on_the_page_and_in_both_files(base: Callable[..., str], client: FlaskClient):
    address = base(adopted)
    page = client.get(address + "?lang=en").text
    assert "The assessment plan is missing" in page
    assert "Nothing here is decided." in page
    assert "Nothing here is decided." in client.get(address + ".html?language=en").text
    word = client.get(address + ".docx?language=en")
    assert word.headers["Content-Disposition"].endswith("2026-7-award-criteria-and-method-en-draft.docx")
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(word.data)).paragraphs]
    assert "Nothing here is decided. The criteria and the method can change until they are locked." in texts


def test_with_a_plan_the_text_says_who_scores(base: Callable[..., str], client: FlaskClient):
    page = client.get(base(planned) + "?lang=en").text
    assert "The assessment plan is missing" not in page
    assert "Each evaluator scores each bid alone" in page
    assert "marked as a draft until the strategy is locked" in page


def test_after_the_lock_the_text_is_final_and_carries_its_proof(
    base: Callable[..., str], client: FlaskClient, app: Flask
):
    made: dict[str, str] = {}

    def lock(procurement: Procurement) -> None:
        found = locked(procurement)
        made.update(sha256=found.sha256, audit=f"entry {found.audit_number}, {found.audit_hash}")

    address = base(lock)
    page = client.get(address + "?lang=en").text
    text = " ".join(html.fromstring(page).text_content().split())
    assert "Nothing here is decided." not in text
    assert f"Fingerprint of the strategy (SHA-256){made['sha256']}" in text
    assert made["audit"] in text
    assert "Locked1 September 2026, 10:00" in text  # eight in UTC
    first, second = client.get(address + ".docx?language=nb"), client.get(address + ".docx?language=nb")
    assert first.data == second.data
    assert first.headers["Content-Disposition"].endswith("2026-7-award-criteria-and-method-nb.docx")


def test_page_and_document_have_each_their_own_language(base: Callable[..., str], client: FlaskClient):
    address = base(planned)
    page = html.fromstring(client.get(address + "?lang=en&language=nb").text)
    (article,) = page.find_class("document")
    assert article.get("lang") == "nb"
    assert article.find("h2").text == "Tildelingskriterier og evalueringsmetode"
    assert page.get("lang") == "en"
    assert "Text for the procurement documents" in page.text_content()
    unknown = html.fromstring(client.get(address + "?lang=en&language=xx").text)
    assert unknown.find_class("document")[0].get("lang") == "en"


def test_files_are_handed_out_as_files_only(base: Callable[..., str], client: FlaskClient):
    address = base(planned)
    answer = client.get(address + ".html?language=nb")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith('<!doctype html>\n<html lang="nb">')
    assert client.get(address + ".pdf").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.EVALUATOR, 200), (Role.LEGAL, 200), (Role.ADMIN, 403)])
def test_who_may_read_the_strategy_may_read_its_text(
    base: Callable[..., str], client: FlaskClient, role: Role, status: int
):
    address = base(planned, role)
    assert client.get(address).status_code == status
    assert client.get(address + ".docx").status_code == status


def test_the_text_of_another_buyer_does_not_exist(
    base: Callable[..., str], client: FlaskClient, factories: Factories
):
    other = factories.procurement(factories.buyer(slug="there")).id
    base(planned)
    assert client.get(f"/b/there/procurements/{other}/evaluation/method").status_code == 404
    assert client.get(f"/b/here/procurements/{other}/evaluation/method.docx").status_code == 404
