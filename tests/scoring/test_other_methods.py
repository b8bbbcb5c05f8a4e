"""The same bids under other methods: totals by hand, what is refused, and conversions that must agree exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from marketkit.scoring.evaluate import award, enter
from marketkit.scoring.other_methods import Alternative, other_methods
from marketkit.sourcing.bids import Bid
from tests.scoring.builders import bids, price_strategy, strategy, totals
from tests.scoring.cases import Case, cases, leaves

ROWS = "bid,quality,price\na,5,100\nb,10,125\n"
PROPORTIONAL = price_strategy("{name: proportional-to-lowest}")
HUNDRED = {"price": Fraction(100)}


def compared(
    text: str, rows: str = ROWS, references: dict[str, Fraction] | None = None
) -> dict[tuple[str, str | None], Alternative]:
    read = strategy(text)
    staying, excluded = enter(read, bids(rows, read))
    found = other_methods(award(read, staying, excluded), staying, references or HUNDRED)
    return {(each.award, each.formula): each for each in found}


def sums(each: Alternative) -> dict[str, Fraction]:
    assert each.result is not None
    return totals(each.result)


def why_not(each: Alternative) -> str:
    assert each.result is None and each.conversion is None and each.why_not is not None
    return each.why_not


@pytest.mark.parametrize(
    ("method", "a", "b"),
    [
        (("weighted-sum", "linear-from-lowest"), 30 + 40, 60 + 30),
        (("weighted-sum", "linear-min-max"), 30 + 40, 60),
        # full points at 50, none at 150
        (("weighted-sum", "linear-fixed"), 30 + 20, 60 + 10),
        (("weighted-sum", "average-based"), 30 + 45, 60 + 36),
        # full marks are worth 60/40 of 100
        (("monetised-quality", None), 100 - 75, 125 - 150),
        (("markup", None), 175, 125),
        (("price-per-quality-point", None), Fraction(100, 30), Fraction(125, 60)),
        # half the quality lacks 0.5·1.5 of 1
        (("utility-index", None), Fraction(1, 4), Fraction(100, 125)),
        (("lowest-price", None), 100, 125),
    ],
)
def test_a_weighted_sum_under_the_others(
    method: tuple[str, str | None], a: Fraction | int, b: Fraction | int
) -> None:
    assert sums(compared(PROPORTIONAL)[method]) == {"a": a, "b": b}


def test_the_strategy_as_written_comes_first_and_every_method_is_named_once() -> None:
    found = list(compared(PROPORTIONAL).items())
    assert found[0][0] == ("weighted-sum", "proportional-to-lowest")
    assert [each.own for _, each in found] == [True, *[False] * 12]
    assert sums(found[0][1]) == {"a": 70, "b": 92}


def test_how_it_was_converted_is_said() -> None:
    found = compared(PROPORTIONAL)
    assert found["monetised-quality", None].conversion == (
        "Full marks are worth the criterion's weight, divided by the weight of cost, times 100 NOK."
    )
    assert found["weighted-sum", "linear-fixed"].conversion == (
        "The same weights; the price goes from full points to none over 50 to 150 NOK."
    )
    assert found["markup", None].conversion == "The same weights."


def test_what_cannot_be_compared_says_why() -> None:
    found = compared(PROPORTIONAL)
    assert "base" in why_not(found["weighted-sum", "logarithmic"])
    assert "share value" in why_not(found["quality-coefficient", None])
    assert "fixed beforehand" in why_not(found["quality-only", None])


def test_worths_become_weights_beside_the_reference_price() -> None:
    text = """
        id: x
        currency: NOK
        award: monetised-quality
        criteria:
          - {id: quality, kind: quality, worth: 50, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    found = compared(text)
    # 50 and 100 make weights of a third and two thirds
    assert sums(found["weighted-sum", "proportional-to-lowest"]) == {
        "a": Fraction(250, 3),
        "b": Fraction(100, 3) + Fraction(160, 3),
    }
    assert found["weighted-sum", "proportional-to-lowest"].conversion == (
        "Each worth becomes a weight, beside 100 NOK for the price. The same weights."
    )
    malus = compared(text.replace("worth: 50", "worth: -50"))
    assert "not above 0" in why_not(malus["markup", None])
    assert sums(malus["lowest-price", None]) == {"a": 100, "b": 125}


@pytest.mark.parametrize(
    ("award_method", "quality"),
    [
        ("price-per-quality-point", "weight: 100, scale: [0, 10]"),
        ("quality-coefficient", "scale: [0, 0.5]"),
        ("lowest-price", "scale: [0, 10]"),
    ],
)
def test_a_method_that_does_not_weigh_the_price_gives_no_weights(award_method: str, quality: str) -> None:
    text = f"""
        id: x
        currency: NOK
        award: {award_method}
        criteria:
          - {{id: quality, kind: quality, {quality}}}
          - {{id: price, kind: cost}}
        """
    found = compared(text, "bid,quality,price\na,0.1,100\nb,0.5,125\n")
    assert "does not say" in why_not(found["markup", None])
    assert "does not say" in why_not(found["weighted-sum", "linear-min-max"])
    assert sums(found["lowest-price", None]) == {"a": 100, "b": 125}


def test_several_cost_criteria_are_compared_under_formulas_only() -> None:
    two = """
        id: two
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: q, kind: quality, weight: 50, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 40, formula: {name: linear-min-max}}
          - {id: run, kind: cost, weight: 10, formula: {name: average-based}}
        """
    references = {"buy": Fraction(100), "run": Fraction(20)}
    found = compared(two, "bid,q,buy,run\na,10,50,20\nb,0,100,40\n", references)
    # buy from 50 to 150, run from 10 to 30
    assert sums(found["weighted-sum", "linear-fixed"]) == {"a": 50 + 40 + 5, "b": 20 - 5}
    assert found["weighted-sum", "linear-fixed"].conversion == (
        "The same weights; the price goes from full points to none over 50 to 150 NOK; 10 to 30 NOK."
    )
    assert next(iter(found)) == ("weighted-sum", None)  # formulas of two kinds
    assert "one cost criterion" in why_not(found["lowest-price", None])


def test_without_prices_or_without_quality_there_is_nothing_to_compare() -> None:
    only = "id: x\ncurrency: NOK\naward: quality-only\ncriteria: [{id: quality, kind: quality, weight: 100, scale: [0, 10]}]\n"
    found = compared(only, "bid,quality\na,5\n")
    assert [each.result is None for each in found.values()] == [False, *[True] * (len(found) - 1)]
    price = "id: x\ncurrency: NOK\naward: weighted-sum\ncriteria: [{id: price, kind: cost, weight: 100, formula: {name: linear-min-max}}]\n"
    found = compared(price, "bid,price\na,5\nb,6\n")
    assert "nothing but the price" in why_not(found["utility-index", None])
    assert sums(found["weighted-sum", "proportional-to-lowest"]) == {"a": 100, "b": Fraction(500, 6)}


def test_a_reference_price_that_is_not_above_zero_is_none() -> None:
    found = compared(PROPORTIONAL, references={"price": Fraction(0)})
    assert "not above 0" in why_not(found["monetised-quality", None])


def test_bids_the_thresholds_shut_out_stay_out_and_no_others_fall() -> None:
    strict = PROPORTIONAL.replace("scale: [0, 10]", "scale: [0, 10], min_score: 5")
    found = compared(strict, ROWS + "c,4,10\n")
    assert all(set(sums(each)) == {"a", "b"} for each in found.values() if each.result is not None)


def test_the_same_winners_in_another_order_are_the_same_winners() -> None:
    two = PROPORTIONAL.replace("award:", "award_to: 2\n        award:")
    found = compared(two)
    own = found["weighted-sum", "proportional-to-lowest"].result
    assert own is not None
    assert found["lowest-price", None].same_winners(own)
    one = compared(PROPORTIONAL)
    own = one["weighted-sum", "proportional-to-lowest"].result
    assert own is not None
    assert not one["lowest-price", None].same_winners(own)
    assert one["markup", None].same_winners(own)
    assert not one["quality-only", None].same_winners(own)


@given(case=cases(awards=("monetised-quality",), thresholds=False))
def test_worths_and_fixed_end_points_give_one_order(case: Case) -> None:
    for criterion in case.spec["criteria"]:
        for leaf in leaves(criterion):
            if "worth" in leaf:
                leaf["worth"] = abs(leaf["worth"]) + 1
    _same_order(case, "weighted-sum", "linear-fixed")


@given(
    case=cases(
        awards=("weighted-sum",),
        formulas=({"name": "linear-fixed", "low": 10, "high": 40},),
        clamps=False,
        thresholds=False,
        units=("points",),
        least_costs=1,
    )
)
def test_fixed_end_points_and_worths_give_one_order(case: Case) -> None:
    quality = [criterion for criterion in case.spec["criteria"] if criterion["kind"] != "cost"]
    case.spec["criteria"] = case.spec["criteria"][: len(quality) + 1]  # one cost criterion
    known = {leaf["id"] for criterion in case.spec["criteria"] for leaf in leaves(criterion)}
    for row in case.rows.values():
        for surplus in row.keys() - known:
            del row[surplus]
    _same_order(case, "monetised-quality", None)


@given(case=cases(awards=("markup", "utility-index", "weighted-sum"), thresholds=True, least_costs=1))
def test_the_conversion_never_fails_and_ranks_the_bids_still_in(case: Case) -> None:
    result = case.result()
    staying, _ = enter(result.strategy, [Bid(id=name, raw=raw) for name, raw in case.rows.items()])
    references = {cost.id: Fraction(30) for cost in result.strategy.cost_criteria}
    names = {entrant.bid.id for entrant in staying}
    for each in other_methods(result, staying, references):
        if each.result is not None:
            ranked = {ranked.bid.id for ranked in each.result.ranking}
            out = {excluded.bid.id for excluded in each.result.excluded}
            assert each.own or ranked | out == names
            assert each.own or out == set() or each.award == "price-per-quality-point"


def _same_order(case: Case, method: str, formula: str | None) -> None:
    case.spec.pop("tie_break", None)
    result = case.result()
    staying, _ = enter(result.strategy, [Bid(id=name, raw=raw) for name, raw in case.rows.items()])
    references = {cost.id: Fraction(30) for cost in result.strategy.cost_criteria}
    for each in other_methods(result, staying, references):
        if (each.award, each.formula) == (method, formula):
            assert each.result is not None
            assert each.result.order() == result.order()
            return
    raise AssertionError("the method was not compared")
