"""Rows for tests, as one fixture: `factories.procurement(reference="2026/041")`. What is not given is made up.

Each call adds and flushes in the test's own session; commit before calling the application.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from marketkit.access import Role
from marketkit.account.models import Membership, User
from marketkit.procurements.choices import Procedure, Regime
from marketkit.procurements.models import Buyer, Lot, Procurement, Supplier, Unit


def organisation_number(serial: int) -> str:
    """The serial-th number from 310000000 with a right check digit (a series kept for invented organisations)."""
    found = 0
    for candidate in count(31000000):
        weighted = sum(w * int(d) for w, d in zip((3, 2, 7, 6, 5, 4, 3, 2), str(candidate), strict=True))
        check = -weighted % 11
        if check < 10:
            if found == serial:
                return f"{candidate}{check}"
            found += 1
    raise AssertionError("unreachable")


class Factories:
    """Makes rows in one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.serials = count(1)

    def save(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def commit(self) -> None:
        self.session.commit()

    def buyer(self, **values: Any) -> Buyer:
        serial = next(self.serials)
        buyer: Buyer = self.save(Buyer(**{"slug": f"buyer-{serial}", "name": f"Buyer {serial}", **values}))
        return buyer

    def unit(self, buyer: Buyer, **values: Any) -> Unit:
        unit: Unit = self.save(Unit(**{"buyer_id": buyer.id, "name": f"Unit {next(self.serials)}", **values}))
        return unit

    def supplier(self, buyer: Buyer, **values: Any) -> Supplier:
        serial = next(self.serials)
        given = {"name": f"Supplier {serial}", "organisation_number": organisation_number(serial), **values}
        supplier: Supplier = self.save(Supplier(buyer_id=buyer.id, **given))
        return supplier

    def procurement(self, buyer: Buyer | None = None, **values: Any) -> Procurement:
        serial = next(self.serials)
        defaults = {
            "reference": f"2026/{serial:03d}",
            "title": f"Procurement {serial}",
            "regime": Regime.NO_PART_3,
            "procedure": Procedure.OPEN,
        }
        buyer = buyer or self.buyer()
        row: Procurement = self.save(Procurement(buyer_id=buyer.id, **{**defaults, **values}))
        return row

    def lot(self, procurement: Procurement, **values: Any) -> Lot:
        number = len(procurement.lots) + 1
        given = {"number": number, "title": f"Lot {number}", **values}
        lot: Lot = self.save(Lot(buyer_id=procurement.buyer_id, procurement_id=procurement.id, **given))
        self.session.refresh(procurement)
        return lot

    def user(self, **values: Any) -> User:
        """Somebody with an account but, unless given its hash, without a password: see `signing_in.sign_in`."""
        serial = next(self.serials)
        defaults = {
            "email": f"person-{serial}@example.no",
            "name": f"Person {serial}",
            "fs_uniquifier": secrets.token_hex(32),
            "created_at": datetime.now(UTC),
        }
        user: User = self.save(User(**{**defaults, **values}))
        return user

    def member(self, buyer: Buyer | None = None, role: Role = Role.OFFICER, **values: Any) -> User:
        """Somebody who is this at the buyer."""
        buyer = buyer or self.buyer()
        user = self.user(**values)
        self.save(Membership(user_id=user.id, buyer_id=buyer.id, role=role))
        return user


@pytest.fixture
def factories(session: Session) -> Factories:
    return Factories(session)
