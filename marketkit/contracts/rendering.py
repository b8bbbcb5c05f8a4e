"""The text of a clause as it reads: answers in their places, numbers in references, rows repeated. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketkit.contracts import body, draft
from marketkit.contracts.parameters import Answer, Answers, Parameter, Row
from marketkit.contracts.phrases import PHRASES, Phrases
from marketkit.contracts.template import Alternative, Template
from marketkit.contracts.wording import in_words, text_in

# The row that each list being repeated stands at: its number from 1, and the row; None for a list without an answer.
Rows = Mapping[str, tuple[int, Row | None]]


@dataclass(slots=True)
class Rendered:
    """A clause's blocks, and what was met in them.

    `shown` are the parameters whose answers stand in the text, `unanswered` the paths without one and their labels,
    `absent` the targets of references that are not in the draft, `defined` the terms by id.
    """

    blocks: tuple[draft.Block, ...] = ()
    shown: dict[str, None] = field(default_factory=dict)
    unanswered: dict[str, str] = field(default_factory=dict)
    absent: dict[str, None] = field(default_factory=dict)
    defined: dict[str, str] = field(default_factory=dict)


class Renderer:
    """Renders the clauses of one draft. `numbers` are those of its clauses and appendices, as shown, by id."""

    def __init__(
        self, template: Template, values: Answers, language: str, numbers: Mapping[str, str]
    ) -> None:
        self.parameters = template.parameters
        self.values = values
        self.language = language
        self.numbers = numbers
        self.phrases: Phrases = PHRASES[language]
        self.clause_titles = {clause.id: clause.title for clause in template.all_clauses()}
        self.appendix_titles = {appendix.id: appendix.title for appendix in template.appendices}
        self.answered: dict[str, draft.Value] = {}
        self.found = Rendered()
        self.terms: Mapping[str, str] = {}

    def render(
        self,
        blocks: body.Body,
        *,
        chosen: Alternative | None = None,
        open_: Sequence[Alternative] = (),
        defines: Mapping[str, str] | None = None,
    ) -> Rendered:
        """The blocks with the chosen wording, or with all that are open, each after a line that says so.

        `defines` are the terms of the clause, their words by id.
        """
        self.found = Rendered()
        self.terms = {words: id_ for id_, words in (defines or {}).items()}
        self.found.blocks = tuple(self._with_wordings(blocks, chosen, {one.id: one for one in open_}))
        return self.found

    def _with_wordings(
        self, blocks: body.Body, chosen: Alternative | None, open_: Mapping[str, Alternative]
    ) -> Iterator[draft.Block]:
        within_choice = False
        for block in blocks:
            if not isinstance(block, body.AlternativeBlock):
                if within_choice:
                    yield draft.Choose(self.phrases.end_of_alternatives)
                    within_choice = False
                yield from self._block(block, {})
            elif chosen is not None and chosen.id == block.alternative:
                yield from self._blocks(block.blocks, {})
            elif block.alternative in open_:
                title = text_in(open_[block.alternative].title, self.language)
                yield draft.Choose(self.phrases.alternative.format(title=title))
                yield from self._blocks(block.blocks, {})
                within_choice = True

    def _blocks(self, blocks: body.Body, rows: Rows) -> Iterator[draft.Block]:
        for block in blocks:
            yield from self._block(block, rows)

    def _block(self, block: body.Block, rows: Rows) -> Iterator[draft.Block]:
        match block:
            case body.Paragraph(spans=spans):
                yield draft.Paragraph(self._inlines(spans, rows))
            case body.ItemList(items=items, lettered=lettered):
                shown = tuple(self._items(items, rows, 0))
                if shown:
                    yield draft.ItemList(shown, lettered)
            case body.Table():
                yield from self._table(block, rows)
            case body.EachBlock(parameter=each, blocks=inner):
                for here in self._repeated(each, rows):
                    yield from self._blocks(inner, here)

    def _repeated(self, each: str, rows: Rows) -> Iterator[Rows]:
        """The rows of the list in turn; once, without a row, while nobody has answered it."""
        answer = self.values.get(each)
        if answer is None:
            yield {**rows, each: (1, None)}
            return
        self.found.shown[each] = None
        assert isinstance(answer, tuple)
        for number, row in enumerate(answer, 1):
            assert isinstance(row, Row)
            yield {**rows, each: (number, row)}

    def _items(self, items: Sequence[body.Item], rows: Rows, level: int) -> Iterator[draft.Item]:
        for item in items:
            for here in self._repeated(item.each, rows) if item.each else (rows,):
                yield draft.Item(self._inlines(item.spans, here), level)
                yield from self._items(item.items, here, level + 1)

    def _table(self, table: body.Table, rows: Rows) -> Iterator[draft.Block]:
        """The table; nothing at all when every row of it repeats for lists that have none."""
        shown = tuple(
            self._cells(row, here)
            for row in table.rows
            for here in (self._repeated(row.each, rows) if row.each else (rows,))
        )
        if shown or not table.rows:
            yield draft.Table(self._cells(table.header, rows), shown)

    def _cells(self, row: body.TableRow, rows: Rows) -> draft.Cells:
        return tuple(self._inlines(cell, rows) for cell in row.cells)

    def _inlines(self, spans: body.Spans, rows: Rows) -> draft.Inlines:
        return tuple(self._inline(span, rows) for span in spans)

    def _inline(self, span: body.Span, rows: Rows) -> draft.Inline:
        match span:
            case body.Text():
                return self._words(span)
            case body.Link(target=target):
                return self._reference(target)
            case body.Slot(label=True):
                return draft.Words(self._label(span))
            case body.Slot(field=""):
                return self._value(span)
            case body.Slot():
                return self._field(span, rows)

    def _words(self, span: body.Text) -> draft.Words:
        """Fixed words; a term stands out as defined where it first is."""
        term = self.terms.get(span.text, "") if span.strong else ""
        if term in self.found.defined:
            term = ""
        elif term:
            self.found.defined[term] = span.text
        return draft.Words(span.text, span.strong, span.emphasis, term)

    def _reference(self, target: str) -> draft.Inline:
        number = self.numbers.get(target)
        if number is not None:
            return draft.Reference(target, number)
        self.found.absent[target] = None
        is_clause = target in self.clause_titles
        phrase = self.phrases.absent_clause if is_clause else self.phrases.absent_appendix
        return draft.Words(phrase.format(title=self.title_of(target)))

    def title_of(self, target: str) -> str:
        """The title of a clause or an appendix, whether it is in the draft or not."""
        titles = self.clause_titles.get(target) or self.appendix_titles[target]
        return text_in(titles, self.language)

    def _label(self, slot: body.Slot) -> str:
        parameter = self.parameters[slot.parameter]
        field_ = parameter.field_named(slot.field) if slot.field else parameter
        return text_in((field_ or parameter).label, self.language)

    def _field(self, slot: body.Slot, rows: Rows) -> draft.Value:
        """The field of the row that the list is repeated for."""
        number, row = rows[slot.parameter]
        path = f"{slot.parameter}[{number}].{slot.field}"
        listed = self.parameters[slot.parameter]
        if row is None:
            self.found.unanswered[slot.parameter] = text_in(listed.label, self.language)
            label = self._label(slot)
            return draft.Value(path, f"[{label}]", answered=False, label=label)
        answer = row.values.get(slot.field)
        if answer is None:
            label = self._label(slot)
            self.found.unanswered[path] = self.phrases.row.format(
                list=text_in(listed.label, self.language), row=number, field=label
            )
            return draft.Value(path, f"[{label}]", answered=False, label=label)
        return self.answered.get(path) or self._answered(path, listed.field_named(slot.field), answer)

    def _value(self, slot: body.Slot) -> draft.Value:
        path = slot.parameter
        answer = self.values.get(path)
        if answer is None:
            label = self._label(slot)
            self.found.unanswered[path] = label
            return draft.Value(path, f"[{label}]", answered=False, label=label)
        self.found.shown[path] = None
        return self.answered.get(path) or self._answered(path, self.parameters[path], answer)

    def _answered(self, path: str, parameter: Parameter | None, answer: Answer) -> draft.Value:
        """The answer in words, written once for each draft however often it stands in the text."""
        assert parameter is not None
        text, label = in_words(parameter, answer, self.language), text_in(parameter.label, self.language)
        value = self.answered[path] = draft.Value(path, text, label=label)
        return value
