from __future__ import annotations

from fractions import Fraction

from marketkit.roadmap.movement import Direction, changes, movement, silent_removals
from tests.roadmap.builders import day, entry, said

ENTRIES = [
    entry(
        "later", said("2025-01-01", "2025-Q2"), said("2025-05-01", "2025-Q3"), said("2025-10-05", "2025-Q4")
    ),
    entry("earlier", said("2025-01-01", "2025-11"), said("2025-06-01", "2025-10")),
    entry("narrowed", said("2025-01-01", "2025-H2"), said("2025-06-01", "2025-Q4")),
    entry("same", said("2025-01-01", "2025-Q4"), said("2025-06-01", "2025-Q4")),
    entry("taken-back", said("2025-01-01", "2025-Q4"), said("2025-06-01", None)),
    entry("new", said("2025-07-01", "2025-Q4")),
]


def test_only_changes_of_the_window_count_and_their_warning_ends_with_the_old_window() -> None:
    found = changes(ENTRIES, today=day("2025-12-31"))
    assert found.counts == (
        ("later", 2),
        ("earlier", 1),
        ("narrowed", 1),
        ("same", 0),
        ("taken-back", 1),
        ("new", 0),
    )
    # 1 May to 30 June: 60 days. Published on 5 October when the window had ended on 30 September: −5.
    # 1 June to 30 November: 182. 1 June to 31 December: 213, twice. The middle one of −5, 60, 182, 213, 213 is 182.
    assert [each.warning for each in found.changes] == [60, -5, 182, 213, 213]
    assert found.median_warning == 182
    assert found.per_entry == Fraction(5, 6)
    assert (found.n, found.enough) == (6, False)


def test_a_first_window_takes_nothing_from_anybody_and_has_no_warning() -> None:
    found = changes(
        [entry("a", said("2025-01-01", None), said("2025-02-01", "2025-Q3"))], today=day("2025-12-31")
    )
    assert [each.warning for each in found.changes] == [None]
    assert found.median_warning is None
    assert changes([], today=day("2025-12-31")).per_entry is None


def test_movement_from_the_first_plan_to_the_last() -> None:
    found = movement(ENTRIES, today=day("2025-12-31"))
    assert [(each.id, each.direction, each.days) for each in found.moves] == [
        ("later", Direction.LATER, 184),  # 30 June to 31 December
        ("earlier", Direction.EARLIER, -30),  # 30 November to 31 October
        ("narrowed", Direction.UNCHANGED, 0),
        ("same", Direction.UNCHANGED, 0),
        ("taken-back", Direction.UNKNOWN, None),
        ("new", Direction.UNCHANGED, 0),
    ]
    assert found.share(Direction.UNCHANGED).share == Fraction(1, 2)
    assert found.median_days(Direction.LATER) == 184
    assert found.median_days(Direction.UNKNOWN) is None


def test_movement_between_two_days_compares_what_stood_on_both() -> None:
    found = movement(ENTRIES, since=day("2025-05-15"), today=day("2025-09-01"))
    assert [(each.id, each.days) for each in found.moves] == [
        ("later", 0),
        ("earlier", -30),
        ("narrowed", 0),
        ("same", 0),
        ("taken-back", None),
    ]


def test_an_entry_never_published_as_planned_has_no_movement() -> None:
    assert movement([entry("bare", started="2025-03-01")], today=day("2025-09-01")).moves == ()


def test_what_a_later_list_lacks_was_removed_silently() -> None:
    assert silent_removals(ENTRIES, ENTRIES[1:]) == ("later",)
    assert silent_removals(ENTRIES, ENTRIES) == ()
