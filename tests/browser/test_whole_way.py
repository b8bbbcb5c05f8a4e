"""An evaluation as its people go through it in a real browser: from a ready strategy to letters, report and evidence."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marketkit.access import Role
from marketkit.evaluations.preparation import views as preparation_views
from tests.browser.conftest import PATIENCE

# Noon the day before yesterday, on the buyer's clocks: bids have come, and nothing is held up by the clock.
DEADLINE = datetime.now(ZoneInfo("Europe/Oslo")).replace(hour=12, minute=0, second=0) - timedelta(days=2)
LOCAL = "%Y-%m-%dT%H:%M"
# Fjordmat: quality 40 × (0.45·0.8 + 0.35·0.7 + 0.2·1) = 32.2; climate 30 × (0.4·0.5 + 0.3·0.5 + 0.3·1) = 19.5; price
# 30 × (115 − 97.50) ÷ 35 = 15: together 66.7. Bymat: 40 × (0.45·0.6 + 0.35·0.6 + 0.2·0.5) = 23.2; 30 × (0.4·0.8 +
# 0.3·0.4 + 0.3·0.5) = 17.7; 30 × (115 − 90.50) ÷ 35 = 21: together 61.9. The lead is 4.8.
BIDS = b"""bid;supplier;choice;organic;deliveries;price
Fjordmat;Fjordmat AS;5;25;100;97,50
Bymat;Bymat AS;3;20;50;90,50
Grendemat;Grendemat AS;4;10;20;88,00
"""
LEAD = "Fjordmat is first with 66.70 points, 4.80 ahead of Bymat."
# Who gives which score on which bid: tasting, nutrition, waste. On Bymat's taste they lie two fifths of the scale apart.
SCORES = {
    "officer": {"Fjordmat": ("8", "8", "5"), "Bymat": ("5", "6", "8")},
    "evaluator": {"Fjordmat": ("8", "6", "5"), "Bymat": ("9", "6", "8")},
}
LEAVES = ("tasting", "nutrition", "waste")
AGREED = "6"


@dataclass(frozen=True)
class People:
    """A browser for each of those who take part, and how the main pages on the way are looked at.

    Whether colours stand apart is only asked of pages that the walk through the demonstration does not meet.
    """

    officer: Page
    evaluator: Page
    auditor: Page
    look: Callable[..., None]


@pytest.fixture
def people(
    browser: Browser,
    live_server: str,
    signed_in: Callable[[BrowserContext, Role], None],
    check: Callable[..., None],
) -> Iterator[People]:
    contexts = []

    def page_of(role: Role) -> Page:
        context = browser.new_context(base_url=live_server, locale="en-GB")
        context.set_default_timeout(PATIENCE)
        signed_in(context, role)
        contexts.append(context)
        return context.new_page()

    yield People(
        page_of(Role.OFFICER), page_of(Role.EVALUATOR), page_of(Role.AUDITOR), partial(check, contrast=False)
    )
    for context in contexts:
        context.close()


def test_the_whole_way_from_a_strategy_to_the_letters(people: People) -> None:
    walk(people)


def walk(people: People) -> None:
    """Every step, by whom it is taken."""
    design(people)
    plan(people)
    try_out(people)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation_views, "datetime", BeforeTheDeadline)
        lock(people)
    publish(people)
    take_bids_in(people)
    judge_requirements(people)
    assign(people)
    score(people, people.officer, SCORES["officer"])
    score(people, people.evaluator, SCORES["evaluator"])
    moderate(people)
    decide(people)
    tell(people)
    report(people)
    audit(people)


class BeforeTheDeadline(datetime):
    """The clock of the day on which the competition was published; bids cannot be opened before their deadline."""

    @classmethod
    def now(cls, tz=None):  # type: ignore[no-untyped-def]
        return (DEADLINE - timedelta(days=35)).astimezone(tz)


def go_on(page: Page, step: str) -> None:
    """From the page that tells where it stands to what is to be done now."""
    page.get_by_role("link", name="Evaluation", exact=True).click()
    now = page.locator("li[aria-current=step]")
    expect(now).to_contain_text(step)
    now.get_by_role("link").first.click()


def design(people: People) -> None:
    """A ready strategy in the workbench, with two weights changed."""
    page = people.officer
    page.goto("/")
    page.get_by_role("link", name="New procurement").first.click()
    page.get_by_label("Reference").fill("2028/900")
    page.get_by_label("Title").fill("Food service for the nursing homes")
    page.get_by_label("Rules that apply").select_option("no-part-3")
    page.get_by_label("Procedure").select_option("open")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/procurements/\d+$"))
    go_on(page, "Choose the strategy")
    page.get_by_role("link", name="Design a strategy").click()
    page.get_by_label("Begin from").select_option("ready:food-service")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Weight – Quality of the food").fill("40")
    expect(page.locator("#criteria-sum")).to_contain_text("5 too much")
    page.get_by_label("Weight – Price of a meal").fill("30")
    expect(page.locator("#criteria-sum")).to_have_text(re.compile("100 of 100 percent"))
    people.look(page)
    page.get_by_role("button", name="Save and use").first.click()
    expect(page.get_by_role("row", name="Quality of the food")).to_contain_text("40")


def plan(people: People) -> None:
    """Until when bids come, who scores, and what bids must meet."""
    page = people.officer
    go_on(page, "Decide how bids are assessed")
    page.get_by_label("Deadline for bids").fill(DEADLINE.strftime(LOCAL))
    page.get_by_label("Every evaluator alone").check()
    for stated in ("Dinners to choose between", "Share of organic food", "Deliveries without emissions"):
        page.get_by_role("checkbox", name=stated).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is decided how the bids will be assessed.")).to_be_visible()


def try_out(people: People) -> None:
    """The strategy on invented bids, before anybody depends on it."""
    page = people.officer
    page.get_by_role("link", name="Preparation", exact=True).click()
    page.get_by_role("link", name="Dry run", exact=True).click()
    page.get_by_label("Estimated price").fill("95 000 000")
    page.get_by_role("button", name="Try the strategy").click()
    expect(page.get_by_role("heading", name="Could it go wrong?")).to_be_visible()
    people.look(page, contrast=True)


def lock(people: People) -> None:
    """From here on it stands."""
    page = people.officer
    go_on(page, "Lock the strategy and publish")
    people.look(page)
    page.get_by_label("I have read what this does").check()
    page.get_by_role("button", name="Lock the strategy").click()
    expect(
        page.get_by_text("The strategy is locked. Every calculation from now on is official.")
    ).to_be_visible()


def publish(people: People) -> None:
    """The text for the suppliers, and the requirements that stand in the documents."""
    page = people.officer
    page.get_by_role("link", name="Preparation", exact=True).click()
    page.get_by_role("link", name="Text for suppliers", exact=True).click()
    assert b"word/document.xml" in saved(page, "Word, English")
    page.get_by_role("link", name="Bids", exact=True).click()
    page.get_by_role("link", name="What bids must meet").click()
    page.get_by_label("Must-requirement to the bid").check()
    page.get_by_label("Requirement", exact=True).fill("Every meal meets the national advice on nutrition.")
    page.get_by_role("button", name="Add the requirement").click()
    expect(page.get_by_text("The requirement is added.")).to_be_visible()


def saved(page: Page, link: str) -> bytes:
    """A file, as the browser saves it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).first.click()
    return download.value.path().read_bytes()


