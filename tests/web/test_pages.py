"""What every page carries: headers, files with lasting addresses, error pages, forms with whole ARIA."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def parsed(text: str) -> html.HtmlElement:
    return html.fromstring(text)


@pytest.mark.parametrize("path", ["/nowhere", "/styleguide/", "/health"])
def test_every_answer_carries_the_strict_headers(pages: FlaskClient, path):
    headers = pages.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_files_are_kept_for_good_under_an_address_that_changes(pages: FlaskClient):
    page = parsed(pages.get("/styleguide/").text)
    addresses = [*page.xpath("//link/@href"), *page.xpath("//script/@src"), *page.xpath("//img/@src")]
    assert len(addresses) >= 8
    for address in addresses:
        assert re.fullmatch(r"/static/[0-9a-f]{12}/[\w./-]+", address)
        answer = pages.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert "Set-Cookie" not in answer.headers
    assert pages.get("/static/000000000000/marketkit.css").status_code == 404


def test_style_sheets_load_nothing_from_elsewhere(pages: FlaskClient):
    page = parsed(pages.get("/styleguide/").text)
    for address in page.xpath("//link[@rel='stylesheet']/@href"):
        text = pages.get(address).text
        assert "@import" not in text
        assert not re.findall(r"url\([\"']?(?:https?:)?//[^)]*", text)


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 429, 500, 503, 418])
def test_every_error_has_a_page_with_a_reference_and_no_secret(pages: FlaskClient, code):
    answer = pages.get(f"/styleguide/error/{code}")
    assert answer.status_code == code
    page = parsed(answer.text)
    number = re.search(r"Reference number: (\w+)", page.text_content())
    assert number
    assert number[1] == answer.headers["X-Request-Id"]
    assert len(page.xpath("//h1")) == 1
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_the_words_of_whoever_refused_win_over_the_general_ones(pages: FlaskClient):
    answer = pages.get("/styleguide/error/503")
    assert "Come back at noon." in answer.text
    assert answer.headers["Retry-After"] == "7"


def test_an_outdated_form_is_answered_with_both_values_escaped(pages: FlaskClient):
    answer = pages.get("/styleguide/stale")
    assert answer.status_code == 409
    assert [cell.text for cell in parsed(answer.text).xpath("//td")] == ["<b>Mine</b>", "Theirs"]


def test_a_method_that_is_not_allowed_says_which_are(pages: FlaskClient):
    answer = pages.delete("/styleguide/")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_host_that_is_not_ours_is_refused_without_a_trace_of_the_site(pages: FlaskClient):
    answer = pages.get("/styleguide/", base_url="http://evil.example")
    assert answer.status_code == 400
    assert "not trusted" not in answer.text


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(pages: FlaskClient):
    answer = pages.post("/styleguide/confirm", data={})
    assert answer.status_code == 400
    assert "Open the page again" in answer.text
    assert "CSRF" not in answer.text


def test_too_large_a_request_is_refused_in_plain_words(pages: FlaskClient, pages_app: Flask):
    data = {"bids": (BytesIO(b"0" * (pages_app.config["MAX_CONTENT_LENGTH"] + 1)), "bids.csv")}
    answer = pages.post("/styleguide/", data=data)
    assert answer.status_code == 413
    assert "The file is too large" in answer.text


@pytest.fixture
def submitted(pages: FlaskClient) -> html.HtmlElement:
    """The style guide's form, sent empty."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', pages.get("/styleguide/").text)
    assert token
    answer = pages.post("/styleguide/", data={"csrf_token": token[1], "title": "", "regime": "no"})
    assert answer.status_code == 200
    return parsed(answer.text)


def test_every_input_has_a_label_of_its_own(submitted):
    ids = [element.get("id") for element in submitted.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    inputs = submitted.xpath("//main//*[self::input[not(@type='hidden')] or self::select or self::textarea]")
    assert len(inputs) == 10
    for element in inputs:
        assert len(submitted.xpath(f"//label[@for='{element.get('id')}']")) == 1


def test_hints_and_errors_are_tied_to_their_inputs(submitted):
    title = submitted.get_element_by_id("title")
    assert title.get("aria-describedby") == "title-hint title-error"
    assert title.get("aria-invalid") == "true"
    assert title.get("required") is not None
    assert submitted.get_element_by_id("title-hint").text.startswith("What the procurement is called")
    assert submitted.get_element_by_id("title-error").text
    need = submitted.get_element_by_id("need")
    assert need.get("aria-describedby") is None
    assert need.get("aria-invalid") is None
    group = submitted.xpath("//fieldset[legend[contains(., 'Kind of contract')]]")[0]
    assert group.get("aria-describedby") == "kind-hint kind-error"


def test_the_summary_links_to_every_faulty_input(submitted):
    links = submitted.xpath("//ds-error-summary//a/@href")
    assert links == ["#title", "#email", "#kind-0", "#password", "#sure"]
    for link in links:
        assert submitted.get_element_by_id(link[1:]).tag in {"input", "select", "textarea"}


def test_only_fields_that_may_be_left_empty_say_so(submitted):
    labels = {
        label.text_content().split("(")[0].strip(): "(optional)" in label.text_content()
        for label in submitted.xpath("//main//label | //main//legend")
    }
    assert labels["Title"] is False
    assert labels["The need in plain words"] is True
    assert labels["Kind of contract"] is False


def test_sort_keys_are_numbers_a_script_can_read(pages: FlaskClient):
    page = parsed(pages.get("/styleguide/").text)
    keys = page.xpath("//table[@id='ranking']//td/@data-sort")
    assert keys
    assert all(float(key) > 0 for key in keys)


def test_pagination_shows_the_ends_and_the_neighbours(pages: FlaskClient):
    page = parsed(pages.get("/styleguide/").text)
    links = page.xpath("//nav[contains(@class, 'ds-pagination')]//a")
    assert [link.text for link in links] == ["Previous", "1", "3", "4", "5", "9", "Next"]
    assert [link.text for link in links if link.get("aria-current")] == ["4"]
