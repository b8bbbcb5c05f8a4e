"""Bids that have been opened and people who score them. Call inside an application context.

Two scored leaves (continuity and competence, 0 to 10), one stated in the bids (start-up, days, 20 to 0), a price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy import select

from marketkit.access import Role
from marketkit.account.models import Membership, User
from marketkit.db import begin_write, db
from marketkit.evaluations.assessment.evaluators import newest_assignment
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.assessment.scoring import Given, record_assessments
from marketkit.evaluations.assessment.services import assign, declare_conflicts
from marketkit.evaluations.bids.intake import import_bids
from marketkit.evaluations.bids.models import Bid, Envelope, Round
from marketkit.evaluations.bids.opening import OpeningDescription, open_bids
from marketkit.evaluations.envelopes import quality_closed_at
from marketkit.evaluations.preparation.services import PlanDescription
from marketkit.procurements.models import Buyer, Procurement
from tests.evaluations import stages

OPENED_AT = datetime(2026, 10, 1, 11, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
BIDS = b"""bid;supplier;organisation_number;start-up;price
Alfa;Alfa AS;;10;1000
Beta;Beta AS;;5;1250
"""
WITHOUT_PRICES = b"""bid;supplier;organisation_number;start-up
Alfa;Alfa AS;;10
Beta;Beta AS;;5
"""


def person(buyer: Buyer, name: str, role: Role = Role.EVALUATOR) -> int:
    """Somebody at the buyer; gives their number."""
    session = begin_write()
    user = User(
        email=f"{name.lower()}@example.no", name=name, fs_uniquifier=f"{name}-{id(name)}", created_at=NOW
    )
    session.add(user)
    session.flush()
    session.add(Membership(user_id=user.id, buyer_id=buyer.id, role=role))
    session.commit()
    return user.id


def open_round(procurement: Procurement, bids: bytes, *, round: Round = Round.INITIAL, days: int = 0) -> None:
    """Open a round's bids and take them in; later rounds so many days later."""
    opened_at = OPENED_AT.replace(day=1 + days)
    description = OpeningDescription(
        envelope=Envelope.BIDS,
        round=round,
        opened_at=opened_at,
        present=("Kari Nordmann", "Ola Hansen"),
        deadline=None if round is Round.INITIAL else opened_at.replace(hour=10),
    )
    open_bids(
        procurement=procurement,
        description=description,
        quality_closed_at=quality_closed_at,
        now=NOW,
        actor_id=None,
    )
    import_bids(
        procurement=procurement,
        lot_id=None,
        round=round,
        content=bids,
        file_name="bids.csv",
        now=NOW,
        actor_id=None,
    )
    db.session.commit()


def opened(
    procurement: Procurement,
    *,
    description: PlanDescription | None = None,
    bids: bytes = BIDS,
    strategy: bytes = stages.STRATEGY,
) -> None:
    """Locked, opened, and the bids taken in."""
    stages.locked(procurement, strategy=strategy, description=description)
    open_round(procurement, bids)


def bid_id(procurement: Procurement, label: str) -> int:
    found = db.session.scalar(select(Bid.id).where(Bid.procurement_id == procurement.id, Bid.label == label))
    assert found is not None
    return found


@dataclass
class Panel:
    """The bids, and what people do with them."""

    procurement: Procurement

    def assign(self, wanted: Mapping[str, tuple[int, ...]], *, reason: str | None = None) -> None:
        shown = newest_assignment(self.procurement)
        assign(procurement=self.procurement, wanted=wanted, shown=shown, reason=reason, actor_id=None)
        db.session.commit()

    def declare(
        self, user: int, *, conflicts: tuple[str, ...] = (), only: tuple[str, ...] | None = None
    ) -> None:
        """No conflict with any supplier but those of the bids named."""
        bids = db.session.scalars(select(Bid).where(Bid.procurement_id == self.procurement.id)).all()
        declared = {
            bid.supplier_id: (True, "Married to the manager.") if bid.label in conflicts else (False, "")
            for bid in bids
            if only is None or bid.label in only
        }
        declare_conflicts(procurement=self.procurement, user_id=user, declared=declared)
        db.session.commit()

    def score(
        self, user: int, label: str, leaf: str, score: str | int, ground: str = "Well shown.", shown: int = 0
    ) -> Assessment:
        """Save one score; gives it, or raises what the service raises."""
        given = Given(bid_id(self.procurement, label), leaf, Fraction(score), ground, shown)
        db.session.rollback()
        (row,) = record_assessments(procurement=self.procurement, user_id=user, given=[given])
        db.session.commit()
        return row
