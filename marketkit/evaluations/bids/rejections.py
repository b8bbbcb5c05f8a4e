"""Reject a bid, or a supplier with all its bids, on a ground; or let it back in. What was decided before stays."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from marketkit.db import begin_write, db
from marketkit.evaluations.bids.models import Bid, Rejection
from marketkit.evaluations.bids.refusals import BidsRefusedError, begin_change
from marketkit.evaluations.bids.trail import note, sha256
from marketkit.evaluations.models import Ground
from marketkit.procurements.models import Procurement, Supplier
from marketkit.said import say


def rejections(procurement: Procurement) -> list[Rejection]:
    """Every decision to reject or to let back in, oldest first."""
    query = select(Rejection).where(Rejection.procurement_id == procurement.id)
    return list(db.session.scalars(query.order_by(Rejection.id)))


def standing_rejection(procurement: Procurement, about: Bid | Supplier) -> Rejection | None:
    """The rejection of this bid, or of this supplier, that stands; None when there is none or it was taken back."""
    own = [row for row in rejections(procurement) if _is_about(row, about)]
    return own[-1] if own and own[-1].out else None


def decide_rejection(
    *,
    procurement: Procurement,
    about: Bid | Supplier,
    ground: Ground | None,
    explanation: str,
    actor_id: int | None,
) -> Rejection:
    """Reject on a ground, or let back in (no ground), with the reason. Raises BidsRefusedError."""
    begin_change(procurement)
    standing = standing_rejection(procurement, about)
    if ground is not None and standing is not None:
        raise BidsRefusedError(say("this has been rejected already"))
    if ground is None and standing is None:
        raise BidsRefusedError(say("this is not rejected"))
    if not explanation.strip():
        raise BidsRefusedError(say("explain the decision in a sentence or two"))
    row = Rejection(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        bid_id=about.id if isinstance(about, Bid) else None,
        supplier_id=about.id if isinstance(about, Supplier) else None,
        out=ground is not None,
        ground=ground,
        explanation=explanation.strip(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session = begin_write()
    session.add(row)
    session.flush()
    note(
        "bid.rejected" if row.out else "bid.let-back-in",
        procurement,
        actor_id,
        bid=row.bid_id,
        supplier=row.supplier_id,
        ground=ground.value if ground else None,
        explanation_sha256=sha256(row.explanation),
    )
    return row


def _is_about(row: Rejection, about: Bid | Supplier) -> bool:
    return (row.bid_id if isinstance(about, Bid) else row.supplier_id) == about.id
