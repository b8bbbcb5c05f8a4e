"""`marketkit roadmap`: exports that the standards' own readers take, and invented entries."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from openpyxl import load_workbook

from marketkit.cli import main
from marketkit.procurements.cpv import shipped
from marketkit.roadmap.command_options import batches
from marketkit.roadmap.eforms_rules import check
from marketkit.roadmap.export_cli import FORMATS
from marketkit.roadmap.tables import COLUMNS

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://plans.example/roadmap"


@pytest.fixture(scope="module")
def with_a_buyer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with one buyer, to be copied."""
    folder = tmp_path_factory.mktemp("made") / "instance"
    with pytest.MonkeyPatch.context() as monkeypatch:
        use(folder, monkeypatch)
        ran("buyer", "create", "Fjordvik kommune", "--slug", "fjordvik", "--number", "974760673")
    return folder


@pytest.fixture(autouse=True)
def installation(with_a_buyer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Path(shutil.copytree(with_a_buyer, tmp_path / "instance")), monkeypatch)


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the commands work on the installation in this folder."""
    monkeypatch.setenv("MARKETKIT_INSTANCE", str(folder))
    monkeypatch.setenv("MARKETKIT_LOG_LEVEL", "ERROR")
    monkeypatch.delenv("MARKETKIT_DATABASE_URL", raising=False)


def ran(*arguments: str, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == exit_code, f"{result.output}\n{result.exception!r}"
    return result


def generate(entries: int = 30) -> None:
    ran("roadmap", "generate", "--entries", str(entries), "--versions", "6", "--seed", "4")


def export(kind: str, *arguments: str, exit_code: int = 0) -> str:
    out = ("--format", kind, "--base-url", BASE, "-o", "-")
    return ran("roadmap", "export", *out, *arguments, exit_code=exit_code).stdout


def keys(*arguments: str) -> set[str]:
    return {each["key"] for each in json.loads(export("json", *arguments))["entries"]}


def test_invented_entries_are_published_in_batches_and_the_same_for_a_seed() -> None:
    result = ran("roadmap", "generate", "--entries", "30", "--seed", "4", "--json")
    assert json.loads(result.stdout) == {"entries": 30}
    found = json.loads(export("json"))["entries"]
    assert len(found) == 30 and all(each["invented"] for each in found)
    assert [len(batch) for batch in batches(range(5), 2)] == [2, 2, 1]


def test_every_format_is_read_by_its_own_reader(tmp_path: Path) -> None:
    generate()
    for kind in ("ocds", "ocds-record"):
        package = json.loads(export(kind))
        assert package["uri"].startswith(f"{BASE}/ocds/") and package["sample"] is True
        assert len({each["ocid"] for each in package["releases" if kind == "ocds" else "records"]}) == 30
    feed = ElementTree.fromstring(export("atom"))
    assert len(feed.findall(f"{ATOM}entry")) == 30
    assert Calendar.from_ical(export("ical")).walk("VEVENT")
    rows = list(csv.reader(io.StringIO(export("csv").removeprefix("\ufeff")), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 31
    book = tmp_path / "roadmap.xlsx"
    ran("roadmap", "export", "--format", "xlsx", "-o", str(book))
    assert load_workbook(book).active.max_row == 31
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_filters_have_the_names_of_the_list_and_keep_what_it_keeps() -> None:
    generate()
    everything = keys()
    standings = {name: keys("--standing", name) for name in ("planned", "started", "cancelled", "withdrawn")}
    assert set.union(*standings.values()) == everything == keys("--standing", "all")
    assert keys("--q", "hjemme") < everything
    assert keys("--small", "true") | keys("--small", "false") == everything
    one = min(everything)
    assert keys("--entry", one) == {one}
    assert keys("--window-from", "2100-01-01") == keys("--changed-since", "2100-01-01T00:00:00Z") == set()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--window-from", "soon"), '"soon" is not a day'),
        (("--changed-since", "soon"), '"soon" is not a day or a moment'),
        (("--value-min", "much"), '"much" is not a number'),
        (("--procedure", "mine"), '"mine" is not known here.\n'),
        (("--small", "perhaps"), "is not one of 'true', 'false'"),
        (("--entry", "none-2027-001"), 'there is no published entry "none-2027-001"'),
        (("--buyer", "nobody"), "there are: fjordvik"),
        (("--base-url", "plans"), '"plans" is not an address'),
        (("--lang", "sv"), "the installation speaks"),
        (("-o", "/nowhere/at/all.csv"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_and_exits_with_2(arguments: tuple[str, ...], text: str) -> None:
    result = ran("roadmap", "export", "--format", "csv", "-o", "-", *arguments, exit_code=2)
    assert text in result.stderr and not result.stdout


def test_which_buyer_must_be_said_where_there_are_several() -> None:
    ran("buyer", "create", "Østli kommune", "--slug", "ostli")
    result = ran("roadmap", "export", "--format", "csv", "-o", "-", exit_code=2)
    assert "say which buyer with --buyer; there are: fjordvik, ostli" in result.stderr


FACTS = "legal_type: la\nactivity: gen-pub\nnuts: NO082\nlegal_basis: Regulations on public procurement\n"


def test_notices_that_lack_something_are_named_with_every_fault_and_the_rest_are_written(
    tmp_path: Path,
) -> None:
    generate()
    facts, made = tmp_path / "facts.yaml", tmp_path / "notices.zip"
    facts.write_text(FACTS, encoding="utf-8")
    out = ("roadmap", "export", "--format", "eforms", "--lang", "en", "-o", str(made))
    lacking = ran(*out, "--json", exit_code=1)
    assert "the buyer's legal type is missing" in lacking.stderr
    assert json.loads(lacking.stdout)["entries"] == 0 and zipfile.ZipFile(made).namelist() == []
    told = json.loads(ran(*out, "--notice-facts", str(facts), "--json", exit_code=1).stdout)
    with zipfile.ZipFile(made) as archive:
        assert len(archive.namelist()) == told["entries"] > 0
        for name in archive.namelist():
            assert not check(archive.read(name)), name
    faulty = {each["file"] for each in told["faults"]}
    assert faulty and faulty.isdisjoint(name.removesuffix(".xml") for name in archive.namelist())


def test_a_single_notice_that_cannot_be_made_leaves_what_stood_there(tmp_path: Path) -> None:
    generate()
    before = tmp_path / "notice.xml"
    before.write_text("before", encoding="utf-8")
    key = min(keys("--standing", "planned"))
    out = ("roadmap", "export", "--format", "eforms", "-o", str(before), "--entry", key)
    assert "BT-11-Procedure-Buyer" in ran(*out, exit_code=1).stderr
    assert before.read_text(encoding="utf-8") == "before"


def test_facts_about_the_buyer_with_an_unknown_name_are_refused(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("legal_tpe: la\n", encoding="utf-8")
    arguments = ("roadmap", "export", "--format", "eforms", "-o", "-", "--notice-facts", str(facts))
    assert "legal_tpe" in ran(*arguments, exit_code=2).stderr


def test_help_names_every_format() -> None:
    assert all(kind in ran("roadmap", "export", "--help").output for kind in FORMATS)


LIST = "Nummer;Tittel;Utlyses;Verdi\nA1;Nattpatrulje;2031-Q2;1000000\nA2;Senger;2031-Q3;500000\n"


def importing(tmp_path: Path, text: str, *arguments: str, exit_code: int = 0) -> dict:
    file = tmp_path / "plan.csv"
    file.write_text(text, encoding="utf-8")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "list: plan\nkey: Nummer\namounts: {currency: NOK}\n"
        "fields:\n  title: Tittel\n  window: Utlyses\n  value: Verdi\n",
        encoding="utf-8",
    )
    out = ("roadmap", "import", str(file), "--mapping", str(mapping), "--json", *arguments)
    return json.loads(ran(*out, exit_code=exit_code).stdout)


def counts(told: dict) -> dict[str, int]:
    return {what: count for what, count in told["rows"].items() if count}


def test_a_list_is_imported_once_and_a_later_one_adds_versions(tmp_path: Path) -> None:
    assert counts(importing(tmp_path, LIST, "--dry-run")) == {"new": 2} and keys() == set()
    assert counts(importing(tmp_path, LIST, "--as-of", "2026-01-05")) == {"new": 2}
    assert counts(importing(tmp_path, LIST, "--as-of", "2026-01-05")) == {"unchanged": 2}
    later = LIST.replace("2031-Q2", "2031-Q4").replace("A2;Senger;2031-Q3;500000\n", "")
    told = importing(tmp_path, later)
    assert counts(told) == {"changed": 1} and [each["title"] for each in told["missing"]] == ["Senger"]
    windows = {each["title"]: each["window_from"] for each in json.loads(export("json"))["entries"]}
    assert windows == {"Nattpatrulje": "2031-10-01", "Senger": "2031-07-01"}


def test_refused_rows_come_back_in_a_file_that_can_be_corrected(tmp_path: Path) -> None:
    wrong = LIST.replace("2031-Q3", "perhaps")
    refused = tmp_path / "refused.csv"
    told = importing(tmp_path, wrong, "--refused", str(refused), exit_code=1)
    assert counts(told) == {"new": 1, "refused": 1} and told["faults"][0]["row"] == 3
    mended = refused.read_text(encoding="utf-8-sig").replace("A2;Senger;perhaps", "A2;Senger;2031-Q3")
    assert counts(importing(tmp_path, mended)) == {"new": 1}
    assert counts(importing(tmp_path, LIST)) == {"unchanged": 2}


def test_columns_are_guessed_by_their_headings_and_those_left_out_are_told(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("Nr;Tittel;Tidspunkt;Farge\n1;Broer;2031-Q2;blå\n", encoding="utf-8")
    told = json.loads(ran("roadmap", "import", str(file), "--json").stdout)
    assert counts(told) == {"new": 1}
    assert [each["message"] for each in told["warnings"]] == ['the column "farge" is not used']
    (entry,) = json.loads(export("json"))["entries"]
    assert (entry["title"], entry["window_from"]) == ("Broer", "2031-04-01")


def test_codes_are_held_against_the_published_list_where_there_is_one(tmp_path: Path) -> None:
    published = tmp_path / "cpv.json"
    common = {f"{each.code}-{each.check}": each.en for each in shipped()}
    published.write_text(json.dumps(common | {"45221100-3": "Bridges"}))
    ran("codes", "import", str(published))
    listed = "ID;Tittel;CPV\nA1;Broer;45221100-3\nA2;Senger;45221100-4\nA3;Annet;12345678\n"
    mapping = tmp_path / "codes.yaml"
    mapping.write_text("list: plan\nkey: ID\nfields:\n  title: Tittel\n  cpv_codes: CPV\n")
    told = importing(tmp_path, listed, "--mapping", str(mapping), exit_code=1)
    assert counts(told) == {"new": 2, "refused": 1}
    assert [(each["row"], each["message"]) for each in told["faults"]] == [
        (3, 'the check digit of "45221100-4" is wrong; 45221100 ends in 3')
    ]
    assert [(each["row"], each["message"]) for each in told["warnings"]] == [
        (4, "12345678 is not in the list of CPV codes")
    ]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--mapping", "none"), "there is no such mapping file"),
        (("--confirm", "first"), "does not name a row and an entry"),
        (("--as-of", "2999-01-01"), "the day has not come yet"),
    ],
)
def test_an_import_that_cannot_be_done_says_why(
    tmp_path: Path, arguments: tuple[str, str], text: str
) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(LIST, encoding="utf-8")
    assert text in ran("roadmap", "import", str(file), *arguments, exit_code=2).stderr
