"""What a written text consists of, before anything is said about how it looks. Pure.

Every text stands here in the language of the document. A line break in a text stays one. `word` and `html` draw a
document, `stored` keeps it as JSON.

    Document(
        title="Evaluation report",
        language="en",
        author="Fjordvik kommune",
        reference="2026/14",
        facts=(("Procurement", "Home care"),),
        blocks=(
            Heading("What was decided"),
            paragraph("The contract goes to ", strong("Alfa AS"), "."),
            Table(
                "Points",
                columns=(Column("Bid"), Column("Points", Align.END)),
                rows=(row("Alfa AS", "87.50"), row("Beta AS", "80.00")),
                row_headers=True,
            ),
        ),
    )
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST_HEADING = 3
# What XML cannot hold, and marks that turn the direction of writing around.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def printable(text: str) -> str:
    """The text without characters that no document can show, its lines parted by "\\n" alone."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that looks the same throughout."""

    text: str
    strong: bool = False
    emphasis: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", printable(self.text))


Runs = tuple[Run, ...]


def strong(text: str) -> Run:
    """Text of importance."""
    return Run(text, strong=True)


def emphasis(text: str) -> Run:
    """Stressed text: a title, a word spoken about."""
    return Run(text, emphasis=True)


def runs(*parts: str | Run) -> Runs:
    """Texts, plain or not, after each other; empty ones are left out."""
    found = (part if isinstance(part, Run) else Run(part) for part in parts)
    return tuple(run for run in found if run.text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the document's title: `level` 1 to 3."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"a heading has a level from 1 to {DEEPEST_HEADING}, not {self.level}")
        object.__setattr__(self, "text", printable(self.text))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `formula` sets a sum or a formula apart from the text around it."""

    runs: Runs
    formula: bool = False


def paragraph(*parts: str | Run) -> Paragraph:
    return Paragraph(runs(*parts))


def formula(*parts: str | Run) -> Paragraph:
    return Paragraph(runs(*parts), formula=True)


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list, with bullets or, where the order matters, with numbers."""

    items: tuple[Runs, ...]
    numbered: bool = False


def bullets(*items: str | Run | Runs) -> ItemList:
    return ItemList(tuple(_as_runs(item) for item in items))


def numbered(*items: str | Run | Runs) -> ItemList:
    return ItemList(tuple(_as_runs(item) for item in items), numbered=True)


def _as_runs(part: str | Run | Runs) -> Runs:
    return part if isinstance(part, tuple) else runs(part)


class Align(enum.Enum):
    """On which side the texts of a column stand: words at the start, numbers at the end."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, and how wide it is beside the others (None: as its texts need)."""

    label: str
    align: Align = Align.START
    width: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", printable(self.label))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `indent` counts the steps down a tree."""

    runs: Runs
    indent: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


Row = tuple[Cell, ...]


def cell(*parts: str | Run, indent: int = 0) -> Cell:
    return Cell(runs(*parts), indent)


def row(*cells: str | Run | Runs | Cell) -> Row:
    """A row of a table from texts and cells."""
    return tuple(each if isinstance(each, Cell) else Cell(_as_runs(each)) for each in cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; with `row_headers` the first cell of every row names the row. `total` stands last.

    Raises ValueError where a row has another number of cells than there are columns.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    row_headers: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "caption", printable(self.caption))
        for number, each in enumerate(self.all_rows(), start=1):
            if len(each) != len(self.columns):
                raise ValueError(
                    f"{self.caption}: row {number} has {len(each)} cells for {len(self.columns)} columns"
                )

    def all_rows(self) -> tuple[Row, ...]:
        """The rows, with the total as the last."""
        return self.rows if self.total is None else (*self.rows, self.total)


Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values beside each other: a date, a number, a person."""

    pairs: tuple[Fact, ...]

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "pairs", tuple((printable(name), printable(value)) for name, value in self.pairs)
        )


class Tone(enum.Enum):
    """How a remark stands out: something to know, or something to beware of."""

    INFORMATION = "information"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Note:
    """A boxed remark with an optional title."""

    paragraphs: tuple[Runs, ...]
    title: str = ""
    tone: Tone = Tone.INFORMATION

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", printable(self.title))


def note(*paragraphs: str | Run | Runs, title: str = "", tone: Tone = Tone.INFORMATION) -> Note:
    return Note(tuple(_as_runs(each) for each in paragraphs), title, tone)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new sheet; on a screen it is nothing."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each with what stands under it: a name, a role, place and date."""

    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(printable(line) for line in self.lines))


Block = Heading | Paragraph | ItemList | Table | Facts | Note | PageBreak | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """A text: `language` is "en" or "nb"; `author` (the buyer) and `reference` stand at the top of every sheet."""

    title: str
    language: str
    author: str
    reference: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    facts: tuple[Fact, ...] = ()

    def __post_init__(self) -> None:
        for name in ("title", "author", "reference", "subtitle"):
            object.__setattr__(self, name, printable(getattr(self, name)))
        object.__setattr__(self, "facts", Facts(self.facts).pairs)


def plain_text(document: Document) -> str:
    """Every word of the document in reading order, a line for each piece: to search it, and to compare two."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield from (line for line in (document.author, document.reference) if line)
    yield document.title
    if document.subtitle:
        yield document.subtitle
    yield from _block_lines(Facts(document.facts))
    for block in document.blocks:
        yield from _block_lines(block)


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield text
        case Paragraph(runs=found):
            yield _joined(found)
        case ItemList(items=items, numbered=counted):
            for number, item in enumerate(items, start=1):
                yield f"{number}. {_joined(item)}" if counted else f"• {_joined(item)}"
        case Table():
            yield block.caption
            yield "\t".join(column.label for column in block.columns)
            yield from ("\t".join(each.text for each in line) for line in block.all_rows())
        case Facts(pairs=pairs):
            yield from (f"{name}: {value}" for name, value in pairs)
        case Note():
            yield from (line for line in (block.title, *map(_joined, block.paragraphs)) if line)
        case Signatures(lines=lines):
            yield from lines
        case PageBreak():
            pass


def _joined(found: Runs) -> str:
    return "".join(run.text for run in found)
