from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.db import db
from marketkit.evaluations.assessment.agreed import Agreed, Basis, agreed_scores, assessed_leaves, standards
from marketkit.evaluations.assessment.closing import close_quality
from marketkit.evaluations.assessment.models import ModerationKind
from marketkit.evaluations.assessment.moderation import moderate
from marketkit.evaluations.assessment.refusals import AssessmentRefusedError, StaleModerationError
from marketkit.evaluations.assessment.services import hand_over, reopen_handover
from marketkit.evaluations.bids.models import Round
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.procurements.models import Procurement
from tests.evaluations import stages
from tests.evaluations.assessment.arranging import BIDS, Panel, bid_id, open_round, opened

ALFA, BETA = "Alfa", "Beta"


def found(panel: Panel, label: str = ALFA, leaf: str = "continuity") -> Agreed:
    db.session.rollback()
    return agreed_scores(panel.procurement)[bid_id(panel.procurement, label), leaf]


def agree(panel: Panel, score: str | int, reason: str = "We looked again.", shown: int = 0) -> ModerationKind:
    db.session.rollback()
    row = moderate(
        procurement=panel.procurement,
        bid_id=bid_id(panel.procurement, ALFA),
        criterion="continuity",
        score=Fraction(score),
        reason=reason,
        shown=shown,
        actor_id=None,
    )
    kind = row.kind
    db.session.commit()
    return kind


def finish(panel: Panel, *people: int, alfa: tuple[str | int, ...], other: str | int = 5) -> None:
    """Each gives their score for Alfa on continuity, the same for everything else, and hands over."""
    for person, score in zip(people, alfa, strict=True):
        for label in (ALFA, BETA):
            for leaf in ("continuity", "competence"):
                here = score if (label, leaf) == (ALFA, "continuity") else other
                panel.score(person, label, leaf, here)
        hand_over(procurement=panel.procurement, user_id=person)
        db.session.commit()


def test_evaluators_score_what_is_neither_cost_nor_stated_in_the_bid(panel: Panel) -> None:
    by = standards(panel.procurement)
    assert by is not None
    assert [leaf.id for leaf in assessed_leaves(by.strategy, by.plan)] == ["continuity", "competence"]
    assert {leaf for _bid, leaf in agreed_scores(panel.procurement)} == {
        "continuity",
        "competence",
        "start-up",
    }


def test_before_the_lock_there_are_no_scores(procurement: Procurement) -> None:
    assert agreed_scores(procurement) == {}


def test_a_stated_value_is_the_bids_own(panel: Panel) -> None:
    own = found(panel, leaf="start-up")
    assert (own.score, own.basis) == (10, Basis.STATED)


def test_within_the_limit_the_exact_mean_counts(scoring: Panel, anna: int, bo: int) -> None:
    scoring.score(anna, ALFA, "continuity", 6)
    scoring.score(bo, ALFA, "continuity", "7.5")
    # (6 + 7.5) / 2; they differ by 1.5, the limit is 20 percent of 10
    assert (found(scoring).score, found(scoring).basis) == (Fraction(27, 4), Basis.MEAN)
    assert found(scoring).spread == Fraction(3, 2)


def test_the_mean_of_three_is_not_rounded(scoring: Panel, anna: int, bo: int, cecilie: int) -> None:
    scoring.assign({"continuity": (anna, bo, cecilie)})
    scoring.declare(cecilie)
    for person, score in ((anna, 6), (bo, 7), (cecilie, 7)):
        scoring.score(person, ALFA, "continuity", score)
    assert found(scoring).score == Fraction(20, 3)


@pytest.mark.parametrize(("other", "basis"), [("8", Basis.MEAN), ("8.01", Basis.MUST_AGREE)])
def test_beyond_the_limit_the_panel_must_agree(
    scoring: Panel, anna: int, bo: int, other: str, basis: Basis
) -> None:
    scoring.score(anna, ALFA, "continuity", 6)
    scoring.score(bo, ALFA, "continuity", other)
    assert found(scoring).basis is basis
    assert (found(scoring).score is None) == (basis is Basis.MUST_AGREE)


def test_the_same_score_from_everybody_is_unanimous(scoring: Panel, anna: int, bo: int) -> None:
    for person in (anna, bo):
        scoring.score(person, ALFA, "continuity", 6)
    assert (found(scoring).score, found(scoring).basis) == (6, Basis.UNANIMOUS)


def test_while_somebody_has_not_scored_a_score_is_missing(scoring: Panel, anna: int) -> None:
    assert found(scoring).basis is Basis.MISSING
    scoring.score(anna, ALFA, "continuity", 6)
    assert found(scoring).basis is Basis.MISSING
    assert [row.user_id for row in found(scoring).individual] == [anna]


