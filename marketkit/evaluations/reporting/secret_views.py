"""Pages of trade secrets: what suppliers claim, and what is decided on each claim."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.pages import BASE, address, blueprint, page, readable
from marketkit.evaluations.preparation.services import current_lock
from marketkit.evaluations.reporting import secrets
from marketkit.evaluations.reporting.report_forms import ClaimForm, SecretForm
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.sourcing.services import strategy_of


@access.requires(Permission.VIEW_EVALUATION)
def trade_secrets(procurement_id: int) -> ResponseReturnValue:
    return _secrets_page(readable(procurement_id), None)


@access.requires(Permission.EVALUATE_BIDS)
def claim_secret(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = _claim_form(procurement)
    if form is None:
        return redirect(url_for("evaluations.trade_secrets", **address(procurement)))
    if not form.validate_on_submit():
        return _secrets_page(procurement, form), 422
    bid = next(each.bid for each in standing_bids(procurement) if str(each.bid.id) == form.bid.data)
    secrets.claim_secret(
        procurement=procurement,
        bid=bid,
        field=form.field.data,
        passage=(form.passage.data or "") if form.field.data == secrets.TEXT else "",
        because=form.because.data or "",
        actor_id=access.current_user_id(),
    )
    flash(_("The claim is on record. Decide on it next."), "success")
    return redirect(url_for("evaluations.trade_secrets", **address(procurement)))


@access.requires(Permission.EVALUATE_BIDS)
def decide_secret(procurement_id: int, claim_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    claim = next((each for each in secrets.claims(procurement) if each.row.id == claim_id), None)
    if claim is None:
        abort(404)
    form = SecretForm()
    if form.validate_on_submit():
        secrets.decide_secret(
            procurement=procurement,
            claim=claim.row,
            kept_secret=form.kept.data == "yes",
            reason=form.reason.data or "",
            actor_id=access.current_user_id(),
        )
        flash(_("The decision on the claim is on record."), "success")
        return redirect(url_for("evaluations.trade_secrets", **address(procurement)))
    shown = page("reporting/decide_secret", procurement, form=form, claim=claim, TEXT=secrets.TEXT)
    return (shown, 422) if form.is_submitted() else shown


def _claim_form(procurement: Procurement) -> ClaimForm | None:
    lock, bids = current_lock(procurement), standing_bids(procurement)
    if lock is None or not bids:
        return None
    form = ClaimForm()
    form.offer(bids, strategy_of(lock.strategy_version))
    return form


def _secrets_page(procurement: Procurement, form: ClaimForm | None) -> str:
    found = secrets.claims(procurement)
    lock = current_lock(procurement)
    strategy = strategy_of(lock.strategy_version) if lock else None
    return page(
        "reporting/secrets",
        procurement,
        claims=found,
        form=form or _claim_form(procurement),
        amounts={leaf.id: leaf.title for leaf in strategy.leaves() if leaf.is_cost} if strategy else {},
        names=access.names(each.decision.created_by_id for each in found if each.decision),
        TEXT=secrets.TEXT,
    )


blueprint.add_url_rule(f"{BASE}/secrets", view_func=trade_secrets)
blueprint.add_url_rule(f"{BASE}/secrets", view_func=claim_secret, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/secrets/<int:claim_id>", view_func=decide_secret, methods=["GET", "POST"])
