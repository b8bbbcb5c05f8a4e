"""Award methods, each against totals worked out by hand from the method's definition."""

from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.errors import BadInput
from marketkit.said import Said
from marketkit.scoring.entrants import Marker
from tests.scoring.builders import bids, fractions, rank, ranks, strategy, totals

NESTED = """
    id: home-care
    currency: NOK
    award: weighted-sum
    criteria:
      - id: care
        kind: quality
        weight: 40
        parts:
          - {id: continuity, weight: 60, scale: [0, 10]}
          - {id: competence, weight: 40, scale: [0, 10]}
      - {id: climate, kind: sustainability, weight: 30, scale: [0, 10]}
      - {id: price, kind: cost, weight: 30, formula: {name: proportional-to-lowest}}
    """


def test_weighted_sum_in_percent_multiplies_weights_down_the_tree() -> None:
    # weights in the total: continuity 24, competence 16, climate 30, price 30
    # a: 24·0.8 + 16·0.6 + 30·0.5 + 30·1 = 19.2 + 9.6 + 15 + 30 = 73.8
    # b: 24·0.6 + 16·0.9 + 30·1 + 30·100/120 = 14.4 + 14.4 + 30 + 25 = 83.8
    result = rank(NESTED, "bid,continuity,competence,climate,price\na,8,6,5,100\nb,6,9,10,120\n")
    assert totals(result) == fractions(a="73.8", b="83.8")
    assert result.better == "higher"
    assert result.winners == ("b",)
    scores = result.ranked("a").scores
    assert scores["continuity"].share == Fraction(4, 5)
    assert scores["continuity"].weighted == Fraction("19.2")
    # a parent: the sum of its parts, and that sum over its weight 28.8/40
    assert scores["care"].weighted == Fraction("28.8")
    assert scores["care"].share == Fraction(18, 25)
    assert scores["care"].raw is None
    assert scores["price"].share == 1 and scores["price"].weighted == 30
    assert result.ranked("b").scores["price"].formula == "proportional-to-lowest"


def test_weighted_sum_three_levels_deep_keeps_exact_thirds() -> None:
    # inner = 50 % of 40 % of 100 = 20; share 1/3 → 20/3; other = 20·1; outer = 60·2/3 = 40
    deep = """
        id: deep
        currency: EUR
        award: weighted-sum
        criteria:
          - id: top
            kind: quality
            weight: 40
            parts:
              - id: middle
                weight: 100
                parts:
                  - {id: inner, weight: 50, scale: [0, 3]}
                  - {id: other, weight: 50, scale: [0, 3]}
          - {id: outer, kind: innovation, weight: 60, scale: [0, 3]}
        """
    result = rank(deep, "bid,inner,other,outer\na,1,3,2\n")
    assert totals(result) == fractions(a="200/3")  # 20/3 + 20 + 40
    assert result.ranked("a").scores["middle"].share == Fraction(2, 3)
    assert result.ranked("a").scores["top"].weighted == Fraction(80, 3)


def test_weighted_sum_in_points_adds_a_parents_parts_and_may_exceed_a_hundred() -> None:
    in_points = """
        id: in-points
        currency: NOK
        award: weighted-sum
        weights: points
        criteria:
          - id: service
            kind: quality
            parts:
              - {id: reply, weight: 30, scale: [0, 5]}
              - {id: visits, weight: 20, scale: [1, 6]}
          - {id: price, kind: cost, weight: 80, formula: {name: linear-fixed, low: 0, high: 100}}
        """
    # a: 30·4/5 + 20·0 + 80·75/100 = 24 + 0 + 60; b: 30 + 20 + 80·100/100
    result = rank(in_points, "bid,reply,visits,price\na,4,1,25\nb,5,6,0\n")
    assert totals(result) == fractions(a=84, b=130)
    assert result.ranked("a").scores["service"].share == Fraction(12, 25)  # 24 of 50


