"""Draft a letter to every supplier, revise, approve each, and note that all were sent at one moment.

A letter is drawn from the record and kept. Before it is approved and before it is sent it is drawn again and compared:
where the two differ, something has changed since, and the letter must be drafted anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.documents.stored import as_data, sha256
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.decision.services import start_standstill
from marketkit.evaluations.decision.standing import current_decision
from marketkit.evaluations.decision.telling import telling
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.preparation.law import all_packs
from marketkit.evaluations.reporting.letter_facts import letter_facts, suppliers_to_tell
from marketkit.evaluations.reporting.letter_standing import (
    disagreements,
    drawn,
    sent_letters,
    standing_letters,
    supplier_of,
)
from marketkit.evaluations.reporting.letter_uk import UNITED_KINGDOM
from marketkit.evaluations.reporting.models import Disclosure, Letter, LetterApproval, LettersSent
from marketkit.evaluations.reporting.secrets import open_claims
from marketkit.procurements.models import Procurement, Supplier
from marketkit.said import Said, say
from marketkit.sourcing.rules import LETTERS_SENT


def draft_letters(
    *,
    procurement: Procurement,
    languages: Mapping[int, str],
    actor_id: int | None,
) -> list[Letter]:
    """Draft a letter to every supplier about the newest decision; `languages` by supplier, else the buyer's first.

    What an officer has added to an earlier version is kept. Raises NotReadyError before there is a decision, and once
    the letters are sent.
    """
    begin_write()
    decision = _open_decision(procurement)
    first = procurement.buyer.languages[0] if procurement.buyer.languages else "en"
    earlier = {each.supplier.id: each.letter for each in standing_letters(procurement, decision)}
    made = []
    for supplier in suppliers_to_tell(procurement):
        before = earlier.get(supplier.id)
        language = languages.get(supplier.id) or (before.language if before else first)
        made.append(
            _add(
                procurement,
                decision,
                supplier,
                language,
                before.remark if before else "",
                before.contact if before else "",
                actor_id,
            )
        )
    if not made:
        raise NotReadyError([say("no supplier has handed in a bid, so there is nobody to write to")])
    _note("letters.drafted", procurement, actor_id, {"decision": decision.number, "letters": len(made)})
    return made


def revise_letter(
    *,
    procurement: Procurement,
    letter: Letter,
    language: str,
    remark: str,
    contact: str,
    actor_id: int | None,
) -> Letter:
    """A new version of a letter; it needs an approval of its own. Raises NotReadyError where a newer one stands."""
    begin_write()
    decision = _open_decision(procurement)
    _require_newest(procurement, decision, letter)
    supplier = supplier_of(procurement, letter)
    made = _add(procurement, decision, supplier, language, remark, contact, actor_id)
    _note("letter.revised", procurement, actor_id, {"letter": made.id, "version": made.number})
    return made


def approve_letter(*, procurement: Procurement, letter: Letter, actor_id: int | None) -> LetterApproval:
    """An officer has read and approved a letter. Raises NotReadyError when it does not hold any more."""
    session = begin_write()
    decision = _open_decision(procurement)
    _require_newest(procurement, decision, letter)
    against = [*_against(procurement, letter)]
    if session.scalar(select(LetterApproval.id).where(LetterApproval.letter_id == letter.id)) is not None:
        against.append(say("this letter is approved already"))
    if against:
        raise NotReadyError(against)
    row = LetterApproval(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        letter_id=letter.id,
        approved_at=datetime.now(UTC),
        approved_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    _note("letter.approved", procurement, actor_id, {"letter": letter.id, "sha256": letter.sha256})
    return row


def mark_sent(
    *, procurement: Procurement, sent_at: datetime, electronically: bool, actor_id: int | None
) -> LettersSent:
    """All letters went out at one moment, from the buyer's own systems.

    Where the letters start the standstill, or none is demanded, it is reckoned from that day. Raises NotReadyError
    with every letter that is missing, not approved, or does not hold any more.
    """
    session = begin_write()
    decision = _open_decision(procurement)
    against: list[Said] = []
    for each in standing_letters(procurement, decision):
        if each.letter is None:
            against.append(say("there is no letter to {supplier} yet", supplier=each.supplier.name))
        elif not each.holds:
            against.append(say("the letter to {supplier} must be drafted anew", supplier=each.supplier.name))
        elif each.approval is None:
            against.append(say("the letter to {supplier} is not approved", supplier=each.supplier.name))
    if sent_at > datetime.now(UTC):
        against.append(say("the letters cannot have been sent in the future"))
    if sent_at < decision.decided_at.replace(second=0, microsecond=0):
        against.append(say("the letters cannot have been sent before the decision"))
    if against:
        raise NotReadyError(against)
    row = LettersSent(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        decision_id=decision.id,
        sent_at=sent_at,
        electronically=electronically,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    _note(
        "letters.sent", procurement, actor_id, {"decision": decision.number, "electronically": electronically}
    )
    if decision.kind is DecisionKind.AWARD:
        _begin_standstill(procurement, decision, row, actor_id)
    return row


def _begin_standstill(
    procurement: Procurement, award: Decision, sent: LettersSent, actor_id: int | None
) -> None:
    """Reckon from the letters unless a notice begins it, which the officer records when it is published."""
    told = telling(procurement, award)
    if told.by_notice and told.demanded:
        return
    start_standstill(
        procurement=procurement,
        event=LETTERS_SENT if told.by_letters else told.event,
        event_on=sent.sent_at.astimezone(ZoneInfo(procurement.buyer.zone)).date(),
        electronically=sent.electronically,
        packs=all_packs(),
        actor_id=actor_id,
    )


def disclose_price_to_tie(
    *, procurement: Procurement, allowed: bool, reason: str, actor_id: int | None
) -> Disclosure:
    """Decide whether letters may tell the price at which a bid would have drawn level, and why.

    It can reveal the chosen bid's price. Raises NotReadyError before there is a decision, and once letters are sent.
    """
    session = begin_write()
    decision = _open_decision(procurement)
    row = Disclosure(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        decision_id=decision.id,
        price_to_tie=allowed,
        reason=reason.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    digest = hashlib.sha256(row.reason.encode()).hexdigest()
    _note("disclosure.decided", procurement, actor_id, {"price-to-tie": allowed, "reason-sha256": digest})
    return row


def _against(procurement: Procurement, letter: Letter) -> list[Said]:
    against: list[Said] = []
    if disagreements(procurement, letter):
        against.append(say("something has changed since this letter was drafted; draft it anew"))
    if open_claims(procurement):
        against.append(say("decide on every claim of a trade secret first"))
    if procurement.regime in UNITED_KINGDOM and not letter.contact.strip():
        against.append(say("enter the supplier's postal address and e-mail address; the law asks for them"))
    return against


def _open_decision(procurement: Procurement) -> Decision:
    """The decision to write about, while its letters are not sent."""
    decision = current_decision(procurement)
    if decision is None:
        raise NotReadyError([say("nothing has been decided yet, so there is nothing to tell")])
    if sent_letters(decision) is not None:
        raise NotReadyError([say("the letters about this decision are sent")])
    return decision


def _require_newest(procurement: Procurement, decision: Decision, letter: Letter) -> None:
    newest = select(func.max(Letter.id)).where(
        Letter.decision_id == decision.id, Letter.supplier_id == letter.supplier_id
    )
    if db.session.scalar(newest) != letter.id:
        raise NotReadyError(
            [say("a newer version of this letter, or a newer decision, stands; look at that")]
        )


def _add(
    procurement: Procurement,
    decision: Decision,
    supplier: Supplier,
    language: str,
    remark: str,
    contact: str,
    actor_id: int | None,
) -> Letter:
    document = drawn(procurement, decision, supplier, language, remark, contact)
    session = begin_write()
    newest = select(func.max(Letter.number)).where(
        Letter.decision_id == decision.id, Letter.supplier_id == supplier.id
    )
    row = Letter(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        decision_id=decision.id,
        supplier_id=supplier.id,
        number=(session.scalar(newest) or 0) + 1,
        kind=letter_facts(procurement, decision, supplier).kind,
        language=language,
        remark=remark.strip(),
        contact=contact.strip(),
        content=as_data(document),
        sha256=sha256(document),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    return row


def _note(action: str, procurement: Procurement, actor_id: int | None, details: dict[str, Any]) -> None:
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=details,
    )
