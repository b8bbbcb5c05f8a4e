"""Lists in few words: a mapping, rows, and what is read from them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.importing import OpenList, open_list
from marketkit.roadmap.mapping import ColumnMapping
from marketkit.roadmap.mapping_reader import read_mapping

DAY = date(2027, 1, 15)
MAPPING = """\
list: fjordvik
key: id
dates: {order: dmy}
fields:
  title: title
  need: need
  unit: unit
  cpv_codes: cpv
  nuts_codes: place
  value_low: low
  value_high: high
  procedure: {column: how, words: {Åpen: open}}
  for_small: small
  lots: lots
  window: when
  contract_window: contract
  standing: status
  ended_on: ended
"""
NAMES = [
    "id",
    "title",
    "need",
    "unit",
    "cpv",
    "place",
    "low",
    "high",
    "how",
    "small",
    "lots",
    "when",
    "contract",
    "status",
    "ended",
]


def mapping(text: str = MAPPING) -> ColumnMapping:
    return read_mapping(text.encode(), "m.yaml")


def row(**cells: str) -> str:
    """A line of the list with all columns; cells that hold a semicolon or a line break are put in marks."""
    return ";".join('"' + cells.get(name, "").replace('"', '""') + '"' for name in NAMES)


def listed(*lines: str) -> bytes:
    return "\n".join((";".join(NAMES), *lines)).encode()


def opened(data: bytes, by: ColumnMapping | None = None, file: str = "list.csv", **options: Any) -> OpenList:
    return open_list(io.BytesIO(data), file, by or mapping(), **{"as_of": DAY, **options})


def read(data: bytes, by: ColumnMapping | None = None, **options: Any) -> list[ImportedRow | RefusedRow]:
    return list(opened(data, by, **options).rows)


def taken(data: bytes, by: ColumnMapping | None = None, **options: Any) -> list[ImportedRow]:
    """The rows, none of which may be refused."""
    found = []
    for each in read(data, by, **options):
        assert isinstance(each, ImportedRow), [str(fault) for fault in each.faults]
        found.append(each)
    return found


def refused(data: bytes, by: ColumnMapping | None = None, **options: Any) -> list[RefusedRow]:
    return [each for each in read(data, by, **options) if isinstance(each, RefusedRow)]