def test_scores_of_somebody_with_a_conflict_no_longer_count_and_stay_on_record(
    scoring: Panel, anna: int, bo: int
) -> None:
    scoring.score(anna, ALFA, "continuity", 6)
    scoring.score(bo, ALFA, "continuity", 7)
    scoring.declare(bo, conflicts=(ALFA,))
    own = found(scoring)
    assert (own.score, own.basis) == (6, Basis.UNANIMOUS)
    assert [row.user_id for row in own.set_aside] == [bo]


def test_nobody_left_to_score_is_a_missing_score(scoring: Panel, anna: int, bo: int) -> None:
    for person in (anna, bo):
        scoring.declare(person, conflicts=(ALFA,))
    assert found(scoring).basis is Basis.MISSING


def test_scores_of_an_earlier_submission_no_longer_count(scoring: Panel, anna: int, bo: int) -> None:
    for person in (anna, bo):
        scoring.score(person, ALFA, "continuity", 6)
    open_round(scoring.procurement, BIDS, round=Round.FINAL, days=20)
    assert found(scoring).basis is Basis.MISSING
    assert len(found(scoring).set_aside) == 2


def test_what_the_panel_agrees_counts_and_the_individual_scores_stay_beside_it(
    scoring: Panel, anna: int, bo: int
) -> None:
    finish(scoring, anna, bo, alfa=(2, 9))
    assert found(scoring).basis is Basis.MUST_AGREE
    assert agree(scoring, "5.5") is ModerationKind.AGREED
    own = found(scoring)
    assert (own.score, own.basis) == (Fraction(11, 2), Basis.AGREED)
    assert sorted(row.score for row in own.individual) == [2, 9]


def test_the_panel_may_agree_on_another_score_than_the_mean(scoring: Panel, anna: int, bo: int) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    agree(scoring, 7)
    assert (found(scoring).score, found(scoring).basis) == (7, Basis.AGREED)


def test_a_new_individual_score_means_the_panel_must_agree_again(scoring: Panel, anna: int, bo: int) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    agree(scoring, 7)
    reopen_handover(procurement=scoring.procurement, user_id=bo, reason="Read annex 2.", actor_id=None)
    db.session.commit()
    scoring.score(bo, ALFA, "continuity", "6.5", shown=1)
    assert found(scoring).basis is Basis.MUST_AGREE


def test_a_conflict_declared_later_means_the_panel_must_agree_again(
    scoring: Panel, anna: int, bo: int
) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    agree(scoring, 7)
    scoring.declare(bo, conflicts=(ALFA,))
    assert found(scoring).basis is Basis.MUST_AGREE
    agree(scoring, 6, shown=1)
    assert (found(scoring).score, found(scoring).basis) == (6, Basis.AGREED)


def test_the_panel_waits_until_everybody_has_finished(scoring: Panel, anna: int, bo: int) -> None:
    scoring.score(anna, ALFA, "continuity", 2)
    with pytest.raises(AssessmentRefusedError, match="not everybody"):
        agree(scoring, 5)
    db.session.rollback()
    scoring.score(bo, ALFA, "continuity", 9)
    with pytest.raises(AssessmentRefusedError, match="not finished"):
        agree(scoring, 5)


@pytest.mark.parametrize(("score", "reason"), [(11, "Well."), (5, " ")])
def test_an_agreed_score_lies_on_the_scale_and_has_a_reason(
    scoring: Panel, anna: int, bo: int, score: int, reason: str
) -> None:
    finish(scoring, anna, bo, alfa=(2, 9))
    with pytest.raises(AssessmentRefusedError):
        agree(scoring, score, reason)


def test_an_agreed_score_of_another_tab_is_not_overwritten_unseen(scoring: Panel, anna: int, bo: int) -> None:
    finish(scoring, anna, bo, alfa=(2, 9))
    agree(scoring, 5)
    with pytest.raises(StaleModerationError) as stale:
        agree(scoring, 6)
    assert stale.value.standing.score == 5


def test_after_the_closing_another_score_is_the_correction_of_an_error(
    scoring: Panel, anna: int, bo: int
) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    close_quality(procurement=scoring.procurement, actor_id=None)
    db.session.commit()
    assert agree(scoring, 8, "The two bids were mixed up.") is ModerationKind.CORRECTION
    assert found(scoring).score == 8


def test_a_panel_that_scores_together_has_one_score_whoever_writes_it_down(
    procurement: Procurement, anna: int, bo: int
) -> None:
    opened(procurement, description=stages.plan(scoring_mode=ScoringMode.PANEL))
    panel = Panel(procurement)
    panel.assign({"continuity": (anna, bo)})
    panel.declare(anna)
    panel.declare(bo)
    panel.score(anna, ALFA, "continuity", 6)
    assert panel.score(bo, ALFA, "continuity", 8, shown=1).number == 2
    own = found(panel)
    assert (own.score, own.basis, [row.user_id for row in own.individual]) == (8, Basis.PANEL, [bo])
    panel.declare(bo, conflicts=(ALFA,))
    assert found(panel).basis is Basis.MISSING
