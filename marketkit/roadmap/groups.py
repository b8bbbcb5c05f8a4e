"""Entries of a roadmap in groups: by unit, by CPV division, by how far ahead they were announced. Pure."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketkit.roadmap.baselines import Baseline, promise
from marketkit.roadmap.history import History


class Grouping(enum.Enum):
    """What entries are put together by."""

    WHOLE = "whole"
    UNIT = "unit"
    CATEGORY = "category"
    HORIZON = "horizon"


class Horizon(enum.Enum):
    """Days from the publication of the first stated window to that window's last day."""

    NEAR = "0-180"
    MIDDLE = "181-365"
    FAR = "366+"


@dataclass(frozen=True, slots=True)
class Group:
    """The entries with the same `key`: a unit, the first two digits of a CPV code, a Horizon's value.

    "" is for entries that have none, and for the whole.
    """

    by: Grouping
    key: str
    histories: tuple[History, ...]


def grouped(histories: Iterable[History], by: Grouping) -> tuple[Group, ...]:
    """The groups in the order of their keys, the one without a key last.

    An entry with codes of several CPV divisions stands once in each of them. Unit and codes are those it has now.
    """
    if by is Grouping.WHOLE:
        return (Group(by, "", tuple(histories)),)
    found: dict[str, list[History]] = {}
    for history in histories:
        for key in _keys(history, by):
            found.setdefault(key, []).append(history)
    order = [each.value for each in Horizon]
    ordered = sorted(found, key=lambda key: (key == "", order.index(key) if key in order else 0, key))
    return tuple(Group(by, key, tuple(found[key])) for key in ordered)


def divisions(categories: Sequence[str]) -> tuple[str, ...]:
    """The CPV divisions (first two digits) of the codes, each once, in order."""
    return tuple(sorted({code[:2] for code in categories}))


def horizon(history: History) -> Horizon | None:
    """How far ahead the first window was announced; a window that was over when published is near; None: no window."""
    first = promise(history, Baseline.FIRST)
    if first is None or first.window is None:
        return None
    days = (first.window.end - first.on).days
    if days <= 180:
        return Horizon.NEAR
    return Horizon.MIDDLE if days <= 365 else Horizon.FAR


def _keys(history: History, by: Grouping) -> tuple[str, ...]:
    match by:
        case Grouping.UNIT:
            return (history.unit,)
        case Grouping.CATEGORY:
            return divisions(history.categories) or ("",)
        case Grouping.HORIZON:
            found = horizon(history)
            return (found.value if found else "",)
        case Grouping.WHOLE:
            return ("",)
