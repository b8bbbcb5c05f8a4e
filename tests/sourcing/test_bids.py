"""Bid files: what is accepted, and every refusal with its place, what was found and what was expected."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from marketkit.errors import BadInput, Fault
from marketkit.said import say
from marketkit.sourcing.bids import Bid, Columns, faults_of_shape, open_bids, read_bids
from marketkit.sourcing.reader import read_strategy

STRATEGY = read_strategy(
    b"""\
id: small
currency: NOK
award: weighted-sum
criteria:
  - {id: quality, kind: quality, weight: 60, scale: [0, 10]}
  - {id: price, kind: cost, weight: 40, formula: {name: linear-min-max}}
""",
    "s.yaml",
)


def read(text: str | bytes, file: str = "bids.csv") -> tuple[Bid, ...]:
    return read_bids(text if isinstance(text, bytes) else text.encode(), file, STRATEGY)


def faults(text: str | bytes, file: str = "bids.csv") -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read(text, file)
    assert all(fault.file == file and fault.message for fault in caught.value.faults)
    return caught.value.faults


def one(text: str | bytes, file: str = "bids.csv") -> Fault:
    (fault,) = faults(text, file)
    return fault


def values(found: tuple[Bid, ...]) -> dict[str, tuple[Fraction, Fraction]]:
    return {bid.id: (bid.raw["quality"], bid.raw["price"]) for bid in found}


PLAIN = {"A": (Fraction(7), Fraction(1000)), "B": (Fraction(15, 2), Fraction("1234.5"))}


@pytest.mark.parametrize(
    "text",
    [
        "bid,quality,price\nA,7,1000\nB,7.5,1234.50\n",
        "\ufeffbid,quality,price\nA,7,1000\nB,7.5,1234.50\n",
        "bid;quality;price\nA;7;1 000\nB;7,5;1 234,50\n",
        "\ufeffbid;quality;price\r\nA;7;kr 1 000\r\nB;7,5;1\u00a0234,50 kr\r\n",
        'bid,quality,price\nA,7,"1 000"\nB,"7,5","NOK 1 234,50"\n',
        "bid,price,quality\nA,1000,7\nB,1234.5,7.5",
        "bid,quality,price\n\nA,7,1000\n,,\nB,7.5,1234.50\n\n",
        " bid , quality,price \n A ,7, 1000\nB,7.5,1234.5\n",
        "bid,quality,price,\nA,7,1000,\nB,7.5,1234.5,\n",
        '"bid","quality","price"\n"A","7","1000"\n"B","7.5","1234.5"\n',
    ],
)
def test_the_ways_people_save_a_table_give_the_same_bids(text: str) -> None:
    assert values(read(text)) == PLAIN


def test_optional_columns_are_read_and_may_be_empty() -> None:
    text = 'bid,supplier,organisation_number,quality,price,note\nA,Nord AS,987654321,1,2,"two\nlines"\nB,,,1,2,\n'
    first, second = read(text)
    assert (first.supplier, first.organisation_number, first.note) == ("Nord AS", "987654321", "two\nlines")
    assert (second.supplier, second.organisation_number, second.note) == (None, None, None)


def test_zero_and_negative_amounts_are_read() -> None:
    assert [bid.raw["price"] for bid in read("bid,quality,price\nA,0,0\nB,0,-5,\n")] == [0, -5]


def test_scores_on_both_ends_of_the_scale_are_read() -> None:
    assert [bid.raw["quality"] for bid in read("bid,quality,price\nA,0,1\nB,10,1\n")] == [0, 10]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", "   "])
def test_an_empty_file_is_refused(text: str) -> None:
    fault = one(text)
    assert "empty" in fault.message and "bid" in fault.message


@pytest.mark.parametrize("text", ["bid,quality,price", "bid,quality,price\n", "bid,quality,price\n\n,,\n"])
def test_a_header_without_bids_is_refused(text: str) -> None:
    assert "no bids" in one(text).message


def test_latin_1_bytes_are_refused_with_the_line_and_the_byte() -> None:
    fault = one("bid,quality,price\nA,1,2\nBjørk,1,2\n".encode("latin-1"))
    assert (fault.row, fault.value) == (3, "\\xf8")
    assert "UTF-8" in fault.message


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ('"1,234"', "two ways"),
        ("NaN", "not a number"),
        ("inf", "not a number"),
        ("1e999", "not a number"),
        ("1e3", "not a number"),
        ('"1.234,50"', "decimal mark"),
        ("€ 5", "not a number"),
        ("about 5", "not a number"),
        ("", "an amount"),
        ("  ", "an amount"),
        ("5 %", "not a number"),
    ],
)
def test_an_amount_that_is_not_plainly_a_number_is_refused_where_it_stands(cell: str, says: str) -> None:
    fault = one(f"bid,quality,price\nA,1,2\nB,1,{cell}\n")
    assert (fault.row, fault.line, fault.column) == (3, 3, "price")
    assert fault.value == cell.strip('"')
    assert says in fault.message and "expected" in fault.message


@pytest.mark.parametrize("cell", ["-0.01", "10.01", "11", "-1"])
def test_a_score_off_the_scale_is_refused_with_the_scale(cell: str) -> None:
    fault = one(f"bid,quality,price\nA,{cell},2\n")
    assert (fault.row, fault.column, fault.value) == (2, "quality", cell)
    assert "from 0 to 10" in fault.message


def test_a_reversed_scale_is_named_from_its_lower_end() -> None:
    strategy = read_strategy(
        b"id: x\ncurrency: NOK\naward: quality-only\n"
        b"criteria: [{id: days, kind: quality, weight: 100, scale: [20, 2]}]\n",
        "s.yaml",
    )
    assert read_bids(b"bid,days\nA,2\nB,20\n", "b.csv", strategy)
    with pytest.raises(BadInput, match="from 2 to 20"):
        read_bids(b"bid,days\nA,21\n", "b.csv", strategy)


def test_a_bid_that_stands_twice_is_refused_with_both_rows() -> None:
    fault = one("bid,quality,price\nA,1,2\nB,1,2\n A ,3,4\n")
    assert (fault.row, fault.column, fault.value) == (4, "bid", "A")
    assert "twice" in fault.message and "row 2" in fault.message


def test_the_same_name_in_another_unicode_form_is_the_same_bid() -> None:
    assert "twice" in one("bid,quality,price\nå,1,2\na\u030a,1,2\n").message


def test_a_bid_without_a_name_is_refused() -> None:
    fault = one("bid,quality,price\n,1,2\n")
    assert (fault.row, fault.column) == (2, "bid")


def test_a_missing_column_is_refused_by_name() -> None:
    fault = one("bid,quality\nA,1\n")
    assert (fault.row, fault.column) == (1, "price")
    assert (
        '"price"' in fault.message
        and "missing" in fault.message
        and "expected bid, quality, price" in fault.message
    )


@pytest.mark.parametrize("column", ["prize", "Bid", "weight", "total"])
def test_an_extra_column_is_refused_by_name(column: str) -> None:
    fault = one(f"bid,quality,price,{column}\nA,1,2,3\n")
    assert (fault.row, fault.value) == (1, column)
    assert "unknown column" in fault.message and "expected bid, quality, price" in fault.message


def test_a_parent_criterion_has_no_column() -> None:
    strategy = read_strategy(
        b"id: x\ncurrency: NOK\naward: lowest-price\ncriteria: [{id: price, kind: cost, parts: [{id: a}, {id: b}]}]\n",
        "s.yaml",
    )
    assert read_bids(b"bid,a,b\nA,1,2\n", "b.csv", strategy)[0].raw == {"a": 1, "b": 2}
    with pytest.raises(BadInput, match="unknown column"):
        read_bids(b"bid,a,b,price\nA,1,2,3\n", "b.csv", strategy)


def test_a_column_that_stands_twice_is_refused() -> None:
    assert any("twice" in fault.message for fault in faults("bid,quality,price,price\nA,1,2,3\n"))


def test_a_column_without_a_name_is_refused() -> None:
    assert any("no name" in fault.message for fault in faults("bid,,quality,price\nA,,1,2\n"))


def test_the_first_column_must_be_bid() -> None:
    found = faults("quality,bid,price\n1,A,2\n")
    assert (found[0].row, found[0].value) == (1, "quality") and "bid" in found[0].message


def test_a_row_with_more_values_than_columns_is_refused_with_a_hint_about_the_comma() -> None:
    fault = one("bid,quality,price\nA,1,1234,50\n")
    assert fault.row == 2 and "comma" in fault.message and "4" in fault.message and "3" in fault.message


def test_a_row_with_too_few_values_lacks_them() -> None:
    fault = one("bid,quality,price\nA,1\n")
    assert (fault.row, fault.column) == (2, "price") and "expected an amount" in fault.message


def test_all_faults_are_reported_at_once_header_and_rows_together() -> None:
    found = faults("bid,qualty,price,price2\nA,1,x,1\nA,2,NaN,1\n,3,1,1\n")
    places = [(fault.row, fault.column) for fault in found]
    assert set(places) == {
        (1, "qualty"),
        (1, "price2"),
        (1, "quality"),
        (2, "price"),
        (3, "price"),
        (3, "bid"),
        (4, "bid"),
    }


def test_a_quotation_mark_left_open_keeps_the_faults_before_it() -> None:
    found = faults('bid,quality,price\nA,11,1\nB,1,"2\nC,1,1\n')
    assert [(fault.row, fault.column) for fault in found] == [(2, "quality"), (3, None)]
    assert "quotation" in found[1].message


def test_lines_are_counted_through_notes_of_several_lines_and_rows_are_not() -> None:
    fault = one('bid,quality,price,note\nA,1,1,"one\ntwo\nthree"\nB,x,1,\n')
    assert (fault.row, fault.line) == (3, 5)


@pytest.mark.thorough
def test_fifty_thousand_bids_are_read_and_one_more_is_refused() -> None:
    rows = "".join(f"b{n},1,2\n" for n in range(50_000))
    assert len(read("bid,quality,price\n" + rows)) == 50_000
    fault = one("bid,quality,price\n" + rows + "one-more,1,2\n")
    assert fault.row == 50_002 and "50000" in fault.message


def test_a_million_rows_are_refused_once() -> None:
    rows = "\n".join(f"b{n},1,2" for n in range(1_000_000))
    assert "50000" in one("bid,quality,price\n" + rows).message


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "a\x1bb", "a\x00b"])
def test_a_name_with_a_line_break_or_control_character_is_refused(name: str) -> None:
    assert faults(f'bid,quality,price\n"{name}",1,2\n')


def test_a_name_of_unreasonable_length_is_refused() -> None:
    assert one(f"bid,quality,price\n{'a' * 201},1,2\n").column == "bid"
    assert read(f"bid,quality,price\n{'a' * 200},1,2\n")


@pytest.mark.parametrize("file", ["bids.ods", "bids.txt", "bids", "bids.csv.exe"])
def test_a_file_of_another_kind_is_refused_by_its_ending(file: str) -> None:
    fault = one("bid,quality,price\nA,1,2\n", file)
    assert ".csv" in fault.message and ".xlsx" in fault.message


def test_a_workbook_that_is_called_csv_is_recognised() -> None:
    assert ".xlsx" in one(b"PK\x03\x04 and so on").message


def test_a_file_is_opened_by_its_path_and_a_missing_one_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "bids.CSV"
    path.write_text("bid,quality,price\nA,1,2\n", encoding="utf-8")
    assert [bid.id for bid in open_bids(path, STRATEGY)] == ["A"]
    with pytest.raises(BadInput) as caught:
        open_bids(tmp_path / "none.csv", STRATEGY)
    assert caught.value.faults[0].file == str(tmp_path / "none.csv")


def test_without_a_strategy_the_shape_of_the_file_is_still_judged(tmp_path: Path) -> None:
    path = tmp_path / "bids.csv"
    path.write_text("bid,whatever\nA,words\nB,more\nA,\n", encoding="utf-8")
    (fault,) = faults_of_shape(path)
    assert (fault.row, fault.column) == (4, "bid")
    path.write_text("bid,whatever\nA,words\n", encoding="utf-8")
    assert faults_of_shape(path) == ()
    path.write_text("", encoding="utf-8")
    assert "empty" in faults_of_shape(path)[0].message
    assert len(faults_of_shape(tmp_path / "none.csv")) == 1


SOME = Columns(
    leaves=(STRATEGY.criterion("quality"),),
    refused={"price": say("prices come later")},
    further=("received",),
    moments=("received",),
    judge=lambda texts: [("received", say("no moment"))] if texts.get("received") == "never" else [],
)


def read_some(text: str) -> tuple[Bid, ...]:
    return read_bids(text.encode(), "bids.csv", STRATEGY, SOME)


def test_a_file_may_hold_fewer_leaves_and_further_columns():
    assert read_some("bid;quality;received\nA;5;17.03.2025 12:00\nB;6\n") == (
        Bid("A", {"quality": Fraction(5)}, further={"received": "17.03.2025 12:00"}),
        Bid("B", {"quality": Fraction(6)}, further={"received": ""}),
    )


def test_a_leaf_that_may_not_stand_in_the_file_is_refused_with_its_reason_beside_every_other_fault():
    with pytest.raises(BadInput) as caught:
        read_some("bid;quality;price;received\nA;11;5;never\n")
    assert [(fault.row, fault.column, str(fault.message)) for fault in caught.value.faults] == [
        (1, "price", "prices come later"),
        (2, "quality", '"11" is off the scale; expected a score from 0 to 10'),
        (2, "received", "no moment"),
    ]


def test_what_is_expected_names_only_the_columns_of_this_file():
    with pytest.raises(BadInput) as caught:
        read_some("bid;qualty\nA;5\n")
    assert [str(fault.message) for fault in caught.value.faults] == [
        'unknown column "qualty"; expected bid, quality and, if wanted, supplier, organisation_number, note, received',
        'the column "quality" is missing; '
        "expected bid, quality and, if wanted, supplier, organisation_number, note, received",
    ]
