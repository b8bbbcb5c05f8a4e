"""The pages of scoring and of the panel, through the application."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.account.models import User
from marketkit.db import db
from marketkit.evaluations.assessment.evaluators import assigned, has_handed_over
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.procurements.models import Procurement
from tests.evaluations import stages
from tests.evaluations.assessment.arranging import WITHOUT_PRICES, Panel, bid_id, opened, person
from tests.signing_in import sign_in, token


@dataclass
class Visitor:
    """Somebody in front of the pages of one procurement. Each request knows nothing of the test's own context."""

    client: FlaskClient
    base: str

    def get(self, path: str, **values: str) -> TestResponse:
        return Context().run(self.client.get, self.base + path, query_string={"lang": "en", **values})

    def token(self) -> str:
        return Context().run(token, self.client, f"{self.base}/assess/conflicts")

    def post(self, path: str, **data: object) -> TestResponse:
        found = self.token()
        return self.send(path, data={"csrf_token": found, **data}, follow_redirects=True)

    def send(self, path: str, **options: Any) -> TestResponse:
        return Context().run(self.client.post, self.base + path, **options)

    def save(self, bid: int, leaf: str, **data: object) -> TestResponse:
        """What the script sends for one cell."""
        found = self.token()
        return self.send(
            f"/assess/bids/{bid}/{leaf}",
            data=data,
            headers={"X-CSRFToken": found, "Accept": "application/json"},
        )


Visit = Callable[[int], Visitor]


@pytest.fixture
def visit(app: Flask, scoring: Panel, session: Session) -> Visit:
    """Sign somebody in, by their number."""
    procurement = scoring.procurement
    base = f"/b/{procurement.buyer.slug}/procurements/{procurement.id}/evaluation"
    db.session.rollback()

    def by(user_id: int) -> Visitor:
        client = app.test_client()
        sign_in(client, session.get_one(User, user_id))
        return Visitor(client, base)

    return by


@pytest.fixture
def officer(procurement: Procurement) -> int:
    return person(procurement.buyer, "Olga", Role.OFFICER)


def stored() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(Assessment).order_by(Assessment.id)).all()
    found = [(str(row.score), row.ground) for row in rows]
    db.session.rollback()
    return found


def test_the_grid_shows_own_criteria_and_bids_and_neither_prices_nor_others_scores(
    scoring: Panel, visit: Visit, anna: int, bo: int
) -> None:
    scoring.score(bo, "Alfa", "continuity", "3.25", "A ground only Bo wrote.")
    page = visit(anna).get("/assess")
    assert page.status_code == 200
    tree = html.fromstring(page.text)
    assert [cell.text_content().split()[0] for cell in tree.xpath("//table[@id='grid']/thead//th")] == [
        "Bid",
        "continuity",
        "competence",
    ]
    assert len(tree.xpath("//table[@id='grid']//textarea")) == 4
    for hidden in ("3.25", "A ground only Bo wrote.", "1,000", "1000", "1250", ">price<"):
        assert hidden not in page.text


def test_a_cell_is_saved_and_tells_its_new_version(scoring: Panel, visit: Visit, anna: int) -> None:
    alfa = bid_id(scoring.procurement, "Alfa")
    visitor = visit(anna)
    answer = visitor.save(alfa, "continuity", score="7,5", ground="Well shown.", version="0")
    assert (answer.status_code, answer.json["version"], answer.json["score"]) == (200, 1, "7.5")
    assert stored() == [("15/2", "Well shown.")]
    tree = html.fromstring(visitor.get("/assess").text)
    (field,) = tree.xpath(f"//input[@id='s-{alfa}-continuity']")
    assert field.get("value") == "7.5"
    assert "1 of 4 scores given." in visitor.get("/assess").text


