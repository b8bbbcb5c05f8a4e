"""The plan and the lock: what is refused, what is kept, what follows. Against real databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketkit import audit
from marketkit.audit import AuditEntry
from marketkit.db import begin_write, db
from marketkit.errors import BadInput
from marketkit.evaluations import services as trials
from marketkit.evaluations.preparation import services
from marketkit.evaluations.preparation.services import (
    Correction,
    LockedError,
    NotReadyToLockError,
    StalePlanError,
)
from marketkit.procurements.models import Lot, Procurement
from marketkit.procurements.states import State
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.services import current_strategy
from tests.evaluations.stages import DEADLINE, LATER, LOCKED_AT, STRATEGY, locked, plan, planned
from tests.factories import Factories

PACKS = open_packs(Path(__file__).parents[3] / "sourcing_rules" / "packs", ["no"])
# The Norwegian rule asks for 30 percent climate and environment in part 3; this strategy gives none.
BLOCKED = STRATEGY + b"regime: no-part-3\npacks: [no]\n"
WHY = Correction(
    reason="The scale of start-up was too short.",
    corrected_documents="Part 2, version 2, and a corrected notice.",
    deadline_review="Moved by two weeks.",
)


@pytest.fixture
def procurement(app: Flask, session: Session, factories: Factories) -> Iterator[Procurement]:
    id_ = factories.procurement(factories.buyer()).id
    session.commit()
    with app.app_context():
        yield db.session.get_one(Procurement, id_)
        db.session.rollback()


def lock(procurement: Procurement, **values: object) -> object:
    given = {"version_number": 1, "packs": (), "overrides": {}, "now": LOCKED_AT, "actor_id": None, **values}
    return services.lock(procurement=procurement, **given)  # type: ignore[arg-type]


def relock(procurement: Procurement, **values: object) -> object:
    given = {
        "content": None,
        "file_name": "",
        "description": plan(deadline=DEADLINE + timedelta(days=14)),
        "correction": WHY,
        "packs": (),
        "overrides": {},
        "now": LATER,
        "actor_id": None,
        **values,
    }
    return services.relock(procurement=procurement, **given)  # type: ignore[arg-type]


def test_a_plan_is_a_new_row_each_time_and_the_newest_counts(procurement: Procurement):
    planned(procurement)
    services.plan_evaluation(
        procurement=procurement, description=plan(spread_limit=Fraction(1, 4)), shown=1, actor_id=None
    )
    standing = services.current_plan(procurement)
    assert standing is not None
    assert (standing.number, standing.spread_limit) == (2, Fraction(1, 4))


def test_a_plan_filled_in_on_an_older_one_is_refused(procurement: Procurement):
    planned(procurement)
    with pytest.raises(StalePlanError):
        services.plan_evaluation(procurement=procurement, description=plan(), shown=0, actor_id=None)


def test_the_lock_keeps_strategy_fingerprint_time_and_the_head_of_the_audit_log(procurement: Procurement):
    planned(procurement)
    head = audit.head()
    made = locked(procurement)
    version = current_strategy(procurement)
    assert version is not None
    assert made.sha256 == version.sha256
    assert made.locked_at == LOCKED_AT
    assert made.audit_number >= head.number
    entry = db.session.get_one(AuditEntry, made.audit_number)
    assert entry.hash == made.audit_hash
    assert procurement.state is State.COMPETITION


def test_the_lock_tells_everything_that_stands_against_it_at_once(procurement: Procurement):
    with pytest.raises(NotReadyToLockError) as refused:
        lock(procurement)
    assert len(refused.value.reasons) == 2  # no strategy, no plan
    trials.change_strategy(procurement=procurement, content=BLOCKED, file_name="s.yaml", actor_id=None)
    with pytest.raises(NotReadyToLockError) as refused:
        lock(procurement, packs=PACKS)
    assert any("no.climate-weight" in reason for reason in refused.value.reasons)
    assert services.current_lock(procurement) is None


def test_strategy_procurement_and_lots_must_agree_on_how_many_win(procurement: Procurement):
    planned(procurement, strategy=STRATEGY + b"award_to: 2\n")
    with pytest.raises(NotReadyToLockError) as refused:
        lock(procurement)
    assert refused.value.reasons == ("the strategy has 2 winners and the procurement 1; make them the same",)
    db.session.rollback()
    session = begin_write()
    for number, winners in ((1, 2), (2, 1)):
        values = {"buyer_id": procurement.buyer_id, "procurement_id": procurement.id, "winners": winners}
        session.add(Lot(number=number, title=f"Area {number}", **values))
    db.session.commit()
    db.session.refresh(procurement)
    with pytest.raises(NotReadyToLockError) as refused:
        lock(procurement)
    (reason,) = refused.value.reasons
    assert reason.startswith("the strategy has 2 winners and lot 2 has 1")


def test_a_blocking_rule_can_be_set_aside_with_a_written_reason_only(procurement: Procurement):
    planned(procurement, strategy=BLOCKED)
    with pytest.raises(NotReadyToLockError):
        lock(procurement, packs=PACKS, overrides={"no.climate-weight": "   "})
    lock(procurement, packs=PACKS, overrides={"no.climate-weight": "Decided by the council, case 26/12."})
    made = services.current_lock(procurement)
    assert made is not None
    assert made.overrides == [{"rule": "no.climate-weight", "reason": "Decided by the council, case 26/12."}]
    assert [each["rule"] for each in made.findings if each["severity"] == "block"] == ["no.climate-weight"]
    assert made.checked_on == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"version_number": 2}, "changed while this page was open"),
        ({"now": DEADLINE}, "deadline for bids has passed"),
    ],
)
def test_the_lock_is_refused_for_a_version_nobody_saw_and_after_the_deadline(
    procurement: Procurement, values: dict[str, object], words: str
):
    planned(procurement)
    with pytest.raises(NotReadyToLockError, match=words):
        lock(procurement, **values)


def test_a_locked_strategy_is_changed_neither_by_another_strategy_nor_by_a_trial(procurement: Procurement):
    locked(procurement)
    with pytest.raises(LockedError):
        trials.change_strategy(procurement=procurement, content=STRATEGY, file_name="s.yaml", actor_id=None)
    with pytest.raises(LockedError):
        trials.receive_bids(
            procurement=procurement,
            content=b"bid;continuity;competence;start-up;price\nA;1;1;1;100\n",
            file_name="b.csv",
            actor_id=None,
        )
    with pytest.raises(LockedError):
        services.plan_evaluation(procurement=procurement, description=plan(), shown=1, actor_id=None)
    with pytest.raises(LockedError):
        lock(procurement)


def test_after_publication_a_change_is_a_new_lock_with_its_reasons_and_the_old_stays(
    procurement: Procurement,
):
    locked(procurement)
    changed = STRATEGY.replace(b"scale: [20, 0]", b"scale: [30, 0]")
    relock(procurement, content=changed, file_name="care-2.yaml")
    first, second = services.locks(procurement)
    assert (first.number, first.reason, second.number, second.reason) == (1, None, 2, WHY.reason)
    assert first.sha256 != second.sha256
    assert second.plan.deadline == DEADLINE + timedelta(days=14)
    assert second.deadline_review == "Moved by two weeks."


def test_a_change_of_the_deadline_alone_keeps_the_strategy(procurement: Procurement):
    made = locked(procurement)
    relock(procurement)
    second = services.current_lock(procurement)
    assert second is not None
    assert (second.strategy_version_id, second.number) == (made.strategy_version_id, 2)


def test_after_the_deadline_nothing_that_is_locked_can_be_changed(procurement: Procurement):
    locked(procurement)
    with pytest.raises(LockedError, match="deadline for bids has passed"):
        relock(procurement, now=DEADLINE)


@pytest.mark.parametrize("missing", ["reason", "corrected_documents", "deadline_review"])
def test_a_change_after_publication_says_why_what_is_corrected_and_how_the_deadline_was_reviewed(
    procurement: Procurement, missing: str
):
    locked(procurement)
    texts = {name: getattr(WHY, name) for name in ("reason", "corrected_documents", "deadline_review")}
    with pytest.raises(NotReadyToLockError):
        relock(procurement, correction=Correction(**{**texts, missing: "  "}))


def test_a_faulty_strategy_changes_nothing_that_is_locked(procurement: Procurement):
    locked(procurement)
    with pytest.raises(BadInput):
        relock(procurement, content=b"id: broken\n", file_name="broken.yaml")
    db.session.rollback()
    assert len(services.locks(procurement)) == 1


def test_the_new_deadline_lies_ahead(procurement: Procurement):
    locked(procurement)
    with pytest.raises(NotReadyToLockError, match="must lie ahead"):
        relock(procurement, description=plan(deadline=LATER))


def test_the_day_of_the_law_is_the_day_at_the_buyers(procurement: Procurement):
    late_in_utc = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)  # half past midnight on 2 September in Oslo
    assert services.local_day(procurement, late_in_utc) == date(2026, 9, 2)


def test_plans_and_locks_stand_in_the_audit_log_without_free_text(procurement: Procurement):
    locked(procurement)
    relock(procurement)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    actions = [entry.action for entry in entries]
    assert actions.count("strategy.locked") == 2
    assert all(WHY.reason not in entry.details for entry in entries)
