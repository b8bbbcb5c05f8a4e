"""Price to tie, by hand: every formula, every award method, and the cases where a total jumps or stands still."""

from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.scoring.evaluate import award, enter
from marketkit.scoring.price_to_tie import PriceToTie, prices_to_tie
from tests.scoring.builders import bids, strategy


def tied(strategy_text: str, bids_text: str) -> dict[tuple[str, str], PriceToTie]:
    read = strategy(strategy_text)
    staying, excluded = enter(read, bids(bids_text, read))
    found = prices_to_tie(award(read, staying, excluded), staying)
    return {(price.bid, price.criterion): price for price in found}


def amounts(strategy_text: str, bids_text: str) -> dict[str, Fraction | None]:
    return {bid: price.amount for (bid, _), price in tied(strategy_text, bids_text).items()}


def half_price(formula: str, more: str = "") -> str:
    """Quality and price weigh 50 each."""
    return f"""
        id: half
        currency: NOK
        award: weighted-sum
        {more}
        criteria:
          - {{id: quality, kind: quality, weight: 50, scale: [0, 10]}}
          - {{id: price, kind: cost, weight: 50, formula: {formula}}}
        """


def method(award_method: str, quality: str, price: str = "", more: str = "") -> str:
    return f"""
        id: method
        currency: NOK
        award: {award_method}
        {more}
        criteria:
          - {{id: quality, kind: quality, {quality}}}
          - {{id: price, kind: cost{price}}}
        """


HEADER = "bid,quality,price\n"


@pytest.mark.parametrize(
    ("formula", "rows", "expected"),
    [
        # a 40 + 50·100/x = b 25 + 50 → x = 1000/7
        ("{name: proportional-to-lowest}", "a,8,300\nb,5,100\n", {"a": Fraction(1000, 7)}),
        # a 20 + 50 = b 50 + 50·x/200 → x = 80: a has become the lowest
        ("{name: proportional-to-lowest}", "a,4,120\nb,10,200\n", {"a": Fraction(80)}),
        # a 50 + 50·(1 − (x − 100)/100) = b 25 + 50 → x = 150
        ("{name: linear-from-lowest}", "a,10,200\nb,5,100\n", {"a": Fraction(150)}),
        # the same at half the slope: 1 − (x − 100)/200 = 1/2 → x = 200
        ("{name: linear-from-lowest, slope: 0.5}", "a,10,250\nb,5,100\n", {"a": Fraction(200)}),
        # a 20 + 50 = b 50 + 50·(2 − 200/x): 0.4 = 2 − 200/x → x = 125
        ("{name: linear-from-lowest}", "a,4,195\nb,10,200\n", {"a": Fraction(125)}),
        # (300 − x)/200 = 1/2 → x = 200; c would need b 25 + 50·150/(250 − x) = 50, only below 0
        (
            "{name: linear-min-max}",
            "a,10,250\nb,5,100\nc,0,300\n",
            {"a": Fraction(200), "c": None},
        ),
        # a 50 + 50·(300 − x)/200 = b 25 + 50·120/200 → x = 280
        ("{name: linear-fixed, low: 100, high: 300}", "a,10,300\nb,5,180\n", {"a": Fraction(280)}),
    ],
)
def test_each_rational_formula(formula: str, rows: str, expected: dict[str, Fraction | None]) -> None:
    assert amounts(half_price(formula), HEADER + rows) == expected


def test_the_mean_moves_with_the_price_and_gives_a_square_root() -> None:
    # 50 + 25·(100 + x)/x = 20 + (100 + x)/4 → x² − 120x − 10000 = 0 → x = 60 + √13600 = 176.619…
    found = tied(half_price("{name: average-based}"), HEADER + "a,10,200\nb,4,100\n")["a", "price"]
    assert found.amount is not None and not found.exact
    assert 176 < found.amount < 177
    assert abs(found.amount**2 - 120 * found.amount - 10000) < Fraction(1, 10**60)


def test_a_square_root_that_comes_out_even_is_exact() -> None:
    # 50 + 25·(100 + x)/x = 12.5 + (100 + x)/4 → x² − 150x − 10000 = 0 → x = 200
    found = tied(half_price("{name: average-based}"), HEADER + "a,10,250\nb,2.5,100\n")["a", "price"]
    assert found.amount == 200 and found.exact


def test_a_logarithm_is_undone_to_more_than_forty_digits() -> None:
    # 50 + 50·(1 − log10(x/100)) = 25 + 50 → x = 100·√10
    found = tied(half_price("{name: logarithmic, a: 10}"), HEADER + "a,10,1000\nb,5,100\n")["a", "price"]
    assert found.amount is not None and not found.exact
    assert abs(found.amount**2 - 100_000) < Fraction(1, 10**45)


def test_below_the_lowest_price_the_others_logarithms_fall() -> None:
    # a 0 + 50 = b 50 + 50·(1 − log10(100/x)) → x = 10
    found = tied(half_price("{name: logarithmic, a: 10}"), HEADER + "a,0,150\nb,10,100\n")["a", "price"]
    assert found.amount is not None
    assert abs(found.amount - 10) < Fraction(1, 10**45)


