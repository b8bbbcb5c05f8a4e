"""What in a draft changes when one answer does: for the form, beside the question. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketkit.contracts.assembly import Assembled, assembled
from marketkit.contracts.draft import Appendix, Clause
from marketkit.contracts.parameters import Answer, Answers
from marketkit.contracts.template import Template


@dataclass(frozen=True, slots=True)
class Part:
    """A clause or an appendix by id, with its title and its number in the draft it stands in."""

    id: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What appears and vanishes between two drafts, clauses before appendices, each in the order it stands.

    `reworded` are clauses whose wording is another; `asked` the parameters that the draft needs now and did not
    before, `no_longer_asked` the reverse.
    """

    appearing: tuple[Part, ...]
    vanishing: tuple[Part, ...]
    reworded: tuple[Part, ...]
    asked: tuple[str, ...]
    no_longer_asked: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        return not (self.appearing or self.vanishing or self.reworded or self.asked or self.no_longer_asked)


def effect_of_answer(
    template: Template, answers: Answers, parameter: str, answer: Answer | None, *, language: str
) -> Effect:
    """What changes when `parameter` is answered by `answer` instead of as it is; None takes the answer away."""
    changed = {id_: value for id_, value in answers.items() if id_ != parameter}
    if answer is not None:
        changed[parameter] = answer
    before = assembled(template, answers, language=language)
    return effect(template, before, assembled(template, changed, language=language))


def effect(template: Template, before: Assembled, after: Assembled) -> Effect:
    """What appears and vanishes from one draft of the template to another."""
    old, new = _parts(before), _parts(after)
    wordings = {clause.id: (clause.alternative, clause.decided) for clause in before.draft.clauses}
    return Effect(
        appearing=tuple(part for id_, part in new.items() if id_ not in old),
        vanishing=tuple(part for id_, part in old.items() if id_ not in new),
        reworded=tuple(
            new[clause.id]
            for clause in after.draft.clauses
            if clause.id in wordings and wordings[clause.id] != (clause.alternative, clause.decided)
        ),
        asked=_in_order(template, after.asked - before.asked),
        no_longer_asked=_in_order(template, before.asked - after.asked),
    )


def _parts(made: Assembled) -> Mapping[str, Part]:
    parts: tuple[Clause | Appendix, ...] = (*made.draft.clauses, *made.draft.appendices)
    return {part.id: Part(part.id, part.number, part.title) for part in parts}


def _in_order(template: Template, parameters: frozenset[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in template.parameters if id_ in parameters)
