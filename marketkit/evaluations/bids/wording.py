"""The words for what stands in codes about bids, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from marketkit.evaluations.bids.models import Envelope, FigureGround, RequirementKind, Round, Stage


def round_text(round: Round) -> str:
    words: dict[Round, str] = {
        Round.INITIAL: _("Initial bids"),
        Round.REVISED: _("Revised bids"),
        Round.FINAL: _("Final bids"),
    }
    return words[round]


def envelope_text(envelope: Envelope, round: Round) -> str:
    """What was opened."""
    return _("Prices") if envelope is Envelope.PRICES else round_text(round)


def stage_text(stage: Stage) -> str:
    words: dict[Stage, str] = {
        Stage.RAW: _("As submitted"),
        Stage.CORRECTED: _("Corrected"),
        Stage.EVALUATED: _("As evaluated"),
    }
    return words[stage]


def figure_ground_text(ground: FigureGround) -> str:
    words: dict[FigureGround, str] = {
        FigureGround.AS_SUBMITTED: _("As the supplier wrote it"),
        FigureGround.ARITHMETIC_ERROR: _("Arithmetic error"),
        FigureGround.CLERICAL_ERROR: _("Obvious slip of the pen"),
        FigureGround.CLARIFICATION: _("Clarified by the supplier"),
        FigureGround.PRICED_RESERVATION: _("Reservation given a price"),
        FigureGround.VAT_BASIS: _("Put on the same VAT basis"),
        FigureGround.PRICED_OPTION: _("Priced options counted"),
    }
    return words[ground]


def requirement_kind_text(kind: RequirementKind) -> str:
    words: dict[RequirementKind, str] = {
        RequirementKind.QUALIFICATION: _("Qualification of the supplier"),
        RequirementKind.MUST: _("Must-requirement to the bid"),
    }
    return words[kind]
