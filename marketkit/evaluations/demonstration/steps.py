"""Takes an example through its evaluation, with the services that pages use."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations import services as trials
from marketkit.evaluations.assessment.agreed import Basis, Standards, agreed_scores, standards
from marketkit.evaluations.assessment.closing import close_quality
from marketkit.evaluations.assessment.evaluators import newest_assignment
from marketkit.evaluations.assessment.moderation import moderate
from marketkit.evaluations.assessment.scoring import Given, record_assessments
from marketkit.evaluations.assessment.services import assign, declare_conflicts, hand_over
from marketkit.evaluations.bids.intake import import_bids
from marketkit.evaluations.bids.models import Envelope, Round
from marketkit.evaluations.bids.opening import OpeningDescription, open_bids
from marketkit.evaluations.bids.standing import StandingBid, standing_bids
from marketkit.evaluations.decision import services as decision
from marketkit.evaluations.decision.models import DecisionGround
from marketkit.evaluations.decision.proposal import propose
from marketkit.evaluations.demonstration import examples
from marketkit.evaluations.demonstration.examples import Example, Reached
from marketkit.evaluations.envelopes import quality_closed_at
from marketkit.evaluations.official import calculate_official
from marketkit.evaluations.preparation import services as preparation
from marketkit.evaluations.preparation.law import packs_of
from marketkit.evaluations.preparation.services import PlanDescription
from marketkit.evaluations.reporting import letters
from marketkit.evaluations.reporting.letter_standing import letters_of
from marketkit.evaluations.reporting.reports import write_report
from marketkit.evaluations.reporting.secrets import TEXT, claim_secret, claims, decide_secret
from marketkit.installation import current_settings
from marketkit.numbers import parse_number
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import current_strategy, strategy_of
from marketkit.sourcing.strategy import Criterion

HERE = Path(__file__).parent
ROUND = Round.INITIAL


def take(procurement: Procurement, example: Example) -> None:
    """Take a procurement as far as its example says."""
    adopt(procurement, example)
    if example.reached is Reached.TRIED:
        try_bids(procurement, example)
        return
    lock(procurement, example)
    if example.reached is Reached.LOCKED:
        return
    take_bids_in(procurement, example)
    if example.reached is Reached.CANCELLED:
        decision.cancel_procedure(
            procurement=procurement,
            ground=DecisionGround.NO_FUNDING,
            reason=examples.CANCELLED,
            actor_id=_officer(procurement),
        )
        return
    score(procurement, example)
    if example.reached is Reached.SCORING:
        return
    award(procurement)
    write_up(procurement)
    if example.reached is Reached.SIGNED:
        sign(procurement)


def adopt(procurement: Procurement, example: Example) -> None:
    """A ready strategy, or one of the demonstration's own."""
    own = HERE / example.strategy
    file = own if own.exists() else current_settings().sourcing_rules / "strategies" / example.strategy
    trials.change_strategy(
        procurement=procurement,
        content=file.read_bytes(),
        file_name=example.strategy,
        actor_id=_officer(procurement),
        now=_locked_at(example) - timedelta(days=14),
    )


def try_bids(procurement: Procurement, example: Example) -> None:
    """A trial on invented bids, before anything is published."""
    assert example.bids is not None
    trials.receive_bids(
        procurement=procurement,
        content=(HERE / example.bids).read_bytes(),
        file_name=example.bids,
        actor_id=_officer(procurement),
    )


def lock(procurement: Procurement, example: Example) -> None:
    """Decide how bids are assessed and lock it, in good time before the deadline."""
    officer, locked_at = _officer(procurement), _locked_at(example)
    deadline = _deadline(example, datetime.now(UTC))
    preparation.plan_evaluation(
        procurement=procurement,
        description=PlanDescription(
            deadline=deadline, stated=example.stated, two_envelopes=example.two_envelopes
        ),
        shown=0,
        actor_id=officer,
        now=locked_at - timedelta(days=1),
    )
    version = current_strategy(procurement)
    assert version is not None
    preparation.lock(
        procurement=procurement,
        version_number=version.number,
        packs=packs_of(strategy_of(version)),
        overrides={},
        now=locked_at,
        actor_id=officer,
    )


def take_bids_in(procurement: Procurement, example: Example) -> None:
    """Open the bids an hour after the deadline and take in what stands in them."""
    assert example.bids is not None
    officer, now = _officer(procurement), datetime.now(UTC)
    open_bids(
        procurement=procurement,
        description=OpeningDescription(
            envelope=Envelope.BIDS,
            round=ROUND,
            opened_at=_deadline(example, now) + timedelta(hours=1),
            present=examples.PRESENT,
        ),
        quality_closed_at=quality_closed_at,
        now=now,
        actor_id=officer,
    )
    by = _standards(procurement)
    costs = () if example.two_envelopes else tuple(leaf.id for leaf in by.strategy.leaves() if leaf.is_cost)
    import_bids(
        procurement=procurement,
        lot_id=None,
        round=ROUND,
        content=_columns(example.bids, ("bid", "supplier", *example.stated, *costs, "note")),
        file_name=example.bids,
        received_at=_deadline(example, now) - timedelta(hours=3),
        now=now,
        actor_id=officer,
    )


