"""What no answers can reach, wordings that overlap or leave a gap, and references to what can be absent. Pure.

Found by trying the conditions concerned with every combination of answers that they tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from marketkit.contracts.body import AlternativeBlock, Body, Link, spans_of
from marketkit.contracts.conditions import evaluate, names
from marketkit.contracts.findings import Check, Finding, Severity, error
from marketkit.contracts.parameters import Answer, Answers, Row, When
from marketkit.contracts.reach import Cases, Space
from marketkit.contracts.template import Alternative, Template, TemplateClause
from marketkit.said import say

Path = tuple[TemplateClause, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Something of a template that stands where all of its conditions hold."""

    name: str
    conditions: tuple[When, ...]
    file: str
    line: int

    @property
    def asks(self) -> tuple[str, ...]:
        return tuple(name for when in self.conditions for name in names(when.condition))

    def stands(self, values: Answers) -> bool:
        return all(evaluate(when.condition, values) is True for when in self.conditions)

    def is_absent(self, values: Answers) -> bool:
        return any(evaluate(when.condition, values) is False for when in self.conditions)


def paths(clauses: Sequence[TemplateClause], above: Path = ()) -> Iterator[Path]:
    """Each clause after those that it is nested in."""
    for clause in clauses:
        path = (*above, clause)
        yield path
        yield from paths(clause.clauses, path)


def place_of(path: Path) -> Place:
    """Where the last clause of the path stands."""
    clause = path[-1]
    conditions = tuple(each.when for each in path if each.when is not None)
    first = next(iter(clause.files.values()))
    own = clause.when
    return Place(clause.id, conditions, own.file if own else first, own.line if own else 1)


def places(template: Template) -> dict[str, Place]:
    """Where every clause and appendix stands, by id."""
    found = {path[-1].id: place_of(path) for path in paths(template.clauses)}
    for appendix in template.appendices:
        conditions = (appendix.condition,) if appendix.condition else ()
        found[appendix.id] = Place(appendix.id, conditions, template.file, appendix.line)
    return found


def out_of_reach(template: Template, space: Space) -> Iterator[Finding]:
    """Clauses, wordings and appendices that no answers bring in."""
    for place in places(template).values():
        if place.conditions and not _some(space.cases(place.asks), place.stands):
            message = say('no answers bring in "{id}"', id=place.name)
            yield error(Check.UNREACHABLE, message, place.file, place.line)
    for path in paths(template.clauses):
        for alternative in path[-1].alternatives:
            place = _wording(path, alternative)
            if not _some(space.cases(place.asks), place.stands):
                message = say('no answers bring in the wording "{id}"', id=alternative.id)
                yield error(Check.UNREACHABLE, message, alternative.file, alternative.line)


def ill_divided(template: Template, space: Space) -> Iterator[Finding]:
    """Clauses of which, for some answers, two wordings hold or none does; each with answers that show it."""
    for path in paths(template.clauses):
        clause, place = path[-1], place_of(path)
        if clause.alternatives:
            asked = [name for each in clause.alternatives for name in names(each.when.condition)]
            cases = space.cases([*place.asks, *asked])
            told: dict[Check, Finding] = {}
            for values in cases.values:
                if place.stands(values):
                    for finding in _ill_divided_by(clause, values):
                        told.setdefault(finding.check, finding)
            yield from told.values()


def _ill_divided_by(clause: TemplateClause, values: Answers) -> Iterator[Finding]:
    outcomes = [(each, evaluate(each.when.condition, values)) for each in clause.alternatives]
    holding = [each for each, holds in outcomes if holds is True]
    if len(holding) > 1:
        message = say(
            'the wordings "{first}" and "{second}" both hold when {answers}',
            first=holding[0].id,
            second=holding[1].id,
            answers=shown(values),
        )
        yield error(Check.OVERLAP, message, holding[1].file, holding[1].line)
    elif all(holds is False for _, holds in outcomes):
        message = say('no wording of "{id}" holds when {answers}', id=clause.id, answers=shown(values))
        yield error(Check.GAP, message, clause.alternatives[0].file, clause.alternatives[0].line)


def absent_references(template: Template, space: Space) -> Iterator[Finding]:
    """References to a clause or an appendix that can be left out while the referring text stands."""
    targets = places(template)
    for place, body, file in _texts(template):
        for link in _links(body):
            target = targets.get(link.target)
            case = without(place, target, space) if target else None
            if case is not None:
                message = say(
                    'refers to "{id}", which is left out when {answers}', id=link.target, answers=shown(case)
                )
                yield error(Check.ABSENT_REFERENCE, message, file, link.line)


def sampled(space: Space) -> Iterator[Finding]:
    """A note for each question that had more combinations of answers than were tried."""
    for parameters, cases in space.tried.items():
        if cases.sampled:
            message = say(
                "{total} combinations of answers to {parameters} are too many; {tried} drawn at random were tried",
                total=cases.total,
                parameters=", ".join(parameters),
                tried=len(cases.values),
            )
            yield Finding(Check.SAMPLED, Severity.NOTE, message, space.template.file)


def shown(values: Answers) -> str:
    """The answers as a condition would ask for them: "ip is buyer, price is NOK 10.00"; "always" where none matters."""
    return ", ".join(f"{name} is {_written(answer)}" for name, answer in values.items()) or "always"


def _written(answer: Answer) -> str:
    match answer:
        case bool():
            return "true" if answer else "false"
        case ():
            return "empty"
        case (Row(), *_):
            return "not empty"
        case tuple():
            return " + ".join(str(each) for each in answer)
        case _:
            return str(answer)


def _some(cases: Cases, holds: Callable[[Answers], bool]) -> bool:
    return any(holds(values) for values in cases.values)


def without(place: Place, needed: Place, space: Space) -> Answers | None:
    """Answers for which the place stands without what it needs; None where there are none such."""
    cases = space.cases([*place.asks, *needed.asks])
    return next(
        (values for values in cases.values if place.stands(values) and needed.is_absent(values)), None
    )


def _wording(path: Path, alternative: Alternative) -> Place:
    conditions = (*place_of(path).conditions, alternative.when)
    return Place(alternative.id, conditions, alternative.file, alternative.line)


def _texts(template: Template) -> Iterator[tuple[Place, Body, str]]:
    """Every text in every language, those of a clause's wordings apart from what they have in common."""
    found = places(template)
    for path in paths(template.clauses):
        clause = path[-1]
        wordings = {each.id: _wording(path, each) for each in clause.alternatives}
        for language, body in clause.bodies.items():
            for block in body:
                apart = wordings.get(block.alternative) if isinstance(block, AlternativeBlock) else None
                yield apart or found[clause.id], (block,), clause.files[language]
    for appendix in template.appendices:
        for language, body in appendix.bodies.items():
            yield found[appendix.id], body, appendix.files[language]


def _links(body: Body) -> Iterator[Link]:
    return (span for span in spans_of(body) if isinstance(span, Link))
