"""What is said of a half-edited strategy stands beside the field it is about."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from marketkit.evaluations.preparation.workbench import GENERAL, REASONS, Look, look
from marketkit.sourcing.edited import EditedCriterion, EditedStrategy, edited
from marketkit.sourcing.reader import open_strategy, read_strategy
from marketkit.sourcing.writer import CRITERIA, DECLARATIONS, STRATEGY, Place
from marketkit.values import Money

RULES = Path(__file__).parents[3] / "sourcing_rules"
TODAY = date(2026, 11, 23)
CLIMATE = "no.climate-weight"


def shipped(name: str) -> EditedStrategy:
    return edited(open_strategy(RULES / "strategies" / f"{name}.yaml"))


def seen(strategy: EditedStrategy) -> Look:
    return look(strategy, packs_folder=RULES / "packs", on=TODAY)


def names(found: Look, group: str, key: str, index: int = 0) -> set[str]:
    return {finding.name for finding in found.findings[Place(group, index, key)]}


def test_too_little_climate_is_said_at_the_criteria_with_what_may_be_declared_instead() -> None:
    strategy = shipped("food-service")
    strategy.criteria[4].texts["weight"] = "29"  # climate
    strategy.criteria[8].texts["weight"] = "36"  # price
    found = seen(strategy)
    (finding,) = found.to_mend
    assert found.findings[Place(STRATEGY, 0, "criteria")] == [finding]
    assert (finding.name, finding.severity) == (CLIMATE, "block")
    assert found.declarable() == [CLIMATE]
    chosen = [each.chosen for each in found.alternatives(CLIMATE)]
    assert chosen == [
        "requirements-instead",
        "immaterial-impact",
        "essential-interests",
    ]  # there are percentages
    assert found.declared_at(CLIMATE) == Place(STRATEGY, 0, "criteria")


def test_a_declared_reason_satisfies_the_rule_and_keeps_its_place() -> None:
    strategy = shipped("food-service")
    strategy.criteria[4].texts["weight"] = "29"
    strategy.criteria[8].texts["weight"] = "36"
    strategy.declarations = [{"rule": CLIMATE, "chosen": "requirements-instead", "reason": "Because."}]
    found = seen(strategy)
    assert (found.to_mend, found.declarable()) == ([], [])
    assert len(found.alternatives(CLIMATE)) == 3


def test_a_method_without_percentages_may_declare_how_the_weight_is_met() -> None:
    strategy = shipped("welfare-technology")
    strategy.declarations = []
    found = seen(strategy)
    assert [finding.name for finding in found.to_mend] == [CLIMATE]
    assert "monetised" in [each.chosen for each in found.alternatives(CLIMATE)]


def test_with_an_estimate_the_rule_tells_what_the_criteria_weigh_in_effect() -> None:
    strategy = edited(
        read_strategy(
            b"""
id: x
currency: NOK
regime: no-part-3
packs: [no]
award: monetised-quality
criteria:
  - {id: climate, kind: sustainability, counts_as: [climate-environment], worth: 500, scale: [0, 10]}
  - {id: price, kind: cost}
