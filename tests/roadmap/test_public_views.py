"""The public pages of a roadmap: open to everyone, honest about what is known, the same from the list to the last change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.db import begin_write, transaction
from marketkit.procurements.models import Buyer
from marketkit.roadmap import publishing, services
from marketkit.roadmap.entries import find_entry
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import DialogueDate, DialogueKind, Plan, Reason, Standing, ValueBand
from marketkit.values import Money, Window
from tests.factories import Factories
from tests.signing_in import sign_in

TODAY = datetime.now(UTC).date()
SOON = Window.parse(f"{TODAY.year + 1}-Q1")
PLAN = Plan(
    title="Sykesenger til Østfold",
    need="Sengene er gamle.\nDe knirker.",
    resident_change="Bedre søvn.",
    unit="Helse",
    cpv_codes=("33192120",),
    nuts_codes=("NO083",),
    value=ValueBand(Money.of(1_000_000, "NOK"), Money.of(2_000_000, "NOK")),
    contract_model="framework-agreement",
    for_small=True,
    contact="innkjop@fjordvik.example",
    window=SOON,
    confidence=Confidence.MEDIUM,
    dialogue=(DialogueDate(Window.parse(f"{TODAY.year + 1}-01"), DialogueKind.CONFERENCE, "Rådhuset"),),
)


class Roadmap:
    """A buyer's roadmap and a reader of it who has no account."""

    def __init__(self, app: Flask, client: FlaskClient, buyer: Buyer) -> None:
        self.app, self.client = app, client
        self.buyer_id, self.slug = buyer.id, buyer.slug
        self.base = f"/roadmap/{buyer.slug}"

    def publish(self, *plans: Plan, days_ago: int = 0) -> str:
        """An entry with these versions, a day apart, the last so many days ago; gives its key."""
        with self.app.app_context():
            with transaction():
                buyer = begin_write().get_one(Buyer, self.buyer_id)
                key = services.create_entry(buyer=buyer, plan=plans[0], actor_id=None).key
            for number, plan in enumerate(plans):
                at = datetime.now(UTC) - timedelta(days=days_ago + len(plans) - number)
                with transaction():
                    self._publish(key, plan, at, first=number == 0)
            return key

    def _publish(self, key: str, plan: Plan, at: datetime, *, first: bool) -> None:
        entry = find_entry(self.buyer_id, key)
        assert entry is not None
        how = {"entry": entry, "actor_id": None, "now": at}
        if plan.standing is Standing.STARTED:
            assert plan.ended_on is not None
            publishing.mark_started(**how, on=plan.ended_on)
        elif plan.standing.is_gone:
            assert plan.ended_on is not None
            publishing.cancel(
                **how, standing=plan.standing, reason=Reason.BUDGET, note="Fordi.", on=plan.ended_on
            )
        else:
            if not first:
                services.save_draft(entry=entry, plan=plan, version=0, actor_id=None)
            reason = Reason.FIRST if first else Reason.BUDGET
            publishing.publish(**how, reason=reason, note="" if first else "Fordi.")

    def start(self, key: str, on: date) -> None:
        """The competition was announced on a day, and that is published now."""
        with self.app.app_context(), transaction():
            entry = find_entry(self.buyer_id, key)
            assert entry is not None
            publishing.mark_started(entry=entry, on=on, actor_id=None, now=datetime.now(UTC))

    def get(self, path: str = "/", lang: str = "en", **query: str) -> TestResponse:
        return self.client.get(self.base + path, query_string={"lang": lang, **query})

    def text(self, path: str = "/", **query: str) -> str:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return " ".join(html.fromstring(answer.text).xpath("//main")[0].text_content().split())

    def titles(self, **query: str) -> list[str]:
        return html.fromstring(self.get(**query).text).xpath("//table[@id='entries']/tbody/tr/th/a/text()")


@pytest.fixture
def roadmap(app: Flask, client: FlaskClient, factories: Factories) -> Roadmap:
    buyer = factories.buyer(name="Fjordvik kommune")
    found = Roadmap(app, client, buyer)
    factories.commit()
    return found


