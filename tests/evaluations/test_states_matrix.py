"""Every page of the evaluation, asked by every role, at each stage of a procurement: one table, written by hand.

Who may, from the roles as people understand them: what prepares the competition is for everybody but administrators;
the evaluation is for officers and auditors, and for evaluators, lawyers and leaders from the award on; what changes
something is the officer's; scoring is for officers and evaluators. Whoever may not gets 403, somebody else's officer 404.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketkit.access import Role
from marketkit.db import db
from marketkit.evaluations.assessment.closing import close_quality
from marketkit.evaluations.assessment.services import hand_over
from marketkit.evaluations.bids.documents import add_documents
from marketkit.evaluations.bids.models import Envelope
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision import services as decision
from marketkit.evaluations.decision.models import DecisionGround
from marketkit.evaluations.reporting.letters import approve_letter, draft_letters, mark_sent
from marketkit.evaluations.reporting.reports import write_report
from marketkit.evaluations.reporting.secrets import claim_secret, claims, decide_secret
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Buyer, Procurement
from tests.evaluations import stages
from tests.evaluations.assessment.arranging import Panel
from tests.evaluations.assessment.arranging import opened as opened_bids
from tests.evaluations.bids.arranging import PDF
from tests.evaluations.decision.arranging import award, calculate
from tests.factories import Factories
from tests.signing_in import sign_in

STAGES = ("prepared", "locked", "opened", "scored", "calculated", "awarded", "signed", "cancelled")
AFTER_AWARD = {"awarded", "signed"}
BEFORE_SCORES = {"prepared", "locked", "opened"}
# strategy: all but administrators; evaluation: officers and auditors, after the award evaluators, lawyers and leaders
# too; officer; panel: officers and evaluators. One column for each stage, in their order; one number stands for all.
TABLE = """
/strategy                        strategy    200
/strategy/1.yaml                 strategy    200
/strategy/2.yaml                 strategy    404
/strategy/ready/{ready}.yaml     strategy    200
/strategy/begin                  officer     200
/strategy/edit                   officer     200
/plan                            strategy    200
/lock                            strategy    200
/lock/change                     officer     302 200 200 200 200 200 200 200
/method                          strategy    200
/method.docx                     strategy    200
/method.html                     strategy    200
/dry-run                         officer     200
/progress                        strategy    200
/exclude?bid=Alfa                officer     404 302 302 302 302 302 302 302
/readmit?bid=Alfa                officer     404 302 302 302 302 302 302 302
/bid-file/csv                    evaluation  200
/bids                            evaluation  200
/bids/opening                    officer     302 200 200 200 200 200 200 200
/bids/opening/prices             officer     302
/bids/requirements               evaluation  200
/bids/findings                   evaluation  200
/bids/import                     officer     302 302 200 200 200 200 200 200
/bids/new                        officer     302 302 200 200 200 200 200 200
/bids/blank/bids.csv             officer     404 200 200 200 200 200 200 200
/bids/{bid}                      evaluation  404 404 200 200 200 200 200 200
/bids/{bid}/again                officer     404 404 200 200 200 200 200 200
/bids/{bid}/correct?criterion=price  officer     404 404 200 200 200 200 200 200
/bids/{bid}/options              officer     404 404 200 200 200 200 200 200
/bids/{bid}/documents            officer     404 404 200 200 200 200 200 200
/bids/{bid}/reject               officer     404 404 200 200 200 200 200 200
/bids/{bid}/let-back             officer     404 404 200 200 200 200 200 200
/bids/{bid}/submissions/1/take-back  officer  404 404 200 200 200 200 200 200
/bids/suppliers/{supplier}/reject    officer  404 404 200 200 200 200 200 200
/bids/suppliers/{supplier}/let-back  officer  404 404 200 200 200 200 200 200
/bids/documents/{document}       document    404 404 200 200 200 200 200 200
/assess                          panel       200
/assess/conflicts                panel       200
/assess/finish                   panel       200
/assess/assign                   officer     200
/moderate                        discussion  200
/moderate/{bid}/continuity       officer     404 404 200 200 200 200 200 200
/moderate/people/{person}/go-on  officer     404 404 404 200 200 200 200 200
/moderate/close                  officer     200
/moderate/reopen                 officer     200
/                                evaluation  200
/1                               evaluation  404 404 404 404 200 200 200 200
/1/result.csv                    evaluation  404 404 404 404 200 200 200 200
/1/result.json                   evaluation  404 404 404 404 200 200 200 200
/2                               evaluation  404
/decide                          evaluation  200
/decide/draw/1                   officer     404
/decide/low-prices               evaluation  200
/decide/low-prices/{bid}         evaluation  404 404 200 200 200 200 200 200
/decide/reverse                  officer     302 302 302 302 302 200 302 302
/decide/cancel                   officer     200 200 200 200 200 200 302 302
/decide/standstill               officer     302 302 302 302 302 200 302 302
/decide/contract                 officer     302 302 302 302 302 200 302 302
/report                          evaluation  200
/report/{report}                 evaluation  404 404 404 404 404 200 200 404
/report/{report}.html            evaluation  404 404 404 404 404 200 200 404
/secrets                         evaluation  200
/secrets/{claim}                 officer     404 404 200 200 200 200 200 200
/letters                         evaluation  200
/letters/{letter}                evaluation  404 404 404 404 404 200 200 404
/letters/{letter}.html           evaluation  404 404 404 404 404 200 200 404
/letters.zip                     evaluation  404 404 404 404 404 200 200 200
/letters/sent                    officer     200
/letters/price-to-tie            officer     200
/evidence.zip                    evaluation  200
"""
READY = "home-care-framework"


@dataclass(frozen=True)
class Line:
    """One page: who may open it, and what they get at each stage."""

    path: str
    who: str
    status: dict[str, int]


def lines() -> list[Line]:
    found = []
    for line in TABLE.strip().splitlines():
        path, who, *status = line.split()
        numbers = [int(each) for each in (status if len(status) > 1 else status * len(STAGES))]
        found.append(Line(path if path != "/" else "", who, dict(zip(STAGES, numbers, strict=True))))
    return found


def expected(line: Line, role: str, stage: str) -> int:
    """What somebody gets, from the table."""
    later = {"evaluator", "legal", "leader"} if stage in AFTER_AWARD else set()
    may = {
        "strategy": {"officer", "evaluator", "legal", "leader", "auditor"},
        "evaluation": {"officer", "auditor", *later},
        "officer": {"officer"},
        "panel": {"officer", "evaluator"},
        # Evaluators who have finished their own scores discuss those of the others.
        "discussion": {"officer", "auditor", *later, *(() if stage in BEFORE_SCORES else ("evaluator",))},
        # They read what stands in a bid once they have declared that they have no conflict of interest.
        "document": {"officer", "auditor", *later, *(() if stage in BEFORE_SCORES else ("evaluator",))},
    }[line.who]
    if line.who == "document" and line.status[stage] == 404 and role != "admin":
        return 404  # whether somebody may read it is asked of a document that is there
    return line.status[stage] if role in may else 403


@dataclass
class Built:
    """A procurement at its stage, and the numbers its addresses need; 0 where there is nothing yet."""

    base: str
    numbers: dict[str, object]


class Builder:
    """Takes procurements of one buyer to their stages, each by the services alone."""

    def __init__(self, evaluator: int) -> None:
        self.evaluator = evaluator
        self.numbers: dict[str, object] = {}

    def build(self, procurement: Procurement, stage: str) -> Built:
        place = STAGES.index(stage)
        self.numbers = dict.fromkeys(("bid", "supplier", "document", "report", "claim", "letter"), 0)
        self.numbers |= {"ready": READY, "person": self.evaluator}
        if place == 0:
            stages.planned(procurement)
        elif place == 1:
            stages.locked(procurement)
        else:
            self._opened(procurement)
        if place > 2:
            self._scored(procurement)
        if place > 3:
            calculate(procurement)
        if stage in AFTER_AWARD:
            self._awarded(procurement)
        if stage == "signed":
            self._signed(procurement)
        if stage == "cancelled":
            decision.cancel_procedure(
                procurement=procurement, ground=DecisionGround.NO_FUNDING, reason="No money.", actor_id=None
            )
        db.session.commit()
        slug = procurement.buyer.slug
        return Built(f"/b/{slug}/procurements/{procurement.id}/evaluation", self.numbers)

    def _opened(self, procurement: Procurement) -> None:
        opened_bids(procurement)
        alfa = standing_bids(procurement)[0]
        (document,) = add_documents(
            procurement=procurement,
            submission=alfa.submission,
            envelope=Envelope.BIDS,
            given=[("plan.pdf", PDF)],
            actor_id=None,
        )
        claim = claim_secret(
            procurement=procurement,
            bid=alfa.bid,
            field="price",
            passage="",
            because="Our hourly rates.",
            actor_id=None,
        )
        self.numbers |= {"bid": alfa.bid.id, "supplier": alfa.bid.supplier_id}
        self.numbers |= {"document": document.id, "claim": claim.id}
        db.session.commit()

    def _scored(self, procurement: Procurement) -> None:
        panel = Panel(procurement)
        panel.assign({"continuity": (self.evaluator,), "competence": (self.evaluator,)})
        panel.declare(self.evaluator)
        for label, score in (("Alfa", 7), ("Beta", 9)):
            for leaf in ("continuity", "competence"):
                panel.score(self.evaluator, label, leaf, score)
        hand_over(procurement=procurement, user_id=self.evaluator)
        close_quality(procurement=procurement, actor_id=None)
        db.session.commit()

    def _awarded(self, procurement: Procurement) -> None:
        award(procurement)
        report, _kept = write_report(
            procurement=procurement, language="en", is_public=False, statements={}, actor_id=None
        )
        letters = draft_letters(procurement=procurement, languages={}, actor_id=None)
        self.numbers |= {"report": report.id, "letter": letters[0].id}
        db.session.commit()

    def _signed(self, procurement: Procurement) -> None:
        for each in claims(procurement):
            decide_secret(
                procurement=procurement, claim=each.row, kept_secret=False, reason="Public.", actor_id=None
            )
        for letter in draft_letters(procurement=procurement, languages={}, actor_id=None):
            approve_letter(procurement=procurement, letter=letter, actor_id=None)
        now = datetime.now(UTC)
        mark_sent(procurement=procurement, sent_at=now, electronically=True, actor_id=None)
        today = now.astimezone(ZoneInfo(procurement.buyer.zone)).date()
        decision.sign_contract(procurement=procurement, signed_on=today, actor_id=None)


@dataclass
class World:
    """A browser for each role here and for each at another buyer, and procurements at the stage one asks for."""

    app: Flask
    factories: Factories
    buyer: Buyer
    evaluator: int
    here: dict[str, FlaskClient]
    elsewhere: dict[str, FlaskClient]

    def at(self, stage: str) -> Built:
        number = self.factories.procurement(self.buyer, regime=Regime.NO_PART_1).id
        self.factories.commit()
        with self.app.app_context():
            return Builder(self.evaluator).build(db.session.get_one(Procurement, number), stage)


@pytest.fixture
def world(app: Flask, factories: Factories, monkeypatch: pytest.MonkeyPatch) -> World:
    """Refusals come in no words and Word files are empty here: what they say is asked elsewhere, once."""
    monkeypatch.setattr("marketkit.web.errorpages.render_template", lambda *_page, **_words: "")
    monkeypatch.setattr("marketkit.documents.word.word_bytes", lambda *_document, **_made: b"PK")
    buyer, other = factories.buyer(slug="here"), factories.buyer(slug="elsewhere")
    users = {role.value: factories.member(buyer, role) for role in Role}
    strangers = {role.value: factories.member(other, role) for role in Role}
    evaluator = users["evaluator"].id
    here, elsewhere = ({name: app.test_client() for name in users} for _ in range(2))
    for name in users:
        sign_in(here[name], users[name])
        sign_in(elsewhere[name], strangers[name])
    return World(app, factories, buyer, evaluator, here, elsewhere)


def test_the_table_knows_every_page_of_the_evaluation(app: Flask):
    addresses = app.url_map.bind("localhost")
    numbers = dict.fromkeys(("bid", "supplier", "document", "report", "claim", "letter", "person"), 1)
    asked = {
        addresses.match(
            f"/b/here/procurements/1/evaluation{line.path.partition('?')[0].format(**numbers, ready=READY)}"
        )[0]
        for line in lines()
    }
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert asked == {each for each in known if each.startswith("evaluations.")}


THOROUGH = pytest.mark.thorough
# The stages at which most pages change who may see them.
TELLING = {"locked", "opened", "scored", "awarded"}


# Who may do what does not depend on the database; that the pages can be drawn does.
@pytest.mark.parametrize(
    ("database", "stage"),
    [
        pytest.param(database, stage, marks=() if stage in TELLING and database == "sqlite" else THOROUGH)
        for database, stage in [*(("sqlite", stage) for stage in STAGES), ("postgresql", "awarded")]
    ],
    indirect=["database"],
)
def test_every_page_answers_every_role_at_every_stage_as_the_table_says(world: World, stage: str):
    built, wrong = world.at(stage), []
    for place, line in enumerate(lines(), start=STAGES.index(stage)):
        address = built.base + line.path.format(**built.numbers)
        for role in asked(line, stage, place):
            status = world.here[role].get(address).status_code
            if status != expected(line, role, stage):
                wrong.append(f"{line.path} for {role}, {stage}: {status}, not {expected(line, role, stage)}")
    assert not wrong, "\n" + "\n".join(wrong)


def asked(line: Line, stage: str, place: int) -> list[str]:
    """Everyone who gets no page, and of those who get one every other: drawing it is what takes the time."""
    roles = [role.value for role in Role]
    served = [role for role in roles if expected(line, role, stage) == 200]
    return [role for role in roles if role not in served] + served[place % 2 :: 2]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_same_role_at_another_buyer_finds_nothing_there(world: World):
    built = world.at("awarded")
    for line in lines():
        address = built.base + line.path.format(**built.numbers)
        for role, client in world.elsewhere.items():
            assert client.get(address).status_code == 404, (line.path, role)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stage", ["opened", "awarded"])
def test_nothing_is_changed_without_the_token_of_a_form(app: Flask, world: World, stage: str):
    """Whoever asks and whatever stands there: a form that did not come from a page is refused first of all."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint.startswith("evaluations.")
    ]
    assert len(rules) > 25
    built = world.at(stage)
    numbers = built.numbers
    known = {
        "buyer_slug": "here",
        "procurement_id": int(built.base.split("/")[4]),
        "bid_id": numbers["bid"],
        "supplier_id": numbers["supplier"],
        "claim_id": numbers["claim"],
        "letter_id": numbers["letter"],
        "user_id": numbers["person"],
        "criterion": "continuity",
        "number": 1,
    }
    for rule in rules:
        address = rule.build({name: known[name] for name in rule.arguments})
        assert address is not None
        for role, client in (*world.here.items(), *world.elsewhere.items()):
            assert client.post(address[1]).status_code == 400, (rule.rule, role)
