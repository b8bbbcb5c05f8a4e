"""From bids to places: ranks, tie-breaks, winners, and the cases where there is little or nothing to rank."""

from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.scoring.evaluate import evaluate
from tests.scoring.builders import bids, fractions, rank, rank_prices, ranks, strategy, totals

TWO = """
    id: two
    currency: NOK
    award: quality-only
    {extra}
    criteria:
      - {{id: method, kind: quality, weight: 50, scale: [0, 10]}}
      - {{id: staff, kind: quality, weight: 50, scale: [0, 10]}}
    """
PRICED = """
    id: priced
    currency: NOK
    award: weighted-sum
    {extra}
    criteria:
      - id: quality
        kind: quality
        weight: 60
        parts:
          - {{id: method, weight: 50, scale: [0, 10]}}
          - {{id: staff, weight: 50, scale: [10, 0]}}
      - {{id: price, kind: cost, weight: 40, formula: {{name: linear-fixed, low: 0, high: 400}}}}
    """


def two(extra: str = "title: two") -> str:
    return TWO.format(extra=extra)


def test_equal_totals_share_a_rank_and_the_next_rank_is_skipped() -> None:
    result = rank(two(), "bid,method,staff\na,5,5\nb,10,0\nc,9,9\nd,0,10\ne,1,1\n")
    assert ranks(result) == {"c": 1, "a": 2, "b": 2, "d": 2, "e": 5}
    assert result.ranked("a").tied_with == ("b", "d")
    assert result.ranked("c").tied_with == ()
    assert result.order() == [["c"], ["a", "b", "d"], ["e"]]


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = ["a,5,5", "b,10,0", "c,9,9", "d,0,10"]
    one = rank(two(), "bid,method,staff\n" + "\n".join(rows))
    other = rank(two(), "bid,method,staff\n" + "\n".join(reversed(rows)))
    assert one.order() == other.order() and one.ranking == other.ranking


def test_thirds_that_sum_to_the_same_total_are_an_exact_tie() -> None:
    # a: 50·2/6 + 50·4/6 = 50/3 + 100/3 = 50; b: 50·3/6 + 50·3/6 = 50
    text = two().replace("scale: [0, 10]", "scale: [0, 6]")
    assert ranks(rank(text, "bid,method,staff\na,2,4\nb,3,3\n")) == {"a": 1, "b": 1}


def test_a_price_that_recurs_in_decimals_ties_exactly() -> None:
    text = """
        id: thirds
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: quality, kind: quality, weight: 60, scale: [0, 9]}
          - {id: price, kind: cost, weight: 40, formula: {name: linear-min-max}}
        """
    # Pmin 100, Pmax 400. a: 40 + 0; b: (400−300)/300·40 = 40/3, + 60·4/9 = 80/3 → 40; c: 0 + 60·6/9 = 40
    result = rank(text, "bid,quality,price\na,0,100\nb,4,300\nc,6,400\n")
    assert totals(result) == fractions(a=40, b=40, c=40)
    assert ranks(result) == {"a": 1, "b": 1, "c": 1}


def test_a_difference_far_below_what_is_shown_still_decides() -> None:
    result = rank(two(), f"bid,method,staff\na,5.{'0' * 50}1,5\nb,5,5\n")
    assert ranks(result) == {"a": 1, "b": 2}
    assert result.winners == ("a",) and result.undecided == ()


def test_a_tie_break_prefers_the_greater_share() -> None:
    result = rank(two("tie_break: [staff]"), "bid,method,staff\na,6,4\nb,4,6\nc,5,5\n")
    assert ranks(result) == {"b": 1, "c": 2, "a": 3}
    assert result.winners == ("b",)
    assert result.ranked("b").tied_with == ()


