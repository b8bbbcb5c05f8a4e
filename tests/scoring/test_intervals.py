"""Weight intervals: hand-worked bounds, and every bound tried by ranking again at, inside and beyond it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.intervals import Interval, weight_intervals
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Criterion, Strategy
from tests.scoring.builders import bids, rank, strategy

TWO = """
    id: two
    currency: NOK
    award: weighted-sum
    criteria:
      - {id: quality, kind: quality, weight: 60, scale: [0, 10]}
      - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
    """
# Weights in the total: continuity 24, competence 16, price 60.
NESTED = """
    id: nested
    currency: NOK
    award: weighted-sum
    criteria:
      - id: care
        kind: quality
        weight: 40
        parts:
          - {id: continuity, weight: 60, scale: [0, 10]}
          - {id: competence, weight: 40, scale: [0, 10]}
      - {id: price, kind: cost, weight: 60, formula: {name: linear-fixed, low: 0, high: 100}}
    """
# a: 24 + 8 + 60·0.5 = 62; b: 12 + 8 + 60·0.8 = 68; c: 0 + 16 + 60·0.9 = 70
NESTED_BIDS = "bid,continuity,competence,price\na,10,5,50\nb,5,5,20\nc,0,10,10\n"


def intervals(strategy_text: str, bids_text: str) -> dict[str, Interval]:
    return {found.criterion: found for found in weight_intervals(rank(strategy_text, bids_text))}


def bounds(interval: Interval) -> tuple[Fraction, str | None, Fraction, str | None]:
    return interval.low, interval.low_rival, interval.high, interval.high_rival


def test_two_criteria_meet_where_their_leads_cancel() -> None:
    # a leads by half a share in quality, b by half a share in price: level when both weigh 50
    found = intervals(TWO, "bid,quality,price\na,10,200\nb,5,100\n")
    assert list(found) == ["quality", "price"]
    assert bounds(found["quality"]) == (50, "b", 100, None)
    assert bounds(found["price"]) == (0, None, 50, "b")
    assert (found["quality"].weight, found["price"].weight) == (60, 40)


def test_leaves_and_criteria_in_percent_of_the_total_by_hand() -> None:
    found = intervals(NESTED, NESTED_BIDS)
    assert list(found) == ["care", "continuity", "competence", "price"]
    assert found["continuity"].weight == 24
    # competence at 12.5, the rest times 25/24: c = 12.5 + 56.25 = b = 12.5 + 6.25 + 50
    assert bounds(found["competence"]) == (Fraction("12.5"), "b", 100, None)
    # continuity: b is level at 7/26 of the whole, a later at 8/27
    assert bounds(found["continuity"]) == (0, None, Fraction(700, 26), "b")


def test_of_two_rivals_level_at_one_bound_the_one_that_leads_beyond_takes_over() -> None:
    # at price 50 and care 50 all three have 65; below that a rises fastest
    found = intervals(NESTED, NESTED_BIDS)
    assert bounds(found["price"]) == (50, "a", 100, None)
    assert bounds(found["care"]) == (0, None, 50, "a")


def test_points_are_weighed_in_points_of_all_points() -> None:
    points = (
        TWO.replace("criteria:", "weights: points\n    criteria:").replace("60", "30").replace("40", "20")
    )
    found = intervals(points, "bid,quality,price\na,10,200\nb,5,100\n")
    assert bounds(found["price"]) == (0, None, 25, "b")
    assert bounds(found["quality"]) == (25, "b", 50, None)


def test_a_criterion_with_the_whole_weight_is_left_out_but_its_leaves_are_not() -> None:
    whole = """
        id: whole
        currency: NOK
        award: quality-only
        criteria:
          - id: all
            kind: quality
            weight: 100
            parts:
              - {id: x, weight: 50, scale: [0, 10]}
              - {id: y, weight: 50, scale: [0, 10]}
        """
    # a: x 1, y 0.2; b: x 0.6, y 0.5: level at x = 3/7
    found = intervals(whole, "bid,x,y\na,10,2\nb,6,5\n")
    assert list(found) == ["x", "y"]
    assert bounds(found["x"]) == (Fraction(300, 7), "b", 100, None)


def test_parts_of_a_cost_criterion_have_no_interval() -> None:
    basket = """
        id: basket
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: quality, kind: quality, weight: 60, scale: [0, 10]}
          - id: price
            kind: cost
            weight: 40
            formula: {name: proportional-to-lowest}
            parts: [{id: rent}, {id: power}]
        """
    found = intervals(basket, "bid,quality,rent,power\na,10,100,100\nb,5,50,50\n")
    assert list(found) == ["quality", "price"]
    assert bounds(found["price"]) == (0, None, 50, "b")


def test_a_bid_best_in_everything_stays_first_whatever_the_weights() -> None:
    found = intervals(TWO, "bid,quality,price\na,10,100\nb,5,200\n")
    assert bounds(found["price"]) == bounds(found["quality"]) == (0, None, 100, None)


def test_one_bid_alone_stays_first() -> None:
    assert bounds(intervals(TWO, "bid,quality,price\na,10,100\n")["price"]) == (0, None, 100, None)


def test_level_only_at_a_natural_end_is_no_bound() -> None:
    # a leads in quality alone; where quality weighs nothing both are level and nobody takes over
    found = intervals(TWO, "bid,quality,price\na,10,100\nb,5,100\n")
    assert bounds(found["quality"]) == (0, None, 100, None)
    assert bounds(found["price"]) == (0, None, 100, None)


def test_a_shared_first_place_has_no_intervals() -> None:
    assert intervals(TWO, "bid,quality,price\na,5,100\nb,5,100\nc,1,100\n") == {}


def test_a_first_place_won_by_tie_break_can_move_to_one_side_only() -> None:
    # level at 60 and 40: a 0.5·60 + 1·40 = 70, b 1·60 + 0.25·40 = 70; a has the lower price
    broken = TWO.replace("criteria:", "tie_break: [price]\n    criteria:")
    found = intervals(broken, "bid,quality,price\na,5,100\nb,10,400\n")
    assert bounds(found["price"]) == (40, "b", 100, None)
    assert bounds(found["quality"]) == (0, None, 60, "b")


def test_methods_without_a_weighted_sum_have_no_intervals() -> None:
    lowest = "id: x\ncurrency: NOK\naward: lowest-price\ncriteria: [{id: price, kind: cost}]\n"
    assert intervals(lowest, "bid,price\na,1\nb,2\n") == {}


def test_excluded_bids_are_no_rivals() -> None:
    strict = TWO.replace("scale: [0, 10]", "scale: [0, 10], min_score: 6")
    found = intervals(strict, "bid,quality,price\na,10,200\nb,5,100\n")
    assert bounds(found["price"]) == (0, None, 100, None)


def test_logarithmic_shares_give_the_bound_to_more_than_forty_digits() -> None:
    # lead in quality 0.5, in price log10 2 the other way: price may weigh 0.5/(0.5 + log10 2) of the whole
    logarithmic = TWO.replace("{name: proportional-to-lowest}", "{name: logarithmic, a: 10}")
    found = intervals(logarithmic, "bid,quality,price\na,10,200\nb,5,100\n")
    log_of_two = Fraction("0.30102999566398119521373889472449302676818988146210854131")
    expected = 100 * Fraction(1, 2) / (Fraction(1, 2) + log_of_two)
    assert found["price"].high_rival == "b"
    assert abs(found["price"].high - expected) < Fraction(1, 10**50)


def test_a_tie_of_logarithms_counts_as_a_tie() -> None:
    # log8 2 = 1/3: a 1/3·50 + 50, b 2/3·50 + 2/3·50 but for what is lost beyond 60 decimals; a is cheaper
    logarithmic = """
        id: thirds
        currency: NOK
        award: weighted-sum
        tie_break: [price]
        criteria:
          - {id: quality, kind: quality, weight: 50, scale: [0, 3]}
          - {id: price, kind: cost, weight: 50, formula: {name: logarithmic, a: 8}}
        """
    found = intervals(logarithmic, "bid,quality,price\na,1,100\nb,2,200\n")
    assert bounds(found["price"]) == (50, "b", 100, None)


SHARES = st.sampled_from(["0", "1", "2.5", "3", "5", "5", "7", "9.1", "10"])
PRICES = st.sampled_from(["80", "100", "100", "117.3", "150", "200"])
FORMULAS = st.sampled_from(
    [
        "{name: proportional-to-lowest}",
        "{name: linear-from-lowest, slope: 1.5}",
        "{name: linear-min-max}",
        "{name: average-based}",
        "{name: linear-fixed, low: 90, high: 150, clamp: both}",
    ]
)


@settings(derandomize=True)
@given(
    formula=FORMULAS,
    rows=st.lists(st.tuples(SHARES, SHARES, PRICES), min_size=1, max_size=6),
    tie_break=st.sampled_from(["[]", "[price]", "[competence]"]),
)
def test_every_bound_holds_when_the_bids_are_ranked_at_other_weights(
    formula: str, rows: list[tuple[str, str, str]], tie_break: str
) -> None:
    text = NESTED.replace("{name: linear-fixed, low: 0, high: 100}", formula)
    read = strategy(text.replace("criteria:", f"tie_break: {tie_break}\n    criteria:"))
    table = "".join(f"b{number},{','.join(row)}\n" for number, row in enumerate(rows))
    given_bids = bids(f"bid,continuity,competence,price\n{table}", read)
    result = evaluate(read, given_bids)
    found = weight_intervals(result)
    assert len(found) == (4 if result.first is not None else 0)
    for interval in found:
        _try_bound(read, given_bids, result, interval, interval.low, interval.low_rival, -1)
        _try_bound(read, given_bids, result, interval, interval.high, interval.high_rival, 1)


def _try_bound(
    read: Strategy,
    given_bids: tuple[Bid, ...],
    result: Result,
    interval: Interval,
    bound: Fraction,
    rival: str | None,
    way: int,
) -> None:
    """Nobody leads the winner at the bound or on the way there; just beyond it the rival leads everybody."""
    assert result.first is not None
    winner = result.first.bid.id
    for part in (Fraction(1, 3), Fraction(1)):
        weight = interval.weight + (bound - interval.weight) * part
        totals = _totals_at(read, given_bids, interval.criterion, weight)
        assert max(totals.values()) == totals[winner]
    if rival is None:
        assert bound == (0 if way < 0 else 100)
        return
    assert 0 < bound < 100
    level = _totals_at(read, given_bids, interval.criterion, bound)
    assert level[rival] == level[winner]
    beyond = _totals_at(read, given_bids, interval.criterion, bound + Fraction(way, 10**9))
    assert beyond[rival] > beyond[winner]
    assert beyond[rival] == max(beyond.values())


def _totals_at(
    read: Strategy, given_bids: tuple[Bid, ...], moved: str, weight: Fraction
) -> dict[str, Fraction]:
    """Everything ranked anew with one weight set and the others scaled, straight from the meaning of the words."""
    least = Fraction(1, 10**30)  # a parent without weight has no share
    weight = min(max(weight, least), 100 - least)
    old = read.criterion(moved).total_weight
    assert old is not None
    factor = (100 - weight) / (100 - old)

    def weigh(criterion: Criterion, scale: Fraction) -> Criterion:
        mine = weight / old if criterion.id == moved else scale
        if criterion.is_cost or criterion.is_leaf:
            assert criterion.total_weight is not None
            return replace(criterion, total_weight=criterion.total_weight * mine)
        parts = tuple(weigh(part, mine) for part in criterion.parts)
        return replace(
            criterion, parts=parts, total_weight=sum((part.total_weight or 0 for part in parts), Fraction(0))
        )

    changed = replace(read, criteria=tuple(weigh(criterion, factor) for criterion in read.criteria))
    ranked = evaluate(changed, given_bids).ranking
    return {entry.bid.id: entry.total for entry in ranked}
