"""The commands that rank bids and ask what the ranking depends on. The reading of files is here, the rest is pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand, json_text, prints_utf8
from marketkit.errors import BadInput
from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.output import pieces
from marketkit.scoring.report import lines
from marketkit.scoring.result import Result
from marketkit.scoring.sensitivity import DRAWS, SEED, sensitivity
from marketkit.scoring.sensitivity_output import as_dict as sensitivity_as_dict
from marketkit.scoring.sensitivity_report import lines as sensitivity_lines
from marketkit.scoring.simulation import MAX_DRAWS, MAX_SEED, SCORES, WEIGHTS
from marketkit.sourcing.bids import Bid, faults_of_shape, open_bids
from marketkit.sourcing.reader import open_strategy
from marketkit.sourcing.strategy import Strategy

STRATEGY = click.argument("strategy_file", metavar="STRATEGY", type=click.Path(path_type=Path))
BIDS = click.argument("bids_file", metavar="BIDS", type=click.Path(path_type=Path))
JSON = click.option("--json", "json_output", is_flag=True, help="Print the result as JSON.")


@click.command(cls=ReportingCommand)
@STRATEGY
@BIDS
@JSON
def score(strategy_file: Path, bids_file: Path, *, json_output: bool) -> None:
    """Rank the bids in BIDS (.csv or .xlsx) by STRATEGY (.yaml), exactly and with the workings.

    Exit code 0: ranked. 1: the method has no result for these bids. 2: a file has faults; each is named.
    """
    result = evaluate(*read_both(strategy_file, bids_file))
    for text in _as_json(result) if json_output else (f"{line}\n" for line in lines(result)):
        click.echo(text, nl=False)
    if not result.computable:
        raise SystemExit(EXIT_NOT_FINE)


@click.command("sensitivity", cls=ReportingCommand)
@STRATEGY
@BIDS
@JSON
@click.option(
    "--draws",
    type=click.IntRange(1, MAX_DRAWS),
    default=DRAWS,
    show_default=True,
    help="How many random sets of weights or scores to try.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, MAX_SEED),
    default=SEED,
    show_default=True,
    help="Where the random draws start; the same seed gives the same draws.",
)
@click.option(
    "--over",
    type=click.Choice([WEIGHTS, SCORES]),
    default=WEIGHTS,
    show_default=True,
    help="What is drawn: weights, all as likely, or every score up to a tenth of its scale higher or lower.",
)
def sensitivity_command(
    strategy_file: Path, bids_file: Path, *, json_output: bool, draws: int, seed: int, over: str
) -> None:
    """Say what the ranking of BIDS by STRATEGY depends on: weights, scores, prices, who takes part.

    Weights are fixed by law at publication: before it this is a tool for design, after opening it explains and
    audits, and never chooses.

    Exit code 0: fine. 1: the method has no result for these bids. 2: a file has faults; each is named.
    """
    found = sensitivity(*read_both(strategy_file, bids_file), draws=draws, seed=seed, over=over)
    if json_output:
        click.echo(json_text(sensitivity_as_dict(found)))
    else:
        for line in sensitivity_lines(found):
            click.echo(line)
    if not found.result.computable:
        raise SystemExit(EXIT_NOT_FINE)


def read_both(strategy_file: Path, bids_file: Path) -> tuple[Strategy, tuple[Bid, ...]]:
    """The strategy and its bids; BadInput names the faults of both files where both can be told."""
    try:
        strategy = open_strategy(strategy_file)
    except BadInput as error:
        raise BadInput([*error.faults, *faults_of_shape(bids_file)]) from None
    return strategy, open_bids(bids_file, strategy)


def _as_json(result: Result) -> Iterator[str]:
    """The JSON text bid by bid, so that ten thousand bids never stand in memory as text."""

    def text(value: object) -> str:
        return json.dumps(value, ensure_ascii=not prints_utf8())

    opening = "\n"
    for kind, piece in pieces(result):
        if kind == "ranked":
            yield f"{opening}  {text(piece)}"
            opening = ",\n"
        elif kind == "head":
            yield f'{text(piece)[:-1]},\n "ranking": ['
        else:
            yield f"],\n {text(piece)[1:]}\n"
