"""A second, deliberately plain reading of the rules: loops and sums over the strategy as it stands in its file.

It shares no code with the engine. Logarithms are floats here, so their totals are compared to nine decimals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.scoring.cases import Rows, Spec, leaves

LOWER = ("monetised-quality", "markup", "price-per-quality-point", "quality-coefficient", "lowest-price")
UNWEIGHTED = ("monetised-quality", "quality-coefficient", "lowest-price")


@dataclass
class Expected:
    computable: bool = True
    totals: dict[str, Any] = field(default_factory=dict)
    order: list[list[str]] = field(default_factory=list)
    winners: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    excluded: dict[str, set[tuple[str, str | None]]] = field(default_factory=dict)


def leaf_share(leaf: Spec, raw: Fraction) -> Fraction:
    worst, best = Fraction(leaf["scale"][0]), Fraction(leaf["scale"][1])
    return (raw - worst) / (best - worst)


def points_of(criterion: Spec) -> Fraction:
    """Under points: a leaf's own, a parent's the sum of its parts'."""
    if "parts" in criterion:
        return sum((points_of(part) for part in criterion["parts"]), Fraction(0))
    return Fraction(criterion["weight"])


def share(criterion: Spec, raw: dict[str, Fraction], unit: str) -> Fraction:
    """The share of full marks; a parent's is the weighted mean of its parts'."""
    if "parts" not in criterion:
        return leaf_share(criterion, raw[criterion["id"]])
    above = below = Fraction(0)
    for part in criterion["parts"]:
        weight = Fraction(part["weight"]) if unit == "percent" else points_of(part)
        above += weight * share(part, raw, unit)
        below += weight
    return above / below


def amount(criterion: Spec, raw: dict[str, Fraction]) -> Fraction:
    if "parts" in criterion:
        return sum((amount(part, raw) for part in criterion["parts"]), Fraction(0))
    return raw[criterion["id"]] * Fraction(criterion.get("quantity", 1))


def top_weight(criterion: Spec, unit: str) -> Fraction:
    if criterion["kind"] == "cost" or unit == "percent":
        return Fraction(criterion["weight"])
    return points_of(criterion)


def reasons(spec: Spec, raw: dict[str, Fraction]) -> set[tuple[str, str | None]]:
    unit, award = spec.get("weights", "percent"), spec["award"]
    found: set[tuple[str, str | None]] = set()
    marks = full = Fraction(0)
    for criterion in spec["criteria"]:
        if criterion["kind"] == "cost":
            continue
        if award not in UNWEIGHTED:
            marks += top_weight(criterion, unit) * share(criterion, raw, unit)
            full += top_weight(criterion, unit)
        least = criterion.get("min_percent") if "parts" in criterion else None
        if least is not None and 100 * share(criterion, raw, unit) < Fraction(least):
            found.add(("below-min-percent", criterion["id"]))
        for leaf in leaves(criterion):
            mine = leaf_share(leaf, raw[leaf["id"]])
            if "min_score" in leaf and mine < leaf_share(leaf, Fraction(leaf["min_score"])):
                found.add(("below-min-score", leaf["id"]))
            if "min_percent" in leaf and 100 * mine < Fraction(leaf["min_percent"]):
                found.add(("below-min-percent", leaf["id"]))
    if "min_total_quality" in spec and 100 * marks < full * Fraction(spec["min_total_quality"]):
        found.add(("below-min-total-quality", None))
    if award == "price-per-quality-point" and marks <= 0:
        found.add(("no-quality-points", None))
    return found


def price_share(formula: Spec, price: Fraction, prices: list[Fraction]) -> Any:
    """The share of full points, or None where the formula has no value."""
    name, least, most = formula["name"], min(prices), max(prices)
    if name in ("proportional-to-lowest", "linear-from-lowest", "logarithmic") and least <= 0:
        return None
    if name == "average-based" and any(other <= 0 for other in prices):
        return None
    value: Any
    if name == "proportional-to-lowest":
        value = least / price
    elif name == "linear-from-lowest":
        value = 1 - Fraction(formula.get("slope", 1)) * (price - least) / least
    elif name == "linear-min-max":
        value = Fraction(1) if least == most else (most - price) / (most - least)
    elif name == "linear-fixed":
        low, high = Fraction(formula["low"]), Fraction(formula["high"])
        value = (high - price) / (high - low)
    elif name == "average-based":
        value = sum(prices) / len(prices) / price
    else:
        value = 1 - math.log(price / least) / math.log(Fraction(formula["a"]))
    if formula.get("clamp") in ("0", "both"):
        value = max(value, 0)
    if formula.get("clamp") == "both":
        value = min(value, 1)
    return value


