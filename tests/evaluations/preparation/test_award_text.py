"""The award method in words, and what parts bids that are equal."""

from __future__ import annotations

import pytest

from marketkit.evaluations.preparation.award_text import award_blocks, tie_blocks, total_blocks
from marketkit.sourcing.strategy import AWARD_METHODS
from tests.evaluations.preparation.texts import of_every_award, strategy, words

pytestmark = pytest.mark.usefixtures("speaking")
# Care weighs 40, days 20, the price 40; the highest values of the coefficient are 0.2 and 0.1.
FORMULAS = {
    "weighted-sum": ["points for “Care” + points for “Days” + points for “Price”"],
    "quality-only": ["The bid with the highest sum of points is first."],
    "monetised-quality": ["comparison price = price − worth of the quality"],
    "markup": ["comparison price = price × (1 + (60 − quality points) ÷ 40)"],
    "price-per-quality-point": ["price for each quality point = price ÷ quality points"],
    "utility-index": [
        "quality = quality points ÷ 60",
        "index = (1 − (best quality − quality) × 1.5) ÷ price × lowest price",
    ],
    "quality-coefficient": [
        "coefficient = 1 + sum of the values given ÷ (1 − 0.3)",
        "comparison price = price ÷ coefficient",
    ],
    "lowest-price": ["the one with the lowest price is first."],
}


@pytest.mark.parametrize("award", AWARD_METHODS)
def test_each_method_is_said_in_words_and_as_a_formula(award: str):
    text = words(total_blocks(of_every_award()[award]))
    for piece in FORMULAS[award]:
        assert piece in text
    assert "Nothing is rounded before the bids are put in order" in text


def test_a_negative_worth_is_explained():
    sentence = "Where a criterion's worth is negative, it is added to the price."
    assert sentence not in words(total_blocks(of_every_award()["monetised-quality"]))
    malus = strategy(
        "monetised-quality", care="worth: 5, scale: [0, 1]", days="worth: -5, scale: [0, 1]", price=""
    )
    assert sentence in words(total_blocks(malus))


def test_several_winners_are_said_to_be_several():
    assert "best bids" not in words(award_blocks(strategy()))
    assert "Contracts are awarded to the 3 best bids" in words(award_blocks(strategy(rest="award_to: 3")))


def test_where_there_are_lots_each_has_its_own_number_of_winners():
    three = strategy(rest="award_to: 3")
    assert "best bids" not in words(award_blocks(three, [(1, 1), (2, 1)]))
    assert "In each lot contracts are awarded to the 2 best bids" in words(
        award_blocks(three, [(1, 2), (2, 2)])
    )
    different = words(award_blocks(three, [(1, 2), (2, 1)]))
    assert "• Lot 1: number of winners 2\n• Lot 2: number of winners 1\n" in different


def test_ties_are_parted_by_the_strategys_rule_and_then_by_lot():
    assert words(tie_blocks(strategy(rest="tie_break: [days, price]"))).splitlines()[-3:] == [
        "1. the bid that is better on “Days”",
        "2. the bid with the lower amount for “Price”",
        "3. lots drawn between them before witnesses",
    ]
    assert "lots are drawn between them before witnesses" in words(tie_blocks(strategy()))
