"""Thresholds: who is out, with every reason, before any reference is formed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.errors import BadInput
from tests.scoring.builders import fractions, rank, reasons, strategy, totals

CARE = """
    id: care
    currency: NOK
    award: weighted-sum
    min_total_quality: 50
    criteria:
      - id: care
        kind: quality
        weight: 40
        min_percent: 50
        parts:
          - {id: continuity, weight: 60, scale: [0, 10], min_score: 4}
          - {id: competence, weight: 40, scale: [0, 10]}
      - {id: climate, kind: sustainability, weight: 30, scale: [0, 10]}
      - {id: price, kind: cost, weight: 30, formula: {name: proportional-to-lowest}}
    """
HEADER = "bid,continuity,competence,climate,price\n"


def test_a_bid_exactly_on_every_threshold_stays_in() -> None:
    # continuity 4 = 4; care (60·0.4 + 40·0.65)/100 = 24 + 26 = 50 %; total (20 + 15)/70 = 50 %
    result = rank(CARE, HEADER + "a,4,6.5,5,100\n")
    assert result.excluded == ()
    assert totals(result) == fractions(a=65)  # 20 + 15 + 30


def test_a_bid_below_a_leafs_least_score_is_out_with_its_score_and_the_required_one() -> None:
    # continuity 3.9: care = 23.4 + 40 = 63.4 %, total (25.36 + 30)/70 above 50 %
    result = rank(CARE, HEADER + "a,3.9,10,10,100\n")
    assert reasons(result) == {"a": [("below-min-score", "continuity", Fraction("3.9"), Fraction(4))]}
    assert result.ranking == () and result.computable


def test_a_parents_least_percent_is_measured_over_its_parts() -> None:
    # care = 60·0.5 + 40·0.4 = 46 %; total (0.46·40 + 30)/70 = 48.4/70 above 50 %
    result = rank(CARE, HEADER + "a,5,4,10,100\n")
    assert reasons(result) == {"a": [("below-min-percent", "care", Fraction(46), Fraction(50))]}


def test_total_quality_is_a_percentage_of_all_non_cost_marks() -> None:
    # care 60 % → 24, climate 0 → 24/70 = 240/7 %
    result = rank(CARE, HEADER + "a,6,6,0,100\n")
    assert reasons(result) == {"a": [("below-min-total-quality", None, Fraction(240, 7), Fraction(50))]}


def test_every_reason_is_reported_at_once() -> None:
    # continuity 0, care 40·0.5 = 20 %, total 8/70 = 80/7 %
    result = rank(CARE, HEADER + "a,0,5,0,100\n")
    assert reasons(result) == {
        "a": [
            ("below-min-percent", "care", Fraction(20), Fraction(50)),
            ("below-min-score", "continuity", Fraction(0), Fraction(4)),
            ("below-min-total-quality", None, Fraction(80, 7), Fraction(50)),
        ]
    }


def test_references_are_formed_from_the_bids_still_in() -> None:
    # cheap is out, so b at 200 is the lowest: 40 + 30 + 30; c: 40 + 30 + 30·200/300 = 90
    result = rank(CARE, HEADER + "cheap,0,10,10,50\nb,10,10,10,200\nc,10,10,10,300\n")
    assert totals(result) == fractions(b=100, c=90)
    reference = result.ranked("c").scores["price"].reference
    assert reference is not None and reference.bids == ("b",)
    assert [excluded.bid.id for excluded in result.excluded] == ["cheap"]


def test_an_excluded_bid_keeps_its_marks() -> None:
    (excluded,) = rank(CARE, HEADER + "a,0,10,10,50\n").excluded
    assert excluded.scores["competence"].weighted == 16


@pytest.mark.parametrize(("days", "stays"), [("9", True), ("10", True), ("10.01", False), ("20", False)])
def test_a_least_score_on_a_reversed_scale_is_a_most(days: str, stays: bool) -> None:
    text = """
        id: delivery
        currency: NOK
        award: quality-only
        criteria: [{id: days, kind: quality, weight: 100, scale: [20, 2], min_score: 10}]
        """
    result = rank(text, f"bid,days\na,{days}\n")
    assert bool(result.ranking) is stays
    if not stays:
        assert reasons(result) == {"a": [("below-min-score", "days", Fraction(days), Fraction(10))]}


@pytest.mark.parametrize(("raw", "stays"), [("3", True), ("2.99", False)])
def test_a_leafs_least_percent_is_a_share_of_its_scale_not_of_its_top_score(raw: str, stays: bool) -> None:
    # scale 1..5: 50 % of full marks is the score 3
    text = """
        id: leaf
        currency: NOK
        award: quality-only
        criteria: [{id: q, kind: quality, weight: 100, scale: [1, 5], min_percent: 50}]
        """
    assert bool(rank(text, f"bid,q\na,{raw}\n").ranking) is stays


def test_thresholds_in_points_use_the_parents_sum() -> None:
    text = """
        id: in-points
        currency: NOK
        award: weighted-sum
        weights: points
        min_total_quality: 40
        criteria:
          - id: care
            kind: quality
            min_percent: 30
            parts:
              - {id: x, weight: 30, scale: [0, 10]}
              - {id: y, weight: 10, scale: [0, 10]}
          - {id: z, kind: quality, weight: 60, scale: [0, 10]}
        """
    # a: care (6 + 5)/40 = 27.5 %, total (11 + 30)/100 = 41 %; b: care 12/40 = 30 %, total (12 + 24)/100 = 36 %
    result = rank(text, "bid,x,y,z\na,2,5,5\nb,4,0,4\n")
    assert reasons(result) == {
        "a": [("below-min-percent", "care", Fraction("27.5"), Fraction(30))],
        "b": [("below-min-total-quality", None, Fraction(36), Fraction(40))],
    }


def test_an_exact_third_meets_a_threshold_of_a_third_and_not_one_a_hair_above() -> None:
    text = """
        id: thirds
        currency: NOK
        award: quality-only
        criteria: [{{id: q, kind: quality, weight: 100, scale: [0, 3], min_percent: {least}}}]
        """
    assert rank(text.format(least="33.333333333333333333"), "bid,q\na,1\n").excluded == ()
    assert len(rank(text.format(least="33.333333333333333334"), "bid,q\na,1\n").excluded) == 1


@pytest.mark.parametrize("award", ["monetised-quality", "quality-coefficient", "lowest-price"])
def test_without_weights_a_leafs_thresholds_still_hold(award: str) -> None:
    worth = "worth: 10, " if award == "monetised-quality" else ""
    text = f"""
        id: leaves
        currency: NOK
        award: {award}
        criteria:
          - {{id: q, kind: quality, {worth}scale: [0, 0.5], min_percent: 50}}
          - {{id: r, kind: quality, {worth}scale: [0, 0.4], min_score: 0.2}}
          - {{id: price, kind: cost}}
        """
    result = rank(text, "bid,q,r,price\na,0.25,0.2,10\nb,0.24,0.1,5\n")
    assert [ranked.bid.id for ranked in result.ranking] == ["a"]
    assert reasons(result)["b"] == [
        ("below-min-percent", "q", Fraction(48), Fraction(50)),
        ("below-min-score", "r", Fraction("0.1"), Fraction("0.2")),
    ]


@pytest.mark.parametrize("award", ["monetised-quality", "quality-coefficient", "lowest-price"])
@pytest.mark.parametrize("where", ["parent", "total"])
def test_a_threshold_over_several_criteria_without_weights_is_a_fault_of_the_strategy(
    award: str, where: str
) -> None:
    worth = "worth: 10, " if award == "monetised-quality" else ""
    text = f"""
        id: parents
        currency: NOK
        award: {award}
        {"min_total_quality: 50" if where == "total" else "title: Parents"}
        criteria:
          - id: q
            kind: quality
            {"min_percent: 50" if where == "parent" else "title: Quality"}
            parts: [{{id: x, {worth}scale: [0, 0.5]}}]
          - {{id: price, kind: cost}}
        """
    with pytest.raises(BadInput, match="weights") as caught:
        strategy(text)
    assert {fault.line for fault in caught.value.faults} == {9 if where == "parent" else 5}


def test_lowest_price_with_weights_can_demand_a_total_quality() -> None:
    text = """
        id: cheapest
        currency: NOK
        award: lowest-price
        min_total_quality: 60
        criteria:
          - {id: q, kind: quality, weight: 75, scale: [0, 10]}
          - {id: r, kind: quality, weight: 25, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    # a: 75·0.7 + 25·0.3 = 60; b: 75·0.7 + 25·0.2 = 57.5
    result = rank(text, "bid,q,r,price\na,7,3,100\nb,7,2,1\n")
    assert totals(result) == fractions(a=100)
    assert reasons(result) == {"b": [("below-min-total-quality", None, Fraction("57.5"), Fraction(60))]}


def test_a_bid_without_quality_points_also_keeps_its_other_reasons() -> None:
    text = """
        id: per-point
        currency: NOK
        award: price-per-quality-point
        min_total_quality: 70
        criteria:
          - {id: q, kind: quality, weight: 100, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    result = rank(text, "bid,q,price\na,0,100\n")
    assert [code for code, *_ in reasons(result)["a"]] == ["below-min-total-quality", "no-quality-points"]


def test_a_price_that_stands_before_the_quality_in_the_file_hides_no_threshold() -> None:
    text = """
        id: price-first
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: price, kind: cost, weight: 30, formula: {name: linear-min-max}}
          - {id: q, kind: quality, weight: 70, scale: [0, 10], min_score: 5, min_percent: 60}
        """
    assert reasons(rank(text, "bid,price,q\na,100,4\n")) == {
        "a": [
            ("below-min-score", "q", Fraction(4), Fraction(5)),
            ("below-min-percent", "q", Fraction(40), Fraction(60)),
        ]
    }


def test_less_than_one_quality_point_is_still_a_quality_point() -> None:
    text = """
        id: per-point
        currency: NOK
        award: price-per-quality-point
        criteria:
          - {id: q, kind: quality, weight: 100, scale: [0, 1000]}
          - {id: price, kind: cost}
        """
    # Q = 100·5/1000 = 0.5; 100/0.5
    assert totals(rank(text, "bid,q,price\na,5,100\n")) == fractions(a=200)
