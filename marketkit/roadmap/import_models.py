"""The table of lists that were uploaded to be imported, each kept until it is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketkit.db import Base
from marketkit.procurements.organisations import now


class ListUpload(Base):
    """A list between its upload and its import; nobody but the person who uploaded it sees it.

    `mapping` is a mapping file, "" before the columns are chosen. `decisions` tells for rows without a key, by their
    number, which entry they are about, "" for a new one. After a while `content` is given up: the mapping of an imported
    list stays, for the next snapshot of it.
    """

    __tablename__ = "list_upload"
    __table_args__ = (Index("ix_list_upload_by_list", "buyer_id", "list_name", "applied_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    file_name: Mapped[str] = mapped_column(String(200))
    list_name: Mapped[str] = mapped_column(String(100))
    as_of: Mapped[date]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    mapping: Mapped[str] = mapped_column(Text, default="")
    decisions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    applied_at: Mapped[datetime | None]
