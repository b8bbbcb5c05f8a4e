"""From a strategy and its bids to a result: marks, thresholds, totals, ranks, winners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from marketkit.said import say
from marketkit.scoring.entrants import Entrant, Marker, reasons_to_exclude
from marketkit.scoring.formulas import NotComputable
from marketkit.scoring.lowprice import low_price_flags
from marketkit.scoring.methods import Total, better, totals
from marketkit.scoring.result import ExcludedBid, Notice, RankedBid, Result
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Strategy

# Totals with a logarithm in them are compared at this many decimals; they are known to more.
COMPARED_PLACES = 40


def evaluate(strategy: Strategy, bids: Iterable[Bid]) -> Result:
    """Rank the bids by the strategy, exactly and with the workings.

    Thresholds exclude first; references are formed from the bids still in. The order in which the bids are given
    has no influence. A method that has no value for these bids gives a result that is not computable.
    """
    return award(strategy, *enter(strategy, bids))


def enter(strategy: Strategy, bids: Iterable[Bid]) -> tuple[list[Entrant], tuple[ExcludedBid, ...]]:
    """The bids with their marks, by name: those still in, and those that a threshold excludes."""
    marker = Marker(strategy)
    staying: list[Entrant] = []
    excluded: list[ExcludedBid] = []
    for bid in sorted(bids, key=lambda bid: bid.id):
        entrant = marker.entrant(bid)
        reasons = reasons_to_exclude(strategy, entrant)
        if reasons:
            excluded.append(ExcludedBid(bid, reasons, entrant.scores))
        else:
            staying.append(entrant)
    return staying, tuple(excluded)


def award(strategy: Strategy, staying: Sequence[Entrant], excluded: tuple[ExcludedBid, ...] = ()) -> Result:
    """The result for the bids still in."""
    flags = low_price_flags(strategy, staying)
    better_is = better(strategy)
    try:
        found = totals(strategy, staying)
    except NotComputable as error:
        text = say(
            "No ranking can be computed: {fault} ({bids}).", fault=error.text, bids=", ".join(error.bids)
        )
        notice = Notice("not-computable", text, error.bids)
        return Result(
            strategy, better_is, excluded=excluded, flags=flags, warnings=(notice,), computable=False
        )
    ranking = _rank(strategy, list(zip(staying, found, strict=True)), better_is)
    winners, undecided = _winners(ranking, strategy.award_to)
    warnings = () if ranking else (Notice("no-bids-left", say("No bid is left to rank.")),)
    return Result(strategy, better_is, ranking, winners, undecided, excluded, flags, warnings)


def _rank(strategy: Strategy, found: list[tuple[Entrant, Total]], better_is: str) -> tuple[RankedBid, ...]:
    """Competition ranks (1, 1, 3): on totals, then on the criteria of the tie-break."""
    exact = all(total.exact for _, total in found)
    sign = 1 if better_is == "lower" else -1
    keyed = []
    for entrant, total in found:
        compared: Fraction | int = total.value if exact else round(total.value * 10**COMPARED_PLACES)
        keyed.append((sign * compared, _tie_break_key(strategy, entrant), entrant.bid.id, entrant, total))
    keyed.sort(key=lambda entry: entry[:3])
    groups: list[list[tuple[Entrant, Total]]] = []
    previous = None
    for compared_with, key, _, entrant, total in keyed:
        if (compared_with, key) != previous:
            groups.append([])
            previous = (compared_with, key)
        groups[-1].append((entrant, total))
    ranking: list[RankedBid] = []
    for group in groups:
        names = tuple(entrant.bid.id for entrant, _ in group)
        rank = len(ranking) + 1
        ranking.extend(
            RankedBid(
                bid=entrant.bid,
                rank=rank,
                total=total.value,
                scores={**entrant.scores, **total.cost},
                workings=total.workings,
                sharing=names,
                exact=total.exact,
            )
            for entrant, total in group
        )
    return tuple(ranking)


def _tie_break_key(strategy: Strategy, entrant: Entrant) -> tuple[Fraction, ...]:
    """Smaller goes first: the amount of a cost criterion, the share of any other turned round."""
    key = []
    for id_ in strategy.tie_break:
        if id_ in entrant.amounts:
            key.append(entrant.amounts[id_])
        else:
            share = entrant.scores[id_].share
            assert share is not None
            key.append(-share)
    return tuple(key)


def _winners(ranking: Sequence[RankedBid], places: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who fills the places, and who shares the last one with more bids than it has room for."""
    winners: list[str] = []
    undecided: list[str] = []
    for ranked in ranking:
        if ranked.rank > places:
            break
        last_rank = ranked.rank + len(ranked.sharing) - 1
        (winners if last_rank <= places else undecided).append(ranked.bid.id)
    return tuple(winners), tuple(undecided)
