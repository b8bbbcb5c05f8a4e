"""The evaluation pages as a person uses them, on both databases."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl
import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.account.models import User
from marketkit.db import begin_write, db
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.models import Calculation, Ground
from marketkit.procurements.models import Buyer, Lot, Procurement
from marketkit.procurements.states import State
from marketkit.sourcing.models import StrategyVersion
from tests.evaluations.decision import arranging
from tests.evaluations.decision.arranging import opened
from tests.evaluations.stages import locked
from tests.evaluations.test_services import BIDS, STRATEGY
from tests.factories import Factories
from tests.signing_in import sign_in, token


@dataclass
class Evaluator:
    """Somebody at the evaluation of one procurement."""

    client: FlaskClient
    base: str

    def get(self, path: str = "", **values: str) -> TestResponse:
        return self.client.get(self.base + path, query_string={"lang": "en", **values})

    def norwegian(self, path: str = "") -> TestResponse:
        return self.get(path, lang="nb")

    def post(self, path: str, follow: bool = True, **data: object) -> TestResponse:
        found = token(self.client, f"{self.base}/strategy")
        return self.client.post(
            self.base + path,
            data={"csrf_token": found, **data},
            content_type="multipart/form-data",
            follow_redirects=follow,
        )

    def upload(self, content: bytes = BIDS, name: str = "bids.csv") -> TestResponse:
        return self.post("/trial", file=(io.BytesIO(content), name))

    def adopt(self, content: bytes = STRATEGY) -> TestResponse:
        return self.post("/strategy", file=(io.BytesIO(content), "strategy.yaml"))


@pytest.fixture
def buyer(factories: Factories) -> Buyer:
    return factories.buyer()


def at(client: FlaskClient, factories: Factories, buyer: Buyer, user: User, **values: object) -> Evaluator:
    procurement = factories.procurement(buyer, **values)
    base = f"/b/{buyer.slug}/procurements/{procurement.id}/evaluation"
    sign_in(client, user)
    return Evaluator(client, base)


@pytest.fixture
def officer(client: FlaskClient, factories: Factories, buyer: Buyer) -> Evaluator:
    return at(client, factories, buyer, factories.member(buyer, Role.OFFICER))


@pytest.fixture
def evaluated(officer: Evaluator) -> Evaluator:
    officer.adopt()
    officer.upload()
    return officer


def count(session: Session, table: type) -> int:
    found = session.scalar(select(func.count()).select_from(table)) or 0
    session.rollback()
    return found


def test_an_empty_evaluation_says_what_to_do_first(officer: Evaluator) -> None:
    page = officer.get()
    assert page.status_code == 200
    assert "No strategy yet" in page.text


def test_a_ready_strategy_is_adopted_and_the_bid_file_made_from_it(officer: Evaluator) -> None:
    page = officer.post("/strategy", ready="home-care-framework")
    assert "The strategy is in use. Upload the bids to see a result." in page.text
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/bid-file/xlsx").data))
    header = [cell.value for cell in book["Bids"][1]]
    assert header[:4] == ["bid", "supplier", "organisation_number", "continuity"]


def test_neither_or_both_ways_to_give_a_strategy_are_refused(officer: Evaluator) -> None:
    assert officer.post("/strategy").status_code == 422
    both = officer.post(
        "/strategy", ready="home-care-framework", file=(io.BytesIO(STRATEGY), "strategy.yaml")
    )
    assert both.status_code == 422
    assert "Choose either a ready strategy or a file, not both." in both.text


def test_a_strategy_with_faults_shows_each_with_its_line_and_changes_nothing(
    officer: Evaluator, session: Session
) -> None:
    page = officer.adopt(STRATEGY.replace(b"weight: 60", b"wieght: 60"))
    assert page.status_code == 422
    assert "unknown key" in page.text
    assert "line 7" in page.text
    assert count(session, StrategyVersion) == 0


def test_uploaded_bids_give_a_ranking_with_its_sums_marked_as_a_trial(evaluated: Evaluator) -> None:
    page = evaluated.get().text
    assert "Trial calculation" in page
    assert "B is first with 80.00 points, 10.00 ahead of A." in page
    assert "40 × 100.00 ÷ 125.00 = 32.00" in page
    assert "48.00 + 32.00 = 80.00" in page


def test_the_same_page_in_norwegian_writes_numbers_the_norwegian_way(evaluated: Evaluator) -> None:
    page = evaluated.client.get(evaluated.base, query_string={"lang": "nb"}).text
    assert "80,00" in page
    assert "48,00 + 32,00 = 80,00" in page


def test_a_refused_file_shows_each_fault_at_its_cell_and_stores_nothing(
    evaluated: Evaluator, session: Session
) -> None:
    page = evaluated.upload(b"bid;quality;price\nA;5;1,234\nB;11;100\n")
    assert page.status_code == 422
    assert "2 things need to be mended in bids.csv." in page.text
    assert "can be read in two ways" in page.text
    assert "is off the scale" in page.text
    assert count(session, Calculation) == 1


def test_an_upload_without_a_file_asks_for_one(evaluated: Evaluator, session: Session) -> None:
    assert "Choose a file with the bids first." in evaluated.post("/trial").text
    assert count(session, Calculation) == 1


def test_a_new_file_makes_a_new_version_and_the_old_one_remains_readable(evaluated: Evaluator) -> None:
    evaluated.upload(BIDS.replace(b"125", b"400"))  # B: 48 + 10 = 58
    assert "A is first with 70.00 points, 12.00 ahead of B." in evaluated.get().text
    old = evaluated.get("/1").text
    assert "B is first with 80.00 points, 10.00 ahead of A." in old
    assert "This is an earlier calculation." in old


def test_bids_that_do_not_fit_a_new_strategy_are_asked_for_again(evaluated: Evaluator) -> None:
    evaluated.adopt(STRATEGY.replace(b"id: quality", b"id: comfort"))
    assert "The bids do not fit the strategy" in evaluated.get().text


def test_a_bid_is_taken_out_only_with_a_ground_and_an_explanation(evaluated: Evaluator) -> None:
    refused = evaluated.post("/exclude?bid=B")
    assert "Choose the ground." in refused.text
    assert "Explain the decision in a sentence or two." in refused.text
    page = evaluated.post("/exclude?bid=B", ground="not-qualified", explanation="No <b>certificate</b>.")
    assert "A is the only bid left, with 70.00 points." in page.text
    assert "The supplier does not meet the qualification requirements" in page.text
    assert "No &lt;b&gt;certificate&lt;/b&gt;." in page.text
    back = evaluated.post("/readmit?bid=B", explanation="It was there.")
    assert "B is first with 80.00 points" in back.text


def test_a_bid_that_is_not_there_cannot_be_taken_out(evaluated: Evaluator) -> None:
    assert evaluated.get("/exclude", bid="Z").status_code == 404
    assert evaluated.get("/readmit", bid="A").status_code == 404


def test_the_workbook_holds_numbers_as_numbers_one_sheet_a_view_and_says_trial(evaluated: Evaluator) -> None:
    found = evaluated.get("/1/result.xlsx")
    assert "trial" in found.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(found.data))
    assert {"Ranking", "Criteria", "Workings", "Excluded", "Weights", "About"} <= set(book.sheetnames)
    row = [cell.value for cell in book["Ranking"][2]]
    assert row == ["Trial calculation", 1, "B", None, 80, 48, 32]
    assert book["About"]["A1"].value == "Trial calculation"


def test_the_csv_says_trial_in_every_row_and_uses_the_readers_decimal_mark(evaluated: Evaluator) -> None:
    english = evaluated.get("/1/result.csv").data.decode("utf-8-sig").splitlines()
    assert english[1].startswith("Trial calculation;1;B;;;80.0000")
    norwegian = evaluated.client.get(f"{evaluated.base}/1/result.csv", query_string={"lang": "nb"})
    assert "80,0000" in norwegian.data.decode("utf-8-sig")


def test_the_json_is_the_result_on_record(evaluated: Evaluator) -> None:
    found = json.loads(evaluated.get("/1/result.json").data)
    assert found["standing"] == "trial"
    assert [(each["bid"], each["total_exact"]) for each in found["ranking"]] == [("B", "80"), ("A", "70")]


def test_a_method_without_a_value_for_these_bids_says_so_and_shows_no_ranking(evaluated: Evaluator) -> None:
    page = evaluated.upload(BIDS.replace(b";100", b";0"))
    assert "No ranking can be computed" in page.text


def notices(evaluator: Evaluator, language: str) -> str:
    """The warnings of the newest result as the page shows them."""
    page = html.fromstring(evaluator.get(lang=language).text)
    return " ".join(alert.text_content().strip() for alert in page.xpath("//*[@data-color='warning']"))


def about(evaluator: Evaluator, language: str, calculation: int) -> dict[object, object]:
    """The last sheet of the workbook: what each line is called, and what it says."""
    found = evaluator.get(f"/{calculation}/result.xlsx", lang=language)
    book = openpyxl.load_workbook(io.BytesIO(found.data))
    return {
        row[0].value: row[1].value
        for row in book["Om beregningen" if language == "nb" else "About"].iter_rows()
    }


PRICED = STRATEGY.replace(b"{id: price,", b"{id: price, title: {en: Fee, nb: Pris},")


def test_why_a_formula_has_no_value_is_said_in_the_readers_language_by_names_people_use(
    officer: Evaluator,
) -> None:
    officer.adopt(PRICED)
    officer.upload(BIDS.replace(b";100", b";0"))
    english = (
        "No ranking can be computed: Fee: “points in proportion to the lowest price” needs a lowest price "
        "above 0 (A)."
    )
    norwegian = (
        "Rangeringen kan ikke beregnes: Pris: formelen «poeng i forhold til laveste pris» krever at laveste pris "
        "er over 0 (A)."
    )
    assert english in notices(officer, "en")
    assert norwegian in notices(officer, "nb")
    assert about(officer, "en", 1)["Note"] == english
    assert about(officer, "nb", 1)["Merknad"] == norwegian


def test_every_formula_without_a_value_is_said_in_norwegian(officer: Evaluator) -> None:
    officer.adopt(
        b"id: two\ncurrency: NOK\naward: weighted-sum\ncriteria:\n"
        b"  - {id: kjop, kind: cost, weight: 60, formula: {name: linear-from-lowest}}\n"
        b"  - {id: drift, kind: cost, weight: 40, formula: {name: average-based}}\n"
    )
    officer.upload(b"bid;kjop;drift\nA;0;1\nB;1;-1\n")
    assert (
        "Rangeringen kan ikke beregnes: kjop: formelen «poengene faller i en rett linje fra laveste pris» krever "
        "at laveste pris er over 0; drift: formelen «poeng i forhold til gjennomsnittsprisen» krever at alle "
        "priser er over 0 (A, B)."
    ) in notices(officer, "nb")


@pytest.mark.parametrize(
    ("award", "name", "required"),
    [("utility-index", "nytteindeks", "over 0"), ("markup", "påslag på prisen", "0 eller høyere")],
)
def test_why_a_method_has_no_value_is_said_in_norwegian(
    officer: Evaluator, award: str, name: str, required: str
) -> None:
    officer.adopt(
        f"id: two\ncurrency: NOK\naward: {award}\ncriteria:\n"
        "  - {id: kvalitet, kind: quality, weight: 60, scale: [0, 10]}\n"
        "  - {id: pris, kind: cost, weight: 40}\n".encode()
    )
    officer.upload(b"bid;kvalitet;pris\nA;5;-1\nB;6;1\n")
    assert (
        f"Rangeringen kan ikke beregnes: metoden «{name}» krever at alle priser er {required} (A)."
    ) in notices(officer, "nb")


def test_that_no_bid_is_left_is_said_in_the_readers_language(officer: Evaluator) -> None:
    officer.adopt(STRATEGY.replace(b"scale: [0, 10]", b"scale: [0, 10], min_score: 9"))
    officer.upload()
    assert "No bid is left to rank." in notices(officer, "en")
    assert "Det er ingen tilbud igjen å rangere." in notices(officer, "nb")
    assert "No bid" not in officer.norwegian().text
    assert about(officer, "nb", 1)["Merknad"] == "Det er ingen tilbud igjen å rangere."


def test_what_the_prices_cover_is_said_in_the_readers_language(officer: Evaluator) -> None:
    basis = b"price_basis: {vat: excluded, period: {en: 4 years, nb: 4 \xc3\xa5r}, options: ja}\naward:"
    officer.adopt(STRATEGY.replace(b"award:", basis))
    officer.upload()
    assert "Prices in NOK, VAT excluded, period 4 years, options ja." in officer.get().text
    norwegian = officer.norwegian().text
    assert "periode 4 år" in norwegian
    assert "4 years" not in norwegian
    assert "periode 4 år" in str(about(officer, "nb", 1)["Priser"])


def test_a_fall_of_the_best_quality_is_shown_as_the_cause_of_another_order(officer: Evaluator) -> None:
    officer.adopt(
        b"id: index\ncurrency: NOK\naward: utility-index\ncriteria:\n"
        b"  - {id: quality, kind: quality, weight: 50, scale: [0, 10]}\n"
        b"  - {id: price, kind: cost, weight: 50}\n"
    )
    # N = 1. With C: A (1 - 0.8)·80/80 = 0.2, B (1 - 0.6)·80/120 = 0.27. Without C: A 0.8, B 80/120 = 0.67.
    officer.upload(b"bid;quality;price\nA;2;80\nB;4;120\nC;10;1000\n")
    assert "Without C the best quality falls from 100.00 % to 40.00 %." in officer.get().text


def test_an_order_that_depends_on_a_third_bid_is_warned_of_with_the_reason(officer: Evaluator) -> None:
    between = STRATEGY.replace(b"proportional-to-lowest", b"linear-min-max").replace(
        b"{id: price,", b"{id: price, title: {en: Fee},"
    )
    officer.adopt(between)
    # With C: A 36 + 40 = 76, B 48 + 40·(200-110)/100 = 84. Without C: A 76, B 48 + 0 = 48.
    page = officer.upload(b"bid;quality;price\nA;6;100\nB;8;110\nC;1;200\n").text
    assert "B is first with 84.00 points, 8.00 ahead of A." in page
    assert "If C were not there, the others would stand in another order: A, B." in page
    assert "Another bid would then win." in page
    assert "Without C the highest price of criterion Fee falls from 200.00 to 110.00." in page


def test_a_name_of_a_bid_is_never_run(evaluated: Evaluator) -> None:
    hostile = b'"=HYPERLINK(""x"")<script>";5;100\n'
    page = evaluated.upload(b"bid;quality;price\n" + hostile + b"B;8;125\n")
    assert "<script>&#34;" not in page.text
    assert "&lt;script&gt;" in page.text
    csv = evaluated.get("/2/result.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK" in csv
    book = openpyxl.load_workbook(io.BytesIO(evaluated.get("/2/result.xlsx").data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("role", [Role.LEADER, Role.LEGAL])
def test_leaders_and_lawyers_read_the_evaluation_only_once_the_award_is_decided(
    client: FlaskClient, factories: Factories, buyer: Buyer, role: Role
) -> None:
    user = factories.member(buyer, role)
    before = at(client, factories, buyer, user, state=State.EVALUATED)
    assert before.get().status_code == 403
    after = at(client, factories, buyer, user, state=State.AWARDED)
    assert after.get().status_code == 200


def test_an_auditor_reads_but_is_offered_nothing_to_change(
    client: FlaskClient, factories: Factories, buyer: Buyer
) -> None:
    auditor = at(client, factories, buyer, factories.member(buyer, Role.AUDITOR))
    page = auditor.get()
    assert page.status_code == 200
    assert "Choose a strategy" not in page.text
    assert auditor.client.get(f"{auditor.base}/exclude?bid=A").status_code == 403


def behind(officer: Evaluator, call: Callable[[Procurement], object]) -> None:
    """Do something to the procurement without the pages."""
    with officer.client.application.app_context():
        call(db.session.get_one(Procurement, int(officer.base.split("/")[-2])))
        db.session.commit()


def areas(procurement: Procurement) -> None:
    """Two lots with the same bids, opened."""
    begin_write().add_all(
        Lot(
            buyer_id=procurement.buyer_id,
            procurement_id=procurement.id,
            number=number,
            title=f"Area {number}",
        )
        for number in (1, 2)
    )
    db.session.commit()
    db.session.refresh(procurement)
    opened(procurement, {lot.id: arranging.BIDS for lot in procurement.lots})


def test_after_the_lock_no_trial_is_offered_or_taken(evaluated: Evaluator) -> None:
    behind(evaluated, locked)
    page = evaluated.get().text
    assert "The official result cannot be calculated yet" in page
    assert "the bids have not been opened" in page
    assert "Upload" not in page
    assert "Take a bid out by hand" not in page
    refused = evaluated.upload()
    assert "The strategy is locked, so no more trials are made." in refused.text
    assert evaluated.get("/exclude", bid="B").status_code == 302
    assert evaluated.post("/exclude?bid=B", follow=False).status_code == 302


def test_a_trial_from_before_the_lock_stays_readable_and_says_that_it_does_not_count(
    evaluated: Evaluator,
) -> None:
    behind(evaluated, locked)
    trial = evaluated.get("/1").text
    assert "B is first with 80.00 points, 10.00 ahead of A." in trial
    assert "This is a trial from before the strategy was locked." in trial
    assert "Take a bid out by hand" not in trial
    history = html.fromstring(evaluated.get().text).xpath("//table[@id='history-table']")[0].text_content()
    assert "Trial calculation" in history


def test_the_official_result_is_calculated_by_a_button_and_marked(officer: Evaluator) -> None:
    behind(officer, opened)
    before = officer.get().text
    assert "Calculate the official result" in before
    assert "Why the result is calculated again" not in before
    page = officer.post("/official").text
    assert "The official result is calculated; it is number 1." in page
    assert "Beta is first with 86.50 points, 9.50 ahead of Alfa." in page
    assert "This is the official result" in page
    assert "Official calculation" in page
    assert "Calculate the official result" not in page


def test_a_second_calculation_needs_something_new_and_a_reason(officer: Evaluator) -> None:
    behind(officer, opened)
    officer.post("/official")
    again = officer.post("/official", reason="Once more.")
    assert (again.status_code, "nothing has changed since" in again.text) == (422, True)
    behind(officer, lambda found: arranging.correct_price(found, standing_bids(found)[0], 1300))
    assert "A new calculation is due" in officer.get().text
    without = officer.post("/official", reason=" ")
    assert without.status_code == 422
    assert "Write the reason in a sentence or two." in without.text
    # Beta 27 + 27 + 7.5 + 30 = 91.5; Alfa 24 + 18 + 5 + 30·1200/1300 = 74.69: 16.81 between them.
    page = officer.post("/official", reason="The price of Alfa was added up wrongly.").text
    assert "Beta is first with 91.50 points, 16.81 ahead of Alfa." in page
    assert "Calculated again because: The price of Alfa was added up wrongly." in page
    assert "This is an earlier calculation." in officer.get("/1").text


def test_a_calculation_that_is_not_ready_names_everything_missing(officer: Evaluator) -> None:
    behind(officer, locked)
    page = officer.post("/official")
    assert page.status_code == 422
    assert "the bids have not been opened" in page.text
    assert "the assessments of quality are not closed" in page.text
    assert "tilbudene er ikke åpnet" in officer.norwegian().text


def test_each_lot_has_its_own_official_result(officer: Evaluator) -> None:
    behind(officer, areas)
    page = officer.post("/official?lot=2").text
    assert "Lot 2: Area 2" in page
    assert "Beta is first with 86.50 points" in page
    assert "Beta is first" not in officer.get("", lot="1").text
    assert "Calculate the official result" in officer.get().text  # the first lot when none is asked for
    assert officer.get("", lot="3").status_code == 404
    row = html.fromstring(officer.get().text).xpath("//table[@id='history-table']//tbody/tr")[0]
    assert [cell.text_content() for cell in row][4] == "2"


def test_a_new_calculation_after_the_award_is_told_not_to_change_it(officer: Evaluator) -> None:
    behind(officer, arranging.decided)
    behind(officer, lambda found: arranging.correct_price(found, standing_bids(found)[0], 1300))
    assert "The award rests on the result it was decided on." in officer.get().text


def test_a_rejected_bid_is_listed_with_its_ground_and_the_way_to_the_bids(officer: Evaluator) -> None:
    behind(officer, opened)
    behind(
        officer,
        lambda found: decide_rejection(
            procurement=found,
            about=standing_bids(found)[0].bid,
            ground=Ground.NOT_QUALIFIED,
            explanation="No certificate.",
            actor_id=None,
        ),
    )
    page = officer.post("/official").text
    assert "The supplier does not meet the qualification requirements. No certificate." in page
    assert "See the bids, and let one back in" in page
    assert "Take Alfa back in" not in page


def test_only_an_officer_calculates(client: FlaskClient, factories: Factories, buyer: Buyer) -> None:
    auditor = at(client, factories, buyer, factories.member(buyer, Role.AUDITOR))
    behind(auditor, opened)
    page = auditor.get()
    assert "Everything is in place." in page.text
    assert "Calculate the official result" not in page.text
    assert auditor.post("/official").status_code == 403
