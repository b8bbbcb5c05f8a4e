"""The buyer's own settings, and its logo."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.procurements import registers
from marketkit.procurements.forms import shown_version
from marketkit.procurements.models import Buyer
from marketkit.procurements.pages import form_page, found, refuse, stale_page, the_buyer
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.register_forms import BuyerForm
from marketkit.procurements.registers import MAX_LOGO_BYTES, Logo
from marketkit.versions import StaleVersionError


@access.requires(Permission.EDIT_BUYER)
def settings() -> ResponseReturnValue:
    buyer = the_buyer()
    form = BuyerForm()
    if not form.is_submitted():
        form.show(buyer)
    if form.validate_on_submit():
        try:
            _save(buyer, form)
        except FieldRefusedError as refused:
            refuse(form, refused)
        except StaleVersionError as stale:
            return stale_page("procurements/settings.html", form, stale, buyer=buyer)
        else:
            flash(_("Your changes were saved."), "success")
            return redirect(url_for("procurements.settings"))
    return form_page("procurements/settings.html", form, buyer=buyer)


@access.requires(Permission.VIEW_PROCUREMENTS)
def logo() -> ResponseReturnValue:
    """The buyer's logo as it was uploaded: a PNG or JPEG, told from its content then."""
    buyer = the_buyer()
    return Response(found(buyer.logo), mimetype=buyer.logo_type)


def _save(buyer: Buyer, form: BuyerForm) -> None:
    """The settings and the logo together; the picture is read before the writing begins."""
    upload = form.logo.data
    picture = Logo.read(upload.stream.read(MAX_LOGO_BYTES + 1)) if upload else None
    actor_id = access.current_user_id()
    registers.update_buyer(
        buyer=buyer, shown=shown_version(form.version), description=form.description(), actor_id=actor_id
    )
    if picture or (form.remove_logo.data and buyer.logo_type):
        registers.set_logo(buyer=buyer, logo=picture, actor_id=actor_id)
