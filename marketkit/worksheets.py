"""The rows of an XLSX workbook as text, streamed and exact.

A spreadsheet library would hand over floats. Here each number is taken from the text in the file: whole numbers as
they stand, others at the fifteen significant digits a spreadsheet works with (Excel writes 1.1 as
1.1000000000000001). Formulas are accepted with the value stored beside them.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from marketkit.containers import check_workbook
from marketkit.errors import BadInput, Fault
from marketkit.said import Said, say
from marketkit.tables import Cell, DayCell, Row, Table, UnreadableCell

SIGNIFICANT_DIGITS = 15
MAX_EXPONENT = 20
MAX_COLUMNS = 16_384
_REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]+)$")
# Format codes that are dates: a d, m, y, h or s outside quotes, brackets and escapes.
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_MONTHS = {17}
_BUILT_IN_PERCENT = {9, 10}
_COUNTED_DAYS = re.compile(r"([1-9]\d{1,5})(?:\.\d+)?", re.ASCII)
_WRITTEN_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?", re.ASCII)
# A lookup fails where a part names a string, sheet or text encoding that there is not.
UNREADABLE = (ParseError, DefusedXmlException, LookupError, zipfile.BadZipFile, ValueError)


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Which sheet of several is meant: the one whose first row fits; `refusal` is given how many did and all names."""

    fits: Callable[[list[str]], bool]
    refusal: Callable[[int, str], Said]


def workbook_table(data: bytes, file: str, choice: SheetChoice) -> Table:
    """The rows of the one sheet that is meant (of the only sheet, if there is just one)."""
    faults = check_workbook(data, file)
    if faults:
        raise BadInput(faults)
    try:
        return _Workbook(data, file).table(choice)
    except UNREADABLE as error:
        raise BadInput(
            [Fault(say("the workbook is damaged or not XLSX ({error})", error=error), file=file)]
        ) from None


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _local(child) == name)


