"""Form fields for lists of codes, lines of text and sets of choices. They work without a script in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from wtforms import Field, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput

from marketkit.procurements.labels import spoken
from marketkit.values import UnreadableError

SPARE_INPUTS = 2
_ONLY_CODES = re.compile(r"[\d\s,;-]+")


class CheckboxesField(SelectMultipleField):
    """Any number of choices, each with its own checkbox."""

    option_widget = CheckboxInput()


class CodesField(Field):
    """Codes, one an input, with some inputs to spare; drawn by `procurements/codes.html`.

    `read` turns what was typed into a code or raises UnreadableError; several codes in one input are parted by commas.
    """

    def __init__(
        self, label: Any, *, read: Callable[[str], str], description: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(label, description=description, **kwargs)
        self.read = read
        self.texts: list[str] = []

    def process_data(self, value: Sequence[str] | None) -> None:
        self.data = tuple(value or ())
        self.texts = list(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.texts, codes = [], []
        for text in (part.strip() for typed in valuelist for part in _parts(typed)):
            if not text:
                continue
            try:
                code = self.read(text)
            except UnreadableError as error:
                self.process_errors = [*self.process_errors, spoken(error.said)]
                self.texts.append(text)
            else:
                codes.append(code)
                self.texts.append(code)
        self.data = tuple(dict.fromkeys(codes))
        self.texts = list(dict.fromkeys(self.texts))

    def inputs(self) -> list[str]:
        """What each input holds: what was typed, and then some empty ones."""
        return [*self.texts, *[""] * SPARE_INPUTS]


def _parts(typed: str) -> list[str]:
    return re.split(r"[,;]", typed) if _ONLY_CODES.fullmatch(typed) else [typed]


class LinesField(TextAreaField):
    """Several short texts, one a line."""

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = (line.strip() for text in valuelist for line in text.splitlines())
        self.data = tuple(dict.fromkeys(line for line in lines if line))  # type: ignore[assignment]
