"""Reports and letters as they were written, approved and sent, and claims of trade secrets. The newest rows count."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import UtcDateTime
from marketkit.db import Base

PROCUREMENT = (["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"])
DECISION = (["decision_id", "procurement_id"], ["decision.id", "decision.procurement_id"])


class LetterKind(enum.Enum):
    """What a letter tells its supplier."""

    AWARD = "award"
    NOT_CHOSEN = "not-chosen"
    REJECTED = "rejected"
    REVERSAL = "reversal"
    CANCELLATION = "cancellation"


class Letter(Base):
    """A letter to one supplier about one decision; `number` counts its versions from 1, the newest is the one to send.

    `content` is the document as it was drawn from the stored result, with `remark`, what an officer adds in words.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        UniqueConstraint("decision_id", "supplier_id", "number"),
        ForeignKeyConstraint(*DECISION),
        ForeignKeyConstraint(["supplier_id", "buyer_id"], ["supplier.id", "supplier.buyer_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(index=True)
    supplier_id: Mapped[int]
    number: Mapped[int]
    kind: Mapped[LetterKind]
    language: Mapped[str] = mapped_column(String(10))
    remark: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LetterTerms(Base):
    """What all letters of a decision tell that no other part of the evaluation knows.

    `electronically` says whether all of them go out electronically, on which the length of a standstill can depend;
    `days` how long the buyer has set it (None: as the law has it); `addresses` the suppliers' postal and e-mail
    addresses by supplier id, where the law asks for them.
    """

    __tablename__ = "letter_terms"
    __table_args__ = (ForeignKeyConstraint(*DECISION), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(index=True)
    electronically: Mapped[bool] = mapped_column(default=True)
    days: Mapped[int | None]
    addresses: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LetterApproval(Base):
    """An officer has read and approved one version of a letter."""

    __tablename__ = "letter_approval"
    __table_args__ = (
        UniqueConstraint("letter_id"),
        ForeignKeyConstraint(["letter_id", "procurement_id"], ["letter.id", "letter.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    letter_id: Mapped[int]
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class LettersSent(Base):
    """All letters of a decision went out at one moment, from the buyer's own systems."""

    __tablename__ = "letters_sent"
    __table_args__ = (UniqueConstraint("decision_id"), ForeignKeyConstraint(*DECISION), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    electronically: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Disclosure(Base):
    """Whether the letters of a decision may tell the price at which a bid would have drawn level, and why."""

    __tablename__ = "disclosure"
    __table_args__ = (ForeignKeyConstraint(*DECISION), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(index=True)
    price_to_tie: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Report(Base):
    """The evaluation report of a decision as it was written; `number` counts its versions from 1.

    `statements` are the officer's own words on what no other part of the evaluation knows, by their code.
    """

    __tablename__ = "evaluation_report"
    __table_args__ = (
        UniqueConstraint("decision_id", "language", "is_public", "number"),
        ForeignKeyConstraint(*DECISION),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    is_public: Mapped[bool]
    statements: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class SecretClaim(Base):
    """A supplier claims that a passage is a trade secret: `field` says where it stands, `passage` what it is."""

    __tablename__ = "secret_claim"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        ForeignKeyConstraint(*PROCUREMENT),
        ForeignKeyConstraint(["bid_id", "procurement_id"], ["bid.id", "bid.procurement_id"]),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    bid_id: Mapped[int]
    field: Mapped[str] = mapped_column(String(200))
    passage: Mapped[str] = mapped_column(Text)
    claimed_because: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class SecretDecision(Base):
    """An officer's decision on a claim, with its reason; what is `kept_secret` stands in no public version."""

    __tablename__ = "secret_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["claim_id", "procurement_id"], ["secret_claim.id", "secret_claim.procurement_id"]
        ),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    claim_id: Mapped[int] = mapped_column(index=True)
    kept_secret: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
