"""The pages about bids as a person uses them, on both databases."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.db import db
from marketkit.evaluations.bids.models import (
    Bid,
    BidDocument,
    Envelope,
    Figure,
    Opening,
    Rejection,
    Submission,
)
from marketkit.evaluations.models import BidFile
from marketkit.procurements.models import Lot, Procurement, Supplier
from marketkit.procurements.states import State
from tests.evaluations.bids.arranging import (
    BIDS,
    OPENED,
    PDF,
    PNG,
    PRICES,
    QUALITY,
    Desk,
    lock_strategy,
    record_opening,
)
from tests.evaluations.bids.test_opening import HOUR, close_quality
from tests.factories import Factories
from tests.test_containers import with_parts

PLANTED = "1 234 987 650"  # a price that must not be found anywhere before its opening


@pytest.fixture
def desk(app: Flask, client: FlaskClient, session: Session, factories: Factories) -> Desk:
    """An officer at a procurement on which nothing has been done."""
    found = Desk(app, client, session, factories.procurement(factories.buyer()))
    found.as_role(factories, Role.OFFICER, name="Kari Innkjøper")
    return found


def arrange(desk: Desk, *, opened: bool = True, lots: int = 0, **plan: object) -> Desk:
    with desk.app.app_context():
        procurement = db.session.get_one(Procurement, desk.id)
        if lots:
            from marketkit.db import begin_write

            begin_write().add_all(
                Lot(buyer_id=desk.buyer_id, procurement_id=desk.id, number=number, title=f"Area {number}")
                for number in range(1, lots + 1)
            )
            db.session.commit()
        lock_strategy(procurement, **plan)
        if opened:
            record_opening(procurement)
    return desk


def import_file(
    desk: Desk, content: bytes = BIDS, name: str = "bids.csv", round: str = "initial", **data: object
) -> TestResponse:
    return desk.post("/bids/import", file=(io.BytesIO(content), name), round=round, **data)


@pytest.fixture
def opened(desk: Desk) -> Desk:
    return arrange(desk)


@pytest.fixture
def taken_in(opened: Desk) -> Desk:
    assert "The bids are in." in import_file(opened).text
    return opened


def bid_id(desk: Desk, label: str = "Alfa") -> int:
    found = desk.session.scalar(select(Bid.id).where(Bid.procurement_id == desk.id, Bid.label == label))
    desk.session.rollback()
    assert found is not None
    return found


def rows(desk: Desk, table: type) -> list[object]:
    found = list(desk.session.scalars(select(table)))
    desk.session.rollback()
    return found


def opening_form(**values: object) -> dict[str, object]:
    return {
        "round": "initial",
        "opened_at": "2025-03-17T12:30",
        "present": "Kari Nordmann\nOla Hansen",
        "understood": "y",
        **values,
    }


def test_before_the_lock_the_page_says_what_comes_first(desk: Desk) -> None:
    page = desk.get("/bids")
    assert page.status_code == 200
    assert "Bids come after the lock" in page.text
    assert desk.get("/bids/opening").status_code == 302
    assert desk.get("/bids/import").status_code == 302
    assert desk.get("/bids/new").status_code == 302


def test_the_opening_says_what_it_does_and_puts_it_on_record(desk: Desk) -> None:
    arrange(desk, opened=False)
    assert "record it here" in desk.get("/bids").text
    page = desk.get("/bids/opening")
    assert "There is no way back to the competition" in page.text
    done = desk.post("/bids/opening", **opening_form())
    assert "The bids are opened. Take them in now." in done.text
    assert "Kari Nordmann, Ola Hansen" in done.text
    assert "Kari Innkjøper" in done.text  # who recorded it
    (opening,) = rows(desk, Opening)
    assert isinstance(opening, Opening)
    assert opening.opened_at == datetime(2025, 3, 17, 11, 30, tzinfo=UTC)
    assert desk.session.get_one(Procurement, desk.id).state is State.OPENED


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"opened_at": "2025-03-02T12:00"}, "the opening must be later than the lock of the strategy"),
        ({"opened_at": "2025-03-17T11:59"}, "bids must not be opened before their deadline"),
        ({"opened_at": "2199-01-01T12:00"}, "the opening lies in the future"),
        ({"opened_at": "2025-03-30T02:30"}, "02:30 does not exist on 30 March 2025"),
        ({"opened_at": "2025-10-26T02:30"}, "02:30 comes twice on 26 October 2025"),
        ({"opened_at": "yesterday"}, "is no day and time"),
        ({"opened_at": ""}, "Give the day and the hour."),
        ({"present": "Kari Nordmann"}, "at least two persons must be present"),
        ({"present": ""}, "Write the names of those present."),
        ({"understood": ""}, "Tick this to go on"),
        ({"round": "x"}, "Not a valid choice"),
    ],
)
def test_an_opening_that_cannot_be_is_refused_with_what_was_entered(
    desk: Desk, changed: dict[str, str], expected: str
) -> None:
    arrange(desk, opened=False)
    page = desk.post("/bids/opening", **opening_form(**changed))
    assert page.status_code == 422
    text = " ".join(html.fromstring(page.text).text_content().split())
    assert expected in text
    if "present" not in changed:
        assert "Ola Hansen" in page.text
    assert rows(desk, Opening) == []
    assert desk.session.get_one(Procurement, desk.id).state is State.COMPETITION


def test_revised_bids_have_a_deadline_of_their_own(taken_in: Desk) -> None:
    page = taken_in.post(
        "/bids/opening",
        **opening_form(round="revised", deadline="2025-03-20T12:00", opened_at="2025-03-20T12:00"),
    )
    assert "The bids are opened" in page.text
    done = taken_in.post(
        f"/bids/{bid_id(taken_in)}/again",
        round="revised",
        received_at="2025-03-20T12:01",
        figure_days="9",
        figure_price="950 000",
    )
    assert "The bid is in, marked as late." in done.text
    assert "Revised bids, submission 2" in done.text
    assert "Initial bids, submission 1" in done.text


def test_the_file_to_fill_in_can_be_filled_in_and_handed_in(opened: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(opened.get("/bids/blank/bids.xlsx").data))
    header = [cell.value for cell in book["Bids"][1]]
    assert header == [
        "bid",
        "supplier",
        "organisation_number",
        "days",
        "price",
        "variant",
        "received",
        "note",
    ]
    explained = {row[0].value: row[2].value for row in book["Columns"].iter_rows()}
    assert explained["received"] == "a day and time such as 23.11.2026 12:00; empty: as given in the form"
    book["Bids"].append(["Alfa", "Alfa AS", None, 10, 5, None, None, None])
    stream = io.BytesIO()
    book.save(stream)
    assert "The bids are in." in import_file(opened, stream.getvalue(), "bids.xlsx").text
    assert opened.get("/bids/blank/bids.csv").text.strip("\ufeff\r\n") == (
        "bid;supplier;organisation_number;days;price;variant;received;note"
    )


def test_bids_are_listed_with_their_price_as_evaluated(taken_in: Desk) -> None:
    page = html.fromstring(taken_in.get("/bids").text)
    cells = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.xpath("//table[@id='bids-0']//tr")
    ]
    assert [row[0] for row in cells[1:]] == ["AlfaAlfa Omsorg AS", "BetaBeta Helse AS"]
    assert [row[1] for row in cells[1:]] == ["in", "in"]
    assert [row[2].replace("\xa0", " ") for row in cells[1:]] == ["NOK 1,000,000.00", "NOK 900,000.50"]


def test_a_file_with_faults_shows_them_all_in_place_and_stores_nothing(opened: Desk) -> None:
    page = import_file(opened, b"bid;supplier;days;price\nAlfa;;31;x\n")
    assert page.status_code == 422
    assert "3 things need to be mended in bids.csv." in page.text
    assert "is off the scale; expected a score from 0 to 30" in page.text
    assert "say who submits the bid" in page.text
    assert "Hand in the mended file" in page.text
    assert rows(opened, BidFile) == rows(opened, Bid) == rows(opened, Supplier) == []


def test_no_file_and_an_impossible_moment_are_both_told(opened: Desk) -> None:
    page = opened.post("/bids/import", round="initial", received_at="2025-03-30T02:30")
    assert page.status_code == 422
    assert "Choose a file first." in page.text
    assert "02:30 does not exist on 30 March 2025" in page.text


def test_with_lots_the_lot_is_chosen_and_a_foreign_one_is_refused(desk: Desk) -> None:
    arrange(desk, lots=2)
    first = desk.session.scalars(select(Lot.id).order_by(Lot.number)).first()
    desk.session.rollback()
    assert "Choose the lot." in import_file(desk, lot="").text
    foreign = import_file(desk, lot=str((first or 0) + 1000))
    assert foreign.status_code == 422
    assert "Not a valid choice" in foreign.text
    assert "The bids are in." in import_file(desk, lot=str(first)).text
    page = desk.get("/bids").text
    assert "Lot 1: Area 1" in page
    assert "Lot 2: Area 2: no bids are taken in yet." in " ".join(
        html.fromstring(page).text_content().split()
    )


def one_bid(**values: object) -> dict[str, object]:
    return {
        "label": "Alfa",
        "round": "initial",
        "supplier": "new",
        "supplier_name": "Alfa Omsorg AS",
        "received_at": "2025-03-17T11:00",
        "figure_days": "10",
        "figure_price": "1 000 000",
        **values,
    }


def test_one_bid_is_entered_with_options_that_count(opened: Desk) -> None:
    page = opened.post("/bids/new", **one_bid(options_price="Night service: 100 000\nTraining: 20,50"))
    assert "The bid is in." in page.text
    text = " ".join(html.fromstring(page.text).text_content().replace("\xa0", " ").split())
    assert "1000000 + 100000 (Night service) + 20.5 (Training) = 1100020.5" in text
    assert "NOK 1,100,020.50" in text


def test_everything_wrong_with_one_bid_is_told_and_nothing_is_lost(opened: Desk) -> None:
    page = opened.post(
        "/bids/new",
        **one_bid(
            supplier_name="",
            organisation_number="123",
            figure_days="31",
            figure_price="",
            options_price="Night service\nTraining: much",
            received_at="2025-10-26T02:30",
            note="came by post",
        ),
    )
    assert page.status_code == 422
    for expected in (
        "Choose a supplier, or write the name of a new one.",
        "Expected a value from 0 to 30.",
        "Give the figure.",
        "line 1: write the option, a colon and its price",
        "02:30 comes twice on 26 October 2025",
        "came by post",
    ):
        assert expected in page.text
    refused = opened.post("/bids/new", **one_bid(organisation_number="123"))
    assert refused.status_code == 422
    assert "is not an organisation number" in refused.text
    assert rows(opened, Bid) == []


def test_a_supplier_of_the_register_is_chosen_and_anothers_cannot_be(
    opened: Desk, factories: Factories
) -> None:
    buyer = opened.session.get_one(Procurement, opened.id).buyer
    ours, theirs = factories.supplier(buyer), factories.supplier(factories.buyer())
    our_id, their_id = ours.id, theirs.id
    opened.session.commit()
    refused = opened.post("/bids/new", **one_bid(supplier=str(their_id)))
    assert refused.status_code == 422
    assert "Not a valid choice" in refused.text
    opened.post("/bids/new", **one_bid(supplier=str(our_id)))
    (bid,) = rows(opened, Bid)
    assert isinstance(bid, Bid)
    assert bid.supplier_id == our_id


def test_a_bid_taken_in_twice_needs_a_reason(taken_in: Desk) -> None:
    again = {"round": "initial", "received_at": "2025-03-17T11:00", "figure_days": "8", "figure_price": "7"}
    path = f"/bids/{bid_id(taken_in)}/again"
    refused = taken_in.post(path, **again)
    assert refused.status_code == 422
    assert "has been taken in for this round already; say why it is replaced" in refused.text
    done = taken_in.post(path, **again, reason="The first file had the wrong price.")
    assert "Taken in again because: The first file had the wrong price." in done.text
    assert len(rows(taken_in, Submission)) == 3


def test_a_figure_is_corrected_and_shows_where_it_came_from(taken_in: Desk) -> None:
    path = f"/bids/{bid_id(taken_in)}/correct?criterion=price"
    page = taken_in.client.get(f"{taken_in.base}{path}&lang=en")
    assert "What was submitted always stays." in page.text
    shown = html.fromstring(page.text).xpath("//input[@name='shown']/@value")[0]
    given = {
        "shown": shown,
        "ground": "arithmetic-error",
        "value": "1 100 000",
        "reason": "3 x 366 667 was 1 100 001.",
    }
    empty = taken_in.post(path, shown=shown, ground="arithmetic-error", value="", reason="")
    assert empty.status_code == 422
    assert "Give the figure." in empty.text
    assert "Write this in a sentence or two." in empty.text
    done = taken_in.post(path, **given)
    assert "The figure is corrected." in done.text
    assert "3 x 366 667 was 1 100 001." in done.text
    assert "Arithmetic error" in done.text
    stale = taken_in.post(path, **{**given, "value": "5"})
    assert stale.status_code == 409
    assert "Somebody else changed this figure meanwhile" in stale.text
    assert 'value="5"' in stale.text
    assert taken_in.get(f"/bids/{bid_id(taken_in)}/correct", criterion="plan").status_code == 404


def upload(desk: Desk, *files: tuple[bytes, str], **data: object) -> TestResponse:
    given = [(io.BytesIO(content), name) for content, name in files]
    return desk.post(f"/bids/{bid_id(desk)}/documents", files=given, **data)


def test_documents_are_stored_and_leave_only_as_downloads(taken_in: Desk) -> None:
    page = upload(taken_in, (PDF, "Løsning.pdf"), (PNG, "kart.png"))
    assert "2 documents are stored." in page.text
    first = rows(taken_in, BidDocument)[0]
    assert isinstance(first, BidDocument)
    answer = taken_in.get(f"/bids/documents/{first.id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"


def test_every_bad_document_is_named_and_none_is_stored(taken_in: Desk) -> None:
    bomb = with_parts({"xl/worksheets/sheet2.xml": b"0" * 3_000_000})
    page = upload(
        taken_in,
        (PDF, "good.pdf"),
        (b"", "empty.pdf"),
        (b"MZ not a document", "wrong.pdf"),
        (with_parts({"xl/vbaProject.bin": b"x"}), "macro.xlsx"),
        (bomb, "bomb.xlsx"),
        (b"PK\x03\x04", "all.zip"),
        (PDF, "../../etc/secret.pdf"),
    )
    assert page.status_code == 422
    listed = [
        " ".join(item.text_content().split())
        for item in html.fromstring(page.text).xpath("//ul[@class='faults']/li")
    ]
    assert listed == [
        "empty.pdf: the file is empty",
        "wrong.pdf: this is not a usable PDF file",
        "macro.xlsx: the file holds macros; save it as XLSX without macros",
        "bomb.xlsx: the part xl/worksheets/sheet2.xml grows more than 200 times when unpacked",
        "all.zip: files of this kind are not read here; send one of .pdf, .docx, .xlsx, .csv, .txt, .png, .jpg, .jpeg",
        "../../etc/secret.pdf: the name holds a path; give the file a plain name",
    ]
    assert rows(taken_in, BidDocument) == []


def test_no_file_at_all_is_told(taken_in: Desk) -> None:
    assert "Choose at least one file." in taken_in.post(f"/bids/{bid_id(taken_in)}/documents").text


def test_evaluators_read_documents_of_bids_they_score_and_have_no_conflict_with(
    taken_in: Desk, factories: Factories
) -> None:
    from marketkit.evaluations.assessment.models import Assignment, ConflictDeclaration

    upload(taken_in, (PDF, "plan.pdf"))
    document = rows(taken_in, BidDocument)[0]
    assert isinstance(document, BidDocument)
    path, alfa = f"/bids/documents/{document.id}", bid_id(taken_in)
    supplier_id = taken_in.session.get_one(Bid, alfa).supplier_id
    user_id = taken_in.as_role(factories, Role.EVALUATOR)
    common = {"buyer_id": taken_in.buyer_id, "procurement_id": taken_in.id, "created_at": OPENED}
    assert taken_in.get(path).status_code == 403
    factories.save(Assignment(user_id=user_id, criterion="plan", assigned=True, **common))
    factories.commit()
    assert taken_in.get(path).status_code == 403  # nothing declared yet
    for conflict, status in ((False, 200), (True, 403)):
        factories.save(
            ConflictDeclaration(user_id=user_id, supplier_id=supplier_id, conflict=conflict, **common)
        )
        factories.commit()
        assert taken_in.get(path).status_code == status
    taken_in.as_role(factories, Role.AUDITOR)
    assert taken_in.get(path).status_code == 200
    taken_in.as_role(factories, Role.LEADER)
    assert taken_in.get(path).status_code == 403


def test_requirements_are_written_down_and_judged_and_reject_nothing(desk: Desk) -> None:
    arrange(desk, opened=False)
    page = desk.post("/bids/requirements", kind="must", text="Ready within 20 days.")
    assert "The requirement is added." in page.text
    with desk.app.app_context():
        record_opening(db.session.get_one(Procurement, desk.id))
    late = desk.post("/bids/requirements", kind="qualification", text="ISO 9001.")
    assert late.status_code == 422
    desk.post("/bids/requirements", kind="qualification", text="ISO 9001.", note="Part 2, section 4.")
    assert "Added after the opening. Part 2, section 4." in desk.get("/bids/requirements").text
    import_file(desk)
    alfa, beta = bid_id(desk), bid_id(desk, "Beta")
    grid = html.fromstring(desk.get("/bids/findings").text)
    assert len(grid.xpath("//select")) == 4
    first = grid.xpath("//select/@name")[0].removeprefix("met-").split("-")[1]
    unexplained = desk.post("/bids/findings", shown="0", **{f"met-{alfa}-{first}": "unmet"})
    assert unexplained.status_code == 422
    assert "Say what is missing where a requirement is not met." in unexplained.text
    done = desk.post(
        "/bids/findings",
        shown="0",
        **{
            f"met-{alfa}-{first}": "unmet",
            f"note-{alfa}-{first}": "Appendix 3 says 25 days.",
            f"met-{beta}-{first}": "met",
        },
    )
    assert "2 findings are recorded." in done.text
    page = desk.get("/bids")
    assert "Proposed for rejection" in page.text
    assert rows(desk, Rejection) == []
    stale = desk.post(
        "/bids/findings", shown="0", **{f"met-{alfa}-{first}": "met", f"note-{alfa}-{first}": "x"}
    )
    assert stale.status_code == 409
    assert "They recorded: not met, Appendix 3 says 25 days." in " ".join(stale.text.split())


def test_a_bid_is_rejected_and_let_back_in_with_reasons(taken_in: Desk) -> None:
    alfa = bid_id(taken_in)
    page = taken_in.get(f"/bids/{alfa}/reject", ground="requirement-not-met")
    assert "The bid is not scored and cannot win." in page.text
    assert html.fromstring(page.text).xpath("//option[@selected]/@value") == ["requirement-not-met"]
    assert taken_in.post(f"/bids/{alfa}/reject", ground="", explanation="").status_code == 422
    done = taken_in.post(
        f"/bids/{alfa}/reject", ground="requirement-not-met", explanation="No start plan in the bid."
    )
    assert "This bid is not scored" in done.text
    assert "No start plan in the bid." in done.text
    again = taken_in.post(f"/bids/{alfa}/reject", ground="late", explanation="x")
    assert again.status_code == 422
    assert "this has been rejected already" in again.text
    back = taken_in.post(f"/bids/{alfa}/let-back", explanation="The plan was in appendix 2.")
    assert "This bid is not scored" not in back.text
    assert "The plan was in appendix 2." in back.text  # in the history
    assert taken_in.post(f"/bids/{alfa}/let-back", explanation="x").status_code == 422


def test_a_bid_under_a_wrong_name_is_taken_back_and_stays_readable(taken_in: Desk) -> None:
    alfa = bid_id(taken_in)
    path = f"/bids/{alfa}/submissions/1/take-back"
    assert path in taken_in.get(f"/bids/{alfa}").text
    assert "This cannot be undone" in taken_in.get(path).text
    assert taken_in.post(path, reason=" ").status_code == 422
    done = taken_in.post(path, reason="These are Beta's figures.")
    assert "This bid does not count" in done.text
    assert "These are Beta&#39;s figures." in done.text
    assert path not in done.text
    listed = html.fromstring(taken_in.get("/bids").text)
    assert "These are Beta's figures." in listed.xpath("//table[@id='taken-back-table']")[0].text_content()
    assert taken_in.post(path, reason="Again.").status_code == 422
    assert taken_in.get(f"/bids/{alfa}/submissions/7/take-back").status_code == 404
    assert taken_in.get(f"/bids/{alfa}/correct", criterion="price").status_code == 404


def test_a_supplier_is_rejected_with_all_its_bids(taken_in: Desk) -> None:
    supplier_id = taken_in.session.get_one(Bid, bid_id(taken_in)).supplier_id
    taken_in.session.rollback()
    taken_in.post("/bids/new", **one_bid(label="Alfa 2", supplier=str(supplier_id)))
    done = taken_in.post(
        f"/bids/suppliers/{supplier_id}/reject", ground="ground-for-exclusion", explanation="Fined in 2024."
    )
    assert done.text.count("There is a ground for excluding the supplier") == 2
    taken_in.post(f"/bids/suppliers/{supplier_id}/let-back", explanation="The fine was lifted.")
    assert "There is a ground for excluding the supplier" not in taken_in.get("/bids").text
    assert taken_in.get(f"/bids/suppliers/{supplier_id + 1000}/reject").status_code == 404


def test_what_belongs_to_another_buyer_or_procurement_is_not_found(
    taken_in: Desk, client: FlaskClient, factories: Factories
) -> None:
    upload(taken_in, (PDF, "plan.pdf"))
    document = rows(taken_in, BidDocument)[0]
    assert isinstance(document, BidDocument)
    alfa = bid_id(taken_in)
    paths = (
        f"/bids/{alfa}",
        f"/bids/{alfa}/again",
        f"/bids/{alfa}/reject",
        f"/bids/{alfa}/documents",
        f"/bids/{alfa}/correct?criterion=price",
        f"/bids/documents/{document.id}",
    )
    same_buyer = factories.procurement(taken_in.session.get_one(Procurement, taken_in.id).buyer)
    elsewhere = factories.procurement(factories.buyer())
    for procurement in (same_buyer, elsewhere):
        base = f"/b/{procurement.buyer.slug}/procurements/{procurement.id}/evaluation"
        factories.commit()
        for path in paths:
            assert client.get(base + path).status_code == 404, path
    taken_in.as_role(factories, Role.OFFICER)
    assert taken_in.get(f"/bids/{alfa}").status_code == 200


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EVALUATOR, Role.LEADER])
def test_who_does_not_run_the_evaluation_changes_nothing(
    taken_in: Desk, factories: Factories, role: Role
) -> None:
    alfa = bid_id(taken_in)
    taken_in.as_role(factories, role)
    reads = 200 if role is Role.AUDITOR else 403
    for path in ("/bids", f"/bids/{alfa}", "/bids/requirements", "/bids/findings"):
        assert taken_in.get(path).status_code == reads, path
    for path in (
        "/bids/opening",
        "/bids/opening/prices",
        "/bids/import",
        "/bids/new",
        "/bids/blank/bids.csv",
        f"/bids/{alfa}/again",
        f"/bids/{alfa}/reject",
        f"/bids/{alfa}/let-back",
        f"/bids/{alfa}/documents",
        f"/bids/{alfa}/options",
        f"/bids/{alfa}/correct?criterion=price",
    ):
        assert taken_in.client.get(taken_in.base + path).status_code == 403, path


def every_page(desk: Desk) -> str:
    """All the text an officer can see about this procurement: every page of it that needs no further number."""
    alfa = bid_id(desk)
    here = {"buyer_slug", "procurement_id"}
    known = {"buyer_slug": desk.base.split("/")[2], "procurement_id": desk.id}
    rules = [rule for rule in desk.app.url_map.iter_rules() if rule.arguments == here]
    with desk.app.test_request_context():
        paths = [url_for(rule.endpoint, **known) for rule in rules if "GET" in (rule.methods or ())]
    assert len(paths) > 20
    paths += [
        f"{desk.base}/bids/{alfa}{page}" for page in ("", "/again", "/options", "/documents", "/reject")
    ]
    paths += [f"{desk.base}/bids/{alfa}/correct?criterion={leaf}" for leaf in ("days", "price")]
    paths += [f"{desk.base}/bids/blank/{what}.csv" for what in ("bids", "prices")]
    answers = [desk.client.get(path, follow_redirects=True) for path in paths]
    failed = [path for path, answer in zip(paths, answers, strict=True) if answer.status_code >= 500]
    assert failed == []
    shown = " ".join(text_of(answer.data) for answer in answers)
    return shown.replace("\xa0", " ").replace("\u202f", " ")


def text_of(data: bytes) -> str:
    """The text of an answer, or of every part of a Word or Excel file."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_with_two_envelopes_no_page_shows_a_price_before_its_opening(desk: Desk) -> None:
    arrange(desk, two_envelopes=True)
    refused = import_file(desk, f"bid;supplier;days;price\nAlfa;Alfa AS;10;{PLANTED}\n".encode())
    assert refused.status_code == 422
    assert "holds prices, and the prices are not opened yet" in refused.text
    import_file(desk, QUALITY)
    assert desk.post(f"/bids/{bid_id(desk)}/options", options_price=f"Night: {PLANTED}").status_code == 200
    again = desk.post(
        f"/bids/{bid_id(desk)}/again",
        round="initial",
        received_at="2025-03-17T11:00",
        figure_days="10",
        figure_price=PLANTED,
        reason="Again.",
    )
    assert again.status_code == 200  # the form has no such field; what it did not ask for is left
    refused = upload(desk, (PDF, "price.pdf"), envelope="prices")
    assert refused.status_code == 422
    early = desk.post("/bids/opening/prices", **opening_form(opened_at="2025-03-18T12:00"))
    assert early.status_code == 422
    assert "the assessments of quality are not closed yet" in early.text
    digits = PLANTED.replace(" ", "")
    shown = every_page(desk)
    for form in (PLANTED, digits, "1,234,987,650", "Price as evaluated"):
        assert form not in shown
    for table in (Figure, BidFile, BidDocument):
        assert not any(digits in str(vars(row)) or PLANTED in str(vars(row)) for row in rows(desk, table))
    assert {row.criterion for row in rows(desk, Figure)} == {"days"}


