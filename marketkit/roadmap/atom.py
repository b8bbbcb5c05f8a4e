"""Feeds in Atom (RFC 4287) of any list of entries, and of the versions of one. Pure.

What a feed says in words comes from the caller, in the reader's language. Content is plain text: nothing in it is read
as markup. A list in several pages links them (RFC 5005).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from marketkit.roadmap.eforms_facts import line, paragraphs
from marketkit.roadmap.plan import Entry, PlanVersion
from marketkit.roadmap.site import Site, moment, plain_cpv

NAMESPACE = "http://www.w3.org/2005/Atom"
CPV_SCHEME = "http://data.europa.eu/cpv/cpv"
MEDIA_TYPE = "application/atom+xml"


def plain_title(entry: Entry, version: PlanVersion) -> str:
    return version.plan.title


def plain_content(entry: Entry, version: PlanVersion) -> str:
    """The plan's own words and its window in its machine form, without words of ours."""
    plan = version.plan
    window = str(plan.window) if plan.window else ""
    return "\n\n".join(filter(None, (window, plan.need, plan.resident_change, version.note)))


@dataclass(frozen=True, slots=True)
class FeedWords:
    """What a feed is called, and how an entry or a version of it is put into words for people."""

    title: str
    entry_title: Callable[[Entry, PlanVersion], str] = plain_title
    content: Callable[[Entry, PlanVersion], str] = plain_content


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLinks:
    """Absolute addresses: this page of the feed, the same for people, and the pages around it (empty: none).

    `first` is the feed's own address, the same on every page; empty where there is but one page.
    """

    this: str
    people: str
    first: str = ""
    previous: str = ""
    next: str = ""


def list_feed(
    entries: Iterable[Entry], site: Site, *, words: FeedWords, links: FeedLinks, updated_at: datetime
) -> bytes:
    """A feed with one item an entry, as it is planned now, in the order given. `updated_at`: the last change of all."""
    feed = _feed(site, words.title, links, links.first or links.this, updated_at)
    for entry in entries:
        _item(feed, entry, entry.latest, site, words, site.tag(entry))
    return _written(feed)


def entry_feed(entry: Entry, site: Site, *, words: FeedWords, links: FeedLinks) -> bytes:
    """A feed with one item a version of the entry, the newest first."""
    feed = _feed(site, words.title, links, site.tag(entry), entry.latest.at)
    for version in reversed(entry.versions):
        _item(feed, entry, version, site, words, site.tag(entry, version.number))
    return _written(feed)


def _feed(site: Site, title: str, links: FeedLinks, id: str, updated_at: datetime) -> Element:
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": site.language})
    _add(feed, "id", id)
    _add(feed, "title", line(title))
    _add(feed, "updated", moment(updated_at))
    author = SubElement(feed, "author")
    _add(author, "name", line(site.buyer_name))
    _add(author, "uri", site.base_url)
    _link(feed, "self", links.this, MEDIA_TYPE)
    _link(feed, "alternate", links.people, "text/html")
    for relation, address in (("first", links.first), ("previous", links.previous), ("next", links.next)):
        if address:
            _link(feed, relation, address, MEDIA_TYPE)
    if site.licence:
        _link(feed, "license", site.licence)
    return feed


def _item(feed: Element, entry: Entry, version: PlanVersion, site: Site, words: FeedWords, id: str) -> None:
    """One item: of the list its entry, of an entry's feed its version; the content says how it stood then."""
    item = SubElement(feed, "entry")
    _add(item, "id", id)
    _add(item, "title", line(words.entry_title(entry, version)) or entry.key)
    _add(item, "published", moment(entry.first_published if id == site.tag(entry) else version.at))
    _add(item, "updated", moment(version.at))
    _link(item, "alternate", site.entry_url(entry.key), "text/html")
    for code in plain_cpv(version.plan.cpv_codes):
        SubElement(item, "category", {"term": code, "scheme": CPV_SCHEME})
    content = _add(item, "content", paragraphs(words.content(entry, version)))
    content.set("type", "text")


def _add(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = text
    return child


def _link(parent: Element, relation: str, address: str, media_type: str = "") -> None:
    given = {"rel": relation, "href": address} | ({"type": media_type} if media_type else {})
    SubElement(parent, "link", given)


def _written(feed: Element) -> bytes:
    found: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return found
