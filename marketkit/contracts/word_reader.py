"""Reads a draft of ours back from its Word file, also after somebody has worked in it, as lines to compare.

Changes that are tracked in the file count as taken. What is hostile in a Word file is refused before it is opened:
entities, macros, links outside, templates from elsewhere, files that unpack to no end.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from marketkit.containers import check_document
from marketkit.contracts.draft import Cells, Clause, Draft, Inline, Reference, Value, Words
from marketkit.contracts.lines import (
    APPENDIX,
    CHOOSE,
    HEADER_ROW,
    PARAGRAPH,
    ROW,
    SUBTITLE,
    TITLE,
    Line,
    heading,
    item,
)
from marketkit.contracts.phrases import PHRASES
from marketkit.errors import BadInput, Fault
from marketkit.said import say

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_DC = "{http://purl.org/dc/elements/1.1/}"
_REFERENCE = re.compile(r"\s*REF\s+c_(\w+)\s", re.ASCII)
_STYLES = {"Title": TITLE, "Subtitle": SUBTITLE, "AppendixHeading": APPENDIX, "Choice": CHOOSE}
# What stands before the text, or goes with the tables in it.
_AROUND = {
    "LegalNote",
    "Particulars",
    "FirstParticulars",
    "PlainHeading",
    "TermLine",
    "TOC1",
    "TOC2",
    "TOC3",
    "Undecided",
    "AppendixNote",
    "AfterTable",
}
_LISTS = {"Lettered": True, "ListBullet": False}


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """What a Word file of ours holds: its properties ("Template", "Draft", …), its language and author, its lines.

    The places of lines are the bookmarks of their headings without the "c_" in front of them.
    """

    properties: dict[str, str]
    lines: tuple[Line, ...]
    language: str = "en"
    author: str = ""

    def surroundings(self) -> Draft:
        """A draft without a text but with this one's headings, to write changes into."""
        title = next((line.text for line in self.lines if line.style == TITLE), "")
        places = dict.fromkeys(line.place for line in self.lines if line.place)
        return Draft(
            id=self.properties["Draft"],
            template=self.properties.get("Template", ""),
            version=self.properties.get("Template version", ""),
            template_hash=self.properties.get("Template hash", ""),
            answers_hash=self.properties.get("Answers hash", ""),
            language=self.language,
            title=title,
            subtitle="",
            reference="",
            buyer=self.author,
            labels=PHRASES[self.language].labels,
            clauses=tuple(Clause(place, "", 1, "", ()) for place in places),
        )


def read_draft(data: bytes, file: str) -> ReadDraft:
    """The draft in a .docx file; `file` names it in messages. Raises BadInput for anything but a draft of ours."""
    faults = check_document(data, file)
    if faults:
        raise BadInput(list(faults))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            properties = _properties(_parsed(archive, "docProps/custom.xml"))
            root = _parsed(archive, "word/document.xml")
            core = _parsed(archive, "docProps/core.xml")
    except (KeyError, etree.XMLSyntaxError):
        raise _not_ours(file) from None
    body = root.find(f"{_W}body")
    if "Draft" not in properties or body is None:
        raise _not_ours(file)
    language = (core.findtext(f"{_DC}language") or "").partition("-")[0]
    return ReadDraft(
        properties,
        tuple(_Reader().lines(body)),
        language if language in PHRASES else "en",
        core.findtext(f"{_DC}creator") or "",
    )


def _not_ours(file: str) -> BadInput:
    return BadInput([Fault(say("is no draft made by this program; compare such files in Word"), file=file)])


