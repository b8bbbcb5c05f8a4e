"""A draft as a Word file that lawyers go on working in. Pure: the same draft gives the same bytes.

Numbers, references and contents are Word's own and follow every change; each answer stands in a content control with
the path of its question as tag; notes to the lawyer are comments. The file says in its properties what it was made of.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import lru_cache

from marketkit import __version__
from marketkit.contracts.draft import Appendix, Clause, Draft, Labels, Remark
from marketkit.contracts.reference_docx import (
    HEAD,
    MAIN_TYPE,
    PARTS,
    REFERENCE,
    R,
    W,
    numbering,
    package,
    relations,
)
from marketkit.contracts.word_blocks import BlockWriter, paragraph, table, table_row
from marketkit.contracts.word_text import TextWriter, bookmark_name, escaped, field, run

TAGS = {"en": "en-GB", "nb": "nb-NO"}
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:footerReference w:type="default" r:id="{footer}"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" '
    'w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)


def word_file(draft: Draft, *, comments: bool = True) -> bytes:
    """The .docx file of a draft; without `comments` it holds no notes to the lawyer."""
    return DraftWriter(draft, comments=comments).file()


class DraftWriter:
    """Writes one draft. `word_redline` writes other lines into the same surroundings."""

    def __init__(self, draft: Draft, *, comments: bool) -> None:
        self.draft = draft
        self.with_comments = comments
        self.text = TextWriter({missing.parameter: missing.label for missing in draft.missing})
        self.blocks = BlockWriter(self.text)
        self.comments: list[str] = []
        self.bookmarks = 0

    def file(self) -> bytes:
        return self.package("".join(self._body()))

    def _body(self) -> Iterator[str]:
        yield self.front()
        for clause in self.draft.clauses:
            yield self.clause(clause)
        for appendix in self.draft.appendices:
            yield self.appendix(appendix)

    # The first pages.

    def front(self) -> str:
        """Title, particulars, contents, and the appendices with who fills them in."""
        return "".join(self._front())

    def _front(self) -> Iterator[str]:
        draft, labels = self.draft, self.draft.labels
        yield paragraph("LegalNote", run(labels.legal_note))
        yield paragraph("Title", run(draft.title))
        if draft.subtitle:
            yield paragraph("Subtitle", run(draft.subtitle))
        for name in (draft.buyer, draft.reference, f"{labels.draft} {draft.id}"):
            if name:
                yield paragraph("Particulars", run(name))
        yield paragraph("PlainHeading", run(labels.contents))
        yield self._contents()
        if draft.appendices:
            yield paragraph("PlainHeading", run(labels.appendices))
            yield self._appendices(labels)

    def _contents(self) -> str:
        """The contents as a field: Word adds the pages when it works the field out, on opening or on F9."""
        lines = [
            (1 if clause.level == 1 else 2, clause.id, f"{clause.number}\t{clause.title}")
            for clause in self.draft.clauses
            if clause.level <= 2
        ] + [(1, appendix.id, f"{appendix.label} {appendix.title}") for appendix in self.draft.appendices]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
            'TOC \\o "1-2" \\t "Appendix Heading,1" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        return "".join(
            paragraph(
                f"TOC{level}",
                (begin if place == 0 else "")
                + f'<w:hyperlink w:anchor="{bookmark_name(id_)}" w:history="1">{run(text)}</w:hyperlink>'
                + (end if place == len(lines) - 1 else ""),
            )
            for place, (level, id_, text) in enumerate(lines)
        )

    def _appendices(self, labels: Labels) -> str:
        widths = [4861, 1800, 2400]
        head = table_row(
            [run(text) for text in (labels.appendix, labels.who_fills, labels.when)], widths, header=True
        )
        rows = "".join(
            table_row(
                [
                    field(f"REF {bookmark_name(each.id)} \\r \\h", each.label) + run(f" {each.title}"),
                    run(each.who_fills),
                    run(each.when),
                ],
                widths,
            )
            for each in self.draft.appendices
        )
        return table(head + rows, widths, labels.appendices, 0)

    # The text.

    def clause(self, clause: Clause) -> str:
        title = run(clause.title)
        found = self.heading(f"Heading{clause.level}", clause.id, title, clause.remarks)
        return found + "".join(self.blocks.block(block, clause.title) for block in clause.blocks)

    def appendix(self, appendix: Appendix) -> str:
        # Word sets a number and its text apart by a blank; appendices read "Appendix 2 Price list".
        found = self.heading("AppendixHeading", appendix.id, run(appendix.title), appendix.remarks)
        return found + "".join(
            self.blocks.block(block, appendix.title, indent=0) for block in appendix.blocks
        )

    def heading(self, style: str, id_: str, content: str, remarks: tuple[Remark, ...] = ()) -> str:
        """A heading with its bookmark, and its remarks as comments on it."""
        self.bookmarks += 1
        number = self.bookmarks
        marked = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(id_)}"/>{content}<w:bookmarkEnd w:id="{number}"/>'
        if not (remarks and self.with_comments):
            return paragraph(style, marked)
        first = len(self.comments)
        self.comments += [self._comment(first + place, remark) for place, remark in enumerate(remarks)]
        numbers = range(first, len(self.comments))
        begin = "".join(f'<w:commentRangeStart w:id="{each}"/>' for each in numbers)
        end = "".join(
            f'<w:commentRangeEnd w:id="{each}"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
            f'<w:commentReference w:id="{each}"/></w:r>'
            for each in numbers
        )
        return paragraph(style, begin + marked + end)

    def _comment(self, number: int, remark: Remark) -> str:
        author = escaped(self.draft.buyer or "marketkit")
        paragraphs = [text for text in remark.text.split("\n\n") if text.strip()] or [remark.text]
        mark = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'
        content = "".join(
            paragraph("CommentText", (mark if place == 0 else "") + run(text))
            for place, text in enumerate(paragraphs)
        )
        initials = "".join(word[0] for word in author.split())[:3] or "m"
        return f'<w:comment w:id="{number}" w:author="{author}" w:initials="{escaped(initials)}">{content}</w:comment>'

    # The parts of the file.

    def package(self, body: str) -> bytes:
        """The file around a body."""
        names = ["styles", "numbering", "settings", "fontTable", "header1", "footer1"]
        if self.comments:
            names.append("comments")
        numbers = {name: f"rId{place}" for place, name in enumerate(names, start=1)}
        section = _SECTION.format(header=numbers["header1"], footer=numbers["footer1"])
        parts = {
            "[Content_Types].xml": _content_types(names),
            "_rels/.rels": relations(
                [
                    ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
                    (
                        "rId2",
                        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                        "docProps/core.xml",
                    ),
                    ("rId3", f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
                ]
            ),
            "docProps/core.xml": self._core(),
            "docProps/custom.xml": self._custom(),
            "word/document.xml": f"{HEAD}<w:document {W} {R}><w:body>{body}{section}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(
                [(numbers[name], PARTS[name][1], f"{name}.xml") for name in names]
            ),
            "word/styles.xml": _reference_part("styles").replace('"en-GB"', f'"{TAGS[self.draft.language]}"'),
            "word/numbering.xml": numbering(escaped(self.draft.labels.appendix), self.blocks.lists),
            "word/settings.xml": _reference_part("settings"),
            "word/fontTable.xml": _reference_part("fontTable"),
            "word/header1.xml": self._header(),
            "word/footer1.xml": self._footer(),
        }
        if self.comments:
            parts["word/comments.xml"] = f"{HEAD}<w:comments {W}>{''.join(self.comments)}</w:comments>"
        return package(parts)

    def _header(self) -> str:
        draft = self.draft
        text = f"{draft.buyer}\t{draft.labels.draft.upper()} {draft.id}"
        return f"{HEAD}<w:hdr {W}>{paragraph('Header', run(text))}</w:hdr>"

    def _footer(self) -> str:
        content = run(f"{self.draft.title}\t") + field("PAGE", "1") + run(" / ") + field("NUMPAGES", "1")
        return f"{HEAD}<w:ftr {W}>{paragraph('Footer', content)}</w:ftr>"

    def _core(self) -> str:
        draft = self.draft
        return (
            f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escaped(draft.title)}</dc:title><dc:creator>{escaped(draft.buyer)}</dc:creator>"
            f"<dc:language>{TAGS[draft.language]}</dc:language><dc:identifier>{escaped(draft.id)}</dc:identifier>"
            "</cp:coreProperties>"
        )

    def _custom(self) -> str:
        draft = self.draft
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


def _content_types(names: list[str]) -> str:
    own = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{PARTS[name][0]}"/>' for name in names)
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/>{own}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        '<Override PartName="/docProps/custom.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
    )


@lru_cache(maxsize=8)
def _reference_part(name: str) -> str:
    """A part of reference.docx, read once."""
    with zipfile.ZipFile(REFERENCE) as archive:
        return archive.read(f"word/{name}.xml").decode("utf-8")
