"""A letter's part on the time until the contract is signed, and on what a supplier may do meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from marketkit.documents.model import Block, Heading, Tone, note, paragraph, strong
from marketkit.evaluations.reporting.letter_facts import LetterFacts
from marketkit.sourcing.rules import (
    AWARD_NOTICE,
    INTENTION_NOTICE,
    LETTERS_SENT,
    SAME_DAY,
    WORKING_DAYS,
    StandstillRule,
)
from marketkit.sourcing.strategy import in_language
from marketkit.web.language import current_language, format_date


def next_blocks(facts: LetterFacts) -> Iterator[Block]:
    """When the contract is signed, after an award, and how the supplier may have it tried."""
    if facts.is_award:
        yield Heading(_("When the contract is signed"))
        yield from _waiting(facts)
    language = current_language()
    if facts.rules is not None and facts.rules.complaints:
        yield Heading(_("If you disagree"))
        for complaint in facts.rules.complaints:
            yield paragraph(
                strong(in_language(complaint.whom, language)),
                ": ",
                in_language(complaint.how, language),
                " ",
                _("Deadline: %(deadline)s", deadline=in_language(complaint.deadline, language)),
                f" ({complaint.instrument}, {complaint.article})",
            )


def _waiting(facts: LetterFacts) -> Iterator[Block]:
    rule, days = facts.standstill, facts.days
    if facts.earliest_signing is not None:
        day = format_date(facts.earliest_signing)
        yield paragraph(_("The contract is signed on %(day)s at the earliest.", day=day))
    elif facts.unknown_wait:
        yield note(
            _("How many days the contract waits must be filled in before this letter is sent."),
            tone=Tone.WARNING,
        )
    elif days is None:
        yield paragraph(_no_wait(rule))
    else:
        yield paragraph(_wait(rule, days))
        if rule is not None and rule.starts_with == INTENTION_NOTICE:
            yield paragraph(
                _(
                    "When a provider makes representations by then, the contract waits until they are dealt with."
                )
            )


def _no_wait(rule: StandstillRule | None) -> str:
    if rule is not None and rule.starts_with == AWARD_NOTICE:
        return str(
            _(
                "There is no waiting period, unless the notice of the award sets one. Without one the contract can be signed as soon as the notice is published."
            )
        )
    return str(_("There is no waiting period. The contract can be signed as soon as you have been told."))


def _wait(rule: StandstillRule | None, days: int) -> str:
    """How long the contract waits, and from which day that is counted; by letters where no law is known."""
    starts = rule.starts_with if rule is not None else LETTERS_SENT
    events: dict[str, str] = {
        LETTERS_SENT: _("this letter is sent"),
        AWARD_NOTICE: _("the notice of the award is published"),
        INTENTION_NOTICE: _("the notice of the intention to award is published"),
    }
    values = {"days": _days(rule, days), "event": events[starts]}
    if rule is not None and rule.first_day == SAME_DAY:
        wait = _(
            "The contract is signed at the earliest when %(days)s are over, counted from and including the day %(event)s.",
            **values,
        )
    else:
        wait = _(
            "The contract is signed at the earliest when %(days)s are over, counted from the day after %(event)s.",
            **values,
        )
    if _in_working_days(rule):
        return str(wait)
    runs_on = _(
        "Should the last of them be no working day, the time runs to the end of the next working day."
    )
    return f"{wait} {runs_on}"


def _in_working_days(rule: StandstillRule | None) -> bool:
    return rule is not None and rule.counted_in == WORKING_DAYS


def _days(rule: StandstillRule | None, days: int) -> str:
    if _in_working_days(rule):
        return str(ngettext("%(num)s working day", "%(num)s working days", days))
    return str(ngettext("%(num)s calendar day", "%(num)s calendar days", days))
