"""Letters are drawn from the stored result, approved one by one, and sent at one moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from marketkit.db import begin_write, db
from marketkit.documents.model import Facts, Table, plain_text
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision import services as decision
from marketkit.evaluations.decision.models import DecisionGround
from marketkit.evaluations.decision.standing import current_award, standstill_of
from marketkit.evaluations.models import Ground
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.reporting import letters, secrets
from marketkit.evaluations.reporting.letter_standing import (
    disagreements,
    document_of,
    sent_letters,
    standing_letters,
)
from marketkit.evaluations.reporting.letter_uk import ELEMENTS
from marketkit.evaluations.reporting.models import Letter, LetterKind
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Procurement
from tests.evaluations.decision.arranging import award, calculate, correct_price, decided, opened

ADDRESS = "1 High Street, Leeds\nbids@alfa.example"


def draft(procurement: Procurement) -> dict[str, Letter]:
    """Letters to every supplier, by its name."""
    made = letters.draft_letters(procurement=procurement, languages={}, actor_id=None)
    db.session.commit()
    names = {each.bid.supplier_id: each.bid.supplier.name for each in standing_bids(procurement)}
    return {names[letter.supplier_id]: letter for letter in made}


def in_english(procurement: Procurement, letter: Letter, remark: str = "", contact: str = "") -> Letter:
    made = letters.revise_letter(
        procurement=procurement,
        letter=letter,
        language="en",
        remark=remark,
        contact=contact,
        actor_id=None,
    )
    db.session.commit()
    return made


def english(procurement: Procurement, regime: Regime, supplier: str, contact: str = "") -> str:
    """The letter to a supplier in English under a regime, after the award to Beta."""
    begin_write()
    procurement.regime = regime
    db.session.commit()
    decided(procurement)
    return text(in_english(procurement, draft(procurement)[supplier], contact=contact))


def text(letter: Letter) -> str:
    return plain_text(document_of(letter))


def approve_all(procurement: Procurement, drafted: dict[str, Letter]) -> None:
    for letter in drafted.values():
        letters.approve_letter(procurement=procurement, letter=letter, actor_id=None)
    db.session.commit()


def send(procurement: Procurement, at: datetime | None = None) -> None:
    letters.mark_sent(
        procurement=procurement, sent_at=at or datetime.now(UTC), electronically=True, actor_id=None
    )
    db.session.commit()


def refusal(call: object, **values: object) -> str:
    with pytest.raises(NotReadyError) as refused:
        call(**values)  # type: ignore[operator]
    db.session.rollback()
    return "; ".join(refused.value.reasons)


def test_the_winner_is_told_so_and_the_other_its_scores_against_full_marks(procurement: Procurement):
    decided(procurement)
    drafted = draft(procurement)
    kinds = {name: letter.kind for name, letter in drafted.items()}
    assert kinds == {"Alfa AS": LetterKind.NOT_CHOSEN, "Beta AS": LetterKind.AWARD}
    alfa = text(in_english(procurement, drafted["Alfa AS"]))
    # Alfa: continuity 8 of 10 for 24 of 30, the price full marks; Beta 27 of 30 and 25 of 30.
    for words in (
        "8 of 10",
        "24.00 of 30",
        "30.00 of 30",
        "27.00 of 30",
        "25.00 of 30",
        "77.00",
        "Beta AS (Beta)",
    ):
        assert words in alfa, words
    assert "Your bid has place 2 of 2." in alfa
    assert "We intend to sign a contract with you." in text(in_english(procurement, drafted["Beta AS"]))


def test_relative_advantages_stand_in_norwegian_and_european_letters_and_not_in_british_ones(
    procurement: Procurement,
):
    found = english(procurement, Regime.NO_PART_3, "Alfa AS")
    assert "Characteristics and relative advantages of the chosen bid" in found
    # Beta is ahead on quality, 54 against 42 of 60, and on start-up, 7.5 against 5 of 10; not on price.
    assert "quality: 54.00 of 60 against your 42.00 of 60" in found
    assert "start-up: 7.50 of 10 against your 5.00 of 10" in found
    assert "price: " not in found.partition("relative advantages")[2].partition("When the contract")[0]


def test_the_british_letter_holds_everything_regulation_31_lists(procurement: Procurement):
    found = english(procurement, Regime.UK_FULL, "Alfa AS", contact=ADDRESS)
    expected = {
        "31(2)(a)": "Supplier: Alfa AS",
        "31(2)(b)": "1 High Street, Leeds",
        "31(2)(c)": "Unique identifier:",
        "31(2)(d)(i)(aa)": "Award criteria",
        "31(2)(d)(i)(bb)": "Relative importance",
        "31(2)(d)(i)(cc)": "0 to 10",
        "31(2)(d)(ii)": "The full criteria and assessment methodology stand in the tender documents",
        "31(2)(e)(i)": "Scores of your tender, and why",
        "31(2)(e)(i)(bb)": "continuity\t8\t24.00",
        "31(2)(e)(ii)": "77.00",
        "31(3)(b)": "Scores of the most advantageous tender, and why",
        "31(3)(c)": "The contract is not awarded to you because another tender was more advantageous",
    }
    assert expected.keys() == ELEMENTS.keys()
    for element, words in expected.items():
        assert words in found, element
    assert "relative advantages" not in found.casefold()
    assert "86.50" in found


def test_a_british_letter_is_not_approved_without_the_address_the_law_asks_for(procurement: Procurement):
    begin_write()
    procurement.regime = Regime.UK_FULL
    db.session.commit()
    decided(procurement)
    letter = draft(procurement)["Alfa AS"]
    values = {"procurement": procurement, "actor_id": None}
    assert "postal address" in refusal(letters.approve_letter, letter=letter, **values)
    revised = in_english(procurement, letter, contact=ADDRESS)
    letters.approve_letter(procurement=procurement, letter=revised, actor_id=None)


def test_a_rejected_supplier_is_told_the_ground_and_why(procurement: Procurement):
    opened(procurement)
    alfa = standing_bids(procurement)[0].bid
    decide_rejection(
        procurement=procurement,
        about=alfa,
        ground=Ground.REQUIREMENT_NOT_MET,
        explanation="No licence.",
        actor_id=None,
    )
    db.session.commit()
    calculate(procurement)
    award(procurement)
    letter = draft(procurement)["Alfa AS"]
    assert letter.kind is LetterKind.REJECTED
    found = text(in_english(procurement, letter))
    assert "No licence." in found
    assert "The bid does not meet a must-requirement" in found


def test_letters_speak_the_buyers_first_language_until_told_otherwise(procurement: Procurement):
    decided(procurement)
    letter = draft(procurement)["Alfa AS"]
    assert letter.language == procurement.buyer.languages[0] == "nb"
    assert "77,00" in text(letter)


def test_all_letters_are_approved_before_any_is_sent_and_then_the_standstill_begins(procurement: Procurement):
    decided(procurement)
    drafted = draft(procurement)
    letters.approve_letter(procurement=procurement, letter=drafted["Alfa AS"], actor_id=None)
    db.session.commit()
    sending = {"procurement": procurement, "electronically": True, "actor_id": None}
    now = datetime.now(UTC)
    assert "the letter to Beta AS is not approved" in refusal(letters.mark_sent, sent_at=now, **sending)
    letters.approve_letter(procurement=procurement, letter=drafted["Beta AS"], actor_id=None)
    db.session.commit()
    ahead = now + timedelta(hours=1)
    assert "in the future" in refusal(letters.mark_sent, sent_at=ahead, **sending)
    send(procurement)
    decided_now = current_award(procurement)
    assert decided_now is not None
    assert sent_letters(decided_now) is not None
    standstill = standstill_of(decided_now)
    assert standstill is not None
    assert standstill.earliest_signing > now.date()
    assert "are sent" in refusal(letters.draft_letters, procurement=procurement, languages={}, actor_id=None)


def test_a_new_version_needs_an_approval_of_its_own(procurement: Procurement):
    decided(procurement)
    drafted = draft(procurement)
    approve_all(procurement, drafted)
    in_english(procurement, drafted["Alfa AS"], remark="Your plan for nights was thin.")
    decided_now = current_award(procurement)
    assert decided_now is not None
    states = {
        each.supplier.name: each.approval is not None for each in standing_letters(procurement, decided_now)
    }
    assert states == {"Alfa AS": False, "Beta AS": True}
    old = {"procurement": procurement, "letter": drafted["Alfa AS"], "actor_id": None}
    assert "newer version" in refusal(letters.approve_letter, **old)


def test_what_an_officer_added_survives_drafting_anew(procurement: Procurement):
    decided(procurement)
    in_english(procurement, draft(procurement)["Alfa AS"], remark="Your plan for nights was thin.")
    letter = draft(procurement)["Alfa AS"]
    assert (letter.number, letter.language) == (3, "en")
    assert "Your plan for nights was thin." in text(letter)


def test_a_letter_that_the_record_no_longer_bears_out_is_neither_approved_nor_sent(procurement: Procurement):
    decided(procurement)
    drafted = draft(procurement)
    approve_all(procurement, drafted)
    assert disagreements(procurement, drafted["Alfa AS"]) == []
    letters.disclose_price_to_tie(
        procurement=procurement, allowed=True, reason="Asked for in court.", actor_id=None
    )
    db.session.commit()
    assert disagreements(procurement, drafted["Alfa AS"])
    assert "must be drafted anew" in refusal(
        letters.mark_sent,
        procurement=procurement,
        sent_at=datetime.now(UTC),
        electronically=True,
        actor_id=None,
    )


def test_the_price_to_tie_is_told_only_by_recorded_decision(procurement: Procurement):
    decided(procurement)
    words = "would have drawn level at"
    before = in_english(procurement, draft(procurement)["Alfa AS"])
    assert words not in text(before)
    letters.disclose_price_to_tie(
        procurement=procurement, allowed=True, reason="Asked for in court.", actor_id=None
    )
    db.session.commit()
    # Alfa at p < 1200: 47 + 30·p/p = 77 stays as long as it is lowest; Beta gets 61.5 + 30·p/1200.
    # They draw level where 30·p/1200 = 15.5, at p = 620.
    after = draft(procurement)["Alfa AS"]
    assert words in text(after)
    assert "620" in text(after)


def test_a_reversal_gets_letters_of_its_own_and_the_old_ones_stay(procurement: Procurement):
    decided(procurement)
    first = draft(procurement)
    approve_all(procurement, first)
    send(procurement)
    decision.reverse_award(
        procurement=procurement, ground=DecisionGround.COMPLAINT, reason="Misread.", actor_id=None
    )
    db.session.commit()
    second = draft(procurement)
    assert {letter.kind for letter in second.values()} == {LetterKind.REVERSAL}
    assert "Misread." in text(in_english(procurement, second["Beta AS"]))
    approve_all(procurement, draft(procurement))
    send(procurement)
    correct_price(procurement, standing_bids(procurement)[1], 3000)
    calculate(procurement, "Beta costs 3000.")
    award(procurement)
    third = draft(procurement)
    assert {name: letter.kind for name, letter in third.items()} == {
        "Alfa AS": LetterKind.AWARD,
        "Beta AS": LetterKind.NOT_CHOSEN,
    }
    assert first["Beta AS"].kind is LetterKind.AWARD
    assert disagreements(procurement, first["Beta AS"]) == []


def test_what_another_supplier_keeps_secret_stands_in_nobody_elses_letter(procurement: Procurement):
    decided(procurement)
    beta = standing_bids(procurement)[1].bid
    claim = secrets.claim_secret(
        procurement=procurement,
        bid=beta,
        field=secrets.TEXT,
        passage="27.00 of 30",
        because="x",
        actor_id=None,
    )
    db.session.commit()
    drafted = draft(procurement)
    values = {"procurement": procurement, "letter": drafted["Alfa AS"], "actor_id": None}
    assert "every claim" in refusal(letters.approve_letter, **values)
    secrets.decide_secret(
        procurement=procurement, claim=claim, kept_secret=True, reason="It is.", actor_id=None
    )
    db.session.commit()
    drafted = draft(procurement)
    alfa = text(in_english(procurement, drafted["Alfa AS"]))
    assert "27.00 of 30" not in alfa
    assert "[trade secret]" in alfa
    assert "27.00 of 30" in text(in_english(procurement, drafted["Beta AS"]))


def test_every_figure_in_a_letter_is_that_of_the_stored_result(procurement: Procurement):
    made = decided(procurement)
    letter = in_english(procurement, draft(procurement)["Alfa AS"])
    (table,) = [block for block in document_of(letter).blocks if isinstance(block, Table)]
    stored = made.outcomes[0].calculation.result
    alfa = next(each for each in stored["ranking"] if each["bid"] == "Alfa")
    for row in table.rows:
        criterion, points = row[0].text, row[2].text
        weighted = alfa["criteria"][criterion]["weighted"]
        assert points.partition(" of ")[0] == f"{float(weighted):.2f}", criterion


def test_a_cancelled_procedure_is_told_with_its_ground(procurement: Procurement):
    decided(procurement)
    decision.cancel_procedure(
        procurement=procurement, ground=DecisionGround.NO_FUNDING, reason="No budget.", actor_id=None
    )
    db.session.commit()
    letter = in_english(procurement, draft(procurement)["Beta AS"])
    assert letter.kind is LetterKind.CANCELLATION
    facts = [pair for block in document_of(letter).blocks if isinstance(block, Facts) for pair in block.pairs]
    assert ("Reason", "No budget.") in facts


def test_before_a_decision_there_is_nothing_to_tell(procurement: Procurement):
    opened(procurement)
    assert "nothing to tell" in refusal(
        letters.draft_letters, procurement=procurement, languages={}, actor_id=None
    )
