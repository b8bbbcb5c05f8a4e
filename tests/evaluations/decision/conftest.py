"""One procurement, in an application context."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from marketkit.db import db
from marketkit.procurements.models import Procurement
from tests.factories import Factories


@pytest.fixture
def procurement(app: Flask, session: Session, factories: Factories) -> Iterator[Procurement]:
    id_ = factories.procurement(factories.buyer()).id
    session.commit()
    with app.app_context():
        yield db.session.get_one(Procurement, id_)
        db.session.rollback()
