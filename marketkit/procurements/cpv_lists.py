"""Published lists of CPV codes, as they are given out: a JSON object of codes and labels, or genericode 1.0. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from marketkit.errors import BadInput, Fault
from marketkit.said import say

MAX_BYTES = 20_000_000
MAX_CODES = 20_000
MAX_LABEL = 300
MAX_FAULTS = 20
LANGUAGES = {"eng_label": "en", "Name": "en", "nob_label": "nb", "nor_label": "nb"}
"""Columns of a genericode list that hold words in a language of ours; the name of a row is English."""
_CODE = re.compile(r"(?P<code>[0-9]{8})(?:-(?P<check>[0-9]))?")


@dataclass(frozen=True, slots=True)
class PublishedCode:
    """A code of a published list: eight digits, its check digit where the list has it, and labels by language."""

    code: str
    check: str | None
    labels: dict[str, str]


def read_cpv_list(data: bytes, file: str, language: str = "en") -> tuple[PublishedCode, ...]:
    """The codes of a list in the order of the file. Raises BadInput with every fault, up to twenty.

    JSON: `{"85312000-9": "label", …}`, whose labels are in `language` ("en" or "nb"). Genericode (OASIS, 1.0): a row for
    each code with the columns `code`, `Name` and `eng_label`, `nob_label` or `nor_label`; other languages are left out.
    """
    if len(data) > MAX_BYTES:
        message = say("the file is larger than {max_bytes} MB", max_bytes=MAX_BYTES // 1_000_000)
        raise BadInput([Fault(message, file=file)])
    rows = list(_from_xml(data, file) if data.lstrip()[:1] == b"<" else _from_json(data, file, language))
    found: dict[str, PublishedCode] = {}
    faults = []
    for place, text, labels in rows:
        read = _CODE.fullmatch(text.strip())
        if read is None:
            faults.append(
                Fault(say("expected a CPV code such as 85312000-9"), file=file, row=place, value=text[:80])
            )
        elif read["code"] in found:
            faults.append(Fault(say("the code stands in the list twice"), file=file, row=place, value=text))
        else:
            short = {name: " ".join(words.split())[:MAX_LABEL] for name, words in labels.items()}
            found[read["code"]] = PublishedCode(read["code"], read["check"], short)
    if not rows:
        faults.append(Fault(say("the list holds no codes"), file=file))
    if len(rows) > MAX_CODES:
        faults.append(Fault(say("the list holds more than {most} codes", most=MAX_CODES), file=file))
    if faults:
        raise BadInput(faults[:MAX_FAULTS])
    return tuple(found.values())


def _from_json(data: bytes, file: str, language: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    try:
        pairs = json.loads(data.decode("utf-8-sig"), object_pairs_hook=lambda pairs: pairs)
    except (UnicodeDecodeError, ValueError, RecursionError):
        pairs = None
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        message = say("expected a JSON object of codes and labels, or a code list in genericode (XML)")
        raise BadInput([Fault(message, file=file)])
    for place, (code, label) in enumerate(pairs, 1):
        yield place, code, {language: label}


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, tuple) and isinstance(pair[1], str)


def _from_xml(data: bytes, file: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        raise BadInput([Fault(say("the XML cannot be read"), file=file)]) from None
    named = {element.text for element in root.iterfind("Identification/LongName")}
    if not any("cpv" in (text or "").lower() for text in named):
        raise BadInput([Fault(say("this is no list of CPV codes"), file=file)])
    for place, row in enumerate(root.iterfind("SimpleCodeList/Row"), 1):
        cells = {
            value.get("ColumnRef", ""): value.findtext("SimpleValue") or "" for value in row.iterfind("Value")
        }
        labels = {LANGUAGES[name]: text for name, text in cells.items() if name in LANGUAGES and text.strip()}
        yield place, cells.get("code", ""), labels