def score(procurement: Procurement, example: Example) -> None:
    """Two people score; where only scoring is reached, one has begun and the other has a conflict to declare still."""
    assert example.bids is not None
    people = [_evaluator(procurement), _officer(procurement)]
    by = _standards(procurement)
    assign(
        procurement=procurement,
        wanted={leaf.id: people for leaf in by.leaves},
        shown=newest_assignment(procurement),
        actor_id=people[1],
    )
    given = {row["bid"]: row for row in _rows(example.bids)}
    bids = standing_bids(procurement)
    if example.reached is Reached.SCORING:
        conflict = {bids[-1].bid.supplier_id: (True, examples.CONFLICT)}
        others = {bid.bid.supplier_id: (False, "") for bid in bids[:-1]}
        declare_conflicts(procurement=procurement, user_id=people[0], declared={**others, **conflict})
        _give(procurement, by, people[0], bids[:2], given, higher=0)
        return
    for number, person in enumerate(people):
        nobody = {bid.bid.supplier_id: (False, "") for bid in bids}
        declare_conflicts(procurement=procurement, user_id=person, declared=nobody)
        _give(procurement, by, person, bids, given, higher=number)
        hand_over(procurement=procurement, user_id=person)
    for (bid_id, leaf), each in agreed_scores(procurement).items():
        if each.basis is Basis.MUST_AGREE:
            moderate(
                procurement=procurement,
                bid_id=bid_id,
                criterion=leaf,
                score=each.individual[0].score,
                reason=examples.AGREED,
                shown=0,
                actor_id=people[1],
            )
    close_quality(procurement=procurement, actor_id=people[1])


def award(procurement: Procurement) -> None:
    """The official result, and the award that follows from it."""
    officer = _officer(procurement)
    made = calculate_official(procurement=procurement, lot_id=None, reason=None, actor_id=officer)
    assert not propose(procurement).against
    decision.decide_award(
        procurement=procurement,
        shown=[made.id],
        reason=examples.AWARD,
        actor_id=officer,
    )


def write_up(procurement: Procurement) -> None:
    """A letter to every supplier, and the report; the winner claims a passage of it as a trade secret."""
    officer, language = _officer(procurement), examples.LANGUAGE
    languages = {each.bid.supplier_id: language for each in standing_bids(procurement)}
    letters.draft_letters(procurement=procurement, languages=languages, actor_id=officer)
    claim_secret(
        procurement=procurement,
        bid=standing_bids(procurement)[0].bid,
        field=TEXT,
        passage=examples.CLAIMED,
        because=examples.CLAIMED_BECAUSE,
        actor_id=officer,
    )
    write_report(procurement=procurement, language=language, is_public=False, statements={}, actor_id=officer)


def sign(procurement: Procurement) -> None:
    """The suppliers were told, and the contract was signed: where no standstill is demanded, on the same day."""
    officer, now = _officer(procurement), datetime.now(UTC)
    for claim in claims(procurement):
        decide_secret(
            procurement=procurement,
            claim=claim.row,
            kept_secret=False,
            reason=examples.NOT_KEPT_BECAUSE,
            actor_id=officer,
        )
    for letter in letters_of(procurement):
        letters.approve_letter(procurement=procurement, letter=letter, actor_id=officer)
    letters.mark_sent(procurement=procurement, sent_at=now, electronically=True, actor_id=officer)
    today = now.astimezone(ZoneInfo(procurement.buyer.zone)).date()
    decision.sign_contract(procurement=procurement, signed_on=today, actor_id=officer)


def _give(
    procurement: Procurement,
    by: Standards,
    person: int,
    bids: Sequence[StandingBid],
    given: dict[str, dict[str, str]],
    *,
    higher: int,
) -> None:
    """Scores from the file; the second person goes a little higher, and on one bid much."""
    scores = []
    for place, bid in enumerate(bids):
        for leaf in by.leaves:
            assert leaf.scale is not None
            base = parse_number(given[bid.bid.label][leaf.id])
            step = (leaf.scale[1] - leaf.scale[0]) / 10 * higher * (3 if place == 1 else place % 2)
            value = _within(leaf, base - step)
            scores.append(Given(bid.bid.id, leaf.id, value, _ground(leaf, value), 0))
    record_assessments(procurement=procurement, user_id=person, given=scores)


def _within(leaf: Criterion, value: Fraction) -> Fraction:
    assert leaf.scale is not None
    return max(min(leaf.scale), min(max(leaf.scale), value))


def _ground(leaf: Criterion, value: Fraction) -> str:
    assert leaf.scale is not None
    share = (value - leaf.scale[0]) / (leaf.scale[1] - leaf.scale[0])
    good, fair, weak = examples.GROUNDS
    return good if share >= Fraction(7, 10) else fair if share >= Fraction(4, 10) else weak


def _locked_at(example: Example) -> datetime:
    """In good time before the deadline; what is only tried out, or locked today, has no time to go back to."""
    now = datetime.now(UTC)
    return min(now, _deadline(example, now) - timedelta(days=35))


def _deadline(example: Example, now: datetime) -> datetime:
    """Noon, so many days from today; far from any hour at which clocks change."""
    return (now + timedelta(days=example.deadline)).replace(hour=11, minute=0, second=0, microsecond=0)


def _standards(procurement: Procurement) -> Standards:
    by = standards(procurement)
    assert by is not None
    return by


def _rows(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((HERE / file).read_text()), delimiter=";"))


def _columns(file: str, wanted: Sequence[str]) -> bytes:
    """The file with the wanted columns alone."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, wanted, extrasaction="ignore", delimiter=";")
    writer.writeheader()
    writer.writerows(_rows(file))
    return stream.getvalue().encode()


def _officer(procurement: Procurement) -> int:
    return min(access.people(Permission.EVALUATE_BIDS, buyer_id=procurement.buyer_id))


def _evaluator(procurement: Procurement) -> int:
    """Somebody who scores and does nothing else."""
    officers = access.people(Permission.EVALUATE_BIDS, buyer_id=procurement.buyer_id)
    scorers = access.people(Permission.ASSESS_BIDS, buyer_id=procurement.buyer_id)
    return min(scorers.keys() - officers.keys())
