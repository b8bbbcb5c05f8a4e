"""Pages for what bids must meet: the list of requirements, and the grid of what was found."""

from __future__ import annotations

from collections.abc import Iterator

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import HiddenField

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.bids import requirements as rules
from marketkit.evaluations.bids.forms import RequirementForm
from marketkit.evaluations.bids.models import RequirementKind
from marketkit.evaluations.bids.pages import bids_page
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.requirements import Cell, GivenFinding, StaleFindingsError
from marketkit.evaluations.bids.standing import is_opened, standing_bids
from marketkit.evaluations.pages import BASE, address, blueprint, readable
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said

MAX_NOTE = 2000
ANSWERS = {"": None, "met": True, "unmet": False}


class FindingsForm(FlaskForm):  # type: ignore[misc]
    """The grid; its cells are named by bid and requirement. `shown` is the last finding it shows."""

    shown = HiddenField()


@access.requires(Permission.VIEW_EVALUATION)
def bid_requirements(procurement_id: int) -> ResponseReturnValue:
    """What must be met."""
    procurement = readable(procurement_id)
    form = RequirementForm()
    form.offer(opened=is_opened(procurement))
    return _requirements_page(procurement, form)


@access.requires(Permission.EVALUATE_BIDS)
def add_bid_requirement(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = RequirementForm()
    form.offer(opened=is_opened(procurement))
    if not form.validate_on_submit():
        return _requirements_page(procurement, form), 422
    try:
        rules.add_requirement(
            procurement=procurement,
            kind=RequirementKind(form.kind.data),
            text=form.text.data or "",
            note_if_late=form.note.data if form.note is not None else None,
            actor_id=access.current_user_id(),
        )
    except BidsRefusedError as error:
        db.session.rollback()
        form.form_errors.append(said(error.said))
        return _requirements_page(procurement, form), 422
    flash(_("The requirement is added."), "success")
    return redirect(url_for("evaluations.bid_requirements", **address(procurement)))


def _requirements_page(procurement: Procurement, form: RequirementForm) -> str:
    asked = rules.requirements(procurement)
    return bids_page(
        "requirements",
        procurement,
        form=form,
        asked=asked,
        opened=is_opened(procurement),
        names=access.names(each.created_by_id for each in asked),
    )


@access.requires(Permission.VIEW_EVALUATION)
def bid_findings(procurement_id: int) -> ResponseReturnValue:
    """Which bids meet which requirements."""
    procurement = readable(procurement_id)
    form = FindingsForm()
    found = rules.findings(procurement)
    form.shown.data = str(max((row.id for row in found.values()), default=0))
    given = {cell: GivenFinding(row.met, row.note) for cell, row in found.items()}
    return _findings_page(procurement, form, given)


@access.requires(Permission.EVALUATE_BIDS)
def record_bid_findings(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = FindingsForm()
    given = dict(_given())
    shown = form.shown.data or ""
    try:
        changed = rules.record_findings(
            procurement=procurement,
            given=given,
            shown=int(shown) if shown.isdecimal() and len(shown) < 16 else 0,
            actor_id=access.current_user_id(),
        )
    except StaleFindingsError as error:
        clashes = {cell: (row.met, row.note) for cell, row in error.cells.items()}
        db.session.rollback()
        found = rules.findings(procurement)
        form.shown.data = str(max((row.id for row in found.values()), default=0))
        for cell, row in found.items():  # what the others recorded where this form has nothing against it
            if cell not in clashes and row.id > int(shown or 0):
                given[cell] = GivenFinding(row.met, row.note)
        return _findings_page(procurement, form, given, clashes=clashes), 409
    except BidsRefusedError as error:
        db.session.rollback()
        return _findings_page(procurement, form, given, against=said(error.said)), 422
    flash(ngettext("%(num)s finding is recorded.", "%(num)s findings are recorded.", changed), "success")
    return redirect(url_for("evaluations.bid_findings", **address(procurement)))


def _given() -> Iterator[tuple[Cell, GivenFinding]]:
    """The cells of the grid as they were sent; what is no cell is passed over."""
    for name, answer in request.form.items():
        kind, _dash, rest = name.partition("-")
        bid, _dash, requirement = rest.partition("-")
        if kind == "met" and bid.isdecimal() and requirement.isdecimal() and answer in ANSWERS:
            note = request.form.get(f"note-{rest}", "")[:MAX_NOTE]
            yield (int(bid), int(requirement)), GivenFinding(ANSWERS[answer], note)


def _findings_page(
    procurement: Procurement, form: FindingsForm, given: dict[Cell, GivenFinding], **values: object
) -> str:
    standing, asked = standing_bids(procurement), rules.requirements(procurement)
    proposed = rules.proposed_for_rejection(standing, rules.findings(procurement), asked)
    return bids_page(
        "findings",
        procurement,
        form=form,
        bids=standing,
        asked=asked,
        given=given,
        proposed=proposed,
        **values,
    )


blueprint.add_url_rule(f"{BASE}/bids/requirements", view_func=bid_requirements)
blueprint.add_url_rule(f"{BASE}/bids/requirements", view_func=add_bid_requirement, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/bids/findings", view_func=bid_findings)
blueprint.add_url_rule(f"{BASE}/bids/findings", view_func=record_bid_findings, methods=["POST"])
