"""The price of quality: each method's row by hand, and that a bid dearer by just that price draws level."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.quality_price import EVERY_STEP, CriterionPrice, PointPrices, point_prices, rate_at
from marketkit.sourcing.bids import Bid
from tests.scoring.builders import price_strategy, rank, strategy, totals

# b is better and dearer: a has half the marks at 100, b full marks at 125.
ROWS = "bid,quality,price\na,5,100\nb,10,125\n"
LN2 = Fraction("0.693147180559945309417232121458176568")  # published digits


def method(award: str, quality: str, weight: str = "", scale: str = "[0, 10]") -> str:
    return f"""
        id: x
        currency: NOK
        award: {award}
        weights: points
        criteria:
          - {{id: quality, kind: quality, {quality}scale: {scale}}}
          - {{id: price, kind: cost{weight}}}
        """


MARKUP = method("markup", "weight: 60, ", ", weight: 40")
UTILITY = method("utility-index", "weight: 60, ", ", weight: 40")
PER_POINT = method("price-per-quality-point", "weight: 100, ")
MONETISED = method("monetised-quality", "worth: 50, ")
COEFFICIENT = method("quality-coefficient", "", scale="[0, 0.5]")
HALF = "bid,quality,price\na,0.25,100\nb,0.5,125\n"


def the_one(text: str, rows: str = ROWS) -> PointPrices:
    (found,) = point_prices(rank(text, rows))
    return found


def figures(price: CriterionPrice) -> tuple[Fraction, Fraction, Fraction, Fraction | None]:
    return price.amount, price.least, price.most, price.step


@pytest.mark.parametrize(
    ("text", "rows", "first", "amount", "least", "most", "step"),
    [
        # (60/40)·125²/100 = 234.375 at b; (60/40)·100²/100 = 150 at a
        (price_strategy("{name: proportional-to-lowest}"), ROWS, "b", "234.375", "150", "234.375", "23.4375"),
        (price_strategy("{name: linear-from-lowest}"), ROWS, "b", "150", "150", "150", "15"),
        (price_strategy("{name: linear-from-lowest, slope: 0.5}"), ROWS, "b", "300", "300", "300", "30"),
        # (60/40)·(125 − 100); a has 30 + 40, b 60 + 0
        (price_strategy("{name: linear-min-max}"), ROWS, "a", "37.5", "37.5", "37.5", "3.75"),
        (price_strategy("{name: linear-fixed, low: 50, high: 150}"), ROWS, "b", "150", "150", "150", "15"),
        # the mean is 112.5: (60/40)·125²/112.5 at b, (60/40)·100²/112.5 at a
        (price_strategy("{name: average-based}"), ROWS, "b", "625/3", "400/3", "625/3", "125/6"),
        # both come to 75 and share first place: a goes first by name
        (MONETISED, ROWS, "a", "50", "50", "50", "5"),
        # b lacks nothing: 125·60/40; a lacks 30/40: 100·(60/40)/1.75
        (MARKUP, ROWS, "b", "187.5", "600/7", "187.5", "18.75"),
        # 100 points for 125, 50 points for 100
        (PER_POINT, ROWS, "b", "125", "125", "200", "12.5"),
        # b is the best; a lacks 0.5·1.5 of 1 and has a quarter left: 100·(60/40)/0.25
        (UTILITY, ROWS, "b", "187.5", "187.5", "600", "18.75"),
        # 125·0.5/(1 − 0.5 + 0.5) and 100·0.5/(1 − 0.5 + 0.25)
        (COEFFICIENT, HALF, "b", "62.5", "62.5", "200/3", "125"),
    ],
)
def test_each_row_of_the_table(
    text: str, rows: str, first: str, amount: str, least: str, most: str, step: str
) -> None:
    found = the_one(text, rows)
    assert (found.cost, found.bid, found.price) == ("price", first, {"a": 100, "b": 125}[first])
    (price,) = found.criteria
    assert price.criterion == "quality"
    assert figures(price) == (Fraction(amount), Fraction(least), Fraction(most), Fraction(step))
    assert found.exact
    assert found.same_for_all is (least == most)


def test_the_logarithm_to_thirty_places() -> None:
    found = the_one(price_strategy("{name: logarithmic, a: 2}"))
    assert (found.bid, found.exact, found.every_step) == ("b", False, False)
    assert abs(found.criteria[0].amount - Fraction(60, 40) * 125 * LN2) < Fraction(1, 10**30)
    assert abs(found.criteria[0].least - Fraction(60, 40) * 100 * LN2) < Fraction(1, 10**30)


def test_one_point_of_the_total_has_a_price_where_there_are_points() -> None:
    # linear-fixed: 100 kroner over 40 points
    assert the_one(price_strategy("{name: linear-fixed, low: 50, high: 150}")).rate == Fraction(5, 2)
    assert the_one(PER_POINT).rate == Fraction(5, 4)
    assert the_one(MONETISED).rate is None
    assert the_one(COEFFICIENT, HALF).rate is None


def test_parts_and_their_parent_by_their_weights_and_worths() -> None:
    parts = """
        id: x
        currency: NOK
        award: {award}
        criteria:
          - id: care
            kind: quality
            {parent}
            parts:
              - {{id: x, {one}, scale: [20, 2]}}
              - {{id: y, {two}, scale: [0, 10]}}
          - {{id: price, kind: cost{cost}}}
        """
    weighted = parts.format(
        award="weighted-sum",
        parent="weight: 50",
        one="weight: 60",
        two="weight: 40",
        cost=", weight: 50, formula: {name: linear-fixed, low: 0, high: 1000}",
    )
    rows = "bid,x,y,price\na,2,10,400\n"
    # 1000 for 50 points is 20 a point: care 50 points, x 30, y 20; x has 18 days from worst to best
    assert [(price.criterion, price.amount, price.step) for price in the_one(weighted, rows).criteria] == [
        ("care", 1000, None),
        ("x", 600, Fraction(100, 3)),
        ("y", 400, 40),
    ]
    worths = parts.format(award="monetised-quality", parent="", one="worth: 90", two="worth: -30", cost="")
    assert [(price.criterion, price.amount) for price in the_one(worths, rows).criteria] == [
        ("care", 60),
        ("x", 90),
        ("y", -30),
    ]


def test_each_cost_criterion_has_prices_of_its_own() -> None:
    two = """
        id: two
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: q, kind: quality, weight: 50, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
          - {id: run, kind: cost, weight: 10, formula: {name: proportional-to-lowest}}
        """
    buy, run = point_prices(rank(two, "bid,q,buy,run\na,10,50,20\nb,0,90,40\n"))
    assert (buy.cost, buy.known, buy.every_step, buy.criteria[0].amount) == ("buy", "fixed", True, 125)
    # 50/10·20²/20
    assert (run.cost, run.known, run.every_step, run.criteria[0].amount) == (
        "run",
        "after-opening",
        False,
        100,
    )


def test_where_points_are_cut_off_quality_has_no_price() -> None:
    floor = price_strategy("{name: linear-fixed, low: 110, high: 120, clamp: 0}")
    # a: 30 + 40·2 = 110; b's price is above the end: it has no rate, so least and most are a's
    assert figures(the_one(floor).criteria[0])[:3] == (15, 15, 15)
    ceiling = price_strategy("{name: linear-fixed, low: 110, high: 120, clamp: both}")
    assert point_prices(rank(ceiling, ROWS)) == ()  # a is first, below the low end
    mean = price_strategy("{name: average-based, clamp: both}")
    assert point_prices(rank(mean, "bid,quality,price\na,9,100\nb,5,125\n")) == ()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (method("lowest-price", ""), ROWS),
        (
            "id: x\ncurrency: NOK\naward: quality-only\nweights: points\n"
            "criteria: [{id: quality, kind: quality, weight: 5, scale: [0, 10]}]\n",
            "bid,quality\na,5\n",
        ),
        (MARKUP, "bid,quality,price\na,5,-1\n"),
        (MARKUP.replace("scale", "min_score: 9, scale"), "bid,quality,price\na,5,1\n"),
    ],
)
def test_no_prices_without_a_price_a_method_or_a_ranking(text: str, rows: str) -> None:
    assert point_prices(rank(text, rows)) == ()


STEPS = {
    "linear-from-lowest": price_strategy("{name: linear-from-lowest, slope: 0.7}"),
    "linear-min-max": price_strategy("{name: linear-min-max}"),
    "linear-fixed": price_strategy("{name: linear-fixed, low: 10, high: 700}"),
    "monetised-quality": MONETISED,
    "price-per-quality-point": PER_POINT,
    "utility-index": UTILITY,
    "quality-coefficient": COEFFICIENT,
    "proportional-to-lowest": price_strategy("{name: proportional-to-lowest}"),
    "logarithmic": price_strategy("{name: logarithmic, a: 3}"),
    "average-based": price_strategy("{name: average-based}"),
    "markup": MARKUP,
}
# The lowest and the highest price and the best quality stand in bids of their own, so that no twin moves them.
ANCHORS = {"cheap": (Fraction(1, 10), 10), "dear": (Fraction(1), 5000)}


def _bids(text: str, rows: dict[str, tuple[Fraction, Fraction | int]]) -> list[Bid]:
    scale = strategy(text).criterion("quality").scale
    assert scale is not None
    return [
        Bid(id=name, raw={"quality": scale[1] * share, "price": Fraction(price)})
        for name, (share, price) in rows.items()
    ]


def _twins(
    text: str, share: Fraction, price: int, step: Fraction, factor: Fraction
) -> tuple[Fraction, Fraction, str]:
    """The totals of a bid and of its twin, who is better by a step and dearer by `factor` times its price."""
    read = strategy(text)
    twins = {"subject": (share, price), "twin": (share, price)}
    before = evaluate(read, _bids(text, {**ANCHORS, **twins}))
    rate = rate_at(read, read.criterion("price"), before.ranked("subject"))
    assume(rate is not None)
    assert rate is not None
    leaf = read.criterion("quality")
    counts = {"monetised-quality": leaf.worth, "quality-coefficient": Fraction(1, 2)}
    counted = counts.get(read.award, leaf.total_weight)
    assert counted is not None
    dearer = price + factor * step * counted * rate
    assume(dearer < 5000)
    after = evaluate(read, _bids(text, {**ANCHORS, **twins, "twin": (share + step, dearer)}))
    return totals(after)["subject"], totals(after)["twin"], after.better


SHARES = st.integers(1, 8).map(lambda tenths: Fraction(tenths, 10))


@given(
    name=st.sampled_from(EVERY_STEP),
    share=SHARES,
    price=st.integers(11, 900),
    step=st.integers(1, 20).map(lambda hundredths: Fraction(hundredths, 100)),
)
def test_dearer_by_exactly_the_price_of_the_step_draws_level(
    name: str, share: Fraction, price: int, step: Fraction
) -> None:
    subject, twin, _ = _twins(STEPS[name], share, price, step, Fraction(1))
    assert subject == twin


@given(name=st.sampled_from(sorted(STEPS)), share=SHARES, price=st.integers(11, 900))
def test_a_little_less_than_the_rate_pays_and_a_little_more_does_not(
    name: str, share: Fraction, price: int
) -> None:
    step = Fraction(1, 10**8)
    for factor, twin_is_better in ((Fraction(99, 100), True), (Fraction(101, 100), False)):
        subject, twin, better = _twins(STEPS[name], share, price, step, factor)
        assert ((twin > subject) == (better == "higher")) is twin_is_better
