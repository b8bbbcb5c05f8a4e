"""What a form field's input says to assistive technology; the form macros of `web/forms.html` draw the rest."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import Field


def field_attributes(
    field: Field, hint: str | None, width: str | None, extra: Mapping[str, str]
) -> dict[str, str]:
    """The attributes that tie an input, or a group of them, to its hint and its error, and further given ones."""
    described = [f"{field.id}-hint"] if hint else []
    if field.errors:
        described.append(f"{field.id}-error")
    attributes = dict(extra)
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.errors:
        attributes["aria-invalid"] = "true"
    if width:
        attributes["data-width"] = width
    return attributes