def _parsed(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def _properties(root: etree._Element) -> dict[str, str]:
    return {
        str(found.get("name")): "".join(str(text) for text in found.itertext())
        for found in root.iter(_PROPERTY)
    }


class _Reader:
    def __init__(self) -> None:
        self.place = ""
        self.seen_text = False

    def lines(self, body: etree._Element) -> Iterator[Line]:
        for element in _blocks(body):
            if element.tag == f"{_W}tbl":
                if self.seen_text:
                    yield from self._table(element)
            elif element.tag == f"{_W}p" and not _gone(element, "pPr/rPr"):
                found = self._paragraph(element)
                if found is not None:
                    yield found

    def _paragraph(self, element: etree._Element) -> Line | None:
        style = _style(element)
        if style in _AROUND:
            return None
        cells = (_inlines(element),)
        if style.startswith("Heading") or style == "AppendixHeading":
            self.seen_text = True
            self.place = _bookmark(element) or self.place
            level = style.removeprefix("Heading")
            return Line(heading(int(level)) if level.isdecimal() else APPENDIX, cells, self.place)
        if style in _STYLES:
            return Line(_STYLES[style], cells, self.place)
        if style in _LISTS:
            found = element.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
            depth = int(found.get(f"{_W}val") or 0) if found is not None else 0
            return Line(item(depth, lettered=_LISTS[style]), cells, self.place)
        if not self.seen_text or not cells[0]:
            return None
        return Line(PARAGRAPH, cells, self.place)

    def _table(self, element: etree._Element) -> Iterator[Line]:
        for row in element.iterfind(f"{_W}tr"):
            if _gone(row, "trPr"):
                continue
            cells: Cells = tuple(
                tuple(inline for part in cell.iter(f"{_W}p") for inline in _inlines(part))
                for cell in row.iterfind(f"{_W}tc")
            )
            is_head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
            yield Line(HEADER_ROW if is_head else ROW, cells, self.place)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in order, also those that a program has wrapped into a control of its own."""
    for element in parent:
        if element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content)
        elif element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element


def _gone(element: etree._Element, path: str) -> bool:
    """Whether a paragraph or row is marked as deleted."""
    return element.find("/".join(f"{_W}{name}" for name in [*path.split("/"), "del"])) is not None


def _style(element: etree._Element) -> str:
    found = element.find(f"{_W}pPr/{_W}pStyle")
    return str(found.get(f"{_W}val")) if found is not None else ""


def _bookmark(element: etree._Element) -> str:
    names = (str(found.get(f"{_W}name")) for found in element.iter(f"{_W}bookmarkStart"))
    return next((name.removeprefix("c_") for name in names if name.startswith("c_")), "")


@dataclass(slots=True)
class _Field:
    """A field that is being read: what it asks for, and what it shows."""

    instruction: str = ""
    result: str = ""
    shown: bool = False


def _inlines(paragraph: etree._Element) -> tuple[Inline, ...]:
    found: list[Inline] = []
    fields: list[_Field] = []
    for element, control in _runs(paragraph, None):
        text = _text(element)
        kind = element.find(f"{_W}fldChar")
        if kind is not None:
            _step(str(kind.get(f"{_W}fldCharType")), fields, found)
        elif fields and not fields[-1].shown:
            fields[-1].instruction += "".join(each.text or "" for each in element.iterfind(f"{_W}instrText"))
        elif fields:
            fields[-1].result += text
        elif control is not None and text:
            _add_value(found, control, text)
        elif text:
            _add_words(found, element, text)
    return tuple(found)


def _runs(
    parent: etree._Element, control: etree._Element | None
) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """The runs that stand, each with the content control it is in; deleted ones are left out."""
    for element in parent:
        if element.tag == f"{_W}r":
            yield element, control
        elif element.tag == f"{_W}sdt":
            properties, content = element.find(f"{_W}sdtPr"), element.find(f"{_W}sdtContent")
            if content is not None:
                tagged = properties is not None and properties.find(f"{_W}tag") is not None
                yield from _runs(content, properties if tagged else control)
        elif element.tag in (f"{_W}ins", f"{_W}hyperlink", f"{_W}smartTag", f"{_W}moveTo"):
            yield from _runs(element, control)


def _text(element: etree._Element) -> str:
    signs = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
    return "".join(
        (each.text or "") if each.tag == f"{_W}t" else signs.get(str(each.tag), "") for each in element
    )


def _step(kind: str, fields: list[_Field], found: list[Inline]) -> None:
    if kind == "begin":
        fields.append(_Field())
    elif kind == "separate" and fields:
        fields[-1].shown = True
    elif kind == "end" and fields:
        field = fields.pop()
        target = _REFERENCE.match(field.instruction)
        if target:
            found.append(Reference(target[1], field.result))
        elif field.result:
            found.append(Words(field.result))


def _add_value(found: list[Inline], control: etree._Element, text: str) -> None:
    tag = control.find(f"{_W}tag")
    assert tag is not None  # _runs gives controls with a tag alone
    name = str(tag.get(f"{_W}val"))
    answered = control.find(f"{_W}showingPlcHdr") is None
    last = found[-1] if found else None
    if isinstance(last, Value) and last.parameter == name:
        found[-1] = Value(name, last.text + text, answered)
    else:
        found.append(Value(name, text, answered))


def _add_words(found: list[Inline], element: etree._Element, text: str) -> None:
    looks = element.find(f"{_W}rPr")
    strong = (looks is not None and _on(looks, "b")) or _run_style(looks) in ("Strong", "DefinedTerm")
    emphasis = (looks is not None and _on(looks, "i")) or _run_style(looks) == "Emphasis"
    last = found[-1] if found else None
    if isinstance(last, Words) and (last.strong, last.emphasis) == (strong, emphasis):
        found[-1] = Words(last.text + text, strong, emphasis)
    else:
        found.append(Words(text, strong, emphasis))


def _on(looks: etree._Element, name: str) -> bool:
    found = looks.find(f"{_W}{name}")
    return found is not None and found.get(f"{_W}val") not in ("0", "false")


def _run_style(looks: etree._Element | None) -> str:
    found = looks.find(f"{_W}rStyle") if looks is not None else None
    return str(found.get(f"{_W}val")) if found is not None else ""
