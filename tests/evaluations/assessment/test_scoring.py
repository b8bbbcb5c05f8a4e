from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import func, select

from marketkit.audit import AuditEntry, verify
from marketkit.db import db
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.assessment.refusals import AssessmentRefusedError, ScoresRefusedError
from marketkit.evaluations.assessment.scoring import Given, record_assessments
from marketkit.evaluations.bids.models import Bid, Round
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.models import Ground
from marketkit.procurements.models import Procurement
from tests.evaluations import stages
from tests.evaluations.assessment.arranging import BIDS, Panel, bid_id, open_round, opened


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Assessment)) or 0


def fault(refused: pytest.ExceptionInfo[ScoresRefusedError]) -> str:
    """The one fault of the one score."""
    (text,) = refused.value.faults.values()
    return str(text)


def test_a_score_is_kept_exactly_with_its_ground_and_the_submission_it_was_given_to(
    scoring: Panel, anna: int
) -> None:
    row = scoring.score(anna, "Alfa", "continuity", "7.5", "  Clear plan.  ")
    assert (row.score, row.ground, row.number) == (Fraction(15, 2), "Clear plan.", 1)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "score.given")).one()
    assert "Clear plan" not in entry.details
    assert verify().broken is None


def test_a_changed_score_is_a_new_version_and_the_old_one_stays(scoring: Panel, anna: int) -> None:
    scoring.score(anna, "Alfa", "continuity", 7)
    assert scoring.score(anna, "Alfa", "continuity", 8, shown=1).number == 2
    kept = db.session.execute(select(Assessment.number, Assessment.score).order_by(Assessment.number)).all()
    assert [tuple(row) for row in kept] == [(1, 7), (2, 8)]


def test_a_score_saved_in_another_tab_is_not_overwritten_unseen(scoring: Panel, anna: int) -> None:
    scoring.score(anna, "Alfa", "continuity", 7)
    with pytest.raises(ScoresRefusedError) as refused:
        scoring.score(anna, "Alfa", "continuity", 9)
    (newer,) = refused.value.stale.values()
    assert (newer.score, newer.number) == (7, 1)
    db.session.rollback()
    assert count() == 1


def test_the_same_score_sent_twice_because_the_answer_got_lost_is_kept_once(
    scoring: Panel, anna: int
) -> None:
    first = scoring.score(anna, "Alfa", "continuity", 7).id
    assert scoring.score(anna, "Alfa", "continuity", 7).id == first
    assert count() == 1


@pytest.mark.parametrize("score", ["-0.01", "10.01", "11"])
def test_a_score_off_the_scale_is_refused(scoring: Panel, anna: int, score: str) -> None:
    with pytest.raises(ScoresRefusedError) as refused:
        scoring.score(anna, "Alfa", "continuity", score)
    assert fault(refused) == "a score lies between 0 and 10"


@pytest.mark.parametrize("score", [0, 10])
def test_the_ends_of_the_scale_are_scores(scoring: Panel, anna: int, score: int) -> None:
    assert scoring.score(anna, "Alfa", "continuity", score).score == score


def test_a_score_without_a_ground_is_refused(scoring: Panel, anna: int) -> None:
    with pytest.raises(ScoresRefusedError) as refused:
        scoring.score(anna, "Alfa", "continuity", 7, " \n")
    assert fault(refused) == "write the ground for this score"


def test_who_is_not_asked_to_score_a_criterion_cannot(panel: Panel, anna: int, bo: int) -> None:
    panel.assign({"continuity": (anna,), "competence": (bo,)})
    panel.declare(anna)
    with pytest.raises(ScoresRefusedError) as refused:
        panel.score(anna, "Alfa", "competence", 7)
    assert fault(refused) == "you are not asked to score this criterion"


def test_who_was_taken_off_a_criterion_cannot_score_it_any_more(scoring: Panel, anna: int, bo: int) -> None:
    scoring.assign({"competence": (bo,)})
    with pytest.raises(ScoresRefusedError):
        scoring.score(anna, "Alfa", "competence", 7)
    assert scoring.score(anna, "Alfa", "continuity", 7).number == 1


