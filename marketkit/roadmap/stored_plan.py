"""A plan as it is stored: plain lists, maps, texts and whole numbers for JSON, and back without loss. Pure.

What a plan does not say is left out. A stored plan with a key or a value that is not known is refused: half of a plan
is never shown as the whole.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from marketkit.procurements.choices import Procedure, Regime
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.plan import DialogueDate, DialogueKind, Plan, Standing, ValueBand
from marketkit.values import Money, Window

Kind = TypeVar("Kind", bound=Enum)
Stored = dict[str, Any]


class StoredPlanError(ValueError):
    """What is stored is no plan; the message names the key."""


def stored(plan: Plan) -> Stored:
    """The plan as JSON can hold it; `read` gives back an equal one."""
    return {
        name: stored_value(name, value)
        for name, default in DEFAULTS.items()
        if (value := getattr(plan, name)) != default
    }


def read(found: Mapping[str, Any]) -> Plan:
    """The plan that was stored. Raises StoredPlanError for unknown keys and for values of another shape."""
    unknown = sorted(map(str, found.keys() - DEFAULTS.keys()))
    if unknown:
        raise StoredPlanError(f"{unknown[0]} is no field of a plan")
    if "title" not in found:
        raise StoredPlanError("a plan has a title")
    empty = sorted(name for name, value in found.items() if value is None)
    if empty:
        raise StoredPlanError(f"{empty[0]}: what is not said is left out")
    return Plan(**{name: read_value(name, value) for name, value in found.items()})


def stored_value(field: str, value: Any) -> Any:
    """One field's value as JSON can hold it; None stays None."""
    if value is None:
        return None
    write = _FIELDS[field][0]
    return write(value)


def read_value(field: str, value: Any) -> Any:
    """One field's value from what was stored; None stays None. Raises StoredPlanError."""
    if field not in _FIELDS:
        raise StoredPlanError(f"{field} is no field of a plan")
    if value is None:
        return None
    try:
        return _FIELDS[field][1](value)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise StoredPlanError(f"{field}: {error}") from None


def _same(value: Any) -> Any:
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is expected, not {value!r}")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false is expected, not {value!r}")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"a list is expected, not {value!r}")
    return tuple(map(_text, value))


def _code(member: Enum) -> Any:
    return member.value


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Window:
    return Window.parse(text)


def _window(value: Any) -> Window:
    return _parsed(_text(value))


def _day(value: Any) -> date:
    return date.fromisoformat(_text(value))


def _money(value: Any) -> Money | None:
    if value is None:
        return None
    _require_keys(value, {"minor", "currency", "price_year"})
    return Money(value["minor"], value["currency"], value.get("price_year"))


def _stored_money(value: Money | None) -> Stored | None:
    if value is None:
        return None
    found: Stored = {"minor": value.minor, "currency": value.currency}
    return found if value.price_year is None else {**found, "price_year": value.price_year}


def _band(value: Any) -> ValueBand:
    _require_keys(value, {"low", "high"})
    return ValueBand(_money(value.get("low")), _money(value.get("high")))


def _stored_band(value: ValueBand) -> Stored:
    ends = {"low": _stored_money(value.low), "high": _stored_money(value.high)}
    return {name: end for name, end in ends.items() if end is not None}


def _dialogue(value: Any) -> tuple[DialogueDate, ...]:
    if not isinstance(value, list):
        raise TypeError(f"a list is expected, not {value!r}")
    for each in value:
        _require_keys(each, {"window", "kind", "text"})
    return tuple(
        DialogueDate(_window(each["window"]), DialogueKind(each["kind"]), _text(each.get("text", "")))
        for each in value
    )


def _stored_dialogue(value: tuple[DialogueDate, ...]) -> list[Stored]:
    return [{"window": str(each.window), "kind": each.kind.value, "text": each.text} for each in value]


def _require_keys(value: Any, known: set[str]) -> None:
    if not isinstance(value, dict):
        raise TypeError(f"a map is expected, not {value!r}")
    if unknown := value.keys() - known:
        raise ValueError(f"{sorted(unknown)[0]} is not known")


Field = tuple[Callable[[Any], Any], Callable[[Any], Any]]
_TEXT: Field = (_same, _text)
_TEXTS: Field = (list, _texts)
_TRUTH: Field = (_same, _truth)
_WINDOW: Field = (str, _window)
# How each field is written and read.
_FIELDS: dict[str, Field] = {
    "title": _TEXT,
    "need": _TEXT,
    "resident_change": _TEXT,
    "unit": _TEXT,
    "cpv_codes": _TEXTS,
    "nuts_codes": _TEXTS,
    "value": (_stored_band, _band),
    "regime": (_code, Regime),
    "procedure": (_code, Procedure),
    "contract_model": _TEXT,
    "lots": _TEXTS,
    "for_small": _TRUTH,
    "for_non_profit": _TRUTH,
    "contact": _TEXT,
    "window": _WINDOW,
    "contract_window": _WINDOW,
    "confidence": (_code, Confidence),
    "dialogue": (_stored_dialogue, _dialogue),
    "expiring_contract": _TEXT,
    "standing": (_code, Standing),
    "ended_on": (date.isoformat, _day),
}
# What a field holds when it says nothing; a title always stands.
DEFAULTS: dict[str, Any] = {
    field.name: None if field.default is dataclasses.MISSING else field.default
    for field in dataclasses.fields(Plan)
}