def test_another_tabs_newer_score_is_answered_with_both_values(
    scoring: Panel, visit: Visit, anna: int
) -> None:
    alfa = bid_id(scoring.procurement, "Alfa")
    visitor = visit(anna)
    visitor.save(alfa, "continuity", score="7", ground="From the first tab.", version="0")
    answer = visitor.save(alfa, "continuity", score="4", ground="From the second tab.", version="0")
    assert answer.status_code == 409
    assert answer.json["yours"] == {"score": "4", "ground": "From the second tab."}
    standing = answer.json["standing"]
    assert (standing["score"], standing["ground"], standing["version"]) == ("7", "From the first tab.", 1)
    assert stored() == [("7", "From the first tab.")]


@pytest.mark.parametrize(
    ("score", "ground", "message"),
    [
        ("11", "Well.", "a score lies between 0 and 10"),
        ("7", " ", "write the ground for this score"),
        ("seven", "Well.", "is not a number"),
        ("", "Well.", "a number is missing"),
    ],
)
def test_a_cell_that_cannot_be_saved_says_why(
    scoring: Panel, visit: Visit, anna: int, score: str, ground: str, message: str
) -> None:
    answer = visit(anna).save(
        bid_id(scoring.procurement, "Alfa"), "continuity", score=score, ground=ground, version="0"
    )
    assert answer.status_code == 422
    assert message in answer.json["message"]
    assert stored() == []


def test_a_cell_without_the_token_is_refused(scoring: Panel, visit: Visit, anna: int) -> None:
    visitor = visit(anna)
    alfa = bid_id(scoring.procurement, "Alfa")
    answer = visitor.send(
        f"/assess/bids/{alfa}/continuity", data={"score": "7", "ground": "x", "version": "0"}
    )
    assert answer.status_code == 400
    assert stored() == []


def test_who_is_signed_out_is_told_so_instead_of_being_sent_away(
    scoring: Panel, visit: Visit, anna: int
) -> None:
    visitor = visit(anna)
    found = visitor.token()
    visitor.client.delete_cookie("marketkit_session")
    answer = visitor.send(
        "/assess/bids/1/continuity",
        headers={"X-CSRFToken": found, "Accept": "application/json"},
    )
    assert answer.status_code in (400, 401)


def test_without_a_script_a_bid_is_saved_with_one_button(scoring: Panel, visit: Visit, anna: int) -> None:
    alfa = bid_id(scoring.procurement, "Alfa")
    page = visit(anna).post(
        f"/assess/bids/{alfa}",
        **{
            "score-continuity": "7",
            "ground-continuity": "Clear.",
            "version-continuity": "0",
            "score-competence": "",
            "ground-competence": "",
            "version-competence": "0",
        },
    )
    assert "Alfa is saved." in page.text
    assert stored() == [("7", "Clear.")]


def test_without_a_script_every_fault_of_a_bid_is_shown_and_nothing_is_lost(
    scoring: Panel, visit: Visit, anna: int
) -> None:
    alfa = bid_id(scoring.procurement, "Alfa")
    page = visit(anna).post(
        f"/assess/bids/{alfa}",
        **{
            "score-continuity": "12",
            "ground-continuity": "Too high a score.",
            "version-continuity": "0",
            "score-competence": "6",
            "ground-competence": "",
            "version-competence": "0",
        },
    )
    assert page.status_code == 422
    for text in ("a score lies between 0 and 10", "write the ground for this score", "Too high a score."):
        assert text in page.text
    assert 'value="12"' in page.text
    assert stored() == []


def test_without_a_script_a_stale_form_shows_both_values_and_saves_on_the_second_try(
    scoring: Panel, visit: Visit, anna: int
) -> None:
    scoring.score(anna, "Alfa", "continuity", 7, "From the other tab.")
    alfa = bid_id(scoring.procurement, "Alfa")
    visitor = visit(anna)
    typed = {"score-continuity": "4", "ground-continuity": "From this tab."}
    page = visitor.post(f"/assess/bids/{alfa}", **typed, **{"version-continuity": "0"})
    assert page.status_code == 409
    assert "From the other tab." in page.text
    assert "From this tab." in page.text
    (version,) = html.fromstring(page.text).xpath(f"//input[@form='f-{alfa}'][@name='version-continuity']")
    assert version.get("value") == "1"
    visitor.post(f"/assess/bids/{alfa}", **typed, **{"version-continuity": "1"})
    assert stored() == [("7", "From the other tab."), ("4", "From this tab.")]


