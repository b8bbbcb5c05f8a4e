"""A draft as a Word file that lawyers go on working in. Pure: the same draft gives the same bytes.

Numbers, references and contents are Word's own and follow every change; each answer stands in a content control with
the path of its question as tag; notes to the lawyer are comments. The file says in its properties what it was made of.
"""

from __future__ import annotations

from collections.abc import Iterator

from marketkit.contracts.draft import Appendix, Choose, Clause, Draft, Remark
from marketkit.contracts.word_blocks import BlockWriter, paragraph
from marketkit.contracts.word_front import front, section
from marketkit.contracts.word_package import FOOTER, HEADER, file_of
from marketkit.contracts.word_text import TextWriter, bookmark_name, escaped, run


def word_file(draft: Draft, *, comments: bool = True, printable: bool = False) -> bytes:
    """The .docx file of a draft; without `comments` it holds no notes to the lawyer.

    With `printable` the contents show their pages as soon as the file is laid out, but are no longer Word's own field:
    for making a PDF with a program that works out no contents.
    """
    return DraftWriter(draft, comments=comments, printable=printable).file()


class DraftWriter:
    """Writes one draft. `word_redline` writes other lines into the same surroundings."""

    def __init__(self, draft: Draft, *, comments: bool, printable: bool = False) -> None:
        self.draft = draft
        self.with_comments = comments
        self.printable = printable
        self.text = TextWriter()
        self.blocks = BlockWriter(self.text)
        self.author = escaped(draft.buyer or "marketkit")
        self.comments: list[str] = []
        self.bookmarks = 0

    def file(self) -> bytes:
        return self.package("".join(self._body()))

    def package(self, body: str) -> bytes:
        """The file around a body."""
        return file_of(
            self.draft, body + section(HEADER, FOOTER), comments=self.comments, lists=self.blocks.lists
        )

    def _body(self) -> Iterator[str]:
        yield from front(self.draft, header=HEADER, footer=FOOTER, printable=self.printable)
        for clause in self.draft.clauses:
            yield from self.clause(clause)
        for appendix in self.draft.appendices:
            yield from self.appendix(appendix)

    def clause(self, clause: Clause) -> Iterator[str]:
        yield self.heading(f"Heading{clause.level}", clause.id, run(clause.title), clause.remarks)
        if not clause.decided and not any(isinstance(block, Choose) for block in clause.blocks):
            yield paragraph("Undecided", run(self.draft.labels.undecided))
        yield from self.blocks.blocks(clause.blocks, clause.title)

    def appendix(self, appendix: Appendix) -> Iterator[str]:
        labels = self.draft.labels
        yield self.heading("AppendixHeading", appendix.id, run(appendix.title), appendix.remarks)
        told = f"{labels.who_fills}: {appendix.who_fills}. {labels.when}: {appendix.when}."
        yield paragraph("AppendixNote", run(told))
        yield from self.blocks.blocks(appendix.blocks, appendix.title, indent=0)

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
        """A remark as a comment in the buyer's name. It has no date: the same draft gives the same bytes."""
        paragraphs = [text for text in remark.text.split("\n\n") if text.strip()] or [remark.text]
        mark = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>'
        content = "".join(
            paragraph("CommentText", (mark if place == 0 else "") + run(text))
            for place, text in enumerate(paragraphs)
        )
        initials = escaped("".join(word[0] for word in self.draft.buyer.split())[:3] or "m")
        return f'<w:comment w:id="{number}" w:author="{self.author}" w:initials="{initials}">{content}</w:comment>'
