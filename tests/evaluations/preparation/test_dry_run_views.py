"""The dry run's page: drawn bids, typed bids, faults, and the trace it leaves."""

from __future__ import annotations

import pytest
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.audit import AuditEntry
from marketkit.evaluations.models import Calculation
from marketkit.procurements.models import Buyer
from tests.evaluations.preparation.test_views import Officer, errors, officer  # noqa: F401 - a fixture
from tests.factories import Factories
from tests.signing_in import sign_in, token

DRAWN = {"price": "1 000 000", "count": "4", "seed": "0"}


def count(session: Session, action: str) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    return session.scalar(query) or 0


def test_drawn_bids_are_ranked_and_the_run_leaves_a_trace_and_nothing_else(
    officer: Officer,  # noqa: F811
    session: Session,
):
    page = officer.post("/dry-run", **DRAWN)
    assert page.status_code == 200
    assert "4 invented bids around 1,000,000 NOK (number of the draw: 0)." in page.text
    assert "Trial calculation" in page.text
    assert count(session, "dry-run.made") == 1
    assert session.scalar(select(func.count()).select_from(Calculation)) == 0


def test_typed_bids_take_the_place_of_drawn_ones(officer: Officer):  # noqa: F811
    rows = {
        "row-1-bid": "Cheap",
        "row-1-continuity": "5",
        "row-1-competence": "5",
        "row-1-start-up": "10",
        "row-1-price": "100",
        "row-2-bid": "Good",
        "row-2-continuity": "10",
        "row-2-competence": "10",
        "row-2-start-up": "0",
        "row-2-price": "150",
    }
    page = officer.post("/dry-run", **DRAWN, **rows)
    # Cheap: 30 + 5 + 30 = 65. Good: 60 + 10 + 30 * 100 / 150 = 90.
    assert "2 bids as given." in page.text
    assert "90.00" in page.text
    assert "65.00" in page.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"price": ""}, "Give an estimate to draw bids around, or type bids below."),
        ({"price": "0"}, "The estimated price must be above 0."),
        ({"price": "many"}, "many"),
        ({"count": "1"}, "From 2 to 20."),
        ({"seed": "-1"}, "From 0 to"),
    ],
)
def test_what_cannot_be_tried_is_told_beside_its_field(
    officer: Officer,  # noqa: F811
    session: Session,
    change: dict[str, str],
    words: str,
):
    page = officer.post("/dry-run", **{**DRAWN, **change})
    assert page.status_code == 422
    assert any(words in text for text in errors(page)), errors(page)
    assert count(session, "dry-run.made") == 0


def test_a_typed_score_off_the_scale_is_told_in_its_cell(officer: Officer):  # noqa: F811
    page = officer.post("/dry-run", **DRAWN, **{"row-1-bid": "A", "row-1-continuity": "11"})
    assert page.status_code == 422
    assert "is off the scale" in page.text
    assert 'value="11"' in page.text


def test_only_officers_try(officer: Officer, factories: Factories):  # noqa: F811
    buyer = factories.session.scalars(select(Buyer)).one()
    sign_in(officer.client, factories.member(buyer, Role.EVALUATOR))
    assert officer.get("/dry-run").status_code == 403


def test_invented_bids_are_called_in_the_readers_language(officer: Officer):  # noqa: F811
    found = token(officer.client, officer.base + "/dry-run")
    answer = officer.client.post(officer.base + "/dry-run?lang=nb", data={"csrf_token": found, **DRAWN})
    assert "Tilbud 1" in answer.text
    assert "Bid 1" not in answer.text


@pytest.mark.parametrize(
    ("bids", "ranking", "of_each"),
    [("4", 3 + 4, None), ("3", 3, 1 + 3)],  # the strategy has four criteria to fill in
)
def test_where_criteria_are_more_than_bids_the_bids_are_the_columns(
    officer: Officer,  # noqa: F811
    bids: str,
    ranking: int,
    of_each: int | None,
):
    page = html.fromstring(officer.post("/dry-run", **{**DRAWN, "count": bids}).text)
    assert len(page.xpath("//table[@id='dry-ranking']//thead//th")) == ranking
    assert (len(page.xpath("//table[@id='dry-bids']//thead//th")) or None) == of_each
