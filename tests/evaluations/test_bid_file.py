"""The file an officer fills in."""

import io

import openpyxl

from marketkit.evaluations.bid_file import empty_csv, example_csv, workbook
from marketkit.sourcing.bids import read_bids
from tests.scoring.builders import strategy

TEXT = """
    id: care
    currency: NOK
    award: weighted-sum
    criteria:
      - id: quality
        title: {en: Quality, nb: Kvalitet}
        kind: quality
        weight: 60
        parts:
          - {id: days, title: {en: Days, nb: Dager}, weight: 100, scale: [20, 2]}
      - {id: price, kind: cost, weight: 40, quantity: 200, formula: {name: proportional-to-lowest}}
    """


def test_the_empty_file_has_one_column_for_each_leaf() -> None:
    assert empty_csv(strategy(TEXT)).decode("utf-8-sig") == (
        "bid;supplier;organisation_number;days;price;note\r\n"
    )


def test_the_filled_example_can_be_uploaded_as_it_is_with_either_decimal_mark() -> None:
    care = strategy(TEXT)
    for mark in ".,":
        found = read_bids(example_csv(care, decimal_mark=mark), "example.csv", care)
        # 80 % of the way from 20 days to 2 days is 20 - 0.8 · 18 = 5.6 days
        assert str(found[0].raw["days"]) == "28/5"
        assert len(found) == 3


def test_the_workbook_is_open_for_editing_with_an_example_and_an_explanation_of_each_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(strategy(TEXT), language="nb", speak=str)))
    assert book.sheetnames == ["Bids", "Example", "Columns"]
    assert [cell.value for cell in book["Bids"][1]] == [
        "bid", "supplier", "organisation_number", "days", "price", "note",
    ]  # fmt: skip
    assert book["Bids"].max_row == 1
    assert book["Example"].max_row == 4
    explained = {row[0].value: (row[1].value, row[2].value) for row in book["Columns"].iter_rows(min_row=2)}
    assert explained["days"] == ("Dager", "score from 20 (worst) to 2 (best)")
    assert explained["price"] == ("price", "unit price in NOK, for 200 units")
    assert not any(sheet.protection.sheet for sheet in book)


def test_a_workbook_that_was_filled_in_is_read_from_its_first_sheet() -> None:
    care = strategy(TEXT)
    book = openpyxl.load_workbook(io.BytesIO(workbook(care, language="en", speak=str)))
    book["Bids"].append(["A", "Supplier", None, 2, 100.5, None])
    stream = io.BytesIO()
    book.save(stream)
    (bid,) = read_bids(stream.getvalue(), "bids.xlsx", care)
    assert (bid.id, str(bid.raw["price"])) == ("A", "201/2")
