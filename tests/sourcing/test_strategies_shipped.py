"""The ready strategies: whole in both languages, clean against their own packs, and scored as their comments say."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketkit.cli import main
from marketkit.sourcing.check import check
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.reader import open_strategy
from marketkit.sourcing.rule_kinds import combined_weight
from marketkit.sourcing.strategy import Strategy

RULES = Path(__file__).parents[2] / "sourcing_rules"
FILES = sorted((RULES / "strategies").glob("*.yaml"))
TODAY = date(2026, 11, 22)


def shipped(name: str) -> Strategy:
    return open_strategy(RULES / "strategies" / f"{name}.yaml")


def test_the_eight_strategies_ship() -> None:
    assert {path.stem for path in FILES} >= {
        "home-care-framework",
        "digital-follow-up",
        "medical-consumables",
        "nursing-home-places",
        "welfare-technology",
        "food-service",
        "patient-transport",
        "innovation-partnership",
    }


def test_the_ready_strategies_show_five_ways_of_weighing_price_against_quality() -> None:
    ways = {(strategy.award, _formula(strategy)) for strategy in map(open_strategy, FILES)}
    assert ways >= {
        ("weighted-sum", "linear-fixed"),
        ("weighted-sum", "logarithmic"),
        ("markup", None),
        ("monetised-quality", None),
        ("price-per-quality-point", None),
    }


def _formula(strategy: Strategy) -> str | None:
    formula = strategy.cost_criteria[0].formula
    return formula.name if formula else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_ready_strategy_is_whole(path: Path) -> None:
    strategy = open_strategy(path)
    assert strategy.id == path.stem
    assert strategy.regime is not None
    assert strategy.packs
    basis = strategy.price_basis
    assert basis.vat and basis.period and basis.options
    for title in [strategy.title, basis.period, *(criterion.title for criterion in strategy.walk())]:
        assert set(title) == {"en", "nb"}
        assert title["en"] != title["nb"]
    assert any(criterion.min_score is not None for criterion in strategy.walk())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_ready_strategy_says_why_in_words(path: Path) -> None:
    comment = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert len(" ".join(comment).split()) >= 200
    assert sum(bool(re.match("# Why ", line)) for line in comment) >= 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_ready_strategy_satisfies_its_own_packs_with_nothing_to_warn_of(path: Path) -> None:
    strategy = open_strategy(path)
    findings = check(strategy, open_packs(RULES / "packs", strategy.packs), on=TODAY)
    assert findings
    assert [finding.text() for finding in findings if finding.severity != "info"] == []


def test_the_home_care_framework_has_three_winners_and_stands_under_part_4() -> None:
    strategy = shipped("home-care-framework")
    assert (strategy.regime, strategy.award_to) == ("no-part-4", 3)


def test_climate_weighs_at_least_thirty_percent_in_consumables() -> None:
    strategy = shipped("medical-consumables")
    assert strategy.regime == "no-part-3"
    assert combined_weight(strategy, "climate-environment") == 30


def test_the_worths_of_digital_follow_up_are_those_of_the_declared_reason() -> None:
    strategy = shipped("digital-follow-up")
    worth = {leaf.id: leaf.worth or Fraction(0) for leaf in strategy.leaves() if not leaf.is_cost}
    climate = worth["equipment-life"] + worth["take-back"]
    assert climate == 2_700_000
    assert sum(worth.values()) - climate == 4_500_000
    assert climate / (sum(worth.values()) + 1_800_000) == Fraction(30, 100)
    reason = strategy.declarations[0].reason
    assert all(amount in reason for amount in ("NOK 2,700,000", "NOK 4,500,000", "NOK 1,800,000"))


def scored(name: str, bids: str, tmp_path: Path) -> dict[str, dict[str, object]]:
    path = tmp_path / "bids.csv"
    path.write_text(bids, encoding="utf-8")
    strategy = RULES / "strategies" / f"{name}.yaml"
    result = CliRunner().invoke(main, ["score", str(strategy), str(path), "--json"])
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    return {"winners": answer["winners"], **{each["bid"]: each for each in answer["ranking"]}}


def test_ten_kroner_an_hour_are_one_point_in_the_home_care_framework(tmp_path: Path) -> None:
    bids = """\
