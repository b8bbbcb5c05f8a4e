"""Draws of weights: counted again one by one with the exact scoring, and against areas known by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.simulation import MAX_DRAWS, MAX_SEED, simulate
from marketkit.sourcing.strategy import Criterion
from tests.scoring.builders import bids, rank, strategy

TWO = """
    id: two
    currency: NOK
    award: weighted-sum
    criteria:
      - {id: quality, kind: quality, weight: 60, scale: [0, 10]}
      - {id: price, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
    """
HEADER = "bid,quality,price\n"


def shares(strategy_text: str, bids_text: str, draws: int = 10_000, seed: int = 0) -> dict[str, Fraction]:
    return simulate(rank(strategy_text, bids_text), draws=draws, seed=seed).first_place_share


def test_first_places_are_the_length_of_the_weights_that_give_them() -> None:
    # a leads by 3/10 in quality, b by 1/10 in price: a is first while price weighs less than 3/4
    found = shares(TWO, HEADER + "a,8,50\nb,5,40\nc,1,90\n", draws=400_000)
    assert abs(found["a"] - Fraction(3, 4)) < Fraction(1, 200)  # some seven standard deviations
    assert found["c"] == 0
    assert sum(found.values()) == 1


def test_three_criteria_are_drawn_uniformly_from_the_triangle_of_weights() -> None:
    # each bid is best in one criterion alone: by symmetry a third each
    three = """
        id: three
        currency: NOK
        award: quality-only
        criteria:
          - {id: x, kind: quality, weight: 80, scale: [0, 10]}
          - {id: y, kind: quality, weight: 15, scale: [0, 10]}
          - {id: z, kind: quality, weight: 5, scale: [0, 10]}
        """
    found = shares(three, "bid,x,y,z\na,10,0,0\nb,0,10,0\nc,0,0,10\n", draws=400_000)
    assert all(abs(share - Fraction(1, 3)) < Fraction(1, 200) for share in found.values())
    # d has 4/10 in all: first where no weight exceeds 0.4, (3·0.4 − 1)² = 4 % of the triangle
    found = shares(three, "bid,x,y,z\na,10,0,0\nb,0,10,0\nc,0,0,10\nd,4,4,4\n", draws=400_000)
    assert abs(found["d"] - Fraction(4, 100)) < Fraction(1, 400)


def test_bids_no_weights_can_part_share_first_places_equally() -> None:
    found = shares(TWO, HEADER + "a,8,50\nb,8,50\nc,8,50\nd,1,60\n", draws=1000)
    assert found == {"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3), "d": 0}


def test_the_order_of_the_bids_does_not_matter_and_the_seed_does() -> None:
    rows = ["a,8,50\n", "b,5,20\n", "c,7,35\n"]
    forwards = shares(TWO, HEADER + "".join(rows), draws=2000, seed=7)
    assert shares(TWO, HEADER + "".join(reversed(rows)), draws=2000, seed=7) == forwards
    assert shares(TWO, HEADER + "".join(rows), draws=2000, seed=8) != forwards


def test_shares_stand_in_the_order_of_the_ranking() -> None:
    assert list(shares(TWO, HEADER + "a,1,90\nb,9,10\nc,5,50\n", draws=10)) == ["b", "c", "a"]


def test_excluded_bids_are_not_drawn() -> None:
    strict = TWO.replace("scale: [0, 10]", "scale: [0, 10], min_score: 3")
    assert shares(strict, HEADER + "a,2,1\nb,5,50\n", draws=10) == {"b": 1}


@pytest.mark.parametrize("award", ["monetised-quality", "quality-coefficient", "lowest-price"])
def test_methods_without_weights_have_no_draws(award: str) -> None:
    worth = "worth: 5, " if award == "monetised-quality" else ""
    text = f"""
        id: x
        currency: NOK
        award: {award}
        criteria:
          - {{id: quality, kind: quality, {worth}scale: [0, 0.5]}}
          - {{id: price, kind: cost}}
        """
    assert shares(text, HEADER + "a,0.2,1\nb,0.1,2\n") == {}


def test_nobody_ranked_gives_no_shares() -> None:
    strict = TWO.replace("scale: [0, 10]", "scale: [0, 10], min_score: 9")
    assert shares(strict, HEADER + "a,2,1\n") == {}


@pytest.mark.parametrize(("draws", "seed"), [(0, 0), (MAX_DRAWS + 1, 0), (1, -1), (1, MAX_SEED + 1)])
def test_draws_and_seed_have_limits(draws: int, seed: int) -> None:
    with pytest.raises(ValueError, match="draws must be"):
        shares(TWO, HEADER + "a,2,1\n", draws=draws, seed=seed)


QUALITY = """
      - id: care
        kind: quality
        weight: {care}
        parts:
          - {{id: x, weight: 70, scale: [0, 10]}}
          - {{id: y, weight: 30, scale: [0, 10]}}
      - {{id: climate, kind: sustainability, weight: {climate}, scale: [0, 10]}}
    """


@pytest.mark.parametrize(
    ("award", "price"),
    [
        ("weighted-sum", "weight: 30, formula: {name: proportional-to-lowest}"),
        ("markup", "weight: 30"),
        ("utility-index", "weight: 30"),
        ("price-per-quality-point", ""),
    ],
)
def test_every_draw_gives_the_winner_that_exact_scoring_gives(award: str, price: str) -> None:
    has_weight = bool(price)
    quality = QUALITY.format(care=40, climate=30 if has_weight else 60)
    text = (
        f"id: x\ncurrency: NOK\naward: {award}\ncriteria:\n{quality.strip(chr(10)).rstrip()}\n"
        f"      - {{id: price, kind: cost{', ' if price else ''}{price}}}\n"
    )
    read = strategy(text)
    given_bids = bids(
        "bid,x,y,climate,price\na,9,6,4,120\nb,6,8,7,100\nc,2,9,10,95\nd,7,7,7,108\ne,1,2,3,80\n", read
    )
    draws, seed = 150, 3
    criteria = [criterion for criterion in read.criteria if has_weight or not criterion.is_cost]
    weights = np.random.default_rng(seed).standard_exponential((draws, len(criteria)))
    counts = dict.fromkeys("abcde", 0)
    for row in weights:
        drawn = dict(zip([criterion.id for criterion in criteria], row, strict=True))
        changed = [
            _scaled(criterion, Fraction(float(drawn.get(criterion.id, 1)))) for criterion in read.criteria
        ]
        first = evaluate(replace(read, criteria=tuple(changed)), given_bids).first
        assert first is not None
        counts[first.bid.id] += 1
    assert len([count for count in counts.values() if count]) > 1
    found = simulate(evaluate(read, given_bids), draws=draws, seed=seed).first_place_share
    assert found == {bid: Fraction(count, draws) for bid, count in counts.items()}


def _scaled(criterion: Criterion, weight: Fraction) -> Criterion:
    """The criterion at another weight in the total, its parts in proportion."""
    if criterion.total_weight is None:
        return criterion
    factor = weight / criterion.total_weight
    parts = tuple(_scaled(part, factor * (part.total_weight or 0)) for part in criterion.parts)
    return replace(criterion, total_weight=weight, parts=parts)
