"""The charts of a result: what each criterion gives each bid, and how far each weight may move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.evaluations.explanation import Explanation
from marketkit.scoring.intervals import Interval
from marketkit.scoring.result import RankedBid, Result
from marketkit.web.charts import Bar, Chart, interval_chart, stacked_bars
from marketkit.web.charts import Interval as DrawnInterval
from marketkit.web.language import format_number

MOST_BARS = 40
HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Contributions:
    """The stacked bars, their sentence, and the same numbers as a table."""

    chart: Chart
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Fraction, ...], Fraction], ...]
    shown: int


def contributions(result: Result, explanation: Explanation) -> Contributions | None:
    """What each top-level criterion adds to each bid's total; None when nobody is ranked.

    Where the award method adds nothing up (a price for each point, an index), each bar is the total alone.
    """
    if not result.ranking:
        return None
    series, values = _series(result, explanation)
    rows = tuple(
        (ranked.bid.id, values[number], ranked.total) for number, ranked in enumerate(result.ranking)
    )
    bars = [
        Bar(name, parts, format_number(total, _places(result))) for name, parts, total in rows[:MOST_BARS]
    ]
    chart = stacked_bars(
        name="contributions",
        title=_("What each criterion gives"),
        description=_("One bar for each bid, best first; each part is one criterion."),
        series=series,
        bars=bars,
        show=lambda value: format_number(value, 2, trim=True),
    )
    return Contributions(chart, series, rows, len(bars))


def _places(result: Result) -> int:
    return 4 if result.strategy.award == "utility-index" else result.strategy.places


def _series(result: Result, explanation: Explanation) -> tuple[tuple[str, ...], list[tuple[Fraction, ...]]]:
    strategy = result.strategy
    if strategy.award in ("weighted-sum", "quality-only"):
        names = tuple(explanation.name(criterion) for criterion in strategy.criteria)
        return names, [_weighted(ranked, [c.id for c in strategy.criteria]) for ranked in result.ranking]
    if strategy.award == "monetised-quality":
        quality = strategy.quality_criteria
        names = (
            explanation.name(strategy.cost_criteria[0]),
            *(_("%(criterion)s (deducted)", criterion=explanation.name(criterion)) for criterion in quality),
        )
        return names, [
            (ranked.workings["price"], *(-worth for worth in _weighted(ranked, [c.id for c in quality])))
            for ranked in result.ranking
        ]
    name = {
        "price-per-quality-point": _("Price for each quality point"),
        "utility-index": _("Index"),
        "lowest-price": _("Price"),
    }.get(strategy.award, _("Comparison price"))
    return (name,), [(ranked.total,) for ranked in result.ranking]


def _weighted(ranked: RankedBid, criteria: Sequence[str]) -> tuple[Fraction, ...]:
    return tuple(ranked.scores[id_].weighted or Fraction(0) for id_ in criteria)


def stability(result: Result, intervals: Sequence[Interval], explanation: Explanation) -> Chart | None:
    """How far each weight may move, all else in proportion, before another bid comes first."""
    if not intervals:
        return None
    whole = whole_weight(result)
    return interval_chart(
        name="stability",
        title=_("How far each weight may move"),
        description=_(
            "For each criterion, the weights at which the same bid stays first, and today's weight."
        ),
        intervals=[
            DrawnInterval(explanation.name(interval.criterion), interval.low, interval.high, interval.weight)
            for interval in intervals
        ],
        low=0,
        high=whole,
        words=(_("The same bid stays first"), _("Weight today")),
        show=lambda value: format_number(value, 1, trim=True),
    )


def whole_weight(result: Result) -> Fraction:
    """What all weights sum to: 100 percent, or all the points of the strategy."""
    if result.strategy.weights == "percent":
        return HUNDRED
    return sum((c.total_weight for c in result.strategy.criteria if c.total_weight is not None), Fraction(0))
