"""What differs between two texts of a contract, by line and by word. Pure.

Taking every change gives the new lines, taking none the old ones. A reference is the same as long as it points to the
same clause: its number follows from the order of the clauses.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

from marketkit.contracts.draft import Inline, Inlines, Reference, Value, Words
from marketkit.contracts.lines import Line, comparable

# Two lines are one that was changed when this share of their words is the same.
ALIKE = 0.4
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


class Mark(enum.Enum):
    """What became of a stretch of text, or of a line as a whole."""

    KEPT = "kept"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of text and what became of it."""

    inline: Inline
    mark: Mark


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line: inserted or deleted as a whole, or kept, with what changed inside it."""

    style: str
    cells: tuple[tuple[Marked, ...], ...]
    mark: Mark
    place: str = ""
    number: str = ""

    @property
    def changed(self) -> bool:
        return self.mark is not Mark.KEPT or any(
            marked.mark is not Mark.KEPT for cell in self.cells for marked in cell
        )


def redline(old: Sequence[Line], new: Sequence[Line]) -> tuple[MarkedLine, ...]:
    """The new lines with what was inserted, and between them what was deleted."""
    return tuple(_redline(old, new))


def accepted(lines: Sequence[MarkedLine]) -> tuple[Line, ...]:
    """The text when every change is taken: the new one."""
    return tuple(_taken(lines, Mark.DELETED))


def rejected(lines: Sequence[MarkedLine]) -> tuple[Line, ...]:
    """The text when no change is taken: the old one, but for the numbers in references."""
    return tuple(_taken(lines, Mark.INSERTED))


def _taken(lines: Sequence[MarkedLine], left_out: Mark) -> Iterator[Line]:
    for line in lines:
        if line.mark is not left_out:
            cells = tuple(
                _joined([marked.inline for marked in cell if marked.mark is not left_out])
                for cell in line.cells
            )
            yield Line(line.style, cells, line.place, line.number)


def _redline(old: Sequence[Line], new: Sequence[Line]) -> Iterator[MarkedLine]:
    matcher = SequenceMatcher(
        None, [_key(line) for line in old], [_key(line) for line in new], autojunk=False
    )
    for verb, a, b, c, d in matcher.get_opcodes():
        if verb == "equal":
            yield from (_whole(line, Mark.KEPT) for line in new[c:d])
        else:
            yield from _replaced(old[a:b], new[c:d])


def _key(line: Line) -> Hashable:
    return (line.style, line.place, *(comparable(cell) for cell in line.cells))


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[MarkedLine]:
    """Lines in the place of others: those alike are one that was changed, in the order of both texts."""
    done = 0
    for line in new:
        found = next((place for place in range(done, len(old)) if _alike(old[place], line)), None)
        if found is None:
            yield _whole(line, Mark.INSERTED)
            continue
        yield from (_whole(each, Mark.DELETED) for each in old[done:found])
        yield _changed(old[found], line)
        done = found + 1
    yield from (_whole(each, Mark.DELETED) for each in old[done:])


def _alike(old: Line, new: Line) -> bool:
    if (old.style, old.place, len(old.cells)) != (new.style, new.place, len(new.cells)):
        return False
    if old.style.startswith("heading") or old.style in ("title", "appendix"):
        return True
    matcher = SequenceMatcher(None, _words(old), _words(new), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _words(line: Line) -> list[str]:
    return [word for cell in line.cells for word in re.findall(r"\w+|\0", comparable(cell))]


def _whole(line: Line, mark: Mark) -> MarkedLine:
    cells = tuple(tuple(Marked(inline, mark) for inline in cell) for cell in line.cells)
    return MarkedLine(line.style, cells, mark, line.place, line.number)


def _changed(old: Line, new: Line) -> MarkedLine:
    cells = tuple(tuple(_marked(before, after)) for before, after in zip(old.cells, new.cells, strict=True))
    return MarkedLine(new.style, cells, Mark.KEPT, new.place, new.number)


def _marked(old: Inlines, new: Inlines) -> Iterator[Marked]:
    before, after = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(
        None, [_token_key(token) for token in before], [_token_key(token) for token in after], autojunk=False
    )
    found: list[Marked] = []
    for verb, a, b, c, d in matcher.get_opcodes():
        if verb == "equal":
            found.extend(Marked(token, Mark.KEPT) for token in after[c:d])
        else:
            found.extend(Marked(token, Mark.DELETED) for token in before[a:b])
            found.extend(Marked(token, Mark.INSERTED) for token in after[c:d])
    for mark, group in groupby(found, key=lambda marked: marked.mark):
        yield from (Marked(inline, mark) for inline in _joined([marked.inline for marked in group]))


def _tokens(inlines: Inlines) -> list[Inline]:
    """Fixed text by words, blanks and signs; answers and references whole."""
    tokens: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Words):
            tokens.extend(replace(inline, text=text) for text in _TOKENS.findall(inline.text))
        else:
            tokens.append(inline)
    return tokens


def _token_key(inline: Inline) -> Hashable:
    match inline:
        case Reference(target=target):
            return ("reference", target)
        case Value(parameter=parameter, text=text, answered=answered):
            return ("value", parameter, text, answered)
    return inline


def _joined(inlines: Sequence[Inline]) -> Inlines:
    """The same text in as few pieces as possible."""
    found: list[Inline] = []
    for inline in inlines:
        last = found[-1] if found else None
        if isinstance(inline, Words) and isinstance(last, Words) and _look(inline) == _look(last):
            found[-1] = replace(last, text=last.text + inline.text)
        else:
            found.append(inline)
    return tuple(found)


def _look(words: Words) -> tuple[bool, bool, str]:
    return words.strong, words.emphasis, words.defines
