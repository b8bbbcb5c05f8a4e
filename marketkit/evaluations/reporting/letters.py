"""Draft a letter to every supplier, revise, approve each, and note that all were sent at one moment.

A letter is drawn from the record and kept. Before it is approved and before it is sent it is drawn again and compared:
where the two differ, something has changed since, and the letter must be drafted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from marketkit.db import begin_write, db
from marketkit.documents.stored import as_data, sha256
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.decision.services import start_standstill
from marketkit.evaluations.decision.telling import telling
from marketkit.evaluations.decision.trail import note
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.preparation.law import all_packs
from marketkit.evaluations.reporting.letter_facts import Terms
from marketkit.evaluations.reporting.letter_record import (
    Record,
    letter_facts,
    record_of,
    suppliers_to_tell,
    terms_of,
)
from marketkit.evaluations.reporting.letter_standing import (
    Standing,
    drawn,
    open_decision,
    overtaken,
    standing_letters,
    supplier_of,
)
from marketkit.evaluations.reporting.letter_terms import set_terms
from marketkit.evaluations.reporting.models import Letter, LetterApproval, LettersSent
from marketkit.evaluations.reporting.secrets import open_claims
from marketkit.procurements.models import Procurement, Supplier
from marketkit.said import Said, say
from marketkit.sourcing.rules import LETTERS_SENT

OVERTAKEN = say(
    "a bid, a score or a result has changed since the award was decided; take the award back, calculate again and "
    "decide anew"
)

OPEN_CLAIMS = say("decide on every claim of a trade secret first")


def draft_letters(
    *,
    procurement: Procurement,
    languages: Mapping[int, str],
    terms: Terms | None = None,
    actor_id: int | None,
) -> list[Letter]:
    """Draft a letter to every supplier about the newest decision; `languages` by supplier, else the buyer's first.

    `terms` are kept first, when given. What an officer has added to an earlier version is kept. Raises NotReadyError
    before there is a decision, once the letters are sent, and for terms that cannot be (see `set_terms`).
    """
    begin_write()
    decision = open_decision(procurement)
    if terms is not None:
        set_terms(procurement=procurement, terms=terms, actor_id=actor_id)
    record = record_of(procurement, decision)
    first = procurement.buyer.languages[0] if procurement.buyer.languages else "en"
    earlier = {each.supplier.id: each.letter for each in standing_letters(procurement, decision)}
    made = []
    for supplier in suppliers_to_tell(procurement):
        before = earlier.get(supplier.id)
        language = languages.get(supplier.id) or (before.language if before else first)
        made.append(_add(record, supplier, language, before.remark if before else "", actor_id))
    if not made:
        raise NotReadyError([say("no supplier has handed in a bid, so there is nobody to write to")])
    details = {"decision": decision.number, "letters": len(made)}
    note("letters.drafted", procurement, actor_id, details)
    return made


def revise_letter(
    *,
    procurement: Procurement,
    letter: Letter,
    language: str,
    remark: str,
    actor_id: int | None,
) -> Letter:
    """A new version of a letter; it needs an approval of its own. Raises NotReadyError where a newer one stands."""
    begin_write()
    decision = open_decision(procurement)
    _require_newest(decision, letter)
    record = record_of(procurement, decision)
    made = _add(record, supplier_of(procurement, letter), language, remark, actor_id)
    note("letter.revised", procurement, actor_id, {"letter": made.id, "version": made.number})
    return made


def approve_letter(*, procurement: Procurement, letter: Letter, actor_id: int | None) -> LetterApproval:
    """An officer has read and approved a letter. Raises NotReadyError with everything that stands against it."""
    session = begin_write()
    decision = open_decision(procurement)
    _require_newest(decision, letter)
    standing = next(
        each for each in standing_letters(procurement, decision) if each.supplier.id == letter.supplier_id
    )
    against = against_approval(procurement, decision, standing)
    if standing.approval is not None:
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
    note("letter.approved", procurement, actor_id, {"letter": letter.id, "sha256": letter.sha256})
    return row


def against_approval(procurement: Procurement, decision: Decision, standing: Standing) -> list[Said]:
    """Everything that must be mended before a letter may be approved."""
    against: list[Said] = [OVERTAKEN] if overtaken(procurement, decision) else []
    if not standing.holds:
        against.append(say("something has changed since this letter was drafted; draft it anew"))
    if open_claims(procurement):
        against.append(OPEN_CLAIMS)
    return [*against, *standing.missing]


def mark_sent(
    *, procurement: Procurement, sent_at: datetime, electronically: bool, actor_id: int | None
) -> LettersSent:
    """All letters went out at one moment, from the buyer's own systems.

    Where the letters start the standstill, or none is demanded, it is reckoned from that day. Raises NotReadyError
    with every letter that is missing, not approved, or does not hold any more, for a moment before the last approval
    or in the future, and where the letters tell another wait than holds for how they were sent.
    """
    session = begin_write()
    decision = open_decision(procurement)
    standing = standing_letters(procurement, decision)
    against = [
        *([OVERTAKEN] if overtaken(procurement, decision) else []),
        *_unready(standing),
        *untimely(decision, standing, sent_at),
        *_otherwise(procurement, decision, electronically),
    ]
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
    details = {"decision": decision.number, "electronically": electronically}
    note("letters.sent", procurement, actor_id, details)
    if decision.kind is DecisionKind.AWARD:
        _begin_standstill(procurement, decision, row, actor_id)
    return row


def _unready(standing: list[Standing]) -> list[Said]:
    """The letters that are missing, stale or not approved."""
    if not standing:
        return [say("no supplier has handed in a bid, so there is nobody to write to")]
    against: list[Said] = []
    for each in standing:
        if each.letter is None:
            against.append(say("there is no letter to {supplier} yet", supplier=each.supplier.name))
        elif not each.holds:
            against.append(say("the letter to {supplier} must be drafted anew", supplier=each.supplier.name))
        elif each.approval is None:
            against.append(say("the letter to {supplier} is not approved", supplier=each.supplier.name))
    return against


def untimely(decision: Decision, standing: list[Standing], sent_at: datetime) -> list[Said]:
    """A moment, told to the minute, that lies ahead or before what must come first."""
    if sent_at > datetime.now(UTC):
        return [say("the letters cannot have been sent in the future")]
    if sent_at < decision.decided_at.replace(second=0, microsecond=0):
        return [say("the letters cannot have been sent before the decision")]
    approvals = [each.approval.approved_at for each in standing if each.approval is not None]
    if approvals and sent_at < max(approvals).replace(second=0, microsecond=0):
        return [say("the letters cannot have been sent before the last of them was approved")]
    return []


def _otherwise(procurement: Procurement, decision: Decision, electronically: bool) -> list[Said]:
    """Whether the letters tell the wait for another way of sending than the one used."""
    rule, terms = telling(procurement, decision).rule, terms_of(procurement, decision)
    if decision.kind is not DecisionKind.AWARD or rule is None or electronically == terms.electronically:
        return []
    due = rule.least_days(electronically=electronically)
    told = terms.days or rule.least_days(electronically=terms.electronically)
    if due is None or told is None or told >= due:
        return []
    return [
        say(
            "the letters tell a wait of {told} days, and sent like this it is at least {due}; choose how they are "
            "sent, draft them anew and send those",
            told=told,
            due=due,
        )
    ]


def _begin_standstill(
    procurement: Procurement, award: Decision, sent: LettersSent, actor_id: int | None
) -> None:
    """Reckon from the letters unless a notice begins it, which the officer records when it is published."""
    told = telling(procurement, award)
    if told.by_notice:
        return
    terms, rule = terms_of(procurement, award), told.rule
    days = terms.days
    if days is None and rule is not None and told.demanded and not terms.electronically:
        days = rule.least_days(electronically=False)  # what the letters tell, also when all went out faster
    start_standstill(
        procurement=procurement,
        event=LETTERS_SENT if told.by_letters else told.event,
        event_on=sent.sent_at.astimezone(ZoneInfo(procurement.buyer.zone)).date(),
        electronically=sent.electronically,
        packs=all_packs(),
        days=days,
        actor_id=actor_id,
    )


def _require_newest(decision: Decision, letter: Letter) -> None:
    newest = select(func.max(Letter.id)).where(
        Letter.decision_id == decision.id, Letter.supplier_id == letter.supplier_id
    )
    if db.session.scalar(newest) != letter.id:
        raise NotReadyError(
            [say("a newer version of this letter, or a newer decision, stands; look at that")]
        )


def _add(record: Record, supplier: Supplier, language: str, remark: str, actor_id: int | None) -> Letter:
    procurement, decision = record.procurement, record.decision
    document = drawn(record, supplier, language, remark)
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
        kind=letter_facts(record, supplier).kind,
        language=language,
        remark=remark.strip(),
        content=as_data(document),
        sha256=sha256(document),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    return row
