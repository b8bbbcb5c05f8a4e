"""Tables from CSV files that may be long, and dates of a spreadsheet as it shows them."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from marketkit.errors import BadInput
from marketkit.said import say
from marketkit.tables import MAX_LINE_BYTES, DayCell, csv_stream
from marketkit.worksheets import SheetChoice, workbook_table

ANY = SheetChoice(lambda cells: cells[:1] == ["a"], lambda count, found: say("{n} fit", n=count))


def rows(data: bytes) -> list[list[object]]:
    return [list(row.cells) for row in csv_stream(io.BytesIO(data), "a.csv").rows]


def refusal(data: bytes) -> tuple[str, int | None]:
    with pytest.raises(BadInput) as refused:
        rows(data)
    (fault,) = refused.value.faults
    return fault.message, fault.line


def book(*values: object, formats: str = "General", epoch: datetime | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    if epoch is not None:
        workbook.epoch = epoch
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["a"])
    for value in values:
        sheet.append([value])
        if formats != "General":
            sheet.cell(sheet.max_row, 1).number_format = formats
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def only_cell(data: bytes) -> object:
    return list(workbook_table(data, "a.xlsx", ANY).rows)[1].cells[0]


def test_semicolons_commas_marks_of_order_and_quoted_line_breaks_are_understood() -> None:
    assert rows(b"a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]]
    assert rows(b'\xef\xbb\xbf\na;b\n"x\ny";2') == [["a", "b"], ["x\ny", "2"]]


def test_a_lone_carriage_return_inside_a_row_is_a_space_and_ends_rows_only_where_nothing_else_does() -> None:
    assert rows(b"a,b\none\rtwo,2\n") == [["a", "b"], ["one two", "2"]]
    assert rows(b"a,b\r1,2\r") == [["a", "b"], ["1", "2"]]


def test_every_row_knows_its_number_and_its_line() -> None:
    found = list(csv_stream(io.BytesIO(b'a\n"x\ny"\nz\n'), "a.csv").rows)
    assert [(row.number, row.line) for row in found] == [(1, 1), (2, 2), (3, 4)]


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"", "the file is empty", None),
        (b" \n \n", "the file is empty", None),
        (b"a\nb\n\xff\n", "the file is not UTF-8 text; save it as CSV UTF-8", 3),
        (b"a\nb\0\n", "the file holds a NUL character", 2),
        (b"a\n" + b"x" * (MAX_LINE_BYTES + 1), "the line is longer than 1000 kB", 2),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(data: bytes, message: str, line: int | None) -> None:
    assert refusal(data) == (message, line)


def test_a_long_file_is_read_only_as_far_as_it_is_asked_for() -> None:
    stream = io.BytesIO(b"a\n" + b"x\n" * 1_000_000)
    table = csv_stream(stream, "a.csv")
    for _ in range(100):
        next(table.rows)
    assert stream.tell() < 1000


@pytest.mark.parametrize(
    ("format_", "shown"),
    [
        ("yyyy-mm-dd", "2027-03-05"),
        ("mm-dd-yy", "2027-03-05"),
        ("mmm-yy", "2027-03"),
        ("mmmm yyyy", "2027-03"),
    ],
)
def test_a_date_of_a_spreadsheet_is_as_exact_as_it_is_shown(format_: str, shown: str) -> None:
    cell = only_cell(book(date(2027, 3, 5), formats=format_))
    assert isinstance(cell, DayCell)
    assert cell.day == shown


def test_a_workbook_that_counts_days_from_1904_has_the_same_dates() -> None:
    cell = only_cell(book(date(2027, 3, 5), epoch=datetime(1904, 1, 1)))  # noqa: DTZ001 - no zone in workbooks
    assert isinstance(cell, DayCell)
    assert cell.day == "2027-03-05"
