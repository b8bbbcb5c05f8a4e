"""What is done with bids: take a file in, take a bid out or back in, and put every calculation on record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.errors import BadInput, MarketkitError
from marketkit.evaluations.models import BidFile, Calculation, Ground, HandDecision, Standing
from marketkit.procurements.models import Procurement
from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.output import as_dict
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid, read_bids
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.services import adopt_strategy, current_strategy, strategy_of
from marketkit.sourcing.strategy import Strategy


class NothingToCalculateError(MarketkitError):
    """A calculation was asked for before there is a strategy or a file of bids."""


class UnknownBidError(MarketkitError):
    """A decision names a bid that the newest file does not hold."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A calculation opened again: the same strategy and bids give the same result, with its workings.

    `faithful` is False when the result drawn today is not the one on record (then the record is what counts).
    """

    calculation: Calculation
    strategy: Strategy
    bids: tuple[Bid, ...]
    result: Result
    faithful: bool


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a calculation is made from. Files are read before the writing begins, for that can take a while."""

    version: StrategyVersion
    strategy: Strategy
    bid_file: BidFile
    bids: tuple[Bid, ...]


def receive_bids(
    *, procurement: Procurement, content: bytes, file_name: str, actor_id: int | None
) -> Calculation:
    """Take in a file of bids and calculate. Raises BadInput with every fault; nothing is stored then."""
    version = _strategy_version(procurement)
    strategy = strategy_of(version)
    bids = read_bids(content, file_name, strategy)
    session = begin_write()
    if (newest := _strategy_version(procurement)).id != version.id:  # adopted while the bids were read
        version, strategy = newest, strategy_of(newest)
        bids = read_bids(content, file_name, strategy)
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
    return _calculate(procurement, _Inputs(version, strategy, bid_file, bids), actor_id)


def change_strategy(
    *, procurement: Procurement, content: bytes, file_name: str, actor_id: int | None
) -> Calculation | None:
    """Adopt another strategy, and calculate the newest bids by it if they fit; None when there are none that do.

    Raises BadInput when the strategy has faults; the old one then stays.
    """
    strategy = read_strategy(content, file_name)
    bid_file = newest_bid_file(procurement)
    bids = _fitting_bids(bid_file, strategy)
    version = adopt_strategy(procurement=procurement, content=content, file_name=file_name, actor_id=actor_id)
    newest = newest_bid_file(procurement)
    if newest is not None and (bid_file is None or newest.id != bid_file.id):  # received in the meantime
        bids = _fitting_bids(newest, strategy)
    if newest is None or bids is None:
        return None
    return _calculate(procurement, _Inputs(version, strategy, newest, bids), actor_id)


def decide_by_hand(
    *,
    procurement: Procurement,
    bid: str,
    ground: Ground | None,
    explanation: str,
    actor_id: int | None,
) -> Calculation:
    """Take a bid out on a ground, or let it back in (no ground), with the reason; then calculate on record.

    Raises NothingToCalculateError without strategy or fitting bids, UnknownBidError when no such bid is there.
    """
    inputs = _newest_inputs(procurement)
    session = begin_write()
    version, bid_file = _strategy_version(procurement), newest_bid_file(procurement)
    if bid_file is None or (version.id, bid_file.id) != (inputs.version.id, inputs.bid_file.id):
        inputs = _newest_inputs(procurement)
    if bid not in {each.id for each in inputs.bids}:
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
    return _calculate(procurement, inputs, actor_id)


def newest_bid_file(procurement: Procurement) -> BidFile | None:
    query = select(BidFile).where(BidFile.procurement_id == procurement.id)
    return db.session.scalar(query.order_by(BidFile.number.desc()).limit(1))


def calculations(procurement: Procurement) -> Sequence[Calculation]:
    """Every run on record, newest first."""
    query = select(Calculation).where(Calculation.procurement_id == procurement.id)
    return db.session.scalars(query.order_by(Calculation.number.desc())).all()


def find_calculation(procurement: Procurement, number: int) -> Calculation | None:
    """One run of a procurement by its number."""
    query = select(Calculation).where(Calculation.procurement_id == procurement.id)
    return db.session.scalar(query.where(Calculation.number == number))


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


def open_calculation(calculation: Calculation) -> Opened:
    """The result of a run with its workings, drawn from the strategy and bids that were stored with it."""
    strategy = strategy_of(calculation.strategy_version)
    bids = read_bids(calculation.bid_file.content, calculation.bid_file.file_name, strategy)
    out = {decision["bid"] for decision in calculation.by_hand}
    staying = tuple(bid for bid in bids if bid.id not in out)
    result = evaluate(strategy, staying)
    faithful = _fingerprint(as_dict(result)) == calculation.sha256
    return Opened(calculation, strategy, staying, result, faithful)


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


def _newest_inputs(procurement: Procurement) -> _Inputs:
    version = _strategy_version(procurement)
    strategy = strategy_of(version)
    bid_file = newest_bid_file(procurement)
    bids = _fitting_bids(bid_file, strategy)
    if bid_file is None or bids is None:
        raise NothingToCalculateError("there are no bids that fit the strategy")
    return _Inputs(version, strategy, bid_file, bids)


def _calculate(procurement: Procurement, inputs: _Inputs, actor_id: int | None) -> Calculation:
    """Score the bids that are not out by hand, and put the run on record."""
    present = {bid.id for bid in inputs.bids}
    by_hand = [
        {
            "bid": decision.bid,
            "ground": decision.ground.value if decision.ground else "",
            "explanation": decision.explanation,
        }
        for decision in sorted(_hand_decisions(procurement), key=lambda decision: decision.bid)
        if decision.bid in present
    ]
    out = {decision["bid"] for decision in by_hand}
    result = as_dict(evaluate(inputs.strategy, [bid for bid in inputs.bids if bid.id not in out]))
    session = begin_write()
    newest = select(func.max(Calculation.number)).where(Calculation.procurement_id == procurement.id)
    calculation = Calculation(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(newest) or 0) + 1,
        standing=Standing.TRIAL,
        strategy_version_id=inputs.version.id,
        bid_file_id=inputs.bid_file.id,
        by_hand=by_hand,
        result=result,
        sha256=_fingerprint(result),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(calculation)
    session.flush()
    details = {
        "calculation": calculation.number,
        "standing": calculation.standing.value,
        "strategy": inputs.version.sha256,
        "bids": inputs.bid_file.sha256,
        "result": calculation.sha256,
        "excluded-by-hand": len(by_hand),
    }
    _audit("result.calculated", procurement, actor_id, details)
    return calculation


def _fingerprint(result: dict[str, Any]) -> str:
    text = json.dumps(result, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _audit(action: str, procurement: Procurement, actor_id: int | None, details: dict[str, Any]) -> None:
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=details,
    )
