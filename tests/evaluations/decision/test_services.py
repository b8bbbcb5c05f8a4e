"""The award and its undoing: what is refused, what is kept, what follows. Against real databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from marketkit.db import begin_write, db
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision import matters, services
from marketkit.evaluations.decision.models import DecisionGround, DecisionKind, Outcome
from marketkit.evaluations.decision.proposal import propose
from marketkit.evaluations.decision.standing import current_award, decisions, signature_of, standstill_of
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.record import newest_official
from marketkit.procurements import ledger
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Award, Lot, Procurement, Supplier
from marketkit.procurements.states import State
from marketkit.sourcing.packs import open_packs
from tests.evaluations.decision.arranging import (
    BIDS,
    STATED,
    TIED,
    award,
    calculate,
    correct_price,
    decided,
    opened,
)
from tests.evaluations.stages import STRATEGY, plan

PACKS = open_packs(Path(__file__).parents[3] / "sourcing_rules" / "packs", ["no", "eu", "uk"])
LOW = STRATEGY + b"low_price: {mean: 40}\n"
# The mean of the others is 2000; Alfa's 1000 lies half below it.
FLAGGED = b"""bid;supplier;continuity;competence;start-up;price
Alfa;Alfa AS;9;9;5;1000
Beta;Beta AS;5;5;5;2000
"""


def refusal(call: object, **values: object) -> str:
    with pytest.raises(NotReadyError) as refused:
        call(**values)  # type: ignore[operator]
    db.session.rollback()
    return "; ".join(refused.value.reasons)


def test_the_best_bid_is_awarded_and_the_procurement_moves_on(procurement: Procurement):
    decision = decided(procurement)
    assert (decision.kind, decision.number) == (DecisionKind.AWARD, 1)
    assert [outcome.winners for outcome in decision.outcomes] == [("Beta",)]
    assert procurement.state is State.AWARDED
    (row,) = ledger.standing(Award, procurement=procurement)
    supplier = db.session.get_one(Supplier, row.supplier_id)
    assert (supplier.name, row.place, str(row.value)) == ("Beta AS", 1, "NOK 1200.00")


def test_an_award_rests_on_the_newest_official_result_that_the_officer_saw(procurement: Procurement):
    opened(procurement)
    assert "is not calculated yet" in refusal(
        services.decide_award, procurement=procurement, shown=[], reason="x", actor_id=None
    )
    (made,) = calculate(procurement)
    assert "look at it again" in refusal(
        services.decide_award, procurement=procurement, shown=[made.id + 1], reason="x", actor_id=None
    )
    correct_price(procurement, standing_bids(procurement)[0], 1300)
    assert "calculate it again" in refusal(
        services.decide_award, procurement=procurement, shown=[made.id], reason="x", actor_id=None
    )
    assert current_award(procurement) is None


def test_an_award_stands_until_it_is_taken_back(procurement: Procurement):
    decided(procurement)
    shown = [lot.calculation.id for lot in propose(procurement).lots if lot.calculation]
    assert "take it back first" in refusal(
        services.decide_award, procurement=procurement, shown=shown, reason="x", actor_id=None
    )


def test_a_reversal_keeps_the_old_award_readable_and_a_new_one_can_be_decided(procurement: Procurement):
    decided(procurement)
    services.reverse_award(
        procurement=procurement,
        ground=DecisionGround.COMPLAINT,
        reason="The price of Beta was read wrongly.",
        actor_id=None,
    )
    db.session.commit()
    assert current_award(procurement) is None
    assert procurement.state is State.EVALUATED
    assert ledger.standing(Award, procurement=procurement) == []
    # Beta at 3000: 27 + 27 + 7.5 + 30·1000/3000 = 71.5, behind Alfa's 77.
    correct_price(procurement, standing_bids(procurement)[1], 3000)
    calculate(procurement, "The price of Beta is 3000.")
    award(procurement)
    kinds = [(each.number, each.kind) for each in decisions(procurement)]
    assert kinds == [(1, DecisionKind.AWARD), (2, DecisionKind.REVERSAL), (3, DecisionKind.AWARD)]
    assert decisions(procurement)[1].reverses_id == decisions(procurement)[0].id
    assert [outcome.winners for outcome in decisions(procurement)[0].outcomes] == [("Beta",)]
    assert [outcome.winners for outcome in decisions(procurement)[2].outcomes] == [("Alfa",)]


def test_after_the_contract_is_signed_nothing_is_taken_back_or_cancelled(procurement: Procurement):
    begin_write()
    procurement.regime = Regime.NO_PART_1
    db.session.commit()
    decided(procurement)
    today = datetime.now(UTC).date()
    services.start_standstill(
        procurement=procurement,
        event="letters",
        event_on=today,
        electronically=True,
        packs=PACKS,
        actor_id=None,
    )
    services.sign_contract(procurement=procurement, signed_on=today, actor_id=None)
    db.session.commit()
    assert procurement.state is State.CONTRACT
    signature = signature_of(decisions(procurement)[0])
    assert signature is not None
    assert signature.signed_on == today
    values = {
        "procurement": procurement,
        "ground": DecisionGround.OWN_MOTION,
        "reason": "x",
        "actor_id": None,
    }
    assert "contract is signed" in refusal(services.reverse_award, **values)
    assert "contract is signed" in refusal(services.cancel_procedure, **values)


def test_a_cancelled_procedure_ends_with_its_ground_and_takes_awards_back(procurement: Procurement):
    decided(procurement)
    made = services.cancel_procedure(
        procurement=procurement, ground=DecisionGround.NO_FUNDING, reason="No budget.", actor_id=None
    )
    db.session.commit()
    assert (made.kind, made.ground) == (DecisionKind.CANCELLATION, DecisionGround.NO_FUNDING)
    assert procurement.state is State.CANCELLED
    assert ledger.standing(Award, procurement=procurement) == []
    assert "cancelled already" in refusal(
        services.cancel_procedure,
        procurement=procurement,
        ground=DecisionGround.NO_FUNDING,
        reason="x",
        actor_id=None,
    )


def test_a_tie_for_the_place_is_drawn_once_before_witnesses_and_settles_the_award(procurement: Procurement):
    opened(procurement, {None: TIED})
    (made,) = calculate(procurement)
    assert "draw lots between them" in "; ".join(propose(procurement).against)
    draw = {
        "procurement": procurement,
        "calculation": made,
        "bids": ("Beta", "Alfa"),
        "witnesses": ("Kari Nordmann", "Ola Hansen"),
        "how": "Two slips in a bowl.",
        "drawn_at": datetime(2026, 11, 3, 9, tzinfo=UTC),
        "actor_id": None,
    }
    assert "each once" in refusal(matters.record_draw, **{**draw, "bids": ("Beta",)})
    assert "each once" in refusal(matters.record_draw, **{**draw, "bids": ("Beta", "Beta", "Alfa")})
    assert "at least 2 witnesses" in refusal(matters.record_draw, **{**draw, "witnesses": ("Kari", "kari ")})
    ahead = datetime.now(UTC) + timedelta(hours=1)
    assert "cannot lie ahead" in refusal(matters.record_draw, **{**draw, "drawn_at": ahead})
    matters.record_draw(**draw)  # type: ignore[arg-type]
    db.session.commit()
    assert "already" in refusal(matters.record_draw, **draw)
    decision = award(procurement)
    (outcome,) = decision.outcomes
    assert outcome.winners == ("Beta",)
    assert outcome.draw_id is not None


def test_a_flagged_low_price_is_asked_about_answered_and_assessed_before_it_wins(procurement: Procurement):
    opened(procurement, {None: FLAGGED}, strategy=LOW)
    (made,) = calculate(procurement)
    alfa = standing_bids(procurement)[0].bid
    assert "has not been explained and assessed" in "; ".join(propose(procurement).against)
    due = datetime.now(UTC).date() + timedelta(days=7)
    matters.ask_about_price(procurement=procurement, bid=alfa, text="Why?", due=due, actor_id=None)
    assert "asked already" in refusal(
        matters.ask_about_price, procurement=procurement, bid=alfa, text="?", due=due, actor_id=None
    )
    matters.ask_about_price(procurement=procurement, bid=alfa, text="Why?", due=due, actor_id=None)
    assessed = {"procurement": procurement, "bid": alfa, "text": "Own machines.", "actor_id": None}
    assert "day it was given has not passed" in refusal(matters.assess_answer, accepted=False, **assessed)
    matters.ask_about_price(procurement=procurement, bid=alfa, text="Why?", due=due, actor_id=None)
    matters.record_answer(procurement=procurement, bid=alfa, text="We own them.", actor_id=None)
    matters.assess_answer(accepted=True, **assessed)  # type: ignore[arg-type]
    db.session.commit()
    assert propose(procurement).against == ()
    assert award(procurement).outcomes[0].calculation_id == made.id


def test_a_low_price_that_is_not_explained_excludes_nobody_by_itself(procurement: Procurement):
    opened(procurement, {None: FLAGGED}, strategy=LOW)
    calculate(procurement)
    alfa = standing_bids(procurement)[0].bid
    matters.ask_about_price(
        procurement=procurement, bid=alfa, text="Why?", due=date(2026, 11, 1), actor_id=None
    )
    matters.assess_answer(
        procurement=procurement, bid=alfa, accepted=False, text="No answer came.", actor_id=None
    )
    db.session.commit()
    proposal = propose(procurement)
    assert proposal.lots[0].winners == ("Alfa",)
    assert "not explained to satisfaction" in "; ".join(proposal.against)


def test_an_explanation_that_was_assessed_at_another_price_is_asked_for_anew(procurement: Procurement):
    opened(procurement, {None: FLAGGED}, strategy=LOW)
    calculate(procurement)
    alfa = standing_bids(procurement)[0]

    def explain() -> None:
        due = date(2026, 11, 1)
        matters.ask_about_price(procurement=procurement, bid=alfa.bid, text="Why?", due=due, actor_id=None)
        matters.assess_answer(
            procurement=procurement, bid=alfa.bid, accepted=True, text="Own machines.", actor_id=None
        )
        db.session.commit()

    explain()
    assert propose(procurement).against == ()
    correct_price(procurement, alfa, 900)
    calculate(procurement, "Alfa's price had a slip in it.")
    (against,) = propose(procurement).against
    assert against == "the price of Alfa has changed since its explanation was assessed; ask again"
    explain()
    assert propose(procurement).against == ()


def test_nobody_can_answer_or_be_assessed_without_being_asked(procurement: Procurement):
    opened(procurement)
    alfa = standing_bids(procurement)[0].bid
    for call in (
        lambda: matters.record_answer(procurement=procurement, bid=alfa, text="x", actor_id=None),
        lambda: matters.assess_answer(
            procurement=procurement, bid=alfa, accepted=True, text="x", actor_id=None
        ),
    ):
        assert "has not been asked" in refusal(call)


def test_lots_are_awarded_together_under_the_limit_on_lots(procurement: Procurement):
    session = begin_write()
    for number in (1, 2):
        session.add(
            Lot(
                buyer_id=procurement.buyer_id,
                procurement_id=procurement.id,
                number=number,
                title=f"Lot {number}",
            )
        )
    db.session.commit()
    db.session.refresh(procurement)
    first, second = (lot.id for lot in procurement.lots)
    description = plan(stated=STATED, lot_limit=1)
    opened(procurement, {first: BIDS, second: BIDS}, description=description)
    calculate(procurement)
    decision = award(procurement)
    assert [(each.lot_id, each.winners) for each in decision.outcomes] == [
        (first, ("Beta",)),
        (second, ("Alfa",)),
    ]
    (passed,) = decision.outcomes[1].workings
    assert (passed["bid"], passed["won"]) == ("Beta", [first])
    assert newest_official(procurement, lot_id=first) is not None


def test_part_three_waits_ten_days_from_the_day_after_the_letters(procurement: Procurement):
    decided(procurement)
    sent = datetime.now(UTC).date()
    row = services.start_standstill(
        procurement=procurement,
        event="letters",
        event_on=sent,
        electronically=True,
        packs=PACKS,
        actor_id=None,
    )
    db.session.commit()
    award_now = current_award(procurement)
    assert award_now is not None
    assert standstill_of(award_now) is not None
    assert row.ends_on is not None
    # Ten calendar days, and longer where the last one is no working day.
    assert row.ends_on >= sent + timedelta(days=10)
    early = row.earliest_signing - timedelta(days=1)
    assert "at the earliest" in refusal(
        services.sign_contract, procurement=procurement, signed_on=early, actor_id=None
    )
    assert row.workings


def test_a_contract_is_not_signed_before_it_is_on_record_that_suppliers_were_told(procurement: Procurement):
    decided(procurement)
    assert "when the suppliers were told" in refusal(
        services.sign_contract, procurement=procurement, signed_on=date(2026, 12, 1), actor_id=None
    )


def test_a_standstill_does_not_begin_before_the_award(procurement: Procurement):
    decided(procurement)
    assert "before the award was decided" in refusal(
        services.start_standstill,
        procurement=procurement,
        event="letters",
        event_on=date(2026, 1, 1),
        electronically=True,
        packs=PACKS,
        actor_id=None,
    )


def test_every_outcome_stays_on_record(procurement: Procurement):
    decided(procurement)
    assert len(db.session.scalars(select(Outcome)).all()) == 1
