"""What the procurement already knows of a contract's answers: names, reference, values, criteria, measures, the winner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from babel.numbers import format_decimal
from flask import current_app

from marketkit.contracts.answers import check_answers, exact_decimal
from marketkit.contracts.parameters import Answers, Parameter, ParameterType
from marketkit.contracts.template import Template
from marketkit.contracts.typed_answers import Raw
from marketkit.db import db
from marketkit.features import Feature, Share
from marketkit.procurements import ledger
from marketkit.procurements.models import AgreedMeasure, Award, Procurement, Supplier
from marketkit.said import Figure
from marketkit.values import Money

AWARD_CRITERIA = "award-criteria"


@dataclass(frozen=True, slots=True)
class Question:
    """A parameter of a contract in a language, and the procurement that may know its answer."""

    procurement: Procurement
    parameter: Parameter
    language: str


def known_answers(template: Template, procurement: Procurement, language: str) -> Answers:
    """The answers that can be taken from the procurement, by parameter; what cannot be read as one is left out."""
    raw: dict[str, Raw] = {}
    for parameter in template.parameters.values():
        take = _SOURCES.get(parameter.source)
        found = take(Question(procurement, parameter, language)) if take else None
        if found not in (None, "", []):
            raw[parameter.id] = found
    answers, _faults = check_answers(template.parameters, raw)
    return answers


def _money(value: Money | None) -> Raw:
    return {"amount": value.number(), "currency": value.currency} if value else None


def _award(procurement: Procurement) -> Award | None:
    """The award, where there is only one winner; which of several a contract is with, nobody but its writer knows."""
    found = ledger.standing(Award, procurement=procurement)
    return found[0] if len({award.supplier_id for award in found}) == 1 else None


def _winner(procurement: Procurement) -> Supplier | None:
    award = _award(procurement)
    return db.session.get_one(Supplier, award.supplier_id) if award else None


def _won_value(procurement: Procurement) -> Raw:
    found = [award.value for award in ledger.standing(Award, procurement=procurement)]
    return _money(found[0]) if len(found) == 1 else None


def _criteria(question: Question) -> Raw:
    """The criteria with their weights, as rows of a list or as a line each."""
    shares = [
        share for tell in _tellers(AWARD_CRITERIA) for share in tell(question.procurement, question.language)
    ]
    if question.parameter.type is ParameterType.LIST:
        return _rows(
            question.parameter,
            {
                f"criterion-{number}": {"name": share.name, "weight": _percent(share)}
                for number, share in enumerate(shares, 1)
            },
        )
    lines = [
        f"{share.name}: {format_decimal(_percent(share), locale=question.language)} %"
        if share.percent is not None
        else share.name
        for share in shares
    ]
    return ("\n\n" if question.parameter.type is ParameterType.LONG_TEXT else "; ").join(lines)


def _percent(share: Share) -> str:
    """The share with two decimals at most: it is told here, and reckoned with elsewhere."""
    return str(Figure(share.percent)) if share.percent is not None else ""


def _measures(question: Question) -> Raw:
    found = ledger.standing(AgreedMeasure, procurement=question.procurement)
    return _rows(
        question.parameter,
        {
            f"measure-{measure.id}": {
                "name": measure.name,
                "baseline": exact_decimal(measure.baseline) if measure.baseline is not None else "",
                "target": exact_decimal(measure.target),
                "unit": measure.unit_of_measure,
                "due": measure.due.isoformat(),
            }
            for measure in found
        },
    )


def _rows(parameter: Parameter, rows: Mapping[str, Mapping[str, str]]) -> Raw:
    """Rows of the fields that the list has; those it has not are left out."""
    asked = {field.id for field in parameter.fields}
    return [
        {"key": key, **{name: value for name, value in row.items() if name in asked and value}}
        for key, row in rows.items()
    ]


def _tellers(name: str) -> list[Callable[[Procurement, str], list[Share]]]:
    features: tuple[Feature, ...] = current_app.extensions["marketkit_features"]
    return [feature.tells[name] for feature in features if name in feature.tells]


_SOURCES: Mapping[str, Callable[[Question], Raw]] = {
    "buyer.name": lambda asked: asked.procurement.buyer.name,
    "buyer.organisation_number": lambda asked: asked.procurement.buyer.organisation_number,
    "procurement.title": lambda asked: asked.procurement.title,
    "procurement.reference": lambda asked: asked.procurement.reference,
    "procurement.need": lambda asked: asked.procurement.need,
    "procurement.residents": lambda asked: asked.procurement.resident_change,
    "procurement.estimated_value": lambda asked: _money(asked.procurement.estimate),
    "procurement.archive_case": lambda asked: asked.procurement.archive_case,
    "award.supplier": lambda asked: winner.name if (winner := _winner(asked.procurement)) else None,
    "award.organisation_number": lambda asked: (
        winner.organisation_number if (winner := _winner(asked.procurement)) else None
    ),
    "award.value": lambda asked: _won_value(asked.procurement),
    "award.criteria": _criteria,
    "measures": _measures,
}
