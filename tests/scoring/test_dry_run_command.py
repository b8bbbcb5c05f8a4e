"""`marketkit dry-run`: the JSON contract, the sentences, the rule packs' help, and what bad input is told."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner, Result

from marketkit.cli import main
from marketkit.scoring.dry_run import MOST_BIDS, DryRun, dry_run
from marketkit.scoring.dry_run_output import as_dict
from marketkit.scoring.dry_run_report import (
    agreement_sentence,
    lines,
    origin_sentence,
    price_sentences,
    weight_sentence,
)
from marketkit.sourcing.bids import Bid
from tests.scoring.builders import bids, strategy

# Quality 60 points and a price of 40 points over 100 kroner: a point is 2.50 kroner.
PLAIN = """
    id: x
    title: {en: Home care}
    currency: NOK
    award: weighted-sum
    criteria:
      - {id: quality, title: {en: Quality of care}, kind: quality, weight: 60, scale: [0, 10], min_score: 2}
      - {id: price, kind: cost, weight: 40, formula: {name: linear-fixed, low: 0, high: 100}}
    """
# a 48 + 20 = 68, b 30 + 24 = 54, c 54 + 4 = 58; d is out
ROWS = "bid,quality,price\na,8,50\nb,5,40\nc,9,90\nd,1,10\n"
MONETISED = """
    id: x
    regime: no-part-3
    packs: [no]
    currency: NOK
    award: monetised-quality
    criteria:
      - {id: ease, kind: quality, worth: 300, scale: [0, 10]}
      - {id: climate, kind: sustainability, counts_as: [climate-environment], worth: 500, scale: [0, 10]}
      - {id: price, kind: cost}
    """
DAY = date(2026, 11, 23)


def run(folder: Path, text: str, *options: str, rows: str | None = None) -> Result:
    (folder / "s.yaml").write_text(dedent(text), encoding="utf-8")
    extra: tuple[str, ...] = ()
    if rows is not None:
        (folder / "b.csv").write_text(rows, encoding="utf-8")
        extra = ("--bids", str(folder / "b.csv"))
    result = CliRunner().invoke(main, ["dry-run", str(folder / "s.yaml"), *extra, *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def found(folder: Path, text: str, *options: str, rows: str | None = None, code: int = 0) -> dict[str, Any]:
    result = run(folder, text, "--json", *options, rows=rows)
    assert result.exit_code == code, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def tried(text: str, rows: str) -> DryRun:
    read = strategy(text)
    return dry_run(read, bids(rows, read), on=DAY)


def test_the_json_has_what_score_has_and_what_the_dry_run_found(tmp_path: Path) -> None:
    read = found(tmp_path, PLAIN, rows=ROWS)
    assert list(read) == [
        "strategy",
        "better",
        "winners",
        "undecided",
        "ranking",
        "excluded",
        "flags",
        "warnings",
        "trial",
        "bids",
        "method",
        "price_of_quality",
        "effective_weights",
        "extremes",
        "withdrawals",
        "reference_price",
        "other_methods",
        "findings",
    ]
    assert (read["trial"], read["winners"], read["warnings"]) == (True, ["a"], [])
    assert [entry["bid"] for entry in read["ranking"]] == ["a", "c", "b"]
    assert [entry["bid"] for entry in read["excluded"]] == ["d"]
    assert read["bids"]["invented"] is None
    assert read["bids"]["raw"][3] == {
        "bid": "d",
        "raw": {"quality": "1.0000", "price": "10.0000"},
        "raw_exact": {"quality": "1", "price": "10"},
    }
    assert read["method"]["point_price"] == "fixed"
    assert read["method"]["known_before_opening"] is True
    assert (read["method"]["relative_to"], read["method"]["rank_can_reverse"]) == ([], False)


def test_the_json_by_hand(tmp_path: Path) -> None:
    read = found(tmp_path, PLAIN, rows=ROWS)
    (prices,) = read["price_of_quality"]
    assert (prices["bid"], prices["price"], prices["point"], prices["point_exact"]) == (
        "a",
        "50.0000",
        "2.5000",
        "5/2",
    )
    assert prices["criteria"]["quality"]["amount"] == "150.0000"
    assert prices["criteria"]["quality"]["step_exact"] == "15"
    # 54 − 30 of quality and 24 − 4 of price
    weights = read["effective_weights"]
    assert (weights["quality"]["stated"], weights["quality"]["effective_exact"]) == ("60.0000", "600/11")
    assert (weights["price"]["effective"], weights["price"]["spread"]) == ("45.4545", "20.0000")
    cheapest, dearest = read["extremes"]
    # b at 40 with the least allowed, 2 of 10: 12 + 24; c with full marks 60 + 4
    assert (cheapest["bid"], cheapest["raw"]["quality"], cheapest["outcome"]) == ("b", "2.0000", "loses")
    assert (dearest["bid"], dearest["outcome"], dearest["first"]) == ("c", "loses", ["a"])
    assert read["withdrawals"] == {"tried": 2, "changing": 0, "bids": []}
    # the mean of those still in
    assert read["reference_price"] == {"price": {"amount": "60.0000", "amount_exact": "60"}}
    own, *others = read["other_methods"]
    assert (own["own"], own["award"], own["formula"], own["same_winners"]) == (
        True,
        "weighted-sum",
        "linear-fixed",
        True,
    )
    lowest = next(other for other in others if other["award"] == "lowest-price")
    assert (lowest["order"], lowest["same_winners"]) == ([["b"], ["a"], ["c"]], False)
    only = next(other for other in others if other["award"] == "quality-only")
    assert (only["comparable"], only["order"], only["computable"]) == (False, None, None)


def test_the_report_says_the_same(tmp_path: Path) -> None:
    text = run(tmp_path, PLAIN, rows=ROWS).stdout
    for sentence in (
        "Trial calculation, for designing the strategy before it is published.",
        "4 bids as given.",
        "Winner: a. It leads c by 10.00.",
        "One point of quality may cost 2.5 NOK.",
        "The same at the price of every one of these bids.",
        "Quality of care decides most: 54.55 percent of what parts these bids.",
        "The cheapest bid (b) would not win with the worst marks allowed; a would.",
        "The dearest bid (c) would not win even with full marks; a would.",
        "The winner stays the same whichever losing bid is withdrawn.",
        "lowest-price: The price alone decides.",
        "The strategy names no rule packs",
    ):
        assert sentence in text, sentence


def test_an_estimate_draws_the_bids_and_is_the_reference_price(tmp_path: Path) -> None:
    options = ("--price", "60 000 kr", "--count", "7", "--seed", "3")
    read = found(tmp_path, PLAIN.replace("high: 100", "high: 100000"), *options)
    assert read["bids"]["invented"] == {"price": "60000.0000", "count": 7, "seed": 3}
    assert len(read["ranking"]) == 7
    assert read["reference_price"]["price"]["amount_exact"] == "60000"
    again = found(tmp_path, PLAIN.replace("high: 100", "high: 100000"), *options)
    assert again == read
    text = run(tmp_path, PLAIN.replace("high: 100", "high: 100000"), *options).stdout
    assert "7 invented bids around 60000 NOK (number of the draw: 3)." in text


def test_rates_that_change_with_the_price_are_said_to(tmp_path: Path) -> None:
    text = run(tmp_path, PLAIN.replace("linear-fixed, low: 0, high: 100", "average-based"), rows=ROWS).stdout
    assert "Taken at a, in first place at 50 NOK" in text
    assert "These are rates for small steps at that price" in text
    # the mean is 60: (60/40)·50²/60 = 62.5 at a, 40² and 90² at the others
    assert "quality 62.50 6.25 40.00 202.50" in " ".join(text.split())


def test_a_formula_cut_off_at_the_first_bid_has_no_price_of_quality(tmp_path: Path) -> None:
    text = run(tmp_path, PLAIN.replace("high: 100", "high: 45, clamp: 0"), rows=ROWS).stdout
    # c 54 + 0 is first
    assert "price has its points cut off at the first bid's price" in text
    assert "One point" not in text


def test_the_rule_packs_get_the_effective_weights_as_help(tmp_path: Path) -> None:
    rows = "bid,ease,climate,price\na,9,5,1000\nb,4,8,1200\n"
    read = found(tmp_path, MONETISED, rows=rows)
    (finding,) = [finding for finding in read["findings"] if finding["rule"] == "no.climate-weight"]
    # 500·0.3 of 150 + 150 + 200
    assert "weigh about 30 %" in finding["text"]
    text = run(tmp_path, MONETISED, rows=rows).stdout
    assert "weigh about 30 %" in " ".join(text.split())
    assert "Must be put right (1)" in text
    # a finding that must be put right is no reason to fail: the ranking was found
    assert run(tmp_path, MONETISED, rows=rows).exit_code == 0


def test_a_method_without_a_value_is_exit_1_and_still_json(tmp_path: Path) -> None:
    text = PLAIN.replace("linear-fixed, low: 0, high: 100", "proportional-to-lowest")
    read = found(tmp_path, text, rows="bid,quality,price\na,5,0\nb,6,5\n", code=1)
    assert [warning["code"] for warning in read["warnings"]] == ["not-computable"]
    assert (read["ranking"], read["price_of_quality"], read["effective_weights"]) == ([], [], {})
    assert (read["extremes"], read["withdrawals"]) == ([], None)
    assert "lowest-price" in [each["award"] for each in read["other_methods"] if each["order"]]
    assert run(tmp_path, text, rows="bid,quality,price\na,5,0\nb,6,5\n").exit_code == 1


def test_nobody_left_is_fine_and_empty(tmp_path: Path) -> None:
    read = found(tmp_path, PLAIN, rows="bid,quality,price\na,1,5\n")
    assert [warning["code"] for warning in read["warnings"]] == ["no-bids-left"]
    assert (read["other_methods"], read["reference_price"], read["withdrawals"]) == ([], {}, None)
    assert "No bid is left to rank." in run(tmp_path, PLAIN, rows="bid,quality,price\na,1,5\n").stdout


def test_without_a_cost_criterion_neither_price_nor_bids_are_needed(tmp_path: Path) -> None:
    only = """
        id: x
        currency: NOK
        award: quality-only
        criteria: [{id: quality, kind: quality, weight: 100, scale: [0, 10]}]
        """
    read = found(tmp_path, only)
    assert read["bids"]["invented"] == {"price": None, "count": 5, "seed": 0}
    assert read["method"]["known_before_opening"] is None
    assert "5 invented bids (number of the draw: 0)." in run(tmp_path, only).stdout
    assert found(tmp_path, only, "--price", "100")["bids"]["invented"]["price"] is None


def errors(result: Result) -> list[str]:
    assert result.exit_code == 2
    return [error["message"] for error in json.loads(result.stdout)["errors"]]


def test_without_price_and_bids_it_says_what_to_give(tmp_path: Path) -> None:
    (message,) = errors(run(tmp_path, PLAIN, "--json"))
    assert "--price 1000000" in message and "--bids FILE" in message
    (message,) = errors(run(tmp_path, PLAIN, "--json", "--price", "5", rows=ROWS))
    assert "not both" in message


@pytest.mark.parametrize(
    ("price", "words"),
    [("1,000", "two ways"), ("0", "above 0"), ("-5", "above 0"), ("lots", "not a number"), ("5 €", "not a")],
)
def test_a_price_that_cannot_be_used_is_named(tmp_path: Path, price: str, words: str) -> None:
    (message,) = errors(run(tmp_path, PLAIN, "--json", f"--price={price}"))
    assert message.startswith("--price: ") and words in message


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    unknown = PLAIN.replace("award:", "packs: [atlantis]\n    award:")
    messages = errors(run(tmp_path, unknown, "--json", rows=ROWS.replace("50", "x")))
    assert len(messages) == 2 and "atlantis" in messages[0] and "not a number" in messages[1]
    messages = errors(run(tmp_path, PLAIN.replace("weight: 60", "weight: 50"), "--json"))
    assert len(messages) == 2 and "sum to 90" in messages[0] and "--price" in messages[1]


@pytest.mark.parametrize(
    "options", [("--count", "1"), ("--count", "101"), ("--seed", "-1"), ("--price", "5", "--count", "x")]
)
def test_options_out_of_range_are_refused(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert run(tmp_path, PLAIN, "--json", *options).exit_code == 2


def test_the_order_of_the_bids_has_no_influence() -> None:
    read = strategy(PLAIN)
    given = bids(ROWS, read)
    assert as_dict(dry_run(read, given, on=DAY)) == as_dict(dry_run(read, given[::-1], on=DAY))


def test_more_bids_than_withdrawals_are_tried_for_are_told() -> None:
    read = strategy(PLAIN)
    many = [
        Bid(id=f"b{number}", raw={"quality": Fraction(5), "price": Fraction(number, 10)})
        for number in range(MOST_BIDS + 1)
    ]
    tried_many = dry_run(read, many, on=DAY)
    assert tried_many.withdrawals is None
    assert [notice.code for notice in tried_many.warnings] == ["too-many-bids"]
    assert "Withdrawals are tried for at most 200 bids." in list(lines(tried_many))


def test_every_sentence_can_be_said_in_another_language() -> None:
    made = tried(PLAIN, ROWS)
    assert made.withdrawals is not None
    sentences = [
        *made.facts.sentences,
        *(extreme.sentence for extreme in made.extremes),
        *made.withdrawals.sentences,
        *price_sentences(made.strategy, made.prices[0]),
        weight_sentence(made),
        agreement_sentence(made),
        origin_sentence(made),
        *(said for each in made.alternatives if (said := each.conversion or each.why_not) is not None),
    ]
    assert len(sentences) > 20
    assert all(said.translated(lambda text: f"~{text}") == f"~{said}" for said in sentences)


def test_the_dry_run_loads_nothing_heavy(tmp_path: Path) -> None:
    assert run(tmp_path, PLAIN, rows=ROWS).exit_code == 0
    arguments = ["dry-run", str(tmp_path / "s.yaml"), "--bids", str(tmp_path / "b.csv")]
    program = (
        "import sys; from marketkit.cli import main; "
        f"main.main({arguments!r}, standalone_mode=False); "
        "heavy = {'numpy', 'pandas', 'flask', 'sqlalchemy', 'openpyxl'}; "
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Winner: a." in done.stdout
