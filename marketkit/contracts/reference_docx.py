"""Builds reference.docx, which every draft takes its looks from: styles, numbering, settings, header and footer.

    python -m marketkit.contracts.reference_docx

Sizes are in half points for type and twentieths of a point elsewhere, as Word counts. The same script makes the same
bytes. Whoever wants other looks changes them here, or opens the file in Word and saves it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

REFERENCE = Path(__file__).with_name("reference.docx")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Any moment will do, as long as the same parts always make the same bytes.
MOMENT = (2020, 1, 1, 0, 0, 0)
LANGUAGE = "en-GB"
INK, QUIET, OPEN = "1F2933", "5B6770", "8A5A00"
# Numberings (w:num) of the reference; those of lettered lists come after them.
CLAUSES, APPENDICES, BULLETS, LETTERS = 1, 2, 3, 4
HEADING_INDENTS = (709, 709, 851)


def _paragraph_style(
    id_: str, name: str, *, based: str = "Normal", after: str = "", paragraph: str = "", run: str = ""
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{id_}"{"" if name[0].islower() or name in _BUILT_IN else _CUSTOM}>'
        f'<w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        + (f'<w:next w:val="{after}"/>' if after else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


_CUSTOM = ' w:customStyle="1"'
_BUILT_IN = {"Title", "Subtitle", "List Bullet", "Table Grid", "Strong", "Emphasis", "Placeholder Text"}


def _heading(level: int, size: int, before: int) -> str:
    return _paragraph_style(
        f"Heading{level}",
        f"heading {level}",
        after="Normal",
        paragraph=f'<w:keepNext/><w:keepLines/><w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{CLAUSES}"/></w:numPr>'
        f'<w:spacing w:before="{before}" w:after="80" w:line="264" w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>',
        run=f'<w:b/><w:bCs/><w:color w:val="{INK}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
    )


def _contents(level: int) -> str:
    return _paragraph_style(
        f"TOC{level}",
        f"toc {level}",
        paragraph=f'<w:tabs><w:tab w:val="left" w:pos="{709 if level == 1 else 1276}"/>'
        f'<w:tab w:val="right" w:leader="dot" w:pos="9061"/></w:tabs>'
        f'<w:spacing w:before="0" w:after="{40 if level == 1 else 0}" w:line="264" w:lineRule="auto"/>'
        f'<w:ind w:left="{0 if level == 1 else 709}"/>',
        run="" if level == 1 else '<w:sz w:val="20"/><w:szCs w:val="20"/>',
    )


def _character_style(id_: str, name: str, run: str) -> str:
    custom = "" if name in _BUILT_IN or name[0].islower() else _CUSTOM
    return (
        f'<w:style w:type="character" w:styleId="{id_}"{custom}><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>'
    )


def styles(language: str = LANGUAGE) -> str:
    """styles.xml for texts in a language (a tag such as "nb-NO")."""
    box = '<w:{0} w:val="single" w:sz="6" w:space="6" w:color="B7791F"/>'
    return (
        f"{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>'
        f'<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        '<w:widowControl/><w:spacing w:before="0" w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        + _paragraph_style(
            "Title",
            "Title",
            after="Normal",
            paragraph='<w:keepNext/><w:spacing w:before="1200" w:after="120" w:line="240" w:lineRule="auto"/>',
            run=f'<w:b/><w:bCs/><w:color w:val="{INK}"/><w:sz w:val="48"/><w:szCs w:val="48"/>',
        )
        + _paragraph_style(
            "Subtitle",
            "Subtitle",
            after="Normal",
            paragraph='<w:spacing w:before="0" w:after="240"/>',
            run=f'<w:color w:val="{QUIET}"/><w:sz w:val="28"/><w:szCs w:val="28"/>',
        )
        + _heading(1, 26, 360)
        + _heading(2, 22, 240)
        + _heading(3, 21, 200)
        + _paragraph_style(
            "AppendixHeading",
            "Appendix Heading",
            after="Normal",
            paragraph='<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:numPr><w:ilvl w:val="0"/>'
            f'<w:numId w:val="{APPENDICES}"/></w:numPr><w:spacing w:before="0" w:after="160"/><w:outlineLvl w:val="0"/>',
            run=f'<w:b/><w:bCs/><w:color w:val="{INK}"/><w:sz w:val="28"/><w:szCs w:val="28"/>',
        )
        + _paragraph_style(
            "PlainHeading",
            "Plain Heading",
            after="Normal",
            paragraph='<w:keepNext/><w:spacing w:before="360" w:after="120"/>',
            run=f'<w:b/><w:bCs/><w:color w:val="{INK}"/><w:sz w:val="26"/><w:szCs w:val="26"/>',
        )
        + _paragraph_style("Body", "Body", paragraph=f'<w:ind w:left="{HEADING_INDENTS[0]}"/>')
        + _paragraph_style(
            "ListBullet", "List Bullet", based="Body", paragraph='<w:spacing w:before="0" w:after="60"/>'
        )
        + _paragraph_style(
            "Lettered", "Lettered", based="Body", paragraph='<w:spacing w:before="0" w:after="60"/>'
        )
        + _paragraph_style(
            "Choice",
            "Choice",
            based="Body",
            paragraph='<w:keepNext/><w:spacing w:before="120" w:after="60"/>',
            run=f'<w:i/><w:iCs/><w:color w:val="{OPEN}"/>',
        )
        + _paragraph_style(
            "LegalNote",
            "Legal Note",
            paragraph="<w:pBdr>"
            + "".join(box.format(side) for side in ("top", "left", "bottom", "right"))
            + "</w:pBdr>"
            '<w:shd w:val="clear" w:color="auto" w:fill="FFF8E6"/><w:spacing w:before="120" w:after="120"/>'
            '<w:ind w:left="113" w:right="113"/>',
            run="<w:b/><w:bCs/>",
        )
        + _paragraph_style(
            "Particulars",
            "Particulars",
            paragraph='<w:tabs><w:tab w:val="left" w:pos="2268"/></w:tabs><w:spacing w:before="0" w:after="40"/>',
        )
        + _paragraph_style(
            "TableText",
            "Table Text",
            paragraph='<w:spacing w:before="40" w:after="40" w:line="252" w:lineRule="auto"/>',
        )
        + _paragraph_style(
            "TableHead", "Table Head", based="TableText", paragraph="<w:keepNext/>", run="<w:b/><w:bCs/>"
        )
        + _paragraph_style(
            "AfterTable",
            "After Table",
            paragraph='<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>',
        )
        + _contents(1)
        + _contents(2)
        + _paragraph_style(
            "Header",
            "header",
            paragraph='<w:tabs><w:tab w:val="right" w:pos="9061"/></w:tabs><w:spacing w:before="0" w:after="0"/>',
            run=f'<w:color w:val="{QUIET}"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
        )
        + _paragraph_style(
            "Footer",
            "footer",
            paragraph='<w:tabs><w:tab w:val="right" w:pos="9061"/></w:tabs><w:spacing w:before="0" w:after="0"/>',
            run=f'<w:color w:val="{QUIET}"/><w:sz w:val="17"/><w:szCs w:val="17"/>',
        )
        + _paragraph_style(
            "CommentText",
            "annotation text",
            paragraph='<w:spacing w:before="0" w:after="60" w:line="240" w:lineRule="auto"/>',
            run='<w:sz w:val="20"/><w:szCs w:val="20"/>',
        )
        + _character_style(
            "CommentReference", "annotation reference", '<w:sz w:val="16"/><w:szCs w:val="16"/>'
        )
        + _character_style("Strong", "Strong", "<w:b/><w:bCs/>")
        + _character_style("Emphasis", "Emphasis", "<w:i/><w:iCs/>")
        + _character_style("DefinedTerm", "Defined Term", "<w:b/><w:bCs/>")
        + _character_style(
            "PlaceholderText",
            "Placeholder Text",
            f'<w:color w:val="{OPEN}"/><w:shd w:val="clear" w:color="auto" w:fill="FFF1C2"/>',
        )
        + '<w:style w:type="table" w:styleId="ContractTable" w:customStyle="1"><w:name w:val="Contract Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA5B1"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + '</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr>'
        '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F4"/></w:tcPr></w:tblStylePr></w:style></w:styles>'
    )


def _levels(formats: list[tuple[str, str, int, int, str]]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{style}'
        f'<w:suff w:val="{"space" if hanging == 0 else "tab"}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        for level, (form, text, left, hanging, style) in enumerate(formats)
    )


def numbering(appendix: str = "Appendix", lists: int = 0) -> str:
    """numbering.xml: `appendix` is the word before an appendix' number, `lists` how many lettered lists begin anew."""
    clauses = [
        ("decimal", text, indent, indent, f'<w:pStyle w:val="Heading{level}"/>')
        for level, (text, indent) in enumerate(
            zip(("%1", "%1.%2", "%1.%2.%3"), HEADING_INDENTS, strict=True), start=1
        )
    ]
    appendices = [("decimal", f"{appendix} %1", 0, 0, '<w:pStyle w:val="AppendixHeading"/>')]
    bullets = [("bullet", sign, 709 + 397 * (level + 1), 397, "") for level, sign in enumerate("•–▪")]
    letters = [
        (form, f"({sign})", 709 + 454 * (level + 1), 454, "")
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
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
FONTS = (
    f'{HEAD}<w:fonts {W}><w:font w:name="Calibri"><w:altName w:val="Carlito"/><w:family w:val="swiss"/>'
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
    names = ("styles", "numbering", "settings", "fontTable")
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
