"""Raw, corrected and evaluated: each figure keeps all three, with ground, reason and person."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from sqlalchemy import select

from marketkit.audit import AuditEntry
from marketkit.db import begin_write, db
from marketkit.evaluations.bids.figures import GivenOption, StaleFigureError, correct_figure, list_options
from marketkit.evaluations.bids.intake import submit_bid
from marketkit.evaluations.bids.models import Figure, FigureGround, Round, Stage, Submission
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import (
    StandingFigure,
    last_submission,
    standing_bids,
    standing_figure,
)
from marketkit.evaluations.preparation.services import current_lock
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import State
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Strategy
from tests.evaluations.bids.arranging import DEADLINE, NOW, STRATEGY, lock_strategy, record_opening
from tests.evaluations.bids.test_intake import one


@pytest.fixture
def bid(opened: Procurement) -> Procurement:
    submit_bid(procurement=opened, lot_id=None, round=Round.INITIAL, given=one(), now=NOW, actor_id=None)
    db.session.commit()
    return opened


def strategy(procurement: Procurement) -> Strategy:
    lock = current_lock(procurement)
    assert lock is not None
    return strategy_of(lock.strategy_version)


def price(procurement: Procurement, leaf: str = "price") -> StandingFigure:
    return standing_bids(procurement)[0].figures[leaf]


def correct(
    procurement: Procurement,
    ground: FigureGround,
    value: Fraction | int,
    *,
    reason: str = "The sum was wrong.",
    leaf: str = "price",
    shown: int | None = None,
) -> Figure:
    standing = standing_bids(procurement)[0]
    made = correct_figure(
        procurement=procurement,
        submission=standing.submission,
        leaf=strategy(procurement).criterion(leaf),
        ground=ground,
        value=Fraction(value),
        reason=reason,
        shown=shown or (standing.figures[leaf].rows[-1].id if leaf in standing.figures else 0),
        actor_id=None,
    )
    db.session.commit()
    return made


def three(figure: StandingFigure) -> tuple[Fraction, Fraction, Fraction]:
    return figure.raw, figure.corrected, figure.evaluated


def test_an_error_put_right_changes_what_is_corrected_and_evaluated(bid: Procurement) -> None:
    row = correct(bid, FigureGround.ARITHMETIC_ERROR, 1_100_000, reason=" 3 x 366 667 is 1 100 001. ")
    assert three(price(bid)) == (1_000_000, 1_100_000, 1_100_000)
    assert (row.stage, row.reason) == (Stage.CORRECTED, "3 x 366 667 is 1 100 001.")


def test_a_reservation_and_the_vat_basis_change_only_what_is_evaluated(bid: Procurement) -> None:
    correct(bid, FigureGround.PRICED_RESERVATION, 1_050_000)
    assert three(price(bid)) == (1_000_000, 1_000_000, 1_050_000)
    correct(bid, FigureGround.VAT_BASIS, 840_000)
    assert three(price(bid)) == (1_000_000, 1_000_000, 840_000)


def test_an_error_found_after_a_reservation_was_priced_moves_both(bid: Procurement) -> None:
    correct(bid, FigureGround.PRICED_RESERVATION, 1_050_000)  # 50 000 on top
    correct(bid, FigureGround.CLERICAL_ERROR, 990_000)  # 10 000 less
    figure = price(bid)
    assert three(figure) == (1_000_000, 990_000, 1_040_000)
    assert figure.rows[-1].ground is FigureGround.PRICED_RESERVATION
    assert figure.rows[-1].reason == "1050000 + (-10000) = 1040000"


def test_options_listed_later_come_on_top_and_errors_leave_them_counted(bid: Procurement) -> None:
    submission = standing_bids(bid)[0].submission
    list_options(
        procurement=bid,
        submission=submission,
        strategy=strategy(bid),
        options=[GivenOption("price", "Night", Fraction(100_000))],
        actor_id=None,
    )
    db.session.commit()
    correct(bid, FigureGround.ARITHMETIC_ERROR, 1_000_001)
    assert three(price(bid)) == (1_000_000, 1_000_001, 1_100_001)


def test_an_option_on_a_unit_price_is_spread_over_the_quantity(procurement: Procurement) -> None:
    lock_strategy(
        procurement, strategy=STRATEGY.replace(b"kind: cost, weight", b"kind: cost, quantity: 400, weight")
    )
    record_opening(procurement)
    given = one(
        figures={"days": Fraction(10), "price": Fraction(250)},
        options=(GivenOption("price", "Night", Fraction(1000)),),
    )
    submit_bid(procurement=procurement, lot_id=None, round=Round.INITIAL, given=given, now=NOW, actor_id=None)
    db.session.commit()
    figure = price(procurement)
    assert figure.evaluated == Fraction(505, 2)  # 250 + 1000 / 400
    assert figure.rows[-1].reason == "250 + 1000 / 400 (Night) = 252.5"


def test_a_correction_needs_a_reason_a_value_on_the_scale_and_a_figure(bid: Procurement) -> None:
    cases = [
        ("price", 5, "  ", "say why the figure is corrected"),
        ("days", 31, "It says 31.", "expected a value from 0 to 30"),
        ("plan", 5, "It is 5.", "this bid has no figure to correct here"),
    ]
    for leaf, value, reason, expected in cases:
        with pytest.raises(BidsRefusedError, match=expected):
            correct(bid, FigureGround.CLARIFICATION, value, reason=reason, leaf=leaf)
        db.session.rollback()
    assert db.session.scalars(select(Figure.stage).distinct()).all() == [Stage.RAW]


def test_a_correction_on_a_figure_that_moved_on_is_refused(bid: Procurement) -> None:
    shown = price(bid).rows[-1].id
    correct(bid, FigureGround.CLERICAL_ERROR, 7)
    with pytest.raises(StaleFigureError):
        correct(bid, FigureGround.CLERICAL_ERROR, 8, shown=shown)


def test_figures_are_put_right_after_a_decision_but_not_when_all_is_closed(bid: Procurement) -> None:
    begin_write()
    bid.state = State.AWARDED
    db.session.commit()
    correct(bid, FigureGround.CLERICAL_ERROR, 7)
    begin_write()
    bid.state = State.CANCELLED
    db.session.commit()
    with pytest.raises(BidsRefusedError, match="the procurement is closed"):
        correct(bid, FigureGround.CLERICAL_ERROR, 8)


def test_the_audit_log_tells_the_figures_and_only_the_hash_of_the_reason(bid: Procurement) -> None:
    correct(bid, FigureGround.VAT_BASIS, Fraction(3, 2), reason="Kari said so")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "bid.figure-corrected")).one()
    details = json.loads(entry.details)
    assert (details["before"], details["after"], details["ground"]) == ("1000000", "3/2", "vat-basis")
    assert "Kari" not in entry.details
    assert len(details["reason-sha256"]) == 64


def figure(stage: Stage, value: int) -> Figure:
    return Figure(stage=stage, value=Fraction(value))


def test_where_a_stage_has_no_row_the_one_before_it_stands() -> None:
    raw, corrected, evaluated = Stage.RAW, Stage.CORRECTED, Stage.EVALUATED
    cases = {
        ((raw, 1),): (1, 1, 1),
        ((raw, 1), (corrected, 2)): (1, 2, 2),
        ((raw, 1), (evaluated, 3)): (1, 1, 3),
        ((raw, 1), (corrected, 2), (evaluated, 3), (corrected, 4)): (1, 4, 3),
        ((raw, 1), (raw, 5)): (5, 5, 5),
    }
    for rows, expected in cases.items():
        found = standing_figure(figure(*row) for row in rows)
        assert found is not None
        assert three(found) == expected
    assert standing_figure([figure(corrected, 2)]) is None


def test_of_the_submissions_the_last_one_in_time_counts() -> None:
    def handed_in(number: int, round: Round, *, late: bool = False) -> Submission:
        return Submission(number=number, round=round, late=late, received_at=DEADLINE)

    first, replaced = handed_in(1, Round.INITIAL), handed_in(2, Round.INITIAL)
    revised, late_final = handed_in(3, Round.REVISED), handed_in(4, Round.FINAL, late=True)
    belated = handed_in(5, Round.INITIAL)  # a correction of the first round, written down last
    assert last_submission([first, replaced]) is replaced
    assert last_submission([revised, first]) is revised
    assert last_submission([first, revised, late_final]) is revised
    assert last_submission([belated, revised]) is revised
    late_again = handed_in(
        6, Round.INITIAL, late=True
    )  # a supplier that sends another one after the deadline
    assert last_submission([first, replaced, late_again]) is replaced
    assert last_submission([handed_in(1, Round.INITIAL, late=True), late_final]) is late_final
    with pytest.raises(ValueError, match="at least one"):
        last_submission([])
