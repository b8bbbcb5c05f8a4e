"""What a letter is drawn from: one supplier's bids, what became of each, and the stored result they were ranked in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from marketkit.evaluations.bids.standing import Out, StandingBid
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.record import Opened
from marketkit.evaluations.reporting.models import LetterKind
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Lot, Procurement
from marketkit.said import Said, say
from marketkit.scoring.result import ExcludedBid, RankedBid
from marketkit.sourcing.rules import VOLUNTARY, LetterRules, StandstillRule

UNITED_KINGDOM = frozenset({Regime.UK_FULL, Regime.UK_LIGHT_TOUCH})
Scored = RankedBid | ExcludedBid


@dataclass(frozen=True, slots=True)
class Terms:
    """What an officer says once for all letters of a decision; see `models.LetterTerms`.

    `shown` is the id of the row these were read from, 0 before there is one.
    """

    electronically: bool = True
    days: int | None = None
    addresses: Mapping[int, str] = field(default_factory=dict)
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier as a letter names it; `address` is its postal and e-mail address, "" where nobody has given it."""

    name: str
    address: str = ""
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class BidStory:
    """What became of one bid: its place among the winners (from 1, None for none), its rank, or why it is out.

    `opened` is the calculation the decision rests on, `ranked` the bid in it, `winners` those it is measured against.
    `passed_over` says that only the limit on lots took its place, because its supplier had won the lots `won`;
    `drawn` that lots were drawn for a place.
    """

    standing: StandingBid
    opened: Opened | None = None
    place: int | None = None
    ranked: RankedBid | None = None
    excluded: ExcludedBid | None = None
    out: Out | None = None
    winners: tuple[RankedBid, ...] = ()
    passed_over: bool = False
    won: tuple[Lot, ...] = ()
    drawn: bool = False

    @property
    def scored(self) -> Scored | None:
        """The bid with the scores it was given; None where it was not assessed."""
        return self.ranked or self.excluded

    @property
    def against(self) -> RankedBid | None:
        """The chosen bid that this one is measured against: the last that has a place, which it would have had to pass."""
        return self.winners[-1] if self.winners and self.place is None else None


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Everything one supplier is told about one decision.

    `grounds` are the written grounds of every score by (bid, leaf), `parties` the suppliers by the label of their
    bids, `stated` the leaves whose value stands in the bid itself, `lock` the number of the locked strategy.
    """

    procurement: Procurement
    decision: Decision
    recipient: Party
    kind: LetterKind
    stories: tuple[BidStory, ...]
    grounds: Mapping[tuple[str, str], tuple[str, ...]]
    parties: Mapping[str, Party]
    rules: LetterRules | None
    standstill: StandstillRule | None
    earliest_signing: date | None = None
    price_to_tie: bool = False
    terms: Terms = Terms()
    stated: frozenset[str] = frozenset()
    lock: int | None = None

    def is_named(self, story: BidStory) -> bool:
        """Whether what is told about a bid stands under its name: it is one of several, or in a lot."""
        return len(self.stories) > 1 or story.standing.bid.lot is not None

    def level(self, story: BidStory) -> int:
        """The level of the headings in what is told about a bid."""
        return 2 if self.is_named(story) else 1

    @property
    def is_award(self) -> bool:
        """Whether the letter tells of an award, and not of one taken back or of a procedure cancelled."""
        return self.decision.kind is DecisionKind.AWARD

    @property
    def is_summary(self) -> bool:
        """Whether the letter is the United Kingdom's assessment summary."""
        return self.is_award and self.procurement.regime in UNITED_KINGDOM

    @property
    def days(self) -> int | None:
        """How many days the contract waits by these letters; None for no wait, and where nobody knows (`unknown_wait`)."""
        rule = self.standstill
        if self.terms.days is not None:
            return self.terms.days
        if rule is None or rule.duty == VOLUNTARY:
            return None
        return rule.least_days(electronically=self.terms.electronically)

    @property
    def unknown_wait(self) -> bool:
        """Whether the law on waiting is not known here, and the officer has not said how long the contract waits."""
        told = self.terms.days is not None or self.earliest_signing is not None
        return self.is_award and self.standstill is None and not told

    def parties_told(self) -> list[Party]:
        """The suppliers whose address and identifier stand in an assessment summary: the reader's and the winners'."""
        chosen = (self.parties[each.bid.id] for story in self.stories for each in story.winners)
        return list(dict.fromkeys([self.recipient, *chosen]))

    def missing(self) -> list[Said]:
        """What must be filled in before the letter may be approved; a mark stands in its place until then."""
        found: list[Said] = []
        if self.unknown_wait:
            found.append(
                say("say how many days the contract waits: no law on it is known here for this procurement")
            )
        for party in self.parties_told() if self.is_summary else ():
            if not party.address:
                found.append(
                    say(
                        "enter the postal address and e-mail address of {supplier}; the law asks for them",
                        supplier=party.name,
                    )
                )
            if not party.identifier:
                found.append(
                    say(
                        "enter the organisation number of {supplier} in the list of suppliers; the law asks for it",
                        supplier=party.name,
                    )
                )
        return found
