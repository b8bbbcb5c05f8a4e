"""Pages to record the opening of bids and of prices."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.bids.forms import OpeningForm
from marketkit.evaluations.bids.models import Envelope, Opening, Round
from marketkit.evaluations.bids.opening import NotReadyToOpenError, OpeningDescription, open_bids
from marketkit.evaluations.bids.pages import bids_page, opened_rounds
from marketkit.evaluations.bids.standing import openings, prices_are_open
from marketkit.evaluations.envelopes import quality_closed_at
from marketkit.evaluations.pages import BASE, address, blueprint
from marketkit.evaluations.preparation.services import current_lock
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.said import Said


@access.requires(Permission.EVALUATE_BIDS)
def opening(procurement_id: int) -> ResponseReturnValue:
    """Record that a round was opened."""
    procurement = the_procurement(procurement_id)
    done = [each.round for each in opened_rounds(procurement)]
    last = max((each.place for each in done), default=-1)
    rounds = [each for each in Round if each.place > last] if done else [Round.INITIAL]
    if current_lock(procurement) is None or not rounds:
        return redirect(url_for("evaluations.bids", **address(procurement)))
    form = OpeningForm()
    if rounds == [Round.INITIAL]:
        del form.deadline  # the plan has it
    form.offer(rounds)
    return _open(procurement, form, Envelope.BIDS, None)


@access.requires(Permission.EVALUATE_BIDS)
def price_opening(procurement_id: int) -> ResponseReturnValue:
    """Record that the prices, the second envelope, were opened."""
    procurement = the_procurement(procurement_id)
    lock, done = current_lock(procurement), openings(procurement)
    if lock is None or not lock.plan.two_envelopes or not done or prices_are_open(procurement):
        return redirect(url_for("evaluations.bids", **address(procurement)))
    form = OpeningForm()
    del form.deadline
    del form.round
    return _open(procurement, form, Envelope.PRICES, done[-1])


def _open(
    procurement: Procurement, form: OpeningForm, envelope: Envelope, before: Opening | None
) -> ResponseReturnValue:
    against: tuple[Said, ...] = ()
    if form.validate_on_submit():
        assert form.opened_at.data is not None  # the form has been validated
        description = OpeningDescription(
            envelope=envelope,
            round=before.round if before is not None else Round(form.round.data),
            opened_at=form.opened_at.data,
            present=tuple(form.present.data or ()),
            deadline=form.deadline.data if form.deadline is not None else None,
        )
        try:
            open_bids(
                procurement=procurement,
                description=description,
                quality_closed_at=quality_closed_at,
                now=datetime.now(UTC),
                actor_id=access.current_user_id(),
            )
        except NotReadyToOpenError as error:
            db.session.rollback()
            against = error.reasons
        else:
            flash(
                _("The prices are opened. Take them in now.")
                if envelope is Envelope.PRICES
                else _("The bids are opened. Take them in now."),
                "success",
            )
            return redirect(url_for("evaluations.bids", **address(procurement)))
    shown = bids_page(
        "opening",
        procurement,
        form=form,
        against=against,
        of_prices=envelope is Envelope.PRICES,
        quality_closed=quality_closed_at(procurement),
        lock=current_lock(procurement),
    )
    return (shown, 422) if form.is_submitted() else shown


blueprint.add_url_rule(f"{BASE}/bids/opening", view_func=opening, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/bids/opening/prices", view_func=price_opening, methods=["GET", "POST"])
