"""Publishing adds versions and changes nothing that stands, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from marketkit.audit import AuditEntry, verify
from marketkit.db import db, transaction
from marketkit.procurements.models import Buyer
from marketkit.roadmap import linking, publishing, queries, reviewing, services
from marketkit.roadmap.actions import ACTIONS
from marketkit.roadmap.entries import entry_of, find_entry, find_published, load_entries
from marketkit.roadmap.models import PlanChange, RoadmapEntry
from marketkit.roadmap.plan import DialogueKind, Reason, Standing, ValueBand
from marketkit.roadmap.plan_checks import publishing_faults, remarks
from marketkit.roadmap.queries import Filters
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.values import Money, Window
from marketkit.versions import StaleVersionError
from tests.roadmap.conftest import PUBLISHED, Office, plan

LATER = PUBLISHED + timedelta(days=40)


def test_an_entry_is_seen_by_nobody_until_it_is_published(office: Office, buyer: Buyer):
    entry = office.begin("Home care")
    assert entry.key == f"fjordvik-{entry.year}-001"
    assert find_published(buyer.id, entry.key) is None
    assert load_entries(buyer.id) == []
    assert queries.page(buyer.id, Filters()).total == 0
    with transaction():
        publishing.publish(entry=entry, reason=Reason.FIRST, note="", actor_id=None, now=PUBLISHED)
    found = find_published(buyer.id, entry.key)
    assert found is not None
    assert (found.plan.title, found.latest.number, found.latest.on) == ("Home care", 1, date(2027, 1, 15))
    assert queries.page(buyer.id, Filters()).total == 1
    assert services.draft_of(entry) is None
    assert verify().broken is None


def test_a_change_is_a_new_version_with_one_row_for_each_field(office: Office, buyer: Buyer):
    entry = office.publish("Home care", window="2027-Q3")
    office.change(entry, at=LATER, window="2027-Q4", unit="Health")
    found = entry_of(entry)
    assert [version.number for version in found.versions] == [1, 2]
    assert found.versions[0].plan.window == Window.parse("2027-Q3")
    newest = list(db.session.scalars(select(PlanChange).where(PlanChange.version.has(number=2))))
    assert [(row.field, row.old, row.new) for row in newest] == [
        ("unit", "", "Health"),
        ("window", "2027-Q3", "2027-Q4"),
    ]
    assert {row.reason for row in newest} == {Reason.CAPACITY}


@pytest.mark.parametrize(
    "table", ["plan_version", "plan_change", "entry_review", "entry_link", "dialogue_record"]
)
def test_what_was_published_and_recorded_is_never_edited_or_removed(office: Office, table: str):
    entry = office.publish()
    with transaction():
        reviewing.confirm_still_right(entries=[entry], actor_id=None, now=LATER)
        linking.add_notice(
            entry=entry, url="https://doffin.no/notices/2027-1", kind="", on=None, actor_id=None
        )
        linking.record_dialogue(
            entry=entry,
            held_on=LATER.date(),
            kind=DialogueKind.WRITTEN,
            told_whom="Everybody",
            told="The plan",
            actor_id=None,
        )
    for statement in (f"UPDATE {table} SET buyer_id = buyer_id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match=f"{table} are never changed"), transaction() as session:
            session.execute(text(statement))


def test_the_first_publication_has_its_own_reason_and_later_ones_another(office: Office):
    entry = office.begin()
    with pytest.raises(EntryRefusedError, match="first publication"), transaction():
        publishing.publish(entry=entry, reason=Reason.BUDGET, note="", actor_id=None, now=PUBLISHED)
    with transaction():
        publishing.publish(entry=entry, reason=Reason.FIRST, note="", actor_id=None, now=PUBLISHED)
    with pytest.raises(EntryRefusedError, match="choose a reason") as refused:
        office.change(entry, at=LATER, reason=Reason.FIRST, unit="Health")
    assert refused.value.faults[0].field == "reason"
    with pytest.raises(EntryRefusedError, match="say in a sentence why"):
        office.change(entry, at=LATER, reason=Reason.OTHER, unit="Health")


def test_nothing_new_is_not_published(office: Office):
    entry = office.publish("Home care")
    with pytest.raises(EntryRefusedError, match="nothing differs"), transaction():
        publishing.publish(entry=entry, reason=Reason.BUDGET, note="", actor_id=None, now=LATER)
    with pytest.raises(EntryRefusedError, match="nothing differs"):
        office.change(entry, at=LATER, title="Home care")
    assert services.draft_of(entry) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"value": ValueBand(Money(200, "NOK"), Money(100, "NOK"))}, "value"),
        ({"value": ValueBand(Money(100, "NOK"), Money(200, "EUR"))}, "value"),
        ({"value": ValueBand(Money(-1, "NOK"), None)}, "value"),
    ],
)
def test_a_plan_with_faults_is_not_published(office: Office, values: dict[str, object], field: str):
    entry = office.begin(**values)
    with pytest.raises(EntryRefusedError) as refused, transaction():
        publishing.publish(entry=entry, reason=Reason.FIRST, note="", actor_id=None, now=PUBLISHED)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert load_entries(entry.buyer_id) == []


@pytest.mark.parametrize("hostile", ["a\x00b", "a\x1bb", "\ud800"])
def test_texts_that_no_database_and_no_file_can_hold_are_refused_at_once(office: Office, hostile: str):
    for values in ({"title": hostile}, {"need": hostile}, {"lots": (hostile,)}, {"cpv_codes": (hostile,)}):
        with pytest.raises(EntryRefusedError, match="cannot be shown"):
            office.begin(**values)
    entry = office.begin()
    with pytest.raises(EntryRefusedError, match="cannot be shown"), transaction():
        publishing.publish(entry=entry, reason=Reason.FIRST, note=hostile, actor_id=None, now=PUBLISHED)


def test_what_is_worth_a_look_is_told_and_keeps_nothing_back():
    odd = plan("Transport", window="2030-Q1", contract_window="2025-09", cpv_codes=("1234",))
    assert [(each.field, str(each.said)[:42]) for each in remarks(odd, date(2026, 1, 1))] == [
        ("contract_window", "the contract begins before the competition"),
        ("cpv_codes", '"1234" is not a CPV code; expected eight d'),
    ]
    assert publishing_faults(odd) == ()


def test_the_preview_tells_what_suppliers_will_see(office: Office):
    entry = office.begin("Home care")
    old, new, changes = services.preview(entry)
    assert (old, new.title) == (None, "Home care")
    assert [change.field for change in changes] == ["title", "window"]


def test_the_form_of_somebody_who_saw_an_older_draft_is_answered_with_both_values(office: Office):
    entry = office.begin("Home care")
    with transaction():
        services.save_draft(entry=entry, plan=plan("Care at home"), version=1, actor_id=None)
    with pytest.raises(StaleVersionError) as stale, transaction():
        services.save_draft(entry=entry, plan=plan("Care in homes"), version=1, actor_id=None)
    assert stale.value.stored == 2
    assert [(each.field, each.yours, each.theirs) for each in stale.value.differences] == [
        ("title", "Care in homes", "Care at home")
    ]


def test_a_draft_begun_anew_is_not_taken_for_the_one_before(office: Office):
    entry = office.publish("Home care")
    with transaction():
        services.save_draft(entry=entry, plan=plan("One"), version=0, actor_id=None)
    shown = draft_version(entry)
    with transaction():
        services.discard_draft(entry=entry, actor_id=None)
    with transaction():
        services.save_draft(entry=entry, plan=plan("Two"), version=0, actor_id=None)
    with pytest.raises(StaleVersionError), transaction():
        services.save_draft(entry=entry, plan=plan("Three"), version=shown, actor_id=None)
    with pytest.raises(StaleVersionError), transaction():
        publishing.publish(
            entry=entry, reason=Reason.NEED_CHANGED, note="", actor_id=None, now=LATER, shown=shown
        )


def draft_version(entry: RoadmapEntry) -> int:
    draft = services.draft_of(entry)
    assert draft is not None
    return draft.version


def test_a_draft_that_says_what_is_published_is_none(office: Office):
    entry = office.publish("Home care")
    with transaction():
        services.save_draft(entry=entry, plan=plan("Other"), version=0, actor_id=None)
    with transaction():
        kept = services.save_draft(
            entry=entry, plan=plan("Home care"), version=draft_version(entry), actor_id=None
        )
    assert kept is None
    assert services.draft_of(entry) is None


def test_a_cancelled_entry_stays_with_its_reason(office: Office, buyer: Buyer):
    entry = office.publish("Home care")
    with transaction():
        publishing.cancel(
            entry=entry,
            standing=Standing.CANCELLED,
            reason=Reason.BUDGET,
            note="No money in the budget",
            on=LATER.date(),
            actor_id=None,
            now=LATER,
        )
    found = find_published(buyer.id, entry.key)
    assert found is not None
    assert found.plan.standing is Standing.CANCELLED
    assert found.plan.title == "Home care"
    assert found.history().cancelled_reason == "budget"
    assert [row.standing for row in queries.page(buyer.id, Filters()).rows] == [Standing.CANCELLED]
    with pytest.raises(EntryRefusedError, match="already"), transaction():
        publishing.cancel(
            entry=entry,
            standing=Standing.WITHDRAWN,
            reason=Reason.BUDGET,
            note="",
            on=LATER.date(),
            actor_id=None,
            now=LATER,
        )
    with transaction():
        publishing.reopen(entry=entry, note="Cancelled by mistake", actor_id=None, now=LATER)
    assert entry_of(entry).plan.standing is Standing.PLANNED
    assert [each.plan.standing.value for each in entry_of(entry).versions] == [
        "planned",
        "cancelled",
        "planned",
    ]


def test_an_entry_never_published_is_not_cancelled(office: Office):
    entry = office.begin()
    with pytest.raises(EntryRefusedError, match="not published yet"), transaction():
        publishing.mark_started(entry=entry, on=PUBLISHED.date(), actor_id=None, now=PUBLISHED)


def test_a_start_is_a_version_and_a_wrong_day_is_corrected_with_a_note(office: Office):
    entry = office.publish()
    with pytest.raises(EntryRefusedError, match="has not come"), transaction():
        publishing.mark_started(entry=entry, on=date(2027, 9, 1), actor_id=None, now=LATER)
    with transaction():
        publishing.mark_started(entry=entry, on=date(2027, 2, 1), actor_id=None, now=LATER)
    assert entry_of(entry).plan.started_on == date(2027, 2, 1)
    with pytest.raises(EntryRefusedError, match="sentence"), transaction():
        publishing.mark_started(entry=entry, on=date(2027, 2, 3), actor_id=None, now=LATER)
    with transaction():
        publishing.mark_started(
            entry=entry, on=date(2027, 2, 3), actor_id=None, now=LATER, note="Notice of the third"
        )
    found = entry_of(entry)
    assert found.plan.started_on == date(2027, 2, 3)
    assert [each.reason for each in found.versions] == [Reason.FIRST, Reason.STARTED, Reason.CORRECTION]


def test_a_draft_begun_before_the_start_does_not_undo_it(office: Office):
    entry = office.publish()
    with transaction():
        services.save_draft(entry=entry, plan=plan("Better title"), version=0, actor_id=None)
    with transaction():
        publishing.mark_started(entry=entry, on=date(2027, 2, 1), actor_id=None, now=LATER)
    with transaction():
        publishing.publish(entry=entry, reason=Reason.CORRECTION, note="", actor_id=None, now=LATER)
    found = entry_of(entry).plan
    assert (found.title, found.started_on) == ("Better title", date(2027, 2, 1))


def test_versions_keep_the_order_of_their_moments(office: Office):
    entry = office.publish(at=LATER)
    with pytest.raises(EntryRefusedError, match="a later version"):
        office.change(entry, at=PUBLISHED, unit="Health")


def test_the_day_of_a_version_is_the_buyers(office: Office):
    entry = office.publish(at=datetime(2027, 3, 31, 22, 30, tzinfo=UTC))
    assert entry_of(entry).latest.on == date(2027, 4, 1)


def test_many_entries_are_confirmed_at_once(office: Office, buyer: Buyer):
    entries = [office.publish(f"Entry {number}", window="2029") for number in range(12)]
    draft = office.begin("Not published")
    with transaction():
        publishing.cancel(
            entry=entries[0],
            standing=Standing.WITHDRAWN,
            reason=Reason.MERGED,
            note="",
            on=PUBLISHED.date(),
            actor_id=None,
            now=PUBLISHED,
        )
    later = PUBLISHED + timedelta(days=100)
    assert len(queries.due_for_review(buyer.id, later.date())) == 11
    with transaction():
        reviews = reviewing.confirm_still_right(entries=[*entries, draft], actor_id=None, now=later)
    assert [review.entry_id for review in reviews] == [entry.id for entry in entries[1:]]
    assert queries.due_for_review(buyer.id, later.date()) == []
    assert entry_of(entries[1]).last_reviewed == later.date()
    assert entry_of(entries[1]).latest.on == PUBLISHED.date()
    assert verify().broken is None


def test_the_list_asks_for_a_review_exactly_when_the_entry_does(office: Office, buyer: Buyer):
    for number, window in enumerate(["2027-01", "2027-02", "2027-03", "2027-04", "2027-Q2", "2028", None]):
        office.publish(f"Entry {number}", window=window)
    for days in range(0, 130, 7):
        today = PUBLISHED.date() + timedelta(days=days)
        due = {row.key for row in queries.due_for_review(buyer.id, today)}
        assert due == {each.key for each in load_entries(buyer.id) if each.needs_review(today)}


def test_keys_count_from_one_each_year_and_stay(office: Office, buyer: Buyer):
    keys = [office.begin(f"Entry {number}").key for number in range(3)]
    assert [key.rpartition("-")[2] for key in keys] == ["001", "002", "003"]
    with transaction():
        found = find_entry(buyer.id, keys[1])
        assert found is not None
        services.discard_draft(entry=found, actor_id=None)
    assert office.begin("Next").key.endswith("-004")
    assert find_entry(buyer.id, keys[1]) is not None


def test_what_is_recorded_in_the_audit_log_holds_no_text(office: Office):
    entry = office.begin("Secret title", contact="anna@example.org")
    with transaction():
        publishing.publish(entry=entry, reason=Reason.FIRST, note="Secret note", actor_id=None, now=PUBLISHED)
    found = [row.details for row in db.session.scalars(select(AuditEntry))]
    assert not any("Secret" in details or "anna" in details for details in found)
    assert {row.action for row in db.session.scalars(select(AuditEntry))} <= set(ACTIONS)
