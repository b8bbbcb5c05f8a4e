"""What must hold for every strategy and every set of bids, tried on random ones.

A better raw value never worsens that bid's own total: this holds for every award method and formula but two cases,
which lie in the methods themselves and have tests of their own below. Under utility-index a bid whose lost quality
outweighs everything (1 − (Qbest − Q)·N below 0) loses when it becomes cheaper, for it is divided by its price; and a
malus (negative worth) under monetised-quality counts a higher share against the bid, as it is meant to.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from marketkit.errors import BadInput
from marketkit.scoring.formulas import rank_can_reverse
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import read_bids
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.strategy import AWARD_METHODS, Formula
from tests.examples import TWICE
from tests.scoring.builders import rank, totals
from tests.scoring.cases import ANY_PRICE, FORMULAS, Case, Spec, cases, leaves, score
from tests.scoring.oracle import expect

RELATIVE = tuple(formula for formula in FORMULAS if formula["name"] != "linear-fixed")
INDEPENDENT = tuple(formula for formula in FORMULAS if formula["name"] in ("linear-fixed", "logarithmic"))


@pytest.mark.parametrize("award", AWARD_METHODS)
@given(data=st.data())
def test_the_engine_agrees_with_a_plain_second_reading_of_the_rules(award: str, data: st.DataObject) -> None:
    case = data.draw(cases(awards=(award,), prices=ANY_PRICE))
    result, expected = case.result(), expect(case.spec, case.rows)
    assert result.computable is expected.computable
    found_excluded = {e.bid.id: {(r.code, r.criterion) for r in e.reasons} for e in result.excluded}
    assert found_excluded == expected.excluded
    found = totals(result)
    assert set(found) == set(expected.totals)
    for name, value in expected.totals.items():
        if isinstance(value, float):
            assert abs(float(found[name]) - value) < 1e-9
        else:
            assert found[name] == value
    assert result.order() == expected.order
    assert list(result.winners) == expected.winners
    assert list(result.undecided) == expected.undecided


@given(case=cases(prices=ANY_PRICE), seed=st.integers(0, 1000))
def test_the_order_of_the_bids_never_matters(case: Case, seed: int) -> None:
    names = list(case.rows)
    random.Random(seed).shuffle(names)
    one, other = case.result(), score(case.spec, {name: case.rows[name] for name in names})
    assert (one.ranking, one.winners, one.undecided, one.excluded, one.flags, one.warnings) == (
        other.ranking,
        other.winners,
        other.undecided,
        other.excluded,
        other.flags,
        other.warnings,
    )


def order_without(order: list[list[str]], name: str) -> list[list[str]]:
    kept = [[other for other in group if other != name] for group in order]
    return [group for group in kept if group]


@given(case=cases(awards=("weighted-sum",), formulas=INDEPENDENT, least_costs=1))
def test_under_independent_formulas_leaving_one_bid_out_never_changes_the_order_of_the_others(
    case: Case,
) -> None:
    for criterion in case.spec["criteria"]:
        if "formula" in criterion:
            given_formula = criterion["formula"]
            formula = Formula(name=given_formula["name"], clamp=given_formula.get("clamp"))
            assume(not rank_can_reverse(formula))
    whole = case.result()
    for name in case.rows:
        rest = {other: raw for other, raw in case.rows.items() if other != name}
        assert score(case.spec, rest).order() == order_without(whole.order(), name)


@given(
    case=cases(
        awards=(
            "monetised-quality",
            "markup",
            "price-per-quality-point",
            "quality-coefficient",
            "lowest-price",
            "quality-only",
        )
    )
)
def test_under_methods_without_a_reference_leaving_one_bid_out_never_changes_a_total(case: Case) -> None:
    whole = case.result()
    for name in case.rows:
        rest = {other: raw for other, raw in case.rows.items() if other != name}
        left = score(case.spec, rest)
        assert left.order() == order_without(whole.order(), name)
        assert totals(left) == {other: value for other, value in totals(whole).items() if other != name}


def improved(case: Case, name: str, leaf_id: str, step: Fraction) -> Spec | None:
    """The bids with one value of one bid better by a part of its scale (a price: lower); None where it cannot be."""
    raw = dict(case.rows[name])
    for criterion in case.spec["criteria"]:
        for leaf in leaves(criterion):
            if leaf["id"] != leaf_id:
                continue
            if criterion["kind"] == "cost":
                raw[leaf_id] = raw[leaf_id] * (1 - step)
            else:
                if Fraction(leaf.get("worth", 0)) < 0:
                    return None
                _worst, best = (Fraction(end) for end in leaf["scale"])
                raw[leaf_id] = raw[leaf_id] + (best - raw[leaf_id]) * step
    return {**case.rows, name: raw}


def never_worse(before: Result, after: Result, name: str) -> bool:
    old, new = totals(before).get(name), totals(after).get(name)
    if old is None:
        return True
    assert new is not None, "a better value excluded the bid"
    if not before.ranking[0].exact:
        # What a logarithm gives is known to 60 decimals.
        new += Fraction(1 if before.better == "higher" else -1, 10**50)
    return new >= old if before.better == "higher" else new <= old


@given(case=cases(), step=st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)]))
def test_a_better_value_never_worsens_the_bids_own_total(case: Case, step: Fraction) -> None:
    before = case.result()
    for name in case.rows:
        for leaf_id in case.rows[name]:
            is_cost = leaf_id.startswith("c")
            if (
                case.spec["award"] == "utility-index"
                and is_cost
                and totals(before).get(name, Fraction(0)) < 0
            ):
                continue
            rows = improved(case, name, leaf_id, step)
            if rows is not None:
                assert never_worse(before, score(case.spec, rows), name), (name, leaf_id)


def test_under_utility_index_a_hopeless_bid_loses_by_becoming_cheaper() -> None:
    text = """
        id: utility
        currency: NOK
        award: utility-index
        criteria:
          - {id: q, kind: quality, weight: 60, scale: [0, 10]}
          - {id: price, kind: cost, weight: 40}
        """
    # 1 − 1·1.5 = −0.5: −0.5/200·100 = −0.25 and, cheaper, −0.5/125·100 = −0.4
    assert totals(rank(text, "bid,q,price\na,10,100\nb,0,200\n"))["b"] == Fraction("-0.25")
    assert totals(rank(text, "bid,q,price\na,10,100\nb,0,125\n"))["b"] == Fraction("-0.4")


def test_a_malus_counts_a_higher_share_against_the_bid() -> None:
    text = """
        id: malus
        currency: NOK
        award: monetised-quality
        criteria:
          - {id: noise, kind: quality, worth: -50, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    assert totals(rank(text, "bid,noise,price\na,0,100\nb,10,100\n")) == {
        "a": Fraction(100),
        "b": Fraction(150),
    }


@given(
    case=cases(awards=tuple(a for a in AWARD_METHODS if a != "monetised-quality"), formulas=RELATIVE),
    factor=st.sampled_from([Fraction(2), Fraction(1, 3), Fraction(137, 10), Fraction(1000)]),
)
@example(case=Case({"id": "x", "currency": "NOK", "award": "weighted-sum", "award_to": 1, "criteria": [
    {"id": "q0", "kind": "quality", "weight": 50, "scale": [0, 7]},
    {"id": "c0", "kind": "cost", "weight": 50, "formula": {"name": "logarithmic", "a": 3}},
]}, {"b0": {"q0": Fraction(7), "c0": Fraction(3)}, "b1": {"q0": Fraction(0), "c0": Fraction(1)}}), factor=Fraction(1, 3))  # fmt: skip
def test_multiplying_all_prices_by_one_factor_changes_no_rank(case: Case, factor: Fraction) -> None:
    """For every method but monetised-quality, whose worths are in the currency, and linear-fixed, whose bounds are."""
    scaled = {
        name: {leaf: value * factor if leaf.startswith("c") else value for leaf, value in raw.items()}
        for name, raw in case.rows.items()
    }
    assert score(case.spec, scaled).order() == case.result().order()


def with_weights_times(criterion: Spec, factor: int) -> Spec:
    found = dict(criterion)
    if "weight" in found:
        found["weight"] = found["weight"] * factor
    if "parts" in found:
        found["parts"] = [with_weights_times(part, factor) for part in found["parts"]]
    return found


@given(
    case=cases(
        awards=("weighted-sum", "quality-only", "markup", "utility-index", "price-per-quality-point"),
        units=("points",),
    ),
    factor=st.sampled_from([2, 7, 1000]),
)
def test_multiplying_all_points_by_one_factor_keeps_every_rank(case: Case, factor: int) -> None:
    spec = {
        **case.spec,
        "criteria": [with_weights_times(criterion, factor) for criterion in case.spec["criteria"]],
    }
    assert score(spec, case.rows).order() == case.result().order()


@given(case=cases(prices=ANY_PRICE))
def test_ranks_winners_and_ties_fit_together(case: Case) -> None:
    result = case.result()
    place = 1
    for group in result.order():
        for name in group:
            ranked = result.ranked(name)
            assert ranked.rank == place
            assert set(ranked.tied_with) == set(group) - {name}
        place += len(group)
    assert len(result.winners) <= case.spec["award_to"]
    assert not set(result.winners) & set(result.undecided)
    ranked_names = {ranked.bid.id for ranked in result.ranking}
    if result.computable:
        assert ranked_names | {excluded.bid.id for excluded in result.excluded} == set(case.rows)


GOOD_STRATEGY = b"""\
id: home-care
title: {en: Home care, nb: Hjemmetjenester}
regime: no-part-3
packs: [eu, no]
currency: NOK
price_basis: {vat: excluded, period: "4 years", options: included}
award: weighted-sum
weights: percent
rounding: {places: 2}
tie_break: [care, price]
low_price: {mean: 40, next: 30}
min_total_quality: 10
criteria:
  - id: care
    kind: quality
    weight: 40
    min_percent: 50
    parts:
      - {id: continuity, weight: 60, scale: [0, 10], min_score: 4}
      - {id: competence, weight: 40, scale: [10, 0]}
  - {id: climate, kind: sustainability, counts_as: [climate-environment], weight: 30, scale: [0, 10]}
  - id: price
    kind: cost
    weight: 30
    formula: {name: linear-from-lowest, slope: 0.5, clamp: both}
"""
GOOD_BIDS = b'bid;continuity;competence;climate;price;note\nA;8;2;5;1 234,50;"a ""b"""\nB;7,5;0;10;kr 900;\n'
PIECES = [
    b"", b"\n", b"\t", b" ", b":", b": ", b"- ", b"[", b"]", b"{", b"}", b",", b";", b'"', b"'", b"#", b"&a ", b"*a", b"!!x ",
    b"|", b">", b"?", b"%", b"@", b"`", b"\r", b"\x00", b"\x0b", b"\x1e", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xff", b"\xef\xbb\xbf",
    b"\xef\xbf\xbf", b"\xf0\x9f\x98\x80", b"0", b"-1", b"1e9", b"99999999999999999999", b"nan", b"parts:", b"id: care", b"---\n", b"...\n",
    b"<<: ", b"\\", b"weight: 0", b"1,234", b"null", b"~", b"\xcc\x8a",
]  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.sampled_from([0, 0, 1, 3, 20]))
        data = data[:at] + draw(st.sampled_from(PIECES)) + data[at + cut :]
    return data


