"""The award decision and what leads to it. Rows are never changed; the newest counts."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.account.models import User
from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import TextList, UtcDateTime
from marketkit.db import Base
from marketkit.evaluations.models import Calculation

PROCUREMENT = (["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"])


class InquiryStep(enum.Enum):
    """What happened about a price that seems too low."""

    ASKED = "asked"
    ANSWERED = "answered"
    ASSESSED = "assessed"


class PriceInquiry(Base):
    """A step in asking a supplier to explain a low price; `accepted` says, once assessed, whether it was explained."""

    __tablename__ = "price_inquiry"
    __table_args__ = (
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(["bid_id", "procurement_id"], ["bid.id", "bid.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int]
    step: Mapped[InquiryStep]
    text: Mapped[str] = mapped_column(Text)
    due: Mapped[date | None]
    accepted: Mapped[bool | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class TieDraw(Base):
    """Lots were drawn between bids that share a place: `bids` in the order drawn, before the `witnesses`."""

    __tablename__ = "tie_draw"
    __table_args__ = (
        ForeignKeyConstraint(*PROCUREMENT),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    calculation_id: Mapped[int] = mapped_column(ForeignKey("calculation.id"))
    bids: Mapped[tuple[str, ...]] = mapped_column(TextList)
    witnesses: Mapped[tuple[str, ...]] = mapped_column(TextList)
    how: Mapped[str] = mapped_column(Text)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class DecisionKind(enum.Enum):
    """What was decided."""

    AWARD = "award"
    REVERSAL = "reversal"
    CANCELLATION = "cancellation"


class DecisionGround(enum.Enum):
    """Why an award was reversed, or a procedure cancelled."""

    COMPLAINT = "complaint"
    OWN_MOTION = "own-motion"
    ERROR_IN_COMPETITION = "error-in-competition"
    NO_SUITABLE_BIDS = "no-suitable-bids"
    TOO_LITTLE_COMPETITION = "too-little-competition"
    NO_FUNDING = "no-funding"
    NEED_CHANGED = "need-changed"


class Decision(Base):
    """A decision of the buyer; `number` counts a procurement's from 1. A reversal names the award it takes back."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        UniqueConstraint("procurement_id", "number"),
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(["reverses_id", "procurement_id"], ["decision.id", "decision.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    number: Mapped[int]
    kind: Mapped[DecisionKind]
    ground: Mapped[DecisionGround | None]
    reason: Mapped[str] = mapped_column(Text)
    reverses_id: Mapped[int | None]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    decided_by: Mapped[User | None] = relationship(viewonly=True)
    outcomes: Mapped[list[Outcome]] = relationship(
        primaryjoin=lambda: Decision.id == Outcome.decision_id,
        foreign_keys=lambda: [Outcome.decision_id],
        viewonly=True,
        order_by=lambda: Outcome.id,
    )


class Outcome(Base):
    """What a decision says of one lot (or of the whole procurement): the official calculation, and who wins.

    `winners` are labels of bids in their order. `workings` tells how a limit on lots or a draw changed the order.
    """

    __tablename__ = "decision_outcome"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "procurement_id"], ["decision.id", "decision.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(index=True)
    lot_id: Mapped[int | None]
    calculation_id: Mapped[int] = mapped_column(ForeignKey("calculation.id"))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("tie_draw.id"))
    winners: Mapped[tuple[str, ...]] = mapped_column(TextList)
    workings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    calculation: Mapped[Calculation] = relationship(viewonly=True)


class Standstill(Base):
    """When the contract may first be signed, from an event on a day, and the rule it rests on (None: no standstill)."""

    __tablename__ = "standstill"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "procurement_id"], ["decision.id", "decision.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(String(60))
    event_on: Mapped[date]
    electronically: Mapped[bool]
    rule: Mapped[str | None] = mapped_column(String(300))
    ends_on: Mapped[date | None]
    earliest_signing: Mapped[date]
    workings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Signature(Base):
    """The contract that follows from an award was signed on a day; the newest row counts."""

    __tablename__ = "contract_signature"
    __table_args__ = (
        ForeignKeyConstraint(["decision_id", "procurement_id"], ["decision.id", "decision.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(index=True)
    signed_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