def test_after_the_opening_of_prices_they_are_taken_in_and_shown(desk: Desk) -> None:
    arrange(desk, two_envelopes=True)
    import_file(desk, QUALITY)
    with desk.app.app_context():
        close_quality(db.session.get_one(Procurement, desk.id), OPENED + HOUR)
    page = desk.post("/bids/opening/prices", **opening_form(opened_at="2025-03-18T12:00"))
    assert "The prices are opened. Take them in now." in page.text
    assert desk.get("/bids/blank/prices.csv").text.strip("\ufeff").split() == ["bid;price", "Alfa;", "Beta;"]
    done = import_file(desk, PRICES, what="prices")
    assert "The prices are in." in done.text
    assert "NOK 1,000,000.00" in done.text.replace("\xa0", " ")
    stored = upload(desk, (PDF, "price.pdf"), envelope=Envelope.PRICES.value)
    assert "1 document is stored." in stored.text


def test_the_pages_speak_norwegian(taken_in: Desk) -> None:
    alfa = bid_id(taken_in)
    shown = " ".join(html.fromstring(taken_in.get("/bids", lang="nb").text).text_content().split())
    assert "Evaluert pris" in shown
    assert "1 000 000,00 kr" in shown.replace("\xa0", " ")
    assert "Price" not in shown
    page = " ".join(html.fromstring(taken_in.get(f"/bids/{alfa}", lang="nb").text).text_content().split())
    assert "Dager til levering" in page  # the criterion's title, also in Norwegian
    assert "Innlevering 1 mottatt: Første tilbud" in page


