"""Every kind of page of the demonstration, as those who may see it, passes axe wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Flask
from playwright.sync_api import BrowserContext, Page

from marketkit import access
from marketkit.access import AFTER_AWARD, PUBLIC, ROLE_PERMISSIONS, SIGNED_IN, Permission, Role
from marketkit.account.demo import PASSWORD, email_of
from tests.browser.conftest import ONE_WIDTH, WIDTHS
from tests.crawling import Visit, is_file, sign_in, walk
from tests.test_guardrails import REACHED_OTHERWISE

Check = Callable[..., None]
SignIn = Callable[[BrowserContext, Role], None]


def clickable(app: Flask) -> set[str]:
    """The pages, files left aside, that clicking through the demonstration leads to."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()))
    pages = {rule.endpoint for rule in rules if not is_file(rule.rule)}
    return {page for page in pages if not page.startswith("styleguide.")} - REACHED_OTHERWISE.keys()


def open_to(app: Flask, role: Role | None) -> set[str]:
    """The pages that a role, or somebody who is not signed in, may see."""
    granted: set[Permission | str] = {PUBLIC}
    if role is not None:
        granted |= {SIGNED_IN, *ROLE_PERMISSIONS[role], *AFTER_AWARD.get(role, ())}
    return {endpoint for endpoint in app.view_functions if access.needs_of(app, endpoint) in granted}


def one_of_each(app: Flask) -> Iterator[tuple[Role | None, list[Visit]]]:
    """People of the demonstration, each with a page of every kind that nobody before them has met."""
    missing = clickable(app)
    for role in (None, *Role):
        wanted = missing & open_to(app, role)
        if not wanted:
            continue
        client = app.test_client()
        if role is not None:
            assert sign_in(client, email_of(role), PASSWORD).status_code == 200
        met: dict[str | None, Visit] = {}
        for visit in walk(client, new_kinds_first=True):
            met.setdefault(visit.endpoint, visit)
            if wanted <= met.keys():
                break
        yield role, [visit for endpoint, visit in met.items() if visit.is_page and endpoint in missing]
        missing -= met.keys()


@ONE_WIDTH
def test_every_kind_of_page_passes_axe(live_app: Flask, page: Page, check: Check, signed_in: SignIn):
    """A page is loaded once and looked at in every width."""
    looked_at = 0
    for role, visits in one_of_each(live_app):
        page.context.clear_cookies()
        if role:
            signed_in(page.context, role)
        for visit in visits:
            page.goto(visit.address)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                check(page, contrast=width == WIDTHS[0])
            looked_at += 1
    assert looked_at > 60
