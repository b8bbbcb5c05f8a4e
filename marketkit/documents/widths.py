"""How wide the columns of a table become, from what stands in them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from marketkit.documents.model import Column, Table

NARROWEST, WIDEST = 6, 60
MARGIN = 2
"""In characters: what a column has at least, what counts of a long text, and the space beside its text."""


def shares(table: Table, *, characters: int) -> tuple[float, ...]:
    """The share of the table's width (together 1) each column gets on a sheet of so many characters.

    Columns that say how wide they are keep those proportions. The others are as wide as their longest text, but
    never narrower than their longest word while the sheet has room for it.
    """
    stated = [column.width for column in table.columns if column.width is not None]
    if len(stated) == len(table.columns):
        return _proportions([float(width) for width in stated])
    return shares_of([_texts(table, place) for place in range(len(table.columns))], characters=characters)


def shares_of(columns: Sequence[Sequence[str]], *, characters: int) -> tuple[float, ...]:
    """The same for columns that are only texts, each from its header down."""
    words = [_longest_word(texts) for texts in columns]
    texts = [_longest_text(texts) for texts in columns]
    spare = characters - sum(words)
    wished = [text - word for text, word in zip(texts, words, strict=True)]
    if spare <= 0 or not any(wished):
        return _proportions([float(word) for word in words])
    factor = min(1.0, spare / sum(wished))
    return _proportions([word + wish * factor for word, wish in zip(words, wished, strict=True)])


def _texts(table: Table, place: int) -> list[str]:
    column: Column = table.columns[place]
    return [column.label, *("  " * row[place].indent + row[place].text for row in table.all_rows())]


def _longest_word(texts: Sequence[str]) -> int:
    words = (word for text in texts for word in text.split(" "))
    return max(NARROWEST, max((min(len(word), WIDEST) + MARGIN for word in words), default=0))


def _longest_text(texts: Sequence[str]) -> int:
    lines = (line for text in texts for line in text.split("\n"))
    return max(NARROWEST, max((min(len(line), WIDEST) + MARGIN for line in lines), default=0))


def _proportions(widths: list[float]) -> tuple[float, ...]:
    whole = sum(widths)
    return tuple(width / whole for width in widths)