def test_a_parents_points_may_be_written_when_they_equal_the_sum_and_not_otherwise() -> None:
    text = """
        id: in-points
        currency: NOK
        award: quality-only
        weights: points
        criteria:
          - id: service
            kind: quality
            weight: {weight}
            parts:
              - {{id: reply, weight: 30, scale: [0, 5]}}
              - {{id: visits, weight: 20, scale: [0, 5]}}
        """
    assert strategy(text.format(weight=50)).criterion("service").total_weight == 50
    with pytest.raises(BadInput, match="50"):
        strategy(text.format(weight=51))


def test_weighted_sum_takes_several_cost_criteria_each_with_its_own_formula() -> None:
    several = """
        id: two-costs
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: quality, kind: quality, weight: 50, scale: [0, 10]}
          - {id: purchase, kind: cost, weight: 30, formula: {name: proportional-to-lowest}}
          - {id: service, kind: cost, weight: 20, formula: {name: linear-min-max}}
        """
    # a: 50·0.4 + 30·1 + 20·(50−50)/40 = 50; b: 50·1 + 30·100/150 + 20·(50−10)/40 = 50 + 20 + 20
    # c: 0 + 30·100/300 + 20·(50−30)/40 = 10 + 10
    result = rank(several, "bid,quality,purchase,service\na,4,100,50\nb,10,150,10\nc,0,300,30\n")
    assert totals(result) == fractions(a=50, b=90, c=20)
    assert ranks(result) == {"b": 1, "a": 2, "c": 3}
    scores = result.ranked("b").scores
    assert (scores["purchase"].raw, scores["purchase"].amount) == (150, 150)
    assert (scores["service"].raw, scores["service"].weighted) == (10, 20)


def test_weighted_sum_needs_no_cost_criterion_and_none_but_cost() -> None:
    quality = """
        id: q
        currency: NOK
        award: weighted-sum
        criteria: [{id: quality, kind: quality, weight: 100, scale: [0, 4]}]
        """
    assert totals(rank(quality, "bid,quality\na,3\n")) == fractions(a=75)
    cost = """
        id: c
        currency: NOK
        award: weighted-sum
        criteria: [{id: price, kind: cost, weight: 100, formula: {name: proportional-to-lowest}}]
        """
    # 100 · 300/400
    assert totals(rank(cost, "bid,price\na,300\nb,400\n")) == fractions(a=100, b=75)


def test_a_price_formula_works_on_the_sum_of_a_basket_with_quantities() -> None:
    basket = """
        id: basket
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: quality, kind: quality, weight: 40, scale: [0, 10]}
          - id: price
            kind: cost
            weight: 60
            formula: {name: proportional-to-lowest}
            parts:
              - {id: gloves, quantity: 100}
              - {id: gowns, quantity: 2.5}
              - {id: delivery}
        """
    # a: 100·2 + 2.5·40 + 20 = 320; b: 100·3 + 2.5·32 + 20 = 400 → price points 60 and 60·320/400 = 48
    result = rank(basket, "bid,quality,gloves,gowns,delivery\na,5,2,40,20\nb,10,3,32,20\n")
    assert totals(result) == fractions(a=80, b=88)
    scores = result.ranked("a").scores
    assert scores["price"].amount == 320 and scores["price"].raw is None
    assert scores["gowns"].raw == 40 and scores["gowns"].amount == 100
    assert scores["gowns"].share is None and scores["gowns"].weighted is None
    assert scores["delivery"].amount == 20


def test_a_basket_within_a_basket_adds_up_with_every_part_shown() -> None:
    text = """
        id: nested-costs
        currency: NOK
        award: lowest-price
        criteria:
          - id: price
            kind: cost
            parts:
              - {id: once}
              - {id: yearly, parts: [{id: upkeep, quantity: 4}, {id: licence, quantity: 4}]}
        """
    # 100 + 4·10 + 4·5
    result = rank(text, "bid,once,upkeep,licence\na,100,10,5\n")
    assert totals(result) == fractions(a=160)
    scores = result.ranked("a").scores
    assert {name: score.amount for name, score in scores.items()} == fractions(
        price=160, once=100, yearly=60, upkeep=40, licence=20
    )
    assert {name: score.raw for name, score in scores.items() if score.raw is not None} == fractions(
        once=100, upkeep=10, licence=5
    )


