from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from marketkit.access import Role
from marketkit.audit import verify
from marketkit.db import db
from marketkit.evaluations.assessment.agreed import agreed_scores, quality_is_closed
from marketkit.evaluations.assessment.closing import (
    close_quality,
    reason_against_reopening,
    reasons_against_closing,
    reopen_quality,
)
from marketkit.evaluations.assessment.evaluators import assigned, has_handed_over, taken_off
from marketkit.evaluations.assessment.grid import grid_of
from marketkit.evaluations.assessment.moderation import moderate
from marketkit.evaluations.assessment.refusals import (
    AssessmentRefusedError,
    NotReadyToCloseError,
    ReasonNeededError,
    ScoresRefusedError,
    StaleAssignmentsError,
)
from marketkit.evaluations.assessment.services import (
    assign,
    declare_conflicts,
    hand_over,
    reason_against_handover,
    reopen_handover,
)
from marketkit.evaluations.bids.models import Envelope, Round
from marketkit.evaluations.bids.opening import OpeningDescription, open_bids
from marketkit.evaluations.envelopes import quality_closed_at
from marketkit.evaluations.official import calculate_official
from marketkit.procurements.models import Procurement
from marketkit.procurements.services import change_state
from marketkit.procurements.states import State
from tests.evaluations import stages
from tests.evaluations.assessment.arranging import (
    BIDS,
    WITHOUT_PRICES,
    Panel,
    bid_id,
    open_round,
    opened,
    person,
)
from tests.evaluations.assessment.test_agreed import finish

LEAVES = ("continuity", "competence")


def everything(panel: Panel, person: int, score: int = 5, shown: int = 0) -> None:
    for label in ("Alfa", "Beta"):
        for leaf in LEAVES:
            panel.score(person, label, leaf, score, shown=shown)


def close(procurement: Procurement) -> None:
    close_quality(procurement=procurement, actor_id=None)
    db.session.commit()


def test_people_are_assigned_and_taken_off_and_the_newest_word_counts(
    panel: Panel, anna: int, bo: int
) -> None:
    panel.assign({"continuity": (anna, bo)})
    panel.assign({"continuity": (bo,), "competence": (anna,)})
    assert assigned(panel.procurement) == {"continuity": {bo}, "competence": {anna}}
    assert verify().broken is None


def test_assignments_made_on_an_older_list_are_refused(panel: Panel, anna: int, bo: int) -> None:
    panel.assign({"continuity": (anna,)})
    with pytest.raises(StaleAssignmentsError):
        assign(procurement=panel.procurement, wanted={"continuity": (bo,)}, shown=0, actor_id=None)


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.ADMIN, Role.LEGAL])
def test_only_officers_and_evaluators_of_the_buyer_are_assigned(panel: Panel, role: Role) -> None:
    other = person(panel.procurement.buyer, "Other", role)
    with pytest.raises(AssessmentRefusedError, match="only officers and evaluators"):
        panel.assign({"continuity": (other,)})


def test_only_scored_leaves_are_assigned(panel: Panel, anna: int) -> None:
    for leaf in ("price", "start-up", "quality"):
        with pytest.raises(AssessmentRefusedError):
            panel.assign({leaf: (anna,)})
        db.session.rollback()


def test_a_conflict_or_its_withdrawal_needs_a_word_on_it(scoring: Panel, anna: int) -> None:
    from sqlalchemy import select

    from marketkit.evaluations.bids.models import Bid

    (alfa,) = db.session.scalars(select(Bid.supplier_id).where(Bid.label == "Alfa")).all()
    for declared in ((True, " "), (True, "Owns shares."), (False, "")):
        if declared[1].strip():
            declare_conflicts(procurement=scoring.procurement, user_id=anna, declared={alfa: declared})
            db.session.commit()
            continue
        with pytest.raises(AssessmentRefusedError, match="in a few words"):
            declare_conflicts(procurement=scoring.procurement, user_id=anna, declared={alfa: declared})
        db.session.rollback()


def test_who_has_scored_everything_hands_over_and_scores_no_more(scoring: Panel, anna: int) -> None:
    everything(scoring, anna)
    hand_over(procurement=scoring.procurement, user_id=anna)
    db.session.commit()
    with pytest.raises(AssessmentRefusedError, match="said that you have finished"):
        scoring.score(anna, "Alfa", "continuity", 6, shown=1)


def test_who_has_not_scored_everything_cannot_hand_over(scoring: Panel, anna: int) -> None:
    scoring.score(anna, "Alfa", "continuity", 5)
    with pytest.raises(AssessmentRefusedError, match="scores you have not given yet: 3"):
        hand_over(procurement=scoring.procurement, user_id=anna)


def test_bids_blocked_by_a_conflict_are_not_missed(scoring: Panel, anna: int) -> None:
    scoring.declare(anna, conflicts=("Beta",))
    for leaf in LEAVES:
        scoring.score(anna, "Alfa", leaf, 5)
    assert hand_over(procurement=scoring.procurement, user_id=anna).done


