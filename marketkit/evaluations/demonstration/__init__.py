"""Invented evaluations for the demonstration's procurements, one in each stage; every supplier in them is made up."""

from __future__ import annotations

from sqlalchemy import select

from marketkit.db import db
from marketkit.evaluations.demonstration.examples import EXAMPLES
from marketkit.evaluations.demonstration.steps import take
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import current_strategy


def demo(_seed: int) -> None:
    """Take each of the demonstration's procurements to its stage; the second time nothing happens."""
    for reference, example in EXAMPLES.items():
        query = select(Procurement).where(Procurement.reference == reference)
        for procurement in db.session.scalars(query.where(Procurement.buyer.has(is_example=True))).all():
            if current_strategy(procurement) is None:
                take(procurement, example)
