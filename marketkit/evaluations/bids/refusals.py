"""Why something about bids is refused, in a sentence a page can show."""

from __future__ import annotations

from marketkit.db import begin_write
from marketkit.errors import MarketkitError
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.said import Said, say


class BidsRefusedError(MarketkitError):
    """It cannot be done as things stand; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


def begin_change(procurement: Procurement) -> None:
    """Begin to write about a procurement's bids. Raises BidsRefusedError when it has ended or was cancelled."""
    begin_write()
    if is_closed(procurement.state):
        raise BidsRefusedError(say("the procurement is closed; nothing in it can be changed"))
