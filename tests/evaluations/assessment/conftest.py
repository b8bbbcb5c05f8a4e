from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from marketkit.db import db
from marketkit.procurements.models import Procurement
from tests.evaluations.assessment.arranging import Panel, opened, person
from tests.factories import Factories


@pytest.fixture
def procurement(app: Flask, session: Session, factories: Factories) -> Iterator[Procurement]:
    """A procurement on which nothing has been done yet, inside the application."""
    id_ = factories.procurement(factories.buyer()).id
    session.commit()
    with app.app_context():
        yield db.session.get_one(Procurement, id_)
        db.session.rollback()


@pytest.fixture
def panel(procurement: Procurement) -> Panel:
    """Two bids, opened; nobody scores yet."""
    opened(procurement)
    return Panel(procurement)


@pytest.fixture
def anna(procurement: Procurement) -> int:
    return person(procurement.buyer, "Anna")


@pytest.fixture
def bo(procurement: Procurement) -> int:
    return person(procurement.buyer, "Bo")


@pytest.fixture
def scoring(panel: Panel, anna: int, bo: int) -> Panel:
    """Anna and Bo score both leaves and have no conflicts."""
    panel.assign({"continuity": (anna, bo), "competence": (anna, bo)})
    panel.declare(anna)
    panel.declare(bo)
    return panel


@pytest.fixture
def cecilie(procurement: Procurement) -> int:
    return person(procurement.buyer, "Cecilie")
