"""Pages for those who score: the grid, one score at a time or a bid at once, conflicts of interest, finishing."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.assessment import services
from marketkit.evaluations.assessment.evaluators import declarations
from marketkit.evaluations.assessment.forms import (
    ConflictsForm,
    conflicts_form,
    read_cell,
    read_row,
)
from marketkit.evaluations.assessment.grid import Grid, Typed, grid_of, score_text
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.assessment.refusals import AssessmentRefusedError, Cell, ScoresRefusedError
from marketkit.evaluations.assessment.scoring import record_assessments
from marketkit.evaluations.bids.standing import is_opened, standing_bids
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said


@access.requires(Permission.ASSESS_BIDS)
def assess(procurement_id: int) -> ResponseReturnValue:
    """The grid of whoever is signed in."""
    procurement = the_procurement(procurement_id)
    return _grid_page(procurement, grid_of(procurement, user_id=me(), only=request.args.get("criterion")))


@access.requires(Permission.ASSESS_BIDS)
def save_score(procurement_id: int, bid_id: int, criterion: str) -> ResponseReturnValue:
    """Save one cell for the script of the grid: 200 with the new version, 409 with both values, 422 with the fault."""
    procurement = the_procurement(procurement_id)
    given, fault = read_cell(bid_id, criterion, request.form)
    if given is None:
        return jsonify(message=said(fault or "")), 422
    try:
        (row,) = record_assessments(procurement=procurement, user_id=me(), given=[given])
    except AssessmentRefusedError as error:
        return jsonify(message=said(error.said)), 422
    except ScoresRefusedError as error:
        if error.faults:
            return jsonify(message=said(error.faults[given.cell])), 422
        standing = _as_json(error.stale[given.cell])
        yours = {"score": score_text(given.score), "ground": given.ground}
        return jsonify(yours=yours, standing=standing), 409
    return jsonify(_as_json(row))


def _as_json(row: Assessment) -> dict[str, str | int]:
    return {
        "version": row.number,
        "score": score_text(row.score),
        "ground": row.ground,
        "name": row.user.name,
    }


@access.requires(Permission.ASSESS_BIDS)
def save_bid(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """Save all cells of one bid that the form holds, or none: 422 and 409 show the grid as it was typed."""
    procurement = the_procurement(procurement_id)
    only = request.args.get("criterion")
    grid = grid_of(procurement, user_id=me(), only=only)
    row = next((row for row in grid.rows if row.bid.bid.id == bid_id), None) if grid else None
    if row is None:
        abort(404)
    given, typed = read_row(row, request.form)
    try:
        if any(each.fault for each in typed.values()):
            raise ScoresRefusedError({}, {})
        record_assessments(procurement=procurement, user_id=me(), given=given)
    except AssessmentRefusedError as error:
        db.session.rollback()
        flash(said(error.said), "warning")
        return redirect(url_for("evaluations.assess", criterion=only, **address(procurement)))
    except ScoresRefusedError as error:
        db.session.rollback()
        kept = _refused(typed, error)
        status = 409 if error.stale else 422
        return _grid_page(procurement, grid_of(procurement, user_id=me(), only=only, typed=kept)), status
    flash(_("%(bid)s is saved.", bid=row.bid.bid.label), "success")
    return redirect(url_for("evaluations.assess", criterion=only, **address(procurement)))


def _refused(typed: dict[Cell, Typed], error: ScoresRefusedError) -> dict[Cell, Typed]:
    """What was typed, each with what is wrong with it or what was saved there meanwhile."""
    return {
        cell: Typed(
            kept.score,
            kept.ground,
            kept.shown,
            fault=kept.fault or error.faults.get(cell),
            stale=error.stale.get(cell),
        )
        for cell, kept in typed.items()
    }


def _grid_page(procurement: Procurement, grid: Grid | None) -> str:
    return page(
        "assessment/assess",
        procurement,
        grid=grid,
        only=request.args.get("criterion"),
        score_text=score_text,
    )


@access.requires(Permission.ASSESS_BIDS)
def conflicts(procurement_id: int) -> ResponseReturnValue:
    """What the person declares about each supplier with a bid."""
    procurement = the_procurement(procurement_id)
    form = _conflicts_form(procurement)
    return _conflicts_page(procurement, form)


@access.requires(Permission.ASSESS_BIDS)
def declare(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = _conflicts_form(procurement)
    if form is None:
        return redirect(url_for("evaluations.conflicts", **address(procurement)))
    if not form.validate_on_submit():
        return _conflicts_page(procurement, form), 422
    try:
        services.declare_conflicts(procurement=procurement, user_id=me(), declared=form.declared())
    except AssessmentRefusedError as error:
        db.session.rollback()
        form.form_errors.append(said(error.said))
        return _conflicts_page(procurement, form), 422
    flash(_("What you declared is on record."), "success")
    return redirect(url_for("evaluations.assess", **address(procurement)))


def _conflicts_form(procurement: Procurement) -> ConflictsForm | None:
    if not is_opened(procurement):
        return None
    bids = standing_bids(procurement)
    return conflicts_form(bids, declarations(procurement, user_id=me()), me()) if bids else None


def _conflicts_page(procurement: Procurement, form: ConflictsForm | None) -> str:
    return page("assessment/conflicts", procurement, form=form)


@access.requires(Permission.ASSESS_BIDS)
def finish(procurement_id: int) -> ResponseReturnValue:
    """Say what finishing does, and finish."""
    procurement = the_procurement(procurement_id)
    form = FlaskForm()
    against = services.reason_against_handover(procurement, user_id=me())
    if form.validate_on_submit():
        try:
            services.hand_over(procurement=procurement, user_id=me())
        except AssessmentRefusedError as error:
            db.session.rollback()
            against = error.said
        else:
            flash(_("You have finished. You can now see what the others gave."), "success")
            return redirect(url_for("evaluations.moderate", **address(procurement)))
    shown = page("assessment/finish", procurement, form=form, against=against)
    return shown, 422 if form.is_submitted() else 200


def me() -> int:
    """Who is signed in; every page here needs somebody."""
    user_id = access.current_user_id()
    assert user_id is not None
    return user_id


blueprint.add_url_rule(f"{BASE}/assess", view_func=assess)
blueprint.add_url_rule(f"{BASE}/assess/bids/<int:bid_id>", view_func=save_bid, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/assess/bids/<int:bid_id>/<criterion>", view_func=save_score, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/assess/conflicts", view_func=conflicts)
blueprint.add_url_rule(f"{BASE}/assess/conflicts", view_func=declare, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/assess/finish", view_func=finish, methods=["GET", "POST"])
