"""What an officer decides for all letters of a decision: how they go out, how long the contract waits, what they tell."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from marketkit.db import begin_write
from marketkit.evaluations.decision.models import Decision
from marketkit.evaluations.decision.presentation import decided_on
from marketkit.evaluations.decision.trail import note, today
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.preparation.law import all_packs
from marketkit.evaluations.reporting.letter_facts import Terms
from marketkit.evaluations.reporting.letter_record import terms_of
from marketkit.evaluations.reporting.letter_standing import open_decision
from marketkit.evaluations.reporting.models import Disclosure, LetterTerms
from marketkit.procurements.models import Procurement
from marketkit.said import say
from marketkit.sourcing.standstill import UnlawfulStandstillError, standstill


def set_terms(*, procurement: Procurement, terms: Terms, actor_id: int | None) -> None:
    """Keep what all letters of the newest decision tell; nothing is written where nothing differs.

    `terms.shown` is the row the officer saw. Raises NotReadyError when a newer one stands, for a number of days the law
    does not allow, before there is a decision, and once the letters are sent.
    """
    session = begin_write()
    decision = open_decision(procurement)
    standing = terms_of(procurement, decision)
    wanted = _tidy(terms)
    if wanted == _tidy(standing):
        return
    if terms.shown != standing.shown:
        raise NotReadyError(
            [say("somebody changed this while the page was open; look at it again, and save once more")]
        )
    if wanted.days is not None:
        _require_lawful(procurement, decision, wanted)
    row = LetterTerms(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        decision_id=decision.id,
        electronically=wanted.electronically,
        days=wanted.days,
        addresses={str(supplier): address for supplier, address in wanted.addresses.items()},
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    details = {"decision": decision.number, "electronically": row.electronically, "days": row.days}
    note("letters.terms-set", procurement, actor_id, details)


def _tidy(terms: Terms) -> Terms:
    addresses = {
        supplier: address.strip() for supplier, address in terms.addresses.items() if address.strip()
    }
    return Terms(terms.electronically, terms.days, addresses)


def _require_lawful(procurement: Procurement, decision: Decision, terms: Terms) -> None:
    """Refuse a number of days that the law of the decision's day does not allow."""
    try:
        standstill(
            all_packs(),
            procurement.regime.value if procurement.regime else None,
            on=decided_on(procurement, decision),
            start=today(procurement),
            sent_electronically=terms.electronically,
            zone=procurement.buyer.zone,
            days=terms.days,
        )
    except UnlawfulStandstillError as error:
        raise NotReadyError([error.said]) from None


def disclose_price_to_tie(
    *, procurement: Procurement, allowed: bool, reason: str, actor_id: int | None
) -> Disclosure:
    """Decide whether letters may tell the price at which a bid would have drawn level, and why.

    It can reveal the chosen bid's price. Raises NotReadyError before there is a decision, and once letters are sent.
    """
    session = begin_write()
    decision = open_decision(procurement)
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
    note("disclosure.decided", procurement, actor_id, {"price-to-tie": allowed, "reason-sha256": digest})
    return row
