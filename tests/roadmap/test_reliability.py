from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.roadmap.baselines import Baseline
from marketkit.roadmap.history import Competition, Confidence, History
from marketkit.roadmap.reliability import Outcome, calibration, cancelled, coverage, freshness, on_time
from tests.roadmap.builders import day, entry, quarter, said

ENTRIES = [
    quarter("first-day", started="2025-07-01"),
    quarter("last-day", started="2025-09-30"),
    quarter("early", started="2025-06-30"),
    quarter("late", started="2025-10-01"),
    quarter("overdue"),
    quarter("gone", cancelled="2025-03-01"),
    entry("next-year", said("2025-01-01", "2026-Q1")),
    entry("next-year-early", said("2025-01-01", "2026-Q1"), started="2025-11-01"),
    entry("no-window", said("2025-01-01", None), started="2025-08-01"),
    entry("after-the-fact", said("2025-08-02", "2025-Q3"), started="2025-08-01"),
]


def test_on_time_are_starts_inside_the_window_of_all_whose_window_has_ended() -> None:
    # Ended: first-day, last-day, early, late, overdue, gone. Two of six held.
    found = on_time(ENTRIES, today=day("2025-12-31"))
    assert found.of(Outcome.ON_TIME) == ("first-day", "last-day")
    assert found.of(Outcome.EARLY) == ("early",)
    assert found.of(Outcome.LATE) == ("late",)
    assert found.of(Outcome.OVERDUE) == ("overdue",)
    assert found.of(Outcome.CANCELLED) == ("gone",)
    assert found.of(Outcome.NOT_ENDED) == ("next-year", "next-year-early")
    assert found.of(Outcome.NO_BASELINE) == ("no-window", "after-the-fact")
    assert (found.proportion.counted, found.proportion.n) == (2, 6)
    assert found.proportion.share == Fraction(1, 3)
    assert not found.proportion.enough


def test_on_the_last_day_of_a_window_nothing_has_been_decided() -> None:
    found = on_time(ENTRIES, today=day("2025-09-30"))
    assert found.proportion.n == 0
    assert found.proportion.share is None
    assert on_time(ENTRIES, today=day("2025-10-01")).proportion.n == 6


def test_a_start_that_lies_in_the_future_is_not_known() -> None:
    found = on_time([quarter("late", started="2025-11-01")], today=day("2025-10-15"))
    assert found.of(Outcome.OVERDUE) == ("late",)


def test_an_edit_before_the_day_moves_that_baseline_and_not_the_first() -> None:
    # 90 days before 30 September is 2 July. The edit of 1 July made it a promise for the fourth quarter, and it held.
    moved = entry("moved", said("2025-01-01", "2025-Q3"), said("2025-07-01", "2025-Q4"), started="2025-10-20")
    today = day("2026-01-01")
    assert on_time([moved], today=today).of(Outcome.LATE) == ("moved",)
    assert on_time([moved], today=today, baseline=Baseline.DAYS_180).of(Outcome.LATE) == ("moved",)
    assert on_time([moved], today=today, baseline=Baseline.DAYS_90).of(Outcome.ON_TIME) == ("moved",)


def test_cancelled_entries_are_counted_by_reason_the_most_frequent_first() -> None:
    entries = [
        entry("a", said("2025-01-01", "2025-Q3"), cancelled="2025-02-01", reason="law"),
        entry("b", said("2025-01-01", "2025-Q3"), cancelled="2025-02-01", reason="budget"),
        entry("c", said("2025-01-01", "2025-Q3"), cancelled="2025-02-01", reason="budget"),
        entry("d", said("2025-01-01", "2025-Q3"), cancelled="2025-02-01"),
        entry(
            "e", said("2025-01-01", "2025-Q3"), cancelled="2025-02-03", reason="law"
        ),  # the day after tomorrow
        entry("f", said("2025-01-01", "2025-Q3"), started="2025-01-20"),
        entry("g", said("2025-02-02", "2025-Q3")),  # published tomorrow
    ]
    found = cancelled(entries, today=day("2025-02-01"))
    assert [(each.reason, each.ids, each.proportion.share) for each in found.by_reason] == [
        ("budget", ("b", "c"), Fraction(1, 3)),
        ("", ("d",), Fraction(1, 6)),
        ("law", ("a",), Fraction(1, 6)),
    ]
    assert found.proportion.share == Fraction(2, 3)


