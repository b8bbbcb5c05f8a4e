"""How bids are scored and decided on, in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.evaluations.preparation.process_text import bid_blocks, low_price_blocks, scoring_blocks
from marketkit.web.language import in_language
from tests.evaluations.preparation.texts import of_every_award, strategy, words

pytestmark = pytest.mark.usefixtures("speaking")


@dataclass(frozen=True)
class Plan:
    deadline: datetime | None = datetime(2026, 12, 15, 11, tzinfo=UTC)
    scoring_mode: ScoringMode = ScoringMode.INDIVIDUAL
    two_envelopes: bool = False
    spread_limit: Fraction = Fraction(1, 4)
    stated: tuple[str, ...] = ()
    variants_allowed: bool = False
    lot_limit: int | None = None
    level_texts: dict[str, list[list[str]]] = field(default_factory=dict)


PLAN = Plan()


def test_the_evaluators_scores_become_one_by_the_mean_within_the_limit():
    text = words(scoring_blocks(strategy(), PLAN))
    assert "Each evaluator scores each bid alone, without seeing the others' scores" in text
    assert "differ by at most 25% of the scale, the mean counts. On a scale from 0 to 10 that is 2.5." in text
    assert "the panel agrees on a score and writes down the reason" in text
    assert "Prices are opened only after" not in text
    assert "These values are taken" not in text


def test_without_any_spread_allowed_the_panel_agrees_on_every_difference():
    text = words(scoring_blocks(strategy(), replace(PLAN, spread_limit=Fraction(0))))
    assert "Where all give the same score, it counts. Where they differ, the panel agrees" in text
    assert "the mean counts" not in text


def test_a_panel_gives_one_score_and_prices_wait_for_it():
    text = words(
        scoring_blocks(strategy(), replace(PLAN, scoring_mode=ScoringMode.PANEL, two_envelopes=True))
    )
    assert "The panel gives each bid one score on each criterion" in text
    assert "Each evaluator" not in text
    assert "Prices are opened only after all scores have been given and closed." in text


def test_values_in_the_bid_are_named_and_where_nothing_else_is_scored_no_scorer_is():
    text = words(scoring_blocks(strategy(), replace(PLAN, stated=("days",))))
    assert "These values are taken from the bid as they stand there:\n• Days\n" in text
    assert "Each evaluator" in text
    text = words(scoring_blocks(strategy(), replace(PLAN, stated=("days", "care"))))
    assert "Each evaluator" not in text


def test_without_a_plan_the_text_says_what_is_not_decided():
    assert "It is not decided yet who gives the scores" in words(scoring_blocks(strategy(), None))
    assert list(bid_blocks(None, 2)) == []


def test_variants_and_lots():
    one = words(bid_blocks(PLAN, 1))
    assert "Variants are not allowed and are rejected." in one
    assert "lot" not in one
    many = words(bid_blocks(replace(PLAN, variants_allowed=True, lot_limit=2), 3))
    assert "Variants are allowed." in many
    assert "Each lot is evaluated on its own, by the same criteria." in many
    assert "One supplier may win at most 2 lots." in many
    # Directive 2014/24/EU article 46(3): the documents say by which rule the lots are then given out.
    assert "from the highest estimated value to the lowest" in many
    assert "highest estimated value" not in words(bid_blocks(PLAN, 3))
    with in_language("nb"):
        assert "Én leverandør kan vinne høyst 1 delkontrakt.\n" in words(
            bid_blocks(replace(PLAN, lot_limit=1), 3)
        )


def test_low_prices_are_asked_about_and_never_rejected_unheard():
    text = words(low_price_blocks(strategy(rest="low_price: {mean: 40, next: 30}")))
    assert "• at least 40 percent below the mean of the other bids' prices" in text
    assert "• at least 30 percent below the next higher price" in text
    plain = words(low_price_blocks(strategy()))
    assert "If a price seems abnormally low, the supplier is asked to explain it." in plain
    for each in (text, plain):
        assert (
            "No bid is rejected for a low price before its supplier has had the chance to explain it." in each
        )
    assert list(low_price_blocks(of_every_award()["quality-only"])) == []
