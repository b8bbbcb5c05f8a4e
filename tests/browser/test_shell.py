"""The page shell in a real browser, wide and narrow: axe, overflow, keyboard, sorting, print, real label boxes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Check = Callable[[Page], None]


def test_every_macro_passes_axe_and_fits_the_window(page: Page, check: Check):
    page.goto("/styleguide/")
    check(page)


def test_a_form_with_errors_passes_axe_and_the_summary_takes_the_focus(page: Page, check: Check):
    page.goto("/styleguide/")
    page.get_by_role("button", name="Save").click()
    summary = page.get_by_role("heading", name="Check this before you go on").locator("..")
    expect(summary).to_be_focused()
    check(page)
    page.get_by_role("link", name="Title: ").click()
    expect(page.get_by_label("Title")).to_be_focused()


@pytest.mark.parametrize(
    "path", ["/styleguide/confirm", "/nowhere", "/styleguide/error/500", "/styleguide/stale"]
)
def test_other_pages_of_the_shell_pass_axe(page: Page, check: Check, path: str):
    page.goto(path)
    check(page)


def test_the_first_tab_stop_skips_to_the_content(page: Page):
    page.goto("/styleguide/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["height"] > 20
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_language_switch_turns_the_page_norwegian_and_it_stays_so(page: Page, check: Check):
    page.goto("/styleguide/?page=2")
    page.get_by_role("link", name="Norsk bokmål").click()
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    assert "page=2" in page.url
    check(page)
    page.goto("/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Siden finnes ikke")


def test_a_column_sorts_by_its_exact_values_both_ways(page: Page):
    page.goto("/styleguide/")
    header = page.get_by_role("columnheader", name="Total points")
    names = page.locator("#ranking tbody th")
    assert names.all_inner_texts()[0] == "Nordlys Omsorg AS"
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert names.all_inner_texts()[0] == "Fjordhelse"
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    assert names.all_inner_texts()[0] == "Nordlys Omsorg AS"


def test_every_link_and_button_is_large_enough_to_hit(page: Page):
    page.goto("/styleguide/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("header a, nav a, button, .ds-button")]
          .filter(element => element.checkVisibility() && !element.matches(".ds-skip-link"))
          .filter(element => { const box = element.getBoundingClientRect();
            return box.height < 24 || box.width < 24 })
          .map(element => element.outerHTML)"""
    )
    assert small == []


def test_labels_of_charts_as_the_browser_draws_them_stay_on_the_sheet_and_apart(page: Page):
    """The server only guesses how wide a text is; here the browser's own boxes are held against each other."""
    page.goto("/styleguide/")
    faults = page.evaluate(
        """() => [...document.querySelectorAll(".figure svg")].flatMap(svg => {
          const sheet = svg.getBoundingClientRect();
          const labels = [...svg.querySelectorAll("text")].map(text => [text.textContent, text.getBoundingClientRect()]);
          const outside = labels.filter(([, box]) => box.left < sheet.left || box.right > sheet.right
            || box.top < sheet.top || box.bottom > sheet.bottom).map(([text]) => `outside: ${text}`);
          const over = labels.flatMap(([text, a], number) => labels.slice(number + 1)
            .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
            .map(([other]) => `${text} over ${other}`));
          return [...outside, ...over];
        })"""
    )
    assert faults == []
    assert page.locator(".figure svg text").count() > 20


def test_letters_in_charts_are_readable_on_a_narrow_screen(page: Page):
    page.goto("/styleguide/")
    heights = page.evaluate(
        """() => [...document.querySelectorAll(".figure svg")].map(svg =>
          svg.getBoundingClientRect().width / svg.viewBox.baseVal.width * 12)"""
    )
    assert heights
    assert min(heights) >= 11  # CSS pixels of the smallest letters


def test_on_paper_only_the_content_is_left(page: Page):
    page.goto("/styleguide/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Language")).to_be_hidden()
    expect(page.locator("footer")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#ranking")).to_be_visible()


def test_nothing_is_loaded_from_elsewhere_and_no_inline_code_runs(
    page: Page, live_server: str, complaints: list[str]
):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/styleguide/")
    page.wait_for_load_state("networkidle")
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((live_server, "data:"))] == []
    ran = page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "window.inlineRan = true";
          document.body.append(script); return window.inlineRan === true }"""
    )
    assert ran is False
    assert "violates the following Content Security Policy directive" in complaints.pop()