def test_a_unit_price_on_a_single_cost_criterion_is_multiplied_by_its_quantity() -> None:
    text = """
        id: days
        currency: GBP
        award: lowest-price
        criteria: [{id: day, kind: cost, quantity: 200000}]
        """
    result = rank(text, "bid,day\na,450.50\n")
    assert totals(result) == fractions(a=90100000)  # 450.50 · 200000
    assert result.ranked("a").scores["day"].raw == Fraction("450.5")


@pytest.mark.parametrize(
    ("raw", "share"), [("20", "0"), ("11", "1/2"), ("2", "1"), ("14", "1/3")]
)  # (raw − 20)/(2 − 20)
def test_a_reversed_scale_gives_full_marks_at_its_low_end(raw: str, share: str) -> None:
    text = """
        id: days
        currency: NOK
        award: quality-only
        criteria: [{id: delivery, kind: quality, weight: 100, scale: [20, 2]}]
        """
    result = rank(text, f"bid,delivery\na,{raw}\n")
    assert result.ranked("a").scores["delivery"].share == Fraction(share)


def test_a_scale_may_start_below_zero() -> None:
    text = """
        id: satisfaction
        currency: NOK
        award: quality-only
        criteria: [{id: nps, kind: quality, weight: 100, scale: [-100, 100]}]
        """
    # (−40 + 100)/200
    assert totals(rank(text, "bid,nps\na,-40\n")) == fractions(a=30)


MONETISED = """
    id: value
    currency: NOK
    award: monetised-quality
    criteria:
      - id: quality
        kind: quality
        parts:
          - {id: comfort, worth: 300, scale: [0, 10]}
          - {id: noise, worth: -90, scale: [0, 3]}
      - {id: climate, kind: sustainability, worth: 120, scale: [4, 0]}
      - {id: price, kind: cost}
    """


def test_monetised_quality_deducts_what_quality_is_worth_and_adds_a_malus() -> None:
    # a: 1000 − (300·0.7 − 90·2/3 + 120·1/4) = 1000 − 180; b: 800 − (0 − 90 + 120·0) = 890
    result = rank(MONETISED, "bid,comfort,noise,climate,price\na,7,2,3,1000\nb,0,3,4,800\n")
    assert totals(result) == fractions(a=820, b=890)
    assert result.better == "lower"
    assert result.winners == ("a",)
    scores = result.ranked("a").scores
    assert scores["comfort"].weighted == 210  # worth · share
    assert scores["noise"].weighted == -60
    assert scores["quality"].weighted == 150 and scores["quality"].share is None  # no weight to divide by
    assert scores["price"].amount == 1000
    assert scores["price"].weighted is None and scores["price"].share is None


def test_monetised_quality_takes_zero_and_negative_prices() -> None:
    result = rank(MONETISED, "bid,comfort,noise,climate,price\na,0,0,4,-10\nb,10,0,4,0\nc,0,0,4,5\n")
    assert totals(result) == fractions(a=-10, b=-300, c=5)
    assert ranks(result) == {"b": 1, "a": 2, "c": 3}


MARKUP = """
    id: markup
    currency: NOK
    award: markup
    criteria:
      - {id: method, kind: quality, weight: 35, scale: [0, 10]}
      - {id: staff, kind: quality, weight: 25, scale: [0, 10]}
      - {id: price, kind: cost, weight: 40}
    """


def test_markup_raises_the_price_by_what_is_missing_of_full_marks() -> None:
    # a: 100·(1 + 0·35/40 + 0.5·25/40) = 100·21/16; b: 120·1; c: 80·(1 + 35/40 + 25/40) = 80·2.5
    result = rank(MARKUP, "bid,method,staff,price\na,10,5,100\nb,10,10,120\nc,0,0,80\n")
    assert totals(result) == fractions(a="131.25", b=120, c=200)
    assert ranks(result) == {"b": 1, "a": 2, "c": 3}
    assert result.better == "lower"


def test_markup_in_points_measures_against_the_points_of_cost() -> None:
    text = """
        id: markup
        currency: NOK
        award: markup
        weights: points
        criteria:
          - id: quality
            kind: quality
            parts:
              - {id: method, weight: 7, scale: [0, 10]}
              - {id: staff, weight: 5, scale: [0, 10]}
          - {id: price, kind: cost, weight: 8}
        """
    # 7/8 and 5/8 are 35/40 and 25/40: the same totals as in percent
    result = rank(text, "bid,method,staff,price\na,10,5,100\nc,0,0,80\n")
    assert totals(result) == fractions(a="131.25", c=200)