def test_a_tie_break_on_a_reversed_scale_prefers_the_better_end() -> None:
    # both 30 + 20: a: method 10 (30), staff 10 (0), price 200 (20); b: method 0, staff 0 (30), price 200
    result = rank(
        PRICED.format(extra="tie_break: [staff]"), "bid,method,staff,price\na,10,10,200\nb,0,0,200\n"
    )
    assert totals(result) == fractions(a=50, b=50)
    assert ranks(result) == {"b": 1, "a": 2}


def test_a_tie_break_on_cost_prefers_the_lower_amount() -> None:
    # a: method 10 (30), staff 10 (0), price 200 (20) = 50; b: method 4 (12), staff 10 (0), price 20 (38) = 50
    result = rank(
        PRICED.format(extra="tie_break: [price]"), "bid,method,staff,price\na,10,10,200\nb,4,10,20\n"
    )
    assert totals(result) == fractions(a=50, b=50)
    assert ranks(result) == {"b": 1, "a": 2}


def test_a_tie_break_goes_on_to_its_next_criterion_and_what_is_still_equal_stays_tied() -> None:
    text = PRICED.format(extra="tie_break: [quality, method]")
    # all 50 points: a, b and d have 30 for quality and 20 for price; c has 12 and 38
    header = "bid,method,staff,price\n"
    result = rank(text, header + "a,10,10,200\nb,5,5,200\nc,4,10,20\nd,5,5,200\n")
    assert ranks(result) == {"a": 1, "b": 2, "d": 2, "c": 4}
    assert result.ranked("b").tied_with == ("d",)


def test_a_tie_break_never_overrules_the_total() -> None:
    result = rank(two("tie_break: [staff]"), "bid,method,staff\na,9,4\nb,4,8\n")
    assert ranks(result) == {"a": 1, "b": 2}


