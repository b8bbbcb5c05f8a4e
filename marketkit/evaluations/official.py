"""Official calculations: the bids taken in and the scores agreed, under the lock, one lot at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from marketkit.db import begin_write
from marketkit.errors import MarketkitError
from marketkit.evaluations.assessment.agreed import Agreed, Basis, agreed_scores, quality_is_closed
from marketkit.evaluations.bids.standing import StandingBid, is_opened, prices_are_open, standing_bids
from marketkit.evaluations.decision.changes import changes
from marketkit.evaluations.decision.models import DecisionKind
from marketkit.evaluations.decision.standing import current_decision
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.preparation.services import current_lock
from marketkit.evaluations.record import (
    Inputs,
    fingerprint,
    newest_official,
    put_on_record,
    stored_bid,
    strategy_for,
)
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.said import Said, say
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Strategy, in_language
from marketkit.stored_sentences import stored_sentence

Scores = dict[tuple[int, str], Agreed]


class NotReadyError(MarketkitError):
    """What was asked for cannot be done yet; `reasons` tells everything that is missing."""

    def __init__(self, reasons: Sequence[Said]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


def calculate_official(
    *, procurement: Procurement, lot_id: int | None, reason: str | None, actor_id: int | None
) -> Calculation:
    """Put the official result of a lot on record (None where there are no lots).

    Once there is one, another needs something that has changed since, or an award taken back since, and a `reason`.
    Raises NotReadyError with everything that is missing.
    """
    begin_write()
    if is_closed(procurement.state):
        raise NotReadyError([say("the procurement is closed; nothing in it can be changed")])
    inputs = official_inputs(procurement, lot_id, reason=(reason or "").strip() or None)
    newest = newest_official(procurement, lot_id=lot_id)
    if newest is not None:
        if not _differs(newest, inputs) and not taken_back_since(procurement, newest):
            raise NotReadyError([say("nothing has changed since the last official calculation")])
        if inputs.reason is None:
            raise NotReadyError([say("say why the result is calculated again")])
    return put_on_record(procurement, inputs, actor_id)


def is_due(procurement: Procurement, lot_id: int | None) -> bool:
    """Whether a lot has no official calculation yet, or its newest one does not rest on what stands now.

    What was calculated before an award was taken back is due too: the evaluation that follows has its own reasons.
    """
    newest = newest_official(procurement, lot_id=lot_id)
    try:
        inputs = official_inputs(procurement, lot_id)
    except NotReadyError:
        return True
    return newest is None or _differs(newest, inputs) or taken_back_since(procurement, newest)


def taken_back_since(procurement: Procurement, calculation: Calculation) -> bool:
    """Whether an award was taken back after this calculation was made."""
    newest = current_decision(procurement)
    return (
        newest is not None
        and newest.kind is DecisionKind.REVERSAL
        and calculation.created_at < newest.decided_at
    )


def changes_since(procurement: Procurement, calculation: Calculation, *, language: str) -> tuple[Said, ...]:
    """What stands otherwise now than in an official calculation; nothing while a new one cannot be made."""
    try:
        inputs = official_inputs(procurement, calculation.lot_id)
    except NotReadyError:
        return ()
    return tuple(
        changes(
            calculation.inputs,
            [stored_bid(bid) for bid in inputs.bids],
            out_before=calculation.by_hand,
            out_now=inputs.by_hand,
            titles={leaf.id: in_language(leaf.title, language) for leaf in inputs.strategy.leaves()},
            locked_again=calculation.lock_id != inputs.lock_id,
            taken_back=taken_back_since(procurement, calculation),
        )
    )


def official_inputs(procurement: Procurement, lot_id: int | None, *, reason: str | None = None) -> Inputs:
    """What an official calculation of a lot is made from as things stand. Raises NotReadyError."""
    lock = current_lock(procurement)
    missing = list(_missing_steps(procurement))
    if lock is None or missing:
        raise NotReadyError(missing)
    lot = next((lot for lot in procurement.lots if lot.id == lot_id), None)
    strategy = strategy_for(lock.strategy_version, lot)
    scores = agreed_scores(procurement)
    standing = standing_bids(procurement, lot_id=lot_id)
    missing = list(_missing_figures(strategy, standing, scores))
    if not any(bid.out is None for bid in standing):
        missing.append(say("no bid is left to calculate"))
    if missing:
        raise NotReadyError(missing)
    return Inputs(
        version=lock.strategy_version,
        strategy=strategy,
        bids=tuple(_bid(strategy, each, scores) for each in standing),
        by_hand=tuple(_out(each) for each in standing if each.out is not None),
        lock_id=lock.id,
        lot_id=lot_id,
        reason=reason,
    )


def lots_of(procurement: Procurement) -> list[int | None]:
    """The lots that are calculated, by number; one None where the procurement has no lots."""
    return [lot.id for lot in procurement.lots] or [None]


def lots_with_bids(procurement: Procurement) -> list[int | None]:
    """The lots in which a bid is left, which are those that need a result; all of them while none has any."""
    left = {each.bid.lot_id for each in standing_bids(procurement) if each.out is None}
    lots = lots_of(procurement)
    return [lot for lot in lots if lot in left] or lots


def _missing_steps(procurement: Procurement) -> Iterator[Said]:
    if current_lock(procurement) is None:
        yield say("the strategy is not locked")
        return
    if not is_opened(procurement):
        yield say("the bids have not been opened")
    if not quality_is_closed(procurement):
        yield say("the assessments of quality are not closed")
    elif is_opened(procurement) and not prices_are_open(procurement):
        yield say("the prices have not been opened")


def _missing_figures(strategy: Strategy, standing: Sequence[StandingBid], scores: Scores) -> Iterator[Said]:
    for each in standing:
        if each.out is not None:
            continue
        for leaf in strategy.leaves():
            name = in_language(leaf.title, "en")
            if leaf.is_cost:
                if leaf.id not in each.figures:
                    yield say("{bid} has no amount for {leaf}", bid=each.bid.label, leaf=name)
                continue
            agreed = scores.get((each.bid.id, leaf.id))
            if agreed is None or agreed.basis is Basis.MISSING:
                yield say("{bid} has no score for {leaf}", bid=each.bid.label, leaf=name)
            elif agreed.basis is Basis.MUST_AGREE:
                yield say("the panel has not agreed on {leaf} for {bid}", bid=each.bid.label, leaf=name)


def _bid(strategy: Strategy, each: StandingBid, scores: Scores) -> Bid:
    """A bid as it is scored: amounts as they are evaluated, scores as they were agreed; a bid that is out as far as known."""
    raw: dict[str, Fraction] = {}
    for leaf in strategy.leaves():
        figure, agreed = each.figures.get(leaf.id), scores.get((each.bid.id, leaf.id))
        value = figure.evaluated if leaf.is_cost and figure else agreed.score if agreed else None
        if value is not None:
            raw[leaf.id] = value
    supplier = each.bid.supplier
    return Bid(
        id=each.bid.label,
        raw=raw,
        supplier=supplier.name,
        organisation_number=supplier.organisation_number,
        note=each.submission.note,
    )


def _out(each: StandingBid) -> dict[str, Any]:
    """A bid that is out, with its ground and why, as Calculation.by_hand holds it."""
    assert each.out is not None
    why = stored_sentence(each.out.explanation)
    return {"bid": each.bid.label, "ground": each.out.ground.value, "explanation": why.pop("text"), **why}


def _differs(calculation: Calculation, inputs: Inputs) -> bool:
    return (
        calculation.lock_id != inputs.lock_id
        or calculation.inputs_sha256 != fingerprint([stored_bid(bid) for bid in inputs.bids])
        or calculation.by_hand != list(inputs.by_hand)
    )
