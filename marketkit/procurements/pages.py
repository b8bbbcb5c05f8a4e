"""What every page about a buyer's things needs: the buyer, the row or 404, the tabs, and a form that was refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from marketkit import access
from marketkit.db import db
from marketkit.features import Feature, MenuItem
from marketkit.procurements import queries
from marketkit.procurements.labels import (
    FIELDS,
    LABELS,
    show,
    show_amount,
    show_cpv,
    show_money,
    show_place,
    spoken,
)
from marketkit.procurements.models import Buyer, Procurement
from marketkit.procurements.refused import FieldRefusedError
from marketkit.versions import StaleVersionError
from marketkit.web.shell import Link, menu_links

Row = TypeVar("Row")
NOT_SAVED = 422

blueprint = Blueprint("procurements", __name__, template_folder="templates", url_prefix="/b/<buyer_slug>")


def the_buyer() -> Buyer:
    """The buyer of the address, whom the person belongs to."""
    buyer: Buyer | None = access.current_buyer()
    return found(buyer)


def found(row: Row | None) -> Row:
    """The row, or 404 where this buyer has none."""
    if row is None:
        abort(404)
    return row


def the_procurement(procurement_id: int) -> Procurement:
    """A procurement of this buyer, or 404. For every feature's pages about a procurement."""
    return found(queries.find_procurement(buyer_id=the_buyer().id, procurement_id=procurement_id))


def this_year() -> int:
    return date.today().year  # noqa: DTZ011 - a year offered in a form, which the person can change


def asked_page() -> int:
    return request.args.get("page", 1, type=int)


def refuse(form: FlaskForm, refused: FieldRefusedError, **names: str) -> None:
    """Put what a service refused beside its field; `names` gives fields that are called otherwise in the form."""
    db.session.rollback()
    name = names.get(refused.field, refused.field)
    if name in form:
        form[name].errors = [*form[name].errors, spoken(refused.said)]
    else:
        form.form_errors.append(spoken(refused.said))


def form_page(template: str, form: FlaskForm, **context: Any) -> ResponseReturnValue:
    """The form as it stands; 422 when something in it must be mended."""
    return render_template(template, form=form, **context), NOT_SAVED if form.errors else 200


def stale_page(
    template: str, form: FlaskForm, stale: StaleVersionError, **context: Any
) -> ResponseReturnValue:
    """409: the form with what was entered, beside what has been saved since; saving again replaces that."""
    db.session.rollback()
    form["version"].data = str(stale.stored)
    return render_template(template, form=form, stale=stale, **context), 409


def procurement_tabs(procurement: Procurement) -> list[Link]:
    """The pages about a procurement that the features contribute, as far as the person may use them."""
    return _row(_tabs(), procurement)


def section_tabs(procurement: Procurement) -> list[tuple[Any, list[Link]]]:
    """The rows under the tabs: the name of each section that is open and its pages, from the outermost in."""
    rows: list[tuple[Any, list[Link]]] = []
    items: Iterable[MenuItem] = _tabs()
    while True:
        shown = _allowed(items, procurement)
        nearest = max((_nearest(item, procurement) for item in shown), key=len, default="")
        opened = next((item for item in shown if nearest and _nearest(item, procurement) == nearest), None)
        if opened is None or not opened.pages:
            return rows
        rows.append((opened.label, _row(opened.pages, procurement)))
        items = opened.pages


def _row(items: Iterable[MenuItem], procurement: Procurement) -> list[Link]:
    """Items as links; the current one is that in which, or in whose pages, this page's address begins furthest."""
    shown = _allowed(items, procurement)
    nearest = max((_nearest(item, procurement) for item in shown), key=len, default="")
    return [
        replace(link, current=bool(nearest) and _nearest(item, procurement) == nearest)
        for item, link in zip(shown, _links(shown, procurement), strict=True)
    ]


def _nearest(item: MenuItem, procurement: Procurement) -> str:
    """The longest address, of the item or of its pages, in which this page's address begins; empty for none."""
    own = [link.url for link in _links([item], procurement) if link.current]
    inside = [_nearest(each, procurement) for each in _allowed(item.pages, procurement)]
    return max([*own, *inside], key=len, default="")


def _tabs() -> list[MenuItem]:
    features: tuple[Feature, ...] = current_app.extensions["marketkit_features"]
    return [item for feature in features for item in feature.procurement_tabs]


def _allowed(items: Iterable[MenuItem], procurement: Procurement) -> list[MenuItem]:
    return [item for item in items if item.permission is None or access.allows(item.permission, procurement)]


def _links(items: Iterable[MenuItem], procurement: Procurement) -> list[Link]:
    unasked = [replace(item, permission=None) for item in items]  # asked above, about this procurement
    return menu_links(unasked, buyer_slug=procurement.buyer.slug, procurement_id=procurement.id)


blueprint.add_app_template_global(procurement_tabs)
blueprint.add_app_template_global(section_tabs)
blueprint.add_app_template_global(show, "show_field")
blueprint.record(lambda state: state.app.jinja_env.globals.update(field_labels=FIELDS))
blueprint.add_app_template_filter(LABELS.__getitem__, "label")
blueprint.add_app_template_filter(show_money, "money_value")
blueprint.add_app_template_filter(show_amount, "amount_value")
blueprint.add_app_template_filter(show_cpv, "cpv")
blueprint.add_app_template_filter(show_place, "place")
