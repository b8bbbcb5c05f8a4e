"""The official result of a lot as its page tells it: what there is, whether it is due, what it still waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketkit.evaluations.decision.obstacles import Obstacle, obstacles
from marketkit.evaluations.decision.proposal import propose
from marketkit.evaluations.decision.standing import current_award, decisions
from marketkit.evaluations.models import Calculation, Standing
from marketkit.evaluations.official import NotReadyError, changes_since, is_due, official_inputs
from marketkit.evaluations.presentation import Settled
from marketkit.evaluations.record import newest_official
from marketkit.procurements.models import Lot, Procurement
from marketkit.procurements.states import State
from marketkit.said import Said
from marketkit.web.language import current_language


@dataclass(frozen=True, slots=True)
class OfficialResult:
    """What stands for one lot (None: the whole procurement). `refused` is why it was not calculated just now.

    `due` says that the result does not rest on what stands now; `changes`
    what is otherwise now; `closed` that the procurement is past it.
    """

    lot: Lot | None
    newest: Calculation | None
    missing: tuple[Obstacle, ...]
    refused: tuple[Obstacle, ...]
    due: bool
    changes: tuple[Said, ...]
    awarded: bool
    closed: bool


def official_result(procurement: Procurement, lot: Lot | None, refused: Sequence[Said]) -> OfficialResult:
    """How the official result of a lot stands."""
    lot_id = lot.id if lot is not None else None
    missing: tuple[Said, ...] = ()
    try:
        official_inputs(procurement, lot_id)
    except NotReadyError as error:
        missing = error.reasons
    newest = newest_official(procurement, lot_id=lot_id)
    language = current_language()
    return OfficialResult(
        lot=lot,
        newest=newest,
        missing=tuple(obstacles(procurement, missing)),
        refused=tuple(obstacles(procurement, [each for each in refused if each not in missing])),
        due=is_due(procurement, lot_id),
        changes=changes_since(procurement, newest, language=language) if newest is not None else (),
        awarded=current_award(procurement) is not None,
        closed=procurement.state.place >= State.CONTRACT.place,
    )


def settled_by(procurement: Procurement, calculation: Calculation) -> Settled | None:
    """Who wins by an official calculation: as the award has it, before one as it would be awarded.

    None where the ranking alone tells: for a trial, and for a result that another took the place of.
    """
    if calculation.standing is Standing.TRIAL:
        return None
    for decision in reversed(decisions(procurement)):
        for outcome in decision.outcomes:
            if outcome.calculation_id == calculation.id:
                return Settled(outcome.winners, ())
    newest = newest_official(procurement, lot_id=calculation.lot_id)
    if newest is None or newest.id != calculation.id:
        return None
    lot = next(each for each in propose(procurement).lots if each.lot_id == calculation.lot_id)
    return Settled(lot.winners, lot.unsettled)
