"""The panel's figures as charts, sentences and tables in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from marketkit.evaluations.assessment.agreed import Basis
from marketkit.evaluations.assessment.figures import Distance
from marketkit.evaluations.assessment.panel import Entry, Panel
from marketkit.evaluations.assessment.survival import Survival
from marketkit.procurements.models import Lot
from marketkit.sourcing.strategy import Criterion, in_language
from marketkit.web.charts import Bar, Chart, stacked_bars
from marketkit.web.language import current_language, format_number, format_percent

MOST_BARS = 40


def basis_text(basis: Basis) -> str:
    """What a score rests on, in a few words."""
    words: dict[Basis, str] = {
        Basis.STATED: _("stands in the bid"),
        Basis.PANEL: _("the panel's score"),
        Basis.UNANIMOUS: _("all gave the same"),
        Basis.MEAN: _("mean of the scores"),
        Basis.AGREED: _("agreed by the panel"),
        Basis.MISSING: _("scores are missing"),
        Basis.MUST_AGREE: _("the panel must agree"),
    }
    return words[basis]


@dataclass(frozen=True, slots=True)
class PanelPresentation:
    """The panel's page: what it must agree on first, then everything else, then figures as help."""

    panel: Panel
    survivals: Sequence[tuple[Lot | None, Survival]]

    @property
    def by_leaf(self) -> list[tuple[Criterion, list[Entry]]]:
        return [(leaf, self.panel.of_leaf(leaf)) for leaf in self.panel.by.leaves]

    def counts(self, entries: Sequence[Entry]) -> dict[str, int]:
        """How many scores of one criterion are settled, must be agreed on, or are missing."""
        apart = sum(each.agreed.basis is Basis.MUST_AGREE for each in entries)
        missing = sum(each.agreed.basis is Basis.MISSING for each in entries)
        return {"settled": len(entries) - apart - missing, "apart": apart, "missing": missing}

    @property
    def progress_sentence(self) -> str:
        given = sum(each.given for each in self.panel.progress)
        asked = sum(each.asked for each in self.panel.progress)
        return str(_("%(given)s of %(asked)s scores are given.", given=given, asked=asked))

    @property
    def spread_chart(self) -> Chart | None:
        """One bar a criterion: the largest distance between two scores of the same bid."""
        if not self.panel.spreads:
            return None
        return stacked_bars(
            name="spread",
            title=_("How far scores lie apart"),
            description=_("For each criterion, the largest distance between two scores of the same bid."),
            series=(_("Largest distance, in percent of the scale"),),
            bars=[
                Bar(
                    in_language(each.leaf.title, current_language()),
                    (each.largest * 100,),
                    format_percent(each.largest, 1, trim=True),
                )
                for each in self.panel.spreads[:MOST_BARS]
            ],
            show=lambda value: format_number(value, 0),
        )

    @property
    def spread_sentence(self) -> str:
        widest = max(self.panel.spreads, key=lambda each: each.largest)
        text: str = _(
            "Scores lie furthest apart on %(criterion)s: up to %(largest)s of the scale. "
            "Beyond %(limit)s the panel must agree.",
            criterion=in_language(widest.leaf.title, current_language()),
            largest=format_percent(widest.largest, 1, trim=True),
            limit=format_percent(self.panel.by.plan.spread_limit, 1, trim=True),
        )
        return text

    def distance_text(self, each: Distance) -> str:
        """Where a person's scores lie beside the others', without a judgement."""
        share = format_percent(abs(each.towards_full), 1)
        text: str = _("as high as the others' mean")
        if each.towards_full > 0:
            text = _("%(share)s of the scale nearer to full marks", share=share)
        elif each.towards_full < 0:
            text = _("%(share)s of the scale further from full marks", share=share)
        return text

    def survival_chart(self, number: int) -> Chart | None:
        """One bar a bid: in how many of the draws it comes first."""
        shares = self.survivals[number][1].simulation.first_place_share
        if not shares:
            return None
        return stacked_bars(
            name=f"survival-{number}",
            title=_("First place when scores are drawn"),
            description=_("For each bid, in how many of the draws it comes first."),
            series=(_("First place, in percent of the draws"),),
            bars=[
                Bar(bid, (share * 100,), format_percent(share, 1))
                for bid, share in list(shares.items())[:MOST_BARS]
            ],
            show=lambda value: format_number(value, 0),
        )

    def survival_sentence(self, number: int) -> str:
        """Whether the ranking survives the disagreement, in a sentence."""
        found = self.survivals[number][1]
        first = found.result.first
        text: str = _("No single bid is in first place as things stand.")
        if first is None:
            return text
        share = found.simulation.first_place_share.get(first.bid.id, Fraction(0))
        text = _(
            "As things stand %(bid)s is first. When every score is moved at random by up to a tenth of its scale, it "
            "is first in %(share)s of the draws.",
            bid=first.bid.id,
            share=format_percent(share, 1),
        )
        if found.steady:
            text += " " + _(
                "It stays first even where every difference between evaluators falls out against it."
            )
        elif found.ranges:
            text += " " + _(
                "Where every difference between evaluators falls out against it, it is no longer first."
            )
        return text
