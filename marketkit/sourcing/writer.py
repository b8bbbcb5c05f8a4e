"""Strategies to the text of a strategy file that `marketkit.sourcing.reader` reads back to the same strategy.

A strategy in the middle of being edited is written too, faults and all. Every line then knows which field it came
from, so that what the reader says about a line can be shown beside that field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from marketkit.errors import Fault
from marketkit.said import Said
from marketkit.sourcing.edited import PARAMETERS, EditedStrategy, edited, exact_decimal, number
from marketkit.sourcing.strategy import Strategy, Title

STRATEGY, CRITERIA, DECLARATIONS, NOTES = "strategy", "criteria", "declarations", "notes"
# Letters, digits and marks that mean nothing in YAML: no ":" or "#" anywhere, no space at the end.
_HARMLESS = re.compile(r"[A-Za-zÀ-ɏ0-9](?:[A-Za-zÀ-ɏ0-9_.,()/+–-]| (?=[A-Za-zÀ-ɏ0-9(–]))*")
_HARMLESS_IN_A_LIST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the edited strategy: `group` is strategy, criteria, declarations or notes, `index` the row in it."""

    group: str
    index: int
    key: str


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a file, and from which field each line (counted from 1) came."""

    content: bytes
    places: dict[int, Place]

    def place(self, fault: Fault) -> Place | None:
        """The field a reader's fault is about; None where it is about the file as a whole.

        A field that is missing has no line of its own: the reader names it after the place where it should stand.
        """
        line = self.places.get(fault.line) if fault.line else None
        said = _parts_of(fault)
        named = said[0].rpartition(": ")[2] if said else ""
        if line is None:
            return Place(STRATEGY, 0, named) if named else None
        if line.group == NOTES or not named or named == line.key:
            return line
        return Place(line.group, line.index, named if named in _KEYS[line.group] else line.key)


_KEYS = {
    STRATEGY: frozenset({"id", "currency", "award", "criteria"}),
    CRITERIA: frozenset({"id", "kind", "weight", "worth", "scale", "formula", "parts", *PARAMETERS}),
    DECLARATIONS: frozenset({"rule", "reason"}),
}


def bare(fault: Fault) -> str:
    """What the reader found wrong, without the place, which a page shows by standing beside the field."""
    said = _parts_of(fault)
    return said[1] if said else fault.message


def _parts_of(fault: Fault) -> tuple[str, str] | None:
    message = fault.message
    if isinstance(message, Said) and {"place", "message"} <= message.values.keys():
        return str(message.values["place"]), message.values["message"]  # type: ignore[return-value]
    return None


def write_strategy(strategy: Strategy, *, notes: str = "") -> bytes:
    """The file of a strategy, with `notes` as comments at its top. Raises nothing: every strategy can be written."""
    return write(edited(strategy, notes=notes)).content


def write(strategy: EditedStrategy) -> Written:
    """The file of an edited strategy. Fields that mean nothing as things stand, and empty ones, are left out."""
    lines = _Lines()
    for note in strategy.notes.splitlines() if strategy.notes.strip() else []:
        lines.add(f"# {note}".rstrip(), Place(NOTES, 0, "notes"))
    _head(lines, strategy)
    _declarations(lines, strategy)
    _method(lines, strategy)
    tops = strategy.children(None)
    lines.add("criteria:" if tops else "criteria: []", Place(STRATEGY, 0, "criteria"))
    for index in tops:
        _criterion(lines, strategy, index, 1)
    return Written(("\n".join(lines.texts) + "\n").encode(), lines.places)


class _Lines:
    """Lines of a file with the field each came from. `dash` marks the next line as the first of a list's entry."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.places: dict[int, Place] = {}
        self.indent = 0
        self.dash = False

    def add(self, text: str, place: Place) -> None:
        lead = "  " * (self.indent - 1) + "- " if self.dash else "  " * self.indent
        self.dash = False
        self.texts.append(lead + text)
        self.places[len(self.texts)] = place

    def text(self, key: str, value: str, place: Place) -> None:
        if value.strip():
            self.add(f"{key}: {_scalar(value)}", place)

    def number(self, key: str, typed: str, place: Place) -> None:
        """A number as short as it can be said; what is no number as it was typed, for the reader to refuse."""
        value = number(typed)
        self.text(key, typed if value is None else exact_decimal(value), place)

    def list(self, key: str, values: Iterable[str], place: Place) -> None:
        if given := [_scalar(value, _HARMLESS_IN_A_LIST) for value in values]:
            self.add(f"{key}: [{', '.join(given)}]", place)

    def title(self, key: str, title: Title, place: Place) -> None:
        given = {language: text for language, text in title.items() if text.strip()}
        if set(given) == {""}:
            self.text(key, given[""], place)
        elif given:
            self.add(f"{key}:", place)
            for language, text in given.items():
                where = Place(place.group, place.index, f"{place.key}-{language}")
                self.add(f"  {_scalar(language)}: {_scalar(text)}", where)


