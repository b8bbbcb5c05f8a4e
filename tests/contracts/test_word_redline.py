"""Tracked changes in a Word file: taking all gives the new text, refusing all the old; files read back as written."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from marketkit.contracts.draft import Choose, Clause, Draft, Item, ItemList, Paragraph, Table, Value, Words
from marketkit.contracts.lines import Line, comparable, lines_of
from marketkit.contracts.redline import redline
from marketkit.contracts.word import word_file
from marketkit.contracts.word_reader import read_draft
from marketkit.contracts.word_redline import redline_file
from marketkit.errors import BadInput
from tests.contracts.drafting import rich_draft

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def told(lines: tuple[Line, ...] | list[Line]) -> list[tuple[str, list[str]]]:
    """Styles and texts; references by their bookmarks, as they stand in a file."""
    return [(line.style, [comparable(cell).replace("-", "_") for cell in line.cells]) for line in lines]


def settle(data: bytes, *, take: bool) -> bytes:
    """The file as Word leaves it when every change is taken, or every one refused."""
    goes, stays = (f"{W}del", f"{W}ins") if take else (f"{W}ins", f"{W}del")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(content)
                for mark in list(root.iter(goes)):
                    parent = mark.getparent()
                    if parent.tag in (f"{W}trPr", f"{W}rPr"):
                        whole = (
                            parent.getparent() if parent.tag == f"{W}trPr" else parent.getparent().getparent()
                        )
                        if whole.getparent() is not None:
                            whole.getparent().remove(whole)
                    else:
                        parent.remove(mark)
                for mark in list(root.iter(stays)):
                    parent = mark.getparent()
                    place = parent.index(mark)
                    for child in list(mark):
                        parent.insert(place, child)
                        place += 1
                    parent.remove(mark)
                for deleted, standing in (("delText", "t"), ("delInstrText", "instrText")):
                    for text in root.iter(f"{W}{deleted}"):
                        text.tag = f"{W}{standing}"
                content = etree.tostring(root)
            new.writestr(name, content)
    return out.getvalue()


def changed(draft: Draft) -> Draft:
    """The same draft after a lawyer went over it: a clause out, one in, words and an answer changed."""
    clauses = list(draft.clauses)
    first = clauses[0].blocks[0]
    assert isinstance(first, Paragraph)
    clauses[0] = replace(
        clauses[0], blocks=(Paragraph((*first.inlines, Words(" So it is."))), *clauses[0].blocks[1:])
    )
    clauses[3] = replace(
        clauses[3], title="Another title", blocks=(Paragraph((Value("price", "NOK 9,00"),)),)
    )
    del clauses[1]
    new = Clause(
        "extra",
        "9",
        1,
        "Extra",
        (
            ItemList((Item((Words("one"),)), Item((Words("two"),), 1)), lettered=True),
            Table(((Words("A"),), (Words("B"),)), (((Words("1"),), (Words("2"),)),)),
            Choose("[Choose]"),
        ),
    )
    clauses.insert(2, new)
    return replace(draft, clauses=tuple(clauses))


def test_a_file_reads_back_as_the_lines_it_was_written_from():
    draft = rich_draft(8)
    found = read_draft(word_file(draft), "draft.docx")
    assert told(found.lines) == told(lines_of(draft))
    assert found.properties["Draft"] == draft.id
    assert found.lines[2].place == "clause_1"
    assert (found.language, found.author) == ("en", "Fjordvik kommune")


@pytest.mark.parametrize("language", ["en", "nb"])
def test_taking_all_changes_gives_the_new_text_and_refusing_all_the_old(language: str):
    old = rich_draft(8, language)
    new = changed(old)
    data = redline_file(new, redline(lines_of(old), lines_of(new)))
    assert told(read_draft(settle(data, take=True), "a.docx").lines) == told(lines_of(new))
    assert told(read_draft(settle(data, take=False), "a.docx").lines) == told(lines_of(old))


def test_every_reference_has_its_bookmark_whether_changes_are_taken_or_refused():
    old = rich_draft(8)
    new = changed(old)
    data = redline_file(new, redline(lines_of(old), lines_of(new)))
    for take in (True, False):
        with zipfile.ZipFile(io.BytesIO(settle(data, take=take))) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        bookmarks = [found.get(f"{W}name") for found in root.iter(f"{W}bookmarkStart")]
        assert len(bookmarks) == len(set(bookmarks))
        targets = {text.text.split()[1] for text in root.iter(f"{W}instrText")}
        # Clause 2 is gone from the new text, and clause 3 still points to it there.
        assert targets - set(bookmarks) == ({"c_clause_2"} if take else set())


def test_a_file_with_open_changes_is_read_as_if_they_were_taken():
    old = rich_draft(5)
    new = changed(old)
    data = redline_file(new, redline(lines_of(old), lines_of(new)))
    assert told(read_draft(data, "a.docx").lines) == told(lines_of(new))


TEXTS = st.sampled_from(["The buyer", " pays ", "at once", ".", " no more", "æ & <"])
PARAGRAPHS = st.builds(
    Paragraph,
    st.lists(
        st.one_of(st.builds(Words, TEXTS), st.builds(Value, st.just("price"), TEXTS)), min_size=1, max_size=4
    ).map(tuple),
)
LISTS = st.builds(
    ItemList,
    st.lists(
        st.builds(Item, st.tuples(st.builds(Words, TEXTS)), st.integers(0, 2)), min_size=1, max_size=3
    ).map(tuple),
    st.booleans(),
)
CLAUSES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.lists(st.one_of(PARAGRAPHS, LISTS), max_size=3).map(tuple)),
    max_size=4,
    unique_by=lambda clause: clause[0],
)


def draft_of(clauses: list[tuple[str, tuple[Paragraph | ItemList, ...]]]) -> Draft:
    found = tuple(
        Clause(id_, str(place), 1, f"Clause {id_}", blocks) for place, (id_, blocks) in enumerate(clauses, 1)
    )
    return replace(rich_draft(1), clauses=found, appendices=())


@given(CLAUSES, CLAUSES)
def test_whatever_the_texts_every_change_can_be_taken_or_refused(old: list, new: list):
    before, after = draft_of(old), draft_of(new)
    data = redline_file(after, redline(lines_of(before), lines_of(after)))
    assert told(read_draft(settle(data, take=True), "a.docx").lines) == told(lines_of(after))
    assert told(read_draft(settle(data, take=False), "a.docx").lines) == told(lines_of(before))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://elsewhere.example/t.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    "hostile",
    [
        b"no zip at all",
        word_file(rich_draft(1))[:-40],
        with_part(word_file(rich_draft(1)), "word/document.xml", ENTITY),
        with_part(word_file(rich_draft(1)), "word/_rels/settings.xml.rels", OUTSIDE),
        with_part(word_file(rich_draft(1)), "word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
        with_part(word_file(rich_draft(1)), "word/media/big.xml", b"0" * 200_000_000),
    ],
    ids=["no zip", "cut off", "entity", "template from elsewhere", "macros", "unpacks to no end"],
)
def test_hostile_files_are_refused_clearly(hostile: bytes):
    with pytest.raises(BadInput) as refused:
        read_draft(hostile, "draft.docx")
    assert all(fault.file == "draft.docx" and fault.message for fault in refused.value.faults)


def test_a_word_file_that_is_no_draft_of_ours_is_told_so():
    import docx

    stream = io.BytesIO()
    docx.Document().save(stream)
    with pytest.raises(BadInput, match="no draft made by this program"):
        read_draft(stream.getvalue(), "other.docx")
