"""The workbench in a real browser: sums, findings and facts follow what is typed, and nothing is stored before saving."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from marketkit.access import Role
from tests.browser.conftest import ONE_WIDTH

Check = Callable[[Page], None]
NUMBERS = count(1)  # the same demonstration serves every test


@pytest.fixture
def officer(page: Page, signed_in: Callable[[BrowserContext, Role], None]) -> Page:
    signed_in(page.context, Role.OFFICER)
    page.goto("/")
    return page


@pytest.fixture
def workbench(officer: Page) -> Page:
    """A copy of a ready strategy for a new procurement."""
    officer.get_by_role("link", name="New procurement").first.click()
    officer.get_by_label("Reference").fill(f"2028/{next(NUMBERS)}")
    officer.get_by_label("Title").fill("Meals")
    officer.locator("main form button[type=submit]").first.click()
    officer.wait_for_url(re.compile(r"/procurements/\d+$"))
    officer.goto(f"{officer.url}/evaluation/strategy")
    officer.get_by_role("link", name="Design a strategy").click()
    officer.get_by_label("Begin from").select_option("ready:food-service")
    officer.get_by_role("button", name="Begin").click()
    expect(officer.get_by_role("heading", name="Edit the strategy")).to_be_visible()
    return officer


@ONE_WIDTH
def test_sums_faults_and_findings_follow_what_is_typed(workbench: Page, check: Check) -> None:
    check(workbench)
    total, parts = workbench.locator("#criteria-sum"), workbench.locator("#criteria-0-sum")
    status = workbench.locator("#bench-status")
    expect(total).to_have_text(re.compile("100 of 100 percent"))
    climate = workbench.get_by_label("Weight – Climate and environment")
    climate.fill("25,5")
    expect(total).to_have_text(re.compile(r"95\.5 of 100 percent · 4\.5 left to give"))
    expect(workbench.locator("#criteria-error")).to_have_text(re.compile("the weights sum to 95.5"))
    expect(status).to_have_text("Left to mend or fill in before it can be saved: 1.")
    expect(climate).to_be_focused()
    expect(climate).to_have_value("25,5")  # what was typed is left alone

    workbench.get_by_label("Weight – Price of a meal").fill("39.5")
    finding = workbench.locator("#finding-strategy-0-criteria")
    expect(finding).to_have_text(re.compile("Climate and environment weigh 25.5 %"))
    expect(total).to_have_text(re.compile("100 of 100 percent"))
    check(workbench)
    workbench.get_by_label("What is chosen instead").select_option("immaterial-impact")
    workbench.get_by_label("Reason that will stand in the documents").fill("Nothing is cooked.")
    expect(finding).not_to_have_text(re.compile("Climate and environment weigh"))
    expect(status).to_have_text("It can be saved, and the rules have nothing against it.")

    workbench.get_by_label("Weight – Blind tasting").fill("many")
    expect(parts).to_have_text(re.compile("weights missing: 1"))
    expect(workbench.get_by_label("Weight – Blind tasting")).to_have_attribute("aria-invalid", "true")
    workbench.get_by_label("Weight – Blind tasting").fill("45")
    expect(parts).to_have_text(re.compile("100 of 100 percent"))
    expect(workbench.get_by_label("Weight – Blind tasting")).not_to_have_attribute("aria-invalid", "true")
    check(workbench)

    workbench.get_by_role("button", name="Save and use").first.click()
    expect(workbench.get_by_text("The strategy is saved and in use from now on.")).to_be_visible()
    expect(workbench.get_by_role("row", name="Climate and environment")).to_contain_text("25.5")


@ONE_WIDTH
def test_fields_and_facts_follow_the_method(workbench: Page, check: Check) -> None:
    facts = workbench.locator("#facts")
    expect(facts).to_contain_text("never depends on a third bid")
    workbench.get_by_label("Award method").select_option("utility-index")
    expect(facts).to_contain_text("can change when a third bid comes or goes")
    workbench.get_by_label("Award method").select_option("monetised-quality")
    expect(workbench.get_by_label("Worth of full marks – Blind tasting")).to_be_visible()
    expect(workbench.get_by_label("Weight – Blind tasting")).to_be_hidden()
    workbench.get_by_role("button", name="Save and use").first.click()
    expect(workbench.get_by_role("heading", name="It was not saved. Mend this first")).to_be_visible()
    check(workbench)
    workbench.get_by_label("Award method").select_option("weighted-sum")
    expect(workbench.get_by_label("Weight – Blind tasting")).to_have_value("45")
    expect(workbench.locator("#bench-problems")).to_have_text("")


@ONE_WIDTH
def test_a_part_is_added_where_it_was_asked_for_with_its_title_to_be_filled_in(
    workbench: Page, check: Check
) -> None:
    workbench.locator("#criteria-0 > details > summary").click()
    workbench.get_by_role("button", name="Add a part – Quality of the food").click()
    title = workbench.locator("#criteria-4-title_en")
    expect(title).to_be_focused()
    title.fill("Warm on arrival")
    workbench.get_by_label("Weight – New criterion").fill("5")
    expect(workbench.locator("#criteria-4-name")).to_have_text("Warm on arrival")
    expect(workbench.locator("#criteria-0-sum")).to_have_text(re.compile("105 of 100 percent · 5 too much"))
    check(workbench)
