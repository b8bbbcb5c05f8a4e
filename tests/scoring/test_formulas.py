"""Price formulas, each against values worked out by hand from the formula's definition.

Full points S are 40 and the bids have no quality marks, so a bid's total is its points for the price.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest

from marketkit.scoring.formulas import FACTS, price_shares, rank_can_reverse
from marketkit.scoring.result import Result
from marketkit.sourcing.strategy import Formula
from tests.scoring.builders import fractions, points, rank, rank_prices, ranks

PROPORTIONAL = "{name: proportional-to-lowest}"
MIN_MAX = "{name: linear-min-max}"
AVERAGE = "{name: average-based}"


def reference(result: Result) -> tuple[str, tuple[Fraction, ...], tuple[str, ...]]:
    found = result.ranking[0].scores["price"].reference
    assert found is not None
    return found.name, found.values, found.bids


def test_proportional_gives_the_lowest_price_full_points_and_others_the_quotient() -> None:
    # 40 · 100/100, 40 · 100/150, 40 · 100/300
    assert points(PROPORTIONAL, {"a": 100, "b": 150, "c": 300}) == fractions(a=40, b="80/3", c="40/3")


def test_proportional_names_the_lowest_bid_as_its_reference() -> None:
    result = rank_prices(PROPORTIONAL, {"a": 120, "b": 100, "c": 100})
    assert reference(result) == ("lowest", (Fraction(100),), ("b", "c"))


def test_linear_from_lowest_without_slope_loses_all_points_at_twice_the_lowest_price() -> None:
    # 40 · (1 − 0), 40 · (1 − 25/100), 40 · (1 − 100/100)
    found = points("{name: linear-from-lowest}", {"a": 100, "b": 125, "c": 200})
    assert found == fractions(a=40, b=30, c=0)


def test_linear_from_lowest_names_the_lowest_bid_as_its_reference() -> None:
    result = rank_prices("{name: linear-from-lowest}", {"a": 120, "b": 100})
    assert reference(result) == ("lowest", (Fraction(100),), ("b",))


def test_linear_from_lowest_falls_below_zero_when_nothing_clamps_it() -> None:
    # 40 · (1 − 150/100)
    assert points("{name: linear-from-lowest}", {"a": 100, "b": 250}) == fractions(a=40, b=-20)


def test_linear_from_lowest_falls_by_its_slope() -> None:
    # slope 2: 40 · (1 − 2·25/100); slope 0.5: 40 · (1 − 0.5·150/100)
    assert points("{name: linear-from-lowest, slope: 2}", {"a": 100, "b": 125}) == fractions(a=40, b=20)
    assert points("{name: linear-from-lowest, slope: 0.5}", {"a": 100, "b": 250}) == fractions(a=40, b=10)


def test_linear_min_max_spreads_the_points_over_the_prices_given() -> None:
    # 40 · (300 − 100)/200, 40 · (300 − 150)/200, 40 · 0
    result = rank_prices(MIN_MAX, {"a": 100, "b": 150, "c": 300})
    assert {r.bid.id: r.total for r in result.ranking} == fractions(a=40, b=30, c=0)
    assert reference(result) == ("both-ends", (Fraction(100), Fraction(300)), ("a", "c"))


def test_equal_prices_are_both_ends_of_linear_min_max() -> None:
    result = rank_prices(MIN_MAX, {"a": 100, "b": 100})
    assert reference(result) == ("both-ends", (Fraction(100), Fraction(100)), ("a", "b"))


def test_linear_min_max_takes_zero_and_negative_prices() -> None:
    # Pmin −50, Pmax 150: 40 · 200/200, 40 · 150/200, 40 · 0
    assert points(MIN_MAX, {"a": -50, "b": 0, "c": 150}) == fractions(a=40, b=30, c=0)


def test_linear_fixed_measures_against_the_bounds_of_the_file_alone() -> None:
    # 40 · (300 − P)/200
    result = rank_prices("{name: linear-fixed, low: 100, high: 300}", {"a": 100, "b": 150, "c": 300})
    assert {r.bid.id: r.total for r in result.ranking} == fractions(a=40, b=30, c=0)
    assert result.ranking[0].scores["price"].reference is None


def test_linear_fixed_goes_beyond_full_points_and_below_none_without_clamp() -> None:
    # 40 · (300 − 50)/200, 40 · (300 + 100)/200, 40 · (300 − 400)/200
    found = points("{name: linear-fixed, low: 100, high: 300}", {"a": 50, "b": -100, "c": 400})
    assert found == fractions(a=50, b=80, c=-20)


def test_average_based_compares_with_the_mean_and_exceeds_full_points_below_it() -> None:
    # mean 200: 40 · 200/100, 40 · 200/200, 40 · 200/300
    result = rank_prices(AVERAGE, {"a": 100, "b": 200, "c": 300})
    assert {r.bid.id: r.total for r in result.ranking} == fractions(a=80, b=40, c="80/3")
    assert reference(result) == ("mean", (Fraction(200),), ("a", "b", "c"))


def test_logarithmic_gives_full_points_at_the_lowest_and_none_at_a_times_the_lowest() -> None:
    found = points("{name: logarithmic, a: 4}", {"a": 100, "b": 200, "c": 400, "d": 1600})
    # 1 − log(2)/log(4) = 1/2; 1 − log(4)/log(4) = 0; 1 − log(16)/log(4) = −1
    within = Fraction(1, 10**30)
    for bid, expected in fractions(a=40, b=20, c=0, d=-40).items():
        assert abs(found[bid] - expected) < within


def test_logarithmic_is_correct_to_thirty_decimals() -> None:
    # log(3)/log(2), from its published digits (OEIS A020857): 1.58496250072115618145373894394781650875981440769248…
    found = price_shares(Formula("logarithmic", a=Fraction(2)), {"a": Fraction(1), "b": Fraction(3)})
    known = Fraction("1.58496250072115618145373894394781650875981440769248")
    assert abs(found.shares["b"] - (1 - known)) < Fraction(1, 10**45)
    assert not found.exact


def test_logarithmic_is_correct_for_a_base_close_to_one_and_prices_far_apart() -> None:
    a = 1 + Fraction(1, 10**58)
    prices = {"a": Fraction(1, 10**58), "b": Fraction(10**59)}
    found = price_shares(Formula("logarithmic", a=a), prices)
    with localcontext(Context(prec=250)):
        expected = 1 - Decimal(10**117).ln() / Decimal(a.numerator / Decimal(a.denominator)).ln()
    assert abs(found.shares["b"] - Fraction(expected)) < Fraction(1, 10**30)


def test_equal_prices_tie_exactly_under_a_logarithm() -> None:
    result = rank_prices("{name: logarithmic, a: 3}", {"a": 100, "b": 170, "c": "170.00", "d": 171})
    assert ranks(result) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_different_bids_with_the_same_true_total_tie_under_a_logarithm() -> None:
    """At a = 4, twice the lowest price is worth exactly half of 40 points, as 20 of 60 quality points are."""
    strategy = """
        id: log
        currency: NOK
        award: weighted-sum
        weights: points
        criteria:
          - {id: quality, kind: quality, weight: 60, scale: [0, 60]}
          - {id: price, kind: cost, weight: 40, formula: {name: logarithmic, a: 4}}
        """
    # a: 0 + 40; b: 20 + 40·(1 − 1/2) = 40; c: 40 + 40·(1 − 1) = 40
    result = rank(strategy, "bid,quality,price\na,0,100\nb,20,200\nc,40,400\n")
    assert ranks(result) == {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("formula", "prices", "expected"),
    [
        # linear-fixed 100..300, S 40: raw points at 50, 200 and 400 are 50, 20 and −20
        ("{name: linear-fixed, low: 100, high: 300}", {"a": 50, "b": 200, "c": 400}, (50, 20, -20)),
        ("{name: linear-fixed, low: 100, high: 300, clamp: 0}", {"a": 50, "b": 200, "c": 400}, (50, 20, 0)),
        (
            "{name: linear-fixed, low: 100, high: 300, clamp: both}",
            {"a": 50, "b": 200, "c": 400},
            (40, 20, 0),
        ),
        # linear-from-lowest at 100, 150, 250: 40, 20, −20
        ("{name: linear-from-lowest, clamp: 0}", {"a": 100, "b": 150, "c": 250}, (40, 20, 0)),
        ("{name: linear-from-lowest, clamp: both}", {"a": 100, "b": 150, "c": 250}, (40, 20, 0)),
        # average-based, mean 200: 80, 40, 80/3
        ("{name: average-based, clamp: 0}", {"a": 100, "b": 200, "c": 300}, (80, 40, "80/3")),
        ("{name: average-based, clamp: both}", {"a": 100, "b": 200, "c": 300}, (40, 40, "80/3")),
        # proportional and min-max never leave 0..S
        ("{name: proportional-to-lowest, clamp: both}", {"a": 100, "b": 200, "c": 400}, (40, 20, 10)),
        ("{name: linear-min-max, clamp: both}", {"a": 100, "b": 200, "c": 300}, (40, 20, 0)),
    ],
)
def test_a_clamp_floors_at_zero_or_limits_to_full_points_and_is_never_silent(
    formula: str, prices: dict[str, int], expected: tuple[str | int, ...]
) -> None:
    assert points(formula, prices) == dict(zip("abc", map(Fraction, expected), strict=True))


def test_a_clamped_logarithm_stops_at_zero() -> None:
    found = points("{name: logarithmic, a: 4, clamp: 0}", {"a": 100, "b": 1600})
    assert found["b"] == 0


@pytest.mark.parametrize(
    ("formula", "full"),
    [
        (PROPORTIONAL, 40),
        ("{name: linear-from-lowest}", 40),
        (MIN_MAX, 40),
        ("{name: logarithmic, a: 2}", 40),
        (AVERAGE, 40),
        ("{name: linear-fixed, low: 0, high: 200}", 20),  # 40 · (200 − 100)/200: it knows no other bids
    ],
)
def test_one_bid_and_equal_prices_earn_full_points_under_every_relative_formula(
    formula: str, full: int
) -> None:
    assert points(formula, {"a": 100}) == fractions(a=full)
    assert points(formula, {"a": 100, "b": "100.0", "c": 100}) == fractions(a=full, b=full, c=full)


@pytest.mark.parametrize(
    "formula", [PROPORTIONAL, "{name: linear-from-lowest}", "{name: logarithmic, a: 2}", AVERAGE]
)
@pytest.mark.parametrize("price", ["0", "-5"])
def test_a_price_of_zero_or_less_cannot_be_computed_where_the_formula_divides_by_it(
    formula: str, price: str
) -> None:
    result = rank_prices(formula, {"a": 100, "b": price, "c": 200})
    assert not result.computable
    assert result.ranking == () and result.winners == ()
    (warning,) = result.warnings
    assert warning.code == "not-computable"
    assert warning.bids == ("b",)
    name = formula.strip("{}").split(",")[0].removeprefix("name: ")
    assert warning.text.startswith(f"No ranking can be computed: price: {name} needs ")
    assert warning.text.endswith("above 0 (b).")


@pytest.mark.parametrize("formula", [MIN_MAX, "{name: linear-fixed, low: 0, high: 100}"])
def test_a_price_of_zero_or_less_is_ordinary_where_the_formula_subtracts(formula: str) -> None:
    result = rank_prices(formula, {"a": 100, "b": 0, "c": -100})
    assert result.computable
    assert ranks(result) == {"c": 1, "b": 2, "a": 3}


def test_only_formulas_that_no_other_bid_enters_are_marked_independent() -> None:
    independent = {name for name, facts in FACTS.items() if not facts.rank_can_reverse}
    assert independent == {"linear-fixed", "logarithmic"}
    assert set(FACTS) == {
        "proportional-to-lowest",
        "linear-from-lowest",
        "linear-min-max",
        "linear-fixed",
        "logarithmic",
        "average-based",
    }


def test_what_each_formula_is_relative_to() -> None:
    assert {name: facts.relative_to for name, facts in FACTS.items()} == {
        "proportional-to-lowest": "lowest",
        "linear-from-lowest": "lowest",
        "linear-min-max": "both-ends",
        "linear-fixed": None,
        "logarithmic": "lowest",
        "average-based": "mean",
    }


def test_a_clamp_makes_the_logarithm_dependent_and_leaves_linear_fixed_independent() -> None:
    assert not rank_can_reverse(Formula("logarithmic", a=Fraction(2)))
    assert rank_can_reverse(Formula("logarithmic", a=Fraction(2), clamp="0"))
    assert not rank_can_reverse(Formula("linear-fixed", low=Fraction(0), high=Fraction(1), clamp="both"))
    assert rank_can_reverse(Formula("proportional-to-lowest"))


def test_a_clamped_logarithm_can_indeed_reverse_a_rank_when_the_lowest_bid_leaves() -> None:
    """Why the clamped logarithm is marked dependent, by an example worked out by hand.

    a = 2, S = 40. With x at 100: b (400) and c (1600) both stop at 0 price points, so c's 10 more quality points put
    it first of the two. Without x: b is lowest (40 points), c still 0, and b leads by 30.
    """
    strategy = """
        id: log
        currency: NOK
        award: weighted-sum
        weights: points
        criteria:
          - {id: quality, kind: quality, weight: 60, scale: [0, 60]}
          - {id: price, kind: cost, weight: 40, formula: {name: logarithmic, a: 2, clamp: 0}}
        """
    everyone = ranks(rank(strategy, "bid,quality,price\nx,0,100\nb,20,400\nc,30,1600\n"))
    assert everyone["c"] < everyone["b"]
    without = ranks(rank(strategy, "bid,quality,price\nb,20,400\nc,30,1600\n"))
    assert without["b"] < without["c"]


def test_no_prices_give_no_shares() -> None:
    found = price_shares(Formula("linear-min-max"), {})
    assert found.shares == {} and found.reference is None


def test_logarithms_that_sum_to_the_same_tie_although_none_of_them_is_rational() -> None:
    """log 15 = log 3 + log 5: a pays 15 and 1 times the lowest, b 3 and 5 times, with equal weights and bases."""
    text = """
        id: two-logarithms
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: buy, kind: cost, weight: 50, formula: {name: logarithmic, a: 10}}
          - {id: run, kind: cost, weight: 50, formula: {name: logarithmic, a: 10}}
        """
    bids = "a,15,1\nb,3,5\nc,1,1\nd,5,3\ne,1,15\nf,35,1\ng,5,7\nh,7,5\n"
    result = rank(text, "bid,buy,run\n" + bids)
    assert result.order() == [["c"], ["a", "b", "d", "e"], ["f", "g", "h"]]


def test_logarithms_a_millionth_apart_are_told_apart() -> None:
    result = rank_prices("{name: logarithmic, a: 10}", {"a": 1000000, "b": 1000001, "c": "1000001.000001"})
    assert ranks(result) == {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize("clamp", ["0", "both"])
def test_a_clamp_keeps_the_reference_and_what_is_exact(clamp: str) -> None:
    result = rank_prices(f"{{name: proportional-to-lowest, clamp: {clamp}}}", {"a": 120, "b": 100})
    assert reference(result) == ("lowest", (Fraction(100),), ("b",))
    assert all(ranked.exact for ranked in result.ranking)
    logarithmic = rank_prices(f"{{name: logarithmic, a: 2, clamp: {clamp}}}", {"a": 120, "b": 100})
    assert reference(logarithmic) == ("lowest", (Fraction(100),), ("b",))
    assert not any(ranked.exact for ranked in logarithmic.ranking)
