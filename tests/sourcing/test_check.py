"""What the check says about a strategy: the right rule, on the right day, with the right numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.sourcing.check import Finding, check, passes
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.strategy import AWARD_METHODS, REGIMES, Declaration, LowPrice, Strategy

FOLDER = Path(__file__).parents[2] / "sourcing_rules" / "packs"
NO, EU, UK, EFORMS = open_packs(FOLDER, ["no", "eu", "uk", "eforms"])
TODAY = date(2026, 11, 22)

WEIGHTED = """\
id: pads
regime: no-part-3
packs: [no]
currency: NOK
award: weighted-sum
criteria:
  - {id: quality, kind: quality, weight: 40, scale: [0, 10]}
  - {id: climate, title: {en: Climate, nb: Klima}, kind: sustainability, counts_as: [climate-environment],
     weight: 20, scale: [0, 10]}
  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
"""
MONETISED = """\
id: pads
regime: no-part-3
packs: [no]
currency: NOK
award: monetised-quality
criteria:
  - {id: climate, kind: sustainability, counts_as: [climate-environment], worth: 3000, scale: [0, 10]}
  - {id: quality, kind: quality, worth: 5000, scale: [0, 10]}
  - {id: price, kind: cost}
"""
LOWEST = """\
id: pads
regime: no-part-3
currency: NOK
award: lowest-price
criteria:
  - {id: climate, kind: sustainability, counts_as: [climate-environment], weight: 100, scale: [0, 10]}
  - {id: price, kind: cost}
"""


def strategy(text: str = WEIGHTED, **changes: object) -> Strategy:
    return replace(read_strategy(text.encode(), "pads.yaml"), **changes)  # type: ignore[arg-type]


def declared(chosen: str | None, rule: str = "no.climate-weight", reason: str = "Because.") -> Declaration:
    return Declaration(rule=rule, reason=reason, chosen=chosen, line=4)


def named(findings: Sequence[Finding], name: str) -> list[Finding]:
    return [finding for finding in findings if finding.name == name]


def only(findings: Sequence[Finding], name: str) -> Finding:
    (finding,) = named(findings, name)
    return finding


# The climate rule of the Norwegian pack


def test_too_little_climate_weight_blocks_with_its_numbers_and_what_to_do() -> None:
    finding = only(check(strategy(), [NO], on=TODAY), "no.climate-weight")
    assert finding.severity == "block"
    assert finding.overridable
    assert finding.as_dict()["article"] == "§ 7-9 (2), (4) and (5)"
    assert finding.text().startswith(
        "Climate and environment weigh 20 % (Climate); at least 30 % is required. Give criteria marked"
    )
    assert finding.text("nb").startswith(
        "Klima og miljø vektes 20 % (Klima); minst 30 % kreves. Gi kriterier"
    )


def test_thirty_percent_is_enough_and_a_hair_less_is_not() -> None:
    enough = WEIGHTED.replace("weight: 20", "weight: 30").replace("weight: 40, scale", "weight: 30, scale")
    assert not named(check(strategy(enough), [NO], on=TODAY), "no.climate-weight")
    less = enough.replace("weight: 30,", "weight: 29.999,", 2).replace(
        "weight: 29.999, scale", "weight: 30.001, scale", 1
    )
    finding = only(check(strategy(less), [NO], on=TODAY), "no.climate-weight")
    assert "weigh 29.999 %" in finding.text()
    assert "vektes 29,999 %" in finding.text("nb")


def test_the_rule_says_nothing_before_it_was_in_force() -> None:
    assert not named(check(strategy(), [NO], on=date(2023, 12, 31)), "no.climate-weight")
    assert named(check(strategy(), [NO], on=date(2024, 1, 1)), "no.climate-weight")


@pytest.mark.parametrize("regime", ["eu-full", "uk-full", "no-concession"])
def test_the_rule_says_nothing_outside_its_regimes(regime: str) -> None:
    assert not named(check(strategy(regime=regime), [NO], on=TODAY), "no.climate-weight")


@pytest.mark.parametrize("regime", ["no-part-1", "no-part-4"])
def test_health_and_social_services_are_warned_because_the_text_was_not_verified(regime: str) -> None:
    findings = check(strategy(regime=regime), [NO], on=TODAY)
    finding = only(findings, "no.climate-weight")
    assert finding.severity == "warn"
    assert "not been verified" in finding.text()
    assert "ikke kontrollert" in finding.text("nb")
    assert passes(findings)


def test_a_method_without_a_criterion_for_climate_says_so() -> None:
    text = WEIGHTED.replace("counts_as: [climate-environment],", "")
    finding = only(check(strategy(text), [NO], on=TODAY), "no.climate-weight")
    assert finding.text().startswith("No criterion counts as climate and environment; at least 30 %")


def test_points_are_counted_as_a_share_of_all_points() -> None:
    text = """\
