"""Open bids, round by round, and (with two envelopes) the prices. Each opening is a row that is never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from marketkit.db import begin_write
from marketkit.errors import MarketkitError
from marketkit.evaluations.bids.models import Envelope, Opening, Round
from marketkit.evaluations.bids.standing import openings
from marketkit.evaluations.bids.trail import note
from marketkit.evaluations.preparation.models import StrategyLock
from marketkit.evaluations.preparation.services import current_lock
from marketkit.procurements.models import Procurement
from marketkit.procurements.services import change_state
from marketkit.procurements.states import State
from marketkit.said import Said, say

FEWEST_PRESENT = 2
QualityClosedAt = Callable[[Procurement], "datetime | None"]


class NotReadyToOpenError(MarketkitError):
    """The opening was refused; `reasons` tells everything that stands against it."""

    def __init__(self, reasons: tuple[Said, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningDescription:
    """What was opened, when, and by whom. `deadline` is given for revised and final bids only."""

    envelope: Envelope
    round: Round
    opened_at: datetime
    present: tuple[str, ...]
    deadline: datetime | None = None


def next_round(procurement: Procurement) -> Round | None:
    """The round that would be opened next; None when the final bids have been."""
    done = [opening.round.place for opening in openings(procurement) if opening.envelope is Envelope.BIDS]
    later = [each for each in Round if each.place > max(done, default=-1)]
    return later[0] if later else None


def open_bids(
    *,
    procurement: Procurement,
    description: OpeningDescription,
    quality_closed_at: QualityClosedAt,
    now: datetime,
    actor_id: int | None,
) -> Opening:
    """Record that bids, or the prices of the second envelope, were opened. The first opening ends the competition.

    `quality_closed_at` tells when the assessments of quality were closed, None while they are not; it is asked under
    the lock, for prices alone. Raises NotReadyToOpenError with every reason against it.
    """
    session = begin_write()
    lock = current_lock(procurement)
    if lock is None or lock.plan.deadline is None:
        raise NotReadyToOpenError((say("the strategy is not locked yet; lock it first"),))
    deadline = None
    if description.envelope is Envelope.BIDS:
        deadline = lock.plan.deadline if description.round is Round.INITIAL else description.deadline
    against = [
        *_against_the_moment(description, lock.locked_at, now),
        *_against_what_is_opened(procurement, description, lock, deadline, quality_closed_at),
    ]
    if against:
        raise NotReadyToOpenError(tuple(against))
    opening = Opening(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        envelope=description.envelope,
        round=description.round,
        deadline=deadline,
        opened_at=description.opened_at,
        present=description.present,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(opening)
    session.flush()
    note(
        "bids.opened",
        procurement,
        actor_id,
        envelope=opening.envelope.value,
        round=opening.round.value,
        opened_at=opening.opened_at.isoformat(),
        present=len(opening.present),
    )
    if procurement.state is State.COMPETITION:
        change_state(
            procurement=procurement, target=State.OPENED, actor_id=actor_id, source="evaluations.opening"
        )
    return opening


def _against_the_moment(description: OpeningDescription, locked_at: datetime, now: datetime) -> list[Said]:
    against = []
    if description.opened_at > now:
        against.append(say("the opening lies in the future; record it when it has taken place"))
    if description.opened_at <= locked_at:
        against.append(say("the opening must be later than the lock of the strategy"))
    if len({name.casefold() for name in description.present}) < FEWEST_PRESENT:
        against.append(say("at least two persons must be present at an opening"))
    return against


def _against_what_is_opened(
    procurement: Procurement,
    description: OpeningDescription,
    lock: StrategyLock,
    deadline: datetime | None,
    quality_closed_at: QualityClosedAt,
) -> list[Said]:
    done = openings(procurement)
    if description.envelope is Envelope.BIDS:
        return _against_round(description, done, deadline, procurement)
    closed_at = quality_closed_at(procurement)
    against = _against_prices(description, done, lock.plan.two_envelopes, closed_at)
    if procurement.state.place > State.OPENED.place:
        against.append(say("prices are opened before the award is decided"))
    return against


def _against_round(
    description: OpeningDescription,
    done: list[Opening],
    deadline: datetime | None,
    procurement: Procurement,
) -> list[Said]:
    against = []
    opened = {opening.round: opening for opening in done if opening.envelope is Envelope.BIDS}
    if description.round in opened:
        against.append(say("this round has been opened already"))
    elif any(each.place > description.round.place for each in opened):
        against.append(say("a later round has been opened already"))
    if description.round is not Round.INITIAL and Round.INITIAL not in opened:
        against.append(say("the initial bids must be opened first"))
    if deadline is None:
        against.append(say("give the deadline of this round"))
    elif description.opened_at < deadline:
        against.append(say("bids must not be opened before their deadline"))
    if deadline is not None and any(deadline <= opening.opened_at for opening in opened.values()):
        against.append(say("the deadline of this round must be later than the opening of the round before"))
    if procurement.state not in {State.COMPETITION, State.OPENED}:
        against.append(say("bids are opened after the competition and before the award is decided"))
    return against


def _against_prices(
    description: OpeningDescription, done: list[Opening], two_envelopes: bool, closed_at: datetime | None
) -> list[Said]:
    against = []
    if not two_envelopes:
        against.append(say("this competition has one envelope; prices are opened with the bids"))
    if any(opening.envelope is Envelope.PRICES for opening in done):
        against.append(say("the prices have been opened already"))
    first = [opening for opening in done if opening.envelope is Envelope.BIDS]
    if not first:
        against.append(say("the bids must be opened first"))
    elif description.opened_at < max(opening.opened_at for opening in first):
        against.append(say("prices are opened after the bids"))
    if closed_at is None:
        against.append(
            say("the assessments of quality are not closed yet; prices stay closed until they are")
        )
    elif description.opened_at < closed_at.replace(
        second=0, microsecond=0
    ):  # openings are given to the minute
        against.append(say("the opening of prices must be later than the closing of the assessments"))
    return against
