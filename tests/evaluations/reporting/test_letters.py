"""Letters are drawn from the stored result, approved one by one, and sent at one moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketkit.db import begin_write, db
from marketkit.documents.model import Facts, Table, plain_text
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision import services as decision
from marketkit.evaluations.decision.models import Decision, DecisionGround
from marketkit.evaluations.decision.standing import current_award, standstill_of
from marketkit.evaluations.models import Ground
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.reporting import letters, secrets
from marketkit.evaluations.reporting.letter_facts import Terms
from marketkit.evaluations.reporting.letter_standing import (
    Standing,
    disagreements,
    document_of,
    sent_letters,
    standing_letters,
)
from marketkit.evaluations.reporting.letter_terms import disclose_price_to_tie, set_terms
from marketkit.evaluations.reporting.models import Letter, LetterApproval, LetterKind, LetterTerms
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Procurement, Supplier
from tests.evaluations.decision.arranging import award, calculate, correct_price, decided, opened

ADDRESSES = {"Alfa AS": "1 High Street, Leeds\nbids@alfa.example", "Beta AS": "2 Low Street, York"}


def follow(procurement: Procurement, regime: Regime | None) -> None:
    """Put the procurement under another law."""
    begin_write()
    procurement.regime = regime
    db.session.commit()


def waits(procurement: Procurement) -> int:
    """How many calendar days the standstill that has begun was counted with."""
    award_of = current_award(procurement)
    assert award_of is not None
    standstill = standstill_of(award_of)
    assert standstill is not None and standstill.ends_on is not None
    counted = "{days} calendar days from"
    (days,) = [
        each["values"]["days"] for each in standstill.workings if each.get("template", "").startswith(counted)
    ]
    return int(days)


def draft(procurement: Procurement, terms: Terms | None = None) -> dict[str, Letter]:
    """Letters to every supplier, by its name."""
    made = letters.draft_letters(procurement=procurement, languages={}, terms=terms, actor_id=None)
    db.session.commit()
    names = {each.bid.supplier_id: each.bid.supplier.name for each in standing_bids(procurement)}
    return {names[letter.supplier_id]: letter for letter in made}


def in_english(procurement: Procurement, letter: Letter, remark: str = "") -> Letter:
    made = letters.revise_letter(
        procurement=procurement,
        letter=letter,
        language="en",
        remark=remark,
        actor_id=None,
    )
    db.session.commit()
    return made


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


def test_the_winner_is_told_so_and_the_other_that_it_was_not_chosen(procurement: Procurement):
    decided(procurement)
    drafted = draft(procurement)
    kinds = {name: letter.kind for name, letter in drafted.items()}
    assert kinds == {"Alfa AS": LetterKind.NOT_CHOSEN, "Beta AS": LetterKind.AWARD}
    alfa = text(in_english(procurement, drafted["Alfa AS"]))
    assert "Beta AS (Beta)" in alfa
    assert "Your bid has place 2 of 2." in alfa
    assert "We intend to sign a contract with you." in text(in_english(procurement, drafted["Beta AS"]))


def test_a_british_letter_waits_for_the_addresses_and_identifiers_of_both_suppliers(procurement: Procurement):
    follow(procurement, Regime.UK_LIGHT_TOUCH)
    decided(procurement)
    drafted = draft(procurement)
    values = {"procurement": procurement, "actor_id": None}
    refused = refusal(letters.approve_letter, letter=drafted["Alfa AS"], **values)
    for supplier in ADDRESSES:
        assert f"enter the postal address and e-mail address of {supplier}" in refused
        assert f"enter the organisation number of {supplier}" in refused
    begin_write()
    suppliers = [each.bid.supplier for each in standing_bids(procurement)]
    for number, supplier in enumerate(suppliers):
        supplier.organisation_number = f"PABC-{number}"
    db.session.commit()
    terms = Terms(addresses={each.id: ADDRESSES[each.name] for each in suppliers})
    drafted = draft(procurement, terms)
    found = text(in_english(procurement, drafted["Alfa AS"]))
    for words in ("1 High Street, Leeds", "2 Low Street, York", "PABC-0", "PABC-1"):
        assert words in found, words
    assert "2 Low Street" not in text(drafted["Beta AS"]).partition("PABC-1")[2]
    approve_all(procurement, draft(procurement))
    send(procurement)
    award_of = current_award(procurement)
    assert award_of is not None
    assert standstill_of(award_of) is None  # there a notice begins the wait, or ends it


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


def test_once_the_result_changes_the_letters_of_the_award_are_neither_approved_nor_sent(
    procurement: Procurement,
):
    decided(procurement)
    drafted = draft(procurement)
    letters.approve_letter(procurement=procurement, letter=drafted["Beta AS"], actor_id=None)
    db.session.commit()
    correct_price(procurement, standing_bids(procurement)[1], 3000)
    late = {"procurement": procurement, "letter": drafted["Alfa AS"], "actor_id": None}
    again = "take the award back, calculate again and decide anew"
    assert again in refusal(letters.approve_letter, **late)
    calculate(procurement, "Beta costs 3000.")
    assert again in refusal(letters.approve_letter, **late)
    now = {"sent_at": datetime.now(UTC), "electronically": True, "actor_id": None}
    assert again in refusal(letters.mark_sent, procurement=procurement, **now)


MORNING = datetime(2026, 11, 20, 8, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent_at", "against"),
    [
        (MORNING - timedelta(minutes=1), "before the decision"),
        (MORNING + timedelta(hours=1), "before the last of them was approved"),
        (MORNING + timedelta(hours=2, minutes=-1), "before the last of them was approved"),
        (MORNING + timedelta(hours=2, seconds=-30), None),  # the form tells no seconds
        (MORNING + timedelta(hours=3), None),
        (datetime(2126, 1, 1, tzinfo=UTC), "in the future"),
    ],
)
def test_letters_are_sent_after_the_last_approval_told_to_the_minute(sent_at: datetime, against: str | None):
    approvals = [LetterApproval(approved_at=MORNING + timedelta(hours=hours)) for hours in (2, 1)]
    standing = [Standing(Supplier(name="x"), None, each, holds=True, missing=()) for each in approvals]
    found = letters.untimely(Decision(decided_at=MORNING), standing, sent_at)
    assert [against in each for each in found if against] == ([True] if against else [])
    assert bool(found) is (against is not None)


def test_nothing_is_sent_where_there_is_nobody_to_write_to(procurement: Procurement):
    decision.cancel_procedure(
        procurement=procurement, ground=DecisionGround.NO_FUNDING, reason="No budget.", actor_id=None
    )
    db.session.commit()
    now = {"sent_at": datetime.now(UTC), "electronically": True, "actor_id": None}
    assert "nobody to write to" in refusal(letters.mark_sent, procurement=procurement, **now)


def test_letters_sent_otherwise_than_they_tell_are_refused_where_that_makes_the_wait_longer(
    procurement: Procurement,
):
    decided(procurement)
    approve_all(procurement, draft(procurement))
    by_post = {"sent_at": datetime.now(UTC), "electronically": False, "actor_id": None}
    refused = refusal(letters.mark_sent, procurement=procurement, **by_post)
    assert "the letters tell a wait of 10 days, and sent like this it is at least 15" in refused
    drafted = draft(procurement, Terms(electronically=False))
    assert "15 kalenderdager" in text(drafted["Alfa AS"])
    approve_all(procurement, drafted)
    send(procurement)  # faster than the letters tell: what they tell counts
    assert waits(procurement) == 15


def test_the_days_that_the_letters_tell_are_those_the_contract_waits(procurement: Procurement):
    follow(procurement, Regime.NO_PART_2)
    decided(procurement)
    drafted = draft(procurement, Terms(days=14))
    assert "14 kalenderdager" in text(drafted["Beta AS"])
    approve_all(procurement, drafted)
    send(procurement)
    assert waits(procurement) == 14


def test_without_a_known_law_the_officer_says_how_long_the_contract_waits(procurement: Procurement):
    follow(procurement, None)
    decided(procurement)
    drafted = draft(procurement)
    values = {"procurement": procurement, "letter": drafted["Alfa AS"], "actor_id": None}
    assert "say how many days the contract waits" in refusal(letters.approve_letter, **values)
    approve_all(procurement, draft(procurement, Terms(days=12)))
    send(procurement)
    assert waits(procurement) == 12


def test_fewer_days_than_the_law_demands_and_a_stale_page_are_refused(procurement: Procurement):
    decided(procurement)
    values = {"procurement": procurement, "actor_id": None}
    assert "at least 10 days" in refusal(set_terms, terms=Terms(days=9), **values)
    set_terms(terms=Terms(days=21), **values)
    db.session.commit()
    assert "while the page was open" in refusal(set_terms, terms=Terms(days=30), **values)
    set_terms(terms=Terms(days=21), **values)  # the same again changes nothing
    assert db.session.scalar(select(func.count()).select_from(LetterTerms)) == 1


def test_a_letter_that_the_record_no_longer_bears_out_is_neither_approved_nor_sent(procurement: Procurement):
    decided(procurement)
    drafted = draft(procurement)
    approve_all(procurement, drafted)
    assert disagreements(procurement, drafted["Alfa AS"]) == []
    disclose_price_to_tie(procurement=procurement, allowed=True, reason="Asked for in court.", actor_id=None)
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
    disclose_price_to_tie(procurement=procurement, allowed=True, reason="Asked for in court.", actor_id=None)
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
