"""Pages for the panel: where scores lie apart, what was given and why, and what is agreed."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.assessment import closing
from marketkit.evaluations.assessment.agreed import quality_is_closed
from marketkit.evaluations.assessment.asked import scores_are_final
from marketkit.evaluations.assessment.evaluators import (
    assigned,
    has_handed_over,
    newest_closing,
)
from marketkit.evaluations.assessment.forms import ModerationForm
from marketkit.evaluations.assessment.grid import score_text
from marketkit.evaluations.assessment.moderation import discuss
from marketkit.evaluations.assessment.moderation import moderate as record_moderation
from marketkit.evaluations.assessment.panel import Panel, panel_of, survivals
from marketkit.evaluations.assessment.presentation import PanelPresentation, basis_text
from marketkit.evaluations.assessment.refusals import (
    AssessmentRefusedError,
    StaleModerationError,
)
from marketkit.evaluations.assessment.views import me
from marketkit.evaluations.pages import BASE, address, blueprint, page
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said

MOST_DISCUSSED = 30  # at once; a panel takes them one by one


@access.requires(Permission.VIEW_EVALUATION)
def moderate(procurement_id: int) -> ResponseReturnValue:
    """What the panel has before it. An evaluator reads it once they have finished their own scores."""
    procurement = the_procurement(procurement_id)
    panel = panel_of(procurement, reader_id=me())
    officer = access.allows(Permission.VIEW_EVALUATION, procurement)
    if not officer and not may_see_scores(procurement, panel):
        abort(403)
    against = closing.reasons_against_closing(procurement, panel.cells if panel else None)
    return page(
        "assessment/moderate",
        procurement,
        panel=PanelPresentation(panel, survivals(procurement, panel) if officer else []) if panel else None,
        officer=officer,
        may_see=may_see_scores(procurement, panel),
        closing=newest_closing(procurement),
        against=against,
        against_reopening=closing.reason_against_reopening(procurement),
        score_text=score_text,
        basis_text=basis_text,
        only=request.args.get("criterion"),
        most_discussed=MOST_DISCUSSED,
    )


def may_see_scores(procurement: Procurement, panel: Panel | None) -> bool:
    """Whether the reader may see what others gave: not while they still have to score alone themselves."""
    scores = _scores_here(procurement)
    if panel is None or not (scores or access.allows(Permission.VIEW_EVALUATION, procurement)):
        return False
    if panel.together or quality_is_closed(procurement) or not scores:
        return True
    return has_handed_over(procurement, user_id=me())


def _scores_here(procurement: Procurement) -> bool:
    return any(me() in users for users in assigned(procurement).values())


@access.requires(Permission.EVALUATE_BIDS)
def agree(procurement_id: int, bid_id: int, criterion: str) -> ResponseReturnValue:
    """The individual scores of one bid on one criterion, and the score the panel agrees on."""
    procurement = the_procurement(procurement_id)
    panel = panel_of(procurement, reader_id=me())
    known = panel is not None and any(
        (each.bid.bid.id, each.leaf.id) == (bid_id, criterion) for each in panel.entries
    )
    if not known:
        abort(404)
    if not may_see_scores(procurement, panel):
        abort(403)
    found = discuss(procurement, bid_id, criterion)
    form = ModerationForm()
    form.leaf = found.leaf
    stale, status = None, 200
    if not form.is_submitted():
        form.show(found.agreed.moderation)
    elif form.validate():
        try:
            record_moderation(
                procurement=procurement,
                bid_id=bid_id,
                criterion=criterion,
                score=form.exact,
                reason=form.reason.data or "",
                shown=form.known,
                actor_id=me(),
            )
        except StaleModerationError as error:
            db.session.rollback()
            stale, status = error.standing, 409
            form.shown.data = str(stale.number)
        except AssessmentRefusedError as error:
            db.session.rollback()
            form.form_errors.append(said(error.said))
            status = 422
        else:
            flash(_("The agreed score is on record."), "success")
            return redirect(url_for("evaluations.moderate", criterion=criterion, **address(procurement)))
    else:
        status = 422
    shown = page(
        "assessment/agree",
        procurement,
        form=form,
        found=found,
        stale=stale,
        closed=quality_is_closed(procurement) or scores_are_final(procurement),
        waiting=access.names(found.waiting).values(),
        basis_text=basis_text,
        score_text=score_text,
    )
    return shown, status


blueprint.add_url_rule(f"{BASE}/moderate", view_func=moderate)
blueprint.add_url_rule(f"{BASE}/moderate/<int:bid_id>/<criterion>", view_func=agree, methods=["GET", "POST"])
