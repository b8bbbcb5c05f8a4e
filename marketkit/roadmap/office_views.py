"""Pages where officers keep the roadmap: the list with what needs a look, and the plan of an entry until it is published."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.procurements import cpv
from marketkit.procurements import queries as spine
from marketkit.procurements.models import Buyer
from marketkit.procurements.pages import found, the_buyer
from marketkit.procurements.places import COUNTIES
from marketkit.roadmap import publishing, reviewing, services
from marketkit.roadmap.entries import entry_of, find_entry
from marketkit.roadmap.labels import FIELDS, LABELS, MODELS
from marketkit.roadmap.models import RoadmapEntry
from marketkit.roadmap.office_forms import DiscardForm, PublishForm, ReviewForm
from marketkit.roadmap.pages import BASE, ONE, blueprint
from marketkit.roadmap.plan import Plan, Reason
from marketkit.roadmap.plan_checks import remarks
from marketkit.roadmap.plan_form import PlanForm
from marketkit.roadmap.queries import all_rows, drafts, due_for_review
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.versions import StaleVersionError
from marketkit.web.language import current_language, said

# Two forms stand on the preview; the ids of one must not be those of the other.
DISCARD = "discard-"


def now() -> datetime:
    return datetime.now(UTC)


def today(buyer: Buyer) -> date:
    """The day where the buyer is."""
    return now().astimezone(ZoneInfo(buyer.zone)).date()


def office_page(template: str, **values: Any) -> str:
    """A page of the officers' side of the roadmap."""
    buyer = the_buyer()
    return render_template(
        f"roadmap/{template}.html",
        buyer=buyer,
        today=today(buyer),
        may_edit=access.allows(Permission.EDIT_ROADMAP),
        labels=LABELS,
        fields=FIELDS,
        models=MODELS,
        cpv_offered=cpv.words(current_language()),
        places_offered=COUNTIES,
        **values,
    )


def the_entry(key: str) -> RoadmapEntry:
    """One entry of this buyer, published or not, or 404."""
    return found(find_entry(the_buyer().id, key))


def put(form: Any, refused: EntryRefusedError) -> None:
    """Put what a service refused beside its field."""
    db.session.rollback()
    for fault in refused.faults:
        field = {"value": "high"}.get(fault.field, fault.field)
        if field in form:
            form[field].errors = [*form[field].errors, said(fault.said)]
        else:
            form.form_errors.append(said(fault.said))


@access.requires(Permission.VIEW_ROADMAP)
def overview() -> ResponseReturnValue:
    """Everything on the roadmap: what is not published yet, what needs a look, and the rest."""
    return _overview(ReviewForm())


def _overview(form: ReviewForm) -> str:
    buyer = the_buyer()
    due = due_for_review(buyer.id, today(buyer))
    keys = {row.key for row in due}
    return office_page(
        "office",
        form=form,
        drafts=drafts(buyer.id),
        due=due,
        entries=[row for row in all_rows(buyer.id) if row.key not in keys],
    )


@access.requires(Permission.EDIT_ROADMAP)
def confirm() -> ResponseReturnValue:
    """Say of many entries at once that they are still right."""
    form = ReviewForm()
    keys = set(request.form.getlist("entry"))
    rows = [row for key in keys if (row := find_entry(the_buyer().id, key)) is not None]
    if not form.validate_on_submit() or not rows:
        form.form_errors.append(_("Tick the entries that are still right."))
        return _overview(form), 422
    reviewing.confirm_still_right(entries=rows, actor_id=access.current_user_id(), now=now())
    flash(
        ngettext(
            "%(num)s entry is confirmed as still right.",
            "%(num)s entries are confirmed as still right.",
            len(rows),
        ),
        "success",
    )
    return redirect(url_for("roadmap.overview"))


@access.requires(Permission.EDIT_ROADMAP)
def entry_new() -> ResponseReturnValue:
    """A new entry; nobody outside sees it until it is published."""
    form = _form(None, None, 0)
    if form.validate_on_submit():
        try:
            row = services.create_entry(
                buyer=the_buyer(), plan=form.plan(None), actor_id=access.current_user_id()
            )
        except EntryRefusedError as refused:
            put(form, refused)
        else:
            return redirect(url_for("roadmap.entry_preview", key=row.key))
    return office_page("edit", form=form, row=None), 422 if form.errors else 200


