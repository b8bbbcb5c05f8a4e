"""A document as JSON, so that what was written, approved and sent can be kept word for word. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from marketkit.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    ItemList,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Signatures,
    Table,
    Tone,
)

Data = dict[str, Any]


def as_data(document: Document) -> Data:
    """The document as values that JSON knows; `from_data` gives the same document back."""
    return {
        "title": document.title,
        "language": document.language,
        "author": document.author,
        "reference": document.reference,
        "subtitle": document.subtitle,
        "facts": [list(fact) for fact in document.facts],
        "blocks": [_block_data(block) for block in document.blocks],
    }


def from_data(data: Data) -> Document:
    """The document that `as_data` wrote down. Raises KeyError or ValueError for anything else."""
    return Document(
        title=data["title"],
        language=data["language"],
        author=data["author"],
        reference=data["reference"],
        subtitle=data["subtitle"],
        facts=_pairs(data["facts"]),
        blocks=tuple(_block_of(block) for block in data["blocks"]),
    )


def sha256(document: Document) -> str:
    """The SHA-256 (hex) of the document's JSON with sorted keys, in UTF-8: that of its words, whatever the file."""
    text = json.dumps(as_data(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def with_texts(document: Document, change: Callable[[str], str]) -> Document:
    """The same document with every text a reader sees put through `change`, piece by piece."""
    changed = _changed(as_data(document), change)
    return replace(from_data(changed), language=document.language)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(each, change) for each in value]
    if isinstance(value, dict):
        return {key: each if key in CODES else _changed(each, change) for key, each in value.items()}
    return value


CODES = frozenset({"block", "align", "tone", "language"})
"""Keys whose values are words of the file format, not of the document."""


def _block_data(block: Block) -> Data:
    match block:
        case Heading():
            return {"block": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"block": "paragraph", "runs": _runs_data(block.runs), "formula": block.formula}
        case ItemList():
            items = [_runs_data(item) for item in block.items]
            return {"block": "list", "items": items, "numbered": block.numbered}
        case Table():
            return _table_data(block)
        case Facts():
            return {"block": "facts", "pairs": [list(pair) for pair in block.pairs]}
        case Note():
            paragraphs = [_runs_data(each) for each in block.paragraphs]
            return {
                "block": "note",
                "title": block.title,
                "tone": block.tone.value,
                "paragraphs": paragraphs,
            }
        case Signatures():
            return {"block": "signatures", "lines": list(block.lines)}
        case PageBreak():
            return {"block": "page-break"}


def _table_data(table: Table) -> Data:
    return {
        "block": "table",
        "caption": table.caption,
        "columns": [
            {"label": column.label, "align": column.align.value, "width": column.width}
            for column in table.columns
        ],
        "rows": [_row_data(row) for row in table.rows],
        "total": None if table.total is None else _row_data(table.total),
        "row_headers": table.row_headers,
    }


def _row_data(row: tuple[Cell, ...]) -> list[Data]:
    return [{"runs": _runs_data(cell.runs), "indent": cell.indent} for cell in row]


def _runs_data(runs: Runs) -> list[Data]:
    return [{"text": run.text, "strong": run.strong, "emphasis": run.emphasis} for run in runs]


def _block_of(data: Data) -> Block:
    match data["block"]:
        case "heading":
            return Heading(data["text"], data["level"])
        case "paragraph":
            return Paragraph(_runs_of(data["runs"]), data["formula"])
        case "list":
            return ItemList(tuple(_runs_of(item) for item in data["items"]), data["numbered"])
        case "table":
            return _table_of(data)
        case "facts":
            return Facts(_pairs(data["pairs"]))
        case "note":
            paragraphs = tuple(_runs_of(each) for each in data["paragraphs"])
            return Note(paragraphs, data["title"], Tone(data["tone"]))
        case "signatures":
            return Signatures(tuple(data["lines"]))
        case "page-break":
            return PageBreak()
    raise ValueError(f"a document has no block called {data['block']!r}")


def _table_of(data: Data) -> Table:
    return Table(
        caption=data["caption"],
        columns=tuple(
            Column(column["label"], Align(column["align"]), column["width"]) for column in data["columns"]
        ),
        rows=tuple(_row_of(row) for row in data["rows"]),
        total=None if data["total"] is None else _row_of(data["total"]),
        row_headers=data["row_headers"],
    )


def _row_of(data: list[Data]) -> tuple[Cell, ...]:
    return tuple(Cell(_runs_of(cell["runs"]), cell["indent"]) for cell in data)


def _runs_of(data: list[Data]) -> Runs:
    return tuple(Run(run["text"], run["strong"], run["emphasis"]) for run in data)


def _pairs(data: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in data)
