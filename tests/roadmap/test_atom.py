from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from marketkit.roadmap.atom import FeedLinks, FeedWords, entry_feed, list_feed
from marketkit.roadmap.plan import Entry
from tests.roadmap.published import HOSTILE, LATER, entries, fit, one_line, site, texts, three_versions

A = "{http://www.w3.org/2005/Atom}"
LINKS = FeedLinks(
    this="https://fjordvik.example/roadmap/atom?q=a&b=c", people="https://fjordvik.example/roadmap/"
)
drawn = settings(suppress_health_check=list(HealthCheck))


def parsed(xml: bytes) -> etree._Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def listed(*of: Entry, links: FeedLinks = LINKS, title: str = "Planned procurements") -> etree._Element:
    return parsed(list_feed(of, site(), words=FeedWords(title), links=links, updated_at=LATER))


def versions(entry: Entry) -> etree._Element:
    return parsed(entry_feed(entry, site(), words=FeedWords("History"), links=LINKS))


def said(node: etree._Element, *path: str) -> list[str]:
    return [each.text or "" for each in node.findall("/".join(A + name for name in path))]


def links_of(node: etree._Element) -> dict[str, str]:
    return {each.get("rel"): each.get("href") for each in node.findall(f"{A}link")}


def check_rfc_4287(feed: etree._Element) -> None:
    """What the specification demands of a feed and its items (4.1.1, 4.1.2, 4.2.6)."""
    assert feed.tag == f"{A}feed" and feed.nsmap == {None: A[1:-1]}
    for node in (feed, *feed.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(said(node, name)) == 1 and said(node, name)[0]
        for name in ("updated", "published"):
            assert all(datetime.fromisoformat(text).tzinfo for text in said(node, name))
        assert " " not in said(node, "id")[0] and ":" in said(node, "id")[0]
        assert "alternate" in links_of(node)
    assert said(feed, "author", "name") == ["Fjordvik kommune"] and "self" in links_of(feed)
    ids = said(feed, "entry", "id")
    assert len(ids) == len(set(ids))


def test_a_list_is_a_feed_with_one_item_an_entry() -> None:
    feed = listed(three_versions())
    check_rfc_4287(feed)
    assert said(feed, "title") == ["Planned procurements"] and said(feed, "updated") == [
        "2027-06-01T12:00:00Z"
    ]
    assert said(feed, "entry", "id") == ["tag:fjordvik.example,2026-11-23:/roadmap/fjordvik-2027-012"]
    assert said(feed, "entry", "updated") == ["2027-04-13T06:00:00Z"]
    assert said(feed, "entry", "published") == ["2026-11-23T23:30:00Z"]
    assert said(feed, "entry", "content") == ["2027-04-12\n\nThe contract ends.\n\nAlarms work outdoors."]
    item = feed.find(f"{A}entry")
    assert links_of(item) == {"alternate": "https://fjordvik.example/roadmap/entries/fjordvik-2027-012"}
    assert [each.get("term") for each in item.findall(f"{A}category")] == ["85312000", "35121700"]


def test_the_feed_of_an_entry_has_one_item_a_version_the_newest_first() -> None:
    feed = versions(three_versions())
    check_rfc_4287(feed)
    assert [each.rpartition("/")[2] for each in said(feed, "entry", "id")] == ["3", "2", "1"]
    assert "Two colleagues have left" in said(feed, "entry", "content")[1]
    assert said(feed, "updated") == ["2027-04-13T06:00:00Z"]


def test_a_list_in_pages_links_them_and_keeps_its_name() -> None:
    first = "https://fjordvik.example/roadmap/atom"
    pages = FeedLinks(
        this=f"{first}?after=x", people=first, first=first, previous=first, next=f"{first}?after=y"
    )
    feed = listed(links=pages)
    assert links_of(feed)["next"] == f"{first}?after=y" and links_of(feed)["self"] == f"{first}?after=x"
    assert said(feed, "id") == [first] and said(listed(), "id") == [LINKS.this]


def test_words_come_from_the_caller() -> None:
    words = FeedWords(
        "Plan", lambda entry, version: f"no. {version.number}", lambda entry, version: "because"
    )
    feed = parsed(entry_feed(three_versions(), site(language="nb"), words=words, links=LINKS))
    assert said(feed, "entry", "title") == ["no. 3", "no. 2", "no. 1"]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "nb"


@drawn
@given(of=st.lists(entries(), max_size=3, unique_by=lambda each: each.key), title=texts.filter(one_line))
def test_whatever_entries_say_is_read_back_as_text(of: list[Entry], title: str) -> None:
    feed = listed(*of, title=title)
    assert said(feed, "title") == [one_line(title)]
    assert said(feed, "entry", "title") == [one_line(each.plan.title) or each.key for each in of]
    for item, entry in zip(feed.findall(f"{A}entry"), of, strict=True):
        assert fit(entry.plan.need) in said(item, "content")[0]
        assert len(item.find(f"{A}content")) == 0
        check_rfc_4287(versions(entry))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_of_a_buyer_stays_a_name(text: str) -> None:
    by = site(buyer_name=text + " kommune")
    feed = parsed(list_feed([], by, words=FeedWords("Plan"), links=LINKS, updated_at=LATER))
    assert said(feed, "author", "name") == [one_line(text + " kommune")]
