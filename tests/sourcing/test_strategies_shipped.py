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


def test_the_three_strategies_ship() -> None:
    assert {path.stem for path in FILES} >= {
        "home-care-framework",
        "digital-follow-up",
        "medical-consumables",
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_ready_strategy_is_whole(path: Path) -> None:
    strategy = open_strategy(path)
    assert strategy.id == path.stem
    assert strategy.regime is not None
    assert strategy.packs
    assert all((strategy.price_basis.vat, strategy.price_basis.period, strategy.price_basis.options))
    for title in [strategy.title, *(criterion.title for criterion in strategy.walk())]:
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
