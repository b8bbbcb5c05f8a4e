"""An entry of the roadmap as an eForms planning notice of subtype E2, for those who send notices by machine. Pure.

Subtype E2 is the voluntary planning notice under national law: 24 mandatory fields and no exact date of the coming
competition. Times and ids are arguments; `eforms_rules.check` finds nothing against what is made here.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from typing import Any
from uuid import UUID

from lxml import etree

from marketkit.errors import BadInput, Fault
from marketkit.roadmap import eforms_parts as parts
from marketkit.roadmap.eforms_facts import NoticeFacts, NoticeSite, Translate, facts_of
from marketkit.roadmap.eforms_faults import faults_of
from marketkit.roadmap.eforms_terms import NAMESPACES, SDK
from marketkit.roadmap.plan import Entry
from marketkit.said import say

UBL_VERSION = "2.3"
MAX_VERSION = 99
MAX_PARTS = 9999
_PREFIXES: Any = {None if prefix == "pin" else prefix: uri for prefix, uri in NAMESPACES.items()}


def planning_notice(
    entry: Entry,
    site: NoticeSite,
    *,
    notice_id: UUID,
    issued_at: datetime,
    version: int = 1,
    translate: Translate = str,
) -> bytes:
    """The notice in XML (UTF-8). `notice_id` is a random UUID (version 4), kept over all versions of the notice.

    `issued_at` is the moment of sending and knows its zone; `version` counts from 1 to 99; `translate` puts our own
    sentences into the notice's language. Raises BadInput with every fault (see `notice_faults`).
    """
    faults = notice_faults(entry, site, notice_id=notice_id, issued_at=issued_at, version=version)
    if faults:
        raise BadInput(faults)
    facts = facts_of(entry, site, translate)
    root = etree.Element(f"{{{NAMESPACES['pin']}}}PriorInformationNotice", nsmap=_PREFIXES)
    parts.extension(root, facts)
    _head(root, facts, site.zone, notice_id, issued_at.astimezone(site.zone), version)
    parts.contracting_party(root, facts.buyer)
    parts.legal_basis(root, facts)
    parts.whole(root, facts)
    for number, title in enumerate(facts.parts, start=1):
        parts.part(root, facts, number, title)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def notice_faults(
    entry: Entry, site: NoticeSite, *, notice_id: UUID, issued_at: datetime, version: int = 1
) -> list[Fault]:
    """What stands against the notice, all at once; empty when it can be made. Each names its field as `column`."""
    if issued_at.utcoffset() is None:
        raise ValueError("the moment of sending must know its zone")
    found = []
    if notice_id.version != 4:
        found.append(Fault(say("a notice's id is a random UUID (version 4)"), column="BT-701-notice"))
    if not 1 <= version <= MAX_VERSION:
        message = say("a notice has at most {limit} versions", limit=MAX_VERSION)
        found.append(Fault(message, column="BT-757-notice", value=str(version)))
    if len(entry.plan.lots) > MAX_PARTS:
        found.append(Fault(say("a notice has at most {limit} parts", limit=MAX_PARTS), column="BT-137-Part"))
    today = issued_at.astimezone(site.zone).date()
    return found + faults_of(facts_of(entry, site), entry.plan, today)


def _head(
    root: etree._Element, facts: NoticeFacts, zone: tzinfo, notice_id: UUID, issued: datetime, version: int
) -> None:
    add = parts.add
    offset = _offset(issued)
    add(root, "cbc:UBLVersionID", UBL_VERSION)
    add(root, "cbc:CustomizationID", SDK)
    add(root, "cbc:ID", str(notice_id), schemeName="notice-id")
    add(root, "cbc:IssueDate", issued.date().isoformat() + offset)
    add(root, "cbc:IssueTime", f"{issued:%H:%M:%S}{offset}")
    add(root, "cbc:VersionID", f"{version:02d}")
    if facts.planned:
        add(root, "cbc:PlannedDate", _day(facts.planned, zone))
    add(root, "cbc:RegulatoryDomain", "other")
    add(root, "cbc:NoticeTypeCode", "pin-only", listName="planning")
    add(root, "cbc:NoticeLanguageCode", facts.language)


def _day(day: date, zone: tzinfo) -> str:
    """A day as eForms writes it, with the offset from UTC at its noon."""
    return day.isoformat() + _offset(datetime.combine(day, time(12), zone))


def _offset(moment: datetime) -> str:
    text = f"{moment:%z}"
    return f"{text[:3]}:{text[3:5]}"
