"""Which model was chosen, the contract being written, its answers, the drafts issued from it, and what was signed.

Rows are never changed; the newest counts. A template is kept as it was when a contract began, so that neither a
changed folder nor a new version changes a contract that is being written.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketkit.account.models import User
from marketkit.appendonly import APPEND_ONLY
from marketkit.columns import MoneyMinor, UtcDateTime
from marketkit.db import Base
from marketkit.procurements.models import Procurement

PROCUREMENT = (["procurement_id", "buyer_id"], ["procurement.id", "procurement.buyer_id"])
CONTRACT = (["contract_id", "procurement_id"], ["contract.id", "contract.procurement_id"])


class TemplateVersion(Base):
    """A template as it was: `files` is a ZIP of its package with the shared files it uses, `sha256` their hash.

    Immutable, and of no buyer: whoever uses these same files uses this row.
    """

    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("sha256"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str] = mapped_column(String(100), index=True)
    version: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    files: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ModelChoice(Base):
    """The model that the guided questions recommended and the one that was chosen; with a `reason` where they differ.

    `answers` holds the questions' codes and the answers' codes.
    """

    __tablename__ = "model_choice"
    __table_args__ = (
        ForeignKeyConstraint(*PROCUREMENT),
        CheckConstraint("chosen = recommended OR reason <> ''", name="own_choice_has_reason"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    recommended: Mapped[str] = mapped_column(String(40))
    chosen: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    created_by: Mapped[User | None] = relationship(viewonly=True)


class Contract(Base):
    """A contract being written for a procurement, from one version of one template, in one language."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("id", "procurement_id"),
        ForeignKeyConstraint(*PROCUREMENT),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(index=True)
    procurement_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    procurement: Mapped[Procurement] = relationship(viewonly=True)


class ContractTemplate(Base):
    """The template version a contract is written from; a newer row moves it to another version, with a reason."""

    __tablename__ = "contract_template"
    __table_args__ = (ForeignKeyConstraint(*CONTRACT), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int]
    contract_id: Mapped[int] = mapped_column(index=True)
    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    template_version: Mapped[TemplateVersion] = relationship(viewonly=True)


class ContractAnswer(Base):
    """One answer to one parameter; `number` counts its versions from 1. A `value` of None takes the answer back.

    Values are exact texts and lists of them, as answers stand in a file.
    """

    __tablename__ = "contract_answer"
    __table_args__ = (
        UniqueConstraint("contract_id", "parameter", "number"),
        ForeignKeyConstraint(*CONTRACT),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int]
    contract_id: Mapped[int] = mapped_column(index=True)
    parameter: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    created_by: Mapped[User | None] = relationship(viewonly=True)


class IssuedDraft(Base):
    """A draft that was issued: everything it can be made again from, and the hash of the Word file with comments.

    `draft_id` stands in the document; `missing` counts what was not answered then.
    """

    __tablename__ = "issued_draft"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        ForeignKeyConstraint(*CONTRACT),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int]
    contract_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    draft_id: Mapped[str] = mapped_column(String(40))
    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers_hash: Mapped[str] = mapped_column(String(64))
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    generator: Mapped[str] = mapped_column(String(40))
    missing: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    template_version: Mapped[TemplateVersion] = relationship(viewonly=True)
    created_by: Mapped[User | None] = relationship(viewonly=True)


class SignedContract(Base):
    """A contract was signed: the date, the parties, the value without and with all options. Corrected by a newer row."""

    __tablename__ = "signed_contract"
    __table_args__ = (
        ForeignKeyConstraint(*CONTRACT),
        CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name="value_is_whole"),
        {"info": APPEND_ONLY},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procurement_id: Mapped[int]
    contract_id: Mapped[int] = mapped_column(index=True)
    draft_number: Mapped[int]
    signed_on: Mapped[date]
    parties: Mapped[list[str]] = mapped_column(JSON)
    value_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    value_with_options_minor: Mapped[int | None] = mapped_column(MoneyMinor)
    currency: Mapped[str | None] = mapped_column(String(3))
    options: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    created_by: Mapped[User | None] = relationship(viewonly=True)
