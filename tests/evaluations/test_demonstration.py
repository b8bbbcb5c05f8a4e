"""The demonstration shows a procurement in each stage, made by the services that pages use."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from marketkit import audit
from marketkit.account.demo import demo as add_people
from marketkit.audit import AuditEntry
from marketkit.db import db, transaction
from marketkit.evaluations.demonstration import demo
from marketkit.evaluations.preparation.models import StrategyLock
from marketkit.evaluations.record import calculations, open_calculation
from marketkit.procurements.demo import demo as add_procurements
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import State


def fill() -> None:
    with transaction():
        add_procurements(0)
        add_people(0)
        demo(0)


def test_every_stage_is_there_and_filling_twice_changes_nothing(app: Flask):
    with app.app_context():
        fill()
        rows = db.session.scalars(select(Procurement).order_by(Procurement.reference)).all()
        assert {row.reference: row.state for row in rows} == {
            "2026/018": State.CONTRACT,
            "2026/029": State.CANCELLED,
            "2026/041": State.OPENED,
            "2026/052": State.AWARDED,
            "2026/063": State.PLANNED,
            "2026/071": State.COMPETITION,
        }
        for lock in db.session.scalars(select(StrategyLock)):
            assert lock.strategy_version.created_at < lock.plan.created_at < lock.locked_at
        mine = select(func.count()).select_from(AuditEntry).where(AuditEntry.subject.like("procurement:%"))
        before = db.session.scalar(mine)
        db.session.rollback()
        fill()
        assert db.session.scalar(mine) == before
        assert audit.verify().broken is None


def test_its_results_come_out_as_they_stand_on_record(app: Flask):
    with app.app_context():
        fill()
        shown = [found for row in db.session.scalars(select(Procurement)) for found in calculations(row)]
        assert len(shown) == 3
        assert all(open_calculation(found).faithful for found in shown)
