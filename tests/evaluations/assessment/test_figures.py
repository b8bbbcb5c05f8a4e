from __future__ import annotations

from fractions import Fraction

from marketkit.evaluations.assessment.figures import distances, spreads
from marketkit.sourcing.strategy import Criterion

TEN = Criterion(id="ten", title={"": "Ten"}, kind="quality", scale=(Fraction(0), Fraction(10)))
DAYS = Criterion(id="days", title={"": "Days"}, kind="quality", scale=(Fraction(20), Fraction(0)))
ANNA, BO, CECILIE = 1, 2, 3


def scores(**given: int) -> dict[int, Fraction]:
    people = {"anna": ANNA, "bo": BO, "cecilie": CECILIE}
    return {people[name]: Fraction(score) for name, score in given.items()}


def test_the_spread_is_a_share_of_the_scale_whichever_way_it_runs() -> None:
    given = {
        (1, "ten"): scores(anna=6, bo=9),  # 3 of 10
        (2, "ten"): scores(anna=5, bo=4),  # 1 of 10
        (1, "days"): scores(anna=5, bo=15),  # 10 of 20
    }
    ten, days = spreads([TEN, DAYS], given, Fraction(1, 5))
    assert (ten.bids, ten.mean, ten.largest, ten.beyond) == (2, Fraction(1, 5), Fraction(3, 10), 1)
    assert (days.bids, days.largest, days.beyond) == (1, Fraction(1, 2), 1)


def test_a_spread_just_at_the_limit_is_not_beyond_it() -> None:
    (ten,) = spreads([TEN], {(1, "ten"): scores(anna=6, bo=8)}, Fraction(1, 5))
    assert ten.beyond == 0


def test_one_score_alone_has_no_spread() -> None:
    assert spreads([TEN], {(1, "ten"): scores(anna=6)}, Fraction(1, 5)) == ()
    assert distances([TEN], {(1, "ten"): scores(anna=6)}) == ()


def test_each_person_lies_beside_the_mean_of_the_others() -> None:
    given = {(1, "ten"): scores(anna=9, bo=6, cecilie=3), (2, "ten"): scores(anna=5, bo=7)}
    anna, bo, cecilie = distances([TEN], given)
    # Anna: 9 beside (6 + 3)/2 = 4.5 is +0.45; 5 beside 7 is -0.2
    assert (anna.scores, anna.towards_full, anna.apart) == (2, Fraction(1, 8), Fraction(13, 40))
    # Bo: 6 beside 6 is 0; 7 beside 5 is +0.2
    assert (bo.towards_full, bo.apart) == (Fraction(1, 10), Fraction(1, 10))
    # Cecilie: 3 beside 7.5 is -0.45
    assert (cecilie.scores, cecilie.towards_full) == (1, Fraction(-9, 20))


def test_on_a_scale_that_runs_down_fewer_is_nearer_to_full_marks() -> None:
    anna, bo = distances([DAYS], {(1, "days"): scores(anna=4, bo=8)})
    assert (anna.towards_full, bo.towards_full) == (Fraction(1, 5), Fraction(-1, 5))
