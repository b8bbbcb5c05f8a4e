"""Reads the questions of a template, its own and those it takes from the shared ones. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from marketkit.contracts.answers import check_answers, raw_of
from marketkit.contracts.package_fields import NAME, WORD, PackageFields
from marketkit.contracts.parameters import (
    Bound,
    Choice,
    Default,
    Duration,
    Parameter,
    ParameterType,
)
from marketkit.contracts.shared_parameters import FIELD_KEYS, PARAMETER_KEYS, REQUIRED_KEYS, SharedParameters
from marketkit.contracts.typed_answers import NoAnswer, read_answer
from marketkit.said import say
from marketkit.values import UnreadableError

# What a parameter can be filled in from when there is a procurement.
SOURCES = (
    "buyer.name",
    "buyer.organisation_number",
    "procurement.title",
    "procurement.reference",
    "procurement.need",
    "procurement.residents",
    "procurement.estimated_value",
    "procurement.archive_case",
    "award.supplier",
    "award.organisation_number",
    "award.value",
    "award.criteria",
    "measures",
)
# Words of the conditions, and of the texts for `key` and `label`.
RESERVED = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "has",
        "is",
        "empty",
        "answered",
        "true",
        "false",
        "yes",
        "no",
        "key",
        "label",
        "each",
        "alternative",
    ]
)
_WITH_CHOICES = (ParameterType.CHOICE, ParameterType.MULTI_CHOICE)
_WITHOUT_BOUNDS = (ParameterType.CHOICE, ParameterType.BOOLEAN)
# Bounds that are written like an answer of the same type; all others are numbers.
_BOUNDS_AS_ANSWERS = (ParameterType.DATE, ParameterType.DURATION)


def read_parameters(top: PackageFields, shared: SharedParameters) -> dict[str, Parameter]:
    """The parameters under `parameters:` by id, in the order they are asked; `use:` takes one of the shared ones."""
    found: dict[str, Parameter] = {}
    for number, node in enumerate(top.nodes("parameters") if top.has("parameters") else [], 1):
        named = node.get("use") or node.get("id")
        where = f"parameters, {(named.text if named else '') or number}"
        if node.get("use") is not None:
            fields = top.child(node, where=where, required=("use",), optional=PARAMETER_KEYS)
            parameter = _used(fields, shared)
        else:
            fields = top.child(node, where=where, required=REQUIRED_KEYS, optional=PARAMETER_KEYS)
            parameter = _read(fields)
        if parameter is None:
            continue
        if parameter.id in found:
            fields.fault(None, say("another parameter has this id"), value=parameter.id)
        found[parameter.id] = parameter
    return found


def _used(fields: PackageFields, shared: SharedParameters) -> Parameter | None:
    id_ = fields.text("use") or ""
    found = shared.fields_of(id_, fields)
    base = _read(found) if found else None
    if base is None:
        if id_ and found is None:
            fields.fault("use", say('there is no shared parameter "{id}"', id=id_), value=id_)
        return None
    return _with_details(fields, replace(base, file=fields.file, line=fields.node.line, shared=True))


def read_shared(id_: str, top: PackageFields, shared: SharedParameters) -> Parameter | None:
    """A shared parameter as it stands, for a template that mentions it; None where there is none with this id."""
    fields = shared.fields_of(id_, top)
    found = _read(fields) if fields else None
    return replace(found, shared=True) if found else None


def _read(fields: PackageFields) -> Parameter | None:
    id_ = fields.name("id", WORD)
    if not id_:
        return None
    if id_ in RESERVED:
        fields.fault("id", say('"{id}" has a meaning of its own; choose another id', id=id_), value=id_)
    type_ = fields.member("type", ParameterType)
    bare = Parameter(id_, type_, {}, fields.file, fields.node.line)
    return _with_details(fields, bare)


def _with_details(fields: PackageFields, base: Parameter) -> Parameter:
    """The parameter with what these fields say of it; for all else it stays as it was."""
    parameter = replace(
        base,
        label=fields.texts_by_language("label") or base.label,
        help=fields.texts_by_language("help") or base.help,
        why=fields.texts_by_language("why") or base.why,
        unit=fields.texts_by_language("unit") or base.unit,
        group=fields.text("group") or base.group,
        choices=_choices(fields, base),
        fields=_fields(fields, base),
        required_when=fields.when("required_when") or base.required_when,
        source=fields.choice("source", SOURCES) or base.source,
    )
    parameter = replace(
        parameter,
        minimum=_bound(fields, "minimum", parameter) if fields.has("minimum") else base.minimum,
        maximum=_bound(fields, "maximum", parameter) if fields.has("maximum") else base.maximum,
    )
    return replace(parameter, default=_default(fields, parameter) or base.default)


def _choices(fields: PackageFields, base: Parameter) -> tuple[Choice, ...]:
    has_choices = base.type in _WITH_CHOICES
    if not fields.has("options"):
        if has_choices and not base.choices:
            fields.fault("options", say("is missing"))
        return base.choices
    if not has_choices:
        fields.fault("options", say("only a choice or a multi_choice has options"))
        return ()
    found = tuple(
        Choice(_choice_id(option), option.texts_by_language("label"))
        for option in fields.children("options", ("id", "label"))
    )
    fields.unique("options", [choice.id for choice in found])
    return found


def _choice_id(option: PackageFields) -> str:
    """Letters, digits, hyphens or underscores: both are common among choices."""
    id_ = option.text("id") or ""
    return option.name("id", NAME if "-" in id_ else WORD) if id_ else ""


def _fields(fields: PackageFields, base: Parameter) -> tuple[Parameter, ...]:
    is_list = base.type is ParameterType.LIST
    if not fields.has("fields"):
        if is_list and not base.fields:
            fields.fault("fields", say("is missing"))
        return base.fields
    if not is_list:
        fields.fault("fields", say("only a list has fields"))
        return ()
    found = []
    for child in fields.children("fields", REQUIRED_KEYS, FIELD_KEYS):
        field = _read(child)
        if field is not None and field.type is ParameterType.LIST:
            child.fault("type", say("a list cannot stand inside a list"))
        elif field is not None:
            found.append(field)
    fields.unique("fields", [field.id for field in found])
    return tuple(found)


def _bound(fields: PackageFields, key: str, parameter: Parameter) -> Bound | None:
    if parameter.type in _WITHOUT_BOUNDS:
        fields.fault(key, say("a parameter of this type has no minimum or maximum"))
        return None
    if parameter.type not in _BOUNDS_AS_ANSWERS:
        return fields.number(key)
    try:
        bound = read_answer(parameter, fields.text(key))
    except NoAnswer:
        return None
    except UnreadableError as error:
        fields.fault(key, error.said)
        return None
    return bound if isinstance(bound, date | Duration) else None


def _default(fields: PackageFields, parameter: Parameter) -> Default | None:
    node = fields.node.get("default")
    if node is None:
        return None
    if parameter.type is ParameterType.LIST:
        fields.fault("default", say("a list has no default"))
        return None
    block = fields.child(node, where="default", required=("value", "rationale"))
    rationale = block.texts_by_language("rationale")
    value = node.get("value")
    if value is None:
        return None
    answers, faults = check_answers({parameter.id: parameter}, {parameter.id: raw_of(value)})
    for fault in faults:
        block.fault("value", fault.message, line=value.line, value=fault.value)
    if parameter.id not in answers:
        if not faults:
            block.fault("value", say("is missing"))
        return None
    return Default(answers[parameter.id], rationale)
