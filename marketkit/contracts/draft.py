"""A contract draft as it reads: numbered clauses, appendices, and what is missing. Pure.

`assembly` makes a Draft from a template and answers; the Word writer, the page and the redline are drawn from it.
Everything stands here in the language of the draft, except the reasons (Said), which are for the person who reads
the page.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from marketkit.said import Said

DEEPEST_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed text of the template. `defines` names the term this text defines (it stands out there, once)."""

    text: str
    strong: bool = False
    emphasis: bool = False
    defines: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """An answer in the text. `parameter` is its path: "price", or "kpis[2].name" for the second row of a list.

    Unanswered, `text` is the placeholder that stands in its place, such as "[price per month]". `label` is what the
    question is called; it says nothing of the text, so two values that differ in it alone are the same.
    """

    parameter: str
    text: str
    answered: bool = True
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross reference to a clause or an appendix of the same draft: `text` is its number as shown, "4.2"."""

    target: str
    text: str


Inline = Words | Value | Reference
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; `level` 0 to 2 counts the steps inwards."""

    inlines: Inlines
    level: int = 0


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list; with `lettered` its items are (a), (b), (c), beginning anew in every list."""

    items: tuple[Item, ...]
    lettered: bool = False


Cells = tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first row names the columns. Every row has as many cells as the header."""

    header: Cells
    rows: tuple[Cells, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """A choice that no answer has made yet stands here: the alternatives follow each other until one is chosen.

    `text` is the line that says so, such as "[Alternative: the buyer owns the results]".
    """

    text: str


Block = Paragraph | ItemList | Table | Choose


class RemarkKind(enum.Enum):
    """Why a remark stands beside a clause."""

    GUIDANCE = "guidance"
    ALTERNATIVE = "alternative"
    LAW = "law"
    DEFAULT = "default"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Remark:
    """A note to the lawyer at a clause: a comment in Word, beside the text on the page."""

    kind: RemarkKind
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as numbered: `level` 1 to 3, `number` "4.2". `alternative` is the id of the wording taken, if any."""

    id: str
    number: str
    level: int
    title: str
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...] = ()
    alternative: str = ""
    stance: str = ""
    decided: bool = True


@dataclass(frozen=True, slots=True)
class Appendix:
    """An appendix: `label` as referred to ("Appendix 2"), who fills it in and when, and what the template gives."""

    id: str
    number: str
    label: str
    title: str
    who_fills: str
    when: str
    blocks: tuple[Block, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A clause, appendix or alternative that is not in the draft, and why."""

    id: str
    title: str
    why: Said


@dataclass(frozen=True, slots=True)
class Missing:
    """A parameter that must be answered before the draft is complete, and the clauses that wait for it."""

    parameter: str
    label: str
    clauses: tuple[str, ...]


class FactKind(enum.Enum):
    """What a structured fact of a contract is about."""

    GOAL = "goal"
    KPI = "kpi"
    OPTION = "option"
    SHARING = "sharing"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something agreed that others than lawyers go on working with, by an id that stays the same between drafts.

    `values` holds exact texts: amounts as "NOK 1200000.00", dates as year-month-day, numbers with a point.
    """

    id: str
    kind: FactKind
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """The few words of the document itself, in its language. `page` says "Page {page} of {pages}" around both numbers."""

    draft: str
    legal_note: str
    contents: str
    appendices: str
    appendix: str
    who_fills: str
    when: str
    definitions: str = ""
    undecided: str = ""
    buyer: str = ""
    reference: str = ""
    template: str = ""
    law_checked: str = ""
    page: str = "{page} / {pages}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft. `hash` values are SHA-256 in hexadecimal; `id` follows from them, so that it can be made again.

    `terms` are the words of each defined term and the id of the clause that defines it, in alphabetical order.
    `law_checked_on` is the day by which all the law it rests on had been checked; None when some of it never was.
    """

    id: str
    template: str
    version: str
    template_hash: str
    answers_hash: str
    language: str
    title: str
    subtitle: str
    reference: str
    buyer: str
    labels: Labels
    clauses: tuple[Clause, ...]
    appendices: tuple[Appendix, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[Said, ...] = ()
    facts: tuple[Fact, ...] = ()
    terms: tuple[tuple[str, str], ...] = field(default=())
    law_checked_on: date | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and no choice is open."""
        return not self.missing and all(clause.decided for clause in self.clauses)

    def parts(self) -> tuple[Clause | Appendix, ...]:
        """Every clause and then every appendix, in the order they stand."""
        return (*self.clauses, *self.appendices)


def inlines_of(block: Block) -> Iterator[Inlines]:
    """Every stretch of text of the block, in reading order."""
    match block:
        case Paragraph(inlines=found):
            yield found
        case ItemList(items=items):
            yield from (item.inlines for item in items)
        case Table(header=header, rows=rows):
            yield from header
            for row in rows:
                yield from row
        case Choose(text=text):
            yield (Words(text),)


def text_of(inlines: Inlines) -> str:
    """The text as it reads."""
    return "".join(inline.text for inline in inlines)
