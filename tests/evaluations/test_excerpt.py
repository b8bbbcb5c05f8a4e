"""Faults shown beside the cells they concern."""

import pytest

from marketkit.errors import BadInput
from marketkit.evaluations.excerpt import MAX_ROWS_SHOWN, Excerpt, excerpt
from marketkit.sourcing.bids import read_bids
from tests.scoring.builders import price_strategy, strategy


def refused(content: bytes, name: str = "bids.csv") -> Excerpt:
    with pytest.raises(BadInput) as caught:
        read_bids(content, name, strategy(price_strategy("{name: linear-min-max}")))
    return excerpt(content, name, caught.value.faults)


def test_a_fault_stands_at_its_cell_and_sound_rows_are_left_out() -> None:
    found = refused(b"bid;quality;price\nA;5;100\nB;x;100\n")
    (row,) = found.rows
    assert (row.number, [cell.text for cell in row.cells]) == (3, ["B", "x", "100"])
    assert [len(cell.faults) for cell in row.cells] == [0, 1, 0]
    assert found.of_the_file == ()


def test_a_file_that_is_no_table_shows_its_faults_alone() -> None:
    found = refused(b"bid;quality;price\nA;5;\xe5\n")
    assert found.rows == ()
    assert len(found.of_the_file) == 1


def test_a_missing_column_is_shown_at_the_header() -> None:
    found = refused(b"bid;price\nA;100\n")
    assert found.header == ("bid", "price")
    assert any("quality" in fault.message for row in found.rows for fault in row.faults)


def test_a_long_list_is_cut_and_the_rest_is_counted() -> None:
    rows = "".join(f"{number};x;100\n" for number in range(MAX_ROWS_SHOWN + 5))
    found = refused(f"bid;quality;price\n{rows}".encode())
    assert (len(found.rows), found.left_out) == (MAX_ROWS_SHOWN, 5)


def test_every_fault_is_shown_exactly_once() -> None:
    content = b"bid;quality;price\nA;11;\n;5;1,234\nA;5;1;2\n"
    with pytest.raises(BadInput) as caught:
        read_bids(content, "bids.csv", strategy(price_strategy("{name: linear-min-max}")))
    found = excerpt(content, "bids.csv", caught.value.faults)
    shown = [fault for row in found.rows for fault in row.faults]
    shown += [fault for row in found.rows for cell in row.cells for fault in cell.faults]
    assert sorted(map(str, [*shown, *found.of_the_file])) == sorted(map(str, caught.value.faults))
