"""The life of a procurement: what may follow what, and when a reason is owed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.procurements.states import (
    Direction,
    State,
    StepRefusedError,
    check_step,
    find_step,
    fixed_fields,
    is_closed,
    is_published,
    steps,
)

STATES = st.sampled_from(State)
# Every step that may be taken, written out by hand from the design.
AHEAD = {
    "need": {"dialogue", "planned", "competition"},
    "dialogue": {"planned", "competition"},
    "planned": {"competition"},
    "competition": {"opened"},
    "opened": {"evaluated"},
    "evaluated": {"awarded"},
    "awarded": {"contract"},
    "contract": {"follow-up", "ended"},
    "follow-up": {"ended"},
}
BACK = {
    "dialogue": {"need"},
    "planned": {"need", "dialogue"},
    "competition": {"planned"},
    "evaluated": {"opened"},
    "awarded": {"evaluated"},
    "follow-up": {"contract"},
    "ended": {"follow-up"},
}
CANCELLABLE = {"need", "dialogue", "planned", "competition", "opened", "evaluated", "awarded"}


def test_there_are_eleven_states() -> None:
    assert [state.value for state in State] == [
        "need",
        "dialogue",
        "planned",
        "competition",
        "opened",
        "evaluated",
        "awarded",
        "contract",
        "follow-up",
        "ended",
        "cancelled",
    ]


@given(STATES, STATES)
def test_exactly_the_steps_of_the_design_may_be_taken(source: State, target: State) -> None:
    wanted = None
    if target.value in AHEAD.get(source.value, set()):
        wanted = Direction.FORWARD
    elif target.value in BACK.get(source.value, set()):
        wanted = Direction.BACK
    elif target is State.CANCELLED and source.value in CANCELLABLE:
        wanted = Direction.CANCEL
    if wanted is None:
        with pytest.raises(StepRefusedError):
            find_step(source, target)
    else:
        assert find_step(source, target).direction is wanted


@given(STATES, STATES, st.sampled_from([None, "", "  \n", "The need is gone."]), st.booleans())
def test_going_back_and_cancelling_always_need_a_reason(
    source: State, target: State, reason: str | None, by_hand: bool
) -> None:
    try:
        step = check_step(source, target, reason=reason, by_hand=by_hand)
    except StepRefusedError:
        return
    if step.direction is not Direction.FORWARD:
        assert reason == "The need is gone."


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (State.COMPETITION, State.OPENED),
        (State.OPENED, State.EVALUATED),
        (State.EVALUATED, State.AWARDED),
        (State.AWARDED, State.CONTRACT),
    ],
)
def test_what_the_evaluation_brings_about_needs_a_reason_by_hand_only(source: State, target: State) -> None:
    with pytest.raises(StepRefusedError, match="a reason is needed"):
        check_step(source, target, reason=None, by_hand=True)
    assert check_step(source, target, reason=None, by_hand=False).is_guarded


@given(st.lists(STATES, max_size=30))
def test_no_walk_reopens_a_cancelled_procurement_or_returns_from_opened_bids_to_the_competition(
    wishes: list[State],
) -> None:
    state, opened = State.NEED, False
    for wish in wishes:
        try:
            state = check_step(state, wish, reason="because", by_hand=True).target
        except StepRefusedError:
            if state is State.CANCELLED:
                assert steps(state) == ()
            continue
        opened = opened or state is State.OPENED
        assert not (opened and state.place < State.OPENED.place)


@given(STATES)
def test_every_state_but_cancelled_leads_on_or_back_and_says_what_the_step_does(state: State) -> None:
    found = steps(state)
    assert bool(found) == (state is not State.CANCELLED)
    assert all(step.consequence.endswith(".") for step in found)
    assert len({step.target for step in found}) == len(found)


def test_the_rules_of_a_competition_are_fixed_once_it_has_begun() -> None:
    assert fixed_fields(State.PLANNED) == frozenset()
    assert fixed_fields(State.COMPETITION) == {"regime", "procedure", "reserved_for", "winners"}
    assert [state for state in State if is_closed(state)] == [State.ENDED, State.CANCELLED]
    assert not is_published(State.PLANNED)
    assert is_published(State.COMPETITION)
