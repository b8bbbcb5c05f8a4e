"""A list before it is read: its columns with their first values, what each is for, and words that need a meaning. Pure."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from marketkit.errors import BadInput, Fault
from marketkit.procurements.search import fold
from marketkit.roadmap.import_cells import RowReader, cell_text
from marketkit.roadmap.mapping import AS_OF as DAY_OF_LIST
from marketkit.roadmap.mapping import FIELDS, AmountStyle, ColumnMapping, Kind, Source
from marketkit.roadmap.mapping_guess import AS_OF, KEY
from marketkit.roadmap.window_words import DateStyle
from marketkit.said import Said, say
from marketkit.tables import Table, csv_stream
from marketkit.worksheets import SheetChoice, workbook_table

MAX_COLUMNS = 100
FIRST_ROWS = 50
FIRST_VALUES = 3
MAX_VALUE = 80
MAX_WORDS = 40
ROWS_FOR_WORDS = 20_000
# Columns in which a window ends that another column begins.
UNTIL = {"window_until": "window", "contract_window_until": "contract_window"}
LEFT_OUT = ""
NOTHING = "-"  # the meaning of a word of the list that says that nothing is known


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the list: its heading, and some of what stands in it."""

    name: str
    values: tuple[str, ...]


def columns_of(data: bytes, file: str, wanted: Iterable[str] = ()) -> tuple[ListColumn, ...]:
    """The columns that have a heading. `wanted` are headings that the right sheet of several has. Raises BadInput."""
    table = _table(data, file, frozenset(map(fold, wanted)))
    header = next(table.rows, None)
    if header is None or header.is_blank:
        message = say("the first row is empty; expected the names of the columns")
        raise BadInput([Fault(message, file=file, row=1)])
    names = [" ".join(cell_text(cell).split()) for cell in header.cells]
    if sum(map(bool, names)) > MAX_COLUMNS:
        raise BadInput([Fault(say("more than {most} columns", most=MAX_COLUMNS), file=file, row=1)])
    first = list(islice((row for row in table.rows if not row.is_blank), FIRST_ROWS))
    if not first:
        raise BadInput([Fault(say("there are no rows under the names of the columns"), file=file)])
    found = []
    for at, name in enumerate(names):
        if name:
            texts = (cell_text(row.cells[at]) for row in first if at < len(row.cells))
            values = dict.fromkeys(_short(text) for text in texts if text.strip())
            found.append(ListColumn(name, tuple(islice(values, FIRST_VALUES))))
    return tuple(found)


def _short(text: str) -> str:
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= MAX_VALUE else plain[: MAX_VALUE - 1] + "…"


def _table(data: bytes, file: str, wanted: frozenset[str]) -> Table:
    if file.lower().endswith(".csv"):
        return csv_stream(io.BytesIO(data), file)
    fits = SheetChoice(lambda names: any(names) and wanted <= set(map(fold, names)), _which_sheet)
    return workbook_table(data, file, fits)


def _which_sheet(count: int, found: str) -> Said:
    return say(
        "the workbook has the sheets {found}; save the one with the list as a file of its own", found=found
    )


def roles(mapping: ColumnMapping) -> dict[str, str]:
    """What each column is for, by its folded heading; a column with several uses has its first."""
    found: dict[str, str] = {}
    for column, role in _uses(mapping):
        found.setdefault(column, role)
    return found


def other_uses(mapping: ColumnMapping) -> tuple[tuple[str, str], ...]:
    """Further uses of columns that have one already: (folded heading, role)."""
    first = roles(mapping)
    return tuple((column, role) for column, role in _uses(mapping) if first[column] != role)


def _uses(mapping: ColumnMapping) -> Iterator[tuple[str, str]]:
    yield from ((fold(name), KEY) for name in mapping.key)
    if mapping.as_of_column:
        yield fold(mapping.as_of_column), AS_OF
    for name, source in mapping.fields.items():
        yield from ((fold(column), name) for column in source.columns)
        if source.until:
            yield fold(source.until), f"{name}_until"


