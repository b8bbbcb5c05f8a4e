"""Prices in words: what they cover, and each formula with its own numbers."""

from __future__ import annotations

import pytest

from marketkit.evaluations.preparation.price_text import price_blocks
from marketkit.web.language import in_language
from tests.evaluations.preparation.texts import of_every_award, strategy, words

pytestmark = pytest.mark.usefixtures("speaking")

UNBOUNDED_BELOW = "The points are not bounded: a very high price gets points below 0."
UNBOUNDED_ABOVE = "The points are not bounded: a low price can get more than full points."
UNBOUNDED = "The points are not bounded: they can be above full points, and below 0."
NOT_BELOW = "The points are never below 0."
BOTH = "The points are never below 0 and never above full points."
STILL_IN = "Only bids that are still in the competition count when prices are compared."


def formula_lines(formula: str) -> list[str]:
    text = words(price_blocks(strategy(price=f"weight: 40, formula: {formula}")))
    return text.split("From “Price” to points\n")[1].splitlines()


@pytest.mark.parametrize(
    ("formula", "sentence", "written", "rest"),
    [
        (
            "{name: proportional-to-lowest}",
            "a price twice as high as the lowest gets half of the points.",
            "points = 40 × lowest price ÷ price",
            [STILL_IN],
        ),
        (
            "{name: linear-from-lowest}",
            "10 percent above the lowest loses 10 percent of the points, and a price 100 percent above it gets none.",
            "points = 40 × (1 − (price − lowest price) ÷ lowest price)",
            [UNBOUNDED_BELOW, STILL_IN],
        ),
        (
            "{name: linear-from-lowest, slope: 2.5, clamp: 0}",
            "10 percent above the lowest loses 25 percent of the points, and a price 40 percent above it gets none.",
            "points = 40 × (1 − 2.5 × (price − lowest price) ÷ lowest price)",
            [NOT_BELOW, STILL_IN],
        ),
        (
            "{name: linear-min-max}",
            "If all prices are equal, each gets full points.",
            "points = 40 × (highest price − price) ÷ (highest price − lowest price)",
            [STILL_IN],
        ),
        (
            "{name: linear-fixed, low: 500000, high: 1000000.50}",
            "A price of NOK 500,000 gets full points and a price of NOK 1,000,000.50 none.",
            "points = 40 × (NOK 1,000,000.50 − price) ÷ (NOK 1,000,000.50 − NOK 500,000)",
            [UNBOUNDED],
        ),
        (
            "{name: linear-fixed, low: 500000, high: 1000000, clamp: 0}",
            "the points of a bid depend on no other bid.",
            "points = 40 × (NOK 1,000,000 − price) ÷ (NOK 1,000,000 − NOK 500,000)",
            [NOT_BELOW, "They can be above full points."],
        ),
        (
            "{name: linear-fixed, low: 500000, high: 1000000, clamp: both}",
            "A price of NOK 500,000 gets full points",
            "points = 40 × (NOK 1,000,000 − price) ÷ (NOK 1,000,000 − NOK 500,000)",
            [BOTH],
        ),
        (
            "{name: logarithmic, a: 1.5}",
            "a price 1.5 times the lowest gets none.",
            "points = 40 × (1 − log(price ÷ lowest price) ÷ log(1.5))",
            [UNBOUNDED_BELOW, STILL_IN],
        ),
        (
            "{name: average-based}",
            "A price equal to the mean of the prices gets full points.",
            "points = 40 × mean price ÷ price",
            [UNBOUNDED_ABOVE, STILL_IN],
        ),
        (
            "{name: average-based, clamp: both}",
            "A lower price gets more, a higher one less.",
            "points = 40 × mean price ÷ price",
            [BOTH, STILL_IN],
        ),
    ],
)
def test_each_formula_is_said_in_words_and_as_a_formula(
    formula: str, sentence: str, written: str, rest: list[str]
):
    first, second, *more = formula_lines(formula)
    assert sentence in first
    assert second == written
    assert more == rest


def test_what_prices_cover_and_what_is_added_up():
    made = strategy(
        rest="price_basis: {vat: excluded, period: {en: 4 years, nb: 4 år}, options: included}",
        price="weight: 40, formula: {name: linear-min-max}, "
        "parts: [{id: start, title: Starting up}, {id: hour, title: An hour, quantity: 200000}]",
    )
    text = words(price_blocks(made))
    for line in (
        "Currency: NOK",
        "VAT: excluded",
        "Period: 4 years",
        "Options: included",
        "For comparison, “Price” is reckoned from:",
        "• Starting up: the amount in the bid",
        "• An hour: 200,000 × the unit price in the bid",
    ):
        assert line in text.splitlines()
    with in_language("nb"):
        text = words(price_blocks(made))
    assert "Merverdiavgift: ikke inkludert\nPeriode: 4 år\nOpsjoner: inkludert" in text
    assert "Til sammenligningen regnes «Pris» ut av:" in text


def test_a_single_amount_needs_no_adding_up_and_a_fixed_price_no_word():
    assert "reckoned" not in words(price_blocks(strategy()))
    assert list(price_blocks(of_every_award()["quality-only"])) == []
    assert "to points" not in words(price_blocks(of_every_award()["markup"]))
