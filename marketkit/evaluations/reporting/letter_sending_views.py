"""Pages to take letters away, to note that they are sent, and to decide what they may tell."""

from __future__ import annotations

import io
import itertools
import zipfile

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access, files
from marketkit.access import Permission
from marketkit.db import db
from marketkit.documents.download import KINDS, document_bytes, download
from marketkit.evaluations.decision.standing import current_decision
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.pages import BASE, address, blueprint, page, readable
from marketkit.evaluations.reporting import letters as verbs
from marketkit.evaluations.reporting.letter_facts import Terms
from marketkit.evaluations.reporting.letter_forms import DisclosureForm, SentForm
from marketkit.evaluations.reporting.letter_record import terms_of
from marketkit.evaluations.reporting.letter_standing import document_of, standing_letters
from marketkit.evaluations.reporting.letter_terms import disclose_price_to_tie
from marketkit.evaluations.reporting.letter_views import the_letter
from marketkit.evaluations.reporting.models import Letter
from marketkit.files import Kind
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said

ZIP = Kind("zip", "application/zip", lambda _data, _name: [])


@access.requires(Permission.EVALUATE_BIDS)
def send_letters(procurement_id: int) -> ResponseReturnValue:
    """Note the one moment at which all letters went out."""
    procurement = the_procurement(procurement_id)
    decision = current_decision(procurement)
    expected = terms_of(procurement, decision) if decision is not None else Terms()
    form = SentForm(how="electronically" if expected.electronically else "otherwise")
    sent_at = form.sent_at.data
    if form.validate_on_submit() and sent_at is not None:
        try:
            verbs.mark_sent(
                procurement=procurement,
                sent_at=sent_at,
                electronically=form.how.data == "electronically",
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            form.form_errors = [*form.form_errors, *(said(reason) for reason in error.reasons)]
        else:
            flash(_("The letters are noted as sent."), "success")
            return redirect(url_for("evaluations.letters", **address(procurement)))
    shown = page("reporting/letters_sent", procurement, form=form)
    return (shown, 422) if form.is_submitted() else shown


@access.requires(Permission.EVALUATE_BIDS)
def disclosure(procurement_id: int) -> ResponseReturnValue:
    """Decide whether letters tell the price at which a bid would have drawn level."""
    procurement = the_procurement(procurement_id)
    form = DisclosureForm()
    if form.validate_on_submit():
        try:
            disclose_price_to_tie(
                procurement=procurement,
                allowed=form.allowed.data == "yes",
                reason=form.reason.data or "",
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            form.form_errors = [*form.form_errors, *(said(reason) for reason in error.reasons)]
        else:
            flash(_("The decision is on record. Draft the letters anew."), "success")
            return redirect(url_for("evaluations.letters", **address(procurement)))
    shown = page("reporting/disclosure", procurement, form=form)
    return (shown, 422) if form.is_submitted() else shown


@access.requires(Permission.VIEW_EVALUATION)
def letter_file(procurement_id: int, letter_id: int, kind: str) -> Response:
    procurement = readable(procurement_id)
    letter = the_letter(procurement, letter_id)
    return download(document_of(letter), kind, made=letter.created_at, name=file_name(procurement, letter))


@access.requires(Permission.VIEW_EVALUATION)
def letters_file(procurement_id: int) -> Response:
    """The newest letters about the newest decision, each as a Word and an HTML file, in one archive."""
    procurement = readable(procurement_id)
    decision = current_decision(procurement)
    if decision is None:
        abort(404)
    written = [each.letter for each in standing_letters(procurement, decision) if each.letter is not None]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for letter, kind in itertools.product(written, KINDS.values()):
            entry = zipfile.ZipInfo(
                files.safe_name(file_name(procurement, letter), kind), letter.created_at.timetuple()[:6]
            )
            content = document_bytes(document_of(letter), kind.ending, made=letter.created_at)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return files.download(stream.getvalue(), name=f"{procurement.reference}-letters", kind=ZIP)


def file_name(procurement: Procurement, letter: Letter) -> str:
    return f"{procurement.reference}-letter-{letter.supplier_id}-{letter.kind.value}-{letter.number}"


for _rule, _view, _methods in (
    ("/letters/sent", send_letters, ["GET", "POST"]),
    ("/letters/price-to-tie", disclosure, ["GET", "POST"]),
    ("/letters/<int:letter_id>.<any(docx, html):kind>", letter_file, ["GET"]),
    ("/letters.zip", letters_file, ["GET"]),
):
    blueprint.add_url_rule(f"{BASE}{_rule}", view_func=_view, methods=_methods)
