"""What would be awarded where some lots have no bid that can win."""

from __future__ import annotations

import pytest

from marketkit.db import begin_write, db
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision import services
from marketkit.evaluations.decision.presentation import all_decided, lots_in_short
from marketkit.evaluations.decision.proposal import propose
from marketkit.evaluations.models import Ground
from marketkit.evaluations.official import NotReadyError, calculate_official, lots_with_bids
from marketkit.evaluations.presentation import Settled
from marketkit.evaluations.progress import Stand, steps
from marketkit.evaluations.progress_facts import gather
from marketkit.evaluations.record import newest_official, open_calculation
from marketkit.evaluations.result import settled_by
from marketkit.procurements import ledger
from marketkit.procurements.models import Award, Lot, Procurement
from tests.evaluations.decision.arranging import BIDS, NOW, STATED, TIED, award, opened
from tests.evaluations.stages import STRATEGY, plan

# Nobody reaches 10 in continuity: the best bid of BIDS has 9.
STRICT = STRATEGY.replace(b"id: continuity, weight: 50,", b"id: continuity, weight: 50, min_score: 10,")


def with_lots(procurement: Procurement, count: int) -> list[int]:
    session = begin_write()
    for number in range(1, count + 1):
        values = {"buyer_id": procurement.buyer_id, "procurement_id": procurement.id}
        session.add(Lot(number=number, title=f"District {number}", **values))
    db.session.commit()
    db.session.refresh(procurement)
    return [lot.id for lot in procurement.lots]


def calculate(procurement: Procurement, lot: int | None) -> None:
    calculate_official(procurement=procurement, lot_id=lot, reason=None, actor_id=None)
    db.session.commit()


def reject(procurement: Procurement, lot: int | None, label: str) -> None:
    (bid,) = [each.bid for each in standing_bids(procurement, lot_id=lot) if each.bid.label == label]
    decide_rejection(
        procurement=procurement,
        about=bid,
        ground=Ground.SUBSTANTIAL_DEVIATION,
        explanation="No night service.",
        actor_id=None,
    )
    db.session.commit()


def test_a_lot_in_which_no_bid_came_in_does_not_hold_up_the_others(procurement: Procurement):
    first, _second, third = with_lots(procurement, 3)
    opened(procurement, {first: BIDS, third: BIDS})
    assert lots_with_bids(procurement) == [first, third]
    calculate(procurement, first)
    assert propose(procurement).against == ("the official result of lot 3 is not calculated yet",)
    calculate(procurement, third)
    proposal = propose(procurement)
    assert proposal.against == ()
    shown = lots_in_short(procurement, proposal, "en")
    assert [each.nobody is None for each in shown] == [True, False, True]
    decision = award(procurement)
    assert [(each.lot_id, each.winners) for each in decision.outcomes] == [
        (first, ("Beta",)),
        (third, ("Beta",)),
    ]
    assert [each.lot_id for each in ledger.standing(Award, procurement=procurement)] == [first, third]
    (made,) = all_decided(procurement)
    assert made.without == ("Lot 2: District 2",)


def test_the_result_counts_as_calculated_when_every_lot_with_bids_is(procurement: Procurement):
    first, _second = with_lots(procurement, 2)
    opened(procurement, {first: BIDS})
    calculate(procurement, first)
    facts = gather(procurement, with_decision=True)
    assert (facts.lots, facts.lots_calculated, facts.calculation_due) == (1, 1, False)
    stand = {step.code: step.stand for step in steps(facts, now=NOW)}
    assert (stand["result"], stand["decision"]) == (Stand.DONE, Stand.NOW)


def test_a_tie_in_one_lot_hides_nobody_who_wins_in_another(procurement: Procurement):
    first, second = with_lots(procurement, 2)
    opened(procurement, {first: TIED, second: BIDS})
    calculate(procurement, first)
    calculate(procurement, second)
    proposal = propose(procurement)
    assert [(lot.winners, lot.unsettled) for lot in proposal.lots] == [
        ((), ("Alfa", "Beta")),
        (("Beta",), ()),
    ]
    assert proposal.against == ("Alfa, Beta share the last place of lot 1; draw lots between them",)


def test_the_result_of_a_lot_has_as_many_winners_as_the_lot(procurement: Procurement):
    first, second = with_lots(procurement, 2)
    begin_write()
    procurement.lots[0].winners = 2
    db.session.commit()
    opened(procurement, {first: BIDS, second: BIDS})
    calculate(procurement, first)
    calculate(procurement, second)
    made = [newest_official(procurement, lot_id=lot) for lot in (first, second)]
    assert [each.result["winners"] for each in made if each is not None] == [["Beta", "Alfa"], ["Beta"]]
    assert [lot.winners for lot in propose(procurement).lots] == [("Beta", "Alfa"), ("Beta",)]
    award(procurement)
    assert all(open_calculation(each).faithful for each in made if each is not None)


def test_the_page_of_a_result_marks_those_as_winning_whom_the_award_has(procurement: Procurement):
    first, second = with_lots(procurement, 2)
    opened(
        procurement,
        {first: BIDS, second: BIDS},
        description=plan(stated=STATED, lot_limit=1),
    )
    calculate(procurement, first)
    calculate(procurement, second)
    made = newest_official(procurement, lot_id=second)
    assert made is not None
    # Beta is the best in both lots and may win one: the first keeps it.
    assert made.result["winners"] == ["Beta"]
    assert settled_by(procurement, made) == Settled(("Alfa",), ())
    award(procurement)
    assert settled_by(procurement, made) == Settled(("Alfa",), ())


def test_a_lot_whose_bids_are_all_rejected_after_its_result_goes_to_nobody(procurement: Procurement):
    first, second = with_lots(procurement, 2)
    opened(procurement, {first: BIDS, second: BIDS})
    calculate(procurement, first)
    calculate(procurement, second)
    reject(procurement, second, "Alfa")
    reject(procurement, second, "Beta")
    assert propose(procurement).against == ()
    assert [each.lot_id for each in award(procurement).outcomes] == [first]


def test_where_no_lot_has_a_bid_left_there_is_nothing_to_award(procurement: Procurement):
    first, _second = with_lots(procurement, 2)
    opened(procurement, {first: BIDS})
    reject(procurement, first, "Alfa")
    reject(procurement, first, "Beta")
    assert set(propose(procurement).against) == {"no bid is left to calculate"}
    with pytest.raises(NotReadyError, match="no bid is left"):
        services.decide_award(procurement=procurement, shown=[], reason="x", actor_id=None)


def test_where_every_bid_falls_short_of_a_limit_there_is_nothing_to_award(procurement: Procurement):
    opened(procurement, strategy=STRICT)
    calculate(procurement, None)
    (against,) = propose(procurement).against
    assert "cancel the procedure, or let a bid back in" in against
