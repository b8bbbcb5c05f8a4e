"""Pages to list, create, describe and see procurements, and to take them from state to state."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.procurements import (
    history_views,
    lot_views,
    queries,
    register_views,
    services,
    settings_views,
    states,
)
from marketkit.procurements.forms import ProcurementForm, StepForm, shown_version
from marketkit.procurements.labels import LABELS, spoken
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import (
    against_step,
    asked_page,
    blueprint,
    edit_context,
    form_page,
    found,
    refuse,
    stale_page,
    the_buyer,
    the_procurement,
    this_year,
)
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.states import State, StepRefusedError
from marketkit.versions import StaleVersionError

__all__ = ["blueprint"]


@access.requires(Permission.VIEW_PROCUREMENTS)
def procurement_list() -> ResponseReturnValue:
    """Search, filter by state, sort, page."""
    asked = {name: request.args.get(name, "")[:200] for name in ("q", "state", "order")}
    state = next((each for each in State if each.value == asked["state"]), None)
    page = queries.procurement_page(
        buyer_id=the_buyer().id, text=asked["q"], state=state, order=asked["order"], page=asked_page()
    )
    return render_template(
        "procurements/list.html",
        page=page,
        asked=asked,
        state=state,
        states=list(State),
        may_edit=access.allows(Permission.EDIT_PROCUREMENTS),
    )


@access.requires(Permission.EDIT_PROCUREMENTS)
def procurement_new() -> ResponseReturnValue:
    buyer = the_buyer()
    form = ProcurementForm()
    form.offer_units([unit for unit in queries.all_units(buyer_id=buyer.id) if unit.active])
    if form.validate_on_submit():
        try:
            row = services.create_procurement(
                buyer=buyer, description=form.description(None), actor_id=access.current_user_id()
            )
        except FieldRefusedError as refused:
            refuse(form, refused)
        else:
            flash(_("The procurement was created."), "success")
            return redirect(_address(row))
    elif not form.is_submitted():
        form.show(None, currency=buyer.currency, year=this_year())
    return form_page("procurements/edit.html", form, **edit_context(None, []))


@access.requires(Permission.VIEW_PROCUREMENTS)
def procurement(procurement_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    return render_template(
        "procurements/overview.html",
        procurement=row,
        steps={step: against_step(row, step) for step in states.steps(row.state)},
        way=[state for state in State if state is not State.CANCELLED],
        closed=states.is_closed(row.state),
        may_edit=access.allows(Permission.EDIT_PROCUREMENTS),
    )


@access.requires(Permission.EDIT_PROCUREMENTS)
def procurement_edit(procurement_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    if states.is_closed(row.state):
        flash(_("The procurement is closed; nothing in it can be changed."), "warning")
        return redirect(_address(row))
    form = ProcurementForm()
    units = queries.all_units(buyer_id=row.buyer_id)
    kept = {row.initiating_unit_id, *row.benefiting_unit_ids}
    form.offer_units([unit for unit in units if unit.active or unit.id in kept])
    if not form.is_submitted():
        form.show(row, currency=row.buyer.currency, year=this_year())
    form.keep_fixed(row)
    if form.validate_on_submit():
        try:
            changed = services.update_procurement(
                procurement=row,
                shown=shown_version(form.version),
                description=form.description(row),
                actor_id=access.current_user_id(),
            )
        except FieldRefusedError as refused:
            refuse(form, refused)
        except StaleVersionError as stale:
            return stale_page("procurements/edit.html", form, stale, **edit_context(row, units))
        else:
            flash(_("Your changes were saved.") if changed else _("Nothing was changed."), "success")
            return redirect(_address(row))
    return form_page("procurements/edit.html", form, **edit_context(row, units))


@access.requires(Permission.EDIT_PROCUREMENTS)
def procurement_step(procurement_id: int, target: str) -> ResponseReturnValue:
    """Say what a step will do, ask for what it needs, and take it."""
    row = the_procurement(procurement_id)
    step = found(next((step for step in states.steps(row.state) if step.target.value == target), None))
    if (reason := against_step(row, step)) is not None:
        flash(spoken(reason), "warning")
        return redirect(_address(row))
    form = StepForm()
    form.ask_for(step)
    if not form.is_submitted():
        form.version.data = str(row.version)
    if form.validate_on_submit():
        try:
            services.change_state(
                procurement=row,
                target=step.target,
                actor_id=access.current_user_id(),
                reason=form.reason.data if form.reason else None,
                by_hand=True,
                against=against_step,
                shown=shown_version(form.version),
            )
        except StepRefusedError as refused:
            form.form_errors.append(spoken(refused.said))
        except StaleVersionError:
            db.session.rollback()
            text = _("Someone else changed this procurement meanwhile. Look at it again before you go on.")
            flash(text, "warning")
            return redirect(_address(row))
        else:
            flash(_("The state is now: %(state)s.", state=LABELS[step.target]), "success")
            return redirect(_address(row))
    return form_page("procurements/step.html", form, procurement=row, step=step)


def _address(row: Procurement) -> str:
    return url_for("procurements.procurement", procurement_id=row.id)


_ONE = "/procurements/<int:procurement_id>"
for _rule, _view, _writes in (
    ("/procurements", procurement_list, False),
    ("/procurements/new", procurement_new, True),
    (_ONE, procurement, False),
    (f"{_ONE}/edit", procurement_edit, True),
    (f"{_ONE}/to/<target>", procurement_step, True),
    (f"{_ONE}/history", history_views.procurement_history, False),
    (f"{_ONE}/audit", history_views.audit_trail, False),
    (f"{_ONE}/audit.json", history_views.audit_file, False),
    (f"{_ONE}/lots", lot_views.lots, False),
    (f"{_ONE}/lots/new", lot_views.lot_new, True),
    (f"{_ONE}/lots/<int:lot_id>", lot_views.lot_edit, True),
    (f"{_ONE}/lots/<int:lot_id>/remove", lot_views.lot_remove, True),
    ("/suppliers", register_views.suppliers, False),
    ("/suppliers/new", register_views.supplier_new, True),
    ("/suppliers/<int:supplier_id>", register_views.supplier_edit, True),
    ("/units", register_views.units, False),
    ("/units/new", register_views.unit_new, True),
    ("/units/<int:unit_id>", register_views.unit_edit, True),
    ("/settings", settings_views.settings, True),
    ("/logo", settings_views.logo, False),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=["GET", "POST"] if _writes else ["GET"])
