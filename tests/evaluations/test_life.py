"""One procurement's life driven at random, against a small model of what may happen when.

Whatever is asked, the services must accept or refuse as the model does, a refusal must leave everything as it was, and
after each step the promises of the evaluation hold: no price before its envelope is opened, no change of the strategy
after the opening, no lost assessment, awards that are the result's, a whole audit log.

`MARKETKIT_LIVES=200 pytest tests/evaluations/test_life.py` lives more lives, each a new one.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, ClassVar

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.documents.model import plain_text
from marketkit.evaluations import services as trials
from marketkit.evaluations.assessment.closing import close_quality, reopen_quality
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.assessment.moderation import moderate
from marketkit.evaluations.assessment.services import assign, declare_conflicts, hand_over, reopen_handover
from marketkit.evaluations.bids.models import Bid, Envelope, Figure, PricedOption
from marketkit.evaluations.bids.rejections import decide_rejection
from marketkit.evaluations.decision import services as decision
from marketkit.evaluations.decision.matters import record_draw
from marketkit.evaluations.decision.models import DecisionGround
from marketkit.evaluations.decision.standing import current_award
from marketkit.evaluations.models import Calculation, Ground, Standing
from marketkit.evaluations.official import calculate_official
from marketkit.evaluations.preparation import services as preparation
from marketkit.evaluations.preparation.law import all_packs
from marketkit.evaluations.preparation.services import Correction
from marketkit.evaluations.reporting.letter_standing import document_of, standing_letters
from marketkit.evaluations.reporting.letters import approve_letter, draft_letters, mark_sent
from marketkit.evaluations.reporting.models import LetterKind
from marketkit.procurements import ledger
from marketkit.procurements.models import Award, Procurement, Supplier
from tests.databases import Database
from tests.evaluations.life import desk
from tests.evaluations.life.desk import EVALUATORS, LABELS, Verb
from tests.evaluations.life.facts import (
    CLOCK,
    COST,
    DEADLINE,
    LATER_DEADLINE,
    SCALES,
    SCORED,
    STATED,
    Agreement,
    Basis,
    Facts,
    Lock,
    Plan,
    Run,
    Score,
    Submission,
)

LIVES = int(os.environ.get("MARKETKIT_LIVES", "0"))
SETTINGS = settings(
    max_examples=LIVES or 4,
    stateful_step_count=20,
    derandomize=not LIVES,
    deadline=None,
    database=None,
    print_blob=False,
    phases=(Phase.generate, *((Phase.shrink,) if LIVES else ())),
    suppress_health_check=list(HealthCheck),
)
labels, people, flags = st.sampled_from(LABELS), st.sampled_from(EVALUATORS), st.booleans()
PAGES = ("", "/progress", "/bids", "/bids/{bid}", "/assess", "/moderate", "/decide", "/report", "/letters")
WHY = "It was looked at once more."


class Life(RuleBasedStateMachine):
    """One procurement: what people do to it, and what must hold."""

    app: ClassVar[Flask]
    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        with self.app.app_context():
            self.database.empty(db.engine)
        self.people = desk.gather(self.app)
        self.facts = Facts()
        self.letters_read_at = 0

    def ask(self, verb: Verb, *, may: bool | None) -> Any:
        """Ask for something in a transaction of its own; gives the number of what was made, None where refused.

        With `may` None the model does not tell whether it is refused, only that a refusal changes nothing.
        """
        with self.app.app_context():
            begin_write()
            procurement = db.session.get_one(Procurement, self.people.procurement_id)
            before = desk.contents()
            try:
                made = verb(procurement)
            except desk.REFUSALS as refusal:
                db.session.rollback()
                refused, kept = str(refusal), desk.contents() == before
            else:
                refused, kept = "", True
                number = getattr(made, "id", None)
            assert may is None or may is (not refused), refused or "accepted what must be refused"
            assert kept, "something was changed although it was refused"
            if refused:
                return None
            db.session.commit()
        self.facts.next_tick()
        return number

    # Preparation

    @initialize(two_envelopes=flags, ahead=st.sampled_from((38, 32, 44, 24, 14, 0)))
    def begin(self, two_envelopes: bool, ahead: int) -> None:
        self.two_envelopes = two_envelopes
        for _ in range(ahead):
            self.take_next_step()

    @rule(variant=st.sampled_from(sorted(desk.STRATEGIES)))
    def adopt(self, variant: str) -> None:
        may = not self.facts.locks and not self.facts.cancelled
        self.ask(
            lambda procurement: trials.change_strategy(
                procurement=procurement,
                content=desk.STRATEGIES[variant],
                file_name="care.yaml",
                actor_id=None,
            ),
            may=may,
        )
        if may:
            self.facts.variant, self.facts.versions = variant, self.facts.versions + 1

    @rule()
    def try_out(self) -> None:
        """Trials are for the time before the lock."""
        facts = self.facts
        self.ask(
            lambda procurement: trials.receive_bids(
                procurement=procurement,
                content=b"bid;plan;days;price\nInvented;5;10;700000\nOther;6;12;800000\n",
                file_name="invented.csv",
                actor_id=None,
            ),
            may=facts.variant is not None and not facts.locks and not facts.cancelled,
        )

    @rule(two_envelopes=flags, stale=st.sampled_from((False, False, True)))
    def decide_plan(self, two_envelopes: bool, stale: bool) -> None:
        facts, plan = self.facts, Plan(DEADLINE, two_envelopes)
        may = not facts.locks and not facts.cancelled and not stale
        self.ask(
            lambda procurement: preparation.plan_evaluation(
                procurement=procurement,
                description=desk.description(plan),
                shown=facts.plans + stale,
                actor_id=None,
            ),
            may=may,
        )
        if may:
            facts.plan, facts.plans = plan, facts.plans + 1

    @rule(stale=st.sampled_from((False, False, True)))
    def lock(self, stale: bool) -> None:
        facts, now = self.facts, self.facts.now
        may = (
            not stale
            and not facts.locks
            and not facts.cancelled
            and facts.variant is not None
            and facts.plan is not None
            and now < facts.plan.deadline
        )
        self.ask(
            lambda procurement: preparation.lock(
                procurement=procurement,
                version_number=facts.versions + stale,
                packs=(),
                overrides={},
                now=now,
                actor_id=None,
            ),
            may=may,
        )
        if may:
            assert facts.variant is not None and facts.plan is not None
            facts.locks.append(Lock(facts.variant, facts.plan, now))

    @rule(
        variant=st.sampled_from((*sorted(desk.STRATEGIES), None)),
        two_envelopes=flags,
        reason=st.sampled_from((WHY, WHY, " ")),
        clock_set_back=flags,
    )
    def relock(self, variant: str | None, two_envelopes: bool, reason: str, clock_set_back: bool) -> None:
        """Also with a clock that runs behind: what has been opened cannot be closed by it."""
        facts, plan = self.facts, Plan(LATER_DEADLINE, two_envelopes)
        now = CLOCK[1] if clock_set_back else facts.now
        standing = facts.lock
        may = (
            standing is not None
            and now < standing.plan.deadline
            and not facts.opened
            and not facts.cancelled
            and bool(reason.strip())
        )
        self.ask(
            lambda procurement: preparation.relock(
                procurement=procurement,
                content=desk.STRATEGIES[variant] if variant else None,
                file_name="care.yaml",
                description=desk.description(plan),
                correction=Correction(
                    reason=reason, corrected_documents="Notice 2.", deadline_review="A week more."
                ),
                packs=(),
                overrides={},
                now=now,
                actor_id=None,
            ),
            may=may,
        )
        if may:
            assert standing is not None
            facts.versions += variant is not None
            facts.locks.append(Lock(variant or standing.variant, plan, now))

    @rule()
    def time_passes(self) -> None:
        self.facts.hour = min(self.facts.hour + 1, len(CLOCK) - 1)

    # Bids

    @rule(when=st.sampled_from(("before the lock", "before the deadline", "after", "ahead")), alone=flags)
    def open_bids(self, when: str, alone: bool) -> None:
        facts, lock = self.facts, self.facts.lock
        start, deadline = (lock.at, lock.plan.deadline) if lock else (CLOCK[0], DEADLINE)
        at = {
            "before the lock": start,
            "before the deadline": deadline - timedelta(minutes=1),
            "after": deadline + timedelta(minutes=30),
            "ahead": facts.now + timedelta(days=30),
        }[when]
        may = (
            lock is not None
            and not facts.opened
            and not facts.cancelled
            and start < at <= facts.now
            and at >= deadline
            and not alone
        )
        present = desk.PRESENT[:1] if alone else desk.PRESENT
        self.ask(desk.opening(Envelope.BIDS, at, facts.now, present), may=may)
        if may:
            facts.opened_at, facts.hour = at, len(CLOCK) - 1
            facts.prices_open = not facts.two_envelopes

    @rule(label=labels, late=st.sampled_from((False, False, True)), price=flags, again=flags)
    def take_in(self, label: str, late: bool, price: bool, again: bool) -> None:
        """A bid as it came: with a price only where prices are open, a second time only with a reason."""
        facts, known = self.facts, self.facts.standing(label)
        may = (
            facts.opened
            and facts.state in {"opened", "evaluated"}
            and price is facts.prices_open
            and (known is None or again)
        )
        self.ask(desk.taking_in(label, late=late, price=price, reason=WHY if again else None), may=may)
        if may:
            figures = {STATED: Fraction(desk.DAYS[label])}
            figures |= {COST: Fraction(desk.PRICES[label])} if price else {}
            number = len(facts.bids.get(label, [])) + 1
            facts.bids.setdefault(label, []).append(Submission(number, facts.tick, late, figures))

    @rule(label=labels, again=flags)
    def take_prices_in(self, label: str, again: bool) -> None:
        facts, known = self.facts, self.facts.standing(label)
        may = (
            facts.prices_open
            and facts.state in {"opened", "evaluated"}
            and known is not None
            and COST not in known.corrected
            and (COST not in known.figures or again)
        )
        self.ask(desk.prices_in([label], WHY if again else None), may=may)
        if may and known is not None:
            known.figures[COST] = Fraction(desk.PRICES[label])

    @rule(
        label=labels,
        leaf=st.sampled_from((COST, COST, STATED, SCORED)),
        by=st.sampled_from((1, 99_864, -99_802)),
        stale=st.sampled_from((False, False, True)),
    )
    def correct(self, label: str, leaf: str, by: int, stale: bool) -> None:
        facts, known = self.facts, self.facts.standing(label)
        if known is None:
            return  # there is no page to correct a figure on
        value = (desk.PRICES[label] if leaf == COST else desk.DAYS[label]) + by
        on_scale = leaf == COST or 0 <= value <= SCALES[STATED][1]
        may = leaf in known.figures and on_scale and not facts.cancelled and not stale
        self.ask(desk.correction(label, leaf, value, stale=stale), may=may)
        if may:
            known.figures[leaf] = Fraction(value)
            known.corrected.add(leaf)

    @rule(label=labels, out=flags)
    def reject_or_let_back(self, label: str, out: bool) -> None:
        facts = self.facts
        if label not in facts.bids:
            return
        may = not facts.cancelled and (label in facts.rejected) is not out
        self.ask(
            lambda procurement: decide_rejection(
                procurement=procurement,
                about=desk.bid_of(procurement, label),  # type: ignore[arg-type]
                ground=Ground.REQUIREMENT_NOT_MET if out else None,
                explanation="Point 4 was looked at.",
                actor_id=None,
            ),
            may=may,
        )
        if may:
            (facts.rejected.add if out else facts.rejected.discard)(label)

    # Assessment

    @property
    def can_be_scored(self) -> bool:
        return bool(self.facts.locks) and not self.facts.cancelled and not self.facts.closed

    @rule(
        wanted=st.sets(st.sampled_from((*EVALUATORS, *EVALUATORS, "lawyer")), max_size=3),
        leaf=st.sampled_from((SCORED, SCORED, SCORED, STATED)),
        reason=st.sampled_from((WHY, WHY, " ")),
        stale=st.sampled_from((False, False, True)),
    )
    def assign(self, wanted: set[str], leaf: str, reason: str, stale: bool) -> None:
        facts = self.facts
        have_scored = {who for (who, _label), rows in facts.scores.items() if rows}
        needs_reason = bool(have_scored & (facts.assigned - wanted))
        may = self.can_be_scored and leaf == SCORED and "lawyer" not in wanted and not stale
        may = may and (bool(reason.strip()) or not needs_reason)
        self.ask(
            lambda procurement: assign(
                procurement=procurement,
                wanted={leaf: [self.people.users[name] for name in wanted]},
                shown=desk.shown_assignment(procurement, stale),
                reason=reason,
                actor_id=None,
            ),
            may=may,
        )
        if may:
            facts.assigned = set(wanted)

    @rule(
        who=people,
        label=labels,
        conflict=st.sampled_from((False, False, True)),
        note=st.sampled_from(("", WHY)),
    )
    def declare(self, who: str, label: str, conflict: bool, note: str) -> None:
        facts = self.facts
        if label not in facts.bids:
            return
        before = facts.declared.get((who, label))
        withdrawn = before is not None and before[0] and not conflict
        may = not facts.cancelled and (bool(note) or not (conflict or withdrawn))
        may = may and not (withdrawn and facts.closed)
        self.ask(
            lambda procurement: declare_conflicts(
                procurement=procurement,
                user_id=self.people.users[who],
                declared={desk.bid_of(procurement, label).supplier_id: (conflict, note)},  # type: ignore[union-attr]
            ),
            may=may,
        )
        if may and (before is None or before[0] is not conflict):
            facts.declared[who, label] = (conflict, facts.tick)

    @rule(
        who=people,
        label=labels,
        leaf=st.sampled_from((SCORED, SCORED, SCORED, STATED)),
        score=st.sampled_from((0, 4, 5, 6, 7, 7, 7, 9, 11)),
        ground=st.sampled_from(("Well shown.", "Well shown.", "Thin.", " ")),
        stale=st.sampled_from((False, False, False, True)),
    )
    def score(self, who: str, label: str, leaf: str, score: int, ground: str, stale: bool) -> None:
        facts = self.facts
        rows = facts.scores.get((who, label), [])
        shown = len(rows) + stale
        known = facts.standing(label)
        same = (
            bool(rows)
            and known is not None
            and (rows[-1].score, rows[-1].ground, rows[-1].submission) == (score, ground, known.number)
        )
        too_late = facts.final and bool(rows) and known is not None and rows[-1].submission == known.number
        may = (
            self.can_be_scored
            and known is not None
            and leaf == SCORED
            and who in facts.asked(label)
            and who not in facts.finished
            and facts.declared.get((who, label), (True, 0))[0] is False
            and facts.why_out(label) is None
            and 0 <= score <= SCALES[SCORED][1]
            and bool(ground.strip())
            and (same or (not too_late and (not rows or not stale)))
        )
        self.ask(desk.scoring(self.people.users[who], label, leaf, Fraction(score), ground, shown), may=may)
        if may and not same:
            assert known is not None
            facts.scores.setdefault((who, label), []).append(
                Score(Fraction(score), ground, known.number, facts.tick)
            )

    @rule(who=people)
    def finish(self, who: str) -> None:
        facts = self.facts
        asked = [label for label in facts.staying if not facts.declared.get((who, label), (False, 0))[0]]
        scored = {
            label
            for label in asked
            for row in facts.scores.get((who, label), [])
            if row.submission == facts.counts(label).number
        }
        may = (
            self.can_be_scored
            and facts.opened
            and who in facts.assigned
            and who not in facts.finished
            and all((who, label) in facts.declared for label in asked)
            and scored >= {label for label in asked if who in facts.asked(label)}
        )
        self.ask(
            lambda procurement: hand_over(procurement=procurement, user_id=self.people.users[who]), may=may
        )
        if may:
            facts.finished.add(who)

    @rule(who=people, reason=st.sampled_from((WHY, "")))
    def ask_to_go_on(self, who: str, reason: str) -> None:
        may = self.can_be_scored and who in self.facts.finished and bool(reason)
        self.ask(
            lambda procurement: reopen_handover(
                procurement=procurement, user_id=self.people.users[who], reason=reason, actor_id=None
            ),
            may=may,
        )
        if may:
            self.facts.finished.discard(who)

    @rule(
        label=labels,
        score=st.sampled_from((5, 7, 8, 12)),
        reason=st.sampled_from((WHY, WHY, "")),
        stale=st.sampled_from((False, False, True)),
    )
    def agree(self, label: str, score: int, reason: str, stale: bool) -> None:
        facts, standing = self.facts, self.facts.agreements.get(label)
        number = standing.number if standing else 0
        known = label in facts.bids and facts.why_out(label) is None
        late = facts.closed or facts.final
        may = (
            bool(facts.locks)
            and not facts.cancelled
            and known
            and not (stale and standing)
            and facts.agreed(label)[0] is not Basis.MISSING
            and (late or facts.expected(label) <= facts.finished)
            and score <= SCALES[SCORED][1]
            and bool(reason)
        )
        self.ask(
            lambda procurement: moderate(
                procurement=procurement,
                bid_id=desk.bid_number(procurement, label),
                criterion=SCORED,
                score=Fraction(score),
                reason=reason,
                shown=number + stale,
                actor_id=None,
            ),
            may=may,
        )
        if may:
            facts.agreements[label] = Agreement(number + 1, Fraction(score), facts.tick)

    @rule()
    def close(self) -> None:
        facts = self.facts
        staying = facts.staying
        may = (
            facts.opened
            and not facts.cancelled
            and not facts.closed
            and (not staying or facts.assigned <= facts.finished)
            and all(facts.agreed(label)[0] is Basis.FOUND for label in staying)
        )
        self.ask(lambda procurement: close_quality(procurement=procurement, actor_id=None), may=may)
        if may:
            facts.closed = True

    @rule(reason=st.sampled_from((WHY, "")))
    def reopen(self, reason: str) -> None:
        facts = self.facts
        may = facts.closed and not facts.cancelled and bool(reason) and (not facts.final or facts.has_gaps)
        self.ask(
            lambda procurement: reopen_quality(procurement=procurement, reason=reason, actor_id=None), may=may
        )
        if may:
            facts.closed = False

    @rule(too_early=flags)
    def open_prices(self, too_early: bool) -> None:
        """Too early is after the bids but before the assessments were closed."""
        facts = self.facts
        may = (
            facts.two_envelopes
            and facts.state == "opened"
            and facts.closed
            and not facts.prices_open
            and not too_early
        )
        at = (facts.opened_at or CLOCK[-1]) + timedelta(hours=1) if too_early else datetime.now(UTC)
        self.ask(desk.opening(Envelope.PRICES, at, datetime.now(UTC)), may=may)
        if may:
            facts.prices_open = True
            facts.become_final()

    # Decision

    @rule(reason=st.sampled_from((WHY, WHY, "")))
    def calculate(self, reason: str) -> None:
        facts = self.facts
        may = (
            facts.can_be_calculated
            and not facts.cancelled
            and facts.changed
            and (not facts.runs or bool(reason))
        )
        number = self.ask(
            lambda procurement: calculate_official(
                procurement=procurement, lot_id=None, reason=reason, actor_id=None
            ),
            may=may,
        )
        if may:
            if not facts.two_envelopes and not facts.runs:
                facts.become_final()
            facts.runs.append(Run(number, facts.inputs(), facts.order(), facts.tick))

    @rule(last_first=flags, witnesses=st.sampled_from((2, 2, 1)), everybody=flags)
    def draw(self, last_first: bool, witnesses: int, everybody: bool) -> None:
        facts = self.facts
        if not facts.runs:
            return
        run = facts.runs[-1]
        tied = [group for group in run.order if len(group) > 1]
        drawn = sorted(tied[0] if tied and not everybody else {"Alfa", "Beta"}, reverse=last_first)
        may = (
            set(drawn) in tied
            and witnesses > 1
            and not facts.cancelled
            and set(facts.draws.get(run.id, ())) != set(drawn)
        )
        self.ask(
            lambda procurement: record_draw(
                procurement=procurement,
                calculation=db.session.get_one(Calculation, run.id),
                bids=drawn,
                witnesses=desk.PRESENT[:witnesses],
                how="Two notes in a hat.",
                drawn_at=datetime.now(UTC),
                actor_id=None,
            ),
            may=may,
        )
        if may:
            facts.draws[run.id] = tuple(drawn)

    @rule(stale=st.sampled_from((False, False, True)))
    def decide(self, stale: bool) -> None:
        facts = self.facts
        may = (
            facts.award is None
            and not facts.cancelled
            and facts.can_be_calculated
            and not facts.changed
            and facts.winner is not None
            and not stale
        )
        shown = [facts.runs[-1].id + stale] if facts.runs else []
        self.ask(
            lambda procurement: decision.decide_award(
                procurement=procurement, shown=shown, reason=WHY, actor_id=None
            ),
            may=may,
        )
        if may:
            assert facts.winner is not None
            facts.award, facts.earliest_signing = (facts.winner,), None
            facts.decide_anew()

    @rule(ground=st.sampled_from((DecisionGround.COMPLAINT, DecisionGround.OWN_MOTION)))
    def reverse(self, ground: DecisionGround) -> None:
        facts = self.facts
        may = facts.state == "awarded"
        self.ask(
            lambda procurement: decision.reverse_award(
                procurement=procurement, ground=ground, reason=WHY, actor_id=None
            ),
            may=may,
        )
        if may:
            facts.award, facts.reversed_at = None, facts.tick
            facts.decide_anew()

    @rule(sure=st.sampled_from((*7 * [False], True)))
    def cancel(self, sure: bool) -> None:
        facts = self.facts
        may = facts.state not in {"contract", "cancelled"}
        if may and not sure:
            return  # a life that ends at once shows little
        self.ask(
            lambda procurement: decision.cancel_procedure(
                procurement=procurement, ground=DecisionGround.NO_FUNDING, reason=WHY, actor_id=None
            ),
            may=may,
        )
        if may:
            facts.cancelled, facts.award = True, None
            facts.decide_anew()

    @rule(days_ago=st.sampled_from((0, 0, 0, 1, -5)))
    def begin_standstill(self, days_ago: int) -> None:
        """Norwegian part 1 demands none: the contract may be signed from the day the letters were sent."""
        facts, on = self.facts, desk.today() - timedelta(days=days_ago)
        may = facts.award is not None and days_ago <= 0
        self.ask(
            lambda procurement: decision.start_standstill(
                procurement=procurement,
                event="letters",
                event_on=on,
                electronically=True,
                packs=all_packs(),
                actor_id=None,
            ),
            may=may,
        )
        if may:
            facts.earliest_signing = on

    @rule(ahead=flags)
    def sign(self, ahead: bool) -> None:
        facts, today = self.facts, desk.today()
        may = (
            facts.state == "awarded"
            and facts.earliest_signing is not None
            and facts.earliest_signing <= today
            and not ahead
        )
        self.ask(
            lambda procurement: decision.sign_contract(
                procurement=procurement, signed_on=today + timedelta(days=9 * ahead), actor_id=None
            ),
            may=may,
        )
        if may:
            facts.signed = True

    # Letters

    @property
    def can_write(self) -> bool:
        """Whether there is a decision whose letters have not gone out."""
        return self.facts.decisions > 0 and not self.facts.letters_sent

    @rule()
    def draft(self) -> None:
        facts = self.facts
        may = self.can_write and bool(facts.bids)
        self.ask(
            lambda procurement: draft_letters(procurement=procurement, languages={}, actor_id=None), may=may
        )
        if may:
            facts.written = dict.fromkeys(facts.bids, facts.record())
            facts.approved = set()

    @rule(label=labels)
    def approve(self, label: str) -> None:
        """A letter is approved while the record is what it was written from."""
        facts = self.facts
        if label not in facts.written:
            return  # there is no letter to approve
        may: bool | None = self.can_write and label not in facts.approved
        if may and facts.written[label] != facts.record():
            may = None  # it depends on whether the letter tells of what has changed
        approved = self.ask(
            lambda procurement: approve_letter(
                procurement=procurement, letter=desk.letter_to(procurement, label), actor_id=None
            ),
            may=may,
        )
        if approved is not None:
            facts.approved.add(label)

    @rule(ahead=st.sampled_from((False, False, True)))
    def send(self, ahead: bool) -> None:
        """All letters go out at one moment, or none; after an award the contract may then be signed that day."""
        facts = self.facts
        may: bool | None = self.can_write and facts.approved >= facts.bids.keys() and not ahead
        if may and any(facts.written[label] != facts.record() for label in facts.bids):
            may = None  # it depends on whether the letters tell of what has changed
        sent = self.ask(
            lambda procurement: mark_sent(
                procurement=procurement,
                sent_at=datetime.now(UTC) + timedelta(hours=ahead),
                electronically=True,
                actor_id=None,
            ),
            may=may,
        )
        if sent is not None:
            facts.letters_sent = True
            facts.earliest_signing = desk.today() if facts.award else None

    # The way an officer would go

    @rule(steps=st.integers(3, 12))
    def go_on(self, steps: int) -> None:
        for _ in range(steps):
            self.take_next_step()

    def take_next_step(self) -> None:
        if not self.facts.cancelled and not self.facts.signed:
            (self._prepare() or self._take_bids() or self._assess() or self._conclude())

    def _prepare(self) -> bool:
        facts = self.facts
        if facts.variant is None:
            self.adopt("first")
        elif facts.plan is None:
            self.decide_plan(self.two_envelopes, False)
        elif not facts.locks:
            self.lock(False)
        elif not facts.opened and facts.hour < len(CLOCK) - 1:
            self.time_passes()
        elif not facts.opened:
            self.open_bids("after", False)
        else:
            return False
        return True

    def _take_bids(self) -> bool:
        facts = self.facts
        missing = [label for label in LABELS if label not in facts.bids]
        if missing and facts.state in {"opened", "evaluated"}:
            self.take_in(missing[0], missing[0] == "Delta", facts.prices_open, False)
            return True
        return False

    def _assess(self) -> bool:
        facts = self.facts
        if facts.closed and facts.has_gaps:
            self.reopen(WHY)
        if facts.closed:
            return False
        if not facts.assigned:
            self.assign(set(EVALUATORS), SCORED, WHY, False)
            return True
        for who in sorted(facts.assigned):
            for label in facts.staying:
                if (who, label) not in facts.declared:
                    self.declare(who, label, False, "")
                    return True
                late = who not in facts.asked(label)
                if not (facts.declared[who, label][0] or late) and who not in facts.counting(label):
                    self.ask_to_go_on(who, WHY)
                    self.score(who, label, SCORED, 7, "Well shown.", False)
                    return True
            if who not in facts.finished:
                self.finish(who)
                return True
        for label in facts.staying:
            if facts.agreed(label)[0] is Basis.APART:
                self.agree(label, 8, WHY, False)
                return True
        self.close()
        return True

    def _conclude(self) -> bool:
        facts = self.facts
        unpriced = [label for label in facts.staying if COST not in facts.counts(label).figures]
        if not facts.prices_open:
            self.open_prices(False)
        elif unpriced and facts.state in {"opened", "evaluated"}:
            self.take_prices_in(unpriced[0], False)
        elif facts.award is None and facts.changed:
            self.calculate(WHY)
        elif facts.award is None and facts.winner is None:
            self.draw(False, 2, False)
        elif facts.award is None:
            self.decide(False)
        elif not facts.letters_sent and any(
            facts.written.get(label) != facts.record() for label in facts.bids
        ):
            self.draft()
        elif not facts.letters_sent and (waiting := sorted(facts.bids.keys() - facts.approved)):
            self.approve(waiting[0])
        elif not facts.letters_sent:
            self.send(False)
        elif facts.earliest_signing is None or facts.earliest_signing > desk.today():
            self.begin_standstill(0)
        else:
            self.sign(False)
        return True

    # What must hold

    @rule(
        reader=st.sampled_from(sorted(desk.READERS)),
        pages=st.lists(st.sampled_from(PAGES), min_size=2, max_size=3, unique=True),
    )
    def read_pages(self, reader: str, pages: list[str]) -> None:
        """No page fails, and none shows a price while the second envelope is closed."""
        with self.app.app_context():
            procurement = db.session.get_one(Procurement, self.people.procurement_id)
            bid = desk.bid_number(procurement, "Alfa")
        for page in pages:
            answer = self.people.readers[reader].get(self.people.base + page.format(bid=bid))
            assert answer.status_code in {200, 302, 403, 404}, page
            if not self.facts.prices_open:
                digits = re.sub(r"[\s\u00a0\u202f.,]", "", answer.text)
                assert not [price for price in desk.PLANTED if price in digits], page

    @invariant()
    def promises_hold(self) -> None:
        with self.app.app_context():
            procurement = db.session.get_one(Procurement, self.people.procurement_id)
            assert procurement.state.value == self.facts.state
            self._no_price_before_its_envelope()
            self._what_was_locked_stays(procurement)
            self._no_assessment_is_lost()
            self._awards_are_the_results(procurement)
            self._letters_agree_with_the_result(procurement)
            assert audit.verify().broken is None

    def _no_price_before_its_envelope(self) -> None:
        if not self.facts.prices_open:
            assert db.session.scalars(select(Figure.id).where(Figure.criterion == COST)).all() == []
            assert db.session.scalars(select(PricedOption.id)).all() == []

    def _what_was_locked_stays(self, procurement: Procurement) -> None:
        """Every lock is there as it was taken, and every run since the first is official and names one."""
        kept = preparation.locks(procurement)
        assert [row.strategy_version.content for row in kept] == [
            desk.STRATEGIES[lock.variant] for lock in self.facts.locks
        ]
        assert all(row.sha256 == row.strategy_version.sha256 for row in kept)
        assert [row.plan.two_envelopes for row in kept] == [
            lock.plan.two_envelopes for lock in self.facts.locks
        ]
        runs = db.session.scalars(select(Calculation).order_by(Calculation.id)).all()
        official = [run for run in runs if run.standing is Standing.OFFICIAL]
        assert [run.id for run in official] == [run.id for run in self.facts.runs]
        assert all(run.lock_id == kept[-1].id for run in official)
        assert all((run.lock_id is None) is (run.standing is Standing.TRIAL) for run in runs)

    def _no_assessment_is_lost(self) -> None:
        names = {number: name for name, number in self.people.users.items()}
        rows = db.session.scalars(select(Assessment).order_by(Assessment.number)).all()
        bids = {row.bid_id: row for row in rows}
        with_names = {number: self._label(number) for number in bids}
        found: dict[tuple[str, str], list[tuple[int, Fraction, str]]] = {}
        for row in rows:
            key = names[row.user_id], with_names[row.bid_id]
            found.setdefault(key, []).append((row.number, row.score, row.ground))
        assert found == {
            key: [(number, row.score, row.ground) for number, row in enumerate(given, start=1)]
            for key, given in self.facts.scores.items()
        }

    def _label(self, bid_id: int) -> str:
        bid = db.session.get(Bid, bid_id)
        assert bid is not None
        return bid.label

    def _awards_are_the_results(self, procurement: Procurement) -> None:
        award = current_award(procurement)
        winners = [label for outcome in award.outcomes for label in outcome.winners] if award else []
        assert winners == list(self.facts.award or ())
        suppliers = [row.supplier_id for row in ledger.standing(Award, procurement=procurement)]
        awarded = [db.session.get_one(Supplier, number).name for number in suppliers]
        assert awarded == [f"{label} AS" for label in winners]

    def _letters_agree_with_the_result(self, procurement: Procurement) -> None:
        """A letter that was written from what stands agrees with it, and names the winner to whoever lost."""
        award, tick = current_award(procurement), self.facts.tick
        if award is None or not self.facts.written or tick == self.letters_read_at:
            return  # drawing letters anew takes long, and nothing has happened since
        self.letters_read_at = tick
        for each in standing_letters(procurement, award):
            label = each.supplier.name.removesuffix(" AS")
            assert (each.letter is not None) is (label in self.facts.written)
            assert (each.approval is not None) is (label in self.facts.approved)
            if each.letter is None or self.facts.letters_sent:
                continue
            assert each.holds or self.facts.written[label] != self.facts.record()
            winner = label in (self.facts.award or ())
            assert (each.letter.kind is LetterKind.AWARD) is winner
            if each.letter.kind is LetterKind.NOT_CHOSEN:
                text = plain_text(document_of(each.letter))
                assert all(f"{other} AS" in text for other in self.facts.award or ())


def test_whatever_is_asked_a_procurement_keeps_its_promises(worker_app: Flask, database: Database) -> None:
    class Here(Life):
        app = worker_app

    Here.database = database
    run_state_machine_as_test(Here, settings=SETTINGS)
