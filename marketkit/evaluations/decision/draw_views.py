"""A draw of lots between bids that share a place, on record."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.decision import matters
from marketkit.evaluations.decision.forms import draw_form
from marketkit.evaluations.decision.models import TieDraw
from marketkit.evaluations.models import Calculation, Standing
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.pages import BASE, address, blueprint, page, the_calculation
from marketkit.evaluations.record import newest_official, open_calculation
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.said import Said


@access.requires(Permission.EVALUATE_BIDS)
def draw(procurement_id: int, number: int) -> ResponseReturnValue:
    """Record that lots were drawn between the bids that share a place in an official result."""
    procurement = the_procurement(procurement_id)
    calculation = the_calculation(procurement, number)
    tied = _tied(procurement, calculation)
    form = draw_form(tied)
    refused: Sequence[Said] = ()
    if form.validate_on_submit():
        assert form.drawn_at.data is not None  # the form has been validated
        try:
            matters.record_draw(
                procurement=procurement,
                calculation=calculation,
                bids=form.order,
                witnesses=form.witnesses.data or (),
                how=form.how.data or "",
                drawn_at=form.drawn_at.data,
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            refused = error.reasons
        else:
            flash(_("The draw is on record."), "success")
            return redirect(url_for("evaluations.decide", **address(procurement)))
    shown = page("decision/draw", procurement, form=form, tied=tied, calculation=calculation, refused=refused)
    return (shown, 422) if form.is_submitted() else shown


def _tied(procurement: Procurement, calculation: Calculation) -> tuple[str, ...]:
    """The bids to draw between: those with the one asked for, else the first that share a place undrawn; or 404."""
    newest = newest_official(procurement, lot_id=calculation.lot_id)
    if calculation.standing is not Standing.OFFICIAL or newest is None or newest.id != calculation.id:
        abort(404)
    query = select(TieDraw).where(TieDraw.calculation_id == calculation.id)
    drawn = {frozenset(each.bids) for each in db.session.scalars(query)}
    groups = [
        tuple(group)
        for group in open_calculation(calculation).result.order()
        if len(group) > 1 and frozenset(group) not in drawn
    ]
    if not groups:
        abort(404)
    wanted = request.args.get("bid")
    return next((group for group in groups if wanted in group), groups[0])


blueprint.add_url_rule(f"{BASE}/decide/draw/<int:number>", view_func=draw, methods=["GET", "POST"])
