"""`marketkit buyer`: adding and listing buyers from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marketkit.cli import main


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
