"""The verbs of contracts: choose a model, begin a contract, answer, issue a draft, move to a newer template, sign."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from marketkit import audit
from marketkit.contracts.answers import check_answers, plain_answer, plain_answers, read_answers
from marketkit.contracts.model_choice import recommend
from marketkit.contracts.models import (
    Contract,
    ContractAnswer,
    ContractTemplate,
    ModelChoice,
)
from marketkit.contracts.parameters import Answers
from marketkit.contracts.signing import signed_record
from marketkit.contracts.template import Model, Template
from marketkit.contracts.typed_answers import Raw
from marketkit.contracts.versions import keep_version, kept_template
from marketkit.db import begin_write, db
from marketkit.errors import MarketkitError
from marketkit.procurements.models import Procurement
from marketkit.said import Said, say


class ContractRefusedError(MarketkitError):
    """A step that cannot be taken with a contract, and why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Conflict:
    """An answer that somebody else changed meanwhile: what was sent now, and what stands."""

    parameter: str
    yours: Raw
    theirs: Raw
    number: int


class StaleAnswersError(MarketkitError):
    """Answers were given on older ones than those that stand (409); nothing was changed."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(", ".join(conflict.parameter for conflict in conflicts))
        self.conflicts = conflicts


def choose_model(
    *,
    procurement: Procurement,
    answers: Mapping[str, str],
    chosen: Model,
    reason: str,
    actor_id: int | None,
) -> ModelChoice:
    """Record the recommendation and the choice. Raises UnansweredError, and ContractRefusedError without a reason."""
    recommended = recommend(answers).model
    if chosen is not recommended and not reason.strip():
        raise ContractRefusedError(say("say why another model than the recommended one is chosen"))
    session = begin_write()
    row = ModelChoice(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        answers=dict(answers),
        recommended=recommended.value,
        chosen=chosen.value,
        reason=reason.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    note(
        "contract.model-chosen",
        procurement,
        actor_id,
        {"recommended": row.recommended, "chosen": row.chosen, "reason": sha256_of(row.reason)},
    )
    return row


def current_choice(procurement: Procurement) -> ModelChoice | None:
    """The newest choice of a model."""
    return db.session.scalar(
        select(ModelChoice)
        .where(ModelChoice.procurement_id == procurement.id)
        .order_by(ModelChoice.id.desc())
        .limit(1)
    )


def begin_contract(
    *,
    procurement: Procurement,
    template: Template,
    language: str,
    title: str,
    answers: Answers,
    actor_id: int | None,
) -> Contract:
    """Begin a contract from a template as it is now, with the answers that are known already."""
    if language not in template.languages:
        raise ContractRefusedError(say("the template has no text in this language"))
    version = keep_version(template)
    session = begin_write()
    contract = Contract(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        title=title,
        language=language,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(contract)
    session.flush()
    _point(contract, version.id, "", actor_id)
    for parameter, answer in answers.items():
        _add_answer(contract, parameter, 1, plain_answer(answer), actor_id)
    session.flush()
    details = {"contract": contract.id, "template": template.id, "version": template.version}
    note("contract.begun", procurement, actor_id, {**details, "sha256": template.hash})
    return contract


def contracts_of(procurement: Procurement) -> list[Contract]:
    """The procurement's contracts, oldest first."""
    query = select(Contract).where(Contract.procurement_id == procurement.id).order_by(Contract.id)
    return list(db.session.scalars(query))


def template_row(contract: Contract) -> ContractTemplate:
    """Which template version the contract is written from now, since when and why."""
    query = select(ContractTemplate).where(ContractTemplate.contract_id == contract.id)
    return db.session.scalars(query.order_by(ContractTemplate.id.desc()).limit(1)).one()


def template_of_contract(contract: Contract) -> Template:
    """The template as it was when the contract began or was last moved to another version."""
    return kept_template(template_row(contract).template_version_id)


def standing_answers(contract: Contract) -> dict[str, ContractAnswer]:
    """The newest answer to each parameter; those taken back have the value None."""
    query = (
        select(ContractAnswer)
        .where(ContractAnswer.contract_id == contract.id)
        .order_by(ContractAnswer.parameter, ContractAnswer.number)
    )
    return {answer.parameter: answer for answer in db.session.scalars(query)}


