"""What every public page of a roadmap needs: whose it is, its addresses, and answers that may be kept by readers.

A public page is the same for everyone who reads the same language. It carries a tag that changes with every published
version, review or link of the buyer's roadmap and with the day, so that a reader who has it is told so (304), and so
that a page once drawn can be given again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from threading import Lock
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from marketkit import __version__, access
from marketkit.db import db
from marketkit.procurements.models import Buyer
from marketkit.roadmap.entries import find_published
from marketkit.roadmap.labels import FIELDS, LABELS, MODELS, field_text, value_text, window_text
from marketkit.roadmap.models import CurrentEntry
from marketkit.roadmap.pages import blueprint
from marketkit.roadmap.plan import Entry, ValueBand
from marketkit.roadmap.queries import changed_at, mark
from marketkit.roadmap.site import Site
from marketkit.web.language import current_language, format_date
from marketkit.web.shell import PublicSite, show_public_site

STATIC = "marketkit.static"
PUBLIC = "/roadmap/<public_buyer>"
LONG_TEXT = 120
MOMENT = 2  # seconds
_KEPT, _MOST_KEPT, _MOST_BYTES = "marketkit_roadmap_pages", 512, 400_000


@dataclass(frozen=True, slots=True)
class Reader:
    """A request for a public page: whose roadmap, on which day in the buyer's zone."""

    buyer: Buyer
    today: date


def the_reader() -> Reader:
    """Whose roadmap this request is about; set by `public_page`."""
    found: Reader = g.roadmap_reader
    return found


def public_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view is open to everyone, at a buyer that has a roadmap; its answer may be kept and asked for again."""

    @access.public
    @wraps(view)
    def answered(public_buyer: str, **arguments: Any) -> Response:
        buyer = db.session.scalar(select(Buyer).where(Buyer.slug == public_buyer))
        if buyer is None:
            abort(404)
        g.roadmap_reader = Reader(buyer, datetime.now(ZoneInfo(buyer.zone)).date())
        _surround(buyer)
        if static():
            return current_app.make_response(view(**arguments))
        changed = changed_at(buyer.id)
        tag = _tag(f"{buyer.id} {mark(buyer.id)} {changed}")
        if request.if_none_match.contains(tag):
            return _labelled(Response(status=304), tag, changed)
        kept = _kept_pages()
        body = kept.get(tag)
        if body is not None:
            return _labelled(Response(body[0], headers=dict(body[1])), tag, changed)
        response = current_app.make_response(view(**arguments))
        if response.status_code == 200:
            if not (response.is_streamed or response.direct_passthrough):
                kept.put(tag, response)
            _labelled(response, tag, changed)
        return response

    return answered


def _surround(buyer: Buyer) -> None:
    items = (
        (_("The list"), address("entries")),
        (_("Timeline"), address("timeline")),
        (_("How reliable?"), address("reliability")),
        (_("About this list"), address("about")),
    )
    show_public_site(PublicSite(buyer.name, address("entries"), items, static()))


def address(page: str, **values: Any) -> str:
    """The address of one of this roadmap's pages."""
    return url_for(f"roadmap.public_{page}", public_buyer=the_reader().buyer.slug, **values)


def static() -> bool:
    """Whether the page is drawn to be put on another server, where nobody signs in and nothing is asked."""
    return STATIC in request.environ


class StaticSite(Protocol):
    """What the site that a page is drawn for says: its addresses, and what was read already."""

    site: Site
    entry: Entry | None
    forecasts: dict[str, Any]

    def absolute(self, address: str) -> str:
        """The address under which what stands at one of the application's addresses is published."""

    def notice_link(self, entry: Entry) -> str:
        """Where the entry's planning notice stands, seen from its page; empty: it cannot be made."""


def static_site() -> StaticSite | None:
    """The site that the page is drawn for."""
    found: StaticSite | None = request.environ.get(STATIC)
    return found


def published(key: str) -> Entry | None:
    """The entry with this key as everybody may see it."""
    drawn_for = static_site()
    if drawn_for and drawn_for.entry and drawn_for.entry.key == key:
        return drawn_for.entry
    return find_published(the_reader().buyer.id, key)


def _tag(version: str) -> str:
    """What is different whenever the answer may be: the roadmap, the day, the address, language, and who is signed in."""
    signed_in = current_user.get_id() if current_user and current_user.is_authenticated else ""
    parts = (
        __version__,
        version,
        the_reader().today.isoformat(),
        request.full_path,
        current_language(),
        str(signed_in),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _labelled(response: Response, tag: str, changed: datetime | None) -> Response:
    response.set_etag(tag)
    if changed is not None:
        response.last_modified = changed.astimezone(UTC)
    # Everybody may keep it for a moment, and asks afterwards whether it is still so; what a person who is signed in
    # sees is theirs alone.
    alone = current_user and current_user.is_authenticated
    response.headers["Cache-Control"] = "private, no-cache" if alone else f"public, max-age={MOMENT}"
    return response


class _Kept:
    """Pages that were drawn, by their tags; the ones asked for longest ago make room."""

    def __init__(self) -> None:
        self.pages: OrderedDict[str, tuple[bytes, tuple[tuple[str, str], ...]]] = OrderedDict()
        self.lock = Lock()

    def get(self, tag: str) -> tuple[bytes, tuple[tuple[str, str], ...]] | None:
        with self.lock:
            found = self.pages.get(tag)
            if found is not None:
                self.pages.move_to_end(tag)
            return found

    def put(self, tag: str, response: Response) -> None:
        body = response.get_data()
        if len(body) > _MOST_BYTES:
            return
        headers = [("Content-Type", response.headers["Content-Type"])]
        if "Content-Disposition" in response.headers:
            headers.append(("Content-Disposition", response.headers["Content-Disposition"]))
        with self.lock:
            self.pages[tag] = (body, tuple(headers))
            while len(self.pages) > _MOST_KEPT:
                self.pages.popitem(last=False)


def _kept_pages() -> _Kept:
    found: _Kept = current_app.extensions.setdefault(_KEPT, _Kept())
    return found


def page(template: str, **values: Any) -> str:
    """A public page with what all of them need."""
    reader = the_reader()
    return render_template(
        f"roadmap/{template}.html",
        buyer=reader.buyer,
        today=reader.today,
        address=address,
        stands_alone=static(),
        labels=LABELS,
        fields=FIELDS,
        models=MODELS,
        **values,
    )


blueprint.add_app_template_filter(window_text, "window")
blueprint.add_app_template_filter(value_text, "value_band")


@blueprint.app_template_filter("plan_field")
def plan_field(value: Any, field: str) -> str:
    """The value of a plan's field as it reads."""
    return field_text(field, value)


@blueprint.app_template_filter("plan_long")
def plan_long(value: Any) -> bool:
    """Whether a text is too long to stand in a list of changes."""
    return isinstance(value, str) and len(value) > LONG_TEXT


@blueprint.app_template_filter("day_there")
def day_there(moment: datetime) -> str:
    """The day of a moment where the buyer is."""
    return format_date(moment.astimezone(ZoneInfo(the_reader().buyer.zone)).date())


@blueprint.app_template_filter("row_value")
def row_value(row: CurrentEntry) -> str:
    """The value band of a row of the list."""
    return value_text(ValueBand(row.value_low, row.value_high))
