"""The workbench as an officer uses it, with a browser that runs no script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.audit import AuditEntry
from marketkit.db import db
from marketkit.evaluations import services as trials
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.preparation.workbench_sources import ready_beginnings
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Buyer, Procurement
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.reader import open_strategy, read_strategy
from marketkit.sourcing.strategy import Strategy
from tests.evaluations.stages import locked
from tests.factories import Factories
from tests.signing_in import sign_in
from tests.sourcing.test_writer import FILES, content_of

SMALL = b"""\
# Why so: because.
id: care
title: {en: Care, nb: Omsorg, sv: Omsorgen}
regime: no-part-3
packs: [no]
currency: NOK
price_basis: {vat: excluded, period: {en: 4 years, sv: "4 \xc3\xa5r"}, options: {en: two, nb: to}}
award: weighted-sum
tie_break: [price, people]
criteria:
  - id: quality
    title: {en: Quality}
    kind: quality
    weight: 70.5
    parts:
      - {id: people, weight: 60, scale: [0, 10], min_score: 4}
      - {id: skill, weight: 40, scale: [0, 10]}
  - {id: price, kind: cost, weight: 29.5, quantity: 12500, formula: {name: linear-fixed, low: 1000000, high: 2000000}}
declarations:
  - {rule: no.climate-weight, chosen: immaterial-impact, reason: "Words on paper, and nothing else."}
