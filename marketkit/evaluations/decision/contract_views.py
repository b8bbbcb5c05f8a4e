"""From the award to the contract: what the standstill is counted from, and the day the contract was signed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.decision import services
from marketkit.evaluations.decision.forms import SignForm, StandstillForm
from marketkit.evaluations.decision.standing import current_award, standstill_of
from marketkit.evaluations.decision.telling import telling
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.evaluations.preparation.law import all_packs
from marketkit.procurements.pages import the_procurement
from marketkit.procurements.states import State
from marketkit.said import Said


@access.requires(Permission.EVALUATE_BIDS)
def standstill_start(procurement_id: int) -> ResponseReturnValue:
    """Record the day of what the standstill is counted from, where that is not the sending of the letters."""
    procurement = the_procurement(procurement_id)
    award = current_award(procurement)
    how = telling(procurement, award) if award is not None else None
    if award is None or how is None or how.by_letters or procurement.state is not State.AWARDED:
        return redirect(url_for("evaluations.decide", **address(procurement)))
    form = StandstillForm()
    if how.by_notice or how.rule is None:
        del form.electronically
    refused: Sequence[Said] = ()
    if form.validate_on_submit():
        assert form.event_on.data is not None  # the form has been validated
        try:
            services.start_standstill(
                procurement=procurement,
                event=how.event,
                event_on=form.event_on.data,
                electronically=form.electronically is None or form.electronically.data,
                packs=all_packs(),
                days=form.days.data if form.days is not None else None,
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            refused = error.reasons
        else:
            flash(
                _("Recorded. The page tells from which day the contract may be signed, and why."), "success"
            )
            return redirect(url_for("evaluations.decide", **address(procurement)))
    shown = page(
        "decision/standstill",
        procurement,
        form=form,
        telling=how,
        refused=refused,
        standstill=standstill_of(award),
    )
    return (shown, 422) if form.is_submitted() else shown


@access.requires(Permission.EVALUATE_BIDS)
def contract_sign(procurement_id: int) -> ResponseReturnValue:
    """Record that the contract was signed."""
    procurement = the_procurement(procurement_id)
    award = current_award(procurement)
    if award is None or procurement.state is not State.AWARDED:
        return redirect(url_for("evaluations.decide", **address(procurement)))
    form = SignForm()
    refused: Sequence[Said] = ()
    if form.validate_on_submit():
        assert form.signed_on.data is not None  # the form has been validated
        try:
            services.sign_contract(
                procurement=procurement,
                signed_on=form.signed_on.data,
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            refused = error.reasons
        else:
            flash(_("The contract is signed."), "success")
            return redirect(url_for("evaluations.decide", **address(procurement)))
    shown = page("decision/sign", procurement, form=form, refused=refused, standstill=standstill_of(award))
    return (shown, 422) if form.is_submitted() else shown


blueprint.add_url_rule(f"{BASE}/decide/standstill", view_func=standstill_start, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/decide/contract", view_func=contract_sign, methods=["GET", "POST"])
