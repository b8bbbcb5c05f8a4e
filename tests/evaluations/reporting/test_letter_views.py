"""The pages of the letters, from the draft to the moment they are sent."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.evaluations.reporting.test_report_views import Officer, officer  # noqa: F401 - a fixture


def test_letters_are_drafted_read_changed_approved_and_noted_as_sent(officer: Officer):  # noqa: F811
    drafted = officer.post("/letters/draft", how="electronically")
    assert "2 letters are drafted." in drafted.text
    numbers = sorted(set(re.findall(r"/letters/(\d+)", drafted.text)))
    assert len(numbers) == 2
    revised = officer.post_to(f"/letters/{numbers[0]}", "/revise", language="en", remark="See you next time.")
    assert "See you next time." in revised.text
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
        assert len(found.namelist()) == 4
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
