"""Pages to reject a bid, or a supplier with all its bids, and to let it back in."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.bids.models import Bid
from marketkit.evaluations.bids.pages import bids_page, the_bid
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.rejections import decide_rejection, standing_rejection
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.forms import DecisionForm
from marketkit.evaluations.models import Ground
from marketkit.evaluations.pages import BASE, address, blueprint
from marketkit.procurements.models import Procurement, Supplier
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said


@access.requires(Permission.EVALUATE_BIDS)
def bid_reject(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    return _decide(procurement, the_bid(procurement, bid_id), rejecting=True)


@access.requires(Permission.EVALUATE_BIDS)
def bid_let_back(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    return _decide(procurement, the_bid(procurement, bid_id), rejecting=False)


@access.requires(Permission.EVALUATE_BIDS)
def supplier_reject(procurement_id: int, supplier_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    return _decide(procurement, _the_supplier(procurement, supplier_id), rejecting=True)


@access.requires(Permission.EVALUATE_BIDS)
def supplier_let_back(procurement_id: int, supplier_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    return _decide(procurement, _the_supplier(procurement, supplier_id), rejecting=False)


def _the_supplier(procurement: Procurement, supplier_id: int) -> Supplier:
    """A supplier that has a bid here, or 404."""
    for each in standing_bids(procurement):
        if each.bid.supplier_id == supplier_id:
            return each.bid.supplier
    abort(404)


def _decide(procurement: Procurement, about: Bid | Supplier, *, rejecting: bool) -> ResponseReturnValue:
    supplier = about if isinstance(about, Supplier) else about.supplier
    theirs = [each for each in standing_bids(procurement) if each.bid.supplier_id == supplier.id]
    back = url_for("evaluations.bids", **address(procurement))
    if isinstance(about, Bid):
        back = url_for("evaluations.bid", bid_id=about.id, **address(procurement))
    form = DecisionForm()
    form.offer_grounds()
    if not rejecting:
        del form.ground
    elif not form.is_submitted() and request.args.get("ground") in {ground.value for ground in Ground}:
        form.ground.data = request.args["ground"]
    if form.validate_on_submit():
        try:
            decide_rejection(
                procurement=procurement,
                about=about,
                ground=Ground(form.ground.data) if rejecting else None,
                explanation=form.explanation.data or "",
                actor_id=access.current_user_id(),
            )
        except BidsRefusedError as error:
            db.session.rollback()
            form.form_errors.append(said(error.said))
        else:
            flash(_("The decision is on record."), "success")
            return redirect(back)
    shown = bids_page(
        "reject",
        procurement,
        form=form,
        bid=about if isinstance(about, Bid) else None,
        supplier=supplier,
        theirs=theirs,
        rejecting=rejecting,
        standing=standing_rejection(procurement, about),
        back=back,
    )
    return (shown, 422) if form.is_submitted() else shown


blueprint.add_url_rule(f"{BASE}/bids/<int:bid_id>/reject", view_func=bid_reject, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/bids/<int:bid_id>/let-back", view_func=bid_let_back, methods=["GET", "POST"])
blueprint.add_url_rule(
    f"{BASE}/bids/suppliers/<int:supplier_id>/reject", view_func=supplier_reject, methods=["GET", "POST"]
)
blueprint.add_url_rule(
    f"{BASE}/bids/suppliers/<int:supplier_id>/let-back", view_func=supplier_let_back, methods=["GET", "POST"]
)
