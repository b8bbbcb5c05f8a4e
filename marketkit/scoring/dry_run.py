"""A strategy tried out before publication, on invented bids: what wins, what quality costs, what the weights really do.

Everything here is drawn from one exact evaluation and exact re-scorings of the same bids. Nothing of it may choose
between real bids: weights and method are fixed by law when the competition is published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketkit.said import say
from marketkit.scoring.effective_weights import EffectiveWeight, as_percentages, effective_weights
from marketkit.scoring.entrants import Entrant
from marketkit.scoring.evaluate import award, enter
from marketkit.scoring.extremes import Extreme, extremes
from marketkit.scoring.invented_bids import cost_estimates, invented_bids, plain_name
from marketkit.scoring.method_facts import MethodFacts, method_facts
from marketkit.scoring.other_methods import Alternative, other_methods
from marketkit.scoring.quality_price import PointPrices, point_prices
from marketkit.scoring.result import Notice, Result
from marketkit.scoring.withdrawals import Withdrawals, withdrawals
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.check import Finding, check
from marketkit.sourcing.rules import Pack
from marketkit.sourcing.strategy import Strategy

MOST_BIDS = 200  # every withdrawal scores all others anew


@dataclass(frozen=True, slots=True)
class Invention:
    """How the bids were drawn (see `invented_bids`): the estimate, None without a cost criterion, and the seed."""

    price: Fraction | None
    count: int
    seed: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a strategy does with a set of bids. `bids` are all of them, also those a threshold shuts out.

    `references` is the reference price of each cost criterion for the comparison with other methods: its part of the
    estimate or, for bids that were given, their mean price. `withdrawals` is None for more than MOST_BIDS bids.
    `findings` are those of the rule packs, with the effective weights as help. `warnings` say why a part is empty.
    """

    result: Result
    bids: tuple[Bid, ...]
    invention: Invention | None
    facts: MethodFacts
    prices: tuple[PointPrices, ...]
    weights: tuple[EffectiveWeight, ...]
    extremes: tuple[Extreme, ...]
    withdrawals: Withdrawals | None
    references: dict[str, Fraction]
    alternatives: tuple[Alternative, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[Notice, ...]

    @property
    def strategy(self) -> Strategy:
        return self.result.strategy

    @property
    def effective_weights(self) -> dict[str, Fraction]:
        """Criterion id -> percent, as `marketkit.sourcing.check.check` takes them; empty where there are none."""
        return as_percentages(self.weights)


def dry_run_on_invented_bids(
    strategy: Strategy,
    price: Fraction | None,
    *,
    count: int,
    seed: int,
    on: date,
    packs: Sequence[Pack] = (),
    name: Callable[[str], str] = plain_name,
) -> DryRun:
    """Try the strategy on bids drawn around an estimated price; arguments and errors as `invented_bids`."""
    bids = invented_bids(strategy, price, count=count, seed=seed, name=name)
    return dry_run(strategy, bids, on=on, packs=packs, invention=Invention(price, count, seed))


def weights_around(strategy: Strategy, price: Fraction | None) -> dict[str, Fraction]:
    """What each criterion decides among a few bids invented around an estimate: percent by criterion id.

    As `DryRun.effective_weights`; empty where there are none. Arguments and errors as `invented_bids`.
    """
    staying, excluded = enter(strategy, invented_bids(strategy, price))
    return as_percentages(effective_weights(award(strategy, staying, excluded)))


def dry_run(
    strategy: Strategy,
    bids: Iterable[Bid],
    *,
    on: date,
    packs: Sequence[Pack] = (),
    invention: Invention | None = None,
) -> DryRun:
    """Try the strategy on these bids, and hold it against the packs' rules as they stand `on` a day.

    `invention` says how the bids were drawn, if they were; its price is then the reference price.
    """
    given = tuple(sorted(bids, key=lambda bid: bid.id))
    staying, excluded = enter(strategy, given)
    result = award(strategy, staying, excluded)
    computable = bool(result.ranking)
    weights = effective_weights(result)
    references = _references(strategy, staying, invention)
    few = len(staying) <= MOST_BIDS
    return DryRun(
        result=result,
        bids=given,
        invention=invention,
        facts=method_facts(strategy),
        prices=point_prices(result),
        weights=weights,
        extremes=extremes(strategy, staying) if computable else (),
        withdrawals=withdrawals(result, staying) if computable and few else None,
        references=references,
        alternatives=other_methods(result, staying, references),
        findings=check(strategy, packs, on=on, effective_weights=as_percentages(weights) or None),
        warnings=(*result.warnings, *(_too_many() if not few else ())),
    )


def _references(
    strategy: Strategy, staying: Sequence[Entrant], invention: Invention | None
) -> dict[str, Fraction]:
    if invention is not None and invention.price is not None:
        return cost_estimates(strategy, invention.price)
    if not staying:
        return {}
    return {
        criterion.id: sum((entrant.amounts[criterion.id] for entrant in staying), Fraction(0)) / len(staying)
        for criterion in strategy.cost_criteria
    }


def _too_many() -> tuple[Notice, ...]:
    text = say("Withdrawals are tried for at most {most} bids.", most=MOST_BIDS)
    return (Notice("too-many-bids", text),)
