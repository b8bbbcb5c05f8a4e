"""Shapes and references inside a planning notice that hold whatever its subtype: our own rules. Pure.

They follow what the published rules demand of the fields our notices hold. Each yields the rule's id, the business
term, the element, and what is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from lxml import etree

from marketkit.roadmap import eforms_codes as codes
from marketkit.roadmap.eforms_terms import NAMESPACES, ORGANISATIONS
from marketkit.said import Said, say

Misshapen = tuple[str, str, etree._Element, Said]

_OFFSET = r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
_DATE = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_OFFSET}")
_TIME = re.compile(rf"([0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}})(\.[0-9]+)?{_OFFSET}")
MAX_TITLE, MAX_TEXT = 400, 6000  # BT-21 and BT-500; BT-24, BT-300 and BT-728

# The rule's term, the path of the elements, the shape their text has, and in words what was expected.
SHAPES: tuple[tuple[str, str, re.Pattern[str], Said], ...] = (
    (
        "BT-701",
        "/*/cbc:ID[@schemeName='notice-id']",
        re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        say("a random UUID (version 4) in small letters"),
    ),
    ("BT-757", "/*/cbc:VersionID", re.compile(r"0[1-9]|[1-9][0-9]"), say("two digits from 01 to 99")),
    ("OPT-001", "/*/cbc:UBLVersionID", re.compile(r"2\.3"), say("the version 2.3")),
    (
        "OPT-002",
        "/*/cbc:CustomizationID",
        re.compile(r"eforms-sdk-1\.[0-9]+.*"),
        say("an eForms SDK version"),
    ),
    ("BT-26", "//cbc:ItemClassificationCode", re.compile(r"[0-9]{8}"), say("a CPV code of eight digits")),
    (
        "BT-507",
        "//cbc:CountrySubentityCode",
        re.compile(r"[A-Z]{2}[0-9A-Z]{3}"),
        say("a NUTS code of level 3"),
    ),
    (
        "BT-514",
        "//cac:Country/cbc:IdentificationCode",
        re.compile(r"[A-Z0-9]{3}"),
        say("a country of three letters"),
    ),
    (
        "BT-27",
        "//cbc:EstimatedOverallContractAmount",
        re.compile(r"[0-9]{1,18}(\.[0-9]{1,2})?"),
        say("an amount with at most two decimals"),
    ),
    ("BT-506", "//cbc:ElectronicMail", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+"), say("an e-mail address")),
    (
        "BT-508",
        "//cbc:BuyerProfileURI",
        re.compile(r"https?://\S+"),
        say("an address that begins with https://"),
    ),
)
LENGTHS = (
    ("BT-21", "//cac:ProcurementProject/cbc:Name", MAX_TITLE),
    ("BT-500", "//cac:PartyName/cbc:Name", MAX_TITLE),
    ("BT-24", "//cac:ProcurementProject/cbc:Description", MAX_TEXT),
    ("BT-300", "//cac:ProcurementProject/cbc:Note", MAX_TEXT),
    ("BT-728", "//cac:RealizedLocation/cbc:Description", MAX_TEXT),
)


def misshapen(root: etree._Element) -> Iterator[Misshapen]:
    """Everything out of shape; empty elements are another rule's matter."""
    for term, path, shape, expected in SHAPES:
        for node, text in _texts(root, path):
            if not shape.fullmatch(text):
                yield (
                    "MK-shape",
                    term,
                    node,
                    say('"{text}" is not {expected}', text=text[:80], expected=expected),
                )
    for term, path, limit in LENGTHS:
        for node, text in _texts(root, path):
            if len(text) > limit:
                message = say("{count} characters; at most {limit} are allowed", count=len(text), limit=limit)
                yield "MK-length", term, node, message
    yield from _moments(root)
    yield from _places(root)
    yield from _references(root)


def moment(text: str) -> date | time | None:
    """A date or time as eForms writes it, with its offset from UTC; None for everything else."""
    day, hour = _DATE.fullmatch(text), _TIME.fullmatch(text)
    try:
        if day:
            return date.fromisoformat(day[1])
        return time.fromisoformat(hour[1]) if hour else None
    except ValueError:
        return None


def find(node: etree._Element, path: str) -> list[Any]:
    """What a path leads to from an element: elements, or texts of attributes."""
    found = node.xpath(path, namespaces=NAMESPACES)
    return list(found) if isinstance(found, list) else []


def _texts(root: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    for node in find(root, path):
        text = (node.text or "").strip()
        if text:
            yield node, text


def _moments(root: etree._Element) -> Iterator[Misshapen]:
    dates: dict[str, date] = {}
    for term, name, kind in (
        ("BT-05(a)", "IssueDate", date),
        ("BT-05(b)", "IssueTime", time),
        ("BT-127", "PlannedDate", date),
    ):
        for node, text in _texts(root, f"/*/cbc:{name}"):
            found = moment(text)
            if not isinstance(found, kind):
                message = say('"{text}" is no date or time with its offset from UTC', text=text[:80])
                yield "MK-moment", term, node, message
            elif isinstance(found, date):
                dates[name] = found
    if "PlannedDate" in dates and dates["PlannedDate"] <= dates.get("IssueDate", date.min):
        node = next(node for node, _ in _texts(root, "/*/cbc:PlannedDate"))
        yield "MK-future", "BT-127", node, say("the future notice is not later than this one")


def _places(root: etree._Element) -> Iterator[Misshapen]:
    """A place of performance names a country or says "anywhere"; a NUTS code is one of its country's."""
    for node in find(root, "//cac:RealizedLocation/cac:Address"):
        region = next((text for _, text in _texts(node, "./cbc:Region")), "")
        country = next((text for _, text in _texts(node, "./cac:Country/cbc:IdentificationCode")), "")
        if region and region not in codes.ANYWHERE:
            yield (
                "MK-code",
                "BT-727",
                node,
                say('"{code}" is not a code of {name}', code=region, name="BT-727"),
            )
        if not country and region in ("", "anyw-cou"):
            yield "MK-place", "BT-5141", node, say("the place of performance does not name its country")
    for address in find(root, "//*[cbc:CountrySubentityCode][cac:Country]"):
        for node, nuts in _texts(address, "./cbc:CountrySubentityCode"):
            country = next((text for _, text in _texts(address, "./cac:Country/cbc:IdentificationCode")), "")
            if country and codes.NUTS_COUNTRIES.get(nuts[:2], country) != country:
                message = say(
                    "the NUTS code {nuts} is not of the country {country}", nuts=nuts, country=country
                )
                yield "MK-place", "BT-507", node, message


def _references(root: etree._Element) -> Iterator[Misshapen]:
    """Every organisation that is named exists, and no id of an organisation or part is given twice."""
    ids = f"{ORGANISATIONS}/efac:Organization/*/cac:PartyIdentification/cbc:ID"
    own = Counter(text for _, text in _texts(root, ids))
    parts = Counter(text for _, text in _texts(root, "/*/cac:ProcurementProjectLot/cbc:ID"))
    for path, term, counts in (
        (ids, "OPT-200", own),
        ("/*/cac:ProcurementProjectLot/cbc:ID", "BT-137", parts),
    ):
        for node, text in _texts(root, path):
            if counts[text] > 1:
                yield "MK-id", term, node, say("the id {id} is given twice", id=text[:80])
    used = "/*/cac:*//cac:PartyIdentification/cbc:ID"
    for node, text in _texts(root, used):
        if text not in own:
            yield "MK-reference", "OPT-300", node, say("no organisation has the id {id}", id=text[:80])
