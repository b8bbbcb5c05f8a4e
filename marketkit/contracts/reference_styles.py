"""The styles of a draft's Word file: a quiet page that bears much text. Pure.

Type is measured in half points and lengths in twentieths of a point, as Word counts. The elements of a style stand in
the order of the schema (ECMA-376 part 1, 17.7.4.17); Word refuses other orders.
"""

from __future__ import annotations

from collections.abc import Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LANGUAGE = "en-GB"
FONT, FONT_ELSEWHERE = "Calibri", "Carlito"
INK, QUIET, RULE, OPEN, OPEN_PAPER, OPEN_RULE = "1B2A41", "5B6770", "AEB8C2", "8A5A00", "FFF6DD", "C98A1B"
# The width of the text, how far it stands in from the numbers, and the room between two columns.
TEXT_WIDTH, INDENT, GUTTER = 9070, 851, 567
CLAUSES, APPENDICES = 1, 2
_CUSTOM = ' w:customStyle="1"'
_BUILT_IN = {"Title", "Subtitle", "List Bullet", "Strong", "Emphasis", "Placeholder Text"}


def _is_custom(name: str) -> bool:
    return not (name[0].islower() or name in _BUILT_IN)


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _colour(colour: str) -> str:
    return f'<w:color w:val="{colour}"/>'


def _spacing(before: int, after: int, line: int = 0) -> str:
    """Room before and after; `line` is the height of a line in 240ths, left as it is for 0."""
    height = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{height}/>'


def _side(side: str, width: int, colour: str, space: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour}"/>'


def _tabs(*stops: tuple[str, int]) -> str:
    return "<w:tabs>" + "".join(f'<w:tab {kind} w:pos="{place}"/>' for kind, place in stops) + "</w:tabs>"


_BOLD, _ITALIC = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>"
_LEFT, _RIGHT, _DOTTED = 'w:val="left"', 'w:val="right"', 'w:val="right" w:leader="dot"'
_KEPT = "<w:keepNext/><w:keepLines/>"


