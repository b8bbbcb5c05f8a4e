"""Who is asked to score a bid on a criterion: whoever is assigned, until it is known what a score does to the ranking.

From then on the people stay who they were for every score that had been given by then, so that nobody can move a mean
by taking somebody off or putting somebody on. What nobody had scored (a bid that came in later) follows the list as it
stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from marketkit.db import db
from marketkit.evaluations.assessment.evaluators import assigned, declarations, last_conflicts
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.bids.models import Bid, Envelope, Opening
from marketkit.evaluations.bids.standing import StandingBid, deciding_plan
from marketkit.evaluations.record import first_official_at
from marketkit.procurements.models import Procurement


def final_since(procurement: Procurement) -> datetime | None:
    """Since when it is known what a score does to the ranking; None while it is not.

    With two envelopes that is so once the prices are opened; with one, once a result has been calculated.
    """
    plan = deciding_plan(procurement)
    if plan is None or not plan.two_envelopes:
        return first_official_at(procurement)
    query = select(func.min(Opening.created_at)).where(
        Opening.procurement_id == procurement.id, Opening.envelope == Envelope.PRICES
    )
    return db.session.scalar(query)


def scores_are_final(procurement: Procurement) -> bool:
    """Whether it is known what a score does to the ranking, so that only an obvious error may still be put right."""
    return final_since(procurement) is not None


class Asked:
    """Who is asked to score each bid on each leaf criterion, read once."""

    def __init__(self, procurement: Procurement) -> None:
        since = final_since(procurement)
        self.now = assigned(procurement)
        self._then = assigned(procurement, until=since) if since is not None else self.now
        self._settled = set(_settled(procurement, self._then, since)) if since is not None else set()

    def of(self, bid: StandingBid, leaf: str) -> frozenset[int]:
        """User numbers; those with a conflict of interest are among them."""
        settled = (bid.submission.id, leaf) in self._settled
        return (self._then if settled else self.now).get(leaf, frozenset())


def _settled(
    procurement: Procurement, people: dict[str, frozenset[int]], moment: datetime
) -> Iterator[tuple[int, str]]:
    """What had a score at a moment that still counts: submissions and leaves. A conflict takes a score out at any time."""
    conflicts = last_conflicts(declarations(procurement))
    query = (
        select(Assessment.submission_id, Assessment.criterion, Assessment.user_id, Bid.supplier_id)
        .join(Bid, Bid.id == Assessment.bid_id)
        .where(Assessment.procurement_id == procurement.id, Assessment.created_at <= moment)
    )
    for submission, leaf, user, supplier in db.session.execute(query):
        if user in people.get(leaf, frozenset()) and (user, supplier) not in conflicts:
            yield submission, leaf
