"""The public addresses for programs: feeds, calendars, tables, open contracting data and their description.

Every list takes the same filters as the page, and nobody needs an account. Lists are written piece by piece, so that
the largest one takes no more memory than a page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from flask import Response, abort, request, stream_with_context
from flask_babel import gettext as _

from marketkit.db import db
from marketkit.roadmap.asked import Asked, asked_filters
from marketkit.roadmap.atom import FeedLinks, entry_feed, list_feed
from marketkit.roadmap.buyer_sites import site_of
from marketkit.roadmap.calendars import calendar
from marketkit.roadmap.cursors import BadCursorError
from marketkit.roadmap.entries import change_of, load_entries, stream_entries, version_of
from marketkit.roadmap.feed_words import calendar_words, feed_words, roadmap_title
from marketkit.roadmap.json_api import json_change, json_chunks, json_entry, json_history
from marketkit.roadmap.models import PlanChange
from marketkit.roadmap.ocds import release_package
from marketkit.roadmap.ocds_extension import extension, extension_schema
from marketkit.roadmap.ocds_record import record_package
from marketkit.roadmap.openapi import openapi as description
from marketkit.roadmap.pages import blueprint
from marketkit.roadmap.plan import Entry
from marketkit.roadmap.public_pages import (
    PUBLIC,
    address,
    public_page,
    published,
    static,
    static_site,
    the_reader,
)
from marketkit.roadmap.queries import MAX_SIZE, changed_at, changes_since, matching_ids
from marketkit.roadmap.queries import page as page_of
from marketkit.roadmap.site import Site
from marketkit.roadmap.tables import csv_chunks, xlsx_bytes
from marketkit.web.language import current_language, said

FEED_SIZE = 100
ATOM, ICS, CSV, JSON = (
    "application/atom+xml; charset=utf-8",
    "text/calendar; charset=utf-8",
    "text/csv; charset=utf-8",
    "application/json; charset=utf-8",
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def the_site() -> Site:
    """The roadmap of this request as the machine formats know it."""
    if drawn_for := static_site():
        return drawn_for.site
    return site_of(the_reader().buyer, absolute(address("entries")).rstrip("/"), current_language())


def absolute(path: str) -> str:
    drawn_for = static_site()
    return drawn_for.absolute(path) if drawn_for else urljoin(request.host_url, path)


def changed() -> datetime:
    """When the roadmap was last published to; for an empty one, the beginning of time as computers know it."""
    return changed_at(the_reader().buyer.id) or datetime.fromtimestamp(0, UTC)


def the_list() -> Asked:
    """The filters of the address; 400 with every fault where one cannot be read, for a program shall not guess."""
    asked = asked_filters(request.args, the_reader().buyer)
    if asked.faults:
        abort(_refused(asked.faults))
    return asked


def _refused(faults: Sequence[str]) -> Response:
    return Response(json.dumps({"error": " ".join(faults)}, ensure_ascii=False), 400, content_type=JSON)


def chosen(asked: Asked) -> Iterator[Entry]:
    """The entries that the filters keep, a batch at a time, in the order of their numbers."""
    buyer = the_reader().buyer
    ids = matching_ids(buyer.id, asked.filters) if asked.any else None
    return stream_entries(buyer.id, ids=ids)


def the_entry(key: str) -> Entry:
    found = published(key)
    if found is None:
        abort(404)
    return found


def pieces(parts: Iterator[str], kind: str) -> Response:
    """An answer that is written as it is read."""
    return Response(stream_with_context(parts), content_type=kind)


@public_page
def list_atom() -> Response:
    """The newest changed entries of the list as a feed."""
    reader, asked = the_reader(), the_list()
    found = page_of(reader.buyer.id, asked.filters, asked.after, FEED_SIZE)
    entries = load_entries(reader.buyer.id, ids=[row.entry_id for row in found.rows])
    entries.sort(key=lambda entry: entry.latest.at, reverse=True)
    arguments = dict(asked.arguments)
    this = absolute(address("list_atom", **arguments))
    following = absolute(address("list_atom", **arguments, cursor=found.next)) if found.next else ""
    links = FeedLinks(
        this=absolute(request.full_path.rstrip("?")),
        people=absolute(address("entries", **arguments)),
        first=this,
        next=following,
    )
    words = feed_words(roadmap_title(reader.buyer.name))
    made = list_feed(entries, the_site(), words=words, links=links, updated_at=changed())
    return Response(made, content_type=ATOM)


@public_page
def list_ics() -> Response:
    """The windows and dialogues of the list as a calendar."""
    asked = the_list()
    return Response(
        calendar(chosen(asked), the_site(), words=calendar_words(the_reader().buyer.name)), content_type=ICS
    )


@public_page
def list_ocds() -> Response:
    """Every version of every entry of the list as a package of OCDS releases."""
    return _package(release_package, "list_ocds")


@public_page
def list_ocds_records() -> Response:
    """Every entry of the list as an OCDS record with its history."""
    return _package(record_package, "list_ocds_records")


def _package(write: Callable[..., Iterator[str]], page: str) -> Response:
    asked = the_list()
    uri = absolute(address(page, **asked.arguments))
    return pieces(write(chosen(asked), the_site(), uri=uri, published_at=changed()), JSON)


@public_page
def list_csv() -> Response:
    """The list as a table that spreadsheets open."""
    return pieces(csv_chunks(chosen(the_list()), the_site()), CSV)


@public_page
def list_xlsx() -> Response:
    """The list as a workbook."""
    made = xlsx_bytes(chosen(the_list()), the_site(), sheet_name=_("Planned procurements"))
    return Response(
        made, content_type=XLSX, headers={"Content-Disposition": "attachment; filename=roadmap.xlsx"}
    )


@public_page
def list_json() -> Response:
    """The list by pages."""
    reader, asked, site = the_reader(), the_list(), the_site()
    if static():
        return pieces(json_chunks(chosen(asked), site), JSON)
    found = page_of(reader.buyer.id, asked.filters, asked.after, FEED_SIZE)
    entries = {
        entry.key: entry for entry in load_entries(reader.buyer.id, ids=[row.entry_id for row in found.rows])
    }
    return as_json(
        {
            "entries": [json_entry(entries[row.key], site) for row in found.rows],
            "total": found.total,
            "next": found.next,
        }
    )


@public_page
def entry_json(key: str) -> Response:
    """One entry with every version and what it changed."""
    entry, site = the_entry(key), the_site()
    return as_json({**json_entry(entry, site), "versions": json_history(entry)})


@public_page
def changes_json() -> Response:
    """What was changed since a place that an earlier answer named, field by field."""
    reader, site = the_reader(), the_site()
    if static():
        return pieces(_all_changes(reader.buyer.id, site), JSON)
    try:
        found = changes_since(reader.buyer.id, request.args.get("since") or None, FEED_SIZE)
    except BadCursorError as error:
        abort(_refused([said(error.said)]))
    return as_json(
        {
            "changes": [_change(row, site) for row in found.rows],
            "cursor": found.cursor,
            "more": found.more,
        }
    )


def _change(row: PlanChange, site: Site) -> dict[str, Any]:
    return json_change(row.entry.key, version_of(row.version), change_of(row), site)


def _all_changes(buyer_id: int, site: Site) -> Iterator[str]:
    """Every change in one document, in pieces of text."""
    yield '{"changes":['
    cursor, first, more = None, True, True
    while more:
        found = changes_since(buyer_id, cursor, MAX_SIZE)
        for row in found.rows:
            yield ("\n" if first else ",\n") + json.dumps(_change(row, site), ensure_ascii=False)
            first = False
        cursor, more = found.cursor, found.more
        db.session.expire_all()
    yield "\n]}\n"


@public_page
def openapi() -> Response:
    """What programs can ask for, as OpenAPI 3.1."""
    title = roadmap_title(the_reader().buyer.name)
    return as_json(description(the_site(), title=title))


@public_page
def ocds_extension() -> Response:
    """What our own field in the packages means, as OCDS extensions say it."""
    return as_json(extension(the_site()))


@public_page
def ocds_extension_schema() -> Response:
    """The schema of our own field."""
    return as_json(extension_schema())


def as_json(value: Any) -> Response:
    return Response(json.dumps(value, ensure_ascii=False), content_type=JSON)


@public_page
def entry_atom(key: str) -> Response:
    """Every version of one entry as a feed."""
    entry = the_entry(key)
    this = absolute(address("entry_atom", key=key))
    links = FeedLinks(this=this, people=absolute(address("entry", key=key)))
    words = feed_words(entry.plan.title)
    return Response(entry_feed(entry, the_site(), words=words, links=links), content_type=ATOM)


@public_page
def entry_ics(key: str) -> Response:
    """One entry's window and dialogues as a calendar."""
    return Response(
        calendar([the_entry(key)], the_site(), words=calendar_words(the_reader().buyer.name)),
        content_type=ICS,
    )


@public_page
def entry_ocds(key: str) -> Response:
    """One entry as an OCDS record with all its versions."""
    entry = the_entry(key)
    uri = absolute(address("entry_ocds", key=key))
    return pieces(record_package([entry], the_site(), uri=uri, published_at=entry.latest.at), JSON)


for _rule, _view in (
    ("/roadmap.atom", list_atom),
    ("/roadmap.ics", list_ics),
    ("/roadmap.csv", list_csv),
    ("/roadmap.xlsx", list_xlsx),
    ("/api/entries", list_json),
    ("/api/entries/<key>", entry_json),
    ("/api/changes", changes_json),
    ("/openapi.json", openapi),
    ("/ocds/releases.json", list_ocds),
    ("/ocds/records.json", list_ocds_records),
    ("/ocds/extension.json", ocds_extension),
    ("/ocds/release-schema.json", ocds_extension_schema),
    ("/entries/<key>.atom", entry_atom),
    ("/entries/<key>.ics", entry_ics),
    ("/entries/<key>/ocds.json", entry_ocds),
):
    blueprint.add_url_rule(f"{PUBLIC}{_rule}", f"public_{_view.__name__}", _view)
