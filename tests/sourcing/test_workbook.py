"""Workbooks: read exactly from what the file holds, and refused where a value cannot be trusted."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from marketkit.errors import BadInput, Fault
from marketkit.sourcing.bids import Bid, read_bids
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
HEADER = ("bid", "quality", "price")


def book(
    *rows: tuple[object, ...], change: Callable[[Worksheet], None] | None = None, title: str = "Bids"
) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(sheet)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def edited(
    data: bytes, part: str, change: Callable[[str], str], *, extra: dict[str, bytes] | None = None
) -> bytes:
    """The workbook with one part's text changed, and parts added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                before = content.decode()
                content = change(before).encode()
                assert content != before.encode(), "the change must hit something"
            target.writestr(name, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def with_price_cell(cell: str) -> bytes:
    """A workbook whose one price cell is written as this XML."""
    return edited(
        book(HEADER, ("A", 7, 4711)),
        SHEET,
        lambda text: text.replace('<c r="C2" t="n"><v>4711</v></c>', cell),
    )


def read(data: bytes, file: str = "bids.xlsx") -> tuple[Bid, ...]:
    return read_bids(data, file, STRATEGY)


def price(data: bytes) -> Fraction:
    (bid,) = read(data)
    return bid.raw["price"]


def faults(data: bytes, file: str = "bids.xlsx") -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read(data, file)
    assert all(fault.file == file and fault.message for fault in caught.value.faults)
    return caught.value.faults


def one(data: bytes) -> Fault:
    (fault,) = faults(data)
    return fault


def test_numbers_and_texts_are_read() -> None:
    data = book(
        (*HEADER, "supplier", "organisation_number", "note"),
        ("A", 7, 1000, "Nord AS", 987654321, "fine"),
        ("B", "7,5", "kr 1 234,50", None, "912 345 678", None),
    )
    first, second = read(data)
    assert first.raw == {"quality": 7, "price": 1000}
    assert (first.supplier, first.organisation_number, first.note) == ("Nord AS", "987654321", "fine")
    assert second.raw == {"quality": Fraction(15, 2), "price": Fraction("1234.5")}
    assert (second.supplier, second.organisation_number) == (None, "912 345 678")


def test_bids_named_by_numbers_keep_their_names() -> None:
    assert [bid.id for bid in read(book(HEADER, (1, 7, 10), (2.5, 7, 10)))] == ["1", "2.5"]


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("1.1000000000000001", "1.1"),  # what Excel writes for 1.1
        ("0.30000000000000004", "0.3"),
        ("1234.5699999999999", "1234.57"),
        ("75280", "75280"),
        ("1.5E-2", "0.015"),
        ("2E3", "2000"),
        ("123456789012345", "123456789012345"),
        ("12345678901234567", "12345678901234567"),  # a whole number stands as it is
        ("-5", "-5"),
        ("0.1", "0.1"),
    ],
)
def test_a_stored_number_is_the_number_a_spreadsheet_shows(stored: str, value: str) -> None:
    assert price(with_price_cell(f'<c r="C2"><v>{stored}</v></c>')) == Fraction(value)


def test_a_number_typed_as_text_is_exact_to_its_last_digit() -> None:
    text = "1.1000000000000000000001"
    assert price(book(HEADER, ("A", 7, text))) == Fraction(text)


def test_rich_text_and_inline_text_are_read() -> None:
    cell = '<c r="C2" t="inlineStr"><is><r><t>1 2</t></r><r><t>34,5</t></r><rPh><t>9</t></rPh></is></c>'
    assert price(with_price_cell(cell)) == Fraction("1234.5")


@pytest.mark.parametrize("number", ["1e999", "NaN", "INF", "1E300", "1E-300", "words"])
def test_a_stored_number_that_is_none_is_refused(number: str) -> None:
    fault = one(with_price_cell(f'<c r="C2"><v>{number}</v></c>'))
    assert (fault.sheet, fault.row, fault.column) == ("Bids", 2, "price")


@pytest.mark.parametrize("text", ["1,234", "inf", "NaN", "1e999", "1.234,50", "= 5"])
def test_text_in_a_cell_is_refused_as_in_a_csv_file(text: str) -> None:
    fault = one(book(HEADER, ("A", 7, text)))
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("Bids", 2, "price", text)


