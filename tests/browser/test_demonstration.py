"""Every kind of page of the demonstration, as those who may see it, passes axe wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.crawling import Visit, crawl, sign_in, sign_in_address

Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def kinds(live_app: Flask) -> dict[tuple[str, str], list[Visit]]:
    """One page of each endpoint, under the first person of the demonstration who reaches it."""
    found: dict[tuple[str, str], list[Visit]] = {("", ""): list(crawl(live_app.test_client()).one_of_each())}
    seen = {visit.endpoint for visit in found["", ""]}
    for _role, email, password in live_app.extensions["marketkit_demo_logins"]:
        client = live_app.test_client()
        sign_in(client, email, password)
        new = [visit for visit in crawl(client).one_of_each() if visit.endpoint not in seen]
        seen |= {visit.endpoint for visit in new}
        found[email, password] = new
    return found


def test_every_kind_of_page_passes_axe(
    page: Page, check: Check, live_app: Flask, kinds: dict[tuple[str, str], list[Visit]]
):
    looked_at = 0
    for (email, password), visits in kinds.items():
        page.context.clear_cookies()
        if email:
            page.goto(sign_in_address(live_app))
            page.locator("input[name=email]").fill(email)
            page.locator("input[name=password]").fill(password)
            page.locator("main form button[type=submit]").first.click()
        for visit in visits:
            page.goto(visit.address)
            check(page)
            looked_at += 1
    assert looked_at > 10
