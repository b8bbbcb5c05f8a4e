"""What the page of a dry run shows, in the reader's language; everything is drawn from the dry run itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.evaluations.explanation import FORMULAS, Explanation
from marketkit.said import Said
from marketkit.scoring.dry_run import DryRun
from marketkit.scoring.dry_run_report import (
    TRIAL,
    agreement_sentence,
    cut_off_sentence,
    origin_sentence,
    price_sentences,
    weight_sentence,
    winner_text,
)
from marketkit.scoring.leave_one_out import order_text
from marketkit.scoring.other_methods import Alternative
from marketkit.scoring.quality_price import PointPrices
from marketkit.sourcing.rule_kinds import AWARD_TITLES
from marketkit.sourcing.strategy import in_language
from marketkit.web.charts import Bar, Chart, stacked_bars
from marketkit.web.language import format_number, said


@dataclass(frozen=True, slots=True)
class OtherMethod:
    """A row of the comparison: the method in words, who wins, the order, and how the figures were carried over."""

    name: str
    winner: str
    order: str
    remark: Said | None
    own: bool


class DryRunPresentation:
    """A dry run, ready to be shown."""

    def __init__(self, found: DryRun, explanation: Explanation) -> None:
        self.found = found
        self.explanation = explanation
        self.language = explanation.language
        self.strategy = found.strategy
        self.result = found.result

    trial = TRIAL

    @property
    def origin(self) -> Said:
        return origin_sentence(self.found)

    def named(self, sentence: Said) -> Said:
        """The sentence with criteria, formulas and methods called what people call them."""
        return self.explanation.named(sentence)

    def prices(self) -> Iterator[tuple[PointPrices, list[Said]]]:
        """What quality costs against each cost criterion, and what to know about it."""
        if self.found.facts.point_price is None:
            return
        for prices in self.found.prices:
            yield prices, [self.named(sentence) for sentence in price_sentences(self.strategy, prices)]

    def cut_off(self) -> list[Said]:
        """Cost criteria whose points are cut off, so that quality has no price against them."""
        if self.found.facts.point_price is None or not self.result.ranking:
            return []
        priced = {prices.cost for prices in self.found.prices}
        return [
            self.named(cut_off_sentence(criterion.id))
            for criterion in self.strategy.cost_criteria
            if criterion.id not in priced
        ]

    def weights_sentence(self) -> Said | None:
        return weight_sentence(self.found, language=self.language) if self.found.weights else None

    def weights_chart(self) -> Chart | None:
        """One bar for each top-level criterion: what it decides among these bids."""
        top = {criterion.id for criterion in self.strategy.criteria}
        weights = [weight for weight in self.found.weights if weight.criterion in top]
        if not weights:
            return None
        return stacked_bars(
            name="effective-weights",
            title=_("What each criterion decides among these bids"),
            description=_("One bar for each criterion, in percent of what parts the bids."),
            series=(_("Decides"),),
            bars=[
                Bar(
                    self._weight_name(weight.criterion, weight.stated),
                    (weight.percent,),
                    f"{format_number(weight.percent, 1, trim=True)} %",
                )
                for weight in weights
            ],
            show=lambda value: format_number(value, 0),
        )

    def _weight_name(self, criterion: str, stated: Fraction | None) -> str:
        name = self.explanation.name(criterion)
        if stated is None:
            return name
        shown = format_number(stated, 1, trim=True)
        return str(_("%(criterion)s, stated %(weight)s", criterion=name, weight=shown))

    def tests(self) -> list[Said]:
        """The cheapest and worst, the dearest and best, and what a withdrawal does."""
        sentences = [extreme.sentence for extreme in self.found.extremes]
        if self.found.withdrawals is not None:
            sentences.extend(self.found.withdrawals.sentences)
        return [self.named(sentence) for sentence in sentences]

    def agreement(self) -> Said:
        return agreement_sentence(self.found)

    def other_methods(self) -> Iterator[OtherMethod]:
        """Every method tried on the same bids, the strategy's own first."""
        for each in sorted(self.found.alternatives, key=lambda each: not each.own):
            remark = each.conversion if each.result is not None else each.why_not
            order = "" if each.result is None else order_text(each.result.order())
            name = self._method_name(each)
            yield OtherMethod(
                name, winner_text(each), order, self.named(remark) if remark else None, each.own
            )

    def _method_name(self, each: Alternative) -> str:
        name = in_language(AWARD_TITLES[each.award], self.language)
        return f"{name}: {said(FORMULAS[each.formula])}" if each.formula else name
