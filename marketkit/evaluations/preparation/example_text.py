"""The small example in the text of the procurement documents: invented bids, every sum written out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.documents.model import (
    Align,
    Block,
    Column,
    Heading,
    Row,
    Run,
    Table,
    bullets,
    cell,
    paragraph,
    row,
    runs,
    strong,
)
from marketkit.evaluations.arithmetic import Arithmetic
from marketkit.evaluations.explanation import Explanation
from marketkit.evaluations.preparation.criteria_text import exact, name
from marketkit.evaluations.preparation.example import Example, example
from marketkit.evaluations.wording import criteria_tree
from marketkit.scoring.entrants import full_quality
from marketkit.scoring.result import RankedBid
from marketkit.sourcing.strategy import Criterion, Strategy
from marketkit.web.language import current_language, format_number, said

SHOWN = 1
"""Which of the three bids has its points written out: the middle one, which is neither cheapest nor best."""


def example_blocks(strategy: Strategy) -> Iterator[Block]:
    """Three invented bids, their points, the sums behind them and who comes first."""
    found = example(strategy, (_("Bid A"), _("Bid B"), _("Bid C")))
    writer = _Writer(found)
    yield Heading(_("An example"))
    yield paragraph(
        _(
            "The numbers are invented. They show how the sums are done and say nothing of what the buyer expects."
        )
    )
    yield writer.bids()
    points = writer.points()
    if points is not None:
        yield points
    sums = writer.sums(found.ranked[SHOWN])
    if sums:
        yield paragraph(_("How these figures of %(bid)s come about:", bid=found.bids[SHOWN].id))
        yield bullets(*sums)
    yield paragraph(_("The figures that the bids are put in order by:"))
    yield bullets(*(writer.total(ranked) for ranked in found.ranked))
    yield paragraph(strong(writer.conclusion()))


class _Writer:
    """Writes out one example."""

    def __init__(self, found: Example) -> None:
        self.found = found
        self.strategy = found.strategy
        self.arithmetic = Arithmetic(found.result)

    def bids(self) -> Table:
        rows = [
            row(name(leaf), *(exact(bid.raw[leaf.id]) for bid in self.found.bids))
            for leaf in self.found.leaves
        ]
        rows += [
            row(
                _("%(criterion)s, %(currency)s", criterion=name(cost), currency=self.strategy.currency),
                *(self.figure(bid.raw[cost.id]) for bid in self.found.bids),
            )
            for cost in self.strategy.cost_criteria
        ]
        return self.table(_("Three invented bids"), rows)

    def points(self) -> Table | None:
        """What each criterion gives each bid, with the sum; None under a method that forms no such figures."""
        if self.strategy.award in ("lowest-price", "quality-coefficient"):
            return None
        rows, sums = [], [Fraction(0)] * len(self.found.ranked)
        for criterion, depth in criteria_tree(self.strategy):
            given = [each.scores[criterion.id].weighted for each in self.found.ranked]
            if None in given:
                continue
            rows.append(row(cell(name(criterion), indent=depth), *(self.figure(each) for each in given)))
            if not depth:
                sums = [whole + (each or 0) for whole, each in zip(sums, given, strict=True)]
        total = row(_("Sum"), *(self.figure(each) for each in sums)) if len(rows) > 1 else None
        if self.strategy.award == "monetised-quality":
            caption = _("What the quality is worth, in %(currency)s", currency=self.strategy.currency)
            return self.table(caption, rows, total)
        return self.table(_("Points"), rows, total)

    def counted(self) -> list[Criterion]:
        """What gives points on its own: scored leaves, and cost where the price becomes points."""
        return [
            criterion
            for criterion in self.strategy.walk()
            if criterion.is_leaf and (not criterion.is_cost or criterion.formula is not None)
        ]

    def table(self, caption: str, rows: list[Row], total: Row | None = None) -> Table:
        columns = (
            Column(_("Criterion")),
            *(Column(bid.id, Align.END) for bid in self.found.bids),
        )
        return Table(caption, columns, tuple(rows), total, row_headers=True)

    def figure(self, value: Fraction | None) -> str:
        return format_number(value or Fraction(0), self.strategy.places)

    def sums(self, ranked: RankedBid) -> list[tuple[Run, ...]]:
        """Each criterion's sum, written out."""
        if self.strategy.award in ("lowest-price", "quality-coefficient"):
            return []
        found = []
        for criterion in self.counted():
            written = self.arithmetic.criterion(criterion, ranked.scores[criterion.id])
            if written is not None:
                found.append(runs(f"{name(criterion)}: ", said(written)))
        return found

    def total(self, ranked: RankedBid) -> tuple[Run, ...]:
        step = self.step(ranked)
        written = said(self.arithmetic.total(ranked))
        return runs(strong(f"{ranked.bid.id}: "), f"{step}; {written}" if step else written)

    def step(self, ranked: RankedBid) -> str:
        """What is worked out between the points and the figure; empty where nothing is."""
        award, found = self.strategy.award, ranked.workings
        if award == "markup":
            (cost,) = self.strategy.cost_criteria
            return str(
                _(
                    "lack of quality (%(full)s − %(quality)s) ÷ %(weight)s = %(penalty)s",
                    full=exact(full_quality(self.strategy)),
                    quality=exact(found["quality"]),
                    weight=exact(cost.total_weight or Fraction(0)),
                    penalty=exact(found["penalty"]),
                )
            )
        if award == "utility-index":
            full = full_quality(self.strategy)
            return str(
                _(
                    "quality %(points)s ÷ %(full)s = %(quality)s",
                    points=exact(found["quality"] * full),
                    full=exact(full),
                    quality=exact(found["quality"]),
                )
            )
        if award == "quality-coefficient":
            most = sum((leaf.scale[1] for leaf in self.found.leaves if leaf.scale is not None), Fraction(0))
            return str(
                _(
                    "coefficient 1 + %(value)s ÷ (1 − %(most)s) = %(coefficient)s",
                    value=exact(found["share-value"]),
                    most=exact(most),
                    coefficient=exact(found["coefficient"]),
                )
            )
        return ""

    def conclusion(self) -> str:
        lead = Explanation(self.found.result, current_language()).lead()
        assert lead is not None, "every bid of the example reaches the thresholds"
        return said(lead)
