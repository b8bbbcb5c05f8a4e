"""When bids and prices may be opened, and everything that stands against it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from marketkit.audit import AuditEntry
from marketkit.db import begin_write, db
from marketkit.evaluations.assessment.models import QualityClosing
from marketkit.evaluations.bids.models import Envelope, Round
from marketkit.evaluations.bids.opening import NotReadyToOpenError, next_round
from marketkit.evaluations.bids.standing import is_opened, openings, prices_are_open
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import State
from tests.evaluations.bids.arranging import (
    DEADLINE,
    LOCKED,
    NOW,
    OPENED,
    PRESENT,
    lock_strategy,
    record_opening,
)

HOUR = timedelta(hours=1)


def reasons(procurement: Procurement, *arguments: object, **values: object) -> list[str]:
    with pytest.raises(NotReadyToOpenError) as caught:
        record_opening(procurement, *arguments, **values)
    db.session.rollback()
    return [str(reason) for reason in caught.value.reasons]


def close_quality(procurement: Procurement, at: datetime, *, closed: bool = True) -> None:
    begin_write().add(
        QualityClosing(
            buyer_id=procurement.buyer_id, procurement_id=procurement.id, closed=closed, created_at=at
        )
    )
    db.session.commit()


def test_the_first_opening_is_on_record_and_ends_the_competition(locked: Procurement) -> None:
    assert (is_opened(locked), locked.state) == (False, State.COMPETITION)
    made = record_opening(locked)
    assert (made.opened_at, made.deadline, made.present) == (OPENED, DEADLINE, PRESENT)
    assert is_opened(locked)
    assert prices_are_open(locked)
    assert locked.state is State.OPENED
    entry = db.session.query(AuditEntry).filter_by(action="bids.opened").one()
    assert json.loads(entry.details) == {
        "envelope": "bids",
        "round": "initial",
        "opened-at": "2025-03-17T11:30:00+00:00",
        "present": 2,
    }


def test_nothing_is_opened_before_the_strategy_is_locked(procurement: Procurement) -> None:
    assert reasons(procurement) == ["the strategy is not locked yet; lock it first"]


def test_every_reason_against_an_opening_is_given_at_once(locked: Procurement) -> None:
    assert reasons(locked, opened_at=LOCKED, present=("Kari Nordmann", "kari nordmann")) == [
        "the opening must be later than the lock of the strategy",
        "at least two persons must be present at an opening",
        "bids must not be opened before their deadline",
    ]
    assert reasons(locked, opened_at=NOW + HOUR) == [
        "the opening lies in the future; record it when it has taken place"
    ]
    assert not is_opened(locked)


def test_bids_may_be_opened_at_the_very_deadline(locked: Procurement) -> None:
    assert record_opening(locked, opened_at=DEADLINE).opened_at == DEADLINE


def test_a_round_is_opened_once_and_rounds_follow_each_other(opened: Procurement) -> None:
    assert reasons(opened) == [
        "this round has been opened already",
        "the deadline of this round must be later than the opening of the round before",
    ]
    assert next_round(opened) is Round.REVISED
    assert reasons(opened, round=Round.REVISED, opened_at=OPENED + 3 * HOUR) == [
        "give the deadline of this round"
    ]
    record_opening(opened, round=Round.FINAL, opened_at=OPENED + 3 * HOUR, deadline=OPENED + 2 * HOUR)
    assert next_round(opened) is None
    assert "a later round has been opened already" in reasons(
        opened, round=Round.REVISED, opened_at=OPENED + 5 * HOUR, deadline=OPENED + 4 * HOUR
    )


def test_a_later_round_needs_the_initial_bids(locked: Procurement) -> None:
    assert reasons(locked, round=Round.FINAL, deadline=DEADLINE) == ["the initial bids must be opened first"]


def test_with_one_envelope_there_is_nothing_more_to_open(opened: Procurement) -> None:
    found = reasons(opened, Envelope.PRICES, opened_at=OPENED + HOUR)
    assert "this competition has one envelope; prices are opened with the bids" in found


def test_prices_are_opened_only_after_the_assessments_are_closed(procurement: Procurement) -> None:
    lock_strategy(procurement, two_envelopes=True)
    still = "the assessments of quality are not closed yet; prices stay closed until they are"
    assert reasons(procurement, Envelope.PRICES) == ["the bids must be opened first", still]
    record_opening(procurement)
    assert not prices_are_open(procurement)
    assert reasons(procurement, Envelope.PRICES, opened_at=OPENED + HOUR) == [still]
    close_quality(procurement, OPENED + 2 * HOUR)
    assert reasons(procurement, Envelope.PRICES, opened_at=OPENED + HOUR) == [
        "the opening of prices must be later than the closing of the assessments"
    ]
    close_quality(procurement, OPENED + 3 * HOUR, closed=False)
    assert reasons(procurement, Envelope.PRICES, opened_at=OPENED + 4 * HOUR) == [still]
    close_quality(procurement, OPENED + 3 * HOUR)
    record_opening(procurement, Envelope.PRICES, opened_at=OPENED + 4 * HOUR)
    assert prices_are_open(procurement)
    assert [opening.envelope for opening in openings(procurement)] == [Envelope.BIDS, Envelope.PRICES]
    assert "the prices have been opened already" in reasons(
        procurement, Envelope.PRICES, opened_at=OPENED + 5 * HOUR
    )
