"""Bids and everything recorded about them. Rows are never changed; what is recorded later counts."""

from __future__ import annotations

import enum
from datetime import datetime
from fractions import Fraction

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.account.models import User
from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import TextList, UtcDateTime
from marketkit.db import Base
from marketkit.evaluations.models import Ground
from marketkit.procurements.models import Lot, Supplier

PROCUREMENT = (["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"])


class Envelope(enum.Enum):
    """What was opened: everything, or (with two envelopes) first the quality and later the prices."""

    BIDS = "bids"
    PRICES = "prices"


class Round(enum.Enum):
    """Which bid of a supplier it is; the last counts."""

    INITIAL = "initial"
    REVISED = "revised"
    FINAL = "final"

    @property
    def place(self) -> int:
        """Its place in the order of rounds, from 0."""
        return list(Round).index(self)


class Opening(Base):
    """Bids were opened at a moment given, with those `present`; it must lie after the lock and the deadline.

    `deadline` is the round's own: the plan's for the initial bids, a later one for revised and final bids; None for an
    opening of prices.
    """

    __tablename__ = "bid_opening"
    __table_args__ = (
        ForeignKeyConstraint(*PROCUREMENT),
        UniqueConstraint("procurement_id", "envelope", "round"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    envelope: Mapped[Envelope]
    round: Mapped[Round]
    deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    present: Mapped[tuple[str, ...]] = mapped_column(TextList)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Bid(Base):
    """One bid of one supplier for one lot (or for the whole procurement, where it has no lots).

    `label` is what it is called in tables and results; unique in the procurement. A variant is a bid of its own.
    """

    __tablename__ = "bid"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        UniqueConstraint("procurement_id", "lot_id", "label"),
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(["supplier_id", "buyer_id"], ["supplier.id", "supplier.buyer_id"]),
        ForeignKeyConstraint(
            ["lot_id", "procurement_id", "buyer_id"], ["lot.id", "lot.procurement_id", "lot.buyer_id"]
        ),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    lot_id: Mapped[int | None]
    supplier_id: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    is_variant: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    supplier: Mapped[Supplier] = relationship(
        primaryjoin=lambda: Bid.supplier_id == Supplier.id,
        foreign_keys=lambda: Bid.supplier_id,
        viewonly=True,
    )
    lot: Mapped[Lot | None] = relationship(
        primaryjoin=lambda: Bid.lot_id == Lot.id, foreign_keys=lambda: Bid.lot_id, viewonly=True
    )


class Submission(Base):
    """What a supplier handed in for a bid in one round; `number` counts a bid's submissions from 1.

    The last one that came in time counts (`bids.standing.last_submission`).

    `received_at` is when the tendering system had it; after the deadline it is late and is not scored.
    `bid_file_id` is the spreadsheet it was imported from, None when it was typed in.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("id", "bid_id"),
        UniqueConstraint("bid_id", "number"),
        ForeignKeyConstraint(["bid_id", "procurement_id"], ["bid.id", "bid.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int]
    number: Mapped[int]
    round: Mapped[Round]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    late: Mapped[bool]
    bid_file_id: Mapped[int | None] = mapped_column(ForeignKey("bid_file.id"))
    note: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class TakenBack(Base):
    """A submission was taken in by mistake, under another's name or with another's figures: it stays readable and
    does not count.
    """

    __tablename__ = "submission_taken_back"
    __table_args__ = (
        UniqueConstraint("submission_id"),
        ForeignKeyConstraint(["submission_id", "bid_id"], ["submission.id", "submission.bid_id"]),
        ForeignKeyConstraint(["bid_id", "procurement_id"], ["bid.id", "bid.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int]
    submission_id: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Stage(enum.Enum):
    """Where a figure stands: as the supplier wrote it, with errors put right, as it is evaluated."""

    RAW = "raw"
    CORRECTED = "corrected"
    EVALUATED = "evaluated"


class FigureGround(enum.Enum):
    """Why a figure is what it is."""

    AS_SUBMITTED = "as-submitted"
    ARITHMETIC_ERROR = "arithmetic-error"
    CLERICAL_ERROR = "clerical-error"
    CLARIFICATION = "clarification"
    PRICED_RESERVATION = "priced-reservation"
    VAT_BASIS = "vat-basis"
    PRICED_OPTION = "priced-option"


class Figure(Base):
    """One figure of a submission on one leaf criterion, at one stage; the newest row of a stage counts.

    Where a stage has no row, the one before it stands: evaluated = corrected = raw.
    """

    __tablename__ = "bid_figure"
    __table_args__ = (
        ForeignKeyConstraint(["submission_id", "bid_id"], ["submission.id", "submission.bid_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int]
    submission_id: Mapped[int] = mapped_column(index=True)
    criterion: Mapped[str] = mapped_column(String(200))
    stage: Mapped[Stage]
    value: Mapped[Fraction]
    ground: Mapped[FigureGround] = mapped_column(default=FigureGround.AS_SUBMITTED)
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    created_by: Mapped[User | None] = relationship(viewonly=True)


class PricedOption(Base):
    """An option that a submission prices, on one cost leaf; counted where the strategy says options are included."""

    __tablename__ = "priced_option"
    __table_args__ = (
        ForeignKeyConstraint(["submission_id", "bid_id"], ["submission.id", "submission.bid_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int]
    submission_id: Mapped[int] = mapped_column(index=True)
    criterion: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Fraction]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class BidDocument(Base):
    """A file of a submission, kept under a random key outside everything that is served."""

    __tablename__ = "bid_document"
    __table_args__ = (
        ForeignKeyConstraint(["submission_id", "bid_id"], ["submission.id", "submission.bid_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int] = mapped_column(index=True)
    submission_id: Mapped[int]
    envelope: Mapped[Envelope] = mapped_column(default=Envelope.BIDS)
    title: Mapped[str] = mapped_column(String(200))
    file_name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class RequirementKind(enum.Enum):
    """Whether it is asked of the supplier or of the bid."""

    QUALIFICATION = "qualification"
    MUST = "must"


class Requirement(Base):
    """Something every supplier or bid must meet before it is scored; `number` counts a procurement's from 1.

    `note` says why it was written down only after the bids were opened.
    """

    __tablename__ = "requirement"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        UniqueConstraint("procurement_id", "number"),
        ForeignKeyConstraint(*PROCUREMENT),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    number: Mapped[int]
    kind: Mapped[RequirementKind]
    text: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class RequirementFinding(Base):
    """Whether a bid meets a requirement, and where that is documented; the newest row counts."""

    __tablename__ = "requirement_finding"
    __table_args__ = (
        ForeignKeyConstraint(["bid_id", "procurement_id"], ["bid.id", "bid.procurement_id"]),
        ForeignKeyConstraint(
            ["requirement_id", "procurement_id"], ["requirement.id", "requirement.procurement_id"]
        ),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    bid_id: Mapped[int] = mapped_column(index=True)
    requirement_id: Mapped[int]
    met: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Rejection(Base):
    """A bid, or every bid of a supplier, was rejected on a ground (`out`) or let back in; the newest row counts."""

    __tablename__ = "rejection"
    __table_args__ = (
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(["bid_id", "procurement_id"], ["bid.id", "bid.procurement_id"]),
        ForeignKeyConstraint(["supplier_id", "buyer_id"], ["supplier.id", "supplier.buyer_id"]),
        CheckConstraint("(bid_id IS NULL) <> (supplier_id IS NULL)", name="bid_or_supplier"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int | None]
    supplier_id: Mapped[int | None]
    out: Mapped[bool]
    ground: Mapped[Ground | None]
    explanation: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
