"""Two people changed the same strategy: only what really differs is shown."""

from __future__ import annotations

from marketkit.sourcing.comparison import Difference, differences
from marketkit.sourcing.edited import EditedCriterion, EditedStrategy


def strategy() -> EditedStrategy:
    return EditedStrategy(
        texts={"id": "home", "award": "weighted-sum", "currency": "NOK"},
        title={"en": "Home"},
        criteria=[
            EditedCriterion(0, {"id": "care", "kind": "quality", "weight": "60"}, {"en": "Care"}),
            EditedCriterion(0, {"id": "price", "kind": "cost", "weight": "40", "worst": "0"}),
        ],
        declarations=[{"rule": "a.b", "chosen": "c", "reason": "Because."}],
    )


def test_the_same_number_typed_otherwise_and_fields_that_mean_nothing_are_no_difference() -> None:
    other = strategy()
    other.criteria[0].texts["weight"] = " 60,0 "
    other.criteria[1].texts["worst"] = "5"  # a cost has no scale
    other.title["en"] = "Home "
    assert differences(strategy(), other) == []


def test_every_field_that_differs_is_named_with_both_texts() -> None:
    other = strategy()
    other.texts["currency"] = "EUR"
    other.title["nb"] = "Hjem"
    other.criteria[0].texts["weight"] = "55"
    other.criteria[0].counts_as = ("social-value",)
    other.declarations[0]["reason"] = "So."
    assert differences(strategy(), other) == [
        Difference("", "currency", "NOK", "EUR"),
        Difference("care", "counts_as", "", "social-value"),
        Difference("care", "weight", "60", "55"),
        Difference("a.b", "reason", "Because.", "So."),
        Difference("", "title-nb", "", "Hjem"),
    ]


def test_a_criterion_that_only_one_has_or_that_stands_elsewhere_is_a_difference_in_the_criteria() -> None:
    other = strategy()
    other.move(0, down=True)
    other.add_part(1)
    found = differences(strategy(), other)
    assert found[0] == Difference("", "criteria", "care, price", "price, care, –")