def take_bids_in(people: People) -> None:
    """The deadline has passed: the opening is put on record and the bids come from a spreadsheet."""
    page = people.officer
    go_on(page, "Open the bids")
    page.get_by_label("Opened").fill((DEADLINE + timedelta(hours=1)).strftime(LOCAL))
    page.get_by_label("Those present").fill("Kari Nordmann\nOla Hansen")
    page.get_by_label("I have read what this does").check()
    page.get_by_role("button", name="Record the opening").click()
    expect(page.get_by_text("The bids are opened. Take them in now.")).to_be_visible()
    page.get_by_role("link", name="Take in a spreadsheet").first.click()
    file = {"name": "bids.csv", "mimeType": "text/csv", "buffer": BIDS}
    page.get_by_label("File with the bids").set_input_files([file])
    page.get_by_role("button", name="Take the file in").click()
    expect(page.get_by_role("rowheader", name="Grendemat")).to_be_visible()
    people.look(page)


def judge_requirements(people: People) -> None:
    """Two bids meet the requirement; the third is rejected."""
    page = people.officer
    page.get_by_role("link", name="Which bids meet them").click()
    for bid, found in (("Fjordmat", "met"), ("Bymat", "met"), ("Grendemat", "unmet")):
        page.get_by_label(f"{bid}, requirement 1", exact=True).select_option(found)
    people.look(page, contrast=True)
    page.get_by_label("Note on Grendemat, requirement 1").fill("Weekdays only, page 4.")
    page.get_by_role("button", name="Record what was found").click()
    page.get_by_role("link", name="Reject Grendemat").first.click()
    page.get_by_label("Explanation").fill("The bid says that the advice is followed on weekdays only.")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("rejected").first).to_be_visible()


def assign(people: People) -> None:
    """An officer and an evaluator score."""
    page = people.officer
    go_on(page, "Score the bids")
    page.get_by_role("link", name="Decide who scores what").click()
    for criterion in ("Quality of the food", "Climate and environment"):
        for name in ("Kari Nordmann", "Ola Hansen"):
            page.get_by_label(f"{criterion}, {name}", exact=True).check()
    page.get_by_role("button", name="Save").click()


