"""A procurement taken to a stage of its evaluation, for tests of what comes after. Call inside an application context."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from marketkit.db import db
from marketkit.evaluations import services as trials
from marketkit.evaluations.preparation import services as preparation
from marketkit.evaluations.preparation.models import ScoringMode, StrategyLock
from marketkit.evaluations.preparation.services import PlanDescription
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import current_strategy

STRATEGY = b"""
id: care
currency: NOK
award: weighted-sum
weights: percent
price_basis: {vat: excluded, options: included}
criteria:
  - id: quality
    kind: quality
    weight: 60
    parts:
      - {id: continuity, weight: 50, scale: [0, 10]}
      - {id: competence, weight: 50, scale: [0, 10]}
  - {id: start-up, kind: quality, weight: 10, scale: [20, 0]}
  - {id: price, kind: cost, weight: 30, formula: {name: proportional-to-lowest}}
"""
# A lock may only be taken before the deadline, so tests lock in the past.
LOCKED_AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
DEADLINE = datetime(2026, 10, 1, 10, tzinfo=UTC)


def plan(
    *,
    deadline: datetime | None = DEADLINE,
    scoring_mode: ScoringMode = ScoringMode.INDIVIDUAL,
    two_envelopes: bool = False,
    stated: tuple[str, ...] = ("start-up",),
    spread_limit: Fraction = Fraction(1, 5),
    variants_allowed: bool = False,
    lot_limit: int | None = None,
) -> PlanDescription:
    """A plan as tests mostly want it: evaluators alone, one envelope, the days of start-up stand in the bid."""
    return PlanDescription(
        deadline=deadline,
        scoring_mode=scoring_mode,
        two_envelopes=two_envelopes,
        stated=stated,
        spread_limit=spread_limit,
        variants_allowed=variants_allowed,
        lot_limit=lot_limit,
    )


def planned(
    procurement: Procurement, *, strategy: bytes = STRATEGY, description: PlanDescription | None = None
) -> None:
    """A strategy in use and a plan."""
    trials.change_strategy(procurement=procurement, content=strategy, file_name="care.yaml", actor_id=None)
    standing = preparation.current_plan(procurement)
    preparation.plan_evaluation(
        procurement=procurement,
        description=description or plan(),
        shown=standing.number if standing else 0,
        actor_id=None,
    )
    db.session.commit()


def locked(
    procurement: Procurement,
    *,
    strategy: bytes = STRATEGY,
    description: PlanDescription | None = None,
    at: datetime = LOCKED_AT,
) -> StrategyLock:
    """The same, locked before the deadline."""
    planned(procurement, strategy=strategy, description=description)
    version = current_strategy(procurement)
    assert version is not None
    made = preparation.lock(
        procurement=procurement,
        version_number=version.number,
        packs=(),
        overrides={},
        now=at,
        actor_id=None,
    )
    db.session.commit()
    return made


LATER = LOCKED_AT + timedelta(days=7)
