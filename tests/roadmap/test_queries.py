"""The list, its filters and pages, and what changed since, on both databases."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from marketkit.db import transaction
from marketkit.procurements.choices import Procedure
from marketkit.procurements.models import Buyer
from marketkit.roadmap import publishing, queries, reviewing
from marketkit.roadmap.cursors import BadCursorError, cursor, read_cursor
from marketkit.roadmap.entries import stream_entries
from marketkit.roadmap.filters import ORDERS, cpv_beginning
from marketkit.roadmap.plan import Reason, Standing, ValueBand
from marketkit.roadmap.queries import Filters, changes_since, page
from marketkit.values import Money
from tests.factories import Factories
from tests.roadmap.conftest import PUBLISHED, Office

LATER = PUBLISHED + timedelta(days=40)


def titles(buyer: Buyer, **filters: Any) -> list[str]:
    found = page(buyer.id, Filters(**filters))
    assert found.total == len(found.rows)
    return [row.title for row in found.rows]


def walked(buyer: Buyer, filters: Filters, size: int = 3) -> list[str]:
    """The titles of all pages, one after the other."""
    found, after = [], None
    while True:
        shown = page(buyer.id, filters, after, size)
        found += [row.title for row in shown.rows]
        if shown.next is None:
            return found
        after = shown.next


@pytest.mark.parametrize("sort", list(ORDERS))
def test_pages_show_every_entry_once_in_the_order_of_the_list(office: Office, buyer: Buyer, sort: str):
    windows = ["2027-Q3", "2027-Q1", None, "2027-Q3", "2026", "2027-Q3", None, "2030-01-05"]
    for number, window in enumerate(windows):
        value = ValueBand(Money(number % 3 * 1000, "NOK"), None) if number % 2 else ValueBand()
        office.publish(
            f"Entry {number % 4} {number}",
            window=window,
            value=value,
            at=PUBLISHED + timedelta(hours=number // 2),
        )
    whole = titles(buyer, sort=sort)
    assert len(whole) == 8
    assert walked(buyer, Filters(sort=sort)) == whole
    assert walked(buyer, Filters(sort=sort), size=1) == whole


def test_orders_are_what_they_say(office: Office, buyer: Buyer):
    office.publish("Åse", window=None, value=ValueBand(Money(100, "NOK"), Money(500, "NOK")))
    office.publish("beta", window="2028", at=LATER)
    office.publish("Alfa", window="2027", value=ValueBand(Money(700, "NOK"), None))
    assert titles(buyer, sort="window") == ["Alfa", "beta", "Åse"]
    assert titles(buyer, sort="changed") == ["beta", "Alfa", "Åse"]
    assert titles(buyer, sort="title") == ["Alfa", "Åse", "beta"]
    assert titles(buyer, sort="value") == ["Alfa", "Åse", "beta"]
    assert titles(buyer, sort="no such order") == titles(buyer, sort="window")


@pytest.mark.parametrize("sort", list(ORDERS))
def test_entries_published_meanwhile_make_none_come_twice_or_be_left_out(
    office: Office, buyer: Buyer, sort: str
):
    stood = [office.publish(f"Entry {number}", window=f"20{30 + number}").key for number in range(9)]
    seen: list[str] = []
    after, number = None, 0
    while True:
        shown = page(buyer.id, Filters(sort=sort), after, 2)
        seen += [row.key for row in shown.rows]
        after = shown.next
        if after is None:
            break
        number += 1
        office.publish(f"Entry 0{number}", window="2029", at=LATER)
        office.publish(f"Entry 9{number}", window="2090", at=PUBLISHED - timedelta(days=number))
    assert len(seen) == len(set(seen))
    assert set(stood) <= set(seen)


FILTERED: dict[str, dict[str, Any]] = {
    "unit": {"unit": "Health"},
    "cpv": {"cpv_codes": ("85312000-9", "33100000")},
    "place": {"nuts_codes": ("NO083",)},
    "procedure": {"procedure": Procedure.OPEN},
    "model": {"contract_model": "pilot"},
    "small": {"for_small": True, "for_non_profit": False},
    "window": {"window": "2028-Q2"},
    "value": {"value": ValueBand(Money(1000, "NOK"), Money(2000, "NOK"))},
    "open value": {"value": ValueBand(Money(5000, "NOK"), None)},
    "euro": {"value": ValueBand(None, Money(100, "EUR"))},
}


KEPT: list[tuple[dict[str, Any], set[str]]] = [
    ({"unit": "Health"}, {"unit"}),
    ({"unit": "health"}, set()),
    ({"cpv": "8531"}, {"cpv"}),
    ({"cpv": "85312000"}, {"cpv"}),
    ({"cpv": "85312000-9"}, {"cpv"}),
    ({"cpv": "85000000"}, {"cpv"}),
    ({"cpv": "33"}, {"cpv"}),
    ({"cpv": "853121"}, set()),
    ({"cpv": "9"}, set()),
    ({"place": "NO"}, {"place"}),
    ({"place": "no08"}, {"place"}),
    ({"place": "NO083"}, {"place"}),
    ({"place": "NO09"}, set()),
    ({"procedure": Procedure.OPEN}, {"procedure"}),
    ({"procedure": Procedure.RESTRICTED}, set()),
    ({"model": "pilot"}, {"model"}),
    ({"small": True}, {"small"}),
    ({"small": False}, set()),
    ({"non_profit": False}, {"small"}),
    ({"window_from": date(2028, 6, 30)}, {"window"}),
    ({"window_from": date(2028, 7, 1)}, set()),
    ({"window_to": date(2028, 4, 1), "window_from": date(2028, 1, 1)}, {"window"}),
    ({"window_to": date(2028, 3, 31), "window_from": date(2028, 1, 1)}, set()),
    ({"value_min": Money(2000, "NOK")}, {"value", "open value"}),
    ({"value_min": Money(2001, "NOK")}, {"open value"}),
    ({"value_max": Money(1000, "NOK")}, {"value"}),
    ({"value_max": Money(5000, "NOK")}, {"value", "open value"}),
    ({"value_min": Money(1, "EUR")}, {"euro"}),
    ({"value_max": Money(1, "EUR")}, {"euro"}),
    ({"standing": (Standing.STARTED, Standing.CANCELLED)}, {"started"}),
    ({"changed_since": LATER}, {"started"}),
    ({"cpv": "85", "unit": "Health"}, set()),
    ({"text": "unit", "unit": "Health"}, {"unit"}),
]


def test_filters_keep_what_they_say(office: Office, buyer: Buyer):
    for title, values in FILTERED.items():
        office.publish(title, **values)
    entry = office.publish("started")
    with transaction():
        publishing.mark_started(entry=entry, on=LATER.date(), actor_id=None, now=LATER)
    kept = [(filters, set(titles(buyer, **filters))) for filters, _expected in KEPT]
    assert kept == KEPT


@pytest.mark.parametrize("hostile", ["\x00", "xa\x00b", "\ud800", "%", "' OR 1=1 --", "9" * 5000])
@pytest.mark.parametrize("name", ["text", "cpv", "place", "unit", "model"])
def test_hostile_texts_in_filters_find_nothing(office: Office, buyer: Buyer, name: str, hostile: str):
    office.publish("Home care", cpv_codes=("85312000",), nuts_codes=("NO083",))
    assert titles(buyer, **{name: hostile}) == []


def test_entries_of_another_buyer_are_in_no_list(office: Office, buyer: Buyer, factories: Factories):
    office.publish("Ours", cpv_codes=("85312000",))
    other = factories.buyer().id
    factories.commit()
    for filters in (Filters(), Filters(cpv="85"), Filters(text="ours")):
        assert page(other, filters).rows == []
    assert changes_since(other).rows == []
    assert list(stream_entries(other)) == []


def test_codes_filter_by_the_newest_version(office: Office, buyer: Buyer):
    entry = office.publish("Home care", cpv_codes=("85312000", "85310000"), nuts_codes=("NO083",))
    office.change(entry, at=LATER, cpv_codes=("72000000", "72000000-5"), nuts_codes=())
    assert titles(buyer, cpv="85") == []
    assert titles(buyer, cpv="72") == ["Home care"]
    assert titles(buyer, place="NO") == []


@pytest.mark.parametrize(
    ("typed", "beginning"),
    [
        ("85000000", "85"),
        ("85312000-9", "85312"),
        ("30000000", "30"),
        ("85", "85"),
        ("850", "850"),
        ("", ""),
        ("85312310", "8531231"),
    ],
)
def test_a_whole_cpv_code_stands_for_all_beneath_it(typed: str, beginning: str):
    assert cpv_beginning(typed) == beginning


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "....",
        "é",
        "A" * 5000,
        encoded("window"),
        encoded(["window", "2027-01-01"]),
        encoded(["title", "2027-01-01", 1]),
        encoded(["window", "2027-13-01", 1]),
        encoded(["window", 20270101, 1]),
        encoded(["window", "2027-01-01", "1"]),
        encoded(["window", "2027-01-01", True]),
        encoded(["window", "2027-01-01", -1]),
        encoded(["window", "2027-01-01", 2**31]),
        encoded(["window", "2027-01-01T10:00:00", 1]),
        encoded([["window"], None, 1]),
        "W1t" * 300,
        base64.urlsafe_b64encode(b"[" * 800).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_what_is_no_cursor_is_refused_in_words(buyer: Buyer, text: str):
    with pytest.raises(BadCursorError, match="start again from its first page"):
        page(buyer.id, Filters(), text)


@pytest.mark.parametrize(
    ("sort", "place"),
    [
        ("title", "a\x00"),
        ("title", "\ud800"),
        ("title", 7),
        ("value", 2**63),
        ("value", 1.5),
        ("value", True),
        ("changed", "2027-01-01T10:00:00"),
        ("changed", "2027-01-01"),
        ("changed", "9999-12-31T23:59:59-23:59"),
        ("changed", "0001-01-01T00:00:00+23:59"),
    ],
)
def test_a_cursor_with_a_place_no_row_can_have_is_refused(buyer: Buyer, sort: str, place: object):
    with pytest.raises(BadCursorError):
        page(buyer.id, Filters(sort=sort), encoded([sort, place, 1]))


@given(
    some.sampled_from(["a", "b"]),
    some.text(some.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=200)
    | some.dates()
    | some.integers(-(2**62), 2**62)
    | some.datetimes(
        datetime(1900, 1, 1),  # noqa: DTZ001 - the zone comes with it
        datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=some.just(UTC),
    ),
    some.integers(0, 2**31 - 1),
)
def test_a_cursor_comes_back_as_it_was(order: str, place: Any, number: int):
    assert read_cursor(cursor(order, place, number), order=order, kind=type(place)) == (place, number)


def test_a_page_is_of_a_size_that_can_be_answered(office: Office, buyer: Buyer):
    office.publish("A")
    office.publish("B")
    assert len(page(buyer.id, Filters(), size=0).rows) == 1
    assert len(page(buyer.id, Filters(), size=10**9).rows) == 2


def test_changes_since_a_cursor_tell_each_change_once(office: Office, buyer: Buyer):
    entry = office.publish("Home care", unit="Health")
    first = changes_since(buyer.id, size=2)
    assert [(row.field, row.old, row.new) for row in first.rows] == [
        ("title", None, "Home care"),
        ("unit", None, "Health"),
    ]
    assert first.more
    second = changes_since(buyer.id, first.cursor, size=2)
    assert ([row.field for row in second.rows], second.more) == (["window"], False)
    nothing = changes_since(buyer.id, second.cursor)
    assert (nothing.rows, nothing.cursor, nothing.more) == ([], second.cursor, False)
    office.change(entry, at=LATER, window="2027-Q4", reason=Reason.OTHER, note="A strike")
    third = changes_since(buyer.id, nothing.cursor)
    assert [(row.entry.key, row.version.number, row.field, row.note) for row in third.rows] == [
        (entry.key, 2, "window", "A strike")
    ]
    with pytest.raises(BadCursorError):
        changes_since(buyer.id, page(buyer.id, Filters(), size=1).next or cursor("title", "x", 1))


def test_the_mark_differs_after_everything_that_readers_see(office: Office, buyer: Buyer):
    marks = [queries.mark(buyer.id)]
    office.begin("Unseen")
    assert queries.mark(buyer.id) == marks[0]
    entry = office.publish("Seen")
    marks.append(queries.mark(buyer.id))
    with transaction():
        reviewing.confirm_still_right(entries=[entry], actor_id=None, now=LATER)
    marks.append(queries.mark(buyer.id))
    assert len(set(marks)) == 3


def test_entries_are_streamed_in_batches(office: Office, buyer: Buyer):
    keys = [office.publish(f"Entry {number}").key for number in range(5)]
    office.begin("Draft")
    assert [entry.key for entry in stream_entries(buyer.id, batch=2)] == keys
    ids = queries.matching_ids(buyer.id, Filters(text="3"))
    assert [entry.key for entry in stream_entries(buyer.id, ids=ids, batch=2)] == [keys[3]]
    assert list(stream_entries(buyer.id, ids=[])) == []
