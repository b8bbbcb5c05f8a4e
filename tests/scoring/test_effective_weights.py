"""What the criteria decide among given bids, by hand."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given

from marketkit.scoring.effective_weights import as_percentages, effective_weights
from tests.scoring.builders import rank
from tests.scoring.cases import Case, cases

# care: a 40·(0.6·0.9 + 0.4·0.5) = 29.6, b 40·(0.6·0.4 + 0.4·0.8) = 22.4
# climate: a 20·0.5 = 10, b 20·0.6 = 12; price: a 40·(150 − 110)/100 = 16, b 40·(150 − 90)/100 = 24
PARTS = """
    id: x
    currency: NOK
    award: weighted-sum
    criteria:
      - id: care
        kind: quality
        weight: 40
        parts:
          - {id: one, weight: 60, scale: [0, 10]}
          - {id: two, weight: 40, scale: [0, 10]}
      - {id: climate, kind: sustainability, weight: 20, scale: [0, 10]}
      - {id: price, kind: cost, weight: 40, formula: {name: linear-fixed, low: 50, high: 150}}
    """
ROWS = "bid,one,two,climate,price\na,9,5,5,110\nb,4,8,6,90\n"


def test_a_weighted_sum_by_hand() -> None:
    found = effective_weights(rank(PARTS, ROWS))
    # spreads 7.2, 2 and 8 of 17.2; parts 24·0.5 = 12 and 16·0.3 = 4.8, of the same 17.2
    assert [(weight.criterion, weight.stated, weight.spread, weight.percent) for weight in found] == [
        ("care", 40, Fraction("7.2"), 100 * Fraction("7.2") / Fraction("17.2")),
        ("one", 24, 12, 100 * 12 / Fraction("17.2")),
        ("two", 16, Fraction("4.8"), 100 * Fraction("4.8") / Fraction("17.2")),
        ("climate", 20, 2, 200 / Fraction("17.2")),
        ("price", 40, 8, 800 / Fraction("17.2")),
    ]
    assert as_percentages(found)["climate"] == 200 / Fraction("17.2")
    assert all(weight.exact for weight in found)


def test_a_criterion_in_which_all_are_alike_decides_nothing() -> None:
    found = as_percentages(effective_weights(rank(PARTS, ROWS.replace("b,4,8,6", "b,9,5,5"))))
    assert found == {"care": 0, "one": 0, "two": 0, "climate": 0, "price": 100}


def test_monetised_quality_in_money() -> None:
    text = """
        id: x
        currency: NOK
        award: monetised-quality
        criteria:
          - {id: ease, kind: quality, scale: [0, 10], worth: 300}
          - {id: climate, kind: sustainability, scale: [0, 10], worth: 500}
          - {id: price, kind: cost}
        """
    found = effective_weights(rank(text, "bid,ease,climate,price\na,9,5,1000\nb,4,8,1200\n"))
    # 300·0.5 = 150, 500·0.3 = 150, 200
    assert [(w.criterion, w.stated, w.spread, w.percent) for w in found] == [
        ("ease", None, 150, 30),
        ("climate", None, 150, 30),
        ("price", None, 200, 40),
    ]


def test_a_price_per_point_at_the_first_bids_rate() -> None:
    text = """
        id: x
        currency: NOK
        award: price-per-quality-point
        criteria:
          - {id: q, kind: quality, weight: 100, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    found = effective_weights(rank(text, "bid,q,price\na,8,80\nb,5,100\n"))
    # a is first at 1 a point: 30 points are 30, against 20 in price
    assert as_percentages(found) == {"q": 60, "price": 40}
    assert [weight.stated for weight in found] == [None, None]  # the price has no weight to stand beside


def test_under_lowest_price_the_price_is_everything() -> None:
    text = """
        id: x
        currency: NOK
        award: lowest-price
        criteria:
          - {id: q, kind: quality, weight: 100, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    assert as_percentages(effective_weights(rank(text, "bid,q,price\na,8,80\nb,5,100\n"))) == {
        "q": 0,
        "price": 100,
    }


def test_none_for_one_bid_or_for_bids_alike() -> None:
    assert effective_weights(rank(PARTS, "bid,one,two,climate,price\na,9,5,5,110\n")) == ()
    assert effective_weights(rank(PARTS, "bid,one,two,climate,price\na,9,5,5,110\nb,9,5,5,110\n")) == ()


def test_a_logarithm_makes_them_inexact() -> None:
    text = PARTS.replace("linear-fixed, low: 50, high: 150", "logarithmic, a: 2")
    assert not any(weight.exact for weight in effective_weights(rank(text, ROWS)))


@given(case=cases())
def test_top_level_criteria_sum_to_a_hundred_and_none_is_negative(case: Case) -> None:
    result = case.result()
    found = effective_weights(result)
    top = {criterion.id for criterion in result.strategy.criteria}
    if found:
        assert sum(weight.percent for weight in found if weight.criterion in top) == 100
        assert all(weight.percent >= 0 for weight in found)
        assert top <= {weight.criterion for weight in found}
