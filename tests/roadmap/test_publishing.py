"""Publishing adds versions and changes nothing that stands, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from marketkit.audit import verify
from marketkit.db import db, transaction
from marketkit.procurements.models import Buyer
from marketkit.roadmap import linking, publishing, queries, reviewing, services
from marketkit.roadmap.entries import entry_of, find_entry, find_published, load_entries
from marketkit.roadmap.models import CurrentEntry, EntryDraft, PlanChange, PlanVersionRow
from marketkit.roadmap.plan import Reason, Standing
from marketkit.roadmap.queries import Filters
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.values import Window
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
