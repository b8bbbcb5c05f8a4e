"""A contract in a real browser: questions saved as one goes, what that changes, and the draft it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from marketkit.access import Role
from tests.browser.conftest import ONE_WIDTH
from tests.contracts.shipped import offer, ship

SignIn = Callable[[BrowserContext, Role], None]


@pytest.fixture
def questions(live_app: Flask, page: Page, signed_in: SignIn, tmp_path: Path) -> Iterator[Page]:
    """The questions about the scope of a contract just begun, as a lawyer sees them."""
    before = live_app.extensions["marketkit_settings"]
    offer(live_app, ship(tmp_path))
    signed_in(page.context, Role.LEGAL)
    page.goto("/b/fjordvik/procurements/4/contracts/new?lang=en")
    page.locator("input[name=template]").check()
    page.get_by_label("English").check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Scope").click()
    yield page
    live_app.extensions["marketkit_settings"] = before


@ONE_WIDTH
def test_answers_are_saved_as_one_goes_and_tell_what_they_change(
    questions: Page, check: Callable[[Page], None], complaints: list[str]
):
    page = questions
    check(page)
    price = page.locator("#question-price")
    page.get_by_label("Price").fill("much")
    page.get_by_label("Length").focus()
    expect(price.locator(".message")).to_contain_text("number")
    page.get_by_label("Price").fill("1200")
    page.get_by_label("Length").focus()
    expect(price.locator(".message")).to_have_text("Saved.")
    page.locator("#question-scaling").get_by_label("No", exact=True).check()
    expect(page.locator("#question-scaling .message")).to_contain_text("Goes out: 3 Option")
    page.get_by_label("Name").first.fill("Falls")
    page.get_by_label("Target").first.fill("3")
    expect(page.locator("#question-kpis .list-row")).to_have_count(2)
    page.get_by_label("Length").focus()
    expect(page.locator("#question-kpis .message")).to_contain_text("Saved.")
    expect(page.locator("#missing-count")).to_have_text("1 answer is missing.")
    page.reload()
    expect(page.get_by_label("Price")).to_have_value("1200.00")
    page.get_by_role("link", name="Draft", exact=True).click()
    expect(page.locator("article.contract")).to_contain_text("It lasts 6 months and costs NOK 1,200.")
    check(page)
    # The browser itself complains of the refused answer.
    complaints[:] = [text for text in complaints if "422" not in text]


@ONE_WIDTH
def test_what_is_answered_without_a_connection_is_saved_when_it_is_back(
    questions: Page, complaints: list[str]
):
    page = questions
    page.context.set_offline(True)
    page.get_by_label("Price").fill("900")
    page.get_by_label("Length").focus()
    message = page.locator("#question-price .message")
    expect(message).to_contain_text("no connection")
    page.context.set_offline(False)
    expect(message).to_have_text("Saved.")
    complaints[:] = [text for text in complaints if "Failed to load resource" not in text]
