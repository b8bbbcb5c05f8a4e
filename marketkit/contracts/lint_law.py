"""Whether the law that a template rests on is in force and was checked, and what its model must hold. Pure.

The requirements of the models: innovation partnership, Directive 2014/24/EU art. 31; options, art. 72(1)(a); terms on
data processing, GDPR art. 28(3)(a) to (h); changes, art. 72.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from marketkit.contracts.draft import FactKind
from marketkit.contracts.findings import Check, Finding, error, warning
from marketkit.contracts.lint_reach import Place, paths, place_of, shown
from marketkit.contracts.reach import Space
from marketkit.contracts.template import LegalRef, Model, Template
from marketkit.said import Said, say

CHECK_LASTS = timedelta(days=365)

_OF_MODELS: Mapping[Model, Sequence[str]] = {
    Model.INNOVATION_PARTNERSHIP: ("stop-rule", "phase-goals", "maximum-cost", "ip-arrangement"),
    Model.PILOT_WITH_OPTION: ("success-thresholds", "stop-thresholds"),
}
_OF_OPTIONS = ("option-maximum-value", "option-holders", "option-kpi-gate", "option-deadline")
_OF_DATA = tuple(f"gdpr-28-3-{letter}" for letter in "abcdefgh")
_OF_CHANGES = ("change-value-ceiling",)
COVERED = frozenset(
    {"data-processing", "change", *_OF_OPTIONS, *_OF_DATA, *_OF_CHANGES}.union(*_OF_MODELS.values())
)


def law(template: Template, today: date) -> Iterator[Finding]:
    """Provisions that have expired or are not yet in force, and those nobody has compared with their source."""
    found = [*template.legal_basis]
    for clause in template.all_clauses():
        found.extend(clause.legal_refs)
    for reference in found:
        yield from _of_provision(reference, today)


def _of_provision(reference: LegalRef, today: date) -> Iterator[Finding]:
    name = f"{reference.instrument} {reference.article}"
    if reference.valid_to is not None and reference.valid_to < today:
        message = say("{law} ceased to be in force on {day}", law=name, day=reference.valid_to)
        yield error(Check.LAW_EXPIRED, message, reference.file, reference.line)
    if reference.valid_from is not None and reference.valid_from > today:
        message = say("{law} comes into force on {day}", law=name, day=reference.valid_from)
        yield warning(Check.LAW_EXPIRED, message, reference.file, reference.line)
    if reference.checked_on is None:
        message = say("nobody has compared {law} with its source; write checked_on when it is done", law=name)
        yield warning(Check.LAW_UNCHECKED, message, reference.file, reference.line)
    elif today - reference.checked_on > CHECK_LASTS:
        message = say(
            "{law} was last checked on {day}, more than a year ago", law=name, day=reference.checked_on
        )
        yield warning(Check.LAW_UNCHECKED, message, reference.file, reference.line)


def required_clauses(template: Template, space: Space) -> Iterator[Finding]:
    """Clauses that the template must hold, and that are missing or can be left out."""
    standing = {path[-1].id: place_of(path) for path in paths(template.clauses)}
    for id_ in template.requires:
        place = standing.get(id_)
        if place is None:
            message = say('requires "{id}", which is not among its clauses', id=id_)
            yield error(Check.REQUIRED_CLAUSE, message, template.file)
            continue
        case = next((values for values in space.cases(place.asks).values if place.is_absent(values)), None)
        if case is not None:
            message = say(
                'the template requires "{id}", which is left out when {answers}', id=id_, answers=shown(case)
            )
            yield error(Check.REQUIRED_CLAUSE, message, place.file, place.line)


def model(template: Template, space: Space) -> Iterator[Finding]:
    """What the model, an option, terms on data processing and a change clause must hold, and do not for some answers."""
    covering: dict[str, list[Place]] = {}
    for path in paths(template.clauses):
        for what in path[-1].covers:
            if what not in COVERED:
                close = difflib.get_close_matches(what, COVERED, n=1)
                hint: str = say('; did you mean "{close}"?', close=close[0]) if close else ""
                message = say('covers: "{what}" is nothing that is asked for{hint}', what=what, hint=hint)
                yield error(Check.MODEL, message, next(iter(path[-1].files.values())), 1)
            covering.setdefault(what, []).append(place_of(path))
    seeker = _Seeker(template, space, covering)
    whose = say("a {model} needs", model=template.model.value)
    for what in _OF_MODELS.get(template.model, ()):
        yield from seeker.lacking(what, whose, None)
    for trigger in (*covering.get("data-processing", ())[:1],):
        for what in _OF_DATA:
            yield from seeker.lacking(what, say("terms on data processing need"), trigger)
    for trigger in covering.get("change", ()):
        for what in _OF_CHANGES:
            yield from seeker.lacking(what, say("a change clause needs"), trigger)
    for trigger in _options(template):
        for what in _OF_OPTIONS:
            yield from seeker.lacking(what, say("an option needs"), trigger)


def _options(template: Template) -> Iterator[Place]:
    for rule in template.facts:
        if rule.kind is FactKind.OPTION:
            conditions = (rule.condition,) if rule.condition else ()
            yield Place("option", conditions, template.file, rule.line)


class _Seeker:
    """Looks for what must be covered wherever something stands."""

    def __init__(self, template: Template, space: Space, covering: Mapping[str, Sequence[Place]]) -> None:
        self.template = template
        self.space = space
        self.covering = covering

    def lacking(self, what: str, whose: Said, trigger: Place | None) -> Iterator[Finding]:
        """A finding where the trigger stands (None: always) and no clause that stands covers what is asked for."""
        places = self.covering.get(what, ())
        file, line = (trigger.file, trigger.line) if trigger else (self.template.file, None)
        if not places:
            message = say('{whose} a clause that covers "{what}"; there is none', whose=whose, what=what)
            yield error(Check.MODEL, message, file, line)
            return
        asked = [name for place in (*places, *([trigger] if trigger else [])) for name in place.asks]
        for values in self.space.cases(asked).values:
            if (trigger is None or trigger.stands(values)) and all(
                place.is_absent(values) for place in places
            ):
                message = say(
                    '{whose} a clause that covers "{what}"; it is left out when {answers}',
                    whose=whose,
                    what=what,
                    answers=shown(values),
                )
                yield error(Check.MODEL, message, file, line)
                return
