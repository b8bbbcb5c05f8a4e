"""A mapping that is written reads back as itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.procurements.search import fold
from marketkit.roadmap.mapping import AmountStyle, ColumnMapping, Source
from marketkit.roadmap.mapping_guess import guess, mapping_of
from marketkit.roadmap.mapping_reader import read_mapping, shipped, shipped_mapping
from marketkit.roadmap.mapping_writer import mapping_text
from marketkit.roadmap.window_words import DateOrder, DateStyle


def again(mapping: ColumnMapping) -> ColumnMapping:
    return read_mapping(mapping_text(mapping).encode(), "m.yaml")


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_mapping_reads_back(name: str) -> None:
    assert again(shipped_mapping(name)) == shipped_mapping(name)


def test_a_proposal_can_be_kept_as_a_short_file() -> None:
    found = mapping_of(guess(["Nr", "Tittel", "Når", "Farge: gul"]), "fjordvik")
    assert mapping_text(found) == (
        'list: "fjordvik"\nkey: "Nr"\nfields:\n  title: "Tittel"\n  window: "Når"\nignored: "Farge: gul"\n'
    )
    assert again(found) == found


names = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), min_size=1, max_size=12
).map(lambda text: f"x{text}x")
many = st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)
nothing = st.one_of(st.just(()), many)


def sources(**said: Any) -> st.SearchStrategy[Source]:
    return st.builds(
        Source, nothing=nothing, leave_out=st.booleans(), join=st.sampled_from([" ", "; ", " – "]), **said
    )


mappings = st.builds(
    ColumnMapping,
    list_name=names,
    key=nothing,
    as_of_column=st.sampled_from(["", "day"]),
    dates=st.builds(DateStyle, st.none() | st.sampled_from(DateOrder), st.none() | st.integers(1, 12)),
    amounts=st.builds(
        AmountStyle,
        st.sampled_from(["NOK", "USD"]),
        st.sampled_from(["", ",", ".", "'"]),
        st.sampled_from([Fraction(1), Fraction(1000)]),
        st.booleans(),
    ),
    fields=st.fixed_dictionaries(
        {"title": sources(columns=many)},
        optional={
            "unit": sources(constant=names),
            "window": sources(columns=names.map(lambda name: (name,)), until=names),
            "procedure": sources(
                columns=many, words=st.dictionaries(names.map(fold), st.sampled_from(["open", "restricted"]))
            ),
        },
    ),
    ignored=nothing,
)


@given(mappings)
def test_every_mapping_reads_back_as_itself(mapping: ColumnMapping) -> None:
    assert again(mapping) == mapping


def test_a_stated_day_of_the_list_is_kept() -> None:
    mapping = ColumnMapping(list_name="a", fields={"title": Source(columns=("t",))}, as_of=date(2027, 1, 15))
    assert again(mapping) == mapping
