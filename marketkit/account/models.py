"""Tables of people: users, what they are at each buyer, the sessions they are signed in with, failed sign-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import AsaList, UserMixin
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.access import Role
from marketkit.columns import UtcDateTime
from marketkit.db import Base


class User(UserMixin, Base):
    """A person. `fs_uniquifier` changes when every session of theirs must end."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(10))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    totp_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    memberships: Mapped[list[Membership]] = relationship(back_populates="user")

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """None in the library's sense: what a person is depends on the buyer, see Membership."""
        return []


class Membership(Base):
    """What a person is at a buyer. An ended membership keeps its row, so that the record stays readable."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "buyer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyer.id"), index=True)
    role: Mapped[Role]
    active: Mapped[bool] = mapped_column(default=True)

    user: Mapped[User] = relationship(back_populates="memberships")


class SessionRecord(Base):
    """One browser's session. Only the hash of its number is kept, so that the table opens no session."""

    __tablename__ = "session_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    data: Mapped[str] = mapped_column(Text)
    browser: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignInFailure(Base):
    """A failed attempt to sign in, by the hash of the address typed; kept for the quarter of an hour it counts."""

    __tablename__ = "sign_in_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
