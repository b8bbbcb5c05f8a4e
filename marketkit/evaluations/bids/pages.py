"""What every page about bids needs: the bid or 404, the strategy that is locked, the words for codes."""

from __future__ import annotations

from typing import Any

from flask import abort

from marketkit.db import db
from marketkit.evaluations.bids.models import Bid, Envelope, Opening
from marketkit.evaluations.bids.standing import StandingBid, openings, prices_are_open, standing_bids
from marketkit.evaluations.bids.wording import (
    envelope_text,
    figure_ground_text,
    requirement_kind_text,
    round_text,
    stage_text,
)
from marketkit.evaluations.pages import page
from marketkit.evaluations.preparation.models import StrategyLock
from marketkit.evaluations.preparation.services import current_lock
from marketkit.evaluations.presentation import ground_text
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import is_closed
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Strategy


def the_bid(procurement: Procurement, bid_id: int) -> Bid:
    """A bid of this procurement, or 404."""
    bid = db.session.get(Bid, bid_id)
    if bid is None or bid.procurement_id != procurement.id:
        abort(404)
    return bid


def the_standing_bid(procurement: Procurement, bid_id: int) -> StandingBid:
    """A bid of this procurement with what counts for it, or 404 (also where everything of it was taken back)."""
    return standing_of(procurement, the_bid(procurement, bid_id)) or abort(404)


def standing_of(procurement: Procurement, bid: Bid) -> StandingBid | None:
    """A bid with what counts for it; None where everything of it was taken back."""
    found = (each for each in standing_bids(procurement, lot_id=bid.lot_id) if each.bid.id == bid.id)
    return next(found, None)


def opened_rounds(procurement: Procurement) -> list[Opening]:
    """The rounds whose bids have been opened, oldest first."""
    return [each for each in openings(procurement) if each.envelope is Envelope.BIDS]


def the_lock(procurement: Procurement) -> StrategyLock:
    """The lock that stands, or 404 before there is one."""
    lock = current_lock(procurement)
    if lock is None:
        abort(404)
    return lock


def the_strategy(procurement: Procurement) -> Strategy:
    """The strategy that is locked, or 404 before one is."""
    return strategy_of(the_lock(procurement).strategy_version)


def bids_page(template: str, procurement: Procurement, **values: Any) -> str:
    """A page about bids."""
    return page(
        f"bids/{template}",
        procurement,
        round_text=round_text,
        envelope_text=envelope_text,
        stage_text=stage_text,
        figure_ground_text=figure_ground_text,
        requirement_kind_text=requirement_kind_text,
        ground_text=ground_text,
        openings=openings(procurement),
        prices_open=prices_are_open(procurement),
        closed=is_closed(procurement.state),
        **values,
    )
