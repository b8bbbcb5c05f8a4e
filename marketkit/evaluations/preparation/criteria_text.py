"""The criteria in the text of the procurement documents: their weights, what scores mean, what is required at least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.documents.model import (
    Align,
    Block,
    Column,
    Heading,
    Row,
    Table,
    bullets,
    cell,
    formula,
    paragraph,
    row,
)
from marketkit.evaluations.wording import criteria_tree
from marketkit.numbers import parse_number
from marketkit.sourcing.strategy import Criterion, Strategy, in_language
from marketkit.web.language import current_language, format_money, format_number

EXACT_PLACES = 4
NONE = "–"
Levels = Mapping[str, Sequence[Sequence[str]]]
"""What scores mean in the buyer's own words: leaf -> (score, meaning) pairs, best first."""


def name(criterion: Criterion) -> str:
    """What the criterion is called in the language spoken now."""
    return in_language(criterion.title, current_language())


def money(amount: Fraction, currency: str) -> str:
    """An amount as it was typed: decimals only where it has any."""
    return format_money(amount, currency, places=0 if amount.denominator == 1 else None)


def quoted(criterion: Criterion) -> str:
    """The criterion's name inside a sentence, where any wording must read well."""
    return str(_("“%(name)s”", name=name(criterion)))


def exact(value: Fraction) -> str:
    """A weight, a score or a parameter as it was typed, as far as four decimals go."""
    return format_number(value, EXACT_PLACES, trim=True)


def scored_leaves(strategy: Strategy) -> list[Criterion]:
    """The criteria at the ends of the tree that get scores, in the order of the strategy."""
    return [leaf for leaf in strategy.leaves() if not leaf.is_cost]


def criteria_blocks(strategy: Strategy) -> Iterator[Block]:
    """The tree of criteria with what each counts."""
    yield Heading(_("Award criteria"))
    yield paragraph(_weight_sentence(strategy))
    yield _criteria_table(strategy)


def _weight_sentence(strategy: Strategy) -> str:
    words: dict[str, str] = {
        "monetised-quality": _(
            "Each criterion is worth an amount of money. A bid with full marks is credited with all of it."
        ),
        "quality-coefficient": _(
            "Each feature has a share of value. The best end of its scale is the most it can give."
        ),
        "lowest-price": _(
            "The price decides. The other criteria only say what a bid must reach to be considered."
        ),
        "price-per-quality-point": _(
            "The weights say how the quality points are shared out. The price has no weight of its own."
        ),
        "points": _("Each criterion gives at most the points in the table. The points are added up."),
        "percent": _(
            "The weights add up to 100 percent. A criterion with 40 percent gives at most 40 points."
        ),
    }
    return words.get(strategy.award, words[strategy.weights])


def _criteria_table(strategy: Strategy) -> Table:
    nodes = list(criteria_tree(strategy))
    weighted = any(_counts(strategy, criterion) != NONE for criterion, _depth in nodes)
    scaled = any(criterion.scale is not None for criterion, _depth in nodes)
    columns = [Column(_("Criterion"))]
    if weighted:
        columns.append(Column(_weight_label(strategy), Align.END))
    if scaled:
        columns.append(Column(_("Scale, worst to best")))
    rows = []
    for criterion, depth in nodes:
        cells = [cell(name(criterion), indent=depth)]
        if weighted:
            cells.append(cell(_counts(strategy, criterion)))
        if scaled:
            cells.append(cell(_scale(criterion)))
        rows.append(tuple(cells))
    return Table(
        _("Criteria and weights"),
        tuple(columns),
        tuple(rows),
        _sum_row(strategy, len(columns)),
        row_headers=True,
    )


def _weight_label(strategy: Strategy) -> str:
    if strategy.award == "monetised-quality":
        return str(_("Worth"))
    return str(_("Weight in percent") if strategy.weights == "percent" else _("Points at most"))


def _counts(strategy: Strategy, criterion: Criterion) -> str:
    worths = [leaf.worth for leaf in criterion.leaves() if leaf.worth is not None]
    if worths:
        return money(sum(worths, Fraction(0)), strategy.currency)
    return NONE if criterion.total_weight is None else format_number(criterion.total_weight, 2, trim=True)


def _scale(criterion: Criterion) -> str:
    if criterion.scale is None:
        return str(_("an amount")) if criterion.is_cost and criterion.is_leaf else ""
    worst, best = criterion.scale
    return str(_("%(worst)s to %(best)s", worst=exact(worst), best=exact(best)))


def _sum_row(strategy: Strategy, columns: int) -> Row | None:
    weights = [c.total_weight for c in strategy.criteria if c.total_weight is not None]
    if len(weights) < 2:
        return None
    shown = format_number(sum(weights, Fraction(0)), 2, trim=True)
    return row(_("Sum"), shown, "") if columns > 2 else row(_("Sum"), shown)


