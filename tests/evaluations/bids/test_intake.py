"""Bids taken in from a spreadsheet and one by one, for each round; wrong ones are refused whole, late ones kept."""

from __future__ import annotations

import io
from datetime import timedelta
from fractions import Fraction

import openpyxl
import pytest
from sqlalchemy import func, select

from marketkit.db import begin_write, db
from marketkit.errors import BadInput
from marketkit.evaluations.bids.figures import GivenOption, options_of
from marketkit.evaluations.bids.intake import GivenBid, import_bids, submit_bid
from marketkit.evaluations.bids.models import Bid, Envelope, Figure, FigureGround, Round, Stage, Submission
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import StandingBid, standing_bids
from marketkit.evaluations.bids.suppliers import SupplierGiven
from marketkit.evaluations.bids.taking_back import bids_taken_back, take_back
from marketkit.evaluations.models import BidFile, Ground
from marketkit.procurements.models import Lot, Procurement, Supplier
from marketkit.procurements.states import State
from tests.evaluations.bids.arranging import (
    BIDS,
    DEADLINE,
    NOW,
    OPENED,
    PRICES,
    QUALITY,
    lock_strategy,
    record_opening,
)
from tests.evaluations.bids.test_opening import close_quality
from tests.factories import organisation_number

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def take_in(procurement: Procurement, content: bytes = BIDS, **values: object) -> BidFile:
    given = {"lot_id": None, "round": Round.INITIAL, "file_name": "bids.csv", "now": NOW, **values}
    made = import_bids(procurement=procurement, content=content, actor_id=None, **given)
    db.session.commit()
    return made


def faults(procurement: Procurement, content: bytes, **values: object) -> list[tuple[int | None, str]]:
    with pytest.raises(BadInput) as caught:
        take_in(procurement, content, **values)
    db.session.rollback()
    assert count(Bid) == count(Submission) == count(BidFile) == 0
    return [(fault.row, str(fault.message)) for fault in caught.value.faults]


def one(label: str = "Alfa", **values: object) -> GivenBid:
    given = {
        "supplier": SupplierGiven("Alfa Omsorg AS"),
        "received_at": DEADLINE - HOUR,
        "figures": {"days": Fraction(10), "price": Fraction(1_000_000)},
        **values,
    }
    return GivenBid(label=label, **given)


def submit(procurement: Procurement, given: GivenBid | None = None, **values: object) -> Submission:
    terms = {"lot_id": None, "round": Round.INITIAL, "now": NOW, **values}
    made = submit_bid(procurement=procurement, given=given or one(), actor_id=None, **terms)
    db.session.commit()
    return made


def refused(procurement: Procurement, given: GivenBid, **values: object) -> list[tuple[str | None, str]]:
    with pytest.raises(BadInput) as caught:
        submit(procurement, given, **values)
    db.session.rollback()
    return [(fault.column, str(fault.message)) for fault in caught.value.faults]


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def standing(procurement: Procurement) -> dict[str, StandingBid]:
    return {each.bid.label: each for each in standing_bids(procurement)}


def test_a_spreadsheet_brings_bids_figures_and_new_suppliers(opened: Procurement) -> None:
    take_in(opened)
    found = standing(opened)
    assert list(found) == ["Alfa", "Beta"]
    beta = found["Beta"]
    assert beta.bid.supplier.name == "Beta Helse AS"
    assert (beta.submission.number, beta.submission.round) == (1, Round.INITIAL)
    assert (beta.submission.received_at, beta.submission.late) == (DEADLINE, False)
    assert beta.submission.note == "came by post"
    assert beta.submission.bid_file_id == db.session.scalar(select(BidFile.id))
    assert {leaf: figure.evaluated for leaf, figure in beta.figures.items()} == {
        "days": Fraction(20),
        "price": Fraction(1_800_001, 2),
    }
    assert beta.out is None


