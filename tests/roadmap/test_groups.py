from __future__ import annotations

import pytest

from marketkit.roadmap.groups import Grouping, Horizon, divisions, grouped, horizon
from marketkit.roadmap.history import History
from tests.roadmap.builders import entry, said


def keys(histories: list[History], by: Grouping) -> list[tuple[str, list[str]]]:
    return [(group.key, [each.id for each in group.histories]) for group in grouped(histories, by)]


ENTRIES = [
    entry("a", said("2025-01-01", "2026-12"), unit="Health", categories=("85312000-9", "72000000")),
    entry("b", said("2025-01-01", "2025-02"), unit="Care", categories=("85300000", "85100000")),
    entry("c", said("2025-01-01", "2025-09"), unit="Health"),
    entry("d", said("2025-01-01", None)),
]


def test_by_unit() -> None:
    assert keys(ENTRIES, Grouping.UNIT) == [("Care", ["b"]), ("Health", ["a", "c"]), ("", ["d"])]


def test_by_category_an_entry_stands_once_in_each_of_its_divisions() -> None:
    assert keys(ENTRIES, Grouping.CATEGORY) == [("72", ["a"]), ("85", ["a", "b"]), ("", ["c", "d"])]
    assert divisions(("85312000-9", "72000000", "85300000")) == ("72", "85")


def test_by_horizon_the_nearest_first() -> None:
    assert keys(ENTRIES, Grouping.HORIZON) == [
        ("0-180", ["b"]),
        ("181-365", ["c"]),
        ("366+", ["a"]),
        ("", ["d"]),
    ]


def test_the_whole() -> None:
    assert keys(ENTRIES, Grouping.WHOLE) == [("", ["a", "b", "c", "d"])]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025-07-04", Horizon.NEAR),  # 180 days before 31 December
        ("2025-07-03", Horizon.MIDDLE),
        ("2024-12-31", Horizon.MIDDLE),  # 365
        ("2024-12-30", Horizon.FAR),
        ("2026-02-01", Horizon.NEAR),  # the window was over
    ],
)
def test_the_horizon_runs_from_the_first_publication_to_the_end_of_the_window(
    published: str, expected: Horizon
) -> None:
    assert horizon(entry("a", said(published, "2025-Q4"), said("2026-03-01", "2027-Q4"))) is expected
