"""Decide how bids are assessed, and lock the strategy. After the lock a change is a new lock with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.errors import MarketkitError
from marketkit.evaluations.preparation.models import EvaluationPlan, ScoringMode, StrategyLock
from marketkit.evaluations.preparation.readiness import against_winners, findings_of, unanswered
from marketkit.procurements.models import Procurement
from marketkit.procurements.services import change_state
from marketkit.procurements.states import State, is_closed
from marketkit.said import Said, say
from marketkit.sourcing.check import Finding
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.rules import Pack
from marketkit.sourcing.services import adopt_strategy, current_strategy


class LockedError(MarketkitError):
    """The strategy is locked, so what was asked for is no longer possible in this way; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


class NotReadyToLockError(MarketkitError):
    """The lock was refused; `reasons` tells everything that stands against it."""

    def __init__(self, reasons: tuple[Said, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDescription:
    """How bids will be assessed, as an officer decides it; the columns of EvaluationPlan."""

    deadline: datetime | None = None
    scoring_mode: ScoringMode = ScoringMode.INDIVIDUAL
    two_envelopes: bool = False
    spread_limit: Fraction = Fraction(1, 5)
    stated: tuple[str, ...] = ()
    variants_allowed: bool = False
    lot_limit: int | None = None
    level_texts: dict[str, list[list[str]]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Why a locked strategy is changed, how the published documents are corrected, how the deadline was reviewed."""

    reason: str
    corrected_documents: str
    deadline_review: str


def current_plan(procurement: Procurement) -> EvaluationPlan | None:
    """How bids will be assessed: the newest plan, None before there is one."""
    query = select(EvaluationPlan).where(EvaluationPlan.procurement_id == procurement.id)
    return db.session.scalar(query.order_by(EvaluationPlan.number.desc()).limit(1))


def current_lock(procurement: Procurement) -> StrategyLock | None:
    """The newest lock, or None while the strategy is not locked."""
    query = select(StrategyLock).where(StrategyLock.procurement_id == procurement.id)
    return db.session.scalar(query.order_by(StrategyLock.number.desc()).limit(1))


def locks(procurement: Procurement) -> list[StrategyLock]:
    """Every lock, oldest first."""
    query = select(StrategyLock).where(StrategyLock.procurement_id == procurement.id)
    return list(db.session.scalars(query.order_by(StrategyLock.number)))


def require_unlocked(procurement: Procurement) -> None:
    """Raise LockedError when the strategy is locked, or nothing in the procurement can be changed any more."""
    _require_not_closed(procurement)
    if current_lock(procurement) is not None:
        raise LockedError(say("the strategy is locked; a change needs corrected documents and a reason"))


def _require_not_closed(procurement: Procurement) -> None:
    if is_closed(procurement.state):
        raise LockedError(say("the procurement is closed; nothing in it can be changed"))


def plan_evaluation(
    *,
    procurement: Procurement,
    description: PlanDescription,
    shown: int,
    actor_id: int | None,
    now: datetime | None = None,
) -> EvaluationPlan:
    """Decide how bids will be assessed. `shown` is the number of the plan the form showed, 0 for none.

    `now` is given for examples that lie in the past.
    Raises LockedError once the strategy is locked, and StalePlanError when somebody else decided meanwhile.
    """
    begin_write()
    require_unlocked(procurement)
    standing = current_plan(procurement)
    if (standing.number if standing else 0) != shown:
        raise StalePlanError("the plan was changed meanwhile")
    return _add_plan(procurement, description, None, actor_id, now or datetime.now(UTC))


class StalePlanError(MarketkitError):
    """A form was filled in on an older plan than the one that stands (409)."""


def record_dry_run(
    *, procurement: Procurement, version: StrategyVersion, bids_sha256: str, actor_id: int | None
) -> None:
    """Note that a strategy was tried on these bids: whoever shops for weights with real bids leaves a trace."""
    begin_write()
    details = {"version": version.number, "sha256": version.sha256, "bids": bids_sha256}
    _audit("dry-run.made", procurement, actor_id, details)


def local_day(procurement: Procurement, moment: datetime) -> date:
    """The day it is for the buyer; law is dated by days."""
    return moment.astimezone(ZoneInfo(procurement.buyer.zone)).date()


def lock(
    *,
    procurement: Procurement,
    version_number: int,
    packs: tuple[Pack, ...],
    overrides: dict[str, str],
    now: datetime,
    actor_id: int | None,
) -> StrategyLock:
    """Lock the strategy and begin the competition.

    `version_number` is the version the officer saw; `overrides` gives reasons for blocking findings that are set
    aside, by rule. Raises NotReadyToLockError with every reason against it, LockedError when it is locked already.
    """
    begin_write()
    require_unlocked(procurement)
    version, plan = current_strategy(procurement), current_plan(procurement)
    against: list[Said] = []
    if version is None:
        against.append(say("there is no strategy yet"))
    elif version.number != version_number:
        against.append(say("the strategy was changed while this page was open; look at it again"))
    if plan is None:
        against.append(say("it is not decided yet how the bids will be assessed"))
    elif plan.deadline is None:
        against.append(say("the deadline for bids is not set"))
    elif plan.deadline <= now:
        against.append(say("the deadline for bids has passed"))
    if procurement.state.place > State.COMPETITION.place:
        against.append(say("the procurement is past the competition"))
    findings = findings_of(version, packs, local_day(procurement, now)) if version else ()
    against.extend(against_winners(procurement, version) if version else ())
    against.extend(unanswered(findings, overrides))
    if against or version is None or plan is None:
        raise NotReadyToLockError(tuple(against))
    made = _add_lock(procurement, version, plan, findings, overrides, None, now, actor_id)
    if procurement.state is not State.COMPETITION:
        change_state(
            procurement=procurement, target=State.COMPETITION, actor_id=actor_id, source="evaluations.lock"
        )
    return made


def relock(
    *,
    procurement: Procurement,
    content: bytes | None,
    file_name: str,
    description: PlanDescription,
    correction: Correction,
    packs: tuple[Pack, ...],
    overrides: dict[str, str],
    now: datetime,
    actor_id: int | None,
    shown: int | None = None,
) -> StrategyLock:
    """Change what was locked, after publication and before the deadline: a new version, plan and lock, with reasons.

    `content` is the new strategy file, None when only the plan (a new deadline) changes. `shown` is the number of the
    plan the form showed; None changes whatever stands. Raises BadInput for a faulty strategy, LockedError once the
    deadline has passed or a bid was opened, StalePlanError when somebody else changed it meanwhile,
    NotReadyToLockError otherwise.
    """
    begin_write()
    standing = current_lock(procurement)
    if standing is None:
        raise NotReadyToLockError((say("the strategy is not locked yet"),))
    too_late = reason_against_change(procurement, now=now)
    if too_late is not None:
        raise LockedError(too_late)
    if shown is not None and standing.plan.number != shown:
        raise StalePlanError("what is locked was changed meanwhile")
    against: list[Said] = []
    for text in (correction.reason, correction.corrected_documents, correction.deadline_review):
        if not text.strip():
            against.append(say("say why, how the documents are corrected, and how the deadline was reviewed"))
            break
    if description.deadline is None or description.deadline <= now:
        against.append(say("the new deadline must lie ahead"))
    version = standing.strategy_version
    if content is not None:
        version = adopt_strategy(
            procurement=procurement, content=content, file_name=file_name, actor_id=actor_id
        )
    findings = findings_of(version, packs, local_day(procurement, now))
    against.extend(against_winners(procurement, version))
    against.extend(unanswered(findings, overrides))
    if against:
        raise NotReadyToLockError(tuple(against))
    new_plan = _add_plan(procurement, description, correction.reason, actor_id, now)
    return _add_lock(procurement, version, new_plan, findings, overrides, correction, now, actor_id)


def reason_against_change(procurement: Procurement, *, now: datetime) -> Said | None:
    """Why what is locked cannot be changed any more, not even with a correction; None while it can."""
    standing = current_lock(procurement)
    if is_closed(procurement.state):
        return say("the procurement is closed; nothing in it can be changed")
    if procurement.state.place > State.COMPETITION.place:  # also by a clock that runs behind
        return say("the bids have been opened; the strategy cannot be changed any more")
    deadline = standing.plan.deadline if standing is not None else None
    if deadline is not None and now >= deadline:
        return say("the deadline for bids has passed; the strategy cannot be changed any more")
    return None


def _add_plan(
    procurement: Procurement,
    description: PlanDescription,
    reason: str | None,
    actor_id: int | None,
    now: datetime,
) -> EvaluationPlan:
    session = begin_write()
    newest = select(func.max(EvaluationPlan.number)).where(EvaluationPlan.procurement_id == procurement.id)
    plan = EvaluationPlan(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(newest) or 0) + 1,
        deadline=description.deadline,
        scoring_mode=description.scoring_mode,
        two_envelopes=description.two_envelopes,
        spread_limit=description.spread_limit,
        stated=description.stated,
        variants_allowed=description.variants_allowed,
        lot_limit=description.lot_limit,
        level_texts=description.level_texts or {},
        reason=reason,
        created_at=now,
        created_by_id=actor_id,
    )
    session.add(plan)
    session.flush()
    _audit("plan.decided", procurement, actor_id, {"plan": plan.number})
    return plan


def _add_lock(
    procurement: Procurement,
    version: StrategyVersion,
    plan: EvaluationPlan,
    findings: tuple[Finding, ...],
    overrides: dict[str, str],
    correction: Correction | None,
    now: datetime,
    actor_id: int | None,
) -> StrategyLock:
    session = begin_write()
    head = audit.head()
    newest = select(func.max(StrategyLock.number)).where(StrategyLock.procurement_id == procurement.id)
    made = StrategyLock(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        number=(session.scalar(newest) or 0) + 1,
        strategy_version_id=version.id,
        plan_id=plan.id,
        sha256=version.sha256,
        audit_number=head.number,
        audit_hash=head.hash,
        checked_on=local_day(procurement, now),
        findings=[finding.as_dict() for finding in findings],
        overrides=[
            {"rule": rule, "reason": reason} for rule, reason in sorted(overrides.items()) if reason.strip()
        ],
        reason=correction.reason if correction else None,
        corrected_documents=correction.corrected_documents if correction else None,
        deadline_review=correction.deadline_review if correction else None,
        locked_at=now,
        locked_by_id=actor_id,
    )
    session.add(made)
    session.flush()
    details = {"lock": made.number, "version": version.number, "sha256": version.sha256, "plan": plan.number}
    _audit("strategy.locked", procurement, actor_id, details)
    return made


def _audit(action: str, procurement: Procurement, actor_id: int | None, details: dict[str, Any]) -> None:
    audit.record(
        action,
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details=details,
    )
