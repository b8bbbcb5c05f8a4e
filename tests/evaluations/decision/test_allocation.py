"""Lots and a limit on how many one supplier may win."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.evaluations.decision.allocation import (
    LotRanking,
    UnsettledTieError,
    allocate,
    lots_won,
    settle,
)


def lot(number: int, *order: str, value: int | None = None, places: int = 1) -> LotRanking:
    """A lot whose bids are called as their supplier ("A" is supplier 1, "A2" its second bid); "A=B" share a rank."""
    groups = tuple(tuple(group.split("=")) for group in order)
    suppliers = {bid: ord(bid[0]) - 64 for group in groups for bid in group}
    return LotRanking(number, number, None if value is None else Fraction(value), places, groups, suppliers)


def test_without_a_limit_the_first_of_each_lot_wins():
    found = allocate([lot(1, "A", "B"), lot(2, "A", "C")], limit=None)
    assert found.winners == {1: ("A",), 2: ("A",)}
    assert found.passed_over == ()


def test_a_supplier_first_in_more_lots_than_it_may_win_keeps_the_most_valuable():
    found = allocate(
        [lot(1, "A", "B", value=10), lot(2, "A", "C", value=30), lot(3, "A", "B", value=20)], limit=2
    )
    assert found.winners == {2: ("A",), 3: ("A",), 1: ("B",)}
    (passed,) = found.passed_over
    assert (passed.lot, passed.bid, passed.won) == (1, "A", (2, 3))


def test_lots_of_equal_or_unknown_value_go_by_number_the_unknown_last():
    found = allocate([lot(3, "A", "B"), lot(2, "A", "B", value=5), lot(1, "A", "B", value=5)], limit=1)
    assert found.winners == {1: ("A",), 2: ("B",), 3: ()}


def test_two_bids_of_one_supplier_in_a_framework_count_as_one_lot():
    found = allocate([lot(1, "A", "A2", "B", places=2), lot(2, "A", "B", places=1)], limit=1)
    assert found.winners == {1: ("A", "A2"), 2: ("B",)}


def test_a_tie_for_the_last_place_must_be_drawn():
    with pytest.raises(UnsettledTieError) as tied:
        allocate([lot(1, "A", "B=C", places=2)], limit=None)
    assert tied.value.bids == ("B", "C")


def test_a_tie_that_decides_nothing_needs_no_draw():
    assert allocate([lot(1, "A=B", "C", places=2)], limit=None).winners == {1: ("A", "B")}
    assert allocate([lot(1, "A", "B=C", places=1)], limit=None).winners == {1: ("A",)}


def test_a_limit_can_settle_a_tie_by_itself():
    found = allocate([lot(1, "A", value=2), lot(2, "A=B", value=1)], limit=1)
    assert found.winners == {1: ("A",), 2: ("B",)}


def test_a_draw_parts_exactly_the_bids_it_was_made_for():
    order = (("A",), ("B", "C", "D"), ("E", "F"))
    assert settle(order, [("D", "B", "C")]) == (("A",), ("D",), ("B",), ("C",), ("E", "F"))
    assert settle(order, [("B", "C")]) == order


@st.composite
def rankings(draw: st.DrawFn) -> list[LotRanking]:
    suppliers = [chr(65 + number) for number in range(draw(st.integers(1, 6)))]
    found = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        order = draw(st.permutations(suppliers))
        kept = order[: draw(st.integers(1, len(order)))]
        value = draw(st.none() | st.integers(1, 9))
        found.append(lot(number, *kept, value=value, places=draw(st.integers(1, 3))))
    return found


@given(rankings(), st.integers(1, 3))
def test_no_supplier_wins_more_than_the_limit_and_nobody_loses_but_to_it(lots: list[LotRanking], limit: int):
    found = allocate(lots, limit=limit)
    suppliers = {each.lot: each.suppliers for each in lots}
    assert all(won <= limit for won in lots_won(found, suppliers).values())
    passed = {(each.lot, each.bid) for each in found.passed_over}
    for each in lots:
        eligible = [bid for (bid,) in each.order if (each.lot, bid) not in passed]
        assert list(found.winners[each.lot]) == eligible[: each.places]


@given(rankings())
def test_a_limit_as_large_as_the_number_of_lots_changes_nothing(lots: list[LotRanking]):
    assert allocate(lots, limit=len(lots)) == allocate(lots, limit=None)


@given(rankings(), st.integers(1, 3), st.randoms(use_true_random=False))
def test_the_order_in_which_lots_are_given_has_no_influence(lots: list[LotRanking], limit: int, chance):
    mixed = list(lots)
    chance.shuffle(mixed)
    assert allocate(mixed, limit=limit) == allocate(lots, limit=limit)