bid,continuity,competence,safety,full-time,apprentices,start-up,price
A,6,8,8,80,5,2,590
B,6,8,8,80,5,2,600
C,6,8,8,80,5,2,490
D,3,9,9,90,9,1,500
"""
    result = scored("home-care-framework", bids, tmp_path)
    # B: care 45 · (0.45·0.6 + 0.35·0.8 + 0.20·0.8) = 31.95; terms 15 · (0.6·0.8 + 0.4·0.5) = 10.2;
    # start-up 10 · 8/9; price 30 · (80 − 60)/30 = 20
    assert result["B"]["total_exact"] == str(Fraction("62.15") + Fraction(80, 9))
    assert Fraction(str(result["A"]["total_exact"])) - Fraction(str(result["B"]["total_exact"])) == 1
    assert Fraction(str(result["C"]["total_exact"])) - Fraction(str(result["B"]["total_exact"])) == 11
    assert result["winners"] == ["C", "A", "B"]
    assert "D" not in result  # continuity 3 of 10 is below the limit


def test_digital_follow_up_takes_the_worth_of_quality_off_the_whole_cost(tmp_path: Path) -> None:
    bids = """\
bid,patient-use,clinical-overview,integration,repair-time,equipment-life,take-back,licences,equipment,starting-up,handing-over
A,8,7,5,13,4,5,4000000,7500,600000,150000
"""
    result = scored("digital-follow-up", bids, tmp_path)
    # cost 4 000 000 + 400 · 7500 + 600 000 + 150 000 = 7 750 000; worth 1 200 000 + 1 050 000 + 450 000 + 300 000
    # + 750 000 + 600 000 = 4 350 000
    assert result["A"]["total_exact"] == "3400000"


def test_a_consumables_bid_without_climate_marks_carries_three_quarters_of_its_price_on_top(
    tmp_path: Path,
) -> None:
    bids = """\
bid,harmful-substances,packaging,transport,staff-trial,stock,gloves,pads,dressings,syringes
A,100,10,100,10,90,50,80,200,100
B,0,0,0,10,90,50,80,200,100
"""
    result = scored("medical-consumables", bids, tmp_path)
    # 48 000 · 50 + 36 000 · 80 + 9 000 · 200 + 6 000 · 100 = 7 680 000; B: · 1.75
    assert result["A"]["total_exact"] == "7680000"
    assert result["B"]["total_exact"] == "13440000"


@pytest.mark.parametrize("name", ["food-service", "patient-transport", "innovation-partnership"])
def test_climate_weighs_thirty_percent_where_no_reason_is_declared(name: str) -> None:
    strategy = shipped(name)
    assert strategy.declarations == ()
    assert combined_weight(strategy, "climate-environment") == 30


def test_the_worths_of_welfare_technology_are_those_of_the_declared_reason_and_of_the_comments() -> None:
    strategy = shipped("welfare-technology")
    worth = {leaf.id: leaf.worth or Fraction(0) for leaf in strategy.leaves() if not leaf.is_cost}
    climate = worth["equipment-life"] + worth["reuse"]
    assert (climate, sum(worth.values()) - climate) == (6_000_000, 9_900_000)
    assert climate / (sum(worth.values()) + 4_100_000) == Fraction(30, 100)
    assert worth["false-alarms"] == (30 - 5) * 15 * 208 * 50  # hundreds of users, weeks, kroner an alarm
    assert worth["batteries"] == (4 - 0) * 1500 * 400
    reason = strategy.declarations[0].reason
    assert all(amount in reason for amount in ("NOK 6,000,000", "NOK 9,900,000", "NOK 4,100,000"))


def test_a_nursing_home_of_75_points_pays_forty_kroner_a_point(tmp_path: Path) -> None:
    bids = """\
