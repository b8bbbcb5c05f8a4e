"""Who wins which lot when one supplier may win only so many. Pure.

The rule, as it stands in the procurement documents: the lots are gone through from the highest estimated value to the
lowest (a lot without an estimate after those with one, equal values by lot number). In each lot the places go to the
best bids in their order; a bid is passed over when its supplier has already won in as many lots as one supplier may.
So a supplier that ranks first in more lots than it may win keeps the most valuable of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.errors import MarketkitError


@dataclass(frozen=True, slots=True)
class LotRanking:
    """One lot's bids from first to last, those that share a rank together, and how many places it has.

    `lot` is its id (None for a procurement without lots) and `number` its number; `value` its estimate, None where
    there is none; `suppliers` tells whose each bid is.
    """

    lot: int | None
    number: int
    value: Fraction | None
    places: int
    order: tuple[tuple[str, ...], ...]
    suppliers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A bid that would have had a place but for the limit; `won` are the lots its supplier had won by then."""

    lot: int | None
    bid: str
    won: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who wins in each lot, in the order of their places, and who was passed over."""

    winners: dict[int | None, tuple[str, ...]]
    passed_over: tuple[PassedOver, ...]


class UnsettledTieError(MarketkitError):
    """The last place of a lot falls to bids that share a rank; lots must be drawn between them first."""

    def __init__(self, lot: int | None, bids: tuple[str, ...]) -> None:
        super().__init__(f"bids share the last place of lot {lot}: {', '.join(bids)}")
        self.lot = lot
        self.bids = bids


def allocate(rankings: Iterable[LotRanking], *, limit: int | None) -> Allocation:
    """Give every lot its winners. `limit` is how many lots one supplier may win, from 1; None for no limit.

    Raises UnsettledTieError where a tie decides who wins, for the first such lot.
    """
    won: dict[int, list[int | None]] = {}
    winners: dict[int | None, tuple[str, ...]] = {}
    passed: list[PassedOver] = []
    for ranking in sorted(rankings, key=_precedence):
        chosen: list[str] = []
        for group in ranking.order:
            if len(chosen) == ranking.places:
                break
            free, full = _divide(ranking, group, won, limit)
            passed.extend(PassedOver(ranking.lot, bid, tuple(won[ranking.suppliers[bid]])) for bid in full)
            if len(chosen) + len(free) > ranking.places:
                raise UnsettledTieError(ranking.lot, tuple(free))
            chosen.extend(free)
        for supplier in dict.fromkeys(ranking.suppliers[bid] for bid in chosen):
            won.setdefault(supplier, []).append(ranking.lot)
        winners[ranking.lot] = tuple(chosen)
    return Allocation(winners, tuple(passed))


def _precedence(ranking: LotRanking) -> tuple[bool, Fraction, int]:
    return (ranking.value is None, -(ranking.value or Fraction(0)), ranking.number)


def _divide(
    ranking: LotRanking, group: Sequence[str], won: Mapping[int, Sequence[object]], limit: int | None
) -> tuple[list[str], list[str]]:
    """The bids of a group that may win here, and those whose supplier has won enough lots."""
    free: list[str] = []
    full: list[str] = []
    for bid in group:
        taken = len(won.get(ranking.suppliers[bid], ()))
        (full if limit is not None and taken >= limit else free).append(bid)
    return free, full


def lots_won(allocation: Allocation, suppliers: Mapping[int | None, Mapping[str, int]]) -> Counter[int]:
    """In how many lots each supplier wins."""
    return Counter(
        supplier
        for lot, bids in allocation.winners.items()
        for supplier in {suppliers[lot][bid] for bid in bids}
    )


def settle(order: Sequence[Sequence[str]], draws: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The order with every shared rank that was drawn for parted as it was drawn."""
    drawn = {frozenset(draw): tuple(draw) for draw in draws}
    found: list[tuple[str, ...]] = []
    for group in order:
        settled = drawn.get(frozenset(group)) if len(group) > 1 else None
        found.extend(((bid,) for bid in settled) if settled else [tuple(group)])
    return tuple(found)
