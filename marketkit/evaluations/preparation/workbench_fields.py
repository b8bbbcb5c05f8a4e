"""Fields of the workbench's form: numbers as people write them, and titles in languages the page does not show."""

from __future__ import annotations

import json
import re
from typing import Any

from wtforms import HiddenField, StringField

from marketkit.sourcing.strategy import Title, in_language
from marketkit.web.language import current_language

KEPT = frozenset({"depth", "shown", "notes", "vat", "options", "csrf_token", "title_en", "title_nb"}) | {
    "period_en",
    "period_nb",
}
MAX_NAME = 40
_EXACT = re.compile(r"(-?)(\d{1,60})(?:\.(\d{1,60}))?", re.ASCII)
_GROUP = "\u00a0"
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ö": "o", "ä": "a", "ü": "u", "é": "e"})


class NumberField(StringField):
    """A number as it was typed; one that comes from a strategy is shown as people write it in their language."""

    def process_data(self, value: Any) -> None:
        self.data = shown_number(value or "", current_language())


class KeptTitleField(HiddenField):
    """The texts in languages the page does not show, carried along as JSON."""

    data: Any

    def process_data(self, value: Any) -> None:
        self.data = value or {}

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = self.read(valuelist[0]) if valuelist else {}

    def _value(self) -> str:
        return json.dumps(self.data, ensure_ascii=False, sort_keys=True) if self.data else ""

    @staticmethod
    def read(text: str) -> Title:
        """The languages in a text of JSON; none where it is anything else."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {code: each for code, each in found.items() if code and isinstance(each, str)}


def shown_number(text: str, language: str) -> str:
    """An exact number in groups of three from ten thousand on, with the language's decimal mark; else the text as it is.

    Three decimals keep the point: "1,234" could be read in two ways.
    """
    found = _EXACT.fullmatch(text)
    if found is None:
        return text
    sign, whole, decimals = found.groups(default="")
    if len(whole) > 4:
        first = len(whole) % 3
        groups = [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]
        whole = _GROUP.join(group for group in groups if group)
    mark = "," if language == "nb" and len(decimals) != 3 else "."
    return sign + whole + (mark + decimals if decimals else "")


def short_name(title: Title, taken: set[str]) -> str:
    """A name of letters, digits and hyphens made from a title, unlike those that are taken."""
    text = in_language(title, "en").lower().translate(_LETTERS)
    base = re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:MAX_NAME].strip("-") or "criterion"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name