def test_a_formula_without_a_stored_value_is_refused_with_what_to_do() -> None:
    fault = one(book(HEADER, ("A", 7, "=100+20")))
    assert (fault.sheet, fault.row, fault.column) == ("Bids", 2, "price")
    assert fault.value == "=100+20"
    assert "no stored value" in fault.message and "recalculate" in fault.message


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2"><f>100+20</f><v>120</v></c>',
        '<c r="C2" t="str"><f>"kr "&amp;120</f><v>kr 120</v></c>',
    ],
)
def test_a_formula_with_its_stored_value_is_read(cell: str) -> None:
    assert price(with_price_cell(cell)) == 120


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C2" t="e"><v>#DIV/0!</v></c>',
        '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="C2" t="b"><v>1</v></c>',
        '<c r="C2" t="d"><v>2026-11-22</v></c>',
        '<c r="C2" t="str"><f>""</f><v></v></c>',
        '<c r="C2" t="x"><v>5</v></c>',
    ],
)
def test_errors_truths_and_dates_are_refused(cell: str) -> None:
    fault = one(with_price_cell(cell))
    assert (fault.sheet, fault.row, fault.column) == ("Bids", 2, "price")


@pytest.mark.parametrize(
    "number_format",
    ["yyyy-mm-dd", "dd.mm.yyyy", "d/m/yy", "h:mm", "mm:ss.0", "[h]:mm", "[$-414]d. mmmm yyyy", "mm-dd-yy"],
)
def test_a_cell_formatted_as_a_date_is_refused(number_format: str) -> None:
    def as_date(sheet: Worksheet) -> None:
        sheet["C2"].number_format = number_format

    assert "date" in one(book(HEADER, ("A", 7, 45000), change=as_date)).message


def test_a_date_typed_into_a_cell_is_refused() -> None:
    assert "date" in one(book(HEADER, ("A", 7, datetime.date(2026, 3, 5)))).message


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "0.0 %"])
def test_a_cell_formatted_as_a_percentage_is_refused(number_format: str) -> None:
    def as_percent(sheet: Worksheet) -> None:
        sheet["B2"].number_format = number_format

    fault = one(book(HEADER, ("A", 0.5, 10), change=as_percent))
    assert fault.column == "quality" and "percent" in fault.message


@pytest.mark.parametrize(
    "number_format",
    [
        "General",
        "0",
        "0.00",
        "#,##0.00",
        '#,##0 "kr"',
        "# ##0,00",
        '_-* #,##0.00 "kr"_-',
        "[Red]-0.00",
        '0 "dager"',
        "@",
    ],
)
def test_ordinary_number_formats_are_read(number_format: str) -> None:
    def formatted(sheet: Worksheet) -> None:
        sheet["C2"].number_format = number_format

    assert price(book(HEADER, ("A", 7, 1234.5), change=formatted)) == Fraction("1234.5")


def test_merged_cells_are_refused_with_their_place() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("B2:C2")
        sheet.merge_cells("A3:A4")

    found = faults(book(HEADER, ("A", 7, 10), ("B", 7, 10), ("C", 7, 10), change=merge))
    assert [(fault.sheet, fault.row, fault.value) for fault in found] == [
        ("Bids", 2, "B2:C2"),
        ("Bids", 3, "A3:A4"),
    ]
    assert all("merged" in fault.message for fault in found)


def test_blank_rows_and_columns_beyond_the_header_do_not_matter() -> None:
    data = book(HEADER, (None, None, None), ("A", 7, 10, None, ""), ("", " ", None), ("B", 8, 11))
    assert [bid.id for bid in read(data)] == ["A", "B"]


def test_rows_keep_their_numbers_when_rows_above_are_left_out() -> None:
    def far_down(sheet: Worksheet) -> None:
        sheet["A9"], sheet["B9"], sheet["C9"] = "Z", "x", 1

    assert one(book(HEADER, ("A", 7, 10), change=far_down)).row == 9


