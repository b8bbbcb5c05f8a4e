"""The rules of the house that a program can check: who may import whom, what loads lightly, what every module declares."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "marketkit"
# What import rules hold for every module of these; the rooms are those with tables, pages and commands.
PURE_FOLDERS = ("sourcing",)
ROOMS = {"models", "services", "views", "forms", "feature"}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in done.stdout


def test_every_pure_module_stands_in_the_contract() -> None:
    listed = set(next(contract for contract in CONTRACTS if contract["id"] == "pure")["source_modules"])
    standing = {
        f"marketkit.{folder}.{path.stem}"
        for folder in PURE_FOLDERS
        for path in (PACKAGE / folder).glob("*.py")
        if path.stem not in ROOMS and path.stem != "__init__"
    }
    assert standing - listed == set()


@pytest.mark.parametrize(
    ("module", "unloaded"),
    [
        ("marketkit", {"flask", "sqlalchemy", "pandas", "numpy", "click"}),
        ("marketkit.cli", {"flask", "sqlalchemy", "pandas", "numpy", "openpyxl", "yaml"}),
        ("marketkit.settings", {"flask", "sqlalchemy"}),
    ],
)
def test_what_every_command_loads_is_light(module: str, unloaded: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert unloaded & set(loaded.stdout.split()) == set()


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "a module begins by saying what it is for"
    limit = 200 if path.stem == "views" else 350
    assert len(text.splitlines()) <= limit, f"more than {limit} lines: split it by a domain name"


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert [path for path in modules() if path.stem in empty or path.parent.name in empty] == []
