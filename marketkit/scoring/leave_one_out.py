"""What the order of the others becomes when one bid is taken away, and which reference moved when it changes.

Only bids still in are removed: an excluded bid influences nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.said import Figure, Said, say
from marketkit.scoring.entrants import Entrant
from marketkit.scoring.evaluate import award
from marketkit.scoring.result import Reference, Result

Order = list[list[str]]


@dataclass(frozen=True, slots=True)
class Removal:
    """The order of the other bids with and without one bid; those that share a rank stand together.

    `before` is today's order with the bid taken out of the lists, `after` the order of a full re-score. `cause`
    names the references that moved, None when the order is unchanged.
    """

    without: str
    before: Order
    after: Order
    cause: Said | None = None

    @property
    def changed(self) -> bool:
        return self.before != self.after


def leave_one_out(result: Result, entrants: Sequence[Entrant]) -> tuple[Removal, ...]:
    """One removal for each ranked bid, first to last. `entrants` are the bids the result was formed from."""
    order = result.order()
    removals = []
    for ranked in result.ranking:
        bid = ranked.bid.id
        others = award(result.strategy, [entrant for entrant in entrants if entrant.bid.id != bid])
        before = [rest for group in order if (rest := [name for name in group if name != bid])]
        after = others.order()
        cause = None if before == after else _cause(bid, result, others)
        removals.append(Removal(bid, before, after, cause))
    return tuple(removals)


def order_text(order: Order) -> str:
    """The bids first to last; those that share a rank stand with an equals sign between."""
    return ", ".join(" = ".join(group) for group in order)


def _cause(bid: str, before: Result, after: Result) -> Said:
    """The references that moved, as one sentence part each."""
    moved = list(_moved(bid, before, after))
    said = moved[0]
    for more in moved[1:]:
        said = say("{first}; {second}", first=said, second=more)
    return said


def _moved(bid: str, before: Result, after: Result) -> list[Said]:
    """Under the utility index the lowest price scales every total alike, so the best quality alone can be the cause."""
    if before.strategy.award == "utility-index":
        was, becomes = (100 * found.ranking[0].workings["best-quality"] for found in (before, after))
        return [_say("best-quality", bid, "", was, becomes, before.strategy.places)]
    found = []
    for criterion in before.strategy.cost_criteria:
        old = before.ranking[0].scores[criterion.id].reference
        new = after.ranking[0].scores[criterion.id].reference
        if old is None or new is None:
            continue
        for name, was, becomes in zip(_names(old), old.values, new.values, strict=True):
            if was != becomes:
                found.append(_say(name, bid, criterion.id, was, becomes, before.strategy.places))
    return found


def _names(reference: Reference) -> tuple[str, ...]:
    return ("lowest", "highest") if reference.name == "both-ends" else (reference.name,)


def _say(name: str, bid: str, criterion: str, was: Fraction, becomes: Fraction, places: int) -> Said:
    values = {
        "bid": bid,
        "criterion": criterion,
        "was": Figure(was, places, padded=True),
        "becomes": Figure(becomes, places, padded=True),
    }
    if name == "lowest":
        return say(
            "Without {bid} the lowest price of criterion {criterion} rises from {was} to {becomes}", **values
        )
    if name == "highest":
        return say(
            "Without {bid} the highest price of criterion {criterion} falls from {was} to {becomes}", **values
        )
    if name == "best-quality":
        return say("Without {bid} the best quality falls from {was} % to {becomes} %", **values)
    if becomes > was:
        return say(
            "Without {bid} the mean price of criterion {criterion} rises from {was} to {becomes}", **values
        )
    return say(
        "Without {bid} the mean price of criterion {criterion} falls from {was} to {becomes}", **values
    )
