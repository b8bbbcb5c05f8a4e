"""Steps with a published entry: started, given up, linked, what was told in the dialogue."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketkit import access
from marketkit.access import Permission
from marketkit.procurements import queries as spine
from marketkit.procurements.forms import NOT_CHOSEN
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_buyer
from marketkit.roadmap import linking, publishing
from marketkit.roadmap.entries import entry_of
from marketkit.roadmap.models import RoadmapEntry
from marketkit.roadmap.office_forms import DialogueForm, GiveUpForm, LinkForm, StartForm
from marketkit.roadmap.office_views import now, office_page, put, the_entry
from marketkit.roadmap.pages import ONE, blueprint
from marketkit.roadmap.plan import DialogueKind, Reason, Standing
from marketkit.roadmap.refused import EntryRefusedError


def _procurements() -> list[Procurement]:
    return spine.procurement_page(buyer_id=the_buyer().id, order="reference").rows


def _choices() -> list[SelectChoice]:
    return [
        NOT_CHOSEN,
        *(SelectChoice(str(each.id), f"{each.reference} {each.title}") for each in _procurements()),
    ]


def _chosen(text: str | None) -> Procurement | None:
    if not text or not text.isascii() or not text.isdigit():
        return None
    return spine.find_procurement(buyer_id=the_buyer().id, procurement_id=int(text[:9]))


@access.requires(Permission.EDIT_ROADMAP)
def start(key: str) -> ResponseReturnValue:
    """The competition has been announced: the entry is started, and counts in the figures from that day."""
    row, form = the_entry(key), StartForm()
    form.procurement.choices = _choices()
    day = form.on.data
    if form.validate_on_submit() and day is not None:
        procurement = _chosen(form.procurement.data)
        try:
            publishing.mark_started(
                entry=row, on=day, actor_id=access.current_user_id(), procurement=procurement, now=now()
            )
            if form.notice.data:
                linking.add_notice(
                    entry=row,
                    url=form.notice.data.strip(),
                    kind="",
                    on=day,
                    actor_id=access.current_user_id(),
                )
        except EntryRefusedError as refused:
            put(form, refused)
        else:
            flash(_("The entry is started."), "success")
            return redirect(url_for("roadmap.entry", key=key))
    return _step(row, "start", form)


@access.requires(Permission.EDIT_ROADMAP)
def give_up(key: str) -> ResponseReturnValue:
    """Nothing will come of it: the entry stays at its address with the reason."""
    row, form = the_entry(key), GiveUpForm()
    day = form.on.data
    if form.validate_on_submit() and day is not None:
        try:
            publishing.cancel(
                entry=row,
                standing=Standing(form.standing.data),
                reason=Reason(form.reason.data),
                note=form.note.data or "",
                on=day,
                actor_id=access.current_user_id(),
                now=now(),
            )
        except EntryRefusedError as refused:
            put(form, refused)
        else:
            flash(_("The entry stays at its address with the reason."), "success")
            return redirect(url_for("roadmap.entry", key=key))
    return _step(row, "give_up", form)


@access.requires(Permission.EDIT_ROADMAP)
def dialogue(key: str) -> ResponseReturnValue:
    """Record what was told to whom, so that all can be told the same."""
    row, form = the_entry(key), DialogueForm()
    day = form.held_on.data
    if form.validate_on_submit() and day is not None:
        try:
            linking.record_dialogue(
                entry=row,
                held_on=day,
                kind=DialogueKind(form.kind.data),
                told_whom=form.audience.data or "",
                told=form.told.data or "",
                actor_id=access.current_user_id(),
            )
        except EntryRefusedError as refused:
            put(form, refused)
        else:
            flash(_("What was told is on record, and on the public page."), "success")
            return redirect(url_for("roadmap.entry", key=key))
    return _step(row, "dialogue", form)


@access.requires(Permission.EDIT_ROADMAP)
def link(key: str) -> ResponseReturnValue:
    """Link the entry with a procurement it led to."""
    row, form = the_entry(key), LinkForm()
    form.procurement.choices = _choices()
    procurement = _chosen(form.procurement.data)
    if form.validate_on_submit() and procurement is not None:
        try:
            linking.link_procurement(entry=row, procurement=procurement, actor_id=access.current_user_id())
        except EntryRefusedError as refused:
            put(form, refused)
        else:
            flash(_("The entry is linked with the procurement."), "success")
            return redirect(url_for("roadmap.entry", key=key))
    return _step(row, "link", form)


def _step(
    row: RoadmapEntry, name: str, form: StartForm | GiveUpForm | DialogueForm | LinkForm
) -> ResponseReturnValue:
    page = office_page("step", row=row, entry=entry_of(row), step=name, form=form)
    return page, 422 if form.errors else 200


for _name, _view in (("start", start), ("give-up", give_up), ("dialogue", dialogue), ("link", link)):
    blueprint.add_url_rule(f"{ONE}/{_name}", _view.__name__, _view, methods=["GET", "POST"])
