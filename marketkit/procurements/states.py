"""The life of a procurement: eleven states, and which step may follow which.

Pure. From the competition on, the bids and the evaluation carry a procurement forward; a person who does it by hand
must say why. Once bids are opened there is no way back to the competition: what suppliers wrote has been seen, so it
can only be evaluated anew or be cancelled.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from marketkit.errors import MarketkitError
from marketkit.said import Said, say


class State(enum.Enum):
    """Where a procurement stands. The values are public codes."""

    NEED = "need"
    DIALOGUE = "dialogue"
    PLANNED = "planned"
    COMPETITION = "competition"
    OPENED = "opened"
    EVALUATED = "evaluated"
    AWARDED = "awarded"
    CONTRACT = "contract"
    FOLLOW_UP = "follow-up"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def place(self) -> int:
        """Its place on the way, from 0; cancelled stands last."""
        return list(State).index(self)


class Direction(enum.Enum):
    """What kind of step it is."""

    FORWARD = "forward"
    BACK = "back"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that may be taken, and what it will do. `by_hand_needs_reason` is so for every step not simply ahead."""

    source: State
    target: State
    direction: Direction
    consequence: Said

    @property
    def by_hand_needs_reason(self) -> bool:
        """Back, cancel, and forward into a state that the bids and the evaluation normally bring about."""
        return (
            self.direction is not Direction.FORWARD
            or State.OPENED.place <= self.target.place <= State.CONTRACT.place
        )

    @property
    def is_guarded(self) -> bool:
        """Whether a person must confirm having read the consequence: it binds from here on, or undoes something."""
        return self.direction is not Direction.FORWARD or self.target.place >= State.COMPETITION.place


class StepRefusedError(MarketkitError):
    """The step cannot be taken; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


_NEXT: dict[State, tuple[State, ...]] = {
    State.NEED: (State.DIALOGUE, State.PLANNED, State.COMPETITION),
    State.DIALOGUE: (State.PLANNED, State.COMPETITION),
    State.PLANNED: (State.COMPETITION,),
    State.COMPETITION: (State.OPENED,),
    State.OPENED: (State.EVALUATED,),
    State.EVALUATED: (State.AWARDED,),
    State.AWARDED: (State.CONTRACT,),
    State.CONTRACT: (State.FOLLOW_UP, State.ENDED),
    State.FOLLOW_UP: (State.ENDED,),
}
_BACK: dict[State, tuple[State, ...]] = {
    State.DIALOGUE: (State.NEED,),
    State.PLANNED: (State.NEED, State.DIALOGUE),
    State.COMPETITION: (State.PLANNED,),
    State.EVALUATED: (State.OPENED,),
    State.AWARDED: (State.EVALUATED,),
    State.FOLLOW_UP: (State.CONTRACT,),
    State.ENDED: (State.FOLLOW_UP,),
}
_CANCELLABLE = tuple(State)[: State.CONTRACT.place]

_AHEAD: dict[State, Said] = {
    State.DIALOGUE: say("Suppliers and users can be asked about the need. Nothing is fixed yet."),
    State.PLANNED: say("The procurement can be announced. Everything about it can still be changed."),
    State.COMPETITION: say(
        "The competition begins. From now on the rules and the procedure, who may take part, the number of winners and "
        "the lots cannot be changed."
    ),
    State.OPENED: say(
        "The bids count as opened. There is no way back to the competition: it can then only be evaluated or cancelled."
    ),
    State.EVALUATED: say("The evaluation counts as finished. The bids' scores are no longer worked on."),
    State.AWARDED: say("The award decision counts as made and may be told to the suppliers."),
    State.CONTRACT: say("A contract counts as signed. The procurement can then no longer be cancelled."),
    State.FOLLOW_UP: say("The contract is being carried out, and what was agreed is followed up."),
    State.ENDED: say("The procurement is closed. Nothing in it can be changed."),
}
_BEHIND: dict[State, Said] = {
    State.NEED: say("The procurement goes back to being a need. What was planned stays on record."),
    State.DIALOGUE: say(
        "The procurement goes back to the dialogue with the market. What was planned stays on record."
    ),
    State.PLANNED: say(
        "The competition is withdrawn before any bid is opened. Suppliers who work on a bid must be told."
    ),
    State.OPENED: say("The evaluation is taken up again. The earlier one stays on record."),
    State.EVALUATED: say(
        "The award decision is taken back. Suppliers who were told of it must be told of this too."
    ),
    State.CONTRACT: say("The follow-up is set back to the contract."),
    State.FOLLOW_UP: say("The procurement is taken up again, and can be changed."),
}
_CANCEL = say(
    "The procurement is cancelled for good. It stays readable, with the reason, and cannot be taken up again."
)


def steps(source: State) -> tuple[Step, ...]:
    """Every step that may be taken from a state: ahead, then back, then cancelling."""
    found = [Step(source, target, Direction.FORWARD, _AHEAD[target]) for target in _NEXT.get(source, ())]
    found += [Step(source, target, Direction.BACK, _BEHIND[target]) for target in _BACK.get(source, ())]
    if source in _CANCELLABLE:
        found.append(Step(source, State.CANCELLED, Direction.CANCEL, _CANCEL))
    return tuple(found)


def find_step(source: State, target: State) -> Step:
    """The step from one state to another. Raises StepRefusedError when there is none."""
    for step in steps(source):
        if step.target is target:
            return step
    raise StepRefusedError(
        say("a procurement cannot go from {source} to {target}", source=source.value, target=target.value)
    )


def check_step(source: State, target: State, *, reason: str | None, by_hand: bool) -> Step:
    """The step, when it may be taken: known, and with a reason where it needs one. Raises StepRefusedError.

    `by_hand` is False where a feature takes the step because the work behind it is done (bids opened, award made).
    """
    step = find_step(source, target)
    needed = step.by_hand_needs_reason if by_hand else step.direction is not Direction.FORWARD
    if needed and not (reason or "").strip():
        raise StepRefusedError(say("a reason is needed for this step"))
    return step


# What stands in the published documents cannot be changed once the competition has begun.
FIXED_BY_COMPETITION = frozenset({"regime", "procedure", "reserved_for", "winners"})


def is_closed(state: State) -> bool:
    """Whether nothing in the procurement can be changed any more."""
    return state in {State.ENDED, State.CANCELLED}


def is_published(state: State) -> bool:
    """Whether the competition has begun, so that its rules and lots are fixed."""
    return state.place >= State.COMPETITION.place


def fixed_fields(state: State) -> frozenset[str]:
    """The fields of a procurement that can no longer be changed in this state (all of them when it is closed)."""
    return FIXED_BY_COMPETITION if is_published(state) else frozenset()
