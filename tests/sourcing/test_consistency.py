"""What the parts of a strategy demand of each other, with the line of each fault."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

import pytest

from marketkit.errors import BadInput
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.strategy import AWARD_METHODS, Strategy

QUALITY = "{id: q, kind: quality, weight: 100, scale: [0, 10]}"


def read(award: str, *criteria: str, **keys: object) -> Strategy:
    lines = ["id: x", "currency: NOK", f"award: {award}"]
    lines += [f"{key}: {value}" for key, value in keys.items()]
    lines += ["criteria:", *(f"  - {dedent(criterion)}" for criterion in criteria)]
    return read_strategy("\n".join(lines).encode(), "f.yaml")


def faults(award: str, *criteria: str, **keys: object) -> list[tuple[int | None, str]]:
    with pytest.raises(BadInput) as caught:
        read(award, *criteria, **keys)
    return [(fault.line, str(fault.message)) for fault in caught.value.faults]


def weights(strategy: Strategy) -> dict[str, Fraction | None]:
    return {criterion.id: criterion.total_weight for criterion in strategy.walk()}


def test_weights_of_a_level_that_sum_to_99_9_are_refused_with_what_they_sum_to() -> None:
    found = faults(
        "quality-only",
        "{id: a, kind: quality, weight: 50, scale: [0, 1]}",
        "{id: b, kind: quality, weight: 49.9, scale: [0, 1]}",
    )
    assert len(found) == 1
    line, message = found[0]
    assert line == 4 and "99.9" in message and "100" in message


@pytest.mark.parametrize("inner", ["99.9", "100.0000000001", "50"])
def test_weights_of_an_inner_level_must_sum_to_100_as_well(inner: str) -> None:
    part = f"{{id: a, kind: quality, weight: 100, parts: [{{id: b, weight: {inner}, scale: [0, 1]}}]}}"
    ((line, message),) = faults("quality-only", part)
    assert line == 5 and "a" in message and inner in message


def test_three_equal_parts_cannot_be_written_in_percent_but_in_points() -> None:
    thirds = [f"{{id: {name}, kind: quality, weight: 33.33, scale: [0, 1]}}" for name in "abc"]
    assert "99.99" in faults("quality-only", *thirds)[0][1]
    ones = [f"{{id: {name}, kind: quality, weight: 1, scale: [0, 1]}}" for name in "abc"]
    assert weights(read("quality-only", *ones, weights="points")) == {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize("weight", ["0", "-10"])
@pytest.mark.parametrize("unit", ["percent", "points"])
def test_a_weight_of_nothing_or_less_is_refused(weight: str, unit: str) -> None:
    rest = 100 - int(weight)
    found = faults(
        "quality-only",
        f"{{id: a, kind: quality, weight: {weight}, scale: [0, 1]}}",
        f"{{id: b, kind: quality, weight: {rest}, scale: [0, 1]}}",
        weights=unit,
    )
    assert [line for line, _ in found] == [6] and "more than 0" in found[0][1]


@pytest.mark.parametrize("unit", ["percent", "points"])
def test_a_leaf_without_weight_is_refused(unit: str) -> None:
    found = faults("quality-only", QUALITY, "{id: b, kind: quality, scale: [0, 1]}", weights=unit)
    assert any("b: weight" in message and "missing" in message for _, message in found)


def test_in_percent_a_parent_needs_its_own_weight_and_in_points_not() -> None:
    parent = "{id: a, kind: quality, parts: [{id: b, weight: 100, scale: [0, 1]}]}"
    assert any("a: weight" in message for _, message in faults("quality-only", parent))
    assert weights(read("quality-only", parent, weights="points")) == {"a": 100, "b": 100}


def test_points_add_up_through_every_level() -> None:
    tree = """{id: a, kind: quality, parts: [
        {id: b, parts: [{id: c, weight: 1.5, scale: [0, 1]}, {id: d, weight: 2, scale: [0, 1]}]},
        {id: e, weight: 4, scale: [0, 1]}]}"""
    found = weights(read("quality-only", tree, weights="points"))
    assert found == {"a": Fraction(15, 2), "b": Fraction(7, 2), "c": Fraction(3, 2), "d": 2, "e": 4}


def test_an_id_may_stand_only_once_in_the_whole_tree() -> None:
    found = faults(
        "quality-only",
        "{id: a, kind: quality, weight: 50, parts: [{id: b, weight: 100, scale: [0, 1]}]}",
        "{id: b, kind: quality, weight: 50, scale: [0, 1]}",
    )
    assert [line for line, _ in found] == [6]
    assert '"b"' in found[0][1] and "line 5" in found[0][1]


def test_a_criterion_inside_itself_is_refused_as_the_same_id_twice() -> None:
    cycle = "{id: a, kind: quality, weight: 100, parts: [{id: a, weight: 100, scale: [0, 1]}]}"
    assert any('"a"' in message and "twice" in message for _, message in faults("quality-only", cycle))


@pytest.mark.parametrize("id_", ["bid", "supplier", "organisation_number", "note"])
def test_a_leaf_cannot_have_the_name_of_another_column_of_the_bids(id_: str) -> None:
    assert faults("lowest-price", f"{{id: {id_}, kind: cost}}")


@pytest.mark.parametrize(
    "award", [name for name in AWARD_METHODS if name not in ("weighted-sum", "quality-only")]
)
@pytest.mark.parametrize("count", [0, 2])
def test_every_other_method_takes_exactly_one_cost_criterion(award: str, count: int) -> None:
    cost = [f"{{id: c{n}, kind: cost}}" for n in range(count)]
    found = faults(award, QUALITY, *cost)
    assert any("exactly one cost criterion" in message and str(count) in message for _, message in found)


def test_quality_only_takes_no_cost_criterion() -> None:
    found = faults("quality-only", QUALITY, "{id: price, kind: cost}")
    assert any(line == 6 and "quality-only" in message for line, message in found)


def test_a_formula_is_required_under_weighted_sum_and_refused_elsewhere() -> None:
    found = faults("weighted-sum", "{id: price, kind: cost, weight: 100}")
    assert found == [(5, found[0][1])] and "formula" in found[0][1] and "missing" in found[0][1]
    formula = "{id: price, kind: cost, formula: {name: linear-min-max}}"
    for award in AWARD_METHODS:
        if award not in ("weighted-sum", "quality-only"):
            assert any("formula" in message for _, message in faults(award, formula))


@pytest.mark.parametrize(
    "award", ["monetised-quality", "price-per-quality-point", "quality-coefficient", "lowest-price"]
)
def test_the_cost_criterion_carries_no_weight_where_cost_has_none(award: str) -> None:
    found = faults(award, "{id: price, kind: cost, weight: 40}")
    assert any(line == 5 and "price: weight" in message for line, message in found)


@pytest.mark.parametrize("award", ["markup", "utility-index"])
def test_the_cost_criterion_needs_a_weight_where_it_counts(award: str) -> None:
    quality = QUALITY.replace("100", "60")
    assert weights(read(award, quality, "{id: price, kind: cost, weight: 40}")) == {"q": 60, "price": 40}
    assert any("price: weight" in message for _, message in faults(award, quality, "{id: price, kind: cost}"))
    assert faults(award, quality, "{id: price, kind: cost, weight: 41}")


def test_under_price_per_quality_point_the_non_cost_weights_alone_sum_to_100() -> None:
    assert weights(read("price-per-quality-point", QUALITY, "{id: price, kind: cost}")) == {
        "q": 100,
        "price": None,
    }
    assert (
        "60"
        in faults("price-per-quality-point", QUALITY.replace("100", "60"), "{id: price, kind: cost}")[0][1]
    )


@pytest.mark.parametrize("award", ["quality-only", "utility-index", "price-per-quality-point"])
def test_methods_about_quality_need_a_criterion_that_is_not_cost(award: str) -> None:
    assert faults(award, "{id: price, kind: cost}")


def test_monetised_quality_wants_worth_and_no_weight_on_its_leaves() -> None:
    price = "{id: price, kind: cost}"
    assert read("monetised-quality", "{id: q, kind: quality, worth: -5, scale: [0, 1]}", price)
    missing = faults("monetised-quality", "{id: q, kind: quality, scale: [0, 1]}", price)
    assert missing[0][0] == 5 and "worth" in missing[0][1] and "NOK" in missing[0][1]
    weighted = faults(
        "monetised-quality", "{id: q, kind: quality, weight: 5, worth: 5, scale: [0, 1]}", price
    )
    assert any("weight" in message for _, message in weighted)
    parent = "{id: p, kind: quality, weight: 9, parts: [{id: q, worth: 5, scale: [0, 1]}]}"
    assert any("p: weight" in message for _, message in faults("monetised-quality", parent, price))


@pytest.mark.parametrize("award", [name for name in AWARD_METHODS if name != "monetised-quality"])
def test_worth_is_refused_under_every_other_method(award: str) -> None:
    found = faults(award, QUALITY.replace("scale", "worth: 5, scale"), "{id: price, kind: cost}")
    assert any("q: worth" in message for _, message in found)


@pytest.mark.parametrize(
    ("scales", "says"),
    [
        (["[1, 2]"], "[0, V]"),
        (["[0.1, 0]"], "[0, V]"),
        (["[0, -0.1]"], "[0, V]"),
        (["[0, 1]"], "1"),
        (["[0, 0.5]", "[0, 0.5]"], "1"),
        (["[0, 0.7]", "[0, 0.6]"], "1.3"),
    ],
)
def test_the_scales_of_a_quality_coefficient_begin_at_0_and_stay_below_1_together(
    scales: list[str], says: str
) -> None:
    criteria = [f"{{id: q{n}, kind: quality, scale: {scale}}}" for n, scale in enumerate(scales)]
    found = faults("quality-coefficient", *criteria, "{id: price, kind: cost}")
    assert any(says in message for _, message in found)


def test_a_quality_coefficient_just_below_1_is_accepted_and_weights_are_not() -> None:
    price = "{id: price, kind: cost}"
    assert read("quality-coefficient", "{id: q, kind: quality, scale: [0, 0.999999]}", price)
    weighted = "{id: q, kind: quality, weight: 1, scale: [0, 0.5]}"
    assert any("q: weight" in message for _, message in faults("quality-coefficient", weighted, price))


def test_lowest_price_may_have_weights_or_not_but_not_by_halves() -> None:
    price = "{id: price, kind: cost}"
    bare = "{id: q, kind: quality, scale: [0, 1]}"
    assert weights(read("lowest-price", bare, price)) == {"q": None, "price": None}
    assert weights(read("lowest-price", QUALITY, price)) == {"q": 100, "price": None}
    assert any(
        "weight" in message
        for _, message in faults("lowest-price", QUALITY, bare.replace("q", "r", 1), price)
    )


@pytest.mark.parametrize("key", ["scale: [0, 1]", "worth: 5", "quantity: 2", "min_score: 1"])
def test_only_leaves_have_scale_worth_quantity_and_least_score(key: str) -> None:
    parent = f"{{id: p, kind: quality, weight: 100, {key}, parts: [{{id: q, weight: 100, scale: [0, 1]}}]}}"
    found = faults("quality-only", parent)
    assert any(line == 5 and key.split(":")[0] in message for line, message in found)


def test_a_leaf_that_is_not_cost_needs_a_scale() -> None:
    assert "scale" in faults("quality-only", "{id: q, kind: quality, weight: 100}")[0][1]


@pytest.mark.parametrize("key", ["scale: [0, 1]", "worth: 1", "min_score: 1", "min_percent: 1"])
def test_a_cost_leaf_holds_an_amount_and_nothing_of_marks(key: str) -> None:
    assert any(
        key.split(":")[0] in message for _, message in faults("lowest-price", f"{{id: p, kind: cost, {key}}}")
    )


@pytest.mark.parametrize("key", ["quantity: 2", "formula: {name: linear-min-max}"])
def test_a_quality_leaf_has_neither_quantity_nor_formula(key: str) -> None:
    quality = QUALITY.replace("scale", f"{key}, scale")
    assert any(key.split(":")[0] in message for _, message in faults("quality-only", quality))


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_quantity_is_any_positive_number(quantity: str) -> None:
    assert faults("lowest-price", f"{{id: p, kind: cost, quantity: {quantity}}}")
    assert read("lowest-price", "{id: p, kind: cost, quantity: 0.25}").criteria[0].quantity == Fraction(1, 4)


@pytest.mark.parametrize("key", ["weight: 100", "formula: {name: linear-min-max}"])
def test_cost_parts_carry_neither_weight_nor_formula(key: str) -> None:
    cost = (
        "{id: c, kind: cost, weight: 100, formula: {name: linear-min-max}, "
        f"parts: [{{id: d, {key}}}, {{id: e}}]}}"
    )
    assert any("d: " + key.split(":")[0] in message for _, message in faults("weighted-sum", cost))


def test_a_part_may_repeat_its_parents_kind_and_not_change_it() -> None:
    part = (
        "{{id: a, kind: quality, weight: 100, parts: [{{id: b, kind: {kind}, weight: 100, scale: [0, 1]}}]}}"
    )
    assert read("quality-only", part.format(kind="quality")).criteria[0].parts[0].kind == "quality"
    assert any("kind" in message for _, message in faults("quality-only", part.format(kind="innovation")))


@pytest.mark.parametrize(
    ("scale", "least"), [("[0, 10]", "11"), ("[0, 10]", "-1"), ("[20, 2]", "1"), ("[20, 2]", "21")]
)
def test_a_least_score_off_the_scale_is_refused(scale: str, least: str) -> None:
    found = faults(
        "quality-only", f"{{id: q, kind: quality, weight: 100, scale: {scale}, min_score: {least}}}"
    )
    assert "min_score" in found[0][1] and found[0][0] == 5


@pytest.mark.parametrize("percent", ["-1", "100.1"])
def test_percentages_lie_from_0_to_100(percent: str) -> None:
    assert faults("quality-only", QUALITY.replace("scale", f"min_percent: {percent}, scale"))
    assert faults("quality-only", QUALITY, min_total_quality=percent)


def test_a_total_quality_needs_criteria_that_are_not_cost() -> None:
    cost = "{id: price, kind: cost, weight: 100, formula: {name: linear-min-max}}"
    assert faults("weighted-sum", cost, min_total_quality=50)
    assert faults("lowest-price", "{id: price, kind: cost}", min_total_quality=50)


def test_a_tie_break_names_criteria_that_exist() -> None:
    found = faults("quality-only", QUALITY, tie_break="[q, price]")
    assert found[0][0] == 4 and '"price"' in found[0][1]
    assert read("quality-only", QUALITY, tie_break="[q]").tie_break == ("q",)


@pytest.mark.parametrize("award", ["quality-coefficient", "lowest-price", "monetised-quality"])
def test_a_parent_without_weights_cannot_break_a_tie_but_its_parts_can(award: str) -> None:
    worth = "worth: 1, " if award == "monetised-quality" else ""
    parent = f"{{id: p, kind: quality, parts: [{{id: q, {worth}scale: [0, 0.5]}}]}}"
    price = "{id: price, kind: cost, parts: [{id: x}, {id: y}]}"
    assert '"p"' in faults(award, parent, price, tie_break="[p]")[0][1]
    assert read(award, parent, price, tie_break="[q, price, x]").tie_break == ("q", "price", "x")