def _paragraph_style(
    id_: str,
    name: str,
    paragraph: str = "",
    run: str = "",
    *,
    based: str = "Normal",
    after: str = "",
) -> str:
    custom = _CUSTOM if _is_custom(name) else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{id_}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        + (f'<w:next w:val="{after}"/>' if after else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def _character_style(id_: str, name: str, run: str) -> str:
    custom = _CUSTOM if _is_custom(name) else ""
    return (
        f'<w:style w:type="character"{custom} w:styleId="{id_}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>'
    )


def _numbered(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _heading(level: int, size: int, before: int, after: int) -> str:
    return _paragraph_style(
        f"Heading{level}",
        f"heading {level}",
        f"{_KEPT}{_numbered(CLAUSES, level - 1)}{_spacing(before, after, 252)}"
        f'<w:outlineLvl w:val="{level - 1}"/>',
        _BOLD + _colour(INK) + _size(size),
        after="Body",
    )


def _contents(level: int, left: int, stops: Sequence[int], after: int, run: str = "") -> str:
    """A line of the contents: number, title at a tab stop, and the page at the right margin."""
    title = [(_LEFT, stop) for stop in stops]
    return _paragraph_style(
        f"TOC{level}",
        f"toc {level}",
        f"{_tabs(*title, (_DOTTED, TEXT_WIDTH))}{_spacing(0, after, 252)}"
        f'<w:ind w:left="{stops[0]}" w:hanging="{stops[0] - left}"/>',
        run,
    )


def _defaults(language: str) -> str:
    fonts = " ".join(f'w:{script}="{FONT}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>{_size(22)}"
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr><w:widowControl/>{_spacing(0, 120, 269)}</w:pPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    )


def _front() -> str:
    """What the first pages are written in."""
    frame = "".join(_side(side, 6, OPEN_RULE, 6) for side in ("top", "left", "bottom", "right"))
    return (
        _paragraph_style(
            "LegalNote",
            "Legal Note",
            f'<w:pBdr>{frame}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{OPEN_PAPER}"/>'
            f'{_spacing(120, 120)}<w:ind w:left="142" w:right="142"/>',
            _BOLD + _colour(OPEN),
        )
        + _paragraph_style(
            "Title",
            "Title",
            f"{_KEPT}{_spacing(2400, 120, 240)}",
            _BOLD + _colour(INK) + _size(56),
            after="Subtitle",
        )
        + _paragraph_style(
            "Subtitle", "Subtitle", _spacing(0, 120, 252), _colour(QUIET) + _size(28), after="Particulars"
        )
        + _paragraph_style(
            "Particulars",
            "Particulars",
            f'{_tabs((_LEFT, 2268))}{_spacing(0, 60)}<w:ind w:left="2268" w:hanging="2268"/>',
        )
        + _paragraph_style(
            "FirstParticulars",
            "First Particulars",
            f"<w:pBdr>{_side('top', 8, INK, 14)}</w:pBdr>{_spacing(480, 60)}",
            based="Particulars",
            after="Particulars",
        )
        + _paragraph_style(
            "PlainHeading",
            "Plain Heading",
            f"{_KEPT}{_spacing(480, 160, 252)}",
            _BOLD + _colour(INK) + _size(30),
            after="Normal",
        )
        + _contents(1, 0, (INDENT, 1304), 60)
        + _contents(2, INDENT, (1588,), 20, _size(20))
        + _paragraph_style(
            "TermLine",
            "Term Line",
            f"{_tabs((_DOTTED, (TEXT_WIDTH - GUTTER) // 2))}{_spacing(0, 40, 252)}"
            '<w:ind w:left="170" w:hanging="170"/>',
        )
    )


def _text() -> str:
    """What clauses and appendices are written in."""
    bar = f"<w:pBdr>{_side('left', 24, OPEN_RULE, 8)}</w:pBdr>"
    paper = f'<w:shd w:val="clear" w:color="auto" w:fill="{OPEN_PAPER}"/>'
    mark = f"<w:keepNext/>{bar}{paper}{_spacing(120, 100)}"
    return (
        _heading(1, 27, 400, 120)
        + _heading(2, 23, 260, 80)
        + _heading(3, 22, 200, 60)
        + _paragraph_style(
            "AppendixHeading",
            "Appendix Heading",
            f"{_KEPT}<w:pageBreakBefore/>{_numbered(APPENDICES, 0)}{_spacing(0, 240, 252)}"
            '<w:outlineLvl w:val="0"/>',
            _BOLD + _colour(INK) + _size(30),
            after="Normal",
        )
        + _paragraph_style("AppendixNote", "Appendix Note", _spacing(0, 200), _colour(QUIET) + _size(20))
        + _paragraph_style("Body", "Body", f'<w:ind w:left="{INDENT}"/>')
        + _paragraph_style("ListBullet", "List Bullet", _spacing(0, 100), based="Body")
        + _paragraph_style("Lettered", "Lettered", _spacing(0, 100), based="Body")
        + _paragraph_style("Choice", "Choice", mark, _BOLD + _colour(OPEN), based="Body", after="Body")
        + _paragraph_style("Undecided", "Undecided", mark, _BOLD + _colour(OPEN), based="Body", after="Body")
        + _paragraph_style("TableText", "Table Text", _spacing(50, 50, 252), _size(20))
        + _paragraph_style(
            "TableHead", "Table Head", "<w:keepNext/>", _BOLD + _colour(INK), based="TableText"
        )
        + _paragraph_style(
            "AfterTable",
            "After Table",
            '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>',
            _size(8),
        )
    )


def _around() -> str:
    """Margins of the page, comments, and the looks of single words."""
    margin = _colour(QUIET) + _size(17)
    ends = _tabs((_RIGHT, TEXT_WIDTH))
    head, foot = _side("bottom", 4, RULE, 6), _side("top", 4, RULE, 6)
    placeholder = f'{_colour(OPEN)}<w:shd w:val="clear" w:color="auto" w:fill="{OPEN_PAPER}"/>'
    small = _size(16)
    return (
        _paragraph_style("Header", "header", f"<w:pBdr>{head}</w:pBdr>{ends}{_spacing(0, 0, 240)}", margin)
        + _paragraph_style("Footer", "footer", f"<w:pBdr>{foot}</w:pBdr>{ends}{_spacing(0, 0, 240)}", margin)
        + _paragraph_style("CommentText", "annotation text", _spacing(0, 60, 240), _size(20))
        + _character_style("CommentReference", "annotation reference", small)
        + _character_style("Strong", "Strong", _BOLD)
        + _character_style("Emphasis", "Emphasis", _ITALIC)
        + _character_style("DefinedTerm", "Defined Term", _BOLD)
        + _character_style("ParticularName", "Particular Name", _colour(QUIET))
        + _character_style("PlaceholderText", "Placeholder Text", placeholder)
    )


def _table() -> str:
    """Strong rules above, below and under the first row, faint ones inside, none at the sides."""
    rules = _side("top", 8, INK, 0) + _side("bottom", 8, INK, 0)
    rules += _side("insideH", 4, RULE, 0) + _side("insideV", 4, RULE, 0)
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 0), ("left", 85), ("bottom", 0), ("right", 85))
    )
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="ContractTable"><w:name w:val="Contract Table"/>'
        f'<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{rules}</w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f"{_side('bottom', 8, INK, 0)}</w:tcBorders>"
        '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/></w:tcPr></w:tblStylePr></w:style>'
    )


def styles(language: str = LANGUAGE) -> str:
    """styles.xml for texts in a language (a tag such as "nb-NO")."""
    return f"{HEAD}<w:styles {W}>{_defaults(language)}{_front()}{_text()}{_around()}{_table()}</w:styles>"