def scale_blocks(strategy: Strategy, stated: Sequence[str], levels: Levels) -> Iterator[Block]:
    """What the scores of every criterion mean, and how a score becomes points."""
    leaves = scored_leaves(strategy)
    if not leaves:
        return
    yield Heading(_("What the scores mean"))
    yield from _conversion(strategy)
    groups: dict[tuple[object, ...], list[Criterion]] = {}
    for leaf in leaves:
        own = tuple(tuple(pair) for pair in levels.get(leaf.id, ()))
        groups.setdefault((leaf.scale, _is_measured(leaf, stated), own or None), []).append(leaf)
    for group in groups.values():
        yield _level_table(group, stated, levels.get(group[0].id, ()))


def _conversion(strategy: Strategy) -> Iterator[Block]:
    award = strategy.award
    if award == "quality-coefficient":
        yield paragraph(_("The score is the share of value that a bid is given for the feature."))
        return
    if award == "lowest-price":
        yield paragraph(_("The scores decide only whether a bid reaches what is required at least."))
        return
    if award == "monetised-quality":
        yield paragraph(
            _(
                "The worst end of a scale is worth nothing, the best end all of the criterion's worth. "
                "Between them the worth follows a straight line:"
            )
        )
        yield formula(_("worth = worth of the criterion × (score − worst) ÷ (best − worst)"))
        return
    yield paragraph(
        _(
            "The worst end of a scale gives no points, the best end all the points of the criterion. "
            "Between them the points follow a straight line:"
        )
    )
    yield formula(_("points = weight × (score − worst) ÷ (best − worst)"))


def _is_measured(leaf: Criterion, stated: Sequence[str]) -> bool:
    """Whether the value is read from the bid (days, percent) instead of given by an evaluator."""
    assert leaf.scale is not None
    return leaf.id in stated or leaf.scale[0] > leaf.scale[1]


def _level_table(group: Sequence[Criterion], stated: Sequence[str], own: Sequence[Sequence[str]]) -> Table:
    leaf = group[0]
    assert leaf.scale is not None
    measured = _is_measured(leaf, stated)
    rows = [(exact(parse_number(score)), meaning) for score, meaning in own] or _plain_levels(leaf, measured)
    return Table(
        ", ".join(name(each) for each in group),
        (
            Column(_("Value in the bid") if measured else _("Score"), width=1),
            Column(_("What it means"), width=6),
        ),
        tuple(row(score, meaning) for score, meaning in rows),
        row_headers=True,
    )


def _plain_levels(leaf: Criterion, measured: bool) -> list[tuple[str, str]]:
    """The best, the middle and the worst score in plain words, where the buyer has not put it in words."""
    assert leaf.scale is not None
    worst, best = leaf.scale
    if measured:
        meanings = (_("Full marks."), _("Half of the marks."), _("No marks."))
    else:
        meanings = (
            _("The bid meets what the criterion asks for in full, in every part and well shown."),
            _("The bid meets about half of what the criterion asks for, or meets it with clear weaknesses."),
            _("The bid does not show that it meets anything of what the criterion asks for."),
        )
    return [
        (exact(at), meaning) for at, meaning in zip((best, (worst + best) / 2, worst), meanings, strict=True)
    ]


def threshold_blocks(strategy: Strategy) -> Iterator[Block]:
    """What a bid must reach, and that it is out when it does not."""
    found = list(_thresholds(strategy))
    if strategy.award == "price-per-quality-point":
        found.append(_("Quality points in all: more than 0."))
    yield Heading(_("Required at least"))
    if not found:
        yield paragraph(_("No score is required at least. No bid is rejected for its scores."))
        return
    yield paragraph(
        _(
            "A bid that does not reach one of these is rejected before its price is looked at. It is then not "
            "compared with the others, and its price does not affect their points."
        )
    )
    yield bullets(*found)


def _thresholds(strategy: Strategy) -> Iterator[str]:
    for criterion in strategy.walk():
        if criterion.min_score is not None and criterion.scale is not None:
            worst, best = criterion.scale
            words = (
                _(
                    "%(criterion)s: a score of at least %(score)s.",
                    criterion=name(criterion),
                    score=exact(criterion.min_score),
                )
                if best > worst
                else _(
                    "%(criterion)s: at most %(score)s.",
                    criterion=name(criterion),
                    score=exact(criterion.min_score),
                )
            )
            yield words
        if criterion.min_percent is not None:
            yield _(
                "%(criterion)s: at least %(least)s percent of full marks.",
                criterion=name(criterion),
                least=exact(criterion.min_percent),
            )
    if strategy.min_total_quality is not None:
        yield _(
            "All the quality together: at least %(least)s percent of full marks.",
            least=exact(strategy.min_total_quality),
        )
