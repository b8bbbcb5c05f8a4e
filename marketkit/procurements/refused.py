"""What a service of the spine refuses, said so that a page can show it beside the field."""

from __future__ import annotations

from marketkit.errors import MarketkitError
from marketkit.said import Said


class FieldRefusedError(MarketkitError):
    """A value cannot be set: taken by another row, or fixed in this state. `field` names it, `said` tells why."""

    def __init__(self, field: str, said: Said) -> None:
        super().__init__(f"{field}: {said}")
        self.field = field
        self.said = said
