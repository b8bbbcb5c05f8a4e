"""The award method in the text of the procurement documents: how prices and points become an order, and ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.documents.model import Block, Heading, bullets, formula, numbered, paragraph
from marketkit.evaluations.preparation.criteria_text import exact, quoted
from marketkit.evaluations.wording import method_text
from marketkit.scoring.entrants import full_quality
from marketkit.sourcing.strategy import Criterion, Strategy


def award_blocks(strategy: Strategy, lot_winners: Sequence[tuple[int, int]] = ()) -> Iterator[Block]:
    """What decides, in a sentence or two, before any detail.

    `lot_winners` are the lots by number with how many win in each; the strategy's own number counts without lots.
    """
    yield Heading(_("How the contract is awarded"))
    yield paragraph(method_text(strategy))
    counts = {count for _number, count in lot_winners}
    if len(counts) > 1:
        yield paragraph(
            _("In each lot contracts are awarded to the best bids, each with its place in the order.")
        )
        yield bullets(
            *(
                _("Lot %(number)s: number of winners %(count)s", number=lot, count=count)
                for lot, count in lot_winners
            )
        )
    elif counts and max(counts) > 1:
        yield paragraph(
            _(
                "In each lot contracts are awarded to the %(count)s best bids, each with its place in the order.",
                count=max(counts),
            )
        )
    elif not counts and strategy.award_to > 1:
        yield paragraph(
            _(
                "Contracts are awarded to the %(count)s best bids, each with its place in the order.",
                count=strategy.award_to,
            )
        )


def total_blocks(strategy: Strategy) -> Iterator[Block]:
    """How the figure that bids are ranked by is formed, in words and as a formula."""
    yield Heading(_("How the order is formed"))
    yield from _METHODS[strategy.award](strategy)
    yield paragraph(
        _(
            "All sums are done with exact numbers. Nothing is rounded before the bids are put in order; only figures "
            "that are shown are rounded."
        )
    )


def _weighted_sum(strategy: Strategy) -> Iterator[Block]:
    yield paragraph(_("The points of all criteria are added up. The bid with the highest sum is first."))
    yield formula(" + ".join(_("points for %(criterion)s", criterion=quoted(c)) for c in strategy.criteria))


def _quality_only(strategy: Strategy) -> Iterator[Block]:
    yield paragraph(
        _("The price is fixed and the same for all. The bid with the highest sum of points is first.")
    )


def _monetised_quality(strategy: Strategy) -> Iterator[Block]:
    yield paragraph(
        _(
            "What the quality of a bid is worth is deducted from its price. The bid with the lowest comparison price "
            "is first. The comparison price serves the comparison only; what is paid is the price in the bid."
        )
    )
    if any(leaf.worth is not None and leaf.worth < 0 for leaf in strategy.leaves()):
        yield paragraph(_("Where a criterion's worth is negative, it is added to the price."))
    yield formula(_("comparison price = price − worth of the quality"))


def _markup(strategy: Strategy) -> Iterator[Block]:
    (cost,) = strategy.cost_criteria
    yield paragraph(
        _(
            "The price is raised for every quality point a bid lacks. The bid with the lowest comparison price is "
            "first. The comparison price serves the comparison only; what is paid is the price in the bid."
        )
    )
    yield formula(
        _(
            "comparison price = price × (1 + (%(full)s − quality points) ÷ %(weight)s)",
            full=exact(full_quality(strategy)),
            weight=exact(cost.total_weight or Fraction(0)),
        )
    )


def _price_per_quality_point(strategy: Strategy) -> Iterator[Block]:
    yield paragraph(
        _(
            "The price is divided by the bid's quality points. The bid with the lowest price for a point is first."
        )
    )
    yield formula(_("price for each quality point = price ÷ quality points"))


def _utility_index(strategy: Strategy) -> Iterator[Block]:
    (cost,) = strategy.cost_criteria
    full, weight = full_quality(strategy), cost.total_weight or Fraction(1)
    yield paragraph(
        _(
            "Each bid gets an index: what it lacks beside the best quality is deducted from 1, and the rest is set "
            "against its price relative to the lowest. The bid with the highest index is first."
        )
    )
    yield formula(_("quality = quality points ÷ %(full)s", full=exact(full)))
    yield formula(
        _(
            "index = (1 − (best quality − quality) × %(ratio)s) ÷ price × lowest price",
            ratio=exact(full / weight),
        )
    )
    yield paragraph(
        _(
            "The number %(ratio)s is the weight of quality divided by the weight of price. The best quality and the "
            "lowest price are those among the bids still in the competition.",
            ratio=exact(full / weight),
        )
    )


def _quality_coefficient(strategy: Strategy) -> Iterator[Block]:
    most = sum((leaf.scale[1] for leaf in strategy.leaves() if leaf.scale is not None), Fraction(0))
    yield paragraph(
        _(
            "The price is divided by a coefficient that grows with the value of the features. The bid with the lowest "
            "comparison price is first. What is paid is the price in the bid."
        )
    )
    yield formula(_("coefficient = 1 + sum of the values given ÷ (1 − %(most)s)", most=exact(most)))
    yield formula(_("comparison price = price ÷ coefficient"))
    yield paragraph(_("The number %(most)s is the sum of the highest values.", most=exact(most)))


def _lowest_price(strategy: Strategy) -> Iterator[Block]:
    yield paragraph(_("Among the bids that reach what is required, the one with the lowest price is first."))


_METHODS = {
    "weighted-sum": _weighted_sum,
    "quality-only": _quality_only,
    "monetised-quality": _monetised_quality,
    "markup": _markup,
    "price-per-quality-point": _price_per_quality_point,
    "utility-index": _utility_index,
    "quality-coefficient": _quality_coefficient,
    "lowest-price": _lowest_price,
}


def tie_blocks(strategy: Strategy) -> Iterator[Block]:
    """What parts bids whose figures are exactly equal."""
    yield Heading(_("If bids are equal"))
    if not strategy.tie_break:
        yield paragraph(
            _(
                "If bids are exactly equal at a place that counts, lots are drawn between them before witnesses."
            )
        )
        return
    yield paragraph(_("If bids are exactly equal, the first of these that parts them decides:"))
    yield numbered(
        *(_tie_breaker(strategy.criterion(id_)) for id_ in strategy.tie_break),
        _("lots drawn between them before witnesses"),
    )


def _tie_breaker(criterion: Criterion) -> str:
    if criterion.is_cost:
        return str(_("the bid with the lower amount for %(criterion)s", criterion=quoted(criterion)))
    return str(_("the bid that is better on %(criterion)s", criterion=quoted(criterion)))
