"""What letters say, drawn from facts made by hand: scores, grounds, the chosen bid's advantages, lots, limits."""

from __future__ import annotations

import pytest

from marketkit.documents.model import Heading, Table
from marketkit.evaluations.bids.standing import Out
from marketkit.evaluations.models import Ground
from marketkit.evaluations.reporting.letter_facts import LetterFacts
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Lot
from tests.evaluations.reporting.letter_making import (
    ALFA,
    BETA,
    letter,
    letter_facts,
    loser,
    story,
    text,
    winner,
)
from tests.evaluations.stages import STRATEGY

STRICT = STRATEGY.replace(b"id: continuity, weight: 50,", b"id: continuity, weight: 50, min_score: 9,")
CHEAPEST = b"""
id: goods
currency: NOK
award: lowest-price
criteria:
  - {id: price, kind: cost}
"""
IN_MONEY = b"""
id: goods
currency: NOK
award: monetised-quality
criteria:
  - {id: warranty, kind: quality, worth: 300, scale: [0, 10]}
  - {id: price, kind: cost}
"""
GROUNDS = {
    ("Alfa", "continuity"): ("The plan for nights was thin.",),
    ("Beta", "continuity"): ("The plan covers every shift.",),
    ("Beta", "competence"): ("Nine of ten are trained nurses.",),
}


def table(facts: LetterFacts) -> dict[str, tuple[str, ...]]:
    """The table of scores: the further cells of each row by its first."""
    (found,) = [block for block in letter(facts).blocks if isinstance(block, Table)]
    return {each[0].text: tuple(cell.text for cell in each[1:]) for each in found.rows}


# Scores


def test_a_given_score_stands_against_the_best_there_is_and_a_stated_value_by_itself() -> None:
    found = table(loser())
    # Start-up runs from 20 weeks down to 0 and stands in the bid: 10 weeks are half of 10 points.
    assert found == {
        "quality": ("–", "42.00 of 60", "54.00 of 60"),
        "continuity": ("8 of 10", "24.00 of 30", "27.00 of 30"),
        "competence": ("6 of 10", "18.00 of 30", "27.00 of 30"),
        "start-up": ("10", "5.00 of 10", "7.50 of 10"),
        "price": ("NOK\u00a01,000", "30.00 of 30", "25.00 of 30"),
    }


def test_a_falling_scale_has_no_of_also_where_evaluators_score_it() -> None:
    facts = loser(stated=frozenset(), grounds={("Alfa", "start-up"): ("Ten weeks are long.",)})
    assert table(facts)["start-up"][0] == "10"
    assert "Your bid: Ten weeks are long. This is why the score is 10 and not 0." in text(facts)
    assert "of 0" not in text(facts)


def test_a_stated_value_is_explained_by_its_scale_for_both_bids() -> None:
    found = text(loser())
    assert (
        "Your bid: 10, as stated in the bid.\nBeta: 5, as stated in the bid.\n"
        "The scale runs from 20, which gives no points, to 0, which gives full points.\n"
    ) in found


def test_grounds_of_both_bids_stand_by_the_criterion_also_where_only_the_chosen_has_one() -> None:
    found = text(loser(grounds=GROUNDS))
    assert "Your bid: The plan for nights was thin. This is why the score is 8 and not 10." in found
    assert "Beta: The plan covers every shift.\n" in found
    assert "Beta: Nine of ten are trained nurses." in found


# The chosen bid's advantages


def test_advantages_stand_on_both_sides_with_what_they_make_in_all() -> None:
    found = text(loser()).partition("Characteristics and relative advantages")[2]
    # Quality 54 against 42 of 60, start-up 7.5 against 5 of 10, price 25 against 30 of 30: 86.5 against 77.
    assert "• quality: 54.00 of 60 against your 42.00 of 60" in found
    assert "• start-up: 7.50 of 10 against your 5.00 of 10" in found
    before, _, after = found.partition("Your bid is ahead of Beta on:")
    assert "price" not in before
    assert "• price: 25.00 of 30 against your 30.00 of 30" in after
    assert "In all Beta has 86.50 points against your 77.00." in after


@pytest.mark.parametrize(("grounds", "said"), [({}, False), (GROUNDS, True)])
def test_the_letter_points_to_the_chosen_bids_grounds_only_where_there_are_any(
    grounds: dict[tuple[str, str], tuple[str, ...]], said: bool
) -> None:
    assert ("Why Beta got its scores stands above" in text(loser(grounds=grounds))) is said


@pytest.mark.parametrize(
    ("drawn", "why"), [(True, "lots were drawn"), (False, "the rule for equal bids puts Beta first")]
)
def test_equal_bids_are_parted_by_the_rule_or_by_a_draw(drawn: bool, why: str) -> None:
    # 24 + 18 + 5 + 30 = 77 either way round.
    tied = {"Alfa": ALFA, "Beta": {**ALFA, "continuity": 6, "competence": 8}}
    found = text(letter_facts(story("Alfa", tied, drawn=drawn)))
    assert "In all both bids come out equal" in found
    assert why in found
    assert "points against your" not in found


def test_where_the_lowest_price_wins_the_chosen_price_itself_is_not_told() -> None:
    facts = letter_facts(story("Alfa", {"Alfa": {"price": 1300}, "Beta": {"price": 1200}}, strategy=CHEAPEST))
    found = text(facts)
    assert "• price: lower than yours" in found
    assert "All criteria together put Beta before your bid." in found
    assert "1,200" not in found


