"""Pages to decide how bids are assessed, to lock the strategy, and to change it after publication."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.evaluations.preparation import services
from marketkit.evaluations.preparation.forms import (
    LockForm,
    PlanForm,
    level_name,
    lock_form,
    override_name,
    plan_form,
)
from marketkit.evaluations.preparation.law import packs_of
from marketkit.evaluations.preparation.readiness import findings_of
from marketkit.evaluations.preparation.services import LockedError, NotReadyToLockError
from marketkit.evaluations.wording import scoring_mode_text
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.sourcing.check import Finding
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.rules import BLOCK
from marketkit.sourcing.services import current_strategy, strategy_of
from marketkit.web.language import said


@access.requires(Permission.VIEW_STRATEGY)
def plan(procurement_id: int) -> ResponseReturnValue:
    """How the bids are assessed; while it can still be decided, the form to decide it."""
    procurement = the_procurement(procurement_id)
    version, standing = current_strategy(procurement), services.current_plan(procurement)
    locked = services.current_lock(procurement)
    may_decide = access.allows(Permission.EVALUATE_BIDS, procurement) and version is not None and not locked
    form = None
    if may_decide and version is not None:
        form = plan_form(PlanForm, strategy_of(version), lots=len(procurement.lots))
        form.show(standing)
    return _plan_page(procurement, version, form)


@access.requires(Permission.EVALUATE_BIDS)
def decide_plan(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    version = current_strategy(procurement)
    if version is None or services.current_lock(procurement) is not None:
        return redirect(url_for("evaluations.plan", **address(procurement)))
    form = plan_form(PlanForm, strategy_of(version), lots=len(procurement.lots))
    if not form.validate_on_submit():
        return _plan_page(procurement, version, form), 422
    shown = form.shown.data or ""
    try:
        services.plan_evaluation(
            procurement=procurement,
            description=form.description(),
            shown=int(shown) if shown.isdecimal() and len(shown) < 10 else 0,
            actor_id=access.current_user_id(),
        )
    except services.StalePlanError:
        db.session.rollback()
        standing = services.current_plan(procurement)
        form.shown.data = str(standing.number if standing else 0)
        return _plan_page(procurement, version, form, stale=standing), 409
    except LockedError as error:
        db.session.rollback()
        flash(said(error.said), "warning")
        return redirect(url_for("evaluations.plan", **address(procurement)))
    flash(_("It is decided how the bids will be assessed."), "success")
    return redirect(url_for("evaluations.plan", **address(procurement)))


def _plan_page(
    procurement: Procurement, version: StrategyVersion | None, form: PlanForm | None, **values: object
) -> str:
    return page(
        "preparation/plan",
        procurement,
        form=form,
        plan=services.current_plan(procurement),
        locked=services.current_lock(procurement),
        too_late=services.reason_against_change(procurement, now=datetime.now(UTC)),
        strategy=strategy_of(version) if version else None,
        level_name=level_name,
        scoring_mode_text=scoring_mode_text,
        **values,
    )


@access.requires(Permission.VIEW_STRATEGY)
def lock(procurement_id: int) -> ResponseReturnValue:
    """What the lock holds, or what locking will do and what still stands against it."""
    procurement = the_procurement(procurement_id)
    version = current_strategy(procurement)
    findings = _findings(procurement, version)
    form = lock_form(LockForm, _blocking(findings))
    form.version.data = str(version.number if version else 0)
    return _lock_page(procurement, version, findings, form)


@access.requires(Permission.EVALUATE_BIDS)
def take_lock(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    version = current_strategy(procurement)
    findings = _findings(procurement, version)
    form = lock_form(LockForm, _blocking(findings))
    if not form.validate_on_submit() or version is None:
        return _lock_page(procurement, version, findings, form), 422
    shown = form.version.data or ""
    try:
        services.lock(
            procurement=procurement,
            version_number=int(shown) if shown.isdecimal() and len(shown) < 10 else 0,
            packs=packs_of(strategy_of(version)),
            overrides=_overrides(form, findings),
            now=datetime.now(UTC),
            actor_id=access.current_user_id(),
        )
    except NotReadyToLockError as error:
        db.session.rollback()
        return _lock_page(procurement, version, findings, form, against=error.reasons), 422
    except LockedError as error:
        db.session.rollback()
        flash(said(error.said), "warning")
    else:
        flash(_("The strategy is locked. Every calculation from now on is official."), "success")
    return redirect(url_for("evaluations.lock", **address(procurement)))


def _lock_page(
    procurement: Procurement,
    version: StrategyVersion | None,
    findings: tuple[Finding, ...],
    form: FlaskForm,
    **values: object,
) -> str:
    return page(
        "preparation/lock",
        procurement,
        form=form,
        version=version,
        strategy=strategy_of(version) if version else None,
        plan=services.current_plan(procurement),
        locks=services.locks(procurement),
        findings=findings,
        override_name=override_name,
        scoring_mode_text=scoring_mode_text,
        too_late=services.reason_against_change(procurement, now=datetime.now(UTC)),
        **values,
    )


def _findings(procurement: Procurement, version: StrategyVersion | None) -> tuple[Finding, ...]:
    if version is None:
        return ()
    today = services.local_day(procurement, datetime.now(UTC))
    return findings_of(version, packs_of(strategy_of(version)), today)


def _blocking(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == BLOCK]


def _overrides(form: FlaskForm, findings: tuple[Finding, ...]) -> dict[str, str]:
    found = {
        finding.name: (form[override_name(finding)].data or "").strip() for finding in _blocking(findings)
    }
    return {rule: reason for rule, reason in found.items() if reason}


blueprint.add_url_rule(f"{BASE}/plan", view_func=plan)
blueprint.add_url_rule(f"{BASE}/plan", view_func=decide_plan, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/lock", view_func=lock)
blueprint.add_url_rule(f"{BASE}/lock", view_func=take_lock, methods=["POST"])
