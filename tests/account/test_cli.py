"""The commands for people: what they change, what they refuse, and that no password stands on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marketkit.access import Role
from marketkit.account.cli import ROLES
from marketkit.cli import main

PASSWORD = "sju tørre fjellgeiter"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation after its first start, to be copied."""
    folder = tmp_path_factory.mktemp("begun") / "instance"
    settings = {"MARKETKIT_INSTANCE": str(folder), "MARKETKIT_LOG_LEVEL": "ERROR"}
    assert CliRunner().invoke(main, ["buyer", "list"], env=settings).exit_code == 0
    return folder


@pytest.fixture
def run(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command on an installation of its own, with the given text as its standard input."""
    monkeypatch.setenv("MARKETKIT_INSTANCE", str(shutil.copytree(begun, tmp_path / "instance")))
    monkeypatch.setenv("MARKETKIT_LOG_LEVEL", "ERROR")

    def invoke(*words: str, given: str = "") -> Result:
        return CliRunner().invoke(main, list(words), input=given)

    return invoke


def test_the_roles_of_the_command_are_those_of_the_application():
    assert [role.value for role in Role] == list(ROLES)


def test_a_person_is_made_a_member_and_listed(run):
    run("buyer", "create", "Fjordvik kommune", "--slug", "fjordvik")
    made = run("user", "create", "Kari@Example.no", "--name", "Kari Nordmann", given=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert "kari@example.no" in made.output
    assert PASSWORD not in made.output
    assert run("member", "add", "kari@example.no", "fjordvik", "officer").exit_code == 0
    assert "kari@example.no  Kari Nordmann  officer at fjordvik" in run("user", "list").output
    run("member", "add", "kari@example.no", "fjordvik", "leader")
    assert "leader at fjordvik" in run("user", "list").output
    assert "closed" not in run("user", "list").output
    assert run("user", "disable", "kari@example.no").exit_code == 0
    assert "(closed)" in run("user", "list").output
    assert run("user", "enable", "kari@example.no").exit_code == 0
    assert run("user", "set-password", "kari@example.no", given="åtte våte sjøfugler\n").exit_code == 0
    assert run("user", "reset-code", "kari@example.no").exit_code == 0
    assert run("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (("user", "create", "kari", "--name", "Kari"), PASSWORD, "Expected an e-mail address"),
        (("user", "create", "kari@example.no", "--name", "Kari"), "kort", "Expected at least 12 characters"),
        (("user", "create", "kari@example.no", "--name", "Kari"), "", "Expected at least 12 characters"),
        (("user", "set-password", "ola@example.no"), PASSWORD, "there is no such person"),
        (("user", "disable", "ola@example.no"), "", "there is no such person"),
        (("member", "add", "ola@example.no", "fjordvik", "officer"), "", "there is no such person"),
        (("member", "add", "ola@example.no", "fjordvik", "chief"), "", "chief"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_2(run, words: tuple[str, ...], given: str, said: str):
    result = run(*words, given=f"{given}\n")
    assert result.exit_code == 2
    assert said in result.output


def test_an_address_is_taken_once(run):
    words = ("user", "create", "kari@example.no", "--name", "Kari")
    run(*words, given=PASSWORD)
    assert "already an account" in run(*words, given=PASSWORD).output


def test_the_last_administrator_stays_one(run):
    run("buyer", "create", "Fjordvik kommune", "--slug", "fjordvik")
    run("user", "create", "siri@example.no", "--name", "Siri", given=PASSWORD)
    run("member", "add", "siri@example.no", "fjordvik", "admin")
    refused = run("member", "add", "siri@example.no", "fjordvik", "officer")
    assert refused.exit_code == 2
    assert "at least one administrator" in refused.output


def test_there_is_no_way_to_give_a_password_as_a_word(run):
    for command in ("create", "set-password"):
        assert "--password" not in run("user", command, "--help").output