@access.requires(Permission.EDIT_ROADMAP)
def entry_edit(key: str) -> ResponseReturnValue:
    """Change the plan; what is published stays until the change is published too."""
    row = the_entry(key)
    draft = services.draft_of(row)
    standing = services.draft_plan(row)
    form = _form(row, standing, draft.version if draft else 0)
    if form.validate_on_submit():
        try:
            kept = services.save_draft(
                entry=row,
                plan=form.plan(standing),
                version=number(form.version.data),
                actor_id=access.current_user_id(),
            )
        except EntryRefusedError as refused:
            put(form, refused)
        except StaleVersionError as stale:
            db.session.rollback()
            form.version.data = str(stale.stored)
            return office_page("edit", form=form, row=row, stale=stale), 409
        else:
            if kept is None:
                flash(_("Nothing differs from what is published."), "info")
                return redirect(url_for("roadmap.entry", key=key))
            return redirect(url_for("roadmap.entry_preview", key=key))
    return office_page("edit", form=form, row=row), 422 if form.errors else 200


def _form(row: RoadmapEntry | None, plan: Plan | None, version: int) -> PlanForm:
    buyer = the_buyer()
    form = PlanForm()
    form.offer_units(
        [unit.full_name for unit in spine.all_units(buyer_id=buyer.id)], plan.unit if plan else ""
    )
    if not form.is_submitted():
        form.show(plan, version=version, currency=buyer.currency)
    return form


def number(text: str | None) -> int:
    """The version a form carried; -1, which nothing has, where it was tampered with."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


@access.requires(Permission.VIEW_ROADMAP)
def entry(key: str) -> ResponseReturnValue:
    """An entry as officers see it: what is published, its history, and the steps that can be taken."""
    row = the_entry(key)
    if services.latest_version(row) is None:
        return redirect(url_for("roadmap.entry_preview", key=key))
    return office_page("office_entry", row=row, entry=entry_of(row), draft=services.draft_of(row))


@access.requires(Permission.VIEW_ROADMAP)
def entry_preview(key: str) -> ResponseReturnValue:
    """Exactly what suppliers will see, and what changes."""
    row = the_entry(key)
    draft = services.draft_of(row)
    return _preview(row, PublishForm(data={"version": str(draft.version if draft else 0)}))


def _preview(row: RoadmapEntry, form: PublishForm) -> str:
    seen = services.preview(row)
    if seen.old is None:
        del form.reason
    return office_page(
        "preview",
        row=row,
        seen=seen,
        form=form,
        discard=DiscardForm(prefix=DISCARD, data={"version": form.version.data}),
        warnings=[said(each.said) for each in remarks(seen.new, today(the_buyer()))],
    )


@access.requires(Permission.EDIT_ROADMAP)
def publish(key: str) -> ResponseReturnValue:
    """Publish what the preview showed."""
    row = the_entry(key)
    form = PublishForm()
    first = services.latest_version(row) is None
    if not form.validate_on_submit():
        return _preview(row, form), 422
    reason = Reason.FIRST if first else Reason(form.reason.data) if form.reason.data else None
    if reason is None:
        form.reason.errors = [_("Say why it is changed")]
        return _preview(row, form), 422
    try:
        publishing.publish(
            entry=row,
            reason=reason,
            note=form.note.data or "",
            actor_id=access.current_user_id(),
            now=now(),
            shown=number(form.version.data),
        )
    except EntryRefusedError as refused:
        put(form, refused)
        return _preview(row, form), 422
    except StaleVersionError as stale:
        db.session.rollback()
        form.version.data = str(stale.stored)
        form.form_errors.append(_("The plan was changed meanwhile. Look at what would be published now."))
        return _preview(row, form), 409
    flash(_("Published. Everyone can read it now."), "success")
    return redirect(url_for("roadmap.entry", key=key))


@access.requires(Permission.EDIT_ROADMAP)
def discard(key: str) -> ResponseReturnValue:
    """Throw away what was not published."""
    row = the_entry(key)
    form = DiscardForm(prefix=DISCARD)
    draft = services.draft_of(row)
    if not form.validate_on_submit() or draft is None or str(draft.version) != form.version.data:
        flash(_("The plan was changed meanwhile. Look at it again before you go on."), "warning")
        return redirect(url_for("roadmap.entry_preview", key=key))
    published = services.latest_version(row) is not None
    services.discard_draft(entry=row, actor_id=access.current_user_id())
    flash(_("What was not published is thrown away."), "success")
    return redirect(url_for("roadmap.entry", key=key) if published else url_for("roadmap.overview"))


blueprint.add_url_rule(BASE, "overview", overview)
blueprint.add_url_rule(f"{BASE}/confirm", "confirm", confirm, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/new", "entry_new", entry_new, methods=["GET", "POST"])
blueprint.add_url_rule(ONE, "entry", entry)
blueprint.add_url_rule(f"{ONE}/edit", "entry_edit", entry_edit, methods=["GET", "POST"])
blueprint.add_url_rule(f"{ONE}/preview", "entry_preview", entry_preview)
blueprint.add_url_rule(f"{ONE}/publish", "publish", publish, methods=["POST"])
blueprint.add_url_rule(f"{ONE}/discard", "discard", discard, methods=["POST"])
