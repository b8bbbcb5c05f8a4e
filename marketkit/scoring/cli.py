"""The commands that rank bids and ask what the ranking depends on. The reading of files is here, the rest is pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand, prints_utf8
from marketkit.errors import BadInput, Fault
from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.output import pieces
from marketkit.scoring.report import lines
from marketkit.scoring.result import Result
from marketkit.sourcing.bids import Bid, open_bids
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


def read_both(strategy_file: Path, bids_file: Path) -> tuple[Strategy, tuple[Bid, ...]]:
    """The strategy and its bids; BadInput names the faults of both files where both can be told."""
    try:
        strategy = open_strategy(strategy_file)
    except BadInput as error:
        if bids_file.is_file():
            raise
        missing = Fault("cannot be opened: there is no such file", file=str(bids_file))
        raise BadInput([*error.faults, missing]) from None
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