def test_bids_of_a_supplier_with_a_conflict_are_not_in_the_grid(
    scoring: Panel, visit: Visit, anna: int
) -> None:
    scoring.declare(anna, conflicts=("Beta",))
    visitor = visit(anna)
    page = visitor.get("/assess").text
    assert "Not shown, because you have declared a conflict of interest: Beta AS." in page
    assert not html.fromstring(page).xpath("//span[starts-with(@id, 'b-')][text()='Beta']")
    beta = bid_id(scoring.procurement, "Beta")
    assert visitor.save(beta, "continuity", score="7", ground="x", version="0").status_code == 422
    assert visitor.post(f"/assess/bids/{beta}", **{"score-continuity": "7"}).status_code == 404


def test_conflicts_are_declared_on_the_page(panel: Panel, visit: Visit, anna: int) -> None:
    del visit  # the fixture's people have declared already; this one starts afresh
    other = person(panel.procurement.buyer, "Dag")
    panel.assign({"continuity": (other,)})
    client = db_client(panel, other)
    page = client.get("/assess")
    assert "Still to answer: Alfa AS, Beta AS." in page.text
    (alfa, beta) = suppliers(client)
    answers = {f"conflict_{alfa}": "no", f"conflict_{beta}": "yes", f"note_{beta}": ""}
    assert "Say in a few words what the conflict is" in client.post("/assess/conflicts", **answers).text
    answers[f"note_{beta}"] = "My sister leads it."
    page = client.post("/assess/conflicts", **answers)
    assert "What you declared is on record." in page.text
    assert "Not shown, because you have declared a conflict of interest: Beta AS." in page.text


def db_client(panel: Panel, user_id: int) -> Visitor:
    from flask import current_app

    procurement = panel.procurement
    base = f"/b/{procurement.buyer.slug}/procurements/{procurement.id}/evaluation"
    user = db.session.get_one(User, user_id)
    client = current_app.test_client()
    db.session.rollback()
    sign_in(client, user)
    return Visitor(client, base)


def suppliers(visitor: Visitor) -> list[int]:
    tree = html.fromstring(visitor.get("/assess/conflicts").text)
    names = [name.removeprefix("note_") for name in tree.xpath("//input[starts-with(@name, 'note_')]/@name")]
    return [int(name) for name in names]


def test_finishing_says_what_it_does_and_opens_the_panels_page(
    scoring: Panel, visit: Visit, anna: int, bo: int
) -> None:
    scoring.score(bo, "Alfa", "continuity", 3, "A ground only Bo wrote.")
    visitor = visit(anna)
    assert "scores you have not given yet: 4" in visitor.get("/assess/finish").text
    assert visitor.get("/moderate").status_code == 403
    for label in ("Alfa", "Beta"):
        for leaf in ("continuity", "competence"):
            scoring.score(anna, label, leaf, 5)
    db.session.rollback()
    assert "Only an officer can let you change one" in visitor.get("/assess/finish").text
    assert "You have finished." in visitor.post("/assess/finish").text
    assert "A ground only Bo wrote." in visitor.get("/moderate", criterion="continuity").text
    db.session.rollback()
    assert has_handed_over(scoring.procurement, user_id=anna)
    assert visitor.get("/moderate").status_code == 200


def finish_all(scoring: Panel, *people: int, alfa: tuple[int, ...]) -> None:
    from tests.evaluations.assessment.test_agreed import finish

    finish(scoring, *people, alfa=alfa)
    db.session.rollback()


