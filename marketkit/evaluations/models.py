"""Bids as they were handed in, what was calculated from them, and who was taken out by hand and why.

Rows are never changed. A new file, another strategy or an exclusion makes a new calculation; the old stay readable.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.account.models import User
from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import UtcDateTime
from marketkit.db import Base
from marketkit.procurements.models import Lot
from marketkit.sourcing.models import StrategyVersion


class Standing(enum.Enum):
    """Whether a calculation was made before or after the strategy was locked."""

    TRIAL = "trial"
    OFFICIAL = "official"


class Ground(enum.Enum):
    """Why a bid, or a supplier with all its bids, is rejected before scoring."""

    NOT_QUALIFIED = "not-qualified"
    GROUND_FOR_EXCLUSION = "ground-for-exclusion"
    REQUIREMENT_NOT_MET = "requirement-not-met"
    SUBSTANTIAL_DEVIATION = "substantial-deviation"
    LATE = "late"
    WITHDRAWN = "withdrawn"
    VARIANT_NOT_ALLOWED = "variant-not-allowed"
    ABNORMALLY_LOW = "abnormally-low"


class BidFile(Base):
    """One uploaded table of bids, as it was; `number` counts a procurement's files from 1."""

    __tablename__ = "bid_file"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        UniqueConstraint("procurement_id", "number"),
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    number: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class HandDecision(Base):
    """An officer took a bid out (`excluded`) or let it back in; the newest decision on a bid counts."""

    __tablename__ = "hand_decision"
    __table_args__ = (
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    bid: Mapped[str] = mapped_column(String(200))
    excluded: Mapped[bool]
    ground: Mapped[Ground | None]
    explanation: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Calculation(Base):
    """One run on record: which strategy, which bids, who was out by hand, and the whole result.

    A trial is made from an uploaded file (`bid_file_id`); an official run, under a lock and for one lot where there
    are lots, from the bids taken in and the scores agreed. `inputs` holds what was scored, every figure exact:
    [{"bid", "supplier", "organisation_number", "note", "raw": {leaf: number}}]; `inputs_sha256` is that of its
    canonical text. `result` is the document of `marketkit score --json`, `sha256` that of its canonical text.
    `by_hand` lists {"bid", "ground", "explanation"} of the bids that were out; where the explanation
    follows from the clock or the plan, also its "template" and "values", so that it can be said in any language. `number` counts a procurement's runs
    from 1. `reason` says why an official run was made anew.
    """

    __tablename__ = "calculation"
    __table_args__ = (
        UniqueConstraint("procurement_id", "number"),
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        ForeignKeyConstraint(
            ["strategy_version_id", "procurement_id"],
            ["strategy_version.id", "strategy_version.procurement_id"],
        ),
        ForeignKeyConstraint(["bid_file_id", "procurement_id"], ["bid_file.id", "bid_file.procurement_id"]),
        ForeignKeyConstraint(
            ["lock_id", "procurement_id"], ["strategy_lock.id", "strategy_lock.procurement_id"]
        ),
        ForeignKeyConstraint(
            ["lot_id", "procurement_id", "buyer_id"], ["lot.id", "lot.procurement_id", "lot.buyer_id"]
        ),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    number: Mapped[int]
    standing: Mapped[Standing]
    strategy_version_id: Mapped[int]
    lock_id: Mapped[int | None]
    lot_id: Mapped[int | None]
    bid_file_id: Mapped[int | None]
    inputs: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)
    by_hand: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    strategy_version: Mapped[StrategyVersion] = relationship(viewonly=True)
    bid_file: Mapped[BidFile | None] = relationship(viewonly=True)
    created_by: Mapped[User | None] = relationship(viewonly=True)
    lot: Mapped[Lot | None] = relationship(
        primaryjoin=lambda: Calculation.lot_id == Lot.id,
        foreign_keys=lambda: Calculation.lot_id,
        viewonly=True,
    )
