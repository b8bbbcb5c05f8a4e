"""`marketkit dry-run`: a strategy on invented bids. Reads the files; all that is worked out is pure."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand, json_text
from marketkit.errors import BadInput, Fault
from marketkit.numbers import NotANumber, parse_number
from marketkit.scoring.dry_run import DryRun, dry_run, dry_run_on_invented_bids
from marketkit.scoring.dry_run_output import as_dict
from marketkit.scoring.dry_run_report import lines
from marketkit.scoring.invented_bids import COUNT, LEAST_COUNT, MOST_COUNT
from marketkit.scoring.simulation import MAX_SEED
from marketkit.settings import Settings
from marketkit.sourcing.bids import faults_of_shape, open_bids
from marketkit.sourcing.cli import finding_lines, unknown_packs
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.reader import open_strategy
from marketkit.sourcing.rules import Pack
from marketkit.sourcing.strategy import Strategy


@click.command("dry-run", cls=ReportingCommand)
@click.argument("strategy_file", metavar="STRATEGY", type=click.Path(path_type=Path))
@click.option("--price", metavar="AMOUNT", help="Draw bids around this estimate of the whole cost.")
@click.option(
    "--bids",
    "bids_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Use the bids of this file (.csv or .xlsx) instead of drawing some.",
)
@click.option(
    "--count",
    type=click.IntRange(LEAST_COUNT, MOST_COUNT),
    default=COUNT,
    show_default=True,
    help="How many bids to draw.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, MAX_SEED),
    default=0,
    show_default=True,
    help="Number of the draw; the same number draws the same bids again.",
)
@click.option("--json", "json_output", is_flag=True, help="Print the result as JSON.")
def dry_run_command(
    strategy_file: Path,
    *,
    price: str | None,
    bids_file: Path | None,
    count: int,
    seed: int,
    json_output: bool,
) -> None:
    """Try STRATEGY (.yaml) on invented bids before it is published.

    Says who wins, what quality may cost, what the weights really decide, whether the cheapest and worst or the
    dearest and best bid wins, whether a withdrawal changes the winner, how the same bids fare under other methods,
    and what the strategy's rule packs have to say.

    Exit code 0: ranked, whatever the rule packs say. 1: the method has no result for these bids. 2: a file or an
    option has faults; each is named.
    """
    found = _try(strategy_file, price, bids_file, count=count, seed=seed)
    if json_output:
        click.echo(json_text(as_dict(found)))
    else:
        for line in [*lines(found), "What the rules say", *finding_lines(found.findings)]:
            click.echo(line)
    if not found.result.computable:
        raise SystemExit(EXIT_NOT_FINE)


def _try(strategy_file: Path, price: str | None, bids_file: Path | None, *, count: int, seed: int) -> DryRun:
    """The dry run, or BadInput with the faults of the files and the options together."""
    try:
        strategy = open_strategy(strategy_file)
    except BadInput as error:
        faults = [*error.faults, *_choice_faults(None, price, bids_file)]
        raise BadInput([*faults, *(faults_of_shape(bids_file) if bids_file else ())]) from None
    faults = _choice_faults(strategy, price, bids_file)
    folder = Settings.from_environ(os.environ).sourcing_rules / "packs"
    line = (strategy.lines or {}).get("packs")
    faults.extend(unknown_packs(strategy.packs, folder, file=str(strategy_file), line=line))
    estimate = _estimate(price, strategy, faults)
    bids = None
    if bids_file is not None:
        try:
            bids = open_bids(bids_file, strategy)
        except BadInput as error:
            faults.extend(error.faults)
    if faults:
        raise BadInput(faults)
    packs: Sequence[Pack] = open_packs(folder, dict.fromkeys(strategy.packs))
    today = datetime.now(UTC).astimezone().date()
    if bids is not None:
        return dry_run(strategy, bids, on=today, packs=packs)
    return dry_run_on_invented_bids(strategy, estimate, count=count, seed=seed, on=today, packs=packs)


def _choice_faults(strategy: Strategy | None, price: str | None, bids_file: Path | None) -> list[Fault]:
    """An estimate or bids, one of the two; a strategy without a cost criterion needs neither."""
    if price is not None and bids_file is not None:
        return [Fault("give an estimated price with --price or bids with --bids, not both", value=price)]
    priced = strategy is None or bool(strategy.cost_criteria)
    if price is None and bids_file is None and priced:
        return [
            Fault(
                "give an estimate of the whole cost, such as --price 1000000, to draw bids around it, "
                "or bids of your own with --bids FILE"
            )
        ]
    return []


def _estimate(price: str | None, strategy: Strategy, faults: list[Fault]) -> Fraction | None:
    """The estimated price; None where none is given or the strategy has no cost criterion."""
    if price is None:
        return None
    try:
        amount = parse_number(price, strategy.currency)
    except NotANumber as error:
        faults.append(Fault(f"--price: {error.said}; expected an amount", value=price))
        return None
    if amount <= 0:
        faults.append(Fault(f'--price: expected an amount above 0, found "{price}"', value=price))
    return amount if strategy.cost_criteria else None
