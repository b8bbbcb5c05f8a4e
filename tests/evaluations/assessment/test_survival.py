from __future__ import annotations

from fractions import Fraction

from marketkit.evaluations.assessment.survival import Range, survival
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.reader import read_strategy

STRATEGY = read_strategy(
    b"id: two\ncurrency: NOK\naward: weighted-sum\ncriteria:\n"
    b"  - {id: quality, kind: quality, weight: 60, scale: [0, 10]}\n"
    b"  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}\n",
    "two.yaml",
)


def bid(name: str, quality: str, price: int) -> Bid:
    return Bid(id=name, raw={"quality": Fraction(quality), "price": Fraction(price)})


def extremes(**ends: tuple[int, int]) -> dict[tuple[str, str], tuple[Fraction, Fraction]]:
    return {(name, "quality"): (Fraction(low), Fraction(high)) for name, (low, high) in ends.items()}


def test_a_ranking_that_disagreement_can_turn_round() -> None:
    # A 48 + 32 = 80, B 30 + 40 = 70. At A's worst and B's best: A 42 + 32 = 74, B 36 + 40 = 76.
    found = survival(STRATEGY, [bid("A", "8", 125), bid("B", "5", 100)], extremes(A=(7, 9), B=(4, 6)))
    assert found.ranges == (Range("A", 1, 1, 2), Range("B", 2, 1, 2))
    assert not found.steady
    assert sum(found.simulation.first_place_share.values()) == 1


def test_a_ranking_that_stands_even_where_everything_falls_out_against_it() -> None:
    # At A's worst and B's best: A 42 + 32 = 74, B 33 + 40 = 73.
    found = survival(
        STRATEGY,
        [bid("A", "8", 125), bid("B", "5", 100)],
        {**extremes(A=(7, 9)), ("B", "quality"): (Fraction(4), Fraction(11, 2))},
    )
    assert found.ranges == (Range("A", 1, 1, 1), Range("B", 2, 2, 2))
    assert found.steady


def test_the_same_scores_from_everybody_leave_every_place_as_it_is() -> None:
    found = survival(STRATEGY, [bid("A", "8", 125), bid("B", "5", 100)], extremes(A=(8, 8), B=(5, 5)))
    assert found.ranges == (Range("A", 1, 1, 1), Range("B", 2, 2, 2))


def test_a_bid_that_a_threshold_would_shut_out_has_no_worst_place() -> None:
    strategy = read_strategy(
        b"id: two\ncurrency: NOK\naward: weighted-sum\ncriteria:\n"
        b"  - {id: quality, kind: quality, weight: 60, scale: [0, 10], min_score: 5}\n"
        b"  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}\n",
        "two.yaml",
    )
    found = survival(strategy, [bid("A", "8", 125), bid("B", "6", 100)], extremes(A=(7, 9), B=(4, 7)))
    assert found.ranges[1] == Range("B", 2, 1, None)
