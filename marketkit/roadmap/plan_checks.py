"""What keeps a plan from being stored or published, and what is worth a look before it is. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from marketkit.codes import cpv_code, nuts_code
from marketkit.roadmap.plan import Plan
from marketkit.roadmap.refused import PlanFault
from marketkit.said import say
from marketkit.values import UnreadableError

# The most characters of each text, and the most items of each list (with their own most characters).
TEXTS = {
    "title": 300,
    "need": 20_000,
    "resident_change": 20_000,
    "unit": 200,
    "contract_model": 100,
    "contact": 300,
    "expiring_contract": 500,
}
LISTS = {"cpv_codes": (100, 20), "nuts_codes": (100, 20), "lots": (200, 300)}
MAX_DIALOGUE = 50
MAX_DIALOGUE_TEXT = 2000
MAX_NOTE = 2000
_KEPT = "\n\r\t"


def draft_faults(plan: Plan) -> tuple[PlanFault, ...]:
    """What cannot even be stored: texts too long or with characters that are no text."""
    return tuple(_texts(plan))


def publishing_faults(plan: Plan) -> tuple[PlanFault, ...]:
    """What keeps a plan from being published, all at once."""
    return (*_texts(plan), *_untold(plan), *_value(plan))


def remarks(plan: Plan, today: date) -> tuple[PlanFault, ...]:
    """What may be right but is worth a look: it is shown and keeps nothing back. `today` is in the buyer's zone."""
    return (*_order(plan, today), *_codes(plan))


def readable(text: str) -> bool:
    """Whether a text holds only what can be stored and shown: no control characters but line ends and tabs."""
    return all(
        character in _KEPT or unicodedata.category(character) not in ("Cc", "Cs") for character in text
    )


def _texts(plan: Plan) -> Iterator[PlanFault]:
    for field, longest in TEXTS.items():
        yield from _text(field, getattr(plan, field), longest)
    for field, (most, longest) in LISTS.items():
        values = getattr(plan, field)
        if len(values) > most:
            yield PlanFault(field, say("at most {most} can be given", most=most))
        for value in values[:most]:
            yield from _text(field, value, longest)
    if len(plan.dialogue) > MAX_DIALOGUE:
        yield PlanFault("dialogue", say("at most {most} can be given", most=MAX_DIALOGUE))
    for each in plan.dialogue[:MAX_DIALOGUE]:
        yield from _text("dialogue", each.text, MAX_DIALOGUE_TEXT)


def _text(field: str, value: str, longest: int) -> Iterator[PlanFault]:
    if len(value) > longest:
        yield PlanFault(
            field, say("{count} characters; at most {longest} fit", count=len(value), longest=longest)
        )
    if not readable(value):
        yield PlanFault(field, say("the text holds characters that cannot be shown; type it anew"))


def _untold(plan: Plan) -> Iterator[PlanFault]:
    if not plan.title.strip():
        yield PlanFault("title", say("a title is needed"))
    if plan.standing.is_open != (plan.ended_on is None):
        yield PlanFault("ended_on", say("the day belongs to an entry that has started or is cancelled"))


def _value(plan: Plan) -> Iterator[PlanFault]:
    low, high = plan.value.low, plan.value.high
    if (low and low.minor < 0) or (high and high.minor < 0):
        yield PlanFault("value", say("an estimated value cannot be negative"))
    if low is None or high is None:
        return
    if (low.currency, low.price_year) != (high.currency, high.price_year):
        yield PlanFault("value", say("both ends of the value must be in the same currency and of one year"))
    elif high < low:
        yield PlanFault("value", say("the highest value is lower than the lowest"))


def _order(plan: Plan, today: date) -> Iterator[PlanFault]:
    window, contract = plan.window, plan.contract_window
    if window is None and plan.standing.is_open:
        yield PlanFault("window", say("without a window suppliers cannot tell when to prepare"))
    if window is not None and window.end < today and plan.standing.is_open:
        yield PlanFault("window", say("the window has passed; the entry will be shown as overdue"))
    if window is not None and contract is not None and contract.end < window.start:
        yield PlanFault("contract_window", say("the contract begins before the competition is announced"))
    if window is not None and any(each.window.start > window.end for each in plan.dialogue):
        yield PlanFault("dialogue", say("a date of dialogue lies after the competition is announced"))


def _codes(plan: Plan) -> Iterator[PlanFault]:
    for field, codes, check in (
        ("cpv_codes", plan.cpv_codes, cpv_code),
        ("nuts_codes", plan.nuts_codes, nuts_code),
    ):
        for code in codes:
            try:
                check(code)
            except UnreadableError as error:
                yield PlanFault(field, error.said)
