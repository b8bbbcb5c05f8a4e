"""Leaving each bid out: orders and causes, by hand for each reference that can move."""

from __future__ import annotations

import pytest

from marketkit.scoring.evaluate import award, enter
from marketkit.scoring.leave_one_out import Removal, leave_one_out
from tests.scoring.builders import bids, strategy

HALF = """
    id: half
    currency: NOK
    award: weighted-sum
    criteria:
      - {id: quality, kind: quality, weight: 50, scale: [0, 10]}
      - {id: price, kind: cost, weight: 50, formula: {name: FORMULA}}
    """
INDEX = """
    id: index
    currency: NOK
    award: utility-index
    criteria:
      - {id: quality, kind: quality, weight: 50, scale: [0, 10]}
      - {id: price, kind: cost, weight: 50}
    """


def removals(strategy_text: str, bids_text: str) -> dict[str, Removal]:
    read = strategy(strategy_text)
    staying, excluded = enter(read, bids(bids_text, read))
    found = leave_one_out(award(read, staying, excluded), staying)
    return {removal.without: removal for removal in found}


@pytest.mark.parametrize(
    ("strategy_text", "rows", "before", "after", "cause"),
    [
        (
            # a 43 + 50·85/110 = 81.64, b 34 + 50·85/90 = 81.22; without c 43 + 50·90/110 = 83.91, b 84
            HALF.replace("FORMULA", "proportional-to-lowest"),
            "a,8.6,110\nb,6.8,90\nc,0,85\n",
            [["a"], ["b"]],
            [["b"], ["a"]],
            "Without c the lowest price of criterion price rises from 85.00 to 90.00",
        ),
        (
            # mean 90: a 50 + 45 = 95, b 10 + 90 = 100; without c mean 75: a 87.5, b 85
            HALF.replace("FORMULA", "average-based"),
            "a,10,100\nb,2,50\nc,0,120\n",
            [["b"], ["a"]],
            [["a"], ["b"]],
            "Without c the mean price of criterion price falls from 90.00 to 75.00",
        ),
        (
            # mean 55: a 40 + 27.5 = 67.5, b 20 + 45.83 = 65.83; without c mean 80: a 80, b 86.67
            HALF.replace("FORMULA", "average-based"),
            "a,8,100\nb,4,60\nc,0,5\n",
            [["a"], ["b"]],
            [["b"], ["a"]],
            "Without c the mean price of criterion price rises from 55.00 to 80.00",
        ),
        (
            # span 200: a 10 + 50 = 60, b 30 + 37.5 = 67.5; without c span 50: a 60, b 30
            HALF.replace("FORMULA", "linear-min-max"),
            "a,2,100\nb,6,150\nc,0,300\n",
            [["b"], ["a"]],
            [["a"], ["b"]],
            "Without c the highest price of criterion price falls from 300.00 to 150.00",
        ),
        (
            # best 1: a (1 − 0.5)/100 = 0.005, b (1 − 0.2)/145 = 0.00552; without c best 0.8: a 0.007, b 0.0069
            INDEX,
            "a,5,100\nb,8,145\nc,10,1000\n",
            [["b"], ["a"]],
            [["a"], ["b"]],
            "Without c the best quality falls from 100.00 % to 80.00 %",
        ),
    ],
)
def test_the_reference_that_moved_is_named(
    strategy_text: str, rows: str, before: list[list[str]], after: list[list[str]], cause: str
) -> None:
    found = removals(strategy_text, f"bid,quality,price\n{rows}")["c"]
    assert (found.before, found.after) == (before, after)
    assert found.changed
    assert found.cause == cause


def test_every_reference_that_moved_is_named_when_several_did() -> None:
    two = """
        id: two
        currency: NOK
        award: weighted-sum
        rounding: {places: 0}
        criteria:
          - {id: quality, kind: quality, weight: 40, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 50, formula: {name: proportional-to-lowest}}
          - {id: run, kind: cost, weight: 10, formula: {name: average-based}}
        """
    # running costs are 10 apiece for a and b, so only buying decides between them
    # a 30 + 25 = 55, b 10 + 50·50/60 = 51.67; without c both 60
    found = removals(two, "bid,quality,buy,run\na,7.5,100,10\nb,2.5,60,10\nc,0,50,40\n")["c"]
    assert found.before == [["a"], ["b"]]
    assert found.after == [["a", "b"]]
    assert found.cause == (
        "Without c the lowest price of criterion buy rises from 50 to 60; "
        "Without c the mean price of criterion run falls from 20 to 10"
    )


def test_an_unchanged_order_has_no_cause() -> None:
    found = removals(
        HALF.replace("FORMULA", "proportional-to-lowest"), "bid,quality,price\na,9,100\nb,5,110\nc,2,150\n"
    )
    assert list(found) == ["a", "b", "c"]
    assert found["a"] == Removal("a", [["b"], ["c"]], [["b"], ["c"]])
    assert not found["a"].changed
    assert found["b"].before == [["a"], ["c"]]


def test_bids_that_share_a_rank_stand_together() -> None:
    found = removals(
        HALF.replace("FORMULA", "proportional-to-lowest"), "bid,quality,price\na,9,100\nb,5,110\nc,5,110\n"
    )
    assert found["a"].before == found["a"].after == [["b", "c"]]
    assert found["b"].before == [["a"], ["c"]]


def test_one_bid_alone_leaves_nobody() -> None:
    found = removals(HALF.replace("FORMULA", "average-based"), "bid,quality,price\na,9,100\n")
    assert found == {"a": Removal("a", [], [])}


def test_excluded_bids_are_not_removed() -> None:
    strict = HALF.replace("scale: [0, 10]", "scale: [0, 10], min_score: 3").replace(
        "FORMULA", "proportional-to-lowest"
    )
    assert list(removals(strict, "bid,quality,price\na,8.6,110\nb,6.8,90\nc,0,85\n")) == ["b", "a"]
