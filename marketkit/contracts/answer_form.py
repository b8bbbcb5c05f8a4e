"""The form of a contract's questions: names of its fields, and answers as it sends them. Pure.

A question's field is named after the parameter ("price"), its parts after it ("price.amount", "price.currency"), those
of a row after its place ("kpis[2].name"). The paths of faults are the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from marketkit.contracts.parameters import Answer, Parameter, ParameterType, Texts
from marketkit.contracts.typed_answers import Raw
from marketkit.contracts.wording import in_words
from marketkit.errors import Fault

# In parts: amount and currency, number and unit.
_PARTS = {ParameterType.MONEY: ("amount", "currency"), ParameterType.DURATION: ("number", "unit")}
SHOWN = "shown."
_NOBODY_TYPES_MORE = 500


class Sent(Protocol):
    """What a form sends: several values for a name, in order."""

    def getlist(self, key: str, /) -> list[str]: ...

    def __contains__(self, key: object, /) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


def raw_from_form(parameters: Iterable[Parameter], sent: Sent) -> dict[str, Raw]:
    """The answers of the form to these parameters, by id; "" or [] where a field was left empty."""
    return {parameter.id: _raw(parameter, parameter.id, sent) for parameter in parameters}


def shown_from_form(parameters: Iterable[Parameter], sent: Sent) -> dict[str, int]:
    """The number of the answer that each question was shown with; 0 for none."""
    found = {}
    for parameter in parameters:
        text = _first(sent, SHOWN + parameter.id)
        found[parameter.id] = int(text) if text.isdecimal() and len(text) < 10 else 0
    return found


def _raw(parameter: Parameter, name: str, sent: Sent) -> Raw:
    if parameter.type is ParameterType.LIST:
        return [_row(parameter, f"{name}[{place}]", sent) for place in _places(name, sent)]
    if parameter.type in _PARTS:
        return {part: _first(sent, f"{name}.{part}") for part in _PARTS[parameter.type]}
    if parameter.type is ParameterType.MULTI_CHOICE:
        chosen: list[Raw] = [text for text in sent.getlist(name) if text]
        return chosen or None
    return _first(sent, name)


def _row(parameter: Parameter, name: str, sent: Sent) -> dict[str, Raw]:
    values = {each.id: _raw(each, f"{name}.{each.id}", sent) for each in parameter.fields}
    key = _first(sent, f"{name}.key")
    return {"key": key, **values} if key else values


def _places(name: str, sent: Sent) -> list[int]:
    pattern = re.compile(rf"{re.escape(name)}\[(\d{{1,3}})\]\.")
    found = {int(match[1]) for key in sent if (match := pattern.match(key))}
    return sorted(place for place in found if 0 < place <= _NOBODY_TYPES_MORE)


def _first(sent: Sent, name: str) -> str:
    values = sent.getlist(name)
    # Browsers send every line break as two characters.
    return values[0].replace("\r\n", "\n") if values else ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it: its `name`, what stands in it (`raw`), and what is wrong with that."""

    parameter: Parameter
    name: str
    raw: Raw
    fault: Fault | None = None
    rows: tuple[Row, ...] = ()

    def part(self, name: str) -> str:
        """A part of an amount or a duration as it stands in its field."""
        found = self.raw.get(name) if isinstance(self.raw, dict) else ""
        return "" if found is None else str(found)

    @property
    def text(self) -> str:
        if isinstance(self.raw, bool):
            return "true" if self.raw else "false"
        return "" if self.raw is None or isinstance(self.raw, list | dict) else str(self.raw)

    def holds(self, choice: str) -> bool:
        return choice in self.raw if isinstance(self.raw, list) else self.raw == choice

    def wrong(self) -> Iterator[Field]:
        """The fields with a fault: this one, and those in its rows."""
        if self.fault:
            yield self
        for row in self.rows:
            for each in row.fields:
                yield from each.wrong()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: its key, and its fields. The last one of a list is empty, to be filled in."""

    name: str
    key: str
    fields: tuple[Field, ...]
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form. `number` is that of the answer that stands; `default` what stands when nobody answers."""

    shown: Field
    number: int = 0
    asked: bool = True
    missing: bool = False
    default: str = ""
    rationale: str = ""
    from_procurement: bool = False
    theirs: str | None = None

    @property
    def parameter(self) -> Parameter:
        return self.shown.parameter

    @property
    def has_faults(self) -> bool:
        return any(self.shown.wrong())


def field_of(parameter: Parameter, raw: Raw, faults: Mapping[str, Fault], name: str = "") -> Field:
    """The field of a question with what stands in it; a list has one empty row at its end."""
    name = name or parameter.id
    if parameter.type is not ParameterType.LIST:
        return Field(parameter, name, raw, faults.get(name))
    entries = [entry for entry in raw if isinstance(entry, dict)] if isinstance(raw, list) else []
    rows = [
        _shown_row(parameter, entry, f"{name}[{place}]", faults) for place, entry in enumerate(entries, 1)
    ]
    if not rows or not rows[-1].empty:
        rows.append(_shown_row(parameter, {}, f"{name}[{len(rows) + 1}]", faults))
    return Field(parameter, name, raw, faults.get(name), tuple(rows))


def _shown_row(parameter: Parameter, entry: Mapping[str, Raw], name: str, faults: Mapping[str, Fault]) -> Row:
    fields = tuple(
        field_of(each, entry.get(each.id), faults, f"{name}.{each.id}") for each in parameter.fields
    )
    return Row(name, str(entry.get("key") or ""), fields, not any(_filled(each.raw) for each in fields))


def _filled(raw: Raw) -> bool:
    return any(map(_filled, raw.values())) if isinstance(raw, dict) else raw not in (None, "", [])


def default_in_words(parameter: Parameter, language: str) -> str:
    """The default as it reads in the draft; "" for none and for lists."""
    if parameter.default is None or parameter.type is ParameterType.LIST:
        return ""
    return in_words(parameter, parameter.default.value, language)


def answer_in_words(parameter: Parameter, answer: Answer, language: str) -> str:
    """An answer for a page: a list as its rows, parted by semicolons."""
    if not isinstance(answer, tuple) or parameter.type is not ParameterType.LIST:
        return in_words(parameter, answer, language)
    rows = []
    for row in answer:
        assert not isinstance(row, str)
        told = (
            in_words(each, row.values[each.id], language)
            for each in parameter.fields
            if each.id in row.values
        )
        rows.append(", ".join(told))
    return "; ".join(rows)


def words(texts: Texts, language: str) -> str:
    """A text of the template in the reader's language, else in whatever language it has."""
    return texts.get(language) or next(iter(texts.values()), "")