def test_far_above_the_clamp_a_logarithm_is_still_found() -> None:
    # a has no price points from 200 up; 50 + 50·(1 − log2(x/100)) = 37.5 + 50 → x = 100·2^(1/4)
    clamped = half_price("{name: logarithmic, a: 2, clamp: 0}")
    found = tied(clamped, HEADER + "a,10,1000\nb,7.5,100\n")["a", "price"]
    assert found.amount is not None
    assert abs(found.amount**4 - 2 * 100**4) < Fraction(1, 10**40)


def test_under_a_clamp_the_best_other_can_have_no_points_left_to_lose() -> None:
    # unclamped b falls without end: 50 + 50·(2 − 100/x) = 25 + 50 → x = 200/3;
    # with q 0 for a: 50·1 = 50 + 50·max(0, 2 − 100/x) → level from 50 down, 50 the highest
    assert amounts(half_price("{name: linear-from-lowest, clamp: 0}"), HEADER + "a,0,120\nb,10,100\n") == {
        "a": 50
    }
    # with more quality than price can give there is no such price under the clamp, but one without it
    unequal = half_price("{name: linear-from-lowest, clamp: 0}").replace(
        "weight: 50, scale", "weight: 60, scale"
    )
    unequal = unequal.replace("weight: 50, formula", "weight: 40, formula")
    assert amounts(unequal, HEADER + "a,0,120\nb,10,100\n") == {"a": None}
    # 40 = 60 + 40·(2 − 100/x) → 100/x = 2.5 → x = 40
    assert amounts(unequal.replace(", clamp: 0", ""), HEADER + "a,0,120\nb,10,100\n") == {"a": 40}


def test_where_full_points_are_capped_the_highest_such_price_counts() -> None:
    # equal quality; b has full points at 50, a has them from 100 down
    capped = half_price("{name: linear-fixed, low: 100, high: 200, clamp: both}")
    assert amounts(capped, HEADER + "a,5,180\nb,5,50\n") == {"a": 100}


def test_a_jump_over_the_best_other_is_no_tie() -> None:
    # under 100 a has 25 + 50 against 30, at 100 it has 75 against 80, above it 25 against 80
    assert amounts(half_price("{name: linear-min-max}"), HEADER + "a,5,120\nb,6,100\n") == {"a": None}


def test_equal_prices_can_be_the_only_tie() -> None:
    # at 100 both have full points; under it a leads by 50, above it b does
    tie_break = half_price("{name: linear-min-max}")
    assert amounts(tie_break, HEADER + "a,5,120\nb,5,100\n") == {"a": 100}


def test_level_at_every_price_below_a_limit_gives_the_highest_amount_shown() -> None:
    # below 100: a 0 + 50, b 50 + 0; at 100: a 50, b 100
    level = half_price("{name: linear-min-max}")
    assert amounts(level, HEADER + "a,0,120\nb,10,100\n") == {"a": Fraction("99.9999")}
    finer = half_price("{name: linear-min-max}", "rounding: {places: 6}")
    assert amounts(finer, HEADER + "a,0,120\nb,10,100\n") == {"a": Fraction("99.999999")}


def test_a_bid_that_lost_by_tie_break_is_level_already_and_ahead_below() -> None:
    broken = half_price("{name: linear-fixed, low: 0, high: 100}", "tie_break: [quality]")
    assert amounts(broken, HEADER + "a,10,100\nb,0,0\nc,5,50\n") == {"b": None, "c": None}


def test_winners_and_undecided_bids_have_no_price_to_tie() -> None:
    three = half_price("{name: linear-fixed, low: 0, high: 100}", "award_to: 2")
    rows = HEADER + "a,10,50\nb,8,50\nc,6,50\nd,6,70\n"
    # the best other is a with 75: c 30 + 50·(100 − x)/100 = 75 → x = 10
    assert amounts(three, rows) == {"c": 10, "d": 10}
    shared = half_price("{name: linear-fixed, low: 0, high: 100}")
    assert amounts(shared, HEADER + "a,10,50\nb,10,50\nc,6,50\n") == {"c": 10}


def test_with_several_cost_criteria_each_has_its_own_price() -> None:
    two = """
        id: two
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: quality, kind: quality, weight: 50, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
          - {id: run, kind: cost, weight: 10, formula: {name: linear-fixed, low: 0, high: 100}}
        """
    # a 50 + 20 + 5 = 75; b 30 + 20 + 5 = 55: buying needs 20 points more, running has only 5 more to give
    found = tied(two, "bid,quality,buy,run\na,10,50,50\nb,6,50,50\n")
    assert {key: price.amount for key, price in found.items()} == {("b", "buy"): None, ("b", "run"): None}
    # c 46 + 20 + 5 = 71 lacks 4: 10 of buying, 40 of running
    found = tied(two, "bid,quality,buy,run\na,10,50,50\nc,9.2,50,50\n")
    assert {key: price.amount for key, price in found.items()} == {("c", "buy"): 40, ("c", "run"): 10}
    assert found["c", "run"].own == 50


