"""Which language a page speaks, and what it remembers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketkit.said import Figure, say
from marketkit.web.language import format_date, in_language, said


def language_of(response) -> str:
    found = re.search(r'<html lang="(\w+)"', response.text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "en"),
        ("nb-NO,nb;q=0.9,en;q=0.5", "nb"),
        ("no", "nb"),
        ("nn-NO,en;q=0.5", "nb"),
        ("en-US,nb;q=0.9", "en"),
        ("fr-FR,de;q=0.8", "en"),
        ("fr, nb;q=0.3", "nb"),
    ],
)
def test_the_browser_is_asked_first(pages: FlaskClient, accept, expected):
    assert language_of(pages.get("/nowhere", headers={"Accept-Language": accept})) == expected


def test_a_choice_in_the_address_is_remembered(pages: FlaskClient):
    first = pages.get("/nowhere?lang=nb", headers={"Accept-Language": "en"})
    assert language_of(first) == "nb"
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert "SameSite=Lax" in first.headers["Set-Cookie"]
    assert language_of(pages.get("/nowhere", headers={"Accept-Language": "en"})) == "nb"
    assert language_of(pages.get("/nowhere?lang=en")) == "en"


@pytest.mark.parametrize("wish", ["xx", "", "nb;Path=/", "../en"])
def test_an_unknown_language_is_neither_spoken_nor_kept(pages: FlaskClient, wish):
    response = pages.get("/nowhere", query_string={"lang": wish})
    assert language_of(response) == "en"
    assert "Set-Cookie" not in response.headers


def test_pages_tell_caches_what_they_depend_on(pages: FlaskClient):
    response = pages.get("/nowhere")
    assert {"Cookie", "Accept-Language"} <= set(response.vary)


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/nowhere?page=2&lang=en", "/nowhere?page=2&amp;lang=nb"),
        ("/ut%20og%20inn?q=%C3%A6", "/ut%20og%20inn?q=%C3%A6&amp;lang=nb"),
        ("//evil.example/x", "/evil.example/x?lang=nb"),
    ],
)
def test_the_switch_leads_to_this_page_in_the_other_language(pages: FlaskClient, address, link):
    path, _, query = address.partition("?")
    text = pages.get("/", environ_overrides={"PATH_INFO": unquote(path), "QUERY_STRING": query}).text
    assert f'href="{link}"' in text


def test_the_norwegian_error_page_is_norwegian(pages: FlaskClient):
    text = pages.get("/nowhere?lang=nb").text
    assert "Siden finnes ikke" in text
    assert "There is no such page" not in text


def test_a_sentence_of_pure_code_is_said_with_figures_in_the_readers_format(pages_app: Flask):
    sentence = say("{bid} leads by {lead}", bid="A", lead=Figure(Fraction(12345, 10), 1))
    with pages_app.test_request_context("/"):
        with in_language("en"):
            assert said(sentence) == "A leads by 1,234.5"
        with in_language("nb"):
            assert said(sentence) == "A leads by 1\u00a0234,5"
        assert said("plain") == "plain"


def test_a_sentence_of_pure_code_names_days_as_the_reader_does(pages_app: Flask):
    sentence = say("The standstill ends on {day}.", day=date(2026, 4, 13))
    with pages_app.test_request_context():
        with in_language("en"):
            assert said(sentence) == "The standstill ends on 13 April 2026."
        with in_language("nb"):
            assert "13. april 2026" in said(sentence)


def test_a_point_in_time_is_not_taken_for_a_day(pages_app: Flask):
    with pages_app.test_request_context("/"), pytest.raises(TypeError, match="format_moment"):
        format_date(datetime(2026, 11, 22, tzinfo=UTC))
