"""The index that the search of a site without a server reads: every entry with its words, folded, and what is shown of it.

The words are those of the full-text search, so that both find the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from marketkit.db import db
from marketkit.roadmap.labels import LABELS, value_text, window_text
from marketkit.roadmap.models import CurrentEntry
from marketkit.roadmap.plan import ValueBand

BATCH = 500


def search_index(buyer_id: int, today: date) -> Iterator[bytes]:
    """The index in the language being spoken, in pieces, soonest first."""
    yield b'{"entries":['
    for number, row in enumerate(_rows(buyer_id)):
        text = json.dumps(_indexed(row, today), ensure_ascii=False, separators=(",", ":"))
        yield (",\n" if number else "\n").encode() + text.encode()
    yield b"\n]}\n"


def _rows(buyer_id: int) -> Iterator[CurrentEntry]:
    query = (
        select(CurrentEntry)
        .where(CurrentEntry.buyer_id == buyer_id)
        .order_by(CurrentEntry.sort_window, CurrentEntry.entry_id)
        .options(
            undefer(CurrentEntry.search_text),
            selectinload(CurrentEntry.cpv),
            selectinload(CurrentEntry.places),
        )
        .execution_options(yield_per=BATCH)
    )
    yield from db.session.scalars(query)


def _indexed(row: CurrentEntry, today: date) -> dict[str, Any]:
    overdue = row.is_overdue(today)
    return {
        "key": row.key,
        "title": row.title,
        "unit": row.unit,
        "standing": row.standing.value,
        "overdue": overdue,
        "state": _("Overdue, not confirmed") if overdue else str(LABELS[row.standing]),
        "window": window_text(row.window) if row.window else _("not said yet"),
        "from": row.window_start.isoformat() if row.window_start else "",
        "to": row.window_end.isoformat() if row.window_end else "",
        "value": value_text(ValueBand(row.value_low, row.value_high)),
        "cpv": [each.code for each in row.cpv],
        "places": [each.code for each in row.places],
        "words": " ".join(dict.fromkeys(row.search_text.split())),
    }
