"""The pages of report and trade secrets."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.db import db
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.procurements.models import Procurement
from tests.evaluations.decision.arranging import decided
from tests.factories import Factories
from tests.signing_in import sign_in, token


@dataclass
class Officer:
    client: FlaskClient
    base: str
    beta: int

    def get(self, path: str) -> TestResponse:
        return self.client.get(self.base + path, query_string={"lang": "en"})

    def post_to(self, page: str, action: str, **data: str) -> TestResponse:
        """Send the form of a page that goes to an address below it."""
        found = token(self.client, self.base + page)
        return self.client.post(
            self.base + page + action, data={"csrf_token": found, **data}, follow_redirects=True
        )

    def post(self, path: str, **data: str) -> TestResponse:
        form = "/letters" if path == "/letters/draft" else path
        found = token(self.client, self.base + form)
        return self.client.post(self.base + path, data={"csrf_token": found, **data}, follow_redirects=True)


@pytest.fixture
def officer(app: Flask, client: FlaskClient, factories: Factories) -> Officer:
    buyer = factories.buyer(slug="here")
    user = factories.member(buyer, Role.OFFICER)
    id_ = factories.procurement(buyer).id
    sign_in(client, user)
    with app.app_context():
        procurement = db.session.get_one(Procurement, id_)
        decided(procurement)
        beta = standing_bids(procurement)[1].bid.id
        db.session.rollback()
    return Officer(client, f"/b/here/procurements/{id_}/evaluation", beta)


def test_a_report_is_written_read_and_taken_away(officer: Officer):
    assert "Write the report" in officer.get("/report").text
    shown = officer.post("/report", language="en", version="whole", procedure="Open to all.")
    assert "The report is written." in shown.text
    assert "Open to all." in shown.text
    number = shown.request.path.rsplit("/", 1)[1]
    word = officer.get(f"/report/{number}.docx")
    assert word.data.startswith(b"PK")
    assert "attachment" in word.headers["Content-Disposition"]
    assert officer.get("/report/999.docx").status_code == 404
    assert (
        'value="Open to all."' in officer.get("/report").text or "Open to all." in officer.get("/report").text
    )


def test_a_claim_is_noted_decided_and_kept_out_of_the_public_report(officer: Officer):
    bare = officer.post("/secrets", bid=str(officer.beta), field="text", passage="", because="Costs.")
    assert bare.status_code == 422
    assert "Write the passage as it stands in the text." in bare.text
    noted = officer.post(
        "/secrets", bid=str(officer.beta), field="text", passage="best bid", because="It shows our costs."
    )
    assert "The claim is on record." in noted.text
    refused = officer.post("/report", language="en", version="public")
    assert refused.status_code == 422
    assert "decide on every claim of a trade secret first" in refused.text
    decided_on = officer.post("/secrets/1", kept="yes", reason="It does.")
    assert "kept secret: It does." in decided_on.text
    public = officer.post("/report", language="en", version="public")
    assert "[trade secret]" in public.text
    assert "best bid by the criteria" not in public.text


def test_auditors_read_and_write_nothing(officer: Officer, factories: Factories):
    from marketkit.procurements.models import Buyer

    buyer = factories.session.query(Buyer).filter_by(slug="here").one()
    sign_in(officer.client, factories.member(buyer, Role.AUDITOR))
    for path in ("/report", "/secrets"):
        page = officer.get(path)
        assert page.status_code == 200
        assert '<form method="post" class="form"' not in page.text
    assert officer.get("/secrets/1").status_code == 403
