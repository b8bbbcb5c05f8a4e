"""The sums behind a result, written out with their numbers, from the trace alone. Pure.

Every function returns a translatable sentence; nothing is computed anew but the parts that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from marketkit.said import Figure, Said, say
from marketkit.scoring.result import RankedBid, Result, Score
from marketkit.sourcing.strategy import Criterion, Strategy

RATIO_PLACES = 4


class Arithmetic:
    """Writes out the sums of one result, at the strategy's number of decimals."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.strategy: Strategy = result.strategy

    def figure(self, value: Fraction | None) -> Figure:
        """Points or money at the strategy's decimals."""
        return Figure(value or Fraction(0), self.strategy.places, padded=True)

    def short(self, value: Fraction | None) -> Figure:
        """A weight, a score or a parameter: as it was typed, as far as four decimals go."""
        return Figure(value or Fraction(0), RATIO_PLACES)

    def criterion(self, criterion: Criterion, score: Score) -> Said | None:
        """How the criterion's points (or worth) came about; None where there is nothing to write out."""
        if criterion.is_cost:
            return (
                self._price(criterion, score) if score.formula is not None else self._amount(criterion, score)
            )
        if criterion.is_leaf:
            return self._marks(criterion, score)
        return None

    def _marks(self, leaf: Criterion, score: Score) -> Said | None:
        counts = leaf.worth if self.strategy.award == "monetised-quality" else leaf.total_weight
        if leaf.scale is None or counts is None or score.weighted is None:
            return None
        worst, best = leaf.scale
        return say(
            "{weight} × ({raw} − {worst}) ÷ ({best} − {worst}) = {points}",
            weight=self.short(counts),
            raw=self.short(score.raw),
            worst=self.short(worst),
            best=self.short(best),
            points=self.figure(score.weighted),
        )

    def _amount(self, criterion: Criterion, score: Score) -> Said | None:
        if criterion.quantity is not None:
            return say(
                "{quantity} × {price} = {amount}",
                quantity=self.short(criterion.quantity),
                price=self.short(score.raw),
                amount=self.figure(score.amount),
            )
        return None

    def _price(self, criterion: Criterion, score: Score) -> Said:
        bare = self._bare_price(criterion, score)
        formula = criterion.formula
        if formula is None or formula.clamp is None or score.share not in (Fraction(0), Fraction(1)):
            return bare
        limits = {"0": say("not below 0"), "both": say("not below 0 or above full points")}
        return say("{formula} ({limit})", formula=bare, limit=limits[formula.clamp])

    def _bare_price(self, criterion: Criterion, score: Score) -> Said:
        formula, reference = criterion.formula, score.reference
        assert formula is not None
        values: dict[str, object] = {
            "weight": self.short(criterion.total_weight),
            "price": self.figure(score.amount),
            "points": self.figure(score.weighted),
        }
        if formula.name == "linear-fixed":
            return say(
                "{weight} × ({high} − {price}) ÷ ({high} − {low}) = {points}",
                high=self.figure(formula.high),
                low=self.figure(formula.low),
                **values,
            )
        assert reference is not None
        first = self.figure(reference.values[0])
        if formula.name == "linear-min-max":
            if reference.values[0] == reference.values[1]:
                return say("all prices are equal, so each has full points: {points}", points=values["points"])
            return say(
                "{weight} × ({high} − {price}) ÷ ({high} − {low}) = {points}",
                high=self.figure(reference.values[1]),
                low=first,
                **values,
            )
        if formula.name == "linear-from-lowest":
            return say(
                "{weight} × (1 − {slope} × ({price} − {lowest}) ÷ {lowest}) = {points}",
                slope=self.short(Fraction(1) if formula.slope is None else formula.slope),
                lowest=first,
                **values,
            )
        if formula.name == "logarithmic":
            return say(
                "{weight} × (1 − log({price} ÷ {lowest}) ÷ log({base})) = {points}",
                lowest=first,
                base=self.short(formula.a),
                **values,
            )
        return say("{weight} × {measure} ÷ {price} = {points}", measure=first, **values)

    def total(self, ranked: RankedBid) -> Said:
        """How the total came about from what stands above it."""
        award, found = self.strategy.award, ranked.workings
        total = self.figure(ranked.total)
        if award in ("weighted-sum", "quality-only"):
            parts = [ranked.scores[criterion.id].weighted for criterion in self.strategy.criteria]
            if len(parts) == 1:
                return say("{total}", total=total)
            return say("{sum} = {total}", sum=_added(self.figure(part) for part in parts), total=total)
        price = self.figure(found.get("price", ranked.total))
        if award == "monetised-quality":
            return say(
                "{price} − {worth} = {total}", price=price, worth=self.figure(found["worth"]), total=total
            )
        if award == "markup":
            penalty = Figure(found["penalty"], RATIO_PLACES)
            return say("{price} × (1 + {penalty}) = {total}", price=price, penalty=penalty, total=total)
        if award == "price-per-quality-point":
            quality = self.figure(found["quality"])
            return say("{price} ÷ {quality} = {total}", price=price, quality=quality, total=total)
        if award == "quality-coefficient":
            coefficient = Figure(found["coefficient"], RATIO_PLACES)
            return say("{price} ÷ {coefficient} = {total}", price=price, coefficient=coefficient, total=total)
        if award == "utility-index":
            return say(
                "(1 − ({best} − {quality}) × {ratio}) ÷ {price} × {lowest} = {total}",
                best=Figure(found["best-quality"], RATIO_PLACES),
                quality=Figure(found["quality"], RATIO_PLACES),
                ratio=Figure(found["weight-ratio"], RATIO_PLACES),
                price=price,
                lowest=self.figure(found["lowest-price"]),
                total=Figure(ranked.total, RATIO_PLACES, padded=True),
            )
        return say("{total}", total=total)


def _added(figures: Iterable[Figure]) -> object:
    found: object = None
    for figure in figures:
        found = figure if found is None else say("{left} + {right}", left=found, right=figure)
    return found
