"""The workbench: edit the strategy in the page, before it is locked. Only saving stores anything."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations import services
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.evaluations.preparation.services import LockedError, current_lock, local_day
from marketkit.evaluations.preparation.workbench import Look, look
from marketkit.evaluations.preparation.workbench_forms import WorkbenchForm
from marketkit.evaluations.preparation.workbench_page import WorkbenchPage
from marketkit.evaluations.preparation.workbench_sources import (
    IN_USE,
    begin,
    earlier_beginnings,
    laid_out,
    ready_beginnings,
    same_as_in_use,
)
from marketkit.installation import current_settings
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.sourcing.edited import EditedStrategy
from marketkit.sourcing.services import current_strategy
from marketkit.web.language import current_language, said

YAML = "application/yaml"
SAVE, EXPORT, ADD, ADD_PART, REMOVE, UP, DOWN = "save", "export", "add", "add-part", "remove", "up", "down"
ARRANGING = (ADD, ADD_PART, REMOVE, UP, DOWN)


@access.requires(Permission.EVALUATE_BIDS)
def workbench(procurement_id: int) -> ResponseReturnValue:
    """The strategy in use, or what it is to begin from, in a form."""
    procurement = the_procurement(procurement_id)
    if current_lock(procurement) is not None:
        return page("preparation/workbench_locked", procurement)
    version = current_strategy(procurement)
    wish = request.args.get("begin") or (IN_USE if version else "")
    if not wish:
        return redirect(url_for("evaluations.begin_strategy", **address(procurement)))
    edited = begin(procurement, wish)
    if edited is None:
        abort(404)
    found = _look(procurement, edited)
    shown = version.number if version else 0
    return _workbench(
        procurement, WorkbenchPage(found, shown=shown, fresh=True), begun=wish if wish != IN_USE else ""
    )


@access.requires(Permission.EVALUATE_BIDS)
def begin_strategy(procurement_id: int) -> ResponseReturnValue:
    """What the strategy can be begun from."""
    procurement = the_procurement(procurement_id)
    if current_lock(procurement) is not None:
        return page("preparation/workbench_locked", procurement)
    return page(
        "preparation/workbench_begin",
        procurement,
        ready=ready_beginnings(current_language()),
        earlier=earlier_beginnings(procurement),
        version=current_strategy(procurement),
    )


@access.requires(Permission.EVALUATE_BIDS)
def work_on_strategy(procurement_id: int) -> ResponseReturnValue:
    """What was sent: saved, given as a file, or looked at and shown again with a row more, fewer or elsewhere."""
    procurement = the_procurement(procurement_id)
    if current_lock(procurement) is not None:
        return page("preparation/workbench_locked", procurement), 409
    form = WorkbenchForm()
    edited = form.edited()
    sent = form.shown.data or ""
    shown = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    verb, _colon, row = request.form.get("do", "").partition(":")
    opened = _rearrange(edited, verb, int(row) if row.isdecimal() and len(row) < 5 else -1)
    found = _look(procurement, edited)
    if verb == SAVE:
        return _save(procurement, found, shown)
    if verb == EXPORT and found.strategy is not None:
        name = f"{found.strategy.id}.yaml"
        return send_file(io.BytesIO(found.written.content), YAML, as_attachment=True, download_name=name)
    focus = f"{verb}-{opened}" if verb in (UP, DOWN) else "title" if verb in (ADD, ADD_PART) else ""
    # Whoever is still arranging rows is not told yet what is missing in them.
    bench = WorkbenchPage(found, shown=shown, opened=opened, focus=focus, fresh=verb in ARRANGING)
    return _workbench(procurement, bench)


def _save(procurement: Procurement, found: Look, shown: int) -> ResponseReturnValue:
    if found.strategy is None:
        return _workbench(procurement, WorkbenchPage(found, shown=shown), tried=True), 422
    version = current_strategy(procurement)
    back = redirect(url_for("evaluations.strategy", **address(procurement)))
    if version is not None and version.number == shown and same_as_in_use(found.written.content, version):
        flash(_("Nothing was changed, so the strategy in use stays as it is."), "info")
        return back
    try:
        made = services.change_strategy(
            procurement=procurement,
            content=found.written.content,
            file_name=f"{found.strategy.id}.yaml",
            actor_id=access.current_user_id(),
            shown=shown,
        )
    except services.StaleStrategyError:
        db.session.rollback()
        return _stale(procurement, found), 409
    except LockedError as error:
        db.session.rollback()
        flash(said(error.said), "warning")
        return redirect(url_for("evaluations.workbench", **address(procurement)))
    if made is None:
        flash(_("The strategy is saved and in use from now on."), "success")
    else:
        flash(
            _("The strategy is in use, and calculation %(number)s is made with it.", number=made.number),
            "success",
        )
    return back


def _stale(procurement: Procurement, found: Look) -> str:
    """Both of them: what was entered stays in the form, and the other version stands beside it."""
    version = current_strategy(procurement)
    assert version is not None
    shown = WorkbenchPage(found, shown=version.number)
    who = access.names([version.created_by_id]).get(version.created_by_id or 0)
    return _workbench(
        procurement, shown, other=version, other_by=who, differences=shown.difference_rows(laid_out(version))
    )


def _rearrange(edited: EditedStrategy, verb: str, row: int) -> int | None:
    """Do with the rows what a button asks for; gives the row that stands open then."""
    if verb == ADD:
        return edited.add_criterion()
    if not 0 <= row < len(edited.criteria):
        return None
    if verb == ADD_PART:
        return edited.add_part(row)
    if verb in (UP, DOWN):
        return edited.move(row, down=verb == DOWN)
    if verb == REMOVE:
        edited.remove(row)
    return None


def _look(procurement: Procurement, edited: EditedStrategy) -> Look:
    today = local_day(procurement, datetime.now(UTC))
    folder = current_settings().sourcing_rules / "packs"
    return look(edited, packs_folder=folder, on=today, estimate=procurement.estimate)


def _workbench(procurement: Procurement, shown: WorkbenchPage, **values: Any) -> str:
    version = current_strategy(procurement)
    return page(
        "preparation/workbench",
        procurement,
        form=shown.form,
        bench=shown,
        version=version,
        **values,
    )


blueprint.add_url_rule(f"{BASE}/strategy/begin", view_func=begin_strategy)
blueprint.add_url_rule(f"{BASE}/strategy/edit", view_func=workbench)
blueprint.add_url_rule(f"{BASE}/strategy/edit", view_func=work_on_strategy, methods=["POST"])
