"""A buyer in the application's own session, and entries published on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from marketkit.db import db, transaction
from marketkit.procurements.models import Buyer
from marketkit.roadmap import publishing, services
from marketkit.roadmap.models import RoadmapEntry
from marketkit.roadmap.plan import Plan, Reason
from marketkit.values import Window
from tests.factories import Factories

PUBLISHED = datetime(2027, 1, 15, 11, tzinfo=UTC)


@pytest.fixture
def buyer(app: Flask, factories: Factories) -> Iterator[Buyer]:
    """A buyer loaded in the application's own session."""
    made = factories.buyer(slug="fjordvik", name="Fjordvik kommune").id
    factories.commit()
    with app.app_context():
        found = db.session.get(Buyer, made)
        assert found is not None
        yield found


class Office:
    """Does what an officer does, each in a transaction of its own."""

    def __init__(self, buyer: Buyer) -> None:
        self.buyer = buyer

    def begin(self, title: str = "Home care", **values: Any) -> RoadmapEntry:
        """An entry with a draft; `window` may be text."""
        with transaction():
            return services.create_entry(buyer=self.buyer, plan=plan(title, **values), actor_id=None)

    def publish(self, title: str = "Home care", *, at: datetime = PUBLISHED, **values: Any) -> RoadmapEntry:
        entry = self.begin(title, **values)
        with transaction():
            publishing.publish(entry=entry, reason=Reason.FIRST, note="", actor_id=None, now=at)
        return entry

    def change(
        self,
        entry: RoadmapEntry,
        *,
        at: datetime,
        reason: Reason = Reason.CAPACITY,
        note: str = "",
        **values: Any,
    ) -> None:
        """Publish a version in which some fields are different."""
        with transaction():
            found = services.published_plan(entry)
            assert found is not None
            services.save_draft(entry=entry, plan=plan(found, **values), version=0, actor_id=None)
            publishing.publish(entry=entry, reason=reason, note=note, actor_id=None, now=at)


@pytest.fixture
def office(buyer: Buyer) -> Office:
    return Office(buyer)


def plan(base: str | Plan, **values: Any) -> Plan:
    """A plan by its title, or another one with some fields different; windows may be text."""
    import dataclasses

    for name in ("window", "contract_window"):
        if isinstance(values.get(name), str):
            values[name] = Window.parse(values[name])
    if isinstance(base, Plan):
        return dataclasses.replace(base, **values)
    return Plan(title=base, **{"window": Window.parse("2027-Q3"), **values})