def test_an_open_entry_is_fresh_for_ninety_days_after_somebody_published_or_reviewed_it() -> None:
    # 90 days before 30 June is 1 April.
    entries = [
        entry("published", said("2025-04-01", "2025-Q3")),
        entry("stale", said("2025-03-31", "2025-Q3")),
        entry("reviewed", said("2025-01-01", "2025-Q3"), reviewed=("2025-02-01", "2025-05-01")),
        entry("reviewed-later", said("2025-01-01", "2025-Q3"), reviewed=("2025-07-01",)),
        entry("started", said("2025-01-01", "2025-Q3"), started="2025-06-01"),
    ]
    found = freshness(entries, today=day("2025-06-30"))
    assert found.counted == ("published", "reviewed")
    assert found.others == ("stale", "reviewed-later")
    assert found.proportion.share == Fraction(1, 2)


def test_a_competition_is_covered_when_announced_forty_days_before_its_notice() -> None:
    # 40 days before 1 June is 22 April.
    competitions = [
        Competition("covered", day("2025-06-01"), day("2025-04-22")),
        Competition("too-late", day("2025-06-01"), day("2025-04-23")),
        Competition("after", day("2025-06-01"), day("2025-07-01")),
        Competition("unplanned", day("2025-06-01"), None),
        Competition("to-come", day("2026-06-01"), day("2025-04-22")),
    ]
    found = coverage(competitions, today=day("2025-12-31"))
    assert found.counted == ("covered",)
    assert found.others == ("too-late", "after", "unplanned")
    assert found.proportion.share == Fraction(1, 4)


def test_calibration_holds_each_confidence_to_what_happened() -> None:
    def declared(id: str, confidence: Confidence | None, started: str | None) -> History:
        later = said("2025-05-01", "2025-Q3", Confidence.LOW)  # no later confidence counts
        return entry(id, said("2025-01-01", "2025-Q3", confidence), later, started=started)

    entries = [
        declared("h1", Confidence.HIGH, "2025-08-01"),
        declared("h2", Confidence.HIGH, "2025-08-01"),
        declared("h3", Confidence.HIGH, None),
        declared("m1", Confidence.MEDIUM, "2025-08-01"),
        declared("l1", Confidence.LOW, "2025-06-01"),  # early: the window did not hold
        declared("none", None, "2025-08-01"),
        entry("not-ended", said("2025-01-01", "2026-Q3", Confidence.HIGH)),
    ]
    found = calibration(entries, today=day("2025-12-31"))
    assert [(each.confidence, each.hits, each.misses) for each in found.rates] == [
        (Confidence.HIGH, ("h1", "h2"), ("h3",)),
        (Confidence.MEDIUM, ("m1",), ()),
        (Confidence.LOW, (), ("l1",)),
    ]
    assert found.rates[0].proportion.share == Fraction(2, 3)
    assert found.undeclared == ("none",)
    # (1/100 + 1/100 + 81/100 + 9/100 + 25/100) / 5 = 117/500
    assert (found.n, found.enough, found.brier) == (5, False, Fraction(117, 500))


def test_of_nothing_no_figure_is_told() -> None:
    today = day("2025-12-31")
    assert calibration([], today=today).brier is None
    for found in (on_time([], today=today), cancelled([], today=today), freshness([], today=today)):
        assert found.proportion.share is None
    assert coverage([], today=today).proportion.share is None


@pytest.mark.parametrize("count", [9, 10])
def test_below_ten_entries_it_is_too_few_to_tell(count: int) -> None:
    entries = [quarter(f"e{i}", started="2025-08-01") for i in range(count)]
    assert on_time(entries, today=day("2025-12-31")).proportion.enough is (count == 10)
