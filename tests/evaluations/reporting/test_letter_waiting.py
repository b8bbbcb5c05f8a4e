"""How long the contract waits, as letters tell it under each regime, and what must be filled in first."""

from __future__ import annotations

from datetime import date

import pytest

from marketkit.evaluations.decision.models import DecisionKind
from marketkit.evaluations.reporting.letter_facts import Terms
from marketkit.procurements.choices import Regime
from tests.evaluations.reporting.letter_making import loser, text

BY_POST = Terms(electronically=False)


@pytest.mark.parametrize(
    ("regime", "terms", "words"),
    [
        (Regime.NO_PART_1, Terms(), "There is no waiting period."),
        (Regime.NO_PART_1, Terms(days=7), "7 calendar days are over, counted from the day after this letter"),
        (Regime.NO_PART_2, Terms(), "10 calendar days are over"),
        (Regime.NO_PART_2, Terms(days=14), "14 calendar days are over"),
        (
            Regime.NO_PART_3,
            Terms(),
            "10 calendar days are over, counted from the day after this letter is sent",
        ),
        (Regime.NO_PART_3, BY_POST, "15 calendar days are over"),
        (Regime.NO_PART_3, Terms(days=21), "21 calendar days are over"),
        (Regime.EU_FULL, Terms(), "10 calendar days are over"),
        (Regime.EU_FULL, BY_POST, "15 calendar days are over"),
        # The day of the notice counts in the standstill of the Act, and not in that of the provider selection regime.
        (
            Regime.UK_FULL,
            Terms(),
            "8 working days are over, counted from and including the day the notice of the award is published",
        ),
        (
            Regime.UK_PSR,
            Terms(),
            "8 working days are over, counted from the day after the notice of the intention to award is published",
        ),
        (Regime.UK_LIGHT_TOUCH, Terms(), "unless the notice of the award sets one"),
        (None, Terms(days=12), "12 calendar days are over, counted from the day after this letter is sent"),
    ],
)
def test_the_wait_stands_as_it_will_be_counted(regime: Regime | None, terms: Terms, words: str) -> None:
    facts = loser(regime, terms=terms)
    found = text(facts)
    assert words in found
    assert "have passed since" not in found
    assert not facts.missing()


def test_calendar_days_that_end_on_a_day_off_run_on_and_working_days_do_not() -> None:
    on = "runs to the end of the next working day"
    assert on in text(loser(Regime.NO_PART_3))
    assert on not in text(loser(Regime.UK_FULL))


def test_representations_hold_the_contract_under_the_provider_selection_regime_alone() -> None:
    words = "When a provider makes representations by then, the contract waits"
    assert words in text(loser(Regime.UK_PSR))
    assert words not in text(loser(Regime.UK_FULL))


def test_a_day_that_is_known_stands_instead_of_the_counting() -> None:
    found = text(loser(earliest_signing=date(2026, 12, 15)))
    assert "The contract is signed on 15 December 2026 at the earliest." in found
    assert "calendar days" not in found


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2015, 1, 1)])
def test_unknown_law_is_never_told_as_no_wait_and_stops_the_approval(on: date) -> None:
    regime = None if on.year == 2026 else Regime.NO_PART_3  # the pack knows part 3 from 2017 on
    facts = loser(regime, on=on)
    found = text(facts)
    assert "no waiting period" not in found
    assert "as soon as you have been told" not in found
    assert "How many days the contract waits must be filled in before this letter is sent." in found
    (missing,) = facts.missing()
    assert "say how many days the contract waits" in missing


def test_nothing_is_missing_from_a_letter_that_takes_an_award_back() -> None:
    facts = loser(None, kind=DecisionKind.CANCELLATION)
    facts.decision.reason = "No funding."
    assert facts.missing() == []
    assert "waits must be filled in" not in text(facts)


@pytest.mark.parametrize(
    ("regime", "where"),
    [
        (Regime.NO_PART_1, "Before the contract is signed."),
        (Regime.NO_PART_3, "The Norwegian Complaints Board for Public Procurement (KOFA)"),
        (Regime.EU_FULL, "The review body or court of the buyer's country"),
        (Regime.UK_FULL, "Within 30 days beginning with the day"),
        (Regime.UK_PSR, "Independent Patient Choice and Procurement Panel"),
    ],
)
def test_complaints_go_where_the_regime_sends_them(regime: Regime, where: str) -> None:
    assert where in text(loser(regime))
