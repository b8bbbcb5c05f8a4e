"""What suppliers claim to be trade secrets, and what an officer decides on each claim. Rows are never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.evaluations.bids.models import Bid
from marketkit.evaluations.bids.standing import StandingBid
from marketkit.evaluations.reporting.models import SecretClaim, SecretDecision
from marketkit.evaluations.reporting.redaction import Amount, Passage
from marketkit.procurements.models import Procurement

TEXT = "text"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with the bid it comes from and the decision that counts; None while it is open."""

    row: SecretClaim
    bid: Bid
    decision: SecretDecision | None


def claim_secret(
    *,
    procurement: Procurement,
    bid: Bid,
    field: str,
    passage: str,
    because: str,
    actor_id: int | None,
) -> SecretClaim:
    """Note that a supplier claims a passage (`field` TEXT) or its amount on a cost leaf (`field` its id) as a secret."""
    session = begin_write()
    row = SecretClaim(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        bid_id=bid.id,
        field=field,
        passage=passage.strip(),
        claimed_because=because.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    _note("secret.claimed", procurement, actor_id, row, because)
    return row


def decide_secret(
    *, procurement: Procurement, claim: SecretClaim, kept_secret: bool, reason: str, actor_id: int | None
) -> SecretDecision:
    """Keep what was claimed out of every public version, or not, with the reason; the newest decision counts."""
    session = begin_write()
    row = SecretDecision(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        claim_id=claim.id,
        kept_secret=kept_secret,
        reason=reason.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    _note("secret.kept" if kept_secret else "secret.refused", procurement, actor_id, claim, reason)
    return row


def claims(procurement: Procurement) -> list[Claim]:
    """Every claim, oldest first, with the decision that counts."""
    decided: dict[int, SecretDecision] = {}
    query = select(SecretDecision).where(SecretDecision.procurement_id == procurement.id)
    for decision in db.session.scalars(query.order_by(SecretDecision.id)):
        decided[decision.claim_id] = decision
    rows = select(SecretClaim, Bid).join(Bid, Bid.id == SecretClaim.bid_id)
    found = db.session.execute(
        rows.where(SecretClaim.procurement_id == procurement.id).order_by(SecretClaim.id)
    )
    return [Claim(claim, bid, decided.get(claim.id)) for claim, bid in found]


def open_claims(procurement: Procurement) -> list[Claim]:
    """The claims that nobody has decided on yet."""
    return [each for each in claims(procurement) if each.decision is None]


def kept_claims(procurement: Procurement) -> list[Claim]:
    """The claims whose passages stand in no public version."""
    return [each for each in claims(procurement) if each.decision is not None and each.decision.kept_secret]


def passages_of(claim: Claim, bids: Sequence[StandingBid], currency: tuple[str, ...]) -> list[Passage]:
    """What a claim keeps secret: the text as claimed, or the amount at every stage it went through."""
    if claim.row.field == TEXT:
        return [claim.row.passage]
    bid = next((each for each in bids if each.bid.id == claim.bid.id), None)
    figure = bid.figures.get(claim.row.field) if bid is not None else None
    if figure is None:
        return []
    amounts = (figure.raw, figure.corrected, figure.evaluated, *(row.value for row in figure.rows))
    return [Amount(amount, currency) for amount in dict.fromkeys(amounts)]


def _note(
    action: str, procurement: Procurement, actor_id: int | None, claim: SecretClaim, reason: str
) -> None:
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details={
            "claim": claim.id,
            "bid": claim.bid_id,
            "reason-sha256": hashlib.sha256(reason.strip().encode()).hexdigest(),
        },
    )
