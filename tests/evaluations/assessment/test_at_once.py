"""Two evaluators save at the same moment: nothing is lost, and nobody's page fails."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketkit.account.models import User
from marketkit.audit import verify
from marketkit.db import db
from marketkit.evaluations.assessment.models import Assessment
from tests.evaluations.assessment.arranging import Panel, bid_id
from tests.evaluations.assessment.test_views import Visitor
from tests.signing_in import sign_in

TIMES = 12


def visitor(app: Flask, session: Session, panel: Panel, user_id: int) -> Visitor:
    procurement = panel.procurement
    base = f"/b/{procurement.buyer.slug}/procurements/{procurement.id}/evaluation"
    db.session.rollback()
    client = app.test_client()
    sign_in(client, session.get_one(User, user_id))
    return Visitor(client, base)


def together(*work: Callable[[], None]) -> None:
    failed: list[BaseException] = []

    def run(each: Callable[[], None]) -> None:
        try:
            each()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def test_two_evaluators_who_save_at_once_lose_nothing(
    app: Flask, session: Session, scoring: Panel, anna: int, bo: int
) -> None:
    bids = [bid_id(scoring.procurement, label) for label in ("Alfa", "Beta")]
    visitors = [visitor(app, session, scoring, user) for user in (anna, bo)]
    statuses: list[int] = []

    def work(one: Visitor) -> Callable[[], None]:
        def save() -> None:
            for number in range(TIMES):
                for bid in bids:
                    answer = one.save(
                        bid,
                        "continuity",
                        score=str(number % 11),
                        ground=f"Round {number}.",
                        version=str(number),
                    )
                    statuses.append(answer.status_code)

        return save

    together(*(work(one) for one in visitors))
    assert statuses == [200] * (2 * 2 * TIMES)
    db.session.rollback()
    kept = db.session.execute(
        select(Assessment.user_id, Assessment.bid_id, func.count(), func.max(Assessment.number)).group_by(
            Assessment.user_id, Assessment.bid_id
        )
    ).all()
    assert sorted(tuple(row) for row in kept) == sorted(
        (user, bid, TIMES, TIMES) for user in (anna, bo) for bid in bids
    )
    assert verify().broken is None


def test_of_two_tabs_that_save_at_once_one_is_told_what_the_other_saved(
    app: Flask, session: Session, scoring: Panel, anna: int
) -> None:
    alfa = bid_id(scoring.procurement, "Alfa")
    tabs = [visitor(app, session, scoring, anna) for _tab in range(2)]
    answers: list[tuple[int, object]] = []

    def work(number: int) -> Callable[[], None]:
        def save() -> None:
            answer = tabs[number].save(
                alfa, "continuity", score=str(number + 3), ground=f"Tab {number}.", version="0"
            )
            answers.append((answer.status_code, answer.json))

        return save

    together(work(0), work(1))
    (first, saved), (second, refused) = sorted(answers, key=lambda each: each[0])
    assert (first, second) == (200, 409)
    assert isinstance(saved, dict) and isinstance(refused, dict)
    assert refused["standing"] == saved
    assert {refused["yours"]["ground"], saved["ground"]} == {"Tab 0.", "Tab 1."}
