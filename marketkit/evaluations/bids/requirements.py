"""What every supplier or bid must meet, and whether each does. A bid that does not is proposed for rejection, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from marketkit.db import begin_write, db
from marketkit.errors import MarketkitError
from marketkit.evaluations.bids.models import Bid, Requirement, RequirementFinding, RequirementKind
from marketkit.evaluations.bids.refusals import BidsRefusedError, begin_change
from marketkit.evaluations.bids.standing import StandingBid, is_opened
from marketkit.evaluations.bids.trail import note, sha256
from marketkit.procurements.models import Procurement
from marketkit.said import say

Cell = tuple[int, int]
"""A bid's and a requirement's number in the database."""


class StaleFindingsError(MarketkitError):
    """Somebody else recorded other findings meanwhile (409); `cells` are those where both did."""

    def __init__(self, cells: Mapping[Cell, RequirementFinding]) -> None:
        super().__init__(f"{len(cells)} findings were recorded meanwhile")
        self.cells = cells


@dataclass(frozen=True, slots=True)
class GivenFinding:
    """Whether a requirement is met (None: not judged yet), and where that is documented."""

    met: bool | None
    note: str = ""


def requirements(procurement: Procurement) -> list[Requirement]:
    """What must be met, in the order it was written down."""
    query = select(Requirement).where(Requirement.procurement_id == procurement.id)
    return list(db.session.scalars(query.order_by(Requirement.number)))


def add_requirement(
    *,
    procurement: Procurement,
    kind: RequirementKind,
    text: str,
    note_if_late: str | None,
    actor_id: int | None,
) -> Requirement:
    """Write a requirement down. After the opening this needs a note that says where it stood in the documents.

    Raises BidsRefusedError.
    """
    begin_change(procurement)
    session = begin_write()
    late_note = (note_if_late or "").strip() or None
    if is_opened(procurement) and late_note is None:
        raise BidsRefusedError(
            say("the bids are opened; say where in the procurement documents this requirement stood")
        )
    last = select(func.max(Requirement.number)).where(Requirement.procurement_id == procurement.id)
    row = Requirement(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(last) or 0) + 1,
        kind=kind,
        text=text.strip(),
        note=late_note,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    note(
        "requirement.added",
        procurement,
        actor_id,
        requirement=row.number,
        kind=kind.value,
        text_sha256=sha256(row.text),
        after_opening=late_note is not None,
    )
    return row


def findings(procurement: Procurement, *, up_to: int | None = None) -> dict[Cell, RequirementFinding]:
    """The finding that counts for each bid and requirement; `up_to` leaves out rows with a later number."""
    query = select(RequirementFinding).where(RequirementFinding.procurement_id == procurement.id)
    if up_to is not None:
        query = query.where(RequirementFinding.id <= up_to)
    rows = db.session.scalars(query.order_by(RequirementFinding.id))
    return {(row.bid_id, row.requirement_id): row for row in rows}


def findings_of(bid: Bid) -> list[RequirementFinding]:
    """Everything that was found about a bid, oldest first."""
    query = select(RequirementFinding).where(RequirementFinding.bid_id == bid.id)
    return list(db.session.scalars(query.order_by(RequirementFinding.id)))


def record_findings(
    *, procurement: Procurement, given: Mapping[Cell, GivenFinding], shown: int, actor_id: int | None
) -> int:
    """Record what differs from what the form showed (findings up to the number `shown`); gives how many.

    A finding that is not met needs a note. Raises BidsRefusedError, and StaleFindingsError where somebody else
    recorded something different for the same bid and requirement meanwhile; nothing is recorded then.
    """
    begin_change(procurement)
    session = begin_write()
    before, now = findings(procurement, up_to=shown), findings(procurement)
    changed = {cell: each for cell, each in given.items() if _differs(each, before.get(cell))}
    unknown = changed.keys() - _cells(procurement)
    if unknown:
        raise BidsRefusedError(say("there is no such bid or requirement here"))
    clashes = {
        cell: now[cell]
        for cell, each in changed.items()
        if cell in now and now[cell].id > shown and _differs(each, now[cell])
    }
    if clashes:
        raise StaleFindingsError(clashes)
    for (bid_id, requirement_id), each in changed.items():
        if each.met is None:
            raise BidsRefusedError(say("a finding can be changed, not taken away"))
        if not each.met and not each.note.strip():
            raise BidsRefusedError(say("say what is missing where a requirement is not met"))
        session.add(
            RequirementFinding(
                buyer_id=procurement.buyer_id,
                procurement_id=procurement.id,
                bid_id=bid_id,
                requirement_id=requirement_id,
                met=each.met,
                note=each.note.strip(),
                created_at=datetime.now(UTC),
                created_by_id=actor_id,
            )
        )
        note(
            "requirement.judged", procurement, actor_id, bid=bid_id, requirement=requirement_id, met=each.met
        )
    session.flush()
    return len(changed)


def proposed_for_rejection(
    bids: list[StandingBid], found: Mapping[Cell, RequirementFinding], asked: list[Requirement]
) -> dict[int, list[Requirement]]:
    """The bids still in that do not meet something, with what; nothing is rejected by this."""
    proposed = {}
    for each in bids:
        unmet = [
            requirement
            for requirement in asked
            if (row := found.get((each.bid.id, requirement.id))) is not None and not row.met
        ]
        if unmet and each.out is None:
            proposed[each.bid.id] = unmet
    return proposed


def _differs(given: GivenFinding, row: RequirementFinding | None) -> bool:
    if row is None:
        return given.met is not None or bool(given.note.strip())
    return given.met != row.met or given.note.strip() != row.note


def _cells(procurement: Procurement) -> set[Cell]:
    bids = list(db.session.scalars(select(Bid.id).where(Bid.procurement_id == procurement.id)))
    return {(bid, requirement.id) for bid in bids for requirement in requirements(procurement)}
