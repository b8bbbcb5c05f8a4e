"""What stands for each bid now: the submission that counts, its figures at every stage, and whether it is out.

Everything else reads bids through here. Of a round's submissions the last one that came in time counts, and of the
rounds the last one that has such a submission: what comes late is kept and marked, and displaces nothing. A bid that
never came in time is late, stays readable and is not scored.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from marketkit.db import db
from marketkit.evaluations.bids.models import (
    Bid,
    Envelope,
    Figure,
    Opening,
    Rejection,
    Stage,
    Submission,
    TakenBack,
)
from marketkit.evaluations.models import Ground
from marketkit.evaluations.preparation.models import EvaluationPlan
from marketkit.evaluations.preparation.services import current_lock, current_plan
from marketkit.procurements.models import Procurement
from marketkit.said import say


class Every(enum.Enum):
    """Says that no lot is singled out; None is taken, for a procurement without lots."""

    LOT = "lot"


ALL: Final = Every.LOT


@dataclass(frozen=True, slots=True)
class Out:
    """Why a bid is not scored. What follows from the plan or the clock is a sentence that can be translated."""

    ground: Ground
    explanation: str


@dataclass(frozen=True, slots=True)
class StandingFigure:
    """One figure at its three stages, and every row behind it, oldest first."""

    raw: Fraction
    corrected: Fraction
    evaluated: Fraction
    rows: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class StandingBid:
    """A bid with the submission that counts, its figures by leaf criterion, and why it is out (None while it is in)."""

    bid: Bid
    submission: Submission
    figures: dict[str, StandingFigure]
    out: Out | None


def is_opened(procurement: Procurement) -> bool:
    """Whether the bids (with two envelopes: the first one) have been opened."""
    return _has_opening(procurement, Envelope.BIDS)


def prices_are_open(procurement: Procurement) -> bool:
    """Whether prices may be taken in and shown: opened, and with two envelopes the prices too."""
    plan = deciding_plan(procurement)
    two = plan is not None and plan.two_envelopes
    return _has_opening(procurement, Envelope.PRICES if two else Envelope.BIDS)


def deciding_plan(procurement: Procurement) -> EvaluationPlan | None:
    """How bids are assessed: the plan that is locked, before the lock the newest one."""
    lock = current_lock(procurement)
    return lock.plan if lock is not None else current_plan(procurement)


def openings(procurement: Procurement) -> list[Opening]:
    """Every opening on record, oldest first."""
    query = select(Opening).where(Opening.procurement_id == procurement.id)
    return list(db.session.scalars(query.order_by(Opening.opened_at, Opening.id)))


def standing_bids(procurement: Procurement, *, lot_id: int | Every | None = ALL) -> list[StandingBid]:
    """Every bid, by label, with what counts for it; of one lot when given (None: bids for the whole).

    A bid of which everything was taken back as wrongly imported is none of them.
    """
    query = select(Bid).where(Bid.procurement_id == procurement.id).options(joinedload(Bid.supplier))
    if lot_id is not ALL:
        query = query.where(Bid.lot_id.is_(None) if lot_id is None else Bid.lot_id == lot_id)
    bids = sorted(db.session.scalars(query), key=lambda bid: (bid.label.casefold(), bid.id))
    submitted = _submissions(procurement)
    last = {bid.id: last_submission(submitted[bid.id]) for bid in bids if bid.id in submitted}
    figures = _figures(procurement)
    out_by_hand = _Rejections(procurement)
    plan = deciding_plan(procurement)
    found = []
    for bid in bids:
        if bid.id not in last:
            continue
        submission = last[bid.id]
        out = out_by_hand.of(bid) or _out_by_itself(bid, submission, plan, procurement.buyer.zone)
        rows = figures.get(submission.id, {})
        stages = {leaf: stand for leaf, each in rows.items() if (stand := standing_figure(each)) is not None}
        found.append(StandingBid(bid, submission, stages, out))
    return found


def last_submission(submissions: Iterable[Submission]) -> Submission:
    """The submission of a bid that counts. Raises ValueError when there is none."""
    found = list(submissions)
    if not found:
        raise ValueError("a bid has at least one submission")
    return max(found, key=lambda each: (not each.late, each.round.place, each.number))


def standing_figure(rows: Iterable[Figure]) -> StandingFigure | None:
    """The figure that rows of one leaf make, oldest first; None where nothing was submitted.

    The newest row of a stage counts; where a stage has none, the one before it stands.
    """
    kept = tuple(rows)
    newest = {row.stage: row.value for row in kept}
    if Stage.RAW not in newest:
        return None
    raw = newest[Stage.RAW]
    corrected = newest.get(Stage.CORRECTED, raw)
    return StandingFigure(raw, corrected, newest.get(Stage.EVALUATED, corrected), kept)


def _has_opening(procurement: Procurement, envelope: Envelope) -> bool:
    found = exists().where(Opening.procurement_id == procurement.id, Opening.envelope == envelope)
    return bool(db.session.scalar(select(found)))


def _submissions(procurement: Procurement) -> dict[int, list[Submission]]:
    """What was handed in for each bid and not taken back, by bid id."""
    found: dict[int, list[Submission]] = defaultdict(list)
    query = select(Submission).outerjoin(TakenBack, TakenBack.submission_id == Submission.id)
    for submission in db.session.scalars(
        query.where(Submission.procurement_id == procurement.id, TakenBack.id.is_(None))
    ):
        found[submission.bid_id].append(submission)
    return found


def _figures(procurement: Procurement) -> dict[int, dict[str, list[Figure]]]:
    """The rows of every submission by leaf, oldest first."""
    query = select(Figure).join(Submission, Submission.id == Figure.submission_id)
    found: dict[int, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.scalars(
        query.where(Submission.procurement_id == procurement.id).order_by(Figure.id)
    ):
        found[row.submission_id][row.criterion].append(row)
    return found


class _Rejections:
    """The newest decision on each bid and each supplier."""

    def __init__(self, procurement: Procurement) -> None:
        self.bids: dict[int, Rejection] = {}
        self.suppliers: dict[int, Rejection] = {}
        query = select(Rejection).where(Rejection.procurement_id == procurement.id)
        for row in db.session.scalars(query.order_by(Rejection.id)):
            if row.bid_id is not None:
                self.bids[row.bid_id] = row
            elif row.supplier_id is not None:
                self.suppliers[row.supplier_id] = row

    def of(self, bid: Bid) -> Out | None:
        for row in (self.bids.get(bid.id), self.suppliers.get(bid.supplier_id)):
            if row is not None and row.out and row.ground is not None:
                return Out(row.ground, row.explanation)
        return None


def _out_by_itself(bid: Bid, submission: Submission, plan: EvaluationPlan | None, zone: str) -> Out | None:
    """A late bid, and a variant where the documents allow none, are out without anybody deciding it."""
    if submission.late:
        local = submission.received_at.astimezone(ZoneInfo(zone))
        clock = f"{local:%H:%M}"
        return Out(Ground.LATE, say("It was received on {day} at {clock}.", day=local.date(), clock=clock))
    if bid.is_variant and plan is not None and not plan.variants_allowed:
        return Out(Ground.VARIANT_NOT_ALLOWED, say("The procurement documents do not allow variants."))
    return None
