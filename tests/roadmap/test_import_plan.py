"""What an import comes to: done and planned again it is nothing, and nothing is ever removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.errors import BadInput
from marketkit.roadmap.import_plan import ImportPlan, plan_import
from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.matching import KnownEntry
from marketkit.roadmap.plan import Plan, Standing
from marketkit.values import Window
from tests.examples import TWICE

FIRST = date(2027, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def a_row(key: str, title: str, on: int = 0, number: int = 2, **said: object) -> ImportedRow:
    plan = Plan(title=title, **said)  # type: ignore[arg-type]
    return ImportedRow(number=number, key=key, as_of=day(on), plan=plan)


def known(key: str, title: str, on: int = 0, entry_key: str = "", **said: object) -> KnownEntry:
    plan = Plan(title=title, **said)  # type: ignore[arg-type]
    return KnownEntry(entry_key=entry_key or f"e-{key}", key=key, plan=plan, as_of=day(on))


def done(plan: ImportPlan, existing: Sequence[KnownEntry]) -> list[KnownEntry]:
    """The entries after an import, as a database would keep them."""
    entries = {entry.entry_key: entry for entry in existing}
    by_key = {entry.key: entry.entry_key for entry in existing if entry.key}
    for snapshot in plan.snapshots:
        for row in snapshot.new:
            name = f"made-{len(entries)}"
            by_key[row.key] = name
            entries[name] = KnownEntry(entry_key=name, key=row.key, plan=row.plan, as_of=row.as_of)
        for version in snapshot.versions:
            name = version.entry_key or by_key[version.row.key]
            key = entries[name].key
            entries[name] = KnownEntry(entry_key=name, key=key, plan=version.plan, as_of=version.row.as_of)
    return list(entries.values())


def test_a_row_with_an_unknown_key_begins_an_entry() -> None:
    plan = plan_import([], [a_row("a", "Taxi")])
    assert [row.key for row in plan.new] == ["a"]
    assert not plan.is_nothing


def test_a_changed_row_is_a_version_and_an_equal_one_is_not() -> None:
    entries = [known("a", "Taxi"), known("b", "Bus")]
    plan = plan_import(entries, [a_row("a", "Taxi", 9), a_row("b", "Bus", 9, window=Window.parse("2027-Q1"))])
    assert [row.key for row in plan.unchanged] == ["a"]
    (version,) = plan.versions
    assert (version.entry_key, [change.field for change in version.changes]) == ("e-b", ["window"])


def test_the_key_decides_whatever_the_title_says() -> None:
    entries = [known("a", "Taxi"), known("b", "Bus")]
    plan = plan_import(entries, [a_row("a", "Bus", 1), a_row("b", "Taxi", 1)])
    assert [version.entry_key for version in plan.versions] == ["e-a", "e-b"]


def test_the_address_of_an_entry_is_a_key_too() -> None:
    plan = plan_import(
        [known("", "Taxi", entry_key="fjordvik-2027-001")], [a_row("fjordvik-2027-001", "Taxis", 1)]
    )
    assert [version.entry_key for version in plan.versions] == ["fjordvik-2027-001"]


def test_snapshots_of_one_file_become_versions_in_the_order_of_their_days() -> None:
    rows = [
        a_row("a", "Third", 20),
        a_row("a", "First", 0),
        a_row("a", "Second", 10),
        a_row("a", "Third", 30),
    ]
    plan = plan_import([], rows)
    assert [row.plan.title for row in plan.new] == ["First"]
    assert [(version.plan.title, version.entry_key) for version in plan.versions] == [
        ("Second", ""),
        ("Third", ""),
    ]
    assert [row.as_of for row in plan.unchanged] == [day(30)]


def test_an_older_list_does_not_undo_what_is_known_from_later() -> None:
    plan = plan_import([known("a", "Now", 10)], [a_row("a", "Before", 5)])
    assert plan.is_nothing
    assert [row.plan.title for row in plan.older] == ["Before"]


def test_a_corrected_list_of_the_same_day_is_a_version() -> None:
    assert plan_import([known("a", "Taksi", 10)], [a_row("a", "Taxi", 10)]).versions


def test_an_entry_that_a_later_list_no_longer_has_is_told_of_and_stays() -> None:
    gone = known("c", "Cancelled", standing=Standing.CANCELLED, ended_on=day(0))
    plan = plan_import([known("a", "Taxi"), known("b", "Bus"), gone], [a_row("a", "Taxi", 9)])
    assert [(each.key, each.title, each.as_of) for each in plan.missing] == [("b", "Bus", day(0))]
    assert len(done(plan, [known("b", "Bus")])) == 1


def test_an_entry_that_leaves_the_list_between_two_snapshots_of_a_file_is_told_of() -> None:
    plan = plan_import([], [a_row("a", "Taxi"), a_row("b", "Bus"), a_row("a", "Taxi", 5), a_row("b", "Bus", 5), a_row("a", "Taxi", 9)])  # fmt: skip
    assert [(each.key, each.entry_key, each.as_of) for each in plan.missing] == [("b", "", day(5))]


def test_a_refused_row_is_in_the_list_all_the_same() -> None:
    refused = RefusedRow(number=3, cells=("b",), faults=(), key="b", as_of=day(9))
    plan = plan_import([known("a", "Taxi"), known("b", "Bus")], [a_row("a", "Taxi", 9), refused])
    assert (plan.missing, plan.refused) == ((), (refused,))


def test_part_of_a_list_leaves_nothing_missing() -> None:
    assert not plan_import([known("b", "Bus")], [a_row("a", "Taxi", 9)], is_whole=False).missing


def test_a_cancellation_counts_from_the_first_list_that_told_of_it() -> None:
    def cancelled(on: int) -> ImportedRow:
        return a_row("a", "Taxi", on, standing=Standing.CANCELLED, ended_on=day(on))

    rows = [a_row("a", "Taxi", 0), cancelled(5), cancelled(9)]
    plan = plan_import([], rows)
    (version,) = plan.versions
    assert version.plan.ended_on == day(5)
    again = plan_import(done(plan, []), rows)
    assert again.is_nothing
    assert not again.missing


def test_rows_without_keys_that_resemble_an_entry_wait_until_they_are_confirmed() -> None:
    entries = [
        known("", "School taxis in Fjordvik", entry_key="e-1"),
        known("", "Safety alarms", entry_key="e-2"),
    ]
    rows = [a_row("", "School taxis Fjordvik", 9, 2), a_row("", "Winter roads", 9, 3)]
    plan = plan_import(entries, rows)
    (asked,) = plan.undecided
    assert (asked.row.number, asked.candidates[0].entry.entry_key, asked.is_clear) == (2, "e-1", True)
    assert [row.number for row in plan.new] == [3]
    assert [each.entry_key for each in plan.missing] == ["e-2"]
    told = plan_import(entries, rows, confirmed={2: "e-1"})
    assert [version.entry_key for version in told.versions] == ["e-1"]
    assert [row.number for row in plan_import(entries, rows, confirmed={2: ""}).new] == [2, 3]
    with pytest.raises(KeyError):
        plan_import(entries, rows, confirmed={2: "e-9"})
    assert plan_import(done(told, entries), rows).is_nothing


def test_a_list_without_keys_is_taken_one_day_at_a_time() -> None:
    with pytest.raises(BadInput, match="one day at a time"):
        plan_import([], [a_row("", "Taxi", 0), a_row("", "Taxi", 9)])


titles = st.sampled_from(["Taxi", "School taxi", "Bus", "Alarms", "Alarms at home"])
windows = st.sampled_from([None, Window.parse("2027-Q1"), Window.parse("2027-05-02")])
standings = st.sampled_from([Standing.PLANNED, Standing.PLANNED, Standing.CANCELLED])


@st.composite
def lists(draw: st.DrawFn, keys: Iterable[str] = "abcde") -> list[ImportedRow]:
    """The rows of up to four snapshots in any order, each key at most once in one."""
    found: list[ImportedRow] = []
    for on in draw(st.lists(st.integers(0, 60), max_size=4, unique=True)):
        for key in draw(st.lists(st.sampled_from(list(keys)), unique=True)):
            standing = draw(standings)
            ended = None if standing.is_open else day(on)
            said = {"window": draw(windows), "standing": standing, "ended_on": ended}
            found.append(a_row(key, draw(titles), on, len(found) + 2, **said))
    return draw(st.permutations(found))


@TWICE
@given(lists(), lists())
def test_importing_a_list_again_brings_nothing_new(
    before: list[ImportedRow], rows: list[ImportedRow]
) -> None:
    entries = done(plan_import([], before), [])
    once = done(plan_import(entries, rows), entries)
    assert plan_import(once, rows).is_nothing
    assert done(plan_import(once, rows), once) == once


@TWICE
@given(st.lists(st.tuples(titles, windows), max_size=6))
def test_importing_a_list_without_keys_again_brings_nothing_new(
    said: list[tuple[str, Window | None]],
) -> None:
    rows = [a_row("", title, 1, number, window=window) for number, (title, window) in enumerate(said)]
    entries = done(plan_import([], rows), [])
    assert len(entries) == len(rows)
    assert plan_import(entries, rows).is_nothing


@TWICE
@given(lists())
def test_every_row_is_accounted_for_once_and_no_entry_is_lost(rows: list[ImportedRow]) -> None:
    plan = plan_import([], rows)
    counted = len(plan.new) + len(plan.versions) + len(plan.unchanged) + len(plan.older)
    assert counted == len(rows)
    assert {entry.key for entry in done(plan, [])} == {row.key for row in rows}
