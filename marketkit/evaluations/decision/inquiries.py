"""Whether what was asked and answered about a low price still concerns the price that counts."""

from __future__ import annotations

from collections.abc import Sequence

from marketkit.evaluations.bids.standing import StandingBid, standing_figure
from marketkit.evaluations.decision.models import InquiryStep, PriceInquiry
from marketkit.sourcing.strategy import Strategy


def is_outdated(steps: Sequence[PriceInquiry], bid: StandingBid, strategy: Strategy) -> bool:
    """Whether an explanation was assessed, and the bid's evaluated price is another since, or the bid itself is."""
    if not steps or steps[-1].step is not InquiryStep.ASSESSED:
        return False
    assessed = steps[-1].created_at
    if bid.submission.created_at > assessed:
        return True
    for leaf in strategy.leaves():
        figure = bid.figures.get(leaf.id)
        if leaf.is_cost and figure is not None:
            then = standing_figure(row for row in figure.rows if row.created_at <= assessed)
            if then is None or then.evaluated != figure.evaluated:
                return True
    return False
