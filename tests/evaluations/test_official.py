"""Official results: from the bids taken in and the scores agreed, or with everything that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from marketkit.db import db
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision.models import DecisionGround
from marketkit.evaluations.decision.services import reverse_award
from marketkit.evaluations.models import Ground, Standing
from marketkit.evaluations.official import NotReadyError, calculate_official, is_due
from marketkit.evaluations.record import open_calculation
from marketkit.procurements.models import Procurement
from tests.evaluations.decision.arranging import calculate, correct_price, decided, opened
from tests.evaluations.stages import locked
from tests.factories import Factories


@pytest.fixture
def procurement(app: Flask, session: Session, factories: Factories) -> Iterator[Procurement]:
    id_ = factories.procurement(factories.buyer()).id
    session.commit()
    with app.app_context():
        yield db.session.get_one(Procurement, id_)
        db.session.rollback()


def official(procurement: Procurement, reason: str | None = None) -> object:
    return calculate_official(procurement=procurement, lot_id=None, reason=reason, actor_id=None)


def test_the_result_under_the_lock_is_official_and_keeps_every_figure(procurement: Procurement):
    opened(procurement)
    (made,) = calculate(procurement)
    assert made.standing is Standing.OFFICIAL
    assert made.lock_id is not None
    result = open_calculation(made).result
    assert {ranked.bid.id: ranked.total for ranked in result.ranking} == {
        "Beta": Fraction(173, 2),
        "Alfa": Fraction(77),
    }
    assert made.inputs[0]["raw"] == {"continuity": "8", "competence": "6", "start-up": "10", "price": "1000"}


def test_before_lock_opening_and_closing_everything_missing_is_told(procurement: Procurement):
    with pytest.raises(NotReadyError) as refused:
        official(procurement)
    assert refused.value.reasons == ("the strategy is not locked",)
    locked(procurement)
    with pytest.raises(NotReadyError) as refused:
        official(procurement)
    assert set(refused.value.reasons) == {
        "the bids have not been opened",
        "the assessments of quality are not closed",
    }


def test_a_second_calculation_needs_a_change_and_a_reason(procurement: Procurement):
    opened(procurement)
    calculate(procurement)
    with pytest.raises(NotReadyError, match="nothing has changed"):
        official(procurement, "Once more.")
    alfa = standing_bids(procurement)[0]
    correct_price(procurement, alfa, 1300)
    assert is_due(procurement, None)
    with pytest.raises(NotReadyError, match="say why"):
        official(procurement, "  ")
    made = official(procurement, "The price of Alfa was added up wrongly.")
    # Beta now is cheapest: 27 + 27 + 7.5 + 30 = 91.5. Alfa: 47 + 30·1200/1300.
    totals = {each.bid.id: each.total for each in open_calculation(made).result.ranking}  # type: ignore[arg-type]
    assert totals == {"Beta": Fraction(183, 2), "Alfa": 47 + Fraction(360, 13)}
    assert not is_due(procurement, None)


def test_a_rejected_bid_is_out_with_its_ground_and_a_new_result_is_due(procurement: Procurement):
    opened(procurement)
    calculate(procurement)
    beta = standing_bids(procurement)[1]
    decide_rejection(
        procurement=procurement,
        about=beta.bid,
        ground=Ground.REQUIREMENT_NOT_MET,
        explanation="No certificate.",
        actor_id=None,
    )
    assert is_due(procurement, None)
    made = official(procurement, "Beta lacks the certificate.")
    assert made.by_hand == [  # type: ignore[attr-defined]
        {"bid": "Beta", "ground": "requirement-not-met", "explanation": "No certificate."}
    ]
    assert open_calculation(made).result.winners == ("Alfa",)  # type: ignore[arg-type]


def test_after_an_award_was_taken_back_a_new_result_with_its_reason_is_due(procurement: Procurement):
    decided(procurement)
    assert not is_due(procurement, None)
    reverse_award(
        procurement=procurement, ground=DecisionGround.COMPLAINT, reason="The draw was wrong.", actor_id=None
    )
    db.session.commit()
    assert is_due(procurement, None)
    with pytest.raises(NotReadyError, match="say why"):
        official(procurement)
    made = official(procurement, "The award was taken back; lots are drawn anew.")
    assert made.number == 2  # type: ignore[attr-defined]
    assert not is_due(procurement, None)
    with pytest.raises(NotReadyError, match="nothing has changed"):
        official(procurement, "Once more.")
