"""Which figures are taken in with bids: what stands in the bid itself, and prices once they are open. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from marketkit.said import Said, say
from marketkit.sourcing.strategy import Criterion, Strategy


def cost_leaves(strategy: Strategy) -> tuple[Criterion, ...]:
    return tuple(leaf for leaf in strategy.leaves() if leaf.is_cost)


def stated_leaves(strategy: Strategy, stated: Collection[str]) -> tuple[Criterion, ...]:
    """The leaves whose value stands in the bid and is not a price."""
    return tuple(leaf for leaf in strategy.leaves() if not leaf.is_cost and leaf.id in stated)


def taken_in(strategy: Strategy, stated: Collection[str], *, prices_open: bool) -> tuple[Criterion, ...]:
    """The leaves a bid must give a figure for, in the order of the strategy."""
    known = {leaf.id for leaf in stated_leaves(strategy, stated)}
    return tuple(leaf for leaf in strategy.leaves() if leaf.id in known or (leaf.is_cost and prices_open))


def refused(
    strategy: Strategy, taken: Collection[Criterion], stated: Collection[str], *, prices_open: bool
) -> dict[str, Said]:
    """Why each leaf that is not taken in may not stand in a file of bids."""
    asked = {leaf.id for leaf in taken}
    return {
        leaf.id: _why(leaf, stated, prices_open=prices_open)
        for leaf in strategy.leaves()
        if leaf.id not in asked
    }


def _why(leaf: Criterion, stated: Collection[str], *, prices_open: bool) -> Said:
    if leaf.is_cost and not prices_open:
        return say(
            'the column "{name}" holds prices, and the prices are not opened yet; leave the column out',
            name=leaf.id,
        )
    if leaf.is_cost or leaf.id in stated:
        return say('the column "{name}" does not belong here; leave it out', name=leaf.id)
    return say('the column "{name}" is scored by the evaluators; leave it out', name=leaf.id)


def total_price(strategy: Strategy, values: Mapping[str, Fraction]) -> Fraction | None:
    """The sum of a bid's prices in the strategy's currency, unit prices times their quantity; None while one lacks."""
    leaves = cost_leaves(strategy)
    if not leaves or any(leaf.id not in values for leaf in leaves):
        return None
    return sum((values[leaf.id] * (leaf.quantity or 1) for leaf in leaves), Fraction(0))


def options_count(strategy: Strategy) -> bool:
    """Whether priced options are part of the price that is evaluated."""
    basis = strategy.price_basis.options
    return basis is not None and "included" in basis.values()