def test_nothing_is_scored_before_a_word_on_conflicts(panel: Panel, anna: int) -> None:
    panel.assign({"continuity": (anna,)})
    panel.declare(anna, only=("Beta",))
    with pytest.raises(ScoresRefusedError) as refused:
        panel.score(anna, "Alfa", "continuity", 7)
    assert fault(refused) == "say first whether you have a conflict of interest with this supplier"
    db.session.rollback()
    assert panel.score(anna, "Beta", "continuity", 7).number == 1


def test_a_declared_conflict_blocks_that_suppliers_bids_and_no_others(scoring: Panel, anna: int) -> None:
    scoring.declare(anna, conflicts=("Alfa",))
    with pytest.raises(ScoresRefusedError) as refused:
        scoring.score(anna, "Alfa", "continuity", 7)
    assert fault(refused) == "you have declared a conflict of interest with this supplier"
    db.session.rollback()
    assert scoring.score(anna, "Beta", "continuity", 7).number == 1


def test_prices_and_stated_values_are_not_scored(scoring: Panel, anna: int) -> None:
    for leaf in ("price", "start-up", "quality", "nothing"):
        with pytest.raises(ScoresRefusedError) as refused:
            scoring.score(anna, "Alfa", leaf, 7)
        assert fault(refused) == "there is no such bid or criterion to score here"
        db.session.rollback()


def test_a_rejected_bid_is_not_scored(scoring: Panel, anna: int) -> None:
    decide_rejection(
        procurement=scoring.procurement,
        about=db.session.get_one(Bid, bid_id(scoring.procurement, "Alfa")),
        ground=Ground.REQUIREMENT_NOT_MET,
        explanation="No permit.",
        actor_id=None,
    )
    db.session.commit()
    with pytest.raises(ScoresRefusedError) as refused:
        scoring.score(anna, "Alfa", "continuity", 7)
    assert fault(refused) == "this bid is not scored: No permit."


def test_a_late_bid_is_not_scored(procurement: Procurement, anna: int) -> None:
    late = (
        b"bid;supplier;organisation_number;start-up;price;received\nAlfa;Alfa AS;;10;1000;2026-10-01 12:01\n"
    )
    opened(procurement, bids=late)
    panel = Panel(procurement)
    panel.assign({"continuity": (anna,)})
    panel.declare(anna)
    with pytest.raises(ScoresRefusedError) as refused:
        panel.score(anna, "Alfa", "continuity", 7)
    assert fault(refused).startswith("this bid is not scored: It was received")


def test_nothing_is_scored_before_the_opening(procurement: Procurement, anna: int) -> None:
    stages.locked(procurement)
    given = [Given(1, "continuity", Fraction(7), "Well.", 0)]
    with pytest.raises(AssessmentRefusedError, match="not been opened"):
        record_assessments(procurement=procurement, user_id=anna, given=given)


def test_several_scores_are_saved_together_or_not_at_all(scoring: Panel, anna: int) -> None:
    alfa = bid_id(scoring.procurement, "Alfa")
    given = [
        Given(alfa, "continuity", Fraction(7), "Well.", 0),
        Given(alfa, "competence", Fraction(11), "", 0),
    ]
    db.session.rollback()
    with pytest.raises(ScoresRefusedError) as refused:
        record_assessments(procurement=scoring.procurement, user_id=anna, given=given)
    assert refused.value.faults.keys() == {(alfa, "competence")}
    db.session.rollback()
    assert count() == 0


def test_a_revised_bid_is_scored_anew(scoring: Panel, anna: int) -> None:
    first = scoring.score(anna, "Alfa", "continuity", 7)
    open_round(scoring.procurement, BIDS.replace(b"1000", b"900"), days=20, round=Round.FINAL)
    again = scoring.score(anna, "Alfa", "continuity", 7, shown=1)
    assert (again.number, again.submission_id != first.submission_id) == (2, True)
