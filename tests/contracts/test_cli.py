"""Contracts at the command line: what is printed, what is written, and how faults are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marketkit.cli import main
from marketkit.contracts.word_reader import read_draft
from tests.contracts.shipped import EXAMPLE, ship


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the small template of the tests as the only one there is."""
    monkeypatch.setenv("MARKETKIT_CONTRACT_TEMPLATES", str(ship(tmp_path / "templates")))
    (tmp_path / "answers.yaml").write_text(EXAMPLE)
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_templates_are_listed_and_one_is_shown(folder: Path):
    assert run("templates", "list").output == "pilot  1.0.0  approved  Pilot with an option\n"
    shown = run("templates", "show", "pilot").output
    assert "price  money  Price" in shown
    assert "option  Option  when scaling" in shown
    assert json.loads(run("templates", "list", "--json").output)["templates"][0]["clauses"] == [
        "purpose",
        "length",
        "option",
    ]


def test_a_draft_is_written_and_told_as_json(folder: Path):
    out = folder / "out.docx"
    done = run("draft", "pilot", folder / "answers.yaml", "-o", out, "--lang", "nb", "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert [clause["number"] for clause in told["clauses"]] == ["1", "2", "3"]
    assert (told["missing"], told["warnings"], told["language"]) == ([], [], "nb")
    read = read_draft(out.read_bytes(), "out.docx")
    assert read.properties["Draft"] == told["draft"]
    assert read.properties["Template hash"] == told["template_hash"]
    assert "Prøv" not in read.lines[0].text
    assert read.lines[0].text == "Pilot med opsjon"


def test_an_incomplete_draft_is_no_error_and_says_what_is_missing_and_left_out(folder: Path):
    (folder / "few.yaml").write_text("scaling: false\n")
    done = run("draft", "pilot", folder / "few.yaml", "-o", folder / "out.docx", "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert {missing["parameter"] for missing in told["missing"]} == {"buyer_name", "about", "price", "kpis"}
    assert [left["id"] for left in told["left_out"]] == ["option"]
    plain = run("draft", "pilot", folder / "few.yaml", "-o", folder / "out.docx")
    assert "Missing: Price (price)" in plain.output


def test_faults_in_answers_name_file_and_line_and_nothing_is_written(folder: Path):
    (folder / "bad.yaml").write_text("price: much\nprize: 3\n")
    done = run("draft", "pilot", folder / "bad.yaml", "-o", folder / "out.docx", "--json")
    assert done.exit_code == 2
    errors = json.loads(done.stdout)["errors"]
    assert {(error["line"], Path(error["file"]).name) for error in errors} == {
        (1, "bad.yaml"),
        (2, "bad.yaml"),
    }
    assert not (folder / "out.docx").exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("draft", "pilott", "answers.yaml", "-o", "out.docx"), "there are: pilot"),
        (("draft", "pilot", "nothing.yaml", "-o", "out.docx"), "cannot be opened"),
        (("draft", "pilot", "answers.yaml", "-o", "no/such/folder.docx"), "cannot be written"),
        (("draft", "pilot", "answers.yaml", "-o", "out.docx", "--lang", "de"), "the template speaks en, nb"),
        (("redline", "answers.yaml", "answers.yaml", "-o", "out.docx"), "answers.yaml"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], text: str
):
    monkeypatch.chdir(folder)
    done = run(*words)
    assert done.exit_code == 2
    assert text in done.stderr


def test_two_drafts_are_compared_as_tracked_changes(folder: Path):
    run("draft", "pilot", folder / "answers.yaml", "-o", folder / "a.docx")
    (folder / "other.yaml").write_text(EXAMPLE.replace("NOK 1000", "NOK 2000").replace("true", "false"))
    run("draft", "pilot", folder / "other.yaml", "-o", folder / "b.docx")
    done = run("redline", folder / "a.docx", folder / "b.docx", "-o", folder / "c.docx", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    # The heading and the sentence of the option go; the sentence with the price changes.
    assert (told["inserted"], told["deleted"], told["changed"]) == (0, 2, 1)
    new = read_draft((folder / "b.docx").read_bytes(), "b.docx")
    compared = read_draft((folder / "c.docx").read_bytes(), "c.docx")
    assert [line.text for line in compared.lines] == [line.text for line in new.lines]
