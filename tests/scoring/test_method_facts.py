"""The facts of each award method and price formula, and that a rank said never to turn never does."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from marketkit.said import Said
from marketkit.scoring.evaluate import award, enter
from marketkit.scoring.leave_one_out import leave_one_out
from marketkit.scoring.method_facts import AFTER_OPENING, FIXED, OWN_BID, method_facts
from marketkit.sourcing.bids import Bid
from tests.scoring.builders import price_strategy, strategy
from tests.scoring.cases import Case, cases

NONE_IN_COMMON = "Every bid is judged on its own: nothing is measured against another bid."
NEVER = "The order of two bids never depends on a third bid."
CAN = "The order of two bids can change when a third bid comes or goes."
UNKNOWN = "What a quality point may cost is not known until the bids are opened."
KNOWN = "What a quality point may cost is known before the bids are opened."


def method(award: str, quality: str = "", price: str = "{id: price, kind: cost}") -> str:
    criteria = f"[{{id: q, kind: quality, scale: [0, 0.5]{quality}}}{', ' + price if price else ''}]"
    return f"id: x\ncurrency: NOK\naward: {award}\nweights: points\ncriteria: {criteria}\n"


@pytest.mark.parametrize(
    ("formula", "relative_to", "reverses", "point_price"),
    [
        ("{name: proportional-to-lowest}", ("lowest",), True, AFTER_OPENING),
        ("{name: linear-from-lowest}", ("lowest",), True, AFTER_OPENING),
        ("{name: linear-min-max}", ("both-ends",), True, AFTER_OPENING),
        ("{name: linear-fixed, low: 1, high: 9}", (), False, FIXED),
        ("{name: linear-fixed, low: 1, high: 9, clamp: both}", (), False, FIXED),
        ("{name: logarithmic, a: 3}", ("lowest",), False, OWN_BID),
        ("{name: logarithmic, a: 3, clamp: 0}", ("lowest",), True, OWN_BID),
        ("{name: average-based}", ("mean",), True, AFTER_OPENING),
    ],
)
def test_price_formulas(formula: str, relative_to: tuple[str, ...], reverses: bool, point_price: str) -> None:
    facts = method_facts(strategy(price_strategy(formula)))
    assert (facts.relative_to, facts.rank_can_reverse, facts.point_price) == (
        relative_to,
        reverses,
        point_price,
    )
    assert facts.known_before_opening is (point_price == FIXED)


@pytest.mark.parametrize(
    ("text", "relative_to", "point_price"),
    [
        (method("monetised-quality", ", worth: 5"), (), FIXED),
        (method("markup", ", weight: 60", "{id: price, kind: cost, weight: 40}"), (), OWN_BID),
        (method("price-per-quality-point", ", weight: 60"), (), OWN_BID),
        (
            method("utility-index", ", weight: 60", "{id: price, kind: cost, weight: 40}"),
            ("best-quality",),
            AFTER_OPENING,
        ),
        (method("quality-coefficient"), (), OWN_BID),
        (method("lowest-price"), (), None),
        (method("quality-only", ", weight: 60", ""), (), None),
        (method("weighted-sum", ", weight: 60", ""), (), None),
    ],
)
def test_award_methods(text: str, relative_to: tuple[str, ...], point_price: str | None) -> None:
    facts = method_facts(strategy(text))
    assert (facts.relative_to, facts.point_price) == (relative_to, point_price)
    assert facts.rank_can_reverse is bool(relative_to)
    assert facts.known_before_opening is (None if point_price is None else point_price == FIXED)


def test_several_cost_criteria_are_as_uncertain_as_the_least_certain() -> None:
    two = """
        id: two
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: q, kind: quality, weight: 50, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
          - {id: run, kind: cost, weight: 10, formula: {name: average-based}}
        """
    facts = method_facts(strategy(two))
    assert (facts.relative_to, facts.rank_can_reverse, facts.point_price) == (("mean",), True, AFTER_OPENING)


def test_the_facts_are_said_in_plain_words() -> None:
    assert method_facts(strategy(price_strategy("{name: linear-min-max}"))).sentences == (
        "Prices are measured against the lowest and the highest price.",
        CAN,
        UNKNOWN,
    )
    fixed = method_facts(strategy(price_strategy("{name: linear-fixed, low: 1, high: 9}"))).sentences
    assert fixed == (NONE_IN_COMMON, NEVER, KNOWN)
    assert all(isinstance(sentence, Said) for sentence in fixed)
    only = method_facts(strategy(method("quality-only", ", weight: 60", "")))
    assert only.sentences[-1] == "The price is fixed, so a quality point has no price."


@given(case=cases(thresholds=False))
def test_an_order_that_cannot_turn_never_turns(case: Case) -> None:
    found = case.result()
    facts = method_facts(found.strategy)
    staying, excluded = enter(found.strategy, [Bid(id=name, raw=raw) for name, raw in case.rows.items()])
    removals = leave_one_out(award(found.strategy, staying, excluded), staying)
    if not facts.rank_can_reverse:
        assert not any(removal.changed for removal in removals)


@pytest.mark.parametrize(
    ("formula", "rows"),
    [
        # With c: a 30 + 20 = 50, b 41.4 + 14.3 = 55.7. Without: a 30 + 40 = 70, b 41.4 + 28.6 = 69.97.
        ("{name: proportional-to-lowest}", {"a": ("5", 100), "b": ("6.9", 140), "c": ("0", 50)}),
        # With c: a 30 + 40 = 70, b 42 + 38.2 = 80.2. Without: a 70, b 42.
        ("{name: linear-min-max}", {"a": ("5", 100), "b": ("7", 140), "c": ("0", 1000)}),
    ],
)
def test_an_order_that_can_turn_does_for_some_bids(formula: str, rows: dict[str, tuple[str, int]]) -> None:
    read = strategy(price_strategy(formula))
    bids = [
        Bid(id=name, raw={"quality": Fraction(mark), "price": Fraction(price)})
        for name, (mark, price) in rows.items()
    ]
    staying, excluded = enter(read, bids)
    removals = leave_one_out(award(read, staying, excluded), staying)
    assert [removal.without for removal in removals if removal.changed] == ["c"]
