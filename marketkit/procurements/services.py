"""The verbs of a procurement: it is created, described, taken from state to state, divided into lots.

Each begins the writing transaction, flushes, and leaves a line in the procurement's history and in the audit log in
the same transaction. Free text stays out of the audit log; a reason stands there by its SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketkit import audit
from marketkit.db import begin_write
from marketkit.procurements import states
from marketkit.procurements.choices import EventKind
from marketkit.procurements.descriptions import LotDescription, ProcurementDescription
from marketkit.procurements.models import Buyer, Lot, Procurement, ProcurementEvent
from marketkit.procurements.organisations import now
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.states import State, StepRefusedError
from marketkit.said import Said, say
from marketkit.versions import require_version


def create_procurement(
    *, buyer: Buyer, description: ProcurementDescription, actor_id: int | None
) -> Procurement:
    """A new procurement of a buyer, in the state need. Raises FieldRefusedError when the reference is taken."""
    session = begin_write()
    _require_free_reference(session, buyer.id, description.reference)
    row = Procurement(buyer_id=buyer.id)
    _set(row, description.values())
    session.add(row)
    session.flush()
    _note(session, row, EventKind.CREATED, actor_id)
    _audit("procurement.created", row, actor_id, reference=row.reference)
    return row


def update_procurement(
    *, procurement: Procurement, shown: int, description: ProcurementDescription, actor_id: int | None
) -> tuple[str, ...]:
    """Describe a procurement anew; returns the names of what changed. `shown` is the version the form carried.

    Raises StaleVersionError, StepRefusedError when it is closed, and FieldRefusedError for a reference that is taken
    or a field that the competition has fixed.
    """
    session = begin_write()
    _require_open(procurement)
    require_version(procurement, shown=shown, changes=description.values())
    changes = description.changes(procurement)
    for name in sorted(changes.keys() & states.fixed_fields(procurement.state)):
        raise FieldRefusedError(name, say("this cannot be changed once the competition has begun"))
    if "reference" in changes:
        _require_free_reference(session, procurement.buyer_id, description.reference)
    if not changes:
        return ()
    _set(procurement, changes)
    procurement.changed_at = now()  # also where only a child row changed, so that the version is raised
    session.flush()
    _note(session, procurement, EventKind.CHANGED, actor_id, details=changes)
    _audit("procurement.changed", procurement, actor_id, fields=sorted(changes))
    return tuple(changes)


def change_state(
    *,
    procurement: Procurement,
    target: State,
    actor_id: int | None,
    reason: str | None = None,
    by_hand: bool = False,
    shown: int | None = None,
    source: str = "procurements",
    against: Callable[[Procurement, states.Step], Said | None] | None = None,
) -> ProcurementEvent:
    """Take a procurement to another state. Features call it when their work is done; a person `by_hand`.

    `shown` is the version a form carried, if there was one; `source` names the feature; `against` tells what stands
    against the step, asked under the lock. Raises StepRefusedError for a step that is not there, lacks its reason or
    has something against it, and StaleVersionError.
    """
    session = begin_write()
    if shown is not None:
        require_version(procurement, shown=shown, changes={"state": target})
    reason = (reason or "").strip() or None
    step = states.check_step(procurement.state, target, reason=reason, by_hand=by_hand)
    refusal = against(procurement, step) if against is not None else None
    if refusal is not None:
        raise states.StepRefusedError(refusal)
    procurement.state = target
    procurement.changed_at = now()
    event = _note(session, procurement, EventKind.STATE, actor_id, source=source, step=step, reason=reason)
    _audit(
        "procurement.state-changed",
        procurement,
        actor_id,
        **{"from": step.source.value, "to": step.target.value, "direction": step.direction.value},
        by_hand=by_hand,
        reason_sha256=hashlib.sha256(reason.encode()).hexdigest() if reason else None,
    )
    return event


def add_lot(*, procurement: Procurement, description: LotDescription, actor_id: int | None) -> Lot:
    """Add a lot with the next number. Raises StepRefusedError once the competition has begun."""
    session = begin_write()
    _require_lots_open(procurement)
    last = session.scalar(select(func.max(Lot.number)).where(Lot.procurement_id == procurement.id))
    lot = Lot(buyer_id=procurement.buyer_id, procurement_id=procurement.id, number=(last or 0) + 1)
    _set(lot, description.values())
    session.add(lot)
    _lots_changed(session, procurement, actor_id, "procurement.lot-added", lot)
    return lot


def update_lot(*, lot: Lot, shown: int, description: LotDescription, actor_id: int | None) -> tuple[str, ...]:
    """Describe a lot anew; returns the names of what changed. Raises StaleVersionError and StepRefusedError."""
    session = begin_write()
    _require_lots_open(lot.procurement)
    require_version(lot, shown=shown, changes=description.values())
    changes = description.changes(lot)
    if not changes:
        return ()
    _set(lot, changes)
    _lots_changed(session, lot.procurement, actor_id, "procurement.lot-changed", lot)
    return tuple(changes)


def remove_lot(*, lot: Lot, shown: int, actor_id: int | None) -> None:
    """Remove a lot; the others keep their numbers. Raises StaleVersionError and StepRefusedError."""
    session = begin_write()
    procurement = lot.procurement
    _require_lots_open(procurement)
    require_version(lot, shown=shown, changes={})
    session.delete(lot)
    _lots_changed(session, procurement, actor_id, "procurement.lot-removed", lot)


def record_event(
    *, procurement: Procurement, source: str, sentence: str, actor_id: int | None
) -> ProcurementEvent:
    """A line in the history by a feature: `source` is a code such as "evaluations.result-issued"."""
    session = begin_write()
    return _note(session, procurement, EventKind.FEATURE, actor_id, source=source, details=(sentence,))


def _set(row: object, values: object) -> None:
    for name, value in dict(values).items():  # type: ignore[call-overload]
        setattr(row, name, value)


def _require_open(procurement: Procurement) -> None:
    if states.is_closed(procurement.state):
        raise StepRefusedError(say("the procurement is closed; nothing in it can be changed"))


def _require_lots_open(procurement: Procurement) -> None:
    _require_open(procurement)
    if states.is_published(procurement.state):
        raise StepRefusedError(say("the lots cannot be changed once the competition has begun"))


def _require_free_reference(session: Session, buyer_id: int, reference: str) -> None:
    taken = select(Procurement.id).where(Procurement.buyer_id == buyer_id, Procurement.reference == reference)
    if session.scalar(taken) is not None:
        raise FieldRefusedError(
            "reference", say('another procurement has the reference "{text}"', text=reference)
        )


def _lots_changed(
    session: Session, procurement: Procurement, actor_id: int | None, action: str, lot: Lot
) -> None:
    session.flush()
    verb = action.rpartition("-")[2]
    _note(session, procurement, EventKind.LOTS, actor_id, details=(verb, str(lot.number), lot.title))
    _audit(action, procurement, actor_id, lot=lot.number)


def _note(
    session: Session,
    procurement: Procurement,
    kind: EventKind,
    actor_id: int | None,
    *,
    source: str = "procurements",
    step: states.Step | None = None,
    reason: str | None = None,
    details: Iterable[str] = (),
) -> ProcurementEvent:
    event = ProcurementEvent(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        actor_id=actor_id,
        kind=kind,
        source=source,
        from_state=step.source if step else None,
        to_state=step.target if step else None,
        reason=reason,
        details=tuple(details),
    )
    session.add(event)
    session.flush()
    return event


def _audit(action: str, procurement: Procurement, actor_id: int | None, **details: object) -> None:
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=details,
    )
