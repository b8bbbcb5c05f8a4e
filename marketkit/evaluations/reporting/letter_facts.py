"""What a letter is drawn from: one supplier's bids, what became of each, and the stored result they were ranked in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from marketkit.evaluations.assessment.agreed import Agreed, Basis, agreed_scores
from marketkit.evaluations.bids.standing import Out, StandingBid, standing_bids
from marketkit.evaluations.decision.models import Decision, DecisionKind, Outcome
from marketkit.evaluations.decision.standing import decisions, standstill_of
from marketkit.evaluations.preparation.law import all_packs
from marketkit.evaluations.record import Opened, open_calculation
from marketkit.evaluations.reporting.models import LetterKind
from marketkit.procurements.models import Procurement, Supplier
from marketkit.scoring.result import ExcludedBid, RankedBid
from marketkit.sourcing.rules import LetterRules, StandstillRule
from marketkit.sourcing.standstill import letter_rules, standstill_rule


@dataclass(frozen=True, slots=True)
class BidStory:
    """What became of one bid: its place among the winners (from 1, None for none), its rank, or why it is out.

    `opened` is the calculation the decision rests on, `ranked` the bid in it, `winners` those it is measured against.
    """

    standing: StandingBid
    opened: Opened | None
    place: int | None
    ranked: RankedBid | None
    excluded: ExcludedBid | None
    out: Out | None
    winners: tuple[RankedBid, ...]
    passed_over: bool


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Everything one supplier is told about one decision."""

    procurement: Procurement
    decision: Decision
    supplier: Supplier
    kind: LetterKind
    stories: tuple[BidStory, ...]
    grounds: dict[tuple[str, str], tuple[str, ...]]
    suppliers: dict[str, str]
    rules: LetterRules | None
    standstill: StandstillRule | None
    earliest_signing: date | None
    price_to_tie: bool

    def is_named(self, story: BidStory) -> bool:
        """Whether what is told about a bid stands under its name: it is one of several, or in a lot."""
        return len(self.stories) > 1 or story.standing.bid.lot is not None

    def level(self, story: BidStory) -> int:
        """The level of the headings in what is told about a bid."""
        return 2 if self.is_named(story) else 1


def suppliers_to_tell(procurement: Procurement) -> list[Supplier]:
    """Every supplier that handed in a bid, by name."""
    found = {each.bid.supplier_id: each.bid.supplier for each in standing_bids(procurement)}
    return sorted(found.values(), key=lambda supplier: supplier.name.casefold())


def decided_on(procurement: Procurement, decision: Decision) -> date:
    """The day of a decision at the buyer's; its law applies."""
    moment: datetime = decision.decided_at
    return moment.astimezone(ZoneInfo(procurement.buyer.zone)).date()


def letter_facts(
    procurement: Procurement, decision: Decision, supplier: Supplier, *, price_to_tie: bool = False
) -> LetterFacts:
    """What this supplier is told. A reversal or cancellation tells of the award it took back, if there was one."""
    bids = standing_bids(procurement)
    award = _award_of(procurement, decision)
    stories = tuple(_story(each, award) for each in bids if each.bid.supplier_id == supplier.id)
    regime, on = procurement.regime, decided_on(procurement, decision)
    packs = all_packs()
    standstill = standstill_of(award) if award is decision and award is not None else None
    return LetterFacts(
        procurement=procurement,
        decision=decision,
        supplier=supplier,
        kind=_kind(decision, stories),
        stories=stories,
        grounds=_grounds(procurement, bids),
        suppliers={each.bid.label: each.bid.supplier.name for each in bids},
        rules=letter_rules(packs, regime.value if regime else None, on),
        standstill=standstill_rule(packs, regime.value if regime else None, on),
        earliest_signing=standstill.earliest_signing if standstill else None,
        price_to_tie=price_to_tie,
    )


def _award_of(procurement: Procurement, decision: Decision) -> Decision | None:
    if decision.kind is DecisionKind.AWARD:
        return decision
    return next((each for each in decisions(procurement) if each.id == decision.reverses_id), None)


def _kind(decision: Decision, stories: tuple[BidStory, ...]) -> LetterKind:
    if decision.kind is DecisionKind.REVERSAL:
        return LetterKind.REVERSAL
    if decision.kind is DecisionKind.CANCELLATION:
        return LetterKind.CANCELLATION
    if any(story.place is not None for story in stories):
        return LetterKind.AWARD
    return LetterKind.REJECTED if all(story.out for story in stories) else LetterKind.NOT_CHOSEN


def _story(standing: StandingBid, award: Decision | None) -> BidStory:
    outcome = _outcome(standing, award)
    if outcome is None:
        return BidStory(standing, None, None, None, None, standing.out, (), passed_over=False)
    opened, label = open_calculation(outcome.calculation), standing.bid.label
    ranked = next((each for each in opened.result.ranking if each.bid.id == label), None)
    return BidStory(
        standing=standing,
        opened=opened,
        place=outcome.winners.index(label) + 1 if label in outcome.winners else None,
        ranked=ranked,
        excluded=next((each for each in opened.result.excluded if each.bid.id == label), None),
        out=standing.out if ranked is None else None,
        winners=tuple(opened.result.ranked(winner) for winner in outcome.winners),
        passed_over=any(each["bid"] == label for each in outcome.workings),
    )


def _outcome(standing: StandingBid, award: Decision | None) -> Outcome | None:
    if award is None:
        return None
    return next((each for each in award.outcomes if each.lot_id == standing.bid.lot_id), None)


def _grounds(procurement: Procurement, bids: list[StandingBid]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The written grounds of every score by (bid, leaf): the panel's reason where it agreed, else the evaluators'."""
    labels = {each.bid.id: each.bid.label for each in bids}
    return {
        (labels[bid], leaf): tuple(dict.fromkeys(_words(agreed)))
        for (bid, leaf), agreed in agreed_scores(procurement).items()
    }


def _words(agreed: Agreed) -> Iterator[str]:
    if agreed.basis is Basis.AGREED and agreed.moderation is not None:
        yield agreed.moderation.reason
    else:
        yield from (each.ground for each in agreed.individual)
