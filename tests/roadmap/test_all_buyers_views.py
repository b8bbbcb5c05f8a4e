"""One page for the roadmaps of all buyers: who plans what, and one search through all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from marketkit.values import Window
from tests.factories import Factories
from tests.roadmap.test_public_views import PLAN, Roadmap

EVERYWHERE = "/roadmap/"


@pytest.fixture
def two(app: Flask, client: FlaskClient, factories: Factories) -> tuple[Roadmap, Roadmap]:
    """Two buyers that plan beds, one of them also alarms; a third that has published nothing."""
    names = ("Fjordvik kommune", "Ås kommune", "Tom kommune")
    rows = [factories.buyer(name=name) for name in names]
    fjordvik, aas, _empty = (Roadmap(app, client, row) for row in rows)
    factories.commit()
    fjordvik.publish(PLAN)
    aas.publish(replace(PLAN, title="Senger på Ås", nuts_codes=("NO084",)))
    for number in range(6):
        aas.publish(replace(PLAN, title=f"Alarmer {number}", cpv_codes=("35121700",), need="Alarm."))
    return fjordvik, aas


def shown(client: FlaskClient, **query: str) -> dict[str, list[str]]:
    """The titles shown, by buyer."""
    answer = client.get(EVERYWHERE, query_string={"lang": "en", **query})
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    return {
        heading.text_content(): heading.xpath("(following-sibling::*//table)[1]//tbody//th/a/text()")
        if heading.xpath("following-sibling::*[1]//table")
        else []
        for heading in page.xpath("//main//h2")
    }


def test_each_buyer_that_publishes_stands_with_the_first_of_its_plans(
    client: FlaskClient, two: tuple[Roadmap, Roadmap]
) -> None:
    found = shown(client)
    assert {name: len(titles) for name, titles in found.items()} == {"Fjordvik kommune": 1, "Ås kommune": 5}
    page = html.fromstring(client.get(EVERYWHERE).text)
    assert page.xpath("//a[contains(., 'Ås kommune')]/@href")[0].endswith(f"{two[1].base}/")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "sykesenger ostfold"}, {"Fjordvik kommune": ["Sykesenger til Østfold"], "Ås kommune": []}),
        ({"place": "NO084"}, {"Fjordvik kommune": [], "Ås kommune": ["Senger på Ås"]}),
        (
            {"cpv": "33"},
            {"Fjordvik kommune": ["Sykesenger til Østfold"], "Ås kommune": ["Senger på Ås"]},
        ),
        ({"window_to": "2020-01-01"}, {"Nothing fits": [], "Fjordvik kommune": [], "Ås kommune": []}),
    ],
)
def test_one_search_goes_through_all_of_them(
    client: FlaskClient, two: tuple[Roadmap, Roadmap], query: dict[str, str], expected: dict[str, list[str]]
) -> None:
    assert shown(client, **query) == expected


def test_a_search_goes_on_at_one_buyer(client: FlaskClient, two: tuple[Roadmap, Roadmap]) -> None:
    page = html.fromstring(client.get(EVERYWHERE, query_string={"q": "alarmer", "lang": "en"}).text)
    (more,) = page.xpath("//a[.='Show all of Ås kommune']/@href")
    assert more == f"{two[1].base}/?q=alarmer"
    assert len(html.fromstring(client.get(more).text).xpath("//table[@id='entries']/tbody/tr")) == 6


def test_what_cannot_be_read_is_told_once(client: FlaskClient, two: tuple[Roadmap, Roadmap]) -> None:
    text = client.get(EVERYWHERE, query_string={"window_from": "soon", "lang": "en"}).text
    assert text.count("is not a day such as") == 1


def test_a_single_roadmap_is_shown_at_once(client: FlaskClient, app: Flask, factories: Factories) -> None:
    alone = Roadmap(app, client, factories.buyer(name="Fjordvik kommune"))
    factories.commit()
    empty = client.get(EVERYWHERE, query_string={"lang": "en"})
    assert empty.status_code == 200 and "Nothing is planned here yet" in empty.text
    alone.publish(replace(PLAN, window=Window.parse("2031")))
    assert client.get(EVERYWHERE, query_string={"q": "seng"}).headers["Location"] == f"{alone.base}/?q=seng"


def test_a_reader_who_has_the_page_is_told_so(client: FlaskClient, two: tuple[Roadmap, Roadmap]) -> None:
    tag = client.get(EVERYWHERE).headers["ETag"]
    assert client.get(EVERYWHERE, headers={"If-None-Match": tag}).status_code == 304
    two[0].publish(replace(PLAN, title="New"))
    assert client.get(EVERYWHERE, headers={"If-None-Match": tag}).status_code == 200


def test_where_several_publish_the_page_to_sign_in_on_leads_to_all(
    client: FlaskClient, two: tuple[Roadmap, Roadmap]
) -> None:
    links = html.fromstring(client.get("/sign-in?lang=en").text).xpath("//a/@href")
    assert EVERYWHERE in links and f"{two[0].base}/" in links
