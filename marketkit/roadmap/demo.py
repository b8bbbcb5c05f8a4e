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
from marketkit.roadmap.storing_invented import count_invented, store_invented

ENTRIES, MOST_VERSIONS, SEED = 40, 6, 9


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
