"""What a ranking depends on, as tables and plain sentences for a person at the command line."""

from __future__ import annotations

from collections.abc import Iterator

from marketkit.said import Figure, Said, decimal_text, say
from marketkit.scoring.intervals import Interval
from marketkit.scoring.leave_one_out import Removal
from marketkit.scoring.price_to_tie import PriceToTie
from marketkit.scoring.report import price_basis_text, table
from marketkit.scoring.sensitivity import Sensitivity
from marketkit.scoring.simulation import SCORES, Simulation
from marketkit.scoring.withdrawals import removal_sentence
from marketkit.sourcing.strategy import Strategy, in_language

LAW = say(
    "Weights are fixed by law when the competition is published. Before that, use this to design the strategy; after "
    "the bids are opened it explains and audits, and never chooses."
)
SCORES_DRAWN = say(
    "Each score was moved by up to a tenth of its scale either way, within the scale. Prices and exclusions were held."
)
INTERNAL = say("Internal: a price to tie can reveal the winner's price. Do not send it to suppliers.")


def lines(found: Sensitivity) -> Iterator[str]:
    """The whole report: weights, prices to tie, each bid left out, random weights or scores, warnings."""
    strategy = found.result.strategy
    yield f"{in_language(strategy.title, 'en')} ({strategy.id})"
    if found.winner is not None:
        yield f"First place: {found.winner}."
    yield ""
    if found.intervals:
        yield from _weights(found)
    if found.prices:
        yield from _prices(found)
    if found.removals:
        yield from _removals(found.removals)
    if found.simulation.first_place_share:
        yield from _simulation(found)
    for notice in found.warnings:
        yield notice.text
    yield LAW


def _weights(found: Sensitivity) -> Iterator[str]:
    strategy = found.result.strategy
    unit = "percent of the total" if strategy.weights == "percent" else "points of the total"
    yield f"How far one weight can move before the first place changes ({unit}; the others keep their proportions)"
    rows = [
        [
            interval.criterion,
            *(
                decimal_text(value, strategy.places)
                for value in (interval.low, interval.weight, interval.high)
            ),
        ]
        for interval in found.intervals
    ]
    yield from table(["criterion", "from", "weight", "to"], rows)
    for interval in found.intervals:
        yield from interval_sentences(strategy, interval, found.winner or "")
    yield ""


def interval_sentences(
    strategy: Strategy, interval: Interval, winner: str, *, language: str = "en"
) -> Iterator[Said]:
    """At which weights of a criterion another bid would win; one sentence each way, or one that none would.

    `language` is that of the criterion's name.
    """
    name = in_language(strategy.criterion(interval.criterion).title, language)
    unit = say("%") if strategy.weights == "percent" else say("points")
    if interval.high_rival is not None:
        weight = Figure(interval.high, strategy.places)
        yield say(
            "{criterion} could weigh up to {weight} {unit} before {bid} would win.",
            criterion=name,
            weight=weight,
            unit=unit,
            bid=interval.high_rival,
        )
    if interval.low_rival is not None:
        weight = Figure(interval.low, strategy.places)
        yield say(
            "{criterion} could weigh as little as {weight} {unit} before {bid} would win.",
            criterion=name,
            weight=weight,
            unit=unit,
            bid=interval.low_rival,
        )
    if interval.high_rival is None and interval.low_rival is None:
        yield say("Whatever {criterion} weighs, {bid} stays first.", criterion=name, bid=winner)


def _prices(found: Sensitivity) -> Iterator[str]:
    strategy = found.result.strategy
    yield f"Price to tie: the highest price at which a losing bid would draw level. {price_basis_text(strategy)}"
    rows = [
        [price.bid, price.criterion, decimal_text(price.own, strategy.places), _amount(price, strategy)]
        for price in found.prices
    ]
    yield from table(["bid", "criterion", "its price", "price to tie"], rows)
    yield INTERNAL
    yield ""


def _amount(price: PriceToTie, strategy: Strategy) -> str:
    return "none" if price.amount is None else decimal_text(price.amount, strategy.places)


def _removals(removals: tuple[Removal, ...]) -> Iterator[str]:
    changed = [removal for removal in removals if removal.changed]
    if not changed:
        yield "The order of the others stays the same whichever bid is left out."
    for removal in changed:
        yield removal_sentence(removal)
    yield ""


def _simulation(found: Sensitivity) -> Iterator[str]:
    drawn = found.simulation
    drawn_over = "sets of scores" if drawn.over == SCORES else "sets of weights"
    yield f"First places under {drawn.draws} random {drawn_over} (seed {drawn.seed})"
    rows = [[bid, f"{decimal_text(100 * share, 2)} %"] for bid, share in drawn.first_place_share.items()]
    yield from table(["bid", "share"], rows)
    if drawn.over == SCORES:
        yield SCORES_DRAWN
        if found.winner is not None:
            yield firmness_sentence(drawn, found.winner)
    yield ""


def firmness_sentence(drawn: Simulation, winner: str) -> Said:
    """How often the winner stays first when scores are drawn."""
    return say(
        "{bid} stays first in {share} percent of the draws.",
        bid=winner,
        share=Figure(100 * drawn.first_place_share[winner], 2),
    )
