"""Builds reference.docx, which every draft takes its looks from: styles, numbering, settings, header and footer.

    python -m marketkit.contracts.reference_docx

The same script makes the same bytes. Whoever wants other looks changes them in `reference_styles`, runs this again and
commits the file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from marketkit.contracts.reference_styles import (
    APPENDICES,
    CLAUSES,
    FONT,
    FONT_ELSEWHERE,
    HEAD,
    INDENT,
    LANGUAGE,
    W,
    styles,
)
from marketkit.contracts.reference_theme import theme

REFERENCE = Path(__file__).with_name("reference.docx")
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
# Any moment will do, as long as the same parts always make the same bytes.
MOMENT = (2020, 1, 1, 0, 0, 0)
# Numberings (w:num) beside those of the headings; lettered lists have theirs after them.
BULLETS, LETTERS = 3, 4
# How far an item stands in from the text around it, for each step inwards.
BULLET_STEP, LETTER_STEP = 397, 482
# The room for "Appendix 10" in its heading: for the number, and for each letter of the word.
APPENDIX_DIGITS, APPENDIX_SIGN = 540, 145


def _levels(formats: list[tuple[str, str, int, int, str]]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{style}'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        for level, (form, text, left, hanging, style) in enumerate(formats)
    )


def numbering(appendix: str = "Appendix", lists: int = 0) -> str:
    """numbering.xml: `appendix` is the word before an appendix' number, `lists` how many lettered lists begin anew."""
    clauses = [
        ("decimal", text, INDENT, INDENT, f'<w:pStyle w:val="Heading{level}"/>')
        for level, text in enumerate(("%1", "%1.%2", "%1.%2.%3"), start=1)
    ]
    room = APPENDIX_DIGITS + APPENDIX_SIGN * len(appendix)
    appendices = [("decimal", f"{appendix} %1", room, room, '<w:pStyle w:val="AppendixHeading"/>')]
    bullets = [
        ("bullet", sign, INDENT + BULLET_STEP * (level + 1), BULLET_STEP, "")
        for level, sign in enumerate("•–▪")
    ]
    letters = [
        (form, f"({sign})", INDENT + LETTER_STEP * (level + 1), LETTER_STEP, "")
        for level, (form, sign) in enumerate((("lowerLetter", "%1"), ("lowerRoman", "%2"), ("decimal", "%3")))
    ]
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{_levels(levels)}</w:abstractNum>'
        for number, levels in (
            (CLAUSES, clauses),
            (APPENDICES, appendices),
            (BULLETS, bullets),
            (LETTERS, letters),
        )
    )
    shared = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in (CLAUSES, APPENDICES, BULLETS, LETTERS)
    )
    own = "".join(
        f'<w:num w:numId="{LETTERS + place}"><w:abstractNumId w:val="{LETTERS}"/>'
        + "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'
            for level in range(3)
        )
        + "</w:num>"
        for place in range(1, lists + 1)
    )
    return f"{HEAD}<w:numbering {W}>{abstract}{shared}{own}</w:numbering>"


SETTINGS = (
    f'{HEAD}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:updateFields w:val="true"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    f'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="{LANGUAGE}"/>'
    "</w:settings>"
)
FONTS = (
    f'{HEAD}<w:fonts {W}><w:font w:name="{FONT}"><w:altName w:val="{FONT_ELSEWHERE}"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font></w:fonts>'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Parts of a draft beside its text, with the kind of their content and of their relation to it.
PARTS: Mapping[str, tuple[str, str]] = {
    "styles": (f"{_TYPE}.styles+xml", f"{_RELATION}/styles"),
    "numbering": (f"{_TYPE}.numbering+xml", f"{_RELATION}/numbering"),
    "settings": (f"{_TYPE}.settings+xml", f"{_RELATION}/settings"),
    "fontTable": (f"{_TYPE}.fontTable+xml", f"{_RELATION}/fontTable"),
    "theme1": ("application/vnd.openxmlformats-officedocument.theme+xml", f"{_RELATION}/theme"),
    "header1": (f"{_TYPE}.header+xml", f"{_RELATION}/header"),
    "footer1": (f"{_TYPE}.footer+xml", f"{_RELATION}/footer"),
    "comments": (f"{_TYPE}.comments+xml", f"{_RELATION}/comments"),
}
MAIN_TYPE = f"{_TYPE}.document.main+xml"


def package(parts: Mapping[str, str]) -> bytes:
    """A .docx file of parts by name ("word/document.xml"), in their order, without a clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same wherever it is written
            archive.writestr(entry, text.encode("utf-8"))
    return stream.getvalue()


def build() -> bytes:
    """The bytes of reference.docx: the looks, and an empty text."""
    names = ("styles", "numbering", "settings", "fontTable", "theme1")
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/>'
        + "".join(f'<Override PartName="/word/{name}.xml" ContentType="{PARTS[name][0]}"/>' for name in names)
        + "</Types>",
        "_rels/.rels": relations([("rId1", f"{_RELATION}/officeDocument", "word/document.xml")]),
        "word/document.xml": f"{HEAD}<w:document {W}><w:body><w:p/></w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            [(f"rId{place}", PARTS[name][1], f"{name}.xml") for place, name in enumerate(names, start=1)]
        ),
        "word/styles.xml": styles(),
        "word/numbering.xml": numbering(),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": FONTS,
        "word/theme1.xml": theme(),
    }
    return package(parts)


def relations(found: list[tuple[str, str, str]]) -> str:
    """A part of relationships: id, kind, target."""
    return (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"/>' for id_, kind, target in found
        )
        + "</Relationships>"
    )


if __name__ == "__main__":
    REFERENCE.write_bytes(build())