def test_a_supplier_nobody_asked_about_is_asked_about_first(panel: Panel, anna: int) -> None:
    panel.assign({"continuity": (anna,)})
    with pytest.raises(AssessmentRefusedError, match="say first for every supplier"):
        hand_over(procurement=panel.procurement, user_id=anna)


def test_an_officer_lets_somebody_go_on_only_with_a_reason(scoring: Panel, anna: int) -> None:
    everything(scoring, anna)
    hand_over(procurement=scoring.procurement, user_id=anna)
    db.session.commit()
    with pytest.raises(AssessmentRefusedError, match="say why"):
        reopen_handover(procurement=scoring.procurement, user_id=anna, reason=" ", actor_id=None)
    db.session.rollback()
    reopen_handover(procurement=scoring.procurement, user_id=anna, reason="Annex 2.", actor_id=None)
    db.session.commit()
    assert not has_handed_over(scoring.procurement, user_id=anna)
    assert scoring.score(anna, "Alfa", "continuity", 6, shown=1).number == 2


def test_closing_names_everything_that_is_missing(scoring: Panel, anna: int, bo: int) -> None:
    everything(scoring, anna)
    scoring.score(bo, "Alfa", "continuity", 9)
    with pytest.raises(NotReadyToCloseError) as refused:
        close_quality(procurement=scoring.procurement, actor_id=None)
    assert [str(reason) for reason in refused.value.reasons] == [
        "Anna has not finished scoring",
        "Bo has not finished scoring",
        "Alfa: scores still missing: 1",
        "Alfa: scores the panel must still agree on: 1",
        "Beta: scores still missing: 2",
    ]


def test_closed_assessments_take_no_score_and_no_assignment(scoring: Panel, anna: int, bo: int) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    assert reasons_against_closing(scoring.procurement) == ()
    close(scoring.procurement)
    assert quality_is_closed(scoring.procurement)
    for attempt in (
        lambda: scoring.score(anna, "Alfa", "continuity", 6, shown=1),
        lambda: scoring.assign({"continuity": (anna,)}),
        lambda: close_quality(procurement=scoring.procurement, actor_id=None),
    ):
        with pytest.raises((AssessmentRefusedError, NotReadyToCloseError), match="closed"):
            attempt()
        db.session.rollback()


def test_closed_assessments_are_taken_up_again_with_a_reason(scoring: Panel, anna: int, bo: int) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    close(scoring.procurement)
    with pytest.raises(AssessmentRefusedError, match="say why"):
        reopen_quality(procurement=scoring.procurement, reason="", actor_id=None)
    db.session.rollback()
    reopen_quality(procurement=scoring.procurement, reason="A bid was misread.", actor_id=None)
    db.session.commit()
    assert not quality_is_closed(scoring.procurement)


def test_once_prices_are_opened_the_assessments_stay_closed(
    procurement: Procurement, anna: int, bo: int
) -> None:
    opened(procurement, description=stages.plan(two_envelopes=True), bids=WITHOUT_PRICES)
    panel = Panel(procurement)
    panel.assign(dict.fromkeys(LEAVES, (anna, bo)))
    panel.declare(anna)
    panel.declare(bo)
    finish(panel, anna, bo, alfa=(6, 7))
    close(procurement)
    assert reason_against_reopening(procurement) is None
    now = datetime.now(UTC)
    open_bids(
        procurement=procurement,
        description=OpeningDescription(
            envelope=Envelope.PRICES,
            round=Round.INITIAL,
            opened_at=now,
            present=("Kari Nordmann", "Ola Hansen"),
            deadline=None,
        ),
        quality_closed_at=quality_closed_at,
        now=now,
        actor_id=None,
    )
    db.session.commit()
    with pytest.raises(AssessmentRefusedError, match="what a score does to the ranking"):
        reopen_quality(procurement=procurement, reason="A bid was misread.", actor_id=None)


def test_once_a_result_is_calculated_only_bids_that_came_later_are_scored(
    scoring: Panel, anna: int, bo: int
) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    close(scoring.procurement)
    assert reason_against_reopening(scoring.procurement) is None
    calculate_official(procurement=scoring.procurement, lot_id=None, reason=None, actor_id=None)
    db.session.commit()
    with pytest.raises(AssessmentRefusedError, match="what a score does to the ranking"):
        reopen_quality(procurement=scoring.procurement, reason="A bid was misread.", actor_id=None)
    db.session.rollback()
    # Alfa alone hands in a final bid: its scores are missing again, Beta's stand.
    only_alfa = BIDS.partition(b"Beta")[0].replace(b"1000", b"900")
    open_round(scoring.procurement, only_alfa, round=Round.FINAL, days=20)
    reopen_quality(procurement=scoring.procurement, reason="Final bids came in.", actor_id=None)
    reopen_handover(procurement=scoring.procurement, user_id=anna, reason="Final bids.", actor_id=None)
    db.session.commit()
    assert scoring.score(anna, "Alfa", "continuity", 8, shown=1).number == 2
    with pytest.raises(ScoresRefusedError) as refused:
        scoring.score(anna, "Beta", "continuity", 8, shown=1)
    assert [str(text) for text in refused.value.faults.values()] == [
        "only bids that came in later can still be scored"
    ]


