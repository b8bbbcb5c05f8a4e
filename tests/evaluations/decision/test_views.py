"""The pages about the decision as a person uses them, on both databases."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.db import begin_write, db
from marketkit.evaluations import official
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision import matters, proposal
from marketkit.evaluations.decision.models import DecisionGround, DecisionKind
from marketkit.evaluations.decision.obstacles import SOLVED_AT
from marketkit.evaluations.decision.standing import current_award, decisions, standstill_of
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Lot, Procurement
from marketkit.procurements.states import State
from tests.evaluations.bids.arranging import Desk
from tests.evaluations.decision.arranging import (
    BIDS,
    STATED,
    TIED,
    award,
    calculate,
    correct_price,
    decided,
    opened,
)
from tests.evaluations.stages import STRATEGY, locked, plan
from tests.factories import Factories

REASON = "Beta is best by the criteria."
# The mean of the others is 2000; Alfa's 1000 lies half below it, and 40 percent is the limit.
LOW = STRATEGY + b"low_price: {mean: 40}\n"
FLAGGED = b"""bid;supplier;continuity;competence;start-up;price
Alfa;Alfa AS;9;9;5;1000
Beta;Beta AS;5;5;5;2000
"""


class DecisionDesk(Desk):
    """Somebody at the decision of one procurement, who can also reach behind the pages."""

    def arrange(self, call: object, **values: object) -> None:
        with self.app.app_context():
            call(db.session.get_one(Procurement, self.id), **values)  # type: ignore[operator]
            db.session.commit()

    def state(self) -> State:
        with self.app.app_context():
            return db.session.get_one(Procurement, self.id).state

    def kinds(self) -> list[DecisionKind]:
        with self.app.app_context():
            return [each.kind for each in decisions(db.session.get_one(Procurement, self.id))]

    def shown(self) -> str:
        """What the form says of the calculations on the page."""
        return str(html.fromstring(self.get("/decide").text).xpath("//input[@name='shown']/@value")[0])

    def decide(self, **values: str) -> str:
        given = {"shown": self.shown(), "reason": REASON, "understood": "y", **values}
        return str(self.post("/decide", **given).text)

    def links(self, path: str) -> list[str]:
        return [str(url) for url in html.fromstring(self.get(path).text).xpath("//main//a/@href")]


@pytest.fixture
def desk(app: Flask, client: FlaskClient, session: Session, factories: Factories) -> DecisionDesk:
    """An officer at a procurement on which nothing has been done."""
    found = DecisionDesk(app, client, session, factories.procurement(factories.buyer()))
    found.as_role(factories, Role.OFFICER, name="Kari Innkjøper")
    return found


def calculated(procurement: Procurement, bids: bytes = BIDS, strategy: bytes = STRATEGY) -> None:
    opened(procurement, {None: bids}, strategy=strategy)
    calculate(procurement)


def without_a_regime(procurement: Procurement) -> None:
    begin_write()
    procurement.regime = None
    db.session.commit()
    decided(procurement)


def two_lots(procurement: Procurement) -> None:
    session = begin_write()
    for number in (1, 2):
        session.add(
            Lot(
                buyer_id=procurement.buyer_id,
                procurement_id=procurement.id,
                number=number,
                title=f"Area {number}",
            )
        )
    db.session.commit()
    db.session.refresh(procurement)
    description = plan(stated=STATED, lot_limit=1)
    opened(procurement, {lot.id: BIDS for lot in procurement.lots}, description=description)


def under(regime: Regime, pack: bytes) -> object:
    def call(procurement: Procurement) -> None:
        begin_write()
        procurement.regime = regime
        db.session.commit()
        opened(procurement, strategy=STRATEGY + b"packs: [" + pack + b"]\n")
        calculate(procurement)
        award(procurement)

    return call


def test_before_everything_is_in_place_each_thing_missing_has_its_way_there(desk: DecisionDesk) -> None:
    desk.arrange(locked)
    page = desk.get("/decide").text
    assert "It cannot be decided yet" in page
    assert "the bids have not been opened" in page
    assert "the assessments of quality are not closed" in page
    assert {f"{desk.base}/bids", f"{desk.base}/moderate"} <= set(desk.links("/decide"))
    assert not html.fromstring(page).xpath("//textarea")


def test_the_page_shows_the_winner_the_runner_up_and_what_deciding_does(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    page = desk.get("/decide").text
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in html.fromstring(page).xpath("//main//tbody/tr")
    ]
    assert rows == [
        ["Beta wins", "Beta AS", "86.50 points", "NOK 1,200.00"],
        ["Alfa runner-up", "Alfa AS", "77.00 points", "NOK 1,000.00"],
    ]
    assert "What this does" in page


def test_an_award_needs_a_reason_and_that_its_effect_was_read(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    refused = desk.post("/decide", shown=desk.shown(), reason="")
    assert refused.status_code == 422
    assert "Write this in a sentence or two." in refused.text
    assert "Tick this to go on" in refused.text
    assert desk.kinds() == []


def test_the_award_is_decided_and_listed_with_its_reason_and_person(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    page = desk.decide()
    assert "The award is decided." in page
    assert "Kari Innkjøper" in page
    assert f"Reason: {REASON}" in page
    # The law follows the regime (part 3 here), though the strategy names no rule pack.
    assert "The standstill begins when the letters to the suppliers are sent." in page
    assert desk.state() is State.AWARDED


def test_what_is_typed_is_kept_when_another_result_was_calculated_meanwhile(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    page = desk.decide(shown="1,999999")
    assert "a new result was calculated while this page was open" in page
    assert REASON in page
    assert desk.kinds() == []


def test_a_result_that_is_due_sends_to_the_page_of_the_result(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    desk.arrange(lambda procurement: correct_price(procurement, standing_bids(procurement)[0], 1300))
    page = desk.get("/decide").text
    assert "something has changed since the result of the procurement; calculate it again" in page
    assert desk.base in desk.links("/decide")


def test_what_changed_since_is_told_at_the_result_and_after_the_award_at_the_decision(
    desk: DecisionDesk,
) -> None:
    desk.arrange(decided)
    assert "Something has changed since the award" not in desk.get("/decide").text
    desk.arrange(lambda procurement: correct_price(procurement, standing_bids(procurement)[0], 1300))
    page = desk.get("/decide").text
    assert "Something has changed since the award" in page
    assert "1,000 before, 1,300 now" in page
    assert "1,000 before, 1,300 now" in desk.get("").text


def test_a_limit_on_lots_is_told_in_plain_words_before_and_after(desk: DecisionDesk) -> None:
    desk.arrange(two_lots)
    desk.arrange(calculate)
    sentence = "Beta is passed over, for its supplier already wins in lot 1."
    before = desk.get("/decide").text
    assert f"{sentence} The most lots that one supplier may win: 1." in before
    assert "Lot 2: Area 2" in before
    assert sentence in desk.decide()
    assert "Beta er forbigått" in desk.client.get(f"{desk.base}/decide?lang=nb").text


def test_an_award_is_taken_back_with_a_ground_and_decided_anew(desk: DecisionDesk) -> None:
    desk.arrange(decided)
    assert "no longer stands" in desk.get("/decide/reverse").text
    refused = desk.post("/decide/reverse", reason="x")
    assert (refused.status_code, "Choose the ground." in refused.text) == (422, True)
    page = desk.post(
        "/decide/reverse", ground="complaint", reason="The price of <b>Beta</b> was misread.", understood="y"
    ).text
    assert "The award is taken back. Tell the suppliers." in page
    assert "taken back by decision 2" in page
    assert "A complaint was found to be right" in page
    assert "The price of &lt;b&gt;Beta&lt;/b&gt; was misread." in page
    assert desk.state() is State.EVALUATED
    assert "calculate it again" in desk.get("/decide").text
    desk.post("/official", reason="The price of Beta is read again.")
    assert "taken back by decision 2" in desk.decide()
    assert desk.kinds() == [DecisionKind.AWARD, DecisionKind.REVERSAL, DecisionKind.AWARD]


def test_without_an_award_there_is_nothing_to_take_back(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    answer = desk.get("/decide/reverse")
    assert (answer.status_code, answer.location) == (302, f"{desk.base}/decide")
    assert f"{desk.base}/decide/reverse" not in desk.links("/decide")


def test_a_cancelled_procedure_says_so_and_offers_nothing_more(desk: DecisionDesk) -> None:
    desk.arrange(decided)
    values = {"ground": "no-funding", "reason": "The council cut the budget.", "understood": "y"}
    page = desk.post("/decide/cancel", **values).text
    assert "Nothing more can be decided." in page
    assert "There is no funding" in page
    assert desk.state() is State.CANCELLED
    assert not [link for link in desk.links("/decide") if link.endswith(("/reverse", "/cancel"))]
    assert desk.post("/decide/cancel", **values, follow=False).status_code == 302
    assert desk.kinds() == [DecisionKind.AWARD, DecisionKind.CANCELLATION]


def test_letters_start_the_standstill_so_nothing_is_recorded_by_hand(desk: DecisionDesk) -> None:
    desk.arrange(under(Regime.NO_PART_3, b"no"))
    page = desk.get("/decide").text
    assert "The standstill begins when the letters to the suppliers are sent." in page
    assert "at least 10 days" in page
    assert desk.get("/decide/standstill").status_code == 302


def test_where_no_standstill_is_demanded_the_day_the_suppliers_were_told_is_recorded(
    desk: DecisionDesk,
) -> None:
    desk.arrange(under(Regime.NO_PART_1, b"no"))
    assert "No standstill is demanded here." in desk.get("/decide").text
    today = datetime.now(UTC).date()
    ahead = desk.post("/decide/standstill", event_on=(today + timedelta(days=2)).isoformat())
    assert (ahead.status_code, "This day lies ahead." in ahead.text) == (422, True)
    before = desk.post("/decide/standstill", event_on="2026-01-02")
    assert "this cannot have happened before the award was decided" in before.text
    page = desk.post("/decide/standstill", event_on=today.isoformat(), days="5", electronically="y").text
    # Five days of the buyer's own from the day after: today + 5 is the last, unless that is a day off.
    assert "The suppliers were told" in page
    assert "the buyer has set one of 5 days" in page
    assert "The contract may be signed from" in page


def test_a_notice_starts_the_standstill_and_a_length_below_the_law_is_refused(desk: DecisionDesk) -> None:
    desk.arrange(under(Regime.UK_FULL, b"uk"))
    assert "The standstill begins with the publication of a notice." in desk.get("/decide").text
    today = datetime.now(UTC).date().isoformat()
    short = desk.post("/decide/standstill", event_on=today, days="3")
    assert "a standstill is at least 8 days here, not 3" in short.text
    page = desk.post("/decide/standstill", event_on=today).text
    assert "The contract award notice was published" in page
    assert "Procurement Act 2023" in page


def test_where_no_rule_is_known_the_page_says_so_and_takes_the_day_and_the_days_set(
    desk: DecisionDesk,
) -> None:
    desk.arrange(without_a_regime)
    assert "No rule on a standstill is known here for this procurement." in desk.get("/decide").text
    form = html.fromstring(desk.get("/decide/standstill").text)
    assert not form.xpath("//input[@name='electronically']")
    assert form.xpath("//input[@name='days']")
    page = desk.post("/decide/standstill", event_on=datetime.now(UTC).date().isoformat()).text
    assert "look up the law before you sign" in page


def test_a_contract_is_signed_only_after_the_standstill(desk: DecisionDesk) -> None:
    desk.arrange(under(Regime.UK_FULL, b"uk"))
    today = datetime.now(UTC).date().isoformat()
    unknown = desk.post("/decide/contract", signed_on=today, understood="y")
    assert "when the suppliers were told" in unknown.text
    desk.post("/decide/standstill", event_on=today)
    early = desk.post("/decide/contract", signed_on=today, understood="y")
    assert (early.status_code, "at the earliest" in early.text) == (422, True)
    assert desk.state() is State.AWARDED


def test_a_signed_contract_stands_and_nothing_is_undone_here(desk: DecisionDesk) -> None:
    desk.arrange(under(Regime.NO_PART_1, b"no"))
    today = datetime.now(UTC).date().isoformat()
    desk.post("/decide/standstill", event_on=today)
    page = desk.post("/decide/contract", signed_on=today, understood="y").text
    assert "The award can no longer be taken back here." in page
    assert desk.state() is State.CONTRACT
    assert not [link for link in desk.links("/decide") if link.endswith(("/reverse", "/cancel", "/contract"))]
    for path in ("/decide/reverse", "/decide/cancel", "/decide/contract", "/decide/standstill"):
        assert desk.get(path).status_code == 302, path


def alfa_of(desk: DecisionDesk) -> int:
    with desk.app.app_context():
        return standing_bids(db.session.get_one(Procurement, desk.id))[0].bid.id


def test_a_low_price_is_asked_about_answered_and_assessed_in_the_pages(desk: DecisionDesk) -> None:
    desk.arrange(calculated, bids=FLAGGED, strategy=LOW)
    path = f"/decide/low-prices/{alfa_of(desk)}"
    assert f"{desk.base}/decide/low-prices" in desk.links("/decide")
    listed = desk.get("/decide/low-prices").text
    assert "50 % below the mean of the other bids" in listed
    assert "not asked yet" in listed
    assert "Give the day." in desk.post(path, step="asked", **{"asked-text": "Why?"}).text
    desk.post(path, step="asked", **{"asked-text": "Why so low?", "asked-due": "2099-01-04"})
    waiting = desk.get(path).text
    assert "Why so low?" in waiting
    assert "Assess that no answer came" not in waiting
    early = {"assessed-text": "No answer.", "assessed-accepted": "no"}
    assert "the day it was given has not passed" in desk.post(path, step="assessed", **early).text
    desk.post(path, step="answered", **{"answered-text": "We own our machines."})
    accepted = {"assessed-text": "Machines are half the cost.", "assessed-accepted": "yes"}
    page = desk.post(path, step="assessed", **accepted).text
    assert "Assessed: explained" in page
    assert "Kari Innkjøper" in page
    assert desk.decide().count("The award is decided.") == 1


def test_a_price_that_is_not_explained_leads_to_rejecting_the_bid(desk: DecisionDesk) -> None:
    desk.arrange(calculated, bids=FLAGGED, strategy=LOW)

    def silent(procurement: Procurement) -> None:
        bid = standing_bids(procurement)[0].bid
        matters.ask_about_price(
            procurement=procurement, bid=bid, text="Why?", due=date(2026, 11, 1), actor_id=None
        )

    desk.arrange(silent)
    bid = alfa_of(desk)
    path = f"/decide/low-prices/{bid}"
    assert "Assess that no answer came" in desk.get(path).text
    values = {"assessed-text": "No answer came.", "assessed-accepted": "no"}
    assert "This alone rejects nobody." in desk.post(path, step="assessed", **values).text
    assert f"{desk.base}/bids/{bid}/reject?ground=abnormally-low" in desk.links(path)
    assert "was not explained to satisfaction" in desk.get("/decide").text


def test_a_price_without_a_flag_can_be_asked_about_too(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    path = f"/decide/low-prices/{alfa_of(desk)}"
    page = desk.get(path).text
    assert "limits do not flag this price." in html.fromstring(page).text_content()
    desk.post(path, step="asked", **{"asked-text": "Is the sum right?", "asked-due": "2026-12-01"})
    assert "asked about without a flag" in desk.get("/decide/low-prices").text


def test_before_the_prices_are_open_no_page_about_prices_says_anything_of_them(desk: DecisionDesk) -> None:
    bids = b"bid;supplier;continuity;competence;start-up\nAlfa;Alfa AS;8;6;10\n"
    description = plan(stated=STATED, two_envelopes=True)
    desk.arrange(lambda procurement: opened(procurement, {None: bids}, description=description))
    assert "The prices are not known yet" in desk.get("/decide/low-prices").text
    assert desk.get(f"/decide/low-prices/{alfa_of(desk)}").status_code == 302
    answer = desk.post(f"/decide/low-prices/{alfa_of(desk)}", step="asked", follow=False)
    assert answer.location == f"{desk.base}/decide/low-prices"
    assert "the prices have not been opened" in desk.get("/decide").text


def test_a_step_nobody_knows_is_not_recorded(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    answer = desk.post(f"/decide/low-prices/{alfa_of(desk)}", step="guessed", follow=False)
    assert answer.status_code == 302
    assert desk.get("/decide/low-prices/999999").status_code == 404


def test_lots_are_drawn_on_record_and_settle_who_wins(desk: DecisionDesk) -> None:
    desk.arrange(calculated, bids=TIED)
    assert f"{desk.base}/decide/draw/1?bid=Alfa" in desk.links("/decide")
    given = {"how": "Slips of paper from a bowl.", "drawn_at": "2026-11-02T10:00"}
    empty = desk.post("/decide/draw/1")
    assert empty.status_code == 422
    assert empty.text.count("Choose a bid.") == 4  # two places, each in the summary and beside its field
    wrong = desk.post("/decide/draw/1", drawn_1="Beta", drawn_2="Beta", witnesses="Kari", **given)
    assert "Beta is named twice." in wrong.text
    one = desk.post("/decide/draw/1", drawn_1="Beta", drawn_2="Alfa", witnesses="Kari\nkari", **given)
    assert "name at least 2 witnesses" in one.text
    both = {"drawn_1": "Beta", "drawn_2": "Alfa", "witnesses": "Kari Nordmann\nOla Hansen"}
    ahead = desk.post("/decide/draw/1", **both, how="x", drawn_at="2099-01-01T10:00")
    assert "the draw cannot lie ahead" in ahead.text
    page = desk.post("/decide/draw/1", **both, **given).text
    assert "in this order: Beta, Alfa. Witnesses: Kari Nordmann, Ola Hansen." in page
    assert desk.get("/decide/draw/1").status_code == 404
    assert "Beta</strong> (Beta AS)" in desk.decide()


def test_there_is_nothing_to_draw_where_nobody_shares_a_place(desk: DecisionDesk) -> None:
    desk.arrange(calculated)
    assert desk.get("/decide/draw/1").status_code == 404
    assert desk.get("/decide/draw/7").status_code == 404


def test_an_auditor_reads_the_decision_but_is_offered_nothing_to_change(
    desk: DecisionDesk, factories: Factories
) -> None:
    desk.arrange(calculated, bids=TIED)
    desk.as_role(factories, Role.AUDITOR)
    page = desk.get("/decide")
    assert page.status_code == 200
    assert "draw lots between them" in page.text
    assert not [link for link in desk.links("/decide") if link.endswith(("/cancel", "/reverse"))]
    assert "/draw/" not in page.text
    for path in (
        "/decide/reverse",
        "/decide/cancel",
        "/decide/contract",
        "/decide/standstill",
        "/decide/draw/1",
    ):
        assert desk.get(path).status_code == 403, path
    assert desk.post("/decide", reason="x", understood="y").status_code == 403
    assert desk.kinds() == []


@pytest.mark.parametrize("role", [Role.LEADER, Role.LEGAL, Role.EVALUATOR])
def test_others_read_the_decision_once_it_is_made(
    desk: DecisionDesk, factories: Factories, role: Role
) -> None:
    desk.arrange(calculated)
    desk.as_role(factories, role)
    assert desk.get("/decide").status_code == 403
    desk.arrange(award)
    assert desk.get("/decide").status_code == 200


def test_another_buyers_decision_is_not_there(desk: DecisionDesk, factories: Factories) -> None:
    other = factories.procurement(factories.buyer()).id
    factories.commit()
    mine = desk.base.split("/procurements/")[0]
    assert desk.client.get(f"{mine}/procurements/{other}/evaluation/decide").status_code == 404


def test_every_ground_a_form_offers_is_taken(desk: DecisionDesk) -> None:
    desk.arrange(decided)
    for path in ("/decide/reverse", "/decide/cancel"):
        offered = html.fromstring(desk.get(path).text).xpath("//input[@name='ground']/@value")
        assert offered
        assert {DecisionGround(value) for value in offered}
    refused = desk.post("/decide/reverse", ground="no-funding", reason="x", understood="y")
    assert refused.status_code == 422


# What has changed since a result is told beside it and stands against nothing.
TELLING_ONLY = ("changes_since",)


@pytest.mark.parametrize("module", [official, proposal])
def test_every_sentence_that_stands_against_a_step_has_its_place(module: object) -> None:
    """A sentence that nobody placed would be shown without the way to where it is solved."""
    source = Path(str(module.__file__)).read_text()  # type: ignore[attr-defined]
    body = [
        part
        for part in ast.parse(source).body
        if not (isinstance(part, ast.FunctionDef) and part.name in TELLING_ONLY)
    ]
    yielded = {
        node.args[0].value
        for part in body
        for node in ast.walk(part)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
        if isinstance(node.args[0], ast.Constant)
    }
    parts_of_others = {"lot {number}", "the procurement"}
    assert yielded
    assert yielded - parts_of_others <= SOLVED_AT.keys()


def test_norwegian_readers_meet_no_english(desk: DecisionDesk) -> None:
    desk.arrange(calculated, bids=TIED)
    page = html.fromstring(desk.get("/decide", lang="nb").text).xpath("//main")[0].text_content()
    assert "Det kan ikke avgjøres ennå" in page
    assert "decided" not in page
    assert "draw" not in page


def test_the_standstill_on_the_page_is_the_newest_one(desk: DecisionDesk) -> None:
    desk.arrange(under(Regime.NO_PART_1, b"no"))
    today = datetime.now(UTC).date()
    desk.post("/decide/standstill", event_on=today.isoformat())
    desk.post("/decide/standstill", event_on=today.isoformat(), days="20", electronically="y")
    with desk.app.app_context():
        made = current_award(db.session.get_one(Procurement, desk.id))
        assert made is not None
        standing = standstill_of(made)
        assert standing is not None
        assert standing.event == "suppliers-told"
        # Twenty days from the day after, and longer where the last one is a day off.
        assert standing.earliest_signing > today + timedelta(days=20)