def test_the_sheet_with_bid_in_its_first_cell_is_the_one() -> None:
    def another(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.create_sheet("Read me", 0)["A1"] = "How to fill this in"

    assert [bid.id for bid in read(book(HEADER, ("A", 7, 10), change=another))] == ["A"]


@pytest.mark.parametrize("first", ["bid", "other"])
def test_two_sheets_with_bids_or_none_are_refused(first: str) -> None:
    def another(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.create_sheet("More")["A1"] = first
        sheet["A1"] = first

    fault = one(book(HEADER, ("A", 7, 10), change=another))
    assert "one sheet" in fault.message and "Bids" in fault.message and "More" in fault.message


@pytest.mark.parametrize("rows", [(), (HEADER,)])
def test_a_workbook_without_bids_is_refused(rows: tuple[tuple[object, ...], ...]) -> None:
    assert "expected" in one(book(*rows)).message


def test_a_missing_and_an_extra_column_and_a_duplicate_bid_are_refused_with_their_sheet() -> None:
    found = faults(book(("bid", "quality", "prize"), ("A", 7, 10), ("A", 7, 10)))
    assert {(fault.sheet, fault.row, fault.column) for fault in found} == {
        ("Bids", 1, "prize"),
        ("Bids", 1, "price"),
        ("Bids", 3, "bid"),
    }


@pytest.mark.thorough
def test_more_than_fifty_thousand_rows_are_refused() -> None:
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>b{0}</t></is></c><c r="B{0}"><v>{1}</v></c><c r="C{0}"><v>{2}</v></c></row>'
    rows = "".join(row.format(n, n % 10, n * 7919 % 99991) for n in range(2, 50_003))
    data = edited(book(HEADER), SHEET, lambda text: text.replace("</sheetData>", rows + "</sheetData>"))
    assert "50000" in one(data).message


def test_a_password_protected_workbook_is_refused() -> None:
    assert "password" in one(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600).message


@pytest.mark.parametrize("file", ["bids.xlsx", "bids.xlsm"])
def test_a_macro_workbook_is_refused(file: str) -> None:
    data = edited(
        book(HEADER, ("A", 7, 10)),
        "[Content_Types].xml",
        lambda text: text.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ).replace(
            "</Types>",
            '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
        extra={"xl/vbaProject.bin": b"macro"},
    )
    assert any("macro" in fault.message for fault in faults(data, file))


def test_a_zip_that_expands_is_refused_without_being_unpacked() -> None:
    bomb = book(HEADER, ("A", 7, 10))
    stream = io.BytesIO(bomb)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image.bin", b"\0" * 60_000_000)
    assert any("unpacked" in fault.message for fault in faults(stream.getvalue()))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"PK\x03\x04 not a zip", b"bid,quality,price\nA,7,10\n", b"\xff" * 100],
    ids=["empty", "cut off", "not a zip", "csv", "noise"],
)
def test_a_file_that_is_no_workbook_is_refused(data: bytes) -> None:
    faults(data)


def test_a_zip_of_something_else_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    faults(stream.getvalue())


def with_shared_strings(index: str = "0", strings: str = "<si><t>bid</t></si>") -> bytes:
    """The workbook as spreadsheets write it: a text is a number that points into a list of texts."""
    return edited(
        book(HEADER, ("A", 7, 4711)),
        SHEET,
        lambda text: text.replace('t="inlineStr"><is><t>bid</t></is>', f't="s"><v>{index}</v>'),
        extra={
            SHARED: f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'.encode()
        },
    )


SHARED = "xl/sharedStrings.xml"


@pytest.mark.parametrize(
    "strings",
    [
        "<si><t>bid</t></si>",
        "<si><r><t>b</t></r><r><rPr><b/></rPr><t>id</t></r><rPh><t>no</t></rPh></si><si/>",
    ],
)
def test_shared_texts_are_read(strings: str) -> None:
    assert price(with_shared_strings(strings=strings)) == 4711


@pytest.mark.parametrize("index", ["1", "-1", "x", "1.0"])
def test_a_text_that_is_not_there_is_refused(index: str) -> None:
    faults(with_shared_strings(index))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "</worksheet>", ""),
        (SHEET, "<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
        (SHEET, '<row r="2"', '<row r="two"'),
        (SHEET, '<c r="C2"', '<c r="C2" s="many"'),
        (SHEET, '<c r="C2"', '<c r="ZZZ2"'),
        ("xl/workbook.xml", "<sheets>", "<sheet>"),
        ("xl/workbook.xml", "<sheet ", "<sheet_ "),
        ("xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet9.xml"),
        ("xl/styles.xml", '<cellXfs count="1"><xf numFmtId="0"', '<cellXfs count="1"><xf numFmtId="zero"'),
        (SHARED, "<sst", "<<sst"),
        (SHARED, "<sst", '<?xml version="1.0" encoding="x-none"?><sst'),
        (SHEET, "<worksheet", '<?xml version="1.0" encoding="x-none"?><worksheet'),
    ],
)
def test_a_damaged_workbook_is_refused_and_never_breaks_the_reader(part: str, old: str, new: str) -> None:
    faults(edited(with_shared_strings(), part, lambda text: text.replace(old, new, 1)))


SAMPLE = with_shared_strings()


@given(
    part=st.sampled_from([SHEET, SHARED, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]),
    where=st.floats(min_value=0, max_value=1),
    length=st.integers(min_value=0, max_value=12),
    put=st.text(alphabet='<>/"=&;:-0129abcrsv ', max_size=6),
)
def test_any_change_to_a_part_is_read_or_refused_and_nothing_else_happens(
    part: str, where: float, length: int, put: str
) -> None:
    def change(text: str) -> str:
        at = int(where * len(text))
        return text[:at] + put + "#" + text[at + length :]

    try:
        found = read(edited(SAMPLE, part, change))
    except BadInput:
        return
    assert all(isinstance(bid, Bid) for bid in found)