def test_a_price_beside_a_logarithm_is_not_called_exact() -> None:
    beside = """
        id: beside
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: quality, kind: quality, weight: 50, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
          - {id: run, kind: cost, weight: 10, formula: {name: logarithmic, a: 10}}
        """
    # b lacks 10·log10 2 of running: 40·(50 − x)/100 = 3.0103 → x = 42.474…
    found = tied(beside, "bid,quality,buy,run\na,5,50,10\nb,5,50,20\n")
    assert found["b", "buy"].amount is not None and not found["b", "buy"].exact
    assert round(found["b", "buy"].amount, 3) == Fraction("42.474")
    run = found["b", "run"].amount
    assert run is not None and abs(run - 10) < Fraction(1, 10**50)


def test_a_basket_is_varied_as_a_whole() -> None:
    basket = half_price("{name: linear-fixed, low: 0, high: 100}").replace(
        "high: 100}}", "high: 100}, parts: [{id: rent}, {id: power}]}"
    )
    # own 60 = 40 + 20; 40 + 50·(100 − x)/100 = 50 + 25 → x = 30
    assert amounts(basket, "bid,quality,rent,power\na,8,40,20\nb,10,30,20\n") == {"a": 30}


def test_monetised_quality() -> None:
    # a 100 − 30; b at x − 0 → 70
    assert amounts(
        method("monetised-quality", "worth: 30, scale: [0, 10]"), HEADER + "a,10,100\nb,0,90\n"
    ) == {"b": 70}
    # worth more than any price: b would have to be paid
    assert amounts(
        method("monetised-quality", "worth: 300, scale: [0, 10]"), HEADER + "a,10,100\nb,0,90\n"
    ) == {"b": None}


def test_markup() -> None:
    # a 100·1; b x·(1 + 0.5·60/40) = 1.75x
    markup = method("markup", "weight: 60, scale: [0, 10]", ", weight: 40")
    assert amounts(markup, HEADER + "a,10,100\nb,5,80\n") == {"b": Fraction(400, 7)}


def test_price_per_quality_point_in_the_example_of_kommissionsmodellen() -> None:
    # the best is c: 125000/86 a point
    model = method("price-per-quality-point", "weight: 100, scale: [0, 100]", more="min_total_quality: 70")
    rows = HEADER + "a,65,100000\nb,72,120000\nc,86,125000\nd,94,145000\n"
    assert amounts(model, rows) == {"d": Fraction(94 * 125000, 86), "b": Fraction(72 * 125000, 86)}


def test_utility_index() -> None:
    # N = 7/3: b 1 − 0.2·7/3 = 8/15, over 100; a 1 over x → x = 187.5
    index = method("utility-index", "weight: 70, scale: [0, 10]", ", weight: 30")
    assert amounts(index, HEADER + "a,10,200\nb,8,100\n") == {"a": Fraction("187.5")}
    # c 1 − 0.5·7/3 is below 0: a lower price makes it worse, not better
    assert amounts(index, HEADER + "a,10,100\nc,5,150\n") == {"c": None}


def test_quality_coefficient() -> None:
    # a 120/(1 + 0.1/0.5) = 100
    coefficient = method("quality-coefficient", "scale: [0, 0.5]")
    assert amounts(coefficient, HEADER + "a,0.1,120\nb,0,110\n") == {"b": 100}


def test_lowest_price() -> None:
    assert amounts(method("lowest-price", "scale: [0, 10]"), HEADER + "a,10,120\nb,0,100\nc,0,130\n") == {
        "a": 100,
        "c": 100,
    }


def test_a_best_price_of_nothing_or_less_cannot_be_met_by_a_positive_one() -> None:
    lowest = method("lowest-price", "scale: [0, 10]")
    assert amounts(lowest, HEADER + "a,1,0\nb,1,10\n") == {"b": None}
    assert amounts(lowest, HEADER + "a,1,-20\nb,1,-10\n") == {"b": None}


def test_without_cost_there_is_nothing_to_vary() -> None:
    only = "id: x\ncurrency: NOK\naward: quality-only\ncriteria:\n  - {id: q, kind: quality, weight: 100, scale: [0, 10]}\n"
    assert tied(only, "bid,q\na,5\nb,4\n") == {}


def test_an_amount_too_small_to_be_money_is_none() -> None:
    # 0.001 points of price weigh against 99 of quality: x = 100·10^−99000
    tiny = """
        id: tiny
        currency: NOK
        award: weighted-sum
        weights: points
        criteria:
          - {id: quality, kind: quality, weight: 99, scale: [0, 10]}
          - {id: price, kind: cost, weight: 0.001, formula: {name: logarithmic, a: 10}}
        """
    assert amounts(tiny, HEADER + "a,0,100\nb,10,100\n") == {"a": None}
