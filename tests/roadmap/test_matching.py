"""Rows without keys: which entries they are perhaps about, with a score and a reason."""

from __future__ import annotations

from datetime import date

from marketkit.roadmap.imported import ImportedRow
from marketkit.roadmap.matching import KnownEntry, likeness, suggest, words
from marketkit.roadmap.plan import Plan

DAY = date(2027, 1, 15)


def entry(name: str, plan: Plan) -> KnownEntry:
    return KnownEntry(entry_key=name, key="", plan=plan, as_of=DAY)


def row(number: int, plan: Plan) -> ImportedRow:
    return ImportedRow(number=number, key="", as_of=DAY, plan=plan)


def test_the_same_title_in_the_same_unit_is_wholly_alike() -> None:
    one = Plan(title="Drosje for  skoleelever i Østfold", unit="Skole")
    other = Plan(title="DROSJE skoleelever, Ostfold", unit="skole")
    assert likeness(one, other) == (100, "the same title, the same unit")


def test_words_that_differ_cost_their_share_of_the_title() -> None:
    # three of four words on each side: 2 · 3 / (4 + 4) = 3/4 of 70, of 70 where nothing else is said
    assert likeness(Plan(title="one two three four"), Plan(title="one two three five")) == (
        75,
        "titles 75 % alike",
    )


def test_another_unit_and_other_codes_count_against() -> None:
    one = Plan(title="Taxi", unit="A", cpv_codes=("60120000",))
    other = Plan(title="Taxi", unit="B", cpv_codes=("85312000",))
    assert likeness(one, other) == (70, "the same title, another unit, other codes or places")
    near = Plan(title="Taxi", unit="B", cpv_codes=("60130000",), nuts_codes=())
    assert likeness(one, near) == (85, "the same title, another unit, codes or places in common")


def test_the_reason_can_be_said_in_another_language() -> None:
    _, reason = likeness(Plan(title="Taxi", unit="A"), Plan(title="Taxi", unit="A"))
    norsk = {"the same title": "samme tittel", "the same unit": "samme enhet"}
    assert reason.translated(lambda text: norsk.get(text, text)) == "samme tittel, samme enhet"


def test_the_likeliest_entry_comes_first_and_unlike_ones_not_at_all() -> None:
    entries = [
        entry("e-1", Plan(title="Taxi for schools")),
        entry("e-2", Plan(title="Taxi for schools in winter")),
        entry("e-3", Plan(title="Safety alarms")),
    ]
    (found,) = suggest([row(2, Plan(title="Taxi for schools"))], entries)
    assert [(each.entry.entry_key, each.score) for each in found.candidates] == [("e-1", 100), ("e-2", 80)]
    assert found.is_clear


def test_two_entries_that_are_equally_likely_are_not_clear() -> None:
    entries = [entry("e-1", Plan(title="Taxi")), entry("e-2", Plan(title="Taxi"))]
    (found,) = suggest([row(2, Plan(title="Taxi"))], entries)
    assert len(found.candidates) == 2
    assert not found.is_clear


def test_an_entry_that_two_rows_are_likeliest_about_is_not_clear() -> None:
    found = suggest(
        [row(2, Plan(title="Taxi")), row(3, Plan(title="Taxi"))], [entry("e-1", Plan(title="Taxi"))]
    )
    assert [each.is_clear for each in found] == [False, False]


def test_a_row_that_resembles_nothing_has_no_candidates() -> None:
    (found,) = suggest([row(2, Plan(title="Winter roads"))], [entry("e-1", Plan(title="Taxi"))])
    assert (found.candidates, found.is_clear) == ((), False)


def test_a_title_of_small_words_alone_is_still_compared() -> None:
    assert words("Of the") == {"of", "the"}
    assert words("!") == frozenset()
    assert likeness(Plan(title="!"), Plan(title="!"))[0] == 0
