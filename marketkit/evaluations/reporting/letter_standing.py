"""The letters about decisions as they stand: the newest versions, approvals, and whether they still hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from marketkit.db import db
from marketkit.documents.model import Block, Document, Signatures, Tone, note, plain_text
from marketkit.documents.stored import from_data, sha256
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.decision.standing import current_decision
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.official import NotReadyError, lots_with_bids, official_inputs
from marketkit.evaluations.record import newest_official, stored_bid
from marketkit.evaluations.reporting.letter_facts import LetterFacts
from marketkit.evaluations.reporting.letter_record import Record, letter_facts, record_of, suppliers_to_tell
from marketkit.evaluations.reporting.letter_text import letter_document
from marketkit.evaluations.reporting.models import Letter, LetterApproval, LettersSent
from marketkit.evaluations.reporting.redaction import Passage, redact
from marketkit.procurements.models import Procurement, Supplier
from marketkit.said import Said, say
from marketkit.web.language import in_language as speaking


@dataclass(frozen=True, slots=True)
class Standing:
    """One supplier's letter about a decision: the newest version, its approval, and whether it still holds.

    `missing` is what must be filled in before it may be approved.
    """

    supplier: Supplier
    letter: Letter | None
    approval: LetterApproval | None
    holds: bool
    missing: tuple[Said, ...]


def standing_letters(procurement: Procurement, decision: Decision) -> list[Standing]:
    """Every supplier to be told of a decision, with its newest letter. Letters that were sent are history and hold."""
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
    record = None if sent_letters(decision) is not None else record_of(procurement, decision)
    found = []
    for supplier in suppliers_to_tell(procurement):
        written = newest.get(supplier.id)
        approval = approvals.get(written.id) if written else None
        holds = written is not None and (record is None or not _differences(record, supplier, written))
        missing = letter_facts(record, supplier).missing() if record is not None else ()
        found.append(Standing(supplier, written, approval, holds, tuple(missing)))
    return found


def letters_of(procurement: Procurement) -> Sequence[Letter]:
    """Every version of every letter, oldest first."""
    query = select(Letter).where(Letter.procurement_id == procurement.id).order_by(Letter.id)
    return db.session.scalars(query).all()


def find_letter(procurement: Procurement, letter_id: int) -> Letter | None:
    """One letter of a procurement."""
    query = select(Letter).where(Letter.procurement_id == procurement.id, Letter.id == letter_id)
    return db.session.scalar(query)


def versions_of(letter: Letter) -> Sequence[Letter]:
    """Every version of the letter to the same supplier about the same decision, oldest first."""
    query = select(Letter).where(
        Letter.decision_id == letter.decision_id, Letter.supplier_id == letter.supplier_id
    )
    return db.session.scalars(query.order_by(Letter.number)).all()


def sent_letters(decision: Decision) -> LettersSent | None:
    """When the letters about a decision went out; None before."""
    return db.session.scalar(select(LettersSent).where(LettersSent.decision_id == decision.id))


def open_decision(procurement: Procurement) -> Decision:
    """The decision to write about, while its letters are not sent. Raises NotReadyError."""
    decision = current_decision(procurement)
    if decision is None:
        raise NotReadyError([say("nothing has been decided yet, so there is nothing to tell")])
    if sent_letters(decision) is not None:
        raise NotReadyError([say("the letters about this decision are sent")])
    return decision


def overtaken(procurement: Procurement, decision: Decision) -> bool:
    """Whether an award no longer rests on what stands: a value, a bid or a result has changed since it was decided.

    What a supplier is called, and its number, change no result; a letter that tells them otherwise is drafted anew.
    """
    if decision.kind is not DecisionKind.AWARD:
        return False
    rests_on = {each.lot_id: each.calculation_id for each in decision.outcomes}
    for lot_id in {*rests_on, *lots_with_bids(procurement)}:
        newest = newest_official(procurement, lot_id=lot_id)
        if newest is None or newest.id != rests_on.get(lot_id) or not _stands(procurement, newest):
            return True
    return False


def _stands(procurement: Procurement, calculation: Calculation) -> bool:
    """Whether a calculation would be made with the same values of the same bids again."""
    try:
        inputs = official_inputs(procurement, calculation.lot_id)
    except NotReadyError:
        return False
    now = [stored_bid(bid) for bid in inputs.bids]
    return (
        calculation.lock_id == inputs.lock_id
        and _picked(calculation.inputs, "bid", "raw") == _picked(now, "bid", "raw")
        and _picked(calculation.by_hand, "bid", "ground") == _picked(inputs.by_hand, "bid", "ground")
    )


def _picked(rows: Sequence[dict[str, Any]], *keys: str) -> list[list[Any]]:
    return [[row[key] for key in keys] for row in rows]


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
    return _differences(record_of(procurement, decision), supplier_of(procurement, letter), letter)


def _differences(record: Record, supplier: Supplier, letter: Letter) -> list[str]:
    fresh = drawn(record, supplier, letter.language, letter.remark)
    if sha256(fresh) == letter.sha256:
        return []
    bears_out = set(plain_text(fresh).splitlines())
    lines = [line for line in plain_text(document_of(letter)).splitlines() if line not in bears_out]
    return lines or [letter.sha256]


def supplier_of(procurement: Procurement, letter: Letter) -> Supplier:
    """Whom a letter is for."""
    return next(each for each in suppliers_to_tell(procurement) if each.id == letter.supplier_id)


def drawn(record: Record, supplier: Supplier, language: str, remark: str) -> Document:
    """The letter from the record, without what other suppliers keep secret."""
    facts = letter_facts(record, supplier)
    document = letter_document(facts, language, remark=remark.strip())
    passages = record.kept_from(supplier)
    if not passages:
        return document
    with speaking(language):
        return without_secrets(document, passages, facts)


def without_secrets(document: Document, passages: Sequence[Passage], facts: LetterFacts) -> Document:
    """The letter without the passages; in the United Kingdom with the ground on which they are withheld.

    Procurement Act 2023 section 94: who is to be told something, and is not, is told that and on which ground.
    """
    if not facts.is_summary:
        return redact(document, passages, gap=_("[trade secret]")).document
    redaction = redact(document, passages, gap=_("[withheld]"))
    if not any(redaction.counts):
        return redaction.document
    words = note(
        _(
            "What is marked “[withheld]” is sensitive commercial information and is withheld under section 94(1)(b) of the Procurement Act 2023."
        ),
        tone=Tone.INFORMATION,
    )
    return replace(redaction.document, blocks=tuple(_before_signatures(redaction.document.blocks, words)))


def _before_signatures(blocks: Sequence[Block], words: Block) -> list[Block]:
    at = next((n for n, block in enumerate(blocks) if isinstance(block, Signatures)), len(blocks))
    return [*blocks[:at], words, *blocks[at:]]
