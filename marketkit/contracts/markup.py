"""Reads the text of a clause: the few forms of Markdown it knows, answers in braces and blocks between `:::`. Pure.

Markdown itself is read by markdown-it-py (the CommonMark rules). What a clause cannot hold, such as headings, links
and HTML, is recognised and refused, so that nothing a writer typed is lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from marketkit.contracts.body import (
    AlternativeBlock,
    Block,
    Body,
    EachBlock,
    Item,
    ItemList,
    Link,
    Paragraph,
    Slot,
    Span,
    Spans,
    Table,
    TableRow,
    Text,
)
from marketkit.errors import Fault
from marketkit.said import Said, say

DEEPEST_ITEM = 2
_MARK = re.compile(r"^\s*:::\s*(?P<word>\S*)\s*(?P<name>.*?)\s*$")
_BRACES = re.compile(r"\{([^{}]*)\}")
_LINK = re.compile(r"#([a-z0-9][a-z0-9-]*)", re.ASCII)
_SLOT = re.compile(
    r"(?P<parameter>[a-z][a-z0-9_]*)(?:\.(?P<field>[a-z][a-z0-9_]*))??(?P<label>\.label)?", re.ASCII
)
_INDENT = re.compile(r"^ +", re.MULTILINE)
_CELL_BORDER = re.compile(r"(?<!\\)\|")
# What CommonMark knows and a clause does not, by the name of its part of the tree.
_REFUSED: dict[str, Said] = {
    "heading": say("a heading cannot stand in a clause; its title is in the front matter"),
    "hr": say("a line across cannot stand in a clause"),
    "blockquote": say("a quotation cannot stand in a clause"),
    "fence": say("a code block cannot stand in a clause"),
    "code_inline": say("code cannot stand in a clause; leave out the backticks"),
    "html_block": say("HTML cannot stand in a clause"),
    "html_inline": say("HTML cannot stand in a clause"),
    "link": say("a web link cannot stand in a clause"),
    "image": say("a picture cannot stand in a clause"),
    "hardbreak": say("a line break cannot stand inside a paragraph; leave an empty line for a new one"),
}
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["code", "reference", "text_join"])


def parse_body(text: str, *, file: str, first_line: int, faults: list[Fault]) -> Body:
    """The text as a tree; `first_line` is the line of the file that it begins on. What is wrong is added to `faults`."""
    return _BodyReader(file, faults).read(text.splitlines(), first_line)


class _BodyReader:
    """Reads one body. `bound` is the list whose rows the blocks being read already stand for."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = faults
        self.bound = ""
        self.line = 1

    def fault(self, message: Said, line: int, value: str | None = None) -> None:
        self.faults.append(Fault(message, file=self.file, line=line, value=value))

    def read(self, lines: Sequence[str], first_line: int) -> Body:
        for number, line in enumerate(lines, first_line):
            if "\t" in line:
                self.fault(say("a tab cannot be used; indent with spaces"), number)
        return tuple(self._parts([line.replace("\t", "  ") for line in lines], first_line, within=""))

    def _parts(self, lines: Sequence[str], first_line: int, *, within: str) -> Iterator[Block]:
        """The blocks of these lines: Markdown between the marks, and what the marks enclose."""
        start = position = 0
        while position < len(lines):
            mark = _MARK.match(lines[position])
            if mark is None:
                position += 1
                continue
            yield from self._markdown(lines[start:position], first_line + start)
            end = self._end(lines, position)
            yield from self._marked(mark, lines[position + 1 : end], first_line + position, within=within)
            if end == len(lines) and mark["word"]:
                self.fault(
                    say('"::: {word}" is not closed; end it with ":::"', word=mark["word"]),
                    first_line + position,
                )
            start = position = end + 1
        yield from self._markdown(lines[start:], first_line + start)

    def _end(self, lines: Sequence[str], opening: int) -> int:
        """The position of the mark that closes the one at `opening`; past the last line when none does."""
        open_marks = 0
        for position in range(opening, len(lines)):
            mark = _MARK.match(lines[position])
            if mark is not None:
                open_marks += 1 if mark["word"] else -1
                if open_marks <= 0:
                    return position
        return len(lines)

    def _marked(
        self, mark: re.Match[str], inner: Sequence[str], line: int, *, within: str
    ) -> Iterator[Block]:
        word, name = mark["word"], mark["name"]
        if not word:
            self.fault(say('":::" closes a block that was not opened'), line)
        elif word not in ("alternative", "each") or not name:
            self.fault(say('expected "::: alternative NAME" or "::: each LIST"'), line, mark[0].strip())
        elif within and (word == "alternative" or within == "each"):
            self.fault(say('"::: {word}" cannot stand inside another block', word=word), line, name)
        elif word == "alternative":
            blocks = tuple(self._parts(inner, line + 1, within="alternative"))
            yield AlternativeBlock(name, self._not_empty(blocks, line), line)
        else:
            self.bound = name
            blocks = tuple(self._parts(inner, line + 1, within="each"))
            self.bound = ""
            yield EachBlock(name, self._not_empty(blocks, line), line)

    def _not_empty(self, blocks: Body, line: int) -> Body:
        if not blocks:
            self.fault(say("nothing stands in this block"), line)
        return blocks

    def _markdown(self, lines: Sequence[str], first_line: int) -> Iterator[Block]:
        text = "\n".join(lines)
        if not text.strip():
            return
        self.line = first_line
        # Two spaces are a step inwards also below "1.", where CommonMark asks for three.
        doubled = _INDENT.sub(lambda found: found[0] * 2, text)
        for node in SyntaxTreeNode(_MARKDOWN.parse(doubled)).children:
            yield from self._block(node, lines)

    def _block(self, node: SyntaxTreeNode, lines: Sequence[str]) -> Iterator[Block]:
        line = self._line(node)
        match node.type:
            case "paragraph":
                yield Paragraph(self._spans(node.children[0], each_row=False), line)
            case "bullet_list" | "ordered_list":
                lettered = node.type == "ordered_list"
                yield ItemList(self._items(node, lettered=lettered, level=0), line, lettered=lettered)
            case "table":
                yield self._table(node, lines)
            case _:
                self._refuse(node)

    def _line(self, node: SyntaxTreeNode) -> int:
        return self.line + (node.map[0] if node.map else 0)

    def _refuse(self, node: SyntaxTreeNode, line: int | None = None) -> None:
        reason = _REFUSED.get(node.type) or say("this cannot stand in a clause")
        self.fault(reason, line or self._line(node))

    def _items(self, node: SyntaxTreeNode, *, lettered: bool, level: int) -> tuple[Item, ...]:
        if node.type == ("bullet_list" if lettered else "ordered_list"):
            self.fault(say('"-" and "1." cannot be mixed in one list'), self._line(node))
        if level > DEEPEST_ITEM:
            self.fault(say("a list has at most three levels"), self._line(node))
        return tuple(self._item(child, lettered=lettered, level=level) for child in node.children)

    def _item(self, node: SyntaxTreeNode, *, lettered: bool, level: int) -> Item:
        line = self._line(node)
        if node.markup not in "-.":
            self.fault(say('begin the items of a list with "-", or with "1." for lettered ones'), line)
        texts = [child for child in node.children if child.type == "paragraph"]
        lists = [child for child in node.children if child.type in ("bullet_list", "ordered_list")]
        for child in node.children:
            if child not in texts and child not in lists:
                self._refuse(child)
        if len(texts) != 1:
            self.fault(say("an item of a list is one paragraph"), line)
        spans = self._spans(texts[0].children[0], each_row=True) if texts else ()
        each = self._each([spans], line)
        outer, self.bound = self.bound, each or self.bound
        items = tuple(
            item for inner in lists for item in self._items(inner, lettered=lettered, level=level + 1)
        )
        self.bound = outer
        return Item(spans, line, items, each)

    def _table(self, node: SyntaxTreeNode, lines: Sequence[str]) -> Table:
        rows: list[TableRow] = []
        width = 0
        for part in node.children:
            for found in part.children:
                row = self._row(found, header=not rows)
                width = width or len(row.cells)
                written = _CELL_BORDER.split(lines[row.line - self.line].strip().strip("|"))
                if len(written) != width:
                    self.fault(
                        say(
                            "cells in this row: {found}; in the table: {width}",
                            found=len(written),
                            width=width,
                        ),
                        row.line,
                    )
                rows.append(row)
        return Table(rows[0], tuple(rows[1:]), self._line(node))

    def _row(self, node: SyntaxTreeNode, *, header: bool) -> TableRow:
        line = self._line(node)
        cells = tuple(
            self._spans(cell.children[0], each_row=not header) if cell.children else ()
            for cell in node.children
        )
        return TableRow(cells, line, "" if header else self._each(cells, line))

    def _each(self, texts: Sequence[Spans], line: int) -> str:
        """The list whose rows these texts are repeated for."""
        lists = {
            span.parameter
            for spans in texts
            for span in spans
            if isinstance(span, Slot) and span.field and not span.label and span.parameter != self.bound
        }
        if len(lists) > 1:
            shown = ", ".join(sorted(lists))
            self.fault(
                say("this repeats for the rows of one list, not of several: {lists}", lists=shown), line
            )
        return min(lists, default="")

    def _spans(self, inline: SyntaxTreeNode, *, each_row: bool) -> Spans:
        """The spans of a stretch of text. `each_row` tells whether it can be repeated for the rows of a list."""
        reader = _SpanReader(self._line(inline), self.fault)
        found = tuple(_merged(reader.read(inline)))
        for span in found:
            if (
                isinstance(span, Slot)
                and span.field
                and not span.label
                and not each_row
                and span.parameter != self.bound
            ):
                message = say(
                    'a value of a list stands in an item, in a row of a table or between "::: each {name}" and ":::"',
                    name=span.parameter,
                )
                self.fault(message, span.line, span.path)
        return found


