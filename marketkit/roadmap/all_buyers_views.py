"""The roadmaps of all buyers of the installation on one page: who plans what, and one search through all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from marketkit import access
from marketkit.db import db
from marketkit.procurements.models import Buyer
from marketkit.roadmap.asked import Asked, asked_filters
from marketkit.roadmap.models import CurrentEntry
from marketkit.roadmap.pages import blueprint
from marketkit.roadmap.plan import Standing
from marketkit.roadmap.queries import Page
from marketkit.roadmap.queries import page as page_of
from marketkit.web.shell import PRODUCT, PublicSite, show_public_site

FEW = 5
ASKED = ("q", "cpv", "place", "window_from", "window_to")
"""What can be asked of all buyers at once: words, codes and times mean the same everywhere; units and money do not."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds at one buyer: the first few entries, how many there are, and where all of them stand."""

    buyer: Buyer
    page: Page
    address: str
    today: date


def buyers() -> list[Buyer]:
    """The buyers that have published something, by name."""
    published = select(CurrentEntry.buyer_id).distinct()
    return list(db.session.scalars(select(Buyer).where(Buyer.id.in_(published)).order_by(Buyer.name)))


@access.public
def all_buyers() -> ResponseReturnValue:
    """Every roadmap, or where there is one alone, that one."""
    rows = buyers()
    given: dict[str, Any] = {name: request.args[name] for name in ASKED if request.args.get(name)}
    if len(rows) == 1:
        return redirect(url_for("roadmap.public_entries", public_buyer=rows[0].slug, **given))
    asked = [asked_filters(given, row, standing=Standing.PLANNED.value) for row in rows]
    found = [_found(row, each, given) for row, each in zip(rows, asked, strict=True)]
    show_public_site(PublicSite(PRODUCT, url_for("roadmap.all_buyers"), ()))
    response = make_response(
        render_template(
            "roadmap/all_buyers.html",
            found=sorted(found, key=lambda each: not each.page.total),
            total=sum(each.page.total for each in found),
            asked={name: given.get(name, "") for name in ASKED},
            searched=bool(given),
            faults=asked[0].faults if asked else (),
        )
    )
    return _labelled(response)


def _found(buyer: Buyer, asked: Asked, given: dict[str, Any]) -> Found:
    today = datetime.now(ZoneInfo(buyer.zone)).date()
    address = url_for("roadmap.public_entries", public_buyer=buyer.slug, **given)
    return Found(buyer, page_of(buyer.id, asked.filters, None, FEW), address, today)


def _labelled(response: Response) -> Response:
    """A reader who has the page is told so; it is drawn each time, since it rests on every roadmap."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def open_pages() -> list[tuple[str, str]]:
    """The roadmaps that anybody may read: whose, and where; the search through all of them where there are several."""
    rows = buyers()
    each = [
        (
            _("Planned procurements: %(buyer)s", buyer=row.name),
            url_for("roadmap.public_entries", public_buyer=row.slug),
        )
        for row in rows
    ]
    everything = (_("Planned procurements of all buyers"), url_for("roadmap.all_buyers"))
    return [everything, *each] if len(rows) > 1 else each


blueprint.add_url_rule("/roadmap/", view_func=all_buyers)
