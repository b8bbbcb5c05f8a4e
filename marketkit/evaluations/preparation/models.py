"""How bids will be assessed, and the lock that ends the preparation. Rows are never changed; the newest counts."""

from __future__ import annotations

import enum
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.account.models import User
from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import TextList, UtcDateTime
from marketkit.db import Base
from marketkit.sourcing.models import StrategyVersion


class ScoringMode(enum.Enum):
    """Who gives the scores: every evaluator alone, or the panel together."""

    INDIVIDUAL = "individual"
    PANEL = "panel"


class EvaluationPlan(Base):
    """How the bids will be assessed, decided before they are opened; `number` counts a procurement's plans from 1.

    `deadline` is when bids must have come. `stated` names the leaves whose value stands in the bid itself (days,
    percent) and is taken from there; the others are scored by evaluators. `spread_limit` is the share of a scale
    (0 to 1) by which evaluators may differ before the panel must agree; within it their mean counts. `lot_limit` is
    how many lots one supplier may win. `level_texts` says what scores mean: {leaf: [[score, text], ...]}.
    """

    __tablename__ = "evaluation_plan"
    __table_args__ = (
        UniqueConstraint("procurement_id", "number"),
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        CheckConstraint("lot_limit IS NULL OR lot_limit >= 1", name="lot_limit_positive"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    number: Mapped[int]
    deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    scoring_mode: Mapped[ScoringMode] = mapped_column(default=ScoringMode.INDIVIDUAL)
    two_envelopes: Mapped[bool] = mapped_column(default=False)
    spread_limit: Mapped[Fraction] = mapped_column(default=Fraction(1, 5))
    stated: Mapped[tuple[str, ...]] = mapped_column(TextList, default=())
    variants_allowed: Mapped[bool] = mapped_column(default=False)
    lot_limit: Mapped[int | None]
    level_texts: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON, default=dict)
    reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class StrategyLock(Base):
    """A strategy was locked; from here every calculation is official. `number` counts a procurement's locks from 1.

    `audit_number` and `audit_hash` are the head of the audit log just before. `findings` is what the rule packs said
    on the day `checked_on`; `overrides` lists {"rule", "reason"} for findings that were set aside. A later lock has a
    `reason`, says how the published documents were corrected, and how the deadline was reviewed.
    """

    __tablename__ = "strategy_lock"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        UniqueConstraint("procurement_id", "number"),
        ForeignKeyConstraint(["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"]),
        ForeignKeyConstraint(
            ["strategy_version_id", "procurement_id"],
            ["strategy_version.id", "strategy_version.procurement_id"],
        ),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int]
    number: Mapped[int]
    strategy_version_id: Mapped[int]
    plan_id: Mapped[int] = mapped_column(ForeignKey("evaluation_plan.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    audit_number: Mapped[int]
    audit_hash: Mapped[str] = mapped_column(String(64))
    checked_on: Mapped[date]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    overrides: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(Text)
    corrected_documents: Mapped[str | None] = mapped_column(Text)
    deadline_review: Mapped[str | None] = mapped_column(Text)
    locked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    strategy_version: Mapped[StrategyVersion] = relationship(viewonly=True)
    plan: Mapped[EvaluationPlan] = relationship(viewonly=True)
    locked_by: Mapped[User | None] = relationship(viewonly=True)