def test_what_quality_is_worth_in_money_stands_as_money() -> None:
    # 8 of 10 is worth 240, 10 of 10 is worth 300: 1000 - 240 = 760 against 1020 - 300 = 720.
    bids = {"Alfa": {"warranty": 8, "price": 1000}, "Beta": {"warranty": 10, "price": 1020}}
    facts = letter_facts(story("Alfa", bids, strategy=IN_MONEY))
    score, mine, theirs = table(facts)["warranty"]
    assert score == "8 of 10"
    assert "240" in mine
    assert "300" in theirs
    assert "Your points" not in text(facts)


# Lots, limits, rejections


def test_bids_in_several_lots_stand_under_their_names() -> None:
    lots = [Lot(number=number, title=f"District {number}") for number in (1, 2)]
    bids = {"Alfa": ALFA, "Beta": BETA}
    facts = letter_facts(
        story("Alfa", bids, ("Alfa",), lot=lots[0]), story("Alfa", bids, ("Beta",), lot=lots[1])
    )
    headings = [(block.level, block.text) for block in letter(facts).blocks if isinstance(block, Heading)]
    assert (1, "Alfa, Lot 1: District 1") in headings
    assert (1, "Alfa, Lot 2: District 2") in headings
    assert (2, "Characteristics and relative advantages of the chosen bid") in headings
    found = text(facts)
    won, lost = found.split("Alfa, Lot 2: District 2")
    assert "We intend to sign a contract with you." in won
    assert "Your bid was not chosen." in lost


@pytest.mark.parametrize("regime", [Regime.NO_PART_3, Regime.UK_FULL])
def test_a_bid_passed_over_for_the_limit_on_lots_is_told_just_that(regime: Regime) -> None:
    lots = [Lot(number=number, title=f"District {number}") for number in (1, 2)]
    # Beta ranks first in lot 2 as well, and has won lot 1.
    passed = story(
        "Beta", {"Alfa": ALFA, "Beta": BETA}, ("Alfa",), lot=lots[1], passed_over=True, won=(lots[0],)
    )
    found = text(letter_facts(passed, regime=regime))
    assert "limit how many lots one supplier may win, and you have won: Lot 1: District 1." in found
    assert "on no single criterion" not in found
    assert "come out equal" not in found
    assert "more advantageous" not in found
    assert ("By the criteria alone your bid would have been chosen." in found) is (regime is Regime.NO_PART_3)


def test_a_bid_below_a_limit_is_told_which_and_what_scores_it_got() -> None:
    # Alfa's 8 in continuity is below 9.
    facts = letter_facts(story("Alfa", {"Alfa": ALFA, "Beta": BETA}, strategy=STRICT), grounds=GROUNDS)
    found = text(facts)
    assert "continuity: the score is 8; at least 9 is required." in found
    assert "Your bid: The plan for nights was thin." in found
    assert table(facts)["continuity"] == ("8 of 10", "24.00 of 30")
    assert "price" not in table(facts)


@pytest.mark.parametrize("regime", [Regime.NO_PART_3, Regime.UK_FULL])
def test_a_rejected_bid_is_told_the_ground_and_who_won(regime: Regime) -> None:
    out = Out(Ground.REQUIREMENT_NOT_MET, "No licence.")
    found = text(letter_facts(story("Alfa", {"Beta": BETA}, out=out), regime=regime))
    assert "The bid does not meet a must-requirement" in found
    assert "No licence." in found
    assert "Beta AS" in found
    assert "27" not in found  # Beta's points


def test_where_nobody_can_win_that_is_said() -> None:
    nobody = {"Alfa": ALFA}
    found = text(letter_facts(story("Alfa", nobody, (), strategy=STRICT)))
    assert "The contract is awarded to nobody." in found


def test_of_several_winners_the_last_is_the_one_a_bid_is_set_beside() -> None:
    # Gamma: 30 + 30 + 10 + 30·1000/2000 = 85, behind Beta's 86.5.
    gamma = {"continuity": 10, "competence": 10, "start-up": 0, "price": 2000}
    facts = letter_facts(story("Alfa", {"Alfa": ALFA, "Beta": BETA, "Gamma": gamma}, ("Beta", "Gamma")))
    found = text(facts)
    assert "• Beta AS (Beta)\n• Gamma AS (Gamma)\n" in found
    assert "Below your bid is set beside Gamma, the last of those chosen." in found
    assert "In all Gamma has 85.00 points against your 77.00." in found
    assert "set beside" not in text(loser())


def test_the_winner_is_not_compared_with_anybody() -> None:
    found = text(winner())
    assert "We intend to sign a contract with you." in found
    assert "Alfa" not in found
    assert "relative advantages" not in found


@pytest.mark.parametrize(
    ("regime", "told"),
    [
        (Regime.NO_PART_1, False),
        (Regime.NO_PART_2, True),
        (Regime.NO_PART_3, True),
        (Regime.EU_FULL, True),
        (Regime.UK_FULL, False),
        (Regime.UK_PSR, False),
    ],
)
def test_relative_advantages_are_told_where_the_regime_asks_for_them(regime: Regime, told: bool) -> None:
    found = text(loser(regime))
    assert ("relative advantages" in found) is told
    assert "Beta AS" in found