def test_an_empty_roadmap_says_what_will_stand_there(roadmap: Roadmap):
    assert "Nothing is planned here yet" in roadmap.text()
    assert "Nothing is planned here yet" in roadmap.text("/timeline")
    assert "The figures come when the first announced windows have passed." in roadmap.text("/reliability")
    assert "It is no promise to buy" in roadmap.text("/about")


def test_there_is_no_roadmap_of_a_buyer_that_does_not_exist(roadmap: Roadmap):
    assert roadmap.client.get("/roadmap/nobody/").status_code == 404


def test_what_is_not_published_is_nowhere_to_be_seen(roadmap: Roadmap):
    with roadmap.app.app_context(), transaction():
        buyer = begin_write().get_one(Buyer, roadmap.buyer_id)
        key = services.create_entry(buyer=buyer, plan=PLAN, actor_id=None).key
    assert PLAN.title not in roadmap.get().text
    for path in (f"/entries/{key}", f"/entries/{key}.atom", f"/entries/{key}.ics", f"/api/entries/{key}"):
        assert roadmap.get(path).status_code == 404
    for path in ("/roadmap.atom", "/roadmap.csv", "/api/entries", "/api/changes", "/ocds/releases.json"):
        assert PLAN.title not in roadmap.get(path).text


def test_an_entry_tells_what_why_for_whom_and_when(roadmap: Roadmap):
    key = roadmap.publish(PLAN)
    shown = roadmap.text(f"/entries/{key}")
    for told in (
        "Sykesenger til Østfold",
        "De knirker.",
        "Bedre søvn.",
        f"Q1 {TODAY.year + 1}",
        "Likely (seven in ten should hold)",
        "NO083 Østfold",
        "NOK 1,000,000 to NOK 2,000,000",
        "Framework agreement",
        f"January {TODAY.year + 1}: Meeting for all suppliers. Rådhuset",
        "too few to tell",
    ):
        assert told in shown, told


def test_every_change_stands_with_its_reason(roadmap: Roadmap):
    later = replace(PLAN, window=Window.parse(f"{TODAY.year + 1}-Q4"))
    key = roadmap.publish(PLAN, later)
    shown = roadmap.text(f"/entries/{key}")
    assert f"When the competition is announced: Q1 {TODAY.year + 1} → Q4 {TODAY.year + 1}" in shown
    assert "Budget" in shown
    assert "Fordi." in shown


def test_a_window_that_has_passed_is_overdue_for_everyone_to_see(roadmap: Roadmap):
    key = roadmap.publish(replace(PLAN, window=Window.parse("2020-05")))
    assert "Overdue, not confirmed" in roadmap.text()
    assert "nothing has started" in roadmap.text(f"/entries/{key}")


def test_a_cancelled_entry_stays_at_its_address_with_its_reason(roadmap: Roadmap):
    gone = replace(PLAN, standing=Standing.CANCELLED, ended_on=TODAY - timedelta(days=2))
    key = roadmap.publish(PLAN, gone)
    assert "Nothing will come of this plan. Reason: Budget. Fordi." in roadmap.text(f"/entries/{key}")
    assert roadmap.titles() == []
    assert roadmap.titles(standing="all") == [PLAN.title]
    assert roadmap.titles(standing="cancelled") == [PLAN.title]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ostfold"}, True),
        ({"q": "SYKESENG"}, True),
        ({"q": "ambulanse"}, False),
        ({"cpv": "33"}, True),
        ({"cpv": "33192120-9"}, True),
        ({"cpv": "85"}, False),
        ({"place": "NO083"}, True),
        ({"place": "NO081"}, False),
        ({"unit": "Helse"}, True),
        ({"unit": "Skole"}, False),
        ({"window_from": f"{TODAY.year + 1}-03-31"}, True),
        ({"window_from": f"{TODAY.year + 1}-04-01"}, False),
        ({"window_to": f"{TODAY.year + 1}-01-01"}, True),
        ({"window_to": f"{TODAY.year}-12-31"}, False),
        ({"value_min": "2 000 000"}, True),
        ({"value_min": "2000001"}, False),
        ({"value_max": "999999"}, False),
        ({"model": "framework-agreement"}, True),
        ({"model": "purchase"}, False),
        ({"small": "true"}, True),
        ({"non_profit": "true"}, False),
        ({"changed_since": (TODAY - timedelta(days=5)).isoformat()}, True),
        ({"changed_since": (TODAY + timedelta(days=1)).isoformat()}, False),
    ],
)
def test_the_list_is_narrowed_by_its_address(roadmap: Roadmap, query: dict[str, str], found: bool):
    roadmap.publish(PLAN)
    assert (roadmap.titles(**query) == [PLAN.title]) is found
    listed = json.loads(roadmap.get("/api/entries", **query).text)
    assert (listed["total"] == 1) is found


