"""Pages of an entry's planning notice: the sheet to copy from, the XML, and what notices say of the buyer."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, SelectField, StringField, TelField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketkit import access, files
from marketkit.access import Permission
from marketkit.db import db
from marketkit.errors import BadInput
from marketkit.files import Kind
from marketkit.procurements.forms import too_long
from marketkit.procurements.pages import the_buyer
from marketkit.roadmap import notices
from marketkit.roadmap.entries import entry_of
from marketkit.roadmap.office_views import now, number, office_page, the_entry, today
from marketkit.roadmap.pages import BASE, ONE, blueprint
from marketkit.roadmap.services import latest_version
from marketkit.versions import StaleVersionError
from marketkit.web.language import current_language, said

XML = Kind("xml", "application/xml", lambda _data, _name: [])
LEGAL_TYPES = {
    "la": _l("Local authority (municipality)"),
    "ra": _l("Regional authority (county)"),
    "cga": _l("Central government authority"),
    "body-pl-la": _l("Body governed by public law, controlled by a local authority"),
    "body-pl-ra": _l("Body governed by public law, controlled by a regional authority"),
    "body-pl-cga": _l("Body governed by public law, controlled by central government"),
    "pub-undert-la": _l("Public undertaking, controlled by a local authority"),
}
ACTIVITIES = {
    "gen-pub": _l("General public services"),
    "health": _l("Health"),
    "soc-pro": _l("Social protection"),
    "education": _l("Education"),
    "hc-am": _l("Housing and community amenities"),
    "env-pro": _l("Environmental protection"),
    "rcr": _l("Recreation, culture and religion"),
    "pub-os": _l("Public order and safety"),
    "econ-aff": _l("Economic affairs"),
}


def _choices(labels: dict[str, object]) -> list[SelectChoice]:
    return [SelectChoice("", _l("Not said")), *(SelectChoice(code, label) for code, label in labels.items())]


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """What a notice says of the buyer."""

    version = HiddenField()
    street = StringField(_l("Street"), [too_long(200)])
    post_code = StringField(_l("Post code"), [too_long(20)])
    city = StringField(_l("Town"), [too_long(100)])
    nuts = StringField(
        _l("Place (NUTS code of three levels)"),
        [too_long(5)],
        description=_l("For example NO083 for Østfold."),
    )
    country = StringField(
        _l("Country (three letters)"), [too_long(3)], description=_l("For example NOR, SWE or GBR.")
    )
    email = EmailField(
        _l("E-mail"), [too_long(200)], description=_l("A role's address such as procurement@example.org.")
    )
    phone = TelField(_l("Telephone"), [too_long(40)])
    legal_type = SelectField(_l("Kind of buyer"), choices=_choices(dict(LEGAL_TYPES)), default="")
    activity = SelectField(_l("Main activity"), choices=_choices(dict(ACTIVITIES)), default="")
    profile_url = URLField(_l("Address of the buyer profile"), [too_long(300)])


@access.requires(Permission.EDIT_ROADMAP)
def notice_details() -> ResponseReturnValue:
    """What notices say of the buyer, for all entries."""
    buyer = the_buyer()
    stored = notices.details_of(buyer)
    data = {**(stored.details if stored else {}), "version": str(stored.version if stored else 0)}
    form = DetailsForm(data=data)
    if form.validate_on_submit():
        given = {name: form[name].data or "" for name in notices.FIELDS}
        shown = number(form.version.data)
        try:
            notices.save_details(buyer=buyer, details=given, shown=shown, actor_id=access.current_user_id())
        except StaleVersionError as stale:
            db.session.rollback()
            form.version.data = str(stale.stored)
            form.form_errors.append(
                _("Somebody changed this meanwhile. Saving again replaces what they saved.")
            )
            return office_page("notice_details", form=form), 409
        flash(_("Your changes were saved."), "success")
        return redirect(url_for("roadmap.overview"))
    return office_page("notice_details", form=form), 422 if form.errors else 200


@access.requires(Permission.VIEW_ROADMAP)
def notice(key: str) -> ResponseReturnValue:
    """The sheet to copy a planning notice from, and what it lacks."""
    row = the_entry(key)
    if latest_version(row) is None:
        return redirect(url_for("roadmap.entry_preview", key=key))
    entry, buyer = entry_of(row), the_buyer()
    rows = notices.sheet(entry, buyer, today=today(buyer), language=current_language(), translate=said)
    return office_page(
        "notice", row=row, entry=entry, rows=rows, faults=[each for each in rows if each.fault]
    )


@access.requires(Permission.VIEW_ROADMAP)
def notice_file(key: str) -> ResponseReturnValue:
    """The notice as XML; back to the sheet where something is missing."""
    row = the_entry(key)
    if latest_version(row) is None:
        return redirect(url_for("roadmap.entry_preview", key=key))
    try:
        by = notices.notice_site(the_buyer(), current_language())
        made = notices.notice_xml(entry_of(row), by, now=now(), translate=said)
    except BadInput as missing:
        for fault in missing.faults[:5]:
            flash(said(fault.message), "warning")
        return redirect(url_for("roadmap.notice", key=key))
    answer: Response = files.download(made, name=f"{key}-E2", kind=XML)
    return answer


blueprint.add_url_rule(f"{BASE}/notice-details", "notice_details", notice_details, methods=["GET", "POST"])
blueprint.add_url_rule(f"{ONE}/notice", "notice", notice)
blueprint.add_url_rule(f"{ONE}/notice.xml", "notice_file", notice_file)
