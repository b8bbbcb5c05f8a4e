"""What letters are drawn from, made without a database: a strategy, bids, who was chosen, and the law of a regime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from marketkit.documents.model import Document, plain_text
from marketkit.evaluations.bids.models import Bid as BidRow
from marketkit.evaluations.bids.models import Submission
from marketkit.evaluations.bids.standing import Out, StandingBid
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.record import Opened
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts, Party
from marketkit.evaluations.reporting.letter_text import letter_document
from marketkit.evaluations.reporting.models import LetterKind
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Buyer, Lot, Procurement
from marketkit.scoring.evaluate import evaluate
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.packs import known_packs, open_packs
from marketkit.sourcing.reader import read_strategy
from marketkit.sourcing.rules import Pack
from marketkit.sourcing.standstill import letter_rules, standstill_rule
from tests.evaluations.stages import STRATEGY

FOLDER = Path(__file__).parents[3] / "sourcing_rules" / "packs"
PACKS: tuple[Pack, ...] = open_packs(FOLDER, known_packs(FOLDER))
TODAY = date(2026, 11, 23)
Raw = Mapping[str, int]
# Alfa: 30·.8 + 30·.6 + 10·.5 + 30·1 = 24 + 18 + 5 + 30 = 77. Beta: 27 + 27 + 7.5 + 30·1000/1200 = 25, in all 86.5.
ALFA: Raw = {"continuity": 8, "competence": 6, "start-up": 10, "price": 1000}
BETA: Raw = {"continuity": 9, "competence": 9, "start-up": 5, "price": 1200}
PARTIES = {
    "Alfa": Party("Alfa AS", "1 High Street, Leeds\nbids@alfa.example", "PABC-1234"),
    "Beta": Party("Beta AS", "2 Low Street, York\nbids@beta.example", "PBCD-2345"),
    "Gamma": Party("Gamma AS", "3 Mill Lane, Hull\nbids@gamma.example", "PCDE-3456"),
}


def opened(bids: Mapping[str, Raw], strategy: bytes = STRATEGY) -> Opened:
    """A calculation of bids given as raw values."""
    read = read_strategy(strategy, "care.yaml")
    given = tuple(
        Bid(id=label, raw={leaf: Fraction(value) for leaf, value in raw.items()})
        for label, raw in bids.items()
    )
    return Opened(Calculation(), read, given, evaluate(read, given), faithful=True)


def story(
    label: str,
    bids: Mapping[str, Raw],
    winners: Sequence[str] = ("Beta",),
    *,
    strategy: bytes = STRATEGY,
    lot: Lot | None = None,
    out: Out | None = None,
    **values: Any,
) -> BidStory:
    """What became of one bid, by label; `winners` by label, in the order of their places."""
    found = opened(bids, strategy)
    ranked = next((each for each in found.result.ranking if each.bid.id == label), None)
    standing = StandingBid(BidRow(label=label, lot=lot), Submission(), {}, out)
    return BidStory(
        standing=standing,
        opened=found,
        place=winners.index(label) + 1 if label in winners else None,
        ranked=ranked,
        excluded=next((each for each in found.result.excluded if each.bid.id == label), None),
        out=out,
        winners=tuple(found.result.ranked(winner) for winner in winners),
        **values,
    )


def letter_facts(
    *stories: BidStory,
    regime: Regime | None = Regime.NO_PART_3,
    on: date = TODAY,
    kind: DecisionKind = DecisionKind.AWARD,
    **values: Any,
) -> LetterFacts:
    """The facts of the letter to the supplier of these bids, by the law of the regime on a day."""
    code = regime.value if regime else None
    procurement = Procurement(
        reference="2026/7",
        title="Home care",
        regime=regime,
        buyer=Buyer(name="Fjordvik kommune", zone="Europe/Oslo"),
    )
    first = stories[0].standing.bid.label
    return LetterFacts(
        procurement=procurement,
        decision=Decision(kind=kind, decided_at=datetime(2026, 11, 2, 8, tzinfo=UTC)),
        recipient=PARTIES[first],
        kind=LetterKind.NOT_CHOSEN,
        stories=stories,
        **{
            "parties": PARTIES,
            "grounds": {},
            "rules": letter_rules(PACKS, code, on),
            "standstill": standstill_rule(PACKS, code, on),
            "stated": frozenset({"start-up"}),
            "lock": 2,
            **values,
        },
    )


def letter(facts: LetterFacts) -> Document:
    """The letter in English."""
    return letter_document(facts, "en")


def text(facts: LetterFacts) -> str:
    """Its words, a line for each piece."""
    return plain_text(letter(facts))


def loser(regime: Regime | None = Regime.NO_PART_3, **values: Any) -> LetterFacts:
    """Alfa lost to Beta."""
    return letter_facts(story("Alfa", {"Alfa": ALFA, "Beta": BETA}), regime=regime, **values)


def winner(regime: Regime | None = Regime.NO_PART_3, **values: Any) -> LetterFacts:
    """Beta won over Alfa."""
    facts = letter_facts(story("Beta", {"Alfa": ALFA, "Beta": BETA}), regime=regime, **values)
    return replace(facts, kind=LetterKind.AWARD)