def test_the_officer_assigns_with_boxes_and_a_group_stands_for_its_leaves(
    scoring: Panel, visit: Visit, officer: int, anna: int, bo: int
) -> None:
    visitor = visit(officer)
    tree = html.fromstring(visitor.get("/assess/assign").text)
    (shown,) = tree.xpath("//input[@name='shown']/@value")
    # bo is taken off one leaf, the officer ticked for the whole of quality
    boxes = [
        f"continuity:{anna}",
        f"competence:{anna}",
        f"continuity:{bo}",
        f"quality:{anna}",
        f"quality:{officer}",
    ]
    page = visitor.post("/assess/assign", shown=shown, assign=boxes)
    # "quality" was ticked for bo before and is not now: all its leaves go
    assert "It is settled who scores what." in page.text
    db.session.rollback()
    assert assigned(scoring.procurement) == {
        "continuity": {anna, officer},
        "competence": {anna, officer},
    }
    stale = visitor.post("/assess/assign", shown=shown, assign=[f"continuity:{bo}"])
    assert stale.status_code == 409
    assert "Somebody else changed this meanwhile" in stale.text


def test_the_panel_sees_what_lies_apart_first_and_records_what_it_agrees(
    scoring: Panel, visit: Visit, officer: int, anna: int, bo: int
) -> None:
    finish_all(scoring, anna, bo, alfa=(2, 9))
    visitor = visit(officer)
    page = visitor.get("/moderate").text
    assert "Alfa: scores the panel must still agree on: 1" in page
    assert "Scores lie furthest apart on continuity: up to 70% of the scale." in page
    alfa = bid_id(scoring.procurement, "Alfa")
    db.session.rollback()
    address = f"/moderate/{alfa}/continuity"
    assert "a score lies between 0 and 10" in visitor.post(address, score="12", reason="x", shown="0").text
    page = visitor.post(address, score="5", reason="Annex 2 shows half.", shown="0")
    assert "The agreed score is on record." in page.text
    assert "Annex 2 shows half." in page.text
    stale = visitor.post(address, score="6", reason="Mine.", shown="0")
    assert stale.status_code == 409
    assert "Annex 2 shows half." in stale.text
    assert "Mine." in stale.text


def test_the_officer_closes_and_takes_up_again_with_a_reason(
    scoring: Panel, visit: Visit, officer: int, anna: int, bo: int
) -> None:
    visitor = visit(officer)
    assert "Anna has not finished scoring" in visitor.post("/moderate/close", understood="y").text
    finish_all(scoring, anna, bo, alfa=(6, 7))
    assert visitor.post("/moderate/close").status_code == 422
    page = visitor.post("/moderate/close", understood="y")
    assert "The assessments are closed" in page.text
    assert "The assessments are closed" in visit(anna).get("/assess").text
    assert visitor.post("/moderate/reopen", reason="").status_code == 422
    assert "The assessments are open again." in visitor.post("/moderate/reopen", reason="Misread.").text


def test_the_officer_lets_somebody_go_on(
    scoring: Panel, visit: Visit, officer: int, anna: int, bo: int
) -> None:
    finish_all(scoring, anna, bo, alfa=(6, 7))
    visitor = visit(officer)
    address = f"/moderate/people/{anna}/go-on"
    assert visitor.post(address, reason="").status_code == 422
    assert "Anna can go on scoring." in visitor.post(address, reason="Annex 2.").text
    assert visit(anna).get("/moderate").status_code == 403


def test_an_officer_who_scores_too_sees_the_others_only_after_finishing(
    scoring: Panel, visit: Visit, officer: int, anna: int, bo: int
) -> None:
    scoring.assign({"continuity": (anna, bo, officer)})
    scoring.declare(officer)
    scoring.score(anna, "Alfa", "continuity", 3, "A ground only Anna wrote.")
    db.session.rollback()
    page = visit(officer).get("/moderate")
    assert "You see what the others gave once you have finished your own scores." in page.text
    assert "A ground only Anna wrote." not in page.text


def test_whether_the_ranking_survives_is_shown_only_where_prices_are_open(
    scoring: Panel, visit: Visit, officer: int, anna: int, bo: int
) -> None:
    finish_all(scoring, anna, bo, alfa=(6, 8))
    page = visit(officer).get("/moderate").text
    # Alfa: 30·0.7 + 30·0.5 + 10·0.5 + 30 = 71, Beta: 15 + 15 + 10·0.75 + 30·0.8 = 61.5
    assert "As things stand Alfa is first." in page
    assert "As things stand" not in visit(anna).get("/moderate").text


