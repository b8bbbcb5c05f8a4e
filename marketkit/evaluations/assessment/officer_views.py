"""Pages for the officer: who scores what, who goes on, closing the assessments and taking them up again."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.assessment import closing, services
from marketkit.evaluations.assessment.agreed import quality_is_closed, standards
from marketkit.evaluations.assessment.assignment_matrix import matrix_of, wanted_from
from marketkit.evaluations.assessment.evaluators import has_handed_over, newest_assignment, taken_off
from marketkit.evaluations.assessment.forms import AssignForm, CloseForm, ReasonForm
from marketkit.evaluations.assessment.refusals import (
    AssessmentRefusedError,
    NotReadyToCloseError,
    ReasonNeededError,
    StaleAssignmentsError,
)
from marketkit.evaluations.assessment.views import me
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said


@access.requires(Permission.EVALUATE_BIDS)
def assign(procurement_id: int) -> ResponseReturnValue:
    """Who scores which criterion."""
    procurement = the_procurement(procurement_id)
    matrix = matrix_of(procurement)
    form = AssignForm()
    if matrix is None or not form.is_submitted():
        form.shown.data = str(newest_assignment(procurement))
        return _assign_page(procurement, form, None)
    shown = form.shown.data or ""
    if not shown.isdecimal() or len(shown) > 9:
        abort(400)
    boxes = request.form.getlist("assign")
    if not form.validate():
        return _assign_page(procurement, form, boxes), 422
    try:
        services.assign(
            procurement=procurement,
            wanted=wanted_from(matrix, boxes),
            shown=int(shown),
            reason=form.reason.data,
            actor_id=me(),
        )
    except StaleAssignmentsError:
        db.session.rollback()
        form.shown.data = str(newest_assignment(procurement))
        return _assign_page(procurement, form, boxes, stale=True), 409
    except ReasonNeededError as error:
        db.session.rollback()
        form.reason.errors = [said(error.said)]
        return _assign_page(procurement, form, boxes), 422
    except AssessmentRefusedError as error:
        db.session.rollback()
        flash(said(error.said), "warning")
    else:
        flash(_("It is settled who scores what."), "success")
    return redirect(url_for("evaluations.assign", **address(procurement)))


def _assign_page(
    procurement: Procurement, form: AssignForm, typed: list[str] | None, *, stale: bool = False
) -> str:
    by = standards(procurement)
    return page(
        "assessment/assign",
        procurement,
        form=form,
        matrix=matrix_of(procurement),
        typed=typed,
        stale=stale,
        taken_off=taken_off(procurement),
        titles={leaf.id: leaf.title for leaf in by.leaves} if by else {},
        closed=quality_is_closed(procurement),
    )


@access.requires(Permission.EVALUATE_BIDS)
def go_on(procurement_id: int, user_id: int) -> ResponseReturnValue:
    """Ask somebody who has finished to go on, with the reason."""
    procurement = the_procurement(procurement_id)
    if not has_handed_over(procurement, user_id=user_id):
        abort(404)
    form = ReasonForm()
    name = access.names([user_id]).get(user_id, "")
    if form.validate_on_submit():
        try:
            services.reopen_handover(
                procurement=procurement, user_id=user_id, reason=form.reason.data or "", actor_id=me()
            )
        except AssessmentRefusedError as error:
            db.session.rollback()
            form.form_errors.append(said(error.said))
        else:
            flash(_("%(name)s can go on scoring.", name=name), "success")
            return redirect(url_for("evaluations.moderate", **address(procurement)))
    shown = page("assessment/go_on", procurement, form=form, name=name)
    return shown, 422 if form.errors else 200


@access.requires(Permission.EVALUATE_BIDS)
def close_assessments(procurement_id: int) -> ResponseReturnValue:
    """Say what closing does and what stands against it, and close."""
    procurement = the_procurement(procurement_id)
    form = CloseForm()
    against = closing.reasons_against_closing(procurement)
    if form.validate_on_submit():
        try:
            closing.close_quality(procurement=procurement, actor_id=me())
        except NotReadyToCloseError as error:
            db.session.rollback()
            against = error.reasons
        else:
            flash(_("The assessments are closed."), "success")
            return redirect(url_for("evaluations.moderate", **address(procurement)))
    shown = page("assessment/close", procurement, form=form, against=against)
    return shown, 422 if form.is_submitted() else 200


@access.requires(Permission.EVALUATE_BIDS)
def reopen_assessments(procurement_id: int) -> ResponseReturnValue:
    """Take the assessments up again, with the reason."""
    procurement = the_procurement(procurement_id)
    form = ReasonForm()
    against = closing.reason_against_reopening(procurement)
    if form.validate_on_submit():
        try:
            closing.reopen_quality(procurement=procurement, reason=form.reason.data or "", actor_id=me())
        except AssessmentRefusedError as error:
            db.session.rollback()
            against = error.said
        else:
            flash(_("The assessments are open again."), "success")
            return redirect(url_for("evaluations.moderate", **address(procurement)))
    shown = page("assessment/reopen", procurement, form=form, against=against)
    return shown, 422 if form.is_submitted() else 200


blueprint.add_url_rule(f"{BASE}/assess/assign", view_func=assign, methods=["GET", "POST"])
blueprint.add_url_rule(
    f"{BASE}/moderate/people/<int:user_id>/go-on", view_func=go_on, methods=["GET", "POST"]
)
blueprint.add_url_rule(f"{BASE}/moderate/close", view_func=close_assessments, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/moderate/reopen", view_func=reopen_assessments, methods=["GET", "POST"])
