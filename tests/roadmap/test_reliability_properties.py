"""What no course of events may change: past figures, and what an entry is held to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from marketkit.roadmap.baselines import Baseline, as_of, promise
from marketkit.roadmap.history import Announced, Confidence, History
from marketkit.roadmap.movement import changes, movement
from marketkit.roadmap.reliability import UNCOUNTED, calibration, cancelled, freshness, on_time
from marketkit.roadmap.slip import Ending, slips
from marketkit.values import Precision, Window

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2027, 12, 31)
days = st.dates(FIRST_DAY, LAST_DAY)
windows = st.builds(
    lambda first, length, precision: Window.around(first, first + timedelta(days=length), precision),
    days,
    st.integers(0, 200),
    st.sampled_from(Precision),
)
versions = st.builds(Announced, days, st.none() | windows, st.none() | st.sampled_from(Confidence))


@st.composite
def courses(draw: st.DrawFn) -> list[History]:
    """Up to twelve entries that start, are cancelled, or are still to come."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        ended, started = draw(st.none() | days), draw(st.booleans())
        found.append(
            History(
                id=str(number),
                announced=tuple(
                    sorted(draw(st.lists(versions, min_size=1, max_size=4)), key=lambda it: it.on)
                ),
                started_on=ended if started else None,
                cancelled_on=None if started else ended,
                reviewed=tuple(draw(st.lists(days, max_size=2))),
            )
        )
    return found


@st.composite
def edited(draw: st.DrawFn) -> tuple[date, list[History], list[History]]:
    """A day, entries, and the same entries after any versions published later than that day and all their own."""
    today, before = draw(days), draw(courses())
    after = []
    for history in before:
        start = max(today, history.announced[-1].on) + timedelta(days=1)
        later = st.builds(
            lambda gap, said, start=start: replace(said, on=start + timedelta(days=gap)),
            st.integers(0, 900),
            versions,
        )
        more = sorted(draw(st.lists(later, max_size=3)), key=lambda it: it.on)
        after.append(replace(history, announced=(*history.announced, *more)))
    return today, before, after


def figures(histories: list[History] | tuple[History, ...], today: date) -> list[object]:
    """Every figure as it was told on a day."""
    found: list[object] = [cancelled(histories, today=today), changes(histories, today=today)]
    found += [freshness(histories, today=today), movement(histories, today=today)]
    for baseline in Baseline:
        for told in (on_time, slips, calibration):
            found.append(told(histories, today=today, baseline=baseline))
    return found


@given(edited())
def test_no_later_edit_of_an_entry_changes_a_past_figure(
    case: tuple[date, list[History], list[History]],
) -> None:
    today, before, after = case
    assert figures(after, today) == figures(before, today)
    assert as_of(after, today) == as_of(before, today)


@given(edited(), days)
def test_no_later_edit_changes_what_an_entry_first_promised_nor_whether_it_held(
    case: tuple[date, list[History], list[History]], today: date
) -> None:
    _, before, after = case
    promised = [each.id for each in before if promise(each, Baseline.FIRST)]
    old = [each for each in before if each.id in promised]
    new = [each for each in after if each.id in promised]
    assert on_time(new, today=today) == on_time(old, today=today)
    assert slips(new, today=today) == slips(old, today=today)
    assert calibration(new, today=today) == calibration(old, today=today)


@given(courses(), days, days)
def test_a_past_figure_is_the_same_whether_told_then_or_from_what_was_known_then(
    histories: list[History], one: date, other: date
) -> None:
    earlier, later = sorted((one, other))
    assert figures(as_of(as_of(histories, later), earlier), earlier) == figures(histories, earlier)


@given(courses(), days, st.sampled_from(Baseline))
def test_every_entry_counts_once_and_the_workings_add_up(
    histories: list[History], today: date, baseline: Baseline
) -> None:
    known = [each.id for each in as_of(histories, today)]
    share = on_time(histories, today=today, baseline=baseline)
    assert [each.id for each in share.judged] == known
    assert share.proportion.n == sum(each.outcome not in UNCOUNTED for each in share.judged)
    told = calibration(histories, today=today, baseline=baseline)
    assert told.n + len(told.undeclared) == share.proportion.n
    curve = slips(histories, today=today, baseline=baseline)
    assert sorted([*(each.id for each in curve.observations), *curve.unpromised]) == sorted(known)
    starts = sum(each.ending is Ending.STARTED for each in curve.observations)
    assert sum(step.started for step in curve.steps) == starts
    left = [Fraction(1), *(step.waiting for step in curve.steps)]
    assert left == sorted(left, reverse=True) and left[-1] >= 0
    assert all(step.time >= 0 for step in curve.steps)
