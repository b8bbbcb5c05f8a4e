"""The decision: what the result says, what stands against it, the award; taking it back, cancelling the procedure."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.decision import services
from marketkit.evaluations.decision.forms import AwardForm, UndoForm
from marketkit.evaluations.decision.models import Decision, DecisionGround
from marketkit.evaluations.decision.obstacles import obstacles
from marketkit.evaluations.decision.presentation import all_decided, decided_on, lots_in_short
from marketkit.evaluations.decision.proposal import propose
from marketkit.evaluations.decision.standing import current_award, signature_of, standstill_of
from marketkit.evaluations.decision.telling import telling
from marketkit.evaluations.decision.wording import (
    CANCELLATION_GROUNDS,
    REVERSAL_GROUNDS,
    decision_ground_text,
    decision_kind_text,
    event_text,
)
from marketkit.evaluations.official import NotReadyError, changes_since
from marketkit.evaluations.pages import BASE, address, blueprint, page, readable
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.procurements.states import State
from marketkit.said import Said
from marketkit.stored_sentences import sentence_of
from marketkit.web.language import current_language


@access.requires(Permission.VIEW_EVALUATION)
def decide(procurement_id: int) -> ResponseReturnValue:
    """The decision as it stands, and what can be done about it."""
    return _decision_page(readable(procurement_id), AwardForm())


@access.requires(Permission.EVALUATE_BIDS)
def award_decide(procurement_id: int) -> ResponseReturnValue:
    """Award what the official results say."""
    procurement = the_procurement(procurement_id)
    form = AwardForm()
    refused: Sequence[Said] = ()
    if form.validate_on_submit():
        try:
            services.decide_award(
                procurement=procurement,
                shown=form.calculations,
                reason=form.reason.data or "",
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            refused = error.reasons
        else:
            flash(_("The award is decided. Write and send the letters to the suppliers next."), "success")
            return redirect(url_for("evaluations.decide", **address(procurement)))
    return _decision_page(procurement, form, refused), 422


def _decision_page(procurement: Procurement, form: AwardForm, refused: Sequence[Said] = ()) -> str:
    award = current_award(procurement)
    over = award is None and procurement.state.place >= State.CONTRACT.place
    proposal = None if award is not None or over else propose(procurement)
    if proposal is not None:
        calculated = [lot.calculation.id for lot in proposal.lots if lot.calculation is not None]
        form.shown.data = ",".join(str(id_) for id_ in calculated)
    standstill = standstill_of(award) if award is not None else None
    return page(
        "decision/decide",
        procurement,
        form=form,
        refused=obstacles(procurement, refused, proposal),
        lots=lots_in_short(procurement, proposal, current_language()) if proposal is not None else [],
        against=obstacles(procurement, proposal.against, proposal) if proposal is not None else [],
        award=award,
        changes=_changes(procurement, award) if award is not None else [],
        made=all_decided(procurement),
        standstill=standstill,
        workings=[sentence_of(each) for each in standstill.workings] if standstill is not None else [],
        telling=telling(procurement, award) if award is not None else None,
        signature=signature_of(award) if award is not None else None,
        signed=State.CONTRACT.place <= procurement.state.place <= State.ENDED.place,
        cancelled=procurement.state is State.CANCELLED,
        cancellable=procurement.state.place < State.CONTRACT.place,
        decision_kind_text=decision_kind_text,
        decision_ground_text=decision_ground_text,
        event_text=event_text,
    )


def _changes(procurement: Procurement, award: Decision) -> list[Said]:
    """What stands otherwise now than in the results an award rests on."""
    language = current_language()
    return [
        change
        for outcome in award.outcomes
        for change in changes_since(procurement, outcome.calculation, language=language)
    ]


@access.requires(Permission.EVALUATE_BIDS)
def award_reverse(procurement_id: int) -> ResponseReturnValue:
    """Take the award back, before the contract is signed."""
    return _undo(the_procurement(procurement_id), cancelling=False)


@access.requires(Permission.EVALUATE_BIDS)
def procedure_cancel(procurement_id: int) -> ResponseReturnValue:
    """Cancel the procedure for good."""
    return _undo(the_procurement(procurement_id), cancelling=True)


def _undo(procurement: Procurement, *, cancelling: bool) -> ResponseReturnValue:
    award = current_award(procurement)
    if procurement.state.place >= State.CONTRACT.place or (award is None and not cancelling):
        return redirect(url_for("evaluations.decide", **address(procurement)))
    form = UndoForm()
    form.offer(CANCELLATION_GROUNDS if cancelling else REVERSAL_GROUNDS)
    refused: Sequence[Said] = ()
    if form.validate_on_submit():
        undo = services.cancel_procedure if cancelling else services.reverse_award
        try:
            undo(
                procurement=procurement,
                ground=DecisionGround(form.ground.data),
                reason=form.reason.data or "",
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            refused = error.reasons
        else:
            done = _("The procedure is cancelled. Tell the suppliers.")
            back = _("The award is taken back. Tell the suppliers.")
            flash(done if cancelling else back, "success")
            return redirect(url_for("evaluations.decide", **address(procurement)))
    shown = page(
        "decision/undo",
        procurement,
        form=form,
        cancelling=cancelling,
        refused=obstacles(procurement, refused),
        awarded_on=decided_on(procurement, award) if award is not None else None,
    )
    return (shown, 422) if form.is_submitted() else shown


blueprint.add_url_rule(f"{BASE}/decide", view_func=decide)
blueprint.add_url_rule(f"{BASE}/decide", view_func=award_decide, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/decide/reverse", view_func=award_reverse, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/decide/cancel", view_func=procedure_cancel, methods=["GET", "POST"])
