"""The verbs of what was decided and agreed: append, correct, withdraw, and what stands now.

Features make the row (an Award, an AgreedMeasure, an Option, a SharingTerm) with its own values; buyer, procurement,
time and actor are set here.
"""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Mapper, Session, aliased

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.errors import MarketkitError
from marketkit.procurements.models import AgreedMeasure, Award, Option, Procurement, SharingTerm
from marketkit.procurements.states import State, StepRefusedError
from marketkit.said import say

Row = TypeVar("Row", bound=Award | AgreedMeasure | Option | SharingTerm)
_SET_HERE = {
    "id",
    "buyer_id",
    "procurement_id",
    "at",
    "actor_id",
    "source",
    "replaces_id",
    "reason",
    "withdrawn",
}


class AlreadyReplacedError(MarketkitError):
    """The row to correct has been corrected already; the newer one is the one to correct."""


def append(row: Row, *, procurement: Procurement, source: str, actor_id: int | None) -> Row:
    """Add a row to a procurement. `source` says where it comes from ("bid:12"). Raises StepRefusedError if cancelled."""
    session = begin_write()
    if procurement.state is State.CANCELLED:
        raise StepRefusedError(say("the procurement is cancelled; nothing can be agreed in it"))
    return _add(session, row, procurement.buyer_id, procurement.id, source, actor_id)


def correct(old: Row, new: Row, *, reason: str, actor_id: int | None) -> Row:
    """Put a new row in the place of one that stands, with the reason. Raises AlreadyReplacedError."""
    return _replace(old, new, reason=reason, actor_id=actor_id)


def withdraw(old: Row, *, reason: str, actor_id: int | None) -> Row:
    """Take back a row that stands, with the reason; it stays on record. Raises AlreadyReplacedError."""
    begin_write()
    kind = type(old)
    mapper: Mapper[Row] = inspect(kind)
    columns = [column.key for column in mapper.column_attrs if column.key not in _SET_HERE]
    new = kind(**{name: getattr(old, name) for name in columns}, withdrawn=True)
    return _replace(old, new, reason=reason, actor_id=actor_id)


def standing(kind: type[Row], *, procurement: Procurement, session: Session | None = None) -> list[Row]:
    """The rows of a kind that stand now: those that nothing replaces and that are not withdrawn, oldest first."""
    newer = aliased(kind)
    query = (
        select(kind)
        .outerjoin(newer, newer.replaces_id == kind.id)
        .where(kind.procurement_id == procurement.id, kind.buyer_id == procurement.buyer_id)
        .where(newer.id.is_(None), kind.withdrawn.is_(False))
        .order_by(kind.id)
    )
    return list((session or db.session).scalars(query))


def _replace(old: Row, new: Row, *, reason: str, actor_id: int | None) -> Row:
    if not reason.strip():
        raise StepRefusedError(say("a correction needs a reason"))
    session = begin_write()
    kind = type(old)
    if session.scalar(select(kind.id).where(kind.replaces_id == old.id)) is not None:
        raise AlreadyReplacedError(f"{kind.__tablename__} {old.id} has been corrected already")
    new.replaces_id, new.reason = old.id, reason.strip()
    return _add(session, new, old.buyer_id, old.procurement_id, old.source, actor_id)


def _add(
    session: Session, row: Row, buyer_id: int, procurement_id: int, source: str, actor_id: int | None
) -> Row:
    row.buyer_id, row.procurement_id = buyer_id, procurement_id
    row.source, row.actor_id = source, actor_id
    session.add(row)
    session.flush()
    verb = "withdrawn" if row.withdrawn else "corrected" if row.replaces_id else "recorded"
    audit.record(
        f"{type(row).__tablename__.replace('_', '-')}.{verb}",
        subject=f"procurement:{procurement_id}",
        buyer_id=buyer_id,
        actor_id=actor_id,
        details={"row": row.id, "source": source, "replaces": row.replaces_id},
    )
    return row
