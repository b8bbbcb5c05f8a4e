"""The roadmap as a site of files in a real browser, from a server that knows nothing but files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from marketkit.db import db, transaction
from marketkit.procurements.models import Buyer
from marketkit.roadmap import publishing, services
from marketkit.roadmap.plan import Plan, Reason
from marketkit.roadmap.static_site import publish_site
from marketkit.values import Window
from tests.browser.conftest import ONE_WIDTH

Check = Callable[..., None]
TITLE = "Nattpatrulje i Østfold"


class Quiet(SimpleHTTPRequestHandler):
    """A plain server of files that writes no log."""

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def files_server(live_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration's site, with one entry more, at an address of its own."""
    out = tmp_path_factory.mktemp("site")
    with live_app.app_context():
        buyer = db.session.scalars(select(Buyer).where(Buyer.is_example)).one()
        plan = Plan(
            title=TITLE, window=Window.parse(f"{datetime.now(UTC).year + 1}-Q2"), cpv_codes=("85312000",)
        )
        with transaction():
            entry = services.create_entry(buyer=buyer, plan=plan, actor_id=None, invented=True)
            publishing.publish(
                entry=entry, reason=Reason.FIRST, note="", actor_id=None, now=datetime.now(UTC)
            )
        publish_site(buyer, out, base_url="https://plans.example.org")
    yield from serve(out / "site")


def serve(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@ONE_WIDTH
def test_a_search_without_a_server_finds_what_is_written_otherwise(
    page: Page, files_server: str, check: Check
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{files_server}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Planned procurements")
    page.get_by_role("link", name="Norsk bokmål").click()
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    found = page.locator("#found")
    expect(found).to_be_hidden()
    check(page)
    page.locator("#q").fill("nattpatrulje ostf")
    page.locator("#roadmap-search button").click()
    expect(found.get_by_role("link")).to_have_text([TITLE])
    check(page)
    page.reload()  # the address holds the search
    found.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    check(page)
    assert asked and all(url.startswith(f"{files_server}/") for url in asked)


@ONE_WIDTH
def test_filters_narrow_the_list_and_what_fits_nothing_is_said(page: Page, files_server: str) -> None:
    page.goto(f"{files_server}/en/index.html?cpv=85000000-9&q=nattpatrulje")
    found = page.locator("#found")
    expect(found.get_by_role("link")).to_have_text([TITLE])
    page.locator("#roadmap-search summary").click()
    page.locator("#cpv").fill("45")
    page.locator("#roadmap-search button").click()
    expect(found.get_by_role("status")).to_have_text("Nothing fits")
    page.locator("#q").fill("")
    page.locator("#cpv").fill("")
    page.locator("#standing").select_option("started")
    page.locator("#roadmap-search button").click()
    expect(found.locator("li").first).to_contain_text("Started")
