"""Documents of a submission: judged before anything is kept, stored under random names, handed out as downloads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from marketkit import files
from marketkit.db import begin_write, db
from marketkit.errors import BadInput, Fault
from marketkit.evaluations.bids.models import Bid, BidDocument, Envelope, Submission
from marketkit.evaluations.bids.refusals import begin_change
from marketkit.evaluations.bids.standing import prices_are_open
from marketkit.evaluations.bids.trail import note
from marketkit.procurements.models import Procurement
from marketkit.said import say

MOST_AT_ONCE = 50


def add_documents(
    *,
    procurement: Procurement,
    submission: Submission,
    envelope: Envelope,
    given: Sequence[tuple[str, bytes]],
    actor_id: int | None,
) -> list[BidDocument]:
    """Keep the documents (file name, bytes) of a submission, all or none.

    Raises BadInput with every fault of every file; also while the prices are not opened, for documents of prices. Raises
    BidsRefusedError when the procurement is closed.
    """
    if not given:
        raise BadInput([Fault(say("choose at least one file"))])
    if len(given) > MOST_AT_ONCE:
        raise BadInput([Fault(say("send at most {limit} files at once", limit=MOST_AT_ONCE))])
    files.check_documents(given)
    begin_change(procurement)
    session = begin_write()
    if envelope is Envelope.PRICES and not prices_are_open(procurement):
        raise BadInput([Fault(say("documents with prices are taken in after the prices have been opened"))])
    made = []
    for name, data in given:
        stored = files.store(data)
        made.append(
            BidDocument(
                buyer_id=submission.buyer_id,
                bid_id=submission.bid_id,
                submission_id=submission.id,
                envelope=envelope,
                title=name.rpartition(".")[0] or name,
                file_name=name,
                key=stored.key,
                sha256=stored.sha256,
                size=stored.size,
                created_at=datetime.now(UTC),
                created_by_id=actor_id,
            )
        )
    session.add_all(made)
    session.flush()
    for row in made:
        note(
            "bid.document-added",
            procurement,
            actor_id,
            bid=row.bid_id,
            submission=submission.number,
            document=row.id,
            envelope=envelope.value,
            sha256=row.sha256,
            size=row.size,
        )
    return made


def documents_of(bid: Bid) -> list[BidDocument]:
    """Every document of a bid, oldest first."""
    query = select(BidDocument).where(BidDocument.bid_id == bid.id)
    return list(db.session.scalars(query.order_by(BidDocument.id)))


def find_document(procurement: Procurement, document_id: int) -> tuple[BidDocument, Bid] | None:
    """A document of this procurement and the bid it belongs to."""
    query = select(BidDocument, Bid).join(Bid, Bid.id == BidDocument.bid_id)
    found = db.session.execute(
        query.where(Bid.procurement_id == procurement.id, BidDocument.id == document_id)
    ).one_or_none()
    return None if found is None else (found[0], found[1])
