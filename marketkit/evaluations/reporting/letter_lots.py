"""How a letter speaks of lots, and of a bid that was passed over because its supplier may win only so many."""

from __future__ import annotations

from flask_babel import gettext as _

from marketkit.evaluations.reporting.letter_facts import BidStory
from marketkit.procurements.models import Lot


def lot_text(lot: Lot) -> str:
    """A lot by its number and title."""
    return str(_("Lot %(number)s: %(title)s", number=lot.number, title=lot.title))


def bid_text(story: BidStory) -> str:
    """A bid by its label, with the lot it is for."""
    bid = story.standing.bid
    return f"{bid.label}, {lot_text(bid.lot)}" if bid.lot else bid.label


def passed_over_text(story: BidStory) -> str:
    """Why a bid that ranked high enough was not chosen, with the lots its supplier has won."""
    won = "; ".join(lot_text(lot) for lot in story.won)
    return str(
        _(
            "It was passed over, because the procurement documents limit how many lots one supplier may win, and you have won: %(lots)s.",
            lots=won,
        )
    )
