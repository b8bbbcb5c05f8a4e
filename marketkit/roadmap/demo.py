"""The demonstration's roadmap: forty invented entries over four years, some early, some late, some given up."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from marketkit import access
from marketkit.access import Permission
from marketkit.db import begin_write, db
from marketkit.procurements.models import Buyer
from marketkit.roadmap.demo_subjects import SUBJECTS
from marketkit.roadmap.invented import invented
from marketkit.roadmap.notices import save_details
from marketkit.roadmap.plan import Plan
from marketkit.roadmap.services import create_entry
from marketkit.roadmap.storing_invented import count_invented, store_invented

NOTICES = {
    "street": "Rådhusgata 1",
    "post_code": "5000",
    "city": "Fjordvik",
    "nuts": "NO0A2",
    "country": "NOR",
    "email": "anskaffelser@fjordvik.example",
    "phone": "+47 55 00 00 00",
    "legal_type": "la",
    "activity": "gen-pub",
}
ENTRIES, MOST_VERSIONS, SEED = 40, 6, 22


def demo(_seed: int) -> None:
    """Add the entries where the example buyer has none."""
    buyer = db.session.scalar(select(Buyer).where(Buyer.is_example).order_by(Buyer.id).limit(1))
    if buyer is None or count_invented(db.session, buyer):
        return
    today = datetime.now(ZoneInfo(buyer.zone)).date()
    officer = min(access.people(Permission.EDIT_ROADMAP, buyer_id=buyer.id), default=None)
    entries = list(invented(SUBJECTS, count=ENTRIES, versions=MOST_VERSIONS, seed=SEED, today=today))
    begin_write()
    store_invented(buyer=buyer, entries=entries, actor_id=officer)
    _leave_a_draft(buyer, officer)


def _leave_a_draft(buyer: Buyer, officer: int | None) -> None:
    """An entry somebody is still writing, so that the preview has something to show."""
    subject = SUBJECTS[0]
    plan = Plan(
        title="Trygghet hjemme etter utskriving fra sykehus",
        need="Mange kommer hjem uten at hjelpen er på plass den første kvelden.",
        resident_change="Hjelpen er der når du kommer hjem.",
        unit=subject.unit,
        cpv_codes=subject.cpv,
    )
    create_entry(buyer=buyer, plan=plan, actor_id=officer)
    save_details(buyer=buyer, details=NOTICES, shown=0, actor_id=officer)
