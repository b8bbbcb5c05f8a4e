"""An evaluator scores with the keyboard, loses the connection, and has the same bid open in two tabs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select

from marketkit.access import Role
from marketkit.account.demo import email_of
from marketkit.account.models import User
from marketkit.db import begin_write, db
from marketkit.evaluations.assessment.models import Assessment
from marketkit.procurements.choices import Procedure, Regime
from marketkit.procurements.models import Buyer, Procurement
from tests.browser.conftest import ONE_WIDTH
from tests.crawling import sign_in_address
from tests.evaluations.assessment.arranging import Panel, bid_id, opened, person

Check = Callable[[Page], None]
serials = count(1)
SAVING = "**/assess/bids/*/*"


class Scene:
    """A procurement whose bids an evaluator of the demonstration scores."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            buyer = db.session.scalars(select(Buyer).where(Buyer.is_example)).one()
            procurement = Procurement(
                buyer_id=buyer.id,
                reference=f"2028/{next(serials):03d}",
                title="Home care",
                regime=Regime.NO_PART_3,
                procedure=Procedure.OPEN,
            )
            session = begin_write()
            session.add(procurement)
            session.commit()
            opened(procurement)
            ola = db.session.scalars(select(User.id).where(User.email == "evaluator@example.no")).one()
            bo = person(buyer, f"Bo{next(serials)}")
            panel = Panel(procurement)
            panel.assign({"continuity": (ola, bo), "competence": (ola, bo)})
            panel.declare(ola)
            self.id, self.alfa = procurement.id, bid_id(procurement, "Alfa")
            self.address = f"/b/{buyer.slug}/procurements/{procurement.id}/evaluation/assess"
            db.session.rollback()

    def stored(self) -> list[tuple[str, str, str]]:
        """What is on record: criterion, score, ground."""

        def read() -> list[tuple[str, str, str]]:
            with self.app.app_context():
                rows = db.session.scalars(
                    select(Assessment).where(Assessment.procurement_id == self.id).order_by(Assessment.id)
                )
                return [(row.criterion, str(row.score), row.ground) for row in rows]

        return Context().run(read)

    def field(self, page: Page, kind: str, leaf: str = "continuity"):  # type: ignore[no-untyped-def]
        return page.locator(f"#{kind}-{self.alfa}-{leaf}")


@pytest.fixture
def scene(live_app: Flask) -> Scene:
    return Context().run(Scene, live_app)


@pytest.fixture
def evaluator(page: Page, signed_in: Callable[[BrowserContext, Role], None]) -> Page:
    signed_in(page.context, Role.EVALUATOR)
    return page


def fill_in_the_sign_in(page: Page, live_app: Flask) -> None:
    page.goto(sign_in_address(live_app))
    page.get_by_label("E-mail address").fill(email_of(Role.EVALUATOR))
    (password,) = {each[2] for each in live_app.extensions["marketkit_demo_logins"]}
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/procurements**")


def message(page: Page, scene: Scene, leaf: str = "continuity"):  # type: ignore[no-untyped-def]
    return page.locator(f"#m-{scene.alfa}-{leaf}")


def test_scores_are_typed_with_the_keyboard_and_saved_as_one_goes(
    evaluator: Page, scene: Scene, check: Check
) -> None:
    evaluator.goto(scene.address)
    check(evaluator)
    scene.field(evaluator, "s").focus()
    evaluator.keyboard.type("7.5")
    evaluator.keyboard.press("Enter")
    evaluator.keyboard.type("The plan names the team.")
    evaluator.keyboard.press("Tab")
    expect(scene.field(evaluator, "s", "competence")).to_be_focused()
    expect(message(evaluator, scene)).to_have_text("Saved")
    expect(evaluator.locator("#progress")).to_have_text("1 of 4 scores given.")
    evaluator.keyboard.press("ArrowLeft")
    expect(scene.field(evaluator, "s")).to_be_focused()
    evaluator.keyboard.press("ArrowDown")
    expect(evaluator.locator("input[name=score-continuity]").nth(1)).to_be_focused()
    evaluator.keyboard.type("12")
    evaluator.keyboard.press("Tab")
    evaluator.keyboard.type("Too high.")
    evaluator.keyboard.press("Tab")
    expect(evaluator.get_by_text("a score lies between 0 and 10")).to_be_visible()
    check(evaluator)
    assert scene.stored() == [("continuity", "15/2", "The plan names the team.")]