class _SpanReader:
    """Reads one stretch of text, counting its lines."""

    def __init__(self, line: int, fault: Callable[[Said, int, str | None], None]) -> None:
        self.line = line
        self.fault = fault
        self.strong = self.emphasis = False

    def read(self, inline: SyntaxTreeNode) -> Iterator[Span]:
        for node in inline.children:
            match node.type:
                case "text":
                    yield from self._text(node.content)
                case "text_special":
                    yield Text(node.content, self.line, self.strong, self.emphasis)
                case "softbreak":
                    yield Text(" ", self.line, self.strong, self.emphasis)
                    self.line += 1
                case "strong" | "em":
                    yield from self._marked(node)
                case _:
                    self.fault(
                        _REFUSED.get(node.type) or say("this cannot stand in a clause"), self.line, None
                    )
                    self.line += node.type == "hardbreak"

    def _marked(self, node: SyntaxTreeNode) -> Iterator[Span]:
        before = self.strong, self.emphasis
        self.strong, self.emphasis = self.strong or node.type == "strong", self.emphasis or node.type == "em"
        yield from self.read(node)
        self.strong, self.emphasis = before

    def _text(self, content: str) -> Iterator[Span]:
        position = 0
        for found in _BRACES.finditer(content):
            yield from self._words(content[position : found.start()])
            span = self._in_braces(found[1])
            if span is not None:
                if self.strong or self.emphasis:
                    self.fault(say("an answer or a reference cannot be emphasised"), self.line, found[0])
                yield span
            position = found.end()
        yield from self._words(content[position:])

    def _words(self, text: str) -> Iterator[Text]:
        if "{" in text:
            self.fault(
                say('"{{" begins an answer and is not closed; write "\\{{" for a brace'), self.line, None
            )
        if text:
            yield Text(text, self.line, self.strong, self.emphasis)

    def _in_braces(self, content: str) -> Span | None:
        link, slot = _LINK.fullmatch(content), _SLOT.fullmatch(content)
        if link is not None:
            return Link(link[1], self.line)
        if slot is not None:
            return Slot(slot["parameter"], self.line, slot["field"] or "", label=bool(slot["label"]))
        self.fault(
            say(
                'expected a parameter such as {{price}} or a clause such as {{#purpose}}, found "{found}"',
                found=f"{{{content}}}",
            ),
            self.line,
            content,
        )
        return None


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """The spans with neighbouring words of one look put together."""
    for look, group in groupby(
        spans, lambda span: (span.strong, span.emphasis) if isinstance(span, Text) else None
    ):
        if look is None:
            yield from group
            continue
        words = [span for span in group if isinstance(span, Text)]
        yield Text("".join(span.text for span in words), words[0].line, *look)
