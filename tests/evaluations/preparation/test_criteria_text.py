"""The criteria in words: weights, what scores mean, what is required at least."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketkit.documents.model import Table
from marketkit.evaluations.preparation.criteria_text import criteria_blocks, scale_blocks, threshold_blocks
from marketkit.sourcing.strategy import Strategy
from marketkit.web.language import in_language
from tests.evaluations.preparation.texts import of_every_award, strategy, words

pytestmark = pytest.mark.usefixtures("speaking")
PARTS = "weight: 40, parts: [{id: staff, weight: 75, scale: [0, 10]}, {id: plan, weight: 25, scale: [0, 10]}]"


def lines(blocks: object) -> list[str]:
    return words(blocks).splitlines()  # type: ignore[arg-type]


def test_the_tree_stands_with_the_weight_of_each_part_in_the_total():
    blocks = list(criteria_blocks(strategy(care=PARTS)))
    found = lines(blocks)
    for line in (
        "Criterion\tWeight in percent\tScale, worst to best",
        "Care\t40\t",
        "staff\t30\t0 to 10",
        "plan\t10\t0 to 10",
        "Days\t20\t4 to 0",
        "Price\t40\tan amount",
        "Sum\t100\t",
    ):
        assert line in found
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [cells[0].indent for cells in table.rows] == [0, 1, 1, 0, 0]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (of_every_award()["monetised-quality"], ["Care\tNOK 2,000,000\t0 to 10", "Price\t–\tan amount"]),
        (
            of_every_award()["price-per-quality-point"],
            ["Care\t60\t0 to 10", "Price\t–\tan amount", "Sum\t100\t"],
        ),
        (of_every_award()["quality-coefficient"], ["Criterion\tScale, worst to best", "Care\t0 to 0.2"]),
        (of_every_award()["quality-only"], ["Care\t60\t0 to 10", "Sum\t100\t"]),
        (
            strategy(
                care="weight: 12.5, scale: [0, 10]",
                price="weight: 40, formula: {name: linear-min-max}",
                rest="weights: points",
            ),
            ["Criterion\tPoints at most\tScale, worst to best", "Care\t12.5\t0 to 10", "Sum\t72.5\t"],
        ),
    ],
    ids=["monetised", "per point", "coefficient", "quality only", "points"],
)
def test_each_method_shows_what_its_criteria_count(made: Strategy, expected: list[str]):
    found = lines(criteria_blocks(made))
    assert set(expected) <= set(found)


@pytest.mark.parametrize(
    ("award", "sentence"),
    [
        ("weighted-sum", "The weights add up to 100 percent."),
        ("monetised-quality", "Each criterion is worth an amount of money."),
        ("quality-coefficient", "Each feature has a share of value."),
        ("lowest-price", "The price decides."),
        ("price-per-quality-point", "The price has no weight of its own."),
    ],
)
def test_a_sentence_says_what_the_weights_are(award: str, sentence: str):
    assert sentence in words(criteria_blocks(of_every_award()[award]))


def test_the_worth_of_parts_is_added_up_above_them():
    parts = "parts: [{id: staff, worth: 300000, scale: [0, 10]}, {id: plan, worth: 50000.5, scale: [0, 10]}]"
    made = strategy("monetised-quality", care=parts, days="worth: 1, scale: [4, 0]", price="")
    found = lines(criteria_blocks(made))
    assert "Care\tNOK 350,000.50\t" in found
    assert "plan\tNOK 50,000.50\t0 to 10" in found


def test_criteria_with_the_same_scale_share_a_table_and_the_buyers_own_words_come_first():
    made = strategy(care=PARTS, days="weight: 20, scale: [0, 10]")
    found = lines(scale_blocks(made, (), {"days": [["10", "The same day"], ["2,5", "Within a week"]]}))
    assert "staff, plan" in found
    assert "10\tThe bid meets what the criterion asks for in full, in every part and well shown." in found
    at = found.index("Days")
    assert found[at + 1 :] == ["Score\tWhat it means", "10\tThe same day", "2.5\tWithin a week"]


def test_a_value_read_from_the_bid_is_given_as_best_middle_and_worst():
    found = lines(scale_blocks(strategy(), (), {}))
    at = found.index("Days")  # from 4 down to 0, so nobody gives it as a score
    assert found[at + 1 :] == [
        "Value in the bid\tWhat it means",
        "0\tFull marks.",
        "2\tHalf of the marks.",
        "4\tNo marks.",
    ]
    stated = lines(scale_blocks(strategy(), ("care",), {}))
    assert "5\tHalf of the marks." in stated
    assert "5\tHalf of the marks." not in found


@pytest.mark.parametrize(
    ("award", "sentence"),
    [
        ("weighted-sum", "points = weight × (score − worst) ÷ (best − worst)"),
        ("monetised-quality", "worth = worth of the criterion × (score − worst) ÷ (best − worst)"),
        ("quality-coefficient", "The score is the share of value that a bid is given for the feature."),
        ("lowest-price", "The scores decide only whether a bid reaches what is required at least."),
    ],
)
def test_how_a_score_counts_is_said_for_each_method(award: str, sentence: str):
    found = lines(scale_blocks(of_every_award()[award], (), {}))
    assert sentence in found
    assert sum(" = " in line for line in found) == (1 if " = " in sentence else 0)


def test_nothing_is_said_of_scores_where_there_are_none():
    scored = of_every_award()["lowest-price"]
    assert list(scale_blocks(replace(scored, criteria=scored.cost_criteria), (), {})) == []


def test_every_threshold_is_named_and_that_failing_one_excludes():
    made = strategy(
        care="weight: 40, min_percent: 50, parts: [{id: staff, weight: 100, scale: [0, 10], min_score: 4}]",
        days="weight: 20, scale: [4, 0], min_score: 3",
        rest="min_total_quality: 60",
    )
    text = words(threshold_blocks(made))
    assert "is rejected before its price is looked at" in text
    assert text.splitlines()[-4:] == [
        "• Care: at least 50 percent of full marks.",
        "• staff: a score of at least 4.",
        "• Days: at most 3.",
        "• All the quality together: at least 60 percent of full marks.",
    ]


def test_without_thresholds_the_text_says_so():
    assert "No bid is rejected for its scores." in words(threshold_blocks(strategy()))
    per_point = words(threshold_blocks(of_every_award()["price-per-quality-point"]))
    assert "• Quality points in all: more than 0." in per_point


def test_the_words_are_those_of_the_language_spoken():
    with in_language("nb"):
        found = lines(criteria_blocks(strategy(care="weight: 40, scale: [0, 2.5]")))
    assert "Omsorg\t40\t0 til 2,5" in found
