"""What would be awarded as things stand, lot by lot, and everything that stands against deciding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import select

from marketkit.db import db
from marketkit.evaluations.bids.standing import StandingBid, deciding_plan, standing_bids
from marketkit.evaluations.decision.allocation import (
    Allocation,
    LotRanking,
    PassedOver,
    UnsettledTieError,
    allocate,
    settle,
)
from marketkit.evaluations.decision.inquiries import is_outdated
from marketkit.evaluations.decision.models import InquiryStep, PriceInquiry, TieDraw
from marketkit.evaluations.decision.standing import current_award, inquiry_steps
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.official import NotReadyError, is_due, lots_of, official_inputs
from marketkit.evaluations.record import Opened, newest_official, open_calculation
from marketkit.procurements.models import Lot, Procurement
from marketkit.procurements.states import State
from marketkit.said import Said, say


@dataclass(frozen=True, slots=True)
class LotProposal:
    """One lot (None: the whole procurement): its official result, whose the bids are, and who would win.

    `unsettled` are the bids that share the last place, for which lots must be drawn; `due` says that the result does
    not rest on what stands now, or that there is none; `empty` that no bid is left, so that none can be calculated.
    """

    lot: Lot | None
    calculation: Calculation | None
    opened: Opened | None
    suppliers: dict[str, int]
    winners: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]
    draws: tuple[TieDraw, ...]
    unsettled: tuple[str, ...]
    due: bool
    empty: bool

    @property
    def unranked(self) -> bool:
        """Whether every bid that is left fell short of a limit of the strategy."""
        return not self.empty and self.opened is not None and not self.opened.result.ranking

    @property
    def lot_id(self) -> int | None:
        return self.lot.id if self.lot is not None else None

    @property
    def currency(self) -> str:
        assert self.opened is not None
        return self.opened.strategy.currency

    def amount(self, label: str) -> Fraction | None:
        """What a bid costs as evaluated, all cost criteria together; None where the price is fixed beforehand."""
        assert self.opened is not None
        costs = self.opened.strategy.cost_criteria
        if not costs:
            return None
        scores = self.opened.result.ranked(label).scores
        return sum((scores[criterion.id].amount or Fraction(0) for criterion in costs), Fraction(0))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be awarded, and why it cannot be yet (`against` is empty when it can)."""

    lots: tuple[LotProposal, ...]
    against: tuple[Said, ...]


def propose(procurement: Procurement) -> Proposal:
    """The award as the newest official calculations have it."""
    lots = {lot.id: lot for lot in procurement.lots}
    drafts = [_draft(procurement, lots.get(lot_id) if lot_id else None) for lot_id in lots_of(procurement)]
    rankings = [_ranking(procurement, draft) for draft in drafts if draft.opened and not draft.empty]
    plan = deciding_plan(procurement)
    limit = plan.lot_limit if plan else None
    # Without a limit one lot's winners do not depend on another's, so that a tie in one hides nobody else.
    parts = [rankings] if limit is not None else [[ranking] for ranking in rankings]
    allocated = [_allocate(part, limit) for part in parts]
    found = tuple(_with_winners(draft, allocated) for draft in drafts)
    return Proposal(found, tuple(_against(procurement, found)))


def _draft(procurement: Procurement, lot: Lot | None) -> LotProposal:
    lot_id = lot.id if lot is not None else None
    calculation = newest_official(procurement, lot_id=lot_id)
    opened = open_calculation(calculation) if calculation is not None else None
    standing: list[StandingBid] = standing_bids(procurement, lot_id=lot_id)
    suppliers = {each.bid.label: each.bid.supplier_id for each in standing}
    draws: tuple[TieDraw, ...] = ()
    if calculation is not None:
        query = select(TieDraw).where(TieDraw.calculation_id == calculation.id).order_by(TieDraw.id)
        draws = tuple(db.session.scalars(query))
    return LotProposal(
        lot,
        calculation,
        opened,
        suppliers,
        (),
        (),
        draws,
        (),
        due=is_due(procurement, lot_id),
        empty=all(each.out is not None for each in standing),
    )


