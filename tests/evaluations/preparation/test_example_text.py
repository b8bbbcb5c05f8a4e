"""The example as it is written out. Every number was worked out by hand from the invented scores and prices.

Care: 6, 8 and 10 of 10. Days (4 is worst, 0 best): 0.8, 1.2 and 0.4, which is 80, 70 and 90 percent of full marks.
Prices are 1,000,000, 1,100,000 and 1,250,000 where nothing else is said.
"""

from __future__ import annotations

import pytest

from marketkit.evaluations.preparation.example_text import example_blocks
from marketkit.sourcing.strategy import Strategy
from marketkit.web.language import in_language
from tests.evaluations.preparation.texts import of_every_award, strategy, words

pytestmark = pytest.mark.usefixtures("speaking")


def priced(formula: str) -> Strategy:
    return strategy(price=f"weight: 40, formula: {formula}")


QUALITY = [
    "Care\t24.00\t32.00\t40.00",
    "Days\t16.00\t14.00\t18.00",
]  # 40 times 0.6, 0.8, 1; 20 times 0.8, 0.7, 0.9
SUMS = ["• Care: 40 × (8 − 0) ÷ (10 − 0) = 32.00", "• Days: 20 × (1.2 − 4) ÷ (0 − 4) = 14.00"]
BY_FORMULA = {
    "{name: proportional-to-lowest}": [
        "Price, NOK\t1,000,000.00\t1,100,000.00\t1,250,000.00",
        "Price\t40.00\t36.36\t32.00",  # 40 ÷ 1.1, 40 ÷ 1.25
        "Sum\t80.00\t82.36\t90.00",
        "• Price: 40 × 1,000,000.00 ÷ 1,100,000.00 = 36.36",
        "• Bid B: 32.00 + 14.00 + 36.36 = 82.36",
        "Bid C is first with 90.00 points, 7.64 ahead of Bid B.",
    ],
    "{name: linear-from-lowest}": [
        "Price\t40.00\t36.00\t30.00",  # 10 and 25 percent less
        "Sum\t80.00\t82.00\t88.00",
        "• Price: 40 × (1 − 1 × (1,100,000.00 − 1,000,000.00) ÷ 1,000,000.00) = 36.00",
        "Bid C is first with 88.00 points, 6.00 ahead of Bid B.",
    ],
    "{name: linear-from-lowest, slope: 5}": [
        "Price, NOK\t1,000,000.00\t1,040,000.00\t1,100,000.00",
        "Price\t40.00\t32.00\t20.00",  # five times 4 and 10 percent less
        "Sum\t80.00\t78.00\t78.00",
        "• Price: 40 × (1 − 5 × (1,040,000.00 − 1,000,000.00) ÷ 1,000,000.00) = 32.00",
        "Bid A is first with 80.00 points, 2.00 ahead of Bid B.",
    ],
    "{name: linear-min-max}": [
        "Price\t40.00\t24.00\t0.00",  # 150 of 250 thousand below the highest
        "Sum\t80.00\t70.00\t58.00",
        "• Price: 40 × (1,250,000.00 − 1,100,000.00) ÷ (1,250,000.00 − 1,000,000.00) = 24.00",
        "Bid A is first with 80.00 points, 10.00 ahead of Bid B.",
    ],
    "{name: linear-fixed, low: 500000, high: 1000000}": [
        "Price, NOK\t600,000.00\t700,000.00\t800,000.00",
        "Price\t32.00\t24.00\t16.00",  # 80, 60 and 40 percent of the way down
        "Sum\t72.00\t70.00\t74.00",
        "• Price: 40 × (1,000,000.00 − 700,000.00) ÷ (1,000,000.00 − 500,000.00) = 24.00",
        "Bid C is first with 74.00 points, 2.00 ahead of Bid A.",
    ],
    "{name: logarithmic, a: 2}": [
        "Price\t40.00\t34.50\t27.12",  # log2 1.1 = 0.137504, log2 1.25 = 0.321928
        "Sum\t80.00\t80.50\t85.12",
        "• Price: 40 × (1 − log(1,100,000.00 ÷ 1,000,000.00) ÷ log(2)) = 34.50",
        "Bid C is first with 85.12 points, 4.62 ahead of Bid B.",  # 85.1229 − 80.4999
    ],
    "{name: average-based}": [
        "Price\t44.67\t40.61\t35.73",  # the mean is 1,116,666.67
        "Sum\t84.67\t86.61\t93.73",
        "• Price: 40 × 1,116,666.67 ÷ 1,100,000.00 = 40.61",
        "Bid C is first with 93.73 points, 7.13 ahead of Bid B.",  # 93.7333 − 86.6061
    ],
}


@pytest.mark.parametrize("formula", BY_FORMULA)
def test_each_price_formula_is_worked_out_with_its_numbers(formula: str):
    lines = words(example_blocks(priced(formula))).splitlines()
    for line in ["Care\t6\t8\t10", "Days\t0.8\t1.2\t0.4", *QUALITY, *SUMS, *BY_FORMULA[formula]]:
        assert line in lines


