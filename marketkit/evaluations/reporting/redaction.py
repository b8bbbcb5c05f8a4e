"""Takes kept-secret passages out of a document before anything is drawn from it, and finds what was left. Pure.

A text is found whatever its case, its kind of apostrophe and hyphen, and however it is broken into lines or pieces of
differing looks. An amount is found however its digits are grouped and its decimals written or rounded; one below
LEAST_BARE is taken for the amount only where it stands alone or beside its currency, so that "100" leaves "100 percent"
be. What is taken out is gone: the document that is drawn, stored and sent never held it.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lxml import etree, html

from marketkit.documents.model import Document
from marketkit.documents.stored import as_data, from_data
from marketkit.numbers import NotANumber, parse_number
from marketkit.numbers import plain_text as number_text
from marketkit.said import decimal_text

LEAST_BARE = 1000
MOST_DECIMALS = 12
SHOWN_DECIMALS = (0, 2, 4)
# Between groups of digits: nothing, any blank, an apostrophe, a point or a comma.
_BETWEEN_GROUPS = r"[\s'’.,]?"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_ALIKE = {"'": "['’‘ʼ`´]", "-": "[-‐‑‒–—−]", '"': '["“”„«»]'}
_KIND = {alike: pattern for pattern in _ALIKE.values() for alike in pattern[1:-1]}
# Attributes whose values a reader, or a program that reads aloud, comes across.
_READ_ATTRIBUTES = frozenset({"descr", "title", "alt", "aria-label", "content", "placeholder"})
_READ_VALUES = frozenset({"tblCaption", "tblDescription", "alias"})
_UNREAD = frozenset({"style", "script"})


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money that is kept secret, and the code and sign of its currency."""

    value: Fraction
    currency: tuple[str, ...]


Passage = str | Amount


@dataclass(frozen=True, slots=True)
class Redaction:
    """The document without the passages, and how often each passage (by its place in the list) stood in it."""

    document: Document
    counts: tuple[int, ...]


def redact(document: Document, passages: Sequence[Passage], *, gap: str) -> Redaction:
    """The document with a marked `gap` in the place of every passage. A passage without a word is a ValueError."""
    redactor = _Redactor([_pattern(passage) for passage in passages], gap)
    changed = redactor.of(as_data(document))
    return Redaction(from_data(changed), tuple(redactor.counts))


def leaks(content: bytes, passages: Iterable[Passage], *, gap: str = "") -> list[Passage]:
    """The passages that somebody who reads a written file (.docx or .html), or its properties, still comes across."""
    texts = [_plain(text) for text in _texts(content)]
    if gap:
        texts = [text.replace(gap, " ") for text in texts]
    sought = [(passage, _pattern(passage)) for passage in passages]
    return [passage for passage, pattern in sought if any(pattern.search(text) for text in texts)]


def holds(document: Document, passage: Passage) -> int:
    """How often a passage stands in a document."""
    return redact(document, [passage], gap=" ").counts[0]


def _plain(text: str) -> str:
    """The text in composed characters, without those that nobody sees."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def _texts(content: bytes) -> Iterator[str]:
    if not content.startswith(b"PK"):
        root = html.document_fromstring(content.decode("utf-8"))
        yield from _read(root)
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                yield from _read(etree.fromstring(archive.read(entry), parser))


def _read(root: Any) -> Iterator[str]:
    """The running text of a part as a whole and piece by piece, and every attribute that is read out."""
    pieces = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        if name in _UNREAD:
            continue
        pieces.append(element.text or "")
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2]
            if attribute in _READ_ATTRIBUTES or (attribute == "val" and name in _READ_VALUES):
                yield value
        if element.tail:
            pieces.append(element.tail)
    yield "".join(pieces)
    yield from pieces


def _pattern(passage: Passage) -> re.Pattern[str]:
    if isinstance(passage, Amount):
        return re.compile(_amount_pattern(passage), re.IGNORECASE)
    words = _plain(passage).split()
    if not words:
        raise ValueError("a passage that is kept secret has at least one word")
    try:
        return re.compile(_number_pattern(_shown(parse_number(passage.strip()))))
    except NotANumber:
        return re.compile(r"\s+".join(_word_pattern(word) for word in words), re.IGNORECASE)


def _word_pattern(word: str) -> str:
    return "".join(_KIND.get(character) or re.escape(character) for character in word)


def _amount_pattern(amount: Amount) -> str:
    number = _number_pattern(_shown(amount.value))
    if abs(amount.value) >= LEAST_BARE:
        return number
    signs = "|".join(re.escape(sign) for sign in amount.currency)
    return rf"(?:{signs})\s*{number}|{number}\s*(?:{signs})|\A\s*{number}\s*\Z"


def _shown(value: Fraction) -> list[str]:
    """Every way the number is written as plain decimals: in full, and rounded as documents round."""
    full = number_text(abs(value), MOST_DECIMALS)
    return list(dict.fromkeys([full, *(decimal_text(abs(value), places) for places in SHOWN_DECIMALS)]))


def _number_pattern(texts: Sequence[str]) -> str:
    return rf"(?<![\d.,])(?:{'|'.join(_digits(text) for text in texts)})(?!\d)(?![.,]\d)"


def _digits(text: str) -> str:
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    first = len(whole) % 3 or 3
    groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
    after = rf"[.,]{decimals}0*" if decimals else r"(?:[.,]0+)?"
    return _BETWEEN_GROUPS.join(groups) + after


class _Redactor:
    """Walks a document's data and takes the passages out of every text a reader sees."""

    def __init__(self, patterns: Sequence[re.Pattern[str]], gap: str) -> None:
        self.patterns = patterns
        self.counts = [0] * len(patterns)
        self.gap = gap

    def of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return self.runs(value) if _are_runs(value) else [self.of(each) for each in value]
        if isinstance(value, dict):
            unread = ("block", "align", "tone", "language")
            return {key: each if key in unread else self.of(each) for key, each in value.items()}
        return value

    def text(self, text: str) -> str:
        """The text with one gap for each stretch that one passage, or several that overlap, take up."""
        plain = _plain(text)
        taken: list[tuple[int, int]] = []
        for number, pattern in enumerate(self.patterns):
            found = [match.span() for match in pattern.finditer(plain)]
            self.counts[number] += len(found)
            taken.extend(found)
        if not taken:
            return text
        pieces: list[str] = []
        end = 0
        for start, stop in sorted(taken):
            if start >= end:
                pieces.extend((plain[end:start], self.gap))
            end = max(end, stop)
        return "".join([*pieces, plain[end:]])

    def runs(self, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Pieces of one text. A passage that spans several makes one plain piece of them."""
        whole = _plain("".join(run["text"] for run in runs))
        inside = sum(self._found(run["text"]) for run in runs)
        if len(runs) > 1 and self._found(whole) > inside:
            return [{"text": self.text(whole), "strong": False, "emphasis": False}]
        return [{**run, "text": self.text(run["text"])} for run in runs]

    def _found(self, text: str) -> int:
        return sum(len(pattern.findall(_plain(text))) for pattern in self.patterns)


def _are_runs(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(each, dict) and "emphasis" in each for each in value)
