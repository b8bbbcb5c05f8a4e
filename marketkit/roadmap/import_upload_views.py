"""The page on which a list kept elsewhere is uploaded: judged and kept, to go on with on the pages that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput, Fault
from marketkit.files import YAML, check_upload
from marketkit.procurements.pages import found, the_buyer
from marketkit.roadmap import import_uploads
from marketkit.roadmap.import_forms import UploadForm
from marketkit.roadmap.import_models import ListUpload
from marketkit.roadmap.import_uploads import MAX_LIST_BYTES, MAX_MAPPING_BYTES
from marketkit.roadmap.mapping import ColumnMapping
from marketkit.roadmap.mapping_reader import read_mapping
from marketkit.roadmap.office_views import office_page, today
from marketkit.roadmap.pages import BASE, blueprint


@access.requires(Permission.EDIT_ROADMAP)
def list_import() -> ResponseReturnValue:
    """Upload a list; it is judged and kept, and nothing of it is on the roadmap."""
    buyer, form = the_buyer(), UploadForm()
    if not form.is_submitted():
        form.as_of.data = today(buyer)
    faults: Sequence[Fault] = ()
    if form.validate_on_submit():
        try:
            kept = _keep(form)
        except BadInput as error:
            db.session.rollback()
            faults = error.faults
        else:
            if kept is not None:
                return redirect(_next(kept))
    names = import_uploads.list_names(buyer.id)
    page = office_page("import_upload", form=form, faults=faults, list_names=names)
    return page, 422 if form.errors or faults else 200


def _keep(form: UploadForm) -> ListUpload | None:
    """Keep what was uploaded; None where a field must be mended. Raises BadInput."""
    buyer, day = the_buyer(), form.as_of.data
    mapping = _given_mapping(form.mapping.data)
    name = " ".join((form.list_name.data or "").split())
    if not name.isprintable():
        form.list_name.errors = [_("The name holds characters that cannot be seen.")]
    if day is not None and day > today(buyer):
        form.as_of.errors = [_("The day has not come yet.")]
    if form.as_last_time.data and mapping is not None:
        form.as_last_time.errors = [_("Choose either this or a mapping file.")]
    elif form.as_last_time.data:
        mapping = import_uploads.last_mapping(buyer.id, name)
        if mapping is None:
            form.as_last_time.errors = [
                _("No list of this name was imported here before. Leave this out, and choose its columns.")
            ]
    if form.errors or day is None:
        return None
    content, file_name = _bytes(form.file.data, MAX_LIST_BYTES)
    import_uploads.check_list(content, file_name, mapping)
    return import_uploads.keep_list(
        buyer=buyer,
        file_name=file_name,
        content=content,
        list_name=name,
        as_of=day,
        mapping=replace(mapping, list_name=name, as_of=None) if mapping else None,
        actor_id=found(access.current_user_id()),
    )


def _bytes(given: FileStorage, most: int) -> tuple[bytes, str]:
    """What was sent, a little more than `most` at the most, and a harmless name for it."""
    name = "".join(letter for letter in given.filename or "" if letter.isprintable())
    return given.read(most + 1), name[-200:]


def _given_mapping(given: FileStorage | None) -> ColumnMapping | None:
    if given is None or not given.filename:
        return None
    content, name = _bytes(given, MAX_MAPPING_BYTES)
    check_upload(content[:MAX_MAPPING_BYTES], name, accept=(YAML,))
    return read_mapping(content, name)


def _next(upload: ListUpload) -> str:
    endpoint = "roadmap.list_trial" if upload.mapping else "roadmap.list_columns"
    return url_for(endpoint, number=upload.id)


blueprint.add_url_rule(f"{BASE}/import", "list_import", list_import, methods=["GET", "POST"])