def test_every_fault_of_a_file_is_told_and_nothing_is_stored(opened: Procurement) -> None:
    content = (
        b"bid;supplier;organisation_number;days;price;received;variant\n"
        b"Alfa;Alfa AS;123456789;31;x;2025-03-30 02:30;maybe\n"
        b";Beta AS;;10;1;2030-01-01 12:00;\n"
        b"Gamma;;;10;1;in the morning;\n"
    )
    assert faults(opened, content) == [
        (2, '"31" is off the scale; expected a score from 0 to 30'),
        (2, '"x" is not a number; expected digits such as 1234.50 or 1 234,50; expected an amount'),
        (
            2,
            "02:30 does not exist on 2025-03-30: the clocks go forward then; choose an earlier or a later hour",
        ),
        (2, "expected yes or no"),
        (
            2,
            '"123456789" is not an organisation number; a digit is wrong or two are swapped; '
            "add a supplier from another country under Suppliers first",
        ),
        (3, "the bid has no name"),
        (3, "the bid cannot have been received in the future"),
        (4, '"in the morning" is no day and time; write it as 23.11.2026 12:00'),
        (4, "say who submits the bid"),
    ]


def test_a_column_that_evaluators_score_is_refused(opened: Procurement) -> None:
    content = b"bid;supplier;plan;days;price\nAlfa;Alfa AS;7;10;1\n"
    assert faults(opened, content) == [(1, 'the column "plan" is scored by the evaluators; leave it out')]


def test_bids_are_taken_in_only_for_a_round_that_is_opened(locked: Procurement) -> None:
    with pytest.raises(BidsRefusedError, match="not opened yet; record the opening first"):
        take_in(locked)
    db.session.rollback()
    record_opening(locked)
    with pytest.raises(BidsRefusedError, match="not opened yet"):
        take_in(locked, round=Round.REVISED)


def test_after_the_award_no_bid_comes_in(opened: Procurement) -> None:
    begin_write()
    opened.state = State.AWARDED
    db.session.commit()
    with pytest.raises(BidsRefusedError, match="take the award back first"):
        take_in(opened)


def test_a_bid_after_the_deadline_is_kept_marked_and_out(opened: Procurement) -> None:
    content = (
        b"bid;supplier;days;price;received\n"
        b"Alfa;Alfa AS;10;1;17.03.2025 12:00\n"
        b"Beta;Beta AS;10;1;17.03.2025 12:01\n"
        b"Gamma;Gamma AS;10;1;\n"
    )
    take_in(opened, content, received_at=DEADLINE + HOUR)
    found = standing(opened)
    assert [(label, each.submission.late) for label, each in found.items()] == [
        ("Alfa", False),
        ("Beta", True),
        ("Gamma", True),
    ]
    assert found["Alfa"].out is None
    out = found["Beta"].out
    assert out is not None
    assert (out.ground, out.explanation) == (
        Ground.LATE,
        "It was received on 2025-03-17 at 12:01.",
    )
    assert found["Beta"].figures["price"].raw == 1


def test_a_date_of_a_spreadsheet_tells_when_a_bid_came(opened: Procurement) -> None:
    from datetime import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["bid", "supplier", "days", "price", "received"])
    sheet.append(["Alfa", "Alfa AS", 10, 5, datetime(2025, 3, 17, 11, 59)])  # noqa: DTZ001
    stream = io.BytesIO()
    book.save(stream)
    take_in(opened, stream.getvalue(), file_name="bids.xlsx")
    assert standing(opened)["Alfa"].submission.received_at == DEADLINE - MINUTE


def test_suppliers_are_found_by_number_then_by_name(opened: Procurement) -> None:
    number = organisation_number(500)
    begin_write().add_all(
        [
            Supplier(buyer_id=opened.buyer_id, name="Alfa Omsorg AS", organisation_number=number),
            Supplier(buyer_id=opened.buyer_id, name="Beta Helse AS"),
            Supplier(
                buyer_id=opened.buyer_id, name="Vård AB", country="SE", organisation_number="556000-0001"
            ),
        ]
    )
    db.session.commit()
    new = organisation_number(501)
    content = (
        "bid;supplier;organisation_number;days;price\n"
        f"A;Called something else;{number[:3]} {number[3:6]} {number[6:]};10;1\n"
        "B;Beta Helse AS;;10;1\n"
        "C;Vård;556000-0001;10;1\n"
        f"D;Alfa Omsorg AS;{new};10;1\n"
    ).encode()
    take_in(opened, content)
    found = {label: each.bid.supplier for label, each in standing(opened).items()}
    assert [found[label].name for label in "ABCD"] == [
        "Alfa Omsorg AS",
        "Beta Helse AS",
        "Vård AB",
        "Alfa Omsorg AS",
    ]
    assert found["A"].organisation_number == number
    assert found["D"].organisation_number == new  # another organisation of the same name
    assert count(Supplier) == 4


