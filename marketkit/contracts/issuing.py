"""The verbs of drafts: issue one, record what was signed. They close a contract's life in writing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from marketkit.contracts.agreed import carry_over
from marketkit.contracts.answers import plain_answers, read_answers
from marketkit.contracts.draft import Draft
from marketkit.contracts.models import Contract, IssuedDraft, SignedContract
from marketkit.contracts.parameters import Answers
from marketkit.contracts.services import ContractRefusedError, note, template_row
from marketkit.contracts.signing import signed_record
from marketkit.contracts.template import Template
from marketkit.db import begin_write, db
from marketkit.said import say
from marketkit.values import Money


def issue_draft(
    *,
    contract: Contract,
    draft: Draft,
    answers: Answers,
    content: bytes,
    generator: str,
    remark: str,
    actor_id: int | None,
) -> IssuedDraft:
    """Record a draft that was made from the contract as it stands. `content` is its Word file with comments."""
    sha256 = hashlib.sha256(content).hexdigest()
    session = begin_write()
    last = select(func.max(IssuedDraft.number)).where(IssuedDraft.contract_id == contract.id)
    row = IssuedDraft(
        procurement_id=contract.procurement_id,
        contract_id=contract.id,
        number=(session.scalar(last) or 0) + 1,
        draft_id=draft.id,
        template_version_id=template_row(contract).template_version_id,
        answers=plain_answers(answers),
        answers_hash=draft.answers_hash,
        facts=[{"id": fact.id, "kind": fact.kind.value, "values": dict(fact.values)} for fact in draft.facts],
        sha256=sha256,
        generator=generator,
        missing=len(draft.missing),
        note=remark.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    details = {"contract": contract.id, "draft": row.number, "id": draft.id, "sha256": sha256}
    note("contract.draft-issued", contract.procurement, actor_id, {**details, "missing": row.missing})
    return row


def issued_drafts(contract: Contract) -> list[IssuedDraft]:
    """The drafts that were issued, newest first."""
    query = select(IssuedDraft).where(IssuedDraft.contract_id == contract.id)
    return list(db.session.scalars(query.order_by(IssuedDraft.number.desc())))


def sign_contract(
    *,
    contract: Contract,
    draft_number: int,
    signed_on: date,
    parties: Sequence[str],
    value: Money | None,
    value_with_options: Money | None,
    options: str,
    reason: str,
    actor_id: int | None,
) -> SignedContract:
    """Record that the contract was signed, which closes it; a later record corrects the earlier and needs a reason.

    What was agreed (measures, options, shares) is carried over to the procurement. Raises ContractRefusedError, and
    StepRefusedError for a cancelled procurement.
    """
    named = [party.strip() for party in parties if party.strip()]
    if len(named) < 2:
        raise ContractRefusedError(say("name at least two parties, each on its own line"))
    if value and value_with_options and value.currency != value_with_options.currency:
        raise ContractRefusedError(say("both amounts must be in the same currency"))
    if value and value_with_options and value_with_options.minor < value.minor:
        raise ContractRefusedError(
            say("the value with all options cannot be lower than the value without them")
        )
    if value_with_options and not value:
        raise ContractRefusedError(say("give the value without options too"))
    session = begin_write()
    signed = find_issued(contract, draft_number)
    if signed is None:
        raise ContractRefusedError(say("say which issued draft was signed; issue it first"))
    if signed_record(contract) is not None and not reason.strip():
        raise ContractRefusedError(say("a correction needs a reason"))
    row = SignedContract(
        procurement_id=contract.procurement_id,
        contract_id=contract.id,
        draft_number=draft_number,
        signed_on=signed_on,
        parties=named,
        value_minor=value.minor if value else None,
        value_with_options_minor=value_with_options.minor if value_with_options else None,
        currency=value.currency if value else None,
        options=options.strip(),
        reason=reason.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    carry_over(
        contract=contract, facts=signed.facts, signed_on=signed_on, reason=reason.strip(), actor_id=actor_id
    )
    details = {"contract": contract.id, "draft": draft_number, "signed_on": signed_on.isoformat()}
    note("contract.signing-recorded", contract.procurement, actor_id, details)
    return row


def draft_answers(template: Template, issued: IssuedDraft) -> Answers:
    """The answers an issued draft was made from. Raises BadInput if the template cannot read them any more."""
    return read_answers(template.parameters, issued.answers)


def find_issued(contract: Contract, number: int) -> IssuedDraft | None:
    """One issued draft by its number."""
    query = select(IssuedDraft).where(IssuedDraft.contract_id == contract.id)
    return db.session.scalar(query.where(IssuedDraft.number == number))
