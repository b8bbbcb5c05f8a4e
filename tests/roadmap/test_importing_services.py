"""A list's snapshots become entries and versions; the same one again changes nothing. On both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketkit.audit import verify
from marketkit.db import db, transaction
from marketkit.procurements.models import Buyer
from marketkit.roadmap.appending import NewVersion
from marketkit.roadmap.entries import entry_of, load_entries
from marketkit.roadmap.importing_services import Imported, Incoming, apply_import, record_past
from marketkit.roadmap.models import CurrentEntry, PlanVersionRow
from marketkit.roadmap.plan import Reason, Standing
from marketkit.roadmap.refused import EntryRefusedError
from tests.roadmap.conftest import PUBLISHED, Office, plan

NOVEMBER, MARCH, SEPTEMBER = date(2015, 11, 25), date(2016, 3, 1), date(2016, 9, 15)


def row(key: str, window: str | None = "2016-Q3", **values: object) -> Incoming:
    return Incoming(
        source_list="forecast", source_key=key, plan=plan(f"Entry {key}", window=window, **values)
    )


def taken(buyer: Buyer, *rows: Incoming, as_of: date | None) -> Imported:
    with transaction():
        return apply_import(buyer=buyer, new=rows, versions=(), actor_id=None, as_of=as_of)


def test_snapshots_in_their_order_become_versions(buyer: Buyer):
    first = taken(buyer, row("a"), row("b"), as_of=NOVEMBER)
    assert [len(first.created), len(first.changed), len(first.unchanged)] == [2, 0, 0]
    second = taken(buyer, row("a", "2016-Q4"), row("b"), row("c"), as_of=MARCH)
    assert (second.created, second.changed, second.unchanged) == (
        ["fjordvik-2016-001"],
        ["fjordvik-2015-001"],
        ["fjordvik-2015-002"],
    )
    entries = {entry.key: entry for entry in load_entries(buyer.id)}
    history = entries["fjordvik-2015-001"]
    assert [(each.on, str(each.plan.window), each.reason) for each in history.versions] == [
        (NOVEMBER, "2016-Q3", Reason.FIRST),
        (MARCH, "2016-Q4", Reason.OTHER),
    ]
    assert verify().broken is None


def test_the_same_snapshots_again_change_nothing(buyer: Buyer):
    snapshots = [
        (NOVEMBER, (row("a"), row("b"))),
        (MARCH, (row("a", "2016-Q4"), row("b"))),
        (SEPTEMBER, (row("a", "2017"), row("b"))),
    ]
    for day, rows in snapshots:
        taken(buyer, *rows, as_of=day)
    counted = db.session.scalar(select(func.count()).select_from(PlanVersionRow))
    assert counted == 4
    for day, rows in snapshots:
        again = taken(buyer, *rows, as_of=day)
        assert len(again.unchanged) == 2
        assert (again.created, again.changed, again.refused) == ([], [], [])
    assert db.session.scalar(select(func.count()).select_from(PlanVersionRow)) == counted


def test_what_would_change_the_past_is_refused(buyer: Buyer):
    taken(buyer, row("a"), as_of=NOVEMBER)
    taken(buyer, row("a", "2017"), as_of=SEPTEMBER)
    late = taken(buyer, row("a", "2016-Q4"), row("z"), as_of=MARCH)
    assert [(each.incoming.source_key, str(each.faults[0].said)) for each in late.refused] == [
        ("a", "a later version of this entry is published already")
    ]
    assert late.created == ["fjordvik-2016-001"]


def test_rows_that_cannot_be_taken_are_told_with_their_reasons_and_the_others_are_taken(buyer: Buyer):
    hostile = Incoming(source_list="forecast", source_key="x", plan=plan("a\x00b", need="y" * 30_000), row=7)
    nameless = Incoming(source_list="forecast", source_key="n", plan=plan(" "))
    unlisted = Incoming(source_key="u", plan=plan("No list"))
    done = taken(buyer, hostile, nameless, row("a"), row("a", "2020"), unlisted, as_of=NOVEMBER)
    assert [(each.incoming.source_key, [fault.field for fault in each.faults]) for each in done.refused] == [
        ("x", ["title", "need"]),
        ("n", ["title"]),
        ("a", ["source_key"]),
        ("u", ["source_key"]),
    ]
    assert done.refused[0].incoming.row == 7
    assert [entry.plan.title for entry in load_entries(buyer.id)] == ["Entry a"]


def test_a_confirmed_guess_names_the_entry(office: Office, buyer: Buyer):
    entry = office.publish("Home care", at=datetime(2026, 1, 2, 12, tzinfo=UTC))
    better = plan("Home care", unit="Health")
    rows = [
        Incoming(entry_key=entry.key, source_list="l", source_key="1", plan=better),
        Incoming(entry_key="fjordvik-1999-001", plan=plan("Nothing")),
    ]
    with transaction():
        done = apply_import(buyer=buyer, new=(), versions=rows, actor_id=None, as_of=None)
    assert done.changed == [entry.key]
    assert [each.faults[0].field for each in done.refused] == ["entry_key"]


def test_a_day_to_come_is_no_day_of_a_snapshot(buyer: Buyer):
    with pytest.raises(EntryRefusedError, match="has not come"):
        taken(buyer, row("a"), as_of=date(2199, 1, 1))


def test_an_entry_gets_its_past_in_one_step(buyer: Buyer):
    versions = [
        NewVersion(plan=plan("Home care", window="2027-Q1"), at=PUBLISHED),
        NewVersion(
            plan=plan("Home care", window="2027-Q3"), at=PUBLISHED + timedelta(days=9), reason=Reason.BUDGET
        ),
        NewVersion(
            plan=plan("Home care", window="2027-Q3", standing=Standing.STARTED, ended_on=date(2027, 8, 1)),
            at=PUBLISHED + timedelta(days=220),
            reason=Reason.STARTED,
        ),
    ]
    with transaction():
        entry = record_past(
            buyer=buyer, versions=versions, reviewed=[date(2027, 9, 1)], actor_id=None, invented=True
        )
    found = entry_of(entry)
    assert [version.number for version in found.versions] == [1, 2, 3]
    assert (found.plan.started_on, found.last_reviewed, found.invented) == (
        date(2027, 8, 1),
        date(2027, 9, 1),
        True,
    )
    current = db.session.get(CurrentEntry, entry.id)
    assert current is not None
    assert (current.first_published_at, current.last_reviewed_on) == (PUBLISHED, date(2027, 9, 1))
    with pytest.raises(EntryRefusedError, match="a later version"), transaction():
        record_past(buyer=buyer, versions=versions[::-1], actor_id=None)