def test_a_late_bid_tells_when_it_came_in_the_readers_words(opened: Desk) -> None:
    import_file(opened, b"bid;supplier;days;price;received\nAlfa;Alfa AS;10;1;17.03.2025 12:01\n")
    page = opened.get(f"/bids/{bid_id(opened)}", lang="nb").text
    assert "Det ble mottatt 17. mars 2025 klokka 12:01." in page.replace("\xa0", " ")


def test_a_closed_procurement_offers_no_change_and_takes_none(taken_in: Desk) -> None:
    alfa = bid_id(taken_in)
    taken_in.session.get_one(Procurement, taken_in.id).state = State.CANCELLED
    taken_in.session.commit()
    for path in ("/bids", f"/bids/{alfa}"):
        page = html.fromstring(taken_in.get(path).text)
        assert page.xpath("//main//a[contains(@class, 'ds-button')]") == [], path
    closed = "the procurement is closed; nothing in it can be changed"
    rejected = taken_in.post(f"/bids/{alfa}/reject", ground="late", explanation="x")
    asked = taken_in.post("/bids/requirements", kind="must", text="Ready.", note="Part 2.")
    for answer in (rejected, asked, upload(taken_in, (PDF, "plan.pdf"))):
        assert answer.status_code == 422
        assert closed in answer.text
    assert rows(taken_in, Rejection) == rows(taken_in, BidDocument) == []


