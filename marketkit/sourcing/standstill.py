"""How long a buyer waits between an award and the contract, and what letters tell, as the packs have it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from marketkit.errors import MarketkitError
from marketkit.holidays import NoSuchCalendarError, calendar_name, calendar_of
from marketkit.periods import Period, calendar_days, working_days
from marketkit.said import Said, say
from marketkit.sourcing.award_rules import LONGEST_DAYS
from marketkit.sourcing.rules import (
    AWARD_NOTICE,
    BUYERS_OWN,
    CALENDAR_DAYS,
    CHOSEN,
    DAY_AFTER,
    LETTERS_SENT,
    VOLUNTARY,
    LetterRules,
    Pack,
    StandstillRule,
)


class UnlawfulStandstillError(MarketkitError):
    """A standstill of this many days, or from this day, cannot be; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True)
class Standstill:
    """When the contract may first be signed, and why.

    `rule` is None where the packs know no law for the regime on the day. `starts_on` and `ends_on` are the first and
    last day of the standstill, both None where there is none; the contract waits until `ends_on` is over.
    """

    rule: StandstillRule | None
    days: int | None
    starts_on: date | None
    ends_on: date | None
    earliest_signing: date
    workings: tuple[Said, ...]


def standstill_rule(packs: Sequence[Pack], regime: str | None, on: date) -> StandstillRule | None:
    """The rule on the standstill of this regime on this day, from the first pack that has one."""
    rules = (rule for pack in packs for rule in pack.standstills)
    return next((rule for rule in rules if rule.applies(regime, on)), None)


def letter_rules(packs: Sequence[Pack], regime: str | None, on: date) -> LetterRules | None:
    """What suppliers are told of an award under this regime on this day, from the first pack that says so."""
    rules = (rules for pack in packs for rules in pack.letters)
    return next((rule for rule in rules if rule.applies(regime, on)), None)


def standstill(
    packs: Sequence[Pack],
    regime: str | None,
    *,
    on: date,
    start: date,
    sent_electronically: bool,
    zone: str,
    days: int | None = None,
) -> Standstill:
    """The standstill after an award.

    `on` is the day whose law applies, `start` the day of what starts it (see the rule's `starts_with`), in the buyer's
    `zone` (IANA). `days` is a length the buyer has set, when it differs from the rule's; where no law is known it alone
    counts, in calendar days. Raises UnlawfulStandstillError for a length the rule does not allow, and for days whose
    public holidays are not known.
    """
    rule = standstill_rule(packs, regime, on)
    if rule is None:
        return _by_the_buyer_alone(on, start, zone, _possible(days))
    said = [_source(rule)]
    length = _length(rule, days, sent_electronically, said)
    if length is None:
        said.append(say("The contract may be signed from {day} on.", day=start))
        return Standstill(rule, None, None, None, start, tuple(said))
    said += _beginning(rule, start, sent_electronically)
    calendar = calendar_of(zone) if rule.holidays == BUYERS_OWN else rule.holidays
    said.append(_calendar_used(calendar))
    period = _period(rule.counted_in, rule.first_day, start, length, calendar)
    signing, ending = _ended(period)
    return Standstill(rule, length, period.first, period.last, signing, (*said, *period.workings, ending))


def _by_the_buyer_alone(on: date, start: date, zone: str, days: int | None) -> Standstill:
    """Where no law is known: the calendar days the buyer has set, from the day after `start`."""
    unknown = say(
        "No rule on a standstill is known here for this regime on {day}; look up the law before you sign.",
        day=on,
    )
    if days is None:
        return Standstill(None, None, None, None, start, (unknown,))
    calendar = calendar_of(zone)
    period = _period(CALENDAR_DAYS, DAY_AFTER, start, days, calendar)
    signing, ending = _ended(period)
    own = say("The buyer has set a standstill of {days} days from the day after {day}.", days=days, day=start)
    workings = (unknown, own, _calendar_used(calendar), *period.workings, ending)
    return Standstill(None, days, period.first, period.last, signing, workings)


def _ended(period: Period) -> tuple[date, Said]:
    """The first day after a standstill, and the sentence that tells its end."""
    signing = period.last + timedelta(days=1)
    return signing, say(
        "The standstill ends at midnight at the end of {last}; the contract may be signed from {day} on.",
        last=period.last,
        day=signing,
    )


def _period(counted_in: str, first_day: str, start: date, days: int, calendar: str | None) -> Period:
    count = calendar_days if counted_in == CALENDAR_DAYS else working_days
    try:
        first = start + timedelta(days=1) if first_day == DAY_AFTER else start
        return count(first=first, days=days, calendar=calendar)
    except (NoSuchCalendarError, OverflowError):
        raise UnlawfulStandstillError(
            say(
                "no standstill can be counted from {day}: the public holidays around it are not known",
                day=start,
            )
        ) from None


def _source(rule: StandstillRule) -> Said:
    if rule.verified:
        return say("The rule: {instrument}, {article}.", instrument=rule.instrument, article=rule.article)
    return say(
        "The rule: {instrument}, {article}. It has not been checked against its source: look it up before you rely "
        "on it.",
        instrument=rule.instrument,
        article=rule.article,
    )


def _length(rule: StandstillRule, chosen: int | None, electronically: bool, said: list[Said]) -> int | None:
    """The number of days to count, None for no standstill; `said` gets the reason."""
    least = rule.least_days(electronically=electronically)
    if rule.duty == CHOSEN:
        said.append(
            say("There must be a standstill, and the buyer sets its length: {days} days here.", days=chosen)
            if chosen is not None
            else say(
                "There must be a standstill, and the buyer sets its length; none was set, so {days} days are used.",
                days=least,
            )
        )
        return _possible(chosen) or least
    if rule.duty == VOLUNTARY:
        if chosen is None:
            said.append(say("No standstill is demanded, and the buyer has set none."))
            return None
        said.append(say("No standstill is demanded; the buyer has set one of {days} days.", days=chosen))
    elif chosen is not None and least is not None and chosen > least:
        said.append(
            say(
                "At least {least} days are demanded; the buyer has set {days} days.", least=least, days=chosen
            )
        )
    if chosen is not None and least is not None and chosen < least:
        raise UnlawfulStandstillError(
            say("a standstill is at least {least} days here, not {days}", least=least, days=chosen)
        )
    return _possible(chosen) or least


def _possible(chosen: int | None) -> int | None:
    if chosen is not None and not 1 <= chosen <= LONGEST_DAYS:
        raise UnlawfulStandstillError(
            say("a standstill is from 1 to {most} days, not {days}", most=LONGEST_DAYS, days=chosen)
        )
    return chosen


def _beginning(rule: StandstillRule, start: date, electronically: bool) -> list[Said]:
    if rule.starts_with == LETTERS_SENT:
        began = (
            say("The letters were sent on {day}, all of them electronically.", day=start)
            if electronically
            else say("The letters were sent on {day}, not all of them electronically.", day=start)
        )
    elif rule.starts_with == AWARD_NOTICE:
        began = say("The contract award notice was published on {day}.", day=start)
    else:
        began = say("The notice of the intention to award was published on {day}.", day=start)
    counted = (
        say("Counting begins with the day after.")
        if rule.first_day == DAY_AFTER
        else say("Counting begins with that same day.")
    )
    return [began, counted]


def _calendar_used(calendar: str | None) -> Said:
    if calendar is None:
        return say(
            "The buyer's time zone tells no country, so only Saturdays and Sundays were taken as days off."
        )
    return say("Public holidays are those of {country}.", country=calendar_name(calendar))
