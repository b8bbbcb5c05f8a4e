"""An officer's way in a real browser: choose a strategy, meet faults, mend them, read the result, take a bid out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from marketkit.access import Role
from tests.browser.conftest import ONE_WIDTH

Check = Callable[[Page], None]
FAULTY = b"bid;equipment;price\nNordlys;12;900 000\nPolaris;8;1,250\n"
MENDED = b"bid;equipment;price\nNordlys;9;900 000\nPolaris;8;1 250 000\n"
STRATEGY = b"""
id: alarms
title: {en: Safety alarms, nb: Trygghetsalarmer}
currency: NOK
award: weighted-sum
criteria:
  - {id: equipment, title: {en: Equipment, nb: Utstyr}, kind: quality, weight: 60, scale: [0, 10]}
  - {id: price, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
"""


@pytest.fixture
def officer(page: Page, signed_in: Callable[[BrowserContext, Role], None]) -> Page:
    signed_in(page.context, Role.OFFICER)
    page.goto("/")
    return page


def new_procurement(page: Page) -> None:
    page.get_by_role("link", name="New procurement").first.click()
    page.get_by_label("Reference").fill(f"2027/{page.viewport_size['width'] if page.viewport_size else 0}")
    page.get_by_label("Title").fill("Safety alarms")
    page.locator("main form button[type=submit]").first.click()


def upload(page: Page, label: str, name: str, content: bytes) -> None:
    page.get_by_label(label).set_input_files([{"name": name, "mimeType": "text/plain", "buffer": content}])


def test_from_a_strategy_to_a_ranking_that_explains_itself(officer: Page, check: Check) -> None:
    new_procurement(officer)
    officer.get_by_role("link", name="Evaluation").click()
    check(officer)
    officer.get_by_role("link", name="Result", exact=True).click()
    expect(officer.get_by_text("No strategy yet")).to_be_visible()
    check(officer)
    officer.get_by_role("link", name="Choose a strategy", exact=True).click()
    check(officer)
    upload(officer, "Your own strategy file", "alarms.yaml", STRATEGY)
    officer.get_by_role("button", name="Use this strategy").click()

    upload(officer, "File with the bids", "bids.csv", FAULTY)
    officer.get_by_role("button", name="Upload and calculate").click()
    expect(officer.get_by_text("2 things need to be mended in bids.csv.")).to_be_visible()
    expect(officer.get_by_text("is off the scale")).to_be_visible()
    check(officer)

    upload(officer, "File with the bids", "bids.csv", MENDED)
    officer.get_by_role("button", name="Upload and calculate").click()
    # Nordlys: 54 + 40 = 94; Polaris: 48 + 40·0.72 = 76.8
    lead = "Nordlys is first with 94.00 points, 17.20 ahead of Polaris."
    expect(officer.get_by_text(lead).first).to_be_visible()
    officer.get_by_text("2. Polaris").click()
    expect(officer.get_by_text("40 × 900,000.00 ÷ 1,250,000.00 = 28.80")).to_be_visible()
    for part in officer.locator("details").all():
        part.evaluate("element => element.open = true")
    check(officer)

    with officer.expect_download() as download:
        officer.get_by_role("link", name="Excel, with a sheet for each view").click()
    assert "trial" in download.value.suggested_filename

    officer.get_by_label("Bid", exact=True).select_option("Nordlys")
    officer.get_by_role("button", name="Go on to give the ground").click()
    check(officer)
    officer.get_by_label("Ground").select_option(label="The bid came after the deadline")
    officer.get_by_label("Explanation").fill("It came on Saturday.")
    officer.get_by_role("button", name="Take the bid out").click()
    expect(officer.get_by_text("Polaris is the only bid left, with 88.00 points.").first).to_be_visible()
    expect(officer.get_by_text("It came on Saturday.")).to_be_visible()


@ONE_WIDTH
def test_the_same_without_javascript(officer: Page) -> None:
    """Nothing on the page needs it: the ranking, its sums and the chart are there as they come from the server."""
    context = officer.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=officer.context.storage_state(), locale="en-GB"
    )
    plain = context.new_page()
    plain.goto(officer.url)
    plain.get_by_role("link", name="Home care framework agreement").first.click()
    plain.get_by_role("link", name="Evaluation").click()
    plain.get_by_role("link", name="Result", exact=True).click()
    expect(plain.get_by_role("img").first).to_be_visible()
    expect(plain.get_by_text("These bids win a place:")).to_be_visible()
    context.close()
