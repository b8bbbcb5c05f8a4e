"""What every letter about a decision is drawn from, looked up once, and what one supplier is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketkit.db import db
from marketkit.evaluations.assessment.agreed import Agreed, Basis, agreed_scores
from marketkit.evaluations.bids.standing import StandingBid, standing_bids
from marketkit.evaluations.decision.models import Decision, DecisionKind, Outcome
from marketkit.evaluations.decision.presentation import decided_on
from marketkit.evaluations.decision.standing import decisions, standstill_of
from marketkit.evaluations.preparation.law import all_packs
from marketkit.evaluations.preparation.models import StrategyLock
from marketkit.evaluations.preparation.services import current_lock
from marketkit.evaluations.record import Opened, open_calculation
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts, Party, Terms
from marketkit.evaluations.reporting.models import Disclosure, LetterKind, LetterTerms
from marketkit.evaluations.reporting.redaction import Passage
from marketkit.evaluations.reporting.secrets import kept_claims, passages_of
from marketkit.procurements.models import Procurement, Supplier
from marketkit.sourcing.rules import LetterRules, StandstillRule
from marketkit.sourcing.standstill import letter_rules, standstill_rule


@dataclass(frozen=True, slots=True)
class Record:
    """A decision with the bids it concerns, the results it rests on by lot, and the law it is told by.

    `award` is the award that was decided or taken back, if there was one; `secrets` what is kept secret, by bid id.
    """

    procurement: Procurement
    decision: Decision
    award: Decision | None
    bids: tuple[StandingBid, ...]
    opened: dict[int | None, Opened]
    grounds: dict[tuple[str, str], tuple[str, ...]]
    secrets: tuple[tuple[int, Passage], ...]
    rules: LetterRules | None
    standstill: StandstillRule | None
    earliest_signing: date | None
    price_to_tie: bool
    terms: Terms
    lock: StrategyLock | None

    def outcome(self, standing: StandingBid) -> Outcome | None:
        """What was decided of the lot that a bid is for."""
        outcomes = self.award.outcomes if self.award is not None else ()
        return next((each for each in outcomes if each.lot_id == standing.bid.lot_id), None)

    def kept_from(self, supplier: Supplier) -> list[Passage]:
        """What the other suppliers keep secret."""
        own = {each.bid.id for each in self.bids if each.bid.supplier_id == supplier.id}
        return [passage for bid, passage in self.secrets if bid not in own]


def record_of(procurement: Procurement, decision: Decision) -> Record:
    """Everything letters about a decision are drawn from. A reversal or cancellation tells of the award it took back."""
    bids, award = tuple(standing_bids(procurement)), _award_of(procurement, decision)
    rules, rule = law_of(procurement, decision)
    standstill = standstill_of(decision) if decision.kind is DecisionKind.AWARD else None
    disclosure = disclosure_of(decision)
    currency = (procurement.buyer.currency,)
    return Record(
        procurement=procurement,
        decision=decision,
        award=award,
        bids=bids,
        opened={each.lot_id: open_calculation(each.calculation) for each in award.outcomes} if award else {},
        grounds=_grounds(procurement, bids),
        secrets=tuple(
            (claim.bid.id, passage)
            for claim in kept_claims(procurement)
            for passage in passages_of(claim, bids, currency)
        ),
        rules=rules,
        standstill=rule,
        earliest_signing=standstill.earliest_signing if standstill else None,
        price_to_tie=disclosure is not None and disclosure.price_to_tie,
        terms=terms_of(procurement, decision),
        lock=current_lock(procurement),
    )


def law_of(procurement: Procurement, decision: Decision) -> tuple[LetterRules | None, StandstillRule | None]:
    """What suppliers are told and how long the contract waits, by the law of the day of a decision; None: not known.

    Raises BadInput when a rule pack of the installation cannot be read.
    """
    regime = procurement.regime.value if procurement.regime else None
    packs, on = all_packs(), decided_on(procurement, decision)
    return letter_rules(packs, regime, on), standstill_rule(packs, regime, on)


def suppliers_to_tell(procurement: Procurement) -> list[Supplier]:
    """Every supplier that handed in a bid, by name."""
    return _suppliers(standing_bids(procurement))


def _suppliers(bids: list[StandingBid]) -> list[Supplier]:
    found = {each.bid.supplier_id: each.bid.supplier for each in bids}
    return sorted(found.values(), key=lambda supplier: supplier.name.casefold())


def disclosure_of(decision: Decision) -> Disclosure | None:
    """The newest decision on telling the price to tie; None where there is none."""
    query = select(Disclosure).where(Disclosure.decision_id == decision.id)
    return db.session.scalar(query.order_by(Disclosure.id.desc()).limit(1))


def terms_of(procurement: Procurement, decision: Decision) -> Terms:
    """What an officer said for all letters of a decision. Addresses hold for the next decision until changed."""
    query = select(LetterTerms).where(LetterTerms.procurement_id == procurement.id)
    newest = db.session.scalar(query.order_by(LetterTerms.id.desc()).limit(1))
    if newest is None:
        return Terms()
    addresses = {int(supplier): address for supplier, address in newest.addresses.items()}
    if newest.decision_id != decision.id:
        return Terms(addresses=addresses)
    return Terms(newest.electronically, newest.days, addresses, newest.id)


def letter_facts(record: Record, supplier: Supplier) -> LetterFacts:
    """What this supplier is told."""
    stories = tuple(_story(record, each) for each in record.bids if each.bid.supplier_id == supplier.id)
    parties = {each.bid.label: _party(each.bid.supplier, record.terms) for each in record.bids}
    return LetterFacts(
        procurement=record.procurement,
        decision=record.decision,
        recipient=_party(supplier, record.terms),
        kind=_kind(record.decision, stories),
        stories=stories,
        grounds=record.grounds,
        parties=parties,
        rules=record.rules,
        standstill=record.standstill,
        earliest_signing=record.earliest_signing,
        price_to_tie=record.price_to_tie,
        terms=record.terms,
        stated=frozenset(record.lock.plan.stated) if record.lock is not None else frozenset(),
        lock=record.lock.number if record.lock is not None else None,
    )


def _party(supplier: Supplier, terms: Terms) -> Party:
    return Party(supplier.name, terms.addresses.get(supplier.id, ""), supplier.organisation_number)


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


def _story(record: Record, standing: StandingBid) -> BidStory:
    outcome = record.outcome(standing)
    if outcome is None:
        return BidStory(standing, out=standing.out)
    opened, label = record.opened[outcome.lot_id], standing.bid.label
    ranked = next((each for each in opened.result.ranking if each.bid.id == label), None)
    passed = next((each for each in outcome.workings if each["bid"] == label), None)
    lots = {lot.id: lot for lot in record.procurement.lots}
    return BidStory(
        standing=standing,
        opened=opened,
        place=outcome.winners.index(label) + 1 if label in outcome.winners else None,
        ranked=ranked,
        excluded=next((each for each in opened.result.excluded if each.bid.id == label), None),
        out=standing.out if ranked is None else None,
        winners=tuple(opened.result.ranked(winner) for winner in outcome.winners),
        passed_over=passed is not None,
        won=tuple(lots[each] for each in passed["won"] if each in lots) if passed else (),
        drawn=outcome.draw_id is not None,
    )


def _grounds(
    procurement: Procurement, bids: tuple[StandingBid, ...]
) -> dict[tuple[str, str], tuple[str, ...]]:
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