id: pads
regime: no-part-3
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
    finding = only(check(strategy(text), [NO], on=TODAY), "no.climate-weight")
    assert "weigh 16.6667 %" in finding.text()  # 15 of 90


def test_lowest_price_gives_climate_no_weight_whatever_its_thresholds_weigh() -> None:
    finding = only(check(strategy(LOWEST), [NO], on=TODAY), "no.climate-weight")
    assert finding.severity == "block"
    assert "weigh 0 %" in finding.text()


# Declared reasons


@pytest.mark.parametrize("chosen", ["requirements-instead", "immaterial-impact"])
def test_a_declared_reason_satisfies_the_rule(chosen: str) -> None:
    findings = check(strategy(declarations=(declared(chosen),)), [NO], on=TODAY)
    assert not named(findings, "no.climate-weight")
    assert passes(findings)
    assert not named(findings, "marketkit.declaration")


def test_an_exception_that_came_later_than_its_rule_counts_from_its_own_day() -> None:
    essential = strategy(declarations=(declared("essential-interests"),))
    before = check(essential, [NO], on=date(2026, 6, 30))
    assert not passes(before)
    assert (
        "essential-interests, which the rule does not allow" in only(before, "marketkit.declaration").text()
    )
    after = check(essential, [NO], on=date(2026, 7, 1))
    assert passes(after)
    assert not named(after, "marketkit.declaration")


def test_an_alternative_the_rule_does_not_know_satisfies_nothing() -> None:
    findings = check(strategy(declarations=(declared("we-like-it"),)), [NO], on=TODAY)
    assert only(findings, "no.climate-weight").severity == "block"
    warning = only(findings, "marketkit.declaration")
    assert warning.severity == "warn"
    assert "we-like-it" in warning.text()
    assert "requirements-instead, immaterial-impact, essential-interests." in warning.text()
    assert warning.line == 4


def test_a_declaration_that_does_not_say_what_was_chosen_satisfies_nothing() -> None:
    findings = check(strategy(declarations=(declared(None),)), [NO], on=TODAY)
    assert only(findings, "no.climate-weight").severity == "block"
    assert "does not say what was chosen" in only(findings, "marketkit.declaration").text()


def test_an_empty_reason_satisfies_nothing() -> None:
    chosen = declared("requirements-instead", reason="  ")
    findings = check(strategy(declarations=(chosen,)), [NO], on=TODAY)
    assert not passes(findings)
    assert "gives no reason" in only(findings, "marketkit.declaration").text()


def test_a_method_without_percentages_needs_a_reason_of_its_own() -> None:
    finding = only(check(strategy(MONETISED), [NO], on=TODAY), "no.climate-weight")
    assert finding.severity == "block"
    assert "monetised quality has no percentages" in finding.text()
    for chosen in ("monetised", None, "requirements-instead"):
        findings = check(strategy(MONETISED, declarations=(declared(chosen),)), [NO], on=TODAY)
        assert not named(findings, "no.climate-weight")
        assert not named(findings, "marketkit.declaration")


def test_monetised_cannot_be_declared_where_percentages_can_be_read() -> None:
    findings = check(strategy(declarations=(declared("monetised"),)), [NO], on=TODAY)
    assert not passes(findings)
    assert "does not allow here" in only(findings, "marketkit.declaration").text()


def test_monetised_cannot_be_declared_where_nothing_counts() -> None:
    text = MONETISED.replace("counts_as: [climate-environment],", "")
    assert not passes(check(strategy(text, declarations=(declared("monetised"),)), [NO], on=TODAY))


