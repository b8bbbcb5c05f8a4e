"""The cheapest and worst, the dearest and best: by hand, and the worst marks that thresholds allow."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from marketkit.scoring.entrants import Marker, full_quality, reasons_to_exclude
from marketkit.scoring.evaluate import enter
from marketkit.scoring.extremes import Extreme, extremes, full_marks, worst_marks
from marketkit.sourcing.bids import Bid
from tests.examples import TWICE
from tests.scoring.builders import bids, strategy
from tests.scoring.cases import Case, cases

# quality 60 points, price 40 points from 0 to 100 kroner
BALANCED = """
    id: x
    currency: NOK
    award: weighted-sum
    weights: points
    criteria:
      - {id: quality, kind: quality, weight: 60, scale: [0, 10]}
      - {id: price, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
    """
HEADER = "bid,quality,price\n"


def tried(text: str, rows: str) -> tuple[Extreme, ...]:
    read = strategy(text)
    staying, _ = enter(read, bids(HEADER + rows, read))
    return extremes(read, staying)


def outcomes(text: str, rows: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(found.test, found.bid.id, found.outcome, found.first) for found in tried(text, rows)]


def test_neither_wins_where_quality_and_price_are_balanced() -> None:
    # a 48 + 20 = 68, b with no marks 24, c with full marks 60 + 4
    rows = "a,8,50\nb,5,40\nc,9,90\n"
    assert outcomes(BALANCED, rows) == [
        ("cheapest-and-worst", "b", "loses", ("a",)),
        ("dearest-and-best", "c", "loses", ("a",)),
    ]
    cheapest, dearest = tried(BALANCED, rows)
    assert cheapest.bid.raw == {"quality": 0, "price": 40} and dearest.bid.raw == {"quality": 10, "price": 90}
    assert cheapest.sentence == "The cheapest bid (b) would not win with the worst marks allowed; a would."
    assert dearest.sentence == "The dearest bid (c) would not win even with full marks; a would."


def test_both_can_share_first_place() -> None:
    # c with full marks: 60 + 8 = 68, as much as a; b with no marks: 68 at -70 kroner
    rows = "a,8,50\nb,5,-70\nc,9,80\n"
    cheapest, dearest = tried(BALANCED, rows)
    assert (dearest.outcome, dearest.first) == ("loses", ("b",))  # b as it is: 30 + 68
    assert (cheapest.outcome, cheapest.first) == ("shares", ("a", "b"))
    (_, dearest) = tried(BALANCED, "a,8,50\nb,5,40\nc,9,80\n")
    assert (dearest.outcome, dearest.first) == ("shares", ("a", "c"))
    assert dearest.sentence == "The dearest bid (c) would share first place with full marks: a, c."


def test_where_price_decides_the_cheapest_and_worst_wins() -> None:
    heavy = BALANCED.replace("weight: 60", "weight: 20").replace("weight: 40", "weight: 80")
    # b with no marks: 80·0.9 = 72 against a's 16 + 40; c with full marks 20 + 8
    rows = "a,8,50\nb,5,10\nc,9,90\n"
    cheapest, dearest = tried(heavy, rows)
    assert (cheapest.outcome, dearest.outcome) == ("wins", "loses")
    assert cheapest.sentence.endswith("even with the worst marks allowed: the price decides.")


def test_where_quality_decides_the_dearest_and_best_wins() -> None:
    heavy = BALANCED.replace("weight: 60", "weight: 95").replace("weight: 40", "weight: 5")
    cheapest, dearest = tried(heavy, "a,8,50\nb,5,10\nc,9,90\n")
    assert (cheapest.outcome, dearest.outcome) == ("loses", "wins")
    assert dearest.sentence == "The dearest bid (c) would win with full marks: quality can pay for its price."


def test_all_bids_at_the_lowest_price_give_way() -> None:
    (cheapest, _) = tried(BALANCED, "a,8,50\nb,10,40\nd,9,40\n")
    assert (cheapest.bid.id, cheapest.instead_of, cheapest.outcome) == ("b", ("b", "d"), "loses")


def test_a_bid_without_quality_points_is_not_ranked_by_a_price_per_point() -> None:
    text = """
        id: x
        currency: NOK
        award: price-per-quality-point
        criteria:
          - {id: quality, kind: quality, weight: 100, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    (cheapest, dearest) = tried(text, "a,8,50\nb,5,40\n")
    assert (cheapest.outcome, cheapest.first) == ("excluded", ("a",))
    assert cheapest.sentence.endswith("has no quality points and is not ranked.")
    assert dearest.outcome == "wins"  # 50 for 100 points against 40 for 50


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (BALANCED, "a,8,50\nb,5,50\n"),  # all cost the same
        (BALANCED, "a,8,50\n"),
        (
            "id: x\ncurrency: NOK\naward: lowest-price\ncriteria:\n"
            "  - {id: quality, kind: quality, scale: [0, 10]}\n  - {id: price, kind: cost}\n",
            "a,8,50\nb,5,60\n",
        ),
    ],
)
def test_no_tests_where_they_mean_nothing(text: str, rows: str) -> None:
    assert tried(text, rows) == ()


def test_the_worst_marks_are_those_the_thresholds_just_allow() -> None:
    text = """
        id: x
        currency: NOK
        award: weighted-sum
        min_total_quality: {total}
        criteria:
          - id: care
            kind: quality
            weight: 60
            min_percent: 62
            parts:
              - {{id: low, weight: 50, scale: [0, 10]}}
              - {{id: high, weight: 50, scale: [0, 10], min_score: 8.1}}
          - {{id: days, kind: quality, weight: 10, scale: [20, 2], min_percent: 50}}
          - {{id: price, kind: cost, weight: 30, formula: {{name: proportional-to-lowest}}}}
        """
    # care begins at (0 + 0.81)/2 = 0.405 and lacks 0.215 of 0.595
    part = Fraction(215, 595)
    loose = worst_marks(strategy(text.format(total=10)))
    assert loose == {"low": 10 * part, "high": 10 * (Fraction("0.81") + Fraction("0.19") * part), "days": 11}
    # care 37.2 and days 5 are 42.2 of 70; 56 are asked for, 13.8 of the 27.8 that are lacking
    more = Fraction(138, 278)
    tight = worst_marks(strategy(text.format(total=80)))
    assert tight["low"] == 10 * (part + (1 - part) * more)
    assert tight["days"] == 11 - 9 * more


@TWICE
@given(case=cases())
def test_no_threshold_refuses_the_worst_marks_and_none_are_better_than_full(case: Case) -> None:
    read = case.result().strategy
    price = dict.fromkeys((leaf.id for leaf in read.leaves() if leaf.is_cost), Fraction(1))
    worst = Marker(read).entrant(Bid(id="worst", raw={**price, **worst_marks(read)}))
    reasons = {reason.code for reason in reasons_to_exclude(read, worst)}
    assert reasons <= {"no-quality-points"}
    best = Marker(read).entrant(Bid(id="best", raw={**price, **full_marks(read)}))
    assert all(score.share in (1, None) for score in best.scores.values())
    if best.quality is not None:
        assert best.quality == full_quality(read)
