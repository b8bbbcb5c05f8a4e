"""A planning notice for an entry: what it says of the buyer, the sheet to copy from, and the XML for integrated senders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.procurements.models import Buyer
from marketkit.roadmap.copy_sheet import SheetRow, copy_sheet
from marketkit.roadmap.eforms import planning_notice
from marketkit.roadmap.eforms_facts import NoticeBuyer, NoticeSite, Translate
from marketkit.roadmap.models import NoticeDetails
from marketkit.roadmap.plan import Entry
from marketkit.versions import require_version

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


def notice_site(buyer: Buyer, language: str) -> NoticeSite:
    """The buyer as a notice in this language shows it; what has not been stored is empty."""
    stored = details_of(buyer)
    details = stored.details if stored else {}
    return NoticeSite(
        buyer=NoticeBuyer(name=buyer.name, organisation_number=buyer.organisation_number or "", **details),
        zone=ZoneInfo(buyer.zone),
        language=LANGUAGES.get(language, "ENG"),
    )


def sheet(
    entry: Entry, buyer: Buyer, *, today: date, language: str, translate: Translate
) -> tuple[SheetRow, ...]:
    """Every field of the form in its order, with what the plan says."""
    return copy_sheet(entry, notice_site(buyer, language), today=today, translate=translate)


def notice_xml(entry: Entry, buyer: Buyer, *, now: datetime, language: str, translate: Translate) -> bytes:
    """The notice of subtype E2. Raises BadInput with everything a valid notice lacks."""
    return planning_notice(
        entry,
        notice_site(buyer, language),
        notice_id=_id_of(buyer, entry),
        issued_at=now,
        version=min(entry.latest.number, 99),
        translate=translate,
    )


def _id_of(buyer: Buyer, entry: Entry) -> UUID:
    """The notice's number: the same for all versions of the entry, and nobody else's."""
    named = f"{buyer.organisation_number or buyer.slug} {entry.key} {entry.first_published.isoformat()}"
    return UUID(bytes=hashlib.sha256(named.encode()).digest()[:16], version=4)
