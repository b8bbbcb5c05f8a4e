"""How bids are received, scored and decided on, in the text of the procurement documents, from the evaluation plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from marketkit.documents.model import Block, Heading, bullets, note, paragraph
from marketkit.evaluations.preparation.criteria_text import Levels, exact, name, scored_leaves
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.sourcing.strategy import Strategy
from marketkit.web.language import format_percent


class Plan(Protocol):
    """What this text needs of an evaluation plan; a row of EvaluationPlan has it."""

    @property
    def deadline(self) -> datetime | None: ...
    @property
    def scoring_mode(self) -> ScoringMode: ...
    @property
    def two_envelopes(self) -> bool: ...
    @property
    def spread_limit(self) -> Fraction: ...
    @property
    def stated(self) -> Sequence[str]: ...
    @property
    def variants_allowed(self) -> bool: ...
    @property
    def lot_limit(self) -> int | None: ...
    @property
    def level_texts(self) -> Levels: ...


def scoring_blocks(strategy: Strategy, plan: Plan | None) -> Iterator[Block]:
    """Who scores, and how the evaluators' scores become one."""
    leaves = scored_leaves(strategy)
    if not leaves:
        return
    yield Heading(_("How the bids are scored"))
    if plan is None:
        yield note(_("It is not decided yet who gives the scores and how they become one."))
        return
    stated = [leaf for leaf in leaves if leaf.id in plan.stated]
    if stated:
        yield paragraph(_("These values are taken from the bid as they stand there:"))
        yield bullets(*(name(leaf) for leaf in stated))
    if len(stated) == len(leaves):
        return
    if plan.scoring_mode is ScoringMode.PANEL:
        yield paragraph(
            _(
                "The panel gives each bid one score on each criterion, with a written reason. Whoever has a conflict "
                "of interest with a supplier takes no part in scoring that bid."
            )
        )
    else:
        yield from _individual(plan)
    if plan.two_envelopes:
        yield paragraph(
            _(
                "Prices are opened only after all scores have been given and closed. Those who score see no prices "
                "before that."
            )
        )


def _individual(plan: Plan) -> Iterator[Block]:
    yield paragraph(
        _(
            "Each evaluator scores each bid alone, without seeing the others' scores, and writes down the reason. "
            "Whoever has a conflict of interest with a supplier does not score that bid."
        )
    )
    if plan.spread_limit == 0:
        yield paragraph(
            _(
                "Where all give the same score, it counts. Where they differ, the panel agrees on a score and writes "
                "down the reason. The scores each one gave stay on record."
            )
        )
        return
    yield paragraph(
        _(
            "Where the highest and the lowest score differ by at most %(share)s of the scale, the mean counts. On a "
            "scale from 0 to 10 that is %(points)s. Where they differ by more, the panel agrees on a score and writes "
            "down the reason. The scores each one gave stay on record.",
            share=format_percent(plan.spread_limit, 2, trim=True),
            points=exact(10 * plan.spread_limit),
        )
    )


def bid_blocks(plan: Plan | None, lots: int) -> Iterator[Block]:
    """Variants, and how many lots one supplier may win."""
    if plan is None:
        return
    yield Heading(_("Variants and lots") if lots > 1 else _("Variants"))
    if plan.variants_allowed:
        yield paragraph(_("Variants are allowed. A variant is scored in the same way as any other bid."))
    else:
        yield paragraph(_("Variants are not allowed and are rejected."))
    if lots < 2:
        return
    yield paragraph(_("Each lot is evaluated on its own, by the same criteria."))
    if plan.lot_limit is not None:
        yield paragraph(
            ngettext(
                "One supplier may win at most %(num)d lot.",
                "One supplier may win at most %(num)d lots.",
                plan.lot_limit,
            )
        )
        yield paragraph(
            _(
                "Where a supplier would win more, the lots are gone through from the highest estimated value to the "
                "lowest; those without an estimate come last, and equal ones in the order of their numbers. In each "
                "lot the bids are taken in their order, and a bid is passed over when its supplier has already won as "
                "many lots as one supplier may."
            )
        )


def low_price_blocks(strategy: Strategy) -> Iterator[Block]:
    """When a price is so low that its supplier is asked about it."""
    if not strategy.cost_criteria:
        return
    yield Heading(_("Abnormally low prices"))
    flags = strategy.low_price
    found = []
    if flags.mean is not None:
        found.append(
            _("at least %(share)s percent below the mean of the other bids' prices", share=exact(flags.mean))
        )
    if flags.next is not None:
        found.append(_("at least %(share)s percent below the next higher price", share=exact(flags.next)))
    if found:
        yield paragraph(_("A supplier is asked to explain a price that is:"))
        yield bullets(*found)
        yield paragraph(_("The buyer may ask about other prices too."))
    else:
        yield paragraph(_("If a price seems abnormally low, the supplier is asked to explain it."))
    yield paragraph(
        _("No bid is rejected for a low price before its supplier has had the chance to explain it.")
    )
