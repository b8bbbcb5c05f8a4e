"""The rule packs a strategy is held against, as this installation has them."""

from __future__ import annotations

from marketkit.installation import current_settings
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.rules import Pack
from marketkit.sourcing.strategy import Strategy


def packs_of(strategy: Strategy) -> tuple[Pack, ...]:
    """The packs a strategy names. Raises BadInput when one of them cannot be read."""
    return open_packs(current_settings().sourcing_rules / "packs", strategy.packs)