def test_effective_weights_help_but_do_not_satisfy() -> None:
    weights = {"climate": Fraction(75, 2), "quality": Fraction(125, 2)}
    findings = check(strategy(MONETISED), [NO], on=TODAY, effective_weights=weights)
    finding = only(findings, "no.climate-weight")
    assert finding.severity == "block"
    assert "weigh about 37.5 %" in finding.text()
    assert "omtrent 37,5 %" in finding.text("nb")


def test_a_declaration_on_a_rule_nobody_knows_is_warned_of() -> None:
    findings = check(
        strategy(declarations=(declared("monetised", rule="no.climate-wieght"),)), [NO], on=TODAY
    )
    assert "no.climate-wieght" in only(findings, "marketkit.declaration").text()
    assert only(findings, "marketkit.declaration").severity == "warn"


def test_a_declaration_for_a_pack_that_is_not_checked_now_is_left_alone() -> None:
    chosen = declared("requirements-instead")
    assert not named(check(strategy(declarations=(chosen,)), [EU], on=TODAY), "marketkit.declaration")
    elsewhere = strategy(packs=("eu",), declarations=(chosen,))
    assert named(check(elsewhere, [EU], on=TODAY), "marketkit.declaration")


def test_a_declaration_on_a_rule_not_in_force_has_no_effect_and_says_so() -> None:
    chosen = declared("requirements-instead")
    findings = check(strategy(declarations=(chosen,)), [NO], on=date(2020, 1, 1))
    assert only(findings, "marketkit.declaration").severity == "info"
    assert "has no effect" in only(findings, "marketkit.declaration").text()


def test_a_rule_that_takes_no_reasons_says_so() -> None:
    chosen = declared("anything", rule="eu.method-fixed")
    findings = check(strategy(declarations=(chosen,)), [EU], on=TODAY)
    assert "cannot replace" in only(findings, "marketkit.declaration").text()
    assert not only(findings, "eu.method-fixed").overridable


def test_whether_a_competition_is_reserved_is_asked_for_health_services_only() -> None:
    open_to_all = (declared("not-reserved", rule="no.reserved"),)
    assert only(check(strategy(regime="no-part-4"), [NO], on=TODAY), "no.reserved").severity == "warn"
    assert not named(check(strategy(), [NO], on=TODAY), "no.reserved")
    answered = strategy(regime="no-part-4", declarations=open_to_all)
    assert not named(check(answered, [NO], on=TODAY), "no.reserved")


# The other packs


def test_social_value_below_ten_percent_is_a_warning_that_can_be_answered() -> None:
    text = WEIGHTED.replace("climate-environment", "social-value").replace("weight: 20", "weight: 5")
    text = text.replace("weight: 40, scale", "weight: 55, scale")
    british = strategy(text, regime="uk-full")
    findings = check(british, [UK], on=TODAY)
    assert only(findings, "uk.social-value").severity == "warn"
    assert "Social value weighs 5 % (Climate)" in only(findings, "uk.social-value").text()
    assert passes(findings)
    answered = replace(british, declarations=(declared("outside-scope", rule="uk.social-value"),))
    assert not named(check(answered, [UK], on=TODAY), "uk.social-value")


def test_the_2023_act_says_nothing_about_services_under_the_provider_selection_regime() -> None:
    findings = check(strategy(regime="uk-psr"), [UK], on=TODAY)
    assert [finding.name for finding in findings] == ["uk.provider-selection"]


def test_two_minimum_scores_on_one_criterion_do_not_fit_a_notice() -> None:
    text = WEIGHTED.replace(
        "weight: 40, scale: [0, 10]", "weight: 40, scale: [0, 10], min_score: 4, min_percent: 50"
    )
    finding = only(check(strategy(text), [EFORMS], on=TODAY), "eforms.thresholds")
    assert finding.text().startswith(
        "These criteria have two minimum scores, and a notice takes one each: quality."
    )
    one = text.replace(", min_percent: 50", "")
    assert not named(check(strategy(one), [EFORMS], on=TODAY), "eforms.thresholds")


