"""Bad input is reported in one way by every command."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from marketkit.commandline import ReportingCommand, json_text, report_faults, reporting_faults
from marketkit.errors import BadInput, Fault

FAULTS = (
    Fault("the weights sum to 99.9, not 100", file="a.yaml", line=4),
    Fault('"x" is not a number', file="b.csv", row=3, column="price", value="x"),
)


@click.command(cls=ReportingCommand)
@click.argument("path")
@click.option("--json", "json_output", is_flag=True)
def bad(path: str, json_output: bool) -> None:
    raise BadInput(FAULTS)


def test_every_fault_goes_to_standard_error_and_the_exit_code_is_2() -> None:
    result = CliRunner().invoke(bad, ["file"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "a.yaml, line 4: the weights sum to 99.9, not 100",
        'b.csv, row 3, column price: "x" is not a number',
    ]


def test_under_json_every_fault_also_goes_to_standard_output() -> None:
    result = CliRunner().invoke(bad, ["file", "--json"])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2
    errors = json.loads(result.stdout)["errors"]
    assert [set(error) for error in errors] == [
        {"file", "line", "sheet", "row", "column", "value", "message"} for _ in range(2)
    ]
    assert errors[0]["line"] == 4
    assert errors[1]["row"] == 3
    assert errors[1]["value"] == "x"


def test_a_wrong_command_line_is_json_too_when_json_was_asked_for() -> None:
    result = CliRunner().invoke(bad, ["--json", "--wrong"])
    assert result.exit_code == 2
    assert "--wrong" in json.loads(result.stdout)["errors"][0]["message"]
    assert "--wrong" in result.stderr


def test_a_wrong_command_line_without_json_leaves_standard_output_empty() -> None:
    result = CliRunner().invoke(bad, [])
    assert result.exit_code == 2
    assert result.stdout == ""


def test_the_context_manager_leaves_other_errors_alone() -> None:
    with pytest.raises(ZeroDivisionError), reporting_faults(True):
        raise ZeroDivisionError


def test_a_file_name_that_is_not_utf_8_can_be_reported(capsys: pytest.CaptureFixture[str]) -> None:
    report_faults([Fault("there is no such file", file="\udce5.yaml")], json_output=True)
    captured = capsys.readouterr()
    assert json.loads(captured.out)["errors"][0]["file"] == "\udce5.yaml"
    assert "there is no such file" in captured.err


def test_json_text_can_be_read_back() -> None:
    assert json.loads(json_text({"article": "§ 7-9", "text": "ø"})) == {"article": "§ 7-9", "text": "ø"}
