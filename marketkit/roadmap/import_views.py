"""Pages that bring an uploaded list into the roadmap: say what its columns are, see what would come of it, publish."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput
from marketkit.files import CSV, YAML, download
from marketkit.procurements.pages import found, the_buyer
from marketkit.procurements.search import fold
from marketkit.roadmap import import_columns, import_uploads
from marketkit.roadmap.import_decisions import decisions_form, decisions_of
from marketkit.roadmap.import_forms import PURPOSES, ApplyForm, ColumnsForm, columns_form, word_name
from marketkit.roadmap.import_models import ListUpload
from marketkit.roadmap.import_uploads import MAX_STORED, Trial
from marketkit.roadmap.imported import refused_csv
from marketkit.roadmap.importing_services import Imported
from marketkit.roadmap.mapping import AmountStyle, ColumnMapping
from marketkit.roadmap.mapping_guess import guess, mapping_of
from marketkit.roadmap.mapping_writer import mapping_text
from marketkit.roadmap.office_views import office_page, put
from marketkit.roadmap.pages import BASE, blueprint
from marketkit.roadmap.plan import Reason
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.roadmap.window_words import DateOrder, DateStyle
from marketkit.web.language import said

MAX_SHOWN = 100
MAX_TOLD = 5


def _the_upload(number: int) -> ListUpload:
    """An upload of this person at this buyer, or 404."""
    return found(import_uploads.find_upload(the_buyer().id, access.current_user_id(), number))


@access.requires(Permission.EDIT_ROADMAP)
def list_columns(number: int) -> ResponseReturnValue:
    """What each column is for, and what the words of the list mean."""
    upload = _the_upload(number)
    data, file = upload.content or b"", upload.file_name
    mapping = import_uploads.mapping_of(upload)
    columns = import_columns.columns_of(data, file, mapping.columns() if mapping else ())
    guesses = guess([each.name for each in columns])
    base = mapping or mapping_of(
        guesses,
        upload.list_name,
        dates=DateStyle(DateOrder.DAY_FIRST),
        amounts=AmountStyle(currency=the_buyer().currency),
    )
    there = {fold(each.name) for each in columns}
    words = import_columns.unclear_words(data, file, base) if set(map(fold, base.columns())) <= there else {}
    form = columns_form(columns, words)
    form.offer(base.amounts, the_buyer().currency)
    if not form.is_submitted():
        form.show(base, import_columns.roles(base))
    elif form.validate():
        faults = import_columns.mapping_faults(form.chosen, base)
        form.form_errors = [*form.form_errors, *map(said, faults)]
        if not faults:
            return _keep_columns(upload, base, form)
    page = office_page(
        "import_columns",
        upload=upload,
        form=form,
        columns=columns,
        words=words,
        guesses=() if mapping else guesses,
        word_name=word_name,
        purposes=PURPOSES,
        others=import_columns.other_uses(base),
        absent=[name for name in dict.fromkeys(base.columns()) if fold(name) not in there],
    )
    return page, 422 if form.errors else 200


def _keep_columns(upload: ListUpload, base: ColumnMapping, form: ColumnsForm) -> ResponseReturnValue:
    """Keep the choice; words that it brings up and that were not shown are asked for before the list is tried."""
    chosen = import_columns.with_columns(
        base,
        form.chosen,
        loose=form.loose,
        dates=form.dates,
        amounts=form.amounts,
        ended_as_of=form.ended_as_of.data,
    )
    chosen = import_columns.with_words(chosen, form.meanings())
    import_uploads.choose_columns(upload, chosen)
    unclear = import_columns.unclear_words(upload.content or b"", upload.file_name, chosen)
    shown = {(name, text) for name, texts in form.words.items() for text in texts}
    if {(name, text) for name, texts in unclear.items() for text in texts} - shown:
        return redirect(url_for("roadmap.list_columns", number=upload.id, _anchor="words"))
    return redirect(url_for("roadmap.list_trial", number=upload.id))


@access.requires(Permission.EDIT_ROADMAP)
def list_mapping(number: int) -> ResponseReturnValue:
    """What was chosen, as a file to be used again."""
    upload = _the_upload(number)
    mapping = found(import_uploads.mapping_of(upload))
    return download(mapping_text(mapping).encode(), name=upload.list_name, kind=YAML)


@access.requires(Permission.EDIT_ROADMAP)
def list_trial(number: int) -> ResponseReturnValue:
    """What importing the list would come to; nothing is stored but decisions about rows in doubt."""
    upload = _the_upload(number)
    mapping = import_uploads.mapping_of(upload)
    if mapping is None:
        return redirect(url_for("roadmap.list_columns", number=number))
    try:
        trial = import_uploads.try_out(the_buyer(), upload, mapping)
    except BadInput as error:
        return office_page("import_refused", upload=upload, faults=error.faults), 422
    form = decisions_form(trial.plan.undecided[:MAX_SHOWN])
    if "anew" in request.form:
        import_uploads.decide(upload, {})
        return redirect(url_for("roadmap.list_trial", number=number))
    if form.validate_on_submit():
        decisions = decisions_of(form, trial.plan.undecided[:MAX_SHOWN])
        if not form.errors:
            if decisions:
                import_uploads.decide(upload, decisions)
            return redirect(url_for("roadmap.list_trial", number=number))
    return _trial_page(upload, trial, form, ApplyForm(data={"shown": trial.fingerprint}))


def _trial_page(upload: ListUpload, trial: Trial, form: Any, last: ApplyForm) -> ResponseReturnValue:
    page = office_page(
        "import_trial",
        upload=upload,
        trial=trial,
        plan=trial.plan,
        form=form,
        last=last,
        most=MAX_STORED,
        shown=MAX_SHOWN,
    )
    return page, 422 if form.errors or last.errors else 200


@access.requires(Permission.EDIT_ROADMAP)
def list_refused(number: int) -> ResponseReturnValue:
    """The refused rows with what is wrong, to be corrected and given again."""
    upload = _the_upload(number)
    mapping = found(import_uploads.mapping_of(upload))
    try:
        trial = import_uploads.try_out(the_buyer(), upload, mapping)
    except BadInput:
        return redirect(url_for("roadmap.list_trial", number=number))
    content = refused_csv(trial.header, trial.plan.refused)
    return download(content, name=f"{upload.list_name}-{_('refused')}", kind=CSV)


@access.requires(Permission.EDIT_ROADMAP)
def list_apply(number: int) -> ResponseReturnValue:
    """Publish what the page said it would."""
    upload, form = _the_upload(number), ApplyForm()
    mapping = found(import_uploads.mapping_of(upload))
    try:
        if form.validate_on_submit():
            done = import_uploads.carry_out(
                buyer=the_buyer(),
                upload=upload,
                mapping=mapping,
                shown=form.shown.data or "",
                reason=Reason(form.reason.data),
                note=form.note.data or "",
                actor_id=access.current_user_id(),
            )
            _tell(done)
            return redirect(url_for("roadmap.list_trial", number=number))
    except EntryRefusedError as refused:
        put(form, refused)
    except BadInput:
        db.session.rollback()
        return redirect(url_for("roadmap.list_trial", number=number))
    trial = import_uploads.try_out(the_buyer(), upload, mapping)
    form.shown.data = trial.fingerprint
    return _trial_page(upload, trial, decisions_form(trial.plan.undecided[:MAX_SHOWN]), form)


def _tell(done: Imported) -> None:
    """Say what came of it, and of the first rows that could not be taken after all, why."""
    made, changed = len(done.created), len(done.changed)
    flash(
        _(
            "The list is imported: %(new)s, %(changed)s.",
            new=ngettext("%(num)s new entry", "%(num)s new entries", made),
            changed=ngettext("%(num)s new version", "%(num)s new versions", changed),
        ),
        "success",
    )
    for each in done.refused[:MAX_TOLD]:
        why = said(each.faults[0].said)
        flash(_("Row %(row)s was not taken: %(why)s", row=each.incoming.row, why=why), "warning")
    if len(done.refused) > MAX_TOLD:
        flash(_("%(count)s more rows were not taken.", count=len(done.refused) - MAX_TOLD), "warning")


ONE_LIST = f"{BASE}/import/<int:number>"
for _rule, _view, _methods in (
    (ONE_LIST, list_trial, ["GET", "POST"]),
    (f"{ONE_LIST}/columns", list_columns, ["GET", "POST"]),
    (f"{ONE_LIST}/apply", list_apply, ["POST"]),
    (f"{ONE_LIST}/mapping.yaml", list_mapping, ["GET"]),
    (f"{ONE_LIST}/refused.csv", list_refused, ["GET"]),
):
    blueprint.add_url_rule(_rule, _view.__name__, _view, methods=_methods)
