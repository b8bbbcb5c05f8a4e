"""Which clauses, wordings and appendices of a template stand for given answers, and their numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from marketkit.contracts.condition_words import said
from marketkit.contracts.conditions import evaluate, names
from marketkit.contracts.draft import LeftOut
from marketkit.contracts.parameters import Answers, When
from marketkit.contracts.template import Alternative, Template, TemplateAppendix, TemplateClause
from marketkit.contracts.wording import text_in
from marketkit.said import Said, say


@dataclass(frozen=True, slots=True)
class Standing:
    """A clause that stands, or may stand: `waits_for` are the unanswered parameters that decide whether it does.

    `chosen` is the wording taken; without one, `open` are those that may still be, waiting for `wording_waits_for`.
    """

    clause: TemplateClause
    number: str
    level: int
    chosen: Alternative | None = None
    open: tuple[Alternative, ...] = ()
    waits_for: tuple[str, ...] = ()
    wording_waits_for: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        return not self.waits_for and not self.open


@dataclass(frozen=True, slots=True)
class StandingAppendix:
    """An appendix that stands, or may stand, and its number."""

    appendix: TemplateAppendix
    number: str
    waits_for: tuple[str, ...] = ()


@dataclass(slots=True)
class Decisions:
    """What stands, in order, and what does not. `asked` are the parameters that decided it, or will."""

    clauses: list[Standing] = field(default_factory=list)
    appendices: list[StandingAppendix] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[Said] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)


def decide(template: Template, values: Answers, language: str) -> Decisions:
    """What stands for these values (answers, and defaults where there are none). Titles are in `language`."""
    return _Decider(template, values, language).all()


class _Decider:
    def __init__(self, template: Template, values: Answers, language: str) -> None:
        self.template = template
        self.values = values
        self.language = language
        self.made = Decisions()

    def all(self) -> Decisions:
        self._clauses(self.template.clauses, "", 1)
        number = 0
        for appendix in self.template.appendices:
            holds = self._holds(appendix.condition)
            title = text_in(appendix.title, self.language)
            if holds is False:
                self._leave_out(appendix.id, title, appendix.condition)
                continue
            number += 1
            waits_for = self._waits_for(appendix.condition) if holds is None else ()
            self.made.appendices.append(StandingAppendix(appendix, str(number), waits_for))
        return self.made

    def _clauses(self, clauses: Sequence[TemplateClause], above: str, level: int) -> None:
        """Number the clauses that stand 1, 2, 3 … after the number of the clause they are nested in."""
        number = 0
        for clause in clauses:
            holds = self._holds(clause.when)
            if holds is False:
                self._leave_out(clause.id, text_in(clause.title, self.language), clause.when)
                self._leave_out_nested(clause)
                continue
            number += 1
            standing = self._standing(clause, f"{above}{number}", level, undecided=holds is None)
            self.made.clauses.append(standing)
            self._clauses(clause.clauses, f"{standing.number}.", level + 1)

    def _standing(self, clause: TemplateClause, number: str, level: int, *, undecided: bool) -> Standing:
        waits_for = self._waits_for(clause.when) if undecided else ()
        outcomes = [(alternative, self._holds(alternative.when)) for alternative in clause.alternatives]
        holding = [alternative for alternative, holds in outcomes if holds]
        if holding:
            self._choose(clause, holding)
            return Standing(clause, number, level, holding[0], (), waits_for)
        possible = tuple(alternative for alternative, holds in outcomes if holds is None)
        if clause.alternatives and not possible:
            title = text_in(clause.title, self.language)
            self.made.warnings.append(say('no wording of "{clause}" fits the answers', clause=title))
            possible = clause.alternatives
        for alternative, _ in outcomes:
            if alternative not in possible:
                self._leave_out_wording(clause, alternative)
        waited = tuple(
            dict.fromkeys(name for alternative in possible for name in self._waits_for(alternative.when))
        )
        return Standing(clause, number, level, None, possible, waits_for, waited)

    def _choose(self, clause: TemplateClause, holding: Sequence[Alternative]) -> None:
        if len(holding) > 1:
            title = text_in(clause.title, self.language)
            self.made.warnings.append(
                say('several wordings of "{clause}" fit the answers; the first is taken', clause=title)
            )
        for alternative in clause.alternatives:
            if alternative is not holding[0]:
                self._leave_out_wording(clause, alternative)

    def _holds(self, when: When | None) -> bool | None:
        if when is None:
            return True
        self.made.asked.update(names(when.condition))
        return evaluate(when.condition, self.values)

    def _waits_for(self, when: When | None) -> tuple[str, ...]:
        return tuple(name for name in names(when.condition) if name not in self.values) if when else ()

    def _leave_out(self, id_: str, title: str, when: When | None) -> None:
        if when is not None:
            self.made.left_out.append(LeftOut(id_, title, self._unless(when)))

    def _leave_out_wording(self, clause: TemplateClause, alternative: Alternative) -> None:
        title = f"{text_in(clause.title, self.language)}: {text_in(alternative.title, self.language)}"
        self.made.left_out.append(
            LeftOut(f"{clause.id}.{alternative.id}", title, self._unless(alternative.when))
        )

    def _unless(self, when: When) -> Said:
        return say(
            "it stands only where {condition}",
            condition=said(when.condition, self.template.parameters, self.language),
        )

    def _leave_out_nested(self, clause: TemplateClause) -> None:
        outer = text_in(clause.title, self.language)
        for nested in _nested(clause):
            why = say('it belongs to "{clause}", which is left out', clause=outer)
            self.made.left_out.append(LeftOut(nested.id, text_in(nested.title, self.language), why))


def _nested(clause: TemplateClause) -> Iterator[TemplateClause]:
    for inner in clause.clauses:
        yield inner
        yield from _nested(inner)