def test_a_tie_break_under_a_lower_is_better_method_still_prefers_the_better_bid() -> None:
    text = """
        id: cheapest
        currency: NOK
        award: lowest-price
        tie_break: [quality]
        criteria:
          - {id: quality, kind: quality, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    assert ranks(rank(text, "bid,quality,price\na,4,10\nb,6,10\nc,10,11\n")) == {"b": 1, "a": 2, "c": 3}


def test_the_first_places_win_as_many_as_are_to_be_awarded() -> None:
    result = rank(two("award_to: 3"), "bid,method,staff\na,9,9\nb,8,8\nc,7,7\nd,6,6\n")
    assert result.winners == ("a", "b", "c") and result.undecided == ()


def test_a_tie_inside_the_places_wins_as_a_whole() -> None:
    result = rank(two("award_to: 3"), "bid,method,staff\na,9,9\nb,8,8\nc,8,8\nd,6,6\n")
    assert result.winners == ("a", "b", "c") and result.undecided == ()


def test_a_tie_that_straddles_the_last_place_is_undecided() -> None:
    result = rank(two("award_to: 3"), "bid,method,staff\na,9,9\nb,8,8\nc,7,7\nd,7,7\ne,1,1\n")
    assert result.winners == ("a", "b")
    assert result.undecided == ("c", "d")


def test_a_tied_first_place_has_no_winner_when_one_is_to_be_awarded() -> None:
    result = rank(two(), "bid,method,staff\na,9,9\nb,9,9\nc,1,1\n")
    assert result.winners == () and result.undecided == ("a", "b")
    assert result.first is None


def test_fewer_bids_than_places_all_win() -> None:
    result = rank(two("award_to: 3"), "bid,method,staff\na,9,9\nb,9,9\n")
    assert result.winners == ("a", "b") and result.undecided == ()


def test_one_bid_wins_without_tie() -> None:
    result = rank(two(), "bid,method,staff\na,0,0\n")
    assert (result.winners, ranks(result), totals(result)) == (("a",), {"a": 1}, fractions(a=0))
    assert result.first is not None and result.first.bid.id == "a"


def test_nobody_left_gives_an_empty_ranking_that_is_not_a_failure() -> None:
    text = two().replace("scale: [0, 10]}", "scale: [0, 10], min_score: 5}")
    result = rank(text, "bid,method,staff\na,0,0\nb,4,9\n")
    assert result.ranking == () and result.winners == () and result.undecided == ()
    assert result.computable and result.first is None
    assert [(notice.code, notice.text) for notice in result.warnings] == [
        ("no-bids-left", "No bid is left to rank.")
    ]
    assert [excluded.bid.id for excluded in result.excluded] == ["a", "b"]


@pytest.mark.parametrize(
    "formula",
    ["proportional-to-lowest", "linear-from-lowest", "linear-min-max", "average-based", "logarithmic, a: 2"],
)
def test_nobody_left_is_defined_under_every_formula(formula: str) -> None:
    text = f"""
        id: nobody
        currency: NOK
        award: weighted-sum
        criteria:
          - {{id: q, kind: quality, weight: 60, scale: [0, 10], min_score: 5}}
          - {{id: price, kind: cost, weight: 40, formula: {{name: {formula}}}}}
        """
    result = rank(text, "bid,q,price\na,1,0\n")
    assert result.computable and result.ranking == ()


@pytest.mark.parametrize(
    "award",
    [
        "markup",
        "utility-index",
        "price-per-quality-point",
        "quality-coefficient",
        "lowest-price",
        "monetised-quality",
    ],
)
def test_nobody_left_one_bid_and_equal_bids_are_defined_under_every_method(award: str) -> None:
    weighted = award in ("markup", "utility-index", "price-per-quality-point")
    counts = "weight: 100, " if weighted else "worth: 5, " if award == "monetised-quality" else ""
    cost = "{id: price, kind: cost}"
    if award in ("markup", "utility-index"):
        counts, cost = "weight: 60, ", "{id: price, kind: cost, weight: 40}"
    text = f"""
        id: edge
        currency: NOK
        award: {award}
        criteria:
          - {{id: q, kind: quality, {counts}scale: [0, 0.5], min_score: 0.1}}
          - {cost}
        """
    assert rank(text, "bid,q,price\na,0,-1\n").computable
    assert ranks(rank(text, "bid,q,price\na,0.5,10\n")) == {"a": 1}
    assert ranks(rank(text, "bid,q,price\na,0.5,10\nb,0.5,10.0\n")) == {"a": 1, "b": 1}


def test_ranks_go_by_lower_total_where_lower_is_better() -> None:
    result = rank_prices("{name: linear-min-max}", {"a": 3, "b": 1, "c": 2})
    assert ranks(result) == {"b": 1, "c": 2, "a": 3}
    text = """
        id: cheapest
        currency: NOK
        award: lowest-price
        criteria: [{id: price, kind: cost}]
        """
    assert ranks(rank(text, "bid,price\na,3\nb,1\nc,2\n")) == {"b": 1, "c": 2, "a": 3}


def test_bids_can_be_any_iterable() -> None:
    read = strategy(two())
    given = bids("bid,method,staff\na,1,1\nb,2,2\n", read)
    assert evaluate(read, iter(given)).order() == [["b"], ["a"]]


def test_a_bid_that_is_not_ranked_is_not_found() -> None:
    with pytest.raises(KeyError):
        rank(two(), "bid,method,staff\na,1,1\n").ranked("z")


def test_the_workings_hold_what_the_total_was_formed_from() -> None:
    text = """
        id: utility
        currency: NOK
        award: utility-index
        criteria:
          - {id: q, kind: quality, weight: 60, scale: [0, 10]}
          - {id: price, kind: cost, weight: 40}
        """
    workings = rank(text, "bid,q,price\na,5,100\nb,8,200\n").ranked("b").workings
    assert workings == {
        "price": Fraction(200),
        "quality": Fraction(4, 5),
        "best-quality": Fraction(4, 5),
        "weight-ratio": Fraction(3, 2),
        "lowest-price": Fraction(100),
    }
