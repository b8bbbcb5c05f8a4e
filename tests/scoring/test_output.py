"""The JSON of a result: every key, every null, and how numbers are written."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from marketkit.numbers import exact_text, plain_text
from marketkit.said import decimal_text
from marketkit.scoring.output import as_dict, pieces
from tests.scoring.builders import rank

WEIGHTED = """
    id: home-care
    currency: NOK
    award: weighted-sum
    rounding: {{places: {places}}}
    criteria:
      - id: care
        kind: quality
        weight: 70
        min_percent: 30
        parts:
          - {{id: continuity, weight: 50, scale: [0, 3], min_score: 1}}
          - {{id: competence, weight: 50, scale: [0, 3]}}
      - id: price
        kind: cost
        weight: 30
        formula: {{name: {formula}}}
        parts: [{{id: hours, quantity: 2}}, {{id: travel}}]
    """


def weighted(rows: str, places: int = 2, formula: str = "proportional-to-lowest") -> dict[str, Any]:
    text = WEIGHTED.format(places=places, formula=formula)
    return as_dict(rank(text, "bid,continuity,competence,hours,travel\n" + rows))


def test_the_whole_shape_of_a_weighted_sum() -> None:
    found = weighted("b,2,1,30,7\na,3,3,60,14\nc,0,3,1,1\n")
    # amounts: a 2·60 + 14 = 134, b 2·30 + 7 = 67 (lowest)
    # a: 35 + 35 + 30·67/134 = 85; b: 35·2/3 + 35/3 + 30 = 65; c: continuity 0 < 1, out; care 35/70 = 50 %
    sha256 = found["strategy"].pop("sha256")
    assert len(sha256) == 64
    reference = {"name": "lowest", "value": "67.0000", "bids": ["b"]}
    nothing = {"formula": None, "reference": None}
    unweighted = {"share": None, "share_exact": None, "weighted": None, "weighted_exact": None, **nothing}
    assert found == {
        "strategy": {"id": "home-care", "award": "weighted-sum", "currency": "NOK"},
        "better": "higher",
        "winners": ["a"],
        "undecided": [],
        "ranking": [
            {
                "bid": "a",
                "rank": 1,
                "total": "85.0000",
                "total_exact": "85",
                "tied_with": [],
                "criteria": {
                    "care": {
                        "raw": None,
                        "amount": None,
                        "share": "1.0000",
                        "share_exact": "1",
                        "weighted": "70.0000",
                        "weighted_exact": "70",
                        **nothing,
                    },
                    "continuity": {
                        "raw": "3.0000",
                        "amount": None,
                        "share": "1.0000",
                        "share_exact": "1",
                        "weighted": "35.0000",
                        "weighted_exact": "35",
                        **nothing,
                    },
                    "competence": {
                        "raw": "3.0000",
                        "amount": None,
                        "share": "1.0000",
                        "share_exact": "1",
                        "weighted": "35.0000",
                        "weighted_exact": "35",
                        **nothing,
                    },
                    "price": {
                        "raw": None,
                        "amount": "134.0000",
                        "share": "0.5000",
                        "share_exact": "1/2",
                        "weighted": "15.0000",
                        "weighted_exact": "15",
                        "formula": "proportional-to-lowest",
                        "reference": reference,
                    },
                    "hours": {"raw": "60.0000", "amount": "120.0000", **unweighted},
                    "travel": {"raw": "14.0000", "amount": "14.0000", **unweighted},
                },
            },
            {
                "bid": "b",
                "rank": 2,
                "total": "65.0000",
                "total_exact": "65",
                "tied_with": [],
                "criteria": {
                    "care": {
                        "raw": None,
                        "amount": None,
                        "share": "0.5000",
                        "share_exact": "1/2",
                        "weighted": "35.0000",
                        "weighted_exact": "35",
                        **nothing,
                    },
                    "continuity": {
                        "raw": "2.0000",
                        "amount": None,
                        "share": "0.6667",
                        "share_exact": "2/3",
                        "weighted": "23.3333",
                        "weighted_exact": "70/3",
                        **nothing,
                    },
                    "competence": {
                        "raw": "1.0000",
                        "amount": None,
                        "share": "0.3333",
                        "share_exact": "1/3",
                        "weighted": "11.6667",
                        "weighted_exact": "35/3",
                        **nothing,
                    },
                    "price": {
                        "raw": None,
                        "amount": "67.0000",
                        "share": "1.0000",
                        "share_exact": "1",
                        "weighted": "30.0000",
                        "weighted_exact": "30",
                        "formula": "proportional-to-lowest",
                        "reference": reference,
                    },
                    "hours": {"raw": "30.0000", "amount": "60.0000", **unweighted},
                    "travel": {"raw": "7.0000", "amount": "7.0000", **unweighted},
                },
            },
        ],
        "excluded": [
            {
                "bid": "c",
                "reasons": [
                    {
                        "code": "below-min-score",
                        "criterion": "continuity",
                        "value": "0.0000",
                        "required": "1.0000",
                    }
                ],
            }
        ],
        "flags": [],
        "warnings": [],
    }


def test_more_places_than_four_are_honoured_and_fewer_are_not() -> None:
    assert weighted("a,1,1,1,1\n", places=0)["ranking"][0]["total"] == "53.3333"  # 70/3 + 30
    assert weighted("a,1,1,1,1\n", places=6)["ranking"][0]["total"] == "53.333333"
    assert weighted("a,1,1,1,1\n", places=6)["ranking"][0]["criteria"]["hours"]["raw"] == "1.000000"


def test_exact_values_are_null_wherever_a_logarithm_enters_and_nowhere_else() -> None:
    (entry,) = weighted("a,1,2,1,1\n", formula="logarithmic, a: 2")["ranking"]
    assert entry["total_exact"] is None and entry["total"] == "65.0000"  # 35/3 + 70/3 + 30
    price, care = entry["criteria"]["price"], entry["criteria"]["care"]
    assert price["share_exact"] is None and price["weighted_exact"] is None
    assert price["share"] == "1.0000" and price["reference"]["name"] == "lowest"
    assert care["share_exact"] == "1/2" and care["weighted_exact"] == "35"


def test_both_ends_are_given_as_two_values() -> None:
    found = weighted("a,3,3,10,0\nb,3,3,20,0\n", formula="linear-min-max")
    price = found["ranking"][0]["criteria"]["price"]
    assert price["reference"] == {"name": "both-ends", "value": ["20.0000", "40.0000"], "bids": ["a", "b"]}


def test_a_formula_without_reference_has_none() -> None:
    found = weighted("a,3,3,10,0\n", formula="linear-fixed, low: 0, high: 40")
    price = found["ranking"][0]["criteria"]["price"]
    assert price["formula"] == "linear-fixed" and price["reference"] is None and price["share_exact"] == "1/2"


def test_tied_bids_name_each_other() -> None:
    found = weighted("b,3,3,10,0\na,3,3,10,0\nc,3,3,5,10\n")
    assert [entry["tied_with"] for entry in found["ranking"]] == [["b", "c"], ["a", "c"], ["a", "b"]]
    assert [entry["rank"] for entry in found["ranking"]] == [1, 1, 1]
    assert found["winners"] == [] and found["undecided"] == ["a", "b", "c"]


def test_reasons_of_every_kind_carry_value_and_requirement() -> None:
    text = """
        id: per-point
        currency: NOK
        award: price-per-quality-point
        min_total_quality: 70
        criteria:
          - {id: q, kind: quality, weight: 100, scale: [0, 10], min_percent: 12.5}
          - {id: price, kind: cost}
        """
    (excluded,) = as_dict(rank(text, "bid,q,price\na,0,100\n"))["excluded"]
    assert excluded["reasons"] == [
        {"code": "below-min-percent", "criterion": "q", "value": "0.0000", "required": "12.5000"},
        {"code": "below-min-total-quality", "criterion": None, "value": "0.0000", "required": "70.0000"},
        {"code": "no-quality-points", "criterion": None, "value": "0.0000", "required": "0.0000"},
    ]


def test_monetised_quality_shows_worth_times_share_and_no_share_of_a_parent() -> None:
    text = """
        id: value
        currency: NOK
        award: monetised-quality
        criteria:
          - {id: group, kind: quality, parts: [{id: q, worth: 100, scale: [0, 3]}]}
          - {id: price, kind: cost}
        """
    (entry,) = as_dict(rank(text, "bid,q,price\na,1,500\n"))["ranking"]
    assert entry["total_exact"] == "1400/3"  # 500 − 100/3
    assert entry["criteria"]["q"]["weighted_exact"] == "100/3"
    assert entry["criteria"]["group"]["weighted_exact"] == "100/3"
    assert entry["criteria"]["group"]["share"] is None and entry["criteria"]["group"]["share_exact"] is None
    assert entry["criteria"]["price"] == {
        "raw": "500.0000",
        "amount": "500.0000",
        "share": None,
        "share_exact": None,
        "weighted": None,
        "weighted_exact": None,
        "formula": None,
        "reference": None,
    }


@pytest.mark.parametrize("award", ["quality-coefficient", "lowest-price"])
def test_where_a_criterion_has_no_weight_weighted_is_null(award: str) -> None:
    text = f"""
        id: none
        currency: NOK
        award: {award}
        criteria:
          - {{id: group, kind: quality, parts: [{{id: q, scale: [0, 0.4]}}]}}
          - {{id: price, kind: cost}}
        """
    (entry,) = as_dict(rank(text, "bid,q,price\na,0.1,500\n"))["ranking"]
    q, group = entry["criteria"]["q"], entry["criteria"]["group"]
    assert (q["raw"], q["share_exact"], q["weighted"], q["weighted_exact"]) == ("0.1000", "1/4", None, None)
    assert set(group.values()) == {None}


def test_a_flag_has_a_code_a_bid_and_a_sentence_with_its_figures() -> None:
    text = """
        id: cheapest
        currency: NOK
        award: lowest-price
        low_price: {mean: 40, next: 30}
        criteria: [{id: price, kind: cost}]
        """
    flags = as_dict(rank(text, "bid,price\na,50\nb,100\nc,110\n"))["flags"]
    # mean of the others 105: 55/105 = 52.4 % below; next 100: 50 % below
    assert [(flag["code"], flag["bid"]) for flag in flags] == [
        ("abnormally-low-mean", "a"),
        ("abnormally-low-next", "a"),
    ]
    assert set(flags[0]) == {"code", "bid", "detail"}
    assert "52.4 %" in flags[0]["detail"] and "105" in flags[0]["detail"] and "price" in flags[0]["detail"]
    assert "50 %" in flags[1]["detail"] and "100" in flags[1]["detail"]


def test_a_flags_sentence_says_which_price_lies_how_far_below_what() -> None:
    text = """
        id: cheapest
        currency: NOK
        award: lowest-price
        rounding: {places: 6}
        low_price: {mean: 40, next: 30}
        criteria: [{id: price, kind: cost}]
        """
    # others' mean (100 + 100 + 101)/3 = 301/3: (301/3 − 50.12345678)/(301/3) = 50.04 %; next: 49.88 %
    flags = as_dict(rank(text, "bid,price\na,50.12345678\nb,100\nc,100\nd,101\n"))["flags"]
    assert [flag["detail"] for flag in flags] == [
        "price: 50.123457 is 50 % below the mean of the other bids (100.333333); ask for an explanation",
        "price: 50.123457 is 49.9 % below the next higher bid (100); ask for an explanation",
    ]


def test_a_warning_has_a_code_and_a_sentence() -> None:
    found = weighted("a,3,3,0,0\nb,3,3,1,1\n")
    assert found["ranking"] == [] and found["winners"] == []
    (warning,) = found["warnings"]
    assert set(warning) == {"code", "text"}
    assert warning["code"] == "not-computable" and "(a)" in warning["text"] and "price" in warning["text"]


def test_scores_shown_for_many_bids_are_each_bids_own() -> None:
    """Equal scores are written once inside; that must never show one bid's figures for another's."""
    found = weighted("a,1,2,3,4\nb,1,1,4,3\nc,2,2,3,4\n")
    shown = {
        entry["bid"]: [
            entry["criteria"][name]["raw"] for name in ("continuity", "competence", "hours", "travel")
        ]
        for entry in found["ranking"]
    }
    assert shown == {
        "a": ["1.0000", "2.0000", "3.0000", "4.0000"],
        "b": ["1.0000", "1.0000", "4.0000", "3.0000"],
        "c": ["2.0000", "2.0000", "3.0000", "4.0000"],
    }


def test_the_pieces_for_streaming_make_up_the_same_whole() -> None:
    result = rank(
        WEIGHTED.format(places=2, formula="linear-min-max"),
        "bid,continuity,competence,hours,travel\na,1,2,3,4\nb,3,3,9,9\nc,0,0,1,1\n",
    )
    whole: dict[str, Any] = {"ranking": []}
    for kind, piece in pieces(result):
        if kind == "ranked":
            whole["ranking"].append(piece)
        else:
            whole.update(piece)
    assert whole == as_dict(result)
    assert [kind for kind, _ in pieces(result)] == ["head", "ranked", "ranked", "tail"]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("1/2", 0, "1"),
        ("-1/2", 0, "-1"),
        ("5/2", 0, "3"),
        ("0.00005", 4, "0.0001"),
        ("-0.00005", 4, "-0.0001"),
        ("0.00004999", 4, "0.0000"),
        ("-0.00004999", 4, "0.0000"),
        ("2/3", 4, "0.6667"),
        ("146", 4, "146.0000"),
        ("-1234567.89995", 4, "-1234567.9000"),
        ("1/3", 12, "0.333333333333"),
        ("0.05", 1, "0.1"),
        ("9.995", 2, "10.00"),
    ],
)
def test_decimals_are_counted_exactly_and_rounded_half_away_from_zero(
    value: str, places: int, text: str
) -> None:
    assert decimal_text(Fraction(value), places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("146", "146"), ("18/14", "9/7"), ("5000/3", "5000/3"), ("-2/4", "-1/2"), ("0.25", "1/4")],
)
def test_exact_text_is_in_lowest_terms(value: str, text: str) -> None:
    assert exact_text(Fraction(value)) == text


def test_plain_text_drops_zeros_after_the_mark_and_keeps_those_before() -> None:
    assert plain_text(Fraction(100)) == "100"
    assert plain_text(Fraction("12.50")) == "12.5"
    assert plain_text(Fraction(5000, 3)) == "1666.6667"
    assert plain_text(Fraction(1200), 0) == "1200"
    assert plain_text(Fraction("-0.00001")) == "0"
