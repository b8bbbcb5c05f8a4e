"""How wide a text will be, without asking a browser: guesses on the wide side, so that nothing collides or clips."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
LINE_HEIGHT = 1.3
# Widths in the font's size, of Inter and of the wider fonts that stand in for it.
_NARROW = frozenset("ijl.,:;'|!()[]Ift r-")
_WIDE = frozenset("mwMWQOGDHNUC@%&")
# What XML cannot hold, and marks that would turn the direction of the text around them.
_UNUSABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text as one line that any XML can hold."""
    return " ".join(_DIRECTIONS.sub("", _UNUSABLE.sub("\ufffd", text)).split())


def width(text: str, size: float) -> float:
    """About how many units the text takes at a font size; rather too many than too few."""
    return size * sum(_character(character) for character in text)


def _character(character: str) -> float:
    if character in _NARROW:
        return 0.42
    if character in _WIDE:
        return 0.95
    if character.isascii():
        return 0.7 if character.isupper() else 0.64
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF:
        return 1.4
    return 0.64 if unicodedata.category(character) == "Ll" else 1.0


def fit(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it would take more than `room`."""
    if width(text, size) <= room:
        return text
    while text and width(text + ELLIPSIS, size) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def lines(text: str, room: float, size: float, *, at_most: int = 2) -> list[str]:
    """The text broken between words into lines of at most `room`; what is left over is cut with an ellipsis."""
    words = text.split(" ")
    found: list[str] = []
    while words and len(found) < at_most - 1:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        found.append(fit(line, room, size))
    if words:
        found.append(fit(" ".join(words), room, size))
    return found
