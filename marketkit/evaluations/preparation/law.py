"""The rule packs a strategy is held against, as this installation has them."""

from __future__ import annotations

from marketkit.installation import current_settings
from marketkit.sourcing.packs import known_packs, open_packs
from marketkit.sourcing.rules import Pack
from marketkit.sourcing.strategy import Strategy


def packs_of(strategy: Strategy) -> tuple[Pack, ...]:
    """The packs a strategy names. Raises BadInput when one of them cannot be read."""
    return open_packs(current_settings().sourcing_rules / "packs", strategy.packs)


def all_packs() -> tuple[Pack, ...]:
    """Every pack this installation has: what follows an award depends on the regime, not on what a strategy names."""
    folder = current_settings().sourcing_rules / "packs"
    return open_packs(folder, known_packs(folder))
