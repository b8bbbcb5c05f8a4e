"""The templates that come with the program: each reads without faults, and every example makes a whole draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketkit.contracts.answers import answers_from_yaml
from marketkit.contracts.assembly import assemble, standard_draft
from marketkit.contracts.draft import Draft, Reference
from marketkit.contracts.lines import lines_of
from marketkit.contracts.packages import find_templates, read_template
from marketkit.contracts.parameters import Answers, ParameterType
from marketkit.contracts.template import Template
from marketkit.contracts.word import word_file
from marketkit.contracts.word_reader import read_draft

ROOT = Path(__file__).parents[2] / "contract_templates"
FOLDERS = find_templates(ROOT)
EXAMPLES = [(folder, file) for folder in FOLDERS for file in sorted((folder / "examples").glob("*.yaml"))]
BY_NAME = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
BY_EXAMPLE = pytest.mark.parametrize(
    ("folder", "file"), EXAMPLES, ids=[f"{folder.name}-{file.stem}" for folder, file in EXAMPLES]
)


def answers_in(template: Template, file: Path) -> Answers:
    return answers_from_yaml(template.parameters, file.read_bytes(), file.name)


def test_there_are_templates_and_each_has_examples():
    assert len(FOLDERS) >= 3
    assert {folder for folder, _file in EXAMPLES} == set(FOLDERS)


@BY_NAME
def test_it_speaks_both_languages_and_says_when_to_use_it(folder: Path):
    template = read_template(folder)
    assert template.languages == ("en", "nb")
    for texts in (template.title, template.summary):
        assert set(texts) == {"en", "nb"}
    assert template.legal_basis


@BY_EXAMPLE
@pytest.mark.parametrize("language", ["en", "nb"])
def test_an_example_makes_a_whole_draft_without_warnings(folder: Path, file: Path, language: str):
    template = read_template(folder)
    draft = assemble(template, answers_in(template, file), language=language)
    assert [missing.parameter for missing in draft.missing] == []
    assert draft.warnings == ()
    assert draft.complete
    numbers = {clause.id: clause.number for clause in draft.clauses}
    numbers |= {appendix.id: appendix.label for appendix in draft.appendices}
    for line in lines_of(draft):
        assert "{" not in line.text, line.text
        for inline in (inline for cell in line.cells for inline in cell):
            if isinstance(inline, Reference):
                assert inline.text == numbers[inline.target]


@BY_EXAMPLE
def test_both_languages_have_the_same_clauses_in_the_same_order(folder: Path, file: Path):
    template = read_template(folder)
    answers = answers_in(template, file)
    english, norwegian = (assemble(template, answers, language=language) for language in ("en", "nb"))
    assert outline(english) == outline(norwegian)


def outline(draft: Draft) -> list[tuple[str, str, str, list[str]]]:
    return [
        (clause.id, clause.number, clause.alternative, [type(block).__name__ for block in clause.blocks])
        for clause in draft.clauses
    ]


@BY_EXAMPLE
def test_its_word_file_reads_back_as_the_draft(folder: Path, file: Path):
    template = read_template(folder)
    draft = assemble(template, answers_in(template, file), language="nb")
    found = read_draft(word_file(draft), "draft.docx")
    assert [line.text for line in found.lines] == [line.text for line in lines_of(draft)]


@BY_NAME
def test_with_nothing_answered_the_draft_shows_every_gap(folder: Path):
    draft = standard_draft(read_template(folder), "nb")
    assert draft.missing
    assert any(re.search(r"\[[^\]]+\]", line.text) for line in lines_of(draft))
    assert read_draft(word_file(draft), "draft.docx").properties["Template"] == folder.name


def flipped(template: Template, answers: Answers) -> Iterator[Answers]:
    """The answers with one choice changed to each of its other options."""
    for parameter in template.parameters.values():
        if parameter.type is ParameterType.BOOLEAN and parameter.id in answers:
            yield {**answers, parameter.id: not answers[parameter.id]}
        elif parameter.type is ParameterType.CHOICE:
            for choice in parameter.choices:
                if choice.id != answers.get(parameter.id):
                    yield {**answers, parameter.id: choice.id}


@BY_EXAMPLE
def test_whatever_choice_is_flipped_a_draft_comes_out_without_dangling_references(folder: Path, file: Path):
    template = read_template(folder)
    for answers in flipped(template, answers_in(template, file)):
        draft = assemble(template, answers, language="en")
        assert draft.warnings == (), draft.warnings
