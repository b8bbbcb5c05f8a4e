"""A real list, three snapshots of the forecast of the General Services Administration, with the mapping we ship.

Beside it stands a reading of the same file that shares nothing with ours: its own splitting of rows, dates and quarters.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from marketkit.roadmap.history import Announced, History
from marketkit.roadmap.import_plan import ImportPlan, plan_import
from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.importing import open_list
from marketkit.roadmap.mapping_reader import shipped_mapping
from marketkit.roadmap.matching import KnownEntry
from marketkit.roadmap.movement import Direction, movement
from marketkit.roadmap.plan import Standing
from marketkit.values import Precision, Window

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MARKETKIT_SHARED") or ROOT.parent / "shared")
FILE = SHARED / "data" / "roadmap" / "us_gsa_forecast_3_snapshots_no_contacts.csv"
FIRST, MIDDLE, LAST = date(2015, 11, 27), date(2016, 2, 8), date(2016, 9, 20)
Known = dict[str, str]

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the published forecast is not at hand")


@pytest.fixture(scope="module")
def rows() -> list[ImportedRow | RefusedRow]:
    with FILE.open("rb") as stream:
        return list(open_list(stream, FILE.name, shipped_mapping("gsa-forecast")).rows)


@pytest.fixture(scope="module")
def taken(rows: list[ImportedRow | RefusedRow]) -> list[ImportedRow]:
    return [each for each in rows if isinstance(each, ImportedRow)]


@pytest.fixture(scope="module")
def plan(rows: list[ImportedRow | RefusedRow]) -> ImportPlan:
    return plan_import([], rows)


@pytest.fixture(scope="module")
def published() -> dict[str, dict[str, Known]]:
    """The file read another way: snapshot → id → cells."""
    text = FILE.read_bytes().decode()
    text = re.sub(r"\r(?!\n)", " ", text)
    found: dict[str, dict[str, Known]] = defaultdict(dict)
    for cells in csv.DictReader(io.StringIO(text, newline="")):
        found[cells["snapshot"]][cells["row_id"]] = cells
    return found


def quarter(cells: Known) -> int | None:
    """The quarter of the award as one number that grows with time, from the text itself."""
    words = cells["award"].lower().replace("-", " ").split()
    if len(words) != 4 or words[3] != "quarter" or not words[2][0].isdigit():
        return None
    return int(words[1]) * 10 + int(words[2][0])


def written_day(text: str) -> date | None:
    for shape in ("%m/%d/%y", "%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - days have no zone
        except ValueError:
            continue
    return None


def moved(published: dict[str, dict[str, Known]], since: date, until: date) -> Counter[str]:
    """How many of the ids in both snapshots have a later, earlier, the same, or no readable quarter of award."""
    old, new = published[since.isoformat()], published[until.isoformat()]
    counts: Counter[str] = Counter()
    for name in old.keys() & new.keys():
        before, after = quarter(old[name]), quarter(new[name])
        if before is None or after is None:
            counts["unknown"] += 1
        else:
            counts["later" if after > before else "earlier" if after < before else "unchanged"] += 1
    return counts


def one_quarter(window: Window | None) -> Window | None:
    """A window that is a single quarter; a year whose quarter is to be determined is not."""
    if window is None or Window.around(window.start, window.start, Precision.QUARTER) != window:
        return None
    return window


def histories(plan: ImportPlan, names: Iterable[str]) -> list[History]:
    """What the import publishes of the award's quarter, version by version, for the entries with these ids."""
    said: dict[str, list[Announced]] = defaultdict(list)
    for snapshot in plan.snapshots:
        for row in snapshot.new:
            said[row.key].append(Announced(row.as_of, one_quarter(row.plan.contract_window)))
        for version in snapshot.versions:
            said[version.row.key].append(
                Announced(version.row.as_of, one_quarter(version.plan.contract_window))
            )
    return [History(id=name, announced=tuple(said[name])) for name in names]


def test_every_row_of_the_file_is_taken_and_none_is_refused(rows: list[ImportedRow | RefusedRow]) -> None:
    assert len(rows) == 3905
    assert [each for each in rows if isinstance(each, RefusedRow)] == []
    assert len({each.key for each in rows}) == 1505


def test_the_rows_of_each_snapshot_are_those_that_another_reading_finds(
    taken: list[ImportedRow], published: dict[str, dict[str, Known]]
) -> None:
    ours: dict[str, set[str]] = defaultdict(set)
    for each in taken:
        ours[each.as_of.isoformat()].add(each.key)
    assert ours == {day: set(found) for day, found in published.items()}
    assert Counter(each.as_of for each in taken) == {FIRST: 1212, MIDDLE: 1478, LAST: 1215}


