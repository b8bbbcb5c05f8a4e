"""Files that are opened by spreadsheets: text stays text, numbers stay numbers."""

import io
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest

from marketkit.spreadsheets import Sheet, csv_bytes
from marketkit.workbooks import workbook_bytes

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_is_defused_in_csv(text: str) -> None:
    cell = csv_bytes(["name"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert cell.lstrip('"').startswith("'")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_is_stored_as_text_in_xlsx(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([Sheet("A", ["name"], [[text]])])))
    cell = book["A"]["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value.strip() == text.strip()


def test_numbers_in_csv_take_the_decimal_mark_asked_for_and_negative_ones_stay_numbers() -> None:
    text = csv_bytes(["n"], [[Decimal("-8.5")]], decimal_mark=",").decode("utf-8-sig")
    assert text == "n\r\n-8,5\r\n"


def test_numbers_in_xlsx_are_numbers_with_the_decimals_asked_for() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook_bytes([Sheet("A", ["n"], [[Decimal("1453.4884")]], 2)]))
    )
    cell = book["A"]["A2"]
    assert (cell.data_type, cell.value, cell.number_format) == ("n", 1453.4884, "#,##0.00")


def test_the_same_sheets_give_the_same_bytes_whenever_they_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheets = [Sheet("A", ["x"], [[Decimal(1)], ["b"]])]
    first = workbook_bytes(sheets)
    with monkeypatch.context() as later:
        later.setattr("time.localtime", lambda *_: (2030, 3, 17, 18, 46, 40, 6, 76, 0))
        assert workbook_bytes(sheets) == first
    said = ZipFile(io.BytesIO(first)).read("docProps/core.xml").decode()
    assert "creator" in said and "created" not in said and "modified" not in said
    assert openpyxl.load_workbook(io.BytesIO(first))["A"]["A3"].value == "b"


def test_sheets_are_not_protected_and_names_a_workbook_refuses_are_mended() -> None:
    sheets = [
        Sheet("Why? [A/B]", ["x"]),
        Sheet("why  A B", ["x"]),
        Sheet("n" * 40, ["x"]),
        Sheet("N" * 40, ["x"]),
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets)))
    assert len({name.casefold() for name in book.sheetnames}) == 4
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert not any(sheet.protection.sheet for sheet in book)


def test_characters_a_workbook_cannot_hold_are_left_out() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([Sheet("A", ["x"], [["a\x00b"]])])))
    assert book["A"]["A2"].value == "ab"