def test_who_is_put_on_after_the_assessments_were_taken_up_again_must_score_before_they_are_closed(
    scoring: Panel, anna: int, bo: int, cecilie: int
) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    close(scoring.procurement)
    reopen_quality(procurement=scoring.procurement, reason="A third pair of eyes.", actor_id=None)
    db.session.commit()
    scoring.assign({"continuity": (anna, bo, cecilie)})
    assert [str(reason) for reason in reasons_against_closing(scoring.procurement)] == [
        "Cecilie has not finished scoring",
        "Alfa: scores still missing: 1",
        "Beta: scores still missing: 1",
    ]


def test_who_has_scored_is_taken_off_with_a_reason_only(scoring: Panel, anna: int, bo: int) -> None:
    scoring.score(anna, "Alfa", "continuity", 5)
    with pytest.raises(ReasonNeededError):
        scoring.assign({"continuity": (bo,)})
    db.session.rollback()
    scoring.assign({"competence": (bo,)})  # nothing is lost there
    scoring.assign({"continuity": (bo,)}, reason=" She has left us. ")
    (off,) = taken_off(scoring.procurement)
    assert (off.user_id, off.criterion, off.reason) == (anna, "continuity", "She has left us.")


def test_once_a_result_is_known_nobody_moves_a_mean_by_changing_who_scores(
    scoring: Panel, anna: int, bo: int, cecilie: int
) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    close(scoring.procurement)
    calculate_official(procurement=scoring.procurement, lot_id=None, reason=None, actor_id=None)
    db.session.commit()
    before = agreed_scores(scoring.procurement)[bid_id(scoring.procurement, "Beta"), "continuity"]
    open_round(
        scoring.procurement,
        BIDS.partition(b"Beta")[0].replace(b"1000", b"900"),
        round=Round.FINAL,
        days=20,
    )
    reopen_quality(procurement=scoring.procurement, reason="A final bid came in.", actor_id=None)
    db.session.commit()
    # Cecilie takes Anna's place: for the final bid alone.
    scoring.assign({"continuity": (bo, cecilie), "competence": (bo,)}, reason="Anna is ill.")
    scoring.declare(cecilie)
    after = agreed_scores(scoring.procurement)
    assert after[bid_id(scoring.procurement, "Beta"), "continuity"].individual == before.individual
    with pytest.raises(ScoresRefusedError) as refused:
        scoring.score(cecilie, "Beta", "continuity", 10)
    assert [str(text) for text in refused.value.faults.values()] == [
        "you are not asked to score this criterion"
    ]
    scoring.score(cecilie, "Alfa", "continuity", 8)
    assert reason_against_handover(procurement=scoring.procurement, user_id=cecilie) is None
    grid = grid_of(scoring.procurement, user_id=cecilie)
    assert grid is not None
    assert (grid.given, grid.asked) == (1, 1)
    # A conflict that shows itself later takes a score out at any time.
    scoring.declare(bo, conflicts=("Beta",))
    left = agreed_scores(scoring.procurement)[bid_id(scoring.procurement, "Beta"), "continuity"]
    assert [row.user_id for row in left.individual] == [anna]


def test_a_person_with_a_conflict_records_no_agreed_score(scoring: Panel, anna: int, bo: int) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    officer = person(scoring.procurement.buyer, "Olga", Role.OFFICER)
    scoring.declare(officer, conflicts=("Alfa",))
    with pytest.raises(AssessmentRefusedError, match="conflict of interest"):
        moderate(
            procurement=scoring.procurement,
            bid_id=bid_id(scoring.procurement, "Alfa"),
            criterion="continuity",
            score=Fraction(7),
            reason="Well.",
            shown=0,
            actor_id=officer,
        )


def test_nothing_is_changed_in_a_cancelled_procurement(scoring: Panel, anna: int, bo: int) -> None:
    finish(scoring, anna, bo, alfa=(6, 7))
    change_state(
        procurement=scoring.procurement,
        target=State.CANCELLED,
        actor_id=None,
        source="evaluations.test",
        reason="No funds.",
    )
    db.session.commit()
    for attempt in (
        lambda: scoring.assign({"continuity": (anna,)}),
        lambda: reopen_handover(procurement=scoring.procurement, user_id=anna, reason="More.", actor_id=None),
        lambda: close_quality(procurement=scoring.procurement, actor_id=None),
    ):
        with pytest.raises((AssessmentRefusedError, NotReadyToCloseError), match="procurement is closed"):
            attempt()
        db.session.rollback()
