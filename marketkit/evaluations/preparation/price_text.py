"""Prices in the text of the procurement documents: what they cover, and how one becomes points."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.documents.model import Block, Fact, Facts, Heading, bullets, formula, paragraph
from marketkit.evaluations.preparation.criteria_text import exact, money, name, quoted
from marketkit.sourcing.strategy import Criterion, Strategy, Title, in_language
from marketkit.web.language import current_language


def price_blocks(strategy: Strategy) -> Iterator[Block]:
    """What the prices cover and what is added up, then how a price becomes points."""
    if not strategy.cost_criteria:
        return
    yield Heading(_("Price"))
    yield Facts(tuple(_basis(strategy)))
    for criterion in strategy.cost_criteria:
        yield from _evaluated_price(criterion)
    for criterion in strategy.cost_criteria:
        if criterion.formula is not None:
            yield Heading(_("From %(criterion)s to points", criterion=quoted(criterion)), level=2)
            yield from formula_blocks(criterion, strategy.currency)


def _basis(strategy: Strategy) -> Iterator[Fact]:
    basis, known = strategy.price_basis, {"included": _("included"), "excluded": _("excluded")}

    def shown(title: Title) -> str:
        text = in_language(title, current_language())
        return str(known.get(text, text))

    yield _("Currency"), strategy.currency
    for label, title in ((_("VAT"), basis.vat), (_("Period"), basis.period), (_("Options"), basis.options)):
        if title:
            yield label, shown(title)


def _evaluated_price(criterion: Criterion) -> Iterator[Block]:
    """What is added up to the price that is compared."""
    leaves = list(criterion.leaves())
    if leaves == [criterion] and criterion.quantity is None:
        return
    yield paragraph(_("For comparison, %(criterion)s is reckoned from:", criterion=quoted(criterion)))
    yield bullets(
        *(
            _("%(part)s: the amount in the bid", part=name(leaf))
            if leaf.quantity is None
            else _(
                "%(part)s: %(quantity)s × the unit price in the bid",
                part=name(leaf),
                quantity=exact(leaf.quantity),
            )
            for leaf in leaves
        )
    )


def formula_blocks(criterion: Criterion, currency: str) -> Iterator[Block]:
    """A price formula in words, as a formula, and what bounds its points."""
    made, weight = criterion.formula, criterion.total_weight
    assert made is not None and weight is not None
    full = exact(weight)
    if made.name == "proportional-to-lowest":
        yield paragraph(
            _(
                "The lowest price gets full points. The others get points in proportion: a price twice as high as "
                "the lowest gets half of the points."
            )
        )
        yield formula(_("points = %(weight)s × lowest price ÷ price", weight=full))
    elif made.name == "linear-from-lowest":
        yield from _linear_from_lowest(made.slope, full)
    elif made.name == "linear-min-max":
        yield paragraph(
            _(
                "The lowest price gets full points and the highest price none. Between them the points fall in a "
                "straight line. If all prices are equal, each gets full points."
            )
        )
        yield formula(
            _("points = %(weight)s × (highest price − price) ÷ (highest price − lowest price)", weight=full)
        )
    elif made.name == "linear-fixed":
        yield from _linear_fixed(made.low, made.high, full, currency)
    elif made.name == "logarithmic":
        assert made.a is not None
        yield paragraph(
            _(
                "The lowest price gets full points. The points fall with the logarithm of the price: a price "
                "%(base)s times the lowest gets none.",
                base=exact(made.a),
            )
        )
        yield formula(
            _(
                "points = %(weight)s × (1 − log(price ÷ lowest price) ÷ log(%(base)s))",
                weight=full,
                base=exact(made.a),
            )
        )
    else:
        yield paragraph(
            _(
                "A price equal to the mean of the prices gets full points. A lower price gets more, a higher one less."
            )
        )
        yield formula(_("points = %(weight)s × mean price ÷ price", weight=full))
    yield from _bounds(criterion)


def _linear_from_lowest(slope: Fraction | None, full: str) -> Iterator[Block]:
    steep = Fraction(1) if slope is None else slope
    yield paragraph(
        _(
            "The lowest price gets full points. A price 10 percent above the lowest loses %(lost)s percent of the "
            "points, and a price %(zero)s percent above it gets none.",
            lost=exact(10 * steep),
            zero=exact(100 / steep),
        )
    )
    yield formula(
        _("points = %(weight)s × (1 − (price − lowest price) ÷ lowest price)", weight=full)
        if steep == 1
        else _(
            "points = %(weight)s × (1 − %(slope)s × (price − lowest price) ÷ lowest price)",
            weight=full,
            slope=exact(steep),
        )
    )


def _linear_fixed(low: Fraction | None, high: Fraction | None, full: str, currency: str) -> Iterator[Block]:
    assert low is not None and high is not None
    values = {"low": money(low, currency), "high": money(high, currency)}
    yield paragraph(
        _(
            "A price of %(low)s gets full points and a price of %(high)s none. Between them the points fall in a "
            "straight line. Both amounts are fixed here, so the points of a bid depend on no other bid.",
            **values,
        )
    )
    yield formula(_("points = %(weight)s × (%(high)s − price) ÷ (%(high)s − %(low)s)", weight=full, **values))


def _bounds(criterion: Criterion) -> Iterator[Block]:
    made = criterion.formula
    assert made is not None
    below = made.name in ("linear-from-lowest", "linear-fixed", "logarithmic")
    above = made.name in ("linear-fixed", "average-based")
    if made.clamp == "both" and (below or above):
        yield paragraph(_("The points are never below 0 and never above full points."))
    elif made.clamp == "0" and below:
        yield paragraph(_("The points are never below 0."))
        if above:
            yield paragraph(_("They can be above full points."))
    elif below and above:
        yield paragraph(_("The points are not bounded: they can be above full points, and below 0."))
    elif below:
        yield paragraph(_("The points are not bounded: a very high price gets points below 0."))
    elif above:
        yield paragraph(_("The points are not bounded: a low price can get more than full points."))
    if made.name != "linear-fixed":
        yield paragraph(_("Only bids that are still in the competition count when prices are compared."))
