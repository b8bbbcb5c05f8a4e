"""Trials before the lock: take a file of bids in, change the strategy, take a bid out or back in; each run on record.

Once the strategy is locked, bids come in through `marketkit.evaluations.bids` and every calculation is official.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.errors import BadInput, MarketkitError
from marketkit.evaluations.models import BidFile, Calculation, Ground, HandDecision
from marketkit.evaluations.preparation.services import require_unlocked
from marketkit.evaluations.record import Inputs, calculations, open_calculation, put_on_record
from marketkit.procurements.models import Procurement
from marketkit.sourcing.bids import Bid, read_bids
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.services import adopt_strategy, current_strategy, strategy_in, strategy_of
from marketkit.sourcing.strategy import Strategy


class NothingToCalculateError(MarketkitError):
    """A calculation was asked for before there is a strategy or a file of bids."""


class UnknownBidError(MarketkitError):
    """A decision names a bid that the newest file does not hold."""


class StaleStrategyError(MarketkitError):
    """A strategy was edited from an older version than the one that stands (409)."""


def receive_bids(
    *, procurement: Procurement, content: bytes, file_name: str, actor_id: int | None
) -> Calculation:
    """Take in a file of bids and calculate, before the lock. Raises BadInput with every fault, and LockedError.

    Nothing is stored then.
    """
    version = _strategy_version(procurement)
    strategy = strategy_of(version)
    bids = read_bids(content, file_name, strategy)
    begin_write()
    require_unlocked(procurement)
    if (newest := _strategy_version(procurement)).id != version.id:  # adopted while the bids were read
        version, strategy = newest, strategy_of(newest)
        bids = read_bids(content, file_name, strategy)
    bid_file = store_bid_file(
        procurement=procurement, content=content, file_name=file_name, actor_id=actor_id
    )
    return put_on_record(procurement, _inputs(procurement, version, strategy, bid_file, bids), actor_id)


def store_bid_file(
    *, procurement: Procurement, content: bytes, file_name: str, actor_id: int | None
) -> BidFile:
    """Keep a spreadsheet of bids as it was, with the next number."""
    session = begin_write()
    last = select(func.max(BidFile.number)).where(BidFile.procurement_id == procurement.id)
    bid_file = BidFile(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(last) or 0) + 1,
        file_name=file_name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(bid_file)
    session.flush()
    _audit("bids.received", procurement, actor_id, {"file": bid_file.number, "sha256": bid_file.sha256})
    return bid_file


def change_strategy(
    *,
    procurement: Procurement,
    content: bytes,
    file_name: str,
    actor_id: int | None,
    shown: int | None = None,
    now: datetime | None = None,
) -> Calculation | None:
    """Adopt another strategy, and calculate the newest bids by it if they fit; None when there are none that do.

    `shown` is the number of the version it was edited from, 0 for none; None adopts it whatever stands. `now` is given
    for examples that lie in the past. Raises
    BadInput when the strategy has faults, LockedError once one is locked, StaleStrategyError when somebody adopted
    another meanwhile; the old one then stays.
    """
    strategy = strategy_in(content, file_name)
    bid_file = newest_bid_file(procurement)
    bids = _fitting_bids(bid_file, strategy)
    begin_write()
    require_unlocked(procurement)
    standing = current_strategy(procurement)
    if shown is not None and shown != (standing.number if standing else 0):
        raise StaleStrategyError("the strategy was changed meanwhile")
    version = adopt_strategy(
        procurement=procurement, content=content, file_name=file_name, actor_id=actor_id, now=now
    )
    newest = newest_bid_file(procurement)
    if newest is not None and (bid_file is None or newest.id != bid_file.id):  # received in the meantime
        bids = _fitting_bids(newest, strategy)
    if newest is None or bids is None:
        return None
    return put_on_record(
        procurement, _inputs(procurement, version, strategy_of(version), newest, bids), actor_id
    )


def decide_by_hand(
    *,
    procurement: Procurement,
    bid: str,
    ground: Ground | None,
    explanation: str,
    actor_id: int | None,
) -> Calculation:
    """Take a bid out on a ground, or let it back in (no ground), with the reason; then calculate on record.

    Raises NothingToCalculateError without strategy or fitting bids, UnknownBidError when no such bid is there, and
    LockedError.
    """
    session = begin_write()
    require_unlocked(procurement)
    if bid not in {each.id for each in _newest_inputs(procurement).bids}:
        raise UnknownBidError(f'there is no bid "{bid}" in the newest file')
    session.add(
        HandDecision(
            buyer_id=procurement.buyer_id,
            procurement_id=procurement.id,
            bid=bid,
            excluded=ground is not None,
            ground=ground,
            explanation=explanation,
            created_at=datetime.now(UTC),
            created_by_id=actor_id,
        )
    )
    session.flush()
    action = "bid.readmitted" if ground is None else "bid.excluded"
    bid_hash = hashlib.sha256(bid.encode()).hexdigest()
    _audit(action, procurement, actor_id, {"bid": bid_hash, "ground": ground.value if ground else None})
    return put_on_record(procurement, _newest_inputs(procurement), actor_id)


def newest_bid_file(procurement: Procurement) -> BidFile | None:
    query = select(BidFile).where(BidFile.procurement_id == procurement.id)
    return db.session.scalar(query.order_by(BidFile.number.desc()).limit(1))


def is_bid(procurement: Procurement, bid: str, *, out_by_hand: bool) -> bool:
    """Whether the newest calculation holds this bid: among those that were taken out by hand, or among the others."""
    history = calculations(procurement)
    if not history:
        return False
    newest = history[0]
    out = {decision["bid"] for decision in newest.by_hand}
    if out_by_hand:
        return bid in out
    return bid not in out and bid in {each.id for each in open_calculation(newest).bids}


def _strategy_version(procurement: Procurement) -> StrategyVersion:
    version = current_strategy(procurement)
    if version is None:
        raise NothingToCalculateError("there is no strategy yet")
    return version


def _hand_decisions(procurement: Procurement) -> list[HandDecision]:
    """The newest decision on each bid that leaves it out."""
    query = select(HandDecision).where(HandDecision.procurement_id == procurement.id)
    newest: dict[str, HandDecision] = {}
    for decision in db.session.scalars(query.order_by(HandDecision.id)):
        newest[decision.bid] = decision
    return [decision for decision in newest.values() if decision.excluded]


def _fitting_bids(bid_file: BidFile | None, strategy: Strategy) -> tuple[Bid, ...] | None:
    """The bids of a file, or None when they do not have the columns and scores this strategy asks for."""
    if bid_file is None:
        return None
    try:
        return read_bids(bid_file.content, bid_file.file_name, strategy)
    except BadInput:
        return None


def _newest_inputs(procurement: Procurement) -> Inputs:
    version = _strategy_version(procurement)
    strategy = strategy_of(version)
    bid_file = newest_bid_file(procurement)
    bids = _fitting_bids(bid_file, strategy)
    if bid_file is None or bids is None:
        raise NothingToCalculateError("there are no bids that fit the strategy")
    return _inputs(procurement, version, strategy, bid_file, bids)


def _inputs(
    procurement: Procurement,
    version: StrategyVersion,
    strategy: Strategy,
    bid_file: BidFile,
    bids: tuple[Bid, ...],
) -> Inputs:
    """What a trial is made from, with the bids that are out by hand."""
    present = {bid.id for bid in bids}
    by_hand = tuple(
        {
            "bid": decision.bid,
            "ground": decision.ground.value if decision.ground else "",
            "explanation": decision.explanation,
        }
        for decision in sorted(_hand_decisions(procurement), key=lambda decision: decision.bid)
        if decision.bid in present
    )
    return Inputs(version, strategy, bids, by_hand, bid_file)


def _audit(action: str, procurement: Procurement, actor_id: int | None, details: dict[str, Any]) -> None:
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=details,
    )
