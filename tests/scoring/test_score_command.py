"""`marketkit score`: exit codes, what is printed where, and that both files' faults are told."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from marketkit.cli import main

STRATEGY = """\
id: home-care
title: {en: Home care, nb: Hjemmetjenester}
packs: [atlantis]
regime: no-part-3
currency: NOK
price_basis: {vat: excluded, period: 4 years, options: {en: two more years, nb: to år til}}
award: weighted-sum
criteria:
  - {id: quality, kind: quality, weight: 60, scale: [0, 10], min_score: 2}
  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
"""
BIDS = "bid,quality,price\nÅse,5,100\nBo,10,200\nCai,1,50\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(STRATEGY, encoding="utf-8")
    (tmp_path / "b.csv").write_text(BIDS, encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str, strategy: str = "s.yaml", bids: str = "b.csv") -> Result:
    result = CliRunner().invoke(main, ["score", str(folder / strategy), str(folder / bids), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def errors(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 2
    found: dict[str, Any] = json.loads(result.stdout)
    assert set(found) == {"errors"}
    keys = {"file", "line", "sheet", "row", "column", "value", "message"}
    assert all(set(error) == keys for error in found["errors"])
    # every fault also stands on standard error, one a line
    assert len(result.stderr.splitlines()) == len(found["errors"])
    return list(found["errors"])


def test_json_has_exactly_the_published_keys(folder: Path) -> None:
    result = run(folder, "--json")
    assert result.exit_code == 0 and result.stderr == ""
    found = json.loads(result.stdout)
    assert list(found) == [
        "strategy",
        "better",
        "winners",
        "undecided",
        "ranking",
        "excluded",
        "flags",
        "warnings",
    ]
    assert set(found["strategy"]) == {"id", "sha256", "award", "currency"}
    entry = found["ranking"][0]
    assert set(entry) == {"bid", "rank", "total", "total_exact", "tied_with", "criteria"}
    assert set(entry["criteria"]["price"]) == {
        "raw",
        "amount",
        "share",
        "share_exact",
        "weighted",
        "weighted_exact",
        "formula",
        "reference",
    }
    # Cai is out (1 < 2), so 100 is the lowest: Bo 60 + 40·100/200 = 80, Åse 30 + 40 = 70
    assert [(entry["bid"], entry["rank"], entry["total_exact"]) for entry in found["ranking"]] == [
        ("Bo", 1, "80"),
        ("Åse", 2, "70"),
    ]
    assert found["winners"] == ["Bo"] and found["excluded"][0]["bid"] == "Cai"


def test_the_text_names_winner_lead_exclusion_and_what_prices_cover(folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 0
    text = result.stdout
    assert "Home care" in text and "Winner: Bo." in text and "leads Åse by 10.00" in text
    assert "Excluded: Cai" in text and "quality: 1, at least 2 is required" in text
    assert "Prices in NOK (VAT excluded, period 4 years, options two more years)." in text
    rows = [line.split() for line in text.splitlines()]
    assert ["1", "Bo", "80.00", "60.00", "20.00"] in rows
    assert ["2", "Åse", "70.00", "30.00", "40.00"] in rows


def test_a_pack_that_does_not_exist_does_not_matter_to_scoring(folder: Path) -> None:
    assert "atlantis" in STRATEGY
    assert run(folder).exit_code == 0


def test_a_strategy_that_breaks_its_rule_packs_is_scored_all_the_same(folder: Path) -> None:
    """It names a Norwegian regime and has no climate criterion; that is for `check` to say."""
    (folder / "s.yaml").write_text(STRATEGY.replace("[atlantis]", "[no, eu]"), encoding="utf-8")
    assert run(folder, "--json").exit_code == 0


def test_a_result_that_cannot_be_computed_exits_with_1_and_is_still_json(folder: Path) -> None:
    (folder / "b.csv").write_text("bid,quality,price\nA,5,0\nB,5,1\nC,0,1\n", encoding="utf-8")
    result = run(folder, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["ranking"] == [] and found["winners"] == [] and found["undecided"] == []
    (warning,) = found["warnings"]
    assert warning["code"] == "not-computable" and "A" in warning["text"]
    assert [excluded["bid"] for excluded in found["excluded"]] == ["C"]
    text = run(folder)
    assert text.exit_code == 1 and "A" in text.stdout


def test_nobody_left_exits_with_0_and_an_empty_ranking(folder: Path) -> None:
    (folder / "b.csv").write_text("bid,quality,price\nA,1,0\n", encoding="utf-8")
    result = run(folder, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["ranking"] == [] and found["winners"] == [] and len(found["excluded"]) == 1
    assert run(folder).exit_code == 0


def test_one_bid_streams_as_valid_json(folder: Path) -> None:
    (folder / "b.csv").write_text("bid,quality,price\nA,5,1\n", encoding="utf-8")
    assert json.loads(run(folder, "--json").stdout)["winners"] == ["A"]


def test_bad_bids_exit_with_2_and_every_fault_with_its_place(folder: Path) -> None:
    (folder / "b.csv").write_text('bid,quality,price\nA,11,"1,234"\nA,5,x\n', encoding="utf-8")
    found = errors(run(folder, "--json"))
    places = [(error["row"], error["column"], error["value"]) for error in found]
    assert places == [(2, "quality", "11"), (2, "price", "1,234"), (3, "price", "x"), (3, "bid", "A")]
    assert {error["file"] for error in found} == {str(folder / "b.csv")}
    without = run(folder)
    assert without.exit_code == 2 and without.stdout == "" and len(without.stderr.splitlines()) == 4


def test_a_bad_strategy_exits_with_2_and_its_lines(folder: Path) -> None:
    broken = STRATEGY.replace("weight: 40", "weight: 39.9").replace("currency", "currencies")
    (folder / "s.yaml").write_text(broken, encoding="utf-8")
    found = errors(run(folder, "--json"))
    assert {error["file"] for error in found} == {str(folder / "s.yaml")}
    assert any(error["line"] == 5 and "currencies" in error["message"] for error in found)
    assert any("99.9" in error["message"] for error in found)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"bid,x\nA,1\nA,1\n", "twice"),
        (b"", "empty"),
        (b"bid,x\n\xf8,1\n", "UTF-8"),
        (b"bid,x\n", "no bids"),
        (None, "cannot be opened"),
    ],
)
def test_faults_of_both_files_are_told_together(folder: Path, content: bytes | None, says: str) -> None:
    (folder / "s.yaml").write_text(STRATEGY.replace("NOK", "kroner"), encoding="utf-8")
    if content is None:
        (folder / "b.csv").unlink()
    else:
        (folder / "b.csv").write_bytes(content)
    found = errors(run(folder, "--json"))
    assert [Path(error["file"]).name for error in found] == ["s.yaml", "b.csv"]
    assert says in found[1]["message"]


def test_both_files_missing_are_both_named(tmp_path: Path) -> None:
    found = errors(run(tmp_path, "--json"))
    assert [Path(error["file"]).name for error in found] == ["s.yaml", "b.csv"]


def test_a_folder_in_place_of_a_file_is_a_fault(folder: Path) -> None:
    assert run(folder, strategy=".").exit_code == 2
    assert run(folder, bids=".").exit_code == 2


@pytest.mark.parametrize(
    "arguments", [["score"], ["score", "only-one.yaml"], ["score", "--json", "--draws", "3"]]
)
def test_a_wrong_command_line_exits_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


# Everything the input has to withstand: (file of the bids, its content, what the message says)
REFUSED_BIDS = [
    (b"", "empty"),
    (b"bid,quality,price\n", "no bids"),
    ("bid,quality,price\nÅ,1,2\n".encode("latin-1"), "UTF-8"),
    (b'bid,quality,price\nA,5,"1,234"\n', "two ways"),
    (b"bid,quality,price\nA,5,1\nA,5,2\n", "twice"),
    (b"bid,quality\nA,5\n", "missing"),
    (b"bid,quality,price,colour\nA,5,1,red\n", "colour"),
    (b"bid,quality,price\nA,5,NaN\n", "NaN"),
    (b"bid,quality,price\nA,5,inf\n", "inf"),
    (b"bid,quality,price\nA,5,1e999\n", "1e999"),
    (b"bid,quality,price\nA,11,1\n", "off the scale"),
]


@pytest.mark.parametrize(("content", "says"), REFUSED_BIDS)
def test_every_bid_file_that_must_be_refused_is_with_exit_2(folder: Path, content: bytes, says: str) -> None:
    (folder / "b.csv").write_bytes(content)
    found = errors(run(folder, "--json"))
    assert any(says in error["message"] for error in found)


ACCEPTED_BIDS = [
    b"bid,quality,price\nA,5,1234.50\n",
    b"\xef\xbb\xbfbid,quality,price\nA,5,1234.50\n",
    b"bid;quality;price\nA;5;1 234,50\n",
    b"bid;quality;price\nA;5;kr 1 234,50\n",
    "bid,quality,price\nA,5,1\u00a0234.50\n".encode(),
]


@pytest.mark.parametrize("content", ACCEPTED_BIDS)
def test_every_bid_file_that_must_be_accepted_gives_the_same_amount(folder: Path, content: bytes) -> None:
    (folder / "b.csv").write_bytes(content)
    found = json.loads(run(folder, "--json").stdout)
    assert found["ranking"][0]["criteria"]["price"]["amount"] == "1234.5000"


REFUSED_STRATEGIES = [
    ("", "empty"),
    (STRATEGY + "id: again\n", "twice"),
    (STRATEGY.replace("packs: [atlantis]", "packs: &p [atlantis]\ntie_break: *p"), "anchor"),
    (STRATEGY.replace("title: {en", "\ttitle: {en"), "tab"),
    (STRATEGY.replace("weight: 40", "weight: 39.9"), "99.9"),
    (STRATEGY.replace("id: price", "id: quality"), "twice"),
    (STRATEGY.replace("currency", "colour"), "colour"),
    (STRATEGY.replace("scale: [0, 10]", "scale: [0, 1:30]"), "1:30"),
    (STRATEGY.replace("scale: [0, 10]", "parts: [{id: quality, weight: 100, scale: [0, 10]}]"), "twice"),
]


@pytest.mark.parametrize(("content", "says"), REFUSED_STRATEGIES)
def test_every_strategy_that_must_be_refused_is_with_exit_2(folder: Path, content: str, says: str) -> None:
    (folder / "s.yaml").write_text(content, encoding="utf-8")
    found = errors(run(folder, "--json"))
    assert any(says in error["message"] for error in found)
    assert all(error["line"] is not None for error in found) or says == "empty"


def test_a_workbook_is_scored_like_a_csv_file(folder: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in (("bid", "quality", "price"), ("Åse", 5, 100), ("Bo", 10, "200"), ("Cai", 1, 50)):
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    (folder / "b.xlsx").write_bytes(stream.getvalue())
    assert json.loads(run(folder, "--json", bids="b.xlsx").stdout) == json.loads(run(folder, "--json").stdout)


def test_a_bad_workbook_names_sheet_row_and_column(folder: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.title = "Tilbud"
    for row in (("bid", "quality", "price"), ("A", 5, "=1+1"), ("B", 12, 5)):
        workbook.active.append(row)
    workbook.save(folder / "b.xlsx")
    found = errors(run(folder, "--json", bids="b.xlsx"))
    assert [(error["sheet"], error["row"], error["column"], error["line"]) for error in found] == [
        ("Tilbud", 2, "price", None),
        ("Tilbud", 3, "quality", None),
    ]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_terminal_that_knows_ascii_only_breaks_nothing(folder: Path, options: list[str]) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from marketkit.cli import main; main()",
            "score",
            str(folder / "s.yaml"),
            str(folder / "b.csv"),
            *options,
        ],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    if options:
        assert text.isascii()
        assert json.loads(text)["ranking"][1]["bid"] == "Åse"
    else:
        assert "Winner: Bo." in text
