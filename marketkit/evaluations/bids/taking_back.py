"""Take back what was taken in by mistake: under another's name, or with another's figures. It stays readable, uncounted.

Only as long as nothing rests on it; then a bid is rejected, or taken in again with the right figures.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from marketkit.db import begin_write, db
from marketkit.evaluations.bids.models import Bid, Submission, TakenBack
from marketkit.evaluations.bids.refusals import BidsRefusedError, begin_change
from marketkit.evaluations.bids.terms import TAKING_IN
from marketkit.evaluations.bids.trail import note, sha256
from marketkit.evaluations.record import newest_official
from marketkit.procurements.models import Procurement
from marketkit.said import Said, say

IsScored = Callable[[Submission], bool]


def taken_back_of(bid: Bid) -> dict[int, TakenBack]:
    """What was taken back of a bid, by submission id."""
    query = select(TakenBack).where(TakenBack.bid_id == bid.id)
    return {row.submission_id: row for row in db.session.scalars(query)}


def all_taken_back(procurement: Procurement) -> list[tuple[Bid, Submission, TakenBack]]:
    """Everything that was taken back, oldest first."""
    query = (
        select(Bid, Submission, TakenBack)
        .join(Submission, Submission.bid_id == Bid.id)
        .join(TakenBack, TakenBack.submission_id == Submission.id)
        .where(TakenBack.procurement_id == procurement.id)
        .order_by(TakenBack.id)
    )
    return [(bid, submission, row) for bid, submission, row in db.session.execute(query)]


def bids_taken_back(procurement: Procurement) -> list[tuple[Bid, TakenBack]]:
    """The bids of which nothing counts any more, by label, with what was last taken back of each."""
    last = {bid: row for bid, _submission, row in all_taken_back(procurement)}
    handed_in = select(Submission.bid_id).where(
        Submission.procurement_id == procurement.id,
        Submission.id.not_in(select(TakenBack.submission_id)),
    )
    counting = set(db.session.scalars(handed_in)) if last else set()
    found = [(bid, row) for bid, row in last.items() if bid.id not in counting]
    return sorted(found, key=lambda each: (each[0].label.casefold(), each[0].id))


def reason_against_taking_back(
    procurement: Procurement, submission: Submission, *, is_scored: IsScored
) -> Said | None:
    """Why this can no longer be taken back; None while it can."""
    if procurement.state not in TAKING_IN:
        return say("a bid is taken back between the opening and the award only")
    if submission.id in taken_back_of(_bid(submission)):
        return say("this has been taken back already")
    if is_scored(submission):
        return say("this has been scored already; reject the bid, or take it in again with the right figures")
    if newest_official(procurement, lot_id=_bid(submission).lot_id) is not None:
        return say(
            "an official result has been calculated; reject the bid, or take it in again with the right figures"
        )
    return None


def take_back(
    *,
    procurement: Procurement,
    submission: Submission,
    reason: str,
    is_scored: IsScored,
    actor_id: int | None,
) -> TakenBack:
    """Take back what was taken in by mistake, with the reason. Raises BidsRefusedError."""
    begin_change(procurement)
    against = reason_against_taking_back(procurement, submission, is_scored=is_scored)
    if against is None and not reason.strip():
        against = say("say why this is taken back")
    if against is not None:
        raise BidsRefusedError(against)
    row = TakenBack(
        buyer_id=submission.buyer_id,
        procurement_id=procurement.id,
        bid_id=submission.bid_id,
        submission_id=submission.id,
        reason=reason.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session = begin_write()
    session.add(row)
    session.flush()
    note(
        "bid.taken-back",
        procurement,
        actor_id,
        bid=submission.bid_id,
        submission=submission.number,
        reason_sha256=sha256(row.reason),
    )
    return row


def _bid(submission: Submission) -> Bid:
    return db.session.get_one(Bid, submission.bid_id)
