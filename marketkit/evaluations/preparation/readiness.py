"""What stands against locking a strategy: what the rule packs find, and numbers of winners that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from marketkit.procurements.models import Procurement
from marketkit.said import Said, say
from marketkit.sourcing.check import Finding, check
from marketkit.sourcing.models import StrategyVersion
from marketkit.sourcing.rules import BLOCK, Pack
from marketkit.sourcing.services import strategy_of


def findings_of(version: StrategyVersion, packs: tuple[Pack, ...], on: date) -> tuple[Finding, ...]:
    """What the rule packs say about a version of a strategy on a day."""
    return check(strategy_of(version), packs, on=on)


def against_winners(procurement: Procurement, version: StrategyVersion) -> Iterator[Said]:
    """Where the strategy and the procurement, or one of its lots, say otherwise how many win; 1 leaves it to the lots."""
    count = strategy_of(version).award_to
    if not procurement.lots and count != procurement.winners:
        yield say(
            "the strategy has {count} winners and the procurement {other}; make them the same",
            count=count,
            other=procurement.winners,
        )
    for lot in procurement.lots:
        if count not in (1, lot.winners):
            yield say(
                "the strategy has {count} winners and lot {lot} has {other}; make them the same, or give the "
                "strategy 1 and let each lot have its own number",
                count=count,
                lot=lot.number,
                other=lot.winners,
            )


def unanswered(findings: tuple[Finding, ...], overrides: dict[str, str]) -> list[Said]:
    """The blocking findings that are not set aside with a written reason."""
    return [
        say("{rule} stands against it; satisfy it or give a written reason", rule=finding.name)
        for finding in findings
        if finding.severity == BLOCK and not overrides.get(finding.name, "").strip()
    ]
