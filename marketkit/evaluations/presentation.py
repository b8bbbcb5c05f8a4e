"""Everything the evaluation page shows of one calculation, drawn from its trace; nothing is computed anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from marketkit.evaluations.arithmetic import Arithmetic
from marketkit.evaluations.charts import Contributions, contributions, stability, whole_weight
from marketkit.evaluations.explanation import FLAG_DUTY, Explanation
from marketkit.evaluations.exports import HandExclusion, Takeaway
from marketkit.evaluations.models import Calculation, Ground, Standing
from marketkit.evaluations.record import Opened
from marketkit.said import Figure, Said, say
from marketkit.scoring.intervals import Interval
from marketkit.scoring.leave_one_out import Removal
from marketkit.scoring.result import RankedBid
from marketkit.scoring.sensitivity import Sensitivity, sensitivity
from marketkit.scoring.sensitivity_report import LAW, interval_sentences
from marketkit.sourcing.strategy import Criterion, Title, in_language
from marketkit.stored_sentences import sentence_of
from marketkit.web.charts import Chart
from marketkit.web.language import format_moment, format_number, format_percent, said

MOST_KEPT = 32
_kept: OrderedDict[tuple[int, str], Sensitivity] = OrderedDict()


def sensitivity_of_calculation(opened: Opened) -> Sensitivity:
    """What the result depends on. The same run on record always gives the same, so the latest few are kept."""
    key = (opened.calculation.id, opened.calculation.sha256)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = sensitivity(opened.strategy, opened.bids)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def ground_text(ground: Ground | str) -> str:
    """A ground for taking a bid out, in the reader's language."""
    words: dict[Ground, str] = {
        Ground.NOT_QUALIFIED: _("The supplier does not meet the qualification requirements"),
        Ground.GROUND_FOR_EXCLUSION: _("There is a ground for excluding the supplier"),
        Ground.REQUIREMENT_NOT_MET: _("The bid does not meet a must-requirement"),
        Ground.SUBSTANTIAL_DEVIATION: _("The bid deviates substantially from the procurement documents"),
        Ground.LATE: _("The bid came after the deadline"),
        Ground.WITHDRAWN: _("The supplier has withdrawn the bid"),
        Ground.VARIANT_NOT_ALLOWED: _("The bid is a variant, and variants are not allowed"),
        Ground.ABNORMALLY_LOW: _("The price is abnormally low and was not explained"),
    }
    return words[Ground(ground)]


def out_explanation(out: Mapping[str, Any]) -> str:
    """Why a bid is out: an officer's words as they are, what the clock or the plan says in the reader's language."""
    return said(sentence_of({**out, "text": out["explanation"]}))


def standing_text(standing: Standing) -> str:
    words: dict[Standing, str] = {
        Standing.TRIAL: _("Trial calculation"),
        Standing.OFFICIAL: _("Official calculation"),
    }
    return words[standing]


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number as it is read, and as it sorts."""

    text: str
    key: Fraction


@dataclass(frozen=True, slots=True)
class WorkedCriterion:
    """One criterion of one bid: how deep it stands in the tree, and its sum written out (None when it has none)."""

    criterion: Criterion
    name: str
    depth: int
    ranked: RankedBid
    sum: Said | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Who wins, in their order, and who shares the last place still."""

    winners: tuple[str, ...]
    undecided: tuple[str, ...]


