"""Menus show what a person may use, and where they are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flask import Flask, g

from marketkit.access import Permission, Role
from marketkit.features import MenuItem
from marketkit.web.shell import menu_links, sort_key, start_url

ITEMS = [
    MenuItem(label="All", endpoint="styleguide.everything"),
    MenuItem(label="One", endpoint="styleguide.confirm"),
    MenuItem(label="Error", endpoint="styleguide.error"),
    MenuItem(label="Settings", endpoint="styleguide.stale", permission=Permission.EDIT_BUYER),
]


def test_entries_that_need_more_than_is_known_are_left_out(pages_app: Flask):
    with pages_app.test_request_context("/nowhere"):
        assert [link.label for link in menu_links(ITEMS)] == ["All", "One"]
        links = menu_links(ITEMS, code=404, unused="x")
        assert [(link.label, link.url) for link in links] == [
            ("All", "/styleguide/"),
            ("One", "/styleguide/confirm"),
            ("Error", "/styleguide/error/404"),
        ]


def test_entries_a_role_may_not_use_are_left_out(pages_app: Flask):
    with pages_app.test_request_context("/nowhere"):
        g.role = Role.ADMIN
        assert "Settings" in [link.label for link in menu_links(ITEMS)]
        g.role = Role.EVALUATOR
        assert "Settings" not in [link.label for link in menu_links(ITEMS)]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/styleguide/", ["All"]),
        ("/styleguide/confirm", ["One"]),
        ("/styleguide/confirm/more", ["One"]),
        ("/styleguide/confirmed", ["All"]),
        ("/nowhere", []),
    ],
)
def test_the_nearest_entry_is_marked_as_current(pages_app: Flask, path: str, current: list[str]):
    with pages_app.test_request_context(path):
        assert [link.label for link in menu_links(ITEMS) if link.current] == current


def test_addresses_keep_the_place_an_installation_is_mounted_at(pages_app: Flask):
    with pages_app.test_request_context("/styleguide/confirm", base_url="http://localhost/marketkit"):
        assert start_url() == "/marketkit/"
        assert [link.label for link in menu_links(ITEMS) if link.current] == ["One"]


def test_numbers_sort_by_twelve_decimals_and_texts_as_they_are():
    assert sort_key(Fraction(1, 3)) == "0.333333333333"
    assert sort_key(-2) == "-2.000000000000"
    assert sort_key("Åsgård") == "Åsgård"
