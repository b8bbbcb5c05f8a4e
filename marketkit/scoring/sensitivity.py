"""What a ranking depends on: weights, prices, who takes part; all of it in one value with its workings.

Weights are fixed by law when the competition is published. Before that this is a tool for designing the strategy;
after the bids are opened it explains and audits, and never chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from marketkit.said import say
from marketkit.scoring import intervals, score_simulation, simulation
from marketkit.scoring.entrants import Entrant
from marketkit.scoring.evaluate import award, enter
from marketkit.scoring.intervals import Interval, weight_intervals
from marketkit.scoring.leave_one_out import Removal, leave_one_out
from marketkit.scoring.price_to_tie import PriceToTie, prices_to_tie
from marketkit.scoring.result import ExcludedBid, Notice, Result
from marketkit.scoring.simulation import SCORES, WEIGHTS, Simulation, simulate
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Strategy

DRAWS = 10_000
SEED = 0
# Prices to tie and removals score all bids anew for each bid, and name every bid for each bid.
MOST_RESCORED = 500


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A result and what it depends on. `winner` is the one bid in first place, None when several share it.

    `prices` has, for each losing bid, one entry for each cost criterion. `warnings` say why a part is empty.
    """

    result: Result
    winner: str | None
    intervals: tuple[Interval, ...]
    prices: tuple[PriceToTie, ...]
    removals: tuple[Removal, ...]
    simulation: Simulation
    warnings: tuple[Notice, ...]

    @property
    def losers(self) -> tuple[str, ...]:
        """The ranked bids that neither win nor are undecided, first to last."""
        settled = {*self.result.winners, *self.result.undecided}
        return tuple(ranked.bid.id for ranked in self.result.ranking if ranked.bid.id not in settled)


def sensitivity(
    strategy: Strategy, bids: Iterable[Bid], *, draws: int = DRAWS, seed: int = SEED, over: str = WEIGHTS
) -> Sensitivity:
    """What the ranking of these bids depends on, whatever their order; `draws`, `seed`, `over` as in `simulate`."""
    staying, excluded = enter(strategy, bids)
    return sensitivity_of(strategy, staying, excluded, draws=draws, seed=seed, over=over)


def sensitivity_of(
    strategy: Strategy,
    staying: Sequence[Entrant],
    excluded: tuple[ExcludedBid, ...] = (),
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    over: str = WEIGHTS,
) -> Sensitivity:
    """The same for bids that are already marked and sorted into those still in and those excluded."""
    result = award(strategy, staying, excluded)
    few = len(result.ranking) <= MOST_RESCORED
    return Sensitivity(
        result=result,
        winner=None if result.first is None else result.first.bid.id,
        intervals=weight_intervals(result),
        prices=prices_to_tie(result, staying) if few else (),
        removals=leave_one_out(result, staying) if few else (),
        simulation=simulate(result, draws=draws, seed=seed, over=over),
        warnings=(*result.warnings, *_warnings(result, over)),
    )


def _warnings(result: Result, over: str) -> Iterator[Notice]:
    if not result.ranking:
        return
    award, ranking = result.strategy.award, result.ranking
    if award not in intervals.METHODS:
        text = say(
            "Weight intervals are formed under weighted-sum and quality-only, not under {award}.", award=award
        )
        yield Notice("no-weight-intervals", text)
    if result.first is None:
        names = ranking[0].sharing
        text = say(
            "First place is shared ({names}), so there is no winner whose weight intervals could be formed.",
            names=", ".join(names),
        )
        yield Notice("tied-first-place", text, names)
    if not result.strategy.cost_criteria:
        yield Notice(
            "no-price-to-tie", say("Without a cost criterion there is no price at which a bid would tie.")
        )
    if over == SCORES:
        if award not in score_simulation.METHODS or not result.strategy.quality_criteria:
            yield Notice("no-simulation", say("No score counts in this ranking, so there are none to draw."))
    elif award not in simulation.METHODS:
        yield Notice("no-simulation", say("Under {award} there are no weights to draw.", award=award))
    if len(ranking) > MOST_RESCORED:
        text = say(
            "Prices to tie and the ranking without each bid are formed for at most {most} bids.",
            most=MOST_RESCORED,
        )
        yield Notice("too-many-bids", text)
