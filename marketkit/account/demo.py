"""The demonstration's logins: one person a role, all with one password that everybody may know."""

from __future__ import annotations

from sqlalchemy import select

from marketkit.access import Role
from marketkit.account import services
from marketkit.db import db
from marketkit.procurements.models import Buyer

# Only ever served on the machine itself (see serving.prepare).
PASSWORD = "tre-fjorder-og-et-fjell"  # noqa: S105 - public on purpose
NAMES = {
    Role.OFFICER: "Kari Nordmann",
    Role.EVALUATOR: "Ola Hansen",
    Role.LEGAL: "Ingrid Berg",
    Role.LEADER: "Anne Lie",
    Role.AUDITOR: "Per Dahl",
    Role.ADMIN: "Siri Moen",
}


def email_of(role: Role) -> str:
    """The address that somebody of this role signs in with."""
    return f"{role.value}@example.no"


def logins() -> tuple[tuple[str, str, str], ...]:
    """Role, e-mail address and password of every login."""
    return tuple((role.value, email_of(role), PASSWORD) for role in NAMES)


def demo(_seed: int) -> None:
    """Add the people to every example buyer, where they are not there yet."""
    buyers = db.session.scalars(select(Buyer).where(Buyer.is_example).order_by(Buyer.id)).all()
    for role, name in NAMES.items():
        user = services.find_user(email_of(role)) or services.create_user(
            email=email_of(role), name=name, password=PASSWORD, actor_id=None
        )
        for buyer in buyers:
            services.add_member(user=user, buyer=buyer, role=role, actor_id=None)