def with_columns(
    base: ColumnMapping,
    chosen: Sequence[tuple[str, str]],
    *,
    loose: frozenset[str] = frozenset(),
    dates: DateStyle,
    amounts: AmountStyle,
    ended_as_of: bool = False,
) -> ColumnMapping:
    """The mapping with what was chosen: (heading, role) for every column. `loose`: headings of columns in which what cannot
    be read is left out. `ended_as_of`: where no column tells when something ended, it is on the day of the list.

    Words, constants and further uses of a column that `base` knows are kept.
    """
    kept = other_uses(base)
    uses = [*chosen, *((_heading(chosen, column), role) for column, role in kept)]
    fields = {}
    for name in FIELDS:
        before = base.fields.get(name, Source())
        columns = _ordered([column for column, role in uses if role == name], before.columns)
        until = next((column for column, role in uses if UNTIL.get(role) == name), "")
        if columns:
            fields[name] = dataclasses.replace(
                before,
                columns=columns,
                until=until,
                constant="",
                leave_out=bool(loose & set(columns)),
            )
        elif name == "ended_on" and ended_as_of:
            fields[name] = Source(constant=DAY_OF_LIST)
        elif before.constant and name != "ended_on":
            fields[name] = before
    return dataclasses.replace(
        base,
        fields=fields,
        key=_ordered([column for column, role in uses if role == KEY], base.key),
        as_of_column=next((column for column, role in uses if role == AS_OF), ""),
        dates=dates,
        amounts=amounts,
        ignored=tuple(column for column, role in chosen if role == LEFT_OUT),
    )


def _heading(chosen: Sequence[tuple[str, str]], folded: str) -> str:
    return next((column for column, _ in chosen if fold(column) == folded), folded)


def _ordered(columns: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """The columns in the order they had before, new ones last."""
    place = {fold(name): at for at, name in enumerate(before)}
    return tuple(dict.fromkeys(sorted(columns, key=lambda name: place.get(fold(name), len(place)))))


def mapping_faults(chosen: Sequence[tuple[str, str]], base: ColumnMapping) -> tuple[Said, ...]:
    """What is wrong with the choice of columns as a whole."""
    used = [role for _, role in chosen if role != LEFT_OUT]
    found = []
    title = base.fields.get("title")
    if "title" not in used and not (title and title.constant):
        found.append(say("choose the column with the title"))
    for role in (AS_OF, *UNTIL):
        if used.count(role) > 1:
            found.append(say("only one column can tell the day of the list, or the end of a window"))
    for end, beginning in UNTIL.items():
        if end in used and beginning not in used:
            found.append(say("choose the column in which the window begins, too"))
    if "value" in used and ("value_low" in used or "value_high" in used):
        found.append(say("choose either one column with the value, or columns with the lowest and highest"))
    names = [fold(name) for name, role in chosen if role != LEFT_OUT]
    every = [fold(name) for name, _ in chosen]
    if any(every.count(name) > 1 for name in names):
        found.append(say("two columns have the same heading; give each its own in the file"))
    return tuple(dict.fromkeys(found))


def unclear_words(data: bytes, file: str, mapping: ColumnMapping) -> dict[str, tuple[str, ...]]:
    """What the list writes in fields that have a set of codes, and that is none of them, by field."""
    fields = {
        name: dataclasses.replace(source, words={}, nothing=(), leave_out=False)
        for name, source in mapping.fields.items()
        if FIELDS[name] in (Kind.CHOICE, Kind.TRUTH) and source.columns
    }
    if not fields:
        return {}
    table = _table(data, file, frozenset(map(fold, mapping.columns())))
    header = next(table.rows, None)
    names = [fold(" ".join(cell_text(cell).split())) for cell in header.cells] if header else []
    found: dict[str, dict[str, str]] = {name: {} for name in fields}
    clear: set[tuple[str, str]] = set()
    for row in islice(table.rows, ROWS_FOR_WORDS):
        cells = dict(zip(names, row.cells, strict=False))
        for name, source in fields.items():
            parts = (" ".join(cell_text(cells.get(fold(column), "")).split()) for column in source.columns)
            text = source.join.join(part for part in parts if part)
            folded = fold(text)
            if not text or len(text) > MAX_VALUE or folded in found[name] or (name, folded) in clear:
                continue
            reader = RowReader(mapping, cells, date.min, {})
            reader.field(name, source)
            if not reader.faults:
                clear.add((name, folded))
            elif len(found[name]) < MAX_WORDS:
                found[name][folded] = text
    return {name: tuple(words.values()) for name, words in found.items() if words}


def with_words(mapping: ColumnMapping, meanings: Mapping[str, Mapping[str, str]]) -> ColumnMapping:
    """The mapping in which words of the list have these meanings, by field and word: a code, NOTHING for words that say
    that nothing is known, or "" for a word without a meaning, whose rows are refused.
    """
    fields = dict(mapping.fields)
    for name, given in meanings.items():
        source = fields.get(name)
        if source is None:
            continue
        asked = set(map(fold, given))
        words = {word: code for word, code in source.words.items() if word not in asked}
        words |= {fold(word): code for word, code in given.items() if code and code != NOTHING}
        silent = [word for word in source.nothing if fold(word) not in asked]
        silent += [word for word, code in given.items() if code == NOTHING]
        fields[name] = dataclasses.replace(source, words=words, nothing=tuple(silent))
    return dataclasses.replace(mapping, fields=fields)
