from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketkit.roadmap.json_api import json_entry
from marketkit.roadmap.plan import Entry
from marketkit.roadmap.tables import AMOUNTS, COLUMNS, csv_chunks, xlsx_bytes
from tests.roadmap.published import entries, fit, one_line, site, three_versions

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
drawn = settings(suppress_health_check=list(HealthCheck))


def rows(*of: Entry) -> list[dict[str, str]]:
    raw = "".join(csv_chunks(of, site())).encode("utf-8").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(raw, newline=""), delimiter=";", strict=True))


def sheet(*of: Entry) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes(of, site(), sheet_name="Planned procurements"))
    ).active


EXPECTED = {
    "key": "fjordvik-2027-012",
    "url": "https://fjordvik.example/roadmap/entries/fjordvik-2027-012",
    "buyer": "Fjordvik kommune",
    "title": "Safety alarms at home",
    "standing": "planned",
    "ended_on": "",
    "unit": "Home care",
    "need": "The contract ends.",
    "resident_change": "Alarms work outdoors.",
    "cpv_codes": "85312000; 35121700",
    "nuts_codes": "NO083",
    "value_low": "4000000.00",
    "value_high": "6500000.50",
    "currency": "NOK",
    "price_year": "",
    "regime": "no-part-2",
    "procedure": "restricted",
    "contract_model": "framework-agreement",
    "lots": "Alarms; Response service",
    "for_small": "true",
    "for_non_profit": "",
    "contact": "innkjop@fjordvik.example",
    "window_from": "2027-01-01",
    "window_to": "2027-03-31",
    "window_precision": "quarter",
    "contract_window_from": "2027-07-01",
    "contract_window_to": "2027-12-31",
    "contract_window_precision": "half-year",
    "confidence": "medium",
    "dialogue": "2026-12-10 conference Town hall, room 2, bring questions",
    "expiring_contract": "Alarms 2022–2027",
    "version": "1",
    "changed_at": "2026-11-23T23:30:00Z",
    "reason": "first-published",
    "note": "",
    "first_published_at": "2026-11-23T23:30:00Z",
    "last_reviewed_on": "2026-11-24",
    "procurements": "",
    "notices": "",
    "ocid": "ocds-213czf-fjordvik-2027-012",
    "invented": "false",
}


def test_the_headings_and_the_cells_of_an_entry_are_a_contract() -> None:
    whole = three_versions()
    assert rows(Entry(key=whole.key, versions=whole.versions[:1])) == [EXPECTED]
    assert tuple(EXPECTED) == COLUMNS


def test_a_started_entry_has_its_day_and_what_it_led_to() -> None:
    row = rows(three_versions())[0]
    assert (row["standing"], row["ended_on"], row["version"]) == ("started", "2027-04-13", "3")
    assert (row["procurements"], row["notices"]) == ("2027/88", "https://doffin.example/2027-104711")
    assert row["last_reviewed_on"] == "2027-04-13" and row["value_high"] == ""


def test_a_table_without_entries_has_its_headings() -> None:
    assert "".join(csv_chunks([], site())) == "\ufeff" + ";".join(COLUMNS) + "\r\n"
    assert [cell.value for cell in sheet()[1]] == list(COLUMNS)


def test_a_workbook_holds_amounts_as_numbers() -> None:
    book = sheet(three_versions())
    cell = book.cell(2, COLUMNS.index("value_low") + 1)
    assert (cell.data_type, cell.value) == ("n", 4_000_000)


def expected(name: str, value: Any) -> str:
    """A value of the JSON as the cell of a table should have it, before it is made safe."""
    if isinstance(value, list):
        assert name != "dialogue"
        return "; ".join(each.replace(";", ",") for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@drawn
@given(of=st.lists(entries(), max_size=2))
def test_every_value_is_read_back_from_csv_and_none_is_a_formula(of: list[Entry]) -> None:
    for row, entry in zip(rows(*of), of, strict=True):
        said = json_entry(entry, site())
        for name in set(COLUMNS) - {"dialogue"}:
            plain = expected(name, said[name])
            assert row[name] == ("'" + plain if plain.startswith(FORMULAS) else plain), name
        assert not any(text.startswith(FORMULAS) for text in row.values())
        assert row["need"].removeprefix("'") == fit(entry.plan.need).removeprefix("'")


@drawn
@given(entry=entries())
def test_every_value_is_read_back_from_a_workbook_and_none_is_a_formula(entry: Entry) -> None:
    said = json_entry(entry, site())
    page = sheet(entry)
    for name, cell in zip(COLUMNS, page[2], strict=True):
        assert cell.data_type != "f" and not cell.hyperlink
        if name in AMOUNTS and said[name] is not None:
            assert Decimal(str(cell.value)) == Decimal(said[name])
        elif name != "dialogue":
            assert str("" if cell.value is None else cell.value) == expected(name, said[name]), name


@drawn
@given(entry=entries())
def test_lists_can_be_taken_apart_again(entry: Entry) -> None:
    row = rows(entry)[0]
    lots = row["lots"].removeprefix("'").split("; ") if entry.plan.lots else []
    assert len(lots) == len(entry.plan.lots)
    wanted = [one_line(each).replace(";", ",") for each in entry.plan.lots]
    assert lots == wanted or lots == [wanted[0].removeprefix("'"), *wanted[1:]]
