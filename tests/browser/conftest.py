"""A real browser on the real application: one Chromium and one server a worker, wide and narrow."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextvars import Context

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from marketkit.access import Role
from marketkit.account.demo import email_of
from marketkit.account.models import User
from marketkit.account.sessions import COOKIE
from marketkit.db import db
from marketkit.serving import prepare
from tests import signing_in
from tests.conftest import make_settings, required_skip
from tests.web import styleguide

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (1280, 375)
# For what a script does, which does not depend on the width; how pages look is checked in both on every kind of page.
ONE_WIDTH = pytest.mark.parametrize("page", WIDTHS[:1], indirect=True)


PATIENCE = 60_000  # ms; a busy machine makes no test wrong
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these in one worker, so that only one starts a browser; the suite goes the whole way once."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if item.path.stem != "test_whole_way":
                item.add_marker(pytest.mark.thorough)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        required_skip("no Chromium is installed")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=executable, args=FLAGS) as found,
    ):
        yield found


@pytest.fixture(scope="session")
def live_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The demonstration, with the style guide's pages added."""
    folder = tmp_path_factory.mktemp("live")
    app = prepare(make_settings(f"sqlite:///{folder / 'live.sqlite3'}", folder, MARKETKIT_DEMO="yes"))
    app.register_blueprint(styleguide.blueprint())
    return app


@pytest.fixture(scope="session")
def live_server(live_app: Flask) -> Iterator[str]:
    """The address of the running application."""
    server = make_server("127.0.0.1", 0, live_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def signed_in(live_app: Flask, live_server: str) -> Callable[[BrowserContext, Role], None]:
    """Give a browser the session of somebody of the demonstration, by role. The form is tested elsewhere."""

    def session_of(role: Role) -> str:
        with live_app.app_context():
            user = db.session.scalars(select(User).where(User.email == email_of(role))).one()
            return signing_in.sign_in(live_app.test_client(), user)

    def give(context: BrowserContext, role: Role) -> None:
        context.add_cookies([{"name": COOKIE, "value": Context().run(session_of, role), "url": live_server}])

    return give


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complains of in its console; a test that provokes a complaint takes it out again."""
    return []


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: str, complaints: list[str]
) -> Iterator[Page]:
    """A fresh, signed-out browser page at each width; a complaint of the browser's fails the test."""
    context = browser.new_context(
        base_url=live_server, viewport={"width": request.param, "height": 900}, locale="en-GB"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # A page that is an error on purpose makes the browser say so; everything else is a fault of ours.
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture(scope="session")
def check() -> Callable[..., None]:
    """Checks a page as it stands: no violation found by axe, and nothing that makes it scroll sideways.

    Contrast takes axe most of its time and hardly depends on the width: a page that was looked at in one width need
    not be held against it in the next.
    """
    script = Axe().axe_script

    def check_page(page: Page, *, contrast: bool = True) -> None:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(script)
        options = {
            "resultTypes": ["violations"],
            "rules": {"color-contrast": {"enabled": contrast}},
            "preload": False,  # style sheets fetched anew serve one experimental rule, which is not asked
        }
        answer = page.evaluate("options => axe.run(options)", options)
        found = AxeResults(answer)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{page.url} is {overflow} px wider than the window: {page.evaluate(TOO_WIDE)}"

    return check_page


TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !element.closest(".scroll"))
  .map(element => element.tagName + "." + element.className).slice(0, 5)"""