def _scalar(text: str, plain: re.Pattern[str] = _HARMLESS) -> str:
    """A text on one line, in quotation marks unless every sign in it is harmless."""
    if plain.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(_escape, escaped) + '"'


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return _ESCAPES.get(sign) or (f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}")


def _top(key: str) -> Place:
    return Place(STRATEGY, 0, key)


def _head(lines: _Lines, strategy: EditedStrategy) -> None:
    lines.text("id", strategy.text("id"), _top("id"))
    lines.title("title", strategy.title, _top("title"))
    lines.text("regime", strategy.text("regime"), _top("regime"))
    lines.list("packs", strategy.packs, _top("packs"))
    lines.text("currency", strategy.text("currency"), _top("currency"))
    basis = {"vat": strategy.vat, "period": strategy.period, "options": strategy.options}
    if any(text.strip() for title in basis.values() for text in title.values()):
        lines.add("price_basis:", _top("period"))
        lines.indent += 1
        for key, title in basis.items():
            lines.title(key, title, _top(key))
        lines.indent -= 1
    lines.number("award_to", strategy.text("award_to"), _top("award_to"))


def _declarations(lines: _Lines, strategy: EditedStrategy) -> None:
    given = [
        (index, texts)
        for index, texts in enumerate(strategy.declarations)
        if texts.get("chosen", "").strip() or texts.get("reason", "").strip()
    ]
    if given:
        lines.add("declarations:", Place(DECLARATIONS, given[0][0], "rule"))
    for index, texts in given:
        lines.indent, lines.dash = 2, True
        for key in ("rule", "chosen", "reason"):
            lines.text(key, texts.get(key, ""), Place(DECLARATIONS, index, key))
        lines.indent, lines.dash = 0, False


def _method(lines: _Lines, strategy: EditedStrategy) -> None:
    lines.text("award", strategy.text("award"), _top("award"))
    if strategy.weighted or strategy.text("weights") != "percent":
        lines.text("weights", strategy.text("weights"), _top("weights"))
    if strategy.text("places").strip() not in ("", "2"):
        places = _scalar(strategy.text("places"), _HARMLESS_IN_A_LIST)
        lines.add(f"rounding: {{places: {places}}}", _top("places"))
    lines.list("tie_break", strategy.tie_break, _top("tie_break"))
    if strategy.weighted:
        lines.number("min_total_quality", strategy.text("min_total_quality"), _top("min_total_quality"))
    limits = [key for key in ("mean", "next") if strategy.text(key).strip()]
    if limits:
        lines.add("low_price:", _top("mean"))
        lines.indent += 1
        for key in limits:
            lines.number(key, strategy.text(key), _top(key))
        lines.indent -= 1


def _criterion(lines: _Lines, strategy: EditedStrategy, index: int, depth: int) -> None:
    criterion, wanted = strategy.criteria[index], strategy.wanted(index)

    def place(key: str) -> Place:
        return Place(CRITERIA, index, key)

    lines.indent, lines.dash = 2 * depth, True
    lines.text("id", criterion.text("id"), place("id"))
    lines.title("title", criterion.title, place("title"))
    if "kind" in wanted:
        lines.text("kind", criterion.text("kind"), place("kind"))
    lines.list("counts_as", criterion.counts_as, place("counts_as"))
    for key in ("weight", "worth", "quantity", "min_score", "min_percent"):
        if key in wanted:
            lines.number(key, criterion.text(key), place(key))
    scale = (criterion.text("worst"), criterion.text("best"))
    if "worst" in wanted and any(text.strip() for text in scale):
        shown = (end if number(end) is None else exact_decimal(number(end)) for end in scale)
        ends = ", ".join(_scalar(end, _HARMLESS_IN_A_LIST) for end in shown)
        lines.add(f"scale: [{ends}]", place("scale"))
    if "formula" in wanted:
        _formula(lines, strategy, index)
    parts = strategy.children(index)
    if lines.dash and not parts:
        lines.add("{}", place("id"))
    elif parts:
        lines.add("parts:", place("parts"))
        for part in parts:
            _criterion(lines, strategy, part, depth + 1)
    lines.indent, lines.dash = 0, False


def _formula(lines: _Lines, strategy: EditedStrategy, index: int) -> None:
    criterion, wanted = strategy.criteria[index], strategy.wanted(index)
    if not criterion.text("formula"):
        return
    lines.add("formula:", Place(CRITERIA, index, "formula"))
    lines.indent += 1
    lines.text("name", criterion.text("formula"), Place(CRITERIA, index, "formula"))
    for key in PARAMETERS:
        if key in wanted:
            lines.number(key, criterion.text(key), Place(CRITERIA, index, key))
    if "clamp" in wanted:
        lines.text("clamp", criterion.text("clamp"), Place(CRITERIA, index, "clamp"))
    lines.indent -= 1
