"""Evaluators: say who scores what, declare conflicts of interest, finish, go on. Rows are added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from marketkit import access
from marketkit.access import Permission
from marketkit.db import begin_write, db
from marketkit.evaluations.assessment.agreed import Standards, quality_is_closed
from marketkit.evaluations.assessment.asked import Asked
from marketkit.evaluations.assessment.changes import digest, note, standards_to_write
from marketkit.evaluations.assessment.evaluators import (
    assigned,
    declarations,
    has_handed_over,
    newest_assignment,
)
from marketkit.evaluations.assessment.models import Assessment, Assignment, ConflictDeclaration, Handover
from marketkit.evaluations.assessment.refusals import (
    AssessmentRefusedError,
    ReasonNeededError,
    StaleAssignmentsError,
)
from marketkit.evaluations.bids.standing import is_opened, standing_bids
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.said import Said, say


def assign(
    *,
    procurement: Procurement,
    wanted: Mapping[str, Collection[int]],
    shown: int,
    reason: str | None = None,
    actor_id: int | None,
) -> int:
    """Say who scores each leaf criterion, by user numbers; gives how many rows that added.

    Leaves not named keep who they have. `shown` is the last row the form knew (`newest_assignment`). Whoever is taken
    off and had given scores needs a `reason`, for the scores no longer count. Raises AssessmentRefusedError before the
    lock, after the closing, and for somebody who may not score; ReasonNeededError without that reason;
    StaleAssignmentsError when somebody else assigned meanwhile.
    """
    session = begin_write()
    by = standards_to_write(procurement)
    if newest_assignment(procurement) != shown:
        raise StaleAssignmentsError("the assignments were changed meanwhile")
    leaves, standing = {leaf.id for leaf in by.leaves}, assigned(procurement)
    may_score = access.people(Permission.ASSESS_BIDS, buyer_id=procurement.buyer_id)
    have_scored = _have_scored(procurement) if by.plan.scoring_mode is ScoringMode.INDIVIDUAL else frozenset()
    why, rows = (reason or "").strip() or None, []
    for leaf, users in wanted.items():
        before = standing.get(leaf, frozenset())
        if leaf not in leaves:
            raise AssessmentRefusedError(say("{criterion} is not scored by evaluators", criterion=leaf))
        if not set(users) - before <= may_score.keys():
            raise AssessmentRefusedError(say("only officers and evaluators of this organisation can score"))
        rows += [_assignment(procurement, user, leaf, True, actor_id) for user in sorted(set(users) - before)]
        for user in sorted(before - set(users)):
            scored = (user, leaf) in have_scored
            if scored and why is None:
                raise ReasonNeededError(say("say why somebody who has scored is taken off"))
            rows.append(_assignment(procurement, user, leaf, False, actor_id, why if scored else None))
    session.add_all(rows)
    session.flush()
    if rows:
        changes = [[row.criterion, row.user_id, row.assigned] for row in rows]
        details: dict[str, int | str] = {"changes": digest(str(changes)), "count": len(rows)}
        if any(row.reason for row in rows):
            details["reason"] = digest(why or "")
        note("assessors.assigned", procurement, actor_id, details)
    return len(rows)


def _have_scored(procurement: Procurement) -> frozenset[tuple[int, str]]:
    """Who has given a score on which leaf."""
    query = select(Assessment.user_id, Assessment.criterion).where(
        Assessment.procurement_id == procurement.id
    )
    return frozenset((user, leaf) for user, leaf in db.session.execute(query.distinct()))


def declare_conflicts(
    *, procurement: Procurement, user_id: int, declared: Mapping[int, tuple[bool, str]]
) -> int:
    """A person says for suppliers (by number) whether there is a conflict of interest, and which; gives rows added.

    A conflict blocks the supplier's bids for this person from then on. Raises AssessmentRefusedError before the bids
    are opened and once the procurement is closed, for a supplier without a bid, for a conflict or its withdrawal without a word on it, and for a
    withdrawal after the assessments are closed.
    """
    session = begin_write()
    if not is_opened(procurement):
        raise AssessmentRefusedError(say("the bids have not been opened yet"))
    if is_closed(procurement.state):
        raise AssessmentRefusedError(say("the procurement is closed"))
    suppliers = {bid.bid.supplier_id for bid in standing_bids(procurement)}
    before = declarations(procurement, user_id=user_id)
    rows = []
    for supplier_id, (conflict, given) in declared.items():
        text = given.strip()
        if supplier_id not in suppliers:
            raise AssessmentRefusedError(say("this supplier has no bid here"))
        standing = before.get((user_id, supplier_id))
        if standing is not None and (standing.conflict, standing.note) == (conflict, text):
            continue
        withdrawn = standing is not None and standing.conflict and not conflict
        if (conflict or withdrawn) and not text:
            raise AssessmentRefusedError(say("say in a few words what the conflict is, or why it is none"))
        if withdrawn and quality_is_closed(procurement):
            raise AssessmentRefusedError(
                say("the assessments are closed; a conflict stands as it was declared")
            )
        rows.append(_declaration(procurement, user_id, supplier_id, conflict, text))
    session.add_all(rows)
    session.flush()
    for row in rows:
        details = {"supplier": row.supplier_id, "conflict": row.conflict, "note": digest(row.note)}
        note("conflict.declared", procurement, user_id, details)
    return len(rows)


def hand_over(*, procurement: Procurement, user_id: int) -> Handover:
    """A person has scored everything asked of them, and from now on may see what the others gave.

    Raises AssessmentRefusedError where the panel scores together, something is missing, or nothing was asked.
    """
    begin_write()
    against = reason_against_handover(procurement, user_id=user_id)
    if against is not None:
        raise AssessmentRefusedError(against)
    return _add_handover(procurement, user_id, True, None, user_id)


def reason_against_handover(procurement: Procurement, *, user_id: int) -> Said | None:
    """Why this person cannot finish yet; None when they can."""
    try:
        by = standards_to_write(procurement)
    except AssessmentRefusedError as error:
        return error.said
    if not is_opened(procurement):
        return say("the bids have not been opened yet")
    if by.plan.scoring_mode is ScoringMode.PANEL:
        return say("the panel scores together; nobody finishes alone")
    if has_handed_over(procurement, user_id=user_id):
        return say("you have said already that you have finished")
    return _unfinished(procurement, by, user_id)


def _unfinished(procurement: Procurement, by: Standards, user_id: int) -> Said | None:
    asked, declared = Asked(procurement), declarations(procurement, user_id=user_id)
    own = [leaf.id for leaf in by.leaves if user_id in asked.now.get(leaf.id, frozenset())]
    if not own:
        return say("you are not asked to score any criterion")
    given = select(Assessment.submission_id, Assessment.criterion).where(
        Assessment.procurement_id == procurement.id, Assessment.user_id == user_id
    )
    scored = {tuple(row) for row in db.session.execute(given)}
    missing = 0
    for bid in standing_bids(procurement):
        word = declared.get((user_id, bid.bid.supplier_id))
        if bid.out is not None or (word is not None and word.conflict):
            continue
        if word is None:
            return say("say first for every supplier whether you have a conflict of interest")
        missing += sum(
            user_id in asked.of(bid, leaf) and (bid.submission.id, leaf) not in scored for leaf in own
        )
    return say("scores you have not given yet: {count}", count=missing) if missing else None


def reopen_handover(*, procurement: Procurement, user_id: int, reason: str, actor_id: int | None) -> Handover:
    """Ask somebody who has finished to go on, with the reason. Raises AssessmentRefusedError."""
    begin_write()
    standards_to_write(procurement)
    if not has_handed_over(procurement, user_id=user_id):
        raise AssessmentRefusedError(say("this person has not finished yet"))
    if not reason.strip():
        raise AssessmentRefusedError(say("say why this person is asked to go on"))
    return _add_handover(procurement, user_id, False, reason.strip(), actor_id)


def _add_handover(
    procurement: Procurement, user_id: int, done: bool, reason: str | None, actor_id: int | None
) -> Handover:
    row = Handover(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        user_id=user_id,
        done=done,
        reason=reason,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session = begin_write()
    session.add(row)
    session.flush()
    details: dict[str, int | str] = {"user": user_id}
    if reason is not None:
        details["reason"] = digest(reason)
    note("scoring.finished" if done else "scoring.resumed", procurement, actor_id, details)
    return row


def _assignment(
    procurement: Procurement,
    user_id: int,
    leaf: str,
    on: bool,
    actor_id: int | None,
    reason: str | None = None,
) -> Assignment:
    return Assignment(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        user_id=user_id,
        criterion=leaf,
        assigned=on,
        reason=reason,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )


def _declaration(
    procurement: Procurement, user_id: int, supplier_id: int, conflict: bool, text: str
) -> ConflictDeclaration:
    return ConflictDeclaration(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        user_id=user_id,
        supplier_id=supplier_id,
        conflict=conflict,
        note=text,
        created_at=datetime.now(UTC),
    )