BY_AWARD = {
    # 60 times 0.6, 0.8, 1; 40 times 0.8, 0.7, 0.9
    "quality-only": [
        "Care\t36.00\t48.00\t60.00",
        "Days\t32.00\t28.00\t36.00",
        "Sum\t68.00\t76.00\t96.00",
        "• Bid B: 48.00 + 28.00 = 76.00",
        "Bid C is first with 96.00 points, 20.00 ahead of Bid B.",
    ],
    "monetised-quality": [
        "What the quality is worth, in NOK",
        "Price, NOK\t10,000,000.00\t10,160,000.00\t10,400,000.00",
        "Care\t1,200,000.00\t1,600,000.00\t2,000,000.00",
        "Days\t400,000.00\t350,000.00\t450,000.00",
        "Sum\t1,600,000.00\t1,950,000.00\t2,450,000.00",
        "• Care: 2,000,000 × (8 − 0) ÷ (10 − 0) = 1,600,000.00",
        "• Bid A: 10,000,000.00 − 1,600,000.00 = 8,400,000.00",
        "• Bid B: 10,160,000.00 − 1,950,000.00 = 8,210,000.00",
        "• Bid C: 10,400,000.00 − 2,450,000.00 = 7,950,000.00",
        "Bid C is first with a comparison price of 7,950,000.00 NOK, 260,000.00 below Bid B.",
    ],
    # Quality 40, 46, 58 of 60; the price weighs 40.
    "markup": [
        *QUALITY,
        "Sum\t40.00\t46.00\t58.00",
        "• Bid A: lack of quality (60 − 40) ÷ 40 = 0.5; 1,000,000.00 × (1 + 0.5) = 1,500,000.00",
        "• Bid B: lack of quality (60 − 46) ÷ 40 = 0.35; 1,100,000.00 × (1 + 0.35) = 1,485,000.00",
        "• Bid C: lack of quality (60 − 58) ÷ 40 = 0.05; 1,250,000.00 × (1 + 0.05) = 1,312,500.00",
        "Bid C is first with a comparison price of 1,312,500.00 NOK, 172,500.00 below Bid B.",
    ],
    "price-per-quality-point": [
        "Sum\t68.00\t76.00\t96.00",
        "• Bid A: 1,000,000.00 ÷ 68.00 = 14,705.88",
        "• Bid B: 1,100,000.00 ÷ 76.00 = 14,473.68",
        "• Bid C: 1,250,000.00 ÷ 96.00 = 13,020.83",
        "Bid C is first with 13,020.83 NOK for each quality point, 1,452.85 below Bid B.",
    ],
    # Quality weighs 60 and price 40, so a lack counts 1.5 times. 0.55; 0.7 ÷ 1.1; 1 ÷ 1.25.
    "utility-index": [
        *QUALITY,
        "Sum\t40.00\t46.00\t58.00",
        "• Bid A: quality 40 ÷ 60 = 0.6667; "
        "(1 − (0.9667 − 0.6667) × 1.5) ÷ 1,000,000.00 × 1,000,000.00 = 0.5500",
        "• Bid B: quality 46 ÷ 60 = 0.7667; "
        "(1 − (0.9667 − 0.7667) × 1.5) ÷ 1,100,000.00 × 1,000,000.00 = 0.6364",
        "• Bid C: quality 58 ÷ 60 = 0.9667; "
        "(1 − (0.9667 − 0.9667) × 1.5) ÷ 1,250,000.00 × 1,000,000.00 = 0.8000",
        "Bid C is first with an index of 0.8000, 0.1636 ahead of Bid B.",
    ],
    # Values 0.12 + 0.08, 0.16 + 0.07, 0.2 + 0.09 of at most 0.3.
    "quality-coefficient": [
        "Care\t0.12\t0.16\t0.2",
        "• Bid A: coefficient 1 + 0.2 ÷ (1 − 0.3) = 1.2857; 1,000,000.00 ÷ 1.2857 = 777,777.78",
        "• Bid B: coefficient 1 + 0.23 ÷ (1 − 0.3) = 1.3286; 1,100,000.00 ÷ 1.3286 = 827,956.99",
        "• Bid C: coefficient 1 + 0.29 ÷ (1 − 0.3) = 1.4143; 1,250,000.00 ÷ 1.4143 = 883,838.38",
        "Bid A is first with a comparison price of 777,777.78 NOK, 50,179.21 below Bid B.",
    ],
    "lowest-price": [
        "Care\t6\t8\t10",
        "• Bid A: 1,000,000.00",
        "Bid A is first with a price of 1,000,000.00 NOK, 100,000.00 below Bid B.",
    ],
}


@pytest.mark.parametrize("award", BY_AWARD)
def test_each_award_method_is_worked_out_with_its_numbers(award: str):
    lines = words(example_blocks(of_every_award()[award])).splitlines()
    for line in BY_AWARD[award]:
        assert line in lines


def test_every_award_method_and_formula_has_an_example():
    assert {*BY_AWARD, "weighted-sum"} == set(of_every_award())


def test_a_method_without_points_shows_no_table_of_points():
    for award in ("quality-coefficient", "lowest-price"):
        text = words(example_blocks(of_every_award()[award]))
        assert "Points" not in text
        assert "come about" not in text


def test_parts_of_a_criterion_stand_below_it_with_their_points():
    parts = (
        "weight: 40, parts: [{id: staff, weight: 75, scale: [0, 10]}, {id: plan, weight: 25, scale: [0, 10]}]"
    )
    lines = words(example_blocks(strategy(care=parts))).splitlines()
    # staff 30 × 0.6, 0.8, 1; plan 10 × 0.8, 0.7, 0.9
    for line in ("Care\t26.00\t31.00\t39.00", "staff\t18.00\t24.00\t30.00", "plan\t8.00\t7.00\t9.00"):
        assert line in lines


def test_the_example_is_said_in_the_language_of_the_document():
    with in_language("nb"):
        text = words(example_blocks(priced("{name: linear-from-lowest}")))
    assert "Tilbud C er først med 88,00 poeng, 6,00 foran Tilbud B." in text
    assert "• Pris: 40 × (1 − 1 × (1 100 000,00 − 1 000 000,00)" in text
