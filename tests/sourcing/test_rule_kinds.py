"""What counts towards a purpose, and that every kind of test keeps to the outcomes it promises."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.rule_kinds import AWARD_TITLES, KINDS_OF_TESTS, Question, combined_weight
from marketkit.sourcing.strategy import AWARD_METHODS, Criterion, Strategy

WEIGHTED = """\
id: pads
currency: NOK
award: weighted-sum
criteria:
  - {id: quality, kind: quality, weight: 40, scale: [0, 10]}
  - {id: climate, kind: sustainability, counts_as: [climate-environment], weight: 20, scale: [0, 10]}
  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
"""
PARAMETERS = {
    "counts_as": "climate-environment",
    "at_least": Fraction(30),
    "code_percent": "a",
    "code_points": "b",
    "methods": AWARD_METHODS,
}


def read(text: str) -> Strategy:
    return read_strategy(text.encode(), "pads.yaml")


def test_the_kind_of_a_criterion_does_not_make_it_count() -> None:
    weighted = read(WEIGHTED)
    assert weighted.criteria[1].kind == "sustainability"
    assert combined_weight(weighted, "climate-environment") == 20
    assert combined_weight(weighted, "social-value") == 0


def test_a_part_counts_with_its_weight_in_the_total_and_is_not_counted_twice() -> None:
    text = """\
id: pads
regime: no-part-3
currency: NOK
award: weighted-sum
criteria:
  - id: green
    kind: sustainability
    counts_as: [climate-environment]
    weight: 20
    parts:
      - {id: transport, counts_as: [climate-environment], weight: 50, scale: [0, 10]}
      - {id: packaging, weight: 50, scale: [0, 10]}
  - id: quality
    kind: quality
    weight: 40
    parts:
      - {id: durability, counts_as: [climate-environment], weight: 25, scale: [0, 10]}
      - {id: comfort, weight: 75, scale: [0, 10]}
  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
"""
    assert combined_weight(read(text), "climate-environment") == 30  # 20 + 25 % of 40


def test_points_count_as_a_share_of_all_points() -> None:
    text = """\
id: pads
currency: NOK
weights: points
award: weighted-sum
criteria:
  - id: green
    kind: sustainability
    parts:
      - {id: transport, counts_as: [climate-environment], weight: 15, scale: [0, 10]}
      - {id: other, weight: 15, scale: [0, 10]}
  - {id: price, kind: cost, weight: 60, formula: {name: proportional-to-lowest}}
"""
    assert combined_weight(read(text), "climate-environment") == Fraction(50, 3)  # 15 of 90


@st.composite
def trees(draw: st.DrawFn) -> tuple[Criterion, ...]:
    """Criteria whose parents weigh what their parts weigh, with marks spread anywhere."""
    counter = iter(range(1000))
    marks = st.sampled_from([(), ("climate-environment",), ("climate-environment", "social-value")])
    weights = st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100)

    def criterion(depth: int) -> Criterion:
        name = f"c{next(counter)}"
        parts = tuple(criterion(depth - 1) for _ in range(draw(st.integers(0, 3)))) if depth else ()
        weight = sum((part.total_weight or Fraction(0) for part in parts), Fraction(0)) or draw(weights)
        return Criterion(
            id=name, title={"": name}, kind="quality", total_weight=weight, counts_as=draw(marks), parts=parts
        )

    return tuple(criterion(2) for _ in range(draw(st.integers(1, 4))))


@given(trees())
def test_the_combined_weight_is_the_share_of_leaves_under_a_mark(criteria: tuple[Criterion, ...]) -> None:
    marked = whole = Fraction(0)
    paths: list[tuple[Criterion, ...]] = [(criterion,) for criterion in criteria]
    while paths:
        path = paths.pop()
        if path[-1].parts:
            paths.extend((*path, part) for part in path[-1].parts)
            continue
        weight = path[-1].total_weight or Fraction(0)
        whole += weight
        if any("climate-environment" in criterion.counts_as for criterion in path):
            marked += weight
    assert (
        combined_weight(replace(read(WEIGHTED), criteria=criteria), "climate-environment")
        == 100 * marked / whole
    )


@pytest.mark.parametrize("award", AWARD_METHODS)
@pytest.mark.parametrize("name", KINDS_OF_TESTS)
def test_a_test_keeps_to_the_outcomes_and_values_it_promises(name: str, award: str) -> None:
    kind = KINDS_OF_TESTS[name]
    for effective in (None, {"climate": Fraction(31)}):
        outcome = kind.judge(Question(replace(read(WEIGHTED), award=award), PARAMETERS, effective))
        if outcome is not None:
            assert set(outcome.values) == kind.outcomes[outcome.code]


def test_every_award_method_has_a_name_in_both_languages() -> None:
    assert set(AWARD_TITLES) == set(AWARD_METHODS)
    assert all(set(title) == {"en", "nb"} for title in AWARD_TITLES.values())
