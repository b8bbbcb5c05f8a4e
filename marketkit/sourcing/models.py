"""The strategies of procurements, as they were adopted: every version kept, none ever changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import UtcDateTime
from marketkit.db import Base


class StrategyVersion(Base):
    """The file of one strategy as a procurement uses it; `number` counts a procurement's versions from 1."""

    __tablename__ = "strategy_version"
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
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
