"""Which two texts of a contract are compared, and the changes between them by clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from marketkit.contracts.assembly import standard_draft
from marketkit.contracts.draft import Draft, Value, inlines_of
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


@dataclass(frozen=True, slots=True)
class Since:
    """What is different in a draft since another of the same contract, for the page that shows it.

    `parts` are the ids of clauses and appendices whose text differs, `new` those of them that did not stand before;
    `gone` the titles of those that stand no more; `answers` the paths of answers that read otherwise.
    """

    name: str
    parts: frozenset[str]
    new: frozenset[str]
    gone: tuple[str, ...]
    answers: frozenset[str]


def since(name: str, old: Draft, new: Draft) -> Since:
    """What is different in `new`; `name` is what the other text is called."""
    before = {part.id: part.title for part in old.parts()}
    now = {part.id for part in new.parts()}
    changed = {section.place for section in changes_between(old, new) if section.changed}
    told = {(value.parameter, value.text) for value in _values(old)}
    return Since(
        name=name,
        parts=frozenset(changed & now),
        new=frozenset(now - before.keys()),
        gone=tuple(title for id_, title in before.items() if id_ not in now),
        answers=frozenset(
            value.parameter for value in _values(new) if (value.parameter, value.text) not in told
        ),
    )


def _values(draft: Draft) -> Iterator[Value]:
    for part in draft.parts():
        for block in part.blocks:
            for inlines in inlines_of(block):
                yield from (inline for inline in inlines if isinstance(inline, Value))


def _sections(lines: Sequence[MarkedLine]) -> Iterator[Section]:
    for place, found in groupby(lines, key=lambda line: line.place):
        yield Section(place, tuple(found))