""",
            "x.yaml",
        )
    )
    # The draw as it is written down: for each bid tenths of the scale, then a percentage of the estimate.
    chance = random.Random(0)
    drawn = [(chance.randint(4, 10), chance.randint(85, 115)) for _bid in range(5)]
    tenths, percents = zip(*drawn, strict=True)
    climate = Fraction(500 * (max(tenths) - min(tenths)), 10)
    price = Fraction(2000 * (max(percents) - min(percents)), 100)
    found = look(strategy, packs_folder=RULES / "packs", on=TODAY, estimate=Money.of(2000, "NOK"))
    assert found.effective_weights == {
        "climate": 100 * climate / (climate + price),
        "price": 100 * price / (climate + price),
    }
    (finding,) = [each for each in found.to_mend if each.name == CLIMATE]
    assert "weigh about" in finding.text("en")
    assert "monetised" in [each.chosen for each in found.alternatives(CLIMATE)]
    # An estimate in another currency says nothing about these amounts.
    other = look(strategy, packs_folder=RULES / "packs", on=TODAY, estimate=Money.of(2000, "EUR"))
    assert other.effective_weights is None


def test_a_wrong_choice_is_said_at_the_declaration() -> None:
    strategy = shipped("home-care-framework")
    strategy.declarations[1]["chosen"] = "nothing"
    found = seen(strategy)
    assert names(found, DECLARATIONS, "chosen", 1) == {"marketkit.declaration"}
    assert found.declared_at("no.reserved") == REASONS


def test_the_other_findings_stand_at_their_fields() -> None:
    found = seen(shipped("patient-transport"))
    assert names(found, STRATEGY, "mean") == {"eu.low-price"}
    assert names(found, STRATEGY, "min_total_quality") == {"eu.minimum-scores", "eforms.minimum-score"}
    assert names(found, STRATEGY, "award") == {"eforms.weight-kind"}
    assert names(found, CRITERIA, "parts", 5) == {"eu.life-cycle-cost"}  # the price, which is a sum of parts
    assert "eu.method-fixed" in {finding.name for finding in found.findings[GENERAL]}


def test_two_limits_on_one_criterion_are_said_at_that_criterion() -> None:
    strategy = shipped("home-care-framework")
    strategy.criteria[1].texts["min_percent"] = "40"
    assert "eforms.thresholds" in names(seen(strategy), CRITERIA, "min_percent", 1)


def test_limited_points_are_said_at_the_price() -> None:
    strategy = shipped("home-care-framework")
    strategy.criteria[8].texts["clamp"] = "0"
    assert names(seen(strategy), CRITERIA, "clamp", 8) == {"no.negative-points"}


@pytest.mark.parametrize(("key", "remark"), [("packs", "marketkit.packs"), ("regime", "marketkit.regime")])
def test_what_was_not_checked_is_said_where_it_can_be_chosen(key: str, remark: str) -> None:
    strategy = shipped("patient-transport")
    strategy.texts["regime"] = ""
    if key == "packs":
        strategy.packs = ()
    assert names(seen(strategy), STRATEGY, key) == {remark}


def test_a_pack_that_is_not_there_is_a_fault_and_not_an_error() -> None:
    strategy = shipped("patient-transport")
    strategy.packs = ("no", "../no")
    found = seen(strategy)
    assert found.faults == {Place(STRATEGY, 0, "packs"): ['there is no rule pack "../no"']}
    assert (found.strategy, found.findings) == (None, {})


def test_faults_come_before_findings() -> None:
    strategy = shipped("patient-transport")
    strategy.criteria[0].texts["weight"] = "x"
    found = seen(strategy)
    assert found.strategy is None
    assert set(found.faults) == {Place(CRITERIA, 0, "weight")}


def test_the_facts_of_the_method_are_told_while_there_are_faults() -> None:
    strategy = EditedStrategy(texts={"award": "weighted-sum"})
    strategy.criteria = [
        EditedCriterion(0, {"kind": "quality"}),
        EditedCriterion(0, {"kind": "cost", "formula": "linear-min-max"}),
    ]
    facts = seen(strategy).facts
    assert facts is not None
    assert facts.rank_can_reverse
    assert facts.relative_to == ("both-ends",)
    assert facts.known_before_opening is False
    strategy.criteria[1].texts["formula"] = "linear-fixed"
    facts = seen(strategy).facts
    assert facts is not None
    assert (facts.rank_can_reverse, facts.known_before_opening) == (False, True)


def test_before_a_method_is_chosen_there_are_no_facts() -> None:
    assert seen(EditedStrategy()).facts is None
    assert seen(EditedStrategy(texts={"award": "best"})).facts is None
