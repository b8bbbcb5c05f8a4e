"""The assessment summary holds what section 50 and regulation 31 ask for, each of the supplier it concerns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from marketkit.documents.model import Facts, Heading, Signatures, Table, plain_text
from marketkit.evaluations.reporting.letter_facts import LetterFacts, Party
from marketkit.evaluations.reporting.letter_standing import without_secrets
from marketkit.procurements.choices import Regime
from tests.evaluations.reporting.letter_making import (
    ALFA,
    BETA,
    PARTIES,
    letter,
    letter_facts,
    loser,
    story,
    text,
    winner,
)
from tests.evaluations.reporting.test_letter_text import STRICT

GROUNDS = {
    ("Alfa", "continuity"): ("Section 2 of your tender leaves the nights open.",),
    ("Beta", "competence"): ("Annex B names nine trained nurses.",),
}
OWN, CHOSEN = "Assessment of Alfa", "The most advantageous tender: Beta"


def parts(facts: LetterFacts) -> dict[str, str]:
    """The letter's text from each heading to the next."""
    found = text(facts)
    headings = [block.text for block in letter(facts).blocks if isinstance(block, Heading)]
    cut = {}
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        _before, _, found = found.partition(heading + "\n")
        cut[heading] = found.partition(f"{following}\n")[0] if following else found
    return cut


def tables(facts: LetterFacts) -> dict[str, dict[str, tuple[str, ...]]]:
    """Every table by its caption: the further cells of each row by its first."""
    return {
        block.caption: {each[0].text: tuple(cell.text for cell in each[1:]) for each in block.all_rows()}
        for block in letter(facts).blocks
        if isinstance(block, Table)
    }


def test_a_supplier_that_was_not_chosen_gets_both_assessments_with_all_that_regulation_31_lists() -> None:
    found = parts(loser(Regime.UK_FULL, grounds=GROUNDS))
    expected = {
        # (3)(a) with (2)(a) to (d): the reader's own tender
        "31(3)(a), (2)(a)": (OWN, "Supplier: Alfa AS"),
        "31(3)(a), (2)(b)": (OWN, "1 High Street, Leeds\nbids@alfa.example"),
        "31(3)(a), (2)(c)": (OWN, "Unique identifier: PABC-1234"),
        "31(3)(a), (2)(d)(i)(aa)": (OWN, "continuity\t"),
        "31(3)(a), (2)(d)(i)(bb)": (OWN, "30 %"),
        "31(3)(a), (2)(d)(i)(cc)": (OWN, "0 to 10"),
        "31(3)(a), (2)(d)(ii)": (
            OWN,
            "The full criteria and assessment methodology stand in the tender documents",
        ),
        # (3)(b) with (2)(e): its scores
        "31(3)(b), (2)(e)(i)(aa)": (OWN, "Section 2 of your tender leaves the nights open."),
        "31(3)(b), (2)(e)(i)(bb)": (OWN, "continuity\t8 of 10\t24.00 of 30"),
        "31(3)(b), (2)(e)(ii) total": (OWN, "Points\t\t77.00"),
        "31(3)(b), (2)(e)(ii) sub-totals": (OWN, "quality\t70 %\t42.00 of 60"),
        "31(3)(c)": (OWN, "because another tender was more advantageous by these criteria"),
        # section 50(4)(b) with 31(2): the most advantageous tender
        "31(2)(a)": (CHOSEN, "Supplier: Beta AS"),
        "31(2)(b)": (CHOSEN, "2 Low Street, York\nbids@beta.example"),
        "31(2)(c)": (CHOSEN, "Unique identifier: PBCD-2345"),
        "31(2)(e)(i)(aa)": (CHOSEN, "Annex B names nine trained nurses."),
        "31(2)(e)(i)(bb)": (CHOSEN, "competence\t9 of 10\t27.00 of 30"),
        "31(2)(e)(ii) total": (CHOSEN, "Points\t\t86.50"),
        "31(2)(e)(ii) sub-totals": (CHOSEN, "quality\t90 %\t54.00 of 60"),
    }
    for element, (part, words) in expected.items():
        assert words in found[part], element
    assert "Alfa" not in found[CHOSEN]
    assert "Beta AS" not in found[OWN]


