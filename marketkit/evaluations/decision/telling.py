"""How the time until the contract begins under a procurement's rules: with letters, with a notice, or as one likes."""

from __future__ import annotations

from dataclasses import dataclass

from marketkit.evaluations.decision.models import Decision
from marketkit.evaluations.decision.presentation import decided_on
from marketkit.evaluations.decision.wording import SUPPLIERS_TOLD
from marketkit.evaluations.preparation.law import all_packs
from marketkit.procurements.models import Procurement
from marketkit.sourcing.rules import LETTERS_SENT, VOLUNTARY, StandstillRule
from marketkit.sourcing.standstill import standstill_rule


@dataclass(frozen=True, slots=True)
class Telling:
    """What starts the standstill after an award, and the rule it follows (None: no rule is known)."""

    rule: StandstillRule | None

    @property
    def by_letters(self) -> bool:
        """Whether it starts when the letters are marked as sent, so that nothing is recorded by hand."""
        return self.rule is not None and self.rule.duty != VOLUNTARY and self.rule.starts_with == LETTERS_SENT

    @property
    def by_notice(self) -> bool:
        """Whether it starts with the publication of a notice."""
        return self.rule is not None and self.rule.starts_with != LETTERS_SENT

    @property
    def demanded(self) -> bool:
        return self.rule is not None and self.rule.duty != VOLUNTARY

    @property
    def event(self) -> str:
        """The code of what is recorded by hand."""
        return self.rule.starts_with if self.rule is not None and self.by_notice else SUPPLIERS_TOLD


def telling(procurement: Procurement, award: Decision) -> Telling:
    """What starts the standstill after this award, by the law of the day it was decided.

    Raises BadInput when a rule pack of the installation cannot be read.
    """
    regime = procurement.regime.value if procurement.regime else None
    return Telling(standstill_rule(all_packs(), regime, decided_on(procurement, award)))
