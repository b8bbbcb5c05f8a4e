"""A buyer as the machine formats know it: its roadmap at an address, and what a file adds for planning notices."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from marketkit.errors import BadInput, Fault
from marketkit.procurements.models import Buyer
from marketkit.roadmap.eforms_facts import NoticeBuyer
from marketkit.roadmap.notices import LEGAL_BASIS
from marketkit.roadmap.site import SAMPLE_PREFIX, Site
from marketkit.yamlfields import Fields
from marketkit.yamltext import load

_ABOUT_BUYER = tuple(field.name for field in dataclasses.fields(NoticeBuyer))


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