"""
BIDS = b"bid;people;skill;price\nA;5;5;100\nB;8;8;120\n"
Fields = MultiDict[str, str]


@dataclass
class Officer:
    """An officer at one procurement."""

    client: FlaskClient
    base: str

    def get(self, path: str = "/strategy/edit", **values: str) -> TestResponse:
        return self.client.get(self.base + path, query_string={"lang": "en", **values})

    def fields(self, **values: str) -> Fields:
        """What the form would send as it stands."""
        return fields_of(self.get(**values))

    def send(self, fields: Fields, do: str = "look", **changes: str) -> TestResponse:
        for name, value in changes.items():
            fields[name.replace("__", "-")] = value
        fields["do"] = do
        return self.client.post(f"{self.base}/strategy/edit", data=fields)


def fields_of(answer: TestResponse) -> Fields:
    form = html.fromstring(answer.text).get_element_by_id("bench")
    texts = {each.name for each in form.iter("textarea")}
    # A browser drops the line break that a text area begins with.
    return MultiDict(
        (name, value.removeprefix("\n") if name in texts else value) for name, value in form.form_values()
    )


def field(answer: TestResponse, name: str) -> str:
    return fields_of(answer)[name]


def beside(answer: TestResponse, name: str) -> str:
    """What stands beside a field as wrong."""
    page = html.fromstring(answer.text)
    assert page.get_element_by_id(name).get("aria-invalid") == "true", name
    return page.get_element_by_id(f"{name}-error").text_content()


def text_of(answer: TestResponse, id_: str) -> str:
    return " ".join(html.fromstring(answer.text).get_element_by_id(id_).text_content().split())


@pytest.fixture
def buyer(factories: Factories) -> Buyer:
    return factories.buyer(slug="here")


@pytest.fixture
def at(app: Flask, client: FlaskClient, factories: Factories, buyer: Buyer) -> Callable[..., Officer]:
    """An officer at a new procurement, which has this strategy."""
    user = factories.member(buyer, Role.OFFICER)
    sign_in(client, user)

    def made(content: bytes | None = None, bids: bytes | None = None) -> Officer:
        id_ = factories.procurement(buyer, title=f"Earlier {len(content or b'')}").id
        factories.commit()
        with app.app_context():
            procurement = db.session.get_one(Procurement, id_)
            if content:
                adopt(procurement, content)
            if bids:
                trials.receive_bids(procurement=procurement, content=bids, file_name="b.csv", actor_id=None)
            db.session.commit()
        return Officer(client, f"/b/here/procurements/{id_}/evaluation")

    return made


def adopt(procurement: Procurement, content: bytes) -> None:
    trials.change_strategy(procurement=procurement, content=content, file_name="care.yaml", actor_id=None)


@pytest.fixture
def officer(at: Callable[..., Officer]) -> Officer:
    return at(SMALL)


def versions(session: Session) -> list[StrategyVersion]:
    found = list(session.scalars(select(StrategyVersion).order_by(StrategyVersion.number)))
    session.expunge_all()
    session.rollback()
    return found


def count(session: Session, table: type) -> int:
    found = session.scalar(select(func.count()).select_from(table)) or 0
    session.rollback()
    return found


def newest(session: Session) -> Strategy:
    return content_of(read_strategy(versions(session)[-1].content, "care.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_ready_strategy_goes_through_the_form_unchanged(
    at: Callable[..., Officer], session: Session, path
) -> None:
    officer = at()
    answer = officer.send(officer.fields(begin=f"ready:{path.stem}"), "save")
    assert answer.status_code == 302, text_of(answer, "bench-problems")
    assert newest(session) == content_of(open_strategy(path))
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert versions(session)[-1].content.decode().splitlines()[: len(comments)] == comments


def test_a_change_is_saved_as_the_next_version_and_the_bids_calculated_by_it(
    at: Callable[..., Officer], session: Session
) -> None:
    officer = at(SMALL, BIDS)
    answer = officer.send(
        officer.fields(),
        "save",
        criteria__0__weight="60,5",
        criteria__3__weight="39.5",
        criteria__1__title_en="Few different people",
    )
    assert answer.status_code == 302
    first, second = versions(session)
    before, after = content_of(read_strategy(first.content, "")), newest(session)
    assert [str(each.weight) for each in after.criteria] == ["121/2", "79/2"]
    assert after.criterion("people").title == {"en": "Few different people"}
    assert (after.title, after.price_basis, after.tie_break) == (
        before.title,
        before.price_basis,
        before.tie_break,
    )
    assert after.declarations == before.declarations
    assert second.content.startswith(b"# Why so: because.\n")
    assert count(session, Calculation) == 2


def test_saving_without_a_change_makes_no_new_version(officer: Officer, session: Session) -> None:
    answer = officer.send(officer.fields(), "save")
    assert answer.status_code == 302
    assert "Nothing was changed" in officer.get("/strategy").text
    assert len(versions(session)) == 1


@pytest.mark.parametrize(
    "do", ["look", "add", "add-part:0", "remove:1", "up:2", "down:0", "export", "nonsense:x", ""]
)
def test_only_saving_stores_anything(officer: Officer, session: Session, do: str) -> None:
    entries = count(session, AuditEntry)
    answer = officer.send(officer.fields(), do, criteria__0__weight="1")
    assert answer.status_code == 200
    assert len(versions(session)) == 1
    assert count(session, AuditEntry) == entries


def test_every_fault_stands_beside_its_field_and_at_the_top_and_nothing_typed_is_lost(
    officer: Officer, session: Session
) -> None:
    typed = {
        "currency": "kroner",
        "title_en": "",
        "criteria-0-weight": "70,500",
        "criteria-1-worst": "ten",
        "criteria-2-weight": "",
        "criteria-3-low": "3\u00a0000\u00a0000",
        "award_to": "none",
        "mean": "200",
    }
    answer = officer.send(
        officer.fields(), "save", **{name.replace("-", "__"): text for name, text in typed.items()}
    )
    assert answer.status_code == 422
    assert len(versions(session)) == 1
    assert {name: field(answer, name) for name in typed} == typed
    assert "expected a code of three capital letters" in beside(answer, "currency")
    assert "can be read in two ways" in beside(answer, "criteria-0-weight")
    assert "is not a number" in beside(answer, "criteria-1-worst")
    assert beside(answer, "criteria-2-weight") == "is missing"
    assert "must be less than high" in beside(answer, "criteria-3-low")
    assert "is not a number" in beside(answer, "award_to")
    assert "from 0 to 100" in beside(answer, "mean")
    problems = html.fromstring(answer.text).get_element_by_id("bench-problems")
    links = [link.get("href") for link in problems.iter("a")]
    assert len(links) == 7
    for link in links:
        assert html.fromstring(answer.text).get_element_by_id(link[1:]) is not None
    assert "Price – " not in text_of(answer, "bench-problems")  # it has no title, so it is called by its name
    assert "price – Price that earns full points: must be less than high" in text_of(answer, "bench-problems")


def test_the_sums_stand_at_every_level(officer: Officer) -> None:
    answer = officer.send(officer.fields(), criteria__0__weight="60", criteria__1__weight="70")
    assert text_of(answer, "criteria-sum") == "Sum of the weights: 89.5 of 100 percent · 10.5 left to give"
    assert text_of(answer, "criteria-0-sum") == "Sum of its parts: 110 of 100 percent · 10 too much"
    assert "the weights sum to 110" in text_of(answer, "criteria-0-parts-error")
    assert "the weights sum to 89.5" in text_of(answer, "criteria-error")
    points = officer.send(officer.fields(), weights="points", criteria__0__weight="")
    assert text_of(points, "criteria-0-sum") == "Sum of its parts: 100 points"
    assert text_of(points, "criteria-sum") == "Sum of the weights: 129.5 points"


def test_rows_are_added_moved_and_removed_with_everything_that_was_entered(officer: Officer) -> None:
    answer = officer.send(
        officer.fields(), "add-part:0", title_en="Changed", criteria__2__title_nb="Faglighet"
    )
    fields = fields_of(answer)
    assert [fields[f"criteria-{row}-id"] for row in range(5)] == ["quality", "people", "skill", "", "price"]
    assert [fields[f"criteria-{row}-depth"] for row in range(5)] == ["0", "1", "1", "1", "0"]
    assert (fields["title_en"], fields["criteria-2-title_nb"]) == ("Changed", "Faglighet")
    fields = fields_of(officer.send(fields, "up:2", criteria__3__title_en="New one"))
    assert [fields[f"criteria-{row}-id"] for row in range(5)] == [
        "quality",
        "skill",
        "people",
        "new-one",
        "price",
    ]
    fields = fields_of(officer.send(fields, "down:0"))
    assert [fields[f"criteria-{row}-id"] for row in range(2)] == ["price", "quality"]
    fields = fields_of(officer.send(fields, "remove:1"))
    assert [name for name in fields if name.endswith("-id")] == ["criteria-0-id"]
    fields = fields_of(officer.send(fields, "add"))
    assert fields["criteria-1-depth"] == "0"
    fields = fields_of(officer.send(fields, "remove:99"))
    assert "criteria-1-id" in fields


def test_the_facts_of_the_method_follow_the_choice(officer: Officer) -> None:
    answer = officer.get()
    assert "The order of two bids never depends on a third bid." in text_of(answer, "facts")
    assert "What a quality point may cost is known before the bids are opened." in text_of(answer, "facts")
    answer = officer.send(officer.fields(), criteria__3__formula="linear-min-max")
    assert "The order of two bids can change when a third bid comes or goes." in text_of(answer, "facts")
    assert "not known until the bids are opened" in text_of(answer, "facts")


def shown(answer: TestResponse, name: str) -> bool:
    return html.fromstring(answer.text).get_element_by_id(f"{name}-cell").get("hidden") is None


def test_another_method_asks_for_other_fields_and_keeps_what_the_first_had(officer: Officer) -> None:
    answer = officer.send(officer.fields(), award="monetised-quality")
    assert not shown(answer, "criteria-1-weight")
    assert shown(answer, "criteria-1-worth")
    assert not shown(answer, "criteria-3-formula")
    assert not shown(answer, "weights")
    assert "is missing" in beside(answer, "criteria-1-worth")
    answer = officer.send(fields_of(answer), award="weighted-sum")
    assert field(answer, "criteria-1-weight") == "60"
    assert field(answer, "criteria-3-low") == "1\u00a0000\u00a0000"
    assert text_of(answer, "bench-problems") == ""


def test_a_rule_offers_another_way_beside_what_it_is_about_and_the_reason_is_stored(
    officer: Officer, session: Session
) -> None:
    fields = officer.fields()
    fields["declarations-0-chosen"] = fields["declarations-0-reason"] = ""
    answer = officer.send(fields)
    finding = text_of(answer, "finding-strategy-0-criteria")
    assert finding.startswith("Must be put right before the lock: No criterion counts as climate")
    assert "§ 7-9" in finding
    offered = html.fromstring(answer.text).get_element_by_id("declarations-criteria")
    assert [each.get("value") for each in offered.iter("option")] == [
        "",
        "requirements-instead",
        "immaterial-impact",
        "essential-interests",
    ]
    answer = officer.send(fields_of(answer), "save", declarations__0__chosen="requirements-instead")
    assert answer.status_code == 422
    assert beside(answer, "declarations-0-reason") == "is missing"
    answer = officer.send(
        fields_of(answer), "save", declarations__0__reason="All by bicycle.\r\nFrom day one."
    )
    assert answer.status_code == 302
    (declaration,) = newest(session).declarations
    assert (declaration.chosen, declaration.reason) == (
        "requirements-instead",
        "All by bicycle.\nFrom day one.",
    )


def test_a_rule_that_is_not_declared_yet_gets_empty_fields(at: Callable[..., Officer]) -> None:
    officer = at(SMALL[: SMALL.index(b"declarations:")])
    fields = officer.fields()
    assert fields["declarations-0-rule"] == "no.climate-weight"
    assert fields["declarations-0-reason"] == ""
    assert "It can be saved. Left to see to by the rules before the lock: 1." in text_of(
        officer.get(), "bench-status"
    )


def test_a_blank_strategy_follows_the_procurement_and_is_not_told_off_before_anything_is_typed(
    at: Callable[..., Officer],
) -> None:
    answer = at().get(begin="blank")
    fields = fields_of(answer)
    assert fields["regime"] == Regime.NO_PART_3.value
    assert fields.getlist("packs") == ["eu", "no", "eforms"]
    assert text_of(answer, "bench-problems") == ""
    assert "aria-invalid" not in answer.text
    assert "Left to mend or fill in before it can be saved: 3." in text_of(answer, "bench-status")


def test_a_strategy_begins_from_a_copy_of_another_procurement_of_the_same_buyer(
    at: Callable[..., Officer], session: Session, factories: Factories, app: Flask
) -> None:
    earlier = at(SMALL)
    foreign = factories.procurement(factories.buyer(slug="there"), title="Not ours").id
    factories.commit()
    with app.app_context():
        adopt(db.session.get_one(Procurement, foreign), SMALL)
        db.session.commit()
    officer = at()
    page = officer.get("/strategy/begin").text
    assert f"Earlier {len(SMALL)}" in page
    assert "Not ours" not in page
    number = earlier.base.split("/")[4]
    fields = officer.fields(begin=f"earlier:{number}")
    assert fields["shown"] == "0"
    assert officer.send(fields, "save").status_code == 302
    assert newest(session) == content_of(read_strategy(SMALL, ""))
    assert officer.get(begin=f"earlier:{foreign}").status_code == 404


@pytest.mark.parametrize(
    "begin",
    [
        "ready:nothing",
        "ready:../packs/no",
        "earlier:x",
        "earlier:",
        "earlier:999999999999",
        "thin air",
        "in-use",
    ],
)
def test_what_is_not_there_cannot_be_begun_from(at: Callable[..., Officer], begin: str) -> None:
    assert at().get(begin=begin).status_code == 404


def test_without_a_strategy_the_choice_of_a_beginning_comes_first(
    at: Callable[..., Officer], app: Flask
) -> None:
    officer = at()
    answer = officer.get()
    assert answer.status_code == 302
    assert answer.location == f"{officer.base}/strategy/begin"
    page = officer.get("/strategy/begin").text
    with app.test_request_context():
        names = [each.name for each in ready_beginnings("en")]
    assert len(names) >= 8
    assert all(name in page for name in names)


def test_a_stale_tab_is_answered_with_both_and_what_was_entered_stays(
    officer: Officer, session: Session, app: Flask
) -> None:
    mine = officer.fields()
    other = officer.fields()
    officer.send(
        other, "save", criteria__0__weight="65", criteria__3__weight="35", criteria__1__min_score="5"
    )
    answer = officer.send(mine, "save", criteria__0__weight="60", criteria__3__weight="40")
    assert answer.status_code == 409
    assert "Somebody else changed the strategy meanwhile" in answer.text
    rows = html.fromstring(answer.text).get_element_by_id("differences").xpath(".//tbody/tr")
    assert [[cell.text_content() for cell in row] for row in rows] == [
        ["Quality", "Weight", "60", "65"],
        ["people", "Least score", "4", "5"],
        ["price", "Weight", "40", "35"],
    ]
    assert field(answer, "criteria-0-weight") == "60"
    assert len(versions(session)) == 2
    assert officer.send(fields_of(answer), "save").status_code == 302
    assert [str(each.weight) for each in newest(session).criteria] == ["60", "40"]
    assert len(versions(session)) == 3


def test_a_locked_strategy_is_not_edited_here_and_the_page_says_how_it_is_changed(
    officer: Officer, session: Session, app: Flask
) -> None:
    fields = officer.fields()
    with app.app_context():
        procurement = db.session.get_one(Procurement, int(officer.base.split("/")[4]))
        locked(procurement, strategy=SMALL)
    count = len(versions(session))
    for path in ("/strategy/edit", "/strategy/begin"):
        assert "only by correcting the published documents" in officer.get(path).text
    answer = officer.send(fields, "save", criteria__0__weight="60")
    assert answer.status_code == 409
    assert "The strategy is locked" in answer.text
    assert len(versions(session)) == count
    assert "See the lock and how it can be changed" in officer.get("/strategy").text
    assert "Use this strategy" not in officer.get("/strategy").text


def test_taking_a_strategy_as_it_is_is_refused_once_one_is_locked(
    officer: Officer, session: Session, app: Flask
) -> None:
    token = officer.fields()["csrf_token"]
    with app.app_context():
        locked(db.session.get_one(Procurement, int(officer.base.split("/")[4])), strategy=SMALL)
    count = len(versions(session))
    answer = officer.client.post(
        f"{officer.base}/strategy",
        data={"csrf_token": token, "ready": "food-service"},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    assert "the strategy is locked; a change needs corrected documents and a reason" in answer.text
    assert len(versions(session)) == count


def test_what_is_entered_can_be_had_as_a_file_without_saving(officer: Officer) -> None:
    answer = officer.send(officer.fields(), "export", criteria__0__weight="60", criteria__3__weight="40")
    assert answer.headers["Content-Disposition"] == "attachment; filename=care.yaml"
    assert [str(each.weight) for each in read_strategy(answer.data, "").criteria] == ["60", "40"]
    refused = officer.send(officer.fields(), "export", criteria__0__weight="60")
    assert "the weights sum to 89.5" in refused.text


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.LEGAL, Role.LEADER, Role.AUDITOR, Role.ADMIN])
def test_only_officers_edit(
    officer: Officer, factories: Factories, buyer: Buyer, session: Session, role: Role
) -> None:
    fields = officer.fields()
    user = factories.member(buyer, role)
    sign_in(officer.client, user)
    assert officer.get().status_code == 403
    assert officer.get("/strategy/begin").status_code == 403
    fields["csrf_token"] = fields_of_another_page(officer.client)
    assert officer.send(fields, "save").status_code == 403
    assert len(versions(session)) == 1


def fields_of_another_page(client: FlaskClient) -> str:
    page = html.fromstring(client.get("/account").text)
    (token, *_rest) = page.xpath("//input[@name='csrf_token']/@value")
    return str(token)


@pytest.mark.parametrize(
    "wreck",
    [
        {"criteria-0-depth": "7", "criteria-1-depth": "-1", "criteria-2-depth": "deep"},
        {"shown": "x" * 50, "title_more": "[" * 9000, "vat": '{"en": 3}', "period_more": '{"!": "x"}'},
        {"criteria-999999-id": "far", "declarations-77-rule": "x", "tie_break-50": "nothing"},
        {"criteria-0-id": "\x00\x07", "title_en": "\x1b", "notes": "a\r\nid: b\u2028c"},
        {
            "regime": "us",
            "award": "best",
            "weights": "stars",
            "criteria-0-kind": "nice",
            "criteria-3-formula": "x",
        },
    ],
)
def test_whatever_is_sent_is_answered_with_the_page(officer: Officer, wreck: dict[str, str]) -> None:
    fields = officer.fields()
    fields.update(wreck)
    for name, value in wreck.items():
        fields[name] = value
    assert officer.send(fields).status_code == 200


def test_nothing_but_a_token_is_answered_with_the_page(officer: Officer) -> None:
    fields: Fields = MultiDict({"csrf_token": officer.fields()["csrf_token"]})
    answer = officer.send(fields, "save")
    assert answer.status_code == 422
    assert "is missing" in beside(answer, "currency")


def test_the_page_speaks_norwegian_with_norwegian_numbers(officer: Officer) -> None:
    answer = officer.get(lang="nb")
    assert field(answer, "criteria-0-weight") == "70,5"
    assert field(answer, "criteria-3-low") == "1\u00a0000\u00a0000"
