"""The sheet a Word file is written on: A4, styles, language, what stands at the top and foot, the file's properties."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph
from flask_babel import gettext as _

from marketkit.documents.model import Document, Tone
from marketkit.web.language import in_language

FONT = "Arial"
TEXT_WIDTH = Cm(17)
LANGUAGES = {"en": "en-GB", "nb": "nb-NO"}
INK, QUIET = RGBColor(0x1E, 0x2B, 0x3C), RGBColor(0x4C, 0x5A, 0x6B)
SUBTITLE, FORMULA, SIGNATURE, UNDER_TABLE = "Subtitle", "Formula", "Signature line", "Under a table"
REMARKS = {Tone.INFORMATION: "Remark", Tone.WARNING: "Warning"}
REMARK_TITLES = {Tone.INFORMATION: "Remark title", Tone.WARNING: "Warning title"}
REMARK_COLOURS = {Tone.INFORMATION: ("2F6690", "F1F5F9"), Tone.WARNING: ("B25E00", "FFF6E5")}
TABLE_STYLE = "Document table"
HEADINGS = {
    "Title": (22, 0, 4),
    "Heading 1": (15, 20, 5),
    "Heading 2": (12.5, 15, 4),
    "Heading 3": (11, 12, 3),
}
"""Size, space before and space after, in points."""


def prepare(word: WordDocument, document: Document, *, made: datetime) -> None:
    """Make an empty Word document ready for the texts of this one."""
    _set_language(word, LANGUAGES[document.language])
    _set_styles(word)
    _set_page(word)
    _write_margins(word, document)
    _set_properties(word, document, made)


def _set_language(word: WordDocument, tag: str) -> None:
    styles = word.styles.element
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), tag)
    properties = word.styles["Normal"].element.get_or_add_rPr()
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{tag}" w:eastAsia="{tag}"/>'))
    for language in word.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), tag)


def _set_styles(word: WordDocument) -> None:
    styles = word.styles
    normal = _style(word, "Normal", size=10, before=0, after=6)
    normal.paragraph_format.line_spacing = 1.15
    for name, (size, before, after) in HEADINGS.items():
        heading = _style(word, name, size=size, before=before, after=after)
        heading.font.bold, heading.font.color.rgb = True, INK
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.line_spacing = 1.05
    _drop(styles["Title"].element.pPr, "w:pBdr")
    subtitle = _style(word, SUBTITLE, size=12, before=0, after=10)
    subtitle.font.italic, subtitle.font.color.rgb = False, QUIET
    for wide in (subtitle, styles["Title"]):
        _drop(wide.element.rPr, "w:spacing")
    for name in ("List Bullet", "List Number"):
        _style(word, name, size=10, before=0, after=3)
        _drop(styles[name].element.pPr, "w:contextualSpacing")
    caption = _style(word, "Caption", size=10, before=10, after=4)
    caption.font.bold, caption.font.color.rgb = True, INK
    caption.paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _style(word, name, size=8.5, before=0, after=0).font.color.rgb = QUIET
    formula = _new_style(word, FORMULA, before=2, after=8)
    formula.paragraph_format.left_indent = Cm(0.8)
    signature = _new_style(word, SIGNATURE, before=36, after=2)
    signature.paragraph_format.keep_with_next = True
    under = _new_style(word, UNDER_TABLE, before=0, after=0)
    under.font.size = Pt(5)
    for tone in Tone:
        _add_remark_styles(word, tone)
    styles.element.append(parse_xml(_table_style()))


def _style(word: WordDocument, name: str, *, size: float, before: float, after: float) -> ParagraphStyle:
    style = word.styles[name]
    assert isinstance(style, ParagraphStyle)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in tuple(fonts.attrib):
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)
    style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _new_style(word: WordDocument, name: str, *, before: float, after: float) -> ParagraphStyle:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = word.styles["Normal"]
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style


def _add_remark_styles(word: WordDocument, tone: Tone) -> None:
    """Neighbours with the same frame become one box, so title and text differ in nothing but their weight."""
    for name, is_title in ((REMARK_TITLES[tone], True), (REMARKS[tone], False)):
        style = _new_style(word, name, before=0, after=4)
        style.font.bold = is_title or None
        style.paragraph_format.keep_with_next = is_title or None
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = Cm(0.3)
        properties = style.element.get_or_add_pPr()
        ink, paper = REMARK_COLOURS[tone]
        frame = parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:top w:val="single" w:sz="4" w:space="5" w:color="{ink}"/>'
            f'<w:left w:val="single" w:sz="36" w:space="7" w:color="{ink}"/>'
            f'<w:bottom w:val="single" w:sz="4" w:space="5" w:color="{ink}"/>'
            f'<w:right w:val="single" w:sz="4" w:space="7" w:color="{ink}"/></w:pBdr>'
        )
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{paper}"/>')
        spacing = properties.find(qn("w:spacing"))
        spacing.addprevious(frame)
        spacing.addprevious(shade)


def _table_style() -> str:
    line = 'w:val="single" w:sz="4" w:space="0" w:color="B9C4D0"'
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="DocumentTable">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>'
        '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        "<w:tblPr><w:tblBorders>"
        f"<w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


def _drop(properties: BaseOxmlElement, name: str) -> None:
    for child in properties.findall(qn(name)):
        properties.remove(child)


def _set_page(word: WordDocument) -> None:
    (section,) = word.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)


def _write_margins(word: WordDocument, document: Document) -> None:
    (section,) = word.sections
    head = section.header.paragraphs[0]
    _end_tab(head)
    head.add_run(document.author + ("\t" + document.reference if document.reference else ""))
    foot = section.footer.paragraphs[0]
    _end_tab(foot)
    foot.add_run(document.title + "\t")
    with in_language(document.language):
        words = _("Page %(page)s of %(pages)s", page="{PAGE}", pages="{NUMPAGES}")
    for piece in re.split(r"(\{[A-Z]+\})", words):
        if piece in ("{PAGE}", "{NUMPAGES}"):
            _add_field(foot, piece.strip("{}"))
        elif piece:
            foot.add_run(piece)


def _end_tab(paragraph: WordParagraph) -> None:
    """One tab stop, at the right margin, in place of those of the style."""
    _drop(paragraph.style.element.get_or_add_pPr(), "w:tabs")  # type: ignore[union-attr]
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _add_field(paragraph: WordParagraph, name: str) -> None:
    """A number that Word works out, with 1 until it has."""
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def _set_properties(word: WordDocument, document: Document, made: datetime) -> None:
    known, moment = word.core_properties, made.astimezone(UTC).replace(tzinfo=None)
    known.title, known.author, known.last_modified_by = document.title, document.author, document.author
    known.subject, known.comments, known.keywords = document.subtitle, "", document.reference
    known.language = LANGUAGES[document.language]
    known.created = known.modified = moment
    known.revision = 1
    package = word.part.package
    for key, relation in tuple(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]  # a picture of the empty template
