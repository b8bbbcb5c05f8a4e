"""Whether every name in a template leads somewhere: parameters, lists and fields, clauses and appendices. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from marketkit.contracts.body import (
    AlternativeBlock,
    Body,
    EachBlock,
    Link,
    Slot,
    spans_of,
)
from marketkit.contracts.conditions import names
from marketkit.contracts.parameters import Parameter, ParameterType
from marketkit.contracts.template import FactRule, Template
from marketkit.contracts.template_conditions import conditions_of
from marketkit.errors import Fault
from marketkit.said import Said, say


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parameters of the template."""

    parameters: Mapping[str, Parameter]

    def unknown(self, name: str, file: str, line: int, besides: Collection[str] = ()) -> Iterator[Fault]:
        """A fault if no parameter (nor one of those named besides) has this name."""
        if name in self.parameters or name in besides:
            return
        hint = _hint(name, [*self.parameters, *besides])
        message = say('there is no parameter "{id}"{hint}', id=name, hint=hint)
        yield Fault(message, file=file, line=line, value=name)


def mentioned(template: Template) -> tuple[str, ...]:
    """The names of parameters in texts, conditions and facts, each once; of facts with rows also those of fields."""
    found: list[str] = []
    bodies = [clause.bodies for clause in template.all_clauses()]
    bodies += [appendix.bodies for appendix in template.appendices]
    for body in (body for by_language in bodies for body in by_language.values()):
        found.extend(span.parameter for span in spans_of(body) if isinstance(span, Slot))
        found.extend(block.parameter for block in _repeats(body))
    for when in conditions_of(template):
        found.extend(names(when.condition))
    for rule in template.facts:
        found.extend((rule.rows, *rule.values.values()))
    return tuple(dict.fromkeys(name for name in found if name))


def unsound(template: Template) -> Iterator[Fault]:
    """Every name in the template that leads nowhere, with the file and line where it stands."""
    asked = _Asked(template.parameters)
    targets = {clause.id for clause in template.all_clauses()} | {
        appendix.id for appendix in template.appendices
    }
    for clause in template.all_clauses():
        for language, body in clause.bodies.items():
            yield from _of_body(body, clause.files[language], asked, targets)
        yield from _of_terms(template, clause.uses, clause.files[template.languages[0]])
    for appendix in template.appendices:
        for language, body in appendix.bodies.items():
            yield from _of_body(body, appendix.files[language], asked, targets)
    for when in conditions_of(template):
        for name in names(when.condition):
            yield from asked.unknown(name, when.file, when.line)
    for rule in template.facts:
        yield from _of_fact(rule, template, asked)
    yield from _of_groups(template)


def _of_body(body: Body, file: str, asked: _Asked, targets: Collection[str]) -> Iterator[Fault]:
    for span in spans_of(body):
        if isinstance(span, Link) and span.target not in targets:
            message = say(
                'there is no clause or appendix "{id}"{hint}',
                id=span.target,
                hint=_hint(span.target, targets),
            )
            yield Fault(message, file=file, line=span.line, value=span.target)
        elif isinstance(span, Slot):
            yield from _of_slot(span, file, asked)
    for block in _repeats(body):
        yield from asked.unknown(block.parameter, file, block.line)
        parameter = asked.parameters.get(block.parameter)
        if parameter is not None and parameter.type is not ParameterType.LIST:
            message = say('"{id}" is no list, so nothing can repeat for its rows', id=parameter.id)
            yield Fault(message, file=file, line=block.line, value=parameter.id)


def _repeats(body: Body) -> Iterator[EachBlock]:
    for block in body:
        if isinstance(block, EachBlock):
            yield block
        elif isinstance(block, AlternativeBlock):
            yield from _repeats(block.blocks)


def _of_slot(slot: Slot, file: str, asked: _Asked) -> Iterator[Fault]:
    parameter = asked.parameters.get(slot.parameter)
    if parameter is None:
        yield from asked.unknown(slot.parameter, file, slot.line)
        return
    is_list = parameter.type is ParameterType.LIST
    message: Said | None = None
    if slot.field and not is_list:
        message = say('"{id}" is no list, so it has no field "{field}"', id=parameter.id, field=slot.field)
    elif slot.field and parameter.field_named(slot.field) is None:
        fields = [field.id for field in parameter.fields]
        message = say(
            'the list "{id}" has no field "{field}"{hint}',
            id=parameter.id,
            field=slot.field,
            hint=_hint(slot.field, fields),
        )
    elif is_list and not slot.field and not slot.label:
        message = say('"{id}" is a list; name one of its fields, as in {{{id}.name}}', id=parameter.id)
    if message is not None:
        yield Fault(message, file=file, line=slot.line, value=slot.path)


def _of_terms(template: Template, uses: Collection[str], file: str) -> Iterator[Fault]:
    known = {
        id_ for clause in template.all_clauses() for id_ in clause.defines.get(template.languages[0], {})
    }
    for id_ in uses:
        if id_ not in known:
            message = say('uses: no clause defines the term "{id}"{hint}', id=id_, hint=_hint(id_, known))
            yield Fault(message, file=file, line=1, value=id_)


def _of_fact(rule: FactRule, template: Template, asked: _Asked) -> Iterator[Fault]:
    rows = template.parameters.get(rule.rows)
    if rule.rows and (rows is None or rows.type is not ParameterType.LIST):
        message = say('facts: rows: there is no list "{id}"', id=rule.rows)
        yield Fault(message, file=template.file, line=rule.line, value=rule.rows)
        return
    fields = [field.id for field in rows.fields] if rows else []
    for name in rule.values.values():
        yield from asked.unknown(name, template.file, rule.line, besides=fields)


def _of_groups(template: Template) -> Iterator[Fault]:
    """Every question stands in a group; a template that names no groups asks all in one."""
    groups = [group.id for group in template.groups]
    for parameter in template.parameters.values():
        taken = (
            parameter.shared and not parameter.group
        )  # mentioned in a text, and in no group of this template
        if parameter.group in groups or taken or not (parameter.group or groups):
            continue
        message = (
            say(
                '"{id}" stands in the group "{group}", which there is not',
                id=parameter.id,
                group=parameter.group,
            )
            if parameter.group
            else say(
                '"{id}" stands in no group; name one of {groups}', id=parameter.id, groups=", ".join(groups)
            )
        )
        yield Fault(message, file=parameter.file, line=parameter.line, value=parameter.group)


def _hint(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return say('; did you mean "{close}"?', close=close[0]) if close else ""
