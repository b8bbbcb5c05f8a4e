"""Pages of the letters: draft, read, revise, approve, note that they are sent, take them away."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.documents.html import page_part
from marketkit.evaluations.decision.standing import current_decision, decisions
from marketkit.evaluations.decision.wording import decision_kind_text
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.pages import BASE, address, blueprint, page, readable
from marketkit.evaluations.reporting import letters as verbs
from marketkit.evaluations.reporting.letter_forms import (
    ApproveForm,
    DraftForm,
    LetterForm,
)
from marketkit.evaluations.reporting.letter_standing import (
    Standing,
    disclosure_of,
    document_of,
    find_letter,
    letters_of,
    sent_letters,
    standing_letters,
)
from marketkit.evaluations.reporting.letter_text import letter_title
from marketkit.evaluations.reporting.models import Letter
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import NAMES, said


@access.requires(Permission.VIEW_EVALUATION)
def letters(procurement_id: int) -> ResponseReturnValue:
    return _letters_page(readable(procurement_id))


@access.requires(Permission.EVALUATE_BIDS)
def draft_letters(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    try:
        made = verbs.draft_letters(procurement=procurement, languages={}, actor_id=access.current_user_id())
    except NotReadyError as error:
        db.session.rollback()
        for reason in error.reasons:
            flash(said(reason), "warning")
    else:
        flash(_("%(count)s letters are drafted. Read and approve each.", count=len(made)), "success")
    return redirect(url_for("evaluations.letters", **address(procurement)))


@access.requires(Permission.VIEW_EVALUATION)
def one_letter(procurement_id: int, letter_id: int) -> ResponseReturnValue:
    procurement = readable(procurement_id)
    letter = the_letter(procurement, letter_id)
    form = LetterForm()
    form.language.data, form.remark.data, form.contact.data = letter.language, letter.remark, letter.contact
    return _letter_page(procurement, letter, form, ApproveForm())


@access.requires(Permission.EVALUATE_BIDS)
def revise_letter(procurement_id: int, letter_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    letter = the_letter(procurement, letter_id)
    form = LetterForm()
    if not form.validate_on_submit():
        return _letter_page(procurement, letter, form, ApproveForm(formdata=None)), 422
    try:
        letter = verbs.revise_letter(
            procurement=procurement,
            letter=letter,
            language=form.language.data,
            remark=form.remark.data or "",
            contact=form.contact.data or "",
            actor_id=access.current_user_id(),
        )
    except NotReadyError as error:
        db.session.rollback()
        form.form_errors = [*form.form_errors, *(said(reason) for reason in error.reasons)]
        return _letter_page(procurement, letter, form, ApproveForm(formdata=None)), 409
    flash(_("The letter has a new version. Read and approve it."), "success")
    return redirect(url_for("evaluations.one_letter", letter_id=letter.id, **address(procurement)))


@access.requires(Permission.EVALUATE_BIDS)
def approve_letter(procurement_id: int, letter_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    letter = the_letter(procurement, letter_id)
    approve = ApproveForm()
    form = LetterForm(formdata=None, language=letter.language, remark=letter.remark, contact=letter.contact)
    if not approve.validate_on_submit():
        return _letter_page(procurement, letter, form, approve), 422
    try:
        verbs.approve_letter(procurement=procurement, letter=letter, actor_id=access.current_user_id())
    except NotReadyError as error:
        db.session.rollback()
        approve.form_errors = [*approve.form_errors, *(said(reason) for reason in error.reasons)]
        return _letter_page(procurement, letter, form, approve), 409
    flash(_("The letter is approved."), "success")
    return redirect(url_for("evaluations.letters", **address(procurement)))


def the_letter(procurement: Procurement, letter_id: int) -> Letter:
    """One letter, or 404 where the procurement has none with this number."""
    found = find_letter(procurement, letter_id)
    if found is None:
        abort(404)
    return found


def _letters_page(procurement: Procurement) -> str:
    found = decisions(procurement)
    decision = found[-1] if found else None
    standing: list[Standing] = standing_letters(procurement, decision) if decision else []
    return page(
        "reporting/letters",
        procurement,
        form=DraftForm(),
        decision=decision,
        decisions=found,
        decision_kind_text=decision_kind_text,
        standing=standing,
        ready=bool(standing) and all(each.approval and each.holds for each in standing),
        sent=sent_letters(decision) if decision else None,
        disclosure=disclosure_of(decision) if decision else None,
        earlier=[each for each in letters_of(procurement) if decision and each.decision_id != decision.id],
        suppliers={each.supplier.id: each.supplier.name for each in standing},
        letter_title=letter_title,
        languages=NAMES,
        names=access.names(each.approval.approved_by_id for each in standing if each.approval),
    )


def _letter_page(procurement: Procurement, letter: Letter, form: LetterForm, approve: ApproveForm) -> str:
    decision = next(each for each in decisions(procurement) if each.id == letter.decision_id)
    standing = next(
        each for each in standing_letters(procurement, decision) if each.supplier.id == letter.supplier_id
    )
    newest = standing.letter is not None and standing.letter.id == letter.id
    current = current_decision(procurement)
    return page(
        "reporting/letter",
        procurement,
        letter=letter,
        supplier=standing.supplier,
        document=page_part(document_of(letter)),
        form=form,
        approve=approve,
        approval=standing.approval if newest else None,
        newest=newest and current is not None and current.id == letter.decision_id,
        holds=standing.holds,
        sent=sent_letters(decision),
        languages=NAMES,
        names=access.names([standing.approval.approved_by_id] if standing.approval else []),
    )


for _rule, _view, _methods in (
    ("/letters", letters, ["GET"]),
    ("/letters/draft", draft_letters, ["POST"]),
    ("/letters/<int:letter_id>", one_letter, ["GET"]),
    ("/letters/<int:letter_id>/revise", revise_letter, ["POST"]),
    ("/letters/<int:letter_id>/approve", approve_letter, ["POST"]),
):
    blueprint.add_url_rule(f"{BASE}{_rule}", view_func=_view, methods=_methods)
