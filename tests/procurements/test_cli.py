"""`marketkit buyer` and `marketkit codes`: adding and listing buyers, and keeping published codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marketkit.cli import main
from marketkit.procurements.cpv import shipped


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETKIT_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("MARKETKIT_DATABASE_URL", raising=False)


def marketkit(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["buyer", *arguments])


def test_a_first_buyer_is_added_and_listed() -> None:
    assert "There is none yet" in marketkit("list").output
    added = marketkit("create", "Fjordvik kommune", "--number", "974 760 673")
    assert added.exit_code == 0, added.output
    assert "/b/fjordvik-kommune/" in added.output
    assert marketkit("list").output == "fjordvik-kommune  Fjordvik kommune\n"


def test_what_is_wrong_is_said_and_exits_with_2() -> None:
    assert marketkit("create", "Fjordvik", "--slug", "fjordvik").exit_code == 0
    for arguments, text in (
        (("Fjordvik",), 'another buyer has the address "fjordvik"'),
        (("Other", "--slug", "Not An Address"), "small letters"),
        (("Other", "--number", "123456789"), "is not an organisation number"),
    ):
        result = marketkit("create", *arguments)
        assert result.exit_code == 2
        assert text in result.output


def test_a_list_of_codes_is_kept_and_a_part_of_one_withdraws_nothing(tmp_path: Path) -> None:
    whole, part = tmp_path / "cpv.json", tmp_path / "part.json"
    common = {f"{each.code}-{each.check}": each.en for each in shipped()}
    whole.write_text(json.dumps(common | {"45221100-3": "Bridges"}))
    part.write_text('{"45221100-3": "Broer"}')
    count, runner = len(common) + 1, CliRunner()
    for arguments, said in (
        ((whole,), f"{count} CPV codes: {count} new, 0 changed, 0 withdrawn\n"),
        ((whole,), f"{count} CPV codes: 0 new, 0 changed, 0 withdrawn\n"),
        ((part, "--part", "--language", "nb"), f"{count} CPV codes: 0 new, 1 changed, 0 withdrawn\n"),
    ):
        result = runner.invoke(main, ["codes", "import", *map(str, arguments)])
        assert (result.exit_code, result.output) == (0, said)
    whole.write_text(json.dumps(common))
    assert "1 withdrawn" in runner.invoke(main, ["codes", "import", str(whole)]).output
    whole.write_text("[1]")
    for file, said in ((whole, "expected a JSON object"), (part, "say --part")):
        refused = runner.invoke(main, ["codes", "import", str(file)])
        assert refused.exit_code == 2 and said in refused.output
