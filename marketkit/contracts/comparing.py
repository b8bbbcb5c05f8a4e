"""Which two texts of a contract are compared, and the changes between them by clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from marketkit.contracts.assembly import standard_draft
from marketkit.contracts.draft import Draft
from marketkit.contracts.issuing import draft_answers, find_issued
from marketkit.contracts.lines import lines_of
from marketkit.contracts.pages import Writing, make
from marketkit.contracts.redline import MarkedLine, redline
from marketkit.contracts.versions import kept_template

STANDARD, NOW = "standard", "now"


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one clause or appendix, or those before the first."""

    place: str
    lines: tuple[MarkedLine, ...]

    @property
    def changed(self) -> bool:
        return any(line.changed for line in self.lines)


def text_named(shown: Writing, name: str) -> Draft | None:
    """The text called `name`: "standard" (the template's own), "now", or the number of an issued draft."""
    if name == STANDARD:
        return standard_draft(shown.template, shown.contract.language)
    if name == NOW:
        return shown.made.draft
    issued = find_issued(shown.contract, int(name)) if name.isdecimal() and len(name) < 10 else None
    if issued is None:
        return None
    template = kept_template(issued.template_version_id)
    return make(shown.contract, template, draft_answers(template, issued)).draft


def changes_between(old: Draft, new: Draft) -> list[Section]:
    """The changes by clause and appendix, in the order of the text."""
    return list(_sections(redline(lines_of(old), lines_of(new))))


def _sections(lines: Sequence[MarkedLine]) -> Iterator[Section]:
    for place, found in groupby(lines, key=lambda line: line.place):
        yield Section(place, tuple(found))
