"""The page to change a locked strategy or plan after publication, before the deadline, with its reasons."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput, Fault
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.evaluations.preparation import services
from marketkit.evaluations.preparation.forms import (
    ChangeForm,
    change_form,
    level_name,
    override_name,
)
from marketkit.evaluations.preparation.law import packs_of
from marketkit.evaluations.preparation.models import StrategyLock
from marketkit.evaluations.preparation.services import (
    Correction,
    LockedError,
    NotReadyToLockError,
    StalePlanError,
)
from marketkit.evaluations.wording import scoring_mode_text
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.said import Said
from marketkit.sourcing.check import Finding, check
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.rules import BLOCK
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Strategy

FILE_NAME = "strategy.yaml"


@access.requires(Permission.EVALUATE_BIDS)
def change_lock(procurement_id: int) -> ResponseReturnValue:
    """Change what was locked and published, with its reasons, before the deadline."""
    procurement = the_procurement(procurement_id)
    standing = services.current_lock(procurement)
    if standing is None:
        return redirect(url_for("evaluations.lock", **address(procurement)))
    too_late = services.reason_against_change(procurement, now=_now())
    content, name = _file()
    faults: tuple[Fault, ...] = ()
    blocking: list[Finding] = []
    strategy = strategy_of(standing.strategy_version)
    try:
        changed = read_strategy(content, name) if content is not None else strategy
        blocking = _not_answered(procurement, standing, changed)
    except BadInput as error:
        faults = tuple(error.faults)
    form = change_form(strategy, lots=len(procurement.lots), blocking=blocking)
    if not form.is_submitted():
        form.show(standing.plan)
        return _page(procurement, standing, form, too_late=too_late)
    if too_late is not None or not form.validate() or faults:
        return _page(procurement, standing, form, faults=faults, too_late=too_late), 422
    return _change(procurement, standing, form, content, name, changed)


def _change(
    procurement: Procurement,
    standing: StrategyLock,
    form: ChangeForm,
    content: bytes | None,
    name: str,
    strategy: Strategy,
) -> ResponseReturnValue:
    try:
        made = services.relock(
            procurement=procurement,
            content=content,
            file_name=name,
            description=form.description(),
            correction=Correction(
                reason=(form.reason.data or "").strip(),
                corrected_documents=(form.corrected_documents.data or "").strip(),
                deadline_review=(form.deadline_review.data or "").strip(),
            ),
            packs=packs_of(strategy),
            overrides={**_overrides(standing), **form.overrides()},
            now=_now(),
            actor_id=access.current_user_id(),
            shown=_number(form.shown.data),
        )
    except NotReadyToLockError as error:
        db.session.rollback()
        return _page(procurement, standing, form, against=error.reasons), 422
    except LockedError as error:
        db.session.rollback()
        return _page(procurement, standing, form, too_late=error.said), 422
    except StalePlanError:
        db.session.rollback()
        now_standing = services.current_lock(procurement)
        assert now_standing is not None  # a lock is never removed
        form.shown.data = str(now_standing.plan.number)
        return _page(procurement, now_standing, form, stale=now_standing.plan), 409
    flash(_("Lock %(number)s stands from now on.", number=made.number), "success")
    return redirect(url_for("evaluations.lock", **address(procurement)))


def _file() -> tuple[bytes | None, str]:
    """The changed strategy file as it was sent, None without one, and its name."""
    sent = request.files.get("file")
    return (sent.read(), sent.filename or FILE_NAME) if sent else (None, FILE_NAME)


def _not_answered(procurement: Procurement, standing: StrategyLock, strategy: Strategy) -> list[Finding]:
    """What blocks the strategy and was not set aside with a reason before."""
    today = services.local_day(procurement, _now())
    found = check(strategy, packs_of(strategy), on=today)
    return [each for each in found if each.severity == BLOCK and each.name not in _overrides(standing)]


def _overrides(standing: StrategyLock) -> dict[str, str]:
    return {each["rule"]: each["reason"] for each in standing.overrides}


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else 0


def _now() -> datetime:
    return datetime.now(UTC)


def _page(
    procurement: Procurement,
    standing: StrategyLock,
    form: ChangeForm,
    *,
    faults: tuple[Fault, ...] = (),
    against: tuple[Said, ...] = (),
    too_late: Said | None = None,
    **values: Any,
) -> str:
    return page(
        "preparation/change_lock",
        procurement,
        form=form,
        locked=standing,
        strategy=strategy_of(standing.strategy_version),
        faults=faults,
        against=against,
        too_late=too_late,
        level_name=level_name,
        override_name=override_name,
        scoring_mode_text=scoring_mode_text,
        **values,
    )


blueprint.add_url_rule(f"{BASE}/lock/change", view_func=change_lock, methods=["GET", "POST"])
