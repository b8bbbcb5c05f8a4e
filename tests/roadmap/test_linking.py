"""What an entry led to, and what was told about it: linked, taken back, written down, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from marketkit.db import db, transaction
from marketkit.procurements.descriptions import ProcurementDescription
from marketkit.procurements.models import Buyer, Procurement
from marketkit.procurements.services import change_state, create_procurement
from marketkit.procurements.states import State
from marketkit.roadmap import linking, publishing
from marketkit.roadmap.entries import entry_of
from marketkit.roadmap.models import EntryLink, LinkKind
from marketkit.roadmap.plan import DialogueKind, Standing
from marketkit.roadmap.refused import EntryRefusedError
from tests.factories import Factories
from tests.roadmap.conftest import PUBLISHED, Office

LATER = PUBLISHED + timedelta(days=40)


@pytest.fixture
def procurement(buyer: Buyer) -> Procurement:
    with transaction():
        return create_procurement(
            buyer=buyer,
            description=ProcurementDescription(reference="2027/001", title="Home care"),
            actor_id=None,
        )


def test_entries_and_procurements_lead_to_each_other_many_to_many(office: Office, procurement: Procurement):
    one, two = office.publish("One"), office.publish("Two")
    with transaction():
        for entry in (one, two, one):
            linking.link_procurement(entry=entry, procurement=procurement, actor_id=None)
    assert entry_of(one).procurements == ("2027/001",)
    assert [entry.id for entry in linking.entries_of(procurement)] == [one.id, two.id]


def test_a_link_taken_back_stays_on_record(office: Office, procurement: Procurement):
    entry = office.publish()
    with transaction():
        link = linking.link_procurement(entry=entry, procurement=procurement, actor_id=None)
    with pytest.raises(EntryRefusedError, match="sentence"), transaction():
        linking.unlink(link=link, reason=" ", actor_id=None)
    with transaction():
        linking.unlink(link=link, reason="Another need", actor_id=None)
    assert entry_of(entry).procurements == ()
    assert linking.entries_of(procurement) == []
    with pytest.raises(EntryRefusedError, match="already"), transaction():
        linking.unlink(link=link, reason="Again", actor_id=None)
    with transaction():
        linking.link_procurement(entry=entry, procurement=procurement, actor_id=None)
    assert entry_of(entry).procurements == ("2027/001",)
    assert db.session.query(EntryLink).count() == 3


def test_a_procurement_of_another_buyer_cannot_be_linked(office: Office, factories: Factories):
    entry = office.publish()
    made = factories.procurement().id
    factories.commit()
    theirs = db.session.get(Procurement, made)
    assert theirs is not None
    with pytest.raises(EntryRefusedError, match="another buyer"), transaction():
        linking.link_procurement(entry=entry, procurement=theirs, actor_id=None)
    row = EntryLink(
        buyer_id=entry.buyer_id, entry_id=entry.id, kind=LinkKind.PROCUREMENT, procurement_id=made
    )
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(row)


def test_notices_are_linked_by_their_address(office: Office):
    entry = office.publish()
    with transaction():
        for _ in range(2):
            linking.add_notice(
                entry=entry,
                url=" https://doffin.no/notices/2027-101010 ",
                kind="E2",
                on=date(2027, 2, 1),
                actor_id=None,
            )
    assert entry_of(entry).notices == ("https://doffin.no/notices/2027-101010",)
    assert [(link.notice_kind, link.on) for link in linking.links_of(entry)] == [("E2", date(2027, 2, 1))]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "doffin.no",
        "javascript:alert(1)",
        "https://",
        "https://[",
        "https://a.no/\nSet-Cookie:",
        "https://a.no/ b",
        "https://a.no/\x00",
        "https://a.no/" + "x" * 600,
        "//a.no",
        "ftp://a.no",
    ],
)
def test_what_is_no_web_address_is_refused(office: Office, url: str):
    entry = office.publish()
    with pytest.raises(EntryRefusedError, match="whole web address"), transaction():
        linking.add_notice(entry=entry, url=url, kind="", on=None, actor_id=None)


def test_a_competition_that_began_names_the_entries_to_be_marked(office: Office, procurement: Procurement):
    entry, gone = office.publish("One"), office.publish("Two")
    with transaction():
        for each in (entry, gone):
            linking.link_procurement(entry=each, procurement=procurement, actor_id=None)
    assert linking.started_by(procurement) == []
    with transaction():
        change_state(procurement=procurement, target=State.COMPETITION, actor_id=None)
    assert [each.key for each in linking.started_by(procurement)] == [entry.key, gone.key]
    with transaction():
        publishing.mark_started(
            entry=entry, on=LATER.date(), actor_id=None, now=LATER, procurement=procurement
        )
    assert [each.key for each in linking.started_by(procurement)] == [gone.key]
    assert entry_of(entry).plan.standing is Standing.STARTED


def test_a_cancelled_procurement_starts_nothing(office: Office, procurement: Procurement):
    entry = office.publish("One")
    with transaction():
        linking.link_procurement(entry=entry, procurement=procurement, actor_id=None)
        change_state(procurement=procurement, target=State.CANCELLED, actor_id=None, reason="No need")
    assert linking.started_by(procurement) == []


def test_dialogue_is_written_down_with_what_was_told_to_whom(office: Office):
    entry = office.publish()
    for day, told in ((1, "The plan"), (9, "The dates")):
        with transaction():
            linking.record_dialogue(
                entry=entry,
                held_on=date(2027, 2, day),
                kind=DialogueKind.CONFERENCE,
                told_whom="Twelve suppliers; list in the archive",
                told=told,
                actor_id=None,
            )
    assert [record.told for record in linking.dialogue_of(entry)] == ["The dates", "The plan"]
    with pytest.raises(EntryRefusedError) as refused, transaction():
        linking.record_dialogue(
            entry=entry,
            held_on=date(2027, 2, 1),
            kind=DialogueKind.VISIT,
            told_whom=" ",
            told="x",
            actor_id=None,
        )
    assert refused.value.faults[0].field == "told_whom"
