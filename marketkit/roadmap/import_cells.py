"""From the cells of one row to the fields of a plan, each as the mapping says. Pure.

What cannot be read is noted as a fault, or as a warning where the mapping leaves it out; reading goes on, so that all
that is wrong with a row is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from marketkit.codes import cpv_code, nuts_code
from marketkit.procurements import cpv
from marketkit.procurements.search import fold
from marketkit.roadmap.mapping import (
    AS_OF,
    CHOICES,
    FIELDS,
    AmountStyle,
    ColumnMapping,
    Kind,
    Source,
    allowed,
)
from marketkit.roadmap.plan import Plan, Standing, ValueBand
from marketkit.roadmap.plan_checks import publishing_faults, readable
from marketkit.roadmap.window_words import NOTHING, read_window
from marketkit.said import say
from marketkit.spreadsheets import FORMULA_STARTS
from marketkit.tables import Cell, DayCell, UnreadableCell
from marketkit.values import Money, Precision, UnreadableError, Window

Note = Callable[[str, str, str], None]
_YES = {"yes", "y", "ja", "j", "true", "x", "1"}
_NO = {"no", "n", "nei", "false", "0"}
_MANY = re.compile(r"[;\n|]")
_MANY_CODES = re.compile(r"[;\n|]|,\s*(?=[0-9A-Za-z])")
_CODE = re.compile(r"\d{8}|[\d\s-]+$", re.ASCII)
MAX_SHOWN = 80
MAX_CODES = 2000  # the most characters of a cell that holds no text

# The same headings and words stand in every row.
_fold = lru_cache(maxsize=4096)(fold)
# The window of a text; lists say the same few things over and over.
_window = lru_cache(maxsize=4096)(read_window)


def cell_text(cell: Cell) -> str:
    """What a cell says as text; a text with an apostrophe against being run as a formula is given back without it."""
    if isinstance(cell, DayCell):
        return cell.day
    if isinstance(cell, UnreadableCell):
        return cell.text
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


class RowReader:
    """Reads one row. `cells` are by folded heading; `faults` refuse the row, `warnings` do not: (column, what, text)."""

    def __init__(
        self,
        mapping: ColumnMapping,
        cells: Mapping[str, Cell],
        as_of: date,
        known_cpv: Mapping[str, str | None],
    ) -> None:
        self.mapping = mapping
        self.cells = cells
        self.as_of = as_of
        self.known_cpv = known_cpv
        self.faults: list[tuple[str, str, str]] = []
        self.warnings: list[tuple[str, str, str]] = []

    def plan(self) -> Plan | None:
        """The plan of the row; None when there are faults."""
        read = {name: self.field(name, source) for name, source in self.mapping.fields.items()}
        said: dict[str, Any] = {name: value for name, value in read.items() if value is not None}
        said["value"] = self.band(said)
        for name in ("value_low", "value_high"):
            said.pop(name, None)
        if said.get("standing", Standing.PLANNED).is_open:
            said.pop("ended_on", None)
        plan = Plan(**{"title": "", **said})
        self.check(plan)
        return None if self.faults else plan

    def field(self, name: str, source: Source) -> Any:
        """The value of one field, None where nothing is said or it cannot be read."""
        note = self._warn if source.leave_out else self._fault
        column = _first(source)
        texts = [text for each in source.columns if (text := self.text(each, name, source, note)) is not None]
        text = source.constant or source.join.join(texts)
        if not text:
            return None
        if FIELDS[name] not in (Kind.TEXT, Kind.TEXTS) and len(text) > MAX_CODES:
            note(
                column,
                say("{count} characters; at most {longest} fit", count=len(text), longest=MAX_CODES),
                text,
            )
            return None
        try:
            return self.value(name, source, text)
        except UnreadableError as error:
            note(column, error.said, text)
            return None

    def text(self, column: str, name: str, source: Source, note: Note) -> str | None:
        """What a cell says; None where it is empty or has one of the words for nothing."""
        cell = self.cells.get(_fold(column), "")
        text = cell_text(cell)
        if not (text.isprintable() or readable(text)):
            self._fault(column, say("the text holds characters that cannot be shown; type it anew"), text)
            return None
        takes_days = FIELDS[name] in (Kind.WINDOW, Kind.DAY, Kind.TEXT)
        if isinstance(cell, UnreadableCell) and not (takes_days and isinstance(cell, DayCell)):
            note(column, cell.message, cell.text)
            return None
        text = text.strip() if name in ("need", "resident_change") else " ".join(text.split())
        if FIELDS[name] in (Kind.TEXTS, Kind.CPV, Kind.NUTS):
            text = cell_text(cell).strip()
        folded = _fold(text)
        is_nothing = folded in map(_fold, source.nothing) or (name != "title" and folded in NOTHING)
        return None if is_nothing else text

    def value(self, name: str, source: Source, text: str) -> Any:
        match FIELDS[name]:
            case Kind.TEXTS:
                return tuple(dict.fromkeys(" ".join(each.split()) for each in _parts(text, _MANY)))
            case Kind.CPV:
                return tuple(dict.fromkeys(self.cpv(each, source) for each in _parts(text, _MANY_CODES)))
            case Kind.NUTS:
                return tuple(dict.fromkeys(nuts_code(each) for each in _parts(text, _MANY_CODES)))
            case Kind.AMOUNT:
                return read_amount(text, self.mapping.amounts)
            case Kind.CHOICE:
                return CHOICES[name](_code(name, source, text))
            case Kind.TRUTH:
                return _code(name, source, text) == "yes"
            case Kind.WINDOW:
                return self.window(source, text)
            case Kind.DAY:
                return self.as_of if source.constant == AS_OF else self.day(text)
            case _:
                return source.words.get(fold(text), text)

    def window(self, source: Source, text: str) -> Window | None:
        first = _window(text, self.mapping.dates, source.nothing)
        if not source.until or first is None:
            return first
        last = _window(cell_text(self.cells.get(_fold(source.until), "")), self.mapping.dates, source.nothing)
        if last is None:
            return first
        if first.precision is not last.precision:
            raise UnreadableError(say("both ends of a window must be equally exact, as in 2027-Q1/2027-Q2"))
        return Window(first.start, last.end, first.precision)

    def day(self, text: str) -> date | None:
        window = _window(text, self.mapping.dates)
        if window is not None and (window.precision is not Precision.DAY or window.start != window.end):
            raise UnreadableError(say('"{text}" is not a day', text=text))
        return window.start if window else None

    def cpv(self, text: str, source: Source) -> str:
        """The code that a text means; with a list of all codes at hand, one that is not in it is worth a warning."""
        code = read_cpv(source.words.get(_fold(text), text))
        if not self.known_cpv:
            return code
        if code not in self.known_cpv:
            self._warn(_first(source), say("{code} is not in the list of CPV codes", code=code), text)
        elif (check := self.known_cpv[code]) and "-" in text and text.rpartition("-")[2].strip() != check:
            wrong = say(
                'the check digit of "{text}" is wrong; {code} ends in {check}',
                text=text,
                code=code,
                check=check,
            )
            raise UnreadableError(wrong)
        return code

    def band(self, said: Mapping[str, Any]) -> ValueBand:
        """The estimated value; ends that stand the wrong way round are turned, with a warning."""
        low, high = said.get("value", said.get("value_low")), said.get("value", said.get("value_high"))
        if low is not None and high is not None and high < low:
            self._warn(
                _first(self.mapping.fields["value_low"]),
                say("the lowest value is above the highest; the two were exchanged"),
                f"{low} – {high}",
            )
            low, high = high, low
        return ValueBand(low, high)

    def check(self, plan: Plan) -> None:
        """What the plan as a whole is refused or warned for."""
        for fault in publishing_faults(plan):
            source = self.mapping.fields.get(fault.field)
            column = _first(source) if source else fault.field
            if not any(column == noted for noted, _, _ in self.faults):
                self._fault(column, fault.said, "")
        if plan.window and plan.contract_window and plan.contract_window.end < plan.window.start:
            self._warn(
                _first(self.mapping.fields["contract_window"]),
                say("the contract begins before the competition is announced"),
                f"{plan.contract_window} < {plan.window}",
            )

    def _fault(self, column: str, message: str, text: str) -> None:
        self.faults.append((column, message, text[:MAX_SHOWN]))

    def _warn(self, column: str, message: str, text: str) -> None:
        self.warnings.append((column, message, text[:MAX_SHOWN]))


def read_cpv(text: str) -> str:
    """The code that stands in a text, its words after it passed over; words alone are not looked up, which is guessing.

    Raises UnreadableError, also for a wrong check digit of a code that we ship.
    """
    return cpv.find(text) if _CODE.match(text) else cpv_code(text)


def read_amount(text: str, style: AmountStyle) -> Money | None:
    """An amount as the list writes it; None for zero where that is not an estimate. Raises UnreadableError."""
    plain = text
    if style.group_mark:
        mark = re.escape(style.group_mark)
        plain = re.sub(
            rf"(?<![\d{mark}])\d{{1,3}}(?:{mark}\d{{3}})+(?![\d{mark}])",
            lambda found: found[0].replace(style.group_mark, ""),
            text,
        )
        if style.group_mark == "," and "," in plain:
            raise UnreadableError(
                say('"{shown}" is not a number; expected digits such as 1234.50 or 1 234,50', shown=text)
            )
    amount = Money.parse(plain, style.currency)
    if style.times != 1:
        amount = Money.of(amount.amount * style.times, style.currency)
    return None if style.zero_is_nothing and amount.minor == 0 else amount


def _parts(text: str, between: re.Pattern[str]) -> list[str]:
    return [part.strip() for part in between.split(text) if part.strip()]


def _first(source: Source) -> str:
    """The column that a remark on the field is put beside."""
    return source.columns[0] if source.columns else ""


def _code(name: str, source: Source, text: str) -> str:
    """The code of a choice: by the mapping's words, or the code itself; yes and no in our own words too."""
    folded = _fold(text)
    codes = allowed(name)
    if folded in source.words:
        return source.words[folded]
    if folded in codes:
        return folded
    if FIELDS[name] is Kind.TRUTH and folded in _YES | _NO:
        return "yes" if folded in _YES else "no"
    options = ", ".join(dict.fromkeys((*source.words, *codes)))
    raise UnreadableError(say('expected one of {options}; found "{text}"', options=options, text=text))
