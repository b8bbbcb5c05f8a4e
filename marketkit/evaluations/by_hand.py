"""Which steps of a procurement nobody takes by hand, because the evaluation here brings them about."""

from __future__ import annotations

from marketkit.evaluations.bids.standing import is_opened
from marketkit.evaluations.preparation.services import current_lock
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import Direction, State, Step
from marketkit.said import Said, say


def against_step(procurement: Procurement, step: Step) -> Said | None:
    """Why a step is not taken by hand; None where it may be.

    Once bids are opened here, everything up to the contract follows from the evaluation: else a contract could count
    as signed before the standstill has ended, or an award stand that nobody decided. Before that a procurement may
    still be evaluated somewhere else; but a competition whose strategy is locked is not withdrawn to be planned anew.
    """
    if step.source.place < State.COMPETITION.place or step.source.place >= State.CONTRACT.place:
        return None
    if is_opened(procurement):
        return say("the bids are opened here, so this follows from the evaluation; take the step there")
    if step.direction is Direction.BACK and current_lock(procurement) is not None:
        return say(
            "the strategy is locked; change it with a correction of the documents, or cancel the procurement"
        )
    return None
