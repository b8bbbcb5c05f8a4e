"""Pages to take bids in from a spreadsheet, and the spreadsheet to fill in."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput
from marketkit.evaluations.bids import columns, intake
from marketkit.evaluations.bids.blank_file import blank_csv, blank_workbook
from marketkit.evaluations.bids.intake_forms import ImportForm
from marketkit.evaluations.bids.models import Opening, Round
from marketkit.evaluations.bids.pages import bids_page, opened_rounds, the_lock, the_strategy
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import prices_are_open, standing_bids
from marketkit.evaluations.excerpt import excerpt
from marketkit.evaluations.pages import BASE, address, blueprint
from marketkit.files import CSV, XLSX, download
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import current_language, said


@access.requires(Permission.EVALUATE_BIDS)
def bid_import(procurement_id: int) -> ResponseReturnValue:
    """Take in a spreadsheet of bids, or of the second envelope's prices."""
    procurement = the_procurement(procurement_id)
    opened = opened_rounds(procurement)
    if not opened:
        return redirect(url_for("evaluations.bids", **address(procurement)))
    form = _import_form(procurement, opened)
    if not form.validate_on_submit():
        shown = _import_page("import", procurement, form)
        return (shown, 422) if form.is_submitted() else shown
    content, file_name = form.file.data.read(), form.file.data.filename or "bids.csv"
    try:
        intake.import_bids(
            procurement=procurement,
            lot_id=form.lot_id,
            round=Round(form.round.data),
            content=content,
            file_name=file_name[-200:],
            received_at=form.received_at.data,
            reason=form.reason.data,
            prices_only=form.prices_only,
            now=datetime.now(UTC),
            actor_id=access.current_user_id(),
        )
    except BadInput as error:
        db.session.rollback()
        shown_rows = excerpt(content, file_name, error.faults)
        return _import_page(
            "import_faults",
            procurement,
            form,
            excerpt=shown_rows,
            fault_count=len(error.faults),
            file_name=file_name,
        ), 422
    except BidsRefusedError as error:
        db.session.rollback()
        return _import_page("import", procurement, form, against=(error.said,)), 422
    flash(_("The prices are in.") if form.prices_only else _("The bids are in."), "success")
    return redirect(url_for("evaluations.bids", **address(procurement)))


def _second_envelope(procurement: Procurement) -> bool:
    return the_lock(procurement).plan.two_envelopes and prices_are_open(procurement)


def _import_form(procurement: Procurement, opened: list[Opening]) -> ImportForm:
    form = ImportForm()
    form.offer_places(procurement.lots, [each.round for each in opened])
    form.offer_prices(_second_envelope(procurement))
    return form


def _import_page(template: str, procurement: Procurement, form: ImportForm, **values: object) -> str:
    strategy, lock = the_strategy(procurement), the_lock(procurement)
    leaves = columns.taken_in(strategy, lock.plan.stated, prices_open=prices_are_open(procurement))
    return bids_page(
        template,
        procurement,
        form=form,
        leaves=leaves,
        two_envelopes=lock.plan.two_envelopes,
        second_envelope=_second_envelope(procurement),
        **values,
    )


@access.requires(Permission.EVALUATE_BIDS)
def bid_blank_file(procurement_id: int, what: str, kind: str) -> ResponseReturnValue:
    """The spreadsheet to fill in: whole bids, or the prices of those that are there."""
    procurement = the_procurement(procurement_id)
    strategy, lock = the_strategy(procurement), the_lock(procurement)
    prices_only = what == "prices"
    leaves = columns.cost_leaves(strategy)
    labels: list[str] = []
    if prices_only:
        lot_id = request.args.get("lot", None, type=int)
        labels = [each.bid.label for each in standing_bids(procurement, lot_id=lot_id)]
    else:
        leaves = columns.taken_in(strategy, lock.plan.stated, prices_open=prices_are_open(procurement))
    if kind == "csv":
        content = blank_csv(leaves, labels, prices_only=prices_only)
        return download(content, name=f"{strategy.id}-{what}.csv", kind=CSV)
    content = blank_workbook(
        strategy, leaves, labels, prices_only=prices_only, language=current_language(), speak=said
    )
    return download(content, name=f"{strategy.id}-{what}.xlsx", kind=XLSX)


blueprint.add_url_rule(f"{BASE}/bids/import", view_func=bid_import, methods=["GET", "POST"])
blueprint.add_url_rule(
    f"{BASE}/bids/blank/<any(bids, prices):what>.<any(xlsx, csv):kind>", view_func=bid_blank_file
)
