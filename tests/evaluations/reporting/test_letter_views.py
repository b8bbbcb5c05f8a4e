"""The pages of the letters, from the draft to the moment they are sent."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from lxml import html
from sqlalchemy import select

from marketkit.db import begin_write, db
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Procurement
from tests.evaluations.decision.arranging import correct_price
from tests.evaluations.reporting.test_report_views import Officer, officer  # noqa: F401 - a fixture


def arrange(app: Flask, change: Callable[[Procurement], object]) -> None:
    """Change the one procurement there is."""
    with app.app_context():
        begin_write()
        change(db.session.scalars(select(Procurement)).one())
        db.session.commit()


def under(regime: Regime | None) -> Callable[[Procurement], object]:
    return lambda procurement: setattr(procurement, "regime", regime)


def names(page: str) -> set[str]:
    """The fields of the form that drafts the letters."""
    form = html.fromstring(page).xpath("//form[contains(@action, '/letters/draft')]")[0]
    return {each.get("name") for each in form.xpath(".//input|.//textarea")} - {"csrf_token", "shown"}


def test_letters_are_drafted_read_changed_approved_and_noted_as_sent(officer: Officer):  # noqa: F811
    drafted = officer.post("/letters/draft", how="electronically")
    assert "2 letters are drafted." in drafted.text
    numbers = sorted(set(re.findall(r"/letters/(\d+)", drafted.text)))
    assert len(numbers) == 2
    revised = officer.post_to(f"/letters/{numbers[0]}", "/revise", language="en", remark="See you next time.")
    assert "See you next time." in revised.text
    links = html.fromstring(revised.text).xpath("//a/@href")
    assert any(link.split("?")[0].endswith(f"/letters/{numbers[0]}") for link in links)  # the version before
    newest = revised.request.path.rsplit("/", 1)[1]
    unread = officer.post_to(f"/letters/{newest}", "/approve")
    assert unread.status_code == 422
    for number in (newest, numbers[1]):
        done = officer.post_to(f"/letters/{number}", "/approve", understood="y")
        assert "The letter is approved." in done.text
    now = datetime.now(UTC).astimezone(ZoneInfo("Europe/Oslo"))
    sent = officer.post(
        "/letters/sent", sent_at=f"{now:%Y-%m-%dT%H:%M}", how="electronically", understood="y"
    )
    assert "The letters are noted as sent." in sent.text
    archive = officer.get("/letters.zip")
    with zipfile.ZipFile(io.BytesIO(archive.data)) as found:
        endings = sorted(name.rsplit(".", 1)[1] for name in found.namelist())
        assert endings == ["docx", "docx", "html", "html"]
    assert officer.get(f"/letters/{newest}.docx").data.startswith(b"PK")
    assert officer.get("/letters/999").status_code == 404


def test_approving_an_older_version_is_refused_with_the_reason(officer: Officer):  # noqa: F811
    drafted = officer.post("/letters/draft", how="electronically")
    number = re.findall(r"/letters/(\d+)", drafted.text)[0]
    officer.post_to(f"/letters/{number}", "/revise", language="en", remark="x")
    old = officer.post("/letters/draft", how="electronically")
    assert old.status_code == 200
    page = officer.get(f"/letters/{number}")
    assert "has taken its place" in page.text
    assert "Approve the letter" not in page.text


def test_whether_the_price_to_tie_is_told_is_decided_with_a_reason(officer: Officer):  # noqa: F811
    bare = officer.post("/letters/price-to-tie", allowed="yes")
    assert bare.status_code == 422
    done = officer.post("/letters/price-to-tie", allowed="yes", reason="Asked for in court.")
    assert "By recorded decision" in done.text


def test_each_law_asks_for_what_its_letters_need(app: Flask, officer: Officer):  # noqa: F811
    assert names(officer.get("/letters").text) == {"how", "days"}  # part 3
    assert "not been checked against its source" not in officer.get("/letters").text
    arrange(app, under(Regime.NO_PART_2))
    page = officer.get("/letters").text
    assert names(page) == {"days"}
    assert html.fromstring(page).xpath("//input[@name='days']/@value") == ["10"]
    assert "This law has not been checked against its source" in page
    arrange(app, under(None))
    page = officer.get("/letters").text
    assert names(page) == {"days"}
    assert "No law on the waiting time is known here for this procurement" in page
    assert "No law on what suppliers are told is known here" in page
    arrange(app, under(Regime.UK_FULL))
    found = names(officer.get("/letters").text)
    assert len(found) == 2
    assert all(name.startswith("address-") for name in found)


def test_addresses_that_were_typed_stand_in_the_letters_and_in_the_form(app: Flask, officer: Officer):  # noqa: F811
    arrange(app, under(Regime.UK_FULL))
    first, second = sorted(names(officer.get("/letters").text))
    drafted = officer.post("/letters/draft", **{first: "1 High Street, Leeds"})
    assert "1 High Street, Leeds" in drafted.text
    assert "enter the postal address and e-mail address of Beta AS" in drafted.text
    assert "enter the postal address and e-mail address of Alfa AS" not in drafted.text
    number = re.findall(r"/letters/(\d+)", drafted.text)[0]
    letter = officer.get(f"/letters/{number}").text
    assert "1 High Street, Leeds" in letter
    assert "Approve the letter" not in letter
    assert second not in letter


def test_a_wait_shorter_than_the_law_demands_is_refused_and_nothing_typed_is_lost(officer: Officer):  # noqa: F811
    refused = officer.post("/letters/draft", how="otherwise", days="12")
    assert refused.status_code == 409
    assert "at least 15 days" in refused.text
    found = html.fromstring(refused.text)
    assert found.xpath("//input[@name='days']/@value") == ["12"]
    assert found.xpath("//input[@name='how'][@checked]/@value") == ["otherwise"]
    assert officer.post("/letters/draft", how="otherwise", days="many").status_code == 422


def test_letters_of_an_award_that_was_overtaken_say_so_and_offer_no_approval(app: Flask, officer: Officer):  # noqa: F811
    drafted = officer.post("/letters/draft", how="electronically")
    number = re.findall(r"/letters/(\d+)", drafted.text)[0]
    assert "Approve the letter" in officer.get(f"/letters/{number}").text
    arrange(app, lambda procurement: correct_price(procurement, standing_bids(procurement)[1], 3000))
    assert "The award no longer rests on what stands" in officer.get("/letters").text
    page = officer.get(f"/letters/{number}").text
    assert "take the award back, calculate again and decide anew" in page
    assert "Approve the letter" not in page
