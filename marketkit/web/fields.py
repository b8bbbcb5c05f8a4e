"""Fields of the house, and what an input says to assistive technology; the macros of `web/forms.html` draw the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wtforms import Field
from wtforms.widgets import DateTimeLocalInput

from marketkit import access
from marketkit.moments import NoSuchMomentError, local_text, parse_local_moment
from marketkit.web.language import ZONE, said


class LocalMomentField(Field):
    """A day and time on the clocks of the buyer whose page this is; `data` is the moment, in UTC.

    What was typed is kept when it names no moment.
    """

    widget = DateTimeLocalInput()
    data: datetime | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return local_text(self.data, buyer_zone()) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = parse_local_moment(valuelist[0], buyer_zone())
        except NoSuchMomentError as error:
            raise ValueError(said(error.said)) from None


def buyer_zone() -> str:
    """The IANA time zone of the buyer whose page this is, else of Norway."""
    buyer = access.current_buyer()
    return str(buyer.zone) if buyer else str(ZONE.key)


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
