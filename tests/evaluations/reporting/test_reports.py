"""The report is drawn from the record, says what the law asks for, and its public version keeps secrets."""

from __future__ import annotations

import pytest

from marketkit.db import db
from marketkit.documents.download import document_bytes
from marketkit.documents.model import plain_text
from marketkit.evaluations.bids.models import Bid
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision import services
from marketkit.evaluations.decision.models import DecisionGround
from marketkit.evaluations.models import Ground
from marketkit.evaluations.official import NotReadyError, calculate_official
from marketkit.evaluations.reporting import reports, secrets
from marketkit.evaluations.reporting.models import Report
from marketkit.evaluations.reporting.redaction import leaks
from marketkit.procurements.models import Procurement
from tests.evaluations.decision.arranging import (
    BIDS,
    award,
    calculate,
    correct_price,
    decided,
    opened,
)
from tests.evaluations.decision.test_proposal import with_lots
from tests.evaluations.stages import STRATEGY

WORDS = {"procedure": "Few suppliers can do this.", "remark": "Nothing else."}


def write(procurement: Procurement, language: str = "en", *, public: bool = False) -> Report:
    made, _unfound = reports.write_report(
        procurement=procurement, language=language, is_public=public, statements=WORDS, actor_id=None
    )
    db.session.commit()
    return made


def text(report: Report) -> str:
    return plain_text(reports.document_of(report))


def bid(procurement: Procurement, label: str) -> Bid:
    return next(each.bid for each in standing_bids(procurement) if each.bid.label == label)


def keep(procurement: Procurement, field: str, passage: str, *, kept: bool = True) -> None:
    claim = secrets.claim_secret(
        procurement=procurement,
        bid=bid(procurement, "Beta"),
        field=field,
        passage=passage,
        because="It shows our costs.",
        actor_id=None,
    )
    secrets.decide_secret(
        procurement=procurement, claim=claim, kept_secret=kept, reason="It does.", actor_id=None
    )
    db.session.commit()


def test_the_report_holds_the_whole_way_to_the_award(procurement: Procurement):
    decided(procurement)
    found = text(write(procurement))
    for words in (
        "Kari Nordmann, Ola Hansen",  # who was present at the opening
        "Alfa AS",
        "Beta AS",
        "86.50",  # Beta: 27 + 27 + 7.5 + 25
        "77.00",
        "Why this procedure was used",
        "Few suppliers can do this.",
        "The best bid by the criteria.",
        "No bid was rejected before scoring.",
        "How to check this report",
    ):
        assert words in found, words


def test_it_speaks_norwegian_where_it_is_asked_to_and_keeps_the_officers_words(procurement: Procurement):
    decided(procurement)
    found = text(write(procurement, "nb"))
    assert "86,50" in found
    assert "Few suppliers can do this." in found
    assert "Evaluation report" not in found


def test_rejections_corrections_and_reversals_stand_in_it_with_their_grounds(procurement: Procurement):
    decided(procurement)
    services.reverse_award(
        procurement=procurement, ground=DecisionGround.COMPLAINT, reason="Misread.", actor_id=None
    )
    db.session.commit()
    correct_price(procurement, standing_bids(procurement)[1], 1300)
    decide_rejection(
        procurement=procurement,
        about=bid(procurement, "Alfa"),
        ground=Ground.SUBSTANTIAL_DEVIATION,
        explanation="No night service.",
        actor_id=None,
    )
    db.session.commit()
    calculate(procurement, "Beta costs 1300, and Alfa is out.")
    award(procurement)
    found = text(write(procurement))
    for words in ("Misread.", "The parts of the form add up to this.", "No night service.", "1,300"):
        assert words in found, words
    assert found.count("Decision ") >= 3


def test_it_names_the_lots_that_nobody_is_awarded_and_who_locked_the_strategy_when(
    procurement: Procurement,
):
    first, _second, third = with_lots(procurement, 3)
    # Alfa and Beta stay below the least score on continuity in the third lot.
    strict = STRATEGY.replace(b"continuity, weight", b"continuity, min_score: 8, weight")
    low = BIDS.replace(b";8;6;", b";7;6;").replace(b";9;9;", b";7;9;")
    opened(procurement, {first: BIDS, third: low}, strategy=strict)
    for lot in (first, third):
        calculate_official(procurement=procurement, lot_id=lot, reason=None, actor_id=None)
    award(procurement)
    found = text(write(procurement))
    assert "Lot 2: District 2 is awarded to nobody: no bid was left in it." in found
    assert "Lot 3: District 3 is awarded to nobody: no bid in it could be ranked." in found
    assert "Lot 1: District 1 is awarded to nobody" not in found
    assert "1 September 2026, 10:00 (lock number 1)" in found


def test_before_any_decision_there_is_nothing_to_report(procurement: Procurement):
    opened(procurement)
    calculate(procurement)
    with pytest.raises(NotReadyError, match="nothing to report"):
        write(procurement)


def test_every_version_is_kept(procurement: Procurement):
    decided(procurement)
    first, second, norwegian = write(procurement), write(procurement), write(procurement, "nb")
    assert [(each.language, each.number) for each in (first, second, norwegian)] == [
        ("en", 1),
        ("en", 2),
        ("nb", 1),
    ]


def test_the_public_version_waits_until_every_claim_is_decided(procurement: Procurement):
    decided(procurement)
    secrets.claim_secret(
        procurement=procurement,
        bid=bid(procurement, "Beta"),
        field=secrets.TEXT,
        passage="The best bid",
        because="x",
        actor_id=None,
    )
    db.session.commit()
    with pytest.raises(NotReadyError, match="every claim"):
        write(procurement, public=True)
    db.session.rollback()
    assert write(procurement)


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_what_is_kept_secret_is_in_no_part_of_the_public_file(procurement: Procurement, kind: str):
    decided(procurement)
    keep(procurement, secrets.TEXT, "best BID by the")
    keep(procurement, "price", "")
    whole, public = write(procurement), write(procurement, public=True)
    passages = ["best bid by the", "1200"]
    whole_file = document_bytes(reports.document_of(whole), kind, made=whole.created_at)
    public_file = document_bytes(reports.document_of(public), kind, made=public.created_at)
    assert leaks(whole_file, ["best bid by the"]) == ["best bid by the"]
    assert leaks(public_file, passages) == []
    assert "[trade secret]" in text(public)
    # Nothing of it lies in the database's row either.
    assert "best bid by the" not in str(public.content).casefold()


def test_a_claim_that_was_refused_changes_nothing(procurement: Procurement):
    decided(procurement)
    keep(procurement, secrets.TEXT, "best bid", kept=False)
    assert "best bid" in text(write(procurement, public=True))


def test_the_newest_decision_on_a_claim_counts(procurement: Procurement):
    decided(procurement)
    keep(procurement, secrets.TEXT, "best bid")
    (claim,) = secrets.claims(procurement)
    secrets.decide_secret(
        procurement=procurement, claim=claim.row, kept_secret=False, reason="Withdrawn.", actor_id=None
    )
    db.session.commit()
    assert secrets.kept_claims(procurement) == []


def test_a_kept_passage_that_stands_nowhere_is_told(procurement: Procurement):
    decided(procurement)
    keep(procurement, secrets.TEXT, "a night patrol by drone")
    _made, unfound = reports.write_report(
        procurement=procurement, language="en", is_public=True, statements={}, actor_id=None
    )
    assert [claim.row.passage for claim in unfound] == ["a night patrol by drone"]
