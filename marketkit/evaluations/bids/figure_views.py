"""Pages to put a figure right, and to list priced options."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.bids import figures
from marketkit.evaluations.bids.columns import options_count
from marketkit.evaluations.bids.figures import STAGES, StaleFigureError
from marketkit.evaluations.bids.forms import CorrectionForm
from marketkit.evaluations.bids.intake_forms import options_form, options_name
from marketkit.evaluations.bids.models import FigureGround
from marketkit.evaluations.bids.pages import bids_page, the_standing_bid, the_strategy
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import StandingBid, prices_are_open
from marketkit.evaluations.pages import BASE, address, blueprint
from marketkit.evaluations.record import newest_official
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said


@access.requires(Permission.EVALUATE_BIDS)
def figure_correct(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """Put one figure of the submission that counts right; what was submitted stays beside it."""
    procurement = the_procurement(procurement_id)
    standing = the_standing_bid(procurement, bid_id)
    strategy = the_strategy(procurement)
    leaf = next((each for each in strategy.leaves() if each.id == request.args.get("criterion")), None)
    if leaf is None or leaf.id not in standing.figures:
        abort(404)
    figure, form, stale = standing.figures[leaf.id], CorrectionForm(), False
    form.offer(leaf, strategy.currency)
    if not form.is_submitted():
        form.shown.data = str(figure.rows[-1].id)
    elif form.validate():
        shown = form.shown.data or ""
        try:
            figures.correct_figure(
                procurement=procurement,
                submission=standing.submission,
                leaf=leaf,
                ground=FigureGround(form.ground.data),
                value=form.figure,
                reason=form.reason.data or "",
                shown=int(shown) if shown.isdecimal() and len(shown) < 16 else 0,
                actor_id=access.current_user_id(),
            )
        except StaleFigureError:
            db.session.rollback()
            standing = the_standing_bid(procurement, bid_id)
            figure, stale = standing.figures[leaf.id], True
            form.shown.data = str(figure.rows[-1].id)
        except BidsRefusedError as error:
            db.session.rollback()
            form.form_errors.append(said(error.said))
        else:
            flash(_("The figure is corrected. What was submitted stays on record."), "success")
            return _back(procurement, standing)
    shown_page = bids_page(
        "correct",
        procurement,
        form=form,
        standing=standing,
        leaf=leaf,
        figure=figure,
        strategy=strategy,
        stale=stale,
        stages=STAGES,
        official=newest_official(procurement, lot_id=standing.bid.lot_id),
    )
    return shown_page, 409 if stale else 422 if form.is_submitted() else 200


@access.requires(Permission.EVALUATE_BIDS)
def bid_options(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """List options that were priced in the submission that counts."""
    procurement = the_procurement(procurement_id)
    standing = the_standing_bid(procurement, bid_id)
    if not prices_are_open(procurement):
        return _back(procurement, standing)
    strategy = the_strategy(procurement)
    form = options_form(strategy)
    if form.validate_on_submit():
        try:
            made = figures.list_options(
                procurement=procurement,
                submission=standing.submission,
                strategy=strategy,
                options=form.options,
                actor_id=access.current_user_id(),
            )
        except BidsRefusedError as error:
            db.session.rollback()
            form.form_errors.append(said(error.said))
        else:
            if made:
                flash(_("The options are listed."), "success")
            return _back(procurement, standing)
    shown_page = bids_page(
        "options",
        procurement,
        form=form,
        standing=standing,
        listed=figures.options_of(standing.submission),
        counts=options_count(strategy),
        options_name=options_name,
        strategy=strategy,
    )
    return (shown_page, 422) if form.is_submitted() else shown_page


def _back(procurement: Procurement, standing: StandingBid) -> ResponseReturnValue:
    return redirect(url_for("evaluations.bid", bid_id=standing.bid.id, **address(procurement)))


blueprint.add_url_rule(f"{BASE}/bids/<int:bid_id>/correct", view_func=figure_correct, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/bids/<int:bid_id>/options", view_func=bid_options, methods=["GET", "POST"])
