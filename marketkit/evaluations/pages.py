"""What every page about an evaluation needs: the procurement or a refusal, the addresses, the common words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations import record
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.presentation import standing_text
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.sourcing.strategy import Title, in_language
from marketkit.web.language import current_language

blueprint = Blueprint("evaluations", __name__, template_folder="templates")
BASE = "/b/<buyer_slug>/procurements/<int:procurement_id>/evaluation"


@blueprint.app_template_filter()
def title_text(title: Title) -> str:
    """A title of a strategy or criterion in the reader's language."""
    return in_language(title, current_language())


def page(template: str, procurement: Procurement, **values: Any) -> str:
    """A page about one procurement, with what all of them need."""
    return render_template(
        f"evaluations/{template}.html",
        procurement=procurement,
        address=address(procurement),
        may_edit=access.allows(Permission.EVALUATE_BIDS, procurement),
        standing_text=standing_text,
        **values,
    )


def readable(procurement_id: int) -> Procurement:
    """A procurement whose evaluation the person may read: some only once the award has been decided."""
    procurement = the_procurement(procurement_id)
    access.require(Permission.VIEW_EVALUATION, procurement)
    return procurement


def address(procurement: Procurement) -> dict[str, Any]:
    """What the addresses of a procurement's pages are made with."""
    return {"buyer_slug": procurement.buyer.slug, "procurement_id": procurement.id}


def the_calculation(procurement: Procurement, number: int) -> Calculation:
    """One run on record, or 404 where there is none with this number."""
    found = record.find_calculation(procurement, number)
    if found is None:
        abort(404)
    return found
