"""What every page about a buyer's things needs: the buyer, the row or 404, the tabs, and a form that was refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from marketkit import access
from marketkit.db import db
from marketkit.features import Feature, MenuItem
from marketkit.procurements import cpv, queries
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
from marketkit.procurements.models import Buyer, Procurement, Unit
from marketkit.procurements.places import COUNTIES
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.states import Step
from marketkit.said import Said
from marketkit.versions import StaleVersionError
from marketkit.web.language import current_language
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
    return _row(_opened(_tabs(), procurement))


def section_tabs(procurement: Procurement) -> list[tuple[Any, list[Link]]]:
    """The rows under the tabs: the name of each section that is open and its pages, from the outermost in."""
    rows: list[tuple[Any, list[Link]]] = []
    tabs = _opened(_tabs(), procurement)
    while True:
        opened = next((tab for tab in tabs if tab.nearest and tab.nearest == _furthest(tabs)), None)
        if opened is None or not opened.pages:
            return rows
        rows.append((opened.link.label, _row(opened.pages)))
        tabs = opened.pages


@dataclass(frozen=True, slots=True)
class _Tab:
    """An item as it stands on this page. `nearest` is the longest address, of the item or of its pages, in which this
    page's address begins; empty for none.
    """

    link: Link
    nearest: str
    pages: list[_Tab]


def _opened(items: Iterable[MenuItem], procurement: Procurement) -> list[_Tab]:
    found = []
    for item in items:
        if item.permission is not None and not access.allows(item.permission, procurement):
            continue
        asked = replace(item, permission=None)  # just now, about this procurement
        (link,) = menu_links([asked], buyer_slug=procurement.buyer.slug, procurement_id=procurement.id)
        pages = _opened(item.pages, procurement)
        found.append(_Tab(link, max(link.url if link.current else "", _furthest(pages), key=len), pages))
    return found


def _furthest(tabs: list[_Tab]) -> str:
    return max((tab.nearest for tab in tabs), key=len, default="")


def _row(tabs: list[_Tab]) -> list[Link]:
    """Tabs as links; the current one is that in which, or in whose pages, this page's address begins furthest."""
    nearest = _furthest(tabs)
    return [replace(tab.link, current=bool(nearest) and tab.nearest == nearest) for tab in tabs]


def edit_context(row: Procurement | None, units: list[Unit]) -> dict[str, Any]:
    """What the form's page shows beside the form: the lists it offers, and units' names to compare two versions."""
    return {
        "procurement": row,
        "cpv_offered": cpv.words(current_language()),
        "places_offered": COUNTIES,
        "unit_names": {unit.id: unit.full_name for unit in units},
    }


def against_step(procurement: Procurement, step: Step) -> Said | None:
    """Why a person may not take a step by hand, because a feature brings it about; None where they may."""
    features: tuple[Feature, ...] = current_app.extensions["marketkit_features"]
    found = (feature.against_step(procurement, step) for feature in features if feature.against_step)
    return next((reason for reason in found if reason is not None), None)


def _tabs() -> list[MenuItem]:
    features: tuple[Feature, ...] = current_app.extensions["marketkit_features"]
    return [item for feature in features for item in feature.procurement_tabs]


blueprint.add_app_template_global(procurement_tabs)
blueprint.add_app_template_global(section_tabs)
blueprint.add_app_template_global(show, "show_field")
blueprint.record(lambda state: state.app.jinja_env.globals.update(field_labels=FIELDS))
blueprint.add_app_template_filter(LABELS.__getitem__, "label")
blueprint.add_app_template_filter(show_money, "money_value")
blueprint.add_app_template_filter(show_amount, "amount_value")
blueprint.add_app_template_filter(show_cpv, "cpv")
blueprint.add_app_template_filter(show_place, "place")
