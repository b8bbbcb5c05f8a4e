"""Random strategies and bids for properties: the strategy in the shape of its file, each bid as a row of raw values."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.strategy import AWARD_METHODS

Spec = dict[str, Any]
Rows = dict[str, dict[str, Fraction]]
FORMULAS = (
    {"name": "proportional-to-lowest"},
    {"name": "linear-from-lowest"},
    {"name": "linear-from-lowest", "slope": "0.4"},
    {"name": "linear-min-max"},
    {"name": "linear-fixed", "low": 10, "high": 40},
    {"name": "logarithmic", "a": 3},
    {"name": "average-based"},
)
COST_WEIGHTED = ("weighted-sum", "markup", "utility-index")
QUALITY_WEIGHTED = (*COST_WEIGHTED, "quality-only", "price-per-quality-point")


@dataclass(frozen=True)
class Case:
    spec: Spec
    rows: Rows

    def result(self) -> Result:
        return score(self.spec, self.rows)


def score(spec: Spec, rows: Rows) -> Result:
    strategy = read_strategy(json.dumps(spec).encode(), "s.yaml")
    return evaluate(strategy, [Bid(id=name, raw=raw) for name, raw in rows.items()])


def leaves(criterion: Spec) -> list[Spec]:
    parts = criterion.get("parts")
    return [leaf for part in parts for leaf in leaves(part)] if parts else [criterion]


@st.composite
def shares_of_100(draw: st.DrawFn, count: int) -> list[int]:
    """`count` positive whole numbers that sum to 100."""
    cuts = draw(st.lists(st.integers(1, 99), min_size=count - 1, max_size=count - 1, unique=True))
    edges = [0, *sorted(cuts), 100]
    return [after - before for before, after in itertools.pairwise(edges)]


@st.composite
def weights(draw: st.DrawFn, unit: str, count: int) -> list[int]:
    if unit == "percent":
        return list(draw(shares_of_100(count)))
    return draw(st.lists(st.integers(1, 60), min_size=count, max_size=count))


SCALES = st.sampled_from([(0, 10), (0, 3), (1, 5), (20, 2), (-6, 6), (0, 7)])


@st.composite
def quality_leaf(draw: st.DrawFn, id_: str, award: str, thresholds: bool) -> Spec:
    leaf: Spec = {"id": id_}
    if award == "quality-coefficient":
        leaf["scale"] = [0, draw(st.sampled_from(["0.05", "0.1", "0.12"]))]
    else:
        leaf["scale"] = list(draw(SCALES))
    if award == "monetised-quality":
        leaf["worth"] = draw(st.integers(-40, 90))
    if thresholds and draw(st.integers(0, 3)) == 0:
        worst, best = (Fraction(end) for end in leaf["scale"])
        leaf["min_score"] = decimal(
            worst + (best - worst) * draw(st.sampled_from([Fraction(1, 4), Fraction(1, 2)]))
        )
    if thresholds and draw(st.integers(0, 3)) == 0:
        leaf["min_percent"] = draw(st.integers(0, 60))
    return leaf


def decimal(value: Fraction) -> str:
    """A fraction whose denominator divides a power of ten, as text."""
    scaled = value * 10**6
    assert scaled.denominator == 1
    sign, digits = ("-" if scaled < 0 else ""), str(abs(int(scaled))).rjust(7, "0")
    return f"{sign}{digits[:-6]}.{digits[-6:]}"


@st.composite
def quality_criteria(
    draw: st.DrawFn, award: str, unit: str, total: list[int], thresholds: bool
) -> list[Spec]:
    """One top-level criterion for each weight in `total`, some with parts."""
    weighted = award in QUALITY_WEIGHTED
    found = []
    for number, weight in enumerate(total):
        kind = draw(st.sampled_from(["quality", "sustainability", "innovation"]))
        parts = draw(st.sampled_from([0, 0, 2, 3]))
        if not parts:
            criterion = draw(quality_leaf(f"q{number}", award, thresholds))
        else:
            criterion = {"id": f"q{number}"}
            inner = draw(weights(unit, parts))
            criterion["parts"] = [
                draw(quality_leaf(f"q{number}-{n}", award, thresholds)) for n in range(parts)
            ]
            if weighted:
                for part, part_weight in zip(criterion["parts"], inner, strict=True):
                    part["weight"] = part_weight
                if thresholds and draw(st.booleans()):
                    criterion["min_percent"] = draw(st.integers(0, 50))
        if weighted and (unit == "percent" or not parts):
            criterion["weight"] = weight
        found.append({**criterion, "kind": kind})
    return found


@st.composite
def cost_criterion(
    draw: st.DrawFn, id_: str, award: str, weight: int, formulas: tuple[Spec, ...], clamps: bool
) -> Spec:
    criterion: Spec = {"id": id_, "kind": "cost"}
    if award in COST_WEIGHTED:
        criterion["weight"] = weight
    if award == "weighted-sum":
        criterion["formula"] = dict(draw(st.sampled_from(formulas)))
        clamp = draw(st.sampled_from([None, None, "0", "both"])) if clamps else None
        if clamp:
            criterion["formula"]["clamp"] = clamp
    shape = draw(st.sampled_from(["plain", "quantity", "parts"]))
    if shape == "quantity":
        criterion["quantity"] = draw(st.sampled_from([3, "0.5", 100]))
    if shape == "parts":
        criterion["parts"] = [{"id": f"{id_}-a", "quantity": draw(st.integers(1, 5))}, {"id": f"{id_}-b"}]
    return criterion


@st.composite
def raw_values(draw: st.DrawFn, spec: Spec, prices: st.SearchStrategy[Fraction]) -> dict[str, Fraction]:
    raw = {}
    for criterion in spec["criteria"]:
        for leaf in leaves(criterion):
            if criterion["kind"] == "cost":
                raw[leaf["id"]] = draw(prices)
            else:
                worst, best = (Fraction(end) for end in leaf["scale"])
                raw[leaf["id"]] = worst + (best - worst) * Fraction(draw(st.integers(0, 4)), 4)
    return raw


POSITIVE = st.integers(1, 60).map(Fraction)
ANY_PRICE = st.one_of(POSITIVE, POSITIVE, POSITIVE, st.sampled_from([Fraction(0), Fraction(-3)]))


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    awards: tuple[str, ...] = AWARD_METHODS,
    formulas: tuple[Spec, ...] = FORMULAS,
    clamps: bool = True,
    thresholds: bool = True,
    prices: st.SearchStrategy[Fraction] = POSITIVE,
    units: tuple[str, ...] = ("percent", "points"),
    least_costs: int = 0,
    most_bids: int = 5,
) -> Case:
    """A strategy that its rules allow, with one to `most_bids` bids."""
    award, unit = draw(st.sampled_from(awards)), draw(st.sampled_from(units))
    costs = 1
    if award == "quality-only":
        costs = 0
    elif award == "weighted-sum":
        costs = draw(st.integers(least_costs, 2))
    qualities = draw(st.integers(1, 3))
    spec: Spec = {"id": "random", "currency": "NOK", "award": award, "award_to": draw(st.integers(1, 3))}
    if award in QUALITY_WEIGHTED:
        spec["weights"] = unit
    all_weights = draw(weights(unit, qualities + (costs if award in COST_WEIGHTED else 0)))
    quality = draw(quality_criteria(award, unit, all_weights[:qualities], thresholds))
    cost = [
        draw(
            cost_criterion(
                f"c{n}",
                award,
                ([*all_weights, 0])[qualities + n if award in COST_WEIGHTED else 0],
                formulas,
                clamps,
            )
        )
        for n in range(costs)
    ]
    spec["criteria"] = quality + cost
    if thresholds and award in QUALITY_WEIGHTED and draw(st.booleans()):
        spec["min_total_quality"] = draw(st.integers(0, 50))
    if draw(st.booleans()):
        names = [leaf["id"] for criterion in spec["criteria"] for leaf in leaves(criterion)]
        spec["tie_break"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    count = draw(st.integers(1, most_bids))
    rows = {f"b{n}": draw(raw_values(spec, prices)) for n in range(count)}
    return Case(spec, rows)