class Presentation:
    """One calculation, ready to be shown in one language.

    `settled` says who wins where a draw, a limit on lots or an award has it; else the ranking alone does.
    """

    def __init__(self, opened: Opened, language: str, *, settled: Settled | None = None) -> None:
        self.opened = opened
        settled = settled or Settled(opened.result.winners, opened.result.undecided)
        self.winners, self.undecided = settled.winners, settled.undecided
        self.calculation: Calculation = opened.calculation
        self.strategy = opened.strategy
        self.result = opened.result
        self.language = language
        self.explanation = Explanation(opened.result, language)
        self.arithmetic = Arithmetic(opened.result)

    @cached_property
    def sensitivity(self) -> Sensitivity | None:
        return sensitivity_of_calculation(self.opened) if self.result.computable else None

    @property
    def status(self) -> str:
        return standing_text(self.calculation.standing)

    @property
    def is_trial(self) -> bool:
        return self.calculation.standing is Standing.TRIAL

    @property
    def flag_duty(self) -> Said:
        return FLAG_DUTY

    @property
    def law(self) -> Said:
        return LAW

    @property
    def points(self) -> bool:
        """Whether the totals are sums of points, so that the table's columns add up to the total."""
        return self.strategy.award in ("weighted-sum", "quality-only")

    @property
    def total_places(self) -> int:
        return 4 if self.strategy.award == "utility-index" else self.strategy.places

    def total_label(self) -> str:
        award, currency = self.strategy.award, self.strategy.currency
        if self.points:
            return str(_("Points"))
        if award == "utility-index":
            return str(_("Index"))
        if award == "price-per-quality-point":
            return str(_("%(currency)s for each quality point", currency=currency))
        if award == "lowest-price":
            return str(_("Price in %(currency)s", currency=currency))
        return str(_("Comparison price in %(currency)s", currency=currency))

    def title(self, criterion: Criterion) -> str:
        return in_language(criterion.title, self.language)

    def weight_text(self, criterion: Criterion) -> Said | None:
        """A criterion's weight in the total with its unit; None where it has none."""
        if criterion.worth is not None:
            worth = Figure(criterion.worth, self.strategy.places)
            return say("worth {worth} {currency}", worth=worth, currency=self.strategy.currency)
        if criterion.total_weight is None:
            return None
        if self.strategy.weights == "percent":
            return say("{weight} %", weight=Figure(criterion.total_weight, 2))
        return say("{weight} points", weight=Figure(criterion.total_weight, 2))

    def price_basis(self) -> str:
        """What the prices cover, in one line."""
        basis = self.strategy.price_basis
        known: dict[str, str] = {"included": _("included"), "excluded": _("excluded")}

        def shown(title: Title) -> str:
            text = in_language(title, self.language)
            return known.get(text, text)

        parts = [_("Prices in %(currency)s", currency=self.strategy.currency)]
        if basis.vat:
            parts.append(_("VAT %(basis)s", basis=shown(basis.vat)))
        if basis.period:
            parts.append(_("period %(period)s", period=shown(basis.period)))
        if basis.options:
            parts.append(_("options %(basis)s", basis=shown(basis.options)))
        return ", ".join(parts)

    def cell(self, ranked: RankedBid, criterion: Criterion) -> ShownNumber:
        """What a top-level criterion gave: points or worth where it has any, else the amount or the share."""
        score, places = ranked.scores[criterion.id], self.strategy.places
        for value in (score.weighted, score.amount):
            if value is not None:
                return ShownNumber(format_number(value, places), value)
        if score.share is not None:
            return ShownNumber(format_percent(score.share, 1), score.share)
        return ShownNumber("–", Fraction(0))

    def order_text(self, order: Sequence[Sequence[str]]) -> str:
        """An order from first to last; bids that share a place are joined."""
        return ", ".join(str(_(" and ")).join(group) for group in order)

    def contributions_sentence(self) -> str:
        """What the bars show, in one sentence: the lead, or that it is shared."""
        lead = self.explanation.lead()
        return said(lead) if lead else ""

    def worked(self, ranked: RankedBid) -> Iterator[WorkedCriterion]:
        """The criteria of a bid from the top down, each with its sum."""

        def below(criterion: Criterion, depth: int) -> Iterator[WorkedCriterion]:
            score = ranked.scores[criterion.id]
            yield WorkedCriterion(
                criterion, self.title(criterion), depth, ranked, self.arithmetic.criterion(criterion, score)
            )
            for part in criterion.parts:
                yield from below(part, depth + 1)

        for criterion in self.strategy.criteria:
            yield from below(criterion, 0)

    @cached_property
    def contributions(self) -> Contributions | None:
        return contributions(self.result, self.explanation)

    @cached_property
    def stability(self) -> Chart | None:
        found = self.sensitivity
        return stability(self.result, found.intervals, self.explanation) if found else None

    def interval_sentences(self) -> Iterator[Said]:
        """At which weight of each criterion another bid would win."""
        for interval in self.sensitivity.intervals if self.sensitivity else ():
            yield from self._sentences(interval)

    def _sentences(self, interval: Interval) -> list[Said]:
        winner = self.result.first.bid.id if self.result.first else ""
        return list(interval_sentences(self.strategy, interval, winner, language=self.language))

    def stability_sentence(self) -> str:
        """The result of the chart in one sentence: which weight is closest to changing the winner."""
        found = self.sensitivity
        if found is None:
            return ""
        whole = whole_weight(self.result)
        closest: tuple[Interval, bool] | None = None
        gap = whole + 1
        for interval in found.intervals:
            for up, rival, bound in (
                (True, interval.high_rival, interval.high),
                (False, interval.low_rival, interval.low),
            ):
                if rival is not None and abs(bound - interval.weight) < gap:
                    closest, gap = (interval, up), abs(bound - interval.weight)
        if closest is None:
            return str(_("Whatever one weight is changed to, the same bid stays first."))
        sentences = self._sentences(closest[0])
        sentence = sentences[0] if closest[1] else sentences[-1]
        return str(_("Closest to a change: %(sentence)s", sentence=said(sentence)))

    def limits(self) -> list[str]:
        """What cannot be said about this result, and why, in plain words."""
        words = {
            "no-weight-intervals": _(
                "This award method has no single weight whose change could be followed."
            ),
            "tied-first-place": _("First place is shared, so there is no winner whose lead could be tried."),
            "no-price-to-tie": _("The price is fixed, so no price could change the order."),
            "too-many-bids": _("With this many bids, the effect of each single bid is not worked out."),
        }
        found = self.sensitivity.warnings if self.sensitivity else ()
        return [str(words[notice.code]) for notice in found if notice.code in words]

    @property
    def reversals(self) -> tuple[Removal, ...]:
        """The bids without which the others would stand in another order."""
        return tuple(r for r in self.sensitivity.removals if r.changed) if self.sensitivity else ()

    def cause(self, removal: Removal) -> Said | None:
        """What moved when the bid was left out, with the criterion called what people call it."""
        return self.explanation.named(removal.cause) if removal.cause else None

    def winner_changes(self, removal: Removal) -> bool:
        """Whether another bid would come first without this one."""
        return bool(removal.before and removal.after and removal.before[0] != removal.after[0])

    def by_hand(self) -> tuple[HandExclusion, ...]:
        return tuple(
            HandExclusion(out["bid"], ground_text(out["ground"]), out_explanation(out))
            for out in self.calculation.by_hand
        )

    def takeaway(self, reference: str) -> Takeaway:
        """The same for files."""
        calculation = self.calculation
        facts = (
            (_("Procurement"), reference),
            (_("Calculation"), str(calculation.number)),
            (_("Made"), format_moment(calculation.created_at)),
            (_("Strategy"), in_language(self.strategy.title, self.language)),
            (_("Fingerprint of the strategy (SHA-256)"), self.strategy.sha256),
            (
                _("Bids from"),
                calculation.bid_file.file_name
                if calculation.bid_file
                else _("bids taken in and assessed here"),
            ),
            (_("Fingerprint of the bids (SHA-256)"), calculation.inputs_sha256),
            (_("Fingerprint of the result (SHA-256)"), calculation.sha256),
            (_("Prices"), self.price_basis()),
        )
        return Takeaway(
            self.result, self.sensitivity, self.by_hand(), self.status, facts, self.language, said
        )
