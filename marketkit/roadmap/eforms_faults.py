"""What stands against sending a planning notice of an entry: every fault at once, in plain words. Pure.

A fault's `column` is the field of the notice it is about ("BT-21-Procedure"), its `row` the number of the part where
it is a part's, its `value` what was found.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date

from marketkit.errors import Fault
from marketkit.procurements.choices import Regime
from marketkit.roadmap import eforms_codes as codes
from marketkit.roadmap.eforms_facts import NoticeFacts, line
from marketkit.roadmap.eforms_shapes import MAX_TEXT, MAX_TITLE
from marketkit.roadmap.plan import Plan
from marketkit.said import Said, say
from marketkit.values import MixedMoneyError, minor_digits

MAX_DECIMALS, MAX_DIGITS = 2, 18
_CPV = re.compile(r"[0-9]{8}")
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{3}")
_PLACE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_COUNTRY = re.compile(r"[A-Z]{3}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{2,40}")
_URL = re.compile(r"https?://\S+")

_UNITED_KINGDOM = (Regime.UK_FULL, Regime.UK_LIGHT_TOUCH, Regime.UK_PSR)


def faults_of(facts: NoticeFacts, plan: Plan, today: date) -> list[Fault]:
    """Everything that is missing or wrong, in the order of the form; empty when a valid notice can be made.

    `today` is the day the notice is sent, in the buyer's zone.
    """
    found = (_time, _law, _purpose, _scope, _value, _parts, _buyer, _norway)
    return [fault for each in found for fault in each(facts, plan, today)]


def _fault(term: str, message: Said, value: str | None = None) -> Fault:
    return Fault(message, column=term, value=value)


def _time(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    if facts.language not in codes.LANGUAGES:
        message = say('"{code}" is not a language of notices, such as ENG or NOR', code=facts.language)
        yield _fault("BT-702(a)-notice", message, facts.language)
    if not plan.standing.is_open:
        yield _fault(
            "BT-02-notice", say("nothing more is planned here; only what is still to come is announced")
        )
    elif plan.window and plan.window.end <= today:
        message = say("the window {window} has passed; confirm or move it first", window=str(plan.window))
        yield _fault("BT-127-notice", message, str(plan.window))


def _law(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    if plan.regime in _UNITED_KINGDOM:
        message = say("procurements under the law of the United Kingdom are announced in its own notices")
        yield _fault("BT-01-notice", message)
    elif not facts.law:
        yield _fault(
            "BT-01-notice", say("the legal basis is missing: say which rules the procurement follows")
        )


def _purpose(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    if not facts.title:
        yield _fault("BT-21-Procedure", say("the title is missing"))
    yield from _too_long("BT-21-Procedure", facts.title, MAX_TITLE)
    if not facts.description:
        yield _fault("BT-24-Procedure", say("the description is missing: say what is needed and why"))
    yield from _too_long("BT-24-Procedure", facts.description, MAX_TEXT)
    yield from _too_long("BT-300-Procedure", facts.note, MAX_TEXT)


def _scope(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    if not facts.cpv:
        yield _fault("BT-262-Procedure", say("the main CPV code is missing"))
    for number, code in enumerate((facts.cpv, *facts.more_cpv)):
        if (code or number) and not _CPV.fullmatch(code):
            message = say('"{text}" is not a CPV code; expected eight digits such as 85312000', text=code)
            yield _fault("BT-263-Procedure" if number else "BT-262-Procedure", message, code)
    for code in map(line, plan.nuts_codes):
        if not _PLACE.fullmatch(code):
            yield _fault("BT-5071-Procedure", say('"{text}" is not a NUTS code', text=code), code)
        elif code[:2] not in codes.NUTS_COUNTRIES:
            yield _fault(
                "BT-5141-Procedure", say("the country of the NUTS code {code} is not known", code=code), code
            )


def _value(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    term, value = "BT-27-Procedure", facts.value
    try:
        if plan.value.low and value and plan.value.low > value:
            yield _fault(term, say("the estimated value's lower end is above its upper end"))
    except MixedMoneyError:
        yield _fault(
            term, say("the two ends of the estimated value are of different currencies or price years")
        )
    if value is None:
        return
    if value.minor < 0:
        yield _fault(term, say("the estimated value is below zero"), str(value))
    if minor_digits(value.currency) > MAX_DECIMALS and value.minor % 10 ** (minor_digits(value.currency) - 2):
        yield _fault(term, say("a notice takes an amount with at most two decimals"), str(value))
    if len(str(abs(value.minor))) > MAX_DIGITS:
        yield _fault(term, say("the estimated value is too large for a notice"), str(value))


def _parts(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    if not plan.lots:
        return
    for number, title in enumerate(facts.parts, start=1):
        if not title:
            yield Fault(say("lot {number} has no title", number=number), column="BT-21-Part", row=number)
        for fault in _too_long("BT-21-Part", title, MAX_TITLE):
            yield dataclasses.replace(fault, row=number)


def _buyer(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    buyer = facts.buyer
    if not buyer.name:
        yield _fault("BT-500-Organization-Company", say("the buyer's name is missing"))
    yield from _too_long("BT-500-Organization-Company", buyer.name, MAX_TITLE)
    if not buyer.country:
        yield _fault("BT-514-Organization-Company", say("the buyer's country is missing"))
    shapes = (
        (
            "BT-514-Organization-Company",
            buyer.country,
            _COUNTRY,
            say("a country of three letters, such as NOR"),
        ),
        ("BT-507-Organization-Company", buyer.nuts, _NUTS, say("a NUTS code such as NO083")),
        ("BT-506-Organization-Company", buyer.email, _EMAIL, say("an e-mail address")),
        ("BT-503-Organization-Company", buyer.phone, _PHONE, say("a telephone number such as +47 12345678")),
        ("BT-508-Procedure-Buyer", buyer.profile_url, _URL, say("an address that begins with https://")),
    )
    for term, text, shape, expected in shapes:
        if text and not shape.fullmatch(text):
            yield _fault(term, say('"{text}" is not {expected}', text=text, expected=expected), text)
    if buyer.country and codes.NUTS_COUNTRIES.get(buyer.nuts[:2], buyer.country) != buyer.country:
        message = say(
            "the NUTS code {nuts} is not of the country {country}", nuts=buyer.nuts, country=buyer.country
        )
        yield _fault("BT-507-Organization-Company", message, buyer.nuts)
    for term, code, known in (
        ("BT-11-Procedure-Buyer", buyer.legal_type, codes.LEGAL_TYPES),
        ("BT-10-Procedure-Buyer", buyer.activity, codes.ACTIVITIES),
    ):
        if code and code not in known:
            yield _fault(term, say('"{code}" is not a code of {name}', code=code, name=term), code)


def _norway(facts: NoticeFacts, plan: Plan, today: date) -> Iterator[Fault]:
    """What Norway's own edition of subtype E2 demands beyond the common one, as far as it is the buyer's to know."""
    if facts.buyer.country != "NOR":
        return
    if not facts.buyer.legal_type:
        yield _fault("BT-11-Procedure-Buyer", say("the buyer's legal type is missing; Norway demands it"))
    if not facts.buyer.activity:
        yield _fault("BT-10-Procedure-Buyer", say("the buyer's main activity is missing; Norway demands it"))


def _too_long(term: str, text: str, limit: int) -> Iterator[Fault]:
    if len(text) > limit:
        message = say("{count} characters; at most {limit} are allowed", count=len(text), limit=limit)
        yield _fault(term, message)
