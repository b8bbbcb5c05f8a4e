"""The words for machine codes of strategies and calculations, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from marketkit.evaluations.explanation import FORMULAS
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.sourcing.strategy import Criterion, Formula, Strategy
from marketkit.web.language import said


def kind_text(kind: str) -> str:
    words: dict[str, str] = {
        "quality": _("Quality"),
        "sustainability": _("Sustainability"),
        "innovation": _("Innovation"),
        "cost": _("Cost"),
    }
    return words[kind]


def method_text(strategy: Strategy) -> str:
    """What the award method does, in one sentence."""
    words: dict[str, str] = {
        "weighted-sum": _("The bid with the highest sum of weighted points wins."),
        "quality-only": _("The price is fixed; the bid with the most quality points wins."),
        "monetised-quality": _(
            "What the quality is worth in money is deducted from the price; the lowest comparison price wins."
        ),
        "markup": _("The price is raised for each lack of quality; the lowest comparison price wins."),
        "price-per-quality-point": _(
            "The price is divided by the quality points; the lowest price for a point wins."
        ),
        "utility-index": _(
            "Quality and price form an index relative to the best bids; the highest index wins."
        ),
        "quality-coefficient": _(
            "The price is divided by a quality coefficient; the lowest comparison price wins."
        ),
        "lowest-price": _("The lowest price wins among the bids that meet the requirements."),
    }
    return words[strategy.award]


def formula_text(formula: Formula) -> str:
    """How a price becomes points, in a few words."""
    return said(FORMULAS[formula.name])


def scoring_mode_text(mode: ScoringMode) -> str:
    """Who gives the scores."""
    words: dict[ScoringMode, str] = {
        ScoringMode.INDIVIDUAL: _("Every evaluator alone; the panel agrees where they differ"),
        ScoringMode.PANEL: _("The panel together, one score for each bid and criterion"),
    }
    return words[mode]


def criteria_tree(strategy: Strategy) -> Iterator[tuple[Criterion, int]]:
    """Every criterion with its depth in the tree, in the order of the file."""

    def below(criterion: Criterion, depth: int) -> Iterator[tuple[Criterion, int]]:
        yield criterion, depth
        for part in criterion.parts:
            yield from below(part, depth + 1)

    for criterion in strategy.criteria:
        yield from below(criterion, 0)
