"""What can be said of an award method before any bid is known: what it measures against, and what a bidder can reckon.

Three facts that a supplier, a court and a losing bidder ask about: is a bid measured against other bids, can the
order of two bids change because of a third, and is it known before opening what a quality point may cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from marketkit.said import Said, say
from marketkit.scoring.formulas import FACTS, rank_can_reverse
from marketkit.sourcing.strategy import Strategy

FIXED, OWN_BID, AFTER_OPENING = "fixed", "own-bid", "after-opening"
KNOWN = (FIXED, OWN_BID, AFTER_OPENING)

_FORMULA_PRICES: dict[str, str] = {
    "proportional-to-lowest": AFTER_OPENING,
    "linear-from-lowest": AFTER_OPENING,
    "linear-min-max": AFTER_OPENING,
    "linear-fixed": FIXED,
    "logarithmic": OWN_BID,
    "average-based": AFTER_OPENING,
}
_METHOD_PRICES: dict[str, str | None] = {
    "monetised-quality": FIXED,
    "markup": OWN_BID,
    "price-per-quality-point": OWN_BID,
    "utility-index": AFTER_OPENING,
    "quality-coefficient": OWN_BID,
    "lowest-price": None,
    "quality-only": None,
}


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """The facts of one strategy's award method with its price formulas.

    `relative_to` names what is taken from other bids and can part two bids: `lowest`, `both-ends`, `mean` (prices),
    `best-quality`; empty where every bid stands on its own. `point_price` says when the price of a quality point is
    known: `fixed` (in money, before opening), `own-bid` (each supplier can reckon it from its own price and marks),
    `after-opening`, None where no price is weighed against quality.
    """

    award: str
    relative_to: tuple[str, ...]
    rank_can_reverse: bool
    point_price: str | None

    @property
    def known_before_opening(self) -> bool | None:
        """Whether the price of a quality point is an amount known before opening; None where there is no such price."""
        return None if self.point_price is None else self.point_price == FIXED

    @property
    def sentences(self) -> tuple[Said, ...]:
        """The facts in plain words, one sentence each."""
        return (*_against(self.relative_to), _reversal(self), _point_price(self))


def method_facts(strategy: Strategy) -> MethodFacts:
    """The facts of a strategy. Needs no bids. With several cost criteria the least certain formula speaks for all.

    Under the utility index the lowest price multiplies every total alike and so parts no bids: only the best quality
    is named, and a third bid that holds it can turn the order of two others. The other methods without a price
    formula form each total from that bid alone.
    """
    if strategy.award != "weighted-sum":
        utility = strategy.award == "utility-index"
        return MethodFacts(
            award=strategy.award,
            relative_to=("best-quality",) if utility else (),
            rank_can_reverse=utility,
            point_price=_METHOD_PRICES[strategy.award] if strategy.quality_criteria else None,
        )
    formulas = [criterion.formula for criterion in strategy.cost_criteria if criterion.formula is not None]
    references = dict.fromkeys(FACTS[formula.name].relative_to for formula in formulas)
    prices = [_FORMULA_PRICES[formula.name] for formula in formulas]
    return MethodFacts(
        award=strategy.award,
        relative_to=tuple(name for name in references if name is not None),
        rank_can_reverse=any(rank_can_reverse(formula) for formula in formulas),
        point_price=max(prices, key=KNOWN.index) if prices and strategy.quality_criteria else None,
    )


def _against(relative_to: tuple[str, ...]) -> Iterator[Said]:
    if not relative_to:
        yield say("Every bid is judged on its own: nothing is measured against another bid.")
    for name in relative_to:
        if name == "lowest":
            yield say("Prices are measured against the lowest price.")
        elif name == "both-ends":
            yield say("Prices are measured against the lowest and the highest price.")
        elif name == "mean":
            yield say("Prices are measured against the mean of the prices.")
        else:
            yield say("Quality is measured against the best quality among the bids.")


def _reversal(facts: MethodFacts) -> Said:
    if facts.rank_can_reverse:
        return say("The order of two bids can change when a third bid comes or goes.")
    return say("The order of two bids never depends on a third bid.")


def _point_price(facts: MethodFacts) -> Said:
    if facts.award == "quality-only":
        return say("The price is fixed, so a quality point has no price.")
    if facts.point_price is None:
        return say("Price and quality are not weighed against each other, so a quality point has no price.")
    if facts.point_price == FIXED:
        return say("What a quality point may cost is known before the bids are opened.")
    if facts.point_price == OWN_BID:
        return say(
            "What a quality point may cost grows with the bid's own price. A supplier can reckon it before bidding, "
            "but it is no fixed amount."
        )
    return say("What a quality point may cost is not known until the bids are opened.")
