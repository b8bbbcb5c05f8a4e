"""Invented strategies and bids for the demonstration's procurements; every supplier in them is made up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from marketkit.db import db
from marketkit.evaluations import services
from marketkit.installation import current_settings
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import current_strategy

HERE = Path(__file__).parent
# reference of the procurement -> (strategy, bids); a strategy without a folder is a ready one
PROCUREMENTS = {
    "2026/041": ("digital-follow-up.yaml", "digital-follow-up.csv"),
    "2026/052": ("home-care-framework.yaml", "home-care.csv"),
    "2026/063": ("consumables.yaml", "consumables.csv"),
}


def demo(_seed: int) -> None:
    """Give each of the demonstration's procurements its strategy and bids; the second time nothing happens."""
    ready = current_settings().sourcing_rules / "strategies"
    for reference, (strategy, bids) in PROCUREMENTS.items():
        query = select(Procurement).where(Procurement.reference == reference)
        for procurement in db.session.scalars(query.where(Procurement.buyer.has(is_example=True))):
            if current_strategy(procurement) is not None:
                continue
            file = HERE / strategy if (HERE / strategy).exists() else ready / strategy
            services.change_strategy(
                procurement=procurement, content=file.read_bytes(), file_name=strategy, actor_id=None
            )
            services.receive_bids(
                procurement=procurement, content=(HERE / bids).read_bytes(), file_name=bids, actor_id=None
            )
