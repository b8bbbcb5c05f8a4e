"""Views of the letters: the list, draft, read, revise, approve."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.decision.standing import current_decision
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.pages import BASE, address, blueprint, readable
from marketkit.evaluations.reporting import letters as verbs
from marketkit.evaluations.reporting.letter_forms import ApproveForm, LetterForm
from marketkit.evaluations.reporting.letter_pages import draft_form_of, letter_page, letters_page
from marketkit.evaluations.reporting.letter_standing import find_letter
from marketkit.evaluations.reporting.models import Letter
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said


@access.requires(Permission.VIEW_EVALUATION)
def letters(procurement_id: int) -> ResponseReturnValue:
    return letters_page(readable(procurement_id))


@access.requires(Permission.EVALUATE_BIDS)
def draft_letters(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = draft_form_of(procurement, current_decision(procurement), fresh=False)
    if not form.validate_on_submit():
        return letters_page(procurement, form), 422
    try:
        made = verbs.draft_letters(
            procurement=procurement,
            languages={},
            terms=form.terms(),
            actor_id=access.current_user_id(),
        )
    except NotReadyError as error:
        db.session.rollback()
        form.form_errors = [*form.form_errors, *(said(reason) for reason in error.reasons)]
        return letters_page(procurement, form), 409
    flash(_("%(count)s letters are drafted. Read and approve each.", count=len(made)), "success")
    return redirect(url_for("evaluations.letters", **address(procurement)))


@access.requires(Permission.VIEW_EVALUATION)
def one_letter(procurement_id: int, letter_id: int) -> ResponseReturnValue:
    procurement = readable(procurement_id)
    letter = the_letter(procurement, letter_id)
    form = LetterForm()
    form.language.data, form.remark.data = letter.language, letter.remark
    return letter_page(procurement, letter, form, ApproveForm())


@access.requires(Permission.EVALUATE_BIDS)
def revise_letter(procurement_id: int, letter_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    letter = the_letter(procurement, letter_id)
    form = LetterForm()
    if not form.validate_on_submit():
        return letter_page(procurement, letter, form, ApproveForm(formdata=None)), 422
    try:
        letter = verbs.revise_letter(
            procurement=procurement,
            letter=letter,
            language=form.language.data,
            remark=form.remark.data or "",
            actor_id=access.current_user_id(),
        )
    except NotReadyError as error:
        db.session.rollback()
        form.form_errors = [*form.form_errors, *(said(reason) for reason in error.reasons)]
        return letter_page(procurement, letter, form, ApproveForm(formdata=None)), 409
    flash(_("The letter has a new version. Read and approve it."), "success")
    return redirect(url_for("evaluations.one_letter", letter_id=letter.id, **address(procurement)))


@access.requires(Permission.EVALUATE_BIDS)
def approve_letter(procurement_id: int, letter_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    letter = the_letter(procurement, letter_id)
    approve = ApproveForm()
    form = LetterForm(formdata=None, language=letter.language, remark=letter.remark)
    if not approve.validate_on_submit():
        return letter_page(procurement, letter, form, approve), 422
    try:
        verbs.approve_letter(procurement=procurement, letter=letter, actor_id=access.current_user_id())
    except NotReadyError as error:
        db.session.rollback()
        approve.form_errors = [*approve.form_errors, *(said(reason) for reason in error.reasons)]
        return letter_page(procurement, letter, form, approve), 409
    flash(_("The letter is approved."), "success")
    return redirect(url_for("evaluations.letters", **address(procurement)))


def the_letter(procurement: Procurement, letter_id: int) -> Letter:
    """One letter, or 404 where the procurement has none with this number."""
    found = find_letter(procurement, letter_id)
    if found is None:
        abort(404)
    return found


for _rule, _view, _methods in (
    ("/letters", letters, ["GET"]),
    ("/letters/draft", draft_letters, ["POST"]),
    ("/letters/<int:letter_id>", one_letter, ["GET"]),
    ("/letters/<int:letter_id>/revise", revise_letter, ["POST"]),
    ("/letters/<int:letter_id>/approve", approve_letter, ["POST"]),
):
    blueprint.add_url_rule(f"{BASE}{_rule}", view_func=_view, methods=_methods)
