"""ZIP archives whose bytes depend on what is in them and not on the clock or the machine."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

Moment = tuple[int, int, int, int, int, int]
"""Year to second, as a ZIP holds it."""

EARLIEST: Moment = (1980, 1, 1, 0, 0, 0)
"""No file in a ZIP can be older."""


def moment_of(made: datetime) -> Moment:
    """What a ZIP says of a file made then."""
    return max(made.timetuple()[:6], EARLIEST)


def stamped(data: bytes, moment: Moment = EARLIEST) -> bytes:
    """The same archive with this moment for every file in it, instead of the moment of writing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same wherever it is written
            new.writestr(entry, old.read(part))
    return stream.getvalue()
