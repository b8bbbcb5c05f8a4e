"""Bids in, calculations on record, bids out by hand: against real databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from marketkit import audit
from marketkit.audit import AuditEntry
from marketkit.db import begin_write, db
from marketkit.errors import BadInput
from marketkit.evaluations import record, services
from marketkit.evaluations.models import BidFile, Calculation, Ground, Standing
from marketkit.procurements.models import Procurement
from marketkit.scoring.output import as_dict
from tests.factories import Factories

STRATEGY = b"""
id: prices
currency: NOK
award: weighted-sum
weights: points
criteria:
  - {id: quality, kind: quality, weight: 60, scale: [0, 10]}
  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
"""
BIDS = b"bid;quality;price\nA;5;100\nB;8;125\n"  # A: 30 + 40 = 70, B: 48 + 32 = 80


@pytest.fixture
def procurement(app: Flask, session: Session, factories: Factories) -> Iterator[Procurement]:
    id_ = factories.procurement(factories.buyer()).id
    session.commit()
    with app.app_context():
        yield db.session.get_one(Procurement, id_)
        db.session.rollback()


def adopt(procurement: Procurement, content: bytes = STRATEGY) -> Calculation | None:
    made = services.change_strategy(
        procurement=procurement, content=content, file_name="strategy.yaml", actor_id=None
    )
    db.session.commit()
    return made


def receive(procurement: Procurement, content: bytes = BIDS) -> Calculation:
    made = services.receive_bids(
        procurement=procurement, content=content, file_name="bids.csv", actor_id=None
    )
    db.session.commit()
    return made


def decide(procurement: Procurement, bid: str, ground: Ground | None, why: str = "Because.") -> Calculation:
    made = services.decide_by_hand(
        procurement=procurement, bid=bid, ground=ground, explanation=why, actor_id=None
    )
    db.session.commit()
    return made


def totals(calculation: Calculation) -> dict[str, str]:
    return {ranked["bid"]: ranked["total_exact"] for ranked in calculation.result["ranking"]}


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_bids_are_calculated_and_the_run_is_on_record_as_a_trial(procurement: Procurement) -> None:
    adopt(procurement)
    made = receive(procurement)
    assert (made.number, made.standing, totals(made)) == (1, Standing.TRIAL, {"B": "80", "A": "70"})
    actions = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))
    assert actions == ["strategy.adopted", "bids.received", "result.calculated"]
    assert audit.verify().broken is None


def test_a_new_file_makes_a_new_calculation_and_the_old_one_still_shows_what_it_showed(
    procurement: Procurement,
) -> None:
    adopt(procurement)
    receive(procurement)
    receive(procurement, BIDS.replace(b"125", b"400"))
    newest, oldest = record.calculations(procurement)
    assert (newest.number, oldest.number) == (2, 1)
    # B at 400: 48 + 40·100/400 = 58
    assert [str(r.total) for r in record.open_calculation(newest).result.ranking] == ["70", "58"]
    assert [str(r.total) for r in record.open_calculation(oldest).result.ranking] == ["80", "70"]


def test_a_stored_calculation_opens_to_the_very_result_on_record(procurement: Procurement) -> None:
    adopt(procurement)
    opened = record.open_calculation(receive(procurement))
    assert opened.faithful
    assert as_dict(opened.result) == opened.calculation.result


def test_a_file_with_faults_stores_nothing(procurement: Procurement) -> None:
    adopt(procurement)
    receive(procurement)
    with pytest.raises(BadInput):
        services.receive_bids(
            procurement=procurement, content=b"bid;quality\nA;5\n", file_name="bids.csv", actor_id=None
        )
    db.session.rollback()
    assert (count(BidFile), count(Calculation)) == (1, 1)


def test_bids_before_there_is_a_strategy_are_refused(procurement: Procurement) -> None:
    with pytest.raises(services.NothingToCalculateError):
        receive(procurement)


def test_another_strategy_calculates_the_newest_bids_again_when_they_fit(procurement: Procurement) -> None:
    assert adopt(procurement) is None
    receive(procurement)
    again = adopt(procurement, STRATEGY.replace(b"weight: 60", b"weight: 20"))
    assert again is not None
    # A: 10 + 40 = 50, B: 16 + 32 = 48
    assert (again.number, totals(again)) == (2, {"A": "50", "B": "48"})


def test_another_strategy_with_other_criteria_leaves_the_bids_waiting(procurement: Procurement) -> None:
    adopt(procurement)
    receive(procurement)
    assert adopt(procurement, STRATEGY.replace(b"id: quality", b"id: comfort")) is None
    assert len(record.calculations(procurement)) == 1


def test_a_strategy_with_faults_changes_nothing(procurement: Procurement) -> None:
    adopt(procurement)
    with pytest.raises(BadInput):
        services.change_strategy(procurement=procurement, content=b"id: x", file_name="s.yaml", actor_id=None)
    db.session.rollback()
    version = services.current_strategy(procurement)
    assert version is not None
    assert version.number == 1


def test_a_bid_taken_out_by_hand_changes_the_result_and_shows_its_ground(procurement: Procurement) -> None:
    adopt(procurement)
    receive(procurement)
    made = decide(procurement, "B", Ground.NOT_QUALIFIED, "No certificate.")
    assert totals(made) == {"A": "70"}
    assert made.by_hand == [{"bid": "B", "ground": "not-qualified", "explanation": "No certificate."}]
    assert services.is_bid(procurement, "B", out_by_hand=True)
    assert not services.is_bid(procurement, "B", out_by_hand=False)


def test_a_bid_taken_back_in_takes_part_again_and_the_decision_stays_on_record(
    procurement: Procurement,
) -> None:
    adopt(procurement)
    receive(procurement)
    decide(procurement, "B", Ground.LATE)
    made = decide(procurement, "B", None, "It came in time after all.")
    assert (totals(made), made.by_hand) == ({"B": "80", "A": "70"}, [])
    assert record.calculations(procurement)[1].by_hand[0]["ground"] == "late"


def test_a_bid_that_is_out_stays_out_when_a_new_file_comes(procurement: Procurement) -> None:
    adopt(procurement)
    receive(procurement)
    decide(procurement, "A", Ground.WITHDRAWN)
    assert totals(receive(procurement, BIDS.replace(b"125", b"130"))) == {
        "B": "88"
    }  # 48 + 40, now the lowest


def test_a_decision_on_a_bid_that_is_not_there_is_refused(procurement: Procurement) -> None:
    adopt(procurement)
    receive(procurement)
    with pytest.raises(services.UnknownBidError):
        decide(procurement, "C", Ground.LATE)


def test_a_calculation_cannot_be_changed_afterwards(procurement: Procurement) -> None:
    adopt(procurement)
    receive(procurement)
    begin_write()
    with pytest.raises(DatabaseError):
        db.session.execute(update(Calculation).values(sha256="0" * 64))
    db.session.rollback()


def test_a_result_that_no_longer_comes_out_the_same_is_noticed(
    procurement: Procurement, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopt(procurement)
    made = receive(procurement)
    monkeypatch.setattr(record, "evaluate", lambda strategy, bids: made_without(strategy, bids))
    assert not record.open_calculation(made).faithful


def made_without(strategy: object, bids: tuple) -> object:
    from marketkit.scoring.evaluate import evaluate

    return evaluate(strategy, bids[:1])  # type: ignore[arg-type]