bid,nurses,medication,dementia,activity,food,families,full-time,learning,price
A,45,10,10,5,5,5,50,5,3000
B,45,10,10,5,5,5,55,5,3024
C,45,4,10,10,10,10,100,10,2000
D,45,10,10,1,1,1,10,1,1000
"""
    result = scored("nursing-home-places", bids, tmp_path)
    # A: care 50, daily life 15, staff 10, so 75 points; 3000 · 58 400 / 75 = 40 · 58 400
    assert result["A"]["total_exact"] == str(40 * 58_400)
    # B: five percent more full-time positions are 20 · 0.6 · 0.05 = 0.6 points, and 24 kroner more: the same again
    assert result["B"]["total_exact"] == str(40 * 58_400)
    # C: medication 4 of 10 is below the limit; D: 50 + 3 + 2 = 55 of 100 points is too
    assert set(result) == {"winners", "A", "B"}


def test_welfare_technology_takes_four_fifths_of_the_worth_of_false_alarms_off_at_ten(tmp_path: Path) -> None:
    bids = """\
bid,gets-through,false-alarms,ease-of-use,batteries,integration,equipment-life,reuse,alarms,sensors,operation,starting-up,handing-over
A,8,10,5,1,10,3,100,2000,1200,7000000,500000,200000
"""
    result = scored("welfare-technology", bids, tmp_path)
    # cost 1500 · 2000 + 2500 · 1200 + 7 000 000 + 500 000 + 200 000 = 13 700 000
    # worth 0.8 · 1 500 000 + 0.8 · 3 900 000 + 0.5 · 1 200 000 + 0.75 · 2 400 000 + 900 000 + 0 + 2 500 000
    #     = 1 200 000 + 3 120 000 + 600 000 + 1 800 000 + 900 000 + 2 500 000 = 10 120 000
    assert result["A"]["total_exact"] == "3580000"


def test_a_krone_a_meal_is_one_point_in_food_service(tmp_path: Path) -> None:
    bids = """\
bid,tasting,nutrition,choice,waste,organic,deliveries,price
A,8,6,3,5,25,100,95
B,8,6,3,5,25,100,96
C,4,10,5,10,50,100,80
"""
    result = scored("food-service", bids, tmp_path)
    # quality 35 · (0.45 · 0.8 + 0.35 · 0.6 + 0.2 · 0.5) = 23.45; climate 30 · (0.2 + 0.15 + 0.3) = 19.5;
    # price 35 · (115 − 95) / 35 = 20
    assert result["A"]["total_exact"] == str(Fraction("62.95"))
    assert result["B"]["total_exact"] == str(Fraction("61.95"))
    assert "C" not in result  # 4 of 10 in the tasting is below the limit


def test_twice_the_lowest_price_takes_all_points_for_price_in_patient_transport(tmp_path: Path) -> None:
    bids = """\
bid,punctuality,drivers,wheelchairs,climate,car,wheelchair-vehicle,waiting
A,10,10,12,100,20,40,400
B,10,10,12,100,40,80,800
"""
    result = scored("patient-transport", bids, tmp_path)
    # a logarithm is seldom exact, so the totals are decimal texts; of 2 to the base 2 it is 1
    assert [Fraction(str(result[bid]["total"])) for bid in "AB"] == [100, 60]


def test_in_the_innovation_partnership_a_point_is_400_000_for_development_and_200_a_user_later(
    tmp_path: Path,
) -> None:
    bids = """\
bid,effect,need,plan,low-load,years-of-use,development,later-price
A,10,10,10,10,8,4000000,1500
B,10,10,10,10,8,4400000,1500
C,10,10,10,10,8,4000000,1700
D,4,10,10,10,8,4000000,1500
"""
    result = scored("innovation-partnership", bids, tmp_path)
    assert [result[bid]["total_exact"] for bid in "ABC"] == ["100", "99", "99"]
    assert "D" not in result  # 4 of 10 for the effect is below the limit
