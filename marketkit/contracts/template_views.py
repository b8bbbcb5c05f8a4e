"""Pages of the templates, for those who own them: every wording, their state, their law, an example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from marketkit import access, files
from marketkit.access import Permission
from marketkit.contracts.answers import answers_from_yaml
from marketkit.contracts.assembly import assemble, standard_draft
from marketkit.contracts.findings import Check, Finding, Severity
from marketkit.contracts.labels import CHECKS, FILLERS, MODELS, REMARKS, SEVERITIES, STANCES, STATUSES
from marketkit.contracts.pages import TEMPLATES, blueprint, findings, settings, the_templates
from marketkit.contracts.template import LegalRef, Template
from marketkit.errors import BadInput
from marketkit.files import DOCX
from marketkit.procurements.pages import the_buyer
from marketkit.web.language import current_language

EXAMPLES = "examples"


@access.requires(Permission.VIEW_CONTRACTS)
def templates() -> ResponseReturnValue:
    """Every template of the installation, with its state; those with faults say so."""
    found = the_templates()
    return render_template(
        "contracts/templates.html",
        buyer=the_buyer(),
        sound=[each for each in found.values() if isinstance(each, Template)],
        faulty={id_: each for id_, each in found.items() if isinstance(each, BadInput)},
        models=MODELS,
        statuses=STATUSES,
        oldest_check=oldest_check,
        lint_state=lint_state,
    )


@dataclass(frozen=True, slots=True)
class LintState:
    """How many errors keep a template from being offered, and how many points its owner should consider."""

    errors: int
    warnings: int


def lint_state(template: Template) -> LintState:
    severities = Counter(finding.severity for finding in findings(template.id))
    return LintState(severities[Severity.ERROR], severities[Severity.WARNING])


def found_by_check(template: Template) -> list[tuple[Check, list[Finding]]]:
    """What was found in a template by what was looked for, errors first."""
    order = list(Severity)
    found: dict[Check, list[Finding]] = {}
    for finding in sorted(findings(template.id), key=lambda each: order.index(each.severity)):
        found.setdefault(finding.check, []).append(finding)
    return list(found.items())


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision, and the clauses that rest on it; `clauses` is empty for one of the template as a whole."""

    law: LegalRef
    clauses: tuple[str, ...]


def provisions(template: Template) -> list[Provision]:
    """Every provision once, with where it is used, by regime."""
    found: dict[tuple[str, str, str], tuple[LegalRef, list[str]]] = {}
    for law, clause in _laws(template):
        key = (law.regime, law.instrument, law.article)
        found.setdefault(key, (law, []))[1].extend([clause] if clause else [])
    return [Provision(law, tuple(clauses)) for _key, (law, clauses) in sorted(found.items())]


def _laws(template: Template) -> Iterator[tuple[LegalRef, str]]:
    for law in template.legal_basis:
        yield law, ""
    for clause in template.all_clauses():
        for law in clause.legal_refs:
            yield law, clause.id


def oldest_check(template: Template) -> LegalRef | None:
    """The provision that was checked longest ago, one never checked before all; None where there is none."""
    laws = [law for law, _clause in _laws(template)]
    return min(laws, key=lambda law: (law.checked_on is not None, law.checked_on), default=None)


def the_template(template_id: str) -> Template:
    found = the_templates().get(template_id)
    if not isinstance(found, Template):
        abort(404)
    return found


@access.requires(Permission.VIEW_CONTRACTS)
def template(template_id: str) -> ResponseReturnValue:
    """One template: its own text with every wording, its questions, its law, its examples."""
    found = the_template(template_id)
    language = _asked_language(found)
    return render_template(
        "contracts/template.html",
        buyer=the_buyer(),
        template=found,
        text_language=language,
        draft=standard_draft(found, language),
        alternatives=[clause for clause in found.all_clauses() if clause.alternatives],
        provisions=provisions(found),
        examples=_examples(found),
        lint_state=lint_state(found),
        found_by_check=found_by_check(found),
        checks=CHECKS,
        severities=SEVERITIES,
        models=MODELS,
        statuses=STATUSES,
        stances=STANCES,
        fillers=FILLERS,
        remark_labels=REMARKS,
    )


def _asked_language(found: Template) -> str:
    asked = request.args.get("language") or current_language()
    return asked if asked in found.languages else found.languages[0]


def _examples(found: Template) -> list[str]:
    folder = settings().contract_templates / found.id / EXAMPLES
    return sorted(path.stem for path in folder.glob("*.yaml"))


@access.requires(Permission.VIEW_CONTRACTS)
def template_example(template_id: str, example: str) -> Response:
    """An example of a template as a Word file with the notes to the lawyer."""
    from marketkit.contracts.word import word_file

    found = the_template(template_id)
    if example not in _examples(found):
        abort(404)
    path = settings().contract_templates / found.id / EXAMPLES / f"{example}.yaml"
    answers = answers_from_yaml(found.parameters, path.read_bytes(), path.name)
    draft = assemble(found, answers, language=_asked_language(found))
    return files.download(word_file(draft), name=f"{found.id}-{example}", kind=DOCX)


blueprint.add_url_rule(TEMPLATES, "templates", templates)
blueprint.add_url_rule(f"{TEMPLATES}/<template_id>", "template", template)
blueprint.add_url_rule(f"{TEMPLATES}/<template_id>/<example>.docx", "template_example", template_example)
