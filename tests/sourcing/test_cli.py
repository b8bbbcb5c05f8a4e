"""`marketkit check` as programs and people meet it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marketkit.cli import main

GOOD = """\
id: pads
title: {en: Pads, nb: Innlegg}
regime: no-part-3
packs: [no, eforms]
currency: NOK
award: weighted-sum
criteria:
  - {id: climate, kind: sustainability, counts_as: [climate-environment], weight: 30, scale: [0, 10]}
  - {id: price, kind: cost, weight: 70, formula: {name: proportional-to-lowest}}
"""
BAD = GOOD.replace("weight: 30", "weight: 29").replace("weight: 70", "weight: 71")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "pads.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def test_a_strategy_that_meets_its_packs_exits_with_0(written: Path) -> None:
    result = run(written)
    assert result.exit_code == 0
    assert result.stdout.startswith("Pads (pads)\nRegime: no-part-3.")
    assert result.stdout.endswith("Nothing must be put right.\n")


def test_a_strategy_that_breaks_a_rule_exits_with_1_and_says_what_to_do(written: Path) -> None:
    written.write_text(BAD, encoding="utf-8")
    result = run(written)
    assert result.exit_code == 1
    assert "Must be put right (1)\n  no.climate-weight\n" in result.stdout
    plain = " ".join(result.stdout.split())
    assert "Climate and environment weigh 29 % (climate); at least 30 % is required." in plain
    assert "A declared reason can stand instead: requirements-instead, immaterial-impact, " in plain
    assert result.stdout.endswith("1 thing must be put right.\n")
    assert max(len(line) for line in result.stdout.splitlines()[3:]) <= 100


def test_json_has_the_published_shape(written: Path) -> None:
    written.write_text(BAD, encoding="utf-8")
    result = run(written, "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert set(answer) == {"ok", "findings"}
    assert answer["ok"] is False
    for finding in answer["findings"]:
        assert set(finding) == {"pack", "rule", "severity", "text", "instrument", "article", "overridable"}
    first = answer["findings"][0]
    assert (first["pack"], first["rule"], first["severity"]) == ("no", "no.climate-weight", "block")
    assert first["overridable"] is True
    assert first["article"].startswith("§ 7-9")


def test_the_day_decides_which_rules_apply(written: Path) -> None:
    written.write_text(BAD, encoding="utf-8")
    assert run(written, "--on", "2023-12-31").exit_code == 0
    assert run(written, "--on", "2024-01-01").exit_code == 1


def test_today_is_the_day_when_none_is_given(written: Path) -> None:
    days = {datetime.now(UTC).astimezone().date().isoformat()}
    shown = run(written).stdout
    days.add(datetime.now(UTC).astimezone().date().isoformat())
    assert any(f"Rules as of {day}" in shown for day in days)


def test_packs_asked_for_take_the_place_of_the_strategys_own(written: Path) -> None:
    result = run(written, "--pack", "eu", "--pack", "uk", "--pack", "eu", "--json")
    packs = {finding["pack"] for finding in json.loads(result.stdout)["findings"]}
    assert packs == {"eu", "marketkit"}  # nothing of uk applies, which is said


def test_everything_wrong_with_the_input_is_told_at_once(written: Path) -> None:
    written.write_text(GOOD.replace("weight: 30", "weight: 20"), encoding="utf-8")
    result = run(written, "--pack", "xx", "--on", "yesterday", "--json")
    assert result.exit_code == 2
    errors = json.loads(result.stdout)["errors"]
    assert [error["value"] for error in errors[:2]] == ["yesterday", "xx"]
    assert "expected exactly 100" in errors[2]["message"]
    assert len(result.stderr.splitlines()) == 3


def test_a_pack_the_strategy_names_and_nobody_has_is_bad_input_with_its_line(written: Path) -> None:
    written.write_text(GOOD.replace("[no, eforms]", "[no, ../no]"), encoding="utf-8")
    result = run(written, "--json")
    assert result.exit_code == 2
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["file"], error["line"], error["value"]) == (str(written), 4, "../no")
    assert "known packs: eforms, eu, no, uk" in error["message"]


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = run(tmp_path / "none.yaml")
    assert result.exit_code == 2
    assert "none.yaml" in result.stderr
    assert result.stdout == ""


def test_the_rules_can_stand_elsewhere(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rules" / "packs"
    folder.mkdir(parents=True)
    (folder / "no.yaml").write_text("id: no\ntitle: Norway\nrules: []\n", encoding="utf-8")
    monkeypatch.setenv("MARKETKIT_SOURCING_RULES", str(tmp_path / "rules"))
    result = run(written, "--pack", "no")
    assert result.exit_code == 2
    assert "no.yaml, line 2: title: expected a text in each of en, nb" in result.stderr
    assert "no.yaml, line 3: rules: expected a list with at least one entry" in result.stderr
