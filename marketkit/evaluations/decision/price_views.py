"""Prices that seem too low: the suppliers asked, their answers, and whether these explain the price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.db import db
from marketkit.evaluations.bids.pages import the_standing_bid
from marketkit.evaluations.bids.standing import StandingBid, prices_are_open, standing_bids
from marketkit.evaluations.decision import matters
from marketkit.evaluations.decision.forms import AnswerForm, AskForm, AssessForm
from marketkit.evaluations.decision.inquiries import is_outdated
from marketkit.evaluations.decision.models import InquiryStep, PriceInquiry
from marketkit.evaluations.decision.standing import inquiry_steps
from marketkit.evaluations.decision.trail import today
from marketkit.evaluations.decision.wording import inquiry_step_text
from marketkit.evaluations.explanation import FLAG_DUTY, Explanation
from marketkit.evaluations.official import NotReadyError, lots_of
from marketkit.evaluations.pages import BASE, address, blueprint, page, readable
from marketkit.evaluations.preparation.services import current_lock
from marketkit.evaluations.record import newest_official, open_calculation
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.said import Said
from marketkit.sourcing.services import strategy_of
from marketkit.web.language import current_language

StepForm = AskForm | AnswerForm | AssessForm
FORMS: dict[InquiryStep, type[StepForm]] = {
    InquiryStep.ASKED: AskForm,
    InquiryStep.ANSWERED: AnswerForm,
    InquiryStep.ASSESSED: AssessForm,
}


@dataclass(frozen=True, slots=True)
class LowPrice:
    """A bid with what makes its price seem low in the newest official result, and what was asked and answered.

    `outdated` says that the price has changed since its explanation was assessed.
    """

    standing: StandingBid
    flags: tuple[Said, ...]
    steps: tuple[PriceInquiry, ...]
    outdated: bool

    @property
    def last(self) -> PriceInquiry | None:
        return self.steps[-1] if self.steps else None

    @property
    def is_open(self) -> bool:
        """Whether the supplier was asked and it is not yet assessed what came of it."""
        return self.last is not None and self.last.step is not InquiryStep.ASSESSED

    @property
    def is_refused(self) -> bool:
        return self.last is not None and self.last.accepted is False


@access.requires(Permission.VIEW_EVALUATION)
def low_prices(procurement_id: int) -> ResponseReturnValue:
    """Every bid whose price is flagged, or about whose price something was asked; the others below."""
    procurement = readable(procurement_id)
    found = _low_prices(procurement) if prices_are_open(procurement) else []
    return page(
        "decision/low_prices",
        procurement,
        prices_open=prices_are_open(procurement),
        noted=[each for each in found if each.flags or each.steps],
        others=[each for each in found if not each.flags and not each.steps and each.standing.out is None],
        duty=FLAG_DUTY,
        inquiry_step_text=inquiry_step_text,
    )


@access.requires(Permission.VIEW_EVALUATION)
def low_price(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """What was asked and answered about the price of one bid, and the next step."""
    procurement = readable(procurement_id)
    standing = the_standing_bid(procurement, bid_id)
    if not prices_are_open(procurement):
        return redirect(url_for("evaluations.low_prices", **address(procurement)))
    return _price_page(procurement, standing)


@access.requires(Permission.EVALUATE_BIDS)
def low_price_step(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """Record that the supplier was asked or answered, or the assessment of it."""
    procurement = the_procurement(procurement_id)
    standing = the_standing_bid(procurement, bid_id)
    asked = request.form.get("step")
    step = next((each for each in FORMS if each.value == asked), None)
    if step is None or not prices_are_open(procurement):
        return redirect(url_for("evaluations.low_prices", **address(procurement)))
    form = FORMS[step](prefix=step.value)
    refused: Sequence[Said] = ()
    if form.validate_on_submit():
        try:
            _record(procurement, standing, form)
        except NotReadyError as error:
            db.session.rollback()
            refused = error.reasons
        else:
            flash(_("It is on record."), "success")
            return redirect(url_for("evaluations.low_price", bid_id=bid_id, **address(procurement)))
    return _price_page(procurement, standing, {step: form}, refused), 422


def _record(procurement: Procurement, standing: StandingBid, form: StepForm) -> None:
    text, bid, actor_id = form.text.data or "", standing.bid, access.current_user_id()
    if isinstance(form, AskForm):
        assert form.due.data is not None  # the form has been validated
        matters.ask_about_price(
            procurement=procurement, bid=bid, text=text, due=form.due.data, actor_id=actor_id
        )
    elif isinstance(form, AssessForm):
        accepted = form.accepted.data == "yes"
        matters.assess_answer(
            procurement=procurement, bid=bid, accepted=accepted, text=text, actor_id=actor_id
        )
    else:
        matters.record_answer(procurement=procurement, bid=bid, text=text, actor_id=actor_id)


def _price_page(
    procurement: Procurement,
    standing: StandingBid,
    typed: dict[InquiryStep, StepForm] | None = None,
    refused: Sequence[Said] = (),
) -> str:
    shown = next(each for each in _low_prices(procurement) if each.standing.bid.id == standing.bid.id)
    forms = {
        step: (typed or {}).get(step) or FORMS[step](formdata=None, prefix=step.value)
        for step in _next(procurement, shown)
    }
    return page(
        "decision/low_price",
        procurement,
        shown=shown,
        forms=forms,
        refused=refused,
        names=access.names(step.created_by_id for step in shown.steps),
        inquiry_step_text=inquiry_step_text,
    )


def _next(procurement: Procurement, shown: LowPrice) -> list[InquiryStep]:
    """What can be recorded now. Silence is assessed only once the day the supplier was given has passed."""
    if shown.last is None or shown.last.step is InquiryStep.ASSESSED:
        return [InquiryStep.ASKED]
    if shown.last.step is InquiryStep.ANSWERED:
        return [InquiryStep.ASSESSED, InquiryStep.ANSWERED]
    due = shown.last.due
    passed = due is None or today(procurement) > due
    return [InquiryStep.ANSWERED, InquiryStep.ASSESSED] if passed else [InquiryStep.ANSWERED]


def _low_prices(procurement: Procurement) -> list[LowPrice]:
    flags: dict[tuple[int | None, str], list[Said]] = {}
    for lot_id in lots_of(procurement):
        calculation = newest_official(procurement, lot_id=lot_id)
        if calculation is None:
            continue
        result = open_calculation(calculation).result
        explanation = Explanation(result, current_language())
        for flag in result.flags:
            flags.setdefault((lot_id, flag.bid), []).append(explanation.flag(flag))
    lock, steps = current_lock(procurement), inquiry_steps(procurement)
    assert lock is not None  # prices are open, so the strategy was locked
    strategy = strategy_of(lock.strategy_version)
    return [
        LowPrice(
            each,
            tuple(flags.get((each.bid.lot_id, each.bid.label), ())),
            tuple(own := steps.get(each.bid.id, [])),
            is_outdated(own, each, strategy),
        )
        for each in standing_bids(procurement)
    ]


blueprint.add_url_rule(f"{BASE}/decide/low-prices", view_func=low_prices)
blueprint.add_url_rule(f"{BASE}/decide/low-prices/<int:bid_id>", view_func=low_price)
blueprint.add_url_rule(f"{BASE}/decide/low-prices/<int:bid_id>", view_func=low_price_step, methods=["POST"])
