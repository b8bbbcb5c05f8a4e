from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from marketkit.roadmap.baselines import Baseline
from marketkit.roadmap.slip import Ending, Observation, Step, kaplan_meier, slip_days, slips, survived_days
from marketkit.values import Window
from tests.roadmap.builders import day, entry, quarter, said

Q3 = Window.parse("2025-Q3")


@pytest.mark.parametrize(
    ("on", "slip"),
    [
        ("2025-06-20", -11),  # 11 days before 1 July
        ("2025-07-01", 0),
        ("2025-09-30", 0),
        ("2025-10-01", 1),
        ("2025-11-09", 40),
    ],
)
def test_slip_is_none_inside_the_window_and_counted_from_its_nearer_end_outside(on: str, slip: int) -> None:
    assert slip_days(day(on), Q3) == slip


@pytest.mark.parametrize(
    ("on", "survived"),
    [("2025-06-20", -11), ("2025-06-30", -1), ("2025-07-01", -1), ("2025-09-30", -1), ("2025-10-01", 1)],
)
def test_an_entry_inside_its_window_may_still_start_without_slip(on: str, survived: int) -> None:
    assert survived_days(day(on), Q3) == survived


def observed(*, started: tuple[int, ...], waiting: tuple[int, ...] = ()) -> list[Observation]:
    return [Observation(f"s{days}", days, Ending.STARTED) for days in started] + [
        Observation(f"w{days}", days, Ending.WAITING) for days in waiting
    ]


def test_a_curve_worked_by_hand() -> None:
    # Starts at −10, 0, 0, 20, 40; still waited for after 0 and after 30 days. Seven entries, time counted from −10.
    # at −10: 1 of 7, 6/7 left. At 0: 2 of 6, 6/7 × 4/6 = 4/7. The one censored at 0 leaves: 3 at risk.
    # at 20: 1 of 3, 4/7 × 2/3 = 8/21. The one censored at 30 leaves. At 40: 1 of 1, none left.
    assert kaplan_meier(observed(started=(0, -10, 20, 0, 40), waiting=(0, 30))) == (
        Step(-10, 0, 7, 1, Fraction(6, 7)),
        Step(0, 10, 6, 2, Fraction(4, 7)),
        Step(20, 30, 3, 1, Fraction(8, 21)),
        Step(40, 50, 1, 1, Fraction(0)),
    )
    assert kaplan_meier([]) == ()


@pytest.mark.parametrize("seed", range(12))
def test_curves_are_those_of_scipy(seed: int) -> None:
    random_ = random.Random(seed)
    count = random_.randint(1, 60)
    found = [
        Observation(str(i), random_.randint(-30, 60), random_.choice(list(Ending))) for i in range(count)
    ]
    earliest = min(each.days for each in found)
    times = np.array([each.days - earliest for each in found])
    censored = np.array([each.ending is not Ending.STARTED for each in found])
    theirs = ecdf(CensoredData.right_censored(times, censored)).sf
    curve = dict(zip(theirs.quantiles.tolist(), theirs.probabilities.tolist(), strict=True))
    for step in kaplan_meier(found):
        assert step.days - step.time == earliest
        assert curve[step.time] == pytest.approx(float(step.waiting), abs=1e-12)


def test_slips_of_started_waiting_and_cancelled_entries() -> None:
    found = slips(
        [
            quarter("early", started="2025-06-20"),  # −11
            quarter("inside", started="2025-08-15"),  # 0
            quarter("late", started="2025-10-10"),  # 10
            quarter("later", started="2025-11-09"),  # 40
            quarter("waiting"),  # on 31 December: 92 days after 30 September
            quarter("gone", cancelled="2025-10-20"),  # 20
            quarter("gone-before", cancelled="2025-05-02"),  # 60 days before 1 July
            entry("unpromised", said("2025-02-01", None)),
        ],
        today=day("2025-12-31"),
    )
    assert [(each.id, each.days, each.ending) for each in found.observations] == [
        ("early", -11, Ending.STARTED),
        ("inside", 0, Ending.STARTED),
        ("late", 10, Ending.STARTED),
        ("later", 40, Ending.STARTED),
        ("waiting", 92, Ending.WAITING),
        ("gone", 20, Ending.CANCELLED),
        ("gone-before", -60, Ending.CANCELLED),
    ]
    assert found.unpromised == ("unpromised",)
    # gone-before is away before anything happens. −11: 5/6; 0: 4/6; 10: 3/6; gone leaves; 40: 1 of 2, 1/4.
    assert [(step.days, step.waiting) for step in found.steps] == [
        (-11, Fraction(5, 6)),
        (0, Fraction(2, 3)),
        (10, Fraction(1, 2)),
        (40, Fraction(1, 4)),
    ]
    # Half are there at 10; 80 % would need 1/5 or less left. Six tell of slip: four starts, two waited for long enough.
    assert (found.earliest, found.n, found.enough, found.median, found.p80) == (-60, 6, False, 10, None)


def test_entries_still_inside_their_window_neither_count_in_n_nor_make_the_curve_flatter_at_0() -> None:
    # Three started inside; two may still do so. Censored at −1 they are gone at 0, where 3 of 3 start.
    found = slips(
        [*(quarter(f"in{i}", started="2025-07-20") for i in range(3)), quarter("x"), quarter("y")],
        today=day("2025-09-30"),
    )
    assert [(step.at_risk, step.waiting) for step in found.steps] == [(3, Fraction(0))]
    assert (found.n, found.median, found.p80) == (3, 0, 0)
    # A day later their window is over, and at 0 they were at risk: 2/5 are left.
    found = slips(
        [*(quarter(f"in{i}", started="2025-07-20") for i in range(3)), quarter("x"), quarter("y")],
        today=day("2025-10-01"),
    )
    assert [(step.at_risk, step.waiting) for step in found.steps] == [(5, Fraction(2, 5))]
    assert (found.n, found.median, found.p80) == (5, 0, None)


def test_entries_not_yet_due_are_at_risk_of_early_starts_and_no_further() -> None:
    # One of two starts 11 days early; the other, waited for until 30 June, has survived that: half are left.
    found = slips([quarter("early", started="2025-06-20"), quarter("later")], today=day("2025-06-30"))
    assert [(step.days, step.at_risk, step.waiting) for step in found.steps] == [(-11, 2, Fraction(1, 2))]
    assert found.n == 1


def test_slip_is_counted_against_the_baseline_asked_for() -> None:
    # First promised until 30 September; from 1 May on for the fourth quarter: 90 days before is 2 July.
    moved = entry("moved", said("2025-01-01", "2025-Q3"), said("2025-05-01", "2025-Q4"), started="2026-01-10")
    assert slips([moved], today=day("2026-02-01")).median == 102  # 31 + 30 + 31 + 10
    assert slips([moved], today=day("2026-02-01"), baseline=Baseline.DAYS_90).median == 10


def test_of_nothing_there_is_no_curve() -> None:
    found = slips([], today=day("2025-12-31"))
    assert (found.steps, found.earliest, found.n, found.median, found.p80) == ((), None, 0, None, None)