def test_what_was_left_out_or_turned_is_told_row_by_row(taken: list[ImportedRow]) -> None:
    found: Counter[tuple[str | None, str]] = Counter()
    for each in taken:
        for warning in each.warnings:
            found[warning.column, re.sub('^".*" ', "", warning.message)[:28]] += 1
    assert found == {
        ("solicit", "is not a time; expected one "): 250,
        ("solicit", "expected years from 1900 to "): 2,
        ("award", "the contract begins before t"): 60,
        ("min", "the lowest value is above th"): 47,
        ("min", "is not a number; expected di"): 1,
        ("max", "is not a number; expected di"): 2,
        ("status", "expected one of planning, dr"): 1,
    }


def test_every_written_day_and_quarter_is_read_as_another_reading_reads_it(
    taken: list[ImportedRow], published: dict[str, dict[str, Known]]
) -> None:
    days = 0
    for each in taken:
        cells = published[each.as_of.isoformat()][each.key]
        day = written_day(cells["solicit"])
        if day is not None and day.year > 1900:
            days += 1
            assert each.plan.window == Window(day, day, Precision.DAY)
        number, window = quarter(cells), one_quarter(each.plan.contract_window)
        assert (number is None) == (window is None)
        if number is not None and window is not None:
            months = (
                divmod(number, 10)[0] * 12 + (number % 10 - 1) * 3 - 3
            )  # October of the year before is -3
            assert window.start == date(months // 12, months % 12 + 1, 1)
    assert days == 1409


def test_amounts_are_read_with_and_without_the_dollar_sign_and_turned_where_they_are_reversed(
    taken: list[ImportedRow], published: dict[str, dict[str, Known]]
) -> None:
    def amount(text: str) -> Fraction | None:
        plain = text.strip().lstrip("$").replace(",", "")
        return Fraction(plain) if re.fullmatch(r"\d+(\.\d+)?", plain) and Fraction(plain) else None

    for each in taken:
        cells = published[each.as_of.isoformat()][each.key]
        expected = [amount(cells["min"]), amount(cells["max"])]
        if expected[0] is not None and expected[1] is not None:
            expected.sort(key=lambda value: value or 0)
        band = each.plan.value
        assert [value.amount if value else None for value in (band.low, band.high)] == expected


def test_the_three_snapshots_become_entries_and_versions_and_a_second_import_nothing(
    plan: ImportPlan, rows: list[ImportedRow | RefusedRow]
) -> None:
    assert len(plan.new) == 1505
    assert [len(each.new) for each in plan.snapshots] == [1212, 293, 0]
    assert len(plan.versions) + len(plan.unchanged) == 3905 - 1505
    entries = {
        row.key: KnownEntry(entry_key=row.key, key=row.key, plan=row.plan, as_of=row.as_of)
        for row in plan.new
    }
    for version in plan.versions:
        key = version.row.key
        entries[key] = KnownEntry(entry_key=key, key=key, plan=version.plan, as_of=version.row.as_of)
    again = plan_import(list(entries.values()), rows)
    assert again.is_nothing
    assert len(again.missing) == len(plan.missing)


def test_what_left_the_list_before_the_last_snapshot_is_told_of(
    plan: ImportPlan, published: dict[str, dict[str, Known]]
) -> None:
    everything = {name for found in published.values() for name in found}
    gone = everything - published[LAST.isoformat()].keys()
    cancelled = {row.key for row in plan.new if row.plan.standing is Standing.CANCELLED}
    cancelled |= {each.row.key for each in plan.versions if each.plan.standing is Standing.CANCELLED}
    assert len(gone) == 290
    assert {each.key for each in plan.missing} == gone - cancelled


@pytest.mark.parametrize(("since", "until"), [(FIRST, LAST), (FIRST, MIDDLE), (MIDDLE, LAST)])
def test_the_movement_of_awards_is_that_which_another_reading_counts(
    since: date, until: date, plan: ImportPlan, published: dict[str, dict[str, Known]]
) -> None:
    matched = published[since.isoformat()].keys() & published[until.isoformat()].keys()
    found = movement(histories(plan, matched), today=until, since=since)
    ours = {direction.value: len(found.of(direction)) for direction in Direction}
    assert ours == moved(published, since, until)


def test_a_quarter_of_comparable_awards_moved_later_and_half_of_all_entries_cannot_be_compared(
    published: dict[str, dict[str, Known]],
) -> None:
    counts = moved(published, FIRST, LAST)
    assert counts == {"later": 176, "earlier": 24, "unchanged": 558, "unknown": 164}
    compared = counts.total() - counts["unknown"]
    assert round(100 * counts["later"] / compared) == 23
    assert round(100 * counts["earlier"] / compared) == 3
    everything = {name for found in published.values() for name in found}
    assert round(100 * (len(everything) - compared) / len(everything)) == 50
