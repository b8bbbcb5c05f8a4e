"""What the weights of an edited strategy sum to, level by level, however much of it is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from marketkit.sourcing.consistency import ALL_WEIGHTED, HUNDRED
from marketkit.sourcing.edited import EditedStrategy, number

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class LevelSum:
    """The sum of one level. `whole` is what it must be (100 under percent), None where any sum will do.

    `missing` counts the weights that are not there or are no numbers; they are left out of `total`.
    """

    total: Fraction
    whole: Fraction | None
    missing: int

    @property
    def right(self) -> bool:
        return not self.missing and self.whole in (None, self.total)

    @property
    def difference(self) -> Fraction:
        """How much is left to give; below 0 when too much is given."""
        return NOTHING if self.whole is None else self.whole - self.total


def level_sum(strategy: EditedStrategy, index: int | None) -> LevelSum | None:
    """The sum below a criterion, or at the top for None; None where no weights are summed."""
    if not strategy.weighted:
        return None
    counted = strategy.children(index)
    if index is not None:
        if strategy.kind(index) == "cost" or not counted:
            return None
    elif strategy.text("award") not in ALL_WEIGHTED:
        counted = [each for each in counted if strategy.kind(each) != "cost"]
    if strategy.text("weights") == "points":
        found = [_points(strategy, each) for each in counted]
        whole = None
    else:
        found = [number(strategy.criteria[each].text("weight")) for each in counted]
        whole = HUNDRED
    if strategy.text("award") == "lowest-price" and not any(found):
        return None  # weights serve thresholds only, and there are none
    given = [value for value in found if value is not None]
    return LevelSum(sum(given, NOTHING), whole, len(found) - len(given))


def total_worth(strategy: EditedStrategy) -> Fraction | None:
    """What full marks for everything are worth under monetised quality; None under the other methods."""
    leaves = [
        index
        for index in range(len(strategy.criteria))
        if not strategy.has_parts(index) and strategy.kind(index) != "cost"
    ]
    if strategy.text("award") != "monetised-quality":
        return None
    worths = (number(strategy.criteria[index].text("worth")) for index in leaves)
    return sum((worth for worth in worths if worth is not None), NOTHING)


def _points(strategy: EditedStrategy, index: int) -> Fraction | None:
    """A criterion's points: its own, or the sum of its parts'."""
    parts = strategy.children(index)
    if not parts or strategy.kind(index) == "cost":
        return number(strategy.criteria[index].text("weight"))
    points = [_points(strategy, part) for part in parts]
    return None if None in points else sum((each for each in points if each is not None), NOTHING)
