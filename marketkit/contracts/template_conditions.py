"""The conditions of a template, wherever they stand. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from marketkit.contracts.parameters import When
from marketkit.contracts.template import Template


def conditions_of(template: Template) -> Iterator[When]:
    """Those of questions, clauses, wordings, appendices and facts, in this order."""
    found: list[When | None] = [parameter.required_when for parameter in template.parameters.values()]
    for clause in template.all_clauses():
        found.append(clause.when)
        found.extend(alternative.when for alternative in clause.alternatives)
    found.extend(appendix.condition for appendix in template.appendices)
    found.extend(rule.condition for rule in template.facts)
    return (when for when in found if when is not None)