def test_a_number_that_cannot_be_is_told_also_where_the_name_is_known(opened: Procurement) -> None:
    begin_write().add(Supplier(buyer_id=opened.buyer_id, name="Alfa Omsorg AS"))
    db.session.commit()
    content = b"bid;supplier;organisation_number;days;price\nAlfa;Alfa Omsorg AS;12345678;10;1\n"
    assert faults(opened, content) == [
        (
            2,
            '"12345678" is not an organisation number; expected nine digits; '
            "add a supplier from another country under Suppliers first",
        )
    ]


def test_the_last_round_counts_and_every_one_stays_readable(opened: Procurement) -> None:
    take_in(opened)
    record_opening(opened, round=Round.REVISED, opened_at=OPENED + 3 * HOUR, deadline=OPENED + 2 * HOUR)
    take_in(opened, b"bid;days;price\nAlfa;9;950000\n", round=Round.REVISED)
    found = standing(opened)
    assert found["Alfa"].submission.round is Round.REVISED
    assert found["Alfa"].figures["price"].evaluated == 950_000
    assert found["Beta"].submission.round is Round.INITIAL
    alfa = db.session.scalars(
        select(Submission).where(Submission.bid_id == found["Alfa"].bid.id).order_by(Submission.number)
    ).all()
    assert [(each.number, each.round) for each in alfa] == [(1, Round.INITIAL), (2, Round.REVISED)]


def test_a_late_revised_bid_leaves_the_bid_before_it_standing(opened: Procurement) -> None:
    take_in(opened)
    record_opening(opened, round=Round.FINAL, opened_at=OPENED + 3 * HOUR, deadline=OPENED + 2 * HOUR)
    take_in(
        opened,
        b"bid;days;price\nAlfa;9;1\n",
        round=Round.FINAL,
        received_at=OPENED + 2 * HOUR + MINUTE,
    )
    alfa = standing(opened)["Alfa"]
    assert (alfa.submission.round, alfa.out) == (Round.INITIAL, None)
    assert alfa.figures["price"].evaluated == 1_000_000


def test_a_wrong_import_is_replaced_only_with_a_reason(opened: Procurement) -> None:
    take_in(opened)
    with pytest.raises(BadInput) as caught:
        take_in(opened, b"bid;days;price\nAlfa;10;2\n")
    assert [str(fault.message) for fault in caught.value.faults] == [
        '"Alfa" has been taken in for this round already; say why it is replaced'
    ]
    db.session.rollback()
    take_in(opened, b"bid;days;price\nAlfa;10;2\n", reason="  The first file had the wrong price. ")
    alfa = standing(opened)["Alfa"]
    assert alfa.submission.number == 2
    assert alfa.submission.reason == "The first file had the wrong price."
    assert alfa.figures["price"].evaluated == 2
    assert count(Figure) == 6


def test_what_comes_late_is_kept_and_does_not_displace_what_came_in_time(opened: Procurement) -> None:
    submit(opened)
    late = submit(opened, one(received_at=DEADLINE + MINUTE), reason="The supplier sent another one.")
    found = standing(opened)["Alfa"]
    assert (found.out, found.submission.number) == (None, 1)
    assert (late.number, late.late) == (2, True)


def test_a_bid_that_was_late_counts_once_it_is_taken_in_with_the_right_moment(opened: Procurement) -> None:
    submit(opened, one(received_at=DEADLINE + MINUTE))
    out = standing(opened)["Alfa"].out
    assert out is not None
    assert out.ground is Ground.LATE
    submit(opened, reason="The receipt says a quarter to twelve.")
    assert standing(opened)["Alfa"].out is None