@TWICE
@given(data=st.one_of(mutations(GOOD_STRATEGY), st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_every_strategy_text_is_read_or_refused_with_lines(data: bytes) -> None:
    try:
        strategy = read_strategy(data, "s.yaml")
    except BadInput as error:
        found = error.faults
    else:
        assert strategy.id and strategy.criteria
        return
    assert found
    for fault in found:
        assert fault.message and fault.file == "s.yaml"
        assert fault.line is not None or "empty" in fault.message
        assert (
            fault.line is None
            or 1 <= fault.line <= data.count(b"\n") + data.count(b"\r") + data.count(b"\xe2\x80") + 2
        )


@TWICE
@given(data=st.one_of(mutations(GOOD_BIDS), st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_every_table_of_bids_is_read_or_refused_with_rows(data: bytes) -> None:
    strategy = read_strategy(GOOD_STRATEGY, "s.yaml")
    try:
        bids = read_bids(data, "b.csv", strategy)
    except BadInput as error:
        found = error.faults
    else:
        assert bids and all(set(bid.raw) == {leaf.id for leaf in strategy.leaves()} for bid in bids)
        return
    assert found
    for fault in found:
        assert fault.message and fault.file == "b.csv"
        whole_file = ("empty", "no bids", ".xlsx")
        assert fault.row is not None or any(words in fault.message for words in whole_file)
