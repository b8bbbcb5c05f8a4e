"""The words for what stands in codes about decisions, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from marketkit.evaluations.decision.models import DecisionGround, DecisionKind, InquiryStep, PriceInquiry
from marketkit.procurements.models import Lot
from marketkit.sourcing.rules import AWARD_NOTICE, INTENTION_NOTICE

REVERSAL_GROUNDS = (
    DecisionGround.COMPLAINT,
    DecisionGround.OWN_MOTION,
    DecisionGround.ERROR_IN_COMPETITION,
)
CANCELLATION_GROUNDS = (
    DecisionGround.ERROR_IN_COMPETITION,
    DecisionGround.NO_SUITABLE_BIDS,
    DecisionGround.TOO_LITTLE_COMPETITION,
    DecisionGround.NO_FUNDING,
    DecisionGround.NEED_CHANGED,
)
SUPPLIERS_TOLD = "suppliers-told"
"""The event that is recorded where the law demands no standstill: the day on which the suppliers were told."""


def decision_kind_text(kind: DecisionKind) -> str:
    words: dict[DecisionKind, str] = {
        DecisionKind.AWARD: _("Award"),
        DecisionKind.REVERSAL: _("Award taken back"),
        DecisionKind.CANCELLATION: _("Procedure cancelled"),
    }
    return words[kind]


def decision_ground_text(ground: DecisionGround) -> str:
    """Why an award was taken back, or a procedure cancelled."""
    words: dict[DecisionGround, str] = {
        DecisionGround.COMPLAINT: _("A complaint was found to be right"),
        DecisionGround.OWN_MOTION: _("The buyer itself found an error in the evaluation or the award"),
        DecisionGround.ERROR_IN_COMPETITION: _(
            "There is an error in the competition that cannot be put right"
        ),
        DecisionGround.NO_SUITABLE_BIDS: _("No suitable bid came in"),
        DecisionGround.TOO_LITTLE_COMPETITION: _("There was too little competition"),
        DecisionGround.NO_FUNDING: _("There is no funding"),
        DecisionGround.NEED_CHANGED: _("The need has changed or is gone"),
    }
    return words[ground]


def inquiry_step_text(row: PriceInquiry) -> str:
    """What happened about a low price."""
    if row.step is InquiryStep.ASKED:
        return str(_("Supplier asked"))
    if row.step is InquiryStep.ANSWERED:
        return str(_("Supplier answered"))
    return str(_("Assessed: explained")) if row.accepted else str(_("Assessed: not explained"))


def lot_text(lot: Lot | None) -> str:
    """A lot by number and title; the whole procurement where there are no lots."""
    if lot is None:
        return str(_("The whole procurement"))
    return str(_("Lot %(number)s: %(title)s", number=lot.number, title=lot.title))


def event_text(event: str) -> str:
    """What a standstill, or the time until the contract, was counted from."""
    if event == AWARD_NOTICE:
        return str(_("The contract award notice was published"))
    if event == INTENTION_NOTICE:
        return str(_("The notice of the intention to award was published"))
    return str(_("The suppliers were told")) if event == SUPPLIERS_TOLD else str(_("The letters were sent"))
