"""The page to take back what was taken in by mistake."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.bids.forms import TakeBackForm
from marketkit.evaluations.bids.models import Submission
from marketkit.evaluations.bids.pages import bids_page, the_bid
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.taking_back import reason_against_taking_back, take_back
from marketkit.evaluations.envelopes import is_scored
from marketkit.evaluations.pages import BASE, address, blueprint
from marketkit.procurements.pages import the_procurement


@access.requires(Permission.EVALUATE_BIDS)
def submission_take_back(procurement_id: int, bid_id: int, number: int) -> ResponseReturnValue:
    """Take one submission of a bid back, with the reason."""
    procurement = the_procurement(procurement_id)
    bid = the_bid(procurement, bid_id)
    query = select(Submission).where(Submission.bid_id == bid.id, Submission.number == number)
    submission = db.session.scalar(query) or abort(404)
    form = TakeBackForm()
    against = reason_against_taking_back(procurement, submission, is_scored=is_scored)
    if form.validate_on_submit():
        try:
            take_back(
                procurement=procurement,
                submission=submission,
                reason=form.reason.data or "",
                is_scored=is_scored,
                actor_id=access.current_user_id(),
            )
        except BidsRefusedError as error:
            db.session.rollback()
            against = error.said
        else:
            flash(_("It is taken back, and does not count."), "success")
            return redirect(url_for("evaluations.bid", bid_id=bid_id, **address(procurement)))
    shown = bids_page("take_back", procurement, form=form, bid=bid, submission=submission, against=against)
    return (shown, 422) if form.is_submitted() else shown


blueprint.add_url_rule(
    f"{BASE}/bids/<int:bid_id>/submissions/<int:number>/take-back",
    view_func=submission_take_back,
    methods=["GET", "POST"],
)
