"""A competition that has been locked, and what bids for it look like. Every moment lies in the past, in March 2025."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from marketkit.access import Role
from marketkit.db import db
from marketkit.evaluations.bids.models import Envelope, Opening, Round, Submission
from marketkit.evaluations.bids.opening import OpeningDescription, open_bids
from marketkit.evaluations.envelopes import quality_closed_at
from marketkit.evaluations.preparation.services import PlanDescription, lock, plan_evaluation
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import adopt_strategy
from tests.factories import Factories
from tests.signing_in import sign_in, token

STRATEGY = b"""
id: care
title: {en: Care, nb: Omsorg}
currency: NOK
price_basis: {vat: excluded, options: included}
award: weighted-sum
weights: percent
criteria:
  - {id: plan, title: {en: Plan for the start, nb: Plan for oppstart}, kind: quality, weight: 40, scale: [0, 10]}
  - {id: days, title: {en: Days to deliver, nb: Dager til levering}, kind: quality, weight: 20, scale: [30, 0]}
  - {id: price, title: {en: Price, nb: Pris}, kind: cost, weight: 40, formula: {name: proportional-to-lowest}}
"""
LOCKED = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
DEADLINE = datetime(2025, 3, 17, 11, 0, tzinfo=UTC)  # 12:00 in Oslo
OPENED = datetime(2025, 3, 17, 11, 30, tzinfo=UTC)
NOW = datetime(2025, 4, 1, 8, 0, tzinfo=UTC)
PRESENT = ("Kari Nordmann", "Ola Hansen")
BIDS = (
    b"bid;supplier;organisation_number;days;price;note\n"
    b"Alfa;Alfa Omsorg AS;;10;1 000 000;\n"
    b"Beta;Beta Helse AS;;20;900 000,50;came by post\n"
)
QUALITY = b"bid;supplier;days\nAlfa;Alfa Omsorg AS;10\nBeta;Beta Helse AS;20\n"
PRICES = b"bid;price\nAlfa;1000000\nBeta;900000.5\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0c"
    b"IDAT\x08\xd7c\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\x18\xdd\x8d\xb0\x00\x00\x00\x00IEND\xaeB`\x82"
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def lock_strategy(
    procurement: Procurement, *, strategy: bytes = STRATEGY, deadline: datetime = DEADLINE, **plan: object
) -> None:
    """Adopt the strategy, decide the plan and lock both, as an officer did in March 2025."""
    adopt_strategy(procurement=procurement, content=strategy, file_name="care.yaml", actor_id=None)
    given = {"deadline": deadline, "stated": ("days",), **plan}
    plan_evaluation(procurement=procurement, description=PlanDescription(**given), shown=0, actor_id=None)
    lock(procurement=procurement, version_number=1, packs=(), overrides={}, now=LOCKED, actor_id=None)
    db.session.commit()


def record_opening(
    procurement: Procurement,
    envelope: Envelope = Envelope.BIDS,
    round: Round = Round.INITIAL,
    opened_at: datetime = OPENED,
    deadline: datetime | None = None,
    present: tuple[str, ...] = PRESENT,
    now: datetime = NOW,
) -> Opening:
    made = open_bids(
        procurement=procurement,
        description=OpeningDescription(
            envelope=envelope, round=round, opened_at=opened_at, present=present, deadline=deadline
        ),
        quality_closed_at=quality_closed_at,
        now=now,
        actor_id=None,
    )
    db.session.commit()
    return made


def exact(text: str) -> Fraction:
    return Fraction(text)


class Desk:
    """Somebody at the bids of one procurement, through the pages."""

    def __init__(self, app: Flask, client: FlaskClient, session: Session, procurement: Procurement) -> None:
        self.app, self.client, self.session = app, client, session
        self.id, self.buyer_id, slug = procurement.id, procurement.buyer_id, procurement.buyer.slug
        self.base = f"/b/{slug}/procurements/{procurement.id}/evaluation"
        session.commit()

    def get(self, path: str = "", **values: str) -> TestResponse:
        return self.client.get(self.base + path, query_string={"lang": "en", **values})

    def post(self, path: str, follow: bool = True, **data: object) -> TestResponse:
        found = token(self.client, f"{self.base}/bids/requirements")
        return self.client.post(
            self.base + path,
            data={"csrf_token": found, **data},
            content_type="multipart/form-data",
            follow_redirects=follow,
        )

    def as_role(self, factories: Factories, role: Role, **values: object) -> int:
        """From now on somebody with this role at the buyer; gives their number."""
        from marketkit.procurements.models import Buyer

        user = factories.member(self.session.get_one(Buyer, self.buyer_id), role, **values)
        user_id = user.id
        sign_in(self.client, user)
        return user_id


def submissions(session: Session, bid_id: int) -> list[Submission]:
    from sqlalchemy import select

    found = session.scalars(
        select(Submission).where(Submission.bid_id == bid_id).order_by(Submission.number)
    ).all()
    return list(found)
