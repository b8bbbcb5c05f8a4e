"""What must be settled before an award: low prices explained, ties drawn by lot. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import select

from marketkit.db import begin_write
from marketkit.evaluations.bids.models import Bid
from marketkit.evaluations.decision.models import InquiryStep, PriceInquiry, TieDraw
from marketkit.evaluations.decision.standing import inquiry_steps
from marketkit.evaluations.decision.trail import note, today
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.record import open_calculation
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.said import Said, say

LEAST_WITNESSES = 2


def ask_about_price(
    *, procurement: Procurement, bid: Bid, text: str, due: date, actor_id: int | None
) -> PriceInquiry:
    """Ask a supplier to explain a price that seems too low. Raises NotReadyError while an earlier question is open."""
    begin_write()
    steps = inquiry_steps(procurement).get(bid.id, [])
    if steps and steps[-1].step is not InquiryStep.ASSESSED:
        raise NotReadyError([say("the supplier has been asked already; the answer is not assessed yet")])
    return _inquiry(procurement, bid, InquiryStep.ASKED, text, actor_id, due=due)


def record_answer(*, procurement: Procurement, bid: Bid, text: str, actor_id: int | None) -> PriceInquiry:
    """The supplier has answered. Raises NotReadyError when it was not asked."""
    begin_write()
    steps = inquiry_steps(procurement).get(bid.id, [])
    if not steps or steps[-1].step is InquiryStep.ASSESSED:
        raise NotReadyError([say("the supplier has not been asked")])
    return _inquiry(procurement, bid, InquiryStep.ANSWERED, text, actor_id)


def assess_answer(
    *, procurement: Procurement, bid: Bid, accepted: bool, text: str, actor_id: int | None
) -> PriceInquiry:
    """Whether the low price is explained, and why. Excludes nobody: a rejection is a decision of its own.

    Raises NotReadyError when there is no answer, and before the day it was due no silence can be assessed either.
    """
    begin_write()
    steps = inquiry_steps(procurement).get(bid.id, [])
    if not steps or steps[-1].step is InquiryStep.ASSESSED:
        raise NotReadyError([say("the supplier has not been asked")])
    asked = next(step for step in reversed(steps) if step.step is InquiryStep.ASKED)
    silent = steps[-1].step is InquiryStep.ASKED
    if silent and asked.due is not None and today(procurement) <= asked.due:
        raise NotReadyError([say("the supplier has not answered, and the day it was given has not passed")])
    return _inquiry(procurement, bid, InquiryStep.ASSESSED, text, actor_id, accepted=accepted)


def record_draw(
    *,
    procurement: Procurement,
    calculation: Calculation,
    bids: Sequence[str],
    witnesses: Sequence[str],
    how: str,
    drawn_at: datetime,
    actor_id: int | None,
) -> TieDraw:
    """Lots were drawn between all bids that share a rank; `bids` in the order drawn. Raises NotReadyError.

    A calculation's tie is drawn for once, before at least LEAST_WITNESSES witnesses.
    """
    result = open_calculation(calculation).result
    session = begin_write()
    against: list[Said] = []
    if is_closed(procurement.state):
        against.append(say("the procurement is closed; nothing in it can be changed"))
    tied = [set(group) for group in result.order() if len(group) > 1]
    if set(bids) not in tied or len(set(bids)) != len(bids):
        against.append(say("the draw must hold exactly the bids that share a rank, each once"))
    if len({name.strip().casefold() for name in witnesses if name.strip()}) < LEAST_WITNESSES:
        against.append(say("name at least {least} witnesses", least=LEAST_WITNESSES))
    if drawn_at > datetime.now(UTC):
        against.append(say("the draw cannot lie ahead"))
    drawn = session.scalars(select(TieDraw).where(TieDraw.calculation_id == calculation.id))
    if any(set(draw.bids) == set(bids) for draw in drawn):
        against.append(say("lots have been drawn between these bids already"))
    if against:
        raise NotReadyError(against)
    draw = TieDraw(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        calculation_id=calculation.id,
        bids=tuple(bids),
        witnesses=tuple(name.strip() for name in witnesses if name.strip()),
        how=how.strip(),
        drawn_at=drawn_at,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(draw)
    session.flush()
    note("tie.drawn", procurement, actor_id, {"draw": draw.id, "calculation": calculation.number})
    return draw


def _inquiry(
    procurement: Procurement,
    bid: Bid,
    step: InquiryStep,
    text: str,
    actor_id: int | None,
    *,
    due: date | None = None,
    accepted: bool | None = None,
) -> PriceInquiry:
    session = begin_write()
    if is_closed(procurement.state):
        raise NotReadyError([say("the procurement is closed; nothing in it can be changed")])
    row = PriceInquiry(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        bid_id=bid.id,
        step=step,
        text=text.strip(),
        due=due,
        accepted=accepted,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    note(
        "low-price.inquiry", procurement, actor_id, {"bid": bid.id, "step": step.value, "accepted": accepted}
    )
    return row
