"""Sentences kept in the database as data, so that they can be said in any language later. Pure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from marketkit.said import Figure, Said, say

# Under its own name the catalogue would take what is said here for a text of its own.
_say_again = say


def stored_sentence(sentence: str) -> dict[str, Any]:
    """The sentence as JSON data: its English text, and its template and values where it has them."""
    if not isinstance(sentence, Said):
        return {"text": sentence}
    values = {name: _stored(value) for name, value in sentence.values.items()}
    return {"text": str(sentence), "template": sentence.template, "values": values}


def sentence_of(stored: dict[str, Any]) -> str:
    """The sentence that was stored; one with a template can be translated again."""
    if "template" not in stored:
        return str(stored["text"])
    return _say_again(
        stored["template"], **{name: _opened(value) for name, value in stored["values"].items()}
    )


def _stored(value: object) -> Any:
    if isinstance(value, Said):
        return stored_sentence(value)
    if isinstance(value, Figure):
        return {"figure": str(value.value), "places": value.places, "padded": value.padded}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _opened(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    if "figure" in value:
        return Figure(Fraction(value["figure"]), value["places"], value["padded"])
    return date.fromisoformat(value["day"]) if "day" in value else sentence_of(value)
