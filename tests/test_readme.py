"""The README's examples are run, and print what it says they print."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketkit.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
FILES = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", README, flags=re.M | re.S)
EXAMPLES = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```$", README, flags=re.M | re.S)

CODE = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", README, flags=re.S))


def test_there_are_files_and_examples():
    assert [name for name, _text in FILES] == ["strategy.yaml", "bids.csv", "mistyped.csv", "plans.csv"]
    assert len(EXAMPLES) == 11


@pytest.fixture(scope="module")
def module_environment():
    """As on a fresh machine, but for the log."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in [name for name in os.environ if name.startswith("MARKETKIT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("MARKETKIT_LOG_LEVEL", "ERROR")
        yield


@pytest.fixture(scope="module")
def printed(tmp_path_factory, module_environment):
    """What each example prints, all run in one folder in the order of the README, which holds its files."""
    folder = tmp_path_factory.mktemp("readme")
    for name, text in FILES:
        (folder / name).write_text(text)
    (folder / "contract_templates").symlink_to(ROOT / "contract_templates")
    found = {}
    with contextlib.chdir(folder):
        for command, _expected in EXAMPLES:
            program, *arguments = shlex.split(command)
            assert program == "marketkit"
            found[command] = CliRunner().invoke(main, arguments).output
    return found


@pytest.mark.parametrize(("command", "expected"), EXAMPLES, ids=[command for command, _text in EXAMPLES])
def test_an_example_prints_what_the_readme_says(command, expected, printed):
    # The id of a draft follows from everything it is made of; the README stands for every one of them.
    shown = re.sub(r"\b[0-9a-f]{16}\b", "…", printed[command])
    assert [line.rstrip() for line in shown.strip().splitlines()] == [
        line.rstrip() for line in expected.strip().splitlines()
    ]


def test_commands_named_in_the_readme_exist():
    named = set(re.findall(r"\bmarketkit ([a-z]+(?:-[a-z]+)*)\b", CODE))
    assert {"score", "sensitivity", "dry-run", "check", "run", "backup", "restore", "audit", "db"} <= named
    assert named <= COMMANDS.keys()


def test_make_targets_named_in_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"\bmake ([a-z]+)\b", CODE))
    assert {"run", "test", "lint", "catalogue", "wheel"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, flags=re.M), target


def test_links_and_the_tree_name_what_exists():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link
    tree = re.search(r"```text\n(.*?)```", README, flags=re.S)
    assert tree
    folder = ROOT
    for line in tree[1].splitlines():
        name = line.split()[0]
        if line.startswith("  "):
            assert (folder / name).exists(), name
        else:
            folder = ROOT / name
            assert folder.exists(), name