@pytest.mark.parametrize(
    "query",
    [
        {"window_from": "yesterday"},
        {"value_min": "much"},
        {"cpv": "care"},
        {"procedure": "raffle"},
        {"changed_since": "soon"},
        {"small": "perhaps"},
        {"cursor": "nonsense"},
    ],
)
def test_what_cannot_be_read_in_an_address_is_told_and_left_out(roadmap: Roadmap, query: dict[str, str]):
    roadmap.publish(PLAN)
    page = roadmap.get(**query)
    assert page.status_code == 200
    assert html.fromstring(page.text).xpath("//div[@class='ds-alert']")
    assert roadmap.titles(**query) == [PLAN.title]
    refused = roadmap.get("/api/entries", **query)
    assert refused.status_code == 400
    assert json.loads(refused.text)["error"]


def test_long_lists_go_on_and_show_each_entry_once(roadmap: Roadmap):
    for number in range(53):
        roadmap.publish(replace(PLAN, title=f"Plan {number:02}"))
    first = roadmap.get(sort="title")
    page = html.fromstring(first.text)
    shown = page.xpath("//table[@id='entries']/tbody/tr/th/a/text()")
    assert "53 planned procurements" in first.text
    following = page.xpath("//a[@rel='next']/@href")[0]
    rest = html.fromstring(roadmap.client.get(following).text).xpath(
        "//table[@id='entries']/tbody/tr/th/a/text()"
    )
    assert shown + rest == [f"Plan {number:02}" for number in range(53)]


def test_a_reader_who_has_the_page_is_told_so_until_something_changes(roadmap: Roadmap):
    roadmap.publish(PLAN)
    for path in ("/", "/reliability", "/roadmap.atom", "/api/entries", "/ocds/releases.json", "/roadmap.csv"):
        first = roadmap.get(path)
        tag = first.headers["ETag"]
        assert first.headers["Last-Modified"]
        again = roadmap.client.get(
            roadmap.base + path, query_string={"lang": "en"}, headers={"If-None-Match": tag}
        )
        assert (again.status_code, again.data) == (304, b""), path
    before = roadmap.get("/").headers["ETag"]
    roadmap.publish(replace(PLAN, title="Another"))
    assert roadmap.get("/").headers["ETag"] != before
    assert "Another" in roadmap.get("/").text


def test_a_kept_page_is_not_given_to_a_person_who_is_signed_in(roadmap: Roadmap, factories: Factories):
    roadmap.publish(PLAN)
    assert "Sign in" in roadmap.get("/").text
    member = factories.member(factories.buyer(), Role.OFFICER)
    factories.commit()
    sign_in(roadmap.client, member)
    assert "Sign out" in roadmap.get("/").text
    assert "Sign in" not in roadmap.get("/").text


def test_hostile_text_stays_text_on_every_page(roadmap: Roadmap):
    hostile = replace(
        PLAN,
        title="<script>alert(1)</script>",
        need='"><img src=x onerror=alert(1)>',
        unit="=cmd|' /C calc'!A0",
        contact="x\r\nX-Injected: yes",
    )
    key = roadmap.publish(hostile)
    for path in ("/", "/timeline", f"/entries/{key}", "/reliability"):
        page = roadmap.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "\n=cmd" not in roadmap.get("/roadmap.csv").text.replace(";=cmd", "\n=cmd")


