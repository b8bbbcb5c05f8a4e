from __future__ import annotations

from marketkit.roadmap.copy_sheet import SheetRow, copy_sheet
from marketkit.roadmap.eforms_facts import facts_of
from marketkit.roadmap.eforms_faults import faults_of
from marketkit.values import Window
from tests.roadmap.notices import TODAY, entry, site


def rows(planned=None, by=None) -> list[SheetRow]:  # type: ignore[no-untyped-def]
    return list(copy_sheet(planned or entry(), by or site(), today=TODAY))


def row(term: str, *among: SheetRow) -> SheetRow:
    return next(each for each in among or rows() if each.term == term)


def test_the_sections_stand_in_the_order_of_the_form() -> None:
    assert list(dict.fromkeys(each.section for each in rows())) == [
        "Notice",
        "Buyer",
        "Procedure: purpose",
        "Procedure: scope",
        "Procedure: place of performance",
        "Procedure: additional information",
        "Part 1",
        "Organisations",
    ]


def test_a_row_shows_what_the_notice_would_say() -> None:
    assert row("BT-21-Procedure").value == "Safety alarms at home"
    assert row("BT-262-Procedure").value == "85312000"
    assert row("BT-27-Procedure").value == "NOK 6500000.00"
    assert row("BT-23-Procedure").value == "services"
    assert row("BT-501-Organization-Company").value == "987654325"


def test_a_full_entry_has_no_faults() -> None:
    assert [each.term for each in rows() if each.fault] == []


def test_a_window_leaves_the_planned_day_empty_and_says_so() -> None:
    planned = row("BT-127-notice")
    assert planned.value == "" and planned.note and "exact day" in planned.note
    exact = rows(entry(window=Window.parse("2027-03-05")))
    assert row("BT-127-notice", *exact).value == "2027-03-05"


def test_what_is_not_known_is_left_empty_with_a_note() -> None:
    phone = row("BT-503-Organization-Company", *rows(by=site(phone="")))
    assert (phone.value, phone.note, phone.fault) == (
        "",
        "not in the plan; type it if the form asks for it",
        False,
    )


def test_every_fault_of_the_notice_stands_at_its_row() -> None:
    planned = entry(title="", need="", cpv_codes=(), regime=None, nuts_codes=("XX",), lots=("A", ""))
    by = site(name="", country="", legal_type="x", email="x", language="xx")
    faults = faults_of(facts_of(planned, by), planned.plan, TODAY)
    shown = {each.term for each in rows(planned, by) if each.fault}
    assert shown == {fault.column for fault in faults}


def test_a_fault_of_one_lot_stands_at_that_lot_only() -> None:
    found = [each for each in rows(entry(lots=("A", ""))) if each.term == "BT-21-Part"]
    assert [each.fault for each in found] == [False, True]


def test_a_place_that_is_no_county_is_the_whole_country() -> None:
    found = rows(entry(nuts_codes=("NO08",)))
    assert row("BT-727-Procedure", *found).value == "anywhere in the country"
    assert row("BT-728-Procedure", *found).value == "NUTS area NO08"
    assert all(each.term != "BT-5071-Procedure" for each in found)


def test_names_and_notes_can_be_translated() -> None:
    assert row("BT-21-Procedure").name.translated(str.upper) == "TITLE"
