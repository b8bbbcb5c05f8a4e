"""Histories of entries in few words."""

from __future__ import annotations

from datetime import date

from marketkit.roadmap.history import Announced, Confidence, History
from marketkit.values import Window


def day(text: str) -> date:
    return date.fromisoformat(text)


def said(on: str, window: str | None, confidence: Confidence | None = None) -> Announced:
    return Announced(day(on), Window.parse(window) if window else None, confidence)


def entry(
    id: str,
    *announced: Announced,
    started: str | None = None,
    cancelled: str | None = None,
    reason: str | None = None,
    unit: str = "",
    categories: tuple[str, ...] = (),
    reviewed: tuple[str, ...] = (),
) -> History:
    return History(
        id=id,
        announced=announced,
        unit=unit,
        categories=categories,
        started_on=day(started) if started else None,
        cancelled_on=day(cancelled) if cancelled else None,
        cancelled_reason=reason,
        reviewed=tuple(map(day, reviewed)),
    )


def quarter(id: str, *, started: str | None = None, cancelled: str | None = None) -> History:
    """Announced on 1 January 2025 for the third quarter of 2025: 1 July to 30 September."""
    return entry(id, said("2025-01-01", "2025-Q3"), started=started, cancelled=cancelled)
