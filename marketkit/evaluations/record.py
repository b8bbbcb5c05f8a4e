"""Calculations on record: put one there, find it, open it again. What was scored is kept with it, every figure exact."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.evaluations.models import BidFile, Calculation, Standing
from marketkit.procurements.models import Lot, Procurement
from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.output import as_dict
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Strategy


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a calculation is made from. `by_hand` are the bids that are out: {"bid", "ground", "explanation"}.

    Under a lock (`lock_id`) the calculation is official; without one it is a trial.
    """

    version: StrategyVersion
    strategy: Strategy
    bids: tuple[Bid, ...]
    by_hand: tuple[dict[str, Any], ...] = ()
    bid_file: BidFile | None = None
    lock_id: int | None = None
    lot_id: int | None = None
    reason: str | None = None

    @property
    def staying(self) -> list[Bid]:
        """The bids that are not out by hand."""
        out = {decision["bid"] for decision in self.by_hand}
        return [bid for bid in self.bids if bid.id not in out]


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


def places(lot: Lot | None, strategy: Strategy) -> int:
    """How many bids win: as the lot has it, and without lots as the strategy has it."""
    return lot.winners if lot is not None else strategy.award_to


def strategy_for(version: StrategyVersion, lot: Lot | None) -> Strategy:
    """The strategy as it is scored by in a lot (None: without lots), with as many winners as there are places."""
    strategy = strategy_of(version)
    return replace(strategy, award_to=places(lot, strategy))


def put_on_record(procurement: Procurement, inputs: Inputs, actor_id: int | None) -> Calculation:
    """Score the bids that are not out by hand, and put the run on record."""
    result = as_dict(evaluate(inputs.strategy, inputs.staying))
    stored = [stored_bid(bid) for bid in inputs.bids]
    session = begin_write()
    newest = select(func.max(Calculation.number)).where(Calculation.procurement_id == procurement.id)
    calculation = Calculation(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(newest) or 0) + 1,
        standing=Standing.TRIAL if inputs.lock_id is None else Standing.OFFICIAL,
        strategy_version_id=inputs.version.id,
        lock_id=inputs.lock_id,
        lot_id=inputs.lot_id,
        bid_file_id=inputs.bid_file.id if inputs.bid_file else None,
        inputs=stored,
        inputs_sha256=fingerprint(stored),
        reason=inputs.reason,
        by_hand=list(inputs.by_hand),
        result=result,
        sha256=fingerprint(result),
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(calculation)
    session.flush()
    audit.record(
        "result.calculated",
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details={
            "calculation": calculation.number,
            "standing": calculation.standing.value,
            "strategy": inputs.version.sha256,
            "bids": calculation.inputs_sha256,
            "result": calculation.sha256,
            "excluded-by-hand": len(inputs.by_hand),
            "lot": inputs.lot_id,
        },
    )
    return calculation


def calculations(procurement: Procurement) -> Sequence[Calculation]:
    """Every run on record, newest first."""
    query = select(Calculation).where(Calculation.procurement_id == procurement.id)
    return db.session.scalars(query.order_by(Calculation.number.desc())).all()


def newest_official(procurement: Procurement, *, lot_id: int | None) -> Calculation | None:
    """The newest official run for a lot (None where there are no lots), or None before there is one."""
    query = select(Calculation).where(
        Calculation.procurement_id == procurement.id,
        Calculation.standing == Standing.OFFICIAL,
        Calculation.lot_id.is_(None) if lot_id is None else Calculation.lot_id == lot_id,
    )
    return db.session.scalar(query.order_by(Calculation.number.desc()).limit(1))


def has_official(procurement: Procurement) -> bool:
    """Whether any official run is on record, for any lot."""
    return first_official_at(procurement) is not None


def first_official_at(procurement: Procurement) -> datetime | None:
    """When the first official run was made, for any lot; None before there is one."""
    query = select(func.min(Calculation.created_at)).where(
        Calculation.procurement_id == procurement.id, Calculation.standing == Standing.OFFICIAL
    )
    return db.session.scalar(query)


def find_calculation(procurement: Procurement, number: int) -> Calculation | None:
    """One run of a procurement by its number."""
    query = select(Calculation).where(Calculation.procurement_id == procurement.id)
    return db.session.scalar(query.where(Calculation.number == number))


def open_calculation(calculation: Calculation) -> Opened:
    """The result of a run with its workings, drawn from the strategy and the bids that were stored with it."""
    strategy = strategy_for(calculation.strategy_version, calculation.lot)
    out = {decision["bid"] for decision in calculation.by_hand}
    staying = tuple(_opened(each) for each in calculation.inputs if each["bid"] not in out)
    result = evaluate(strategy, staying)
    faithful = fingerprint(as_dict(result)) == calculation.sha256
    return Opened(calculation, strategy, staying, result, faithful)


def fingerprint(content: object) -> str:
    """The SHA-256 of the canonical JSON text of a document."""
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def stored_bid(bid: Bid) -> dict[str, Any]:
    """A bid as `Calculation.inputs` holds it."""
    return {
        "bid": bid.id,
        "supplier": bid.supplier,
        "organisation_number": bid.organisation_number,
        "note": bid.note,
        "raw": {leaf: str(value) for leaf, value in bid.raw.items()},
    }


def _opened(stored: dict[str, Any]) -> Bid:
    return Bid(
        id=stored["bid"],
        raw={leaf: Fraction(value) for leaf, value in stored["raw"].items()},
        supplier=stored["supplier"],
        organisation_number=stored["organisation_number"],
        note=stored["note"],
    )
