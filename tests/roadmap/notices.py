"""An entry, a buyer and a notice in few words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from marketkit.procurements.choices import Regime
from marketkit.roadmap.eforms import planning_notice
from marketkit.roadmap.eforms_facts import NoticeBuyer, NoticeSite
from marketkit.roadmap.plan import Entry, Plan, PlanVersion, ValueBand
from marketkit.values import Money, Window

NOTICE_ID = UUID("4f6ad9a1-2b7e-4c55-9a44-0d1f2b3c4d5e")
SENT = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)

BUYER: dict[str, Any] = {
    "name": "Fjordvik kommune",
    "organisation_number": "987654325",
    "street": "Storgata 1",
    "city": "Fjordvik",
    "post_code": "1600",
    "nuts": "NO083",
    "country": "NOR",
    "email": "innkjop@fjordvik.example",
    "phone": "+47 69 00 00 00",
    "legal_type": "la",
    "activity": "gen-pub",
    "profile_url": "https://fjordvik.example/innkjop",
}
PLAN: dict[str, Any] = {
    "title": "Safety alarms at home",
    "need": "The contract ends, and more people live at home with alarms.",
    "cpv_codes": ("85312000-9", "35121700"),
    "nuts_codes": ("NO083",),
    "value": ValueBand(Money.of(4_000_000, "NOK"), Money.of(6_500_000, "NOK")),
    "regime": Regime.NO_PART_2,
    "window": Window.parse("2027-Q1"),
    "for_small": True,
}


def entry(**changes: Any) -> Entry:
    version = PlanVersion(number=1, at=SENT, on=TODAY, plan=Plan(**PLAN | changes))
    return Entry(key="fjordvik-2027-012", versions=(version,))


def site(*, language: str = "ENG", legal_basis: str = "", **changes: Any) -> NoticeSite:
    return NoticeSite(
        buyer=NoticeBuyer(**BUYER | changes),
        zone=ZoneInfo("Europe/Oslo"),
        language=language,
        legal_basis=legal_basis,
    )


def notice(planned: Entry | None = None, by: NoticeSite | None = None, **more: Any) -> bytes:
    given = {"notice_id": NOTICE_ID, "issued_at": SENT} | more
    return planning_notice(planned or entry(), by or site(), **given)
