"""An entry's planning notice: the sheet to copy from, what it lacks, and an XML that our rules find nothing wrong with."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.roadmap.eforms_rules import check
from marketkit.roadmap.models import NoticeDetails
from tests.factories import Factories
from tests.roadmap.test_office_views import YEAR, Desk, text_of
from tests.signing_in import sign_in

DETAILS = {
    "street": "Rådhusgata 1",
    "post_code": "5000",
    "city": "Fjordvik",
    "nuts": "NO0A2",
    "country": "NOR",
    "email": "innkjop@fjordvik.example",
    "phone": "+47 55 00 00 00",
    "legal_type": "la",
    "activity": "gen-pub",
}


@pytest.fixture
def desk(app: Flask, client: FlaskClient, session: Session, factories: Factories) -> Desk:
    buyer = factories.buyer(name="Fjordvik kommune", organisation_number="310000000")
    sign_in(client, factories.member(buyer, Role.OFFICER))
    found = Desk(client, session, buyer.slug)
    session.commit()
    found.publish(nuts_codes="NO0A2", regime="no-part-3", window=f"{YEAR}-Q3")
    return found


def test_the_sheet_tells_what_to_write_and_what_is_missing(desk: Desk):
    shown = text_of(desk.get(f"/{desk.key}/notice"))
    assert "Home care" in shown
    assert "missing or wrong" in shown
    sent_back = desk.client.get(f"{desk.base}/{desk.key}/notice.xml", follow_redirects=True)
    assert sent_back.mimetype == "text/html"
    assert "Planning notice" in sent_back.text


def test_with_the_buyers_details_the_notice_keeps_the_rules(desk: Desk):
    desk.post("/notice-details", **DETAILS, version="0")
    [row] = desk.rows(NoticeDetails)
    assert row.details["city"] == "Fjordvik"
    answer = desk.client.get(f"{desk.base}/{desk.key}/notice.xml")
    assert answer.mimetype == "application/xml", html.fromstring(answer.text).text_content()
    assert check(answer.data, "E2") == ()
    assert (
        answer.data == desk.client.get(f"{desk.base}/{desk.key}/notice.xml").data
        or b"IssueTime" in answer.data
    )


def test_two_who_change_the_details_at_once_are_told(desk: Desk):
    desk.post("/notice-details", **DETAILS, version="0")
    desk.post("/notice-details", **{**DETAILS, "city": "Nes"}, version="1")
    refused = desk.post("/notice-details", **{**DETAILS, "city": "Vik"}, version="1")
    assert refused.status_code == 409
    assert "Saving again replaces what they saved." in refused.text
    assert desk.rows(NoticeDetails)[0].details["city"] == "Nes"
