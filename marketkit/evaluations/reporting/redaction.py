"""Takes kept-secret passages out of a document before anything is drawn from it, and finds what was left. Pure.

A passage is found whatever its case and however it is broken into lines or pieces of differing looks. A passage that
is a number is found however its digits are grouped and its decimals written. What is taken out is gone: the document
that is drawn, stored and sent never held it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from marketkit.documents.model import Document, plain_text
from marketkit.documents.stored import as_data, from_data
from marketkit.numbers import NotANumber, parse_number
from marketkit.numbers import plain_text as number_text

_TAG = re.compile(r"<[^>]+>")
# Between groups of digits: nothing, any blank, an apostrophe, a point or a comma.
_BETWEEN_GROUPS = r"[\s'’.,]?"
MOST_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Redaction:
    """The document without the passages, and how often each passage (by its place in the list) was taken out."""

    document: Document
    counts: tuple[int, ...]


def redact(document: Document, passages: Sequence[str], *, gap: str) -> Redaction:
    """The document with a marked `gap` in the place of every passage. Passages that are empty are refused."""
    patterns = [_pattern(passage) for passage in passages]
    counts = [0] * len(patterns)
    redactor = _Redactor(patterns, counts, gap)
    changed = redactor.of(as_data(document))
    return Redaction(from_data({**changed, "language": document.language}), tuple(counts))


def leaks(content: bytes, passages: Iterable[str]) -> list[str]:
    """The passages that a written file (.docx or .html) still holds, in any part of it and any of its properties."""
    texts = list(_texts(content))
    return [passage for passage in passages if any(_pattern(passage).search(text) for text in texts)]


def holds(document: Document, passage: str) -> int:
    """How often a passage stands in a document."""
    return len(_pattern(passage).findall(plain_text(document)))


def _texts(content: bytes) -> Iterable[str]:
    """Every text of a file: with its tags taken out, and with them, for what stands in attributes."""
    parts = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [archive.read(entry) for entry in archive.infolist()]
    for part in parts:
        text = part.decode("utf-8", errors="replace")
        yield unescape(_TAG.sub("", text))
        yield unescape(_TAG.sub(" ", text))
        yield unescape(text)


def _pattern(passage: str) -> re.Pattern[str]:
    words = passage.split()
    if not words:
        raise ValueError("a passage that is kept secret has at least one word")
    number = _number_pattern(passage)
    text = r"\s+".join(re.escape(word) for word in words)
    return re.compile(number or text, re.IGNORECASE)


def _number_pattern(passage: str) -> str | None:
    try:
        value = parse_number(passage.strip())
    except NotANumber:
        return None
    whole, _, decimals = number_text(abs(value), MOST_DECIMALS).partition(".")
    first = len(whole) % 3 or 3
    groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    after = rf"[.,]{decimals}0*" if decimals else r"(?:[.,]0+)?"
    return rf"(?<![\d.,]){_BETWEEN_GROUPS.join(groups)}{after}(?!\d)(?![.,]\d)"


class _Redactor:
    """Walks a document's data and takes the passages out of every text a reader sees."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], counts: list[int], gap: str) -> None:
        self.patterns = patterns
        self.counts = counts
        self.gap = gap

    def of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return self.runs(value) if _are_runs(value) else [self.of(each) for each in value]
        if isinstance(value, dict):
            return {
                key: each if key in ("block", "align", "tone") else self.of(each)
                for key, each in value.items()
            }
        return value

    def text(self, text: str) -> str:
        for number, pattern in enumerate(self.patterns):
            text, found = pattern.subn(self.gap, text)
            self.counts[number] += found
        return text

    def runs(self, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Pieces of one text. A passage that spans several makes one plain piece of them."""
        whole = "".join(run["text"] for run in runs)
        inside = sum(len(pattern.findall(run["text"])) for pattern in self.patterns for run in runs)
        if sum(len(pattern.findall(whole)) for pattern in self.patterns) > inside:
            return [{"text": self.text(whole), "strong": False, "emphasis": False}]
        return [{**run, "text": self.text(run["text"])} for run in runs]


def _are_runs(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(each, dict) and "emphasis" in each for each in value)
