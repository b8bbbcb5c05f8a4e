"""Bids typed into a grid are read as a file of bids would be, and faults find their field."""

from __future__ import annotations

from fractions import Fraction

from marketkit.evaluations.preparation.typed_bids import field_name, read_grid
from marketkit.sourcing.reader import read_strategy

STRATEGY = read_strategy(
    b"""
id: s
currency: NOK
award: weighted-sum
criteria:
  - {id: care, kind: quality, weight: 60, scale: [0, 10]}
  - {id: price, kind: cost, weight: 40, formula: {name: linear-fixed, low: -10, high: 100}}
""",
    "s.yaml",
)


def typed(*rows: tuple[int, str, str, str]) -> dict[str, str]:
    return {
        field_name(number, column): text
        for number, *texts in rows
        for column, text in zip(("bid", "care", "price"), texts, strict=True)
    }


def test_nothing_typed_gives_no_bids_and_no_faults():
    grid, bids = read_grid({}, STRATEGY)
    assert (bids, grid.is_filled, grid.faults, len(grid.rows)) == ((), False, {}, 6)


def test_rows_are_bids_and_a_row_without_a_name_goes_by_its_number():
    _grid, bids = read_grid(typed((1, "A", "7,5", "80 kr"), (4, "", "10", "-5")), STRATEGY)
    assert [(bid.id, bid.raw["care"], bid.raw["price"]) for bid in bids] == [
        ("A", Fraction(15, 2), Fraction(80)),
        ("Bid 4", Fraction(10), Fraction(-5)),
    ]


def test_every_fault_stands_at_its_row_and_column_and_what_was_typed_is_kept():
    grid, bids = read_grid(typed((2, "A", "11", "80"), (5, "B", "7", "many; or few")), STRATEGY)
    assert bids == ()
    assert set(grid.faults) == {(2, "care"), (5, "price")}
    assert grid.rows[4]["price"] == "many; or few"


def test_one_bid_alone_cannot_be_compared():
    grid, bids = read_grid(typed((1, "A", "7", "80")), STRATEGY)
    assert bids == ()
    assert "at least two bids" in grid.other_faults[0]
