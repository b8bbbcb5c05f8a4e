"""Where an evaluation stands, from what is known of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from marketkit.evaluations.progress import Done, Facts, Stand, Step, steps

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DONE = Done(NOW - timedelta(days=40), 7)
PREPARED = {"strategy": DONE, "plan": DONE, "lock": DONE, "deadline": NOW - timedelta(days=20)}
OPENED = {**PREPARED, "opened": DONE, "bids_in": 2, "bids_out": 1, "people": 2, "scores": 8}
CALCULATED = {**OPENED, "quality_closed": DONE, "lots_calculated": 1, "calculated": DONE}


def stands(**facts: object) -> dict[str, Stand]:
    return {step.code: step.stand for step in steps(Facts(**facts), now=NOW)}  # type: ignore[arg-type]


def current(**facts: object) -> Step:
    (found,) = [step for step in steps(Facts(**facts), now=NOW) if step.stand is Stand.NOW]  # type: ignore[arg-type]
    return found


def test_at_first_the_strategy_is_to_be_chosen_and_all_else_comes_later():
    found = stands()
    assert found.pop("strategy") is Stand.NOW
    assert set(found.values()) == {Stand.LATER}


def test_after_the_lock_the_opening_waits_for_the_deadline():
    step = current(**{**PREPARED, "deadline": NOW + timedelta(days=2)})
    assert (step.code, len(step.waits)) == ("opening", 1)
    assert current(**PREPARED).waits == ()


def test_scoring_says_how_many_scores_are_missing():
    step = current(**OPENED, scores_missing=3)
    assert step.code == "scoring"
    assert step.waits == ("scores still missing: 3 of 8",)


def test_requirements_are_a_step_only_where_there_are_any():
    assert "requirements" not in stands(**OPENED)
    step = current(**OPENED, requirements=2, findings_missing=4)
    assert (step.code, step.waits) == ("requirements", ("findings still missing: 4",))


def test_closing_waits_for_what_the_panel_must_agree_on():
    step = current(**OPENED, to_agree=2)
    assert (step.code, step.waits) == ("closing", ("scores the panel must agree on: 2",))


def test_prices_are_a_step_of_their_own_with_two_envelopes_only():
    assert "prices" not in stands(**OPENED)
    assert current(**OPENED, quality_closed=DONE, two_envelopes=True).code == "prices"


def test_a_result_that_no_longer_holds_is_to_be_calculated_again_before_deciding():
    assert current(**CALCULATED).code == "decision"
    step = current(**CALCULATED, calculation_due=True)
    assert (step.code, step.waits) == ("result", ("something has changed since the last calculation",))


def test_every_lot_is_calculated_before_the_decision():
    step = current(**{**CALCULATED, "lots": 3})
    assert (step.code, step.remark) == ("result", "1 of 3 lots calculated")


def test_a_reversal_brings_the_decision_back():
    step = current(**CALCULATED, reversed=DONE)
    assert (step.code, step.remark) == ("decision", "an earlier award was taken back")


def test_the_contract_step_tells_the_earliest_day_and_all_is_done_when_signed():
    told = {**CALCULATED, "award": DONE, "letters": 2, "letters_approved": 2, "letters_sent": DONE}
    step = current(**told, earliest_signing=date(2026, 12, 7))
    assert (step.code, step.remark) == ("contract", "the contract may be signed from 2026-12-07 on")
    signed = steps(Facts(**told, signed=Done(NOW), signed_on=date(2026, 12, 8)), now=NOW)
    assert {step.stand for step in signed} == {Stand.DONE}
    assert signed[-1].remark == "signed on 2026-12-08"


def test_a_cancelled_procedure_has_no_step_to_do_now():
    found = stands(**OPENED, scores_missing=3, cancelled=DONE)
    assert Stand.NOW not in found.values()
    assert found["opening"] is Stand.DONE


def test_who_did_a_step_and_when_comes_along():
    (lock,) = [step for step in steps(Facts(**PREPARED), now=NOW) if step.code == "lock"]  # type: ignore[arg-type]
    assert lock.done == DONE
