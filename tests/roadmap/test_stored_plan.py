"""A plan comes back from what is stored exactly as it was; what is not understood is refused."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from marketkit.procurements.choices import Procedure, Regime
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import DialogueDate, DialogueKind, Plan, Standing, ValueBand, changed
from marketkit.roadmap.stored_plan import StoredPlanError, read, read_value, stored, stored_value
from marketkit.values import Money, Precision, Window

texts = some.text(max_size=40)
days = some.dates(date(1900, 1, 1), date(2200, 12, 31))


@some.composite
def windows(draw: Any) -> Window:
    first, last = sorted((draw(days), draw(days)))
    return Window.around(first, last, draw(some.sampled_from(Precision)))


amounts = some.builds(
    Money,
    some.integers(-(2**62), 2**62),
    some.sampled_from(["NOK", "EUR", "JPY"]),
    some.none() | some.integers(1900, 2200),
)
plans = some.builds(
    Plan,
    title=texts,
    need=texts,
    resident_change=texts,
    unit=texts,
    cpv_codes=some.lists(texts, max_size=3).map(tuple),
    nuts_codes=some.lists(texts, max_size=3).map(tuple),
    value=some.builds(ValueBand, some.none() | amounts, some.none() | amounts),
    regime=some.none() | some.sampled_from(Regime),
    procedure=some.none() | some.sampled_from(Procedure),
    contract_model=texts,
    lots=some.lists(texts, max_size=3).map(tuple),
    for_small=some.none() | some.booleans(),
    for_non_profit=some.none() | some.booleans(),
    contact=texts,
    window=some.none() | windows(),
    contract_window=some.none() | windows(),
    confidence=some.none() | some.sampled_from(Confidence),
    dialogue=some.lists(
        some.builds(DialogueDate, windows(), some.sampled_from(DialogueKind), texts), max_size=3
    ).map(tuple),
    expiring_contract=texts,
    standing=some.sampled_from(Standing),
    ended_on=some.none() | days,
)


@given(plans)
def test_a_plan_comes_back_as_it_was(plan: Plan):
    assert read(json.loads(json.dumps(stored(plan)))) == plan


@given(plans, plans)
def test_so_does_each_field_of_a_change(old: Plan, new: Plan):
    for change in changed(old, new):
        for value in (change.old, change.new):
            found = json.loads(json.dumps(stored_value(change.field, value)))
            assert read_value(change.field, found) == value


def test_what_is_not_said_takes_no_room():
    assert stored(Plan(title="Home care")) == {"title": "Home care"}


def test_an_empty_title_is_stored_all_the_same():
    assert read(stored(Plan(title=""))) == Plan(title="")


def test_every_field_of_a_plan_can_be_stored():
    for field in dataclasses.fields(Plan):
        assert stored_value(field.name, None) is None
        assert read_value(field.name, None) is None


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"title": "A", "colour": "red"}, "colour is no field of a plan"),
        ({"title": "A", "need": None}, "need: what is not said is left out"),
        ({"need": "A"}, "a plan has a title"),
        ({"title": 7}, "title: a text is expected"),
        ({"title": "A", "window": "soon"}, 'window: "SOON" is not a window'),
        ({"title": "A", "window": 2027}, "window: a text is expected"),
        ({"title": "A", "for_small": "yes"}, "for_small: true or false"),
        ({"title": "A", "lots": "one"}, "lots: a list is expected"),
        ({"title": "A", "value": {"middle": 1}}, "value: middle is not known"),
        ({"title": "A", "value": {"low": {"minor": 1.5, "currency": "NOK"}}}, "value: an amount is a whole"),
        ({"title": "A", "value": {"low": {"minor": 1}}}, "value: 'currency'"),
        ({"title": "A", "procedure": "raffle"}, "procedure: 'raffle' is not"),
        (
            {"title": "A", "dialogue": [{"window": "2027", "kind": "written", "room": "4"}]},
            "room is not known",
        ),
        ({"title": "A", "ended_on": "2027-02-30"}, "ended_on: "),
    ],
)
def test_anything_else_is_refused(found: dict[str, Any], expected: str):
    with pytest.raises(StoredPlanError, match=expected.replace("(", r"\(")):
        read(found)
