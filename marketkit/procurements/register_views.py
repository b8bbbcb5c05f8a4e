"""Pages about suppliers and units."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.procurements import queries, registers
from marketkit.procurements.forms import shown_version
from marketkit.procurements.pages import (
    asked_page,
    form_page,
    found,
    refuse,
    stale_page,
    the_buyer,
    this_year,
)
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.register_forms import SupplierForm, UnitForm
from marketkit.versions import StaleVersionError


@access.requires(Permission.VIEW_PROCUREMENTS)
def suppliers() -> ResponseReturnValue:
    text = request.args.get("q", "")[:200]
    page = queries.supplier_page(buyer_id=the_buyer().id, text=text, page=asked_page())
    return render_template("procurements/suppliers.html", page=page, text=text, may_edit=_may_edit())


@access.requires(Permission.EDIT_PROCUREMENTS)
def supplier_new() -> ResponseReturnValue:
    form = SupplierForm()
    if form.validate_on_submit():
        try:
            registers.create_supplier(
                buyer=the_buyer(), description=form.description(), actor_id=access.current_user_id()
            )
        except FieldRefusedError as refused:
            refuse(form, refused)
        else:
            flash(_("The supplier was added."), "success")
            return redirect(url_for("procurements.suppliers"))
    return form_page("procurements/supplier.html", form, supplier=None)


@access.requires(Permission.EDIT_PROCUREMENTS)
def supplier_edit(supplier_id: int) -> ResponseReturnValue:
    supplier = found(queries.find_supplier(buyer_id=the_buyer().id, supplier_id=supplier_id))
    form = SupplierForm()
    if not form.is_submitted():
        form.show(supplier)
    if form.validate_on_submit():
        try:
            registers.update_supplier(
                supplier=supplier,
                shown=shown_version(form.version),
                description=form.description(),
                actor_id=access.current_user_id(),
            )
        except FieldRefusedError as refused:
            refuse(form, refused)
        except StaleVersionError as stale:
            return stale_page("procurements/supplier.html", form, stale, supplier=supplier)
        else:
            flash(_("Your changes were saved."), "success")
            return redirect(url_for("procurements.suppliers"))
    return form_page("procurements/supplier.html", form, supplier=supplier)


@access.requires(Permission.VIEW_PROCUREMENTS)
def units() -> ResponseReturnValue:
    rows = queries.all_units(buyer_id=the_buyer().id)
    return render_template("procurements/units.html", units=rows, may_edit=_may_edit())


@access.requires(Permission.EDIT_PROCUREMENTS)
def unit_new() -> ResponseReturnValue:
    buyer = the_buyer()
    form = UnitForm()
    if not form.is_submitted():
        form.show(None, currency=buyer.currency, year=this_year())
    if form.validate_on_submit():
        try:
            registers.create_unit(
                buyer=buyer, description=form.description(), actor_id=access.current_user_id()
            )
        except FieldRefusedError as refused:
            refuse(form, refused)
        else:
            flash(_("The unit was added."), "success")
            return redirect(url_for("procurements.units"))
    return form_page("procurements/unit.html", form, unit=None)


@access.requires(Permission.EDIT_PROCUREMENTS)
def unit_edit(unit_id: int) -> ResponseReturnValue:
    buyer = the_buyer()
    unit = found(queries.find_unit(buyer_id=buyer.id, unit_id=unit_id))
    form = UnitForm()
    if not form.is_submitted():
        form.show(unit, currency=buyer.currency, year=this_year())
    if form.validate_on_submit():
        try:
            registers.update_unit(
                unit=unit,
                shown=shown_version(form.version),
                description=form.description(),
                actor_id=access.current_user_id(),
            )
        except FieldRefusedError as refused:
            refuse(form, refused)
        except StaleVersionError as stale:
            return stale_page("procurements/unit.html", form, stale, unit=unit)
        else:
            flash(_("Your changes were saved."), "success")
            return redirect(url_for("procurements.units"))
    return form_page("procurements/unit.html", form, unit=unit)


def _may_edit() -> bool:
    return access.allows(Permission.EDIT_PROCUREMENTS)
