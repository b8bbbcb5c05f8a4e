"""The highest price below its own at which a losing bid draws level with the best other bid.

Everything is scored anew at the other price, references included; who is excluded does not depend on price. The
search rests on one fact: whether a bid is level with or ahead of all others never turns from no to yes as its price
rises. Under each price formula its own share falls or stands still with its price while every other share rises or
stands still (a lower price can only lower the references), clamped or not; the totals of the ratio methods are
monotone in the bid's own price; and under the utility index, where totals share the factor Pmin, the sign of its
lead is that of g/P less a constant, with g positive whenever it can lead at all. So the break points, where a
reference passes to another bid or a clamp begins to bite, are searched by halving, and the one piece between two of
them is solved in closed form.

Level means level: where a total jumps over the best other, as under linear-min-max when all prices are equal, there
is no such price. Where all prices up to a limit are level and the limit itself is not, the answer is the highest
amount below it with the decimals that the strategy shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.scoring.entrants import Entrant
from marketkit.scoring.evaluate import COMPARED_PLACES
from marketkit.scoring.formulas import price_shares
from marketkit.scoring.methods import better, totals
from marketkit.scoring.price_curves import Curve, LogarithmicCurve, RationalCurve, Root, sign
from marketkit.scoring.result import RankedBid, Result
from marketkit.sourcing.strategy import Criterion, Formula, Strategy

ONE, ZERO = Fraction(1), Fraction(0)
Amounts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class PriceToTie:
    """`amount` of one cost criterion, below the bid's `own`, that makes it level; None when no positive one does.

    An internal figure: it can reveal the winner's price. Where not exact it is right to at least 40 digits.
    """

    bid: str
    criterion: str
    own: Fraction
    amount: Fraction | None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Race:
    """One losing bid's lead over each bid that may be the best other, as its amount of one cost criterion varies."""

    own: Fraction
    leads: Callable[[Fraction], list[Fraction]]
    breaks: tuple[Fraction, ...]
    pole: Callable[[Fraction], Fraction]
    logarithm: tuple[Fraction, Fraction] | None  # base and weight, where the price's points are logarithmic
    slack: Fraction
    unit: Fraction

    def standing(self, amount: Fraction) -> int:
        """1 ahead of every other bid, 0 level with the best other, -1 behind."""
        return min(sign(lead, self.slack) for lead in self.leads(amount))

    def curves(self, low: Fraction, high: Fraction) -> list[Curve]:
        """The leads between two neighbouring break points."""
        points = [low + (high - low) * Fraction(part, 4) for part in (1, 2, 3)]
        leads = zip(*(self.leads(point) for point in points), strict=True)
        if self.logarithm is not None:
            base, weight = self.logarithm
            return [LogarithmicCurve(points, found, base, weight, self.slack) for found in leads]
        pole = self.pole(points[0])
        return [RationalCurve(points, found, pole, self.slack) for found in leads]


def prices_to_tie(result: Result, entrants: Sequence[Entrant]) -> tuple[PriceToTie, ...]:
    """For each bid that neither wins nor is undecided, first to last, one entry for each cost criterion.

    `entrants` are the bids the result was formed from. Empty where the strategy has no cost criterion.
    """
    settled = {*result.winners, *result.undecided}
    found = []
    for ranked in result.ranking:
        if ranked.bid.id in settled:
            continue
        for criterion in result.strategy.cost_criteria:
            race = _race(result, ranked, criterion, entrants)
            root = highest_tie(race)
            exact = root is None or (root.exact and race.slack == 0)
            amount = None if root is None else root.value
            found.append(PriceToTie(ranked.bid.id, criterion.id, race.own, amount, exact))
    return tuple(found)


def highest_tie(race: Race) -> Root | None:
    """The highest amount above 0 and below the bid's own at which it is level."""
    breaks = sorted(amount for amount in set(race.breaks) if 0 < amount < race.own)
    first, last = 0, len(breaks)  # the number of break points at which it is not behind lies between these
    while first < last:
        middle = (first + last) // 2
        if race.standing(breaks[middle]) < 0:
            last = middle
        else:
            first = middle + 1
    low = breaks[first - 1] if first else ZERO
    high = breaks[first] if first < len(breaks) else race.own
    return _on_piece(race, low, high) if low < high else None


