"""The page to change a locked strategy or plan after publication, before the deadline, with its reasons."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput, Fault
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.evaluations.preparation import services
from marketkit.evaluations.preparation.forms import ChangeForm, level_name, plan_form
from marketkit.evaluations.preparation.law import packs_of
from marketkit.evaluations.preparation.services import Correction, LockedError, NotReadyToLockError
from marketkit.procurements.pages import the_procurement
from marketkit.said import Said
from marketkit.sourcing.services import strategy_of


@access.requires(Permission.EVALUATE_BIDS)
def change_lock(procurement_id: int) -> ResponseReturnValue:
    """Change what was locked and published, with its reasons, before the deadline."""
    procurement = the_procurement(procurement_id)
    standing = services.current_lock(procurement)
    if standing is None:
        return redirect(url_for("evaluations.lock", **address(procurement)))
    strategy = strategy_of(standing.strategy_version)
    form = plan_form(ChangeForm, strategy, lots=len(procurement.lots))
    assert isinstance(form, ChangeForm)
    faults: tuple[Fault, ...] = ()
    against: tuple[Said, ...] = ()
    if not form.is_submitted():
        form.show(services.current_plan(procurement))
    elif form.validate():
        content = form.file.data.read() if form.file.data else None
        try:
            made = services.relock(
                procurement=procurement,
                content=content,
                file_name=form.file.data.filename or "strategy.yaml" if form.file.data else "",
                description=form.description(),
                correction=Correction(
                    reason=(form.reason.data or "").strip(),
                    corrected_documents=(form.corrected_documents.data or "").strip(),
                    deadline_review=(form.deadline_review.data or "").strip(),
                ),
                packs=packs_of(strategy),
                overrides={each["rule"]: each["reason"] for each in standing.overrides},
                now=datetime.now(UTC),
                actor_id=access.current_user_id(),
            )
        except BadInput as error:
            db.session.rollback()
            faults = tuple(error.faults)
        except NotReadyToLockError as error:
            db.session.rollback()
            against = error.reasons
        except LockedError as error:
            db.session.rollback()
            against = (error.said,)
        else:
            flash(_("Lock %(number)s stands from now on.", number=made.number), "success")
            return redirect(url_for("evaluations.lock", **address(procurement)))
    shown = page(
        "preparation/change_lock",
        procurement,
        form=form,
        locked=standing,
        strategy=strategy,
        faults=faults,
        against=against,
        level_name=level_name,
    )
    return (shown, 422) if form.is_submitted() else shown


blueprint.add_url_rule(f"{BASE}/lock/change", view_func=change_lock, methods=["GET", "POST"])
