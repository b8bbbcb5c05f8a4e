"""Everything that is looked for in a contract template before it is offered. Pure.

A template with an error is not offered; warnings and notes are for its owner.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from marketkit.contracts.findings import Check, Finding, Severity, error
from marketkit.contracts.lint_conditions import ill_typed
from marketkit.contracts.lint_law import law, model, required_clauses
from marketkit.contracts.lint_reach import absent_references, ill_divided, out_of_reach, sampled
from marketkit.contracts.lint_terms import terms, unused_parameters
from marketkit.contracts.lint_texts import in_prose, out_of_step, unfinished
from marketkit.contracts.reach import Space
from marketkit.contracts.template import Template
from marketkit.errors import Fault
from marketkit.said import Said, say


def lint(template: Template, *, today: date) -> tuple[Finding, ...]:
    """What is wrong with the template or worth a look, by file and line. `today` decides what law is in force."""
    space = Space(template)
    found = [
        *ill_typed(template),
        *unused_parameters(template),
        *out_of_reach(template, space),
        *ill_divided(template, space),
        *absent_references(template, space),
        *terms(template, space),
        *required_clauses(template, space),
        *model(template, space),
        *law(template, today),
        *in_prose(template),
        *unfinished(template),
        *out_of_step(template),
        *sampled(space),
    ]
    return _in_order(found)


def unreadable(faults: Iterable[Fault]) -> tuple[Finding, ...]:
    """The faults for which a template could not be read, as findings."""
    return _in_order(
        error(
            Check.UNREADABLE,
            fault.message if isinstance(fault.message, Said) else say("{message}", message=fault.message),
            fault.file or "",
            fault.line,
        )
        for fault in faults
    )


def passes(findings: Iterable[Finding]) -> bool:
    """Whether a template with these findings may be offered."""
    return not any(finding.severity is Severity.ERROR for finding in findings)


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(dict.fromkeys(findings), key=lambda found: (found.file, found.line or 0, found.check.value))
    )
