"""Pages to take in one bid: a new one, or what a supplier handed in again."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import select

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput
from marketkit.evaluations.bids import columns, intake
from marketkit.evaluations.bids.intake import GivenBid
from marketkit.evaluations.bids.intake_forms import (
    NEW_SUPPLIER,
    OneBidForm,
    bid_form,
    figure_name,
    options_name,
)
from marketkit.evaluations.bids.models import Bid, Opening, Round
from marketkit.evaluations.bids.pages import bids_page, opened_rounds, the_bid, the_lock, the_strategy
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import prices_are_open
from marketkit.evaluations.bids.suppliers import SupplierGiven
from marketkit.evaluations.pages import BASE, address, blueprint
from marketkit.procurements.models import Procurement, Supplier
from marketkit.procurements.pages import the_procurement
from marketkit.said import Said
from marketkit.web.language import said

# Where a fault of a bid belongs in the form; a figure's fault has the name of its leaf.
FIELDS = {
    "bid": "reason",
    "supplier": "supplier",
    "organisation_number": "organisation_number",
    "received": "received_at",
    "variant": "is_variant",
}


@access.requires(Permission.EVALUATE_BIDS)
def bid_new(procurement_id: int) -> ResponseReturnValue:
    """Take in one bid."""
    return _one_bid(the_procurement(procurement_id), None)


@access.requires(Permission.EVALUATE_BIDS)
def bid_again(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """Take in what the supplier of a bid handed in for another round, or in place of what was written down wrong."""
    procurement = the_procurement(procurement_id)
    return _one_bid(procurement, the_bid(procurement, bid_id))


def _one_bid(procurement: Procurement, bid: Bid | None) -> ResponseReturnValue:
    opened = opened_rounds(procurement)
    if not opened:
        return redirect(url_for("evaluations.bids", **address(procurement)))
    form = _one_bid_form(procurement, bid, opened)
    against: tuple[Said, ...] = ()
    if form.validate_on_submit():
        try:
            made = intake.submit_bid(
                procurement=procurement,
                lot_id=bid.lot_id if bid is not None else form.lot_id,
                round=Round(form.round.data),
                given=_given(form, bid, procurement),
                reason=form.reason.data,
                now=datetime.now(UTC),
                actor_id=access.current_user_id(),
            )
        except BadInput as error:
            db.session.rollback()
            for fault in error.faults:
                _refuse(form, fault.column or "", said(fault.message))
        except BidsRefusedError as error:
            db.session.rollback()
            against = (error.said,)
        else:
            flash(_("The bid is in, marked as late.") if made.late else _("The bid is in."), "success")
            return redirect(url_for("evaluations.bid", bid_id=made.bid_id, **address(procurement)))
    shown = bids_page(
        "one_bid",
        procurement,
        form=form,
        bid=bid,
        against=against,
        figure_name=figure_name,
        options_name=options_name,
    )
    return (shown, 422) if form.is_submitted() else shown


def _one_bid_form(procurement: Procurement, bid: Bid | None, opened: list[Opening]) -> OneBidForm:
    strategy, lock = the_strategy(procurement), the_lock(procurement)
    prices_open = prices_are_open(procurement)
    leaves = columns.taken_in(strategy, lock.plan.stated, prices_open=prices_open)
    form = bid_form(
        strategy,
        leaves,
        with_options=prices_open,
        default_received=opened[-1].deadline or opened[-1].opened_at,
    )
    form.offer_places(procurement.lots if bid is None else (), [each.round for each in opened])
    if bid is None:
        suppliers = select(Supplier).where(Supplier.buyer_id == procurement.buyer_id)
        form.offer_suppliers(db.session.scalars(suppliers.order_by(Supplier.name, Supplier.id)).all())
    else:
        for name in ("label", "supplier", "supplier_name", "organisation_number", "is_variant"):
            del form[name]
    return form


def _given(form: OneBidForm, bid: Bid | None, procurement: Procurement) -> GivenBid:
    if bid is not None:
        label, is_variant = bid.label, bid.is_variant
        supplier = SupplierGiven(bid.supplier.name, bid.supplier.organisation_number)
    else:
        label, is_variant = (form.label.data or "").strip(), form.is_variant.data
        supplier = _supplier(form, procurement)
    assert form.received_at.data is not None  # the form has been validated
    return GivenBid(
        label=label,
        supplier=supplier,
        received_at=form.received_at.data,
        figures=form.figures,
        is_variant=is_variant,
        note=(form.note.data or "").strip() or None,
        options=tuple(form.options),
    )


def _supplier(form: OneBidForm, procurement: Procurement) -> SupplierGiven:
    if form.supplier.data == NEW_SUPPLIER:
        number = (form.organisation_number.data or "").strip() or None
        return SupplierGiven((form.supplier_name.data or "").strip(), number)
    chosen = db.session.get_one(Supplier, int(form.supplier.data))
    return SupplierGiven(chosen.name, chosen.organisation_number)


def _refuse(form: FlaskForm, column: str, message: str) -> None:
    name = FIELDS.get(column, f"figure_{column}")
    if name in form:
        form[name].errors = [*form[name].errors, message]
    else:
        form.form_errors.append(message)


blueprint.add_url_rule(f"{BASE}/bids/new", view_func=bid_new, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/bids/<int:bid_id>/again", view_func=bid_again, methods=["GET", "POST"])