def test_the_winner_gets_its_own_assessment_and_nobody_elses() -> None:
    found = text(winner(Regime.UK_FULL))
    assert "Unique identifier: PBCD-2345" in found
    assert "Your tender is the most advantageous, and the contract is awarded to you." in found
    assert "Alfa" not in found


def test_a_price_has_a_score_as_a_share_of_full_marks_and_says_how_it_came_about() -> None:
    found = tables(loser(Regime.UK_FULL))
    why = "Calculated from the price by the published formula: points in proportion to the lowest price."
    # 1000/1200 is 83.3 percent, which gives 25 of 30 points.
    assert found["Scores of your tender, and why"]["price"] == ("100 %", "30.00 of 30", why)
    assert found["Scores of the most advantageous tender, and why"]["price"] == (
        "83.3 %",
        "25.00 of 30",
        why,
    )
    assert found["Award criteria"]["price"] == ("30 %", "0 to 100 percent, by the formula")
    assert found["Award criteria"]["start-up"] == ("10 %", "20 to 0")


def test_a_tender_below_a_limit_gets_its_scores_as_far_as_it_was_assessed() -> None:
    facts = letter_facts(
        story("Alfa", {"Alfa": ALFA, "Beta": BETA}, strategy=STRICT), regime=Regime.UK_FULL, grounds=GROUNDS
    )
    found = tables(facts)
    own = found["Scores of your tender, and why"]
    assert own["continuity"] == (
        "8 of 10",
        "24.00 of 30",
        "Section 2 of your tender leaves the nights open.",
    )
    assert "price" not in own
    assert "Points" not in own  # there is no total
    assert "continuity: the score is 8; at least 9 is required." in text(facts)
    assert "price" in found["Scores of the most advantageous tender, and why"]


@pytest.mark.parametrize("whose", ["Alfa", "Beta"])
def test_a_missing_address_or_identifier_is_marked_and_stops_the_approval(whose: str) -> None:
    bare = replace(PARTIES[whose], address="", identifier=None)
    facts = loser(Regime.UK_FULL, parties={**PARTIES, whose: bare})
    if whose == "Alfa":
        facts = replace(facts, recipient=bare)
    pairs = [pair for block in letter(facts).blocks if isinstance(block, Facts) for pair in block.pairs]
    assert pairs.count(("Postal address and e-mail address", "[to be filled in]")) == 1
    assert pairs.count(("Unique identifier", "[to be filled in]")) == 1
    assert "Addresses and identifiers must be filled in before this letter is sent." in text(facts)
    missing = facts.missing()
    assert [f"{whose} AS" in each for each in missing] == [True, True]
    assert "postal address" in missing[0]
    assert "organisation number" in missing[1]


def test_nothing_is_marked_where_all_is_known_and_other_regimes_ask_for_none_of_it() -> None:
    assert "to be filled in" not in text(loser(Regime.UK_FULL))
    bare = Party("Alfa AS")
    facts = replace(loser(Regime.NO_PART_3), recipient=bare)
    assert facts.missing() == []
    assert "Leeds" not in text(facts)


def test_what_is_withheld_is_marked_with_the_ground_of_section_94_and_only_where_something_is() -> None:
    facts = loser(Regime.UK_FULL, grounds=GROUNDS)
    found = without_secrets(letter(facts), ["nine trained nurses"], facts)
    assert "Annex B names [withheld]." in plain_text(found)
    assert "withheld under section 94(1)(b) of the Procurement Act 2023" in plain_text(found)
    assert isinstance(found.blocks[-1], Signatures)
    assert without_secrets(letter(facts), ["not in the letter"], facts) == letter(facts)
    norwegian = loser(Regime.NO_PART_3, grounds=GROUNDS)
    elsewhere = plain_text(without_secrets(letter(norwegian), ["nine trained nurses"], norwegian))
    assert "Annex B names [trade secret]." in elsewhere
    assert "section 94" not in elsewhere
