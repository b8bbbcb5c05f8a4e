"""The demonstration: added once, all of it invented, and ready for the evaluation's own part."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from marketkit.codes import organisation_number
from marketkit.db import db, transaction
from marketkit.procurements.demo import demo
from marketkit.procurements.demo_data import BUYER_SLUG, SUPPLIERS
from marketkit.procurements.models import Buyer, Procurement, Supplier, Unit
from marketkit.procurements.states import State


def test_adding_the_demonstration_twice_adds_it_once(app: Flask) -> None:
    with app.app_context():
        for _time in range(2):
            with transaction():
                demo(2026)
        counts = [
            db.session.scalar(select(func.count()).select_from(kind)) for kind in (Buyer, Unit, Procurement)
        ]
        assert counts == [1, 4, 6]
        assert db.session.scalar(select(func.count()).select_from(Supplier)) == len(SUPPLIERS)


def test_the_procurements_are_planned_so_that_the_evaluation_can_take_them_on(app: Flask) -> None:
    with app.app_context():
        with transaction():
            demo(2026)
        rows = db.session.scalars(select(Procurement).order_by(Procurement.reference)).all()
        assert [(row.reference, row.winners) for row in rows] == [
            ("2026/018", 1),
            ("2026/029", 1),
            ("2026/041", 1),
            ("2026/052", 3),
            ("2026/063", 1),
            ("2026/071", 1),
        ]
        assert {row.state for row in rows} == {State.PLANNED}
        assert {row.buyer.slug for row in rows} == {BUYER_SLUG}
        assert any(unit.is_outside for row in rows for unit in row.benefiting_units)
        assert all(row.estimate is not None and row.initiating_unit is not None for row in rows)


def test_every_supplier_is_marked_as_an_example_with_a_number_nobody_has(app: Flask) -> None:
    with app.app_context():
        with transaction():
            demo(2026)
        for supplier in db.session.scalars(select(Supplier)):
            assert supplier.is_example
            assert supplier.organisation_number is not None
            assert organisation_number(supplier.organisation_number).startswith("31")