def answers_of(contract: Contract, template: Template | None = None) -> Answers:
    """The answers as exact values. Those that a template moved to does not ask for, or reads otherwise, are left out."""
    template = template or template_of_contract(contract)
    raw = {
        name: answer.value
        for name, answer in standing_answers(contract).items()
        if name in template.parameters and answer.value is not None
    }
    answers, _faults = check_answers(template.parameters, raw)
    return answers


def record_answers(
    *,
    contract: Contract,
    given: Mapping[str, Raw],
    shown: Mapping[str, int],
    actor_id: int | None,
) -> dict[str, int]:
    """Store the answers that differ from what stands; gives the number of every given answer that stands now.

    `shown` is the number of the answer that each was given on, 0 for none. An empty answer takes the old one back.
    Raises BadInput with every fault (its column is the answer's path), StaleAnswersError, and ContractRefusedError once
    the contract is signed. Nothing is stored then.
    """
    template = template_of_contract(contract)
    read = plain_answers(read_answers(template.parameters, given))
    wanted: dict[str, Raw] = {name: read.get(name) for name in given}
    session = begin_write()
    require_unsigned(contract)
    standing = standing_answers(contract)
    conflicts = []
    for name, value in wanted.items():
        old = standing.get(name)
        if old is not None and old.number != shown.get(name, 0) and old.value != value:
            conflicts.append(Conflict(name, value, old.value, old.number))
    if conflicts:
        raise StaleAnswersError(tuple(conflicts))
    changed = []
    for name, value in wanted.items():
        old = standing.get(name)
        if value != (old.value if old else None):
            standing[name] = _add_answer(contract, name, old.number + 1 if old else 1, value, actor_id)
            changed.append(name)
    session.flush()
    if changed:
        details = {"contract": contract.id, "parameters": ", ".join(sorted(changed))}
        note("contract.answered", contract.procurement, actor_id, details)
    return {name: standing[name].number for name in wanted if name in standing}


def move_to_version(*, contract: Contract, template: Template, reason: str, actor_id: int | None) -> None:
    """Go on with another version of the same template. Answers stay; those it does not ask for are kept unused."""
    if template.id != template_of_contract(contract).id:
        raise ContractRefusedError(say("a contract stays with its template; begin another one instead"))
    if not reason.strip():
        raise ContractRefusedError(say("say why the contract moves to another version"))
    version = keep_version(template)
    begin_write()
    require_unsigned(contract)
    _point(contract, version.id, reason.strip(), actor_id)
    details = {"contract": contract.id, "template": template.id, "version": template.version}
    note(
        "contract.template-moved",
        contract.procurement,
        actor_id,
        {**details, "sha256": template.hash, "reason": sha256_of(reason.strip())},
    )


def find_contract(procurement: Procurement, contract_id: int) -> Contract | None:
    """One of the procurement's contracts."""
    query = select(Contract).where(Contract.id == contract_id, Contract.procurement_id == procurement.id)
    return db.session.scalar(query)


def require_unsigned(contract: Contract) -> None:
    if signed_record(contract) is not None:
        raise ContractRefusedError(say("the contract is signed; its answers stand"))


def _point(contract: Contract, version_id: int, reason: str, actor_id: int | None) -> None:
    db.session.add(
        ContractTemplate(
            procurement_id=contract.procurement_id,
            contract_id=contract.id,
            template_version_id=version_id,
            reason=reason,
            created_at=datetime.now(UTC),
            created_by_id=actor_id,
        )
    )
    db.session.flush()


def _add_answer(
    contract: Contract, parameter: str, number: int, value: Any, actor_id: int | None
) -> ContractAnswer:
    row = ContractAnswer(
        procurement_id=contract.procurement_id,
        contract_id=contract.id,
        parameter=parameter,
        number=number,
        value=value,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    db.session.add(row)
    return row


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def note(action: str, procurement: Procurement, actor_id: int | None, details: Mapping[str, Any]) -> None:
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=dict(details),
    )
