"""Mapping files: what they say is understood, and everything that is wrong with one is told at once, with its line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from marketkit.errors import BadInput
from marketkit.roadmap.mapping import FIELDS, AmountStyle, Source, allowed
from marketkit.roadmap.mapping_reader import read_mapping, shipped, shipped_mapping
from marketkit.roadmap.plan import Plan
from marketkit.roadmap.window_words import DateOrder, DateStyle

WHOLE = """\
list: fjordvik-plan
key: [Unit, Number]
as_of: {column: Updated}
dates: {order: dmy, fiscal_year_starts: 4}
amounts: {currency: EUR, group_mark: ".", times: 1000, zero_is_nothing: "yes"}
fields:
  title: What
  need: {columns: [Why, More], join: " – "}
  window: {from: First, until: Last, unreadable: leave-out}
  procedure: {column: How, words: {Åpen konkurranse: open}, nothing: [Vet ikke]}
  regime: {constant: eu-full}
ignored: [Remarks]
"""


def faults(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(BadInput) as refused:
        read_mapping(text.encode(), "m.yaml")
    return [(fault.line, fault.message) for fault in refused.value.faults]


def test_a_mapping_says_where_every_field_comes_from() -> None:
    mapping = read_mapping(WHOLE.encode(), "m.yaml")
    assert (mapping.list_name, mapping.key, mapping.as_of_column) == (
        "fjordvik-plan",
        ("Unit", "Number"),
        "Updated",
    )
    assert mapping.dates == DateStyle(DateOrder.DAY_FIRST, 4)
    assert mapping.amounts == AmountStyle("EUR", ".", Fraction(1000), True)
    assert mapping.fields == {
        "title": Source(columns=("What",)),
        "need": Source(columns=("Why", "More"), join=" – "),
        "window": Source(columns=("First",), until="Last", leave_out=True),
        "procedure": Source(columns=("How",), words={"apen konkurranse": "open"}, nothing=("Vet ikke",)),
        "regime": Source(constant="eu-full"),
    }
    assert mapping.ignored == ("Remarks",)
    assert set(mapping.columns()) == {
        *("Unit", "Number", "Updated", "What", "Why", "More"),
        "First",
        "Last",
        "How",
    }


def test_the_day_of_the_list_can_be_given() -> None:
    mapping = read_mapping(b"list: a\nas_of: 2027-03-05\nfields: {title: t}\n", "m.yaml")
    assert mapping.as_of == date(2027, 3, 5)


def test_all_faults_of_a_mapping_are_told_at_once_with_their_lines() -> None:
    found = faults(
        "list: a\n"
        "clef: x\n"
        "as_of: yesterday\n"
        "dates: {order: ymd, fiscal_year_starts: 13}\n"
        "amounts: {currency: kroner, group_mark: '-', times: 0}\n"
        "fields:\n"
        "  need: {column: a, constant: b}\n"
        "  tittel: t\n"
        "  window: {from: a}\n"
        "  title: {from: a, until: b}\n"
        "  procedure: {column: p, words: {Open: opne}}\n"
        "  regime: {constant: eu}\n"
        "  ended_on: {constant: today}\n"
        "  value: v\n"
        "  value_low: v\n"
        "  unit: [a, b]\n"
    )
    assert [line for line, _ in found] == [2, 3, 4, 4, 5, 5, 5, 7, 8, 9, 10, 11, 12, 13, 14, 16]
    assert found[0][1].startswith('unknown key "clef"')
    assert found[8][1].startswith('fields: unknown key "tittel"; did you mean "title"?')


def test_a_mapping_without_a_title_or_a_name_is_refused() -> None:
    assert faults("fields: {need: n}\n") == [(1, "list: is missing"), (1, "fields: title: is missing")]


@pytest.mark.parametrize(
    "text", ["", "[a]", "a", "list: &x a\n", "list: a\nfields: [title]\n", "list: a\nfields:\n  title:\n"]
)
def test_what_is_no_mapping_is_refused(text: str) -> None:
    assert faults(text)


def test_every_shipped_mapping_can_be_read() -> None:
    assert "gsa-forecast" in shipped()
    for name in shipped():
        assert shipped_mapping(name).list_name == name


def test_every_field_that_can_be_mapped_is_one_of_a_plan() -> None:
    own = {"value_low", "value_high"}
    assert FIELDS.keys() - own <= set(Plan.__dataclass_fields__)
    assert allowed("standing") == ("planned", "started", "cancelled", "withdrawn")
