"""A strategy as rows that a person moves about: the tree stays a tree, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.sourcing.edited import EditedCriterion, EditedStrategy, edited, in_order, leading_notes
from marketkit.sourcing.reader import read_strategy


def rows(*ids: str, award: str = "weighted-sum") -> EditedStrategy:
    """Rows named by their ids, one dot for each level down: "a", ".b"."""
    criteria = [
        EditedCriterion(len(each) - len(each.lstrip(".")), {"id": each.lstrip("."), "kind": "quality"})
        for each in ids
    ]
    return EditedStrategy(texts={"award": award}, criteria=criteria)


def shown(strategy: EditedStrategy) -> list[str]:
    return ["." * criterion.depth + criterion.text("id") for criterion in strategy.criteria]


TREE = ("a", ".b", "..c", ".d", "e", "f", ".g")


def test_moving_takes_everything_below_along() -> None:
    strategy = rows(*TREE)
    assert strategy.move(0, down=True) == 1
    assert shown(strategy) == ["e", "a", ".b", "..c", ".d", "f", ".g"]
    assert strategy.move(5, down=False) == 1
    assert shown(strategy) == ["e", "f", ".g", "a", ".b", "..c", ".d"]
    assert strategy.move(4, down=True) == 5
    assert shown(strategy) == ["e", "f", ".g", "a", ".d", ".b", "..c"]


@pytest.mark.parametrize(
    ("index", "down"), [(0, False), (5, True), (1, False), (3, True), (2, True), (6, False)]
)
def test_the_first_does_not_move_up_nor_the_last_down(index: int, down: bool) -> None:
    strategy = rows(*TREE)
    assert strategy.move(index, down=down) == index
    assert shown(strategy) == list(TREE)


def test_a_new_part_is_the_last_below_its_criterion() -> None:
    strategy = rows(*TREE)
    assert strategy.add_part(0) == 4
    assert shown(strategy) == ["a", ".b", "..c", ".d", ".", "e", "f", ".g"]
    assert strategy.add_part(5) == 6
    assert strategy.criteria[6].depth == 1
    assert strategy.add_criterion() == 9


def test_removing_takes_everything_below_away() -> None:
    strategy = rows(*TREE)
    strategy.remove(0)
    assert shown(strategy) == ["e", "f", ".g"]
    strategy.remove(2)
    assert shown(strategy) == ["e", "f"]


@given(st.lists(st.integers(-3, 9)))
def test_whatever_depths_are_sent_the_rows_make_a_tree(depths: list[int]) -> None:
    found = [row.depth for row in in_order([EditedCriterion(depth) for depth in depths])]
    assert all(
        0 <= depth <= limit for depth, limit in zip(found, [0, *(each + 1 for each in found)], strict=False)
    )


def test_rows_that_make_a_tree_keep_their_depths() -> None:
    assert shown(EditedStrategy(criteria=in_order(rows(*TREE).criteria))) == list(TREE)


@pytest.mark.parametrize(
    ("award", "leaf", "parent", "cost"),
    [
        ("weighted-sum", {"weight"}, {"weight", "min_percent"}, {"weight", "formula", "quantity"}),
        ("markup", {"weight"}, {"weight", "min_percent"}, {"weight", "quantity"}),
        ("price-per-quality-point", {"weight"}, {"weight", "min_percent"}, {"quantity"}),
        ("monetised-quality", {"worth"}, set(), {"quantity"}),
        ("quality-coefficient", set(), set(), {"quantity"}),
        ("lowest-price", {"weight"}, {"weight", "min_percent"}, {"quantity"}),
    ],
)
def test_each_method_asks_for_the_fields_it_counts_by(
    award: str, leaf: set[str], parent: set[str], cost: set[str]
) -> None:
    strategy = rows("a", ".b", "price", award=award)
    strategy.criteria[2].texts["kind"] = "cost"
    always = {"id", "title", "counts_as"}
    assert strategy.wanted(0) == always | {"kind"} | parent
    assert strategy.wanted(1) == always | {"worst", "best", "min_score", "min_percent"} | leaf
    assert strategy.wanted(2) == always | {"kind"} | cost


def test_a_formula_asks_for_its_own_parameters_and_a_part_of_the_cost_only_for_its_quantity() -> None:
    strategy = rows("price", ".hours")
    strategy.criteria[0].texts |= {"kind": "cost", "formula": "linear-fixed"}
    assert strategy.wanted(0) >= {"formula", "low", "high", "clamp"}
    assert not strategy.wanted(0) & {"slope", "a", "quantity"}
    assert strategy.wanted(1) == {"id", "title", "counts_as", "quantity"}


def test_a_title_that_is_only_the_id_is_not_taken_for_one() -> None:
    strategy = read_strategy(
        b"id: x\ncurrency: NOK\naward: lowest-price\ncriteria: [{id: p, kind: cost, title: Pris}]", "a"
    )
    found = edited(strategy)
    assert (found.title, found.criteria[0].title) == ({}, {"": "Pris"})


def test_notes_are_the_comments_before_anything_else() -> None:
    assert leading_notes(b"# One\n#  two\n#\n#three\nid: x # four\n# five\n") == "One\n two\n\nthree"
    assert leading_notes(b"id: x\n# One\n") == ""
