"""A result and its workings. Everything that is shown, printed or sent about a ranking is drawn from here.

Numbers are exact rationals (`fractions.Fraction`). Where a logarithm enters they are rational to a stated number of
decimals and marked `exact=False`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Strategy


@dataclass(frozen=True, slots=True)
class Reference:
    """What a price is measured against: its name, its value or values, and the bids it comes from.

    `lowest` has the lowest price, `both-ends` the lowest and the highest, `mean` the mean of the bids still in.
    """

    name: str
    values: tuple[Fraction, ...]
    bids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One bid on one criterion.

    `raw` is what the bid says (None for a parent), `amount` the money of a cost criterion, `share` the share of full
    marks (1 is full), `weighted` what that adds to the total. A value the award method does not use is None.
    """

    raw: Fraction | None = None
    amount: Fraction | None = None
    share: Fraction | None = None
    weighted: Fraction | None = None
    formula: str | None = None
    reference: Reference | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class RankedBid:
    """A bid's place. `sharing` are all bids that have this rank after the tie-break, itself among them.

    `workings` are the figures the award method formed the total from, by name (`quality`, `best-quality`, ...).
    """

    bid: Bid
    rank: int
    total: Fraction
    scores: dict[str, Score]
    workings: dict[str, Fraction]
    sharing: tuple[str, ...] = ()
    exact: bool = True

    @property
    def tied_with(self) -> tuple[str, ...]:
        """The other bids that share its rank."""
        return tuple(name for name in self.sharing if name != self.bid.id)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a bid is out: what it has and what was required (None where the whole is meant)."""

    code: str  # below-min-score | below-min-percent | below-min-total-quality | no-quality-points
    criterion: str | None
    value: Fraction
    required: Fraction


@dataclass(frozen=True, slots=True)
class ExcludedBid:
    """A bid that is not ranked, with every reason and the marks it was given."""

    bid: Bid
    reasons: tuple[Reason, ...]
    scores: dict[str, Score]


@dataclass(frozen=True, slots=True)
class Flag:
    """A price so low that an explanation is to be asked for; it never excludes.

    `percent` is how far below `compared_with` the `price` lies: the mean of the other bids or the next higher bid.
    """

    code: str  # abnormally-low-mean | abnormally-low-next
    bid: str
    criterion: str
    price: Fraction
    compared_with: Fraction
    percent: Fraction


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of the result must know; `bids` are those it concerns."""

    code: str
    text: str
    bids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one evaluation: ranking first to last, then who is out, flagged or unsettled.

    `computable` is False when a method cannot give totals for these bids; `warnings` then says why.
    """

    strategy: Strategy
    better: str  # "higher" | "lower"
    ranking: tuple[RankedBid, ...] = ()
    winners: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    excluded: tuple[ExcludedBid, ...] = ()
    flags: tuple[Flag, ...] = ()
    warnings: tuple[Notice, ...] = ()
    computable: bool = field(default=True)

    @property
    def first(self) -> RankedBid | None:
        """The one bid in first place; None when there is none or several share it."""
        return self.ranking[0] if self.ranking and len(self.ranking[0].sharing) == 1 else None

    def ranked(self, bid: str) -> RankedBid:
        """The place of a bid; KeyError when it is not ranked."""
        for ranked in self.ranking:
            if ranked.bid.id == bid:
                return ranked
        raise KeyError(bid)

    def order(self) -> list[list[str]]:
        """The bids from first to last, those that share a rank together."""
        groups: dict[int, list[str]] = {}
        for ranked in self.ranking:
            groups.setdefault(ranked.rank, []).append(ranked.bid.id)
        return list(groups.values())
