"""Procurements that are ready to be decided. Every value stands in the bids, so that nobody need score them."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from marketkit.db import db
from marketkit.evaluations.assessment.closing import close_quality
from marketkit.evaluations.bids.figures import correct_figure
from marketkit.evaluations.bids.intake import import_bids
from marketkit.evaluations.bids.models import Envelope, FigureGround, Round
from marketkit.evaluations.bids.opening import OpeningDescription, open_bids
from marketkit.evaluations.bids.standing import StandingBid
from marketkit.evaluations.decision import services
from marketkit.evaluations.decision.models import Decision
from marketkit.evaluations.decision.proposal import propose
from marketkit.evaluations.envelopes import quality_closed_at
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.official import calculate_official, lots_of
from marketkit.evaluations.preparation.services import PlanDescription, current_lock
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import strategy_of
from tests.evaluations.stages import STRATEGY, locked, plan

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
STATED = ("continuity", "competence", "start-up")
# Alfa: 30·.8 + 30·.6 + 10·.5 + 30·1 = 24 + 18 + 5 + 30 = 77. Beta: 30·.9 + 30·.9 + 10·.75 + 30·1000/1200 = 86.5.
BIDS = b"""bid;supplier;continuity;competence;start-up;price
Alfa;Alfa AS;8;6;10;1000
Beta;Beta AS;9;9;5;1200
"""
# Both: 24 + 18 + 5 + 30 = 77.
TIED = b"""bid;supplier;continuity;competence;start-up;price
Alfa;Alfa AS;8;6;10;1000
Beta;Beta AS;6;8;10;1000
"""


def opened(
    procurement: Procurement,
    bids: dict[int | None, bytes] | None = None,
    *,
    strategy: bytes = STRATEGY,
    description: PlanDescription | None = None,
) -> None:
    """Locked and opened, the bids of every lot taken in, the (empty) assessments closed."""
    locked(procurement, strategy=strategy, description=description or plan(stated=STATED))
    open_bids(
        procurement=procurement,
        description=OpeningDescription(
            envelope=Envelope.BIDS,
            round=Round.INITIAL,
            opened_at=datetime(2026, 10, 1, 11, tzinfo=UTC),
            present=("Kari Nordmann", "Ola Hansen"),
        ),
        quality_closed_at=quality_closed_at,
        now=NOW,
        actor_id=None,
    )
    for lot_id, content in (bids or {None: BIDS}).items():
        import_bids(
            procurement=procurement,
            lot_id=lot_id,
            round=Round.INITIAL,
            content=content,
            file_name="bids.csv",
            now=NOW,
            actor_id=None,
        )
    close_quality(procurement=procurement, actor_id=None)
    db.session.commit()


def calculate(procurement: Procurement, reason: str | None = None) -> list[Calculation]:
    """The official result of every lot."""
    made = [
        calculate_official(procurement=procurement, lot_id=lot_id, reason=reason, actor_id=None)
        for lot_id in lots_of(procurement)
    ]
    db.session.commit()
    return made


def award(procurement: Procurement) -> Decision:
    """Decide what the results say."""
    shown = [lot.calculation.id for lot in propose(procurement).lots if lot.calculation]
    decision = services.decide_award(
        procurement=procurement, shown=shown, reason="The best bid by the criteria.", actor_id=None
    )
    db.session.commit()
    return decision


def correct_price(procurement: Procurement, bid: StandingBid, price: int) -> None:
    """Put an error in a price right."""
    lock = current_lock(procurement)
    assert lock is not None
    correct_figure(
        procurement=procurement,
        submission=bid.submission,
        leaf=strategy_of(lock.strategy_version).criterion("price"),
        ground=FigureGround.ARITHMETIC_ERROR,
        value=Fraction(price),
        reason="The parts of the form add up to this.",
        shown=bid.figures["price"].rows[-1].id,
        actor_id=None,
    )
    db.session.commit()


def decided(procurement: Procurement, bids: dict[int | None, bytes] | None = None) -> Decision:
    """Opened, calculated and awarded."""
    opened(procurement, bids)
    calculate(procurement)
    return award(procurement)
