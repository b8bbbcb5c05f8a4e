"""`marketkit check`: hold a strategy against the rules of its jurisdiction."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from marketkit.commandline import EXIT_FINE, EXIT_NOT_FINE, ReportingCommand, json_text
from marketkit.errors import BadInput, Fault
from marketkit.settings import Settings
from marketkit.sourcing.check import Finding, passes
from marketkit.sourcing.check import check as hold_against
from marketkit.sourcing.packs import known_packs, open_packs
from marketkit.sourcing.reader import open_strategy
from marketkit.sourcing.rules import BLOCK, INFO, WARN, Pack, calendar_date
from marketkit.sourcing.strategy import Strategy, in_language

WIDTH = 100
HEADINGS = {BLOCK: "Must be put right", WARN: "Warnings", INFO: "For information"}


@click.command(cls=ReportingCommand)
@click.argument("strategy_file", metavar="STRATEGY", type=click.Path(path_type=Path))
@click.option(
    "--pack",
    "pack_ids",
    metavar="ID",
    multiple=True,
    help="Check against this rule pack; may be repeated. Default: the packs the strategy names.",
)
@click.option("--on", "day", metavar="DATE", help="The day whose rules apply, as 2026-01-31. Default: today.")
@click.option("--json", "json_output", is_flag=True, help="Print the findings as JSON.")
def check(strategy_file: Path, pack_ids: tuple[str, ...], day: str | None, json_output: bool) -> None:
    """Hold a strategy against the rules of its jurisdiction.

    Exit code 0 when nothing must be put right, 1 when something must, 2 when the input cannot be used.
    """
    strategy, on, packs = _inputs(strategy_file, pack_ids, day)
    findings = hold_against(strategy, packs, on=on)
    fine = passes(findings)
    if json_output:
        click.echo(json_text({"ok": fine, "findings": [finding.as_dict() for finding in findings]}))
    else:
        click.echo("\n".join(_report(strategy, packs, on, findings)))
    raise SystemExit(EXIT_FINE if fine else EXIT_NOT_FINE)


def _inputs(
    strategy_file: Path, pack_ids: Sequence[str], day: str | None
) -> tuple[Strategy, date, tuple[Pack, ...]]:
    """Everything read, or BadInput with the faults of all of it together."""
    faults: list[Fault] = []
    on = datetime.now(UTC).astimezone().date()
    if day is not None:
        try:
            on = calendar_date(day)
        except ValueError as error:
            faults.append(Fault(f"--on: {error}", value=day))
    folder = Settings.from_environ(os.environ).sourcing_rules / "packs"
    faults.extend(unknown_packs(pack_ids, folder, where="--pack: "))
    strategy: Strategy | None = None
    try:
        strategy = open_strategy(strategy_file)
    except BadInput as error:
        faults.extend(error.faults)
    if strategy is not None and not pack_ids:
        line = (strategy.lines or {}).get("packs")
        faults.extend(unknown_packs(strategy.packs, folder, file=str(strategy_file), line=line))
    if faults or strategy is None:
        raise BadInput(faults)
    return strategy, on, open_packs(folder, dict.fromkeys(pack_ids or strategy.packs))


def unknown_packs(
    ids: Sequence[str], folder: Path, *, where: str = "", file: str | None = None, line: int | None = None
) -> list[Fault]:
    """A fault for each id that no pack of the folder has."""
    known = known_packs(folder)
    listed = ", ".join(known) or "none"
    return [
        Fault(f'{where}there is no rule pack "{id_}"; known packs: {listed}', file=file, line=line, value=id_)
        for id_ in dict.fromkeys(ids)
        if id_ not in known
    ]


def _report(strategy: Strategy, packs: Sequence[Pack], on: date, findings: Sequence[Finding]) -> list[str]:
    """The findings as people read them, gravest first."""
    lines = [
        f"{in_language(strategy.title, 'en')} ({strategy.id})",
        f"Regime: {strategy.regime or 'not given'}. Rules as of {on.isoformat()}: "
        f"{', '.join(in_language(pack.title, 'en') for pack in packs) or 'none'}.",
    ]
    lines.extend(finding_lines(findings))
    blocking = sum(finding.severity == BLOCK for finding in findings)
    things = "1 thing" if blocking == 1 else f"{blocking} things"
    verdict = "Nothing must be put right." if not blocking else f"{things} must be put right."
    return [*lines, "", verdict]


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """The findings under a heading for each severity, gravest first; an empty line before each heading."""
    lines: list[str] = []
    for severity, heading in HEADINGS.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if chosen:
            lines.extend(["", f"{heading} ({len(chosen)})"])
            for finding in chosen:
                lines.extend(_paragraph(finding))
    return lines


def _paragraph(finding: Finding) -> list[str]:
    paragraphs = [finding.text()]
    if finding.alternatives:
        chosen = ", ".join(alternative.chosen for alternative in finding.alternatives)
        paragraphs.append(f"A declared reason can stand instead: {chosen}.")
    if finding.rule is not None:
        paragraphs.append(f"Source: {finding.rule.instrument}, {finding.rule.article}.")
    place = f" (line {finding.line})" if finding.line is not None else ""
    indent = "    "
    return [
        f"  {finding.name}{place}",
        *(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent) for text in paragraphs),
    ]
