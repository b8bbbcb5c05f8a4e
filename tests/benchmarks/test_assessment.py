"""How fast the grid of scores is: 20 evaluators × 30 bids × 25 criteria, everything scored. Printed, never judged.

`pytest -m benchmark`. The goals stand beside the figures; what is asserted is only that the pages hold what they should.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from marketkit.account.models import User
from marketkit.db import db
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.procurements.models import Procurement
from tests.evaluations.assessment.arranging import Panel, opened, person
from tests.evaluations.assessment.test_views import Visitor
from tests.factories import Factories
from tests.signing_in import sign_in

pytestmark = pytest.mark.benchmark
EVALUATORS, BIDS, CRITERIA = 20, 30, 25
Report = Callable[[str], None]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Iterator[Report]:
    """Prints a line whatever pytest does with output."""
    lines: list[str] = []
    yield lines.append
    with capsys.disabled():
        print()
        for line in lines:
            print(f"  {line}")


def strategy() -> bytes:
    leaves = "".join(
        f"  - {{id: c{number:02}, kind: quality, weight: 3, scale: [0, 10]}}\n" for number in range(CRITERIA)
    )
    price = "  - {id: price, kind: cost, weight: 25, formula: {name: proportional-to-lowest}}\n"
    return f"id: large\ncurrency: NOK\naward: weighted-sum\ncriteria:\n{leaves}{price}".encode()


def bid_file() -> bytes:
    rows = [f"Bid {number:02};Supplier {number:02} AS;;{900 + number}" for number in range(BIDS)]
    return "\n".join(["bid;supplier;organisation_number;price", *rows, ""]).encode()


def arrange(app: Flask, factories: Factories, session: Session) -> tuple[int, list[int], list[int]]:
    """Twenty people who have scored everything; gives the procurement, the people and the bids by number."""
    from marketkit.evaluations.preparation.services import PlanDescription
    from tests.evaluations.stages import DEADLINE

    procurement_id = factories.procurement(factories.buyer()).id
    session.commit()
    with app.app_context():
        procurement = db.session.get_one(Procurement, procurement_id)
        opened(
            procurement, description=PlanDescription(deadline=DEADLINE), strategy=strategy(), bids=bid_file()
        )
        people = [person(procurement.buyer, f"Person{number:02}") for number in range(EVALUATORS)]
        panel = Panel(procurement)
        leaves = [f"c{number:02}" for number in range(CRITERIA)]
        panel.assign({leaf: tuple(people) for leaf in leaves})
        for one in people:
            panel.declare(one)
        standing = standing_bids(procurement)
        rows = [
            {
                "buyer_id": procurement.buyer_id,
                "procurement_id": procurement.id,
                "bid_id": bid.bid.id,
                "submission_id": bid.submission.id,
                "criterion": leaf,
                "user_id": one,
                "number": 1,
                "score": Fraction((one * 7 + bid.bid.id * 3 + place) % 11),
                "ground": "The plan names who does what, and the annex shows how it went in two earlier contracts.",
                "created_at": datetime.now(UTC),
            }
            for one in people
            for bid in standing
            for place, leaf in enumerate(leaves)
        ]
        db.session.rollback()
        session.execute(insert(Assessment), rows)
        session.commit()
        return procurement_id, people, [bid.bid.id for bid in standing]


def test_the_grid_of_a_large_panel(
    app: Flask, factories: Factories, session: Session, report: Report
) -> None:
    procurement_id, people, bids = arrange(app, factories, session)
    slug = session.get_one(Procurement, procurement_id).buyer.slug
    client = app.test_client()
    sign_in(client, session.get_one(User, people[0]))
    visitor = Visitor(client, f"/b/{slug}/procurements/{procurement_id}/evaluation")
    loads = []
    for _ in range(5):
        start = time.perf_counter()
        page = visitor.get("/assess")
        loads.append(time.perf_counter() - start)
    assert page.text.count("<textarea") == BIDS * CRITERIA
    found = visitor.token()
    saves = []
    for number in range(20):
        start = time.perf_counter()
        answer = visitor.send(
            f"/assess/bids/{bids[number]}/c07",
            data={"score": "9.5", "ground": f"Changed in round {number}.", "version": "1"},
            headers={"X-CSRFToken": found, "Accept": "application/json"},
        )
        saves.append(time.perf_counter() - start)
        assert answer.status_code == 200
    session.rollback()
    newest = select(Assessment).where(Assessment.number == 2)
    assert len(session.scalars(newest).all()) == 20
    saves.sort()
    officer = factories.member(session.get_one(Procurement, procurement_id).buyer)
    client = app.test_client()
    sign_in(client, officer)
    panel = Visitor(client, visitor.base)
    pages = []
    for chosen in ({}, {"criterion": "c07"}):
        start = time.perf_counter()
        assert panel.get("/moderate", **chosen).status_code == 200
        pages.append(time.perf_counter() - start)
    report(f"{app.config['SQLALCHEMY_ENGINES']['default']['url'].partition(':')[0]}:")
    report(
        f"  the grid of {BIDS} bids x {CRITERIA} criteria: {min(loads):.2f} s, {len(page.data) / 1e6:.1f} MB (goal < 1 s)"
    )
    report(
        f"  saving a cell: median {saves[10] * 1e3:.0f} ms, slowest {saves[-1] * 1e3:.0f} ms (goal < 100 ms)"
    )
    report(f"  the panel's page: {pages[0]:.2f} s, with one criterion open {pages[1]:.2f} s")
