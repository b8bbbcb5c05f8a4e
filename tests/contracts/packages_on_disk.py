"""Small template packages written to disk, for tests of reading and assembly."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from marketkit.contracts.answers import read_answers
from marketkit.contracts.assembly import assemble
from marketkit.contracts.draft import Clause, Draft, Inlines, inlines_of, text_of
from marketkit.contracts.packages import read_template
from marketkit.contracts.template import Template
from marketkit.contracts.typed_answers import Raw

HEAD = """\
id: {id}
version: 1.0.0
model: pilot-with-option
status: draft
title: {{en: Pilot, nb: Pilot}}
languages: [{languages}]
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    """The files below `folder`, their common indentation taken away."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder


def package(
    root: Path,
    main: str,
    clauses: dict[str, str],
    *,
    languages: str = "en",
    name: str = "pilot",
    **files: str,
) -> Path:
    """A package whose template.yaml ends in `main`; a clause's text without front matter is titled by its name.

    `clauses` are by name and language ("purpose.en"), or by name alone for English.
    """
    texts: dict[str, str] = {}
    for clause, text in clauses.items():
        text = dedent(text)
        if not text.startswith("---"):
            title = clause.partition(".")[0].replace("-", " ").capitalize()
            text = f"---\ntitle: {title}\n---\n{text}"
        texts[f"clauses/{clause if '.' in clause else f'{clause}.en'}.md"] = text
    head = HEAD.format(id=name, languages=languages)
    return write(root / name, {"template.yaml": head + dedent(main), **texts, **files})


def template(root: Path, main: str, clauses: dict[str, str], *, languages: str = "en") -> Template:
    return read_template(package(root, main, clauses, languages=languages))


def draft(made: Template, answers: dict[str, Raw] | None = None, language: str = "en") -> Draft:
    return assemble(made, read_answers(made.parameters, answers or {}), language=language)


def outline(made: Draft) -> list[str]:
    """The clauses as a table of contents shows them."""
    return [f"{clause.number} {clause.title}" for clause in made.clauses]


def lines(clause: Clause) -> list[str]:
    """The text of a clause, a line for each paragraph, item, cell and choice."""
    return [text_of(inlines) for block in clause.blocks for inlines in inlines_of(block)]


def text(made: Draft) -> list[str]:
    """The text of all clauses, a line for each paragraph, item, cell and choice."""
    return [line for clause in made.clauses for line in lines(clause)]


def every_inline(made: Draft) -> list[Inlines]:
    return [
        inlines
        for part in (*made.clauses, *made.appendices)
        for block in part.blocks
        for inlines in inlines_of(block)
    ]