class _Workbook:
    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.names = set(self.archive.namelist())
        self.strings = self._shared_strings()
        self.date_styles, self.month_styles, self.percent_styles = self._number_styles()
        self.first_day = self._first_day()

    def table(self, choice: SheetChoice) -> Table:
        sheets = self._sheets()
        if not sheets:
            raise BadInput([Fault(say("the workbook has no sheet"), file=self.file)])
        chosen = sheets
        if len(sheets) > 1:
            chosen = [sheet for sheet in sheets if choice.fits(self._first_row(sheet[1]))]
            if len(chosen) != 1:
                message = choice.refusal(len(chosen), ", ".join(name for name, _ in sheets))
                raise BadInput([Fault(message, file=self.file)])
        name, path = chosen[0]
        self._refuse_merged_cells(name, path)
        return Table(file=self.file, sheet=name, rows=self._checked_rows(name, path))

    def _xml(self, path: str) -> Element:
        root: Element = ElementTree.fromstring(self.archive.read(path), forbid_dtd=True)
        return root

    def _sheets(self) -> list[tuple[str, str]]:
        """(name, path inside the archive) of every worksheet, in the order of the tabs."""
        targets = {}
        for relation in self._xml("xl/_rels/workbook.xml.rels"):
            if relation.get("Type", "").endswith("/worksheet"):
                target = relation.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                targets[relation.get("Id")] = path
        found = []
        for sheets in _children(self._xml("xl/workbook.xml"), "sheets"):
            for sheet in _children(sheets, "sheet"):
                id_ = next((value for key, value in sheet.items() if key.endswith("}id")), None)
                if id_ in targets:
                    found.append((sheet.get("name", ""), targets[id_]))
        return found

    def _shared_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.names:
            return []
        root = self._xml("xl/sharedStrings.xml")
        return [_rich_text(item) for item in _children(root, "si")]

    def _number_styles(self) -> tuple[set[int], set[int], set[int]]:
        """The cell styles that show a number as a date or time, those of them without a day, and the percentages."""
        if "xl/styles.xml" not in self.names:
            return set(), set(), set()
        root = self._xml("xl/styles.xml")
        codes = {
            int(code.get("numFmtId", "0")): _QUOTED.sub("", code.get("formatCode", ""))
            for formats in _children(root, "numFmts")
            for code in _children(formats, "numFmt")
        }
        dates = {id_ for id_, code in codes.items() if code != "General" and re.search("[dmyhs]", code, re.I)}
        months = {id_ for id_ in dates if re.fullmatch("[^dhs]*y[^dhs]*", codes[id_], re.I)}
        percents = {id_ for id_, code in codes.items() if "%" in code}
        styles = [
            int(style.get("numFmtId", "0"))
            for formats in _children(root, "cellXfs")
            for style in _children(formats, "xf")
        ]

        def shown_as(own: set[int], built_in: set[int]) -> set[int]:
            return {index for index, id_ in enumerate(styles) if id_ in own | (built_in - codes.keys())}

        return (
            shown_as(dates, _BUILT_IN_DATES),
            shown_as(months, _BUILT_IN_MONTHS),
            shown_as(percents, _BUILT_IN_PERCENT),
        )

    def _first_day(self) -> date:
        """The day from which dates are counted (ECMA-376 part 1, 18.17.4.1)."""
        for properties in _children(self._xml("xl/workbook.xml"), "workbookPr"):
            if properties.get("date1904", "").lower() in ("1", "true"):
                return date(1904, 1, 1)
        return date(1899, 12, 30)

    def _first_row(self, path: str) -> list[str]:
        row = next(self._rows(path), None)
        cells = row.cells if row is not None and row.number == 1 else []
        return [cell.strip() if isinstance(cell, str) else "" for cell in cells]

    def _refuse_merged_cells(self, sheet: str, path: str) -> None:
        faults = []
        with self.archive.open(path) as stream:
            for _, element in ElementTree.iterparse(stream, events=("end",), forbid_dtd=True):
                name = _local(element)
                if name == "mergeCell":
                    place = element.get("ref", "")
                    row = int(re.sub("[^0-9]", "", place.partition(":")[0]) or 0) or None
                    message = say(
                        "the cells {place} are merged; unmerge them so that each value has its own cell",
                        place=place,
                    )
                    faults.append(Fault(message, file=self.file, sheet=sheet, row=row, value=place))
                if name == "row":
                    element.clear()
        if faults:
            raise BadInput(sorted(faults, key=lambda fault: fault.row or 0))

    def _checked_rows(self, sheet: str, path: str) -> Iterator[Row]:
        try:
            yield from self._rows(path)
        except UNREADABLE as error:
            message = say("the sheet cannot be read ({error})", error=error)
            raise BadInput([Fault(message, file=self.file, sheet=sheet)]) from None

    def _rows(self, path: str) -> Iterator[Row]:
        number = 0
        with self.archive.open(path) as stream:
            for _, element in ElementTree.iterparse(stream, events=("end",), forbid_dtd=True):
                if _local(element) != "row":
                    continue
                number = int(element.get("r", number + 1))
                yield Row(number, None, self._cells(element))
                element.clear()

    def _cells(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for cell in _children(row, "c"):
            place = _REFERENCE.match(cell.get("r", ""))
            position = _column_number(place.group(1)) if place else len(cells)
            if position >= MAX_COLUMNS:
                raise ValueError("a row has more columns than a workbook can have")
            cells.extend([""] * (position - len(cells)))
            cells.append(self._cell(cell))
        return cells

    def _cell(self, cell: Element) -> Cell:
        kind = cell.get("t", "n")
        parts = {_local(child): child for child in cell}
        value = parts["v"].text if "v" in parts else None
        if "f" in parts and not value:
            formula = f"={parts['f'].text or ''}"
            message = say(
                "the formula has no stored value; open the file in a spreadsheet, recalculate and save"
            )
            return UnreadableCell(message, formula)
        if kind == "inlineStr":
            return _rich_text(parts["is"]) if "is" in parts else ""
        if value is None:
            return ""
        if kind == "s":
            return self.strings[_index(value)]
        if kind == "str":
            return value
        if kind == "n":
            return self._number(value, int(cell.get("s", "0")))
        reasons = {
            "e": say("the cell holds an error"),
            "b": say("the cell holds true or false"),
            "d": say("the cell holds a date"),
        }
        reason = reasons.get(kind, say("the cell cannot be read"))
        message = say("{reason}; expected a value", reason=reason)
        written = _WRITTEN_DAY.fullmatch(value) if kind == "d" else None
        return DayCell(message, value, day=written[1]) if written else UnreadableCell(message, value)

    def _number(self, text: str, style: int) -> Cell:
        if style in self.date_styles:
            return self._date(text, style)
        if style in self.percent_styles:
            return UnreadableCell(say("the cell is formatted as a percentage; expected a plain number"), text)
        return _exact_number(text)

    def _date(self, text: str, style: int) -> Cell:
        message = say("the cell is formatted as a date; expected a plain number")
        days = _COUNTED_DAYS.fullmatch(text)
        if days is None:
            return UnreadableCell(message, text)
        shown = (self.first_day + timedelta(days=int(days[1]))).isoformat()
        return DayCell(message, text, day=shown[:7] if style in self.month_styles else shown)


def _index(text: str) -> int:
    """Where a shared string stands; a list of ours would take -1 for its last."""
    index = int(text)
    if index < 0:
        raise ValueError("a cell names a text that is not there")
    return index


def _rich_text(element: Element) -> str:
    """The text of a string item; runs are joined, phonetic hints left out."""
    texts = []
    for child in element:
        if _local(child) == "t":
            texts.append(child.text or "")
        elif _local(child) == "r":
            texts.extend(text.text or "" for text in _children(child, "t"))
    return "".join(texts)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _exact_number(text: str) -> Cell:
    """The number a spreadsheet shows for a stored number, written out without exponent."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return UnreadableCell(say("the cell holds no readable number"), text)
    if not value.is_finite() or abs(value.adjusted()) > MAX_EXPONENT:
        return UnreadableCell(say("the number is too large or too small to be an amount or a score"), text)
    if len(value.as_tuple().digits) > SIGNIFICANT_DIGITS and value != value.to_integral_value():
        value = Context(prec=SIGNIFICANT_DIGITS).plus(value).normalize()
    return format(value, "f")
