"""Trials before the lock: bids from a file, and taking a bid out by hand."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput
from marketkit.evaluations import services
from marketkit.evaluations.excerpt import excerpt
from marketkit.evaluations.forms import BidsForm, DecisionForm
from marketkit.evaluations.models import Ground
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.evaluations.preparation.services import LockedError, current_lock
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement


@access.requires(Permission.EVALUATE_BIDS)
def upload(procurement_id: int) -> AnyResponse | tuple[str, int]:
    procurement = the_procurement(procurement_id)
    if current_lock(procurement) is not None:
        return _refused(procurement)
    form = BidsForm()
    if not form.validate_on_submit():
        flash(_("Choose a file with the bids first."), "warning")
        return redirect(url_for("evaluations.evaluation", **address(procurement)))
    content, file_name = form.file.data.read(), form.file.data.filename or "bids.csv"
    try:
        made = services.receive_bids(
            procurement=procurement, content=content, file_name=file_name, actor_id=access.current_user_id()
        )
    except LockedError:
        return _refused(procurement)
    except services.NothingToCalculateError:
        return redirect(url_for("evaluations.strategy", **address(procurement)))
    except BadInput as error:
        refused = page(
            "faults",
            procurement,
            excerpt=excerpt(content, file_name, error.faults),
            fault_count=len(error.faults),
            file_name=file_name,
            bid_file=services.newest_bid_file(procurement),
            form=BidsForm(formdata=None),
        )
        return refused, 422
    flash(_("The bids are in. Calculation %(number)s is made.", number=made.number), "success")
    return redirect(url_for("evaluations.evaluation", **address(procurement)))


@access.requires(Permission.EVALUATE_BIDS)
def exclude(procurement_id: int) -> AnyResponse | str:
    return _decide(the_procurement(procurement_id), request.args.get("bid", ""), excluding=True)


@access.requires(Permission.EVALUATE_BIDS)
def readmit(procurement_id: int) -> AnyResponse | str:
    return _decide(the_procurement(procurement_id), request.args.get("bid", ""), excluding=False)


def _refused(procurement: Procurement) -> AnyResponse:
    """No trials are made once the strategy is locked."""
    db.session.rollback()
    flash(
        _("The strategy is locked, so no more trials are made. Take the bids in on their own page."),
        "warning",
    )
    return redirect(url_for("evaluations.evaluation", **address(procurement)))


def _decide(procurement: Procurement, bid: str, *, excluding: bool) -> AnyResponse | str:
    if current_lock(procurement) is not None:
        return _refused(procurement)
    if not bid:
        return redirect(url_for("evaluations.evaluation", **address(procurement)))
    if not services.is_bid(procurement, bid, out_by_hand=not excluding):
        abort(404)
    form = DecisionForm()
    form.offer_grounds()
    if not excluding:
        del form.ground
    if form.validate_on_submit():
        ground = Ground(form.ground.data) if excluding else None
        try:
            services.decide_by_hand(
                procurement=procurement,
                bid=bid,
                ground=ground,
                explanation=(form.explanation.data or "").strip(),
                actor_id=access.current_user_id(),
            )
        except LockedError:
            return _refused(procurement)
        message = _("%(bid)s is out; a new calculation is made.", bid=bid)
        flash(
            message if excluding else _("%(bid)s is back in; a new calculation is made.", bid=bid), "success"
        )
        return redirect(url_for("evaluations.evaluation", **address(procurement)))
    return page("exclude", procurement, form=form, bid=bid, excluding=excluding)


blueprint.add_url_rule(f"{BASE}/trial", view_func=upload, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/exclude", view_func=exclude, methods=["GET", "POST"])
blueprint.add_url_rule(f"{BASE}/readmit", view_func=readmit, methods=["GET", "POST"])