def test_markup_of_a_price_of_zero_is_zero() -> None:
    assert totals(rank(MARKUP, "bid,method,staff,price\na,1,1,0\n")) == fractions(a=0)


PER_POINT = """
    id: per-point
    currency: NOK
    award: price-per-quality-point
    criteria:
      - {id: method, kind: quality, weight: 60, scale: [0, 10]}
      - {id: staff, kind: quality, weight: 40, scale: [0, 10]}
      - {id: price, kind: cost}
    """


def test_price_per_quality_point_divides_the_price_by_the_points() -> None:
    # a: Q = 60 + 20 = 80, 1000/80 = 12.5; b: Q = 100, 1200/100 = 12; c: Q = 30 + 40 = 70, 1000/70
    result = rank(PER_POINT, "bid,method,staff,price\na,10,5,1000\nb,10,10,1200\nc,5,10,1000\n")
    assert totals(result) == fractions(a="12.5", b=12, c="100/7")
    assert ranks(result) == {"b": 1, "a": 2, "c": 3}


def test_price_per_quality_point_in_points_divides_by_points() -> None:
    text = """
        id: per-point
        currency: NOK
        award: price-per-quality-point
        weights: points
        criteria:
          - {id: method, kind: quality, weight: 30, scale: [0, 10]}
          - {id: staff, kind: quality, weight: 20, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    # Q = 30·0.5 + 20·1 = 35; 700/35
    assert totals(rank(text, "bid,method,staff,price\na,5,10,700\n")) == fractions(a=20)


def test_a_bid_without_quality_points_is_out_under_price_per_quality_point() -> None:
    result = rank(PER_POINT, "bid,method,staff,price\na,0,0,1\nb,1,0,600\n")
    assert totals(result) == fractions(b=100)  # Q = 6
    (excluded,) = result.excluded
    assert excluded.bid.id == "a"
    assert [(r.code, r.criterion) for r in excluded.reasons] == [("no-quality-points", None)]


def test_price_per_quality_point_of_a_price_of_zero_is_zero() -> None:
    assert totals(rank(PER_POINT, "bid,method,staff,price\na,5,5,0\n")) == fractions(a=0)


UTILITY = """
    id: utility
    currency: NOK
    award: utility-index
    criteria:
      - id: quality
        kind: quality
        weight: 60
        parts:
          - {id: method, weight: 50, scale: [0, 10]}
          - {id: staff, weight: 50, scale: [0, 10]}
      - {id: price, kind: cost, weight: 40}
    """


def test_utility_index_weighs_quality_lost_to_the_best_against_the_price() -> None:
    # N = 60/40. Q: a 1/2, b 4/5, c 3/10; Qbest 4/5; Pmin 100
    # a: (1 − 0.3·1.5)/100·100 = 0.55; b: 1/200·100 = 0.5; c: (1 − 0.5·1.5)/125·100 = 0.25·0.8 = 0.2
    result = rank(UTILITY, "bid,method,staff,price\na,5,5,100\nb,8,8,200\nc,2,4,125\n")
    assert totals(result) == fractions(a="0.55", b="0.5", c="0.2")
    assert result.better == "higher"
    assert result.winners == ("a",)
    reference = result.ranked("b").scores["price"].reference
    assert reference is not None
    assert (reference.values, reference.bids) == ((Fraction(100),), ("a",))


def test_utility_index_goes_below_zero_when_the_lost_quality_outweighs_everything() -> None:
    # a: Q 0, Qbest 1: (1 − 1.5)/100·100
    result = rank(UTILITY, "bid,method,staff,price\na,0,0,100\nb,10,10,200\n")
    assert totals(result) == fractions(a="-0.5", b="0.5")


def test_utility_index_in_points_uses_shares_of_all_quality_points() -> None:
    text = """
        id: utility
        currency: NOK
        award: utility-index
        weights: points
        criteria:
          - {id: method, kind: quality, weight: 3, scale: [0, 10]}
          - {id: staff, kind: quality, weight: 3, scale: [0, 10]}
          - {id: price, kind: cost, weight: 4}
        """
    # N = 6/4 and the same shares as in percent
    result = rank(text, "bid,method,staff,price\na,5,5,100\nb,8,8,200\nc,2,4,125\n")
    assert totals(result) == fractions(a="0.55", b="0.5", c="0.2")


def test_the_best_quality_of_a_utility_index_is_that_of_the_bids_still_in() -> None:
    text = UTILITY + "\n    min_total_quality: 0\n"
    text = text.replace(
        "scale: [0, 10]}\n          - {id: staff", "scale: [0, 10], min_score: 3}\n          - {id: staff"
    )
    # b has the best quality (Q 0.6) but misses method ≥ 3, so Qbest is a's 0.5 and Pmin a's 100 → a: 1
    result = rank(text, "bid,method,staff,price\na,5,5,100\nb,2,10,50\n")
    assert totals(result) == fractions(a=1)


COEFFICIENT = """
    id: coefficient
    currency: DKK
    award: quality-coefficient
    criteria:
      - {id: comfort, kind: quality, scale: [0, 0.1]}
      - {id: climate, kind: sustainability, scale: [0, 0.2]}
      - {id: price, kind: cost}
    """


def test_quality_coefficient_divides_the_price_by_the_coefficient() -> None:
    # ΣVmax = 0.3. a: 1000/(1 + 0.2/0.7) = 1000·7/9; b: 800/1; c: 1000/(1 + 0.3/0.7) = 700
    result = rank(COEFFICIENT, "bid,comfort,climate,price\na,0.1,0.1,1000\nb,0,0,800\nc,0.1,0.2,1000\n")
    assert totals(result) == fractions(a="7000/9", b=800, c=700)
    assert ranks(result) == {"c": 1, "a": 2, "b": 3}
    assert result.better == "lower"
    scores = result.ranked("a").scores
    assert scores["climate"].share == Fraction(1, 2) and scores["climate"].weighted is None


def test_lowest_price_ranks_by_price_alone() -> None:
    text = """
        id: cheapest
        currency: NOK
        award: lowest-price
        criteria:
          - {id: quality, kind: quality, scale: [0, 10], min_score: 5}
          - {id: price, kind: cost}
        """
    result = rank(text, "bid,quality,price\na,10,100\nb,5,90\nc,4,1\nd,9,-3\n")
    assert totals(result) == fractions(d=-3, b=90, a=100)
    assert [ranked.bid.id for ranked in result.ranking] == ["d", "b", "a"]
    assert [excluded.bid.id for excluded in result.excluded] == ["c"]
    assert result.better == "lower"


def test_quality_only_leaves_the_price_out() -> None:
    text = """
        id: fixed-price
        currency: NOK
        award: quality-only
        criteria:
          - {id: method, kind: quality, weight: 70, scale: [0, 10]}
          - {id: social, kind: sustainability, weight: 30, scale: [0, 5]}
        """
    # a: 70·0.9 + 30·0.2; b: 70·0.5 + 30·1
    result = rank(text, "bid,method,social\na,9,1\nb,5,5\n")
    assert totals(result) == fractions(a=69, b=65)
    assert result.winners == ("a",) and result.better == "higher"


@pytest.mark.parametrize(
    ("text", "row", "price", "computable"),
    [
        (MARKUP, "1,1", "-1", False),
        (MARKUP, "1,1", "0", True),
        (PER_POINT, "1,1", "-1", False),
        (PER_POINT, "1,1", "0", True),
        (COEFFICIENT, "0,0", "-1", False),
        (COEFFICIENT, "0,0", "0", True),
        (UTILITY, "1,1", "-1", False),
        (UTILITY, "1,1", "0", False),
        (MONETISED, "1,1,1", "-1", True),
        (MONETISED, "1,1,1", "0", True),
    ],
)
def test_zero_and_negative_prices_are_refused_only_where_the_method_has_no_value(
    text: str, row: str, price: str, computable: bool
) -> None:
    leaves = [leaf.id for leaf in strategy(text).leaves()]
    header = ",".join(["bid", *leaves])
    result = rank(text, f"{header}\ngood,{row},10\nodd,{row},{price}\n")
    assert result.computable is computable
    if computable:
        assert len(result.ranking) == 2 and result.warnings == ()
    else:
        assert result.ranking == ()
        assert result.better == ("higher" if text == UTILITY else "lower")
        (warning,) = result.warnings
        assert (warning.code, warning.bids) == ("not-computable", ("odd",))
        award, expected = result.strategy.award, "above 0" if text == UTILITY else "of 0 or more"
        assert (
            warning.text == f"No ranking can be computed: {award} needs every price to be {expected} (odd)."
        )


def test_every_cost_criterion_without_a_value_is_named() -> None:
    several = """
        id: two-costs
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: purchase, kind: cost, weight: 60, formula: {name: proportional-to-lowest}}
          - {id: service, kind: cost, weight: 40, formula: {name: average-based}}
        """
    (warning,) = rank(several, "bid,purchase,service\na,0,1\nb,1,-1\nc,1,1\n").warnings
    assert warning.bids == ("a", "b")
    assert warning.text == (
        "No ranking can be computed: purchase: proportional-to-lowest needs a lowest price above 0; "
        "service: average-based needs every price above 0 (a, b)."
    )


def test_what_cannot_be_computed_can_be_said_whole_in_another_language() -> None:
    criteria = "".join(
        f"  - {{id: c{n}, kind: cost, weight: 25, formula: {{name: average-based}}}}\n" for n in range(4)
    )
    text = f"id: four\ncurrency: NOK\naward: weighted-sum\ncriteria:\n{criteria}"
    (warning,) = rank(text, "bid,c0,c1,c2,c3\na,0,0,0,0\n").warnings
    nb = {
        "No ranking can be computed: {fault} ({bids}).": "Kan ikke regnes ut: {fault} ({bids}).",
        "{formula} needs every price above 0": "{formula} krever priser over 0",
    }
    assert isinstance(warning.text, Said)
    assert warning.text.translated(lambda template: nb.get(template, template)) == (
        "Kan ikke regnes ut: c0: average-based krever priser over 0; c1: average-based krever priser over 0; "
        "c2: average-based krever priser over 0; c3: average-based krever priser over 0 (a)."
    )


def test_an_excluded_bids_price_does_not_make_a_result_uncomputable() -> None:
    text = PER_POINT.replace("weight: 60, scale: [0, 10]", "weight: 60, scale: [0, 10], min_score: 5")
    result = rank(text, "bid,method,staff,price\na,5,10,700\nb,4,10,-1\n")
    assert result.computable and totals(result) == fractions(a=10)  # Q = 30 + 40


@pytest.mark.parametrize(
    ("text", "row", "workings"),
    [
        # worth 300·0.7 − 90·2/3 + 120·1/4 = 180
        (MONETISED, "7,2,3,1000", fractions(price=1000, worth=180)),
        # penalty 0.5·25/40; quality 35 + 12.5
        (MARKUP, "10,5,100", fractions(price=100, quality="47.5", penalty="5/16")),
        (PER_POINT, "10,5,1000", fractions(price=1000, quality=80)),
        # 1 + 0.2/0.7
        (
            COEFFICIENT,
            "0.1,0.1,1000",
            {**fractions(price=1000, coefficient="9/7"), "share-value": Fraction(1, 5)},
        ),
    ],
)
def test_the_figures_a_total_was_formed_from_are_kept(
    text: str, row: str, workings: dict[str, Fraction]
) -> None:
    header = ",".join(["bid", *(leaf.id for leaf in strategy(text).leaves())])
    assert rank(text, f"{header}\na,{row}\n").ranked("a").workings == workings


def test_a_price_at_another_amount_leaves_all_else_as_it_was() -> None:
    read = strategy(MARKUP)
    (bid,) = bids("bid,method,staff,price\na,10,5,100\n", read)
    before = Marker(read).entrant(bid)
    after = before.with_amount("price", Fraction(7))
    assert after.amounts == {"price": Fraction(7)} and before.amounts == {"price": Fraction(100)}
    assert (after.bid, after.scores, after.quality) == (before.bid, before.scores, before.quality)
