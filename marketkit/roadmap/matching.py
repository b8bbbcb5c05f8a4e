"""Which entries the rows of a list without keys are perhaps about: a guess with its reasons, for a person to confirm. Pure.

A score is from 0 to 100: how alike the titles are counts most, then the unit, then codes and places. What one of the
two does not say counts neither for nor against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from marketkit.procurements.search import fold
from marketkit.roadmap.imported import ImportedRow
from marketkit.roadmap.plan import Plan
from marketkit.said import Said, say

LIKELY = 60
MAX_CANDIDATES = 3
TITLE, UNIT, SUBJECT = 70, 15, 15
_SMALL_WORDS = frozenset("and of the for in to a og i av til for ved med på pa en et".split())  # noqa: SIM905
COMMON = 500  # a word in more titles than this leads to nothing by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry that came from this list before: its lasting address, its key in the list or "", and how it stands.

    `as_of` is the day its plan is from: that of the list or, where somebody changed it later, of the change.
    """

    entry_key: str
    key: str
    plan: Plan
    as_of: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a row is perhaps about; `score` from 0 to 100 and why."""

    entry: KnownEntry
    score: int
    reason: Said


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a row without a key is perhaps about, likeliest first; to be shown and confirmed.

    `is_clear`: the first is likelier than the others, and no other row has it first.
    """

    row: ImportedRow
    candidates: tuple[Candidate, ...]
    is_clear: bool


def suggest(rows: Iterable[ImportedRow], existing: Sequence[KnownEntry]) -> tuple[Suggestion, ...]:
    """A suggestion for each row, in their order; without candidates where nothing is alike enough."""
    index = _Index(existing)
    found = [(row, index.candidates(row.plan)) for row in rows]
    firsts: dict[str, int] = defaultdict(int)
    for _, candidates in found:
        if candidates:
            firsts[candidates[0].entry.entry_key] += 1
    return tuple(Suggestion(row, candidates, _clear(candidates, firsts)) for row, candidates in found)


def likeness(one: Plan, other: Plan) -> tuple[int, Said]:
    """How alike two plans are, from 0 to 100, and in what."""
    titles = _overlap(words(one.title), words(other.title))
    points, most, said = titles * TITLE, Fraction(TITLE), []
    said.append(
        say("the same title") if titles == 1 else say("titles {share} % alike", share=int(titles * 100))
    )
    if one.unit and other.unit:
        most += UNIT
        if fold(one.unit) == fold(other.unit):
            points += UNIT
            said.append(say("the same unit"))
        else:
            said.append(say("another unit"))
    subject = _subject(one, other)
    if subject is not None:
        most += SUBJECT
        points += subject * SUBJECT
        said.append(say("codes or places in common") if subject else say("other codes or places"))
    reason = said[0]
    for each in said[1:]:
        reason = say("{first}, {second}", first=reason, second=each)
    return int(points / most * 100), reason


def words(text: str) -> frozenset[str]:
    """The words of a title that carry it, folded."""
    plain = "".join(letter if letter.isalnum() else " " for letter in fold(text)).split()
    return frozenset(plain) - _SMALL_WORDS or frozenset(plain)


def _overlap(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """What two sets share, twice, of all they hold (Dice)."""
    return Fraction(2 * len(one & other), len(one) + len(other)) if one or other else Fraction(0)


def _subject(one: Plan, other: Plan) -> Fraction | None:
    """How much of codes (by their first three digits) and places they share; None where one says neither."""
    mine, theirs = _subjects(one), _subjects(other)
    return _overlap(mine, theirs) if mine and theirs else None


def _subjects(plan: Plan) -> frozenset[str]:
    return frozenset((*(code[:3] for code in plan.cpv_codes), *plan.nuts_codes))


def _clear(candidates: tuple[Candidate, ...], firsts: dict[str, int]) -> bool:
    if not candidates or firsts[candidates[0].entry.entry_key] > 1:
        return False
    return len(candidates) == 1 or candidates[0].score > candidates[1].score


class _Index:
    """Entries by the words of their titles, so that a row is compared with few of them."""

    def __init__(self, existing: Sequence[KnownEntry]) -> None:
        self.by_word: dict[str, list[KnownEntry]] = defaultdict(list)
        self.by_title: dict[frozenset[str], list[KnownEntry]] = defaultdict(list)
        for entry in existing:
            carried = words(entry.plan.title)
            self.by_title[carried].append(entry)
            for word in carried:
                self.by_word[word].append(entry)

    def candidates(self, plan: Plan) -> tuple[Candidate, ...]:
        carried = words(plan.title)
        near = {entry.entry_key: entry for entry in self.by_title.get(carried, ())}
        for word in carried:
            if len(self.by_word.get(word, ())) <= COMMON:
                near.update((entry.entry_key, entry) for entry in self.by_word.get(word, ()))
        scored = (Candidate(entry, *likeness(plan, entry.plan)) for entry in near.values())
        likely = (each for each in scored if each.score >= LIKELY)
        return tuple(sorted(likely, key=lambda each: (-each.score, each.entry.entry_key))[:MAX_CANDIDATES])
