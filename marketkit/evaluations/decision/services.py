"""The verbs of the decision: award, reverse, cancel, begin the standstill, sign the contract.

An award rests on the newest official calculations. Nothing is edited: a reversal is a decision of its own, and what
follows it begins anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from marketkit.db import begin_write
from marketkit.evaluations.decision.models import (
    Decision,
    DecisionGround,
    DecisionKind,
    Outcome,
    Signature,
    Standstill,
)
from marketkit.evaluations.decision.proposal import LotProposal, propose
from marketkit.evaluations.decision.standing import current_award, standstill_of
from marketkit.evaluations.decision.trail import note, today
from marketkit.evaluations.official import NotReadyError
from marketkit.procurements import ledger
from marketkit.procurements.models import Award, Procurement
from marketkit.procurements.services import change_state
from marketkit.procurements.states import State
from marketkit.said import say
from marketkit.sourcing.rules import AWARD_NOTICE, INTENTION_NOTICE, LETTERS_SENT, VOLUNTARY, Pack
from marketkit.sourcing.standstill import Standstill as Reckoned
from marketkit.sourcing.standstill import UnlawfulStandstillError, standstill, standstill_rule
from marketkit.stored_sentences import stored_sentence
from marketkit.values import Money, UnreadableError

SOURCE = "evaluations.decision"
_STARTS = {
    LETTERS_SENT: say("the letters were sent"),
    AWARD_NOTICE: say("the contract award notice was published"),
    INTENTION_NOTICE: say("the notice of the intention to award was published"),
}


def decide_award(
    *, procurement: Procurement, shown: Sequence[int], reason: str, actor_id: int | None
) -> Decision:
    """Award what the newest official calculations say. `shown` are the ids of the calculations the officer saw.

    Raises NotReadyError with everything that stands against it.
    """
    begin_write()
    proposal = propose(procurement)
    against = list(proposal.against)
    calculated = [lot.calculation.id for lot in proposal.lots if lot.calculation is not None]
    if not against and sorted(shown) != sorted(calculated):
        against.append(say("a new result was calculated while this page was open; look at it again"))
    if against:
        raise NotReadyError(against)
    decision = _decide(procurement, DecisionKind.AWARD, reason, actor_id)
    for lot in proposal.lots:
        if not lot.empty:  # there is no result to decide on where no bid is left
            _add_outcome(procurement, decision, lot, actor_id)
    for target in (State.EVALUATED, State.AWARDED):
        if procurement.state.place < target.place:
            change_state(procurement=procurement, target=target, actor_id=actor_id, source=SOURCE)
    return decision


def reverse_award(
    *, procurement: Procurement, ground: DecisionGround, reason: str, actor_id: int | None
) -> Decision:
    """Take an award back before the contract is signed. Raises NotReadyError when there is none, or it is signed."""
    begin_write()
    award = current_award(procurement)
    if award is None:
        raise NotReadyError([say("there is no award to take back")])
    if procurement.state is not State.AWARDED:
        raise NotReadyError([say("the contract is signed; the award can no longer be taken back here")])
    decision = _decide(procurement, DecisionKind.REVERSAL, reason, actor_id, ground=ground, reverses=award)
    _withdraw_awards(procurement, award, reason, actor_id)
    change_state(
        procurement=procurement, target=State.EVALUATED, actor_id=actor_id, reason=reason, source=SOURCE
    )
    return decision


def cancel_procedure(
    *, procurement: Procurement, ground: DecisionGround, reason: str, actor_id: int | None
) -> Decision:
    """Cancel the procedure for good, on its ground. Raises NotReadyError once the contract is signed."""
    begin_write()
    if procurement.state is State.CANCELLED:
        raise NotReadyError([say("the procedure is cancelled already")])
    if procurement.state.place >= State.CONTRACT.place:
        raise NotReadyError([say("the contract is signed; the procedure can no longer be cancelled")])
    award = current_award(procurement)
    decision = _decide(
        procurement, DecisionKind.CANCELLATION, reason, actor_id, ground=ground, reverses=award
    )
    if award is not None:
        _withdraw_awards(procurement, award, reason, actor_id)
    change_state(
        procurement=procurement, target=State.CANCELLED, actor_id=actor_id, reason=reason, source=SOURCE
    )
    return decision


def start_standstill(
    *,
    procurement: Procurement,
    event: str,
    event_on: date,
    electronically: bool,
    packs: Sequence[Pack],
    days: int | None = None,
    actor_id: int | None,
) -> Standstill:
    """Reckon and keep when the contract may first be signed, from what happened on a day (see `sourcing.standstill`).

    `event` is the rule's own code (`letters`, `award-notice`, `intention-notice`); `days` a length the buyer has set.
    A new event for the same award gives a new row; the newest counts. Raises NotReadyError without an award, for an
    event from which the law does not count, and for a length it forbids.
    """
    session = begin_write()
    award = current_award(procurement)
    if award is None:
        raise NotReadyError([say("there is no award yet")])
    found = _reckoned(procurement, award, event, event_on, electronically, packs, days)
    row = Standstill(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        decision_id=award.id,
        event=event,
        event_on=event_on,
        electronically=electronically,
        rule=f"{found.rule.instrument}, {found.rule.article}"[:300] if found.rule else None,
        ends_on=found.ends_on,
        earliest_signing=found.earliest_signing,
        workings=[stored_sentence(sentence) for sentence in found.workings],
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    details = {"decision": award.number, "event": event, "earliest-signing": row.earliest_signing.isoformat()}
    note("standstill.begun", procurement, actor_id, details)
    return row


def _reckoned(
    procurement: Procurement,
    award: Decision,
    event: str,
    event_on: date,
    electronically: bool,
    packs: Sequence[Pack],
    days: int | None,
) -> Reckoned:
    """The standstill by the law of the day of the award. Raises NotReadyError."""
    decided_on = award.decided_at.astimezone(ZoneInfo(procurement.buyer.zone)).date()
    if event_on < decided_on:
        raise NotReadyError([say("this cannot have happened before the award was decided")])
    regime = procurement.regime.value if procurement.regime else None
    rule = standstill_rule(packs, regime, decided_on)
    if rule is not None and rule.duty != VOLUNTARY and event != rule.starts_with:
        starts = _STARTS[rule.starts_with]
        raise NotReadyError([say("here the standstill is counted from another event: {event}", event=starts)])
    try:
        return standstill(
            packs,
            regime,
            on=decided_on,
            start=event_on,
            sent_electronically=electronically,
            zone=procurement.buyer.zone,
            days=days,
        )
    except UnlawfulStandstillError as error:
        raise NotReadyError([error.said]) from None


def sign_contract(*, procurement: Procurement, signed_on: date, actor_id: int | None) -> Signature:
    """The contract was signed on a day. Raises NotReadyError before the earliest day there may be one."""
    session = begin_write()
    award = current_award(procurement)
    if award is None or procurement.state is not State.AWARDED:
        raise NotReadyError([say("there is no award for which a contract could be signed")])
    standstill = standstill_of(award)
    if standstill is None:
        raise NotReadyError([say("it is not recorded yet when the suppliers were told")])
    if signed_on < standstill.earliest_signing:
        raise NotReadyError(
            [say("the contract may be signed on {day} at the earliest", day=standstill.earliest_signing)]
        )
    if signed_on > today(procurement):
        raise NotReadyError([say("the day of signing cannot lie ahead")])
    row = Signature(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        decision_id=award.id,
        signed_on=signed_on,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    change_state(procurement=procurement, target=State.CONTRACT, actor_id=actor_id, source=SOURCE)
    note("contract.signed", procurement, actor_id, {"decision": award.number, "on": signed_on.isoformat()})
    return row


def _add_outcome(
    procurement: Procurement, decision: Decision, lot: LotProposal, actor_id: int | None
) -> None:
    """What the decision says of one lot, and the awards in the procurement's ledger."""
    session = begin_write()
    assert lot.calculation is not None
    session.add(
        Outcome(
            buyer_id=procurement.buyer_id,
            procurement_id=procurement.id,
            decision_id=decision.id,
            lot_id=lot.lot_id,
            calculation_id=lot.calculation.id,
            draw_id=lot.draws[-1].id if lot.draws else None,
            winners=lot.winners,
            workings=[
                {"bid": each.bid, "won": list(each.won), "why": "lot-limit"} for each in lot.passed_over
            ],
        )
    )
    session.flush()
    for place, label in enumerate(lot.winners, start=1):
        ledger.append(
            Award(
                supplier_id=lot.suppliers[label],
                lot_id=lot.lot_id,
                place=place,
                decided_on=decision.decided_at.astimezone(ZoneInfo(procurement.buyer.zone)).date(),
                **_value(lot, label),
            ),
            procurement=procurement,
            source=f"decision:{decision.number}",
            actor_id=actor_id,
        )