def score(people: People, page: Page, scores: dict[str, tuple[str, ...]]) -> None:
    """Conflicts of interest first; then the grid, and that one has finished."""
    page.goto(people.officer.url.replace("/assess/assign", "/assess").replace("/moderate", "/assess"))
    page.get_by_role("link", name="Answer now").click()
    for answer in page.get_by_label("No conflict of interest").all():
        answer.check()
    page.get_by_role("button", name="Put it on record").click()
    for bid, given in scores.items():
        row = page.locator("#grid tbody tr", has_text=bid)
        for leaf, text in zip(LEAVES, given, strict=True):
            row.locator(f"input[name=score-{leaf}]").fill(text)
            row.locator(f"textarea[name=ground-{leaf}]").fill(f"{bid} shows this on page {text}.")
    page.keyboard.press("Tab")
    expect(page.locator("#progress")).to_have_text("6 of 6 scores given.")
    expect(page.locator(".message", has_text="Saved")).to_have_count(6)
    people.look(page)
    page.get_by_role("link", name="I have finished").click()
    people.look(page, contrast=True)
    page.get_by_role("button", name="I have finished").click()


def moderate(people: People) -> None:
    """The panel agrees where the two lie apart, and the assessments are closed."""
    page = people.officer
    go_on(page, "Agree, and close the assessments")
    people.look(page)
    page.get_by_role("link", name="Record the agreed score: Bymat, Blind tasting").click()
    page.get_by_label("Agreed score").fill(AGREED)
    page.get_by_label("Reason").fill("The tasters found the sauces too salt; the bread was good.")
    people.look(page, contrast=True)
    page.get_by_role("button", name="Put it on record").click()
    people.look(page)
    page.get_by_role("link", name="Close the assessments").click()
    page.get_by_label("I have read what this does").check()
    people.look(page, contrast=True)
    page.get_by_role("button", name="Close the assessments").click()


def decide(people: People) -> None:
    """The official result, and the award that rests on it."""
    page = people.officer
    go_on(page, "Calculate the official result")
    people.look(page, contrast=True)
    page.get_by_role("button", name="Calculate the official result").click()
    expect(page.get_by_text(LEAD).first).to_be_visible()
    people.look(page)
    page.get_by_role("link", name="Go on to the decision").click()
    page.get_by_label("Reason").fill("The bid with the most points by the published criteria.")
    page.get_by_label("I have read what this does").check()
    people.look(page, contrast=True)
    page.get_by_role("button", name="Decide the award").click()


def tell(people: People) -> None:
    """A letter to each of the three suppliers, read, approved, and sent at one moment."""
    page = people.officer
    go_on(page, "Write and send the letters")
    page.get_by_role("button", name="Draft the letters").click()
    people.look(page)
    for supplier in ("Bymat AS", "Fjordmat AS", "Grendemat AS"):
        page.get_by_role("row", name=supplier).get_by_role("link").click()
        expect(page.get_by_role("heading", name=f"Letter to {supplier}")).to_be_visible()
        page.get_by_label("I have read the whole letter").check()
        page.get_by_role("button", name="Approve the letter").click()
    page.get_by_role("link", name="Note that they are sent").click()
    page.get_by_label("When the letters were sent").fill(datetime.now(DEADLINE.tzinfo).strftime(LOCAL))
    page.get_by_label("All letters went out at this one moment").check()
    people.look(page, contrast=True)
    page.get_by_role("button", name="The letters are sent").click()
    page.get_by_role("link", name="Decision", exact=True).click()
    expect(page.get_by_text("Last day of the standstill")).to_be_visible()
    people.look(page, contrast=True)


def report(people: People) -> None:
    """The evaluation report, written and saved as a Word file."""
    page = people.officer
    page.get_by_role("link", name="Letters and report", exact=True).click()
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_role("button", name="Write the report").click()
    people.look(page)
    assert b"word/document.xml" in saved(page, "Word file")


def audit(people: People) -> None:
    """The auditor reads where it stands and takes the evidence away."""
    page = people.auditor
    page.goto("/")
    page.get_by_role("link", name="Food service for the nursing homes").click()
    page.get_by_role("link", name="Evaluation", exact=True).click()
    expect(page.locator("li[aria-current=step]")).to_contain_text("Sign the contract")
    people.look(page)
    names = zipfile.ZipFile(io.BytesIO(saved(page, "Download the evidence"))).namelist()
    assert {"README.txt", "strategy/lock-1.yaml", "results/001-official.json", "audit.json"} <= set(names)
    page.get_by_role("link", name="Audit trail", exact=True).click()
    people.look(page)
