"""Officers import a list: upload, columns, what would come of it, publish; nothing is stored before the last step."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.account.models import User
from marketkit.procurements.models import Buyer
from marketkit.roadmap import import_uploads
from marketkit.roadmap.import_models import ListUpload
from marketkit.roadmap.mapping_reader import read_mapping
from marketkit.roadmap.models import PlanVersionRow, RoadmapEntry
from tests.factories import Factories
from tests.signing_in import sign_in, token

TODAY = datetime.now(UTC).date()
YESTERDAY = (TODAY - timedelta(days=2)).isoformat()
HEADER = (
    "Saksnummer;Tittel;Behov;Kunngjøring;Kontraktstart;Estimert verdi;CPV-kode;Prosedyre;Status;Merknad\n"
)
LIST = (
    HEADER
    + "A1;Hjemmetjenester;Flere bor hjemme;3. kvartal 2031;01.02.2032;1 200 000;85312400;Åpen;Planlagt;x\n"
    + "A2;Velferdsteknologi;;2031-05;;;33195000;Åpen;Planlagt;y\n"
)


class Desk:
    def __init__(self, client: FlaskClient, session: Session, slug: str) -> None:
        self.client, self.session, self.base = client, session, f"/b/{slug}/roadmap"

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, query_string={"lang": "en"})

    def post(self, path: str, **data: object) -> TestResponse:
        found = token(self.client, f"{self.base}/new")
        return self.client.post(path, data={"csrf_token": found, **data})

    def upload(self, content: bytes | str, file: str = "plan.csv", **data: object) -> TestResponse:
        raw = content.encode() if isinstance(content, str) else content
        sent = {"list_name": "Innkjøpsplan", "as_of": YESTERDAY, **data}
        return self.post(f"{self.base}/import", file=(io.BytesIO(raw), file), **sent)

    def form(self, path: str, action: str = "") -> dict[str, str]:
        """What a form of a page sends when nothing in it is changed."""
        forms = [each for each in html.fromstring(self.get(path).text).forms if each.method == "POST"]
        own = [each for each in forms if "sign-out" not in (each.get("action") or "")]
        [form] = [each for each in own if (each.get("action") or "").endswith(action) or not action][:1]
        return {name: value for name, value in form.form_values() if name != "csrf_token"}

    def columns(self, content: bytes | str, file: str = "plan.csv", **data: object) -> str:
        """Upload a list and take the columns as proposed; gives the address of the trial."""
        answer = self.upload(content, file, **data)
        assert answer.status_code == 302, text_of(answer)
        place = answer.location
        for _ in range(3):
            if not place.partition("#")[0].endswith("/columns"):
                break
            sent = self.form(place)
            sent |= {name: "open" for name in sent if name.startswith("word_procedure")}
            sent |= {name: "planned" for name in sent if name.startswith("word_standing")}
            answer = self.post(place.partition("#")[0], **sent)
            assert answer.status_code == 302, text_of(answer)
            place = answer.location
        return place

    def apply(self, trial: str, **data: object) -> TestResponse:
        answer = self.post(f"{trial}/apply", **{**self.form(trial, "/apply"), **data})
        return self.get(answer.location) if answer.status_code == 302 else answer

    def imported(self, content: bytes | str, file: str = "plan.csv", **data: object) -> TestResponse:
        return self.apply(self.columns(content, file, **data))

    def rows(self, kind: type) -> list:
        found = self.session.query(kind).order_by(*inspect(kind).primary_key).all()
        self.session.expunge_all()
        self.session.commit()
        return found


@pytest.fixture
def officer(factories: Factories) -> User:
    return factories.member(factories.buyer(slug="fjordvik", name="Fjordvik kommune"), Role.OFFICER)


@pytest.fixture
def desk(app: Flask, client: FlaskClient, session: Session, officer: User) -> Desk:
    sign_in(client, officer)
    return Desk(client, session, "fjordvik")


def text_of(answer: TestResponse) -> str:
    return " ".join(" ".join(html.fromstring(answer.text).xpath("//main")[0].itertext()).split())


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_norwegian_list_goes_the_whole_way(desk: Desk):
    assert "Import a list" in desk.get(desk.base).text
    place = desk.upload(LIST).location
    page = desk.get(place)
    shown = text_of(page)
    assert "Hjemmetjenester" in shown
    assert "Velferdsteknologi" in shown
    assert shown.count("sure") >= 8
    chosen = desk.form(place)
    roles = [chosen[f"column_{at}"] for at in range(10)]
    assert roles[:4] == ["key", "title", "need", "window"]
    assert roles[4:] == ["contract_window", "value", "cpv_codes", "procedure", "standing", ""]
    assert "What these words mean" in shown
    trial = desk.columns(LIST)
    shown = text_of(desk.get(trial))
    assert "New entries 2" in shown
    assert "2 entries become public now." in shown
    assert desk.rows(RoadmapEntry) == []
    assert "The list is imported: 2 new entries, 0 new versions." in desk.apply(trial).text
    first, second = desk.rows(PlanVersionRow)
    assert first.plan["title"] == "Hjemmetjenester"
    assert first.plan["procedure"] == "open"
    assert first.plan.get("standing", "planned") == "planned"
    assert second.plan["cpv_codes"] == ["33195000"]
    assert [row.source_key for row in desk.rows(RoadmapEntry)] == ["A1", "A2"]
    assert str(first.on) == YESTERDAY


def test_importing_again_changes_nothing(desk: Desk):
    trial = desk.columns(LIST)
    sent = desk.form(trial, "/apply")
    desk.post(f"{trial}/apply", **sent)
    assert "Nothing in the list is new" in desk.get(trial).text
    assert desk.post(f"{trial}/apply", **sent).status_code == 422
    again = desk.get(desk.columns(LIST, as_last_time="y"))
    assert "The roadmap says all of it already." in text_of(again)
    assert "/apply" not in again.text
    assert len(desk.rows(PlanVersionRow)) == 2


def test_a_later_snapshot_makes_versions_and_tells_what_is_missing(desk: Desk):
    desk.imported(LIST)
    later = LIST.replace("3. kvartal 2031", "4. kvartal 2031")
    later = later.replace("A2;Velferdsteknologi", "A3;Noe helt annet")
    answer = desk.upload(later, as_of=TODAY.isoformat(), as_last_time="y")
    assert "/columns" not in answer.location
    shown = text_of(desk.get(answer.location))
    assert "Entries that change 1" in shown
    assert "Q3 2031 → Q4 2031" in shown
    assert "No longer in the list" in shown
    assert "Velferdsteknologi" in shown
    assert "1 new version of an entry is published." in shown
    done = desk.apply(answer.location, reason="budget", note="Mindre penger")
    assert "1 new entry, 1 new version" in text_of(done)
    version = desk.rows(PlanVersionRow)[-1]
    assert (version.number, version.reason.value, version.note) == (2, "budget", "Mindre penger")


def test_what_the_list_has_no_column_for_stays(desk: Desk):
    desk.imported(LIST)
    short = "Saksnummer;Tittel\nA1;Hjemmetjenester nye\n"
    shown = text_of(desk.get(desk.columns(short, as_of=TODAY.isoformat())))
    assert "Title: Hjemmetjenester → Hjemmetjenester nye" in shown
    assert "not said" not in shown


def test_a_workbook_goes_the_whole_way(desk: Desk):
    day = datetime(2031, 5, 4)  # noqa: DTZ001 - a workbook knows no zones
    book = workbook(["Id", "Title", "When"], ["1", "Home care", day], ["2", "Beds", "2031-Q4"])
    assert "2 new entries" in text_of(desk.imported(book, "plan.xlsx"))
    assert desk.rows(PlanVersionRow)[0].plan["window"] == "2031-05-04"


def test_refused_rows_are_told_and_can_be_corrected(desk: Desk):
    bad = (
        "Saksnummer;Tittel;Kunngjøring;CPV-kode\n"
        "B1;Snudd;2031-Q4/2031-Q1;\nB2;Ukjent kode;2031;123\nB3;To;2031;\nB3;Ganger;2031;\nB4;;2031;\n"
        "B5;God;2031;\n"
    )
    trial = desk.columns(bad)
    shown = text_of(desk.get(trial))
    assert "Refused 5" in shown
    assert "New entries 1" in shown
    for told in ("Kunngjøring:", "CPV-kode:", "stands in the rows 4, 5", "a title is needed"):
        assert told in shown, told
    refused = desk.get(f"{trial}/refused.csv")
    assert refused.headers["Content-Disposition"].startswith("attachment")
    lines = refused.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("what is wrong")
    desk.apply(trial)
    mended = refused.data.decode("utf-8-sig").replace("2031-Q4/2031-Q1", "2031-Q1/2031-Q4")
    shown = text_of(desk.get(desk.columns(mended, as_last_time="y")))
    assert "New entries 1" in shown
    assert "No longer in the list" not in shown


@pytest.mark.parametrize(
    ("content", "file", "told"),
    [
        (b"", "plan.csv", "empty"),
        (b"\x89PNG\r\n\x1a\n...", "plan.csv", "this is not a text file"),
        ("Tittel;Når\nBlåbær;2031\n".encode("latin-1"), "plan.csv", "not UTF-8"),
        (b"Tittel\n", "plan.csv", "no rows under the names"),
        (b"\n\n", "plan.csv", "empty"),
        (b"<html>", "plan.html", "send one of .csv, .xlsx"),
        (b"not a workbook", "plan.xlsx", "not a usable XLSX file"),
        (b"PK\x03\x04", "plan.xlsx", "cannot be read"),
        (b"a" * 10_000_001, "plan.csv", "the file is larger than 10 MB"),
        (";".join(f"c{n}" for n in range(200)).encode() + b"\n1\n", "plan.csv", "more than 100 columns"),
    ],
)
def test_files_that_are_no_list_are_refused_with_a_reason(desk: Desk, content: bytes, file: str, told: str):
    answer = desk.upload(content, file)
    assert answer.status_code == 422
    assert told in text_of(answer), text_of(answer)
    assert desk.rows(ListUpload) == []


def test_a_workbook_that_swells_is_refused(desk: Desk):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>" + b" " * 300_000_000)
    assert desk.upload(stream.getvalue(), "plan.xlsx").status_code == 422


def test_cells_that_are_formulas_or_markup_do_no_harm(desk: Desk):
    hostile = "<script>alert(1)</script>\"'--"
    book = workbook(["Id", "Title", "When"], ["1", "=1+1", "2031"], ["2", hostile, "2031"])
    trial = desk.columns(book, "plan.xlsx")
    page = desk.get(trial)
    assert "<script>alert" not in page.text
    assert "Refused 1" in text_of(page)
    csv = 'Id;Title;When\n"=cmd|x";=HYPERLINK("x");soon\n'
    refused = desk.get(f"{desk.columns(csv)}/refused.csv").data.decode("utf-8-sig")
    assert not re.search(r'(^|[;,"])=', refused, re.M)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"list_name": ""}, "This must be filled in"),
        ({"list_name": "x" * 101}, "At most 100 characters"),
        ({"as_of": "soon"}, "This must be filled in"),
        ({"as_of": (TODAY + timedelta(days=2)).isoformat()}, "The day has not come yet"),
        ({"as_last_time": "y"}, "No list of this name was imported here before"),
        ({"mapping": b"list: x\nfields: 3\n"}, "fields"),
        ({"mapping": b"\0"}, "not a text file"),
    ],
)
def test_what_is_wrong_with_the_upload_is_told(desk: Desk, sent: dict[str, object], told: str):
    if isinstance(content := sent.get("mapping"), bytes):
        sent = {"mapping": (io.BytesIO(content), "m.yaml")}
    answer = desk.upload(LIST, **sent)
    assert answer.status_code == 422
    assert told in text_of(answer), text_of(answer)


def test_a_file_must_be_chosen(desk: Desk):
    answer = desk.post(f"{desk.base}/import", list_name="x", as_of=YESTERDAY)
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_the_choice_of_columns_is_checked(desk: Desk):
    place = desk.upload(LIST).location
    sent = desk.form(place)
    answer = desk.post(place, **{**sent, "column_1": "", "column_2": "value_low"})
    assert answer.status_code == 422
    assert "choose the column with the title" in answer.text
    assert "choose either one column with the value" in answer.text
    assert desk.post(place, **{**sent, "column_0": "password"}).status_code == 422
    assert desk.get(place.replace("/columns", "/mapping.yaml")).status_code == 404
    assert desk.get(place.replace("/columns", "")).status_code == 302


def test_columns_can_be_put_together_and_left_out(desk: Desk):
    book = "Nr;Hva;Mer;Fra;Til\n1;Senger;Gode;2031-01;2031-03\n2;Stoler;;snarest;\n"
    place = desk.upload(book).location
    sent = desk.form(place)
    sent |= {"column_0": "key", "column_1": "title", "column_2": "title", "column_3": "window"}
    sent |= {"column_4": "window_until", "loose_3": "y"}
    trial = desk.post(place, **sent).location
    shown = text_of(desk.get(trial))
    assert "Senger Gode" in shown
    assert "January 2031 to March 2031" in shown
    assert "1 remark" in shown
    mapping = read_mapping(desk.get(f"{trial}/mapping.yaml").data, "m.yaml")
    assert mapping.fields["window"].until == "Til"
    assert mapping.fields["window"].leave_out
    again = desk.upload(book, mapping=(io.BytesIO(desk.get(f"{trial}/mapping.yaml").data), "m.yaml"))
    assert text_of(desk.get(again.location)).count("Senger Gode") == 1


def test_a_mapping_for_another_file_says_which_columns_are_absent(desk: Desk):
    mapping = b"list: x\nfields:\n  title: Overskrift\n"
    trial = desk.upload(LIST, mapping=(io.BytesIO(mapping), "m.yaml")).location
    answer = desk.get(trial)
    assert answer.status_code == 422
    assert "“Overskrift” is missing" in text_of(answer).replace('"Overskrift"', "“Overskrift”")
    assert "names columns that are not in this file: Overskrift" in text_of(desk.get(f"{trial}/columns"))


def test_rows_without_a_key_that_resemble_an_entry_wait_for_a_decision(desk: Desk):
    first = "Tittel;Kunngjøring\nKjøp av sykesenger til sykehjem;2031-Q1\nRenhold;2031-Q2\n"
    desk.imported(first)
    assert "Nothing in the list is new" in desk.get(desk.columns(first)).text
    later = first.replace("sykesenger til", "nye sykesenger til")
    trial = desk.columns(later, as_of=TODAY.isoformat())
    shown = text_of(desk.get(trial))
    assert "In doubt, waiting for you 1" in shown
    assert "/apply" not in desk.get(trial).text
    sent = desk.form(trial)
    assert sent["decide-row_2"].startswith("fjordvik-")
    assert desk.post(trial, **{**sent, "decide-row_2": "fjordvik-1999-001"}).status_code == 422
    desk.post(trial, **sent)
    shown = text_of(desk.get(trial))
    assert "Entries that change 1" in shown
    desk.post(trial, anew="yes")
    desk.post(trial, **{**sent, "decide-row_2": "new"})
    assert "New entries 1" in text_of(desk.get(trial))
    desk.post(trial, anew="yes")
    desk.post(trial, **sent)
    desk.apply(trial)
    assert [row.number for row in desk.rows(PlanVersionRow)] == [1, 1, 2]
    assert "Nothing in the list is new" in desk.get(trial).text


def test_two_rows_cannot_be_the_same_entry(desk: Desk):
    desk.imported("Tittel;Kunngjøring\nKjøp av sykesenger til sykehjem;2031-Q1\n")
    twice = (
        "Tittel;Kunngjøring\nKjøp av sykesenger sykehjem nord;2031\nKjøp av sykesenger sykehjem sør;2031\n"
    )
    trial = desk.columns(twice, as_of=TODAY.isoformat())
    key = desk.rows(RoadmapEntry)[0].key
    answer = desk.post(trial, **{"decide-row_2": key, "decide-row_3": key})
    assert answer.status_code == 422
    assert "Two rows cannot be the same entry." in answer.text


def test_what_changed_since_it_was_shown_is_not_published(desk: Desk):
    one, two = desk.columns(LIST), desk.columns(LIST.replace("Hjemmetjenester", "Hjemmehjelp"))
    shown = desk.form(two, "/apply")
    desk.apply(one)
    answer = desk.post(f"{two}/apply", **shown)
    assert answer.status_code == 422
    assert "The roadmap was changed meanwhile" in answer.text
    assert len(desk.rows(PlanVersionRow)) == 2


def test_too_much_at_once_is_left_to_the_command_line(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    trial = desk.columns(LIST)
    sent = desk.form(trial, "/apply")
    monkeypatch.setattr(import_uploads, "MAX_STORED", 1)
    page = desk.get(trial)
    assert "marketkit roadmap import" in page.text
    assert "/apply" not in page.text
    assert desk.post(f"{trial}/apply", **sent).status_code == 422
    monkeypatch.setattr(import_uploads, "MAX_ROWS", 1)
    page = desk.get(trial)
    assert page.status_code == 422
    assert "more than 1 rows" in page.text
    assert desk.rows(PlanVersionRow) == []


def test_a_day_to_come_in_a_column_is_refused(desk: Desk):
    late = f"Id;Title;Snapshot\n1;Beds;{(TODAY + timedelta(days=9)).isoformat()}\n"
    page = desk.get(desk.columns(late))
    assert page.status_code == 422
    assert "has not come yet" in text_of(page)


def test_an_upload_is_seen_by_nobody_else(desk: Desk, factories: Factories):
    trial = desk.columns(LIST)
    sent = desk.form(trial, "/apply")
    other = factories.member(factories.buyer(slug="nabo"), Role.OFFICER)
    buyer = desk.session.query(Buyer).filter_by(slug="fjordvik").one()
    colleague, leader = factories.member(buyer, Role.OFFICER), factories.member(buyer, Role.LEADER)
    pages = (trial, f"{trial}/columns", f"{trial}/mapping.yaml", f"{trial}/refused.csv")
    for person, status in ((colleague, 404), (other, 404), (leader, 403)):
        sign_in(desk.client, person)
        there = [each.replace("fjordvik", "nabo") if person is other else each for each in pages]
        assert [desk.get(each).status_code for each in there] == [status] * 4
        found = token(desk.client, "/account")
        answer = desk.client.post(
            f"{there[0]}/apply", data={"csrf_token": found, **sent}, follow_redirects=False
        )
        assert answer.status_code == status
    assert "Import a list" not in desk.get(desk.base).text
    assert desk.rows(PlanVersionRow) == []


def test_uploads_left_lying_are_given_up(desk: Desk):
    first = desk.columns(LIST)
    desk.apply(first)
    for _ in range(import_uploads.MAX_WAITING + 2):
        desk.upload(LIST)
    kept = desk.session.query(ListUpload).all()
    assert sum(row.content is not None for row in kept) == import_uploads.MAX_WAITING
    assert sum(row.applied_at is not None for row in kept) == 1
    desk.session.rollback()
    assert desk.get(first).status_code == 404
    assert "/columns" not in desk.upload(LIST, as_last_time="y").location


def test_what_a_list_calls_cancelled_counts_from_its_day_when_that_is_said(desk: Desk):
    listed = LIST.replace("Åpen;Planlagt;y", "Åpen;Avlyst;y")
    place = desk.upload(listed).location
    sent = desk.form(place)
    words = {name: value for name, value in sent.items() if name.startswith("word_")}
    assert sorted(words.values()) == ["cancelled", "open", "planned"]
    trial = desk.post(place, **sent).location
    assert "Day it started or ended:" in text_of(desk.get(trial))
    trial = desk.post(place, **{**sent, "ended_as_of": "y"}).location
    desk.apply(trial)
    assert desk.rows(PlanVersionRow)[1].plan["ended_on"] == YESTERDAY
    assert desk.form(place)["ended_as_of"] == "y"
