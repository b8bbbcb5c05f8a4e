"""The parts of a draft's Word file around its text: properties, margins, and what points to what. Pure."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from functools import lru_cache

from marketkit import __version__
from marketkit.contracts.draft import Draft
from marketkit.contracts.reference_docx import MAIN_TYPE, PARTS, REFERENCE, R, numbering, package, relations
from marketkit.contracts.reference_styles import HEAD, LANGUAGE, W
from marketkit.contracts.word_blocks import paragraph
from marketkit.contracts.word_text import escaped, field, run

TAGS = {"en": "en-GB", "nb": "nb-NO"}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Parts that every draft has; comments come after them where there are any.
_PARTS = ("styles", "numbering", "settings", "fontTable", "theme1", "header1", "footer1")
HEADER, FOOTER = (f"rId{_PARTS.index(name) + 1}" for name in ("header1", "footer1"))


def file_of(draft: Draft, body: str, *, comments: Sequence[str], lists: int) -> bytes:
    """The .docx file around a body that has so many lettered lists."""
    names = [*_PARTS, "comments"] if comments else list(_PARTS)
    parts = {
        "[Content_Types].xml": _content_types(names),
        "_rels/.rels": relations(
            [
                ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                ("rId3", f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
            ]
        ),
        "docProps/core.xml": _core(draft),
        "docProps/custom.xml": _custom(draft),
        "word/document.xml": f"{HEAD}<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            [(f"rId{place}", PARTS[name][1], f"{name}.xml") for place, name in enumerate(names, start=1)]
        ),
        "word/styles.xml": _reference_part("styles", TAGS[draft.language]),
        "word/numbering.xml": numbering(escaped(draft.labels.appendix), lists),
        "word/settings.xml": _reference_part("settings", TAGS[draft.language]),
        "word/fontTable.xml": _reference_part("fontTable", LANGUAGE),
        "word/theme1.xml": _reference_part("theme1", LANGUAGE),
        "word/header1.xml": _header(draft),
        "word/footer1.xml": _footer(draft),
    }
    if comments:
        parts["word/comments.xml"] = f"{HEAD}<w:comments {W}>{''.join(comments)}</w:comments>"
    return package(parts)


def _content_types(names: Sequence[str]) -> str:
    own = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{PARTS[name][0]}"/>' for name in names)
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/>{own}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/custom.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
    )


@lru_cache(maxsize=16)
def _reference_part(name: str, tag: str) -> str:
    """A part of reference.docx for texts in a language, read once."""
    with zipfile.ZipFile(REFERENCE) as archive:
        return archive.read(f"word/{name}.xml").decode("utf-8").replace(f'"{LANGUAGE}"', f'"{tag}"')


def _header(draft: Draft) -> str:
    text = f"{draft.buyer}\t{draft.labels.draft.upper()} {draft.id}"
    return f"{HEAD}<w:hdr {W}>{paragraph('Header', run(text))}</w:hdr>"


def _footer(draft: Draft) -> str:
    """The title, and the page among how many; both numbers are Word's own."""
    before, _, rest = draft.labels.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    title = run(f"{draft.title}\t{before}")
    pages = field("PAGE", "1") + run(between) + field("NUMPAGES", "1") + run(after)
    return f"{HEAD}<w:ftr {W}>{paragraph('Footer', title + pages)}</w:ftr>"


def _core(draft: Draft) -> str:
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escaped(draft.title)}</dc:title><dc:subject>{escaped(draft.reference)}</dc:subject>"
        f"<dc:creator>{escaped(draft.buyer)}</dc:creator><dc:language>{TAGS[draft.language]}</dc:language>"
        f"<dc:identifier>{escaped(draft.id)}</dc:identifier></cp:coreProperties>"
    )


def _custom(draft: Draft) -> str:
    facts = {
        "Template": draft.template,
        "Template version": draft.version,
        "Template hash": draft.template_hash,
        "Answers hash": draft.answers_hash,
        "Draft": draft.id,
        "Generator": f"marketkit {__version__}",
    }
    properties = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escaped(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(facts.items(), start=2)
    )
    return (
        f'{HEAD}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{properties}</Properties>"
    )
