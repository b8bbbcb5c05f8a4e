"""Draws of scores: counted again one by one with the exact scoring, and against areas known by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.score_simulation import METHODS
from marketkit.scoring.simulation import MAX_DRAWS, SCORES, simulate
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Criterion, Strategy
from tests.scoring.builders import rank, strategy

FIXED = """
    id: one
    currency: NOK
    award: weighted-sum
    criteria:
      - {id: quality, kind: quality, weight: 50, scale: [0, 10]}
      - {id: price, kind: cost, weight: 50, formula: {name: linear-fixed, low: 0, high: 100}}
    """
HEADER = "bid,quality,price\n"


def shares(strategy_text: str, bids_text: str, draws: int = 10_000, seed: int = 0) -> dict[str, Fraction]:
    return simulate(rank(strategy_text, bids_text), draws=draws, seed=seed, over=SCORES).first_place_share


def test_first_places_are_the_area_in_which_a_bid_leads() -> None:
    # a leads by a tenth of the scale; the difference of two moves is a triangle from -0.2 to 0.2:
    # b leads where it exceeds 0.1, a triangle of half the width: (1/2)²/2 = 1/8
    found = shares(FIXED, HEADER + "a,6,50\nb,5,50\n", draws=200_000)
    assert abs(found["a"] - Fraction(7, 8)) < Fraction(1, 200)  # some seven standard deviations
    assert found["a"] + found["b"] == 1


def test_a_lead_of_more_than_two_tenths_cannot_be_lost() -> None:
    # 0.21 of 50 points is more than both moves together; 20.5 kroner are 0.205 of the price's 50 points
    assert shares(FIXED, HEADER + "a,7.1,50\nb,5,50\n") == {"a": 1, "b": 0}
    assert shares(FIXED, HEADER + "a,5,50\nb,5,70.5\n") == {"a": 1, "b": 0}


def test_scores_are_kept_within_the_scale_and_shared_draws_are_parted() -> None:
    # both at the best end: a draw upwards, every other one, is cut off at full marks
    # both cut off: a quarter of the draws, shared. So each has one half, and neither more
    found = shares(FIXED, HEADER + "a,10,50\nb,10,50\n", draws=40_000)
    assert abs(found["a"] - Fraction(1, 2)) < Fraction(1, 50)
    # c trails by a hundredth of the scale in price. It wins only when it is drawn above a by that much: with moves
    # cut off above 0 that needs a below -0.01: P = 0.45·(0.5 + 0.45/2) = 0.32625
    found = shares(FIXED, HEADER + "a,10,50\nc,10,51\n", draws=200_000)
    assert abs(found["c"] - Fraction("0.32625")) < Fraction(1, 200)


def test_a_tie_in_every_draw_is_shared_exactly() -> None:
    # a worth of 0: no score parts a, b and c
    text = """
        id: x
        currency: NOK
        award: monetised-quality
        criteria:
          - {id: quality, kind: quality, worth: 0, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    assert shares(text, HEADER + "a,3,50\nb,9,50\nc,9,50\nd,9,51\n", draws=1000) == {
        "a": Fraction(1, 3),
        "b": Fraction(1, 3),
        "c": Fraction(1, 3),
        "d": 0,
    }


def test_exclusions_are_held() -> None:
    strict = FIXED.replace("scale: [0, 10]", "scale: [0, 10], min_score: 5")
    # b stays out though it could be drawn above 5; a stays in though half its draws fall below
    assert shares(strict, HEADER + "a,5,90\nb,4.9,1\n") == {"a": 1}


def test_a_draw_without_any_quality_points_counts_for_nobody() -> None:
    text = """
        id: x
        currency: NOK
        award: price-per-quality-point
        criteria:
          - {id: quality, kind: quality, weight: 100, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    # a twentieth of the scale: a quarter of the draws fall to no points
    found = shares(text, HEADER + "a,0.5,50\n", draws=100_000)
    assert abs(found["a"] - Fraction(3, 4)) < Fraction(1, 100)


def test_the_order_of_the_bids_does_not_matter_and_the_seed_does() -> None:
    rows = ["a,8,50\n", "b,7,40\n", "c,7.5,45\n"]
    forwards = shares(FIXED, HEADER + "".join(rows), draws=2000, seed=7)
    assert shares(FIXED, HEADER + "".join(reversed(rows)), draws=2000, seed=7) == forwards
    assert shares(FIXED, HEADER + "".join(rows), draws=2000, seed=8) != forwards
    assert list(forwards) == [ranked.bid.id for ranked in rank(FIXED, HEADER + "".join(rows)).ranking]


def test_methods_that_count_no_scores_have_no_draws() -> None:
    lowest = "id: x\ncurrency: NOK\naward: lowest-price\ncriteria: [{id: price, kind: cost}]\n"
    assert shares(lowest, "bid,price\na,1\nb,2\n") == {}
    scored = lowest.replace("[{", "[{id: quality, kind: quality, scale: [0, 10]}, {")
    assert shares(scored, HEADER + "a,1,1\nb,2,2\n") == {}
    assert shares(FIXED.replace("scale: [0, 10]", "scale: [0, 10], min_score: 9"), HEADER + "a,1,1\n") == {}


def test_draws_have_limits_here_too() -> None:
    with pytest.raises(ValueError, match="draws must be"):
        shares(FIXED, HEADER + "a,2,1\n", draws=MAX_DRAWS + 1)


def method(award: str) -> str:
    weighted = award not in ("monetised-quality", "quality-coefficient")
    total = {"weighted-sum": 70, "markup": 70, "utility-index": 70}.get(award, 100)
    worth = ", worth: {}" if award == "monetised-quality" else ""
    scales = ("[0, 0.3]", "[0, 0.1]", "[0, 0.1]") if award == "quality-coefficient" else None
    x, y, z = scales or ("[0, 10]", "[20, 2]", "[-3, 3]")
    price = {
        "weighted-sum": "- {id: price, kind: cost, weight: 30, formula: {name: proportional-to-lowest}}",
        "markup": "- {id: price, kind: cost, weight: 30}",
        "utility-index": "- {id: price, kind: cost, weight: 30}",
        "quality-only": "",
    }.get(award, "- {id: price, kind: cost}")
    return f"""
        id: x
        currency: NOK
        award: {award}
        criteria:
          - id: care
            kind: quality
            {"weight: " + str(total - 30) if weighted else ""}
            parts:
              - {{id: x, {"weight: 70, " if weighted else ""}scale: {x}{worth.format(60)}}}
              - {{id: y, {"weight: 30, " if weighted else ""}scale: {y}{worth.format(30)}}}
          - {{id: z, kind: quality, {"weight: 30, " if weighted else ""}scale: {z}{worth.format(-20)}}}
          {price}
        """


SHARES = {
    "a": (9, 6, 4, 120),
    "b": (6, 8, 7, 104),
    "c": (2, 9, 10, 95),
    "d": (7, 7, 7, 108),
    "e": (6, 8, 7, 105),
}


def raw(read: Strategy, marks: tuple[int, int, int, int]) -> dict[str, Fraction]:
    """Marks in tenths of each scale as raw scores, and the price."""
    found = {}
    for leaf, tenths in zip(scored_leaves(read), marks[:3], strict=True):
        assert leaf.scale is not None
        worst, best = leaf.scale
        found[leaf.id] = worst + (best - worst) * Fraction(tenths, 10)
    return found if not read.cost_criteria else {**found, "price": Fraction(marks[3])}


def scored_leaves(read: Strategy) -> list[Criterion]:
    return [leaf for leaf in read.leaves() if not leaf.is_cost]


@pytest.mark.parametrize("award", METHODS)
def test_every_draw_gives_the_winner_that_exact_scoring_gives(award: str) -> None:
    read = strategy(method(award))
    given = [Bid(id=name, raw=raw(read, marks)) for name, marks in SHARES.items()]
    leaves = scored_leaves(read)
    draws, seed = 120, 3
    moves = np.random.default_rng(seed).uniform(-0.1, 0.1, (draws, len(given), len(leaves)))
    counts = dict.fromkeys(SHARES, 0)
    for draw in moves:
        moved = []
        for bid, row in zip(given, draw, strict=True):
            scores = dict(bid.raw)
            for leaf, move in zip(leaves, row, strict=True):
                assert leaf.scale is not None
                low, high = sorted(leaf.scale)
                tenth = Fraction(float(move)) * (leaf.scale[1] - leaf.scale[0])
                scores[leaf.id] = min(max(scores[leaf.id] + tenth, low), high)
            moved.append(replace(bid, raw=scores))
        first = evaluate(read, moved).first
        assert first is not None
        counts[first.bid.id] += 1
    assert len([count for count in counts.values() if count]) > 1
    found = simulate(evaluate(read, given), draws=draws, seed=seed, over=SCORES).first_place_share
    assert found == {bid: Fraction(count, draws) for bid, count in counts.items()}


def test_how_many_are_computed_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    read = strategy(method("weighted-sum"))
    result = evaluate(read, [Bid(id=name, raw=raw(read, marks)) for name, marks in SHARES.items()])
    whole = simulate(result, draws=500, seed=1, over=SCORES)
    monkeypatch.setattr("marketkit.scoring.score_simulation._SCORES_AT_ONCE", 47)
    assert simulate(result, draws=500, seed=1, over=SCORES) == whole
