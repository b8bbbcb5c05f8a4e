"""The result: trials before the lock with bids from a file, and the official calculations after it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations import record, services
from marketkit.evaluations.forms import BidsForm, OfficialForm
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.official import NotReadyError, calculate_official
from marketkit.evaluations.pages import BASE, address, blueprint, page, readable, the_calculation
from marketkit.evaluations.preparation.services import current_lock
from marketkit.evaluations.presentation import Presentation
from marketkit.evaluations.result import official_result, settled_by
from marketkit.procurements.models import Lot, Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.said import Said
from marketkit.sourcing.services import current_strategy
from marketkit.sourcing.strategy import in_language
from marketkit.web.language import current_language


@access.requires(Permission.VIEW_EVALUATION)
def evaluation(procurement_id: int) -> str:
    """The newest trial; once the strategy is locked, the official result of a lot."""
    procurement = readable(procurement_id)
    if current_lock(procurement) is not None:
        return _official(procurement, _lot(procurement, request.args.get("lot", type=int)))
    history = record.calculations(procurement)
    current = current_strategy(procurement)
    newest = history[0] if history else None
    if newest is not None and (current is None or newest.strategy_version_id != current.id):
        newest = None  # the strategy was changed and the bids do not fit it
    return _evaluation(procurement, newest, newest=True)


@access.requires(Permission.VIEW_EVALUATION)
def calculation(procurement_id: int, number: int) -> str:
    procurement = readable(procurement_id)
    found = the_calculation(procurement, number)
    if current_lock(procurement) is not None:
        standing = record.newest_official(procurement, lot_id=found.lot_id)
        return _evaluation(procurement, found, newest=standing is not None and standing.id == found.id)
    return _evaluation(procurement, found, newest=found.id == record.calculations(procurement)[0].id)


@access.requires(Permission.EVALUATE_BIDS)
def official(procurement_id: int) -> ResponseReturnValue:
    """Calculate the official result of a lot."""
    procurement = the_procurement(procurement_id)
    if current_lock(procurement) is None:
        return redirect(url_for("evaluations.evaluation", **address(procurement)))
    lot = _lot(procurement, request.args.get("lot", type=int))
    lot_id = lot.id if lot is not None else None
    form = _official_form(procurement, lot)
    refused: Sequence[Said] = ()
    if form.validate_on_submit():
        try:
            made = calculate_official(
                procurement=procurement,
                lot_id=lot_id,
                reason=form.reason.data if form.reason is not None else None,
                actor_id=access.current_user_id(),
            )
        except NotReadyError as error:
            db.session.rollback()
            refused = error.reasons
        else:
            flash(
                _("The official result is calculated; it is number %(number)s.", number=made.number),
                "success",
            )
            back = url_for("evaluations.evaluation", lot=lot.number if lot else None, **address(procurement))
            return redirect(back)
    return _official(procurement, lot, form, refused), 422


def _lot(procurement: Procurement, number: int | None) -> Lot | None:
    """The lot with this number, the first when none is asked for; None where there are no lots. 404 for another."""
    if not procurement.lots or number is None:
        return procurement.lots[0] if procurement.lots else None
    found = next((lot for lot in procurement.lots if lot.number == number), None)
    return found or abort(404)


def _official_form(procurement: Procurement, lot: Lot | None) -> OfficialForm:
    form = OfficialForm()
    if record.newest_official(procurement, lot_id=lot.id if lot is not None else None) is None:
        del form.reason
    return form


def _official(
    procurement: Procurement,
    lot: Lot | None,
    form: OfficialForm | None = None,
    refused: Sequence[Said] = (),
) -> str:
    found = official_result(procurement, lot, refused)
    form = form or _official_form(procurement, lot)
    return _evaluation(procurement, found.newest, newest=True, official=found, official_form=form)


def _evaluation(
    procurement: Procurement, found: Calculation | None, *, newest: bool, **values: object
) -> str:
    shown = None
    if found is not None:
        settled = settled_by(procurement, found)
        shown = Presentation(record.open_calculation(found), current_language(), settled=settled)
    title = in_language(shown.strategy.title, current_language()) if shown else ""
    return page(
        "evaluation",
        procurement,
        shown=shown,
        newest=newest,
        locked=current_lock(procurement) is not None,
        strategy_title=title,
        strategy_version=current_strategy(procurement),
        bid_file=services.newest_bid_file(procurement),
        history=record.calculations(procurement),
        form=BidsForm(),
        **values,
    )


blueprint.add_url_rule(BASE, view_func=evaluation)
blueprint.add_url_rule(f"{BASE}/<int:number>", view_func=calculation)
blueprint.add_url_rule(f"{BASE}/official", view_func=official, methods=["POST"])
