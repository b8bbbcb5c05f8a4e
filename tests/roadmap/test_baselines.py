from __future__ import annotations

import pytest

from marketkit.roadmap.baselines import Baseline, as_of, has_ended, promise, promised_window, window_on
from marketkit.values import Window
from tests.roadmap.builders import day, entry, said

# The first window ends on 2026-12-31: 180 days before is 2026-07-04, 90 days before 2026-10-02, 30 days 2026-12-01.
EDITED = entry(
    "edited",
    said("2026-01-10", "2026-Q4"),
    said("2026-07-04", "2027-Q1"),
    said("2026-10-03", "2027-Q2"),
    said("2026-12-02", "2027-Q3"),
)


@pytest.mark.parametrize(
    ("baseline", "window"),
    [
        (Baseline.FIRST, "2026-Q4"),
        (Baseline.DAYS_180, "2027-Q1"),  # published on that very day
        (Baseline.DAYS_90, "2027-Q1"),  # the next one came a day later
        (Baseline.DAYS_30, "2027-Q2"),
    ],
)
def test_baselines_are_read_on_days_counted_from_the_end_of_the_first_window(
    baseline: Baseline, window: str
) -> None:
    assert promised_window(EDITED, baseline) == Window.parse(window)


def test_an_entry_published_later_than_the_day_has_no_such_baseline() -> None:
    late = entry("late", said("2026-07-05", "2026-Q4"))
    assert promise(late, Baseline.DAYS_180) is None
    assert promised_window(late, Baseline.DAYS_90) == Window.parse("2026-Q4")


def test_a_version_without_a_window_promises_nothing_until_one_is_stated() -> None:
    found = entry("open", said("2026-01-10", None), said("2026-08-01", "2026-Q4"))
    assert promise(found, Baseline.FIRST) == said("2026-08-01", "2026-Q4")
    assert promise(found, Baseline.DAYS_180) is None
    assert promise(entry("never", said("2026-01-10", None)), Baseline.FIRST) is None


def test_a_window_taken_back_without_a_new_one_still_holds() -> None:
    found = entry("taken-back", said("2026-01-10", "2026-Q4"), said("2026-06-01", None))
    assert promised_window(found, Baseline.DAYS_180) == Window.parse("2026-Q4")
    assert window_on(found, day("2026-06-01")) is None


def test_what_is_published_on_the_day_of_the_start_or_later_promised_nothing() -> None:
    found = entry("after", said("2026-03-02", "2026-03"), started="2026-03-02")
    assert promise(found, Baseline.FIRST) is None
    found = entry(
        "fitted", said("2026-01-10", "2026-Q4"), said("2026-06-02", "2026-Q2"), started="2026-06-01"
    )
    assert promised_window(found, Baseline.DAYS_180) == Window.parse("2026-Q4")


def test_of_several_versions_on_one_day_the_last_stands() -> None:
    found = entry(
        "twice", said("2026-01-10", "2026-Q4"), said("2026-02-01", "2027-Q1"), said("2026-02-01", "2027-Q2")
    )
    assert promised_window(found, Baseline.DAYS_180) == Window.parse("2027-Q2")


def test_a_window_is_over_on_the_day_after_its_last_day() -> None:
    window = Window.parse("2026-Q4")
    assert not has_ended(window, day("2026-12-31"))
    assert has_ended(window, day("2027-01-01"))


def test_as_of_a_day_nothing_later_is_known() -> None:
    found = entry(
        "a",
        said("2026-01-10", "2026-Q4"),
        said("2026-08-01", "2027-Q1"),
        cancelled="2026-09-01",
        reason="budget",
        reviewed=("2026-03-01", "2026-08-15"),
    )
    assert as_of([found], day("2026-09-01")) == (found,)
    assert as_of([found], day("2026-08-01")) == (
        entry("a", said("2026-01-10", "2026-Q4"), said("2026-08-01", "2027-Q1"), reviewed=("2026-03-01",)),
    )
    assert as_of([found], day("2026-01-09")) == ()


def test_an_entry_that_was_published_only_after_its_start_is_not_known_before() -> None:
    found = entry("after", said("2026-03-10", "2026-03"), started="2026-03-02")
    assert as_of([found], day("2026-03-05")) == ()
    bare = entry("bare", started="2026-03-02")  # published as started, never as planned
    assert as_of([bare], day("2026-03-01")) == ()
    assert as_of([bare], day("2026-03-02")) == (bare,)