def back(
    procurement: Procurement, submission: Submission, reason: str = "Wrong row.", scored: bool = False
) -> None:
    take_back(
        procurement=procurement,
        submission=submission,
        reason=reason,
        is_scored=lambda _submission: scored,
        actor_id=None,
    )
    db.session.commit()


def test_what_was_taken_in_by_mistake_is_taken_back_with_a_reason_and_does_not_count(
    opened: Procurement,
) -> None:
    wrong = submit(opened)
    with pytest.raises(BidsRefusedError, match="say why"):
        back(opened, wrong, " ")
    db.session.rollback()
    back(opened, wrong, " This was Beta's price. ")
    assert standing(opened) == {}
    ((bid, row),) = bids_taken_back(opened)
    assert (bid.label, row.reason) == ("Alfa", "This was Beta's price.")
    with pytest.raises(BidsRefusedError, match="taken back already"):
        back(opened, wrong)
    db.session.rollback()
    # The right one comes in under the same name, without having to say why.
    right = submit(opened, one(figures={"days": Fraction(5), "price": Fraction(9)}))
    assert (right.bid_id, right.number) == (wrong.bid_id, 2)
    assert standing(opened)["Alfa"].figures["price"].raw == 9
    assert bids_taken_back(opened) == []


def test_an_earlier_submission_counts_again_when_the_later_one_is_taken_back(opened: Procurement) -> None:
    first = submit(opened)
    second = submit(opened, reason="They sent another one.")
    back(opened, second)
    assert standing(opened)["Alfa"].submission.id == first.id


def test_the_name_of_what_was_taken_back_stays_with_its_supplier(opened: Procurement) -> None:
    back(opened, submit(opened))
    other = one(supplier=SupplierGiven("Beta Helse AS"))
    assert refused(opened, other) == [
        (
            "supplier",
            'the name "Alfa" stays with what was taken back as the bid of Alfa Omsorg AS; give this bid another name',
        )
    ]


def test_what_has_been_scored_is_not_taken_back(opened: Procurement) -> None:
    with pytest.raises(BidsRefusedError, match="scored already"):
        back(opened, submit(opened), scored=True)


def test_a_bid_stays_with_its_supplier_and_stays_a_variant_or_not(opened: Procurement) -> None:
    take_in(opened)
    content = b"bid;supplier;days;price;variant\nAlfa;Beta Helse AS;1;1;yes\n"
    with pytest.raises(BadInput) as caught:
        take_in(opened, content, reason="Again.")
    assert [str(fault.message) for fault in caught.value.faults] == [
        'the bid "Alfa" is from Alfa Omsorg AS',
        "whether a bid is a variant cannot be changed; give it another name",
    ]


def test_one_supplier_may_have_several_bids_and_a_variant_is_out_where_none_is_allowed(
    opened: Procurement,
) -> None:
    submit(opened)
    submit(opened, one("Alfa without night shifts", is_variant=True))
    found = standing(opened)
    assert found["Alfa"].bid.supplier_id == found["Alfa without night shifts"].bid.supplier_id
    assert found["Alfa"].out is None
    out = found["Alfa without night shifts"].out
    assert out is not None
    assert out.ground is Ground.VARIANT_NOT_ALLOWED


def test_a_variant_is_in_where_variants_are_allowed(procurement: Procurement) -> None:
    lock_strategy(procurement, variants_allowed=True)
    record_opening(procurement)
    submit(procurement, one(is_variant=True))
    assert standing(procurement)["Alfa"].out is None


def test_one_bid_needs_every_figure_and_no_other(opened: Procurement) -> None:
    given = one(figures={"price": Fraction(1), "plan": Fraction(7)}, received_at=NOW + HOUR)
    assert refused(opened, given) == [
        ("received", "the bid cannot have been received in the future"),
        ("days", "a figure is missing"),
        ("plan", 'the column "plan" is scored by the evaluators; leave it out'),
    ]


