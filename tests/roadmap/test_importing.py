"""Rows of somebody's list become plans, or are refused with everything that is wrong; nothing is lost."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from marketkit.errors import BadInput
from marketkit.procurements.choices import Procedure
from marketkit.roadmap.imported import WRONG, ImportedRow, RefusedRow, refused_csv
from marketkit.roadmap.importing import header_of, open_list
from marketkit.roadmap.mapping import ColumnMapping
from marketkit.roadmap.plan import Plan, Standing, ValueBand
from marketkit.values import Money, Window
from tests.roadmap.lists import DAY, MAPPING, NAMES, listed, mapping, opened, read, refused, row, taken
from tests.roadmap.published import HOSTILE

FULL = row(
    id="F-1",
    title="Safety alarms\n at home",
    need="The contract ends.\nNew needs.",
    unit="Home care",
    cpv="85312000-9, 35121700",
    place="no083",
    low="kr 4 000 000",
    high="6 500 000,50",
    how="åpen",
    small="ja",
    lots="Alarms, indoor; Response",
    when="1. kvartal 2027",
    contract="01.07.2027",
)


def only_faults(data: bytes) -> list[tuple[str | None, str]]:
    (found,) = refused(data)
    return [(fault.column, fault.message) for fault in found.faults]


def warnings(data: bytes, **options: Any) -> list[tuple[str | None, str]]:
    (found,) = taken(data, **options)
    return [(fault.column, fault.message) for fault in found.warnings]


def test_a_row_becomes_a_plan_with_all_that_it_says() -> None:
    (found,) = taken(listed(FULL))
    assert (found.number, found.key, found.as_of, found.warnings) == (2, "F-1", DAY, ())
    assert found.plan == Plan(
        title="Safety alarms at home",
        need="The contract ends.\nNew needs.",
        unit="Home care",
        cpv_codes=("85312000", "35121700"),
        nuts_codes=("NO083",),
        value=ValueBand(Money.of(4_000_000, "NOK"), Money(650_000_050, "NOK")),
        procedure=Procedure.OPEN,
        for_small=True,
        lots=("Alarms, indoor", "Response"),
        window=Window.parse("2027-Q1"),
        contract_window=Window.parse("2027-07-01"),
    )


def test_a_row_that_says_no_more_than_a_title_is_a_plan() -> None:
    (found,) = taken(listed(row(id="1", title="Taxi", when="TBD", low="-", cpv="ukjent")))
    assert found.plan == Plan(title="Taxi")


def test_everything_wrong_with_a_row_is_told_at_once_beside_its_column() -> None:
    line = row(
        id="1", cpv="8531", place="?", low="much", how="maybe", small="perhaps", when="spring", status="gone"
    )
    assert only_faults(listed(line)) == [
        ("cpv", '"8531" is not a CPV code; expected eight digits such as 85312000'),
        ("place", '"?" is not a NUTS code; expected a country and a place such as NO083'),
        ("low", '"much" is not a number; expected digits such as 1234.50 or 1 234,50'),
        ("how", 'expected one of apen, open, restricted, neg-w-call, neg-wo-call, comp-dial, innovation, '
                'oth-mult, oth-single; found "maybe"'),
        ("small", 'expected one of yes, no; found "perhaps"'),
        ("when", '"spring" is not a time; expected one with its year, such as 2027-03-05, 2027-Q1 or March 2027'),
        ("status", 'expected one of planned, started, cancelled, withdrawn; found "gone"'),
        ("title", "a title is needed"),
    ]  # fmt: skip


def test_a_value_from_high_to_low_is_turned_with_a_warning() -> None:
    data = listed(row(id="1", title="T", low="500", high="100"))
    assert warnings(data) == [("low", "the lowest value is above the highest; the two were exchanged")]
    assert taken(data)[0].plan.value == ValueBand(Money.of(100, "NOK"), Money.of(500, "NOK"))


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    between = mapping(
        MAPPING.replace("window: when", "window: {from: when, until: contract}", 1).replace(
            "  contract_window: contract\n", ""
        )
    )
    line = row(id="1", title="T", when="2027-Q3", contract="2027-Q1")
    (found,) = refused(listed(line), between)
    assert found.faults[0].message == "a window cannot end before it starts"
    (good,) = taken(listed(row(id="1", title="T", when="2027-Q1", contract="2027-Q3")), between)
    assert str(good.plan.window) == "2027-Q1/2027-Q3"
    assert only_faults(listed(row(id="1", title="T", when="Q3-Q1 2027"))) == [
        ("when", "a window cannot end before it starts")
    ]


def test_a_contract_that_begins_before_its_competition_is_warned_of() -> None:
    data = listed(row(id="1", title="T", when="2030-04-01", contract="2025-02-24"))
    assert warnings(data) == [("contract", "the contract begins before the competition is announced")]


def test_a_wrong_check_digit_is_refused_and_a_code_not_in_the_full_list_is_warned_of() -> None:
    assert only_faults(listed(row(id="1", title="T", cpv="85312000-1")))[0][1].startswith("the check digit")
    known = {"03000000": "1"}
    assert warnings(listed(row(id="1", title="T", cpv="85312000")), known_cpv=known) == [
        ("cpv", "85312000 is not in the list of CPV codes")
    ]
    assert taken(listed(row(id="1", title="T", cpv="03000000-1")), known_cpv=known)[0].warnings == ()
    assert refused(listed(row(id="1", title="T", cpv="03000000-2")), known_cpv=known)


def test_a_key_that_stands_twice_in_one_snapshot_refuses_every_row_and_names_them() -> None:
    data = listed(row(id="a", title="One"), row(id="b", title="Two"), row(id=" a ", title="Three"))
    assert [each.number for each in taken_of(data)] == [3]
    found = refused(data)
    assert [each.number for each in found] == [2, 4]
    assert {each.faults[0].message for each in found} == {
        'the key "a" stands in the rows 2, 4; each names one'
    }


def test_words_for_a_code_are_not_looked_up_but_may_follow_it_or_stand_in_the_mapping() -> None:
    assert only_faults(listed(row(id="1", title="T", cpv="wheelchairs")))[0][0] == "cpv"
    assert taken(listed(row(id="1", title="T", cpv="85323000 Community health")))[0].plan.cpv_codes == (
        "85323000",
    )
    by = mapping(MAPPING.replace("cpv_codes: cpv", "cpv_codes: {column: cpv, words: {Drosje: 60120000}}"))
    assert taken(listed(row(id="1", title="T", cpv="drosje")), by)[0].plan.cpv_codes == ("60120000",)


def test_a_cell_of_absurd_length_is_refused_in_few_words() -> None:
    (found,) = refused(listed(row(id="1", title="T", low="1,111" * 9000, how="x" * 9000, cpv="6" * 9000)))
    assert [fault.column for fault in found.faults] == ["cpv", "low", "how"]
    assert all(len(str(fault)) < 300 for fault in found.faults)


def taken_of(data: bytes) -> list[ImportedRow]:
    return [each for each in read(data) if isinstance(each, ImportedRow)]


def test_the_same_key_may_stand_in_another_snapshot() -> None:
    by = mapping(
        MAPPING.replace("key: id", "key: id\nas_of: {column: ended}").replace("  ended_on: ended\n", "")
    )
    data = listed(
        row(id="a", title="T", ended="15.01.2027"),
        row(id="a", title="T", ended="2027-02-15"),
        row(id="a", title="T", ended="15.02.2027"),
        row(id="b", title="T", ended="2027"),
    )
    found = read(data, by)
    assert [type(each) for each in found] == [ImportedRow, RefusedRow, RefusedRow, RefusedRow]
    assert found[0].as_of == date(2027, 1, 15)


def test_a_key_can_be_made_of_several_columns() -> None:
    by = mapping(MAPPING.replace("key: id", "key: [unit, id]"))
    assert taken(listed(row(id="1", unit="Care", title="T")), by)[0].key == "Care / 1"
    assert only_faults_by(listed(row(title="T")), by) == ["the row has no key"]


def only_faults_by(data: bytes, by: ColumnMapping) -> list[str]:
    return [fault.message for fault in refused(data, by)[0].faults]


def test_a_cancelled_row_without_a_day_is_refused_unless_the_mapping_takes_the_day_of_the_list() -> None:
    line = row(id="1", title="T", status="cancelled")
    assert only_faults(listed(line)) == [
        ("ended", "the day belongs to an entry that has started or is cancelled")
    ]
    by = mapping(MAPPING.replace("ended_on: ended", "ended_on: {constant: as-of}"))
    plan = taken(listed(line), by)[0].plan
    assert (plan.standing, plan.ended_on) == (Standing.CANCELLED, DAY)
    assert taken(listed(row(id="1", title="T", status="planned")), by)[0].plan.ended_on is None


def test_amounts_are_read_with_the_stated_mark_of_groups_and_unit() -> None:
    text = MAPPING.replace(
        "fields:", 'amounts: {currency: USD, group_mark: ",", times: 1000, zero_is_nothing: "yes"}\nfields:'
    )
    (found,) = taken(listed(row(id="1", title="T", low="$0.00", high="$1,234.50 ")), mapping(text))
    assert found.plan.value == ValueBand(None, Money.of(1_234_500, "USD"))
    assert refused(listed(row(id="1", title="T", low="1,23")), mapping(text))
    assert refused(listed(row(id="1", title="T", low="12,34,567")), mapping(text))


def test_what_cannot_be_read_can_be_left_out_with_a_warning() -> None:
    by = mapping(MAPPING.replace("window: when", "window: {column: when, unreadable: leave-out}", 1))
    (found,) = taken(listed(row(id="1", title="T", when="April")), by)
    assert (found.plan.window, found.warnings[0].column, found.warnings[0].value) == (None, "when", "April")


@pytest.mark.parametrize("column", ["id", "title", "need", "unit", "when", "low"])
def test_a_text_with_control_characters_is_refused(column: str) -> None:
    assert refused(listed(row(**{"id": "1", "title": "T", column: "a\x01\x1fb"})))


def test_hostile_texts_stay_texts_or_are_refused() -> None:
    for text in HOSTILE:
        if "\ud800" in text or "\0" in text:
            continue
        for found in read(listed(row(id="1", title=text, need=text, unit=text))):
            assert isinstance(found, RefusedRow) or found.plan.title == " ".join(text.split())


def test_a_missing_column_refuses_the_list_and_an_unused_one_is_told_of() -> None:
    with pytest.raises(BadInput) as wrong:
        opened(b"id;title;title\n1;T;U\n")
    messages = [fault.message for fault in wrong.value.faults]
    assert 'the column "title" stands twice' in messages
    assert 'the column "need" is missing' in messages
    by = mapping("list: a\nfields: {title: Tittel}\nignored: [Merknad]\n")
    found = opened(b"TITTEL;merknad;Annet\nT;x;y\n", by)
    assert [fault.message for fault in found.warnings] == ['the column "annet" is not used']


def test_a_list_whose_day_nobody_states_is_refused() -> None:
    with pytest.raises(BadInput, match="state the day of the list"):
        opened(listed(FULL), as_of=None)


def test_a_row_with_more_cells_than_headings_is_refused() -> None:
    assert refused(b"t\nTaxi, school\n", mapping("list: a\nfields: {title: t}\n"))
    assert not refused(b"t;u\nTaxi;\n", mapping("list: a\nfields: {title: t}\n"))


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfe", b"\0"])
def test_a_file_that_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        opened(data)
    with pytest.raises(BadInput):
        opened(data, file="list.xlsx")
    with pytest.raises(BadInput, match="ends in"):
        opened(data, file="list.pdf")


def test_the_headings_alone_can_be_read() -> None:
    assert header_of(io.BytesIO(b" a ;b\n1;2\n"), "x.csv") == ("a", "b")


def book(*rows: tuple[Any, ...], sheets: int = 1) -> bytes:
    workbook = openpyxl.Workbook()
    for number in range(sheets):
        sheet = workbook.active if number == 0 else workbook.create_sheet()
        assert isinstance(sheet, Worksheet)
        for each in rows if number == sheets - 1 else [("About this list",)]:
            sheet.append(each)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def test_a_workbook_is_read_like_a_text_file_with_its_dates_and_amounts() -> None:
    by = mapping("list: a\nkey: id\nfields: {title: t, window: w, value: v}\n")
    data = book(
        ("id", "t", "w", "v"), ("1", "Taxi", date(2027, 3, 5), 1234.5), (2, "Bus", "2027-Q1", None), sheets=2
    )
    first, second = taken(data, by, file="a.xlsx")
    assert (first.key, str(first.plan.window), first.plan.value.low) == (
        "1",
        "2027-03-05",
        Money(123_450, "NOK"),
    )
    assert (second.key, str(second.plan.window)) == ("2", "2027-Q1")


def test_an_amount_that_is_formatted_as_a_date_is_refused() -> None:
    by = mapping("list: a\nfields: {title: t, value: v}\n")
    assert refused(book(("t", "v"), ("Taxi", date(2027, 3, 5))), by, file="a.xlsx")


def test_refused_rows_come_back_with_what_is_wrong_and_import_when_corrected() -> None:
    data = listed(row(id="1", title="=Taxi", when="spring"), row(id="2", title="Bus"))
    first = opened(data)
    wrong = [each for each in first.rows if isinstance(each, RefusedRow)]
    back = refused_csv(first.header, wrong)
    table = list(csv.reader(io.StringIO(back.decode("utf-8-sig")), delimiter=";"))
    assert table[0] == [WRONG, *NAMES]
    assert table[1][0].startswith('when: "spring" is not a time')
    again = opened(back)
    assert again.is_correction
    assert not again.warnings
    assert refused_csv(again.header, [each for each in again.rows if isinstance(each, RefusedRow)]) == back
    (corrected,) = taken(back.replace(b";spring;", b";2027-Q2;"))
    assert (corrected.plan.title, str(corrected.plan.window)) == ("=Taxi", "2027-Q2")


printable = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)


@given(st.lists(st.tuples(printable, printable, printable), max_size=6))
def test_every_row_is_taken_or_refused_and_none_is_lost(rows: list[tuple[str, str, str]]) -> None:
    data = listed(*(row(id=str(number), title=a, when=b, low=c) for number, (a, b, c) in enumerate(rows)))
    found = opened(data)
    assert found.total == len(list(found.rows)) == len(rows)


def test_a_list_that_is_too_long_is_refused_with_its_limit() -> None:
    lines = (row(id=str(number), title="T") for number in range(11))
    with pytest.raises(BadInput, match="the list has more than 10 rows"):
        opened(listed(*lines), max_rows=10)


class Endless(io.BytesIO):
    """A file of a million rows that is nowhere whole."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.lines: Iterator[bytes] = iter(())
        self.left = b""
        self.seek(0)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.lines = (b"%d,Taxi %d\n" % (number, number) for number in range(self.count))
        self.left = b"id,title\n"
        return 0

    def readline(self, size: int | None = -1, /) -> bytes:
        line, self.left = self.left or next(self.lines, b""), b""
        return line

    def readable(self) -> bool:
        return True


def peak(rows: int, limit: int) -> int:
    """The most memory that reading a list needs, in bytes."""
    by = mapping("list: a\nfields: {title: title}\nignored: [id]\n")
    tracemalloc.start()
    try:
        for _ in open_list(Endless(rows), "a.csv", by, as_of=DAY, max_rows=limit).rows:
            pass
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return most


def test_a_list_of_a_million_rows_is_refused_as_soon_as_the_limit_is_passed() -> None:
    endless = Endless(1_000_000)
    with pytest.raises(BadInput, match="the list has more than 2000 rows"):
        open_list(endless, "a.csv", mapping("list: a\nfields: {title: title}\n"), as_of=DAY, max_rows=2000)
    assert next(endless.lines) == b"2001,Taxi 2001\n"


@pytest.mark.thorough
def test_a_long_list_needs_little_memory() -> None:
    assert peak(20_000, 20_000) < 2_000_000
