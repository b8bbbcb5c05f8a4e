from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from marketkit.db import db
from marketkit.procurements.models import Procurement
from tests.evaluations.bids.arranging import lock_strategy, record_opening
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
def locked(procurement: Procurement) -> Procurement:
    lock_strategy(procurement)
    return procurement


@pytest.fixture
def opened(locked: Procurement) -> Procurement:
    record_opening(locked)
    return locked