def _on_piece(race: Race, low: Fraction, high: Fraction) -> Root | None:
    """The highest tie at or above `low` and below `high`; it is not behind at `low` unless that is 0."""
    roots = []
    level = False
    for curve in race.curves(low, high):
        if curve.before(high) < 0:
            if curve.after(low) <= 0:
                return Root(low, True) if low > 0 and race.standing(low) == 0 else None
            roots.append(curve.root(low, high))
        level = level or curve.is_level()
    if roots:
        amounts = [root for root in roots if root is not None]
        return min(amounts, key=lambda root: root.value) if len(amounts) == len(roots) else None
    if not level:
        return None
    below = (-(-high // race.unit) - 1) * race.unit
    return Root(below if below > low else (low + high) / 2, True)


def _race(result: Result, loser: RankedBid, criterion: Criterion, entrants: Sequence[Entrant]) -> Race:
    strategy, name = result.strategy, loser.bid.id
    own = loser.scores[criterion.id].amount
    assert own is not None
    others = {entrant.bid.id: entrant.amounts[criterion.id] for entrant in entrants if entrant.bid.id != name}
    formula = criterion.formula
    weight = criterion.total_weight
    if formula is not None and weight is not None:
        leads = _leads_by_formula(result, name, criterion.id, formula, weight, others)
    else:
        leads = _leads_by_method(strategy, name, criterion.id, entrants)
    slack = ZERO if all(ranked.exact for ranked in result.ranking) else Fraction(1, 2 * 10**COMPARED_PLACES)
    logarithm = None
    if formula is not None and formula.name == "logarithmic" and weight is not None and formula.a is not None:
        logarithm = (formula.a, weight)
    return Race(
        own=own,
        leads=leads,
        breaks=_breaks(formula, list(others.values())),
        pole=lambda amount: _pole(formula, list(others.values()), amount),
        logarithm=logarithm,
        slack=slack,
        unit=Fraction(1, 10**strategy.display_places),
    )


def _leads_by_formula(
    result: Result, bid: str, criterion: str, formula: Formula, weight: Fraction, others: Amounts
) -> Callable[[Fraction], list[Fraction]]:
    """Under weighted-sum only this criterion's points move; what the other criteria gave is kept."""
    kept = {
        ranked.bid.id: ranked.total - (ranked.scores[criterion].weighted or ZERO) for ranked in result.ranking
    }
    rivals = _undominated(kept, others)

    def leads(amount: Fraction) -> list[Fraction]:
        shares = price_shares(formula, {**others, bid: amount}).shares
        own = kept[bid] + weight * shares[bid]
        return [own - kept[rival] - weight * shares[rival] for rival in rivals]

    return leads


def _undominated(kept: Amounts, others: Amounts) -> list[str]:
    """The bids that can be the best other: no formula gives a higher price a greater share than a lower one."""
    rivals: list[str] = []
    for bid in sorted(others, key=lambda bid: (others[bid], -kept[bid], bid)):
        if not rivals or kept[bid] > kept[rivals[-1]]:
            rivals.append(bid)
    return rivals


def _leads_by_method(
    strategy: Strategy, bid: str, criterion: str, entrants: Sequence[Entrant]
) -> Callable[[Fraction], list[Fraction]]:
    turn = 1 if better(strategy) == "higher" else -1

    def leads(amount: Fraction) -> list[Fraction]:
        changed = [
            entrant.with_amount(criterion, amount) if entrant.bid.id == bid else entrant
            for entrant in entrants
        ]
        found = {
            entrant.bid.id: total.value
            for entrant, total in zip(changed, totals(strategy, changed), strict=True)
        }
        return [turn * (found[bid] - found[other]) for other in found if other != bid]

    return leads


def _breaks(formula: Formula | None, others: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Where a lead may change its shape: the others' lowest and highest price, and where a clamp begins to bite."""
    low, high = min(others), max(others)
    if formula is None or formula.name == "proportional-to-lowest":
        return (low,)
    if formula.name == "linear-min-max":
        return (low, high)
    if formula.name == "linear-fixed":
        assert formula.low is not None and formula.high is not None
        return (formula.low, formula.high)
    if formula.clamp is None:
        return () if formula.name == "average-based" else (low,)
    if formula.name == "linear-from-lowest":
        slope = ONE if formula.slope is None else formula.slope
        return (low, low + low / slope, *(slope * price / (1 + slope) for price in others))
    if formula.name == "logarithmic":
        assert formula.a is not None
        return (low, low * formula.a, *(price / formula.a for price in others))
    total = sum(others, ZERO)
    return (total / len(others), *((len(others) + 1) * price - total for price in others))


def _pole(formula: Formula | None, others: Sequence[Fraction], amount: Fraction) -> Fraction:
    """Where the denominator of the piece around an amount is 0: the other end under linear-min-max, else 0."""
    if formula is None or formula.name != "linear-min-max":
        return ZERO
    low, high = min(others), max(others)
    return high if amount < low else low if amount > high else low - 1
