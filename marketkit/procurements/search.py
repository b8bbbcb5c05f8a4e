"""Searching names and titles alike on every database: both sides are folded to plain small letters first. Pure."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart, as people without them on the keyboard write them.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})


def fold(text: str) -> str:
    """Small letters without accents, spaces single: "Østfold  Sjukehus" is found by "ostfold sjukehus".

    What is folded stays as it is when folded again: letters that only show once a sign is taken apart, as the capitals
    of mathematics, become small too.
    """
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", apart).casefold().translate(_LETTERS)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(plain.split())


def pattern(text: str) -> str:
    """A LIKE pattern, with backslash as its escape, for texts that hold the words as typed, after `fold`."""
    escaped = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
