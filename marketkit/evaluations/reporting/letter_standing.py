"""The letters about decisions as they stand: the newest versions, approvals, and whether they still hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from marketkit.db import db
from marketkit.documents.model import Document, plain_text
from marketkit.documents.stored import from_data, sha256
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision.models import Decision
from marketkit.evaluations.reporting.letter_facts import letter_facts, suppliers_to_tell
from marketkit.evaluations.reporting.letter_text import letter_document
from marketkit.evaluations.reporting.models import Disclosure, Letter, LetterApproval, LettersSent
from marketkit.evaluations.reporting.redaction import redact
from marketkit.evaluations.reporting.secrets import kept_claims, passages_of
from marketkit.procurements.models import Procurement, Supplier
from marketkit.web.language import in_language as speaking


@dataclass(frozen=True, slots=True)
class Standing:
    """One supplier's letter about a decision: the newest version, its approval, and whether it still holds."""

    supplier: Supplier
    letter: Letter | None
    approval: LetterApproval | None
    holds: bool


def standing_letters(procurement: Procurement, decision: Decision) -> list[Standing]:
    """Every supplier to be told of a decision, with its newest letter."""
    newest: dict[int, Letter] = {}
    for letter in db.session.scalars(
        select(Letter).where(Letter.decision_id == decision.id).order_by(Letter.number)
    ):
        newest[letter.supplier_id] = letter
    approvals = {
        row.letter_id: row
        for row in db.session.scalars(
            select(LetterApproval).where(LetterApproval.procurement_id == procurement.id)
        )
    }
    found = []
    for supplier in suppliers_to_tell(procurement):
        written = newest.get(supplier.id)
        approval = approvals.get(written.id) if written else None
        holds = written is not None and not disagreements(procurement, written)
        found.append(Standing(supplier, written, approval, holds))
    return found


def letters_of(procurement: Procurement) -> Sequence[Letter]:
    """Every version of every letter, oldest first."""
    query = select(Letter).where(Letter.procurement_id == procurement.id).order_by(Letter.id)
    return db.session.scalars(query).all()


def find_letter(procurement: Procurement, letter_id: int) -> Letter | None:
    """One letter of a procurement."""
    query = select(Letter).where(Letter.procurement_id == procurement.id, Letter.id == letter_id)
    return db.session.scalar(query)


def sent_letters(decision: Decision) -> LettersSent | None:
    """When the letters about a decision went out; None before."""
    return db.session.scalar(select(LettersSent).where(LettersSent.decision_id == decision.id))


def disclosure_of(decision: Decision) -> Disclosure | None:
    """The newest decision on telling the price to tie; None where there is none."""
    query = select(Disclosure).where(Disclosure.decision_id == decision.id)
    return db.session.scalar(query.order_by(Disclosure.id.desc()).limit(1))


def document_of(letter: Letter) -> Document:
    """The letter as it was written."""
    return from_data(letter.content)


def disagreements(procurement: Procurement, letter: Letter) -> list[str]:
    """The lines of a letter that the record does not bear out: it is drawn again, and the two are compared.

    A letter that was sent is history and is not compared any more.
    """
    decision = db.session.get_one(Decision, letter.decision_id)
    if sent_letters(decision) is not None:
        return []
    supplier = supplier_of(procurement, letter)
    fresh = drawn(procurement, decision, supplier, letter.language, letter.remark, letter.contact)
    bears_out = set(plain_text(fresh).splitlines())
    return [line for line in plain_text(document_of(letter)).splitlines() if line not in bears_out] or (
        [] if sha256(fresh) == letter.sha256 else [letter.sha256]
    )


def supplier_of(procurement: Procurement, letter: Letter) -> Supplier:
    """Whom a letter is for."""
    return next(each for each in suppliers_to_tell(procurement) if each.id == letter.supplier_id)


def drawn(
    procurement: Procurement, decision: Decision, supplier: Supplier, language: str, remark: str, contact: str
) -> Document:
    """The letter from the record, without what other suppliers keep secret."""
    disclosure = disclosure_of(decision)
    facts = letter_facts(
        procurement,
        decision,
        supplier,
        price_to_tie=disclosure is not None and disclosure.price_to_tie,
    )
    document = letter_document(facts, language, remark=remark.strip(), contact=contact.strip())
    bids = standing_bids(procurement)
    others = {each.bid.id for each in bids if each.bid.supplier_id != supplier.id}
    passages = [
        passage
        for claim in kept_claims(procurement)
        if claim.bid.id in others
        for passage in passages_of(claim, bids, (procurement.buyer.currency,))
    ]
    if not passages:
        return document
    with speaking(language):
        return redact(document, passages, gap=_("[trade secret]")).document
