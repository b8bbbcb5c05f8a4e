"""Who scores what, what they scored and why, and what the panel agreed. Rows are never changed; the newest counts."""

from __future__ import annotations

import enum
from datetime import datetime
from fractions import Fraction

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.account.models import User
from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import UtcDateTime
from marketkit.db import Base

PROCUREMENT = (["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"])
BID = (["bid_id", "procurement_id"], ["bid.id", "bid.procurement_id"])


class Assignment(Base):
    """An evaluator scores a leaf criterion (`assigned`), or no longer does.

    `reason` says why somebody is taken off who had given scores, which no longer count.
    """

    __tablename__ = "assignment"
    __table_args__ = (ForeignKeyConstraint(*PROCUREMENT), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    criterion: Mapped[str] = mapped_column(String(200))
    assigned: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id], viewonly=True)


class ConflictDeclaration(Base):
    """An evaluator says whether there is a conflict of interest with a supplier; needed before any score of its bids."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(["supplier_id", "buyer_id"], ["supplier.id", "supplier.buyer_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    supplier_id: Mapped[int]
    conflict: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Assessment(Base):
    """One evaluator's score of one bid on one leaf, with the ground for it; `number` counts its versions from 1.

    `submission_id` is what the supplier had handed in when it was made. Under ScoringMode.PANEL the user is the one
    who wrote it down for the panel.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("bid_id", "criterion", "user_id", "number"),
        Index("ix_assessment_of_procurement", "procurement_id", "bid_id", "criterion"),
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(*BID),
        ForeignKeyConstraint(["submission_id", "bid_id"], ["submission.id", "submission.bid_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    bid_id: Mapped[int]
    submission_id: Mapped[int]
    criterion: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    number: Mapped[int]
    score: Mapped[Fraction]
    ground: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(viewonly=True)


class Handover(Base):
    """An evaluator has finished (`done`), so that the others' scores may be seen; or was asked to go on, with a reason."""

    __tablename__ = "handover"
    __table_args__ = (ForeignKeyConstraint(*PROCUREMENT), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    done: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ModerationKind(enum.Enum):
    """Why the panel's score stands: it was agreed, or an obvious error is put right afterwards."""

    AGREED = "agreed"
    CORRECTION = "correction"


class Moderation(Base):
    """The panel's score of a bid on a leaf, with its reason, beside the evaluators' own; `number` counts from 1."""

    __tablename__ = "moderation"
    __table_args__ = (
        UniqueConstraint("bid_id", "criterion", "number"),
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(*BID),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int]
    criterion: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    kind: Mapped[ModerationKind] = mapped_column(default=ModerationKind.AGREED)
    score: Mapped[Fraction]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    created_by: Mapped[User | None] = relationship(viewonly=True)


class QualityClosing(Base):
    """The assessments of quality are closed, so that prices may be opened; or taken up again, with a reason."""

    __tablename__ = "quality_closing"
    __table_args__ = (ForeignKeyConstraint(*PROCUREMENT), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    closed: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
