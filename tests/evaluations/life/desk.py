"""What people ask of the services in the life of a procurement, with the values the model plans for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.db import Base, db, write_engine
from marketkit.errors import BadInput
from marketkit.evaluations.assessment.evaluators import newest_assignment
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.assessment.refusals import (
    AssessmentRefusedError,
    NotReadyToCloseError,
    ScoresRefusedError,
    StaleAssignmentsError,
    StaleModerationError,
)
from marketkit.evaluations.assessment.scoring import Given, record_assessments
from marketkit.evaluations.bids.figures import StaleFigureError, correct_figure
from marketkit.evaluations.bids.intake import GivenBid, import_bids, submit_bid
from marketkit.evaluations.bids.models import Bid, Envelope, FigureGround, Round
from marketkit.evaluations.bids.opening import NotReadyToOpenError, OpeningDescription, open_bids
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.bids.suppliers import SupplierGiven
from marketkit.evaluations.decision.standing import current_decision
from marketkit.evaluations.envelopes import quality_closed_at
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.preparation.services import (
    LockedError,
    NotReadyToLockError,
    PlanDescription,
    StalePlanError,
    current_lock,
)
from marketkit.evaluations.reporting.letter_standing import standing_letters
from marketkit.evaluations.reporting.models import Letter
from marketkit.evaluations.services import NothingToCalculateError
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import strategy_of
from tests.evaluations.life.facts import COST, SCORED, STATED, WEIGHTS, Plan
from tests.factories import Factories
from tests.signing_in import sign_in

REFUSALS = (
    LockedError,
    NotReadyToLockError,
    StalePlanError,
    NothingToCalculateError,
    NotReadyToOpenError,
    BidsRefusedError,
    BadInput,
    StaleFigureError,
    AssessmentRefusedError,
    ScoresRefusedError,
    StaleModerationError,
    StaleAssignmentsError,
    NotReadyToCloseError,
    NotReadyError,
)
STRATEGIES = {
    name: f"""
id: {name}
currency: NOK
award: weighted-sum
weights: percent
price_basis: {{vat: excluded, options: included}}
criteria:
  - {{id: plan, kind: quality, weight: {weights[SCORED]}, scale: [0, 10]}}
  - {{id: days, kind: quality, weight: {weights[STATED]}, scale: [30, 0]}}
  - {{id: price, kind: cost, weight: {weights[COST]}, formula: {{name: proportional-to-lowest}}}}
