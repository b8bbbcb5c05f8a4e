"""`marketkit templates`, `marketkit draft` and `marketkit redline`: contracts without the pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand, json_text
from marketkit.contracts.answers import answers_from_yaml
from marketkit.contracts.assembly import assemble
from marketkit.contracts.draft import Draft
from marketkit.contracts.findings import Finding, Severity
from marketkit.contracts.lint import lint, passes, unreadable
from marketkit.contracts.packages import find_templates, read_template
from marketkit.contracts.redline import Mark, redline
from marketkit.contracts.template import Template
from marketkit.contracts.word import word_file
from marketkit.contracts.word_reader import ReadDraft, read_draft
from marketkit.contracts.word_redline import redline_file
from marketkit.contracts.wording import text_in
from marketkit.errors import BadInput, Fault
from marketkit.said import say
from marketkit.settings import Settings

AS_JSON = click.option("--json", "json_output", is_flag=True, help="Print the result as JSON.")
TO_FILE = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The Word file to write."
)


def _root() -> Path:
    return Settings.from_environ(os.environ).contract_templates


def _template(id_: str) -> Template:
    """The template of the folder with this id. Raises BadInput with its faults, or with those there are."""
    return read_template(_known(id_, {folder.name: folder for folder in find_templates(_root())}))


def _known(id_: str, folders: Mapping[str, Path]) -> Path:
    if id_ not in folders:
        listed = ", ".join(folders) or "none"
        message = say('there is no template "{id}"; there are: {listed}', id=id_, listed=listed)
        raise BadInput([Fault(message, value=id_)])
    return folders[id_]


@click.group()
def templates() -> None:
    """List contract templates, show one, look for faults in them."""


@templates.command("list", cls=ReportingCommand)
@AS_JSON
def templates_list(json_output: bool) -> None:
    """Every template of the installation: id, version, state, title.

    JSON: {"templates": [{"id", "version", "status", "model", "title": {language: text}, "clauses", "parameters"}]}.
    """
    found = [read_template(folder) for folder in find_templates(_root())]
    if json_output:
        click.echo(json_text({"templates": [_about(template) for template in found]}))
        return
    for template in found:
        click.echo(
            f"{template.id}  {template.version}  {template.status.value}  {text_in(template.title, 'en')}"
        )


def _about(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "version": template.version,
        "status": template.status.value,
        "model": template.model.value,
        "title": dict(template.title),
        "hash": template.hash,
        "clauses": [clause.id for clause in template.all_clauses()],
        "parameters": [parameter.id for parameter in template.parameters.values()],
    }


@templates.command("lint", cls=ReportingCommand)
@click.argument("template_id", metavar="[ID]", required=False)
@AS_JSON
def templates_lint(template_id: str | None, json_output: bool) -> None:
    """Look for faults in one template, or in all: names every one with its file and line.

    JSON: {"templates": [{"id", "version" (null if it cannot be read), "passes", "findings": [{"check", "severity",
    "message", "file", "line"}]}]}. Exit code 1 when an error keeps a template from being offered.
    """
    folders = {folder.name: folder for folder in find_templates(_root())}
    if template_id is not None:
        folders = {template_id: _known(template_id, folders)}
    linted = {id_: _linted(folder) for id_, folder in folders.items()}
    if json_output:
        click.echo(json_text({"templates": [_found(id_, *each) for id_, each in linted.items()]}))
    else:
        # A shared clause is a part of several templates; what is found in it is told once.
        for finding in dict.fromkeys(each for _, found in linted.values() for each in found):
            click.echo(str(finding))
        for id_, (_template, found) in linted.items():
            counts = ", ".join(
                f"{sum(each.severity is severity for each in found)} {severity.value}s"
                for severity in Severity
            )
            click.echo(f"{id_}: {counts}")
    if not all(passes(found) for _, found in linted.values()):
        raise SystemExit(EXIT_NOT_FINE)


def _linted(folder: Path) -> tuple[Template | None, tuple[Finding, ...]]:
    try:
        found = read_template(folder)
    except BadInput as error:
        return None, unreadable(error.faults)
    return found, lint(found, today=datetime.now(UTC).date())


def _found(id_: str, template: Template | None, found: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "id": id_,
        "version": template.version if template else None,
        "passes": passes(found),
        "findings": [finding.as_dict() for finding in found],
    }


@templates.command("show", cls=ReportingCommand)
@click.argument("template_id", metavar="ID")
@AS_JSON
def templates_show(template_id: str, json_output: bool) -> None:
    """The questions and clauses of a template. JSON: as an entry of `templates list`."""
    template = _template(template_id)
    if json_output:
        click.echo(json_text(_about(template)))
        return
    click.echo(f"{text_in(template.title, 'en')} ({template.id} {template.version}, {template.status.value})")
    click.echo("\nQuestions")
    for parameter in template.parameters.values():
        click.echo(f"  {parameter.id}  {parameter.type.value}  {text_in(parameter.label, 'en')}")
    click.echo("\nClauses")
    for clause in template.all_clauses():
        when = f"  when {clause.when.text}" if clause.when else ""
        click.echo(f"  {clause.id}  {text_in(clause.title, 'en')}{when}")


@click.command(cls=ReportingCommand)
@click.argument("template_id", metavar="TEMPLATE")
@click.argument("answers_file", metavar="ANSWERS", type=click.Path(path_type=Path))
@TO_FILE
@click.option("--lang", "language", default="en", show_default=True, help="The language of the draft.")
@click.option("--no-comments", is_flag=True, help="Leave out the notes to the lawyer.")
@AS_JSON
def draft(
    template_id: str, answers_file: Path, output: Path, language: str, no_comments: bool, json_output: bool
) -> None:
    """Make a contract draft as a Word file. What is not answered stands in it between brackets: that is no error.

    JSON: {"draft", "template", "version", "template_hash", "answers_hash", "language", "file", "clauses":
    [{"id", "number", "title", "alternative"}], "left_out": [{"id", "title", "why"}], "missing": [{"parameter",
    "label", "clauses"}], "warnings": [text]}. Exit code 2 when template or answers cannot be used.
    """
    template = _template(template_id)
    if language not in template.languages:
        offered = ", ".join(template.languages)
        raise BadInput([Fault(say("--lang: the template speaks {offered}", offered=offered), value=language)])
    answers = answers_from_yaml(template.parameters, _bytes(answers_file), str(answers_file))
    made = assemble(template, answers, language=language)
    _write(output, word_file(made, comments=not no_comments))
    if json_output:
        click.echo(json_text(_told(made, output)))
        return
    click.echo(f"Draft {made.id} of {made.template} {made.version}: {len(made.clauses)} clauses, {output}")
    for missing in made.missing:
        click.echo(f"Missing: {missing.label} ({missing.parameter})")
    for warning in made.warnings:
        click.echo(f"Note: {warning}")


def _told(made: Draft, output: Path) -> dict[str, Any]:
    return {
        "draft": made.id,
        "template": made.template,
        "version": made.version,
        "template_hash": made.template_hash,
        "answers_hash": made.answers_hash,
        "language": made.language,
        "file": str(output),
        "clauses": [
            {"id": each.id, "number": each.number, "title": each.title, "alternative": each.alternative}
            for each in made.clauses
        ],
        "left_out": [{"id": each.id, "title": each.title, "why": each.why} for each in made.left_out],
        "missing": [
            {"parameter": each.parameter, "label": each.label, "clauses": list(each.clauses)}
            for each in made.missing
        ],
        "warnings": list(made.warnings),
    }


@click.command("redline", cls=ReportingCommand)
@click.argument("old_file", metavar="A.docx", type=click.Path(path_type=Path))
@click.argument("new_file", metavar="B.docx", type=click.Path(path_type=Path))
@TO_FILE
@AS_JSON
def redline_command(old_file: Path, new_file: Path, output: Path, json_output: bool) -> None:
    """Compare two drafts of ours, also after work in Word; writes a Word file with tracked changes.

    JSON: {"old", "new" (the drafts' ids), "file", "inserted", "deleted", "changed"} (lines). Exit code 2 when a file is
    no draft made by this program.
    """
    old, new = _read_both(old_file, new_file)
    lines = redline(old.lines, new.lines)
    _write(output, redline_file(new.surroundings(), lines))
    counts = {
        "inserted": sum(line.mark is Mark.INSERTED for line in lines),
        "deleted": sum(line.mark is Mark.DELETED for line in lines),
        "changed": sum(line.mark is Mark.KEPT and line.changed for line in lines),
    }
    if json_output:
        ids = {"old": old.properties["Draft"], "new": new.properties["Draft"]}
        click.echo(json_text({**ids, "file": str(output), **counts}))
        return
    click.echo(", ".join(f"{count} lines {what}" for what, count in counts.items()) + f": {output}")


def _read_both(*files: Path) -> list[ReadDraft]:
    """The drafts, or BadInput with the faults of every file."""
    faults: list[Fault] = []
    found: list[ReadDraft] = []
    for file in files:
        try:
            found.append(read_draft(_bytes(file), str(file)))
        except BadInput as error:
            faults.extend(error.faults)
    if faults:
        raise BadInput(faults)
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = say("cannot be opened: {strerror}", strerror=error.strerror)
        raise BadInput([Fault(message, file=str(path))]) from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        message = say("cannot be written: {strerror}", strerror=error.strerror)
        raise BadInput([Fault(message, file=str(path))]) from None