def test_findings_of_two_people_on_different_cells_are_both_kept(taken_in: Desk) -> None:
    taken_in.post("/bids/requirements", kind="must", text="Ready within 20 days.", note="Part 2.")
    alfa, beta = bid_id(taken_in), bid_id(taken_in, "Beta")
    number = html.fromstring(taken_in.get("/bids/findings").text).xpath("//select/@name")[0].split("-")[2]
    first = {f"met-{alfa}-{number}": "met", f"met-{beta}-{number}": ""}
    second = {f"met-{alfa}-{number}": "", f"met-{beta}-{number}": "met"}
    for cells in (first, second):  # both began on an empty grid
        assert "1 finding is recorded." in taken_in.post("/bids/findings", shown="0", **cells).text
    grid = html.fromstring(taken_in.get("/bids/findings").text)
    assert grid.xpath("//option[@selected]/@value") == ["met", "met"]


def test_the_history_tells_everything_with_person_and_reason(taken_in: Desk) -> None:
    alfa = bid_id(taken_in)
    taken_in.post(f"/bids/{alfa}/options", options_price="Night service: 100 000")
    upload(taken_in, (PDF, "plan.pdf"))
    taken_in.post(f"/bids/{alfa}/reject", ground="withdrawn", explanation="Letter of 2 April.")
    found = html.fromstring(taken_in.get(f"/bids/{alfa}").text).xpath("//table[@id='history-table']/tbody/tr")
    told = [[" ".join(cell.text_content().split()) for cell in row[1:]] for row in found]
    assert told == [
        ["Bid rejected: The supplier has withdrawn the bidLetter of 2 April.", "Kari Innkjøper"],
        ["Document added: plan.pdf", "Kari Innkjøper"],
        [
            "Priced options counted: Price from 1,000,000 to 1,100,000"
            "1000000 + 100000 (Night service) = 1100000",
            "Kari Innkjøper",
        ],
        ["Submission 1 taken in: Initial bids", "Kari Innkjøper"],
    ]


def test_the_options_page_says_whether_options_count_and_tells_every_faulty_line(taken_in: Desk) -> None:
    path = f"/bids/{bid_id(taken_in)}/options"
    assert "what you list here is added to the price as evaluated" in taken_in.get(path).text
    page = taken_in.post(path, options_price="Night service\nTraining: much\nTraining: 5\nTraining: 6")
    assert page.status_code == 422
    assert "line 1: write the option, a colon and its price" in page.text
    assert "Night service" in page.text
    assert {row.criterion for row in rows(taken_in, Figure)} == {"days", "price"}
