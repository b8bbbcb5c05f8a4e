"""The text of a clause as a tree: blocks and the spans they are made of, each with its line in the file. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """Fixed words. `strong` marks a term where it is defined."""

    text: str
    line: int
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of an answer: `parameter`, or `parameter` and `field` of a list's row. With `label` its name stands."""

    parameter: str
    line: int
    field: str = ""
    label: bool = False

    @property
    def path(self) -> str:
        """As it is written: "price" or "kpis.name"."""
        return f"{self.parameter}.{self.field}" if self.field else self.parameter


@dataclass(frozen=True, slots=True)
class Link:
    """The number of another clause or of an appendix."""

    target: str
    line: int


Span: TypeAlias = Text | Slot | Link
Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list with the items a step inwards. It repeats with them for each row of the list `each`."""

    spans: Spans
    line: int
    items: tuple[Item, ...] = ()
    each: str = ""


@dataclass(frozen=True, slots=True)
class ItemList:
    items: tuple[Item, ...]
    line: int
    lettered: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; it repeats for each row of the list `each`."""

    cells: tuple[Spans, ...]
    line: int
    each: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    header: TableRow
    rows: tuple[TableRow, ...]
    line: int


@dataclass(frozen=True, slots=True)
class AlternativeBlock:
    """The wording of one alternative, where it belongs."""

    alternative: str
    blocks: tuple[Block, ...]
    line: int


@dataclass(frozen=True, slots=True)
class EachBlock:
    """Blocks that stand once for each row of a list."""

    parameter: str
    blocks: tuple[Block, ...]
    line: int


Block: TypeAlias = "Paragraph | ItemList | Table | AlternativeBlock | EachBlock"
Body: TypeAlias = "tuple[Block, ...]"


def spans_of(blocks: Body) -> Iterator[Span]:
    """Every span of the blocks, also of those inside others, in the order they stand."""
    for block in blocks:
        match block:
            case Paragraph(spans=spans):
                yield from spans
            case ItemList(items=items):
                yield from _spans_of_items(items)
            case Table(header=header, rows=rows):
                for row in (header, *rows):
                    for cell in row.cells:
                        yield from cell
            case AlternativeBlock(blocks=inner) | EachBlock(blocks=inner):
                yield from spans_of(inner)


def _spans_of_items(items: tuple[Item, ...]) -> Iterator[Span]:
    for item in items:
        yield from item.spans
        yield from _spans_of_items(item.items)
