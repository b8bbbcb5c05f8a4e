from __future__ import annotations

from marketkit.roadmap.forecasts import Obstacle, alike, forecast, slipped
from marketkit.roadmap.history import History
from marketkit.values import Window
from tests.roadmap.builders import day, entry, quarter, said

Q2 = Window.parse("2026-Q2")
TODAY = day("2026-03-01")


def started(id: str, on: str) -> History:
    return quarter(id, started=on)


# Slips: five times 0, then 5, 10, 20 days, and two that have never started.
TEN = [
    *(started(f"in{i}", "2025-08-01") for i in range(5)),
    started("a", "2025-10-05"),
    started("b", "2025-10-10"),
    started("c", "2025-10-20"),
    quarter("x"),
    quarter("y"),
]


def test_half_and_eighty_percent_of_such_entries_counted_from_the_end_of_the_window() -> None:
    # The curve: 5/10 at 0, 4/10, 3/10, 2/10 at 20. Half had started inside, 80 % within 20 days: 30 June and 20 July.
    found = forecast(TEN, Q2, today=TODAY)
    assert (found.n, found.obstacle) == (10, None)
    assert found.median_by == day("2026-06-30")
    assert found.p80_by == day("2026-07-20")
    assert (found.slips.median, found.slips.p80) == (0, 20)


def test_nine_entries_are_too_few_to_tell() -> None:
    found = forecast(TEN[1:], Q2, today=TODAY)
    assert (found.obstacle, found.p80_by, found.median_by) == (Obstacle.TOO_FEW, None, None)


def test_entries_not_yet_due_do_not_make_up_the_number() -> None:
    waiting = [entry(f"w{i}", said("2025-01-01", "2026-Q4")) for i in range(30)]
    assert forecast([*TEN[1:], *waiting], Q2, today=TODAY).obstacle is Obstacle.TOO_FEW


def test_no_forecast_where_fewer_than_eighty_percent_have_started() -> None:
    found = forecast([*TEN[1:], quarter("z")], Q2, today=TODAY)  # 7 of 10
    assert (found.obstacle, found.p80_by) == (Obstacle.CURVE_TOO_SHORT, None)


def test_no_forecast_once_the_day_has_passed() -> None:
    assert forecast(TEN, Q2, today=day("2026-07-20")).p80_by == day("2026-07-20")
    assert forecast(TEN, Q2, today=day("2026-07-21")).obstacle is Obstacle.PASSED


def test_an_early_slip_is_counted_from_the_start_of_the_window() -> None:
    assert slipped(Q2, -3) == day("2026-03-29")
    assert slipped(Q2, 0) == day("2026-06-30")
    assert slipped(Q2, 3) == day("2026-07-03")


def test_past_entries_of_the_same_division_and_horizon_are_taken_first_if_they_are_enough() -> None:
    def one(id: str, category: str, published: str) -> History:
        return entry(id, said(published, "2025-Q3"), started="2025-08-01", categories=(category,))

    care_far = [one(f"cf{i}", "85300000", "2024-01-01") for i in range(10)]
    care_near = [one(f"cn{i}", "85100000", "2025-06-01") for i in range(3)]
    other_far = [one(f"of{i}", "72000000", "2024-01-01") for i in range(8)]
    new = entry("new", said("2026-01-01", "2027-Q3"), categories=("85000000",))

    found = alike([*care_far, *care_near, *other_far, new], new, today=TODAY)
    assert (found.histories, found.same_category, found.same_horizon) == (tuple(care_far), True, True)
    found = alike([*care_far[:8], *other_far, new], new, today=TODAY)
    assert (found.histories, found.same_category, found.same_horizon) == (
        (*care_far[:8], *other_far),
        False,
        True,
    )
    found = alike([*care_far[:9], *care_near, new], new, today=TODAY)
    assert (found.histories, found.same_category, found.same_horizon) == (
        (*care_far[:9], *care_near),
        True,
        False,
    )
    found = alike([*care_far[:4], *other_far[:2], new], new, today=TODAY)
    assert (found.histories, found.same_category, found.same_horizon) == (
        (*care_far[:4], *other_far[:2]),
        False,
        False,
    )
