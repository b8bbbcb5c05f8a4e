"""What the demonstration's evaluations hold: which procurement stands where, and the words that were written."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Reached(enum.IntEnum):
    """How far an example has been taken."""

    TRIED = 1
    LOCKED = 2
    SCORING = 3
    AWARDED = 4
    SIGNED = 5
    CANCELLED = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One procurement's evaluation. `bids` is a file with every column; scored columns are what evaluators give.

    `stated` are the leaves that stand in the bid; `deadline` counts days from today, backwards where negative.
    """

    strategy: str
    reached: Reached
    bids: str | None = None
    stated: tuple[str, ...] = ()
    deadline: int = 0
    two_envelopes: bool = False


EXAMPLES: dict[str, Example] = {
    "2026/018": Example(
        strategy="patient-transport.yaml",
        reached=Reached.SIGNED,
        bids="patient-transport.csv",
        stated=("wheelchairs", "climate"),
        deadline=-60,
    ),
    "2026/029": Example(
        strategy="welfare-technology.yaml",
        reached=Reached.CANCELLED,
        bids="welfare-technology.csv",
        stated=("false-alarms", "batteries", "equipment-life", "reuse"),
        deadline=-45,
    ),
    "2026/041": Example(
        strategy="digital-follow-up.yaml",
        reached=Reached.SCORING,
        bids="digital-follow-up.csv",
        stated=("repair-time", "equipment-life"),
        deadline=-6,
        two_envelopes=True,
    ),
    "2026/052": Example(
        strategy="home-care-framework.yaml",
        reached=Reached.AWARDED,
        bids="home-care.csv",
        stated=("full-time", "start-up"),
        deadline=-30,
    ),
    "2026/063": Example(strategy="consumables.yaml", reached=Reached.TRIED, bids="consumables.csv"),
    "2026/071": Example(
        strategy="food-service.yaml",
        reached=Reached.LOCKED,
        stated=("organic", "deliveries"),
        deadline=21,
    ),
}

# The buyer is Norwegian, and so is what its people write, whatever language the pages are read in.
LANGUAGE = "nb"
# What evaluators write, by how good the score is (a share of the scale): good, fair, weak.
GROUNDS = (
    "Tilbudet viser med eksempler hvordan dette gjøres, og referansene bekrefter det. Oppfølgingen er lite omtalt.",
    "Tilbudet beskriver dette godt i alminnelighet, men sier mindre om kvelder og helger.",
    "Tilbudet sier lite om dette, og det som står, er ikke knyttet til behovet vårt.",
)
AGREED = (
    "Evalueringsgruppen leste referansene sammen. De bekrefter det meste av det tilbudet sier, men ikke alt."
)
AWARD = "Tilbudene som kommer best ut etter kriteriene og vektene som var kunngjort."
CANCELLED = (
    "Det eneste tilbudet som kunne vurderes, koster langt mer enn budsjettet, og det bevilges ikke mer."
)
CONFLICT = "En bror arbeider der."
CLAIMED = "referansene bekrefter det"
CLAIMED_BECAUSE = "Det forteller konkurrenter hvem kundene våre er."
NOT_KEPT_BECAUSE = "Ingen kan se av disse ordene hvem kundene er."
PRESENT = ("Kari Nordmann", "Ola Hansen")
