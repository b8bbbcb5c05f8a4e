"""Pages about the lots of a procurement."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.procurements import cpv, queries, services, states
from marketkit.procurements.forms import LotForm, VersionForm, shown_version
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import form_page, found, stale_page, the_procurement, this_year
from marketkit.versions import StaleVersionError
from marketkit.web.language import current_language


@access.requires(Permission.VIEW_PROCUREMENTS)
def lots(procurement_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    may_edit = access.allows(Permission.EDIT_PROCUREMENTS) and not states.is_published(row.state)
    return render_template("procurements/lots.html", procurement=row, may_edit=may_edit)


@access.requires(Permission.EDIT_PROCUREMENTS)
def lot_new(procurement_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    if states.is_published(row.state):
        return _fixed(row)
    form = LotForm()
    if not form.is_submitted():
        form.show(None, currency=row.buyer.currency, year=this_year())
    if form.validate_on_submit():
        services.add_lot(procurement=row, description=form.description(), actor_id=access.current_user_id())
        flash(_("The lot was added."), "success")
        return redirect(_lots(row))
    return form_page(
        "procurements/lot.html", form, procurement=row, lot=None, cpv_offered=cpv.words(current_language())
    )


@access.requires(Permission.EDIT_PROCUREMENTS)
def lot_edit(procurement_id: int, lot_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    lot = found(queries.find_lot(procurement=row, lot_id=lot_id))
    if states.is_published(row.state):
        return _fixed(row)
    form = LotForm()
    if not form.is_submitted():
        form.show(lot, currency=row.buyer.currency, year=this_year())
    context = {"procurement": row, "lot": lot, "cpv_offered": cpv.words(current_language())}
    if form.validate_on_submit():
        try:
            services.update_lot(
                lot=lot,
                shown=shown_version(form.version),
                description=form.description(),
                actor_id=access.current_user_id(),
            )
        except StaleVersionError as stale:
            return stale_page("procurements/lot.html", form, stale, **context)
        flash(_("Your changes were saved."), "success")
        return redirect(_lots(row))
    return form_page("procurements/lot.html", form, **context)


@access.requires(Permission.EDIT_PROCUREMENTS)
def lot_remove(procurement_id: int, lot_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    lot = found(queries.find_lot(procurement=row, lot_id=lot_id))
    if states.is_published(row.state):
        return _fixed(row)
    form = VersionForm()
    if not form.is_submitted():
        form.version.data = str(lot.version)
    if form.validate_on_submit():
        try:
            services.remove_lot(lot=lot, shown=shown_version(form.version), actor_id=access.current_user_id())
        except StaleVersionError:
            db.session.rollback()
            flash(
                _("Someone else changed this lot meanwhile. Look at it again before you remove it."),
                "warning",
            )
        else:
            flash(_("The lot was removed."), "success")
        return redirect(_lots(row))
    return form_page(
        "web/confirm.html",
        form,
        title=_("Remove lot %(number)s?", number=lot.number),
        text=_(
            '"%(title)s" is taken out of the procurement. The other lots keep their numbers.', title=lot.title
        ),
        action=_("Remove the lot"),
        back=_lots(row),
        danger=True,
    )


def _fixed(row: Procurement) -> ResponseReturnValue:
    flash(_("The lots cannot be changed once the competition has begun."), "warning")
    return redirect(_lots(row))


def _lots(row: Procurement) -> str:
    return url_for("procurements.lots", procurement_id=row.id)