def _value(lot: LotProposal, label: str) -> dict[str, Any]:
    """The evaluated amount as the award's value, where it is a whole number of the currency's minor units."""
    amount = lot.amount(label)
    if amount is None:
        return {}
    try:
        money = Money.of(amount, lot.currency)
    except UnreadableError:
        return {}
    return {"value_minor": money.minor, "value_currency": money.currency}


def _withdraw_awards(procurement: Procurement, award: Decision, reason: str, actor_id: int | None) -> None:
    for row in ledger.standing(Award, procurement=procurement):
        if row.source == f"decision:{award.number}":
            ledger.withdraw(row, reason=reason, actor_id=actor_id)


def _decide(
    procurement: Procurement,
    kind: DecisionKind,
    reason: str,
    actor_id: int | None,
    *,
    ground: DecisionGround | None = None,
    reverses: Decision | None = None,
) -> Decision:
    session = begin_write()
    newest = select(func.max(Decision.number)).where(Decision.procurement_id == procurement.id)
    decision = Decision(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(newest) or 0) + 1,
        kind=kind,
        ground=ground,
        reason=reason.strip(),
        reverses_id=reverses.id if reverses else None,
        decided_at=datetime.now(UTC),
        decided_by_id=actor_id,
    )
    session.add(decision)
    session.flush()
    details = {
        "decision": decision.number,
        "ground": ground.value if ground else None,
        "reverses": reverses.number if reverses else None,
        "reason-sha256": hashlib.sha256(decision.reason.encode()).hexdigest(),
    }
    note(_ACTIONS[kind], procurement, actor_id, details)
    return decision


_ACTIONS = {
    DecisionKind.AWARD: "award.decided",
    DecisionKind.REVERSAL: "award.reversed",
    DecisionKind.CANCELLATION: "procedure.cancelled",
}
