"""The entries of a rule pack that say what follows an award: the standstill, and what letters tell."""

from __future__ import annotations

import re

from marketkit.sourcing.pack_fields import PackFields
from marketkit.sourcing.rules import (
    BUYERS_OWN,
    FIRST_DAYS,
    MANDATORY,
    STANDSTILL_DUTIES,
    STANDSTILL_EVENTS,
    VOLUNTARY,
    WAYS_OF_COUNTING,
    Complaint,
    LetterRules,
    StandstillRule,
)
from marketkit.yamlfields import Fields

STANDSTILL_KEYS = (
    ("duty", "starts_with", "first_day", "counted_in", "holidays"),
    ("days", "days_otherwise"),
)
LETTER_KEYS = (("reasons", "relative_advantages", "winner_scores", "complaints"), ())
COMPLAINT_KEYS = ("whom", "how", "deadline", "instrument", "article", "verified")
LONGEST_DAYS = 366  # more is a slip of the pen
_CALENDAR = re.compile(r"^[A-Z]{2}(-[A-Z]{2,3})?$", re.ASCII)


class AwardRulesReader(PackFields):
    """Reads the lists `standstills` and `letters` of a pack."""

    def standstill(self, fields: Fields, pack: str) -> StandstillRule:
        duty = fields.choice("duty", STANDSTILL_DUTIES) or ""
        days = fields.whole("days", 1, LONGEST_DAYS)
        if duty and duty != VOLUNTARY and not fields.has("days"):
            fields.fault("days", f"is missing; a {duty} standstill has a number of days")
        if fields.has("days_otherwise") and duty and duty != MANDATORY:
            fields.fault("days_otherwise", "belongs to a mandatory standstill only")
        return StandstillRule(
            **self.provision(fields, pack),
            duty=duty,
            starts_with=fields.choice("starts_with", STANDSTILL_EVENTS) or "",
            first_day=fields.choice("first_day", FIRST_DAYS) or "",
            counted_in=fields.choice("counted_in", WAYS_OF_COUNTING) or "",
            days=days,
            days_otherwise=fields.whole("days_otherwise", 1, LONGEST_DAYS),
            holidays=self.holidays(fields),
        )

    def holidays(self, fields: Fields) -> str:
        name = fields.text("holidays") or ""
        if name and name != BUYERS_OWN and not _CALENDAR.match(name):
            wanted = f'expected "{BUYERS_OWN}", or a country or part of one such as NO or GB-ENG'
            fields.fault("holidays", f'{wanted}; found "{name}"', value=name)
        return name

    def letters(self, fields: Fields, pack: str) -> LetterRules:
        return LetterRules(
            **self.provision(fields, pack),
            reasons=self.yes(fields, "reasons"),
            relative_advantages=self.yes(fields, "relative_advantages"),
            winner_scores=self.yes(fields, "winner_scores"),
            complaints=tuple(self.complaints(fields)),
        )

    def complaints(self, fields: Fields) -> list[Complaint]:
        found: list[Complaint] = []
        for number, node in enumerate(fields.nodes("complaints"), 1):
            block = self.fields(node, f"{fields.where}: complaints, entry {number}", COMPLAINT_KEYS)
            block.require(*COMPLAINT_KEYS)
            found.append(
                Complaint(
                    whom=self.title(block, "whom"),
                    how=self.title(block, "how"),
                    deadline=self.title(block, "deadline"),
                    instrument=block.text("instrument") or "",
                    article=block.text("article") or "",
                    verified=self.yes(block, "verified"),
                )
            )
        return found