@ONE_WIDTH
def test_what_is_scored_without_a_connection_is_kept_and_saved_when_it_is_back(
    evaluator: Page, scene: Scene, check: Check
) -> None:
    evaluator.goto(scene.address)
    evaluator.context.set_offline(True)
    scene.field(evaluator, "s").fill("6")
    scene.field(evaluator, "g").fill("Written without a connection.")
    scene.field(evaluator, "s", "competence").focus()
    expect(message(evaluator, scene)).to_have_text("Not saved yet; trying again")
    expect(evaluator.get_by_text("Not saved yet: 1.")).to_be_visible()
    check(evaluator)
    assert scene.stored() == []
    evaluator.context.set_offline(False)
    expect(message(evaluator, scene)).to_have_text("Saved")
    expect(evaluator.locator("#unsaved")).to_be_hidden()
    assert scene.stored() == [("continuity", "6", "Written without a connection.")]


@ONE_WIDTH
def test_an_answer_that_gets_lost_is_asked_for_again_and_nothing_is_kept_twice(
    evaluator: Page, scene: Scene
) -> None:
    evaluator.goto(scene.address)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        with suppress(Exception):
            route.abort()

    evaluator.route(SAVING, lose_the_answer, times=1)
    scene.field(evaluator, "s").fill("6")
    scene.field(evaluator, "g").fill("Clear.")
    scene.field(evaluator, "s", "competence").focus()
    expect(message(evaluator, scene)).to_have_text("Saved")
    assert scene.stored() == [("continuity", "6", "Clear.")]


@ONE_WIDTH
def test_who_is_signed_out_meanwhile_signs_in_again_and_loses_nothing(
    evaluator: Page, live_app: Flask, scene: Scene
) -> None:
    evaluator.goto(scene.address)
    evaluator.context.clear_cookies()
    scene.field(evaluator, "s").fill("6")
    scene.field(evaluator, "g").fill("Written after the session had ended.")
    scene.field(evaluator, "s", "competence").focus()
    expect(evaluator.get_by_text("You are signed out.")).to_be_visible()
    other = evaluator.context.new_page()
    fill_in_the_sign_in(other, live_app)
    other.close()
    expect(message(evaluator, scene)).to_have_text("Saved")
    expect(evaluator.locator("#unsaved")).to_be_hidden()
    assert scene.stored() == [("continuity", "6", "Written after the session had ended.")]


@ONE_WIDTH
def test_leaving_the_page_with_something_unsaved_is_warned_of(evaluator: Page, scene: Scene) -> None:
    evaluator.goto(scene.address)
    evaluator.context.set_offline(True)
    scene.field(evaluator, "s").click()
    evaluator.keyboard.type("6")
    warnings: list[str] = []

    def stay(dialog) -> None:  # type: ignore[no-untyped-def]
        warnings.append(dialog.type)
        dialog.dismiss()

    evaluator.on("dialog", stay)
    evaluator.close(run_before_unload=True)
    evaluator.wait_for_timeout(500)
    assert warnings == ["beforeunload"]
    expect(scene.field(evaluator, "s")).to_have_value("6")


@ONE_WIDTH
def test_a_second_tab_is_shown_both_values_and_decides(evaluator: Page, scene: Scene, check: Check) -> None:
    evaluator.goto(scene.address)
    other = evaluator.context.new_page()
    other.goto(scene.address)
    for page, score, ground in (
        (evaluator, "7", "From the first tab."),
        (other, "4", "From the second tab."),
    ):
        scene.field(page, "s").fill(score)
        scene.field(page, "g").fill(ground)
        scene.field(page, "s", "competence").focus()
        expect(message(page, scene)).not_to_have_text("")
        if page is evaluator:
            expect(message(page, scene)).to_have_text("Saved")
    expect(message(other, scene)).to_contain_text("7 – From the first tab.")
    expect(scene.field(other, "g")).to_have_value("From the second tab.")
    check(other)
    assert scene.stored() == [("continuity", "7", "From the first tab.")]
    other.get_by_role("button", name="Keep what I wrote").click()
    expect(message(other, scene)).to_have_text("Saved")
    assert scene.stored()[1:] == [("continuity", "4", "From the second tab.")]

    scene.field(evaluator, "s").fill("8")
    scene.field(evaluator, "s", "competence").focus()
    evaluator.get_by_role("button", name="Take the other").click()
    expect(scene.field(evaluator, "s")).to_have_value("4")
    expect(scene.field(evaluator, "g")).to_have_value("From the second tab.")
    assert len(scene.stored()) == 2
    other.close()


def test_the_grid_works_without_a_script(evaluator: Page, scene: Scene, live_server: str) -> None:
    context = evaluator.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=evaluator.context.storage_state(), locale="en-GB"
    )
    plain = context.new_page()
    plain.goto(live_server + scene.address)
    scene.field(plain, "s").fill("7")
    scene.field(plain, "g").fill("Without a script.")
    plain.get_by_role("button", name="Save").first.click()
    expect(plain.get_by_text("Alfa is saved.")).to_be_visible()
    assert scene.stored() == [("continuity", "7", "Without a script.")]
    context.close()