def total(spec: Spec, raw: dict[str, Fraction], staying: Rows) -> Any:
    """The bid's figure, or None where the method has no value."""
    award, unit = spec["award"], spec.get("weights", "percent")
    quality = [criterion for criterion in spec["criteria"] if criterion["kind"] != "cost"]
    cost = [criterion for criterion in spec["criteria"] if criterion["kind"] == "cost"]
    quality_leaves = [leaf for criterion in quality for leaf in leaves(criterion)]
    if award in ("weighted-sum", "quality-only"):
        value: Any = Fraction(0)
        for criterion in quality:
            value += top_weight(criterion, unit) * share(criterion, raw, unit)
        for criterion in cost:
            prices = [amount(criterion, other) for other in staying.values()]
            found = price_share(criterion["formula"], amount(criterion, raw), prices)
            if found is None:
                return None
            value += Fraction(criterion["weight"]) * found
        return value
    price = amount(cost[0], raw)
    prices = [amount(cost[0], other) for other in staying.values()]
    if award == "lowest-price":
        return price
    if award == "monetised-quality":
        return price - sum(
            Fraction(leaf["worth"]) * leaf_share(leaf, raw[leaf["id"]]) for leaf in quality_leaves
        )
    if award == "utility-index":
        if any(other <= 0 for other in prices):
            return None
    elif any(other < 0 for other in prices):
        return None
    if award == "quality-coefficient":
        given = sum(raw[leaf["id"]] for leaf in quality_leaves)
        most = sum(Fraction(leaf["scale"][1]) for leaf in quality_leaves)
        return price / (1 + given / (1 - most))
    if award == "price-per-quality-point":
        return price / sum(top_weight(c, unit) * share(c, raw, unit) for c in quality)
    cost_weight = Fraction(cost[0]["weight"])
    if award == "markup":
        return price * (
            1 + sum((1 - share(c, raw, unit)) * top_weight(c, unit) / cost_weight for c in quality)
        )
    full = sum(top_weight(c, unit) for c in quality)
    shares = [
        sum(top_weight(c, unit) * share(c, other, unit) for c in quality) / full for other in staying.values()
    ]
    mine = sum(top_weight(c, unit) * share(c, raw, unit) for c in quality) / full
    return (1 - (max(shares) - mine) * full / cost_weight) / price * min(prices)


def tie_break(spec: Spec, raw: dict[str, Fraction]) -> tuple[Fraction, ...]:
    """Smaller is better."""
    key = []
    for id_ in spec.get("tie_break", []):
        for criterion in spec["criteria"]:
            for leaf in leaves(criterion):
                if leaf["id"] == id_:
                    key.append(
                        amount(leaf, raw) if criterion["kind"] == "cost" else -leaf_share(leaf, raw[id_])
                    )
    return tuple(key)


def expect(spec: Spec, rows: Rows) -> Expected:
    found = Expected()
    staying: Rows = {}
    for name, raw in rows.items():
        why = reasons(spec, raw)
        if why:
            found.excluded[name] = why
        else:
            staying[name] = raw
    found.totals = {name: total(spec, raw, staying) for name, raw in staying.items()}
    if any(value is None for value in found.totals.values()):
        return Expected(computable=False, excluded=found.excluded)
    sign = 1 if spec["award"] in LOWER else -1
    exact = all(isinstance(value, (Fraction, int)) for value in found.totals.values())

    def key(name: str) -> tuple[Any, ...]:
        value = found.totals[name]
        return (sign * (value if exact else round(float(value), 9)), tie_break(spec, staying[name]))

    for name in sorted(staying, key=lambda name: (key(name), name)):
        if found.order and key(found.order[-1][0]) == key(name):
            found.order[-1].append(name)
        else:
            found.order.append([name])
    places = spec["award_to"]
    for group in found.order:
        if len(group) <= places:
            found.winners += group
        elif places > 0:
            found.undecided += group
        places -= len(group)
    return found
