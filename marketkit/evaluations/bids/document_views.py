"""Pages for the documents of bids: hand them in, and download them as far as one may read them."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from marketkit import access, files
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput, Fault
from marketkit.evaluations.bids.documents import add_documents, find_document
from marketkit.evaluations.bids.forms import DocumentsForm
from marketkit.evaluations.bids.models import Bid, BidDocument, Envelope
from marketkit.evaluations.bids.pages import bids_page, the_lock, the_standing_bid
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import prices_are_open
from marketkit.evaluations.envelopes import assesses_without_conflict, has_conflict
from marketkit.evaluations.pages import BASE, address, blueprint
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said


@access.requires(Permission.EVALUATE_BIDS)
def bid_documents(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """Hand in documents of the submission that counts."""
    procurement = the_procurement(procurement_id)
    standing = the_standing_bid(procurement, bid_id)
    form = DocumentsForm()
    form.offer(
        two_envelopes=the_lock(procurement).plan.two_envelopes, prices_open=prices_are_open(procurement)
    )
    faults: tuple[Fault, ...] = ()
    if form.validate_on_submit():
        given = [(each.filename or "", each.read()) for each in form.files.data or () if each.filename]
        try:
            made = add_documents(
                procurement=procurement,
                submission=standing.submission,
                envelope=Envelope(form.envelope.data) if form.envelope is not None else Envelope.BIDS,
                given=given,
                actor_id=access.current_user_id(),
            )
        except BadInput as error:
            db.session.rollback()
            faults = tuple(error.faults)
        except BidsRefusedError as error:
            db.session.rollback()
            form.form_errors.append(said(error.said))
        else:
            flash(
                ngettext("%(num)s document is stored.", "%(num)s documents are stored.", len(made)), "success"
            )
            return redirect(url_for("evaluations.bid", bid_id=bid_id, **address(procurement)))
    shown = bids_page("documents", procurement, form=form, standing=standing, faults=faults)
    return (shown, 422) if form.is_submitted() else shown


@access.requires(Permission.VIEW_STRATEGY)
def bid_document(procurement_id: int, document_id: int) -> ResponseReturnValue:
    """Download a document. Whoever may read the evaluation may; evaluators those of bids they score."""
    procurement = the_procurement(procurement_id)
    found = find_document(procurement, document_id)
    if found is None:
        abort(404)
    document, bid = found
    if not _may_read(procurement, document, bid):
        abort(403)
    return files.download(
        files.load(document.key), name=document.file_name, kind=files.kind_of(document.file_name)
    )


def _may_read(procurement: Procurement, document: BidDocument, bid: Bid) -> bool:
    if document.envelope is Envelope.PRICES and not prices_are_open(procurement):
        return False
    if has_conflict(procurement, bid, access.current_user_id()):
        return False
    if access.allows(Permission.VIEW_EVALUATION, procurement):
        return True
    return (
        access.allows(Permission.ASSESS_BIDS)
        and document.envelope is Envelope.BIDS
        and assesses_without_conflict(procurement, bid, access.current_user_id())
    )


blueprint.add_url_rule(
    f"{BASE}/bids/<int:bid_id>/documents", view_func=bid_documents, methods=["GET", "POST"]
)
blueprint.add_url_rule(f"{BASE}/bids/documents/<int:document_id>", view_func=bid_document)
