"""The first pages of a draft's Word file: title, contents, appendices and defined terms. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from marketkit.contracts.draft import Draft
from marketkit.contracts.reference_styles import GUTTER, TEXT_WIDTH
from marketkit.contracts.word_blocks import paragraph, table, table_row
from marketkit.contracts.word_text import bookmark_name, field, run
from marketkit.contracts.wording import day_in_words

# The clauses of these levels stand in the contents.
CONTENTS_LEVELS = (1, 2)
# Appendix, who fills it in, and when.
_APPENDIX_WIDTHS = (4270, 2200, 2600)
_PAGE_BREAK = "<w:pageBreakBefore/>"
_SHEET = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1418" w:bottom="1531" w:left="1418" '
    'w:header="794" w:footer="680" w:gutter="0"/>'
)
_MARGINS = '<w:headerReference w:type="default" r:id="{header}"/><w:footerReference w:type="default" r:id="{footer}"/>'


def section(header: str, footer: str, *, kind: str = "nextPage", columns: int = 1) -> str:
    """What a stretch of pages looks like; `kind` says how it begins after the one before."""
    sides = _MARGINS.format(header=header, footer=footer)
    return (
        f'<w:sectPr>{sides}<w:type w:val="{kind}"/>{_SHEET}'
        f'<w:cols w:num="{columns}" w:space="{GUTTER}"/></w:sectPr>'
    )


def front(draft: Draft, *, header: str, footer: str, printable: bool) -> Iterator[str]:
    """Everything before the first clause. `header` and `footer` are the ids of these parts' relations.

    With `printable` the contents show the pages by themselves, for a program that works out no contents.
    """
    yield from _title(draft)
    yield paragraph("PlainHeading", run(draft.labels.contents), properties=_PAGE_BREAK)
    yield _contents(draft, printable=printable)
    if draft.appendices:
        yield paragraph("PlainHeading", run(draft.labels.appendices))
        yield _appendices(draft)
    if draft.terms:
        yield paragraph("PlainHeading", run(draft.labels.definitions))
        yield _end(section(header, footer))
        yield from _terms(draft)
        yield _end(section(header, footer, kind="continuous", columns=2))
        yield _end(section(header, footer, kind="continuous"))  # Word evens out columns where text goes on
    else:
        yield _end(section(header, footer))


def _end(properties: str) -> str:
    """The end of a stretch of pages, in a line too low to be seen."""
    return paragraph("AfterTable", "", properties=properties)


def _title(draft: Draft) -> Iterator[str]:
    labels = draft.labels
    yield paragraph("LegalNote", run(labels.legal_note))
    yield paragraph("Title", run(draft.title))
    if draft.subtitle:
        yield paragraph("Subtitle", run(draft.subtitle))
    checked = day_in_words(draft.law_checked_on, draft.language) if draft.law_checked_on else ""
    told = [
        (labels.buyer, draft.buyer),
        (labels.reference, draft.reference),
        (labels.draft, draft.id),
        (labels.template, f"{draft.template} {draft.version}"),
        (labels.law_checked, checked),
    ]
    style = "FirstParticulars"
    for name, value in told:
        if value:
            yield paragraph(style, run(f"{name}\t", '<w:rStyle w:val="ParticularName"/>') + run(value))
            style = "Particulars"


def _contents(draft: Draft, *, printable: bool) -> str:
    """The contents as a field. Nobody knows the pages before Word works it out, on opening or on F9."""
    found = [
        (clause.level, clause.id, f"{clause.number}\t{clause.title}")
        for clause in draft.clauses
        if clause.level in CONTENTS_LEVELS
    ] + [(1, appendix.id, f"{appendix.label}\t{appendix.title}") for appendix in draft.appendices]
    lines = [
        (
            f"TOC{level}",
            f'<w:hyperlink w:anchor="{bookmark_name(id_)}" w:history="1">{run(text)}'
            + (_page_of(id_) if printable else "")
            + "</w:hyperlink>",
        )
        for level, id_, text in found
    ]
    if lines and not printable:
        lines[0] = (lines[0][0], _BEGIN + lines[0][1])
        lines[-1] = (lines[-1][0], lines[-1][1] + _END)
    return "".join(paragraph(style, content) for style, content in lines)


_BEGIN = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _page_of(id_: str) -> str:
    return "<w:r><w:tab/></w:r>" + field(f"PAGEREF {bookmark_name(id_)} \\h", "1")


def _appendices(draft: Draft) -> str:
    labels = draft.labels
    names = (labels.appendix, labels.who_fills, labels.when)
    head = table_row([run(name) for name in names], _APPENDIX_WIDTHS, header=True)
    rows = "".join(
        table_row(
            [
                field(f"REF {bookmark_name(each.id)} \\r \\h", each.label) + run(f"  {each.title}"),
                run(each.who_fills),
                run(each.when),
            ],
            _APPENDIX_WIDTHS,
        )
        for each in draft.appendices
    )
    return table(head + rows, _APPENDIX_WIDTHS, labels.appendices, 0)


def _terms(draft: Draft) -> Iterator[str]:
    """Every defined term with the number of the clause that defines it, in two columns."""
    numbers = {clause.id: clause.number for clause in draft.clauses}
    for words, clause in draft.terms:
        number = field(f"REF {bookmark_name(clause)} \\r \\h", numbers[clause])
        yield paragraph("TermLine", run(f"{words}\t") + number)


assert sum(_APPENDIX_WIDTHS) == TEXT_WIDTH
