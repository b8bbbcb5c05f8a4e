"""A planning notice for an entry: what it says of the buyer, the sheet to copy from, and the XML for integrated senders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.errors import Fault
from marketkit.procurements.models import Buyer
from marketkit.roadmap.copy_sheet import SheetRow, copy_sheet
from marketkit.roadmap.eforms import notice_faults, planning_notice
from marketkit.roadmap.eforms_facts import NoticeBuyer, NoticeSite, Translate
from marketkit.roadmap.models import NoticeDetails
from marketkit.roadmap.plan import Entry
from marketkit.versions import require_version

NO_FACTS: Mapping[str, str] = {}
LEGAL_BASIS, NORWAY = "legal_basis", "NOR"
LANGUAGES = {"en": "ENG", "nb": "NOR"}
FIELDS = (
    "street",
    "post_code",
    "city",
    "nuts",
    "country",
    "email",
    "phone",
    "legal_type",
    "activity",
    "profile_url",
)


def details_of(buyer: Buyer) -> NoticeDetails | None:
    """What has been stored for the buyer's notices."""
    return db.session.get(NoticeDetails, buyer.id)


def save_details(
    *, buyer: Buyer, details: Mapping[str, str], shown: int, actor_id: int | None
) -> NoticeDetails:
    """Store what notices say of the buyer; `shown` is the version the form carried, 0 for none. Raises StaleVersionError."""
    session = begin_write()
    row = session.get(NoticeDetails, buyer.id)
    kept = {name: details.get(name, "").strip() for name in FIELDS}
    if row is None:
        row = NoticeDetails(buyer_id=buyer.id, details=kept)
        session.add(row)
    else:
        require_version(row, shown=shown, changes={"details": kept})
        row.details, row.changed_at = kept, datetime.now(UTC)
    session.flush()
    audit.record(
        "roadmap.notice-details-saved",
        subject=f"buyer:{buyer.id}",
        buyer_id=buyer.id,
        actor_id=actor_id,
        details={"version": row.version},
    )
    return row


def notice_site(buyer: Buyer, language: str, facts: Mapping[str, str] = NO_FACTS) -> NoticeSite:
    """The buyer as a notice in this language shows it: what is stored, and before it whatever is given in `facts`."""
    stored = details_of(buyer)
    known = {"name": buyer.name, "organisation_number": buyer.organisation_number or ""}
    known["country"] = NORWAY if buyer.organisation_number else ""  # its number is of the Norwegian register
    for told in (stored.details if stored else NO_FACTS, facts):
        known |= {name: text for name, text in told.items() if text and name != LEGAL_BASIS}
    return NoticeSite(
        buyer=NoticeBuyer(**known),
        zone=ZoneInfo(buyer.zone),
        language=LANGUAGES.get(language, "ENG"),
        legal_basis=facts.get(LEGAL_BASIS, ""),
    )


def sheet(
    entry: Entry, buyer: Buyer, *, today: date, language: str, translate: Translate
) -> tuple[SheetRow, ...]:
    """Every field of the form in its order, with what the plan says."""
    return copy_sheet(entry, notice_site(buyer, language), today=today, translate=translate)


def notice_xml(entry: Entry, by: NoticeSite, *, now: datetime, translate: Translate = str) -> bytes:
    """The notice of subtype E2; its version is the plan's. Raises BadInput with everything a valid notice lacks."""
    return planning_notice(
        entry,
        by,
        notice_id=notice_id(entry, by),
        issued_at=now,
        version=_version(entry),
        translate=translate,
    )


def faults_now(entry: Entry, by: NoticeSite, now: datetime) -> list[Fault]:
    """What stands against an entry's notice if it were sent now."""
    return notice_faults(entry, by, notice_id=notice_id(entry, by), issued_at=now, version=_version(entry))


def notice_id(entry: Entry, by: NoticeSite) -> UUID:
    """The notice's number: the same for all versions of the entry, and nobody else's; in the shape of a random one."""
    buyer = by.buyer.organisation_number or by.buyer.name
    named = f"{buyer} {entry.key} {entry.first_published.isoformat()}"
    return UUID(bytes=hashlib.sha256(named.encode()).digest()[:16], version=4)


def _version(entry: Entry) -> int:
    return min(entry.latest.number, 99)
