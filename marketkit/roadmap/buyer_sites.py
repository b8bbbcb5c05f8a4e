"""A buyer as the machine formats know it: its roadmap at an address, and itself in planning notices."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from marketkit.errors import BadInput, Fault
from marketkit.procurements.models import Buyer
from marketkit.roadmap.eforms import notice_faults, planning_notice
from marketkit.roadmap.eforms_facts import NoticeBuyer, NoticeSite, Translate
from marketkit.roadmap.plan import Entry
from marketkit.roadmap.site import SAMPLE_PREFIX, Site
from marketkit.yamlfields import Fields
from marketkit.yamltext import load

NOTICE_LANGUAGES = {"nb": "NOR", "en": "ENG"}
NORWAY = "NOR"
LEGAL_BASIS = "legal_basis"
_ABOUT_BUYER = tuple(field.name for field in dataclasses.fields(NoticeBuyer))
NO_FACTS: Mapping[str, str] = {}


def site_of(buyer: Buyer, base_url: str, language: str) -> Site:
    """The buyer's roadmap as it is published at an address."""
    return Site(
        base_url=base_url,
        buyer_name=buyer.name,
        zone=ZoneInfo(buyer.zone),
        organisation_number=buyer.organisation_number or "",
        ocid_prefix=buyer.ocid_prefix or SAMPLE_PREFIX,
        language=language,
    )


def today_of(buyer: Buyer) -> date:
    """The day it is where the buyer is."""
    return datetime.now(ZoneInfo(buyer.zone)).date()


def notice_site(buyer: Buyer, language: str, facts: Mapping[str, str] = NO_FACTS) -> NoticeSite:
    """The buyer in a planning notice: what the installation knows, and before it whatever is given in `facts`."""
    known = {"name": buyer.name, "organisation_number": buyer.organisation_number or ""}
    known["country"] = NORWAY if buyer.organisation_number else ""  # its number is of the Norwegian register
    known |= {name: text for name, text in facts.items() if text and name != LEGAL_BASIS}
    return NoticeSite(
        buyer=NoticeBuyer(**known),
        zone=ZoneInfo(buyer.zone),
        language=NOTICE_LANGUAGES[language],
        legal_basis=facts.get(LEGAL_BASIS, ""),
    )


def read_notice_facts(data: bytes, file: str) -> Mapping[str, str]:
    """A file (YAML) that says more about the buyer, by the names of NoticeBuyer, and the legal basis.

    Raises BadInput with every fault.
    """
    faults: list[Fault] = []
    known = (*_ABOUT_BUYER, LEGAL_BASIS)
    fields = Fields(load(data, file), where="", allowed=known, file=file, faults=faults)
    found = {name: fields.text(name) or "" for name in known}
    if faults:
        raise BadInput(faults)
    return found


def notice_id(site: Site, entry: Entry) -> UUID:
    """The lasting id of an entry's notice: always the same for the same plan, in the shape of a random one."""
    return UUID(bytes=uuid5(NAMESPACE_URL, site.tag(entry)).bytes, version=4)


def faults_now(entry: Entry, by: NoticeSite, site: Site, now: datetime) -> list[Fault]:
    """What stands against an entry's notice if it were sent now."""
    version = entry.latest.number
    return notice_faults(entry, by, notice_id=notice_id(site, entry), issued_at=now, version=version)


def notice_of(
    entry: Entry, by: NoticeSite, site: Site, issued_at: datetime, translate: Translate = str
) -> bytes:
    """The planning notice of an entry; its version is the plan's. Raises BadInput with every fault."""
    return planning_notice(
        entry,
        by,
        notice_id=notice_id(site, entry),
        issued_at=issued_at,
        version=entry.latest.number,
        translate=translate,
    )
