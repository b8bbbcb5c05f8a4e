"""The award criteria of a procurement, told to other features: contracts refer to what decided the competition."""

from __future__ import annotations

from fractions import Fraction

from marketkit.features import Share
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import current_strategy, strategy_of
from marketkit.sourcing.strategy import in_language


def award_criteria(procurement: Procurement, language: str) -> list[Share]:
    """The criteria of the uppermost level with their shares of the total in percent; none before there is a strategy."""
    version = current_strategy(procurement)
    if version is None:
        return []
    criteria = strategy_of(version).criteria
    total = sum((each.total_weight for each in criteria if each.total_weight is not None), Fraction(0))
    return [
        Share(
            in_language(each.title, language),
            each.total_weight * 100 / total if each.total_weight is not None and total else None,
        )
        for each in criteria
    ]