def test_priced_options_are_counted_with_their_workings(opened: Procurement) -> None:
    options = (
        GivenOption("price", "Night service", Fraction(100_000)),
        GivenOption("price", "Training", Fraction(41, 2)),
    )
    submission = submit(opened, one(options=options))
    figure = standing(opened)["Alfa"].figures["price"]
    assert (figure.raw, figure.corrected) == (1_000_000, 1_000_000)
    assert figure.evaluated == Fraction(2_200_041, 2)  # 1 000 000 + 100 000 + 20.5
    row = figure.rows[-1]
    assert (row.stage, row.ground) == (Stage.EVALUATED, FigureGround.PRICED_OPTION)
    assert row.reason == "1000000 + 100000 (Night service) + 20.5 (Training) = 1100020.5"
    assert [option.name for option in options_of(submission)] == ["Night service", "Training"]


def test_priced_options_are_listed_but_not_counted_where_the_strategy_leaves_them_out(
    procurement: Procurement,
) -> None:
    from tests.evaluations.bids.arranging import STRATEGY

    lock_strategy(procurement, strategy=STRATEGY.replace(b"options: included", b"options: excluded"))
    record_opening(procurement)
    submission = submit(procurement, one(options=(GivenOption("price", "Night service", Fraction(100_000)),)))
    assert standing(procurement)["Alfa"].figures["price"].evaluated == 1_000_000
    assert len(options_of(submission)) == 1


def test_with_lots_each_bid_is_for_one_of_them(procurement: Procurement) -> None:
    begin_write().add_all(
        [
            Lot(buyer_id=procurement.buyer_id, procurement_id=procurement.id, number=number, title="Area")
            for number in (1, 2)
        ]
    )
    db.session.commit()
    lock_strategy(procurement)
    record_opening(procurement)
    first, second = (lot.id for lot in procurement.lots)
    take_in(procurement, lot_id=first)
    take_in(procurement, lot_id=second)
    assert [each.bid.lot_id for each in standing_bids(procurement, lot_id=second)] == [second, second]
    assert len(standing_bids(procurement)) == 4
    assert standing_bids(procurement, lot_id=None) == []
    for other in (None, second + 1000):
        with pytest.raises(BidsRefusedError, match="no such lot"):
            take_in(procurement, lot_id=other)
        db.session.rollback()


def two_envelopes(procurement: Procurement) -> Procurement:
    lock_strategy(procurement, two_envelopes=True)
    record_opening(procurement)
    return procurement


def test_with_two_envelopes_no_price_comes_in_before_its_opening(procurement: Procurement) -> None:
    two_envelopes(procurement)
    held = 'the column "price" holds prices, and the prices are not opened yet; leave the column out'
    assert faults(procurement, BIDS) == [(1, held)]
    assert refused(procurement, one()) == [("price", held)]
    with pytest.raises(BidsRefusedError, match="the prices are not opened yet"):
        take_in(procurement, PRICES, prices_only=True)
    db.session.rollback()
    take_in(procurement, QUALITY)
    assert all(set(each.figures) == {"days"} for each in standing_bids(procurement))


def test_the_second_envelope_brings_the_prices_of_bids_that_are_there(procurement: Procurement) -> None:
    two_envelopes(procurement)
    take_in(procurement, QUALITY)
    close_quality(procurement, OPENED + HOUR)
    record_opening(procurement, Envelope.PRICES, opened_at=OPENED + 2 * HOUR)
    with pytest.raises(BadInput) as caught:
        take_in(procurement, b"bid;price;days\nGamma;1;2\n", prices_only=True)
    assert [str(fault.message) for fault in caught.value.faults] == [
        'the column "days" does not belong here; leave it out',
        'there is no bid "Gamma" here that prices could be added to',
    ]
    db.session.rollback()
    take_in(procurement, PRICES, prices_only=True)
    found = standing(procurement)
    assert found["Beta"].figures["price"].evaluated == Fraction(1_800_001, 2)
    assert found["Beta"].submission.number == 1
    with pytest.raises(BadInput, match="say why it is replaced"):
        take_in(procurement, b"bid;price\nAlfa;7\n", prices_only=True)
    db.session.rollback()
    take_in(procurement, b"bid;price\nAlfa;7\n", prices_only=True, reason="Two rows were swapped.")
    rows = standing(procurement)["Alfa"].figures["price"].rows
    assert [(row.value, row.reason) for row in rows] == [
        (1_000_000, None),
        (7, "Two rows were swapped."),
    ]