def test_the_timeline_counts_by_the_quarter_in_which_windows_end(roadmap: Roadmap):
    roadmap.publish(PLAN)
    roadmap.publish(replace(PLAN, title="Two", window=Window.parse(f"{TODAY.year + 1}-02")))
    roadmap.publish(replace(PLAN, title="Undated", window=None))
    shown = roadmap.text("/timeline")
    assert f"Most is planned for Q1 {TODAY.year + 1}: 2 entries." in shown
    assert "No time said yet" in shown
    page = html.fromstring(roadmap.get("/timeline").text)
    rows = page.xpath("//table[@id='timeline-numbers']/tbody/tr")
    assert [[cell.text_content() for cell in row] for row in rows] == [
        [f"Q1 {TODAY.year + 1}", "2", "0", "0", "0"]
    ]


def test_the_reliability_page_tells_what_its_figures_rest_on(roadmap: Roadmap):
    window = Window.parse("2024-Q1")
    for number in range(10):
        started = date(2024, 2, 1) if number < 7 else date(2024, 5, 10)
        roadmap.publish(
            replace(PLAN, title=f"Plan {number}", window=window),
            replace(PLAN, title=f"Plan {number}", window=window, standing=Standing.STARTED, ended_on=started),
            days_ago=0,
        )
    # What was published after the start promised nothing, so none of these counts.
    assert "No announced window has ended yet." in roadmap.text("/reliability")


def test_figures_are_shown_from_ten_entries_on(roadmap: Roadmap):
    today = datetime.now(UTC).date()
    window = Window.around(today - timedelta(days=60), today - timedelta(days=60), SOON.precision)
    days = (today - window.start).days + 30
    for number in range(10):
        plan = replace(PLAN, title=f"Plan {number}", window=window)
        roadmap.start(roadmap.publish(plan, days_ago=days), window.start if number < 7 else today)
    shown = roadmap.text("/reliability")
    ended = window.end < today
    assert ("70% of 10 entries started inside the window" in shown) is ended
    if ended:
        page = html.fromstring(roadmap.get("/reliability").text)
        [row] = page.xpath("//table[@id='on-time']/tbody/tr[1]")
        cells = [" ".join(cell.text_content().split()) for cell in row]
        # 7 of 10, Wilson 95 %: 0.3968 to 0.8922 by hand.
        assert cells == [
            "As first published",
            "70% (40% to 89% with 95 in 100 certainty; n = 10)",
            "10",
            "0",
            "3",
            "0",
            "0",
        ]


def test_programs_read_pages_and_changes_without_losing_any(roadmap: Roadmap):
    key = roadmap.publish(PLAN, replace(PLAN, title="Renamed"))
    one = json.loads(roadmap.get(f"/api/entries/{key}").text)
    assert (one["title"], one["version"], len(one["versions"])) == ("Renamed", 2, 2)
    assert (one["value_low"], one["currency"], one["window_from"]) == (
        "1000000.00",
        "NOK",
        f"{TODAY.year + 1}-01-01",
    )
    seen = json.loads(roadmap.get("/api/changes").text)
    assert seen["changes"][-1]["field"] == "title"
    assert (seen["changes"][-1]["old"], seen["changes"][-1]["new"]) == (PLAN.title, "Renamed")
    assert not seen["more"]
    nothing = json.loads(roadmap.get("/api/changes", since=seen["cursor"]).text)
    assert nothing["changes"] == []
    roadmap.publish(replace(PLAN, title="New"))
    more = json.loads(roadmap.get("/api/changes", since=nothing["cursor"]).text)
    assert "New" in [change["new"] for change in more["changes"]]
    assert roadmap.get("/api/changes", since="nonsense").status_code == 400


def test_pages_speak_bokmaal(roadmap: Roadmap):
    roadmap.publish(PLAN)
    page = roadmap.get("/", lang="nb")
    assert html.fromstring(page.text).get("lang") == "nb"
    assert f"1. kvartal {TODAY.year + 1}" in page.text
