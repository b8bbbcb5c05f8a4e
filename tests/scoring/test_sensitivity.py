"""`marketkit sensitivity`: the JSON contract, the sentences, and what is said where a part has no meaning."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner, Result

from marketkit.cli import main
from marketkit.scoring.sensitivity import MOST_RESCORED, sensitivity
from marketkit.scoring.sensitivity_output import as_dict
from tests.scoring.builders import bids, strategy

# a 43 + 50·85/110 = 81.64, b 34 + 50·85/90 = 81.22, c 33 + 50 = 83
HOME = """
    id: home
    title: {en: Home care}
    currency: NOK
    award: weighted-sum
    price_basis: {vat: excluded}
    criteria:
      - id: care
        title: {en: Quality of care}
        kind: quality
        weight: 50
        parts:
          - {id: continuity, weight: 60, scale: [0, 10]}
          - {id: competence, weight: 40, scale: [0, 10]}
      - {id: price, title: {en: Price}, kind: cost, weight: 50, formula: {name: proportional-to-lowest}}
    """
ROWS = "bid,continuity,competence,price\na,9,8,110\nb,6,8,90\nc,5,9,85\n"
LOWEST = "id: x\ncurrency: NOK\naward: lowest-price\ncriteria: [{id: price, kind: cost}]\n"
QUALITY_ONLY = """
    id: x
    currency: NOK
    award: quality-only
    criteria:
      - {id: x, kind: quality, weight: 50, scale: [0, 10]}
      - {id: y, kind: quality, weight: 50, scale: [0, 10]}
    """


def run(folder: Path, strategy_text: str, bids_text: str, *options: str) -> Result:
    (folder / "strategy.yaml").write_text(dedent(strategy_text), encoding="utf-8")
    (folder / "bids.csv").write_text(bids_text, encoding="utf-8")
    files = [str(folder / "strategy.yaml"), str(folder / "bids.csv")]
    return CliRunner().invoke(main, ["sensitivity", *files, *options])


def found(folder: Path, strategy_text: str, bids_text: str, *options: str, code: int = 0) -> dict[str, Any]:
    result = run(folder, strategy_text, bids_text, "--json", *options)
    assert result.exit_code == code, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    assert list(read) == ["winner", "weights", "price_to_tie", "leave_one_out", "simulation", "warnings"]
    return read


def codes(read: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in read["warnings"]]


def test_the_whole_json_by_hand(tmp_path: Path) -> None:
    read = found(tmp_path, HOME, ROWS)
    assert read["winner"] == "c"
    assert list(read["weights"]) == ["care", "continuity", "competence", "price"]
    # price: c leads a by 0.2273 of a share and trails by 0.2 in care: level at 0.2/0.4273 = 0.46809
    assert read["weights"]["price"] == {
        "weight": "50.0000",
        "low": "46.8085",
        "high": "100.0000",
        "low_rival": "a",
        "high_rival": None,
    }
    # a 43 + 50·85/x = 83 → x = 106.25; b 34 + 50·85/x = 83 → 86.7347
    assert read["price_to_tie"] == {"a": "106.2500", "b": "86.7347"}
    assert read["leave_one_out"][0] == {
        "without": "c",
        "order_before": [["a"], ["b"]],
        "order_after": [["b"], ["a"]],
        "changed": True,
        "cause": "Without c the lowest price of criterion price rises from 85.00 to 90.00",
    }
    assert read["leave_one_out"][1] == {
        "without": "a",
        "order_before": [["c"], ["b"]],
        "order_after": [["c"], ["b"]],
        "changed": False,
        "cause": None,
    }
    simulation = read["simulation"]
    assert (simulation["over"], simulation["draws"], simulation["seed"]) == ("weights", 10000, 0)
    # c is first from a price weight of 46.8085 % up: 53.19 % of the weights; standard deviation half a percent
    assert abs(float(simulation["first_place_share"]["c"]) - 0.5319) < 0.03
    assert read["warnings"] == []


def test_the_sentences_say_the_same(tmp_path: Path) -> None:
    result = run(tmp_path, HOME, ROWS)
    assert result.exit_code == 0
    text = result.stdout
    assert "Price could weigh as little as 46.81 % before a would win." in text
    assert "Quality of care could weigh up to 53.19 % before a would win." in text
    assert "Prices in NOK (VAT excluded)." in text
    assert "106.25" in text
    assert "the order a, b becomes b, a." in text
    assert "10000 random sets of weights (seed 0)" in text
    assert "it explains and audits, and never chooses" in text
    assert "can reveal the winner's price" in text


def test_points_are_named_in_the_sentences_and_no_change_is_said(tmp_path: Path) -> None:
    points = QUALITY_ONLY.replace("criteria:", "weights: points\n    criteria:")
    text = run(tmp_path, points, "bid,x,y\na,8,2\nb,4,4\n").stdout
    # a leads by 0.4 in x and trails by 0.2 in y: level where y weighs 2/3 of 100 points
    assert "y could weigh up to 66.67 points before b would win." in text
    assert "The order of the others stays the same whichever bid is left out." in text
    assert "Whatever x weighs" not in text
    text = run(tmp_path, points, "bid,x,y\na,8,8\nb,4,4\n").stdout
    assert "Whatever x weighs, a stays first." in text


def test_the_decimals_follow_the_strategy_and_never_fall_below_four(tmp_path: Path) -> None:
    fine = HOME.replace("criteria:", "rounding: {places: 6}\n    criteria:")
    read = found(tmp_path, fine, ROWS)
    assert read["price_to_tie"]["b"] == "86.734694"
    assert read["weights"]["price"]["low"] == "46.808511"
    coarse = HOME.replace("criteria:", "rounding: {places: 0}\n    criteria:")
    assert found(tmp_path, coarse, ROWS)["price_to_tie"]["b"] == "86.7347"


def test_several_cost_criteria_give_a_map_for_each_bid(tmp_path: Path) -> None:
    two = """
        id: two
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: quality, kind: quality, weight: 50, scale: [0, 10]}
          - {id: buy, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
          - {id: run, kind: cost, weight: 10, formula: {name: linear-fixed, low: 0, high: 100}}
        """
    # c 46 + 20 + 5 = 71 against 75 lacks 4: 10 of buying, 40 of running; d lacks 25
    read = found(tmp_path, two, "bid,quality,buy,run\na,10,50,50\nc,9.2,50,50\nd,5,50,50\n")
    assert read["price_to_tie"] == {
        "c": {"buy": "40.0000", "run": "10.0000"},
        "d": {"buy": None, "run": None},
    }


def test_a_shared_first_place_has_no_winner_and_says_so(tmp_path: Path) -> None:
    read = found(tmp_path, LOWEST, "bid,price\na,10\nb,10\nc,12\n")
    assert read["winner"] is None
    assert read["weights"] == {}
    assert read["price_to_tie"] == {"c": "10.0000"}
    assert codes(read) == ["no-weight-intervals", "tied-first-place", "no-simulation"]
    read = found(tmp_path, QUALITY_ONLY, "bid,x,y\na,8,2\nb,8,2\n")
    assert (read["winner"], read["weights"], read["price_to_tie"]) == (None, {}, {})
    assert codes(read) == ["tied-first-place", "no-price-to-tie"]
    assert read["simulation"]["first_place_share"] == {"a": "0.5000", "b": "0.5000"}
    assert "First place is shared (a, b)" in read["warnings"][0]["text"]


def test_without_cost_every_loser_has_no_price_to_tie(tmp_path: Path) -> None:
    read = found(tmp_path, QUALITY_ONLY, "bid,x,y\na,8,2\nb,4,4\n")
    assert read["price_to_tie"] == {"b": None}
    assert codes(read) == ["no-price-to-tie"]


def test_nobody_left_is_fine_and_empty(tmp_path: Path) -> None:
    strict = QUALITY_ONLY.replace("scale: [0, 10]", "scale: [0, 10], min_score: 9")
    read = found(tmp_path, strict, "bid,x,y\na,8,2\n")
    assert read["winner"] is None
    assert read["leave_one_out"] == []
    assert read["simulation"]["first_place_share"] == {}
    assert codes(read) == ["no-bids-left"]


def test_a_method_without_a_value_is_exit_1_and_still_json(tmp_path: Path) -> None:
    read = found(tmp_path, HOME, ROWS.replace("110", "0"), "--draws", "5", "--seed", "9", code=1)
    assert read["winner"] is None
    assert read["price_to_tie"] == {} and read["leave_one_out"] == []
    assert read["simulation"] == {"over": "weights", "draws": 5, "seed": 9, "first_place_share": {}}
    assert codes(read) == ["not-computable"]
    assert run(tmp_path, HOME, ROWS.replace("110", "0")).exit_code == 1


def test_bad_input_is_exit_2_with_every_fault(tmp_path: Path) -> None:
    result = run(tmp_path, HOME, ROWS.replace("110", "x"), "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"][0]["value"] == "x"


@pytest.mark.parametrize("options", [("--draws", "0"), ("--draws", "1000001"), ("--seed", "-1")])
def test_draws_and_seeds_out_of_range_are_refused(tmp_path: Path, options: tuple[str, str]) -> None:
    result = run(tmp_path, HOME, ROWS, "--json", *options)
    assert result.exit_code == 2
    assert options[0] in json.loads(result.stdout)["errors"][0]["message"]


def test_the_order_of_the_bids_has_no_influence() -> None:
    read = strategy(HOME)
    header, *rows = ROWS.splitlines(keepends=True)
    forwards = sensitivity(read, bids(ROWS, read), draws=500, seed=1)
    backwards = sensitivity(read, bids(header + "".join(reversed(rows)), read), draws=500, seed=1)
    assert as_dict(forwards) == as_dict(backwards)


def test_more_bids_than_are_scored_anew_for_each_bid_are_told(tmp_path: Path) -> None:
    rows = "".join(f"b{number},{number + 1}\n" for number in range(MOST_RESCORED + 1))
    read = found(tmp_path, LOWEST, f"bid,price\n{rows}")
    assert read["winner"] == "b0"
    assert read["price_to_tie"] == {} and read["leave_one_out"] == []
    assert "too-many-bids" in codes(read)


def test_scoring_loads_nothing_heavy(tmp_path: Path) -> None:
    assert run(tmp_path, HOME, ROWS).exit_code == 0
    files = [str(tmp_path / "strategy.yaml"), str(tmp_path / "bids.csv")]
    program = (
        "import sys; from marketkit.cli import main; "
        f"main.main(['score', *{files!r}], standalone_mode=False); "
        "heavy = {'numpy', 'pandas', 'flask', 'sqlalchemy', 'openpyxl'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Winner: c." in done.stdout


def test_over_scores_the_draws_move_the_scores(tmp_path: Path) -> None:
    # a leads b by a tenth of the scale and nothing else: b leads in (1/2)²/2 of the draws
    fixed = """
        id: x
        currency: NOK
        award: weighted-sum
        criteria:
          - {id: q, kind: quality, weight: 50, scale: [0, 10]}
          - {id: price, kind: cost, weight: 50, formula: {name: linear-fixed, low: 0, high: 100}}
        """
    options = ("--over", "scores", "--draws", "20000", "--seed", "4")
    read = found(tmp_path, fixed, "bid,q,price\na,6,50\nb,5,50\n", *options)
    simulation = read["simulation"]
    assert (simulation["over"], simulation["draws"], simulation["seed"]) == ("scores", 20000, 4)
    assert abs(float(simulation["first_place_share"]["a"]) - 0.875) < 0.02
    text = run(tmp_path, fixed, "bid,q,price\na,6,50\nb,5,50\n", *options).stdout
    assert "First places under 20000 random sets of scores (seed 4)" in text
    assert "Each score was moved by up to a tenth of its scale either way" in text
    percent = f"{100 * float(simulation['first_place_share']['a']):.2f}".rstrip("0")
    assert f"a stays first in {percent} percent of the draws." in text


def test_over_scores_methods_without_weights_are_drawn_and_those_without_scores_say_so(
    tmp_path: Path,
) -> None:
    worth = """
        id: x
        currency: NOK
        award: monetised-quality
        criteria:
          - {id: q, kind: quality, worth: 100, scale: [0, 10]}
          - {id: price, kind: cost}
        """
    read = found(tmp_path, worth, "bid,q,price\na,9,50\nb,1,50\n", "--over", "scores")
    assert read["simulation"]["first_place_share"] == {"a": "1.0000", "b": "0.0000"}
    assert codes(read) == ["no-weight-intervals"]
    read = found(tmp_path, LOWEST, "bid,price\na,10\nb,12\n", "--over", "scores")
    assert read["simulation"]["first_place_share"] == {}
    assert codes(read) == ["no-weight-intervals", "no-simulation"]
    assert read["warnings"][1]["text"] == "No score counts in this ranking, so there are none to draw."


def test_over_something_else_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path, HOME, ROWS, "--over", "prices").exit_code == 2