""".encode()
    for name, weights in WEIGHTS.items()
}
# Alfa and Gamma share every figure, so that they tie whenever they are scored alike.
DAYS = {"Alfa": 10, "Beta": 5, "Gamma": 10, "Delta": 7}
PRICES = {"Alfa": 1000123, "Beta": 1250457, "Gamma": 1000123, "Delta": 900789}
PLANTED = tuple(str(price) for price in {*PRICES.values(), 1100321})
LABELS = tuple(DAYS)
IN_TIME = datetime(2025, 3, 14, 9, tzinfo=UTC)
TOO_LATE = datetime(2025, 3, 26, 9, tzinfo=UTC)
PRESENT = ("Kari Nordmann", "Ola Hansen")
EVALUATORS = ("eva", "ola")
READERS = {"officer": Role.OFFICER, "evaluator": Role.EVALUATOR, "auditor": Role.AUDITOR}
Verb = Callable[[Procurement], Any]


@dataclass
class People:
    """Who takes part: user numbers by name, and a signed-in browser for each kind of reader."""

    users: dict[str, int]
    readers: dict[str, FlaskClient]
    procurement_id: int
    base: str


def gather(app: Flask) -> People:
    """A buyer under Norwegian part 1 (no standstill is demanded), a procurement and its people."""
    with app.app_context():
        engine = write_engine(db.engine)
    with Session(engine) as session:
        factories = Factories(session)
        buyer = factories.buyer()
        procurement = factories.procurement(buyer, regime=Regime.NO_PART_1)
        members = {name: factories.member(buyer, Role.EVALUATOR, name=name.title()) for name in EVALUATORS}
        members["lawyer"] = factories.member(buyer, Role.LEGAL)
        readers = {name: factories.member(buyer, role) for name, role in READERS.items()}
        users = {name: user.id for name, user in members.items()}
        base = f"/b/{buyer.slug}/procurements/{procurement.id}/evaluation"
        found = People(users, {name: app.test_client() for name in readers}, procurement.id, base)
        for name, user in readers.items():
            sign_in(found.readers[name], user)
    return found


def contents() -> tuple[int, ...]:
    """How many rows each table holds: rows are only ever added, so that this tells whether anything was."""
    return tuple(db.session.execute(text(_counting())).one())


@cache
def _counting() -> str:
    names = [name for name in sorted(Base.metadata.tables) if name != "session_record"]
    return "SELECT " + ", ".join(f'(SELECT count(*) FROM "{name}") AS n{name}' for name in names)


def description(plan: Plan) -> PlanDescription:
    return PlanDescription(deadline=plan.deadline, two_envelopes=plan.two_envelopes, stated=(STATED,))


def bid_of(procurement: Procurement, label: str) -> Bid | None:
    query = select(Bid).where(Bid.procurement_id == procurement.id, Bid.label == label)
    return db.session.scalar(query)


def bid_number(procurement: Procurement, label: str) -> int:
    bid = bid_of(procurement, label)
    return bid.id if bid is not None else 0


def letter_to(procurement: Procurement, label: str) -> Letter:
    """The newest letter about the newest decision to the supplier of a bid."""
    decision = current_decision(procurement)
    assert decision is not None
    names = {each.supplier.name: each.letter for each in standing_letters(procurement, decision)}
    letter = names[f"{label} AS"]
    assert letter is not None
    return letter


def opening(envelope: Envelope, at: datetime, now: datetime, present: tuple[str, ...] = PRESENT) -> Verb:
    return lambda procurement: open_bids(
        procurement=procurement,
        description=OpeningDescription(
            envelope=envelope, round=Round.INITIAL, opened_at=at, present=present, deadline=None
        ),
        quality_closed_at=quality_closed_at,
        now=now,
        actor_id=None,
    )


def taking_in(label: str, *, late: bool, price: bool, reason: str | None) -> Verb:
    figures = {STATED: Fraction(DAYS[label])} | ({COST: Fraction(PRICES[label])} if price else {})
    given = GivenBid(
        label=label,
        supplier=SupplierGiven(f"{label} AS"),
        received_at=TOO_LATE if late else IN_TIME,
        figures=figures,
    )
    return lambda procurement: submit_bid(
        procurement=procurement,
        lot_id=None,
        round=Round.INITIAL,
        given=given,
        reason=reason,
        now=datetime.now(UTC),
        actor_id=None,
    )


def prices_in(labels: Iterable[str], reason: str | None) -> Verb:
    rows = "".join(f"{label};{PRICES[label]}\n" for label in labels)
    return lambda procurement: import_bids(
        procurement=procurement,
        lot_id=None,
        round=Round.INITIAL,
        content=f"bid;price\n{rows}".encode(),
        file_name="prices.csv",
        reason=reason,
        prices_only=True,
        now=datetime.now(UTC),
        actor_id=None,
    )


def correction(label: str, leaf: str, value: int, *, stale: bool) -> Verb:
    """A correction as the page would ask for it: of the figure it showed, or of one that was never there."""

    def correct(procurement: Procurement) -> object:
        standing = next((each for each in standing_bids(procurement) if each.bid.label == label), None)
        lock = current_lock(procurement)
        assert standing is not None and lock is not None  # there is no page to ask for it on before
        figure = standing.figures.get(leaf)
        return correct_figure(
            procurement=procurement,
            submission=standing.submission,
            leaf=strategy_of(lock.strategy_version).criterion(leaf),
            ground=FigureGround.ARITHMETIC_ERROR,
            value=Fraction(value),
            reason="The parts of the form add up to this.",
            shown=0 if stale or figure is None else figure.rows[-1].id,
            actor_id=None,
        )

    return correct


def scoring(user_id: int, label: str, leaf: str, score: Fraction, ground: str, shown: int) -> Verb:
    def record(procurement: Procurement) -> list[Assessment]:
        given = Given(bid_number(procurement, label), leaf, score, ground, shown)
        return record_assessments(procurement=procurement, user_id=user_id, given=[given])

    return record


def shown_assignment(procurement: Procurement, stale: bool) -> int:
    return newest_assignment(procurement) + (1 if stale else 0)


def today() -> date:
    """The day at the buyer's, which is where buyers are unless they say otherwise."""
    return datetime.now(UTC).astimezone(ZoneInfo("Europe/Oslo")).date()
