"""Every shipped template before strict judges: all that any answers bring in, and every example as its pages read.

What single choices bring in is gathered by clause, so that each reading of each clause is judged once. With the marker
`full`, every draft is also judged and laid out as a file of its own.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import docx
import pytest

from marketkit.contracts.answers import answers_from_yaml
from marketkit.contracts.assembly import assemble, standard_draft
from marketkit.contracts.draft import Appendix, Clause, Draft
from marketkit.contracts.lines import CHOOSE, HEADER_ROW, ROW, lines_of
from marketkit.contracts.packages import read_template
from marketkit.contracts.template import Template
from marketkit.contracts.word import word_file
from tests.conftest import required_skip
from tests.contracts.test_shipped_templates import BY_NAME, EXAMPLES, FOLDERS, answers_in, flipped
from tests.contracts.test_word_rules import JUDGE, converted, judged, text_of_pages

pytestmark = pytest.mark.xdist_group("every-draft")
LANGUAGES = ("en", "nb")
NAMES = [f"{folder.name}-{file.stem}-{language}" for folder, file in EXAMPLES for language in LANGUAGES]


Part = TypeVar("Part", Clause, Appendix)


@cache
def example(name: str) -> Draft:
    """The draft of an example in a language, by its name."""
    rest, _, language = name.rpartition("-")
    folder, file = next(each for each in EXAMPLES if rest == f"{each[0].name}-{each[1].stem}")
    template = read_template(folder)
    return assemble(template, answers_in(template, file), language=language)


@cache
def drafts(folder: Path, language: str) -> tuple[Draft, ...]:
    """With all answers, with none, and with each choice changed to each of its others."""
    template = read_template(folder)
    return (*_drafts(template, folder, language), standard_draft(template, language))


def _drafts(template: Template, folder: Path, language: str) -> Iterator[Draft]:
    for file in sorted((folder / "examples").glob("*.yaml")):
        answers = answers_from_yaml(template.parameters, file.read_bytes(), file.name)
        yield assemble(template, answers, language=language)
        for changed in flipped(template, answers):
            yield assemble(template, changed, language=language)


def gathered(folder: Path, language: str) -> Draft:
    """One draft that holds each clause and appendix in every way it reads in any of the drafts."""
    clauses: dict[object, Clause] = {}
    appendices: dict[object, Appendix] = {}
    for draft in drafts(folder, language):
        for clause in draft.clauses:
            clauses.setdefault((clause.id, clause.level, clause.title, clause.blocks, clause.remarks), clause)
        for appendix in draft.appendices:
            appendices.setdefault((appendix.id, appendix.title, appendix.blocks), appendix)
    first = drafts(folder, language)[0]
    return replace(
        first,
        clauses=tuple(_named_apart(clauses.values())),
        appendices=tuple(_named_apart(appendices.values())),
    )


def _named_apart(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, those after the first of an id with an id of their own."""
    seen: dict[str, int] = {}
    for part in parts:
        seen[part.id] = seen.get(part.id, 0) + 1
        yield part if seen[part.id] == 1 else replace(part, id=f"{part.id}-{seen[part.id]}")


# Both languages have the same blocks and questions in the same order (test_shipped_templates, lint).
@pytest.mark.thorough
@BY_NAME
@pytest.mark.parametrize("language", ["en", pytest.param("nb", marks=pytest.mark.full)])
def test_whatever_any_answers_bring_in_keeps_the_rules_of_word_files(
    folder: Path, language: str, tmp_path: Path
):
    if not os.access(JUDGE, os.X_OK):
        required_skip("the judge of Word files is not installed; make test fetches it")
    everything = gathered(folder, language)
    assert len(everything.clauses) > len(drafts(folder, language)[0].clauses)
    file = tmp_path / "everything.docx"
    file.write_bytes(word_file(everything))
    assert judged(file) == []
    headings = [
        each.text for each in docx.Document(str(file)).paragraphs if each.style.name.startswith("Heading")
    ]
    assert {clause.title for clause in everything.clauses} <= set(headings)


@pytest.mark.full
@BY_NAME
def test_a_second_reader_of_the_rules_finds_nothing_either(folder: Path, tmp_path: Path):
    from openxml_audit import OpenXmlValidator

    file = tmp_path / "everything.docx"
    file.write_bytes(word_file(gathered(folder, "en")))
    assert OpenXmlValidator().validate(file).errors == []


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of the pages of every example, without spaces, heads and feet."""
    folder = tmp_path_factory.mktemp("examples")
    for name in NAMES:
        (folder / f"{name}.docx").write_bytes(word_file(example(name), comments=False))
    converted(folder, "pdf", NAMES, patience=10 * len(NAMES))
    return {name: _running_text(folder / "pdf" / f"{name}.pdf") for name in NAMES}


def _running_text(file: Path) -> str:
    foot = re.compile(r"^.*(?:DRAFT|UTKAST|Page \d+ of \d+|Side \d+ av \d+).*$", re.MULTILINE)
    return "".join("".join(foot.sub("", page).split()) for page in text_of_pages(file))


@pytest.mark.thorough
@pytest.mark.parametrize("name", NAMES)
def test_an_example_reads_on_its_pages_as_the_draft_does(name: str, laid_out: dict[str, str]):
    draft, text = example(name), laid_out[name]
    assert "Error" not in text
    assert "{" not in text
    for clause in draft.clauses:
        assert "".join(f"{clause.number}{clause.title}".split()) in text
    lost = [
        line.text
        for line in lines_of(draft)
        if line.style not in (ROW, HEADER_ROW, CHOOSE) and "".join(line.text.split()) not in text
    ]
    assert lost == []
    for words, defining in draft.terms:
        assert text.count("".join(words.split())) > 1, f"{words}, defined in {defining}, is used nowhere"


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
@BY_NAME
def test_every_draft_is_sound_as_a_file_of_its_own(folder: Path, language: str, tmp_path: Path):
    made = {draft.answers_hash: draft for draft in drafts(folder, language)}
    for hash_, draft in made.items():
        (tmp_path / f"{hash_}.docx").write_bytes(word_file(draft))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(judged, [tmp_path / f"{hash_}.docx" for hash_ in made]))
    assert [faults for faults in found if faults] == []
    for hash_ in made:
        stream = io.BytesIO()
        docx.Document(str(tmp_path / f"{hash_}.docx")).save(stream)
    converted(tmp_path, "pdf", list(made), patience=10 * len(made))
    for hash_, draft in made.items():
        text = _running_text(tmp_path / "pdf" / f"{hash_}.pdf")
        assert "Error" not in text
        for clause in draft.clauses:
            assert "".join(f"{clause.number}{clause.title}".split()) in text


def test_there_is_an_example_in_each_language_for_every_template():
    assert len(NAMES) >= 2 * len(FOLDERS)