def _ranking(procurement: Procurement, draft: LotProposal) -> LotRanking:
    assert draft.opened is not None
    result = draft.opened.result
    estimate = draft.lot.estimate if draft.lot is not None else procurement.estimate
    return LotRanking(
        lot=draft.lot_id,
        number=draft.lot.number if draft.lot is not None else 1,
        value=estimate.amount if estimate is not None else None,
        places=draft.opened.strategy.award_to,
        order=settle(result.order(), [draw.bids for draw in draft.draws]),
        suppliers=draft.suppliers,
    )


def _allocate(rankings: list[LotRanking], limit: int | None) -> Allocation | UnsettledTieError:
    try:
        return allocate(rankings, limit=limit)
    except UnsettledTieError as tie:
        return tie


def _with_winners(draft: LotProposal, allocated: Sequence[Allocation | UnsettledTieError]) -> LotProposal:
    for each in allocated:
        if isinstance(each, UnsettledTieError):
            if each.lot == draft.lot_id:
                return replace(draft, unsettled=each.bids)
        elif draft.lot_id in each.winners:
            passed = tuple(over for over in each.passed_over if over.lot == draft.lot_id)
            return replace(draft, winners=each.winners[draft.lot_id], passed_over=passed)
    return draft


def _against(procurement: Procurement, lots: tuple[LotProposal, ...]) -> Iterator[Said]:
    if current_award(procurement) is not None:
        yield say("the award is decided; take it back first if it must be changed")
    if procurement.state.place >= State.CONTRACT.place:
        yield say("the procurement is past the award")
    steps = inquiry_steps(procurement)
    # A lot that nobody can win holds up no other; without any lot to award there is nothing to decide.
    some = any(not lot.empty and not lot.unranked for lot in lots)
    for lot in lots:
        if not (some and lot.empty):
            yield from _against_lot(procurement, lot, steps, alone=not some)


def _against_lot(
    procurement: Procurement, lot: LotProposal, steps: dict[int, list[PriceInquiry]], *, alone: bool
) -> Iterator[Said]:
    name = say("lot {number}", number=lot.lot.number) if lot.lot is not None else say("the procurement")
    if lot.calculation is None or lot.opened is None:
        try:
            official_inputs(procurement, lot.lot_id)
        except NotReadyError as error:
            yield from error.reasons
        else:
            yield say("the official result of {lot} is not calculated yet", lot=name)
        return
    if lot.due:
        yield say("something has changed since the result of {lot}; calculate it again", lot=name)
    if not lot.opened.faithful:
        yield say("the result of {lot} does not come out as it stands on record", lot=name)
    if alone and not lot.opened.result.ranking:
        yield say("no bid is ranked in {lot}; cancel the procedure, or let a bid back in", lot=name)
    if lot.unsettled:
        yield say(
            "{bids} share the last place of {lot}; draw lots between them",
            bids=", ".join(lot.unsettled),
            lot=name,
        )
    bids = {each.bid.label: each for each in standing_bids(procurement, lot_id=lot.lot_id)}
    flagged = {flag.bid for flag in lot.opened.result.flags}
    for label in lot.winners:
        if label in bids:
            asked = steps.get(bids[label].bid.id, [])
            outdated = is_outdated(asked, bids[label], lot.opened.strategy)
            yield from _against_price(label, asked, flagged=label in flagged, outdated=outdated)


def _against_price(label: str, asked: list[PriceInquiry], *, flagged: bool, outdated: bool) -> Iterator[Said]:
    settled = bool(asked) and asked[-1].step is InquiryStep.ASSESSED
    if outdated and (flagged or not asked[-1].accepted):
        yield say("the price of {bid} has changed since its explanation was assessed; ask again", bid=label)
    elif flagged and not settled:
        yield say("the low price of {bid} has not been explained and assessed", bid=label)
    elif asked and not settled:
        yield say("the question about the price of {bid} is still open", bid=label)
    elif settled and not asked[-1].accepted:
        yield say(
            "the price of {bid} was not explained to satisfaction; reject the bid, or ask again", bid=label
        )