@pytest.mark.parametrize(
    ("text", "said"), [(WEIGHTED, "per-exa"), (MONETISED, "BT-543")], ids=["percent", "without weights"]
)
def test_the_notice_code_of_the_weights_is_told(text: str, said: str) -> None:
    assert said in only(check(strategy(text), [EFORMS], on=TODAY), "eforms.weight-kind").text()


def test_points_carry_the_code_for_points() -> None:
    assert (
        "poi-exa" in only(check(strategy(weights="points"), [EFORMS], on=TODAY), "eforms.weight-kind").text()
    )


def test_the_format_of_notices_applies_whatever_the_regime() -> None:
    assert named(check(strategy(regime=None), [EFORMS], on=TODAY), "eforms.weight-kind")


def test_low_price_flags_are_explained_with_their_limits() -> None:
    flagged = strategy(low_price=LowPrice(mean=Fraction(40), next=Fraction(61, 2)))
    text = only(check(flagged, [EU], on=TODAY), "eu.low-price").text()
    assert "at least 40 % below the mean of the other bids, 30.5 % below the next higher price" in text
    assert "No limit" in only(check(strategy(), [EU], on=TODAY), "eu.low-price").text()


def test_limited_price_points_are_pointed_out() -> None:
    clamped = strategy(WEIGHTED.replace("proportional-to-lowest", "linear-from-lowest, clamp: 0"))
    assert named(check(clamped, [NO], on=TODAY), "no.negative-points")
    assert not named(check(strategy(), [NO], on=TODAY), "no.negative-points")


def test_life_cycle_costs_are_pointed_out_where_the_cost_has_parts() -> None:
    text = MONETISED.replace(
        "{id: price, kind: cost}", "{id: price, kind: cost, parts: [{id: buy}, {id: run}]}"
    )
    assert named(check(strategy(text), [EU], on=TODAY), "eu.life-cycle-cost")
    assert not named(check(strategy(MONETISED), [EU], on=TODAY), "eu.life-cycle-cost")


# What belongs to no law


def test_packs_without_a_regime_are_warned_of_and_nothing_of_a_regime_is_checked() -> None:
    findings = check(strategy(regime=None), [NO, EU], on=TODAY)
    assert [(finding.name, finding.severity) for finding in findings] == [("marketkit.regime", "warn")]


def test_no_packs_at_all_is_warned_of() -> None:
    findings = check(strategy(packs=()), [], on=TODAY)
    assert [(finding.name, finding.severity) for finding in findings] == [("marketkit.packs", "warn")]


def test_a_pack_that_has_nothing_to_say_says_that() -> None:
    finding = only(check(strategy(), [UK], on=TODAY), "marketkit.nothing-applies")
    assert finding.text() == "No rule of the pack uk applies to the regime no-part-3 on 2026-11-22."


def test_findings_stand_gravest_first() -> None:
    findings = check(strategy(declarations=(declared("x"),)), [EU, NO, EFORMS], on=TODAY)
    order = ["block", "warn", "info"]
    severities = [finding.severity for finding in findings]
    assert severities == sorted(severities, key=order.index)
    assert set(severities) == set(order)


# Properties


@given(
    regime=st.sampled_from([None, *REGIMES]),
    on=st.dates(date(2010, 1, 1), date(2040, 1, 1)),
    award=st.sampled_from(AWARD_METHODS),
    chosen=st.sampled_from(["requirements-instead", "monetised", "nonsense", None]),
)
def test_whatever_is_checked_holds_to_the_promises_of_a_finding(
    regime: str | None, on: date, award: str, chosen: str | None
) -> None:
    looked_at = strategy(regime=regime, award=award, declarations=(declared(chosen),))
    findings = check(looked_at, [NO, EU, UK, EFORMS], on=on)
    assert passes(findings) == ("block" not in {finding.severity for finding in findings})
    for finding in findings:
        assert finding.text("en") != finding.text("nb")
        assert "{" not in finding.text("en") + finding.text("nb")
        assert all(isinstance(value, str | bool) for value in finding.as_dict().values())
        if finding.rule is not None:
            assert finding.rule.applies(regime, on)
            assert finding.rule.verified or finding.severity != "block"
