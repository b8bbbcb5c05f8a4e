"""Where a reader of a list stands, as a text that is given back to go on. Pure.

It holds the order of the list and what the last row shown is ordered by. Whatever else is sent in its place is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, date, datetime

from marketkit.errors import MarketkitError
from marketkit.said import Said, say

LONGEST = 1200
MAX_ID = 2**31 - 1
MAX_VALUE = 2**63 - 1
Place = str | int | date | datetime


class BadCursorError(MarketkitError):
    """The text is no place in this list; `said` tells what to do."""

    def __init__(self) -> None:
        self.said: Said = say("this is no place in the list; start again from its first page")
        super().__init__(self.said)


def cursor(order: str, place: Place, number: int) -> str:
    """The text for a place: the row `number`, in a list of this order, that is ordered by `place`."""
    plain = place.isoformat() if isinstance(place, date) else place
    content = json.dumps([order, plain, number], ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(text: str, *, order: str, kind: type[Place]) -> tuple[Place, int]:
    """What the row shown last is ordered by, a `kind`, and its number. Raises BadCursorError."""
    found = _content(text)
    if not isinstance(found, list) or len(found) != 3:
        raise BadCursorError
    given, plain, number = found
    if given != order or type(number) is not int or not 0 <= number <= MAX_ID:
        raise BadCursorError
    return _place(plain, kind), number


def _content(text: str) -> object:
    if not text or len(text) > LONGEST or not text.isascii():
        raise BadCursorError
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        content: object = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        raise BadCursorError from None
    return content


def _place(plain: object, kind: type[Place]) -> Place:
    if kind is int:
        if type(plain) is int and -MAX_VALUE <= plain <= MAX_VALUE:
            return plain
    elif isinstance(plain, str):
        if kind is str and plain.isprintable() and not any("\ud800" <= sign <= "\udfff" for sign in plain):
            return plain
        try:
            if kind is datetime:
                moment = datetime.fromisoformat(plain)
                if moment.utcoffset() is not None:
                    return moment.astimezone(UTC)
            elif kind is date:
                return date.fromisoformat(plain)
        except (ValueError, OverflowError):
            pass
    raise BadCursorError
