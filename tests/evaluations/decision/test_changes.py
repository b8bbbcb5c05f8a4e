"""What has changed since an official calculation, told bid by bid."""

from __future__ import annotations

from typing import Any

from marketkit.db import db
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision.changes import changes
from marketkit.evaluations.official import changes_since
from marketkit.procurements.models import Procurement
from tests.evaluations.decision.arranging import calculate, correct_price, opened

TITLES = {"price": "Price", "start-up": "Days to start"}


def bid(label: str, note: str = "", **raw: str) -> dict[str, Any]:
    return {"bid": label, "supplier": f"{label} AS", "organisation_number": None, "note": note, "raw": raw}


def out(label: str, explanation: str = "No night service.") -> dict[str, Any]:
    return {"bid": label, "ground": "substantial-deviation", "explanation": explanation}


def told(
    before: list[dict[str, Any]],
    now: list[dict[str, Any]],
    out_before: tuple[dict[str, Any], ...] = (),
    out_now: tuple[dict[str, Any], ...] = (),
) -> list[str]:
    return list(changes(before, now, out_before=out_before, out_now=out_now, titles=TITLES))


def test_without_a_change_nothing_is_told():
    assert (
        told([bid("Alfa", price="1000")], [bid("Alfa", price="1000")], (out("Alfa"),), (out("Alfa"),)) == []
    )


def test_amounts_are_told_exactly_before_and_now_by_the_criterions_title():
    assert told([bid("Alfa", price="1000")], [bid("Alfa", price="5001/4")]) == [
        "Alfa, Price: 1000 before, 1250.25 now"
    ]


def test_a_figure_that_came_or_went_is_told():
    assert told([bid("Alfa", price="1")], [bid("Alfa", **{"start-up": "9"})]) == [
        "Alfa, Price: 1 before, nothing now",
        "Alfa, Days to start: nothing before, 9 now",
    ]


def test_bids_that_came_and_went_are_told():
    assert told([bid("Alfa")], [bid("Beta")]) == [
        "Alfa is no longer among the bids",
        "Beta has been taken in",
    ]


def test_who_is_out_or_in_again_is_told():
    both = [bid("Alfa"), bid("Beta"), bid("Gamma")]
    before, now = (out("Beta"), out("Gamma")), (out("Alfa"), out("Gamma", "Late."))
    assert told(both, both, before, now) == [
        "Alfa is out",
        "Beta is in again",
        "Gamma is out for another reason",
    ]


def test_a_bid_that_came_in_late_is_told_as_both():
    assert told([], [bid("Alfa")], (), (out("Alfa"),)) == ["Alfa has been taken in", "Alfa is out"]


def test_another_note_is_told():
    assert told([bid("Alfa")], [bid("Alfa", note="From 1 March")]) == [
        "Alfa: the supplier's name or number, or the note, is another"
    ]


def test_a_price_put_right_after_the_calculation_is_told(procurement: Procurement):
    opened(procurement)
    (made,) = calculate(procurement)
    assert changes_since(procurement, made, language="en") == ()
    correct_price(procurement, standing_bids(procurement)[0], 1300)
    db.session.commit()
    (change,) = changes_since(procurement, made, language="en")
    assert change.endswith(": 1000 before, 1300 now")
