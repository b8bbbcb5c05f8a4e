"""The demonstration's contract: a model chosen with a reason, a draft issued from an example's answers, one open question."""

from __future__ import annotations

from sqlalchemy import select

import marketkit
from marketkit import access
from marketkit.access import Permission
from marketkit.contracts import issuing, services
from marketkit.contracts.answers import answers_from_yaml
from marketkit.contracts.models import Contract
from marketkit.contracts.pages import make, offered, settings
from marketkit.contracts.parameters import Answers
from marketkit.contracts.procurement_answers import known_answers
from marketkit.contracts.template import Model, Template
from marketkit.contracts.word import word_file
from marketkit.db import db
from marketkit.procurements.models import Procurement

REFERENCE, LANGUAGE = "2026/052", "nb"
EXAMPLE = "examples/home-care-services.yaml"
NEED = {
    "market": "met",
    "development": "none",
    "measurable": "baseline",
    "risk": "buyer",
    "scaling": "own",
    "purchases": "repeated",
    "standard": "no",
}


def demo(_seed: int) -> None:
    """Add the contract where it is missing and a template is offered for it."""
    procurement = db.session.scalar(select(Procurement).where(Procurement.reference == REFERENCE))
    template = next((each for each in offered() if each.model is Model.FRAMEWORK_AGREEMENT), None)
    if procurement is None or template is None or services.contracts_of(procurement):
        return
    lawyer = min(access.people(Permission.WRITE_CONTRACTS, buyer_id=procurement.buyer_id))
    services.choose_model(
        procurement=procurement, answers=NEED, chosen=template.model, reason="", actor_id=lawyer
    )
    contract = services.begin_contract(
        procurement=procurement,
        template=template,
        language=LANGUAGE,
        title="Rammeavtale",
        answers=_answers(procurement, template),
        actor_id=lawyer,
    )
    _issue(contract, template, lawyer)


def _answers(procurement: Procurement, template: Template) -> Answers:
    """What the example answers, and what the procurement knows better."""
    known = known_answers(template, procurement, LANGUAGE)
    file = settings().contract_templates / template.id / EXAMPLE
    if not file.is_file():
        return known
    return {**answers_from_yaml(template.parameters, file.read_bytes(), file.name), **known}


def _issue(contract: Contract, template: Template, actor_id: int | None) -> None:
    answers = services.answers_of(contract, template)
    draft = make(contract, template, answers).draft
    issuing.issue_draft(
        contract=contract,
        draft=draft,
        answers=answers,
        content=word_file(draft),
        generator=f"marketkit {marketkit.__version__}",
        remark="Sendt til leverandøren til gjennomsyn",
        actor_id=actor_id,
    )