def test_with_two_envelopes_no_page_ranks_before_the_prices(
    app: Flask, procurement: Procurement, officer: int, anna: int, bo: int
) -> None:
    opened(procurement, description=stages.plan(two_envelopes=True), bids=WITHOUT_PRICES)
    panel = Panel(procurement)
    panel.assign(dict.fromkeys(("continuity", "competence"), (anna, bo)))
    for one in (anna, bo):
        panel.declare(one)
    finish_all(panel, anna, bo, alfa=(6, 7))
    page = db_client(panel, officer).get("/moderate")
    assert page.status_code == 200
    assert "As things stand" not in page.text


def test_before_the_opening_the_pages_say_what_comes(
    procurement: Procurement, officer: int, anna: int
) -> None:
    panel = Panel(procurement)
    for user in (anna, officer):
        visitor = db_client(panel, user)
        assert "Nothing to score yet" in visitor.get("/assess").text
        assert "No suppliers yet" in visitor.get("/assess/conflicts").text
    visitor = db_client(panel, officer)
    assert "Nothing to compare yet" in visitor.get("/moderate").text
    assert "The strategy is not locked yet" in visitor.get("/assess/assign").text
    assert "the bids have not been opened yet" in visitor.get("/moderate/close").text


def test_whoever_is_asked_to_score_nothing_is_told_so(scoring: Panel, visit: Visit) -> None:
    other = person(scoring.procurement.buyer, "Dag")
    assert "No criterion is assigned to you." in visit(other).get("/assess").text


def test_documents_of_a_bid_stand_in_the_grid_and_a_conflict_closes_them_for_officers_too(
    scoring: Panel, visit: Visit, officer: int, anna: int
) -> None:
    from marketkit.evaluations.bids.documents import add_documents
    from marketkit.evaluations.bids.models import Envelope
    from marketkit.evaluations.bids.standing import standing_bids
    from tests.evaluations.bids.arranging import PDF

    beta = next(bid for bid in standing_bids(scoring.procurement) if bid.bid.label == "Beta")
    (document,) = add_documents(
        procurement=scoring.procurement,
        submission=beta.submission,
        envelope=Envelope.BIDS,
        given=[("plan.pdf", PDF)],
        actor_id=None,
    )
    document_id = document.id
    db.session.commit()
    visitor = visit(anna)
    address = f"/bids/documents/{document_id}"
    assert address in visitor.get("/assess").text
    assert visitor.get(address).status_code == 200
    assert visit(officer).get(address).status_code == 200
    for one in (anna, officer):
        scoring.declare(one, conflicts=("Beta",))
        db.session.rollback()
        assert visit(one).get(address).status_code == 403
    assert address not in visitor.get("/assess").text


def test_a_panel_that_scores_together_writes_in_one_grid(
    procurement: Procurement, officer: int, anna: int, bo: int
) -> None:
    opened(procurement, description=stages.plan(scoring_mode=ScoringMode.PANEL))
    panel = Panel(procurement)
    panel.assign({"continuity": (anna, bo), "competence": (anna, bo)})
    for one in (anna, bo):
        panel.declare(one)
    alfa = bid_id(procurement, "Alfa")
    first, second = db_client(panel, anna), db_client(panel, bo)
    assert first.save(alfa, "continuity", score="7", ground="As we said.", version="0").status_code == 200
    page = second.get("/assess").text
    assert "The panel scores together" in page
    assert "As we said." in page
    assert "I have finished" not in page
    late = second.save(alfa, "continuity", score="5", ground="Another page.", version="0")
    assert (late.status_code, late.json["standing"]["name"]) == (409, "Anna")
    assert second.save(alfa, "continuity", score="5", ground="We changed it.", version="1").status_code == 200
    assert stored() == [("7", "As we said."), ("5", "We changed it.")]
    assert "nobody finishes alone" in second.get("/assess/finish").text
